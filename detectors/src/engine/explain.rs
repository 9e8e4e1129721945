//! Explanations: every match of every pattern by the plain engine, and what became of it.

use super::Engine;
use super::reference::Reference;
use crate::check::Check;
use crate::context::Effect;
use crate::detection::Candidate;
use crate::explain::{CueFound, Explanation, Verdict};
use crate::resolve::{Standing, resolve};
use crate::settings::Settings;
use crate::verify::{Scene, Trace};

impl Engine {
    /// Every match, sorted by start, then by what it came to.
    pub(crate) fn explain<'a>(
        &'a self,
        text: &str,
        settings: &Settings,
        standing: impl Fn(u32) -> Standing<'a>,
    ) -> Vec<Explanation> {
        let reference = Reference::new(self);
        let cues = reference.cues(text);
        let traces = reference.trace(Scene::new(text, settings), &cues);
        let mut winners: Vec<Candidate> =
            traces.iter().filter_map(|trace| self.candidate(trace, settings)).collect();
        resolve(&mut winners, standing);
        let mut explanations: Vec<Explanation> =
            traces.iter().map(|trace| self.explanation(trace, settings, &winners)).collect();
        explanations.sort_by(|a, b| {
            (a.span.start, rank(a), &a.rule, a.span.end).cmp(&(b.span.start, rank(b), &b.rule, b.span.end))
        });
        explanations.dedup();
        explanations
    }

    fn candidate(&self, trace: &Trace, settings: &Settings) -> Option<Candidate> {
        let judge = &self.judges[trace.rule as usize];
        trace.candidate(judge, settings.threshold(&judge.rule.entity)?)
    }

    fn explanation(&self, trace: &Trace, settings: &Settings, winners: &[Candidate]) -> Explanation {
        let rule = self.rule(trace.rule);
        let names = rule.checks.iter().map(Check::name);
        Explanation {
            span: trace.span,
            entity: rule.entity.clone(),
            rule: rule.id.clone(),
            checks: names.zip(trace.checks.iter().copied()).collect(),
            cue: trace.cue.map(|(hit, effect)| CueFound {
                span: crate::detection::Span { start: hit.start, end: hit.end },
                raises: effect == Effect::Raises,
            }),
            reasons: Vec::new(),
            score: trace.score,
            verdict: self.verdict(trace, settings, winners),
        }
    }

    fn verdict(&self, trace: &Trace, settings: &Settings, winners: &[Candidate]) -> Verdict {
        let Some(threshold) = settings.threshold(&self.rule(trace.rule).entity) else {
            return Verdict::SwitchedOff;
        };
        match trace.score {
            _ if !trace.set_off => Verdict::NotSetOff,
            None if trace.checks.contains(&false) => Verdict::CheckFailed,
            None => Verdict::CueMissing,
            Some(score) if score < threshold => Verdict::TooWeak { threshold },
            Some(_) => self.outcome(trace, winners),
        }
    }

    fn outcome(&self, trace: &Trace, winners: &[Candidate]) -> Verdict {
        let winner = winners.iter().find(|winner| winner.span.overlaps(trace.span));
        match winner {
            Some(winner) if (winner.rule, winner.span) != (trace.rule, trace.span) => {
                Verdict::Outranked { by: self.rule(winner.rule).id.clone(), span: winner.span }
            }
            _ => Verdict::Detected,
        }
    }
}

fn rank(explanation: &Explanation) -> u8 {
    match explanation.verdict {
        Verdict::Detected => 0,
        Verdict::Outranked { .. } => 1,
        Verdict::TooWeak { .. } => 2,
        Verdict::SwitchedOff => 3,
        Verdict::CheckFailed => 4,
        Verdict::CueMissing => 5,
        Verdict::NotSetOff => 6,
    }
}
