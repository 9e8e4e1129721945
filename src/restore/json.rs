//! [`answer`]: a whole JSON answer restored, and the same for what is whole inside an event.
//!
//! Owns: which strings and keys are restored and how ([`class`](crate::provider::Class) by class), as edits of the
//! original bytes. Never: touches what is the protocol's or sealed, and never prints JSON anew: what no pseudonym covers
//! stays as the provider spelled it. Next: `json/offsets.rs` for annotations, `json/logprobs.rs` for token lists,
//! `json/calls.rs` for what a tool is called with.

pub(super) mod calls;
pub(super) mod logprobs;
mod offsets;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;

use self::calls::Calls;
use self::offsets::Offsets;
use super::outline::{Document, Key, Outline, Place as At, Shape};
use super::text::{Place, Replacement, Restorer, Restoring, Shifts};
use super::{Objects, Pseudonyms, plain};
use crate::provider::tools::Arguments;
use crate::provider::{Class, Endpoint, Role, Tools};
use crate::wire::json::{Edit, RawStr, Text, check_utf8, decode, escape_into, splice};

/// A restored answer.
pub struct Answer {
    /// What goes to the client. The provider's own bytes where nothing changed.
    pub body: Bytes,
    /// What it left behind at the provider.
    pub objects: Objects,
}

/// Restores the body of an answer of `endpoint`, an error's too. One that is not JSON is restored as text.
pub fn answer(body: Bytes, endpoint: Endpoint, pseudonyms: &Pseudonyms) -> Answer {
    let mut objects = Objects::default();
    let names_objects = pseudonyms.are_kept || Objects::named_by(endpoint);
    if pseudonyms.live.is_empty() && !names_objects {
        return Answer { body, objects };
    }
    let mut outline = Outline::default();
    let edits = match check_utf8(&body).and_then(|text| outline.read(text, Role::root(endpoint))) {
        Err(_) => return Answer { body: plain::whole(body, pseudonyms), objects },
        Ok(document) => {
            if names_objects {
                objects.note_answer(document);
            }
            let repeated = pseudonyms.tools.is_empty().then(|| calls::repeated(document)).flatten();
            let tools = repeated.as_ref().unwrap_or(&pseudonyms.tools);
            Whole::new(document, pseudonyms, tools).edits(|_| false)
        }
    };
    Answer { body: if edits.is_empty() { body } else { splice(&body, &edits).into() }, objects }
}

/// A document in which strings stand whole.
pub(super) struct Whole<'a> {
    document: Document<'a>,
    pseudonyms: &'a Pseudonyms,
    offsets: Offsets<'a>,
    calls: Calls<'a>,
    edits: Vec<Edit>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(document: Document<'a>, pseudonyms: &'a Pseudonyms, tools: &'a Tools) -> Self {
        let calls = Calls::new(tools);
        Self { document, pseudonyms, offsets: Offsets::default(), calls, edits: Vec::new() }
    }

    /// Where a call that is not named is one whose arguments are these.
    pub(super) fn calling(self, unnamed: &'a Arc<Arguments>) -> Self {
        Self { calls: self.calls.unnamed(unnamed), ..self }
    }

    /// Makes annotations that hang on `owner` refer to a text that grew elsewhere.
    pub(super) fn with_shifts(mut self, owner: At, shifts: &'a Shifts) -> Self {
        self.offsets.give(owner, shifts);
        self
    }

    /// What must change, in order; `skip` tells the places that are somebody else's.
    pub(super) fn edits(mut self, skip: impl Fn(At) -> bool) -> Vec<Edit> {
        if self.pseudonyms.live.is_empty() {
            return self.edits;
        }
        for at in self.document.places() {
            if !skip(at) {
                self.place(at);
            }
        }
        self.edits.sort_by_key(|edit| edit.range.start);
        self.edits
    }

    fn place(&mut self, at: At) {
        let node = self.document.node(at);
        let holder = self.document.node(node.holder).role;
        if let Key::Member(name) = node.key
            && (holder.keys_are_text() || node.role.is_unknown())
        {
            self.string(name, |_| Restorer::new(Place::Text));
        }
        match node.shape {
            Shape::String(raw) => {
                if let Some(place) = place_of(self.document, at, raw)
                    && !self.number(at, raw)
                {
                    self.string(raw, |whole| match node.role {
                        Role::JsonText => Restorer::of_call(whole.calls.arguments(whole.document, at)),
                        _ if whole.calls.is_command(whole.document, at) => Restorer::of_command(),
                        _ => Restorer::new(place),
                    });
                }
            }
            Shape::Scalar if holder == Role::Annotation => {
                let moved = self.offsets.moved(self.document, at, self.pseudonyms);
                self.edits.extend(moved);
            }
            Shape::Object | Shape::Array if node.role == Role::Logprobs && holder != Role::Logprobs => {
                logprobs::merge(self.document, at, self.restoring(), &mut self.edits);
            }
            _ => {}
        }
    }

    fn string(&mut self, raw: RawStr, restorer: impl FnOnce(&Self) -> Restorer) {
        let text = decode(self.document.source(), raw);
        let (replacements, _) = self.restoring().replacements_by(|| restorer(self), &text.str);
        edit(&text, &replacements, &mut self.edits);
    }

    /// Puts a number in the place of a string that is nothing but its pseudonym, quotes and all; whether it is one. In free
    /// JSON alone: elsewhere the protocol wants the string.
    fn number(&mut self, at: At, raw: RawStr) -> bool {
        let (node, restoring) = (self.document.node(at), self.restoring());
        let holder = self.document.node(node.holder).role;
        let is_free = node.role == Role::Open && (calls::is_free(holder) || holder == Role::Schema);
        if !is_free || !restoring.live.has_numbers() && self.calls.is_empty() {
            return false;
        }
        let wants = || self.calls.wants(self.document, at);
        let number = restoring.number(&decode(self.document.source(), raw).str, wants);
        let edit = number.map(|with| Edit { range: node.range.clone(), with: with.into() });
        let is_one = edit.is_some();
        self.edits.extend(edit);
        is_one
    }

    fn restoring(&self) -> Restoring<'a> {
        self.pseudonyms.restoring()
    }
}

/// Turns replacements in a string into edits of the document that it stands in.
pub(super) fn edit(text: &Text<'_>, replacements: &[Replacement], edits: &mut Vec<Edit>) {
    for replacement in replacements {
        let mut with = Vec::with_capacity(replacement.with.len());
        escape_into(&mut with, &replacement.with);
        edits.push(Edit { range: text.raw_span(replacement.range.start, replacement.range.end), with });
    }
}

/// How the string at `at` is restored; `None`: not at all.
pub(super) fn place_of(document: Document<'_>, at: At, raw: RawStr) -> Option<Place> {
    let content = &document.bytes()[raw.start..raw.end];
    let role = document.node(at).role;
    match document.class(at) {
        Class::Never | Class::Sealed | Class::Signed | Class::Data | Class::ToolName => None,
        Class::JsonText if role == Role::JsonText || looks_like_json(content) => Some(Place::Json),
        Class::Blob if !content.starts_with(b"http") => None,
        Class::Url if content.starts_with(b"data:") => None,
        _ => Some(Place::Text),
    }
}

/// Tool outputs are JSON or plain text; the first character tells, as the end may be missing.
fn looks_like_json(content: &[u8]) -> bool {
    matches!(content.trim_ascii_start().first(), Some(b'{' | b'['))
}
