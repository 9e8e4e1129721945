//! Eight bytes of a text as one number, letters in lower case: what begins alike is told by one comparison.
//!
//! Owns: how they are read. Other ASCII bytes are folded with the letters (`[` and `{` are the same here), so an equal number says
//! that something may stand there, a different one that it does not.

/// How many bytes.
pub(crate) const EIGHT: usize = 8;
/// What a letter has in lower case.
pub(crate) const FOLD: u8 = 0x20;

/// The bytes from `at` on, the first one lowest; spaces behind the text's end.
#[inline]
pub(crate) fn from(text: &[u8], at: usize) -> u64 {
    folded(match text.get(at..at + EIGHT) {
        Some(eight) => u64::from_le_bytes(eight.try_into().expect("eight bytes")),
        None => last(&text[at..]),
    })
}

/// The bytes before `at`, the nearest highest; spaces before the text's beginning.
#[inline]
pub(crate) fn before(text: &[u8], at: usize) -> u64 {
    folded(match text[..at].last_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => last(&text[..at]).unbounded_shl(8 * (EIGHT - at) as u32),
    })
}

/// The part of a number that so many bytes fill.
#[inline]
pub(crate) fn mask(bytes: usize) -> u64 {
    if bytes >= EIGHT { u64::MAX } else { (1 << (8 * bytes)) - 1 }
}

#[inline]
fn folded(eight: u64) -> u64 {
    eight | u64::from_le_bytes([FOLD; EIGHT])
}

#[cold]
fn last(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |key, &byte| key << 8 | u64::from(byte))
}
