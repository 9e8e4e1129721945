//! [`Objects`]: the names of what an answer left behind at the provider.
//!
//! Owns: where a response and its conversation are named, in a JSON answer and in events, and what seals a summary of turns or
//! reasoning there. Never: stores a mapping under them; that is the vault's.

use std::borrow::Cow;
use std::collections::HashSet;

use super::outline::{Document, Outline, Place};
use crate::provider::{Dialect, Endpoint, Role, Seal, Sealed};

/// Ids of stored objects that an answer named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects {
    /// The response (`resp_…`), or the message of a thread (`msg_…`).
    pub response: Option<String>,
    /// The conversation it belongs to (`conv_…`).
    pub conversation: Option<String>,
    /// What seals the summaries in it, which the client is to send back.
    pub summaries: HashSet<Seal>,
    /// What seals the reasoning in it.
    pub reasoning: HashSet<Seal>,
    /// The containers in which programs ran, and may have left files.
    pub containers: HashSet<String>,
    /// The items of the response, which a client may refer to if the provider keeps them.
    pub items: HashSet<Seal>,
    /// What the block that a stream has come to is, if it may be sealed.
    within: Option<Sealed>,
}

impl Objects {
    /// How much was named so far.
    pub fn named(&self) -> usize {
        usize::from(self.response.is_some())
            + self.summaries.len()
            + self.reasoning.len()
            + self.containers.len()
            + self.items.len()
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
        self.note_container(document, Document::ROOT);
        self.note_items(document, Document::ROOT);
        self.note_choices(document);
    }

    /// Takes what an event names: it carries the response, or the message that begins, or an item or block of it; a block gets
    /// its seals piece by piece.
    pub(super) fn note_event(&mut self, document: Document<'_>) {
        for name in ["response", "message"] {
            if let Some(response) = document.member(Document::ROOT, name) {
                self.note(document, response);
                self.note_container(document, response);
                self.note_items(document, response);
            }
        }
        for name in ["item", "content_block"] {
            if let Some(begun) = document.member(Document::ROOT, name) {
                self.within = self.note_item(document, begun);
            }
        }
        if let Some(delta) = document.member(Document::ROOT, "delta") {
            self.note_container(document, delta);
            if let Some(within) = self.within {
                self.note_seals(document, delta, within);
            }
        }
        self.note_choices(document);
    }

    /// What seals the reasoning in the messages of a chat, or in pieces of them.
    fn note_choices(&mut self, document: Document<'_>) {
        let Some(choices) = document.member(Document::ROOT, "choices") else { return };
        for choice in document.children(choices) {
            let said = ["delta", "message"].into_iter().find_map(|name| document.member(choice, name));
            let parts = ["reasoning_details", "thinking_blocks"].into_iter();
            let parts = parts.filter_map(|name| document.member(said?, name));
            for part in parts.flat_map(|parts| document.children(parts)) {
                self.note_item(document, part);
            }
        }
    }

    fn note_items(&mut self, document: Document<'_>, answer: Place) {
        for items in ["output", "content"].into_iter().filter_map(|name| document.member(answer, name)) {
            for item in document.children(items) {
                self.note_item(document, item);
            }
        }
    }

    /// Takes the name of an item or a block, and its seals if it may be sealed: as what.
    fn note_item(&mut self, document: Document<'_>, item: Place) -> Option<Sealed> {
        self.items.extend(document.text_of(item, "id").and_then(|id| Seal::of(&id)));
        self.containers.extend(document.text_of(item, "container_id").map(Cow::into_owned));
        let sealed = document.text_of(item, "type").and_then(|kind| Sealed::of(&kind))?;
        self.note_seals(document, item, sealed);
        Some(sealed)
    }

    /// Takes the container that a message names.
    fn note_container(&mut self, document: Document<'_>, message: Place) {
        let container = document.member(message, "container");
        self.containers.extend(container.and_then(|container| id(document, container)));
    }

    fn note_seals(&mut self, document: Document<'_>, item: Place, sealed: Sealed) {
        let seals = match sealed {
            Sealed::Summary => &mut self.summaries,
            Sealed::Reasoning => &mut self.reasoning,
        };
        let values = sealed.keys().iter().filter_map(|key| document.text_of(item, key));
        seals.extend(values.filter_map(|value| Seal::of(&value)));
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
