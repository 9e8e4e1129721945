//! Which words are worth a look: most words of a text open nothing and are refused here, a block of 64 bytes at a time.
//!
//! Two tables. One is asked with a word's first eight letters, whether some cue or keyword is such a word; the other with
//! its first four and the fifth, whether some begins so. Of keywords, whose words are mostly common ones, it is known too how a
//! text goes on behind those letters. Never says that something stands there, only that nothing does. Next: `words.rs`, which is
//! asked about the rest.

use super::bits::{BLOCK, ones};
use super::follow::Follow;
use super::words::{BEGINNING, WORD};
use crate::eight;
use crate::pattern::Bytes;

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
    /// By the same hashes: what stands behind the letters of keywords.
    behind_words: Box<[Follow; 1 << PLACES]>,
    behind_beginnings: Box<[Follow; 1 << PLACES]>,
}

impl Default for Letters {
    fn default() -> Self {
        Self {
            words: Box::new([0; _]),
            beginnings: Box::new([0; _]),
            behind_words: Box::new([Follow::NONE; _]),
            behind_beginnings: Box::new([Follow::NONE; _]),
        }
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

/// A block's bytes and those behind it, of which ten count; so many that an index is told to be inside with one instruction.
pub(super) type Reach = [u8; 2 * BLOCK];

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
    /// Adds what begins with a word that is all there is of its so many letters, and the bytes that may stand behind it.
    pub(super) fn add_word(&mut self, kind: Kind, literal: &[u8], letters: usize, after: &[Bytes]) {
        let letters = letters.min(WORD);
        let place = word_place(eight::from(literal, 0) & eight::mask(letters));
        self.words[place] |= 1 << kind as u8;
        if kind == Kind::Keyword {
            self.behind_words[place].add(Follow::of(&literal[letters..], after));
        }
    }

    /// Adds the beginning of words, of four letters at least, and the bytes that may stand behind it.
    pub(super) fn add_beginning(&mut self, kind: Kind, word: &[u8], after: &[Bytes]) {
        let fifth = word.get(BEGINNING).map(|fifth| u32::from(*fifth) % FIFTHS);
        let fifths = fifth.map_or((1 << FIFTHS) - 1, |fifth| 1 << fifth);
        let place = beginning_place(eight::from(word, 0));
        self.beginnings[place] |= fifths << (FIFTHS * kind as u32);
        if kind == Kind::Keyword {
            self.behind_beginnings[place].add(Follow::of(&word[BEGINNING..], after));
        }
    }

    /// What the words that begin at `starts` may open; `letters` are those of the block and of what follows it.
    pub(super) fn propose(&self, text: &Reach, starts: u64, letters: u128) -> Proposed {
        let mut proposed = Proposed::default();
        for bit in ones(starts) {
            let word = (letters >> (bit % BLOCK)) as usize & 0xFF;
            let place = word_place(fold_at(text, bit) & MASKS[word]);
            let kinds = self.words[place];
            proposed.cues.words |= u64::from(kinds & 1) << bit;
            if kinds > 1 {
                let end = bit + word.trailing_ones() as usize;
                proposed.keywords.words |= may_follow(self.behind_words[place], text, end) << bit;
            }
        }
        let four = letters & letters >> 1;
        for bit in ones(starts & (four & four >> 2) as u64) {
            let key = fold_at(text, bit);
            let fifth = (key >> (8 * BEGINNING)) % u64::from(FIFTHS);
            let place = beginning_place(key);
            let kinds = u64::from(self.beginnings[place]) >> fifth;
            proposed.cues.beginnings |= (kinds & 1) << bit;
            if kinds >> FIFTHS & 1 == 1 {
                let end = bit + BEGINNING;
                proposed.keywords.beginnings |= may_follow(self.behind_beginnings[place], text, end) << bit;
            }
        }
        proposed
    }
}

/// Whether what stands at a place is what follows some letters: one or zero.
#[inline]
fn may_follow(follow: Follow, text: &Reach, at: usize) -> u64 {
    u64::from(follow.may_be(text[at % text.len()], text[(at + 1) % text.len()]))
}

#[inline]
fn fold_at(text: &Reach, bit: usize) -> u64 {
    eight::from(text, bit % BLOCK)
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
        let mut reach = [0; _];
        reach[..text.len()].copy_from_slice(text.as_bytes());
        let run = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let Proposed { cues, keywords } = letters.propose(&reach, 1, (1 << run) - 1);
        ((cues.words | cues.beginnings) == 1, (keywords.words | keywords.beginnings) == 1)
    }

    #[test]
    fn what_was_put_in_is_let_through() {
        let mut letters = Letters::default();
        for word in ["a", "id", "ssn", "name", "birth", "passport", "sozialversicherung"] {
            letters.add_word(Kind::Cue, word.as_bytes(), word.len(), &[]);
        }
        letters.add_beginning(Kind::Keyword, b"steuer", &[]);
        letters.add_beginning(Kind::Keyword, b"pass", &[]);
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
    fn keywords_that_go_on_otherwise_are_refused() {
        let (mut letters, digit) = (Letters::default(), Bytes::of(|byte| byte.is_ascii_digit()));
        let of = |byte: u8| Bytes::of(|other| other == byte);
        letters.add_word(Kind::Keyword, b"is", 2, &[of(b' '), digit]);
        letters.add_word(Kind::Keyword, b"passportnumber", 14, &[of(b':'), digit]);
        letters.add_beginning(Kind::Keyword, b"pass", &[of(b'p'), digit]);
        assert!(opens(&letters, "is 7").1 && opens(&letters, "IS ").1 && opens(&letters, "is").1);
        assert!(!opens(&letters, "is m").1 && !opens(&letters, "is.").1 && !opens(&letters, "is: 7").1);
        assert!(opens(&letters, "PassportNumber").1 && !opens(&letters, "passportword").1);
        assert!(opens(&letters, "passp1").1 && opens(&letters, "pass").1);
        assert!(!opens(&letters, "passw1").1 && !opens(&letters, "passpo").1);
    }

    #[test]
    fn words_are_refused_by_the_bit_of_their_first_letter() {
        let mut letters = Letters::default();
        letters.add_word(Kind::Keyword, b"tel", 3, &[]);
        let mut reach = [b' '; _];
        reach[2..8].copy_from_slice(b"fax te");
        reach[61..66].copy_from_slice(b"teL: ");
        let word = 0b111_u128;
        let proposed = letters.propose(&reach, 1 << 61 | 1 << 2, word << 61 | word << 2);
        assert_eq!(proposed.keywords, Opens { words: 1 << 61, beginnings: 0 });
        assert_eq!(proposed.cues, Opens::default());
    }
}
