//! What every byte of a text is, a bit each: letter, letter or digit, sign with which something can begin.
//!
//! Read 64 bytes at a time with the widest instructions the processor has, as far as somebody asks. Knows no rule but the
//! signs; [`super`] walks over the bits, and counts runs by them without another look at the text.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

/// Bytes of one block.
pub(super) const BLOCK: usize = 64;

/// The signs with which a pattern can begin: by a byte's lower half, a bit per upper half. Four times, once per sixteen bytes of
/// a block.
pub(super) struct Signs([u8; BLOCK]);

/// By a byte's upper half, its bit; none above ASCII.
const UPPER: [u8; BLOCK] = {
    let mut upper = [0; BLOCK];
    let mut index = 0;
    while index < BLOCK {
        if index % 16 < 8 {
            upper[index] = 1 << (index % 16);
        }
        index += 1;
    }
    upper
};

impl Signs {
    /// Only signs of ASCII count.
    pub(super) fn new(signs: impl Iterator<Item = u8>) -> Self {
        let mut lower = [0; BLOCK];
        for sign in signs.filter(|sign| sign.is_ascii() && !sign.is_ascii_alphanumeric()) {
            for sixteen in lower.chunks_mut(16) {
                sixteen[usize::from(sign % 16)] |= 1 << (sign / 16);
            }
        }
        Self(lower)
    }
}

/// The bits of 64 bytes, the first byte's lowest.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    pub(super) letters: u64,
    pub(super) runs: u64,
    pub(super) signs: u64,
    /// May begin letters of a script that shares none with ASCII.
    foreign: u64,
}

/// What has been read of one text so far.
#[derive(Debug)]
pub(super) struct Bits(Vec<Block>);

impl Bits {
    /// Of a text, which will be read to its end.
    pub(super) fn new(text: &str) -> Self {
        Self(Vec::with_capacity(text.len().div_ceil(BLOCK)))
    }

    /// Reads on until `to` is inside, or the text ends.
    #[inline]
    pub(super) fn read(&mut self, signs: &Signs, text: &[u8], to: usize) {
        if to.min(text.len()) > self.0.len() * BLOCK {
            self.read_on(signs, text, to);
        }
    }

    /// Reads a little more than is asked for, so that it is asked seldom.
    fn read_on(&mut self, signs: &Signs, text: &[u8], to: usize) {
        const MORE: usize = 1024;
        let from = self.0.len() * BLOCK;
        let to = text.len().min(to + MORE);
        let (whole, rest) = text[from..to].as_chunks::<BLOCK>();
        let level = Level::new();
        for block in whole {
            self.0.push(dispatch!(level, simd => block_of(simd, signs, block)));
        }
        if to == text.len() && !rest.is_empty() {
            let mut last = [0; BLOCK];
            last[..rest.len()].copy_from_slice(rest);
            self.0.push(dispatch!(level, simd => block_of(simd, signs, &last)));
        }
    }

    /// The block of this number, which has been read.
    #[inline]
    pub(super) fn block(&self, number: usize) -> Block {
        self.0[number]
    }

    /// Whether `from..to`, which has been read, may hold letters of a script that shares none with ASCII.
    pub(super) fn has_foreign_letters(&self, from: usize, to: usize) -> bool {
        self.0[from / BLOCK..to.div_ceil(BLOCK)].iter().any(|block| block.foreign != 0)
    }

    /// The letters of the 64 bytes from `at` on; as far as has been read.
    #[inline]
    pub(super) fn letters_from(&self, at: usize) -> u64 {
        self.window(at, |block| block.letters)
    }

    /// The letters and digits of the 64 bytes from `at` on; as far as has been read.
    #[inline]
    pub(super) fn runs_from(&self, at: usize) -> u64 {
        self.window(at, |block| block.runs)
    }

    #[inline]
    fn window(&self, at: usize, kind: impl Fn(&Block) -> u64) -> u64 {
        let (block, bit) = (at / BLOCK, at % BLOCK);
        let here = self.0.get(block).map_or(0, &kind) >> bit;
        let next = self.0.get(block + 1).map_or(0, kind);
        here | next << 1 << (BLOCK - 1 - bit)
    }

    /// The letters and digits of the 64 bytes before `at`, the nearest highest.
    #[inline]
    pub(super) fn runs_before(&self, at: usize) -> u64 {
        let (block, bit) = (at / BLOCK, at % BLOCK);
        let here = self.0.get(block).map_or(0, |block| block.runs);
        let before = block.checked_sub(1).map_or(0, |block| self.0[block].runs);
        here << 1 << (BLOCK - 1 - bit) | before >> bit
    }
}

#[inline(always)]
fn block_of<S: Simd>(simd: S, signs: &Signs, text: &[u8; BLOCK]) -> Block {
    let (lower, upper) = (u8x64::from_slice(simd, &signs.0), u8x64::from_slice(simd, &UPPER));
    let bytes = u8x64::from_slice(simd, text);
    let within = |bytes: u8x64<S>, first: u8, count: u8| {
        (bytes - u8x64::splat(simd, first)).simd_le(u8x64::splat(simd, count - 1)).to_bitmask()
    };
    let letters = within(bytes | u8x64::splat(simd, 0x20), b'a', 26);
    let digits = within(bytes, b'0', 10);
    let by_lower = simd.swizzle_dyn_within_blocks_u8x64(lower, bytes & u8x64::splat(simd, 15));
    let by_upper = simd.swizzle_dyn_within_blocks_u8x64(upper, bytes >> 4);
    let none = (by_lower & by_upper).simd_eq(u8x64::splat(simd, 0)).to_bitmask();
    let foreign = within(bytes, 0xCD, 0xEF - 0xCD) & !bytes.simd_eq(u8x64::splat(simd, 0xE2)).to_bitmask();
    Block { letters, runs: letters | digits, signs: !none, foreign }
}

/// The indexes of the set bits, ascending.
#[inline]
pub(crate) fn ones(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then(|| mask.trailing_zeros() as usize);
        mask &= mask.wrapping_sub(1);
        bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(text: &str) -> Bits {
        let mut bits = Bits::new(text);
        bits.read(&Signs::new(b"@+".iter().copied()), text.as_bytes(), text.len());
        bits
    }

    #[test]
    fn every_byte_is_what_it_is() {
        let all: String = (0..=255_u8).map(char::from).collect();
        let bits = bits(&all);
        for (at, byte) in all.bytes().enumerate() {
            let (block, bit) = (bits.block(at / BLOCK), at % BLOCK);
            assert_eq!(block.letters >> bit & 1 == 1, byte.is_ascii_alphabetic(), "{byte}");
            assert_eq!(block.runs >> bit & 1 == 1, byte.is_ascii_alphanumeric(), "{byte}");
            assert_eq!(block.signs >> bit & 1 == 1, byte == b'@' || byte == b'+', "{byte}");
        }
    }

    #[test]
    fn runs_are_seen_across_blocks() {
        for shift in 0..130 {
            let bits = bits(&format!("{}ab12345678901 x", " ".repeat(shift)));
            assert_eq!(bits.runs_from(shift).trailing_ones(), 13, "{shift}");
            assert_eq!(bits.letters_from(shift).trailing_ones(), 2, "{shift}");
            assert_eq!(bits.runs_before(shift + 13).leading_ones(), 13, "{shift}");
        }
    }

    #[test]
    fn letters_of_other_scripts_are_seen() {
        let text = format!("{}여권", "für é ".repeat(20));
        let bits = bits(&text);
        assert!(bits.has_foreign_letters(0, text.len()) && !bits.has_foreign_letters(0, 64));
    }
}
