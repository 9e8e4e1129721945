//! [`HashSecret`]: by which hash a text is known again that nobody keeps.
//!
//! Owns: the secret and the hash, 128 bits of HighwayHash (Alakuijala, Cox and Wassenberg, 2016): every byte of a conversation that
//! is sent again goes through it, 32 at a time. The secret is random and never leaves the process, so nobody can make two texts
//! meet; under a secret of one's own, nobody learns from the time that an answer takes what others have sent. Never: keeps
//! anything of a text.

use std::io;

use highway::{HighwayHash, HighwayHasher, Key};

/// The hash of a content.
pub type Hash = u128;

/// What hashes are made under.
#[derive(Clone)]
pub struct HashSecret(Key);

/// A hash in the making.
pub struct Hashing(HighwayHasher);

impl HashSecret {
    /// A new one.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new() -> io::Result<Self> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        let words = std::array::from_fn(|at| secret.as_chunks().0[at]);
        Ok(Self(Key(words.map(u64::from_le_bytes))))
    }

    /// The hash of these bytes.
    #[must_use]
    pub fn of(&self, bytes: &[u8]) -> Hash {
        let mut hashing = self.begin();
        hashing.add(bytes);
        hashing.so_far()
    }

    /// To hash what comes in pieces.
    #[must_use]
    pub fn begin(&self) -> Hashing {
        Hashing(HighwayHasher::new(self.0))
    }
}

impl Hashing {
    /// Takes in bytes; where they ended is not told by the hash.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.append(bytes);
    }

    /// The hash of all bytes that were taken in.
    #[must_use]
    pub fn so_far(&self) -> Hash {
        let [low, high] = self.0.clone().finalize128();
        u128::from(high) << 64 | u128::from(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_that_of_all_bytes_under_this_secret() {
        let secret = HashSecret::new().unwrap();
        let mut pieces = secret.begin();
        for piece in ["a text", "", " and more"] {
            pieces.add(piece.as_bytes());
        }
        assert_eq!(pieces.so_far(), secret.clone().of(b"a text and more"));
        assert_ne!(secret.of(b"a text"), secret.of(b"a texu"));
        assert_ne!(secret.of(b"a text"), HashSecret::new().unwrap().of(b"a text"));
    }
}
