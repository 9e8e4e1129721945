//! [`Likely`]: how likely any words of a text are of each kind, whatever the best sequence makes of them.
//!
//! Owns: which line was asked about last, whose probabilities are worked out once for all questions in a row. Never: finds a
//! name; see [`crate::tagger`].

use std::ops::Range;

use crate::features::Reading;
use crate::tagger::{Tagger, line_end};
use crate::tags::{self, Kind};
use crate::weights::Logits;

/// A text that [`Tagger::tag_in`] read, ready for questions about its words; quick where they go through it line by line.
#[derive(Debug)]
pub struct Likely<'r> {
    tagger: &'r Tagger<'r>,
    reading: &'r Reading,
    /// Where its lines begin, as far as has been asked, and where the last of them ends.
    starts: Vec<usize>,
    line: Range<usize>,
    logits: Vec<Logits>,
    /// Of the line's words.
    marginals: Vec<Logits>,
}

impl<'r> Likely<'r> {
    pub(crate) fn new(tagger: &'r Tagger<'r>, reading: &'r Reading) -> Self {
        Self { tagger, reading, starts: vec![0], line: 0..0, logits: Vec::new(), marginals: Vec::new() }
    }

    /// How likely the words of a span, a start and an end in bytes, are of each kind, 0 to 1: the mean over its words. A span
    /// without a word is of no kind.
    pub fn of(&mut self, (start, end): (usize, usize)) -> [f32; Kind::ALL.len()] {
        let words = &self.reading.words;
        let first = words.partition_point(|word| (word.end as usize) <= start);
        let count = words[first..].iter().take_while(|word| (word.start as usize) < end).count();
        let mut likely = [0.0; Kind::ALL.len()];
        for at in first..first + count {
            let row = self.row(at);
            for (sum, kind) in likely.iter_mut().zip(Kind::ALL) {
                *sum += row[tags::first(kind)] + row[tags::further(kind)];
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "words of one span")]
        let count = count.max(1) as f32;
        likely.map(|sum| (sum / count).min(1.0))
    }

    /// The probabilities of the states of the word at `at`.
    fn row(&mut self, at: usize) -> &Logits {
        if !self.line.contains(&at) {
            self.line = self.line_of(at);
            self.tagger.marginals(self.reading, self.line.clone(), &mut self.logits, &mut self.marginals);
        }
        &self.marginals[at - self.line.start]
    }

    /// The line that the word at `at` stands in.
    fn line_of(&mut self, at: usize) -> Range<usize> {
        let mut end = self.starts[self.starts.len() - 1];
        while end <= at {
            end = line_end(self.reading, end);
            self.starts.push(end);
        }
        let next = self.starts.partition_point(|start| *start <= at);
        self.starts[next - 1]..self.starts[next]
    }
}
