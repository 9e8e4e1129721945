//! Which words are worth a look: most words of a text open nothing and are refused here, a block of 64 bytes at a time.
//!
//! Two tables. One is asked with a word's first eight letters, whether some cue or keyword is such a word; the other with
//! its first four and the fifth, whether some begins so. Never says that something stands there, only that nothing does.
//! Next: `words.rs`, which is asked about the rest.

use super::bits::{BLOCK, ones};
use super::words::{BEGINNING, WORD, key};

/// What a word can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Cue,
    Keyword,
}

/// Places of each table, as a power of two.
const PLACES: u32 = 15;
/// Kinds of fifth letters that are told apart.
const FIFTHS: u32 = 4;

/// The tables.
pub(super) struct Letters {
    /// By hash of a word's letters: a bit for each kind.
    words: Box<[u8; 1 << PLACES]>,
    /// By hash of four letters: for each kind, a bit for each kind of fifth letter.
    beginnings: Box<[u8; 1 << PLACES]>,
}

impl Default for Letters {
    fn default() -> Self {
        Self { words: Box::new([0; 1 << PLACES]), beginnings: Box::new([0; 1 << PLACES]) }
    }
}

/// Words of a block that may open something of one kind, by the bit of their first letter: as all there is of their letters,
/// and as what more letters follow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Opens {
    pub(super) words: u64,
    pub(super) beginnings: u64,
}

impl Opens {
    /// Whether something may open at the word of this bit as all of its letters, and as their beginning.
    #[inline]
    pub(super) fn at(self, bit: usize) -> (bool, bool) {
        (self.words >> bit & 1 == 1, self.beginnings >> bit & 1 == 1)
    }
}

/// What the words of a block may open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Proposed {
    pub(super) cues: Opens,
    pub(super) keywords: Opens,
}

/// A block's bytes and those behind it that a word's letters may reach.
pub(super) type Reach = [u8; BLOCK + WORD];

/// By which of eight bytes are letters, a bit each: the mask of the letters that a word begins with.
const MASKS: [u64; 256] = {
    let mut masks = [0; 256];
    let mut letters = 0;
    while letters < 256_usize {
        let run = letters.trailing_ones();
        masks[letters] = if run >= 8 { u64::MAX } else { (1 << (8 * run)) - 1 };
        letters += 1;
    }
    masks
};

impl Letters {
    /// Adds a word that is all there is of its letters.
    pub(super) fn add_word(&mut self, kind: Kind, word: &[u8]) {
        let letters = word.len().min(WORD);
        let key = key(word, 0) & MASKS[(1 << letters) - 1];
        self.words[word_place(key)] |= 1 << kind as u8;
    }

    /// Adds the beginning of words, of four letters at least.
    pub(super) fn add_beginning(&mut self, kind: Kind, word: &[u8]) {
        let fifth = word.get(BEGINNING).map(|fifth| u32::from(*fifth) % FIFTHS);
        let fifths = fifth.map_or((1 << FIFTHS) - 1, |fifth| 1 << fifth);
        self.beginnings[beginning_place(key(word, 0))] |= fifths << (FIFTHS * kind as u32);
    }

    /// What the words that begin at `starts` may open; `letters` are those of the block and of what follows it.
    pub(super) fn propose(&self, text: &Reach, starts: u64, letters: u128) -> Proposed {
        let mut proposed = Proposed::default();
        for bit in ones(starts) {
            let key = fold_at(text, bit) & MASKS[(letters >> bit) as usize & 0xFF];
            let kinds = u64::from(self.words[word_place(key)]);
            proposed.cues.words |= (kinds & 1) << bit;
            proposed.keywords.words |= (kinds >> 1) << bit;
        }
        let four = letters & letters >> 1;
        for bit in ones(starts & (four & four >> 2) as u64) {
            let key = fold_at(text, bit);
            let fifth = (key >> (8 * BEGINNING)) % u64::from(FIFTHS);
            let kinds = u64::from(self.beginnings[beginning_place(key)]) >> fifth;
            proposed.cues.beginnings |= (kinds & 1) << bit;
            proposed.keywords.beginnings |= (kinds >> FIFTHS & 1) << bit;
        }
        proposed
    }
}

#[inline]
fn fold_at(text: &Reach, bit: usize) -> u64 {
    key(text, bit % BLOCK)
}

#[inline]
fn word_place(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PLACES)) as usize
}

/// By the first four letters of a key.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the first four bytes are what is asked for")]
fn beginning_place(key: u64) -> usize {
    ((key as u32).wrapping_mul(0x9E37_79B1) >> (32 - PLACES)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a cue and a keyword may stand where the text begins.
    fn opens(letters: &Letters, text: &str) -> (bool, bool) {
        let mut reach = [0; BLOCK + WORD];
        reach[..text.len()].copy_from_slice(text.as_bytes());
        let run = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let Proposed { cues, keywords } = letters.propose(&reach, 1, (1 << run) - 1);
        ((cues.words | cues.beginnings) == 1, (keywords.words | keywords.beginnings) == 1)
    }

    #[test]
    fn what_was_put_in_is_let_through() {
        let mut letters = Letters::default();
        for word in ["a", "id", "ssn", "name", "birth", "passport", "sozialversicherung"] {
            letters.add_word(Kind::Cue, word.as_bytes());
        }
        letters.add_beginning(Kind::Keyword, b"steuer");
        letters.add_beginning(Kind::Keyword, b"pass");
        for word in ["A", "id", "Ssn", "name", "PASSPORT", "name: birth", "id_number", "Sozialversicherung"] {
            assert!(opens(&letters, word).0, "{word}");
        }
        for word in ["Steuernummer", "pass", "passage", "pass1", "PASS é"] {
            assert!(opens(&letters, word).1, "{word}");
        }
        for word in ["names", "nam", "birch", "births", "steue"] {
            assert!(!opens(&letters, word).0, "{word}");
        }
        assert!(!opens(&letters, "stefan").1 && !opens(&letters, "pas").1);
    }

    #[test]
    fn words_are_refused_by_the_bit_of_their_first_letter() {
        let mut letters = Letters::default();
        letters.add_word(Kind::Keyword, b"tel");
        let mut reach = [b' '; BLOCK + WORD];
        reach[2..8].copy_from_slice(b"fax te");
        reach[61..66].copy_from_slice(b"teL: ");
        let word = 0b111_u128;
        let proposed = letters.propose(&reach, 1 << 61 | 1 << 2, word << 61 | word << 2);
        assert_eq!(proposed.keywords, Opens { words: 1 << 61, beginnings: 0 });
        assert_eq!(proposed.cues, Opens::default());
    }
}
