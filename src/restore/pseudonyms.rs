//! [`Pseudonyms`]: all that restoring needs to know of an exchange, owned, so that it can outlive the request.
//!
//! Never: changes. What is not in here when the request is sealed is text to the answer.

use std::sync::Arc;

use super::DocumentShifts;
use super::text::Restoring;
use crate::provider::Tools;
use crate::pseudonym::Restorable;
use crate::pseudonym::grammar::Grammar;

/// The pseudonyms that are alive in one exchange.
pub struct Pseudonyms {
    /// How they are recognised.
    pub grammar: Arc<Grammar>,
    /// What they stand for.
    pub live: Restorable,
    /// How the documents of the request changed, for citations of them.
    pub documents: DocumentShifts,
    /// The tools that the answer may call.
    pub tools: Arc<Tools>,
    /// Whether the mapping is kept under what the answer names.
    pub are_kept: bool,
}

impl Pseudonyms {
    /// Pseudonyms of a request whose documents are not cited by offset, and that defines no tools.
    pub fn new(grammar: Arc<Grammar>, live: Restorable) -> Self {
        Self { grammar, live, documents: DocumentShifts::default(), tools: Arc::default(), are_kept: false }
    }

    /// Learns how the documents of `body`, the request as it was sent, changed.
    #[must_use]
    pub fn citing(mut self, body: &[u8]) -> Self {
        self.documents = DocumentShifts::of(body, self.restoring());
        self
    }

    /// For an answer that may call these tools.
    #[must_use]
    pub fn calling(self, tools: Arc<Tools>) -> Self {
        Self { tools, ..self }
    }

    /// For an answer under whose names the mapping is kept, or not.
    #[must_use]
    pub fn kept(self, are_kept: bool) -> Self {
        Self { are_kept, ..self }
    }

    pub(super) fn restoring(&self) -> Restoring<'_> {
        Restoring { grammar: &self.grammar, live: &self.live }
    }
}
