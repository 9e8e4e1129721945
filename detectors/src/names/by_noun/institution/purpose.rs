//! What an organization is for: `Landesbehörde für Straßenbau und Verkehr Roe`, `Verein zur Förderung der Dorfkirche Roe`.
//!
//! Owns: how far its purpose reaches behind the noun. Never: says what nouns organizations have; see `institution/nouns.rs`.

use allonym_tagger::lexicon::class;

use super::nouns::noun;
use super::{Around, OTHER};
use crate::detection::Detection;
use crate::entity::Entity;

/// Nouns that are an organization by themselves where they are for something.
const BODIES: [&str; 13] = [
    "Amt", "Büro", "Zentrum", "Institut", "Praxis", "Verband", "Verein", "Stiftung", "Agentur", "Labor",
    "Akademie", "Museum", "Kanzlei",
];

/// How many words stand before the name that a society is for.
const BETWEEN: usize = 3;

impl Around<'_> {
    /// Past an organization that was found without the noun at `at`, which says what is for what: `Arbeit Suhl` in `Agentur für Arbeit
    /// Suhl`.
    pub(super) fn headed(&self, at: usize, found: &[Detection]) -> Option<usize> {
        let heads = || self.has(at, class::ORG_WORD) || noun(self.written(at)).is_some();
        if self.written(at + 1) != "für" || !heads() {
            return None;
        }
        let starts = [at + 1, at + 2].map(|at| self.words().get(at).map(|word| word.start as usize));
        let named = found.iter().find(|name| {
            name.entity == Entity::Organization
                && name.score >= super::WEAK
                && starts.contains(&Some(name.span.start))
        });
        named.filter(|name| super::is_ours(name)).map(|name| super::words_in(self.words(), name.span).end)
    }

    /// Past what an office is for, and the place of it: `für Straßenbau und Verkehr Stade`.
    pub(super) fn domain(&self, at: usize, found: &[Detection]) -> Option<usize> {
        let noun = |at: usize| self.is_capital(at) && !self.has(at, OTHER);
        if !matches!(self.written(at), "für" | "fuer") || !noun(at + 1) {
            return None;
        }
        let mut past = at + 2;
        while let Some(word) = self.words().get(past) {
            let and = matches!(word.written(self.text), "und" | "&" | ",");
            if !and || !noun(past + 1) {
                break;
            }
            past += 2;
        }
        Some(self.name(past, found).unwrap_or(past))
    }

    /// Past what the body at `at` is for, of which nothing was found.
    pub(super) fn of_purpose(&self, at: usize, found: &[Detection]) -> Option<usize> {
        if self.reading.people() == 0 || !BODIES.contains(&self.written(at)) {
            return None;
        }
        if self.written(at + 1) == "zur" && self.written(at + 2) == "Förderung" {
            return self.supported(at + 3, found);
        }
        self.domain(at + 1, found)
    }

    /// Past the organization or place that was found among the words from `from` on.
    fn supported(&self, from: usize, found: &[Detection]) -> Option<usize> {
        let words = self.words().get(from..from + 1 + BETWEEN)?;
        let named = found.iter().filter(|name| super::is_ours(name) && name.score >= super::WEAK);
        let mut starting =
            named.filter(|name| words.iter().any(|word| word.start as usize == name.span.start));
        let name = starting.next()?;
        let is_one = matches!(name.entity, Entity::Organization | Entity::Location);
        is_one.then(|| super::words_in(self.words(), name.span).end)
    }
}
