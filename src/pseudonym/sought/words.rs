//! [`Words`]: where in a text a known value may begin, 64 bytes at a time.
//!
//! Owns: two questions put to every byte with the widest instructions the processor has: does a word begin here (or, if names in
//! identifiers are sought, one of an identifier's: `getAnna`), and do its
//! first three bytes begin a value (in whatever case), as far as eight groups of values can tell. Few words of a text are
//! left while there are few values. Never: says no where a value stands. Next: `sought/filter.rs`, which is asked about the rest.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

use crate::byte_class::{BLOCK, Sets};

/// Bytes of a value that are looked at.
const DEPTH: usize = 3;

/// The bytes with which values begin: of each place, a set for each group of values that may have such a byte there.
#[derive(Clone)]
pub(super) struct Beginnings([Sets; DEPTH]);

impl Beginnings {
    /// Of no value.
    pub(super) const NONE: Self = Self([Sets::EMPTY; DEPTH]);

    /// Adds a value that reads `text` from its first word on.
    pub(super) fn add(&mut self, text: &[u8]) {
        let group = 1 << (text.first().map_or(0, u8::to_ascii_lowercase) & 7);
        let mut is_ascii = true;
        for (place, sets) in self.0.iter_mut().enumerate() {
            // Another case of a letter beyond ASCII may have other bytes, and more of them.
            is_ascii &= text.get(place).is_some_and(u8::is_ascii);
            match text.get(place) {
                Some(byte) if is_ascii => {
                    sets.add(byte.to_ascii_lowercase(), group);
                    sets.add(byte.to_ascii_uppercase(), group);
                }
                _ if place == 0 => (8..16).for_each(|upper| sets.add_any(upper, group)),
                _ => (0..16).for_each(|upper| sets.add_any(upper, group)),
            }
        }
    }
}

/// The places where words begin (at letters, digits and bytes beyond ASCII that no ASCII letter or digit precedes), but for
/// those where no value can stand; on demand also capitals behind small letters and digits.
pub(super) struct Words<'t> {
    text: &'t [u8],
    beginnings: &'t Beginnings,
    with_humps: bool,
    level: Level,
    block: usize,
    begins: u64,
    /// Whether the last byte of the block is an ASCII letter or digit, as the lowest bit.
    carry: u64,
    /// Whether it is a small letter or a digit, as the lowest bit.
    carry_small: u64,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t [u8], beginnings: &'t Beginnings, with_humps: bool) -> Self {
        let (level, block, begins, carry, carry_small) = (Level::new(), 0, 0, 0, 0);
        let mut words = Self { text, beginnings, with_humps, level, block, begins, carry, carry_small };
        words.read();
        words
    }

    fn read(&mut self) {
        let rest = self.text.get(self.block..).unwrap_or_default();
        let Block { joined, upper, beyond, possible } = match rest.first_chunk() {
            Some(bytes) => self.block_of(bytes),
            None => {
                let mut last = [0; BLOCK + DEPTH - 1];
                last[..rest.len()].copy_from_slice(rest);
                let block = self.block_of(&last);
                // Too near to the end for all of a beginning to be seen.
                Block { possible: block.possible | u64::MAX << rest.len().saturating_sub(DEPTH - 1), ..block }
            }
        };
        let small = joined & !upper;
        let humps = if self.with_humps { upper & (small << 1 | self.carry_small) } else { 0 };
        self.begins = ((joined | beyond) & !(joined << 1 | self.carry) | humps) & possible;
        (self.carry, self.carry_small) = (joined >> (BLOCK - 1), small >> (BLOCK - 1));
    }

    fn block_of(&self, bytes: &[u8; BLOCK + DEPTH - 1]) -> Block {
        dispatch!(self.level, simd => read(simd, self.beginnings, bytes))
    }
}

impl Iterator for Words<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.begins == 0 {
            self.block += BLOCK;
            if self.block >= self.text.len() {
                return None;
            }
            self.read();
        }
        let at = self.block + self.begins.trailing_zeros() as usize;
        self.begins &= self.begins - 1;
        Some(at)
    }
}

/// A bit for each of 64 bytes, the first byte's lowest.
struct Block {
    /// ASCII letters and digits.
    joined: u64,
    /// ASCII capitals.
    upper: u64,
    /// Bytes beyond ASCII.
    beyond: u64,
    /// Where some group of values has all bytes that follow.
    possible: u64,
}

#[inline(always)]
fn read<S: Simd>(simd: S, beginnings: &Beginnings, text: &[u8; BLOCK + DEPTH - 1]) -> Block {
    let each = |byte| u8x64::splat(simd, byte);
    let mut groups = each(u8::MAX);
    for (place, sets) in beginnings.0.iter().enumerate() {
        groups &= sets.of(simd, u8x64::from_slice(simd, &text[place..place + BLOCK]));
    }
    let bytes = u8x64::from_slice(simd, &text[..BLOCK]);
    let within =
        |bytes: u8x64<S>, first, count: u8| (bytes - each(first)).simd_le(each(count - 1)).to_bitmask();
    Block {
        joined: within(bytes | each(0x20), b'a', 26) | within(bytes, b'0', 10),
        upper: within(bytes, b'A', 26),
        beyond: bytes.simd_ge(each(0x80)).to_bitmask(),
        possible: !groups.simd_eq(each(0)).to_bitmask(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All words, one byte at a time.
    fn plain(text: &[u8], with_humps: bool) -> Vec<usize> {
        let joined = |at: usize| text[at].is_ascii_alphanumeric();
        let is_hump =
            |at: usize| text[at].is_ascii_uppercase() && joined(at - 1) && !text[at - 1].is_ascii_uppercase();
        let begins = |at: &usize| {
            (joined(*at) || text[*at] >= 0x80) && (*at == 0 || !joined(at - 1) || with_humps && is_hump(*at))
        };
        (0..text.len()).filter(begins).collect()
    }

    proptest! {
        #[test]
        fn no_word_with_which_a_value_begins_is_skipped(
            values in prop::collection::vec("[a-dÄß1][a-d' ä]{0,5}", 0..12), text in "[a-fA-FÄäß1-3' .]{0,200}", with_humps: bool,
        ) {
            let mut beginnings = Beginnings::NONE;
            values.iter().for_each(|value| beginnings.add(value.as_bytes()));
            let seen: Vec<usize> = Words::new(text.as_bytes(), &beginnings, with_humps).collect();
            let words = plain(text.as_bytes(), with_humps);
            prop_assert!(seen.iter().all(|at| words.contains(at)));
            let begins = |at: &usize| text.get(*at..).is_some_and(|rest| {
                values.iter().any(|value| rest.to_lowercase().starts_with(&value.to_lowercase()))
            });
            for word in words.iter().filter(|at| begins(at)) {
                prop_assert!(seen.contains(word), "{} in {:?} for {:?}", word, text, values);
            }
        }
    }

    #[test]
    fn nearly_all_words_of_a_text_are_skipped() {
        let mut beginnings = Beginnings::NONE;
        for value in ["Anna Example", "+49 30 23125 042", "lena.roe@mail.example"] {
            beginnings.add(value.trim_start_matches('+').as_bytes());
        }
        let text = "The quick brown fox jumps over the lazy dog, and leaves on another day. ".repeat(10);
        let words = plain(text.as_bytes(), true).len();
        assert!(Words::new(text.as_bytes(), &beginnings, true).count() * 10 < words);
    }
}
