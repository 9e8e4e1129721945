//! How a value is written where it lands.
//!
//! Owns: the escaping for JSON source, and the judgement whether ordinary text is itself a JSON document (structured
//! output), in which case values inside its strings need escaping too. Never: escapes for the wire; that is the JSON
//! writer's job, one level further out.

use super::Place;
use crate::pseudonym::{Restorable, Restored};

/// The state of one string.
pub(super) struct Escaping {
    state: State,
}

enum State {
    /// JSON source by contract.
    Source,
    /// Nothing but white space so far.
    Start,
    /// One opening bracket so far; what follows decides.
    Bracket(u8),
    /// Looks like a JSON document; inside or outside one of its strings, and whether a backslash came last.
    Document { in_string: bool, escaped: bool },
    /// Ordinary text.
    Prose,
}

impl Escaping {
    pub(super) fn new(place: Place) -> Self {
        Self { state: if place == Place::Json { State::Source } else { State::Start } }
    }

    pub(super) fn is_json_source(&self) -> bool {
        matches!(self.state, State::Source)
    }

    /// Takes note of text that goes out unchanged.
    pub(super) fn pass(&mut self, text: &str, live: &Restorable) {
        if live.needs_escaping() && !matches!(self.state, State::Source | State::Prose) {
            for byte in text.bytes() {
                self.step(byte);
            }
        }
    }

    fn step(&mut self, byte: u8) {
        self.state = match self.state {
            State::Start if byte.is_ascii_whitespace() => State::Start,
            State::Start if byte == b'{' || byte == b'[' => State::Bracket(byte),
            State::Bracket(open) if byte.is_ascii_whitespace() => State::Bracket(open),
            State::Bracket(b'{') if byte == b'"' => State::Document { in_string: true, escaped: false },
            State::Bracket(b'[') if byte == b'"' => State::Document { in_string: true, escaped: false },
            State::Bracket(b'[') if byte == b'{' || byte == b'[' => State::Bracket(byte),
            State::Document { in_string, escaped } => State::Document {
                in_string: in_string != (byte == b'"' && !escaped),
                escaped: in_string && byte == b'\\' && !escaped,
            },
            State::Source => State::Source,
            _ => State::Prose,
        };
    }

    /// Appends the value.
    pub(super) fn write(&mut self, value: &Restored, out: &mut String) {
        match self.state {
            State::Source | State::Document { in_string: true, .. } => match value.json() {
                Some(json) => out.push_str(json),
                None => escape(value.text(), out),
            },
            State::Start | State::Bracket(_) => {
                self.state = State::Prose;
                out.push_str(value.text());
            }
            State::Prose | State::Document { .. } => out.push_str(value.text()),
        }
    }
}

/// Minimal escaping for a JSON string (RFC 8259, section 7).
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
}
