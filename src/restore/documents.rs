//! [`DocumentShifts`]: the way back from a place in a document as the provider saw it to the client's own.
//!
//! Owns: one [`Shifts`] per document of the request, found in the body as it was sent. Never: moves an offset in an answer;
//! see `json/offsets.rs`. Without any, a citation keeps the provider's numbers.

use super::outline::{Document, Outline, Place as At};
use super::text::{Place, Restoring, Shifts};
use crate::provider::{Endpoint, Role};
use crate::wire::json::check_utf8;

/// How offsets (in code points) into the request's documents moved, by `document_index`.
#[derive(Default)]
pub struct DocumentShifts {
    documents: Vec<Shifts>,
}

impl DocumentShifts {
    /// From the shifts of each document, in the order in which the request holds them.
    pub fn new(documents: Vec<Shifts>) -> Self {
        Self { documents }
    }

    /// From a request to `/v1/messages` as it was sent. What is no request has no documents.
    pub(super) fn of(body: &[u8], restoring: Restoring<'_>) -> Self {
        let mut outline = Outline::default();
        let request = check_utf8(body).and_then(|text| outline.read(text, Role::root(Endpoint::Messages)));
        let Ok(request) = request else { return Self::default() };
        let is_document = |at: &At| request.text_of(*at, "type").is_some_and(|kind| kind == "document");
        Self::new(request.places().filter(is_document).map(|at| shifts(request, at, restoring)).collect())
    }

    /// Where a range that begins at `offset` of the provider's `document` begins in the client's.
    pub fn start(&self, document: usize, offset: usize) -> usize {
        self.documents.get(document).map_or(offset, |shifts| shifts.start(offset))
    }

    /// Where a range that ends before `offset` of the provider's `document` ends in the client's.
    pub fn end(&self, document: usize, offset: usize) -> usize {
        self.documents.get(document).map_or(offset, |shifts| shifts.end(offset))
    }
}

/// How the text of the document at `at` was changed. One that is not plain text is not cited by characters.
fn shifts(request: Document<'_>, at: At, restoring: Restoring<'_>) -> Shifts {
    let text = request.member(at, "source").and_then(|source| request.text_of(source, "data"));
    text.map_or_else(Shifts::default, |text| restoring.replacements(&text, Place::Text).1)
}
