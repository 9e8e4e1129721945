//! [`Members`]: where in a text bytes of some set stand, 64 bytes at a time with the widest instructions.
//!
//! Owns: the way through a text block by block. Never: says which of the sets a byte is in, or knows what they mean.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

use super::{BLOCK, Sets};

/// The places of bytes that are in any of some sets, in order.
pub struct Members<'t> {
    text: &'t [u8],
    sets: &'t Sets,
    level: Level,
    block: usize,
    mask: u64,
}

impl<'t> Members<'t> {
    /// Places in `text` at or after `from`.
    #[inline]
    pub fn new(text: &'t [u8], from: usize, sets: &'t Sets) -> Self {
        let mut members = Self { text, sets, level: Level::new(), block: from, mask: 0 };
        members.read();
        members
    }

    /// The members of the block. Past the end of the text there are none.
    fn read(&mut self) {
        let rest = self.text.get(self.block..).unwrap_or_default();
        self.mask = match rest.first_chunk() {
            Some(block) => self.mask_of(block),
            None => {
                let mut last = [0; BLOCK];
                last[..rest.len()].copy_from_slice(rest);
                self.mask_of(&last) & !(u64::MAX << rest.len())
            }
        };
    }

    fn mask_of(&self, block: &[u8; BLOCK]) -> u64 {
        dispatch!(self.level, simd => mask(simd, self.sets, block))
    }
}

#[inline(always)]
fn mask<S: Simd>(simd: S, sets: &Sets, block: &[u8; BLOCK]) -> u64 {
    !sets.of(simd, u8x64::from_slice(simd, block)).simd_eq(u8x64::splat(simd, 0)).to_bitmask()
}

impl Iterator for Members<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            self.block += BLOCK;
            if self.block >= self.text.len() {
                return None;
            }
            self.read();
        }
        let at = self.block + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn members_are_those_of_a_plain_search(text in prop::collection::vec(any::<u8>(), 0..300), from in 0usize..300) {
            let mut sets = Sets::EMPTY;
            b"a\xC3_".iter().zip([1, 2, 4]).for_each(|(byte, set)| sets.add(*byte, set));
            let is = |byte: u8| b"a\xC3_".contains(&byte);
            let plain: Vec<usize> = (from..text.len()).filter(|at| is(text[*at])).collect();
            prop_assert_eq!(Members::new(&text, from, &sets).collect::<Vec<_>>(), plain);
        }
    }
}
