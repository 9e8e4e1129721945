//! Hashes of words and features: 64 bits, the same on every machine and in every build, since weights are stored by them.
//!
//! Owns: how bytes, small numbers and other hashes become a hash. A word of up to eight bytes costs one multiplication, a
//! feature one more: they are most of what tagging does.

const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
const SALT: u64 = 0xe703_7ed1_a0b4_28db;

/// The hash of a word, which must be in lower case already.
#[must_use]
pub fn word(lower: &str) -> u64 {
    bytes(lower.as_bytes())
}

/// The longest word of ASCII whose lower case needs no memory of its own, in bytes.
const SHORT: usize = 64;

/// The hash of a word in any case.
#[must_use]
pub fn any_case(written: &str) -> u64 {
    let mut room = [0; SHORT];
    match room.get_mut(..written.len()).filter(|_| written.is_ascii()) {
        Some(lower) => {
            lower.copy_from_slice(written.as_bytes());
            lower.make_ascii_lowercase();
            bytes(lower)
        }
        None => word(&written.to_lowercase()),
    }
}

/// The hash of a word, given as bytes.
#[inline]
pub(crate) fn bytes(lower: &[u8]) -> u64 {
    let mut chunks = lower.chunks(8);
    let first = chunks.next().map_or(0, number);
    chunks.fold(short(first), |hash, chunk| pair(hash, number(chunk)))
}

/// The hash of a word of up to eight bytes, given as a number in little-endian order.
#[inline]
#[must_use]
pub fn short(bytes: u64) -> u64 {
    pair(bytes, 0)
}

/// Up to eight bytes as a number.
fn number(bytes: &[u8]) -> u64 {
    let short = || bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    bytes.first_chunk().map_or_else(short, |eight| u64::from_le_bytes(*eight))
}

/// One hash out of two numbers of any kind, in this order.
#[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
#[inline]
#[must_use]
pub fn pair(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ MIX) * u128::from(b ^ SALT);
    product as u64 ^ (product >> 64) as u64
}

/// One hash out of two hashes, in this order: cheaper than [`pair`], for what has been stirred already.
#[inline]
#[must_use]
pub fn join(a: u64, b: u64) -> u64 {
    a.rotate_left(23).wrapping_add(b)
}

/// A hash out of a small number, good enough for [`join`].
#[inline]
#[must_use]
pub const fn spread(small: u64) -> u64 {
    (small + 1).wrapping_mul(SALT)
}

/// A feature's key: its template and what it saw, which must be a hash.
#[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
#[inline]
#[must_use]
pub fn feature(template: u8, seen: u64) -> u64 {
    let product = u128::from(seen ^ spread(u64::from(template))) * u128::from(MIX);
    product as u64 ^ (product >> 64) as u64
}
