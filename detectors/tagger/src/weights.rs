//! The trained weights: one byte per feature and state, in a table; transitions as floats before it.
//!
//! Owns: the file's layout, reading and writing. 320 bytes of head (magic, scale, start weights, transitions), then the
//! table of [`crate::table`] with rows of [`STATES`] bytes. Sums are whole numbers, so that their order does not matter.

use wide::{i16x8, u8x16};

use crate::hash;
use crate::table::Table;
use crate::tags::STATES;

const MAGIC: &[u8; 8] = b"ALNYMTG2";

/// Bytes before the table.
pub const HEAD: usize = 320;

/// Weights of one word's states.
pub type Logits = [f32; STATES];

/// A trained model.
#[derive(Debug, Clone)]
pub struct Weights<'b> {
    table: Table<'b, STATES>,
    /// What a weight of 1 in the table is.
    pub scale: f32,
    /// Weights of the states of a line's first word.
    pub start: Logits,
    /// Weights of a state after a state.
    pub transitions: [Logits; STATES],
}

/// What some features weigh together, in units of [`Weights::scale`]; of up to 128 features.
#[derive(Debug, Clone, Copy)]
pub struct Sums(i16x8);

impl Default for Sums {
    fn default() -> Self {
        Self(i16x8::splat(0))
    }
}

impl Sums {
    /// Adds the weights of a row.
    #[inline]
    fn add(&mut self, row: u64) {
        let bytes: u8x16 = bytemuck::cast([row.to_le(), 0]);
        // Each byte as the upper half of a number: the shift keeps its sign.
        let halves: i16x8 = bytemuck::cast(u8x16::unpack_low(u8x16::splat(0), bytes));
        self.0 += halves >> 8_i32;
    }

    /// As two numbers, for a memory.
    pub(crate) fn numbers(self) -> [u64; 2] {
        bytemuck::cast(self.0)
    }

    /// From what [`Sums::numbers`] says.
    #[inline]
    pub(crate) fn from_numbers(numbers: [u64; 2]) -> Self {
        Self(bytemuck::cast(numbers))
    }

    /// The sums, one per state, and one number without meaning.
    #[must_use]
    pub fn lanes(&self) -> i16x8 {
        self.0
    }
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
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
        Some(Self { table: Table::new(table)?, scale, start, transitions })
    }

    /// Adds what a feature weighs.
    #[inline]
    pub fn add(&self, template: u8, seen: u64, sums: &mut Sums) {
        sums.add(self.table.get(hash::feature(template, seen)));
    }

    /// Sums as weights.
    #[must_use]
    pub fn scaled(&self, sums: Sums) -> Logits {
        let lanes = sums.0.to_array();
        std::array::from_fn(|state| f32::from(lanes[state]) * self.scale)
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
        let value: [u8; STATES] = std::array::from_fn(|at| (i8::try_from(at).unwrap() - 3).cast_unsigned());
        let (table, _) = build([(hash::feature(3, 99), &value)], 4);
        let transitions = std::array::from_fn(|_| [0.25; STATES]);
        let bytes = write(0.5, &[1.0; STATES], &transitions, &table);
        let weights = Weights::new(&bytes).expect("a model");
        let mut sums = Sums::default();
        weights.add(3, 99, &mut sums);
        weights.add(4, 99, &mut sums);
        assert_eq!(weights.scaled(sums), [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5]);
        assert_eq!((weights.start[0], weights.transitions[6][6]), (1.0, 0.25));
        assert!(Weights::new(&bytes[1..]).is_none() && Weights::new(&[]).is_none());
    }
}
