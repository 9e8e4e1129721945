//! From a place where a pattern matches to a candidate: ends, beginning, boundary, value, check, context.
//!
//! Shared by every engine, so that engines differ only in where they look. Of the ends a pattern offers at one
//! place, the longest that passes wins.

use std::sync::OnceLock;

use regex_automata::meta::Regex;
use regex_automata::{Anchored, Input, PatternID};

use crate::automaton::{Automaton, Trail};
use crate::boundary::{Boundary, is_counted};
use crate::check::Marks;
use crate::context::cues::{CueHit, CueSet};
use crate::context::{Ear, Effect, NAMED};
use crate::detection::{Candidate, Span};
use crate::pattern::{Facts, Form, captures, has_value};
use crate::rule::{Pattern, Rule};
use crate::settings::Settings;

mod alone;
mod past;
mod signs;
mod trace;

use alone::{is_alone, is_row, is_whole};
pub(crate) use past::Past;
use signs::Signs;
pub(crate) use trace::Trace;

/// How far before a match its lead may begin, in bytes.
pub(crate) const LEAD_REACH: usize = 128;

/// Walks that may be as long as this leave a trail.
const LONG_WALK: usize = 48;

/// One pattern of one rule, ready to confirm matches.
pub(crate) struct Verifier {
    /// Index of the rule in the set.
    pub(crate) rule: u32,
    /// How many bytes a match may span from the pattern's beginning.
    reach: usize,
    form: Form,
    /// Whether it only begins at words that are its keywords, so that every engine asks it at the same places in order.
    by_word: bool,
    /// What stands before the pattern, which is tried only once the lead is there.
    lead: Option<Automaton>,
    signs: Signs,
    value: Option<Value>,
}

/// A pattern whose group is the value, compiled once it has matched.
struct Value {
    pattern: Box<str>,
    groups: OnceLock<Groups>,
}

/// The compiled search for a pattern's groups.
struct Groups {
    regex: Regex,
    /// The slot with the value's beginning; the next one has its end.
    value: usize,
}

impl Value {
    fn new(pattern: &str) -> Self {
        Self { pattern: pattern.into(), groups: OnceLock::new() }
    }

    fn groups(&self) -> &Groups {
        self.groups.get_or_init(|| {
            let regex = captures(&self.pattern).expect("proved with its facts");
            let (first, groups) = (PatternID::ZERO, regex.group_info());
            let slots = groups.to_index(first, "value").and_then(|group| groups.slots(first, group));
            let (value, _) = slots.expect("a pattern with a group for the value");
            Groups { regex, value }
        })
    }

    /// Where the value lies in a match that begins and ends as `input` does.
    fn span(&self, input: &Input<'_>) -> Option<Span> {
        let Groups { regex, value } = self.groups();
        let mut slots = vec![None; value + 2];
        regex.search_slots(input, &mut slots)?;
        Some(Span { start: slots[*value]?.get(), end: slots[value + 1]?.get() })
    }
}

/// A rule of the set with its context's cues numbered.
pub(crate) struct Judge {
    pub(crate) rule: Rule,
    ear: Ear,
    /// The best any match of it can score.
    best: f32,
}

/// What every confirmation of one scan shares.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) text: &'a str,
    pub(crate) settings: &'a Settings,
    /// The text is nothing but values ([`is_row`]).
    pub(crate) row: bool,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(text: &'a str, settings: &'a Settings) -> Self {
        Self { text, settings, row: is_row(text) }
    }

    fn is_alone(&self, span: Span) -> bool {
        is_alone(self.text, span) || self.row && is_whole(self.text, span)
    }
}

/// The cues of a text.
pub(crate) trait Surroundings {
    /// At least all that begin in `from..to`, sorted by start; of those before and after, any.
    fn around(&mut self, from: usize, to: usize) -> &[CueHit];
}

impl Surroundings for &[CueHit] {
    fn around(&mut self, _from: usize, _to: usize) -> &[CueHit] {
        self
    }
}

impl Judge {
    pub(crate) fn new(rule: Rule, cues: &mut CueSet) -> Self {
        Self { ear: Ear::new(&rule.context, cues), best: rule.scores.best(), rule }
    }

