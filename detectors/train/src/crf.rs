//! Training: the conditional likelihood of the labels, climbed by AdaGrad, a line at a time.
//!
//! A word whose label is open takes part in the sum over all labellings, on both sides of the gradient.

use allonym_tagger::tags::{STATES, may_follow};
use allonym_tagger::weights::Logits;

use crate::instances::{Instance, OPEN};
use crate::rng::Rng;

/// What is learnt.
pub(crate) struct Model {
    pub(crate) weights: Vec<Logits>,
    pub(crate) start: Logits,
    pub(crate) transitions: [Logits; STATES],
    slopes: Vec<Logits>,
    edge_slopes: [Logits; STATES + 1],
}

/// How it is learnt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    pub(crate) rate: f32,
    /// Pull towards zero, per use of a feature.
    pub(crate) decay: f32,
}

/// Expectations over labellings of a line.
struct Expected {
    nodes: Vec<Logits>,
    /// Row 0 is the start, row 1 + s what follows state s.
    edges: [Logits; STATES + 1],
    total: f32,
}

impl Model {
    pub(crate) fn new(features: usize) -> Self {
        Self {
            weights: vec![[0.0; STATES]; features],
            start: [0.0; STATES],
            transitions: [[0.0; STATES]; STATES],
            slopes: vec![[0.0; STATES]; features],
            edge_slopes: [[0.0; STATES]; STATES + 1],
        }
    }

    /// Learns from all instances once, in an order that chance gives. Returns the negative log likelihood on the way.
    pub(crate) fn learn(&mut self, instances: &[Instance], course: Course, rng: &mut Rng) -> f64 {
        let mut order: Vec<usize> = (0..instances.len()).collect();
        rng.shuffle(&mut order);
        order.iter().map(|at| f64::from(self.step(&instances[*at], course))).sum()
    }

    /// Adds a share of what another has learnt. The mean of several depends less on the order and on chance than each of them.
    pub(crate) fn add(&mut self, other: &Self, share: f32) {
        let rows = self.weights.iter_mut().chain(&mut self.transitions).chain([&mut self.start]);
        let theirs = other.weights.iter().chain(&other.transitions).chain([&other.start]);
        rows.zip(theirs).for_each(|(sum, weights)| {
            sum.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * share);
        });
    }

    fn step(&mut self, instance: &Instance, course: Course) -> f32 {
        let logits: Vec<Logits> = (0..instance.states.len()).map(|at| self.logits(instance.of(at))).collect();
        let free = self.expect(&logits, None);
        let held = self.expect(&logits, Some(&instance.states));
        for at in 0..logits.len() {
            let slope: Logits =
                std::array::from_fn(|s| (free.nodes[at][s] - held.nodes[at][s]) * instance.weight);
            if slope.iter().all(|value| value.abs() < 1e-4) {
                continue;
            }
            for feature in instance.of(at) {
                let (weights, slopes) =
                    (&mut self.weights[*feature as usize], &mut self.slopes[*feature as usize]);
                climb(weights, slopes, &slope, course);
            }
        }
        for row in 0..=STATES {
            let slope: Logits =
                std::array::from_fn(|s| (free.edges[row][s] - held.edges[row][s]) * instance.weight);
            let weights = if row == 0 { &mut self.start } else { &mut self.transitions[row - 1] };
            climb(weights, &mut self.edge_slopes[row], &slope, course);
        }
        (free.total - held.total) * instance.weight
    }

    fn logits(&self, features: &[u32]) -> Logits {
        let mut sums = [0.0; STATES];
        for feature in features {
            for (sum, weight) in sums.iter_mut().zip(&self.weights[*feature as usize]) {
                *sum += weight;
            }
        }
        sums
    }

    /// Forward and backward over all labellings, or over those that agree with `states`.
    fn expect(&self, logits: &[Logits], states: Option<&[u8]>) -> Expected {
        let factor =
            |weight: f32, from: usize, to: usize| if may_follow(from, to) { weight.exp() } else { 0.0 };
        let start: Logits = std::array::from_fn(|to| factor(self.start[to], 0, to));
        let factors: [Logits; STATES] = std::array::from_fn(|from| {
            std::array::from_fn(|to| factor(self.transitions[from][to], from, to))
        });
        let (mut alphas, mut emissions, mut total) = (Vec::with_capacity(logits.len()), Vec::new(), 0.0);
        for (at, own) in logits.iter().enumerate() {
            let top = own.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let allowed =
                |s: usize| states.is_none_or(|states| states[at] == OPEN || usize::from(states[at]) == s);
            let emitted: Logits =
                std::array::from_fn(|s| if allowed(s) { (own[s] - top).exp() } else { 0.0 });
            let before = alphas.last().map_or(start, |alpha| through(alpha, &factors));
            let alpha: Logits = std::array::from_fn(|s| before[s] * emitted[s]);
            let (alpha, sum) = normal(alpha);
            total += top + sum.ln();
            alphas.push(alpha);
            emissions.push(emitted);
        }
        let (nodes, edges) = backward(&alphas, &emissions, &start, &factors);
        Expected { nodes, edges, total }
    }
}

fn backward(
    alphas: &[Logits],
    emissions: &[Logits],
    start: &Logits,
    factors: &[Logits; STATES],
) -> (Vec<Logits>, [Logits; STATES + 1]) {
    let mut nodes = vec![[0.0; STATES]; alphas.len()];
    let mut edges = [[0.0; STATES]; STATES + 1];
    let mut beta = [1.0; STATES];
    for at in (0..alphas.len()).rev() {
        nodes[at] = normal(std::array::from_fn(|s| alphas[at][s] * beta[s])).0;
        let ahead: Logits = std::array::from_fn(|s| emissions[at][s] * beta[s]);
        if at == 0 {
            edges[0] = normal(std::array::from_fn(|s| start[s] * ahead[s])).0;
            break;
        }
        let flow: [Logits; STATES] = std::array::from_fn(|from| {
            std::array::from_fn(|to| alphas[at - 1][from] * factors[from][to] * ahead[to])
        });
        let sum: f32 = flow.iter().flatten().sum::<f32>().max(f32::MIN_POSITIVE);
        for (edges, flow) in edges[1..].iter_mut().zip(&flow) {
            edges.iter_mut().zip(flow).for_each(|(edge, flow)| *edge += flow / sum);
        }
        beta =
            normal(factors.map(|row| row.iter().zip(&ahead).map(|(factor, value)| factor * value).sum())).0;
    }
    (nodes, edges)
}

fn through(alpha: &Logits, factors: &[Logits; STATES]) -> Logits {
    let mut next = [0.0; STATES];
    for (value, row) in alpha.iter().zip(factors) {
        next.iter_mut().zip(row).for_each(|(sum, factor)| *sum += value * factor);
    }
    next
}

fn normal(values: Logits) -> (Logits, f32) {
    let sum = values.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    (values.map(|value| value / sum), sum)
}

fn climb(weights: &mut Logits, slopes: &mut Logits, slope: &Logits, course: Course) {
    for state in 0..STATES {
        let slope = slope[state] + course.decay * weights[state];
        slopes[state] += slope * slope;
        weights[state] -= course.rate * slope / (1e-6 + slopes[state]).sqrt();
    }
}
