//! The chain: the best sequence of states, and the probability of each state of each word.
//!
//! Plain Viterbi and forward-backward over [`STATES`] states; forbidden transitions weigh minus infinity.

use wide::f32x8;

use crate::tags::{OUTSIDE, STATES, may_follow};
use crate::weights::Logits;

/// What follows what, and at what weight.
#[derive(Debug, Clone)]
pub struct Chain {
    start: Logits,
    transitions: [Logits; STATES],
    /// The same, as factors.
    start_factors: Logits,
    factors: [Logits; STATES],
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
        let factors = transitions.map(|row: Logits| row.map(f32::exp));
        Self { start, transitions, start_factors: start.map(f32::exp), factors }
    }

    /// What each state may weigh more than being outside without ever standing in a best sequence: a line in which every state
    /// of every word stays below has no name, whatever its words follow.
    ///
    /// A sequence with names weighs more than the one without by what its states weigh more and by what its transitions
    /// do. A transition may lend its state what the next transition pays back (`owed`), so that each state can be held
    /// to the worst transition that leads to it.
    #[must_use]
    pub fn plain_limits(&self) -> Logits {
        let stay = self.transitions[OUTSIDE][OUTSIDE];
        let owed: Logits = std::array::from_fn(|state| (stay - self.transitions[state][OUTSIDE]).min(0.0));
        std::array::from_fn(|next| {
            let begun = self.start[next] - self.start[OUTSIDE] - owed[next];
            let led =
                (0..STATES).map(|state| self.transitions[state][next] - stay + owed[state] - owed[next]);
            -led.fold(begun, f32::max)
        })
    }

    /// The best sequence of states for a line of words. Of two that weigh the same, the one through the lower states.
    pub fn best(&self, logits: &[Logits], states: &mut Vec<u8>) {
        states.clear();
        let Some(head) = logits.first() else { return };
        let rows = self.transitions.map(lanes);
        let mut scores = lanes(self.start) + lanes(*head);
        let mut back: Vec<[f32; 8]> = Vec::with_capacity(logits.len());
        for own in &logits[1..] {
            let before = scores.to_array();
            let mut next = rows[0] + f32x8::splat(before[0]);
            let mut from = f32x8::splat(0.0);
            for (state, row) in (1_u8..).zip(&rows[1..]) {
                let through = *row + f32x8::splat(before[usize::from(state)]);
                let better = through.simd_gt(next);
                next = better.bitselect(through, next);
                from = better.bitselect(f32x8::splat(state.into()), from);
            }
            scores = next + lanes(*own);
            back.push(from.to_array());
        }
        let mut state = largest(&scores.to_array());
        states.push(state);
        for from in back.iter().rev() {
            state = small(from[usize::from(state)]);
            states.push(state);
        }
        states.reverse();
    }

    /// The probability of every state of every word; returns the logarithm of the sum over all sequences.
    pub fn marginals(&self, logits: &[Logits], out: &mut Vec<Logits>) -> f32 {
        out.clear();
        let mut emissions: Vec<Logits> = Vec::with_capacity(logits.len());
        let mut total = 0.0;
        for (at, own) in logits.iter().enumerate() {
            let top = own.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let emitted = own.map(|weight| (weight - top).exp());
            let before: Logits = if at == 0 { self.start_factors } else { self.forward(&out[at - 1]) };
            let mut alpha: Logits = std::array::from_fn(|state| before[state] * emitted[state]);
            let sum = alpha.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            alpha.iter_mut().for_each(|value| *value /= sum);
            total += top + sum.ln();
            out.push(alpha);
            emissions.push(emitted);
        }
        let mut beta = [1.0; STATES];
        for (alpha, emitted) in out.iter_mut().zip(&emissions).rev() {
            for (value, weight) in alpha.iter_mut().zip(&beta) {
                *value *= weight;
            }
            let sum = alpha.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            alpha.iter_mut().for_each(|value| *value /= sum);
            let ahead: Logits = std::array::from_fn(|state| emitted[state] * beta[state]);
            beta = self.factors.map(|row| row.iter().zip(&ahead).map(|(factor, value)| factor * value).sum());
            let sum = beta.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            beta.iter_mut().for_each(|value| *value /= sum);
        }
        total
    }

    fn forward(&self, alpha: &Logits) -> Logits {
        let mut next = [0.0; STATES];
        for (value, row) in alpha.iter().zip(&self.factors) {
            for (sum, factor) in next.iter_mut().zip(row) {
                *sum += value * factor;
            }
        }
        next
    }
}

/// Weights of all states side by side; the eighth is none, and never best.
fn lanes(weights: Logits) -> f32x8 {
    let [a, b, c, d, e, f, g] = weights;
    f32x8::from([a, b, c, d, e, f, g, f32::NEG_INFINITY])
}

/// A state that was kept as a number beside the weights.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seven states")]
fn small(state: f32) -> u8 {
    state as u8
}

#[expect(clippy::cast_possible_truncation, reason = "seven states")]
fn largest(scores: &[f32; 8]) -> u8 {
    let best = (0..STATES).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    best.unwrap_or(0) as u8
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
            for own in &mut logits {
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
            assert!((chain.marginals(&logits, &mut marginals) - total.ln()).abs() < 1e-3);
            for (state, marginal) in marginals[1].iter().enumerate() {
                let through =
                    all.iter().filter(|(states, _)| states[1] == state).map(|(_, weight)| weight.exp());
                assert!((marginal - through.sum::<f32>() / total).abs() < 1e-4);
            }
        }
    }
}
