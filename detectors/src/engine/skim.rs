//! The one pass over the text: 64 bytes at a time, where do words, tokens with digits, and signs begin?
//!
//! It proposes places only; [`super`] looks closer. Nothing here knows a rule: words are refused by
//! [`super::words`], signs by the two bytes with which a pattern can begin. Which bytes are letters or digits is kept
//! as bits, so that runs are counted later without another look at the text.

use wide::u8x64;

use super::words::{Found, Words};

/// Bytes looked at in one step.
const BLOCK: usize = 64;

/// The signs with which a pattern can begin, and the bytes that may follow each.
pub(super) struct Signs {
    signs: Box<[u8]>,
    /// By sign, a bit per next byte; the text's end counts as byte 0.
    next: Box<[[u64; 4]; 256]>,
}

impl Signs {
    /// `pairs(first, second)` says whether some pattern can begin with these two bytes.
    pub(super) fn new(signs: impl Iterator<Item = u8>, pairs: impl Fn(u8, u8) -> bool) -> Self {
        let signs: Box<[u8]> = signs.filter(|sign| !sign.is_ascii_alphanumeric()).collect();
        let mut next = Box::new([[0; 4]; 256]);
        for &sign in &signs {
            for second in (0..=255_u8).filter(|&second| pairs(sign, second)) {
                next[usize::from(sign)][usize::from(second / 64)] |= 1 << (second % 64);
            }
        }
        Self { signs, next }
    }

    #[inline]
    fn may_begin(&self, text: &[u8], at: usize) -> bool {
        let second = text.get(at + 1).copied().unwrap_or(0);
        self.next[usize::from(text[at])][usize::from(second / 64)] >> (second % 64) & 1 == 1
    }
}

/// Places in a part of a text, each list ascending.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Beginnings of words that may open something.
    pub(super) words: Vec<(usize, Found)>,
    /// Beginnings of runs of letters and digits that hold a digit.
    pub(super) tokens: Vec<usize>,
    /// Signs with which something may begin.
    pub(super) signs: Vec<usize>,
}

impl Places {
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.tokens.clear();
        self.signs.clear();
    }
}

/// What has been read of one text so far, a bit per byte.
#[derive(Debug, Default)]
pub(super) struct Bits {
    letters: Vec<u64>,
    runs: Vec<u64>,
    signs: Vec<u64>,
    /// Of every block, whether it may hold letters of a script that shares none with ASCII.
    foreign: Vec<bool>,
}

impl Bits {
    /// Reads on until `to` is inside, or the text ends.
    fn read(&mut self, signs: &Signs, text: &[u8], to: usize) {
        let to = to.min(text.len());
        let mut at = self.runs.len() * BLOCK;
        while at < to {
            match text.get(at..at + BLOCK) {
                Some(block) => self.block(signs, block.try_into().expect("a whole block")),
                None => {
                    let mut last = [0; BLOCK];
                    last[..text.len() - at].copy_from_slice(&text[at..]);
                    self.block(signs, &last);
                }
            }
            at += BLOCK;
        }
    }

    #[inline]
    fn block(&mut self, signs: &Signs, block: &[u8; BLOCK]) {
        let bytes = u8x64::new(*block);
        let within = |bytes: u8x64, first: u8, count: u8| {
            (bytes - u8x64::splat(first)).simd_le(u8x64::splat(count - 1)).to_bitmask()
        };
        let letters = within(bytes | u8x64::splat(0x20), b'a', 26);
        let digits = within(bytes, b'0', 10);
        let found = signs
            .signs
            .iter()
            .fold(u8x64::splat(0), |found, &sign| found | bytes.simd_eq(u8x64::splat(sign)));
        self.letters.push(letters);
        self.runs.push(letters | digits);
        self.signs.push(found.to_bitmask());
        let foreign = within(bytes, 0xCD, 0xEF - 0xCD) & !bytes.simd_eq(u8x64::splat(0xE2)).to_bitmask();
        self.foreign.push(foreign != 0);
    }

    /// Whether `from..to`, which has been read, may hold letters of a script that shares none with ASCII.
    pub(super) fn has_foreign_letters(&self, from: usize, to: usize) -> bool {
        self.foreign[from / BLOCK..to.div_ceil(BLOCK)].contains(&true)
    }

    /// The letters and digits of the 64 bytes from `at` on; as far as has been read.
    #[inline]
    pub(super) fn runs_from(&self, at: usize) -> u64 {
        window(&self.runs, at)
    }

    /// How many letters and digits stand right before `at`, up to 64.
    #[inline]
    pub(super) fn run_before(&self, at: usize) -> usize {
        let (block, bit) = (at / BLOCK, at % BLOCK);
        let here = self.runs.get(block).copied().unwrap_or(0);
        let before = block.checked_sub(1).map_or(0, |block| self.runs[block]);
        let bits = if bit == 0 { before } else { here << (BLOCK - bit) | before >> bit };
        bits.leading_ones() as usize
    }
}

