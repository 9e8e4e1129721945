//! [`Settled`]: what was said of a value, for when it is found again.
//!
//! Owns: that the same text, found as the same kind by the same rule, is not folded and looked up again in each of very many
//! places. Never: says anything of a value itself; `find.rs` does.

use allonym_detectors::{Detection, Entity, RuleId};
use hashbrown::HashMap;

use crate::pseudonymize::known::With;

/// What was said of each value of a text. Of each text what was said last, for it may come again for the same reason.
#[derive(Default)]
pub(super) struct Settled<'t>(HashMap<&'t str, (Entity, RuleId, With)>);

impl<'t> Settled<'t> {
    /// What was said of `text`, if that was for the same reason.
    pub(super) fn of(&self, text: &str, found: &Detection) -> Option<With> {
        let (entity, rule, with) = self.0.get(text)?;
        (*entity == found.entity && *rule == found.rule).then_some(*with)
    }

    /// Remembers what was said.
    pub(super) fn note(&mut self, text: &'t str, found: &Detection, with: With) {
        self.0.insert(text, (found.entity.clone(), found.rule.clone(), with));
    }
}
