//! The weights' file: the heaviest features, a byte a weight.

use std::collections::HashMap;

use allonym_tagger::tags::{OUTSIDE, STATES};
use allonym_tagger::{table, weights};

use crate::crf::Model;

/// Weights beyond this are cut.
const TOP: f32 = 4.0;

/// The file's bytes, with room for `lines` lines, of which each has the heaviest of its features. `bias` is added to the weight of
/// being no name.
pub(crate) fn bytes(model: &Model, index: &HashMap<u64, u32>, lines: usize, bias: f32) -> Vec<u8> {
    let scale = TOP / 127.0;
    let mut rows: Vec<(f32, u64, [u8; STATES])> = index
        .iter()
        .filter_map(|(key, at)| {
            let weights = &model.weights[*at as usize];
            let mean = weights.iter().sum::<f32>() / 7.0;
            let spread = weights.iter().map(|weight| (weight - mean).abs()).fold(0.0, f32::max);
            (spread > 1.5 * scale).then(|| (spread, *key, weights.map(|weight| byte(weight - mean, scale))))
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (bytes, left_out) = table::build(rows.iter().map(|(_, key, row)| (*key, row)), lines);
    println!("weights: {} features that weigh something, {left_out} without a place", rows.len());
    let (mut start, mut transitions) = (model.start, model.transitions);
    start[OUTSIDE] += bias;
    transitions.iter_mut().for_each(|row| row[OUTSIDE] += bias);
    weights::write(scale, &start, &transitions, &bytes)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped")]
fn byte(weight: f32, scale: f32) -> u8 {
    ((weight / scale).round().clamp(-127.0, 127.0) as i8).cast_unsigned()
}
