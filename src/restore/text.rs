//! [`Restorer`]: one growing string, piece by piece, pseudonyms replaced by their values.
//!
//! Owns: the hold-back (never more than a proper prefix of a live pseudonym; of a number's, with the quotes around it, and of one
//! without brackets, with what tells whether it is a variable), the
//! escaping of a value for the place where it lands, and the record of how lengths changed. Never: knows events, channels or
//! JSON documents; see `restore/events.rs`. Any split of the input gives the same output (promise P4).

mod again;
mod command;
mod escaping;
mod leading;
mod numbers;
mod own;
mod shifts;
mod sink;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use self::again::Standing;
use self::escaping::Escaping;
use self::numbers::Reading;
use self::own::{Own, Use};
pub use self::shifts::Shifts;
pub use self::sink::{Replacement, Replacements, Sink};
use crate::provider::tools::{Arguments, Wants};
use crate::pseudonym::Restorable;
use crate::pseudonym::grammar::{CONTEXT, Found, Grammar};

/// What a string holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Text as people read it. Where it is or holds a JSON document, values inside its strings are escaped.
    Text,
    /// JSON source, such as tool arguments: every value is escaped.
    Json,
}

/// What a push came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// What goes out is the piece that came in; nothing was written.
    Same,
    /// What goes out was appended to the output, and differs from the piece that came in.
    Changed,
}

/// Grammar and live values: what every restorer of an exchange needs.
#[derive(Clone, Copy)]
pub struct Restoring<'a> {
    /// How pseudonyms are recognised.
    pub grammar: &'a Grammar,
    /// What they stand for.
    pub live: &'a Restorable,
}

impl<'a> Restoring<'a> {
    /// Restores one whole string.
    pub fn whole(self, text: &'a str, place: Place) -> Cow<'a, str> {
        self.whole_with_shifts(text, place).0
    }

    /// Restores one whole string and tells how offsets into it moved.
    pub fn whole_with_shifts(self, text: &'a str, place: Place) -> (Cow<'a, str>, Shifts) {
        if self.live.is_empty() {
            return (Cow::Borrowed(text), Shifts::default());
        }
        let mut restorer = Restorer::new(place);
        let mut out = String::new();
        restorer.run(self, text, false, &mut out);
        if restorer.shifts.is_empty() {
            return (Cow::Borrowed(text), Shifts::default());
        }
        (Cow::Owned(out), restorer.shifts)
    }

    /// The number of JSON whose pseudonym is all that `text` says, where so much is wanted.
    pub(super) fn number(self, text: &str, wants: impl FnOnce() -> Option<Wants>) -> Option<&'a str> {
        match self.grammar.find(text, (0, None), self.live, false, false) {
            Found::Match { start: 0, end, name } if end == text.len() => {
                numbers::value(self.live, text, name.as_str(), wants())
            }
            _ => None,
        }
    }

    /// Restores one whole string by what must be replaced in it, and tells how offsets into it moved.
    pub fn replacements(self, text: &str, place: Place) -> (Vec<Replacement>, Shifts) {
        self.replacements_by(|| Restorer::new(place), text)
    }

    /// The same by a restorer that has read nothing yet, which most strings need none of.
    pub(super) fn replacements_by(
        self,
        restorer: impl FnOnce() -> Restorer,
        text: &str,
    ) -> (Vec<Replacement>, Shifts) {
        if self.live.is_empty() || self.grammar.is_quiet(text) {
            return (Vec::new(), Shifts::default());
        }
        let (mut restorer, mut replacements) = (restorer(), Replacements::default());
        restorer.run(self, text, false, &mut replacements);
        (replacements.finish(text), restorer.shifts)
    }
}

/// The state of one string between pieces. Dropping one that still holds text back loses text: call
/// [`Restorer::finish`].
#[must_use]
pub struct Restorer {
    escaping: Escaping,
    /// Text given out (at most [`CONTEXT`] bytes), then text held back.
    kept: String,
    given: usize,
    /// Where in it the pseudonym that was replaced last ended.
    last: Option<usize>,
    /// Names in it that are nobody's pseudonyms.
    own: Own,
    shifts: Shifts,
}

impl Restorer {
    /// A restorer for one string.
    pub fn new(place: Place) -> Self {
        Self::with(Escaping::new(place))
    }

    /// A restorer for what a tool with such arguments is called with.
    pub fn of_call(arguments: &Arc<Arguments>) -> Self {
        Self::with(Escaping::of_call(arguments))
    }

    /// A restorer for a command of a shell.
    pub fn of_command() -> Self {
        Self::with(Escaping::of_command())
    }

    fn with(escaping: Escaping) -> Self {
        let (own, shifts) = (Own::default(), Shifts::default());
        Self { escaping, kept: String::new(), given: 0, last: None, own, shifts }
    }

