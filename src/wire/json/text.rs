//! [`decode`]: a string as its reader means it, with the way back to the bytes that spell it.
//!
//! Owns: the escapes of RFC 8259 section 7, and the map from decoded offsets to offsets in the body. The map is made
//! only when it is first asked for: most strings hold nothing to replace.
//! Never: fails. A lone surrogate, which UTF-8 cannot hold, reads as U+FFFD and keeps its spelling in the body.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use memchr::memchr;

use super::{Escapes, RawStr};

/// A decoded string.
pub struct Text<'a> {
    /// What the string says. Borrowed from the body when it has no escapes.
    pub str: Cow<'a, str>,
    map: Map<'a>,
}

/// From decoded offsets to offsets in the body.
struct Map<'a> {
    /// The content as written; empty when decoding changed nothing.
    raw: &'a [u8],
    /// Offset of the content in the body.
    start: usize,
    breaks: OnceCell<Vec<Break>>,
}

/// A place where what is written differs from what is meant. Offsets are relative to the content.
struct Break {
    decoded: Range<usize>,
    raw: Range<usize>,
}

/// A part of a string: text that stands for itself, or `written` bytes that stand for one character.
enum Piece<'a> {
    Plain(&'a str),
    Spelled { meant: char, written: usize },
}

/// Decodes one string of `bytes`. Bytes that are not UTF-8 (the lexer is to be given none) read as U+FFFD.
pub fn decode(bytes: &[u8], raw: RawStr) -> Text<'_> {
    let content = &bytes[raw.start..raw.end];
    let map = |raw_content| Map { raw: raw_content, start: raw.start, breaks: OnceCell::new() };
    if raw.escapes == Escapes::None
        && let Ok(plain) = simdutf8::basic::from_utf8(content)
    {
        return Text { str: Cow::Borrowed(plain), map: map(&[]) };
    }
    let mut decoded = String::with_capacity(content.len());
    each_piece(content, |piece| match piece {
        Piece::Plain(plain) => decoded.push_str(plain),
        Piece::Spelled { meant, .. } => decoded.push(meant),
    });
    Text { str: Cow::Owned(decoded), map: map(content) }
}

impl Text<'_> {
    /// The bytes of the body that spell the decoded bytes `start..end`, whole escapes only.
    pub fn raw_span(&self, start: usize, end: usize) -> Range<usize> {
        let breaks = self.map.breaks();
        self.map.start + raw_start(breaks, start)..self.map.start + raw_end(breaks, end)
    }
}

/// Where the character that holds decoded offset `at` starts as written.
fn raw_start(breaks: &[Break], at: usize) -> usize {
    match breaks[..breaks.partition_point(|broken| broken.decoded.start <= at)].last() {
        Some(last) if at < last.decoded.end => last.raw.start,
        Some(last) => last.raw.end + (at - last.decoded.end),
        None => at,
    }
}

/// Where the character that ends at decoded offset `at`, or holds it inside, ends as written.
fn raw_end(breaks: &[Break], at: usize) -> usize {
    match breaks[..breaks.partition_point(|broken| broken.decoded.start < at)].last() {
        Some(last) => last.raw.end + at.saturating_sub(last.decoded.end),
        None => at,
    }
}

impl Map<'_> {
    fn breaks(&self) -> &[Break] {
        self.breaks.get_or_init(|| {
            let (mut decoded, mut raw, mut breaks) = (0, 0, Vec::new());
            each_piece(self.raw, |piece| match piece {
                Piece::Plain(plain) => {
                    decoded += plain.len();
                    raw += plain.len();
                }
                Piece::Spelled { meant, written } => {
                    let (decoded_end, raw_end) = (decoded + meant.len_utf8(), raw + written);
                    breaks.push(Break { decoded: decoded..decoded_end, raw: raw..raw_end });
                    (decoded, raw) = (decoded_end, raw_end);
                }
            });
            breaks
        })
    }
}

fn each_piece<'a>(content: &'a [u8], mut visit: impl FnMut(Piece<'a>)) {
    if let Ok(valid) = simdutf8::basic::from_utf8(content) {
        return each_escape(valid, &mut visit);
    }
    for chunk in content.utf8_chunks() {
        each_escape(chunk.valid(), &mut visit);
        if !chunk.invalid().is_empty() {
            visit(Piece::Spelled { meant: char::REPLACEMENT_CHARACTER, written: chunk.invalid().len() });
        }
    }
}

#[inline]
fn each_escape<'a>(mut rest: &'a str, visit: &mut impl FnMut(Piece<'a>)) {
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        visit(Piece::Plain(&rest[..at]));
        rest = &rest[at..];
        let Some((meant, written)) = unescape(rest.as_bytes()) else { break };
        visit(Piece::Spelled { meant, written });
        rest = &rest[written..];
    }
    visit(Piece::Plain(rest));
}

/// The character that the escape at the start of `at` means, and its length in bytes. `None`: not an escape.
#[inline]
fn unescape(at: &[u8]) -> Option<(char, usize)> {
    let meant = match at.get(1)? {
        b'n' => '\n',
        b'"' => '"',
        b'\\' => '\\',
        b't' => '\t',
        b'/' => '/',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => return unescape_unit(at),
        _ => return None,
    };
    Some((meant, 2))
}

/// `\uXXXX`, or two of them that form a surrogate pair.
fn unescape_unit(at: &[u8]) -> Option<(char, usize)> {
    let first = code_unit(at)?;
    let pair = at.get(6..).and_then(code_unit).map(|second| char::decode_utf16([first, second]).next());
    if let Some(Some(Ok(meant))) = pair
        && meant.len_utf16() == 2
    {
        return Some((meant, 12));
    }
    Some((char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER), 6))
}

fn code_unit(at: &[u8]) -> Option<u16> {
    let digits = at.strip_prefix(b"\\u")?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)? as u16))
}
