//! [`Sink`]: who takes what a restorer gives out; and [`Replacements`], which takes it as edits of the piece.
//!
//! Owns: the account of which byte of the piece each given byte came from, so that everything around a pseudonym can
//! stay as the provider spelled it. Never: knows JSON; `restore/json.rs` turns replacements into edits of a body.

use std::ops::Range;

/// Takes what a restorer gives out, in order.
pub trait Sink {
    /// Text that stands as it stood.
    fn text(&mut self, text: &str);

    /// What goes in the place of `written`.
    fn value(&mut self, written: &str, value: &str);
}

impl Sink for String {
    fn text(&mut self, text: &str) {
        self.push_str(text);
    }

    fn value(&mut self, _written: &str, value: &str) {
        self.push_str(value);
    }
}

/// Something to put in the place of a part of a piece.
#[derive(Clone)]
pub struct Replacement {
    /// Bytes of the piece. Empty at 0: text that had been held back from earlier pieces.
    pub range: Range<usize>,
    /// What to put there.
    pub with: String,
}

/// Collects how a piece must change for what goes out.
#[derive(Default)]
pub struct Replacements {
    list: Vec<Replacement>,
    /// Bytes still to come from earlier pieces.
    carried: usize,
    /// Bytes of the piece that have been accounted for.
    at: usize,
}

impl Replacements {
    /// For a piece before which `carried` bytes were held back.
    pub fn after(carried: usize) -> Self {
        Self { list: Vec::new(), carried, at: 0 }
    }

    /// The replacements, in order. What was not given out is removed from the end of the piece.
    pub fn finish(mut self, piece: &str) -> Vec<Replacement> {
        if self.at < piece.len() {
            self.list.push(Replacement { range: self.at..piece.len(), with: String::new() });
        }
        self.list
    }

    /// Moves on by `length` bytes of held text and piece; the part of it that is held text.
    fn advance(&mut self, length: usize) -> usize {
        let carried = self.carried.min(length);
        self.carried -= carried;
        self.at += length - carried;
        carried
    }
}

impl Sink for Replacements {
    fn text(&mut self, text: &str) {
        let carried = self.advance(text.len());
        if carried > 0 {
            self.list.push(Replacement { range: 0..0, with: text[..carried].to_string() });
        }
    }

    fn value(&mut self, written: &str, value: &str) {
        let start = self.at;
        self.advance(written.len());
        self.list.push(Replacement { range: start..self.at, with: value.to_string() });
    }
}
