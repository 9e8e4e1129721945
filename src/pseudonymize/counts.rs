//! [`Counts`]: how much was found, and by which rules.
//!
//! Owns: counting, and how the counts are written in logs. Never: holds a value or a place; this is what may leave the
//! data path.

use std::fmt;

use allonym_detectors::{Entity, RuleId};

use crate::provider::Rank;

/// How many values of each entity, and how often each rule fired. Counts only: fit for logs and metrics.
#[derive(Clone, Default)]
pub struct Counts {
    /// Replaced spans per entity, in the order in which they were first met.
    pub entities: Vec<(Entity, u32)>,
    /// Detections per rule; `None` counts what stood on the tenant's own list.
    pub rules: Vec<(Option<RuleId>, u32)>,
    /// Bytes of strings that were searched.
    pub inspected: u64,
    /// Bytes of strings that were not: the protocol's own, and files that the settings let pass.
    pub passed: u64,
}

impl Counts {
    /// How many values were replaced.
    pub fn values(&self) -> u32 {
        self.entities.iter().map(|(_, count)| count).sum()
    }

    /// `global.email:2,name.title_de:1`
    pub fn fired(&self) -> impl fmt::Display {
        Fired(&self.rules)
    }

    /// What was found in another text of the request.
    pub(super) fn add_all(&mut self, other: Self) {
        for (entity, found) in other.entities {
            *count(&mut self.entities, |known| *known == entity, || entity.clone()) += found;
        }
        for (rule, found) in other.rules {
            *count(&mut self.rules, |known| *known == rule, || rule.clone()) += found;
        }
        self.inspected += other.inspected;
        self.passed += other.passed;
    }

    pub(super) fn add(&mut self, entity: &Entity, rule: Option<&RuleId>) {
        *count(&mut self.entities, |known| known == entity, || entity.clone()) += 1;
        *count(&mut self.rules, |known| known.as_ref() == rule, || rule.cloned()) += 1;
    }
}

/// Bytes of strings that are no surface.
#[derive(Clone, Copy, Default)]
pub(super) struct Passed {
    /// In what comes before the conversation in canonical order.
    pub(super) heads: usize,
    pub(super) conversation: usize,
    pub(super) rest: usize,
}

impl Passed {
    pub(super) fn add(&mut self, rank: Rank, bytes: usize) {
        let of_rank = match rank {
            Rank::Tools | Rank::System => &mut self.heads,
            Rank::Conversation => &mut self.conversation,
            Rank::Rest => &mut self.rest,
        };
        *of_rank += bytes;
    }

    pub(super) const fn all(self) -> usize {
        self.heads + self.conversation + self.rest
    }
}

/// Rules and how often each fired.
struct Fired<'a>(&'a [(Option<RuleId>, u32)]);

impl fmt::Display for Fired<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (rule, count)) in self.0.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(f, "{comma}{}:{count}", rule_name(rule.as_ref()))?;
        }
        Ok(())
    }
}

/// A rule's name in logs and settings.
pub(super) fn rule_name(rule: Option<&RuleId>) -> &str {
    rule.map_or("deny_list", RuleId::as_str)
}

/// Counts one more. Few kinds are met in a request, hence a list.
fn count<K>(counts: &mut Vec<(K, u32)>, is_it: impl Fn(&K) -> bool, key: impl FnOnce() -> K) -> &mut u32 {
    let at = counts.iter().position(|(known, _)| is_it(known)).unwrap_or_else(|| {
        counts.push((key(), 0));
        counts.len() - 1
    });
    &mut counts[at].1
}
