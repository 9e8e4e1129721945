//! A text as rules read it: other scripts' digits, full-width forms, odd spaces, invisible and combining characters
//! made plain, with the way back to the bytes as typed.
//!
//! Owns: which characters read as which ([`mod@reading`]), underscores that are no part of what they touch ([`underscores`]),
//! apostrophes as programs escape them ([`quotes`]), strings inside strings ([`mod@escapes`]), line ends that only a page's width has made ([`wrapped`]), and the offsets. Never: looks for anything, and never touches a text that is plain already, as nearly all are: [`Plain::of`]
//! answers `None` after one quick look.

mod escapes;
mod quotes;
mod reading;
mod underscores;
mod wrapped;

use std::ops::Range;

use unicode_normalization::char::{compose, is_combining_mark};

pub use self::quotes::escaped_apostrophes;
use self::reading::{Reading, may_need_reading, odd_lead, reading, reading_dash};
use crate::detection::Span;

/// A text that had to be made plain.
pub(crate) struct Plain {
    text: String,
    pieces: Vec<Piece>,
}

/// A stretch of the plain text and the bytes that were typed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    plain: usize,
    typed: usize,
    typed_end: usize,
    /// Byte for byte the same; otherwise one character for all that was typed.
    same: bool,
}

impl Plain {
    /// The plain form of `text`, if it differs from what was typed.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let edits = edits(text);
        if edits.is_empty() && !may_need_reading(text.as_bytes()) {
            return None;
        }
        let mut plain = Self { text: String::with_capacity(text.len()), pieces: Vec::new() };
        let mut done = 0;
        for Edit { place, reads } in edits {
            if place.start < done {
                continue;
            }
            plain.read(text, done..place.start);
            if let Some(c) = reads {
                plain.replace(place.start, place.end, c);
            }
            done = place.end;
        }
        plain.read(text, done..text.len());
        (plain.text != text).then_some(plain)
    }

    /// The text that rules are to read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes, as typed, of a span of the plain text. Invisible characters inside belong to it, those around do not.
    pub(crate) fn typed(&self, span: Span) -> Span {
        let (first, last) = (self.piece(span.start), self.piece(span.end - 1));
        let start = if first.same { first.typed + (span.start - first.plain) } else { first.typed };
        let end = if last.same { last.typed + (span.end - last.plain) } else { last.typed_end };
        Span { start, end }
    }

    /// The span of the plain text that was typed as `typed`; none when all of it is invisible.
    pub(crate) fn reads(&self, typed: Span) -> Option<Span> {
        let first = self.pieces.partition_point(|piece| piece.typed_end <= typed.start);
        let past = self.pieces.partition_point(|piece| piece.typed < typed.end);
        let (from, last) = (self.pieces.get(first)?, self.pieces.get(past.checked_sub(1)?)?);
        let end_of_last = self.pieces.get(past).map_or(self.text.len(), |next| next.plain);
        let start = if from.same { from.plain + typed.start.saturating_sub(from.typed) } else { from.plain };
        let end =
            if last.same { end_of_last - last.typed_end.saturating_sub(typed.end) } else { end_of_last };
        (start < end).then_some(Span { start, end })
    }

    fn piece(&self, at: usize) -> Piece {
        self.pieces[self.pieces.partition_point(|piece| piece.plain <= at) - 1]
    }

    /// Reads a part of the text: whole stretches at once, as far as no character may read otherwise.
    fn read(&mut self, text: &str, part: Range<usize>) {
        let mut at = part.start;
        while let Some(plain) = odd_lead(&text.as_bytes()[at..part.end]) {
            let odd = at + plain;
            self.keep(text, at..odd);
            let Some(c) = text[odd..].chars().next() else { return };
            match reading_dash(&self.text, c, &text[odd..]) {
                true => self.replace(odd, odd + c.len_utf8(), '-'),
                false => self.take(text, odd, c),
            }
            at = odd + c.len_utf8();
        }
        self.keep(text, at..part.end);
    }

    fn take(&mut self, text: &str, at: usize, c: char) {
        let end = at + c.len_utf8();
        if is_combining_mark(c) && self.compose(c, end) {
            return;
        }
        match reading(c) {
            Reading::Itself => self.keep(text, at..end),
            Reading::As(plain) => self.replace(at, end, plain),
            Reading::Nothing => {}
        }
    }

    fn keep(&mut self, text: &str, typed: Range<usize>) {
        if typed.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(piece) if piece.same && piece.typed_end == typed.start => piece.typed_end = typed.end,
            _ => self.pieces.push(Piece {
                plain: self.text.len(),
                typed: typed.start,
                typed_end: typed.end,
                same: true,
            }),
        }
        self.text.push_str(&text[typed]);
    }

    fn replace(&mut self, typed: usize, typed_end: usize, c: char) {
        self.pieces.push(Piece { plain: self.text.len(), typed, typed_end, same: false });
        self.text.push(c);
    }

    /// Joins a combining mark to the character before it, where Unicode has one for both (canonical composition,
    /// Unicode Standard Annex 15). Returns whether it did.
    fn compose(&mut self, mark: char, end: usize) -> bool {
        let Some(whole) = self.text.chars().next_back().and_then(|base| compose(base, mark)) else {
            return false;
        };
        let Some(base) = self.text.pop() else { return false };
        let typed = self.give_back(base.len_utf8());
        self.replace(typed, end, whole);
        true
    }

    /// Takes the last character, `len` bytes of plain text, out of the pieces; returns where it was typed.
    fn give_back(&mut self, len: usize) -> usize {
        let Some(last) = self.pieces.pop() else { return 0 };
        if !last.same {
            return last.typed;
        }
        let typed = last.typed_end - len;
        if typed > last.typed {
            self.pieces.push(Piece { typed_end: typed, ..last });
        }
        typed
    }
}

/// A place that reads as one character, or as none, whatever characters are typed there.
struct Edit {
    place: Range<usize>,
    reads: Option<char>,
}

/// What reads otherwise because of what stands around it, in order of place.
fn edits(text: &str) -> Vec<Edit> {
    let seams = wrapped::seams(text).into_iter();
    let seams = seams.map(|seam| Edit { place: seam.place, reads: seam.is_space.then_some(' ') });
    let quotes = escaped_apostrophes(text).into_iter().map(|place| Edit { place, reads: Some('\'') });
    let blanks = underscores::blanks(text).into_iter().map(|at| Edit { place: at..at + 1, reads: Some(' ') });
    let escapes = escapes::escapes(text).into_iter().map(|(place, c)| Edit { place, reads: Some(c) });
    let mut edits: Vec<Edit> = seams.chain(quotes).chain(blanks).chain(escapes).collect();
    edits.sort_by_key(|edit| edit.place.start);
    edits
}

#[cfg(test)]
mod tests;