    /// The cues that raise a match of this rule.
    pub(crate) fn raising_cues(&self) -> impl Iterator<Item = u32> + '_ {
        self.ear.raising()
    }

    /// The score that the check and the surroundings give; none when the rule then asks for silence.
    fn score(&self, scene: Scene<'_>, span: Span, passed: bool, cues: &mut impl Surroundings) -> Option<f32> {
        let scores = &self.rule.scores;
        match self.effect(scene, span, cues) {
            Some(Effect::Raises) if passed => Some(scores.raised),
            Some(Effect::Raises) => scores.unchecked,
            _ if !passed || self.rule.context.required => None,
            Some(Effect::Lowers) => Some(scores.lowered),
            None if scene.is_alone(span) => Some(scores.alone),
            None => Some(scores.plain),
        }
    }

    fn is_raised(&self, scene: Scene<'_>, span: Span, cues: &mut impl Surroundings) -> bool {
        self.effect(scene, span, cues) == Some(Effect::Raises)
    }

    fn effect(&self, scene: Scene<'_>, span: Span, cues: &mut impl Surroundings) -> Option<Effect> {
        if self.ear.is_deaf() {
            return None;
        }
        let context = &self.rule.context;
        let cues =
            cues.around(span.start.saturating_sub(context.before), span.end + context.after.max(NAMED));
        self.ear.judge(cues, scene.text, span, scene.settings)
    }
}

impl Verifier {
    /// `facts` are the pattern's own.
    pub(crate) fn new(rule: u32, pattern: &Pattern, facts: Facts) -> Self {
        let Facts { form, lead, longest, .. } = facts;
        let value = has_value(&pattern.text).then(|| Value::new(&pattern.text));
        let signs = Signs::of(&pattern.keywords);
        let by_word = !pattern.keywords.is_empty() && signs.is_empty();
        let lead = lead.map(|(lead, _)| lead);
        Self { rule, reach: pattern.reach.min(longest), form, by_word, lead, signs, value }
    }

    /// Whether what happened at earlier places matters.
    pub(crate) fn wants_past(&self) -> bool {
        self.reach >= LONG_WALK || matches!(self.form, Form::Split(_))
    }

    /// The candidate where the pattern begins at `at`, and its lead, when it has one, ends there. The past is
    /// that of earlier calls of this very verifier for this very text, at places before this one; it is asked for once a match
    /// can begin there.
    pub(crate) fn confirm<'p>(
        &self,
        judge: &Judge,
        scene: Scene<'_>,
        at: usize,
        past: impl FnOnce() -> &'p mut Past,
        cues: &mut impl Surroundings,
    ) -> Option<Candidate> {
        if judge.best < scene.settings.min_score || !self.signs.may_stand(scene.text.as_bytes(), at) {
            return None;
        }
        let start = self.begin(&judge.rule, scene.text, at)?;
        let boundary = judge.rule.boundary;
        if !(scene.text.is_char_boundary(start) && boundary.left(scene.text, start)) {
            return None;
        }
        let past = past();
        let mut ends = self.no_ends();
        self.ends(boundary, scene.text, at, past, &mut ends);
        if ends.count == 0 {
            return None;
        }
        let threshold = scene.settings.threshold(&judge.rule.entity)?;
        let mut ends = ends.longest_first().filter(|&end| end > start);
        let found = ends.find_map(|end| {
            let span = self.value_span(scene.text, Span { start, end }, at, past)?;
            self.weigh((judge, scene), span, threshold, (&mut past.marks, cues))
        });
        found.filter(|found| !is_counted(scene.text, start) || judge.is_raised(scene, found.span, cues))
    }

    /// Where a match begins whose pattern begins at `at`; none when the lead is missing.
    fn begin(&self, rule: &Rule, text: &str, at: usize) -> Option<usize> {
        match &self.lead {
            Some(lead) => start_of_lead(lead, rule, text, at),
            None => Some(at),
        }
    }

    /// Adds the farthest ends on a boundary of the pattern that begins at `at`.
    fn ends(&self, boundary: Boundary, text: &str, at: usize, past: &mut Past, ends: &mut Ends) {
        let to = text.len().min(at + self.reach);
        let counts = |end: usize| text.is_char_boundary(end) && boundary.right(text, end);
        match &self.form {
            Form::Whole(forward) => walk(forward, text, (at, to), self.trail(past), counts, ends),
            Form::Split(split) => {
                if past.look(split, text.as_bytes(), (at, to), self.by_word) {
                    let found = split.row.ends(text.as_bytes(), (&mut past.run, &past.places), counts);
                    ends.push_farthest_first(found);
                }
            }
        }
    }

    fn no_ends(&self) -> Ends {
        Ends::new(if self.value.is_some() { Ends::OF_VALUES } else { Ends::MOST })
    }

    /// The trail of walks that may be long.
    fn trail<'a>(&self, past: &'a mut Past) -> Option<&'a mut Trail> {
        past.trail.as_mut().filter(|_| self.reach >= LONG_WALK)
    }

    fn weigh(
        &self,
        (judge, scene): (&Judge, Scene<'_>),
        span: Span,
        threshold: f32,
        (marks, cues): (&mut Marks, &mut impl Surroundings),
    ) -> Option<Candidate> {
        let checks = &judge.rule.checks;
        let passed = checks.iter().all(|check| check.passes_at(scene.text, span, marks));
        if !passed && judge.rule.scores.unchecked.is_none() {
            return None;
        }
        let score = judge.score(scene, span, passed, cues).filter(|&score| score >= threshold)?;
        let proven = passed && checks.iter().any(crate::check::Check::proves);
        Some(Candidate { span, rule: self.rule, score, checked: proven })
    }

    fn value_span(&self, text: &str, matched: Span, at: usize, past: &Past) -> Option<Span> {
        let Some(value) = &self.value else { return Some(matched) };
        let whole = |span: &Span| {
            span.start < span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end)
        };
        if let Form::Split(split) = &self.form
            && let Some((start, end)) = split.row.value(text.as_bytes(), &past.places, matched.end)
        {
            return Some(Span { start, end }).filter(whole);
        }
        let input = Input::new(&text.as_bytes()[..matched.end]).range(at..).anchored(Anchored::Yes);
        let span = value.span(&input)?;
        let is_lead = span.end == at && self.lead.is_some();
        Some(if is_lead { Span { start: matched.start, end: at } } else { span }).filter(whole)
    }
}

