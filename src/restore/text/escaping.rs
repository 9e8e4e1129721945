//! How a value is written where it lands.
//!
//! Owns: the escaping for JSON source, and for the strings of JSON that a text holds (structured output, a document in a
//! code fence or amid prose). Never: escapes for the wire; that is the JSON writer's job, one level further out. Where a
//! string of JSON is open in a text is judged by `wire/json/embedded.rs`.

use super::Place;
use crate::pseudonym::{Restorable, Restored};
use crate::wire::json::Embedded;

/// The state of one string.
pub(super) enum Escaping {
    /// JSON source by contract.
    Source,
    /// A text, which may hold JSON.
    Text(Embedded),
}

impl Escaping {
    pub(super) fn new(place: Place) -> Self {
        if place == Place::Json { Self::Source } else { Self::Text(Embedded::default()) }
    }

    pub(super) fn is_json_source(&self) -> bool {
        matches!(self, Self::Source)
    }

    /// Takes note of text that goes out unchanged.
    pub(super) fn pass(&mut self, text: &str, live: &Restorable) {
        if let Self::Text(embedded) = self
            && live.needs_escaping()
        {
            embedded.pass(text);
        }
    }

    /// Appends the value.
    pub(super) fn write(&mut self, value: Restored<'_>, out: &mut String) {
        let in_string = match self {
            Self::Source => true,
            Self::Text(embedded) => {
                embedded.pass_value();
                embedded.in_string()
            }
        };
        match value.json() {
            _ if !in_string => out.push_str(value.text()),
            Some(json) => out.push_str(json),
            None => escape(value.text(), out),
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
