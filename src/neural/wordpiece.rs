//! Word pieces: from text to the numbers that the network reads, each with the bytes that it stands for.
//!
//! Owns: the uncased BERT scheme (clean, split at spaces and punctuation, fold case and accents, then the longest piece
//! of the vocabulary that fits) for the model's `vocab.txt`. Never: knows what the network makes of it. Written here
//! because the crate that is usually taken for it brings seventy others; a test holds both to the same numbers (in the
//! scripts of Europe and East Asia; Indic vowel signs differ).

use std::ops::Range;

use hashbrown::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands before every sequence.
pub(super) const BEGIN: i32 = 2;
/// Stands after every sequence.
pub(super) const END: i32 = 3;
/// A word that no pieces of the vocabulary make up.
const UNKNOWN: i32 = 1;

/// A word longer than this, in characters, is unknown.
const LONGEST_WORD: usize = 100;

/// The pieces by what they spell, those that begin a word apart from those that go on with one.
pub(super) struct Vocabulary {
    begins: HashMap<Box<str>, i32>,
    goes_on: HashMap<Box<str>, i32>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its number in the vocabulary.
    pub(super) id: i32,
    /// The bytes of the text that it stands for.
    pub(super) range: Range<usize>,
}

impl Vocabulary {
    /// Reads `vocab.txt`: a piece a line, numbered from 0; `##` before those that go on with a word.
    pub(super) fn parse(text: &str) -> Self {
        let (mut begins, mut goes_on) = (HashMap::new(), HashMap::new());
        for (line, id) in text.lines().zip(0..) {
            match line.strip_prefix("##") {
                Some(rest) => goes_on.insert(rest.into(), id),
                None => begins.insert(line.into(), id),
            };
        }
        Self { begins, goes_on }
    }

    /// The pieces of a text, in order.
    pub(super) fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(text.len() / 3);
        let mut word = Word::default();
        for (at, c) in text.char_indices() {
            match kind(c) {
                Kind::Nothing => {}
                Kind::Space => self.end(&mut word, &mut pieces),
                Kind::Alone => {
                    self.end(&mut word, &mut pieces);
                    word.push(c, at);
                    self.end(&mut word, &mut pieces);
                }
                Kind::Letter => word.push(c, at),
            }
        }
        self.end(&mut word, &mut pieces);
        pieces
    }

    /// Adds the pieces of a word that has ended, and empties it.
    fn end(&self, word: &mut Word, pieces: &mut Vec<Piece>) {
        let first = pieces.len();
        let mut from = 0;
        while from < word.origins.len() {
            let map = if from == 0 { &self.begins } else { &self.goes_on };
            let Some((to, id)) = word.longest(from, map) else {
                pieces.truncate(first);
                pieces.push(Piece { id: UNKNOWN, range: word.range(0, word.origins.len()) });
                break;
            };
            pieces.push(Piece { id, range: word.range(from, to) });
            from = to;
        }
        word.clear();
    }
}

/// A word as the vocabulary spells it: lower case, without accents.
#[derive(Default)]
struct Word {
    folded: String,
    /// Where each character of `folded` begins in it, and the bytes of the text that it comes from.
    origins: Vec<(usize, Range<usize>)>,
}

impl Word {
    fn push(&mut self, c: char, at: usize) {
        let range = at..at + c.len_utf8();
        for plain in std::iter::once(c).nfd().filter(|part| !is_combining_mark(*part)) {
            for lower in plain.to_lowercase() {
                self.origins.push((self.folded.len(), range.clone()));
                self.folded.push(lower);
            }
        }
    }

    fn clear(&mut self) {
        self.folded.clear();
        self.origins.clear();
    }

    /// The longest piece from the character `from` on: the character after it, and its number.
    fn longest(&self, from: usize, map: &HashMap<Box<str>, i32>) -> Option<(usize, i32)> {
        let count = self.origins.len();
        let start = self.origins[from].0;
        (from + 1..=count).rev().filter(|_| count <= LONGEST_WORD).find_map(|to| {
            let end = self.origins.get(to).map_or(self.folded.len(), |(end, _)| *end);
            Some((to, *map.get(&self.folded[start..end])?))
        })
    }

