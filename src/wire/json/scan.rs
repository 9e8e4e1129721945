//! The byte loops under the lexer: where a string stops, whether an escape or a number is well formed.
//!
//! Owns: speed. A block of 128 bytes becomes a bit set of the places where a string could stop, so that code full of `\n`
//! costs a shift per escape and not a search, and long plain text nothing but the blocks. (Blocks of 64 measured 15 %
//! slower on code: whether a block is used up is a branch that cannot be guessed.)
//! Never: knows about nesting or limits.

use super::{Escapes, RawStr};
use crate::byte_class::{self, mask};

const BLOCK: usize = 128;

/// The places in one block of the text where a string stops being plain: `"`, `\` and control characters.
pub(super) struct Stops {
    /// Offset of the block in the text.
    start: usize,
    /// Bit N: the byte at `start + N`.
    places: u128,
}

impl Stops {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self { start: 0, places: stops_at(bytes, 0) }
    }

    /// Offset of the first stop at or after `at`, which must not lie before an earlier call's.
    #[inline]
    pub(super) fn next(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        if at - self.start >= BLOCK {
            self.load(bytes, at);
        }
        let places = self.places >> (at - self.start);
        if places != 0 {
            return Some(at + places.trailing_zeros() as usize);
        }
        self.next_block(bytes)
    }

    #[inline]
    fn next_block(&mut self, bytes: &[u8]) -> Option<usize> {
        self.load(bytes, self.start + BLOCK);
        while self.places == 0 {
            let at = past_plain(bytes, self.start + BLOCK);
            if at >= bytes.len() {
                return None;
            }
            self.load(bytes, at);
        }
        Some(self.start + self.places.trailing_zeros() as usize)
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], at: usize) {
        *self = Self { start: at, places: stops_at(bytes, at) };
    }
}

/// The stops among the bytes of the block from `at`; past the end of the text there are none.
#[inline]
fn stops_at(bytes: &[u8], at: usize) -> u128 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(block) = rest.first_chunk() {
        return stops(block);
    }
    let mut last = [b' '; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    stops(&last)
}

#[inline]
fn stops(block: &[u8; BLOCK]) -> u128 {
    let (halves, _) = block.as_chunks();
    halves.iter().rev().fold(0, |places, half| places << byte_class::BLOCK | u128::from(mask(half, is_stop)))
}

#[inline]
const fn is_stop(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte < 0x20)
}

/// Leaps over stretches without a stop: whether there is one in 256 bytes is asked faster than where.
#[inline]
fn past_plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(stretch) = bytes.get(at..).and_then(<[u8]>::first_chunk::<256>)
        && !stretch.iter().fold(false, |found, byte| found | is_stop(*byte))
    {
        at += stretch.len();
    }
    at
}

/// The content of the string whose first byte, after the opening quote, is at `start`; `None` where the text breaks the
/// grammar or ends first. For short strings: the lexer is quicker on long ones.
pub fn string_at(bytes: &[u8], start: usize) -> Option<RawStr> {
    let (mut end, mut escapes) = (start, Escapes::None);
    loop {
        end += bytes.get(end..)?.iter().position(|byte| is_stop(*byte))?;
        match bytes[end] {
            b'"' => return Some(RawStr { start, end, escapes }),
            b'\\' => end = escape_end(bytes, end)?,
            _ => return None,
        }
        escapes = Escapes::Present;
    }
}

/// The offset just past the escape whose backslash is at `at`, or `None` when it is not one of RFC 8259's.
#[inline]
pub(super) fn escape_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at + 1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
        b'u' => bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 6),
        _ => None,
    }
}

/// Whether `text` is a number, and nothing else.
pub fn is_number(text: &[u8]) -> bool {
    number_end(text, 0) == Ok(text.len())
}

/// The offset just past the number at `at`, or the offset of the byte that spoils it (RFC 8259 section 6).
pub(super) fn number_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let mut at = at + usize::from(bytes.get(at) == Some(&b'-'));
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits_end(bytes, at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits_end(bytes, at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        at = digits_end(bytes, at)?;
    }
    Ok(at)
}

/// Past one or more digits.
fn digits_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let count =
        bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
    if count == 0 { Err(at) } else { Ok(at + count) }
}
