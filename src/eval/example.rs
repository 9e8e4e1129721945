//! The worst misses and false alarms in their context, for whoever asked to see the data's own text.
//!
//! Worst among misses: nothing masked before wrongly typed, then the longest. Worst among false alarms: the
//! surest of every rule, the loudest rule first, then the second surest.

use std::cmp::Reverse;

use allonym_detectors::Span;
use serde::Serialize;

use super::data::Case;
use super::tally::Outcome;

/// A span in its context.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// File and line of the data.
    pub origin: String,
    /// The label that was missed, or the rule that was wrong.
    pub who: String,
    /// Whether another kind of detection covered it.
    pub covered: bool,
    /// Of a false alarm, 0 to 1.
    pub score: f32,
    /// One line: some text before, the value in `«»`, some text after.
    pub context: String,
    #[serde(skip)]
    length: usize,
}

/// All examples of a run.
#[derive(Default)]
pub struct Examples {
    misses: Vec<Example>,
    false_alarms: Vec<Example>,
}

/// Code points of context on either side.
const AROUND: usize = 40;

impl Examples {
    /// Takes in what went wrong in one text.
    pub fn add(&mut self, case: &Case, outcome: &Outcome<'_>) {
        for (gold, counts) in outcome.golds.iter().filter(|(_, counts)| counts.found == 0) {
            self.misses.push(example(case, gold.span, &gold.label, counts.covered > 0, 0.0));
        }
        for (detection, _, _) in outcome.detections.iter().filter(|(_, _, counts)| counts.false_alarms > 0) {
            self.false_alarms.push(example(case, detection.span, &detection.rule, false, detection.score));
        }
    }

    /// At most so many misses, and so many false alarms, the worst first.
    #[must_use]
    pub fn worst(mut self, count: usize) -> (Vec<Example>, Vec<Example>) {
        self.misses.sort_by_key(|miss| (miss.covered, Reverse(miss.length)));
        let mut alarms = in_turns(self.false_alarms);
        self.misses.truncate(count);
        alarms.truncate(count);
        (self.misses, alarms)
    }
}

/// The surest alarm of each rule, loudest rule first, then the second surest of each, and so on.
fn in_turns(mut alarms: Vec<Example>) -> Vec<Example> {
    alarms.sort_by(|a, b| a.who.cmp(&b.who).then(b.score.total_cmp(&a.score)));
    let by_rule = alarms.chunk_by(|a, b| a.who == b.who);
    let ranked =
        by_rule.flat_map(|rule| rule.iter().enumerate().map(|(rank, alarm)| (rank, rule.len(), alarm)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|&(rank, of_rule, _)| (rank, Reverse(of_rule)));
    ranked.into_iter().map(|(_, _, alarm)| alarm.clone()).collect()
}

fn example(case: &Case, span: Span, who: &str, covered: bool, score: f32) -> Example {
    let context = in_context(&case.text, span);
    let origin = match case.golds.is_empty() && case.text.contains('\n') {
        true => format!("{}:{}", case.origin, case.text[..span.start].matches('\n').count() + 1),
        false => case.origin.clone(),
    };
    Example { origin, who: who.to_owned(), covered, score, context, length: span.len() }
}

fn in_context(text: &str, span: Span) -> String {
    let before: Vec<char> = text[..span.start].chars().rev().take(AROUND).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = text[span.end..].chars().take(AROUND).collect();
    format!("{before}«{}»{after}", &text[span.range()]).replace(['\n', '\r', '\t'], " ")
}