/// Adds the ends that count of the pattern that begins at `at`, up to `to`.
fn walk(
    forward: &Automaton,
    text: &str,
    (at, to): (usize, usize),
    trail: Option<&mut Trail>,
    counts: impl Fn(usize) -> bool,
    ends: &mut Ends,
) {
    let mut end = |end: usize| {
        let counts = counts(end);
        if counts {
            ends.push(end);
        }
        counts
    };
    match trail {
        Some(trail) => forward.walk_on(trail, text.as_bytes(), (at, to), end),
        None => forward.walk(text.as_bytes(), at, to, |at| {
            end(at);
        }),
    }
}

/// Where the farthest lead that ends at `at` and begins on a boundary begins.
fn start_of_lead(lead: &Automaton, rule: &Rule, text: &str, at: usize) -> Option<usize> {
    let mut farthest = None;
    lead.walk_back(text.as_bytes(), at.saturating_sub(LEAD_REACH), at, |start| {
        if text.is_char_boundary(start) && rule.boundary.left(text, start) {
            farthest = Some(start);
        }
    });
    farthest
}

/// The farthest ends of one match. A match that is none at so many ends is not worth more of them.
struct Ends {
    last: [usize; Self::MOST],
    /// How many there were in all, and how many are wanted.
    count: usize,
    wanted: usize,
}

impl Ends {
    const MOST: usize = 16;
    /// How many are tried of a pattern with a group for the value, whose value is checked anew for each.
    const OF_VALUES: usize = 4;

    fn new(wanted: usize) -> Self {
        Self { last: [0; Self::MOST], count: 0, wanted }
    }

    #[inline]
    fn push(&mut self, end: usize) {
        self.last[self.count % Self::MOST] = end;
        self.count += 1;
    }

    /// Takes as many as are wanted of ends that come from the farthest on.
    fn push_farthest_first(&mut self, ends: impl Iterator<Item = usize>) {
        let mut farthest = [0; Self::MOST];
        let mut count = 0;
        for (place, end) in farthest.iter_mut().zip(ends.take(self.wanted)) {
            *place = end;
            count += 1;
        }
        farthest[..count].iter().rev().for_each(|&end| self.push(end));
    }

    fn longest_first(&self) -> impl Iterator<Item = usize> + '_ {
        let kept = self.count.min(self.wanted);
        (1..=kept).map(|back| self.last[(self.count - back) % Self::MOST])
    }
}
