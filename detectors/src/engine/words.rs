//! From a word to what may begin there: all cues, or all keywords.
//!
//! Looks a word up by up to eight of its letters and whether there are more, or by its first four, then compares what stands
//! behind those and before the word. Only asked about words that [`super::letters`] lets through; never looks farther than
//! eight bytes beyond what it looked up.

#[cfg(test)]
mod tests;

use super::letters::{Kind, Letters};
use crate::eight::{self, EIGHT, FOLD};
use crate::pattern::Bytes;
use crate::pattern::keyword::After;

/// Something that may stand where a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opening {
    /// Whose it is.
    pub(super) number: u32,
    /// It begins so many bytes before the word's first letter.
    pub(super) before: u32,
    /// It is one word of letters that have all been compared.
    pub(super) is_known: bool,
}

/// An opening, with what stands behind the letters that are its key and what stands before the word: up to eight bytes each,
/// folded as a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Tailed {
    mask: u64,
    tail: u64,
    head_mask: u64,
    head: u64,
    opening: Opening,
}

/// The openings of one key: first those of which nothing stands behind the key, then the others.
#[derive(Debug, Clone, Copy)]
struct Found {
    first: u32,
    tailed: u32,
    last: u32,
    /// With which two bytes a text may go on behind the first ones, by their lower six bits.
    next: [u64; 2],
    /// With which byte it may go on behind the others, as [`tail_bit`] tells them apart.
    tails: u64,
}

/// Letters in a key of a beginning.
pub(super) const BEGINNING: usize = 4;
/// Letters in a key of a word.
pub(super) const WORD: usize = EIGHT;
/// In a word's key, says that the word is longer; no letter has this bit.
const LONGER: u64 = 1 << 63;

/// Openings of one kind on their way into a table.
#[derive(Debug)]
pub(super) struct Openings {
    kind: Kind,
    words: Vec<Draft>,
    beginnings: Vec<Draft>,
}

/// An opening on its way, with the key under which it is found.
#[derive(Debug)]
struct Draft {
    key: u64,
    opening: Tailed,
    /// With which two bytes a text may go on behind its literal, by their lower six bits.
    next: [u64; 2],
}

impl Draft {
    fn new(key: u64, opening: Tailed, after: &[Bytes]) -> Self {
        let six_bits = |bytes: &Bytes| bytes.0.iter().fold(0, |all, word| all | word);
        let next = [0, 1].map(|ahead| after.get(ahead).map_or(u64::MAX, six_bits));
        Self { key, opening, next }
    }
}

