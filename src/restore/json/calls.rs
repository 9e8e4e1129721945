//! [`Calls`]: whose arguments stand in an answer, and what the tool's schema wants of a value in them.
//!
//! Owns: the way from a place to the call around it, and from there to what is known of the tool; and reading the tools that a stored
//! response repeats, for whoever asks for it without having defined them. Never: reads arguments that are a string;
//! `text/leading.rs` does.

use std::sync::Arc;

use super::super::outline::{Document, Key, Place as At, Shape};
use crate::provider::Role;
use crate::provider::tools::{Arguments, Tools, Wants};

/// Whose arguments stand where in an answer.
pub(super) struct Calls<'a> {
    tools: &'a Tools,
    /// Of a call that is not named where its arguments stand.
    unnamed: &'a Arc<Arguments>,
}

impl<'a> Calls<'a> {
    pub(super) fn new(tools: &'a Tools) -> Self {
        Self { tools, unnamed: tools.any() }
    }

    /// Where a call that is not named is one of which this is known.
    pub(super) fn unnamed(self, unnamed: &'a Arc<Arguments>) -> Self {
        Self { unnamed, ..self }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tools.is_empty()
    }

    /// Of the call that has its arguments at `at`.
    pub(super) fn arguments(&self, document: Document<'_>, at: At) -> &'a Arc<Arguments> {
        let name = document.text_of(document.node(at).holder, "name");
        name.map_or(self.unnamed, |name| self.tools.arguments(&name))
    }

    /// What is wanted at `at` of free JSON, if that is what a tool is called with.
    pub(super) fn wants(&self, document: Document<'_>, at: At) -> Option<Wants> {
        let (arguments, leading) = self.leading(document, at)?;
        arguments.wants(&document.name(leading)?)
    }

    /// Whether the string at `at` is a command that a shell is called with.
    pub(super) fn is_command(&self, document: Document<'_>, at: At) -> bool {
        let led = self.leading(document, at).filter(|(_, leading)| *leading == at);
        led.is_some_and(|(arguments, _)| document.name(at).is_some_and(|name| arguments.is_command(&name)))
    }

    /// What a tool is called with at `at` of free JSON, and the member that leads there.
    fn leading(&self, document: Document<'_>, at: At) -> Option<(&'a Arc<Arguments>, At)> {
        let (mut top, mut leading) = (at, None);
        while is_free(document.node(document.node(top).holder).role) {
            leading = leading.or_else(|| is_member(document, top).then_some(top));
            top = document.node(top).holder;
        }
        let is_call = ["input", "arguments"].iter().any(|name| document.is_called(top, name));
        Some((self.arguments(document, top), leading.filter(|_| is_call)?))
    }
}

/// The tools that a response repeats, or the one in an event.
pub(in crate::restore) fn repeated(document: Document<'_>) -> Option<Arc<Tools>> {
    let response = document.member(Document::ROOT, "response").unwrap_or(Document::ROOT);
    let tools = document.member(response, "tools").map(|at| document.node(at))?;
    let is_list = tools.role == Role::Tool && tools.shape == Shape::Array;
    is_list.then(|| Arc::<Tools>::default().with(document.source(), [tools.range.start]))
}

/// Whether an object or array is free JSON.
pub(super) fn is_free(role: Role) -> bool {
    matches!(role, Role::Open | Role::JsonText)
}

fn is_member(document: Document<'_>, at: At) -> bool {
    matches!(document.node(at).key, Key::Member(_))
}
