//! [`Objects`]: the names of what an answer left behind at the provider.
//!
//! Owns: where a response and its conversation are named, in a JSON answer and in events. Never: stores a mapping under
//! them; that is the vault's.

use std::borrow::Cow;

use super::outline::{Document, Outline, Place};
use crate::provider::{Dialect, Endpoint, Role};

/// Ids of stored objects that an answer named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects {
    /// The response (`resp_…`).
    pub response: Option<String>,
    /// The conversation it belongs to (`conv_…`).
    pub conversation: Option<String>,
}

impl Objects {
    /// Whether answers of `endpoint` name such objects.
    pub(super) fn named_by(endpoint: Endpoint) -> bool {
        endpoint.dialect() == Dialect::Responses
    }

    /// Takes the ids of a response's answer.
    pub(super) fn note_answer(&mut self, document: Document<'_>) {
        // Servers that speak the dialect leave `object` out now and then.
        if document.text_of(Document::ROOT, "object").is_none_or(|object| object == "response") {
            self.note(document, Document::ROOT);
        }
    }

    /// Takes the ids of an event that carries the response.
    pub(super) fn note_event(&mut self, document: Document<'_>) {
        if let Some(response) = document.member(Document::ROOT, "response") {
            self.note(document, response);
        }
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
