//! Where bytes of a class stand in a text, 64 at a time: a bit each.
//!
//! Owns: the loop that compiles to vector code, behind the JSON lexer, the search for pseudonyms, for known values and for
//! encoded parts. Never: knows what a class means. No `unsafe`: written so that the compiler sees the vectors itself.
//! Next: `byte_class/sets.rs`, where the instructions are named.

mod sets;

pub use self::sets::Sets;

/// Bytes of a block, and bits of its mask.
pub const BLOCK: usize = 64;

/// Bit N: whether `is` holds for byte N of `block`.
///
/// 64 comparisons give a byte each, in which only the bit of its row of eight may be set; the rows are laid over each other
/// and the 8 by 8 bits turned, so that they come to lie in order.
#[inline]
pub fn mask(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut hits = [0; BLOCK];
    for at in 0..BLOCK {
        hits[at] = if is(block[at]) { ROW_BIT[at] } else { 0 };
    }
    let (rows, _) = hits.as_chunks::<8>();
    transpose(rows.iter().fold(0, |overlaid, row| overlaid | u64::from_le_bytes(*row)))
}

/// The mask of the block that begins at `at`. Past the end of the text no bit is set.
#[inline]
pub fn mask_at(text: &[u8], at: usize, is: impl Fn(u8) -> bool) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    if let Some(block) = rest.first_chunk() {
        return mask(block, is);
    }
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    mask(&last, is) & !(u64::MAX << rest.len())
}

/// The places of bytes of a class, in order.
pub struct Places<'t, F> {
    text: &'t [u8],
    is: F,
    block: usize,
    mask: u64,
}

impl<'t, F: Fn(u8) -> bool> Places<'t, F> {
    /// Places in `text` at or after `from`.
    #[inline]
    pub fn new(text: &'t [u8], from: usize, is: F) -> Self {
        let mask = mask_at(text, from, &is);
        Self { text, is, block: from, mask }
    }
}

impl<F: Fn(u8) -> bool> Iterator for Places<'_, F> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            self.block += BLOCK;
            if self.block >= self.text.len() {
                return None;
            }
            self.mask = mask_at(self.text, self.block, &self.is);
        }
        let at = self.block + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(at)
    }
}

const ROW_BIT: [u8; BLOCK] = {
    let (mut bits, mut at) = ([0; BLOCK], 0);
    while at < BLOCK {
        bits[at] = 1 << (at / 8);
        at += 1;
    }
    bits
};

/// Bit `8 * row + column` to bit `8 * column + row`.
#[inline]
const fn transpose(mut bits: u64) -> u64 {
    let swap = (bits ^ bits >> 7) & 0x00aa_00aa_00aa_00aa;
    bits ^= swap ^ swap << 7;
    let swap = (bits ^ bits >> 14) & 0x0000_cccc_0000_cccc;
    bits ^= swap ^ swap << 14;
    let swap = (bits ^ bits >> 28) & 0x0000_0000_f0f0_f0f0;
    bits ^ swap ^ swap << 28
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_are_those_of_a_plain_search(text in prop::collection::vec(0u8..6, 0..300), from in 0usize..300) {
            let is = |byte: u8| byte.is_multiple_of(3);
            let plain: Vec<usize> = (from..text.len()).filter(|at| is(text[*at])).collect();
            prop_assert_eq!(Places::new(&text, from, is).collect::<Vec<_>>(), plain);
        }
    }
}
