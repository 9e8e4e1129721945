//! From a place where a pattern matches to a candidate: ends, beginning, boundary, value, check, context.
//!
//! Shared by every engine, so that engines differ only in where they look. Of the ends a pattern offers at one
//! place, the longest that passes wins.

use regex_automata::meta::Regex;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};

use crate::automaton::{Automaton, deepest, dialect};
use crate::context::Effect;
use crate::detection::{Candidate, Span};
use crate::rule::{Pattern, Rule, RuleError};
use crate::settings::Settings;

/// How far before a match its lead may begin, in bytes.
const LEAD_REACH: usize = 128;

/// Bounds what one capturing pattern may cost to compile, in bytes.
const CAPTURE_LIMIT: usize = 4 << 20;

/// One pattern of one rule, ready to confirm matches.
pub(crate) struct Verifier {
    /// Index of the rule in the set.
    pub(crate) rule: u32,
    pub(crate) reach: usize,
    lead: Option<Automaton>,
    value: Option<Regex>,
}

impl Verifier {
    /// # Errors
    /// When the pattern or its lead does not compile.
    pub(crate) fn new(index: u32, rule: &Rule, pattern: &Pattern) -> Result<Self, RuleError> {
        let refuse = |reason: String| RuleError::new(rule.id.as_str(), reason);
        let lead =
            pattern.lead.as_ref().map(|lead| Automaton::backward(&[lead])).transpose().map_err(refuse)?;
        let value =
            pattern.text.contains("(?<value>").then(|| whole(&pattern.text)).transpose().map_err(refuse)?;
        Ok(Self { rule: index, reach: pattern.reach, lead, value })
    }

    /// The candidate at `at`, where the pattern matches up to each of `ends` (ascending); none when nothing holds.
    pub(crate) fn confirm(
        &self,
        rule: &Rule,
        text: &str,
        at: usize,
        ends: &[usize],
        settings: &Settings,
    ) -> Option<Candidate> {
        let threshold = settings.threshold(&rule.entity)?;
        if rule.scores.best() < threshold {
            return None;
        }
        let start = self.start(rule, text, at)?;
        let mut ends = ends.iter().rev().filter(|&&end| end > start && rule.boundary.holds(text, start, end));
        ends.find_map(|&end| self.judge(rule, text, Span { start, end }, at, settings, threshold))
    }

    /// Where the match begins: at `at`, or at the farthest beginning of the lead that a boundary allows.
    fn start(&self, rule: &Rule, text: &str, at: usize) -> Option<usize> {
        let allowed = |start: usize| text.is_char_boundary(start) && rule.boundary.left(text, start);
        let Some(lead) = &self.lead else { return allowed(at).then_some(at) };
        let mut farthest = None;
        let from = at.saturating_sub(LEAD_REACH);
        lead.walk_back(&mut lead.scratch(), text.as_bytes(), from, at, |_, start| {
            if allowed(start) {
                farthest = Some(start);
            }
        });
        farthest
    }

    fn judge(
        &self,
        rule: &Rule,
        text: &str,
        matched: Span,
        at: usize,
        settings: &Settings,
        threshold: f32,
    ) -> Option<Candidate> {
        let span = self.value_span(text, matched, at)?;
        let value = &text[span.range()];
        let passed = rule.checks.iter().all(|check| check.passes(value));
        if !passed && rule.scores.unchecked.is_none() {
            return None;
        }
        let score = score(rule, text, span, passed, settings).filter(|&score| score >= threshold)?;
        let proven = passed && rule.checks.iter().any(crate::check::Check::proves);
        Some(Candidate { span, rule: self.rule, score, checked: proven })
    }

    fn value_span(&self, text: &str, matched: Span, at: usize) -> Option<Span> {
        let Some(value) = &self.value else { return Some(matched) };
        let input = Input::new(&text.as_bytes()[..matched.end]).range(at..).anchored(Anchored::Yes);
        let mut groups: Captures = value.create_captures();
        value.search_captures(&input, &mut groups);
        let group = groups.get_group_by_name("value").filter(|group| group.start < group.end)?;
        let whole = text.is_char_boundary(group.start) && text.is_char_boundary(group.end);
        whole.then_some(Span { start: group.start, end: group.end })
    }
}

/// The pattern as a search that must match up to the end of its haystack.
fn whole(pattern: &str) -> Result<Regex, String> {
    let config = Regex::config().utf8_empty(false).nfa_size_limit(Some(CAPTURE_LIMIT));
    let text = format!("(?:{pattern})\\z");
    Regex::builder().configure(config).syntax(dialect()).build(&text).map_err(|error| deepest(&error))
}

/// The score that the check and the surroundings give; none when the rule then asks for silence.
fn score(rule: &Rule, text: &str, span: Span, passed: bool, settings: &Settings) -> Option<f32> {
    let effect = rule.context.judge(text, span, settings);
    match effect {
        Some(Effect::Raises) if passed => Some(rule.scores.raised),
        Some(Effect::Raises) => rule.scores.unchecked,
        _ if !passed || rule.context.required => None,
        Some(Effect::Lowers) => Some(rule.scores.lowered),
        None if is_alone(text, span) => Some(rule.scores.alone),
        None => Some(rule.scores.plain),
    }
}

/// Whether nothing but space, quotes and closing punctuation surrounds the value.
fn is_alone(text: &str, span: Span) -> bool {
    let around = |part: &str| part.chars().all(|c| c.is_whitespace() || "\"'`.,;".contains(c));
    span.start < 8 && text.len() - span.end < 8 && around(&text[..span.start]) && around(&text[span.end..])
}
