//! Columns: lines with the same number of separators below each other, the first of which holds headings.

use super::Place;
use crate::hash;
use crate::words::{Shape, Word};

/// The column of the headings themselves.
pub const HEADER: u64 = 1;

/// Words that a heading may have.
const HEADING_WORDS: usize = 3;

/// What can part cells, and how often it must in a line at least.
pub const SEPARATORS: [(u8, usize); 4] = [(b'|', 1), (b';', 1), (b'\t', 1), (b',', 2)];

/// The table that the lines above began, if they did.
#[derive(Default)]
pub(super) struct Columns {
    separator: u8,
    headings: Vec<u64>,
}

impl Columns {
    /// Takes one line; marks its words.
    pub(super) fn line(&mut self, line: &[Word], places: &mut [Place]) {
        let counts = counts(line);
        let count = SEPARATORS.iter().zip(counts).find(|((separator, _), _)| *separator == self.separator);
        if !self.headings.is_empty() && count.map_or(0, |(_, count)| count) + 1 == self.headings.len() {
            self.mark(line, places);
        } else {
            self.begin(line, counts, places);
        }
    }

    fn mark(&self, line: &[Word], places: &mut [Place]) {
        let mut column = 0;
        for (word, place) in line.iter().zip(places) {
            if word.sign == self.separator {
                column += width(word);
            }
            place.column = self.headings.get(column).copied().unwrap_or(0);
        }
    }

    /// Takes the line for headings when it can be that.
    fn begin(&mut self, line: &[Word], counts: [usize; 4], places: &mut [Place]) {
        self.headings.clear();
        let fits = |((_, least), count): &(&(u8, usize), usize)| count >= least;
        let Some(((separator, _), _)) = SEPARATORS.iter().zip(counts).find(fits) else { return };
        self.separator = *separator;
        let mut words_in_cell = 0;
        self.headings.push(0);
        for word in line {
            if word.sign == *separator {
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

fn width(word: &Word) -> usize {
    (word.end - word.start) as usize
}

/// How many of each separator the line has.
fn counts(line: &[Word]) -> [usize; 4] {
    let mut counts = [0; 4];
    for word in line.iter().filter(|word| word.sign != 0) {
        for (count, (separator, _)) in counts.iter_mut().zip(SEPARATORS) {
            *count += if word.sign == separator { width(word) } else { 0 };
        }
    }
    counts
}
