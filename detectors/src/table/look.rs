//! What one pass over a text tells of its tables: where its lines end, which of them could be of a table, and where tables may
//! begin that are no lines. Reads 64 bytes at a time with the widest instructions the processor has.
//!
//! Owns: that pass alone; most texts are asked for nothing else. Never: reads a line.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

use crate::engine::ones;

/// Bytes of one block, bytes behind it that are looked at with it, and blocks that are read at once.
const BLOCK: usize = 64;
const AHEAD: usize = DEPTH - 1;
const BLOCKS: usize = 16;
/// What dashes and arrows begin with in UTF-8, as do bullets and quotation marks.
const FIRST_OF_DASH: u8 = 0xe2;

/// How many bytes of a beginning are compared, each with two that may stand there; zero stands for any byte.
const DEPTH: usize = 3;
const BEGINNINGS: [[[u8; 2]; DEPTH]; 8] = [
    [*b"[[", *b"[[", [0, 0]],
    [*b"<<", *b"td", *b"rt"],
    [*b"et", *b"th", CAPITAL],
    [*b"))", *b"  ", *b"FF"],
    [*b"\"\"", *b"cc", *b"oo"],
    [*b"Ii", *b"Nn", *b"Ss"],
    [*b"RR", *b"EE", *b"PP"],
    [*b"::", *b"<<", *b"//"],
];

/// Stands for any of the capital letters and for `_`, as which a few signs are read, too.
const CAPITAL: [u8; 2] = *b"AZ";

/// By depth and by lower and upper half of a byte, a bit for each beginning that may have it there; four times, once for sixteen
/// bytes of a block.
static HALVES: [[[u8; BLOCK]; 2]; DEPTH] = {
    let mut halves = [[[0; BLOCK]; 2]; DEPTH];
    let mut index = 0;
    while index < BEGINNINGS.len() * DEPTH * BLOCK {
        let (number, depth, place) = (index / BLOCK / DEPTH, index / BLOCK % DEPTH, index % BLOCK);
        let (bytes, half) = (BEGINNINGS[number][depth], (place % 16) as u8);
        let [one, other] = bytes;
        if one == 0 || one == CAPITAL[0] && other == CAPITAL[1] || one % 16 == half || other % 16 == half {
            halves[depth][0][place] |= 1 << number;
        }
        if one == 0 || one / 16 == half || other / 16 == half {
            halves[depth][1][place] |= 1 << number;
        }
        index += 1;
    }
    halves
};

/// The lines of a text, and the places where a table may begin that is none of lines.
pub(super) struct Look<'t> {
    text: &'t [u8],
    /// The blocks read last, where they begin, and which of them is looked at.
    blocks: [Block; BLOCKS],
    from: usize,
    block: usize,
    /// The last byte that was read is a space or a line's end.
    after_space: bool,
    start: usize,
    is_over: bool,
    /// What was seen of the line so far.
    is_parted: bool,
    is_spaced: bool,
    is_joined: bool,
    begins: Begins,
}

/// The places where a table may begin that is none of lines: where blocks begin that have some, and a bit for each of theirs.
#[derive(Debug, Default)]
pub(super) struct Begins(Vec<(usize, u64)>);

impl Begins {
    /// Where one of these literals stands, and which.
    pub(super) fn of<'b>(
        &'b self,
        text: &'b str,
        literals: &'b [&'static str],
    ) -> impl Iterator<Item = (usize, &'static str)> + 'b {
        let all = self.0.iter().flat_map(|&(from, bits)| ones(bits).map(move |bit| from + bit));
        all.filter_map(|at| Some((at, *literals.iter().find(|literal| text[at..].starts_with(**literal))?)))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Of 64 bytes, a bit each, the first byte's lowest.
#[derive(Debug, Clone, Copy, Default)]
struct Block {
    ends: u64,
    /// What parts cells.
    parts: u64,
    /// The beginnings of two spaces and more behind something else.
    gaps: u64,
    /// What parts a label from its value: bars, tabs behind something, dashes and arrows behind a space, or what could be some.
    joins: u64,
    /// What may be a beginning of a table.
    begins: u64,
}

/// A line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) end: usize,
    /// It has a sign that parts cells; two spaces between others; one that parts a label from its value.
    pub(super) is_parted: bool,
    pub(super) is_spaced: bool,
    pub(super) is_joined: bool,
}

impl<'t> Look<'t> {
    pub(super) fn over(text: &'t [u8]) -> Self {
        let mut look = Self {
            text,
            blocks: [Block::default(); BLOCKS],
            from: 0,
            block: 0,
            after_space: true,
            start: 0,
            is_over: false,
            is_parted: false,
            is_spaced: false,
            is_joined: false,
            begins: Begins::default(),
        };
        look.read();
        look
    }

    /// The places where a table may begin, in order: all of the text once its lines have been taken.
    pub(super) fn begins(self) -> Begins {
        self.begins
    }

    /// Reads the next blocks.
    fn read(&mut self) {
        let level = Level::new();
        (self.blocks, self.block) = ([Block::default(); BLOCKS], 0);
        let places = (self.from..self.text.len()).step_by(BLOCK);
        for (block, at) in self.blocks.iter_mut().zip(places) {
            let (rest, last) = (&self.text[at..], &mut [0; BLOCK + AHEAD]);
            let part = rest.first_chunk().unwrap_or_else(|| padded(rest, last));
            *block = dispatch!(level, simd => block_of(simd, part));
            let (space, next) = (block.gaps | block.ends, u64::from(part[BLOCK] == b' '));
            block.gaps &=
                (block.gaps >> 1 | next << (BLOCK - 1)) & !(space << 1 | u64::from(self.after_space));
            self.after_space = space >> (BLOCK - 1) == 1;
            if block.begins != 0 {
                self.begins.0.push((at, block.begins));
            }
        }
    }

    /// Takes what the block under way tells of the line, up to the bits of `inside`.
    #[inline]
    fn see(&mut self, inside: u64) {
        let block = &mut self.blocks[self.block];
        self.is_parted |= block.parts & inside != 0;
        self.is_spaced |= block.gaps & inside != 0;
        self.is_joined |= block.joins & inside != 0;
        (block.parts, block.gaps, block.joins) =
            (block.parts & !inside, block.gaps & !inside, block.joins & !inside);
    }

    /// The line that ends there.
    #[inline]
    fn line(&mut self, end: usize) -> Line {
        let Self { start, is_parted, is_spaced, is_joined, .. } = *self;
        self.start = end + 1;
        (self.is_parted, self.is_spaced, self.is_joined) = (false, false, false);
        Line { start, end, is_parted, is_spaced, is_joined }
    }
}

impl Iterator for Look<'_> {
    type Item = Line;

    #[inline]
    fn next(&mut self) -> Option<Line> {
        loop {
            if let Some(block) = self.blocks.get_mut(self.block) {
                if block.ends != 0 {
                    let (bit, inside) = (block.ends.trailing_zeros() as usize, block.ends ^ (block.ends - 1));
                    block.ends &= block.ends - 1;
                    self.see(inside);
                    return Some(self.line(self.from + self.block * BLOCK + bit));
                }
                self.see(u64::MAX);
                self.block += 1;
            } else if self.from + BLOCKS * BLOCK < self.text.len() {
                self.from += BLOCKS * BLOCK;
                self.read();
            } else {
                return (!std::mem::replace(&mut self.is_over, true)).then(|| self.line(self.text.len()));
            }
        }
    }
}

