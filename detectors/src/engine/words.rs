//! From a word to what may begin there: keywords of patterns, and cue words.
//!
//! Most words of a text are refused by a look into a bitmap of their first four letters, most others by one of whole words
//! (up to eight letters, and whether there are more). Never looks at anything but the word itself.

use std::collections::BTreeMap;

use crate::pattern::Bytes;

/// Something that may stand where a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Opening {
    /// A cue, this many bytes before the word's first letter.
    Cue { number: u32, before: u32 },
    /// A keyword of a pattern, so many bytes long, and the number of what may stand right behind it.
    Keyword { verifier: u32, end: u32, next: u32 },
}

/// An opening, with what stands right behind the word's letters: up to eight bytes, folded as a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Behind {
    mask: u64,
    tail: u64,
    opening: Opening,
}

/// A range of openings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    first: u32,
    last: u32,
}

/// Letters in a key of a beginning.
const BEGINNING: usize = 4;
/// Letters in a key of a word.
const WORD: usize = 8;
/// In a word's key, says that the word is longer; no letter has this bit.
const LONGER: u64 = 1 << 63;

/// Openings on their way into a table.
#[derive(Debug, Default)]
pub(super) struct Openings {
    words: BTreeMap<u64, Vec<Behind>>,
    beginnings: BTreeMap<u64, Vec<Behind>>,
    nexts: Vec<Bytes>,
}

impl Openings {
    /// Adds what opens at a literal that begins with a letter; `goes_on`: when more letters may follow those of the
    /// literal that stand first, which may be the next.
    pub(super) fn add(&mut self, literal: &str, goes_on: Option<Bytes>, opening: Opening) {
        let letters = literal.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = key(literal.as_bytes(), 0) & mask(letters) | if letters > WORD { LONGER } else { 0 };
        let Some(next) = goes_on else {
            return push(&mut self.words, word, behind(&literal.as_bytes()[letters..], opening));
        };
        let behind = behind(&[], opening);
        if letters >= BEGINNING {
            push(&mut self.beginnings, word & mask(BEGINNING), behind);
        } else {
            self.add_short(word, letters, next, behind);
        }
    }

    /// The number of a set of bytes that may stand behind a keyword.
    pub(super) fn next(&mut self, next: &Bytes) -> u32 {
        let number = self.nexts.iter().position(|known| known == next).unwrap_or(self.nexts.len());
        if number == self.nexts.len() {
            self.nexts.push(*next);
        }
        u32::try_from(number).expect("few sets")
    }

    /// A literal shorter than the key of a beginning: as a word, and as the beginning of every word it may begin.
    fn add_short(&mut self, word: u64, letters: usize, next: Bytes, behind: Behind) {
        if letters == BEGINNING {
            return push(&mut self.beginnings, word, behind);
        }
        push(&mut self.words, word, behind);
        for letter in
            (b'a'..=b'z').filter(|&letter| next.holds(letter) || next.holds(letter.to_ascii_uppercase()))
        {
            self.add_short(word | u64::from(letter) << (8 * letters), letters + 1, Bytes::ALL, behind);
        }
    }

    /// The table of all that was added.
    pub(super) fn complete(self) -> Words {
        let mut first = Box::new([0; BITMAP_WORDS]);
        for key in self.words.keys().chain(self.beginnings.keys()) {
            let bit = first_bit(*key & mask(BEGINNING));
            first[bit / 64] |= 1 << (bit % 64);
        }
        let mut openings = Vec::new();
        let words = Table::new(self.words, &mut openings);
        let beginnings = Table::new(self.beginnings, &mut openings);
        Words { first, words, beginnings, openings: openings.into_boxed_slice(), nexts: self.nexts.into() }
    }
}

fn push(table: &mut BTreeMap<u64, Vec<Behind>>, key: u64, behind: Behind) {
    table.entry(key).or_default().push(behind);
}

/// The opening with the rest of its literal, as far as it is ASCII: other letters may be written in either case.
fn behind(rest: &[u8], opening: Opening) -> Behind {
    let mask = mask(rest.iter().take_while(|byte| byte.is_ascii()).count());
    Behind { mask, tail: key(rest, 0) & mask, opening }
}

/// The openings by word and by beginning.
#[derive(Debug)]
pub(super) struct Words {
    /// A bit per hash of up to four letters with which something begins.
    first: Box<[u64; BITMAP_WORDS]>,
    words: Table,
    beginnings: Table,
    openings: Box<[Behind]>,
    nexts: Box<[Bytes]>,
}

impl Words {
    /// What may open at the word at `at`, which begins with so many letters.
    #[inline]
    pub(super) fn look(&self, text: &[u8], at: usize, letters: usize, found: impl FnMut(Opening)) {
        let key = key(text, at);
        let bit = first_bit(key & mask(letters.min(BEGINNING)));
        if self.first[bit / 64 % BITMAP_WORDS] >> (bit % 64) & 1 == 1 {
            self.look_closer(key, text, at, letters, found);
        }
    }

    fn look_closer(&self, key: u64, text: &[u8], at: usize, letters: usize, mut found: impl FnMut(Opening)) {
        let word = key & mask(letters) | if letters > WORD { LONGER } else { 0 };
        if let Some(openings) = self.words.find(word) {
            self.open(openings, text, at + letters, &mut found);
        }
        if letters >= BEGINNING
            && let Some(openings) = self.beginnings.find(word & mask(BEGINNING))
        {
            self.open(openings, text, at + letters, &mut found);
        }
    }

