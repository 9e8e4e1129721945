//! Hashes of words and features: 64 bits, the same on every machine and in every build, since weights are stored by them.

const PRIME: u64 = 0x0000_0100_0000_01b3;
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
const SALT: u64 = 0xe703_7ed1_a0b4_28db;

/// A hash that grows byte by byte (FNV-1a).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running(u64);

impl Default for Running {
    fn default() -> Self {
        Self(BASIS)
    }
}

impl Running {
    /// The hash with more bytes.
    #[must_use]
    pub fn with(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME)))
    }

    /// The hash itself, stirred so that any of its bits may choose a place.
    #[must_use]
    pub fn finish(self) -> u64 {
        pair(self.0, 0)
    }
}

/// The hash of a word, which must be in lower case already.
#[must_use]
pub fn word(lower: &str) -> u64 {
    Running::default().with(lower.as_bytes()).finish()
}

/// One hash out of two, in this order.
#[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
#[inline]
#[must_use]
pub fn pair(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ MIX) * u128::from(b ^ SALT);
    product as u64 ^ (product >> 64) as u64
}

/// A feature's key: its template and what it saw.
#[must_use]
pub fn feature(template: u8, seen: u64) -> u64 {
    pair(u64::from(template).wrapping_mul(PRIME), seen)
}
