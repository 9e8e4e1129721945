//! The trained weights: one byte per feature and state, in a table; transitions as floats before it.
//!
//! Owns: the file's layout, reading and writing. 320 bytes of head (magic, scale, start weights, transitions), then the
//! table of [`crate::table`] with rows of [`STATES`] bytes.

use crate::hash;
use crate::table::Table;
use crate::tags::STATES;

const MAGIC: &[u8; 8] = b"ALNYMTG1";

/// Bytes before the table.
pub const HEAD: usize = 320;

/// Weights of one word's states.
pub type Logits = [f32; STATES];

/// A trained model.
#[derive(Debug, Clone)]
pub struct Weights<'b> {
    table: Table<'b>,
    scale: f32,
    /// Weights of the states of a line's first word.
    pub start: Logits,
    /// Weights of a state after a state.
    pub transitions: [Logits; STATES],
}

impl<'b> Weights<'b> {
    /// Reads a file that [`write()`] made.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Option<Self> {
        let (head, table) = bytes.split_at_checked(HEAD)?;
        let mut floats = head.strip_prefix(MAGIC)?.chunks_exact(4).map(|four| {
            let four: [u8; 4] = four.try_into().unwrap_or_default();
            f32::from_le_bytes(four)
        });
        let scale = floats.next()?;
        let mut row = || std::array::from_fn(|_| floats.next().unwrap_or(0.0));
        let start = row();
        let transitions = std::array::from_fn(|_| row());
        Some(Self { table: Table::new(table, STATES)?, scale, start, transitions })
    }

    /// Adds what a feature weighs; in units of [`Weights::scale`].
    #[inline]
    pub fn add(&self, template: u8, seen: u64, sums: &mut [i32; STATES]) {
        if let Some(row) = self.table.get(hash::feature(template, seen)) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(weight.cast_signed());
            }
        }
    }

    /// Sums as weights.
    #[expect(clippy::cast_precision_loss, reason = "sums are small")]
    #[must_use]
    pub fn scaled(&self, sums: &[i32; STATES]) -> Logits {
        sums.map(|sum| sum as f32 * self.scale)
    }
}

/// The file's bytes.
#[must_use]
pub fn write(scale: f32, start: &Logits, transitions: &[Logits; STATES], table: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let floats = [scale].into_iter().chain(*start).chain(transitions.iter().flatten().copied());
    bytes.extend(floats.flat_map(f32::to_le_bytes));
    bytes.resize(HEAD, 0);
    bytes.extend_from_slice(table);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::build;

    #[test]
    fn what_was_written_reads_back() {
        let value: Vec<u8> = (0..7_i8).map(|weight| (weight - 3).cast_unsigned()).collect();
        let (table, _) = build([(hash::feature(3, 99), &value[..])], STATES, 4);
        let transitions = std::array::from_fn(|_| [0.25; STATES]);
        let bytes = write(0.5, &[1.0; STATES], &transitions, &table);
        let weights = Weights::new(&bytes).expect("a model");
        let mut sums = [0; STATES];
        weights.add(3, 99, &mut sums);
        weights.add(4, 99, &mut sums);
        assert_eq!(weights.scaled(&sums), [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5]);
        assert_eq!((weights.start[0], weights.transitions[6][6]), (1.0, 0.25));
        assert!(Weights::new(&bytes[1..]).is_none() && Weights::new(&[]).is_none());
    }
}
