//! Which words are worth a look, by their first five letters: most words of a text open nothing and are refused here.
//!
//! A table of sets, one for each hash of up to four letters: of the fifth letters, or that there is none, of words that some
//! cue begins with, and of those that some keyword does. Never says that something stands there, only that nothing does.

use super::words::key;

/// Letters that are hashed.
pub(super) const FIRST: usize = 4;

/// What a word can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Cue,
    Keyword,
}

impl Kind {
    /// In a set, and in what [`Letters::open`] answers, where this kind's bits begin.
    const fn shift(self) -> u32 {
        match self {
            Self::Cue => 0,
            Self::Keyword => 32,
        }
    }
}

/// What [`Letters::open`] answers when a cue, and when a keyword, may stand at the word.
pub(super) const CUE: u64 = 1 << Kind::Cue.shift();
pub(super) const KEYWORD: u64 = 1 << Kind::Keyword.shift();

/// Sets, as a power of two: as large as a small first cache.
const SETS: u32 = 12;

/// The sets.
pub(super) struct Letters(Box<[u64; 1 << SETS]>);

impl Default for Letters {
    fn default() -> Self {
        Self(Box::new([0; 1 << SETS]))
    }
}

/// By which of the next five bytes are letters, a bit each: the mask of the letters that are hashed, and of the fifth.
const SHAPES: [(u32, u32); 32] = {
    let mut shapes = [(0, 0); 32];
    let mut letters = 0;
    while letters < 32_usize {
        let run = letters.trailing_ones();
        shapes[letters] = match run {
            0..4 => ((1 << (8 * run)) - 1, 0),
            4 => (u32::MAX, 0),
            _ => (u32::MAX, 31),
        };
        letters += 1;
    }
    shapes
};

impl Letters {
    /// Adds a word that is all there is of its letters.
    pub(super) fn add_word(&mut self, kind: Kind, word: &[u8]) {
        let fifth = word.get(FIRST).map_or(0, |letter| u32::from(letter & 31));
        *self.set(word) |= 1 << (kind.shift() + fifth);
    }

    /// Adds the beginning of words, of four letters at least.
    pub(super) fn add_beginning(&mut self, kind: Kind, word: &[u8]) {
        let any = if word.len() > FIRST { 1 << (word[FIRST] & 31) } else { u64::from(u32::MAX) };
        *self.set(word) |= any << kind.shift();
    }

    fn set(&mut self, word: &[u8]) -> &mut u64 {
        let (mask, _) = SHAPES[(1 << word.len().min(5)) - 1];
        &mut self.0[hash(first(key(word, 0)) & mask)]
    }

    /// Whether a cue may stand at the word at `at`, and a keyword; `letters` says which of the bytes from there on are
    /// letters.
    #[inline]
    pub(super) fn open(&self, text: &[u8], at: usize, letters: u64) -> u64 {
        let key = key(text, at);
        let (mask, fifth) = SHAPES[(letters & 31) as usize];
        self.0[hash(first(key) & mask)] >> (first(key >> 32) & fifth)
    }
}

/// The first four bytes of a key.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the first four bytes are what is asked for")]
fn first(key: u64) -> u32 {
    key as u32
}

#[inline]
fn hash(first: u32) -> usize {
    (first.wrapping_mul(0x9E37_79B1) >> (32 - SETS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opens(letters: &Letters, text: &str) -> (bool, bool) {
        let run = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let open = letters.open(text.as_bytes(), 0, (1 << run) - 1);
        (open & CUE != 0, open & KEYWORD != 0)
    }

    #[test]
    fn what_was_put_in_is_let_through() {
        let mut letters = Letters::default();
        for word in ["a", "id", "ssn", "name", "birth", "passport"] {
            letters.add_word(Kind::Cue, word.as_bytes());
        }
        letters.add_beginning(Kind::Keyword, b"steuer");
        letters.add_beginning(Kind::Keyword, b"pass");
        for word in ["A", "id", "Ssn", "name", "births", "PASSPORT", "name: birth", "id_number"] {
            assert!(opens(&letters, word).0, "{word}");
        }
        for word in ["Steuernummer", "pass", "passage"] {
            assert!(opens(&letters, word).1, "{word}");
        }
        for word in ["names", "nam", "birch", "steue"] {
            assert!(!opens(&letters, word).0, "{word}");
        }
        assert!(!opens(&letters, "stefan").1);
    }
}
