//! What a scan hands out: a span of bytes, an entity, a score and the rule that found it.
//!
//! Nothing here ever holds text. [`Candidate`] is the state before overlaps are settled (see [`crate::resolve`]),
//! [`Detection`] the one after.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::entity::Entity;

/// A range of bytes in one text, both ends on character boundaries, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset one past the last byte.
    pub end: usize,
}

impl Span {
    /// The span as a range, for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Always false for spans of a scan.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether both share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A rule's stable name, its path below `rules/`: `global.email`, `de.tax_id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

impl RuleId {
    pub(crate) fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The name as written in settings and reports.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One piece of personal data found in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub entity: Entity,
    /// How sure the rule is, 0 to 1.
    pub score: f32,
    /// Which rule found it.
    pub rule: RuleId,
}

/// A detection that may still lose to an overlapping one.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) span: Span,
    /// Position of the rule in the compiled set.
    pub(crate) rule: u32,
    pub(crate) score: f32,
    /// A checksum or grammar confirmed it.
    pub(crate) checked: bool,
}
