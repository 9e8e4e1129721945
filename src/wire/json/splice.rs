//! [`splice`]: replaces spans of a body; and [`escape_into`]: text as JSON spells it.
//!
//! Owns: the way out. What no edit covers is copied as it is, one copy per gap.
//! Never: looks at what it copies.

use std::ops::Range;

/// Bytes to put in place of a span of the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Edit {
    /// What to replace: byte offsets in the body. Empty: insert.
    pub range: Range<usize>,
    /// What to put there, escaped for where it lands.
    pub with: Vec<u8>,
}

/// `bytes` with `edits` applied. They must be sorted by place, must not overlap, and must lie inside `bytes`.
///
/// # Panics
/// When they do not: a body spliced in the wrong place must not be sent.
pub fn splice(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    splice_in(bytes, edits.iter().map(|edit| (&edit.range, &*edit.with)))
}

/// As [`splice`], with edits that somebody else holds.
///
/// # Panics
/// As there.
pub fn splice_in<'e>(
    bytes: &[u8],
    edits: impl Iterator<Item = (&'e Range<usize>, &'e [u8])> + Clone,
) -> Vec<u8> {
    let added: usize = edits.clone().map(|(_, with)| with.len()).sum();
    let removed: usize = edits.clone().map(|(range, _)| range.len()).sum();
    let mut out = Vec::with_capacity((bytes.len() + added).saturating_sub(removed));
    let mut copied = 0;
    for (range, with) in edits {
        debug_assert!(copied <= range.start, "edits out of order");
        out.extend_from_slice(&bytes[copied..range.start]);
        out.extend_from_slice(with);
        copied = range.end;
    }
    out.extend_from_slice(&bytes[copied..]);
    out
}

/// Appends `text` as the content of a JSON string: only what RFC 8259 section 7 demands is escaped (`"`, `\`, and U+0000
/// to U+001F, in the short form where there is one).
pub fn escape_into(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| must_escape(**byte)) {
        out.extend_from_slice(&bytes[copied..at]);
        escape_byte(out, *byte);
        copied = at + 1;
    }
    out.extend_from_slice(&bytes[copied..]);
}

/// `text` as the content of a JSON string, by the minimal escaping of [`escape_into`].
pub fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 8);
    escape_into(&mut out, text);
    String::from_utf8(out).expect("escaping keeps UTF-8")
}

/// Whether the minimal escaping changes the byte.
pub fn must_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn escape_byte(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xf)]);
            return out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
