//! [`Signs`]: in one pass, 64 bytes at a time, which kinds of encoded parts a text may hold at all. Most texts hold few.
//!
//! Owns: with which bytes escapes begin, and telling a run of base64's characters and the zeros of a dump's address. Never:
//! says no where a part stands, and never reads one; `encoded.rs` and the files beside this one do.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x64};

use super::dump::ADDRESS;
use super::runs::RUN_CHARS;
use crate::byte_class::{BLOCK, Sets};

/// Every byte with which a kind of escape begins, but for one that has a longer sign of its own; a set each.
const LEADS: [u8; 8] = [b'%', b'\\', b'&', b'=', b'\n', b'\r', 0x1b, b'<'];

static LEAD_SETS: Sets = {
    let (mut sets, mut at) = (Sets::EMPTY, 0);
    while at < LEADS.len() {
        sets.add(LEADS[at], 1 << at);
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

/// What a text may hold.
#[derive(Clone, Copy, Default)]
pub(super) struct Signs {
    leads: u8,
    run: bool,
    zeros: bool,
}

impl Signs {
    /// The signs in a text.
    pub(super) fn of(text: &[u8]) -> Self {
        dispatch!(Level::new(), simd => read(simd, text))
    }

    /// Whether this byte, which begins a kind of escape, stands anywhere. One that is not looked for may.
    pub(super) fn has(self, lead: u8) -> bool {
        let set = LEADS.iter().position(|known| *known == lead);
        set.is_none_or(|set| self.leads >> set & 1 == 1)
    }

    /// Whether [`RUN_CHARS`] characters of base64 stand together anywhere.
    pub(super) fn has_run(self) -> bool {
        self.run
    }

    /// Whether as many zeros as in a dump's [`ADDRESS`] do.
    pub(super) fn has_zeros(self) -> bool {
        self.zeros
    }
}

#[inline(always)]
fn read<S: Simd>(simd: S, text: &[u8]) -> Signs {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let mut leads = u8x64::splat(simd, 0);
    let (mut run, mut zeros) = (Runs::<RUN_CHARS>::default(), Runs::<{ ADDRESS.len() }>::default());
    for block in blocks.iter().chain([&last]) {
        let bytes = u8x64::from_slice(simd, block);
        leads |= LEAD_SETS.of(simd, bytes);
        run.add(!ALPHABET.of(simd, bytes).simd_eq(u8x64::splat(simd, 0)).to_bitmask());
        zeros.add(bytes.simd_eq(u8x64::splat(simd, b'0')).to_bitmask());
    }
    let leads = <[u8; BLOCK]>::from(leads).into_iter().fold(0, |all, one| all | one);
    Signs { leads, run: run.seen, zeros: zeros.seen }
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

    use super::super::KINDS;
    use super::*;

    #[test]
    fn every_kind_of_escape_has_its_lead_here() {
        assert!(KINDS.iter().all(|kind| LEADS.contains(&kind.lead) || kind.sign.is_some()));
    }

    proptest! {
        #[test]
        fn signs_are_those_of_a_plain_search(text in "[ %&=<\n\\\\]{0,2}[ a0Z/é]{0,90}[a0_+%é-]{0,90}(0{4,7}| ){0,2}[<=z]{0,60}") {
            let signs = Signs::of(text.as_bytes());
            for lead in LEADS {
                prop_assert_eq!(signs.has(lead), text.as_bytes().contains(&lead), "{}", lead);
            }
            let of_alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
            let run = text.as_bytes().windows(RUN_CHARS).any(|window| window.iter().all(of_alphabet));
            prop_assert_eq!(signs.has_run(), run);
            prop_assert_eq!(signs.has_zeros(), text.contains("000000"));
        }
    }
}
