//! [`Objects`]: the names of what an answer left behind at the provider.
//!
//! Owns: where a response and its conversation are named, in a JSON answer and in events, and what seals a summary of turns
//! there. Never: stores a mapping under them; that is the vault's.

use std::borrow::Cow;
use std::collections::HashSet;

use super::outline::{Document, Outline, Place};
use crate::provider::summaries::is_summary;
use crate::provider::{Dialect, Endpoint, Role, Seal};

/// Ids of stored objects that an answer named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects {
    /// The response (`resp_…`), or the message of a thread (`msg_…`).
    pub response: Option<String>,
    /// The conversation it belongs to (`conv_…`).
    pub conversation: Option<String>,
    /// What seals the summaries in it, which the client is to send back.
    pub summaries: HashSet<Seal>,
    /// The items of the response, which a client may refer to if the provider keeps them.
    pub items: HashSet<Seal>,
    /// Whether the block that a stream has come to is a summary.
    in_summary: bool,
}

impl Objects {
    /// How much was named so far.
    pub fn named(&self) -> usize {
        usize::from(self.response.is_some()) + self.summaries.len() + self.items.len()
    }

    /// Whether answers of `endpoint` name such objects.
    pub(super) fn named_by(endpoint: Endpoint) -> bool {
        endpoint.dialect() == Dialect::Responses
    }

    /// Takes what a whole answer names.
    pub(super) fn note_answer(&mut self, document: Document<'_>) {
        // Servers that speak the dialect leave `object` out now and then.
        if document.text_of(Document::ROOT, "object").is_none_or(|object| object == "response") {
            self.note(document, Document::ROOT);
        }
        self.note_items(document, Document::ROOT);
    }

    /// Takes what an event names: it carries the response, or the message that begins, or an item or block of it; a block gets
    /// its seals piece by piece.
    pub(super) fn note_event(&mut self, document: Document<'_>) {
        for name in ["response", "message"] {
            if let Some(response) = document.member(Document::ROOT, name) {
                self.note(document, response);
                self.note_items(document, response);
            }
        }
        for name in ["item", "content_block"] {
            if let Some(begun) = document.member(Document::ROOT, name) {
                self.in_summary = self.note_item(document, begun);
            }
        }
        if let Some(delta) = document.member(Document::ROOT, "delta").filter(|_| self.in_summary) {
            self.note_seals(document, delta);
        }
    }

    fn note_items(&mut self, document: Document<'_>, answer: Place) {
        for items in ["output", "content"].into_iter().filter_map(|name| document.member(answer, name)) {
            for item in document.children(items) {
                self.note_item(document, item);
            }
        }
    }

    /// Takes the name of an item or a block, and the seals of one that is a summary; whether it is.
    fn note_item(&mut self, document: Document<'_>, item: Place) -> bool {
        self.items.extend(document.text_of(item, "id").and_then(|id| Seal::of(&id)));
        let sums_up = document.text_of(item, "type").is_some_and(|kind| is_summary(&kind));
        if sums_up {
            self.note_seals(document, item);
        }
        sums_up
    }

    fn note_seals(&mut self, document: Document<'_>, summary: Place) {
        let values = Seal::KEYS.iter().filter_map(|key| document.text_of(summary, key));
        self.summaries.extend(values.filter_map(|value| Seal::of(&value)));
    }

    fn note(&mut self, document: Document<'_>, response: Place) {
        if self.response.is_none() {
            self.response = id(document, response);
        }
        if self.conversation.is_none()
            && let Some(conversation) = document.member(response, "conversation")
        {
            self.conversation = document.text(conversation).map(|id| id.str.into_owned());
            let object = &document.source()[document.node(conversation).range.clone()];
            if let Ok(object) = Outline::default().read(object, Role::Unknown) {
                self.conversation = self.conversation.take().or(id(object, Document::ROOT));
            }
        }
    }
}

fn id(document: Document<'_>, object: Place) -> Option<String> {
    document.text_of(object, "id").map(Cow::into_owned)
}
