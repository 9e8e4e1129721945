//! From a place where a pattern matches to a candidate: ends, beginning, boundary, value, check, context.
//!
//! Shared by every engine, so that engines differ only in where they look. Of the ends a pattern offers at one
//! place, the longest that passes wins.

use regex_automata::meta::Regex;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};

use crate::automaton::{Automaton, deepest, dialect};
use crate::context::cues::{CueHit, CueSet};
use crate::context::{Ear, Effect};
use crate::detection::{Candidate, Span};
use crate::rule::{Pattern, Rule, RuleError};
use crate::settings::Settings;

mod trace;

pub(crate) use trace::Trace;

/// How far before a match its lead may begin, in bytes.
const LEAD_REACH: usize = 128;

/// Bounds what one capturing pattern may cost to compile, in bytes.
const CAPTURE_LIMIT: usize = 4 << 20;

/// One pattern of one rule, ready to confirm matches.
pub(crate) struct Verifier {
    /// Index of the rule in the set.
    pub(crate) rule: u32,
    pub(crate) reach: usize,
    lead: Option<Lead>,
    value: Option<Regex>,
}

/// What stands before a pattern, and the pattern itself, which is tried only once the lead is there.
struct Lead {
    backward: Automaton,
    forward: Automaton,
    /// The bytes a lead can end with; none when it can be empty.
    last: Option<[bool; 256]>,
}

/// A rule of the set with its context's cues numbered.
pub(crate) struct Judge {
    pub(crate) rule: Rule,
    ear: Ear,
}

/// What every confirmation of one scan shares.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) text: &'a str,
    pub(crate) settings: &'a Settings,
    /// The cues that stand around, sorted by start.
    pub(crate) cues: &'a [CueHit],
}

impl Judge {
    pub(crate) fn new(rule: Rule, cues: &mut CueSet) -> Self {
        Self { ear: Ear::new(&rule.context, cues), rule }
    }

    /// The cues that raise a match of this rule.
    pub(crate) fn raising_cues(&self) -> impl Iterator<Item = u32> + '_ {
        self.ear.raising()
    }

    /// The score that the check and the surroundings give; none when the rule then asks for silence.
    fn score(&self, scene: Scene<'_>, span: Span, passed: bool) -> Option<f32> {
        let scores = &self.rule.scores;
        match self.ear.judge(scene.cues, scene.text, span, scene.settings) {
            Some(Effect::Raises) if passed => Some(scores.raised),
            Some(Effect::Raises) => scores.unchecked,
            _ if !passed || self.rule.context.required => None,
            Some(Effect::Lowers) => Some(scores.lowered),
            None if is_alone(scene.text, span) => Some(scores.alone),
            None => Some(scores.plain),
        }
    }
}

impl Verifier {
    /// # Errors
    /// When the pattern or its lead does not compile.
    pub(crate) fn new(index: u32, rule: &Rule, pattern: &Pattern) -> Result<Self, RuleError> {
        let refuse = |reason: String| RuleError::new(rule.id.as_str(), reason);
        let lead =
            pattern.lead.as_ref().map(|lead| Lead::new(lead, &pattern.text)).transpose().map_err(refuse)?;
        let value =
            pattern.text.contains("(?<value>").then(|| whole(&pattern.text)).transpose().map_err(refuse)?;
        Ok(Self { rule: index, reach: pattern.reach, lead, value })
    }

    /// Whether matches begin before the place where the pattern does.
    pub(crate) fn has_lead(&self) -> bool {
        self.lead.is_some()
    }

    /// The candidate where a lead ends at `at` and the pattern begins there.
    pub(crate) fn confirm_led(&self, judge: &Judge, scene: Scene<'_>, at: usize) -> Option<Candidate> {
        let (start, ends) = self.led(judge, scene, at)?;
        self.confirm(judge, scene, start, at, ends.iter().copied())
    }

    /// Where a lead that ends at `at` begins, and where the pattern behind it may end, longest first.
    fn led(&self, judge: &Judge, scene: Scene<'_>, at: usize) -> Option<(usize, Vec<usize>)> {
        let lead = self.lead.as_ref()?;
        let bytes = scene.text.as_bytes();
        let start = lead.start(&judge.rule, scene.text, at)?;
        let mut ends = Vec::new();
        let to = bytes.len().min(at + self.reach);
        lead.forward.walk(&mut lead.forward.scratch(), bytes, at, to, |_, end| ends.push(end));
        ends.reverse();
        Some((start, ends))
    }

    /// The candidate from `start` whose pattern begins at `at` and matches up to each of `ends`, longest first; none
    /// when nothing holds.
    pub(crate) fn confirm(
        &self,
        judge: &Judge,
        scene: Scene<'_>,
        start: usize,
        at: usize,
        ends: impl Iterator<Item = usize>,
    ) -> Option<Candidate> {
        let threshold = scene.settings.threshold(&judge.rule.entity)?;
        if judge.rule.scores.best() < threshold {
            return None;
        }
        let boundary = judge.rule.boundary;
        let mut ends = ends.filter(|&end| end > start && boundary.holds(scene.text, start, end));
        ends.find_map(|end| self.weigh(judge, scene, Span { start, end }, at, threshold))
    }

    fn weigh(
        &self,
        judge: &Judge,
        scene: Scene<'_>,
        matched: Span,
        at: usize,
        threshold: f32,
    ) -> Option<Candidate> {
        let span = self.value_span(scene.text, matched, at)?;
        let value = &scene.text[span.range()];
        let checks = &judge.rule.checks;
        let passed = checks.iter().all(|check| check.passes(value));
        if !passed && judge.rule.scores.unchecked.is_none() {
            return None;
        }
        let score = judge.score(scene, span, passed).filter(|&score| score >= threshold)?;
        let proven = passed && checks.iter().any(crate::check::Check::proves);
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

impl Lead {
    fn new(lead: &str, pattern: &str) -> Result<Self, String> {
        let backward = Automaton::backward(&[lead])?;
        Ok(Self { last: backward.last_bytes(), backward, forward: Automaton::forward(&[pattern])? })
    }

    /// Where the farthest lead that ends at `at` and begins on a boundary begins.
    fn start(&self, rule: &Rule, text: &str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        if let Some(last) = &self.last {
            at.checked_sub(1).filter(|&before| last[usize::from(bytes[before])])?;
        }
        let mut farthest = None;
        let from = at.saturating_sub(LEAD_REACH);
        self.backward.walk_back(&mut self.backward.scratch(), bytes, from, at, |_, start| {
            if text.is_char_boundary(start) && rule.boundary.left(text, start) {
                farthest = Some(start);
            }
        });
        farthest
    }
}

/// The pattern as a search that must match up to the end of its haystack.
fn whole(pattern: &str) -> Result<Regex, String> {
    let config = Regex::config().utf8_empty(false).nfa_size_limit(Some(CAPTURE_LIMIT));
    let text = format!("(?:{pattern})\\z");
    Regex::builder().configure(config).syntax(dialect()).build(&text).map_err(|error| deepest(&error))
}

/// Whether nothing but space, quotes and closing punctuation surrounds the value.
fn is_alone(text: &str, span: Span) -> bool {
    let around = |part: &str| part.chars().all(|c| c.is_whitespace() || "\"'`.,;".contains(c));
    span.start < 8 && text.len() - span.end < 8 && around(&text[..span.start]) && around(&text[span.end..])
}
