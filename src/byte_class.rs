//! Where bytes of a class stand in a text, 64 at a time: a bit each.
//!
//! Owns: the loop that compiles to vector code, behind the JSON lexer, and the tables behind the search for pseudonyms, for
//! known values and for encoded parts. Never: knows what a class means. No `unsafe`: written so that the compiler sees the vectors itself.
//! Next: `byte_class/sets.rs`, where the instructions are named, and `byte_class/members.rs`, which goes through a text with them.

mod members;
mod sets;

pub use self::members::Members;
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
        fn masks_are_those_of_a_plain_search(block in prop::array::uniform32(0u8..6), other in prop::array::uniform32(0u8..6)) {
            let mut bytes = [0; BLOCK];
            bytes[..32].copy_from_slice(&block);
            bytes[32..].copy_from_slice(&other);
            let is = |byte: u8| byte.is_multiple_of(3);
            let plain = (0..BLOCK).filter(|at| is(bytes[*at])).fold(0, |mask, at| mask | 1 << at);
            prop_assert_eq!(mask(&bytes, is), plain);
        }
    }
}
