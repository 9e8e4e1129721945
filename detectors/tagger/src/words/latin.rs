//! Words with letters of Latin scripts beyond ASCII (`Müller`, `Łódź`), and single signs of prose (`–`, `“`, `€`): read with a table
//! of characters.
//!
//! Owns: what `words.rs` does character by character, for characters up to U+017F and the signs beside them. Never: another
//! result than that; a test holds both side by side. Next: `ascii.rs`, for words that have none of these.

use std::sync::LazyLock;

use super::{Cases, Word, ascii, in_word, plain};
use crate::hash;

/// What a character is.
#[derive(Clone, Copy)]
struct Letter {
    /// Where it is counted, or [`END`] or [`OTHER`].
    kind: u8,
    /// Its bytes in lower case.
    lower: [u8; 2],
}

const UPPER: u8 = 0;
const LOWER: u8 = 1;
const DIGIT: u8 = 2;
const CASELESS: u8 = 3;
/// Part of no word.
const END: u8 = 4;
/// Not for this table: marks, and what becomes longer or shorter in lower case.
const OTHER: u8 = 5;

/// The characters of one byte and of two that are known here.
const CHARACTERS: usize = 0x180;

/// Made of what the standard library says of each character.
static LETTERS: LazyLock<[Letter; CHARACTERS]> = LazyLock::new(|| std::array::from_fn(letter));

/// The longest word that is read here, in bytes.
const LONGEST: usize = 64;

/// Room for such a word and for reading eight bytes from any place of it.
const ROOM: usize = LONGEST + 8;

fn letter(number: usize) -> Letter {
    let c = u32::try_from(number).ok().and_then(char::from_u32).unwrap_or('\0');
    let mut small = c.to_lowercase();
    let one = small.next().filter(|one| one.len_utf8() == c.len_utf8() && small.next().is_none());
    let kind = match c {
        _ if !in_word(c) => END,
        _ if one.is_none() => OTHER,
        _ if c.is_uppercase() => UPPER,
        _ if c.is_lowercase() => LOWER,
        _ if c.is_numeric() => DIGIT,
        _ if c.is_alphabetic() => CASELESS,
        _ => OTHER,
    };
    let mut lower = [0; 2];
    one.unwrap_or('\0').encode_utf8(&mut lower);
    Letter { kind, lower }
}

/// The word or sign that begins at `start`, with nothing said of what stands before it; none when it takes characters that are
/// not known here.
#[inline]
pub(super) fn word(text: &str, start: usize) -> Option<Word> {
    letters(text.as_bytes(), start).or_else(|| sign(text, start))
}

/// A sign of two bytes or three that stands alone.
fn sign(text: &str, start: usize) -> Option<Word> {
    let bytes = &text.as_bytes()[start..];
    let length = match bytes {
        [0xc2, ..] => 2,
        _ if is_sign(bytes) => 3,
        _ => return None,
    };
    let written = &text[start..start + length];
    let single = !bytes[length..].starts_with(written.as_bytes());
    let plainly = !written.starts_with(|c: char| c.is_whitespace() || in_word(c));
    let hash = hash::word(written);
    let sign = Word { hash, affixes: [hash; 5], sign: bytes[0], ..plain(start, start + length) };
    (single && plainly).then_some(sign)
}

/// Whether a sign or space of U+2000 to U+203F, or a currency's sign, stands there: no word goes on with one.
fn is_sign(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe2, 0x80, third, ..] if *third != 0x8d)
        || matches!(bytes, [0xe2, 0x82, 0xa0..=0xbf, ..])
}

/// A word in lower case, as far as it is read, and where its characters begin.
struct Lower {
    bytes: [u8; ROOM],
    length: usize,
    starts: [u8; LONGEST],
    characters: usize,
}

impl Lower {
    /// Takes a character of so many bytes; not when there is no room.
    #[inline]
    fn push(&mut self, bytes: [u8; 2], length: usize) -> Option<()> {
        *self.starts.get_mut(self.characters)? = u8::try_from(self.length).ok()?;
        self.bytes.get_mut(self.length..self.length + 2)?.copy_from_slice(&bytes);
        self.characters += 1;
        self.length += length;
        Some(())
    }

    /// Up to eight bytes from one place to another, as a number.
    #[inline]
    fn number(&self, start: usize, end: usize) -> u64 {
        ascii::eight(&self.bytes, start) & ascii::first(end - start)
    }

    /// The hash of the whole word, and those of its beginnings and endings, which fit a number each.
    #[inline]
    fn hashes(&self) -> (u64, [u64; 5]) {
        let end = self.length;
        let (mut hash, mut at) = (hash::short(self.number(0, end)), 8);
        while at < end {
            hash = hash::pair(hash, self.number(at, end));
            at += 8;
        }
        let start = |at: usize| usize::from(self.starts[at]);
        let head = |count: usize| {
            let end = if self.characters > count { start(count) } else { end };
            hash::short(self.number(0, end))
        };
        let tail = |count: usize| {
            let start = self.characters.checked_sub(count).map_or(0, start);
            hash::short(self.number(start, end))
        };
        (hash, [head(3), head(4), tail(2), tail(3), tail(4)])
    }
}

/// A word of letters and digits.
fn letters(bytes: &[u8], start: usize) -> Option<Word> {
    let known = &*LETTERS;
    let (mut counts, mut end, mut first_is_upper) = (0_u64, start, false);
    let mut lower = Lower { bytes: [0; ROOM], length: 0, starts: [0; LONGEST], characters: 0 };
    while let Some(&byte) = bytes.get(end) {
        let (number, length) = match byte {
            0..0x80 => (usize::from(byte), 1),
            0xc2..=0xc5 => (usize::from(byte & 0x1f) << 6 | usize::from(bytes[end + 1] & 0x3f), 2),
            _ if is_sign(&bytes[end..]) => break,
            _ => return None,
        };
        let letter = known[number];
        match letter.kind {
            END => break,
            OTHER => return None,
            kind => {
                first_is_upper |= counts == 0 && kind == UPPER;
                counts += 1 << (16 * kind);
            }
        }
        lower.push(letter.lower, length)?;
        end += length;
    }
    if end == start {
        return None;
    }
    let count = |kind: u8| (counts >> (16 * kind) & 0xffff) as usize;
    let cases = Cases {
        upper: count(UPPER),
        lower: count(LOWER),
        digits: count(DIGIT),
        caseless: count(CASELESS),
        first_is_upper,
    };
    let (hash, affixes) = lower.hashes();
    Some(Word { hash, affixes, shape: cases.shape(), ..plain(start, end) })
}
