//! From a word to what may begin there: keywords of patterns, and cue words.
//!
//! Most words of a text are refused by two looks into bitmaps: one of whole words (up to eight letters, and whether there are
//! more), one of first four letters. Never looks at anything but the word itself and what stands right beside it.

use std::collections::{BTreeMap, HashMap};

use crate::pattern::Bytes;
use crate::pattern::behind::Behind;
use crate::pattern::keyword::{After, DEPTH};

/// Something that may stand where a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Opening {
    /// A cue, this many bytes before the word's first letter.
    Cue { number: u32, before: u32 },
    /// A keyword, by its number.
    Keyword(u32),
}

/// A keyword of one pattern, with what may stand beside it.
#[derive(Debug, Clone)]
struct Keyword {
    verifier: u32,
    /// Its bytes.
    length: u32,
    /// What may follow, by number of the set.
    after: [u32; DEPTH],
    /// What must stand before it.
    lead: Option<Box<Behind>>,
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
const BEGINNING: usize = 4;
/// Letters in a key of a word.
const WORD: usize = 8;
/// In a word's key, says that the word is longer; no letter has this bit.
const LONGER: u64 = 1 << 63;

/// Openings on their way into a table.
#[derive(Debug, Default)]
pub(super) struct Openings {
    words: BTreeMap<u64, Vec<Tailed>>,
    beginnings: BTreeMap<u64, Vec<Tailed>>,
    keywords: Vec<Keyword>,
    sets: HashMap<Bytes, u32>,
}

impl Openings {
    /// Adds a keyword of a pattern, which begins with a letter; `after` is what may follow it, `lead` what its pattern
    /// must find before it.
    pub(super) fn add_keyword(&mut self, keyword: &str, verifier: u32, after: &After, lead: Option<&Behind>) {
        let number = u32::try_from(self.keywords.len()).expect("few keywords");
        let length = u32::try_from(keyword.len()).expect("a keyword is short");
        let sets = after.0.map(|bytes| self.set(bytes));
        self.keywords.push(Keyword { verifier, length, after: sets, lead: lead.cloned().map(Box::new) });
        let letters = keyword.bytes().all(|byte| byte.is_ascii_alphabetic());
        let goes_on = letters && may_be(&after.0[0], u8::is_ascii_alphabetic);
        self.add(keyword, goes_on.then_some(after), Opening::Keyword(number));
    }

    /// Adds a cue from its first ASCII letter on, before which so many of its bytes stand; `open` when its last word may go
    /// on.
    pub(super) fn add_cue(&mut self, cue: &str, number: u32, before: u32, open: bool) {
        let letters = cue.bytes().all(|byte| byte.is_ascii_alphabetic());
        self.add(cue, (open && letters).then_some(&After::ALL), Opening::Cue { number, before });
    }

    /// Adds what opens at a literal; `goes_on` when more letters may follow those of the literal that stand first.
    fn add(&mut self, literal: &str, goes_on: Option<&After>, opening: Opening) {
        let letters = literal.bytes().take_while(u8::is_ascii_alphabetic).count();
        let key = key(literal.as_bytes(), 0);
        match goes_on {
            None => push(&mut self.words, word(key, letters), tailed(&literal[letters..], opening)),
            Some(_) if letters >= BEGINNING => {
                push(&mut self.beginnings, key & mask(BEGINNING), tailed(&literal[BEGINNING..], opening));
            }
            Some(after) => self.add_short(word(key, letters), letters, &after.0, tailed("", opening)),
        }
    }

    /// A literal shorter than the key of a beginning: as a word, and as the beginning of every word it may begin.
    fn add_short(&mut self, word: u64, letters: usize, after: &[Bytes], opening: Tailed) {
        if letters == BEGINNING {
            return push(&mut self.beginnings, word, opening);
        }
        let Some((next, after)) = after.split_first() else { return };
        if may_be(next, |byte| !byte.is_ascii_alphabetic()) {
            push(&mut self.words, word, opening);
        }
        for letter in
            (b'a'..=b'z').filter(|&letter| next.holds(letter) || next.holds(letter.to_ascii_uppercase()))
        {
            self.add_short(word | u64::from(letter) << (8 * letters), letters + 1, after, opening);
        }
    }

    /// The number of a set of bytes; 0 for all.
    fn set(&mut self, bytes: Bytes) -> u32 {
        self.sets.entry(Bytes::ALL).or_insert(0);
        let next = u32::try_from(self.sets.len()).expect("few sets");
        *self.sets.entry(bytes).or_insert(next)
    }