/// A block that the text's end cuts short, with zeros behind it.
fn padded<'l>(rest: &[u8], last: &'l mut [u8; BLOCK + AHEAD]) -> &'l [u8; BLOCK + AHEAD] {
    last[..rest.len()].copy_from_slice(rest);
    last
}

/// What a block holds; every space counts as a gap here.
#[inline(always)]
fn block_of<S: Simd>(simd: S, text: &[u8; BLOCK + AHEAD]) -> Block {
    let bytes = u8x64::from_slice(simd, &text[..BLOCK]);
    let (next, after_next) = (u8x64::from_slice(simd, &text[1..=BLOCK]), u8x64::from_slice(simd, &text[2..]));
    let holds = |bytes: u8x64<S>, byte: u8| bytes.simd_eq(u8x64::splat(simd, byte)).to_bitmask();
    let is = |byte: u8| holds(bytes, byte);
    let begins = may_be(simd, bytes, &HALVES[0])
        & may_be(simd, next, &HALVES[1])
        & may_be(simd, after_next, &HALVES[2]);
    let tab = holds(next, b'\t');
    let dash =
        holds(next, FIRST_OF_DASH) | holds(next, b'-') & (holds(after_next, b' ') | holds(after_next, b'>'));
    let none = begins.simd_eq(u8x64::splat(simd, 0)).to_bitmask();
    Block {
        ends: is(b'\n'),
        parts: is(b',') | is(b'|') | is(b';') | is(b'\t'),
        gaps: is(b' '),
        joins: is(b'|') | tab & !is(b'\t') & !is(b'\n') | is(b' ') & dash,
        begins: !none,
    }
}

/// Which beginnings may have these bytes.
#[inline(always)]
fn may_be<S: Simd>(simd: S, bytes: u8x64<S>, [lower, upper]: &[[u8; BLOCK]; 2]) -> u8x64<S> {
    let (lower, upper) = (u8x64::from_slice(simd, lower), u8x64::from_slice(simd, upper));
    let lower = simd.swizzle_dyn_within_blocks_u8x64(lower, bytes & u8x64::splat(simd, 15));
    lower & simd.swizzle_dyn_within_blocks_u8x64(upper, bytes >> 4)
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
            assert_eq!(
                Look::over(text.as_bytes()).map(|line| line.end).collect::<Vec<_>>(),
                ends,
                "{length}"
            );
        }
        assert_eq!(Look::over(b"").map(|line| (line.start, line.end)).collect::<Vec<_>>(), [(0, 0)]);
        assert_eq!(Look::over(&[b'\n'; 2048]).count(), 2049);
    }

    #[test]
    fn lines_that_could_be_of_a_table_are_told() {
        for shift in 0..140 {
            let text = format!("{}\n  a, b\n   c d\ne  f;\ng\n  ", "x".repeat(shift));
            let told: Vec<_> =
                Look::over(text.as_bytes()).map(|line| (line.is_parted, line.is_spaced)).collect();
            let (neither, parted, both) = ((false, false), (true, false), (true, true));
            assert_eq!(told, [neither, parted, neither, both, neither, neither], "{shift}");
        }
    }

    #[test]
    fn beginnings_are_seen_wherever_they_stand() {
        for begin in [
            "[[",
            "<tr",
            "<dt",
            "etA",
            "thZ",
            "et_",
            ":</",
            ") FROM stdin",
            "\"columns\"",
            "INSERT ",
            "Insert ",
            "insert ",
            "REPLACE ",
        ] {
            for shift in 0..140 {
                let text = format!("{}{begin}", "ä".repeat(shift));
                let mut look = Look::over(text.as_bytes());
                assert_eq!(look.by_ref().count(), 1);
                let places: Vec<usize> = look.begins().of(&text, &[begin]).map(|(at, _)| at).collect();
                assert_eq!(places, [2 * shift], "{begin}");
            }
        }
    }
}
