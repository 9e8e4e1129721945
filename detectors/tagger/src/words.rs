//! Words: a text cut into runs of letters and digits, signs, tabs and line ends.
//!
//! Owns: the cut, and per word its hash, the hashes of its beginnings and endings, and its shape. Spaces are no words; a
//! word only knows whether one stands before it. A run of one sign is one word, so a ruler of dashes costs one. Words of
//! ASCII, most by far, are read eight bytes at a time ([`ascii`]), those of other Latin letters with a table ([`latin`]); for
//! the rest the same is done by characters.

mod ascii;
mod latin;

use crate::hash;
use ascii::{OPENS, Opens};

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// A sign.
    Sign,
    /// A line end.
    LineEnd,
    /// `a`
    Letter,
    /// `anna`
    Lower,
    /// `A`
    Initial,
    /// `Anna`
    Capital,
    /// `ANNA`
    Upper,
    /// `McDonald`, `iPhone`, `camelCase`
    Mixed,
    /// `12`
    Number,
    /// `12345`: four digits or five, as years and postal codes have
    LongNumber,
    /// `a1`, `1st`
    Code,
    /// Letters of a script without case
    Caseless,
}

/// One word.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte.
    pub end: u32,
    /// Hash of the word in lower case.
    pub hash: u64,
    /// Hashes of the first three and four characters, and of the last two, three and four; the whole word where it is shorter.
    pub affixes: [u64; 5],
    /// How it is written.
    pub shape: Shape,
    /// Whether space or a line end stands before it.
    pub spaced: bool,
    /// Number of bytes in lower case, at most 255.
    pub length: u8,
    /// The sign's first byte; 0 for words.
    pub sign: u8,
}

impl Word {
    /// Whether it has a letter or digit.
    #[must_use]
    pub fn is_word(&self) -> bool {
        !matches!(self.shape, Shape::Sign | Shape::LineEnd)
    }

    /// The word as it stands in `text`, of which it was cut.
    #[inline]
    #[must_use]
    pub fn written<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether its first letter is a capital.
    #[must_use]
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Initial | Shape::Capital | Shape::Upper)
    }
}

/// Room that is made for words before there are any, at most.
const LIKELY: usize = 1 << 12;

/// Cuts a text of less than 4 GiB into `words`, which are emptied first.
pub fn cut(text: &str, words: &mut Vec<Word>) {
    words.clear();
    words.reserve((text.len() / 4).min(LIKELY));
    let bytes = text.as_bytes();
    let mut lower = String::new();
    let (mut at, mut spaced) = (0, true);
    while let Some(&byte) = bytes.get(at) {
        let read = match OPENS[usize::from(byte)] {
            Opens::Space => {
                spaced = true;
                at += 1;
                continue;
            }
            Opens::Word => ascii::letters(bytes, at, spaced),
            Opens::Sign => ascii::sign(bytes, at, spaced),
            Opens::Wide => None,
        };
        if let Some(word) = read {
            at = word.end as usize;
            spaced = byte == b'\n' || byte == b'\t';
            words.push(word);
            continue;
        }
        let word = match latin::word(text, at) {
            Some(word) => Word { spaced, ..word },
            None => {
                let c = text[at..].chars().next().unwrap_or('\0');
                if c.is_whitespace() {
                    spaced = true;
                    at += c.len_utf8();
                    continue;
                }
                word(text, at, end(text, at, c), spaced, &mut lower)
            }
        };
        at = word.end as usize;
        spaced = false;
        words.push(word);
    }
}

/// Letters, digits and the marks that join them.
fn in_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{ad}')
    }
}

/// The end of the word or run of signs that begins with `c`.
fn end(text: &str, start: usize, c: char) -> usize {
    if in_word(c) { end_of(text, start, in_word) } else { end_of(text, start, |other| other == c) }
}

fn end_of(text: &str, start: usize, belongs: impl Fn(char) -> bool) -> usize {
    text[start..].find(|c| !belongs(c)).map_or(text.len(), |length| start + length)
}

#[expect(clippy::cast_possible_truncation, reason = "texts are shorter than 4 GiB; lengths are capped")]
fn word(text: &str, start: usize, end: usize, spaced: bool, lower: &mut String) -> Word {
    let written = &text[start..end];
    lower.clear();
    for c in written.chars() {
        if c.is_ascii() { lower.push(c.to_ascii_lowercase()) } else { lower.extend(c.to_lowercase()) }
    }
    let shape = shape(written);
    Word {
        start: start as u32,
        end: end as u32,
        hash: hash::word(lower),
        affixes: affixes(lower),
        shape,
        spaced,
        length: lower.len().min(255) as u8,
        sign: if matches!(shape, Shape::Sign | Shape::LineEnd) { written.as_bytes()[0] } else { 0 },
    }
}

/// What is the same for every word of one or two bytes a character, whose lower case is as long.
#[expect(clippy::cast_possible_truncation, reason = "texts are shorter than 4 GiB; lengths are capped")]
#[inline]
fn plain(start: usize, end: usize) -> Word {
    Word {
        start: start as u32,
        end: end as u32,
        hash: 0,
        affixes: [0; 5],
        shape: Shape::Sign,
        spaced: false,
        length: (end - start).min(255) as u8,
        sign: 0,
    }
}

