//! The chain: the best sequence of states, and the probability of each state of each word.
//!
//! Plain Viterbi and forward-backward over [`STATES`] states; forbidden transitions weigh minus infinity.

use std::ops::Range;

use wide::f32x8;

use crate::tags::{self, Kind, OUTSIDE, STATES, may_follow};
use crate::weights::Logits;

/// How many words before and after those that are asked for tell on how likely their states are. What a word tells fades with
/// each word between: beyond 16 words it changed 72 of 36,620 scores, by 0.00002 at most, and beyond 32 none in nine digits
/// (10 MB of prose, documentation and source code). No name comes or goes by it: those are the best sequence's.
const NEAR: usize = 32;

/// What follows what, and at what weight.
#[derive(Debug, Clone)]
pub struct Chain {
    start: Logits,
    transitions: [Logits; STATES],
    /// By the state before and by the state after, side by side.
    from: [f32x8; STATES],
    to: [f32x8; STATES],
    /// The same, as factors.
    start_factors: f32x8,
    factors_from: [f32x8; STATES],
    factors_to: [f32x8; STATES],
}

/// What a word's states may weigh more than its being outside, in a line that has no name.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of any word.
    pub within: Logits,
    /// Of a line's last word, which no transition leaves.
    pub last: Logits,
}

impl Chain {
    /// From trained weights, with what is forbidden left out.
    #[must_use]
    pub fn new(start: &Logits, transitions: &[Logits; STATES]) -> Self {
        let start =
            std::array::from_fn(|next| if may_follow(0, next) { start[next] } else { f32::NEG_INFINITY });
        let transitions = std::array::from_fn(|state| {
            std::array::from_fn(|next| {
                if may_follow(state, next) { transitions[state][next] } else { f32::NEG_INFINITY }
            })
        });
        let across = |rows: &[Logits; STATES]| -> [Logits; STATES] {
            std::array::from_fn(|next| std::array::from_fn(|state| rows[state][next]))
        };
        let factors = transitions.map(|row: Logits| row.map(f32::exp));
        Self {
            start,
            from: transitions.map(|row| lanes(row, f32::NEG_INFINITY)),
            to: across(&transitions).map(|row| lanes(row, f32::NEG_INFINITY)),
            start_factors: lanes(start.map(f32::exp), 0.0),
            factors_from: factors.map(|row| lanes(row, 0.0)),
            factors_to: across(&factors).map(|row| lanes(row, 0.0)),
            transitions,
        }
    }

    /// What a word's states may weigh more than its being outside without any of them ever standing in a best sequence: a line
    /// in which every state of every word stays below has no name, whatever its words follow.
    ///
    /// A sequence with names weighs more than the one without by what its states weigh more and by what its transitions
    /// do. A transition may lend its state what the next transition pays back ([`Chain::owed`]), so that each state can be
    /// held to the worst transition that leads to it.
    #[must_use]
    pub fn plain_limits(&self) -> Limits {
        let (stay, owed) = (self.transitions[OUTSIDE][OUTSIDE], self.owed());
        let worst = |next: usize| {
            let led = (0..STATES).map(|state| self.transitions[state][next] - stay + owed[state]);
            led.fold(self.start[next] - self.start[OUTSIDE], f32::max)
        };
        Limits {
            within: std::array::from_fn(|next| owed[next] - worst(next)),
            last: std::array::from_fn(|next| -worst(next)),
        }
    }

    /// What each state owes to the transition that leaves it: never more than any of them pays back, and nothing at a line's
    /// end. It may be less. A name's further words follow each other at the same price, whatever they owe; so the first
    /// and the further ones owe what makes the way from one to the other just as dear.
    fn owed(&self) -> Logits {
        let stay = self.transitions[OUTSIDE][OUTSIDE];
        let mut owed: Logits =
            std::array::from_fn(|state| (stay - self.transitions[state][OUTSIDE]).min(0.0));
        for kind in Kind::ALL {
            let (first, further) = (tags::first(kind), tags::further(kind));
            let dearer = self.transitions[further][further] - self.transitions[first][further];
            owed[first] = owed[first].min(owed[further] + dearer);
            owed[further] = owed[first] - dearer;
        }
        owed
    }

