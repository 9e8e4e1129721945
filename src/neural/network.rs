//! The network itself: numbers of word pieces in, a probability per kind of label out.
//!
//! Owns: the graph that `rten` runs, a sequence at a time: several in one run take as long as one after the other, and more
//! memory, and with weights of 8 bits one would change what is found in another. Never: sees text.

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
        let mut options = ModelOptions::with_all_ops();
        // Laying the weights out for the processor at each run takes as long as the multiplications.
        options.prepack_weights(true);
        let model = options.load_file(file).map_err(|_| Trouble::Unusable)?;
        let node = |name| model.node_id(name).map_err(|_| Trouble::Unusable);
        let inputs = [node("input_ids")?, node("attention_mask")?, node("token_type_ids")?];
        let output = node("logits")?;
        Ok(Self { model, inputs, output })
    }

    /// What each piece of a sequence, which may not be longer than [`LONGEST`], is likely to be.
    pub(super) fn run(&self, pieces: &[Piece], threads: &Threads) -> Result<Vec<Likely>, Trouble> {
        let ids = std::iter::once(BEGIN).chain(pieces.iter().map(|piece| piece.id)).chain([END]);
        let ids: Vec<i32> = ids.collect();
        let shape = [1, ids.len()];
        let ids = NdTensor::from_data(shape, ids);
        let (mask, types) = (NdTensor::<i32, 2>::full(shape, 1), NdTensor::<i32, 2>::zeros(shape));
        let inputs = [ids.view().into(), mask.view().into(), types.view().into()];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&threads.0)));
        let [logits] = self
            .model
            .run_n(self.inputs.into_iter().zip(inputs).collect(), [self.output], Some(options))
            .map_err(|_| Trouble::Failed)?;
        let logits: NdTensor<f32, 3> = logits.try_into().map_err(|_| Trouble::Failed)?;
        if logits.shape() != [1, shape[1], LABELS] {
            return Err(Trouble::Failed);
        }
        // Without the piece that stands before the sequence.
        let of_piece = |at: usize| Likely::of(&std::array::from_fn(|label| logits[[0, at + 1, label]]));
        Ok((0..pieces.len()).map(of_piece).collect())
    }
}
