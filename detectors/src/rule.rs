//! One rule: read from TOML, checked once, then immutable.
//!
//! Parsing refuses whatever it does not understand; a [`Rule`] in hand is complete and consistent. The format is
//! described in `README.md`, "Add a detector". Compiling patterns is [`crate::pattern`]'s work.

use std::fmt;
use std::sync::Arc;

use crate::boundary::Boundary;
use crate::check::Check;
use crate::context::Context;
use crate::detection::RuleId;
use crate::entity::Entity;
use crate::pattern::Source;

mod parts;
mod raw;
mod written;

/// A rule that is complete and consistent, its patterns not yet compiled.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: RuleId,
    pub(crate) entity: Entity,
    pub(crate) about: String,
    pub(crate) source: String,
    pub(crate) regions: Vec<String>,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) checks: Vec<Check>,
    pub(crate) boundary: Boundary,
    pub(crate) scores: Scores,
    pub(crate) context: Context,
}

/// What one alternative of a rule looks for.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// What a match is; with a group `value`, only the group is the span.
    pub(crate) text: String,
    /// What must end right where `text` begins, and belongs to the match.
    pub(crate) lead: Option<String>,
    /// Lower-case ASCII literals, one of which every match of `text` begins with; empty: none known.
    pub(crate) keywords: Arc<[String]>,
    /// How many bytes a match may span from the beginning of `text`.
    pub(crate) reach: usize,
    /// The number of its facts among the stored ones; none for a pattern that is not known to be there.
    pub(crate) stored: Option<u32>,
}

/// The score in each situation, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scores {
    pub(crate) plain: f32,
    /// A cue raises.
    pub(crate) raised: f32,
    /// A negative cue lowers.
    pub(crate) lowered: f32,
    /// The value is all there is in the text.
    pub(crate) alone: f32,
    /// The check failed, and a cue raises; none: a failed check drops the match.
    pub(crate) unchecked: Option<f32>,
}

impl Pattern {
    /// What the facts of the pattern follow from.
    pub(crate) fn source(&self, boundary: Boundary) -> Source<'_> {
        Source {
            text: &self.text,
            lead: self.lead.as_deref(),
            keywords: &self.keywords,
            closed: boundary != Boundary::None,
        }
    }
}

impl Scores {
    /// The best any match can score.
    pub(crate) fn best(&self) -> f32 {
        self.raised.max(self.plain).max(self.alone)
    }
}

impl Rule {
    /// Reads a rule.
    ///
    /// # Errors
    /// When the text is not TOML, has an unknown or missing field, or a value that does not fit.
    pub(crate) fn parse(id: &str, toml: &str) -> Result<Self, RuleError> {
        raw::parse(id, toml)
    }

    /// Reads a rule as the build script stored it; none when it could not store it, or it does not read.
    pub(crate) fn read(id: &str, stored: &[u8]) -> Option<Self> {
        raw::read(id, stored)
    }
}

/// Why a rule was refused, and where in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The rule's id.
    pub rule: String,
    /// Line of the file, from 1; none when the fault is not in one line.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl RuleError {
    pub(crate) fn new(rule: &str, reason: impl Into<String>) -> Self {
        Self { rule: rule.to_owned(), line: None, reason: reason.into() }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "rule {}, line {line}: {}", self.rule, self.reason),
            None => write!(f, "rule {}: {}", self.rule, self.reason),
        }
    }
}

impl std::error::Error for RuleError {}
