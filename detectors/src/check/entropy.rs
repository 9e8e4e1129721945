//! Shannon entropy of a value: generated keys have it, words and numbers in order do not. A helper only.

use serde::Deserialize;

/// The least entropy a value must have.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entropy {
    /// Bits per character, over the characters of the value.
    bits: f32,
}

impl Entropy {
    pub(super) fn passes(&self, value: &str) -> bool {
        bits_per_byte(value.as_bytes()) >= self.bits
    }
}

#[expect(clippy::cast_precision_loss, reason = "values are short")]
fn bits_per_byte(bytes: &[u8]) -> f32 {
    let mut counts = [0_usize; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let total = bytes.len().max(1) as f32;
    counts.iter().filter(|&&n| n > 0).map(|&n| n as f32 / total).map(|p| -p * p.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::bits_per_byte;

    #[test]
    fn keys_differ_from_words() {
        assert!(bits_per_byte(b"q8Zr1vW0sKx2LmT9bYc4") > 4.0);
        assert!(bits_per_byte(b"aaaaaaaaaaaaaaaaaaaa") < 0.1 && bits_per_byte(b"") < 0.1);
    }
}
