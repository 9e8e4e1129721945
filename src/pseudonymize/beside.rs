//! [`Beside`]: what a JSON document says of the names in its strings.
//!
//! Owns: which keys lead to a string, whether any key of its document speaks of people, and whether the strings beside it are names: the
//! walk notes it, and the search asks when everything is read. Never: says what a key means; the detectors do.

use std::cell::Cell;
use std::rc::Rc;

use allonym_detectors::{
    Asks, Detection, Keyed, are_names, is_somebody, may_be_of_people, reads_as_name, speaks_of_people,
};

/// A document of JSON, or an object of free JSON in a body.
#[derive(Default)]
pub(super) struct Document {
    keys: Cell<usize>,
    speak: Cell<bool>,
}

impl Document {
    /// A string was read that its keys ask for.
    pub(super) fn note_string(&self, asks: Asks, string: &str) {
        if is_somebody(asks, string) {
            self.speak.set(true);
        }
    }

    /// A key was read.
    pub(super) fn note(&self, key: &str) {
        self.keys.set(self.keys.get() + 1);
        if !self.speak.get() {
            self.speak.set(speaks_of_people(key));
        }
    }
}

/// The strings of an array, or the keys of an object.
#[derive(Default)]
pub(super) struct Row {
    names: Cell<usize>,
    all: Cell<usize>,
}

impl Row {
    /// One of them was read.
    pub(super) fn note(&self, string: &str) {
        self.names.set(self.names.get() + usize::from(reads_as_name(string)));
        self.all.set(self.all.get() + 1);
    }
}

/// What surrounds one string, or key.
pub(super) struct Beside {
    pub(super) document: Rc<Document>,
    pub(super) row: Option<Rc<Row>>,
    pub(super) asks: Asks,
}

impl Beside {
    /// Whether what was found in the string is nobody's name, for nothing but its look speaks for it.
    pub(super) fn doubts(&self, string: &str, found: &Detection) -> bool {
        let Document { keys, speak } = &*self.document;
        let among_names = self.row.as_ref().is_some_and(|row| are_names(row.names.get(), row.all.get()));
        let of_people = may_be_of_people(speak.get(), keys.get());
        Keyed { asks: self.asks, of_people, among_names }.doubts(string, found)
    }
}
