//! The one pass over the text: 64 bytes at a time, where do words, tokens with digits, and signs begin?
//!
//! It proposes places only; [`super`] looks closer. Nothing here knows a rule: words are refused by
//! [`super::words`], signs by a table made from the patterns.

use super::words::{Words, key_at};

/// What a byte is, as bits.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const SIGN: u8 = 4;

/// Bytes looked at in one step.
const BLOCK: usize = 64;

/// What each byte is: letters and digits of ASCII, and the signs with which a pattern or keyword can begin.
pub(super) struct Alphabet([u8; 256]);

impl Alphabet {
    pub(super) fn new(signs: impl Iterator<Item = u8>) -> Self {
        let mut kinds: [u8; 256] = std::array::from_fn(|byte| match u8::try_from(byte) {
            Ok(byte) if byte.is_ascii_alphabetic() => LETTER,
            Ok(byte) if byte.is_ascii_digit() => DIGIT,
            _ => 0,
        });
        for sign in signs.filter(|sign| !sign.is_ascii_alphanumeric()) {
            kinds[usize::from(sign)] = SIGN;
        }
        Self(kinds)
    }
}

/// Places in a text, each list ascending.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Beginnings of words whose key may open something, with the key.
    pub(super) words: Vec<(usize, u32)>,
    /// Beginnings of runs of letters and digits that hold a digit.
    pub(super) tokens: Vec<usize>,
    /// Beginnings of runs of digits inside such a run, when they are not its beginning.
    pub(super) signs: Vec<usize>,
}

impl Places {
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.tokens.clear();
        self.signs.clear();
    }
}

/// What one step leaves for the next.
#[derive(Debug, Default)]
pub(super) struct Carry {
    /// The last byte was a letter or digit; it was a digit.
    in_run: bool,
    in_digits: bool,
    /// Where the last run began.
    run: usize,
}

/// Adds the places of `text[from..to]`; `from` is a multiple of the block.
pub(super) fn skim(
    alphabet: &Alphabet,
    words: &Words,
    text: &[u8],
    from: usize,
    to: usize,
    carry: &mut Carry,
    places: &mut Places,
) {
    let mut at = from;
    while at < to {
        let block = Masks::of(alphabet, text, at);
        block.propose(words, text, at, carry, places);
        at += BLOCK;
    }
}

/// One bit per byte of a block.
struct Masks {
    letters: u64,
    digits: u64,
    signs: u64,
}

impl Masks {
    #[inline]
    fn of(alphabet: &Alphabet, text: &[u8], at: usize) -> Self {
        let mut kinds = [0_u8; BLOCK];
        if let Some(block) = text.get(at..at + BLOCK) {
            for (kind, &byte) in kinds.iter_mut().zip(block) {
                *kind = alphabet.0[usize::from(byte)];
            }
        } else {
            for (kind, &byte) in kinds.iter_mut().zip(&text[at..]) {
                *kind = alphabet.0[usize::from(byte)];
            }
        }
        Self::gather(&kinds)
    }

    /// Gathers bit 0, 1 and 2 of each byte: a multiplication moves eight bits side by side.
    #[inline]
    fn gather(kinds: &[u8; BLOCK]) -> Self {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const GATHER: u64 = 0x0102_0408_1020_4080;
        let mut masks = Self { letters: 0, digits: 0, signs: 0 };
        for (index, eight) in kinds.chunks_exact(8).enumerate() {
            let eight = u64::from_le_bytes([
                eight[0], eight[1], eight[2], eight[3], eight[4], eight[5], eight[6], eight[7],
            ]);
            let bits = |shift: u32| ((eight >> shift & ONES).wrapping_mul(GATHER) >> 56) << (8 * index);
            masks.letters |= bits(0);
            masks.digits |= bits(1);
            masks.signs |= bits(2);
        }
        masks
    }

    #[inline]
    fn propose(&self, words: &Words, text: &[u8], base: usize, carry: &mut Carry, places: &mut Places) {
        let runs = self.letters | self.digits;
        let starts = runs & !(runs << 1 | u64::from(carry.in_run));
        for bit in bits(starts & self.letters) {
            let at = base + bit;
            let key = key_at(text, at, self.letters_at(text, base, bit));
            if words.may_open(key) {
                places.words.push((at, key));
            }
        }
        for bit in bits(self.digits & !(self.digits << 1 | u64::from(carry.in_digits))) {
            let before = starts & (u64::MAX >> (63 - bit));
            let run = if before == 0 { carry.run } else { base + (63 - before.leading_zeros() as usize) };
            if places.tokens.last() != Some(&run) {
                places.tokens.push(run);
            }
        }
        places.signs.extend(bits(self.signs).map(|bit| base + bit));
        carry.in_run = runs >> 63 == 1;
        carry.in_digits = self.digits >> 63 == 1;
        if starts != 0 {
            carry.run = base + (63 - starts.leading_zeros() as usize);
        }
    }

    /// How many letters follow each other from `bit` on; those beyond the block are counted only as far as a key needs.
    #[inline]
    fn letters_at(&self, text: &[u8], base: usize, bit: usize) -> usize {
        let inside = (self.letters >> bit).trailing_ones() as usize;
        if bit + inside < BLOCK {
            return inside;
        }
        inside
            + text[(base + BLOCK).min(text.len())..]
                .iter()
                .take(4)
                .take_while(|byte| byte.is_ascii_alphabetic())
                .count()
    }
}

/// The indexes of the set bits, ascending.
#[inline]
fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then(|| mask.trailing_zeros() as usize);
        mask &= mask.wrapping_sub(1);
        bit
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::words::{Opening, key_of};
    use super::*;

    fn places(text: &str) -> Places {
        let keyed = BTreeMap::from([(key_of("name").0, vec![Opening::Cue { number: 0, before: 0 }])]);
        let mut places = Places::default();
        let alphabet = Alphabet::new(b"@+".iter().copied());
        let (words, mut carry) = (Words::new(&keyed), Carry::default());
        skim(&alphabet, &words, text.as_bytes(), 0, text.len(), &mut carry, &mut places);
        places
    }

    #[test]
    fn words_tokens_and_signs() {
        let found = places("My names, no_Name x12b3 7 +4@é9");
        assert_eq!(found.words.iter().map(|&(at, _)| at).collect::<Vec<_>>(), [3, 13]);
        assert_eq!(found.tokens, [18, 24, 27, 31]);
        assert_eq!(found.signs, [26, 28]);
    }

    #[test]
    fn blocks_do_not_matter() {
        for shift in 0..80 {
            let text = format!("{}{}", " ".repeat(shift), "name ab12345678901 @x NAME1");
            let found = places(&text);
            assert_eq!(found.words.iter().map(|&(at, _)| at - shift).collect::<Vec<_>>(), [0, 22], "{shift}");
            assert_eq!(found.tokens, [shift + 5, shift + 22], "{shift}");
            assert_eq!(found.signs, [shift + 19], "{shift}");
        }
    }
}
