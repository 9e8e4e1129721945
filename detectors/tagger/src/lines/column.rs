//! Columns: lines with the same number of separators below each other, the first of which holds headings.

use super::Place;
use crate::hash;
use crate::words::{Shape, Word};

/// The column of the headings themselves.
pub const HEADER: u64 = 1;

/// Words that a heading may have.
const HEADING_WORDS: usize = 3;

/// What can part cells, and how often it must at least.
const SEPARATORS: [(u8, usize); 4] = [(b'|', 1), (b';', 1), (b'\t', 1), (b',', 2)];

/// The table that the lines above began, if they did.
#[derive(Default)]
pub(super) struct Columns {
    separator: u8,
    headings: Vec<u64>,
}

impl Columns {
    /// Takes one line; marks its words.
    pub(super) fn line(&mut self, text: &str, line: &[Word], places: &mut [Place]) {
        let count = count(text, line, self.separator);
        if !self.headings.is_empty() && count + 1 == self.headings.len() {
            self.mark(text, line, places);
        } else {
            self.begin(text, line, places);
        }
    }

    fn mark(&self, text: &str, line: &[Word], places: &mut [Place]) {
        let mut column = 0;
        for (word, place) in line.iter().zip(places) {
            if is_separator(text, word, self.separator) {
                column += width(word);
            }
            place.column = self.headings.get(column).copied().unwrap_or(0);
        }
    }

    /// Takes the line for headings when it can be that.
    fn begin(&mut self, text: &str, line: &[Word], places: &mut [Place]) {
        self.headings.clear();
        let fits = |&&(separator, least): &&(u8, usize)| count(text, line, separator) >= least;
        let Some((separator, _)) = SEPARATORS.iter().find(fits) else { return };
        self.separator = *separator;
        let mut words_in_cell = 0;
        self.headings.push(0);
        for word in line {
            if is_separator(text, word, *separator) {
                self.headings.extend(std::iter::repeat_n(0, width(word)));
                words_in_cell = 0;
            } else if word.is_word() {
                words_in_cell += 1;
                if words_in_cell > HEADING_WORDS || matches!(word.shape, Shape::Number | Shape::LongNumber) {
                    self.headings.clear();
                    return;
                }
                let heading = self.headings.last_mut().expect("one at least");
                *heading = hash::pair(*heading, word.hash);
            }
        }
        places.iter_mut().take(line.len()).for_each(|place| place.column = HEADER);
    }
}

fn is_separator(text: &str, word: &Word, separator: u8) -> bool {
    matches!(word.shape, Shape::Sign) && word.sign(text) == separator
}

fn width(word: &Word) -> usize {
    (word.end - word.start) as usize
}

fn count(text: &str, line: &[Word], separator: u8) -> usize {
    line.iter().filter(|word| is_separator(text, word, separator)).map(width).sum()
}
