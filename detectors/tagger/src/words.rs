//! Words: a text cut into runs of letters and digits, signs, tabs and line ends.
//!
//! Owns: the cut, and per word its hash, the hashes of its beginnings and endings, and its shape. Spaces are no words; a
//! word only knows whether one stands before it. A run of one sign is one word, so a ruler of dashes costs one.

use crate::hash;

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
    /// Number of characters, at most 255.
    pub length: u8,
}

impl Word {
    /// Whether it has a letter or digit.
    #[must_use]
    pub fn is_word(&self) -> bool {
        !matches!(self.shape, Shape::Sign | Shape::LineEnd)
    }

    /// Whether its first letter is a capital.
    #[must_use]
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Initial | Shape::Capital | Shape::Upper)
    }

    /// The sign's first byte; 0 for words.
    #[must_use]
    pub fn sign(&self, text: &str) -> u8 {
        if self.is_word() { 0 } else { text.as_bytes()[self.start as usize] }
    }
}

/// Cuts a text of less than 4 GiB into `words`, which are emptied first.
pub fn cut(text: &str, words: &mut Vec<Word>) {
    words.clear();
    let bytes = text.as_bytes();
    let mut lower = String::new();
    let (mut at, mut spaced) = (0, true);
    while at < bytes.len() {
        let c = char_at(text, at);
        let end = match c {
            '\n' | '\t' => at + 1,
            c if c.is_whitespace() => {
                spaced = true;
                at += c.len_utf8();
                continue;
            }
            c if in_word(c) => end_of(text, at, in_word),
            c => end_of(text, at, |other| other == c),
        };
        words.push(word(text, at, end, spaced, &mut lower));
        spaced = c == '\n' || c == '\t';
        at = end;
    }
}

fn char_at(text: &str, at: usize) -> char {
    let byte = text.as_bytes()[at];
    if byte < 0x80 { byte as char } else { text[at..].chars().next().unwrap_or('\0') }
}

/// Letters, digits and the marks that join them.
fn in_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{ad}')
    }
}

fn end_of(text: &str, start: usize, belongs: impl Fn(char) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        let c = char_at(text, at);
        if !belongs(c) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

#[expect(clippy::cast_possible_truncation, reason = "texts are shorter than 4 GiB; lengths are capped")]
fn word(text: &str, start: usize, end: usize, spaced: bool, lower: &mut String) -> Word {
    let written = &text[start..end];
    lower.clear();
    for c in written.chars() {
        if c.is_ascii() { lower.push(c.to_ascii_lowercase()) } else { lower.extend(c.to_lowercase()) }
    }
    Word {
        start: start as u32,
        end: end as u32,
        hash: hash::word(lower),
        affixes: affixes(lower),
        shape: shape(written),
        spaced,
        length: lower.len().min(255) as u8,
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

fn shape(written: &str) -> Shape {
    let (mut upper, mut low, mut digits, mut caseless, mut count) = (0, 0, 0, 0, 0);
    let (mut first_is_upper, mut later_upper) = (false, 0);
    for c in written.chars() {
        let is_upper = c.is_uppercase();
        first_is_upper |= count == 0 && is_upper;
        later_upper += usize::from(count > 0 && is_upper);
        upper += usize::from(is_upper);
        low += usize::from(c.is_lowercase());
        digits += usize::from(c.is_numeric());
        caseless += usize::from(c.is_alphabetic() && !c.is_lowercase() && !is_upper);
        count += 1;
    }
    match (upper, low, digits) {
        (0, 0, 0) if caseless > 0 => Shape::Caseless,
        (0, 0, 0) if written == "\n" => Shape::LineEnd,
        (0, 0, 0) => Shape::Sign,
        (0, 0, 4 | 5) => Shape::LongNumber,
        (0, 0, _) => Shape::Number,
        (_, _, 1..) => Shape::Code,
        (0, 1, 0) => Shape::Letter,
        (0, _, 0) => Shape::Lower,
        (1, 0, 0) => Shape::Initial,
        (_, 0, 0) => Shape::Upper,
        _ if first_is_upper && later_upper == 0 => Shape::Capital,
        _ => Shape::Mixed,
    }
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
