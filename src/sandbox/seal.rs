//! Signatures and sealed text, as providers put them on reasoning: a keyed hash that proves a
//! replayed block is byte-identical, and an opaque string that holds text only the sandbox can open.
//!
//! The key is a constant, so that recorded conversations verify in any later run. It protects
//! nothing and must never be used for anything but imitating a provider.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

const KEY: &[u8] = b"sandbox reasoning key, not a secret";
const HASH: usize = 32;

/// The signature of a reasoning block whose exact text is `text`.
pub(super) fn sign(text: &str) -> String {
    let mut bytes = vec![0x12, 0xcb, 0x01, 0x0a];
    bytes.extend_from_slice(&hash(b"sign", text.as_bytes()));
    bytes.extend_from_slice(&hash(b"pad", text.as_bytes()));
    STANDARD.encode(bytes)
}

/// Whether `signature` was made by [`sign`] over exactly this text.
pub(super) fn verify(text: &str, signature: &str) -> bool {
    sign(text) == signature
}

/// An opaque string that holds `text`; two texts of equal length give strings of equal length.
pub(super) fn seal(text: &str) -> String {
    let tag = hash(b"seal", text.as_bytes());
    let mut bytes = vec![0x80, 0, 0, 0];
    bytes.extend_from_slice(&tag);
    bytes.extend(mask(&tag, text.as_bytes()));
    STANDARD.encode(bytes)
}

/// The text inside a string made by [`seal`]; `None` when a byte of it was changed.
pub(super) fn open(sealed: &str) -> Option<String> {
    let bytes = STANDARD.decode(sealed).ok()?;
    let tag = bytes.get(4..4 + HASH)?;
    let text = String::from_utf8(mask(tag, &bytes[4 + HASH..])).ok()?;
    (seal(&text) == sealed).then_some(text)
}

fn hash(purpose: &[u8], text: &[u8]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for part in [KEY, purpose, text] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

/// Xor with a stream grown from `tag`; its own inverse.
fn mask(tag: &[u8], text: &[u8]) -> Vec<u8> {
    let block = |n: usize| hash(tag, &n.to_be_bytes());
    text.chunks(HASH).enumerate().flat_map(|(n, part)| xor(part, &block(n))).collect()
}

fn xor(part: &[u8], stream: &[u8]) -> Vec<u8> {
    part.iter().zip(stream).map(|(a, b)| a ^ b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_text_does_not_verify() {
        let signature = sign("Anna said hello");
        assert!(verify("Anna said hello", &signature));
        assert!(!verify("Anna said Hello", &signature));
        assert!(!verify("", ""));
    }

    #[test]
    fn sealed_text_opens_and_shows_nothing() {
        let text = "a long enough text, with ümlauts, to need more than one block of the stream";
        let sealed = seal(text);
        assert_eq!(open(&sealed).as_deref(), Some(text));
        assert!(!STANDARD.decode(&sealed).unwrap().windows(6).any(|w| w == b"enough"));
        assert_eq!(open(&sealed[4..]), None);
        assert_eq!(open("gAAA"), None);
        assert_eq!(open("ü"), None);
    }
}
