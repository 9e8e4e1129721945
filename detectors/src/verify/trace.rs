//! The same way as [`super::Verifier::confirm`], with every step kept: for explanations, never on the hot path.

use super::{Judge, Past, Scene, Verifier};
use crate::boundary::{Boundary, is_counted};
use crate::context::Effect;
use crate::context::cues::CueHit;
use crate::detection::{Candidate, Span};

/// What became of one match of one pattern.
pub(crate) struct Trace {
    /// Position of the rule in the set.
    pub(crate) rule: u32,
    /// The value; the whole match when the value's group took no part.
    pub(crate) span: Span,
    /// Whether it is set off from its neighbours as the rule's boundary asks.
    pub(crate) set_off: bool,
    /// For each check of the rule, whether it passed.
    pub(crate) checks: Vec<bool>,
    /// The cue that decided.
    pub(crate) cue: Option<(CueHit, Effect)>,
    /// None when check and surroundings together ask for silence.
    pub(crate) score: Option<f32>,
}

impl Trace {
    /// The candidate that this match is when it holds and scores at least `threshold`.
    pub(crate) fn candidate(&self, judge: &Judge, threshold: f32) -> Option<Candidate> {
        let score = self.score.filter(|&score| self.set_off && score >= threshold)?;
        let proves = judge.rule.checks.iter().any(crate::check::Check::proves);
        let checked = proves && self.checks.iter().all(|&passed| passed);
        Some(Candidate { span: self.span, rule: self.rule, score, checked })
    }
}

impl Verifier {
    /// Traces the match whose pattern begins at `at`: of its ends, the longest that holds, else the longest.
    pub(crate) fn trace(&self, judge: &Judge, scene: Scene<'_>, at: usize, cues: &[CueHit]) -> Option<Trace> {
        let start = self.begin(&judge.rule, scene.text, at)?;
        let threshold = scene.settings.threshold(&judge.rule.entity).unwrap_or(f32::INFINITY);
        let of = |boundary: Boundary| {
            let past = &mut Past::default();
            let mut ends = self.no_ends();
            self.ends(boundary, scene.text, at, past, &mut ends);
            let ends = ends.longest_first().filter(|&end| end > start);
            ends.map(|end| self.trace_one((judge, scene), Span { start, end }, at, (past, cues)))
                .collect::<Vec<Trace>>()
        };
        let mut traces = of(judge.rule.boundary);
        if traces.is_empty() {
            traces = of(Boundary::None);
        }
        let best = traces.iter().position(|trace| trace.candidate(judge, threshold).is_some()).unwrap_or(0);
        (best < traces.len()).then(|| traces.swap_remove(best))
    }

    fn trace_one(
        &self,
        (judge, scene): (&Judge, Scene<'_>),
        matched: Span,
        at: usize,
        (past, mut cues): (&mut Past, &[CueHit]),
    ) -> Trace {
        let set_off = judge.rule.boundary.holds(scene.text, matched.start, matched.end);
        let value = self.value_span(scene.text, matched, at, past);
        let span = value.unwrap_or(matched);
        let checks: Vec<bool> = judge
            .rule
            .checks
            .iter()
            .map(|check| check.passes_at(scene.text, span, &mut past.marks))
            .collect();
        let passed = checks.iter().all(|&passed| passed);
        let cue = judge.ear.decisive(cues, scene.text, span, scene.settings);
        let is_said = !is_counted(scene.text, matched.start) || judge.is_raised(scene, span, &mut { cues });
        let score = value.and_then(|span| judge.score(scene, span, passed, &mut cues)).filter(|_| is_said);
        Trace { rule: self.rule, span, set_off, checks, cue, score }
    }
}
