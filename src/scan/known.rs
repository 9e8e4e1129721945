//! What is known of texts that were scanned before, by a keyed hash of their content.
//!
//! Owns: bounded memories, of whole texts' detections, of short texts without any and of windows' names, and the keys: hashes
//! under a secret of the tenant's own (`secret_hash.rs`). Never: keeps text; a detection is a place and a kind.

use std::io;
use std::sync::Arc;

use allonym_detectors::{Detection, NameSpan};
use moka::sync::Cache;

use super::silent::Silent;
use crate::secret_hash::{Hash, HashSecret};

/// The hash of a content.
pub(super) type Key = Hash;

/// What one entry costs besides its spans, in bytes: key, counts, and the cache's own book-keeping, as measured.
const ENTRY: usize = 256;

/// Of shorter texts, in bytes, in which there is nothing, no more is remembered than that.
const SHORT: usize = 256;

/// What is remembered of a text.
pub(super) struct Remembered {
    found: Box<[Detection]>,
    traits: Option<Traits>,
}

/// What is known of a text.
#[derive(Clone)]
pub(super) enum Found {
    /// There is nothing in it.
    Nothing(Option<Traits>),
    /// What there is.
    Kept(Arc<Remembered>),
}

impl Found {
    /// Puts what was found into `out`, and nothing else.
    pub(super) fn fill(&self, out: &mut Vec<Detection>) {
        out.clear();
        if let Self::Kept(kept) = self {
            out.extend_from_slice(&kept.found);
        }
    }

    /// What else is remembered of the text.
    pub(super) fn traits(&self) -> Option<Traits> {
        match self {
            Self::Nothing(traits) => *traits,
            Self::Kept(kept) => kept.traits,
        }
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

impl Traits {
    /// Of a text in which nothing has to be looked for.
    const NONE: Self = Self { is_plain: true, is_quiet: true };
}

/// The memories of a process, bounded in bytes.
pub struct Memory {
    texts: Cache<Key, Arc<Remembered>>,
    silent: Silent,
    names: Cache<Key, Arc<[NameSpan]>>,
}

impl Memory {
    /// Of at most `bytes` in all.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let (half, silent) = ((bytes / 2) as u64, bytes / 32);
        Self {
            silent: Silent::new(silent),
            texts: Cache::builder()
                .max_capacity(half - silent as u64)
                .weigher(|_, text: &Arc<Remembered>| weight(&text.found))
                .build(),
            names: Cache::builder()
                .max_capacity(half)
                .weigher(|_, names: &Arc<[NameSpan]>| weight(names))
                .build(),
        }
    }

    /// Texts and windows that are remembered, and the size of that in bytes (approximate), without what has expired, which is
    /// forgotten by that.
    #[must_use]
    pub fn size(&self) -> (u64, u64) {
        self.texts.run_pending_tasks();
        self.names.run_pending_tasks();
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
    secret: HashSecret,
}

impl Known {
    /// A part of its own.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new(memory: &Arc<Memory>) -> io::Result<Self> {
        Ok(Self { memory: Arc::clone(memory), secret: HashSecret::new()? })
    }

    /// The key of a content.
    pub(super) fn key(&self, text: &str) -> Key {
        self.secret.of(text.as_bytes())
    }

    /// The key of `key` and then `next`.
    pub(super) fn joined(&self, key: Key, next: Key) -> Key {
        let mut hashing = self.secret.begin();
        hashing.add(&key.to_ne_bytes());
        hashing.add(&next.to_ne_bytes());
        hashing.so_far()
    }

    /// The key of `key`, the text with the key `text`, and what was found in it.
    pub(super) fn chained(&self, key: Key, text: Key, found: &[Detection]) -> Key {
        let mut hashing = self.secret.begin();
        hashing.add(&self.joined(key, text).to_ne_bytes());
        for detection in found {
            hashing.add(&detection.span.start.to_ne_bytes());
            hashing.add(&detection.span.end.to_ne_bytes());
            hashing.add(&detection.score.to_bits().to_ne_bytes());
            hashing.add(detection.entity.label().as_bytes());
            // No label has this byte: where one ends is not in doubt.
            hashing.add(&[0xff]);
        }
        hashing.so_far()
    }

    /// What was found in a whole text.
    pub(super) fn found(&self, key: Key) -> Option<Found> {
        let silent = self.memory.silent.has(key);
        let silent = silent.map(|whole| Found::Nothing(whole.then_some(Traits::NONE)));
        silent.or_else(|| self.memory.texts.get(&key).map(Found::Kept))
    }

    /// Remembers what was found in a whole text of `length` bytes.
    pub(super) fn keep(&self, key: Key, length: usize, found: &[Detection], traits: Option<Traits>) {
        let is_silent = found.is_empty() && traits.is_none_or(|traits| traits == Traits::NONE);
        if is_silent && length < SHORT {
            self.memory.silent.note(key, traits.is_some());
        } else {
            self.memory.texts.insert(key, Arc::new(Remembered { found: found.into(), traits }));
        }
    }

    /// The key of a text that is read by the rules alone.
    pub(super) fn key_by_rules(&self, text: &str) -> Key {
        /// Stands before the text's own key; nothing that was told has such a key.
        const BY_RULES: Key = 1;
        self.joined(BY_RULES, self.key(text))
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