    /// The bytes of the text behind the characters `from..to`.
    fn range(&self, from: usize, to: usize) -> Range<usize> {
        self.origins[from].1.start..self.origins[to - 1].1.end
    }
}

enum Kind {
    /// Left out, as if it were not there.
    Nothing,
    /// Ends a word.
    Space,
    /// A word of its own.
    Alone,
    /// Part of a word.
    Letter,
}

fn kind(c: char) -> Kind {
    if c.is_ascii_alphanumeric() {
        Kind::Letter
    } else if c.is_whitespace() {
        Kind::Space
    } else if c.is_control() || is_invisible(c) {
        Kind::Nothing
    } else if is_punctuation(c) || is_ideograph(c) {
        Kind::Alone
    } else {
        Kind::Letter
    }
}

/// Format characters, private use, and the sign for what could not be read.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{fffd}' | '\u{e0001}'..='\u{e007f}')
}

/// ASCII signs, and the general category P of the blocks that European text uses.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{37e}' | '\u{387}' | '\u{55a}'..='\u{55f}'
            | '\u{589}' | '\u{58a}' | '\u{5be}' | '\u{60c}' | '\u{60d}' | '\u{61b}' | '\u{61f}' | '\u{66a}'..='\u{66d}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205e}'
            | '\u{207d}' | '\u{207e}' | '\u{208d}' | '\u{208e}' | '\u{2308}'..='\u{230b}' | '\u{2329}' | '\u{232a}'
            | '\u{2768}'..='\u{2775}' | '\u{27e6}'..='\u{27ef}' | '\u{2983}'..='\u{2998}' | '\u{2e00}'..='\u{2e4f}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{3030}' | '\u{303d}'
            | '\u{30a0}' | '\u{30fb}' | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe52}' | '\u{fe54}'..='\u{fe61}'
            | '\u{fe63}' | '\u{fe68}' | '\u{fe6a}' | '\u{fe6b}' | '\u{ff01}'..='\u{ff03}' | '\u{ff05}'..='\u{ff0a}'
            | '\u{ff0c}'..='\u{ff0f}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}' | '\u{ff20}' | '\u{ff3b}'..='\u{ff3d}'
            | '\u{ff3f}' | '\u{ff5b}' | '\u{ff5d}' | '\u{ff5f}'..='\u{ff65}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2b81f}'
        | '\u{2b920}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nmu\n##ller\nan\n##na\n,\n-\nx\n##x\n北\nstrasse";

    fn pieces(text: &str) -> Vec<(i32, &str)> {
        let pieces = Vocabulary::parse(WORDS).pieces(text);
        pieces.into_iter().map(|piece| (piece.id, &text[piece.range])).collect()
    }

    #[test]
    fn pieces_are_the_longest_that_fit_and_know_their_bytes() {
        assert_eq!(pieces("Anna  MÜLLER,"), [(6, "An"), (7, "na"), (4, "MÜ"), (5, "LLER"), (8, ",")]);
        assert_eq!(pieces("mu\u{308}ller"), [(4, "mu"), (5, "ller")]);
        assert_eq!(pieces("an\u{200b}na-X"), [(6, "an"), (7, "na"), (9, "-"), (10, "X")]);
        assert_eq!(pieces("北Anna"), [(12, "北"), (6, "An"), (7, "na")]);
    }

    #[test]
    fn a_word_that_cannot_be_spelled_is_one_unknown_piece() {
        assert_eq!(pieces("annaq x"), [(UNKNOWN, "annaq"), (10, "x")]);
        let (fits, long) = ("x".repeat(100), "x".repeat(101));
        assert_eq!(pieces(&fits).len(), 100);
        assert_eq!(pieces(&long), [(UNKNOWN, &*long)]);
        assert!(pieces(" \n\u{200b}").is_empty());
    }
}
