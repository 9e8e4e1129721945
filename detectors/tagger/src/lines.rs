//! What kind of line a word stands in, under which label, in which column.
//!
//! Owns: the looks of a line (code, capitals), labels (`Vorname: Anna`, `"city": "Köln"`, a heading with a colon above a
//! list) and the columns of tables (the cell above, in the first line). Never: knows what a label means; that is for the
//! lexicon and the weights.

mod column;

use crate::hash;
use crate::words::{Shape, Word};
pub use column::{HEADER, SEPARATORS};

/// Where a word stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    /// Looks of its line: share of signs (2 bits), capitals (2 bits), inside a code fence (1 bit).
    pub looks: u8,
    /// Index of the label's last word; [`NONE`] without a label.
    pub label: u32,
    /// Words since the label: 0 for the first three, 1 for more, 2 when the label stands above the line.
    pub distance: u8,
    /// Hash of the heading of the column; 0 without, [`HEADER`] in the headings themselves.
    pub column: u64,
    /// Words and signs since the line's beginning, at most 3.
    pub position: u8,
}

/// No label.
pub const NONE: u32 = u32::MAX;

/// The bit of [`Place::looks`] for code fences.
pub const FENCED: u8 = 1 << 4;

/// Finds the place of every word.
pub fn places(words: &[Word], places: &mut Vec<Place>) {
    places.clear();
    places.reserve(words.len());
    let mut columns = column::Columns::default();
    let mut fenced = false;
    let mut above = NONE;
    let mut start = 0;
    while start < words.len() {
        let rest = &words[start..];
        let length =
            rest.iter().position(|word| word.shape == Shape::LineEnd).map_or(rest.len(), |at| at + 1);
        let line = &rest[..length];
        let is_fence = line.first().is_some_and(|word| word.sign == b'`' && word.end - word.start >= 3);
        fenced ^= is_fence;
        let looks = looks(line) | if fenced || is_fence { FENCED } else { 0 };
        above = label_line(line, start, above, looks, places);
        columns.line(line, &mut places[start..]);
        start += length;
    }
}

/// Places of a line's words; returns the label that stands above the next line.
#[expect(clippy::cast_possible_truncation, reason = "texts are shorter than 4 GiB")]
fn label_line(line: &[Word], start: usize, above: u32, looks: u8, places: &mut Vec<Place>) -> u32 {
    let (mut label, mut since) = (NONE, 0_u32);
    let mut last_word = NONE;
    for (at, word) in line.iter().enumerate() {
        let (near, distance) = match label {
            NONE => (above, 2),
            _ => (label, u8::from(since > 3)),
        };
        places.push(Place { looks, label: near, distance, column: 0, position: at.min(3) as u8 });
        since += 1;
        match word.sign {
            0 => last_word = (start + at) as u32,
            b':' | b'=' if last_word != NONE => (label, since) = (last_word, 0),
            _ => {}
        }
    }
    let ends_in_colon = line.iter().rev().find(|word| word.shape != Shape::LineEnd).map(|word| word.sign);
    match ends_in_colon {
        None => NONE,
        Some(b':') => label,
        Some(_) => above,
    }
}

fn looks(line: &[Word]) -> u8 {
    let (mut signs, mut capitals, mut upper, mut words) = (0, 0, 0, 0);
    for word in line {
        match word.shape {
            Shape::Sign => signs += usize::from(b"{}()[];=<>/\\_#$&*`|+@".contains(&word.sign)),
            Shape::Capital | Shape::Mixed | Shape::Upper | Shape::Lower if word.length > 2 => {
                words += 1;
                capitals += usize::from(word.shape != Shape::Lower);
                upper += usize::from(word.shape == Shape::Upper);
            }
            _ => {}
        }
    }
    let signs = match (signs * 10, words + signs) {
        (0, _) => 0,
        (tenfold, all) if tenfold < all => 1,
        (tenfold, all) if tenfold < 3 * all => 2,
        _ => 3,
    };
    let capitals = match (capitals, upper) {
        (0, _) => 0,
        (_, upper) if upper == words => 3,
        (some, _) if some * 2 < words => 1,
        _ => 2,
    };
    signs | capitals << 2
}

/// The hash of a label: its last word and, where there is one right before it, the word before.
#[must_use]
pub fn label_hash(words: &[Word], label: u32) -> u64 {
    let at = label as usize;
    let before = at.checked_sub(1).map(|before| &words[before]).filter(|word| word.shape != Shape::LineEnd);
    let before = match before {
        Some(word) if !word.is_word() && at > 1 => Some(&words[at - 2]),
        other => other,
    };
    hash::pair(before.filter(|word| word.is_word()).map_or(0, |word| word.hash), words[at].hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::cut;

    fn placed(text: &str) -> (Vec<Word>, Vec<Place>) {
        let (mut words, mut found) = (Vec::new(), Vec::new());
        cut(text, &mut words);
        places(&words, &mut found);
        assert_eq!(words.len(), found.len());
        (words, found)
    }

    fn at<'a>(text: &str, word: &str, words: &[Word], places: &'a [Place]) -> &'a Place {
        let start = text.find(word).expect("it stands there");
        let at = words.iter().position(|word| word.start as usize == start).expect("a word");
        &places[at]
    }

    #[test]
    fn labels_stand_before_or_above() {
        let text = "Team:\n- Anna\n\nOrt: Köln\nBob";
        let (words, places) = placed(text);
        let label = |word| at(text, word, &words, &places).label;
        assert_eq!(words[label("Anna") as usize].hash, hash::word("team"));
        assert_eq!(words[label("Köln") as usize].hash, hash::word("ort"));
        assert_eq!(label("Bob"), NONE);
    }

    #[test]
    fn a_cell_knows_its_heading() {
        let text = "id,Nachname,Ort\n1,Koch,Bonn\n2,Wolf,Ulm\n";
        let (words, places) = placed(text);
        let column = |word| at(text, word, &words, &places).column;
        assert_eq!(column("Koch"), column("Wolf"));
        assert_eq!(column("Bonn"), column("Ulm"));
        assert_ne!(column("Koch"), column("Ulm"));
        assert_eq!(column("Nachname"), HEADER);
    }

    #[test]
    fn fences_and_capitals_show() {
        let text = "```\nlet a = f(b);\n```\nALL THE CAPS";
        let (words, places) = placed(text);
        assert_ne!(at(text, "let", &words, &places).looks & FENCED, 0);
        assert_eq!(at(text, "CAPS", &words, &places).looks, 3 << 2);
    }
}
