//! Where the lines of a text end, looked for 64 bytes at a time with the widest instructions the processor has.
//!
//! Owns: that search alone; most texts are asked for nothing else of their lines than how each ends. Never: reads a line.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

/// Bytes of one block, and blocks that are read at once.
const BLOCK: usize = 64;
const BLOCKS: usize = 16;

/// The place of every line end, and of the text's end.
pub(super) struct LineEnds<'t> {
    text: &'t [u8],
    /// The blocks read last, a bit per line end, and where they begin.
    ends: [u64; BLOCKS],
    from: usize,
    /// The one that is looked at.
    block: usize,
    is_over: bool,
}

impl<'t> LineEnds<'t> {
    pub(super) fn of(text: &'t [u8]) -> Self {
        Self { text, ends: read(text), from: 0, block: 0, is_over: false }
    }
}

impl Iterator for LineEnds<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        loop {
            if let Some(ends) = self.ends.get_mut(self.block) {
                if *ends != 0 {
                    let bit = ends.trailing_zeros() as usize;
                    *ends &= *ends - 1;
                    return Some(self.from + self.block * BLOCK + bit);
                }
                self.block += 1;
            } else if self.from + BLOCKS * BLOCK < self.text.len() {
                self.from += BLOCKS * BLOCK;
                (self.ends, self.block) = (read(&self.text[self.from..]), 0);
            } else {
                return (!std::mem::replace(&mut self.is_over, true)).then_some(self.text.len());
            }
        }
    }
}

/// The line ends in the first blocks of a text.
fn read(text: &[u8]) -> [u64; BLOCKS] {
    let level = Level::new();
    dispatch!(level, simd => ends_of(simd, text))
}

#[inline(always)]
fn ends_of<S: Simd>(simd: S, text: &[u8]) -> [u64; BLOCKS] {
    let end = u8x64::splat(simd, b'\n');
    let (blocks, rest) = text[..text.len().min(BLOCKS * BLOCK)].as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let mut ends = [0; BLOCKS];
    for (ends, block) in ends.iter_mut().zip(blocks.iter().chain([&last])) {
        *ends = u8x64::from_slice(simd, block).simd_eq(end).to_bitmask();
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_length_end_where_they_end() {
        for length in (0..5000).step_by(31) {
            let lines: Vec<String> = (0..40).map(|line| "x".repeat(line * length % 2111)).collect();
            let text = lines.join("\n");
            let mut ends = Vec::new();
            for line in &lines {
                ends.push(ends.last().map_or(0, |end| end + 1) + line.len());
            }
            assert_eq!(LineEnds::of(text.as_bytes()).collect::<Vec<_>>(), ends, "{length}");
        }
        assert_eq!(LineEnds::of(b"").collect::<Vec<_>>(), [0]);
        assert_eq!(LineEnds::of(&[b'\n'; 2048]).count(), 2049);
    }
}
