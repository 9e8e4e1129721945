//! [`AllowList`] and [`DenyList`]: values that a tenant knows beforehand.
//!
//! Owns: looking them up: exact values of any number by index, patterns in one linear-time automaton. Never: reads them
//! from a file; `config` does.

use std::ops::Range;

use allonym_detectors::Entity;
use hashbrown::HashSet;
use regex_automata::meta::{BuildError, Regex};
use regex_automata::{Anchored, Input};

use super::known::{Known, With};

/// Values that are never replaced: exact ones (without regard to case) and patterns that match a whole value.
#[derive(Clone, Default)]
pub struct AllowList {
    values: HashSet<String>,
    patterns: Option<Regex>,
}

impl AllowList {
    /// Compiles the list.
    ///
    /// # Errors
    /// A pattern that is no regular expression, or too large for a linear-time engine.
    pub fn new<'v, S: AsRef<str>>(
        values: impl IntoIterator<Item = &'v str>,
        patterns: &[S],
    ) -> Result<Self, Box<BuildError>> {
        let values = values.into_iter().map(|value| value.trim().to_lowercase()).collect();
        let whole: Vec<String> =
            patterns.iter().map(|pattern| format!("(?:{})$", pattern.as_ref())).collect();
        Ok(Self { values, patterns: compile(&whole)? })
    }

    /// Whether `text` is on the list.
    pub fn holds(&self, text: &str) -> bool {
        let text = text.trim();
        (!self.values.is_empty() && self.values.contains(text.to_lowercase().as_str()))
            || self
                .patterns
                .as_ref()
                .is_some_and(|patterns| patterns.is_match(Input::new(text).anchored(Anchored::Yes)))
    }
}

/// Values that are always replaced: exact ones (as words, without regard to case) and patterns.
#[derive(Clone)]
pub struct DenyList {
    values: Known,
    patterns: Option<Regex>,
    entity: Entity,
}

impl Default for DenyList {
    fn default() -> Self {
        Self { values: Known::default(), patterns: None, entity: Entity::Secret }
    }
}

impl DenyList {
    /// Compiles the list; what it finds counts as `entity`.
    ///
    /// # Errors
    /// As [`AllowList::new`].
    pub fn new<'v, S: AsRef<str>>(
        values: impl IntoIterator<Item = &'v str>,
        patterns: &[S],
        entity: Entity,
    ) -> Result<Self, Box<BuildError>> {
        let mut known = Known::default();
        for value in values {
            known.add_listed(value.trim(), &entity, With::Pseudonym(0));
        }
        Ok(Self { values: known, patterns: compile(patterns)?, entity })
    }

    /// The kind of what is listed.
    pub fn entity(&self) -> &Entity {
        &self.entity
    }

    /// Where listed values stand in `text`, in bytes; places may overlap.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let matched = self.patterns.iter().flat_map(move |patterns| patterns.find_iter(text));
        let matched = matched.map(|found| found.range()).filter(|range| !range.is_empty());
        self.values.find(text).map(|(range, _)| range).chain(matched)
    }
}

fn compile<S: AsRef<str>>(patterns: &[S]) -> Result<Option<Regex>, Box<BuildError>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    Regex::new_many(patterns).map(Some).map_err(Box::new)
}
