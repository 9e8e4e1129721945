//! From a word to what may begin there: all cues, or all keywords.
//!
//! Looks a word up by up to eight of its letters and whether there are more, and by its first four, then compares what stands
//! behind those. Only asked about words that [`super::letters`] lets through; never looks at anything but the word itself
//! and what stands right behind it.

use std::collections::BTreeMap;

use super::letters::{FIRST, Kind, Letters};
use crate::pattern::Bytes;
use crate::pattern::keyword::After;

/// Something that may stand where a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opening {
    /// Whose it is.
    pub(super) number: u32,
    /// It begins so many bytes before the word's first letter.
    pub(super) before: u32,
}

/// An opening, with what stands behind the letters that are its key: up to eight bytes, folded as a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Tailed {
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
const BEGINNING: usize = FIRST;
/// Letters in a key of a word.
const WORD: usize = 8;
/// In a word's key, says that the word is longer; no letter has this bit.
const LONGER: u64 = 1 << 63;

/// Openings of one kind on their way into a table.
#[derive(Debug)]
pub(super) struct Openings {
    kind: Kind,
    words: BTreeMap<u64, Vec<Tailed>>,
    beginnings: BTreeMap<u64, Vec<Tailed>>,
}

impl Openings {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, words: BTreeMap::new(), beginnings: BTreeMap::new() }
    }

    /// Adds what opens at a literal, which begins with a letter; `goes_on`, what may follow it, when it is all letters and
    /// more of them may follow. The literal's beginning is put in `letters` too.
    pub(super) fn add(
        &mut self,
        letters: &mut Letters,
        literal: &str,
        goes_on: Option<&After>,
        opening: Opening,
    ) {
        let length = literal.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (key, first) = (key(literal.as_bytes(), 0), &literal.as_bytes()[..length]);
        match goes_on {
            None => {
                letters.add_word(self.kind, first);
                push(&mut self.words, word(key, length), tailed(&literal[length..], opening));
            }
            Some(_) if length >= BEGINNING => {
                letters.add_beginning(self.kind, first);
                push(&mut self.beginnings, key & mask(BEGINNING), tailed(&literal[BEGINNING..], opening));
            }
            Some(after) => {
                self.add_short(letters, &first.to_ascii_lowercase(), &after.0, tailed("", opening));
            }
        }
    }

    /// A literal shorter than the key of a beginning: as a word, and as the beginning of every word it may begin.
    fn add_short(&mut self, letters: &mut Letters, literal: &[u8], after: &[Bytes], opening: Tailed) {
        let word = word(key(literal, 0), literal.len());
        if literal.len() == BEGINNING {
            letters.add_beginning(self.kind, literal);
            return push(&mut self.beginnings, word, opening);
        }
        let Some((next, after)) = after.split_first() else { return };
        if (0..=255_u8).any(|byte| next.holds(byte) && !byte.is_ascii_alphabetic()) {
            letters.add_word(self.kind, literal);
            push(&mut self.words, word, opening);
        }
        for letter in
            (b'a'..=b'z').filter(|&letter| next.holds(letter) || next.holds(letter.to_ascii_uppercase()))
        {
            self.add_short(letters, &[literal, &[letter]].concat(), after, opening);
        }
    }

    /// The table of all that was added.
    pub(super) fn complete(self) -> Words {
        let mut openings = Vec::new();
        let words = Table::new(self.words, &mut openings);
        let beginnings = Table::new(self.beginnings, &mut openings);
        Words { words, beginnings, openings: openings.into() }
    }
}

fn push(table: &mut BTreeMap<u64, Vec<Tailed>>, key: u64, opening: Tailed) {
    table.entry(key).or_default().push(opening);
}

/// The opening with the rest of its literal. Of a letter that is not ASCII, which may be written in either case, only that it
/// is none; what follows it is known when both cases are equally long.
fn tailed(rest: &str, opening: Opening) -> Tailed {
    const NOT_ASCII: u64 = 0x80;
    let (mut mask, mut at) = (0, 0);
    for letter in rest.chars() {
        let known = if letter.is_ascii() { 0xFF } else { NOT_ASCII };
        let bytes = if is_equally_long(letter) { letter.len_utf8() } else { 1 };
        (at..WORD.min(at + bytes)).for_each(|at| mask |= known << (8 * at));
        at += bytes;
        if at >= WORD || bytes < letter.len_utf8() {
            break;
        }
    }
    Tailed { mask, tail: key(rest.as_bytes(), 0) & mask, opening }
}

/// Whether whatever is this letter in lower case has as many bytes; no for some of which it holds.
fn is_equally_long(lower: char) -> bool {
    lower.is_ascii() || ('\u{E0}'..='\u{17F}').contains(&lower) && !matches!(lower, 'ß' | 'å')
}

/// The openings by word and by beginning.
#[derive(Debug)]
pub(super) struct Words {
    words: Table,
    beginnings: Table,
    openings: Box<[Tailed]>,
}

impl Words {
    /// What may open at the word at `at`, which begins with so many letters.
    pub(super) fn look(&self, text: &[u8], at: usize, letters: usize, mut found: impl FnMut(Opening)) {
        let key = key(text, at);
        if let Some(openings) = self.words.find(word(key, letters)) {
            self.open(openings, text, at + letters, &mut found);
        }
        if letters >= BEGINNING
            && let Some(openings) = self.beginnings.find(key & mask(BEGINNING))
        {
            self.open(openings, text, at + BEGINNING, &mut found);
        }
    }

