//! Words of ASCII: read with a table of bytes and as numbers of eight bytes.
//!
//! Owns: what `words.rs` does by characters, for the words that need none. Never: another result than that; a test holds
//! both side by side.

use super::{Cases, Word, plain};
use crate::hash;

const UPPER: u8 = 0;
const LOWER: u8 = 1;
const DIGIT: u8 = 2;
const SIGN: u8 = 3;
const SPACE: u8 = 4;
/// A part of a character beyond ASCII.
const WIDE: u8 = 5;

/// What each byte is.
const KINDS: [u8; 256] = {
    let mut kinds = [SIGN; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte {
            0x0b..=0x0d | 0x20 => SPACE,
            0x30..=0x39 => DIGIT,
            0x41..=0x5a => UPPER,
            0x61..=0x7a => LOWER,
            0x80.. => WIDE,
            _ => SIGN,
        };
        byte += 1;
    }
    kinds
};

/// The longest word that is counted here: each count has 16 bits.
const LONGEST: usize = 60_000;

/// Makes letters small and leaves digits.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// Whether the byte is a space that is no word.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    KINDS[usize::from(byte)] == SPACE
}

/// The word or sign that begins at `start`, with nothing said of what stands before it; none when it is not all ASCII,
/// or takes more than a look.
#[inline]
pub(super) fn word(bytes: &[u8], start: usize) -> Option<Word> {
    match KINDS[usize::from(bytes[start])] {
        UPPER | LOWER | DIGIT => letters(bytes, start),
        SIGN => sign(bytes, start),
        _ => None,
    }
}

fn letters(bytes: &[u8], start: usize) -> Option<Word> {
    let (mut counts, mut end) = (0_u64, start);
    loop {
        let kind = bytes.get(end).map_or(SPACE, |byte| KINDS[usize::from(*byte)]);
        if kind > DIGIT {
            if kind == WIDE || end - start > LONGEST {
                return None;
            }
            break;
        }
        counts += 1 << (16 * kind);
        end += 1;
    }
    let count = |kind: u8| (counts >> (16 * kind) & 0xffff) as usize;
    let cases = Cases {
        upper: count(UPPER),
        lower: count(LOWER),
        digits: count(DIGIT),
        caseless: 0,
        first_is_upper: bytes[start].is_ascii_uppercase(),
    };
    let (hash, affixes) = hashes(bytes, start, end);
    Some(Word { hash, affixes, shape: cases.shape(), ..plain(start, end) })
}

/// A sign that stands alone, or a line end or tab.
fn sign(bytes: &[u8], start: usize) -> Option<Word> {
    let byte = bytes[start];
    let is_line_end = byte == b'\n';
    if !is_line_end && byte != b'\t' && bytes.get(start + 1) == Some(&byte) {
        return None;
    }
    let hash = hash::short(u64::from(byte));
    let shape = if is_line_end { super::Shape::LineEnd } else { super::Shape::Sign };
    Some(Word { hash, affixes: [hash; 5], shape, sign: byte, ..plain(start, start + 1) })
}

/// The hash of a word of letters and digits in lower case, and those of its beginnings and endings.
#[inline]
fn hashes(bytes: &[u8], start: usize, end: usize) -> (u64, [u64; 5]) {
    let length = end - start;
    let head = (eight(bytes, start) | SMALL) & first(length);
    let (mut hash, mut tail) = (hash::short(head), head << (8 * (8 - length.min(8))));
    if length > 8 {
        tail = eight(bytes, end - 8) | SMALL;
        let mut at = start + 8;
        while at < end {
            hash = hash::pair(hash, (eight(bytes, at) | SMALL) & first(end - at));
            at += 8;
        }
    }
    let ending = |count: usize| if length <= count { head } else { tail >> (64 - 8 * count) };
    let affixes = [head & first(3), head & first(4), ending(2), ending(3), ending(4)];
    (hash, affixes.map(hash::short))
}

/// The mask of the first bytes of a number.
#[inline]
fn first(count: usize) -> u64 {
    if count >= 8 { u64::MAX } else { (1 << (8 * count)) - 1 }
}

/// The eight bytes from `at` on as a number; fewer at the text's end.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    let short = || rest.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    rest.first_chunk().map_or_else(short, |chunk| u64::from_le_bytes(*chunk))
}
