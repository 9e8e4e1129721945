//! What is known of texts that were scanned before, by a keyed hash of their content.
//!
//! Owns: two bounded memories, of whole texts' detections and of windows' names, and the keys. A key is 128 bits of
//! SipHash under a secret that is random per process and tenant: nobody can make two texts meet, and no tenant can tell
//! from the time an answer takes what another one has sent. Never: keeps text; a detection is a place and a kind.

use std::hash::Hasher;
use std::io;
use std::sync::Arc;

use allonym_detectors::{Detection, NameSpan};
use moka::sync::Cache;
use siphasher::sip128::{Hasher128, SipHasher13};

/// The hash of a content.
pub(super) type Key = u128;

/// What one entry costs besides its spans, in bytes: key, counts, and the cache's own book-keeping, as measured.
const ENTRY: usize = 256;

/// Texts shorter than this, in bytes, are scanned faster than they are remembered.
const SHORTEST: usize = 24;

/// Whether it is worth remembering what stands in a text by itself.
pub(super) fn is_worth_keeping(text: &str) -> bool {
    text.len() >= SHORTEST
}

/// What is remembered of a text.
pub(super) struct Remembered {
    found: Box<[Detection]>,
    pub(super) traits: Option<Traits>,
}

impl Remembered {
    /// Puts what was found into `out`, and nothing else.
    pub(super) fn fill(&self, out: &mut Vec<Detection>) {
        out.clear();
        out.extend_from_slice(&self.found);
    }
}

/// What is remembered of a text besides what was found in it: that it need not be looked through again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// No part of it spells other text.
    pub is_plain: bool,
    /// Nothing in it reads as a pseudonym, however it is cut.
    pub is_quiet: bool,
}

/// The memories of a process, bounded in bytes.
pub struct Memory {
    texts: Cache<Key, Arc<Remembered>>,
    names: Cache<Key, Arc<[NameSpan]>>,
}

impl Memory {
    /// Of at most `bytes` in all.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let half = (bytes / 2) as u64;
        Self {
            texts: Cache::builder()
                .max_capacity(half)
                .weigher(|_, text: &Arc<Remembered>| weight(&text.found))
                .build(),
            names: Cache::builder()
                .max_capacity(half)
                .weigher(|_, names: &Arc<[NameSpan]>| weight(names))
                .build(),
        }
    }

    /// Texts and windows that are remembered, and the size of that in bytes (both approximate).
    #[must_use]
    pub fn size(&self) -> (u64, u64) {
        let entries = self.texts.entry_count() + self.names.entry_count();
        (entries, self.texts.weighted_size() + self.names.weighted_size())
    }
}

fn weight<T>(found: &[T]) -> u32 {
    u32::try_from(ENTRY + size_of_val(found)).unwrap_or(u32::MAX)
}

/// One tenant's part of the memories.
#[derive(Clone)]
pub struct Known {
    memory: Arc<Memory>,
    secret: [u8; 16],
}

impl Known {
    /// A part of its own.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new(memory: &Arc<Memory>) -> io::Result<Self> {
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        Ok(Self { memory: Arc::clone(memory), secret })
    }

    /// The key of a content.
    pub(super) fn key(&self, text: &str) -> Key {
        let mut hasher = SipHasher13::new_with_key(&self.secret);
        hasher.write(text.as_bytes());
        hasher.finish128().as_u128()
    }

    /// The key of `key` and then `next`.
    pub(super) fn joined(&self, key: Key, next: Key) -> Key {
        let mut hasher = SipHasher13::new_with_key(&self.secret);
        hasher.write(&key.to_ne_bytes());
        hasher.write(&next.to_ne_bytes());
        hasher.finish128().as_u128()
    }

    /// The key of `key`, the text with the key `text`, and what was found in it.
    pub(super) fn chained(&self, key: Key, text: Key, found: &[Detection]) -> Key {
        let mut hasher = SipHasher13::new_with_key(&self.secret);
        hasher.write(&self.joined(key, text).to_ne_bytes());
        for detection in found {
            hasher.write_usize(detection.span.start);
            hasher.write_usize(detection.span.end);
            hasher.write_u32(detection.score.to_bits());
            hasher.write(detection.entity.label().as_bytes());
            // No label has this byte: where one ends is not in doubt.
            hasher.write_u8(0xff);
        }
        hasher.finish128().as_u128()
    }

    /// What was found in a whole text.
    pub(super) fn found(&self, key: Key) -> Option<Arc<Remembered>> {
        self.memory.texts.get(&key)
    }

    /// Remembers what was found in a whole text.
    pub(super) fn keep(&self, key: Key, found: &[Detection], traits: Option<Traits>) {
        self.memory.texts.insert(key, Arc::new(Remembered { found: found.into(), traits }));
    }

    /// What the network found in a window.
    pub(super) fn names(&self, key: Key) -> Option<Arc<[NameSpan]>> {
        self.memory.names.get(&key)
    }

    /// Remembers what the network found in a window.
    pub(super) fn keep_names(&self, key: Key, names: &Arc<[NameSpan]>) {
        self.memory.names.insert(key, Arc::clone(names));
    }
}
