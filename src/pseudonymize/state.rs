//! [`State`]: everything that is known after some of a request's surfaces, and that what comes next depends on.
//!
//! Owns: nothing but the parts. The same surfaces under the same profile come to the same state; where it [lasts](State::lasts),
//! a later request that begins with them may go on from it. Never: finds or replaces.

use std::sync::Arc;

use super::counts::Counts;
use super::known::Known;
use super::profile::Profile;
use crate::provider::Tools;
use crate::pseudonym::Mapping;
use crate::scan::Told;

/// What is known after some of a request's surfaces. Holds personal data: no `Debug`.
#[derive(Clone)]
pub(super) struct State {
    /// What stands for what.
    pub(super) mapping: Mapping,
    /// What is looked for.
    pub(super) known: Known,
    /// What the names found so far tell of the surfaces to come.
    pub(super) told: Told,
    /// What was found.
    pub(super) counts: Counts,
    /// What is known of the tools that are defined there.
    pub(super) tools: Arc<Tools>,
    /// Whether what was made of the surfaces so far stays the same whatever comes after them, unless a value found there stands
    /// in them: all that could be found was looked for, and no text in them reads as a pseudonym that might come alive.
    pub(super) lasts: bool,
}

impl State {
    /// Before the first surface of a request that begins with this mapping.
    pub(super) fn new(mapping: Mapping, profile: &Profile) -> Self {
        let known = Known::new(&mapping, profile);
        Self::knowing(mapping, known, Counts::default())
    }

    /// Where so much is known by now, and nothing that a later request could go on from.
    pub(super) fn knowing(mapping: Mapping, known: Known, counts: Counts) -> Self {
        Self { mapping, known, told: Told::default(), counts, tools: Arc::default(), lasts: true }
    }

    /// For a request that goes on from this.
    pub(super) fn continued(&self) -> Self {
        Self {
            mapping: self.mapping.continued(),
            known: self.known.clone(),
            told: self.told.clone(),
            counts: self.counts.clone(),
            tools: Arc::clone(&self.tools),
            lasts: self.lasts,
        }
    }
}