    /// The best sequence of states for a line of words. Of two that weigh the same, the one through the lower states.
    pub fn best(&self, logits: &[Logits], states: &mut Vec<u8>) {
        states.clear();
        let Some(head) = logits.first() else { return };
        // What the best sequence up to each word weighs, by the state it ends in.
        let mut scores = Vec::with_capacity(logits.len());
        let mut last = lanes(self.start, f32::NEG_INFINITY) + lanes(*head, 0.0);
        scores.push(last);
        for own in &logits[1..] {
            let before = last.to_array();
            let through = |state: usize| self.from[state] + f32x8::splat(before[state]);
            last = (1..STATES).fold(through(0), |best, state| best.fast_max(through(state)));
            last += lanes(*own, 0.0);
            scores.push(last);
        }
        let mut state = first_largest(last);
        states.push(state);
        for before in scores.iter().rev().skip(1) {
            state = first_largest(*before + self.to[usize::from(state)]);
            states.push(state);
        }
        states.reverse();
    }

    /// The probability of every state of every word.
    pub fn marginals(&self, logits: &[Logits], out: &mut Vec<Logits>) {
        self.marginals_of(0..logits.len(), logits, out);
    }

    /// As [`Chain::marginals`], of the words in `wanted` alone; those of others are zero. Words further away than [`NEAR`] are
    /// taken for none.
    pub fn marginals_of(&self, wanted: Range<usize>, logits: &[Logits], out: &mut Vec<Logits>) {
        let emitted = |own: &Logits| {
            let top = own.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            (lanes(*own, top) - f32x8::splat(top)).exp()
        };
        let near = wanted.start.saturating_sub(NEAR)..logits.len().min(wanted.end + NEAR);
        let mut alphas = Vec::with_capacity(wanted.end - near.start);
        let mut before = if near.start == 0 { self.start_factors } else { self.factors_from[OUTSIDE] };
        for own in &logits[near.start..wanted.end] {
            let emitted = emitted(own);
            let alpha = normal(before * emitted);
            alphas.push((alpha, emitted));
            before = through(&self.factors_from, alpha);
        }
        out.clear();
        out.resize(logits.len(), [0.0; STATES]);
        let step = |beta: f32x8, emitted: f32x8| normal(through(&self.factors_to, emitted * beta));
        let behind = logits[wanted.end..near.end].iter().rev().map(emitted);
        let mut beta = behind.fold(f32x8::splat(1.0), step);
        for at in wanted.rev() {
            let (alpha, emitted) = alphas[at - near.start];
            let [states @ .., _] = normal(alpha * beta).to_array();
            out[at] = states;
            beta = step(beta, emitted);
        }
    }
}

/// The sums of rows, each as often as its state counts.
#[inline]
fn through(rows: &[f32x8; STATES], counts: f32x8) -> f32x8 {
    let counts = counts.to_array();
    let times = |state: usize| rows[state] * f32x8::splat(counts[state]);
    (1..STATES).fold(times(0), |sum, state| sum + times(state))
}

/// So that all are one together.
#[inline]
fn normal(values: f32x8) -> f32x8 {
    values * f32x8::splat(1.0 / values.reduce_add().max(f32::MIN_POSITIVE))
}

/// Weights of all states side by side; the eighth is none.
#[inline]
fn lanes([a, b, c, d, e, f, g]: Logits, none: f32) -> f32x8 {
    f32x8::from([a, b, c, d, e, f, g, none])
}

/// The lowest of the states that weigh most.
#[inline]
fn first_largest(scores: f32x8) -> u8 {
    let best = scores.to_array();
    if scores.simd_gt(f32x8::splat(best[OUTSIDE])).none() { OUTSIDE as u8 } else { largest(&best) }
}

