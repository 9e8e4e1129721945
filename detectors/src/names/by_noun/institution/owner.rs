//! Whose practice, firm or shop it is: `Praxis Dr. Roe und Kollegen`, `Spedition Roe & Söhne`, `Labor Prof. Roe-Poe`.
//!
//! Owns: the titles before the owner's name and what partners stand behind it. Never: says what noun such a name begins with; see
//! `institution/nouns.rs`.

use allonym_tagger::lexicon::class;
use allonym_tagger::words::Shape;

use super::Around;
use crate::detection::Detection;
use crate::entity::Entity;

/// Who stands behind an owner's name and `und`.
#[rustfmt::skip]
const PARTNERS: &[&str] = &[
    "Partner", "Partnerin", "Partnerinnen", "Kollegen", "Kollegin", "Kolleginnen", "Sohn", "Söhne", "Söhnen", "Tochter", "Töchter", "Töchtern", "Enkel",
    "Co", "Cie", "Gebrüder", "Brüder", "Nachfolger", "Nachf", "Team", "Associés", "Associates", "Sons", "Daughters", "Fils", "Hijos", "Figli", "Zonen",
];

/// What an owner's practice is, beside what is composed.
const PRACTICES: [&str; 6] = ["Praxis", "Kanzlei", "Notariat", "Sozietät", "Labor", "Büro"];

/// What two owners have together.
const OF_OWNERS: [&str; 6] = ["praxis", "kanzlei", "sozietät", "notariat", "zahnärzte", "rechtsanwälte"];

/// The most titles, full stops included: `Prof. Dr. med.`
const TITLES: usize = 8;

impl Around<'_> {
    /// Whether the word at `at` is what somebody with a title has.
    pub(super) fn is_practice(&self, at: usize) -> bool {
        PRACTICES.contains(&self.written(at))
    }

    /// Past the owner with a title whose name stands behind the noun.
    pub(super) fn owner(&self, at: usize, found: &[Detection]) -> Option<usize> {
        let is_title = |at: &usize| {
            self.words()[*at].sign == b'.' && !self.words()[*at].spaced
                || matches!(
                    self.written(*at),
                    "Dr" | "Dres" | "Prof" | "med" | "dent" | "jur" | "vet" | "Professor"
                )
        };
        let titles = (at..self.words().len()).take(TITLES).take_while(is_title).count();
        let name = at + titles;
        let start =
            self.words().get(name).filter(|word| titles > 0 && word.spaced && word.is_capital())?.start
                as usize;
        let next = found.partition_point(|other| other.span.end <= start);
        let person =
            found.get(next).filter(|other| other.span.start == start && other.entity == Entity::Person);
        Some(
            person.map_or_else(
                || self.past_hyphens(name),
                |person| super::words_in(self.words(), person.span).end,
            ),
        )
    }

    /// Past the whole name of whoever has founded it: `Gießerei Jane Roe`.
    pub(super) fn founder(&self, at: usize, found: &[Detection]) -> Option<usize> {
        let start = self.words()[at].start as usize;
        let next = found.partition_point(|name| name.span.end <= start);
        let person = found.get(next).filter(|name| name.span.start == start && name.score >= super::WEAK)?;
        let is_name = person.entity == Entity::Person && super::is_ours(person) && self.words()[at].spaced;
        let own = super::words_in(self.words(), person.span);
        (is_name && own.len() > 1).then_some(own.end)
    }

    /// Past the word at `at` and what hyphens join to it.
    fn past_hyphens(&self, at: usize) -> usize {
        let mut past = at + 1;
        while self.is_hyphen(past) && self.is_joined_word(past + 1) {
            past += 2;
        }
        past
    }

    /// Past the second of two owners of the practice at `at`, the first of whom ends at `past`: `Anwaltskanzlei Roe und Poe`.
    pub(super) fn second_owner(&self, at: usize, past: usize) -> usize {
        let is_practice = || OF_OWNERS.iter().any(|end| self.written(at).to_lowercase().ends_with(end));
        let is_second = || {
            self.is_capital(past + 1)
                && !self.has(past + 1, class::TITLE)
                && self.is_name_of_partner(past + 1)
        };
        if self.written(past) == "und" && is_practice() && is_second() {
            self.past_hyphens(past + 1)
        } else {
            past
        }
    }

    /// Past the partners that stand at `at`: `& Poe`, `und Söhne`, `/Poe`.
    pub(super) fn partners(&self, at: usize) -> usize {
        let mut past = at;
        while let Some(end) = self.partner(past) {
            past = end;
        }
        past
    }

    fn partner(&self, at: usize) -> Option<usize> {
        let sign = self.words().get(at)?;
        let next = self.words().get(at + 1)?;
        let is_partner = PARTNERS.contains(&self.written(at + 1));
        let fits = match self.written(at) {
            "&" | "+" => sign.spaced && next.spaced && next.is_capital() && self.is_on_line(at),
            "und" | "u" | "et" | "and" | "y" | "en" | "e" => is_partner,
            "/" => {
                !sign.spaced
                    && !next.spaced
                    && next.shape == Shape::Capital
                    && self.is_name_of_partner(at + 1)
            }
            _ => false,
        };
        let abbreviated = || self.words().get(at + 2).is_some_and(|dot| dot.sign == b'.' && !dot.spaced);
        let dot = is_partner && matches!(self.written(at + 1), "Co" | "Nachf" | "Cie") && abbreviated();
        fits.then_some(at + 2 + usize::from(dot))
    }

    fn is_name_of_partner(&self, at: usize) -> bool {
        self.is_named(at) || self.has(at, class::LAST)
    }

    /// Whether no line ends right before or behind the sign.
    fn is_on_line(&self, at: usize) -> bool {
        let ends = |at: usize| self.words().get(at).is_none_or(|word| word.shape == Shape::LineEnd);
        !ends(at + 1) && at.checked_sub(1).is_some_and(|before| !ends(before))
    }
}
