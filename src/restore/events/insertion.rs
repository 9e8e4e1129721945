//! [`inserted`]: an event that brings held text, where no event of the provider is left to take it.
//!
//! Owns: the copy of the event with the channel's last piece, reduced to what names the channel. A copy must not say
//! again what clients add up: usage, log probabilities, roles, and the names and ids of tool calls.
//! Never: copies an `id` field, or any event but one that had a piece of the same channel.

use bytes::Bytes;

use super::super::outline::{Document, Outline, Place as At, Shape};
use super::channels::Tail;
use crate::provider::Role;
use crate::wire::json::{check_utf8, escape_into};

/// The event of `tail` with `text` as its piece. `number` is the sequence number that it takes, where there are any.
pub(super) fn inserted(tail: &Tail, root: Role, text: &str, number: Option<&[u8]>) -> Option<Bytes> {
    let data = tail.event.data()?;
    let mut outline = Outline::default();
    let document = outline.read(check_utf8(&data).ok()?, root).ok()?;
    let piece = document.places().find(|at| document.node(*at).shape == Shape::String(tail.piece))?;
    let mut copy = Copy { document, piece, text, number, out: Vec::with_capacity(data.len()) };
    copy.value(Document::ROOT);
    Some(tail.event.like(tail.event.name(), &copy.out))
}

struct Copy<'a> {
    document: Document<'a>,
    piece: At,
    text: &'a str,
    number: Option<&'a [u8]>,
    out: Vec<u8>,
}

impl Copy<'_> {
    /// Writes the value at `at`, on the way to the piece.
    fn value(&mut self, at: At) {
        match self.document.node(at).shape {
            Shape::Object => self.object(at),
            Shape::Array => self.array(at),
            Shape::String(_) | Shape::Scalar => {
                self.out.push(b'"');
                escape_into(&mut self.out, self.text);
                self.out.push(b'"');
            }
        }
    }

    fn object(&mut self, at: At) {
        self.out.push(b'{');
        for member in self.document.children(at) {
            if self.leads_to_piece(member) {
                self.name(member);
                self.value(member);
            } else if at == Document::ROOT {
                self.name(member);
                self.envelope(member);
            } else if self.tells_apart(at, member) {
                self.name(member);
                self.verbatim(member);
            }
        }
        if self.document.node(at).role == Role::Choice {
            self.out.extend_from_slice(b",\"finish_reason\":null");
        }
        self.out.push(b'}');
    }

    fn array(&mut self, at: At) {
        self.out.push(b'[');
        if let Some(element) = self.document.children(at).find(|element| self.leads_to_piece(*element)) {
            self.value(element);
        }
        self.out.push(b']');
    }

    fn name(&mut self, member: At) {
        if self.out.last() != Some(&b'{') {
            self.out.push(b',');
        }
        if let Some(name) = self.document.name(member) {
            self.out.push(b'"');
            escape_into(&mut self.out, &name);
            self.out.extend_from_slice(b"\":");
        }
    }

    /// A member of the event itself.
    fn envelope(&mut self, member: At) {
        let document = self.document;
        let replaced: Option<&[u8]> = match document.name(member).as_deref() {
            Some("sequence_number") => self.number,
            Some("usage") => Some(b"null"),
            Some("logprobs") => Some(b"[]"),
            _ => None,
        };
        match replaced {
            Some(value) => self.out.extend_from_slice(value),
            None => self.verbatim(member),
        }
    }

    fn verbatim(&mut self, at: At) {
        self.out.extend_from_slice(&self.document.bytes()[self.document.node(at).range.clone()]);
    }

    /// Whether `member` says which of several strings is meant. The `type` of a tool call does not, and is added up by
    /// some clients.
    fn tells_apart(&self, object: At, member: At) -> bool {
        let is_call = self.document.node(object).role == Role::ToolCall;
        self.document.is_called(member, "index") || (!is_call && self.document.is_called(member, "type"))
    }

    fn leads_to_piece(&self, at: At) -> bool {
        (at..self.document.node(at).next).contains(&self.piece)
    }
}
