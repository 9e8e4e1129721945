//! Chunks of chat completions and of completions.
//!
//! Owns: what of a chunk grows (every string of a choice's `delta`, known or not, and `text`), and what ends what:
//! `finish_reason`, another kind of text in the same choice unless they alternate there, another tool call on the same index,
//! the usage, an error.
//! Never: assumes that there is a choice, a delta, or one of each, or that a call is over because the next has begun:
//! calls may interleave. What follows `[DONE]` is as good as what went before.

use super::super::outline::{Document, Key, Place as At};
use super::channels::{Channel, Which, label};
use super::reading::{Call, MANY, Piece, Reading, growing, index, path};
use crate::provider::Role;

/// What a stream has come to.
#[derive(Default)]
pub(super) struct Course {
    /// The tool calls that have begun: choice, index, and what it was called by.
    begun: Vec<(u64, u64, u64)>,
    turns: Vec<Turns>,
}

/// The kinds of text that have taken turns in a choice.
struct Turns {
    group: u64,
    said: Vec<u64>,
    /// Whether one has come back after another: then none is over before the choice is.
    alternate: bool,
}

pub(super) fn read(document: Document<'_>, course: &mut Course, reading: &mut Reading) {
    if document.has(Document::ROOT, "error") {
        reading.close(Which::All);
    }
    let choices = document.member(Document::ROOT, "choices");
    let mut empty = true;
    for choice in choices.into_iter().flat_map(|choices| document.children(choices)) {
        empty = false;
        self::choice(document, choice, course, reading);
        if reading.is_full() {
            return;
        }
    }
    if empty && document.has(Document::ROOT, "usage") {
        reading.close(Which::All);
    }
}

fn choice(document: Document<'_>, choice: At, course: &mut Course, reading: &mut Reading) {
    let group = index(document, choice);
    if document.has(choice, "finish_reason") {
        reading.close(Which::Group(group));
    }
    for name in ["text", "delta"] {
        if let Some(top) = document.member(choice, name) {
            pieces(document, choice, top, group, course, reading);
        }
    }
    if let Some(delta) = document.member(choice, "delta") {
        let alone = document.member(delta, "function_call").and_then(|call| document.member(call, "name"));
        reading.calls.extend(alone.map(|name| Call { group, item: 0, name }));
        let content = label(0, b"content");
        reading.annotated.push((delta, Channel { group, item: 0, phase: content, field: content }));
        let begun = document.member(delta, "tool_calls");
        for call in begun.into_iter().flat_map(|list| document.children(list)) {
            self::call(document, call, group, course, reading);
            if reading.is_full() || course.are_many() {
                return;
            }
        }
    }
}

fn pieces(
    document: Document<'_>,
    choice: At,
    top: At,
    group: u64,
    course: &mut Course,
    reading: &mut Reading,
) {
    for (at, raw, place) in growing(document, top) {
        if reading.is_full() {
            return;
        }
        let node = document.node(at);
        match document.node(node.holder).role {
            // Whole, and given its own offsets.
            Role::Annotation => continue,
            Role::ReasoningDetail if node.role == Role::Signed => {
                reading.sealed.push(at);
                continue;
            }
            _ => {}
        }
        let phase = phase(document, top, at);
        let channel = Channel { group, item: item(document, top, at), phase, field: path(document, top, at) };
        if raw.start < raw.end && is_said(phase) && !course.alternate(group, phase) {
            reading.end_unless_continued(Which::OtherPhases { group, phase });
        }
        let logprobs = document.member(choice, "logprobs");
        reading.pieces.push(Piece { at, raw, channel, place, logprobs });
    }
}

/// Which kind of text a string of a delta is: reasoning, whatever it is called, or what the member of the delta says.
fn phase(document: Document<'_>, top: At, mut at: At) -> u64 {
    let mut phase = 0;
    while at != top {
        let node = document.node(at);
        if let Key::Member(name) = node.key {
            let name = &document.bytes()[name.start..name.end];
            if name.starts_with(b"reasoning") || name.starts_with(b"thinking") {
                return label(0, b"reasoning");
            }
            phase = label(0, name);
        }
        at = node.holder;
    }
    phase
}

/// Whether a phase is of what is said in turn: text, reasoning, calls. A member that only some provider knows stands beside
/// the text and does not interrupt it.
fn is_said(phase: u64) -> bool {
    let said = ["content", "reasoning", "tool_calls", "function_call", "refusal", "audio"];
    phase == 0 || said.iter().any(|name| label(0, name.as_bytes()) == phase)
}

/// The index of the element that a string of a delta belongs to.
fn item(document: Document<'_>, top: At, mut at: At) -> u64 {
    while at != top {
        let node = document.node(at);
        // Parts of a content have no index, and a position that means nothing to the next event.
        if matches!(node.key, Key::Element) && (node.role == Role::ToolCall || document.has(at, "index")) {
            return index(document, at);
        }
        at = node.holder;
    }
    0
}

fn call(document: Document<'_>, call: At, group: u64, course: &mut Course, reading: &mut Reading) {
    let item = index(document, call);
    let phase = label(0, b"tool_calls");
    let name = name(document, call);
    if course.replaces(group, item, name.and_then(|name| called(document, call, name))) {
        reading.end_before(Which::Phase { group, item, phase });
    }
    reading.calls.extend(name.map(|name| Call { group, item, name }));
}

/// Where a call that begins is named; `None` where one goes on.
fn name(document: Document<'_>, call: At) -> Option<At> {
    let kind =
        ["function", "custom"].into_iter().find_map(|name| document.member(call, name)).unwrap_or(call);
    document.member(kind, "name").filter(|name| document.text(*name).is_some_and(|name| !name.str.is_empty()))
}

/// What a call that begins is called by.
fn called(document: Document<'_>, call: At, name: At) -> Option<u64> {
    let id = document.text_of(call, "id").filter(|id| !id.is_empty());
    Some(label(0, id.or_else(|| document.text(name).map(|name| name.str))?.as_bytes()))
}

impl Course {
    /// Whether there are more than can be looked through.
    pub(super) fn are_many(&self) -> bool {
        self.begun.len() > MANY || self.turns.len() > MANY
    }

    /// Takes note of a kind of text that is said in a choice; whether kinds alternate there.
    fn alternate(&mut self, group: u64, phase: u64) -> bool {
        let at = self.turns.iter().position(|turns| turns.group == group).unwrap_or_else(|| {
            self.turns.push(Turns { group, said: Vec::new(), alternate: false });
            self.turns.len() - 1
        });
        let Turns { said, alternate, .. } = &mut self.turns[at];
        if said.last() != Some(&phase) {
            *alternate |= said.contains(&phase);
            said.retain(|other| *other != phase);
            said.push(phase);
        }
        *alternate
    }

    /// Takes note of what the call on an index is called by; whether another one was there before.
    fn replaces(&mut self, group: u64, item: u64, called: Option<u64>) -> bool {
        let known = self.begun.iter_mut().find(|(g, i, _)| (*g, *i) == (group, item));
        match (known, called) {
            (Some(known), Some(called)) => std::mem::replace(&mut known.2, called) != called,
            (Some(_), None) => false,
            (None, called) => {
                self.begun.push((group, item, called.unwrap_or(0)));
                false
            }
        }
    }
}
