//! [`DocumentShifts`]: the way back from a place in a document as the provider saw it to the client's own.
//!
//! Owns: one [`Shifts`] per document of the request. Never: makes them; whoever replaced the documents' values knows.
//! Without any, a citation keeps the provider's numbers.

use super::text::Shifts;

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

    /// Where a range that begins at `offset` of the provider's `document` begins in the client's.
    pub fn start(&self, document: usize, offset: usize) -> usize {
        self.documents.get(document).map_or(offset, |shifts| shifts.start(offset))
    }

    /// Where a range that ends before `offset` of the provider's `document` ends in the client's.
    pub fn end(&self, document: usize, offset: usize) -> usize {
        self.documents.get(document).map_or(offset, |shifts| shifts.end(offset))
    }
}
