//! The network itself: numbers of word pieces in, a probability per kind of label out.
//!
//! Owns: the graph that `rten` runs, and how sequences are laid side by side in one run. Never: sees text.

use std::path::Path;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::Trouble;
use super::label::{KINDS, Likely};
use super::wordpiece::{BEGIN, END, Piece};

/// The longest sequence that the network takes, in pieces, without the two around it.
pub(super) const LONGEST: usize = 510;

/// Two labels a kind (begins, goes on) and one for everything else, which comes first.
const LABELS: usize = 1 + 2 * KINDS;

/// The loaded graph; shared between threads.
pub(super) struct Network {
    model: Model,
    inputs: [NodeId; 3],
    output: NodeId,
}

/// What one thread runs the network with.
#[derive(Clone)]
pub struct Threads(Arc<ThreadPool>);

impl Threads {
    /// A pool of `count` threads for the multiplications inside one run.
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self(Arc::new(ThreadPool::with_num_threads(count)))
    }
}

impl Network {
    /// Reads the graph, whose bytes have been checked.
    pub(super) fn load(file: &Path) -> Result<Self, Trouble> {
        let model = ModelOptions::with_all_ops().load_file(file).map_err(|_| Trouble::Unusable)?;
        let node = |name| model.node_id(name).map_err(|_| Trouble::Unusable);
        let inputs = [node("input_ids")?, node("attention_mask")?, node("token_type_ids")?];
        let output = node("logits")?;
        Ok(Self { model, inputs, output })
    }

    /// What each piece of each sequence is likely to be. No sequence may be longer than [`LONGEST`].
    pub(super) fn run(&self, sequences: &[&[Piece]], threads: &Threads) -> Result<Vec<Vec<Likely>>, Trouble> {
        let width = 2 + sequences.iter().map(|pieces| pieces.len()).max().unwrap_or(0);
        let shape = [sequences.len(), width];
        let id = |row: usize, column: usize| match column {
            0 => BEGIN,
            _ => sequences[row].get(column - 1).map_or(0, |piece| piece.id),
        };
        let ids = NdTensor::<i32, 2>::from_fn(shape, |[row, column]| {
            if column == sequences[row].len() + 1 { END } else { id(row, column) }
        });
        let mask = NdTensor::from_fn(shape, |[row, column]| i32::from(column < sequences[row].len() + 2));
        let types = NdTensor::<i32, 2>::zeros(shape);
        let inputs = [ids.view().into(), mask.view().into(), types.view().into()];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&threads.0)));
        let [logits] = self
            .model
            .run_n(self.inputs.into_iter().zip(inputs).collect(), [self.output], Some(options))
            .map_err(|_| Trouble::Failed)?;
        let logits: NdTensor<f32, 3> = logits.try_into().map_err(|_| Trouble::Failed)?;
        if logits.shape() != [sequences.len(), width, LABELS] {
            return Err(Trouble::Failed);
        }
        Ok(sequences.iter().enumerate().map(|(row, pieces)| likely(&logits, row, pieces.len())).collect())
    }
}

/// The likelihoods of one row, without the piece that stands before it.
fn likely(logits: &NdTensor<f32, 3>, row: usize, count: usize) -> Vec<Likely> {
    let of_piece = |at: usize| {
        let logits: [f32; LABELS] = std::array::from_fn(|label| logits[[row, at + 1, label]]);
        Likely::of(&logits)
    };
    (0..count).map(of_piece).collect()
}