    /// Those of the openings that fit what stands behind their key.
    fn open(&self, openings: Found, text: &[u8], behind: usize, found: &mut impl FnMut(Opening)) {
        let tail = key(text, behind);
        let all = &self.openings[openings.first as usize..openings.last as usize];
        let fit = all.iter().filter(|opening| tail & opening.mask == opening.tail);
        fit.for_each(|opening| found(opening.opening));
    }
}

/// Ranges of openings by key.
#[derive(Debug)]
struct Table(Box<[Slot]>);

/// One key and its range of openings; empty when `key` is 0.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    first: u32,
    last: u32,
}

impl Table {
    fn new(keyed: BTreeMap<u64, Vec<Tailed>>, openings: &mut Vec<Tailed>) -> Self {
        let mut slots = vec![Slot::default(); (keyed.len() * 4 + 1).next_power_of_two()].into_boxed_slice();
        let place = |openings: &Vec<Tailed>| u32::try_from(openings.len()).expect("few openings");
        for (key, found) in keyed {
            let first = place(openings);
            openings.extend(found);
            let mut at = hash(key) as usize & (slots.len() - 1);
            while slots[at].key != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = Slot { key, first, last: place(openings) };
        }
        Self(slots)
    }

    fn find(&self, key: u64) -> Option<Found> {
        let mut at = hash(key) as usize & (self.0.len() - 1);
        loop {
            let Slot { key: known, first, last } = self.0[at];
            match known {
                0 => return None,
                _ if known == key => return Some(Found { first, last }),
                _ => at = (at + 1) & (self.0.len() - 1),
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
pub(super) fn key(text: &[u8], at: usize) -> u64 {
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

/// The key of a word that begins with so many letters.
#[inline]
fn word(key: u64, letters: usize) -> u64 {
    key & mask(letters) | if letters > WORD { LONGER } else { 0 }
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
        Opening { number, before: 0 }
    }

    fn words(cues: &[(&str, u32)]) -> Words {
        let (mut openings, mut letters) = (Openings::new(Kind::Cue), Letters::default());
        cues.iter().for_each(|&(literal, number)| openings.add(&mut letters, literal, None, cue(number)));
        openings.complete()
    }

    fn open(begin: &str, after: &After) -> Words {
        let (mut openings, mut letters) = (Openings::new(Kind::Cue), Letters::default());
        openings.add(&mut letters, begin, Some(after), cue(1));
        openings.complete()
    }

    fn found(words: &Words, text: &str) -> Vec<Opening> {
        let mut all = Vec::new();
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        words.look(text.as_bytes(), 0, letters, |opening| all.push(opening));
        all
    }

    #[test]
    fn whole_words_in_any_case() {
        let words = words(&[("Name", 1), ("Name of Ä", 3), ("sozialversicherung", 2)]);
        assert_eq!(found(&words, "NAME"), [cue(1)]);
        assert_eq!(found(&words, "name1 and so on"), [cue(1)]);
        assert_eq!(found(&words, "name OF ä"), [cue(1), cue(3)]);
        assert_eq!(found(&words, "Sozialversicherung"), [cue(2)]);
        assert!(found(&words, "names").is_empty() && found(&words, "sozialve").is_empty());
    }

    #[test]
    fn beginnings_of_any_length() {
        for begin in ["ab", "abc", "abcd", "abcde", "abcdefghijk"] {
            let words = open(begin, &After::ALL);
            assert_eq!(found(&words, begin), [cue(1)]);
            assert_eq!(found(&words, &format!("{begin}Zebra ")), [cue(1)]);
            assert!(found(&words, "a").is_empty() && found(&words, "zebra").is_empty());
        }
    }

    #[test]
    fn what_was_put_in_is_found() {
        let literals: Vec<String> =
            ('a'..='z').flat_map(|a| ('c'..='z').map(move |b| format!("{a}{b}ab"))).collect();
        let cues: Vec<(&str, u32)> = literals.iter().map(String::as_str).zip(0..).collect();
        let words = words(&cues);
        assert!(literals.iter().zip(0..).all(|(literal, n)| found(&words, literal) == [cue(n)]));
    }

    #[test]
    fn more_letters_of_a_beginning_are_compared_too() {
        let words = open("abcdefgh", &After::ALL);
        assert_eq!(found(&words, "abcdefghi"), [cue(1)]);
        assert!(found(&words, "abcdezzz").is_empty());
    }

    #[test]
    fn a_letter_that_is_not_ascii_is_no_other_letter() {
        let words = words(&[("född", 1)]);
        assert_eq!(found(&words, "FÖDD"), [cue(1)]);
        assert!(found(&words, "f 1").is_empty());
        assert_eq!(found(&words, "F\u{f6}DDE"), [cue(1)]);
        assert!(found(&words, "följd").is_empty(), "what follows is compared too");
    }

    #[test]
    fn letters_in_either_case_are_equally_long() {
        for any in '\u{80}'..=char::MAX {
            let mut lower = any.to_lowercase();
            let (Some(first), None) = (lower.next(), lower.next()) else { continue };
            assert!(
                !is_equally_long(first) || first.is_ascii() || first.len_utf8() == any.len_utf8(),
                "{any}"
            );
        }
    }

    #[test]
    fn short_beginnings_go_on_as_they_may() {
        let bytes = |all: &[u8]| Bytes::of(|byte| all.contains(&byte));
        let words = open("st", &After([bytes(b"rR"), bytes(b":"), Bytes::ALL, Bytes::ALL]));
        assert_eq!(found(&words, "STR:"), [cue(1)]);
        assert!(found(&words, "strand").is_empty() && found(&words, "st:").is_empty());
    }
}
