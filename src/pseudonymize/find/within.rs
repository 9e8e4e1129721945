//! Values that are known within something longer that is only a guess: of `Call Jane Roe Now`, with `Jane Roe` known, the name; and names
//! that somebody is known by, in what is guessed to be no person.
//!
//! Owns: that what a model wrote around a pseudonym makes nobody else of whom it stands for when it is sent back. Never: cuts off what
//! may be a name itself, or finds anything.

use std::ops::Range;

use allonym_detectors::{Detection, Entity, is_no_name};

use super::namesakes::is_guess;
use super::{Findings, Search};
use crate::pseudonym::sought::has_parts;
use crate::pseudonymize::known::With;

/// What joins the halves of a name.
const JOINING: [char; 3] = ['-', '\'', '’'];

/// The longest ending of a file's name, in bytes with its point: `jane@mail.example.json`.
const ENDING: usize = 5;

impl Search<'_> {
    /// The known values in what was found in `text`, and where they stand, if the rest of that is no name.
    pub(super) fn known_within(&self, text: &str, found: &Detection) -> Vec<(Range<usize>, With)> {
        let range = found.span.range();
        let written = &text[range.clone()];
        let (kind, may_be_left): (_, fn(&str) -> bool) = match found.entity {
            Entity::Person | Entity::Organization | Entity::Location if is_guess(&found.rule) => {
                (Entity::Person, are_words)
            }
            Entity::Email => (Entity::Email, is_ending),
            _ => return Vec::new(),
        };
        // What has no parts has none that is known by several.
        if !has_parts(written) {
            return Vec::new();
        }
        let known = self.state.known.find(written);
        let counts =
            |own: &Range<usize>, with| self.is_of_kind(with, &kind) && has_parts(&written[own.clone()]);
        let mut known: Vec<_> = known.filter(|(own, with)| counts(own, *with)).collect();
        let ends = known.iter().map(|(own, _)| own.start).chain([written.len()]);
        let starts = [0].into_iter().chain(known.iter().map(|(own, _)| own.end));
        let is_itself = found.entity == kind && known.iter().any(|(own, _)| own.len() == written.len());
        if is_itself || !starts.zip(ends).all(|(start, end)| may_be_left(&written[start..end])) {
            return Vec::new();
        }
        known.iter_mut().for_each(|(own, _)| *own = range.start + own.start..range.start + own.end);
        known
    }

    /// Puts known values in the place of something longer that was found around them.
    pub(super) fn put_known(
        &mut self,
        found: &Detection,
        known: Vec<(Range<usize>, With)>,
        findings: &mut Findings,
    ) {
        for (range, with) in known {
            if findings.is_free(&range) {
                self.state.counts.add(&found.entity, Some(&found.rule));
                findings.add(range, with);
            }
        }
    }
}

/// Whether nothing stands before, between or behind names but words that are no names, joined to none.
fn are_words(left: &str) -> bool {
    let is_joined = left.ends_with(JOINING) || left.starts_with(JOINING);
    let mut words = left.split(|c: char| !c.is_alphanumeric());
    !is_joined && words.all(|word| word.chars().nth(1).is_none() || is_no_name(word))
}

/// Whether nothing stands around an address but the ending of a file's name behind it.
fn is_ending(left: &str) -> bool {
    left.is_empty() || left.starts_with('.') && left.len() <= ENDING
}