    /// Takes the next piece. What can go out is appended to `out`, unless it is the piece itself ([`Pushed::Same`]).
    pub fn push(&mut self, restoring: Restoring<'_>, piece: &str, out: &mut String) -> Pushed {
        let before = out.len();
        let pushed = self.feed(restoring, piece, out);
        if pushed == Pushed::Same {
            out.truncate(before);
        }
        pushed
    }

    /// Takes the next piece. After [`Pushed::Same`] what `out` was given, if anything, amounts to the piece itself.
    pub fn feed(&mut self, restoring: Restoring<'_>, piece: &str, out: &mut impl Sink) -> Pushed {
        if restoring.live.is_empty() {
            return Pushed::Same;
        }
        let held = self.is_holding();
        if !held && restoring.grammar.is_quiet(piece) && !self.may_begin_number(restoring.live, piece) {
            self.pass(restoring, piece);
            return Pushed::Same;
        }
        let replaced = self.shifts.len();
        self.run(restoring, piece, true, out);
        if held || self.is_holding() || self.shifts.len() != replaced {
            Pushed::Changed
        } else {
            Pushed::Same
        }
    }

    /// The string has ended: appends what was held back.
    pub fn finish(&mut self, restoring: Restoring<'_>, out: &mut impl Sink) {
        self.run(restoring, "", false, out);
    }

    /// Whether the string is JSON source.
    pub(super) fn is_json_source(&self) -> bool {
        self.escaping.is_json_source()
    }

    /// Whether text is held back.
    pub fn is_holding(&self) -> bool {
        self.given < self.kept.len()
    }

    /// Bytes held back.
    pub fn held(&self) -> usize {
        self.kept.len() - self.given
    }

    /// How offsets have moved so far.
    pub fn shifts(&self) -> &Shifts {
        &self.shifts
    }

    fn run(&mut self, restoring: Restoring<'_>, piece: &str, more: bool, out: &mut impl Sink) {
        let mut text = std::mem::take(&mut self.kept);
        text.push_str(piece);
        let mut at = self.given;
        let json = self.escaping.is_json_source();
        loop {
            match restoring.grammar.find(&text, (at, self.last), restoring.live, more, json) {
                Found::Match { start, end, name } => {
                    match self.own.judge(&name, (&text[..start], &text[start..end], &text[end..]), more) {
                        Use::Pseudonym => {}
                        Use::Own => {
                            self.give(restoring, &text[at..end], out);
                            at = end;
                            continue;
                        }
                        Use::Open => {
                            let start = self.give_before(restoring, &text, (at, start), more, out);
                            return self.keep(text, start);
                        }
                    }
                    let name = name.as_str();
                    match self.number(restoring, &text, (at, start, end), name, more, out) {
                        Reading::Number { end } => at = end,
                        Reading::Open { start } => return self.keep(text, start),
                        Reading::Text { from } => {
                            self.give(restoring, &text[from..start], out);
                            self.put(restoring, &text, (start, end), name, out);
                            at = end;
                        }
                    }
                    self.last = Some(end);
                }
                Found::Hold { start } => {
                    let start = self.give_before(restoring, &text, (at, start), more, out);
                    return self.keep(text, start);
                }
                Found::Nothing => {
                    let start = self.give_before(restoring, &text, (at, text.len()), more, out);
                    return self.keep(text, start);
                }
            }
        }
    }

    /// Text that goes out as it is.
    fn give(&mut self, restoring: Restoring<'_>, text: &str, out: &mut impl Sink) {
        self.escaping.pass(text, restoring.live);
        self.shifts.pass(text);
        out.text(text);
    }

    /// A pseudonym at `start..end` of `text`, by its value.
    fn put(
        &mut self,
        restoring: Restoring<'_>,
        text: &str,
        (start, end): (usize, usize),
        name: &str,
        out: &mut impl Sink,
    ) {
        let written = &text[start..end];
        let Some(value) = restoring.live.get(name) else { return self.give(restoring, written, out) };
        let strings = self.escaping.open_strings();
        let value = Standing { name, written, before: &text[..start], strings }.chosen(value, restoring.live);
        let mut escaped = String::new();
        self.escaping.write(value, written, &mut escaped);
        self.shifts.replace(written, &escaped);
        out.value(written, &escaped);
    }

    /// A quiet piece: only the context moves on.
    fn pass(&mut self, restoring: Restoring<'_>, piece: &str) {
        self.escaping.pass(piece, restoring.live);
        self.shifts.pass(piece);
        self.kept.push_str(piece);
        let end = self.kept.len();
        let kept = std::mem::take(&mut self.kept);
        self.keep(kept, end);
    }

    /// Keeps what is held back from `start` on, and a little of what stands before it.
    fn keep(&mut self, mut text: String, start: usize) {
        let mut cut = start.saturating_sub(CONTEXT);
        while !text.is_char_boundary(cut) {
            cut += 1;
        }
        text.drain(..cut);
        self.kept = text;
        self.given = start - cut;
        self.last = self.last.and_then(|end| end.checked_sub(cut));
    }
}