#[expect(clippy::cast_possible_truncation, reason = "seven states")]
fn largest(scores: &[f32; 8]) -> u8 {
    let better = |best: usize, state: usize| if scores[state] > scores[best] { state } else { best };
    (1..STATES).fold(0, better) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::pair;

    /// Numbers that look random, from -2 to 2.
    fn number(seed: u64) -> f32 {
        f32::from(u16::try_from(pair(seed, 17) % 4001).expect("small")) / 1000.0 - 2.0
    }

    fn row(seed: u64) -> Logits {
        std::array::from_fn(|state| number(seed * 10 + state as u64))
    }

    /// Every sequence of three states that may be, with its weight.
    fn sequences(
        start: &Logits,
        transitions: &[Logits; STATES],
        logits: &[Logits],
    ) -> Vec<([usize; 3], f32)> {
        let all =
            (0..STATES).flat_map(|a| (0..STATES).flat_map(move |b| (0..STATES).map(move |c| [a, b, c])));
        let may_be = |[a, b, c]: &[usize; 3]| may_follow(0, *a) && may_follow(*a, *b) && may_follow(*b, *c);
        let weight = |[a, b, c]: [usize; 3]| {
            start[a] + logits[0][a] + transitions[a][b] + logits[1][b] + transitions[b][c] + logits[2][c]
        };
        all.filter(may_be).map(|states| (states, weight(states))).collect()
    }

    #[test]
    fn a_line_below_the_limits_has_no_name() {
        let mut plain = 0;
        for seed in 1..4000 {
            let chain = Chain::new(&row(seed), &std::array::from_fn(|state| row(seed * 100 + state as u64)));
            let limits = chain.plain_limits();
            let mut logits: Vec<Logits> = (0..5).map(|at| row(seed * 1000 + at)).collect();
            for (at, own) in logits.iter_mut().enumerate() {
                let limits = if at == 4 && seed % 3 > 0 { limits.last } else { limits.within };
                let least = limits.iter().zip(&*own).skip(1).map(|(limit, weight)| limit - weight);
                own[OUTSIDE] = -least.fold(f32::INFINITY, f32::min) + 1e-4;
                own[OUTSIDE] += if seed % 2 == 0 { 0.0 } else { -0.5 };
            }
            let mut states = Vec::new();
            chain.best(&logits, &mut states);
            let is_plain = states.iter().all(|state| usize::from(*state) == OUTSIDE);
            assert!(is_plain || seed % 2 == 1, "{states:?}");
            plain += usize::from(is_plain);
        }
        assert!(plain < 3500, "the limits are near what they must be: {plain}");
    }

    #[test]
    fn the_chain_agrees_with_going_through_every_sequence() {
        for seed in 1..20 {
            let start = row(seed);
            let transitions = std::array::from_fn(|state| row(seed * 100 + state as u64));
            let logits: Vec<Logits> = (0..3).map(|at| row(seed * 1000 + at)).collect();
            let all = sequences(&start, &transitions, &logits);
            let chain = Chain::new(&start, &transitions);
            let (mut states, mut marginals) = (Vec::new(), Vec::new());
            chain.best(&logits, &mut states);
            let best = all.iter().max_by(|a, b| a.1.total_cmp(&b.1)).expect("some").0;
            assert_eq!(states.iter().map(|state| usize::from(*state)).collect::<Vec<_>>(), best);
            let total: f32 = all.iter().map(|(_, weight)| weight.exp()).sum();
            chain.marginals(&logits, &mut marginals);
            let mut one = Vec::new();
            chain.marginals_of(1..2, &logits, &mut one);
            assert_eq!(
                one,
                [[0.0; STATES], marginals[1], [0.0; STATES]],
                "the same, whatever else is wanted"
            );
            for (state, marginal) in marginals[1].iter().enumerate() {
                let through =
                    all.iter().filter(|(states, _)| states[1] == state).map(|(_, weight)| weight.exp());
                assert!((marginal - through.sum::<f32>() / total).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn what_words_far_away_are_tells_nothing() {
        for seed in 1..20 {
            let chain = Chain::new(&row(seed), &std::array::from_fn(|state| row(seed * 100 + state as u64)));
            let logits: Vec<Logits> = (0..100).map(|at| row(seed * 1000 + at)).collect();
            let (mut all, mut some) = (Vec::new(), Vec::new());
            chain.marginals(&logits, &mut all);
            chain.marginals_of(48..52, &logits, &mut some);
            let differ = |(a, b): (&f32, &f32)| (a - b).abs() > 1e-6;
            assert!(
                !all[48..52].as_flattened().iter().zip(some[48..52].as_flattened()).any(differ),
                "{seed}"
            );
        }
    }
}