impl Openings {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, words: Vec::new(), beginnings: Vec::new() }
    }

    /// Adds what opens at a literal, which begins with a letter, before which `head` stands and behind which `after` may stand;
    /// `goes_on` when it is all letters and more of them may follow. The literal's beginning is put in `letters` too.
    pub(super) fn add(
        &mut self,
        letters: &mut Letters,
        (head, literal): (&str, &str),
        (after, goes_on): (&After, bool),
        number: u32,
    ) {
        let length = literal.bytes().take_while(u8::is_ascii_alphabetic).count();
        let is_known = head.is_empty() && length == literal.len() && length <= WORD && !goes_on;
        let opening = Opening { number, before: place(head.len()), is_known };
        let key = eight::from(literal.as_bytes(), 0);
        match goes_on {
            false => {
                letters.add_word(self.kind, literal.as_bytes(), length, &after.0);
                let tailed = tailed(head, &literal[length..], opening);
                self.words.push(Draft::new(word(key, length), tailed, &after.0));
            }
            true if length >= BEGINNING => {
                letters.add_beginning(self.kind, literal.as_bytes(), &after.0);
                let tailed = tailed(head, &literal[BEGINNING..], opening);
                self.beginnings.push(Draft::new(key & eight::mask(BEGINNING), tailed, &after.0));
            }
            true => {
                self.add_short(
                    letters,
                    literal.to_ascii_lowercase().as_bytes(),
                    &after.0,
                    tailed(head, "", opening),
                );
            }
        }
    }

    /// A literal shorter than the key of a beginning: as a word, and as the beginning of every word it may begin.
    fn add_short(&mut self, letters: &mut Letters, literal: &[u8], after: &[Bytes], opening: Tailed) {
        let word = word(eight::from(literal, 0), literal.len());
        if literal.len() == BEGINNING {
            letters.add_beginning(self.kind, literal, after);
            return self.beginnings.push(Draft::new(word, opening, after));
        }
        let Some((next, rest)) = after.split_first() else { return };
        if (0..=255_u8).any(|byte| next.holds(byte) && !byte.is_ascii_alphabetic()) {
            letters.add_word(self.kind, literal, literal.len(), after);
            self.words.push(Draft::new(word, opening, after));
        }
        for letter in
            (b'a'..=b'z').filter(|&letter| next.holds(letter) || next.holds(letter.to_ascii_uppercase()))
        {
            self.add_short(letters, &[literal, &[letter]].concat(), rest, opening);
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

/// The opening with what stands before its literal and with the rest of that. Of a letter that is not ASCII, which may be
/// written in either case, only that it is none; what follows it is known when both cases are equally long.
fn tailed(head: &str, rest: &str, opening: Opening) -> Tailed {
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
    let (head_mask, head) = headed(head.as_bytes());
    Tailed { mask, tail: eight::from(rest.as_bytes(), 0) & mask, head_mask, head, opening }
}

/// The mask and the key of what stands before a literal; of the last letter that is not ASCII only that it is none, of what
/// stands before that nothing.
fn headed(head: &[u8]) -> (u64, u64) {
    let known = head.iter().rev().take(WORD).take_while(|byte| byte.is_ascii()).count();
    let ascii = u64::MAX.unbounded_shl(8 * (WORD - known) as u32);
    let other =
        if known < head.len() { 0x8000_0000_0000_0000_u64.unbounded_shr(8 * known as u32) } else { 0 };
    let mask = ascii | other;
    (mask, eight::before(head, head.len()) & mask)
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
    /// What may open at the word at `at` that is all of its so many letters.
    pub(super) fn look_word(&self, text: &[u8], at: usize, letters: usize, mut found: impl FnMut(Opening)) {
        if let Some(openings) = self.words.find(word(eight::from(text, at), letters)) {
            self.open(openings, text, (at, at + letters), &mut found);
        }
    }

    /// What may open at the word at `at`, of four letters at least, and may go on.
    pub(super) fn look_beginning(&self, text: &[u8], at: usize, mut found: impl FnMut(Opening)) {
        if let Some(openings) = self.beginnings.find(eight::from(text, at) & eight::mask(BEGINNING)) {
            self.open(openings, text, (at, at + BEGINNING), &mut found);
        }
    }

    /// Those of the openings of the word at `at` that fit what stands before it and behind their key.
    fn open(
        &self,
        openings: &Found,
        text: &[u8],
        (at, behind): (usize, usize),
        found: &mut impl FnMut(Opening),
    ) {
        let Found { first, tailed, last, next, tails } = *openings;
        let byte = |ahead: usize| text.get(behind + ahead).copied();
        let follows = |ahead: usize| byte(ahead).is_none_or(|byte| next[ahead] >> (byte % 64) & 1 == 1);
        let plain = follows(0) && follows(1);
        let has_tail = byte(0).is_none_or(|byte| tails & tail_bit(byte) != 0);
        if !(plain || has_tail) {
            return;
        }
        let head = eight::before(text, at);
        if plain {
            let plain = &self.openings[first as usize..tailed as usize];
            let fit = plain.iter().filter(|opening| head & opening.head_mask == opening.head);
            fit.for_each(|opening| found(opening.opening));
        }
        if has_tail {
            let tail = eight::from(text, behind);
            let tailed = &self.openings[tailed as usize..last as usize];
            let fit = tailed.iter().filter(|opening| {
                tail & opening.mask == opening.tail && head & opening.head_mask == opening.head
            });
            fit.for_each(|opening| found(opening.opening));
        }
    }
}

/// Openings by key.
#[derive(Debug)]
struct Table {
    slots: Box<[Slot]>,
    found: Box<[Found]>,
}

/// One key, and the place of what is found under it; empty when `key` is 0.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    found: u32,
}

impl Table {
    /// Puts the openings of all keys behind all others.
    fn new(mut drafts: Vec<Draft>, openings: &mut Vec<Tailed>) -> Self {
        drafts.sort_unstable_by_key(|draft| (draft.key, draft.opening.mask != 0, draft.opening));
        let keyed = || drafts.chunk_by(|one, next| one.key == next.key);
        let keys = keyed().count();
        let mut slots = vec![Slot::default(); (keys * 2 + 1).next_power_of_two()].into_boxed_slice();
        let mut all = Vec::with_capacity(keys);
        for drafts in keyed() {
            let key = drafts[0].key;
            let mut at = hash(key) as usize & (slots.len() - 1);
            while slots[at].key != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = Slot { key, found: place(all.len()) };
            all.push(found(drafts, openings));
        }
        Self { slots, found: all.into() }
    }

    fn find(&self, key: u64) -> Option<&Found> {
        let mut at = hash(key) as usize & (self.slots.len() - 1);
        loop {
            let Slot { key: known, found } = self.slots[at];
            match known {
                0 => return None,
                _ if known == key => return Some(&self.found[found as usize]),
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }
}

/// Puts the openings of one key, those without a tail first, behind all others.
fn found(drafts: &[Draft], openings: &mut Vec<Tailed>) -> Found {
    let first = openings.len();
    let (plain, tailed) = drafts.split_at(drafts.partition_point(|draft| draft.opening.mask == 0));
    let next = plain.iter().fold([0; 2], |[one, two], draft| [one | draft.next[0], two | draft.next[1]]);
    let tails = tailed.iter().fold(0, |tails, draft| tails | draft.opening.begins());
    openings.extend(drafts.iter().map(|draft| draft.opening));
    let tailed = place(first + plain.len());
    Found { first: place(first), tailed, last: place(openings.len()), next, tails }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).expect("few openings")
}

impl Tailed {
    /// With which byte the tail may begin, as [`tail_bit`] tells them apart.
    fn begins(&self) -> u64 {
        tail_bit(self.tail.to_le_bytes()[0])
    }
}

/// Tells bytes with which a tail may begin apart: ASCII in lower case, and all others.
#[inline]
fn tail_bit(byte: u8) -> u64 {
    if byte.is_ascii() { 1 << ((byte | FOLD) % 64) } else { 1 }
}

#[inline]
fn hash(key: u64) -> u64 {
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ mixed >> 32
}

/// The key of a word that begins with so many letters.
#[inline]
fn word(key: u64, letters: usize) -> u64 {
    key & eight::mask(letters) | if letters > WORD { LONGER } else { 0 }
}
