//! The layers' ids, which stand in reports where a rule's id would.

use std::sync::LazyLock;

use crate::detection::RuleId;

/// Our own tagger, embedded.
pub(crate) static TAGGER: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.tagger"));
/// A part or form of a name that stands elsewhere in the text.
pub(crate) static DICTIONARY: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.dictionary"));
/// A number right beside a person's name.
pub(crate) static BESIDE: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.beside"));
/// The neural tier, whose spans the caller brings.
pub(crate) static NEURAL: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.neural"));

/// Whether this is a layer's id, not a rule's.
pub(crate) fn is_one(rule: &RuleId) -> bool {
    [&*TAGGER, &*DICTIONARY, &*BESIDE, &*NEURAL].contains(&rule)
}
