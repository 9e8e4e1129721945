//! [`Beside`]: what a JSON document says of the names in one of its strings, or keys.
//!
//! Owns: which document and row a string is of: the walk notes what it reads in them, and the search asks when everything is read. Never:
//! says what a key or document tells; the detectors do.

use std::rc::Rc;

use allonym_detectors::{Asks, Detection, Document, Keyed, Row, Span};

/// What surrounds one string, or key.
pub(super) struct Beside {
    /// The document of JSON, or object of free JSON in a body.
    pub(super) document: Rc<Document>,
    pub(super) row: Option<Rc<Row>>,
    pub(super) asks: Asks,
}

impl Beside {
    /// Whether what was `found` in the string, where `own` stands, is nobody's name, for nothing but its look speaks for it.
    pub(super) fn doubts(&self, string: &str, own: Span, found: &Detection) -> bool {
        let among_names = self.row.as_ref().is_some_and(|row| row.are_names());
        let of_people = self.document.may_be_of_people();
        Keyed { asks: self.asks, of_people, among_names }.doubts(string, own, found)
    }
}
