//! [`Signs`]: in one pass, 64 bytes at a time, which kinds of encoded parts a text holds. Most texts hold few.
//!
//! Owns: with which bytes escapes begin, and telling a run of base64's characters and the zeros of a dump's address. Never:
//! says no where a part stands, and never reads one; `encoded.rs` and the files beside this one do.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

use super::KINDS;
use super::dump::ADDRESS;
use super::runs::RUN_CHARS;
use crate::byte_class::{BLOCK, Sets};

/// Every byte with which a kind of escape begins, but for one that has a longer sign of its own. Those that share their
/// upper half share a set.
const LEADS: [u8; 10] = [b'%', b'\\', b'&', b'=', b'\n', b'\r', 0x1b, b'+', b'<', b'{'];

static LEAD_SETS: Sets = {
    let (mut sets, mut at) = (Sets::EMPTY, 0);
    while at < LEADS.len() {
        sets.add(LEADS[at], 1 << (LEADS[at] / 16));
        at += 1;
    }
    sets
};

/// The alphabet of base64 in both its forms, hexadecimal included. In a set of its own goes what shares halves with no other.
static ALPHABET: Sets = {
    let mut sets = Sets::EMPTY;
    sets.add_all(b'a', b'o', 1);
    sets.add_all(b'A', b'O', 1);
    sets.add_all(b'p', b'z', 2);
    sets.add_all(b'P', b'Z', 2);
    sets.add_all(b'0', b'9', 4);
    sets.add(b'+', 8);
    sets.add(b'-', 8);
    sets.add(b'/', 8);
    sets.add(b'_', 16);
    sets
};

/// The kinds that each byte leads, a bit for each as in [`KINDS`].
static LED: [u16; 256] = {
    let (mut led, mut at) = ([0; 256], 0);
    while at < KINDS.len() {
        led[KINDS[at].lead as usize] |= 1 << at;
        at += 1;
    }
    led
};

/// The kinds that no byte of [`LEADS`] leads.
const LED_OTHERWISE: u16 = {
    let (mut kinds, mut at) = (u16::MAX, 0);
    while at < LEADS.len() {
        let (mut kind, lead) = (0, LEADS[at]);
        while kind < KINDS.len() {
            if KINDS[kind].lead == lead {
                kinds &= !(1 << kind);
            }
            kind += 1;
        }
        at += 1;
    }
    kinds
};

/// What a text holds, or may.
#[derive(Clone, Copy)]
pub(super) struct Signs {
    kinds: u16,
    words: bool,
    run: bool,
    zeros: bool,
}

impl Signs {
    /// The signs in a text.
    pub(super) fn of(text: &[u8]) -> Self {
        dispatch!(Level::new(), simd => read(simd, text))
    }

    /// Whether an escape of the kind at `at` of [`KINDS`] stands anywhere that is a reason to read the text around it. Of a
    /// kind that is not looked for, one may.
    pub(super) fn counts(self, at: usize) -> bool {
        self.kinds >> at & 1 == 1
    }

    /// Whether mail's encoded words may stand anywhere.
    pub(super) fn has_words(self) -> bool {
        self.words
    }

    /// Whether [`RUN_CHARS`] characters of base64 stand together anywhere.
    pub(super) fn has_run(self) -> bool {
        self.run
    }

    /// Whether as many zeros as in a dump's [`ADDRESS`] do.
    pub(super) fn has_zeros(self) -> bool {
        self.zeros
    }

    /// Takes note of the byte at `at`, with which an escape may begin.
    fn note(&mut self, text: &[u8], at: usize) {
        let lead = text[at];
        self.words |= lead == b'=' && text.get(at + 1) == Some(&b'?');
        let mut open = LED[usize::from(lead)] & !self.kinds;
        while open != 0 {
            let kind = open.trailing_zeros() as usize;
            self.kinds |= u16::from(KINDS[kind].counts_at(text, at)) << kind;
            open &= open - 1;
        }
    }
}

#[inline(always)]
fn read<S: Simd>(simd: S, text: &[u8]) -> Signs {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let mut signs = Signs { kinds: LED_OTHERWISE, words: false, run: false, zeros: false };
    let (mut run, mut zeros) = (Runs::<RUN_CHARS>::default(), Runs::<{ ADDRESS.len() }>::default());
    for (at, block) in blocks.iter().chain([&last]).enumerate() {
        let bytes = u8x64::from_slice(simd, block);
        let is_any = |of: u8x64<S>| !of.simd_eq(u8x64::splat(simd, 0)).to_bitmask();
        let mut leads = is_any(LEAD_SETS.of(simd, bytes));
        while leads != 0 {
            signs.note(text, at * BLOCK + leads.trailing_zeros() as usize);
            leads &= leads - 1;
        }
        run.add(is_any(ALPHABET.of(simd, bytes)));
        zeros.add(bytes.simd_eq(u8x64::splat(simd, b'0')).to_bitmask());
    }
    Signs { run: run.seen, zeros: zeros.seen, ..signs }
}

/// Whether `LENGTH` bytes of a class stand together, told block by block. At most 64.
#[derive(Default)]
struct Runs<const LENGTH: usize> {
    /// How many of the class the last block ended with.
    open: u32,
    seen: bool,
}

impl<const LENGTH: usize> Runs<LENGTH> {
    /// The next 64 bytes: a bit for each, the first byte's lowest.
    #[inline(always)]
    fn add(&mut self, class: u64) {
        self.seen |= self.open + class.trailing_ones() >= LENGTH as u32;
        // Each bit: so many bytes up to this one are of the class.
        let (mut runs, mut length) = (class, 1);
        while length < LENGTH {
            let more = if LENGTH - length < length { LENGTH - length } else { length };
            runs &= runs << more;
            length += more;
        }
        self.seen |= runs != 0;
        self.open = class.leading_ones();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_kind_of_escape_has_its_lead_here() {
        assert!(KINDS.iter().all(|kind| LEADS.contains(&kind.lead) || kind.sign.is_some()));
    }

    proptest! {
        #[test]
        fn signs_are_those_of_a_plain_search(text in "[ %&=<\n\\\\]{0,2}[ a0Z/é]{0,90}(%41|&uuml;|=\\?|\\\\x41|a@\n){0,1}[a0_+%é-]{0,90}(0{4,7}| ){0,2}[<=z]{0,60}") {
            let signs = Signs::of(text.as_bytes());
            for (at, kind) in KINDS.iter().enumerate().filter(|(_, kind)| LEADS.contains(&kind.lead)) {
                let counts = (0..text.len()).any(|place| {
                    text.as_bytes()[place] == kind.lead && kind.counts_at(text.as_bytes(), place)
                });
                prop_assert_eq!(signs.counts(at), counts, "{}", at);
            }
            prop_assert_eq!(signs.has_words(), text.contains("=?"));
            let of_alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
            let run = text.as_bytes().windows(RUN_CHARS).any(|window| window.iter().all(of_alphabet));
            prop_assert_eq!(signs.has_run(), run);
            prop_assert_eq!(signs.has_zeros(), text.contains("000000"));
        }
    }
}
