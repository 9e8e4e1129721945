//! A rule as its file says it, nothing judged yet: read from TOML, and written and read again in the form that is stored.
//!
//! Shared with the build script, which knows no checks: what they are is a parameter. Next: `raw.rs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::parts;
use crate::boundary::Boundary;

/// Every field of a rule file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written<Check> {
    pub(crate) entity: String,
    pub(crate) about: String,
    pub(crate) source: String,
    pub(crate) regions: Option<Vec<String>>,
    pub(crate) pattern: Option<String>,
    #[serde(default)]
    pub(crate) patterns: Vec<String>,
    pub(crate) lead: Option<String>,
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    pub(crate) reach: Option<usize>,
    pub(crate) check: Option<Check>,
    #[serde(default = "Vec::new")]
    pub(crate) checks: Vec<Check>,
    #[serde(default)]
    pub(crate) boundary: Boundary,
    pub(crate) score: f32,
    pub(crate) score_with_context: Option<f32>,
    pub(crate) score_alone: Option<f32>,
    pub(crate) score_lowered: Option<f32>,
    pub(crate) score_without_check: Option<f32>,
    #[serde(default)]
    pub(crate) context: Context,
}

/// Cue words by language.
pub(crate) type Cues = BTreeMap<String, Vec<String>>;

/// The table `context` of a rule.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context {
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) before: Option<usize>,
    pub(crate) after: Option<usize>,
    #[serde(default)]
    pub(crate) raise: Cues,
    #[serde(default)]
    pub(crate) lower: Cues,
    #[serde(default)]
    pub(crate) lists: Vec<String>,
}

/// One list of `rules/cues.toml`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    #[serde(default)]
    pub(crate) raise: Cues,
    #[serde(default)]
    pub(crate) lower: Cues,
}

impl<Check> Written<Check> {
    /// The patterns, in order.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &String> {
        self.pattern.iter().chain(&self.patterns)
    }

    /// With the pieces put in, and the keywords in lower case.
    ///
    /// # Errors
    /// The field that names a piece that there is none of, and why.
    pub(crate) fn expanded(mut self) -> Result<Self, (&'static str, String)> {
        for text in self.pattern.iter_mut().chain(&mut self.patterns) {
            *text = parts::expand(text).map_err(|e| ("pattern", e))?;
        }
        if let Some(lead) = &mut self.lead {
            *lead = parts::expand(lead).map_err(|e| ("lead", e))?;
        }
        self.keywords.iter_mut().for_each(|keyword| keyword.make_ascii_lowercase());
        Ok(self)
    }
}