    /// The table of all that was added.
    pub(super) fn complete(self) -> Words {
        let mut openings = Vec::new();
        let words = Table::new(self.words, &mut openings);
        let beginnings = Table::new(self.beginnings, &mut openings);
        let mut sets = vec![Bytes::ALL; self.sets.len()];
        self.sets.into_iter().for_each(|(bytes, number)| sets[number as usize] = bytes);
        Words {
            words,
            beginnings,
            openings: openings.into(),
            keywords: self.keywords.into(),
            sets: sets.into(),
        }
    }
}

fn may_be(bytes: &Bytes, test: impl Fn(&u8) -> bool) -> bool {
    (0..=255).any(|byte| test(&byte) && bytes.holds(byte))
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
    keywords: Box<[Keyword]>,
    sets: Box<[Bytes]>,
}

impl Words {
    /// What may open at the word at `at`, which begins with so many letters.
    #[inline]
    pub(super) fn look(&self, text: &[u8], at: usize, letters: usize, found: impl FnMut(Opening)) {
        let key = key(text, at);
        let (whole, begin) = (word(key, letters), key & mask(BEGINNING));
        if self.words.may_hold(whole) | self.beginnings.may_hold(begin) {
            self.look_closer((whole, begin), text, at, letters, found);
        }
    }

    fn look_closer(
        &self,
        (whole, begin): (u64, u64),
        text: &[u8],
        at: usize,
        letters: usize,
        mut found: impl FnMut(Opening),
    ) {
        if let Some(openings) = self.words.find(whole) {
            self.open(openings, text, at + letters, &mut found);
        }
        if letters >= BEGINNING
            && let Some(openings) = self.beginnings.find(begin)
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

    /// The verifier whose keyword this is, when what stands beside it at `at` may stand there.
    #[inline]
    pub(super) fn verifier(&self, keyword: u32, text: &[u8], at: usize) -> Option<u32> {
        let Keyword { verifier, length, after, lead } = &self.keywords[keyword as usize];
        let end = at + *length as usize;
        let follows = |(ahead, &set): (usize, &u32)| {
            set == 0 || text.get(end + ahead).is_none_or(|&byte| self.sets[set as usize].holds(byte))
        };
        let leads = |lead: &Behind| lead.may_end_before(text, at);
        (lead.as_deref().is_none_or(leads) && after.iter().enumerate().all(follows)).then_some(*verifier)
    }
}

const BITMAP_BITS: u32 = 16;
const BITMAP_WORDS: usize = 1 << (BITMAP_BITS - 6);

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
    fn new(keyed: BTreeMap<u64, Vec<Tailed>>, openings: &mut Vec<Tailed>) -> Self {
        let mut bitmap = Box::new([0; BITMAP_WORDS]);
        let mut slots = vec![Slot::default(); (keyed.len() * 4).next_power_of_two()].into_boxed_slice();
        let place = |openings: &Vec<Tailed>| u32::try_from(openings.len()).expect("few openings");
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

    /// Whether the key may be in the table: mostly no, when it is not.
    #[inline]
    fn may_hold(&self, key: u64) -> bool {
        let bit = hash(key) >> (64 - BITMAP_BITS);
        self.bitmap[(bit / 64) as usize % BITMAP_WORDS] >> (bit % 64) & 1 == 1
    }

    fn find(&self, key: u64) -> Option<Found> {
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
        Opening::Cue { number, before: 0 }
    }

    fn open(begin: &str) -> Words {
        let mut openings = Openings::default();
        openings.add_cue(begin, 1, 0, true);
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
        let mut openings = Openings::default();
        openings.add_cue("Name", 1, 0, false);
        openings.add_cue("Name of Ä", 3, 0, false);
        openings.add_cue("sozialversicherung", 2, 0, false);
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
            let words = open(begin);
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
        literals.iter().zip(0..).for_each(|(literal, n)| openings.add_cue(literal, n, 0, false));
        let words = openings.complete();
        assert!(literals.iter().zip(0..).all(|(literal, n)| found(&words, literal) == [cue(n)]));
    }

    #[test]
    fn more_letters_of_a_beginning_are_compared_too() {
        let words = open("abcdefgh");
        assert_eq!(found(&words, "abcdefghi"), [cue(1)]);
        assert!(found(&words, "abcdezzz").is_empty());
    }

    #[test]
    fn a_letter_that_is_not_ascii_is_no_other_letter() {
        let mut openings = Openings::default();
        openings.add_cue("född", 1, 0, false);
        let words = openings.complete();
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
    fn keywords_want_what_stands_beside_them() {
        let bytes = |all: &[u8]| Bytes::of(|byte| all.contains(&byte));
        let after = After([bytes(b"rR"), bytes(b":"), Bytes::ALL, Bytes::ALL]);
        let mut openings = Openings::default();
        openings.add_keyword("st", 7, &after, None);
        let words = openings.complete();
        assert!(found(&words, "strand").is_empty() && found(&words, "st:").is_empty());
        let [Opening::Keyword(keyword)] = found(&words, "STR:")[..] else { panic!("one keyword") };
        assert_eq!(words.verifier(keyword, b"str:", 0), Some(7));
        assert_eq!(words.verifier(keyword, b"str ", 0), None);
    }
}
