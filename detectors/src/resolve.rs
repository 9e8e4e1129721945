//! Settles overlaps: of candidates that share a byte, the stronger one stays.
//!
//! Strength is one total order, so the order of rules never matters: first the tier of the score (from .85 sure,
//! from .5 fair, below weak), then length in bytes, then score, then a passed check, then the order of entities,
//! then the rule's id; the earlier start breaks the last tie. Length before score within a tier: the longer span
//! leaks less. The result is sorted by start and never overlaps.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::detection::Candidate;

/// What the order needs to know of a rule.
pub(crate) struct Standing<'a> {
    pub(crate) entity: u32,
    pub(crate) label: &'a str,
    pub(crate) id: &'a str,
}

/// Keeps the strongest candidates that do not overlap, sorted by start.
pub(crate) fn resolve<'a>(candidates: &mut Vec<Candidate>, standing: impl Fn(u32) -> Standing<'a>) {
    if candidates.len() < 2 {
        return;
    }
    candidates.sort_by_key(|candidate| candidate.span);
    let mut kept = Vec::with_capacity(candidates.len());
    let mut rest = candidates.as_mut_slice();
    while !rest.is_empty() {
        let (group, others) = rest.split_at_mut(first_group(rest));
        settle(group, &mut kept, &standing);
        rest = others;
    }
    *candidates = kept;
}

/// How many of the candidates, sorted by start, hang together with the first one.
fn first_group(sorted: &[Candidate]) -> usize {
    let mut end = sorted[0].span.end;
    let apart = |candidate: &Candidate| {
        let apart = candidate.span.start >= end;
        end = end.max(candidate.span.end);
        apart
    };
    sorted.iter().skip(1).position(apart).map_or(sorted.len(), |index| index + 1)
}

/// Adds the winners of one group of overlapping candidates, sorted by start.
fn settle<'a>(group: &mut [Candidate], kept: &mut Vec<Candidate>, standing: &impl Fn(u32) -> Standing<'a>) {
    if let [alone] = group {
        kept.push(alone.clone());
        return;
    }
    group.sort_by(|a, b| by_strength(a, b, standing));
    // A group may be as long as the text, so the winners are not moved for each new one.
    let mut winners: BTreeMap<usize, &Candidate> = BTreeMap::new();
    for candidate in &*group {
        let before = winners.range(..candidate.span.end).next_back();
        if !before.is_some_and(|(_, winner)| winner.span.overlaps(candidate.span)) {
            winners.insert(candidate.span.start, candidate);
        }
    }
    kept.extend(winners.into_values().cloned());
}

fn by_strength<'a>(a: &Candidate, b: &Candidate, standing: &impl Fn(u32) -> Standing<'a>) -> Ordering {
    let key = |c: &Candidate| Reverse((tier(c.score), c.span.len(), thousandths(c.score), c.checked));
    key(a).cmp(&key(b)).then_with(|| {
        if a.rule == b.rule {
            return a.span.cmp(&b.span);
        }
        let (left, right) = (standing(a.rule), standing(b.rule));
        (left.entity, left.label, left.id, a.span).cmp(&(right.entity, right.label, right.id, b.span))
    })
}

fn tier(score: f32) -> u8 {
    u8::from(score >= 0.85) + u8::from(score >= 0.5)
}

/// Scores as whole numbers, so that they have a total order.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score is between 0 and 1")]
fn thousandths(score: f32) -> u32 {
    (score * 1000.0).round() as u32
}

#[cfg(test)]
mod tests;
