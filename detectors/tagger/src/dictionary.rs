//! Which words a dictionary of some language holds: a set of hashes in a slice of bytes, a few bits for each.
//!
//! Owns: the layout, for reading ([`Dictionary`]) and for writing ([`build`]): a Bloom filter in lines of 64 bytes, as caches
//! have, so that a question reads one line (F. Putze, P. Sanders, J. Singler, "Cache-, hash- and space-efficient Bloom
//! filters", 2007). Every word of the set is known; of other words, about one in seventy is taken for one.

use crate::hash;
use crate::table::{LINE, line_of};

/// Bits that a word sets in its line.
const BITS: u32 = 6;

/// Words that a line is meant to hold.
const WORDS_A_LINE: usize = 56;

/// A set of words.
#[derive(Debug, Clone, Copy)]
pub struct Dictionary<'b> {
    lines: &'b [[u8; LINE]],
}

impl<'b> Dictionary<'b> {
    /// Reads a set. None when the length is no number of lines.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Option<Self> {
        let (lines, rest) = bytes.as_chunks();
        (rest.is_empty() && !lines.is_empty()).then_some(Self { lines })
    }

    /// Whether the word with this hash is in the set.
    #[inline]
    #[must_use]
    pub fn holds(&self, word: u64) -> bool {
        let line = &self.lines[line_of(word, self.lines.len())];
        bits(word).all(|(byte, bit)| line[byte] & bit != 0)
    }
}

/// The set of these hashes, as bytes.
#[must_use]
pub fn build(words: &[u64]) -> Vec<u8> {
    let mut lines = vec![[0; LINE]; words.len().div_ceil(WORDS_A_LINE).max(1)];
    for word in words {
        let line = line_of(*word, lines.len());
        bits(*word).for_each(|(byte, bit)| lines[line][byte] |= bit);
    }
    lines.concat()
}

/// A word's bits: the byte in the line, and the bit in it.
#[inline]
fn bits(word: u64) -> impl Iterator<Item = (usize, u8)> {
    let mixed = hash::pair(word, 0x64_69_63_74);
    (0..BITS).map(move |number| {
        let bit = (mixed >> (number * 9)) as usize % (LINE * 8);
        (bit / 8, 1 << (bit % 8))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_set_is_known_and_hardly_anything_else() {
        let words: Vec<u64> = (0..20_000).map(hash::short).collect();
        let bytes = build(&words);
        let dictionary = Dictionary::new(&bytes).expect("lines");
        assert!(words.iter().all(|word| dictionary.holds(*word)));
        let strangers = (20_000..40_000).filter(|word| dictionary.holds(hash::short(*word))).count();
        assert!(strangers < 20_000 / 50, "{strangers} of 20,000");
    }

    #[test]
    fn half_a_line_is_no_set() {
        assert!(Dictionary::new(&[0; LINE / 2]).is_none() && Dictionary::new(&[]).is_none());
        assert!(!Dictionary::new(&build(&[])).expect("a line").holds(1));
    }
}
