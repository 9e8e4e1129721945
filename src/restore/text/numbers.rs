//! A number of JSON, which comes back without the quotes that its pseudonym stands in.
//!
//! Owns: when a pseudonym is all that a string says, and that string a value; and what is held back of it, which is a prefix
//! of quote, live pseudonym and quote. A value is a number that stood as one; where a tool is called, what its schema wants, if
//! it can be written so. Never: judges where a value is to come; `wire/json/embedded.rs` does, and `leading.rs` knows under
//! which key. Where an exchange has no number and calls no tool, nothing is looked at.

use super::{Restorer, Restoring, Sink};
use crate::provider::tools::Wants;
use crate::pseudonym::{Restorable, Restored};
use crate::wire::json::is_number;

/// What a pseudonym in a text comes to.
pub(super) enum Reading {
    /// A number went out in its place, and in that of the quotes around it, up to here.
    Number { end: usize },
    /// What follows decides; hold back from here on.
    Open { start: usize },
    /// It is text, and what goes before it from here on too.
    Text { from: usize },
}

/// The number that is called `name`, if what it stands for is to be one where so much is wanted. Who writes a pseudonym for a
/// URL wants text.
pub(super) fn value<'a>(
    live: &'a Restorable,
    written: &str,
    name: &str,
    wants: Option<Wants>,
) -> Option<&'a str> {
    let is_one = |value: &Restored<'_>| match wants {
        Some(Wants::Number) => is_number(value.text().as_bytes()),
        Some(Wants::Text) => false,
        None => value.is_number(),
    };
    live.get(name).filter(is_one).filter(|_| !written.starts_with('%')).map(Restored::text)
}

impl Restorer {
    /// Whether there may be numbers at all.
    fn has_numbers(&self, live: &Restorable) -> bool {
        live.has_numbers() || self.escaping.may_want()
    }

    /// Whether the quote of a number may end the piece.
    pub(super) fn may_begin_number(&self, live: &Restorable, piece: &str) -> bool {
        piece.ends_with('"') && self.has_numbers(live)
    }

    /// How the quote is written with which a number's pseudonym may begin here.
    fn quote_of_number(&self, live: &Restorable) -> Option<&'static str> {
        let may_be_one = match self.escaping.wants() {
            Some(wants) => wants == Wants::Number,
            None => live.has_numbers(),
        };
        self.escaping.quote_of_value().filter(|_| may_be_one)
    }

    /// Reads the pseudonym called `name` at `start..end` of a text, of which what stands before `at` has gone out. What comes
    /// before it goes out too, up to what may be its quote.
    pub(super) fn number(
        &mut self,
        restoring: Restoring<'_>,
        text: &str,
        (at, start, end): (usize, usize, usize),
        name: &str,
        more: bool,
        out: &mut impl Sink,
    ) -> Reading {
        if !self.has_numbers(restoring.live) {
            return Reading::Text { from: at };
        }
        let from = quote_before(text, at, start);
        self.give(restoring, &text[at..from], out);
        let quote = self.quote_of_number(restoring.live).filter(|quote| *quote == &text[from..start]);
        let Some(value) = value(restoring.live, &text[start..end], name, self.escaping.wants()) else {
            return Reading::Text { from };
        };
        let rest = &text[end..];
        match quote {
            Some(quote) if rest.starts_with(quote) => {
                let end = end + quote.len();
                self.escaping.pass_number(restoring.live);
                self.shifts.replace(&text[from..end], value);
                out.value(&text[from..end], value);
                Reading::Number { end }
            }
            Some(quote) if more && quote.starts_with(rest) => Reading::Open { start: from },
            _ => Reading::Text { from },
        }
    }

    /// Gives out a text from `at` to `end`, where the pseudonym that may follow begins; with `more` to come, not the quote of
    /// a number. Where it stopped.
    pub(super) fn give_before(
        &mut self,
        restoring: Restoring<'_>,
        text: &str,
        (at, end): (usize, usize),
        more: bool,
        out: &mut impl Sink,
    ) -> usize {
        let begins = if more && self.has_numbers(restoring.live) { quote_before(text, at, end) } else { end };
        self.give(restoring, &text[at..begins], out);
        if begins < end {
            let quote = self.quote_of_number(restoring.live);
            if quote.is_some_and(|quote| *quote == text[begins..end] || quote.starts_with(&text[begins..])) {
                return begins;
            }
            self.give(restoring, &text[begins..end], out);
        }
        end
    }
}

/// Where a quote before `end` begins, or a part of one: with the backslashes before it. Not before `at`.
fn quote_before(text: &str, at: usize, end: usize) -> usize {
    let before = &text[at..end];
    at + before.strip_suffix('"').unwrap_or(before).trim_end_matches('\\').len()
}

#[cfg(test)]
mod tests;
