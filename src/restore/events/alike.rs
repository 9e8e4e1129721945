//! [`Alike`]: the last event of a stream as a pattern for the next, which mostly differs in its piece of text alone.
//!
//! Owns: telling that an event is that of the pattern, byte for byte, but for its piece, its sequence number and its
//! padding. What was read of the pattern then holds for it too, and its structure need not be read again. Never: takes an
//! event for alike that could mean anything else; what is not sure is read (`events.rs`).

use std::ops::Range;

use super::super::outline::{Document, Shape};
use super::reading::Reading;
use crate::provider::{Class, Role};
use crate::wire::json::{RawStr, string_at};
use crate::wire::sse::Event;

/// The pattern, if there is one.
#[derive(Default)]
pub(super) struct Alike(Option<Pattern>);

/// Copies: a piece of what has arrived would keep all of it in memory.
struct Pattern {
    name: Option<Box<str>>,
    data: Box<[u8]>,
    /// In order of place.
    holes: Vec<Hole>,
}

/// A part of the data in which events may differ.
struct Hole {
    range: Range<usize>,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Piece,
    Number,
    Padding,
}

/// An event that is like the pattern.
pub(super) struct Found<'a> {
    pub(super) piece: RawStr,
    pub(super) number: Option<&'a [u8]>,
}

impl Alike {
    /// Makes a pattern of an event that has been read, if it is `quiet` but for its piece, and means nothing more than its
    /// structure says.
    pub(super) fn learn(&mut self, event: &Event, document: Document<'_>, reading: &Reading, quiet: bool) {
        let holes = if quiet && event.data_range().is_some() { holes(document, reading) } else { None };
        self.0 = holes.map(|holes| Pattern {
            name: event.name().map(Into::into),
            data: document.bytes().into(),
            holes,
        });
    }

    /// Compares the next event, whose data is `data`.
    pub(super) fn compare<'a>(&self, event: &Event, data: &'a str) -> Option<Found<'a>> {
        let Pattern { name, data: pattern, holes } = self.0.as_ref()?;
        if event.data_range().is_none() || event.name() != name.as_deref() {
            return None;
        }
        let (data, mut at, mut from) = (data.as_bytes(), 0, 0);
        let (mut piece, mut number) = (None, None);
        for Hole { range, what } in holes {
            let fixed = &pattern[from..range.start];
            if !data.get(at..)?.starts_with(fixed) {
                return None;
            }
            let start = at + fixed.len();
            at = match what {
                What::Number => {
                    number = Some(digits(&data[start..])?);
                    start + number?.len()
                }
                What::Piece | What::Padding => {
                    let string = string_at(data, start).filter(|string| string.start < string.end)?;
                    piece = if *what == What::Piece { Some(string) } else { piece };
                    string.end
                }
            };
            from = range.end;
        }
        let found = Found { piece: piece?, number };
        (data[at..] == pattern[from..]).then_some(found)
    }
}

/// A whole number without a sign or leading zeros, as JSON writes it.
fn digits(text: &[u8]) -> Option<&[u8]> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digits = &text[..length];
    matches!(digits, [b'0'] | [b'1'..=b'9', ..]).then_some(digits)
}

/// Where events like this one may differ from it. `None` where its meaning is more than its structure and one piece of
/// text: when it begins or ends something, or has offsets that move, or other strings with something to restore.
fn holes(document: Document<'_>, reading: &Reading) -> Option<Vec<Hole>> {
    let [piece] = reading.pieces.as_slice() else { return None };
    let role = document.node(piece.at).role;
    let settled = document.class(piece.at) == Class::Text || role == Role::JsonText;
    let tokens = piece.logprobs.is_some_and(|at| document.node(at).shape != Shape::Scalar);
    let annotated = document.places().any(|at| document.node(at).role == Role::Annotation);
    if !settled || tokens || annotated || piece.raw.start == piece.raw.end || !reading.only_continues() {
        return None;
    }
    let mut holes = vec![Hole { range: piece.raw.start..piece.raw.end, what: What::Piece }];
    for at in document.children(Document::ROOT) {
        let node = document.node(at);
        match node.shape {
            Shape::Scalar if document.is_called(at, "sequence_number") => {
                holes.push(Hole { range: node.range.clone(), what: What::Number });
            }
            Shape::String(raw) if node.role == Role::Never && document.is_called(at, "obfuscation") => {
                holes.push(Hole { range: raw.start..raw.end, what: What::Padding });
            }
            _ => {}
        }
    }
    holes.sort_by_key(|hole| hole.range.start);
    Some(holes)
}
