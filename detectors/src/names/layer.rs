//! The layers' ids, which stand in reports where a rule's id would.

use std::sync::LazyLock;

use crate::detection::RuleId;

/// Our own tagger, embedded.
pub(crate) static TAGGER: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.tagger"));
/// What a found name tells: its parts and forms elsewhere in the text, the age or telephone right after it.
pub(crate) static DICTIONARY: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.dictionary"));
/// The neural tier, whose spans the caller brings.
pub(crate) static NEURAL: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.neural"));

/// Whether this is a layer's id, not a rule's.
pub(crate) fn is_one(rule: &RuleId) -> bool {
    [&*TAGGER, &*DICTIONARY, &*NEURAL].contains(&rule)
}
