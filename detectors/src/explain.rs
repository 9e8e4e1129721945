//! Why: what one rule made of one place in a text, for `allonym rules explain` and whoever writes rules.
//!
//! Plain data, without text; [`crate::engine`] fills it in.

use std::fmt;

use crate::detection::{RuleId, Span};
use crate::entity::Entity;

/// A match of one rule's pattern and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Where the value is.
    pub span: Span,
    /// What it would be.
    pub entity: Entity,
    /// Whose match it is.
    pub rule: RuleId,
    /// Each check of the rule by name, and whether it passed.
    pub checks: Vec<(String, bool)>,
    /// The cue word that decided the score.
    pub cue: Option<CueFound>,
    /// What spoke for it, heaviest first, where weights decide instead of checks.
    pub reasons: Vec<String>,
    /// None when check and surroundings together ask for silence.
    pub score: Option<f32>,
    /// What became of it.
    pub verdict: Verdict,
}

impl Explanation {
    /// Moves every span, for a text whose plain form was explained.
    pub(crate) fn move_to(&mut self, typed: impl Fn(Span) -> Span) {
        self.span = typed(self.span);
        if let Some(cue) = &mut self.cue {
            cue.span = typed(cue.span);
        }
        if let Verdict::Outranked { span, .. } = &mut self.verdict {
            *span = typed(*span);
        }
    }
}

/// A cue word near a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CueFound {
    /// Where the word stands.
    pub span: Span,
    /// Whether it raises the score; it lowers it otherwise.
    pub raises: bool,
}

/// What became of a match.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// It is a detection.
    Detected,
    /// A stronger one overlaps it.
    Outranked {
        /// The winner's rule.
        by: RuleId,
        /// The winner's span.
        span: Span,
    },
    /// The score is below what the settings ask for.
    TooWeak {
        /// What they ask for.
        threshold: f32,
    },
    /// The settings leave this kind out.
    SwitchedOff,
    /// A check says no.
    CheckFailed,
    /// The rule wants a raising cue word, and there is none near.
    CueMissing,
    /// It is a part of something longer.
    NotSetOff,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Detected => f.write_str("detected"),
            Self::Outranked { by, .. } => write!(f, "dropped: {by} overlaps it and is stronger"),
            Self::TooWeak { threshold } => write!(f, "dropped: scores below {threshold:.2}"),
            Self::SwitchedOff => f.write_str("dropped: this kind is switched off"),
            Self::CheckFailed => f.write_str("dropped: a check failed"),
            Self::CueMissing => f.write_str("dropped: no cue word near"),
            Self::NotSetOff => f.write_str("dropped: a part of something longer"),
        }
    }
}