    /// Those of the openings that fit what stands right behind the word's letters.
    fn open(&self, openings: Found, text: &[u8], behind: usize, found: &mut impl FnMut(Opening)) {
        let tail = key(text, behind);
        let all = &self.openings[openings.first as usize..openings.last as usize];
        let fit = all.iter().filter(|behind| tail & behind.mask == behind.tail);
        fit.for_each(|behind| found(behind.opening));
    }

    /// Whether what stands at `at` may stand behind a keyword.
    #[inline]
    pub(super) fn may_follow(&self, next: u32, text: &[u8], at: usize) -> bool {
        text.get(at).is_none_or(|&byte| self.nexts[next as usize].holds(byte))
    }
}

const BITMAP_BITS: u32 = 16;
const BITMAP_WORDS: usize = 1 << (BITMAP_BITS - 6);

/// The bit of up to four letters.
#[inline]
fn first_bit(letters: u64) -> usize {
    (hash(letters) >> (64 - BITMAP_BITS)) as usize
}

/// Ranges of openings by key, behind a bitmap of hashed keys.
#[derive(Debug)]
struct Table {
    bitmap: Box<[u64; BITMAP_WORDS]>,
    slots: Box<[Slot]>,
}

/// One key and its range of openings; empty when `key` is 0.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    first: u32,
    last: u32,
}

impl Table {
    fn new(keyed: BTreeMap<u64, Vec<Behind>>, openings: &mut Vec<Behind>) -> Self {
        let mut bitmap = Box::new([0; BITMAP_WORDS]);
        let mut slots = vec![Slot::default(); (keyed.len() * 4).next_power_of_two()].into_boxed_slice();
        let place = |openings: &Vec<Behind>| u32::try_from(openings.len()).expect("few openings");
        for (key, found) in keyed {
            let bit = hash(key) >> (64 - BITMAP_BITS);
            bitmap[(bit / 64) as usize] |= 1 << (bit % 64);
            let first = place(openings);
            openings.extend(found);
            let mut at = hash(key) as usize & (slots.len() - 1);
            while slots[at].key != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = Slot { key, first, last: place(openings) };
        }
        Self { bitmap, slots }
    }

    #[inline]
    fn find(&self, key: u64) -> Option<Found> {
        let bit = hash(key) >> (64 - BITMAP_BITS);
        if self.bitmap[(bit / 64) as usize % BITMAP_WORDS] >> (bit % 64) & 1 == 0 {
            return None;
        }
        self.find_slot(key)
    }

    fn find_slot(&self, key: u64) -> Option<Found> {
        let mut at = hash(key) as usize & (self.slots.len() - 1);
        loop {
            let Slot { key: known, first, last } = self.slots[at];
            match known {
                0 => return None,
                _ if known == key => return Some(Found { first, last }),
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }
}

#[inline]
fn hash(key: u64) -> u64 {
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ mixed >> 32
}

/// The bytes from `at` on, letters in lower case.
#[inline]
fn key(text: &[u8], at: usize) -> u64 {
    let eight = match text.get(at..at + WORD) {
        Some(eight) => u64::from_le_bytes(eight.try_into().expect("eight bytes")),
        None => last(&text[at..]),
    };
    eight | 0x2020_2020_2020_2020
}

#[cold]
fn last(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |key, &byte| key << 8 | u64::from(byte))
}

/// The part of a key that so many letters fill.
#[inline]
fn mask(letters: usize) -> u64 {
    if letters >= WORD { u64::MAX } else { (1 << (8 * letters)) - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(number: u32) -> Opening {
        Opening::Cue { number, before: 0 }
    }

    fn found(words: &Words, text: &str) -> Vec<Opening> {
        let mut all = Vec::new();
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        words.look(text.as_bytes(), 0, letters, |opening| all.push(opening));
        all
    }

    #[test]
    fn whole_words_in_any_case() {
        let mut openings = Openings::default();
        openings.add("Name", None, cue(1));
        openings.add("Name of Ä", None, cue(3));
        openings.add("sozialversicherung", None, cue(2));
        let words = openings.complete();
        assert_eq!(found(&words, "NAME"), [cue(1)]);
        assert_eq!(found(&words, "name1 and so on"), [cue(1)]);
        assert_eq!(found(&words, "name OF ä"), [cue(1), cue(3)]);
        assert_eq!(found(&words, "Sozialversicherung"), [cue(2)]);
        assert!(found(&words, "names").is_empty() && found(&words, "sozialve").is_empty());
    }

    #[test]
    fn beginnings_of_any_length() {
        for begin in ["ab", "abc", "abcd", "abcde", "abcdefghijk"] {
            let mut openings = Openings::default();
            openings.add(begin, Some(Bytes::ALL), cue(1));
            let words = openings.complete();
            assert_eq!(found(&words, begin), [cue(1)]);
            assert_eq!(found(&words, &format!("{begin}Zebra ")), [cue(1)]);
            assert!(found(&words, "a").is_empty() && found(&words, "zebra").is_empty());
        }
    }

    #[test]
    fn what_was_put_in_is_found() {
        let literals: Vec<String> =
            ('a'..='z').flat_map(|a| ('c'..='z').map(move |b| format!("{a}{b}ab"))).collect();
        let mut openings = Openings::default();
        literals.iter().zip(0..).for_each(|(literal, n)| openings.add(literal, None, cue(n)));
        let words = openings.complete();
        assert!(literals.iter().zip(0..).all(|(literal, n)| found(&words, literal) == [cue(n)]));
    }
}
