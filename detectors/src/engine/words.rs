//! From the first letters of a word to what may begin there: keywords of patterns, and cue words.
//!
//! A key is up to four letters, in lower case; a bitmap of hashed keys refuses most words of a text with one look,
//! a small table then says what the key may open. Never looks at anything but the word's beginning.

use std::collections::BTreeMap;

/// Something that may stand where a word begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Opening {
    /// A cue, this many bytes before the word's first letter.
    Cue { number: u32, before: usize },
    /// A keyword of these patterns (by family), spelled in lower case.
    Keyword { text: Box<str>, target: Target },
}

/// Who takes over at a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// The automaton of this family.
    Family(usize),
    /// The one pattern that has a lead.
    Led(u32),
}

/// Letters in a key.
pub(super) const KEY: usize = 4;

/// The openings by key.
#[derive(Debug)]
pub(super) struct Words {
    bitmap: Box<[u64]>,
    slots: Box<[Slot]>,
    openings: Box<[Opening]>,
}

/// One key and its range of openings; empty when `key` is 0.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u32,
    first: u32,
    last: u32,
}

const BITMAP_BITS: u32 = 16;

fn hash(key: u32) -> u32 {
    key.wrapping_mul(0x9E37_79B1)
}

impl Words {
    pub(super) fn new(keyed: &BTreeMap<u32, Vec<Opening>>) -> Self {
        let mut bitmap = vec![0; 1 << (BITMAP_BITS - 6)].into_boxed_slice();
        let mut slots = vec![Slot::default(); (keyed.len() * 4).next_power_of_two()].into_boxed_slice();
        let mut openings = Vec::new();
        for (&key, found) in keyed {
            let bit = hash(key) >> (32 - BITMAP_BITS);
            bitmap[(bit / 64) as usize] |= 1_u64 << (bit % 64);
            let first = u32::try_from(openings.len()).expect("few openings");
            openings.extend_from_slice(found);
            let last = u32::try_from(openings.len()).expect("few openings");
            let mut at = hash(key) as usize % slots.len();
            while slots[at].key != 0 {
                at = (at + 1) % slots.len();
            }
            slots[at] = Slot { key, first, last };
        }
        Self { bitmap, slots, openings: openings.into_boxed_slice() }
    }

    /// Whether the key may open something.
    #[inline]
    pub(super) fn may_open(&self, key: u32) -> bool {
        let bit = hash(key) >> (32 - BITMAP_BITS);
        self.bitmap[(bit / 64) as usize] >> (bit % 64) & 1 == 1
    }

    /// What the key opens.
    pub(super) fn openings(&self, key: u32) -> &[Opening] {
        let mut at = hash(key) as usize & (self.slots.len() - 1);
        loop {
            let slot = self.slots[at];
            if slot.key == key {
                return &self.openings[slot.first as usize..slot.last as usize];
            }
            if slot.key == 0 {
                return &[];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// The key of the word that begins at `at`, which holds `letters` letters.
#[inline]
pub(super) fn key_at(bytes: &[u8], at: usize, letters: usize) -> u32 {
    const MASKS: [u32; KEY + 1] = [0, 0xFF, 0xFFFF, 0x00FF_FFFF, u32::MAX];
    let four = match bytes.get(at..at + KEY) {
        Some(four) => u32::from_le_bytes([four[0], four[1], four[2], four[3]]),
        None => tail(&bytes[at..]),
    };
    (four | 0x2020_2020) & MASKS[letters.min(KEY)]
}

#[cold]
fn tail(bytes: &[u8]) -> u32 {
    let mut four = [0; KEY];
    four[..bytes.len()].copy_from_slice(bytes);
    u32::from_le_bytes(four)
}

/// The key of a literal that begins with a letter, and whether it is cut off by the literal's end.
pub(super) fn key_of(literal: &str) -> (u32, bool) {
    let letters = literal.bytes().take_while(u8::is_ascii_alphabetic).count();
    (key_at(literal.as_bytes(), 0, letters), letters < KEY && letters == literal.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fold_case_and_end_with_the_letters() {
        assert_eq!(key_of("Name:"), (u32::from_le_bytes(*b"name"), false));
        assert_eq!(key_of("sk-ant"), (u32::from_le_bytes(*b"sk\0\0"), false));
        assert_eq!(key_of("tel"), (u32::from_le_bytes(*b"tel\0"), true));
        assert_eq!(key_at(b"x SSN1", 2, 3), u32::from_le_bytes(*b"ssn\0"));
        assert_eq!(key_at(b"Dr", 0, 2), u32::from_le_bytes(*b"dr\0\0"));
    }

    #[test]
    fn what_was_put_in_is_found() {
        let keys: Vec<u32> =
            ('a'..='z').flat_map(|a| ('c'..='z').map(move |b| key_of(&format!("{a}{b}ab")).0)).collect();
        let cue = |number| vec![Opening::Cue { number, before: 0 }];
        let keyed: BTreeMap<u32, Vec<Opening>> =
            keys.iter().zip(0..).map(|(&key, n)| (key, cue(n))).collect();
        let words = Words::new(&keyed);
        assert!(keyed.iter().all(|(&key, found)| words.may_open(key) && words.openings(key) == found));
        assert!(words.openings(key_of("zzzz").0).is_empty());
    }
}
