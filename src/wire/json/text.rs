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
    raw: Cow<'a, str>,
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

/// Decodes one string of `text`, in which a lexer has found it.
pub fn decode(text: &str, raw: RawStr) -> Text<'_> {
    let content = &text[raw.start..raw.end];
    let map = |written| Map { raw: Cow::Borrowed(written), start: raw.start, breaks: OnceCell::new() };
    match raw.escapes {
        Escapes::None => Text { str: Cow::Borrowed(content), map: map("") },
        Escapes::Present => Text { str: Cow::Owned(unescape(content)), map: map(content) },
    }
}

/// `text` with all its escapes decoded, whatever it is.
pub fn unescape(text: &str) -> String {
    String::from_utf8(unescape_bytes(text)).expect("escapes stand between characters, and mean whole ones")
}

/// What the innermost of so many strings says, which are open in one another where `source` ends. Where one begins before
/// that, it says what is there.
pub fn innermost(source: &str, strings: usize) -> Cow<'_, str> {
    let is_escaped = |before: &str| before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    (0..strings).fold(Cow::Borrowed(source), |source, _| {
        let begins = source.rmatch_indices('"').map(|(at, _)| at).find(|at| !is_escaped(&source[..*at]));
        unescape(&source[begins.map_or(0, |at| at + 1)..]).into()
    })
}

/// As [`unescape`], as bytes, for whom a faster check is enough that they are UTF-8. Copies 32 bytes at a time while there is
/// no backslash among them, else eight and takes back what follows the first: escapes in code are too close to each other for
/// a search and a copy per stretch to pay.
pub fn unescape_bytes(text: &str) -> Vec<u8> {
    let content = text.as_bytes();
    let mut out = Vec::with_capacity(content.len());
    let mut from = 0;
    loop {
        while let Some(block) = content[from..].first_chunk::<32>().filter(|block| is_plain(block)) {
            out.extend_from_slice(block);
            from += block.len();
        }
        let plain = loop {
            let Some(word) = content[from..].first_chunk::<8>() else { return with_rest(content, from, out) };
            out.extend_from_slice(word);
            if let Some(plain) = before_backslash(*word) {
                out.truncate(out.len() - (word.len() - plain));
                break plain;
            }
            from += word.len();
        };
        from += plain;
        put_escape(content, &mut from, &mut out);
    }
}

/// The last few bytes, one by one.
fn with_rest(content: &[u8], mut from: usize, mut out: Vec<u8>) -> Vec<u8> {
    while let Some(byte) = content.get(from) {
        if *byte == b'\\' {
            put_escape(content, &mut from, &mut out);
        } else {
            out.push(*byte);
            from += 1;
        }
    }
    out
}

#[inline]
fn is_plain(block: &[u8; 32]) -> bool {
    !block.iter().fold(false, |found, byte| found | (*byte == b'\\'))
}

/// How many of eight bytes come before a backslash, if there is one.
#[inline]
fn before_backslash(word: [u8; 8]) -> Option<usize> {
    let differing = u64::from_le_bytes(word) ^ u64::from_le_bytes([b'\\'; 8]);
    let equal =
        differing.wrapping_sub(u64::from_le_bytes([1; 8])) & !differing & u64::from_le_bytes([0x80; 8]);
    (equal != 0).then(|| equal.trailing_zeros() as usize / 8)
}

/// Writes what the escape at `from` means, and moves `from` past it.
#[inline]
fn put_escape(content: &[u8], from: &mut usize, out: &mut Vec<u8>) {
    let short = content.get(*from + 1).map_or(0, |letter| SHORT[usize::from(*letter)]);
    if short != 0 {
        out.push(short);
        *from += 2;
        return;
    }
    let (meant, written) = unescape_unit(&content[*from..]).unwrap_or(('\\', 1));
    *from += written;
    out.extend_from_slice(meant.encode_utf8(&mut [0; 4]).as_bytes());
}

/// What the letter of a two-byte escape means; 0 for every other byte.
const SHORT: [u8; 256] = {
    let mut meant = [0; 256];
    meant[b'"' as usize] = b'"';
    meant[b'\\' as usize] = b'\\';
    meant[b'/' as usize] = b'/';
    meant[b'b' as usize] = 0x08;
    meant[b'f' as usize] = 0x0c;
    meant[b'n' as usize] = b'\n';
    meant[b'r' as usize] = b'\r';
    meant[b't' as usize] = b'\t';
    meant
};

impl Text<'_> {
    /// The same text, with a copy of what it was borrowed from.
    pub fn into_owned(self) -> Text<'static> {
        let Map { raw, start, breaks } = self.map;
        let map = Map { raw: Cow::Owned(raw.into_owned()), start, breaks };
        Text { str: Cow::Owned(self.str.into_owned()), map }
    }

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
            each_piece(&self.raw, |piece| match piece {
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

fn each_piece<'a>(mut rest: &'a str, mut visit: impl FnMut(Piece<'a>)) {
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        visit(Piece::Plain(&rest[..at]));
        let (meant, written) = escape(&rest.as_bytes()[at..]).unwrap_or(('\\', 1));
        visit(Piece::Spelled { meant, written });
        rest = &rest[at + written..];
    }
    visit(Piece::Plain(rest));
}

/// The character that the escape at the start of `at` means, and its length in bytes. `None`: not an escape.
fn escape(at: &[u8]) -> Option<(char, usize)> {
    match SHORT[usize::from(*at.get(1)?)] {
        0 => unescape_unit(at),
        short => Some((char::from(short), 2)),
    }
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