#[inline]
fn window(bits: &[u64], at: usize) -> u64 {
    let (block, bit) = (at / BLOCK, at % BLOCK);
    let here = bits.get(block).copied().unwrap_or(0) >> bit;
    let next = bits.get(block + 1).copied().unwrap_or(0);
    if bit == 0 { here } else { here | next << (BLOCK - bit) }
}

/// What one part of a text leaves for the next.
#[derive(Debug, Default)]
pub(super) struct Carry {
    /// The last byte was a letter or digit; it was a digit.
    in_run: bool,
    in_digits: bool,
    /// Where the last run began.
    run: usize,
}

/// Adds the places of `text[from..to]`; both are multiples of the block, or the text's end. Reads a little farther.
pub(super) fn skim(
    (signs, words): (&Signs, &Words),
    text: &[u8],
    (from, to): (usize, usize),
    bits: &mut Bits,
    carry: &mut Carry,
    places: &mut Places,
) {
    bits.read(signs, text, to + 2 * BLOCK);
    for base in (from..to).step_by(BLOCK) {
        let block = base / BLOCK;
        let (letters, runs) = (bits.letters[block], bits.runs[block]);
        let starts = runs & !(runs << 1 | u64::from(carry.in_run));
        for bit in ones(starts & letters) {
            let at = base + bit;
            let count = window(&bits.letters, at).trailing_ones();
            if text
                .get(at..at + 4)
                .is_none_or(|four| words.may_open([four[0], four[1], four[2], four[3]], count))
            {
                words.look(text, at, count as usize, |found| places.words.push((at, found)));
            }
        }
        tokens((starts, runs & !letters), base, carry, &mut places.tokens);
        places
            .signs
            .extend(ones(bits.signs[block]).map(|bit| base + bit).filter(|&at| signs.may_begin(text, at)));
        carry.in_run = runs >> 63 == 1;
        if starts != 0 {
            carry.run = base + (63 - starts.leading_zeros() as usize);
        }
    }
}

/// Adds where the runs of one block begin that hold a digit.
#[inline]
fn tokens((starts, digits): (u64, u64), base: usize, carry: &mut Carry, tokens: &mut Vec<usize>) {
    for bit in ones(digits & !(digits << 1 | u64::from(carry.in_digits))) {
        let before = starts & (u64::MAX >> (63 - bit));
        let run = if before == 0 { carry.run } else { base + (63 - before.leading_zeros() as usize) };
        if tokens.last() != Some(&run) {
            tokens.push(run);
        }
    }
    carry.in_digits = digits >> 63 == 1;
}

/// The indexes of the set bits, ascending.
#[inline]
fn ones(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then(|| mask.trailing_zeros() as usize);
        mask &= mask.wrapping_sub(1);
        bit
    })
}

#[cfg(test)]
mod tests {
    use super::super::words::{Opening, Openings};
    use super::*;

    fn places(text: &str) -> (Places, Bits) {
        let mut openings = Openings::default();
        openings.add("name", None, Opening::Cue { number: 0, before: 0 });
        let signs = Signs::new(b"@+".iter().copied(), |_, second| second != b' ');
        let (words, mut carry, mut bits) = (openings.complete(), Carry::default(), Bits::default());
        let mut places = Places::default();
        skim((&signs, &words), text.as_bytes(), (0, text.len()), &mut bits, &mut carry, &mut places);
        (places, bits)
    }

    #[test]
    fn words_tokens_and_signs() {
        let (found, bits) = places("My name, no_Name names x12b3 7 +4@é9@ ");
        assert_eq!(found.words.iter().map(|&(at, _)| at).collect::<Vec<_>>(), [3, 12]);
        assert_eq!(found.tokens, [23, 29, 32, 36]);
        assert_eq!(found.signs, [31, 33]);
        assert_eq!((bits.run_before(28), bits.run_before(29)), (5, 0));
        assert_eq!(bits.runs_from(23) & 0xFF, 0b0101_1111);
    }

    #[test]
    fn blocks_do_not_matter() {
        for shift in 0..80 {
            let text = format!("{}{}", " ".repeat(shift), "name ab12345678901 @x NAME1");
            let (found, bits) = places(&text);
            assert_eq!(found.words.iter().map(|&(at, _)| at - shift).collect::<Vec<_>>(), [0, 22], "{shift}");
            assert_eq!(found.tokens, [shift + 5, shift + 22], "{shift}");
            assert_eq!(found.signs, [shift + 19], "{shift}");
            assert_eq!(bits.runs_from(shift + 5).trailing_ones(), 13, "{shift}");
            assert_eq!(bits.run_before(shift + 18), 13, "{shift}");
        }
    }
}
