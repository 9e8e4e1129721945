//! What follows from one pattern alone: its automata, and the conditions that a place must meet for it to match there.
//!
//! Dear to compute and the same in every set of rules, so the build script, which shares this module, computes it for
//! the crate's own rules, and [`store`] finds it again by the pattern's text. Knows nothing of checks, scores or cues.

use regex_automata::meta::Regex;
use regex_syntax::hir::{Hir, Look};

use crate::automaton::{Automaton, Way, deepest, relaxed};

pub(crate) mod behind;
mod head;
pub(crate) mod keyword;
pub(crate) mod rows;
pub(crate) mod split;
pub(crate) mod store;
pub(crate) mod waking;

use behind::Behind;
use keyword::{After, uncovered};
use rows::Rows;
use split::Split;
use waking::Waking;

/// Why a pattern is refused whose matches no place of a text would wake.
const ASLEEP: &str = "without keywords, one of a match's first three runs of letters and digits must hold a digit, or a match \
                      begin with a sign: say in `keywords` what it begins with";

/// A pattern as a rule writes it, its pieces put in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    /// What must end right where `text` begins.
    pub(crate) lead: Option<&'a str>,
    /// Lower-case ASCII literals, one of which every match of `text` begins with; empty: none known.
    pub(crate) keywords: &'a [String],
    /// Whether no letter or digit of ASCII may follow a match.
    pub(crate) closed: bool,
}

/// The facts of one pattern.
pub(crate) struct Facts {
    pub(crate) form: Form,
    /// The lead's automaton, and where a lead can end.
    pub(crate) lead: Option<(Automaton, Behind)>,
    /// What a match can begin with, one for each way.
    pub(crate) rows: Vec<Rows>,
    /// The longest match in bytes.
    pub(crate) longest: usize,
    /// Of each keyword, what may stand right behind it in a match.
    pub(crate) next: Vec<After>,
}

/// How a pattern's ends are found.
pub(crate) enum Form {
    Whole(Automaton),
    Split(Split),
}

impl Facts {
    /// Computes the facts.
    ///
    /// # Errors
    /// When the pattern or its lead does not compile.
    pub(crate) fn compute(source: Source<'_>) -> Result<Self, String> {
        let forward = Automaton::new(source.text, Way::Forward)?;
        if let Some(begins) = uncovered(&forward, source.keywords) {
            return Err(format!("a match may begin with `{begins}`, which is none of the keywords"));
        }
        if source.keywords.is_empty() && source.lead.is_none() && !Waking::of(&forward).any {
            return Err(ASLEEP.to_owned());
        }
        let lead = source.lead.map(|lead| Automaton::new(lead, Way::Backward)).transpose()?;
        let lead = lead.map(|backward| {
            let behind = Behind::of(&backward);
            (backward, behind)
        });
        let rows = rows(&forward, source);
        let after = |keyword: &String| After::of(&forward, keyword, source.closed);
        let next = source.keywords.iter().map(after).collect();
        let split = if has_value(source.text) {
            captures(source.text)?;
            Split::of(source.text)?
        } else {
            None
        };
        let form = split.map_or(Form::Whole(forward), Form::Split);
        Ok(Self { form, lead, rows, longest: longest(source.text)?, next })
    }
}

/// What a match can begin with, one for each way; of a pattern with too many ways, those of the longest of its heads that has
/// not.
fn rows(forward: &Automaton, source: Source<'_>) -> Vec<Rows> {
    let cut = |head: String| Rows::of(&Automaton::new(&head, Way::Forward).ok()?, source.closed);
    let rows = Rows::of(forward, source.closed).or_else(|| head::heads(source.text).find_map(cut));
    rows.unwrap_or_else(|| vec![Rows::of_bytes(forward)])
}

/// Whether a group of the pattern is the value.
pub(crate) fn has_value(pattern: &str) -> bool {
    pattern.contains("(?<value>")
}

/// Bounds what one capturing pattern may cost to compile, in bytes.
const CAPTURE_LIMIT: usize = 4 << 20;

/// The pattern as a search for its groups, which must match up to the end of its haystack. It is only asked where a walk of the
/// same pattern has come to that end, so what would tell quickly that there is no match is left out: that is most of what
/// compiling takes.
///
/// # Errors
/// When the pattern does not compile.
pub(crate) fn captures(pattern: &str) -> Result<Regex, String> {
    let config = Regex::config().utf8_empty(false).nfa_size_limit(Some(CAPTURE_LIMIT));
    let config = config.hybrid(false).dfa(false).auto_prefilter(false);
    let whole = Hir::concat(vec![relaxed(pattern)?, Hir::look(Look::End)]);
    Regex::builder().configure(config).build_from_hir(&whole).map_err(|error| deepest(&error))
}

/// The longest match of a pattern, in bytes.
fn longest(pattern: &str) -> Result<usize, String> {
    Ok(relaxed(pattern)?.properties().maximum_len().unwrap_or(usize::MAX))
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bytes(pub(crate) [u64; 4]);

impl Bytes {
    pub(crate) const ALL: Self = Self([u64::MAX; 4]);
    pub(crate) const NONE: Self = Self([0; 4]);

    /// Those of which `test` holds.
    pub(crate) fn of(test: impl Fn(u8) -> bool) -> Self {
        let mut bytes = Self::NONE;
        (0..=255).filter(|&byte| test(byte)).for_each(|byte| bytes.add(byte));
        bytes
    }

    pub(crate) fn add(&mut self, byte: u8) {
        self.0[usize::from(byte / 64)] |= 1 << (byte % 64);
    }

    /// Whether the sets have a byte in common.
    pub(crate) fn meet(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }

    #[inline]
    pub(crate) fn holds(&self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] >> (byte % 64) & 1 == 1
    }
}