fn affixes(lower: &str) -> [u64; 5] {
    let head = |count| lower.char_indices().nth(count).map_or(lower.len(), |(at, _)| at);
    let tail = |count: usize| lower.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
    [
        hash::word(&lower[..head(3)]),
        hash::word(&lower[..head(4)]),
        hash::word(&lower[tail(2)..]),
        hash::word(&lower[tail(3)..]),
        hash::word(&lower[tail(4)..]),
    ]
}

/// How many characters of each kind a word has.
#[derive(Default)]
struct Cases {
    upper: usize,
    lower: usize,
    digits: usize,
    /// Letters without case.
    caseless: usize,
    first_is_upper: bool,
}

impl Cases {
    fn shape(&self) -> Shape {
        match (self.upper, self.lower, self.digits) {
            (0, 0, 0) if self.caseless > 0 => Shape::Caseless,
            (0, 0, 0) => Shape::Sign,
            (0, 0, 4 | 5) => Shape::LongNumber,
            (0, 0, _) => Shape::Number,
            (_, _, 1..) => Shape::Code,
            (0, 1, 0) => Shape::Letter,
            (0, _, 0) => Shape::Lower,
            (1, 0, 0) => Shape::Initial,
            (_, 0, 0) => Shape::Upper,
            (1, _, 0) if self.first_is_upper => Shape::Capital,
            _ => Shape::Mixed,
        }
    }
}

fn shape(written: &str) -> Shape {
    let mut cases = Cases::default();
    for (at, c) in written.chars().enumerate() {
        let is_upper = c.is_uppercase();
        cases.first_is_upper |= at == 0 && is_upper;
        cases.upper += usize::from(is_upper);
        cases.lower += usize::from(c.is_lowercase());
        cases.digits += usize::from(c.is_numeric());
        cases.caseless += usize::from(c.is_alphabetic() && !c.is_lowercase() && !is_upper);
    }
    if written == "\n" { Shape::LineEnd } else { cases.shape() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_up(text: &str) -> Vec<(&str, Shape)> {
        let mut words = Vec::new();
        cut(text, &mut words);
        words.iter().map(|word| (&text[word.start as usize..word.end as usize], word.shape)).collect()
    }

    #[test]
    fn words_signs_and_line_ends_stand_alone() {
        assert_eq!(
            cut_up("J. Müller-LÜDENSCHEIDT,\n ---- iPhone 12345 a1"),
            [
                ("J", Shape::Initial),
                (".", Shape::Sign),
                ("Müller", Shape::Capital),
                ("-", Shape::Sign),
                ("LÜDENSCHEIDT", Shape::Upper),
                (",", Shape::Sign),
                ("\n", Shape::LineEnd),
                ("----", Shape::Sign),
                ("iPhone", Shape::Mixed),
                ("12345", Shape::LongNumber),
                ("a1", Shape::Code),
            ]
        );
    }

    #[test]
    fn bytes_and_characters_read_a_word_alike() {
        let (mut fast, mut lower) = (Vec::new(), String::new());
        let text = "a Ab ABC aB a1 12 1234 12345 123456 Abcdefgh Abcdefghi ABCDEFGHIJKLMNOPQ x9z . -- ---------- @ \n \t";
        cut(text, &mut fast);
        assert_eq!(fast.len(), 19);
        for word in fast {
            let slow = super::word(text, word.start as usize, word.end as usize, word.spaced, &mut lower);
            assert_eq!(format!("{word:?}"), format!("{slow:?}"));
        }
    }

    #[test]
    fn the_table_and_characters_read_a_word_alike() {
        let mut lower = String::new();
        let (mut read, mut asked) = (0, 0);
        let characters = ('\0'..'\u{250}').chain('\u{2000}'..'\u{2100}').chain("王🙂\u{301}".chars());
        for c in characters {
            for text in [
                format!("{c}"),
                format!("{c}{c}"),
                format!("{c}-"),
                format!("a{c}b"),
                format!("Straß{c}ÜBER{c}"),
                format!("É{c}é2{c}ñÿŸı–“"),
                format!("{c}{}", "ß".repeat(40)),
            ] {
                let mut at = 0;
                while let Some(c) = text[at..].chars().next() {
                    let (slow_end, fast) = (end(&text, at, c), latin::word(&text, at));
                    let slow = word(&text, at, slow_end, false, &mut lower);
                    if let Some(fast) = fast {
                        assert_eq!(format!("{fast:?}"), format!("{slow:?}"), "{text:?}");
                        read += 1;
                    }
                    asked += 1;
                    at = slow_end;
                }
            }
        }
        assert!(read * 2 > asked, "{read} of {asked}");
    }

    #[test]
    fn every_byte_that_is_no_space_belongs_to_one_word() {
        let text = "Zoë\u{301}’s 王小明 — “x”\r\n\t🙂🙂";
        let mut words = Vec::new();
        cut(text, &mut words);
        let covered: String = words.iter().map(|w| &text[w.start as usize..w.end as usize]).collect();
        assert_eq!(covered, text.replace([' ', '\r'], ""));
    }

    #[test]
    fn case_does_not_change_hashes() {
        let mut words = Vec::new();
        cut("MÜLLER müller", &mut words);
        assert_eq!((words[0].hash, words[0].affixes), (words[1].hash, words[1].affixes));
    }
}
