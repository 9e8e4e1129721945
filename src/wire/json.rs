//! JSON as the client wrote it: read by spans, edited by spans, never parsed into a tree and printed again.
//!
//! Owns: the [`Lexer`] (structure after RFC 8259), the [`decode`] of one string with its way back to the body, and the
//! [`fn@splice`] that replaces spans and copies every other byte.
//! Never: judges values. `1e400`, twenty-digit integers, duplicate keys and lone surrogates belong to the client and pass.
//! Next: `json/lexer.rs` for the grammar, `json/text.rs` for escapes, `json/embedded.rs` for JSON inside prose.

mod embedded;
mod lexer;
mod nesting;
mod scan;
mod splice;
mod text;

#[cfg(test)]
mod tests;

pub use embedded::Embedded;
pub use lexer::{Escapes, Lexer, RawStr, Step};
pub use scan::{is_number, string_at};
pub use splice::{Edit, escape_into, escaped, must_escape, splice, splice_in};
pub use text::{Text, decode, innermost, unescape, unescape_bytes};

use crate::error::Reason;

/// How much JSON is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonLimits {
    /// Deepest nesting of objects and arrays, in levels.
    pub depth: usize,
    /// Longest string, in bytes as written, quotes not counted.
    pub string_bytes: usize,
}

impl Default for JsonLimits {
    fn default() -> Self {
        Self { depth: 256, string_bytes: 32 << 20 }
    }
}

/// The bytes as text.
///
/// # Errors
/// [`Reason::NotUtf8`] with the byte offset of the first fault.
pub fn check_utf8(bytes: &[u8]) -> Result<&str, Reason> {
    // The fast check only says yes or no; the second look is paid for by bodies that are refused anyway.
    simdutf8::basic::from_utf8(bytes).map_err(|_| Reason::NotUtf8 {
        offset: simdutf8::compat::from_utf8(bytes).map_or_else(|fault| fault.valid_up_to(), str::len),
    })
}

/// Whether bytes are well-formed JSON and some string in them holds half of a surrogate pair: why a reader that makes UTF-8
/// of every string has refused them.
pub fn has_lone_surrogate(bytes: &[u8]) -> bool {
    let Ok(text) = check_utf8(bytes) else { return false };
    let is_half = |raw| decode(text, raw).str.contains(char::REPLACEMENT_CHARACTER);
    let steps: Result<Vec<Step>, Reason> = Lexer::new(bytes, JsonLimits::default()).collect();
    let is_lone = |step| matches!(step, Step::Key(raw) | Step::String(raw) if is_half(raw));
    steps.is_ok_and(|steps| steps.into_iter().any(is_lone))
}

/// Whether the whole of `text` is one JSON object or array (space around it allowed), as tool arguments are.
///
/// Prose costs two byte comparisons.
pub fn is_json_container(text: &str) -> bool {
    let trimmed = text.trim_matches([' ', '\t', '\n', '\r']).as_bytes();
    let framed =
        matches!((trimmed.first(), trimmed.last()), (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')));
    framed && Lexer::new(trimmed, JsonLimits::default()).all(|step| step.is_ok())
}
