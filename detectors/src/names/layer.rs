//! The layers' ids, which stand in reports where a rule's id would.

use std::sync::LazyLock;

use crate::detection::RuleId;

/// Our own tagger, embedded.
pub(crate) static TAGGER: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.tagger"));
/// A part or form of a name that stands elsewhere in the text.
#[expect(dead_code, reason = "until the dictionary lands")]
pub(crate) static DICTIONARY: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.dictionary"));
/// The neural tier, whose spans the caller brings.
pub(crate) static NEURAL: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("names.neural"));
