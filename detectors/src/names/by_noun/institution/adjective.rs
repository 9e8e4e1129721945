//! Organizations that begin with an adjective, which has a capital amid a sentence in names only: `die Schwäbische Zahnradfabrik`.
//!
//! Owns: where such an adjective stands. Never: says what noun must follow; see `institution/nouns.rs`.

use allonym_tagger::words::Shape;

use super::nouns::{Noun, noun};
use super::{Around, tagger};
use crate::detection::Detection;

/// What an adjective of a people or region ends in.
const OF_PLACES: [&str; 4] = ["ische", "ischen", "ischer", "isches"];

/// What is composed like an organization and is none.
const NONE: [&str; 3] = ["Netzwerke", "Kraftwerke", "Bauwerke"];

impl Around<'_> {
    /// Past the noun behind the adjective at `at`, and past the name behind that.
    pub(super) fn with_adjective(&self, at: usize, found: &[Detection]) -> Option<usize> {
        let before = &self.words()[at.checked_sub(1)?];
        let (adjective, next) = (&self.words()[at], self.written(at + 1));
        let amid = before.shape == Shape::Lower && adjective.spaced && self.reading.people() > 0;
        let is_one = || {
            OF_PLACES.iter().any(|end| adjective.written(self.text).ends_with(end)) || self.is_adjective(at)
        };
        let is_body = || {
            matches!(noun(next), Some(Noun::Office | Noun::House | Noun::Trade | Noun::Other))
                && !NONE.contains(&next)
                && tagger::listed(next) & super::NAMES == 0
        };
        (amid && self.is_capital(at + 1) && is_one() && is_body())
            .then(|| self.follows(at + 2).and_then(|at| self.name(at, found)).unwrap_or(at + 2))
    }

    /// The word at `at`, if it stands on the same line behind a space.
    fn follows(&self, at: usize) -> Option<usize> {
        self.words().get(at).filter(|word| word.spaced && word.is_word()).map(|_| at)
    }
}
