//! Houses and bodies that hyphens join to a name: `Anne-Roe-Gesamtschule`, `Roe-Klinikum`.
//!
//! Owns: how far such a word reaches. Never: looks at what stands behind it; see `institution.rs`.

use allonym_tagger::lexicon::class;

use super::Around;
use super::nouns::{joined_noun, noun};

/// The most words between hyphens: `Werner-von-der-Roe-Schule`.
const PARTS: usize = 7;

impl Around<'_> {
    /// Past the joined word that begins at `at`, if it is the name of a house: some part of it is a name.
    pub(super) fn joined(&self, at: usize) -> Option<usize> {
        let last = self.last_joined(at).filter(|_| self.is_capital(at))?;
        let named = || (at..last).step_by(2).any(|part| self.is_named(part) || self.is_known_name(part));
        (joined_noun(self.written(last)).is_some() && named()).then_some(last + 1)
    }

    /// Past the joined word that begins at `at`, if it says what an organization is: `Kfz-Werkstatt`.
    pub(super) fn hyphened(&self, at: usize) -> Option<usize> {
        let last = self.last_joined(at)?;
        let end = self.written(last);
        let is_noun = || {
            let composed = format!("{}{}", self.written(at), end.to_lowercase());
            self.is_capital(last) && (noun(end).is_some() || noun(&composed).is_some())
        };
        let follows = self.words().get(last + 1).is_some_and(|word| word.spaced && word.is_word());
        (follows && is_noun()).then_some(last + 1)
    }

    /// The last part of the word that hyphens join, whose first part is the word at `at`.
    fn last_joined(&self, at: usize) -> Option<usize> {
        let inside = |at: usize| self.is_hyphen(at) && !self.words()[at].spaced;
        let is_inner = || at.checked_sub(1).is_some_and(|before| inside(before) && !self.words()[at].spaced);
        if !self.words()[at].is_capital() || !inside(at + 1) || is_inner() {
            return None;
        }
        let mut last = at;
        while last - at < 2 * PARTS && inside(last + 1) && self.is_joined_word(last + 2) {
            last += 2;
        }
        (last > at).then_some(last)
    }

    /// Whether a hyphen stands there alone.
    pub(super) fn is_hyphen(&self, at: usize) -> bool {
        self.words().get(at).is_some_and(|word| word.sign == b'-' && word.length == 1)
    }

    /// Whether a word stands right behind what is before it.
    pub(super) fn is_joined_word(&self, at: usize) -> bool {
        self.words().get(at).is_some_and(|word| word.is_word() && !word.spaced)
    }

    /// Whether lists know the word as somebody's name, and not as an ordinary word.
    fn is_known_name(&self, at: usize) -> bool {
        self.is_capital(at)
            && self.has(at, class::FIRST | class::LAST)
            && !self.has(at, class::COMMON | class::PUBLIC | class::CALENDAR)
    }
}
