//! [`Sets`]: up to eight sets of bytes, and which of them each byte of a block is in, with the widest instructions.
//!
//! Owns: the two tables, by a byte's lower and by its upper half, whose rows are laid over each other. A set of which every
//! pair of halves is a member is told exactly; of any other, more bytes seem to be members. Never: says no of a member.

use fearless_simd::{Simd, SimdBase, u8x64};

use super::BLOCK;

/// Up to eight sets of bytes, as two tables that a block is looked up in. Each table of sixteen stands there four times, once per sixteen bytes of a block.
#[derive(Clone)]
pub struct Sets {
    lower: [u8; BLOCK],
    upper: [u8; BLOCK],
}

impl Sets {
    /// Without any member.
    pub const EMPTY: Self = Self { lower: [0; BLOCK], upper: [0; BLOCK] };

    /// Puts a byte into each of `sets`, a bit for each.
    pub const fn add(&mut self, byte: u8, sets: u8) {
        set(&mut self.lower, byte % 16, sets);
        set(&mut self.upper, byte / 16, sets);
    }

    /// Puts every byte with this upper half into each of `sets`.
    pub const fn add_any(&mut self, upper: u8, sets: u8) {
        set(&mut self.upper, upper, sets);
        let mut at = 0;
        while at < BLOCK {
            self.lower[at] |= sets;
            at += 1;
        }
    }

    /// Puts all bytes from `first` to `last` into each of `sets`.
    pub const fn add_all(&mut self, first: u8, last: u8, sets: u8) {
        let mut byte = first;
        while byte <= last {
            self.add(byte, sets);
            byte += 1;
        }
    }

    /// The sets that each byte is in, a bit for each.
    #[inline(always)]
    pub fn of<S: Simd>(&self, simd: S, bytes: u8x64<S>) -> u8x64<S> {
        let (lower, upper) = (u8x64::from_slice(simd, &self.lower), u8x64::from_slice(simd, &self.upper));
        simd.swizzle_dyn_within_blocks_u8x64(lower, bytes & u8x64::splat(simd, 15))
            & simd.swizzle_dyn_within_blocks_u8x64(upper, bytes >> 4)
    }
}

const fn set(table: &mut [u8; BLOCK], half: u8, sets: u8) {
    let mut at = half as usize;
    while at < BLOCK {
        table[at] |= sets;
        at += 16;
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};

    use super::*;

    #[test]
    fn members_are_told_by_both_halves() {
        let mut sets = Sets::EMPTY;
        sets.add(b'%', 1);
        sets.add(b'=', 2);
        sets.add_any(8, 4);
        sets.add_all(b'0', b'9', 8);
        let read = |first: u8| {
            let bytes: [u8; BLOCK] = std::array::from_fn(|at| first + at as u8);
            dispatch!(Level::new(), simd => {
                let sets = sets.of(simd, u8x64::from_slice(simd, &bytes));
                <[u8; BLOCK]>::from(sets)
            })
        };
        for (first, at) in [0, 64, 128, 192].into_iter().flat_map(|first| (0..64).map(move |at| (first, at)))
        {
            let byte = first + at;
            let expected = match byte {
                b'%' => 1,
                b'=' => 2,
                0x80..0x90 => 4,
                b'0'..=b'9' => 8,
                _ => 0,
            };
            assert_eq!(read(first)[usize::from(at)], expected, "{byte:x}");
        }
    }
}
