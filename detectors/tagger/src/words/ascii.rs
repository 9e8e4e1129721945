//! Words of ASCII: read as numbers of eight bytes, whose bytes are told apart side by side.
//!
//! Owns: what `words.rs` does by characters, for the words that need none. Never: another result than that; a test holds
//! both side by side.

use super::{Cases, Word, plain};
use crate::hash;

/// What a byte begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// A word of letters and digits.
    Word,
    /// A sign, a line end or a tab.
    Sign,
    /// Nothing: it is a space.
    Space,
    /// A character beyond ASCII.
    Wide,
}

/// What each byte begins.
pub(super) const OPENS: [Opens; 256] = {
    let mut opens = [Opens::Sign; 256];
    let mut byte = 0;
    while byte < 256 {
        opens[byte] = match byte {
            0x0b..=0x0d | 0x20 => Opens::Space,
            0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a => Opens::Word,
            0x80.. => Opens::Wide,
            _ => Opens::Sign,
        };
        byte += 1;
    }
    opens
};

/// Makes letters small and leaves digits.
const SMALL: u64 = each(0x20);

/// The highest bit of each byte.
const HIGH: u64 = each(0x80);

/// What each of eight bytes is: its highest bit where it is one of those, up to the first that is none of them.
struct Eight {
    /// Letters and digits from the first byte on without a break.
    length: usize,
    upper: u64,
    lower: u64,
    digits: u64,
    /// Whether the run is broken by a part of a character beyond ASCII.
    wide: bool,
}

impl Eight {
    #[inline]
    fn of(bytes: u64) -> Self {
        let (wide, own) = (bytes & HIGH, bytes & !HIGH);
        let letters = within(own | SMALL, b'a', b'z');
        let digits = within(own, b'0', b'9');
        let stops = (!(letters | digits) & HIGH) | wide;
        let length = stops.trailing_zeros() as usize / 8;
        let run = first(length);
        // The bit that makes a letter small, at the highest one's place.
        let small = bytes << 2;
        Self {
            length,
            upper: letters & !small & run,
            lower: letters & small & run,
            digits: digits & run,
            wide: wide & (stops & stops.wrapping_neg()) != 0,
        }
    }
}

/// The word of letters and digits that begins at `start`, `spaced` if space stands before it; none when it is not all ASCII.
#[inline]
pub(super) fn letters(bytes: &[u8], start: usize, spaced: bool) -> Option<Word> {
    let head = eight(bytes, start);
    let mut here = Eight::of(head);
    let head = (head | SMALL) & first(here.length);
    let mut cases = Cases { first_is_upper: here.upper & 0x80 != 0, ..Cases::default() };
    let (mut hash, mut end) = (hash::short(head), start + here.length);
    cases.add(&here);
    while here.length == 8 {
        let more = eight(bytes, end);
        here = Eight::of(more);
        if here.length > 0 {
            hash = hash::pair(hash, (more | SMALL) & first(here.length));
        }
        cases.add(&here);
        end += here.length;
    }
    let affixes = affixes(bytes, head, start, end);
    (!here.wide).then(|| Word { hash, affixes, shape: cases.shape(), spaced, ..plain(start, end) })
}

impl Cases {
    #[inline]
    fn add(&mut self, eight: &Eight) {
        self.upper += count(eight.upper);
        self.lower += count(eight.lower);
        self.digits += count(eight.digits);
    }
}

/// A sign that stands alone, or a line end or tab; `spaced` as for words; none for a run of signs.
#[inline]
pub(super) fn sign(bytes: &[u8], start: usize, spaced: bool) -> Option<Word> {
    let byte = bytes[start];
    let is_line_end = byte == b'\n';
    if !is_line_end && byte != b'\t' && bytes.get(start + 1) == Some(&byte) {
        return None;
    }
    let hash = hash::short(u64::from(byte));
    let shape = if is_line_end { super::Shape::LineEnd } else { super::Shape::Sign };
    Some(Word { hash, affixes: [hash; 5], shape, spaced, sign: byte, ..plain(start, start + 1) })
}

/// The hashes of a word's beginnings and endings in lower case; `head` is its first eight bytes.
#[inline]
fn affixes(bytes: &[u8], head: u64, start: usize, end: usize) -> [u64; 5] {
    let length = end - start;
    let tail = if length > 8 { eight(bytes, end - 8) | SMALL } else { head << (8 * (8 - length)) };
    let ending = |count: usize| if length <= count { head } else { tail >> (64 - 8 * count) };
    [head & first(3), head & first(4), ending(2), ending(3), ending(4)].map(hash::short)
}

/// This byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Which bytes lie between two, by their highest bit; none of all three may have it set.
#[inline]
fn within(bytes: u64, least: u8, most: u8) -> u64 {
    (bytes + each(0x80 - least)) & !(bytes + each(0x7f - most)) & HIGH
}

/// How many bytes have their highest bit set, when all other bits are clear.
#[inline]
fn count(marked: u64) -> usize {
    ((marked >> 7).wrapping_mul(each(1)) >> 56) as usize
}

/// The masks of a number's first bytes, none to eight.
const FIRST: [u64; 9] = [
    0,
    0xff,
    0xffff,
    0x00ff_ffff,
    0xffff_ffff,
    0x00ff_ffff_ffff,
    0xffff_ffff_ffff,
    0x00ff_ffff_ffff_ffff,
    u64::MAX,
];

/// The mask of the first bytes of a number.
#[inline]
pub(super) fn first(count: usize) -> u64 {
    FIRST[count.min(8)]
}

/// The eight bytes from `at` on as a number; fewer at the text's end.
#[inline]
pub(super) fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    let short = || rest.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    rest.first_chunk().map_or_else(short, |chunk| u64::from_le_bytes(*chunk))
}
