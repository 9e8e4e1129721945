//! How a value is written where it lands.
//!
//! Owns: the escaping for JSON source, for the strings of JSON that a text holds (structured output, a document in a
//! code fence or amid prose), and for URLs. Never: escapes for the wire; that is the JSON writer's job, one level further
//! out. Where a string of JSON is open in a text is judged by `wire/json/embedded.rs`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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

    /// Appends the value in place of the pseudonym that was `written`.
    pub(super) fn write(&mut self, value: Restored<'_>, written: &str, out: &mut String) {
        let in_string = match self {
            Self::Source => true,
            Self::Text(embedded) => {
                embedded.pass_value();
                embedded.in_string()
            }
        };
        match value.json() {
            _ if written.starts_with('%') => percent_encode(value.text(), out),
            _ if !in_string => out.push_str(value.text()),
            Some(json) => out.push_str(json),
            None => escape(value.text(), out),
        }
    }
}

/// What a URL may hold as it is, wherever in it. An address keeps its `@`, which readers expect.
const PLAIN_IN_URLS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// A model that has percent-encoded a pseudonym means its value encoded. One that stood encoded already stays.
pub(super) fn percent_encode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        let encoded = after
            .as_bytes()
            .first_chunk::<2>()
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        out.extend(utf8_percent_encode(before, PLAIN_IN_URLS));
        out.push_str(if encoded { "%" } else { "%25" });
        rest = after;
    }
    out.extend(utf8_percent_encode(rest, PLAIN_IN_URLS));
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
