//! [`Told`]: what the earlier texts of a request tell of the later ones.
//!
//! Owns: the names found so far, and a hash of everything that they are learned from, in order: two requests that have
//! learned the same know the same of a next text, so what is known of it may be remembered under both hashes. Of what is
//! remembered nothing has to be learned: names are taken in when a text comes that is new. Never: is told of a text that
//! comes later.

use std::sync::Arc;

use allonym_detectors::{Detection, Dictionary, Settings};

use super::known::{Key, Known};

/// What has been told so far; nothing at first. A clone shares it until one of both learns. Holds personal data: no `Debug`.
#[derive(Clone, Default)]
pub struct Told {
    dictionary: Arc<Dictionary>,
    /// Texts that the dictionary has yet to learn from, with what was found in them.
    waiting: Vec<Arc<(Box<str>, Vec<Detection>)>>,
    /// Of everything that has been told; none without a memory.
    key: Option<Key>,
}

impl Told {
    /// Is told of the names among `found`, which stand in `text`.
    pub(super) fn learn(&mut self, known: Option<(&Known, Key)>, text: &str, found: Vec<Detection>) {
        if Dictionary::is_taught_by(&found) {
            self.key = known.map(|(known, key)| known.chained(self.key.unwrap_or_default(), key, &found));
            self.waiting.push(Arc::new((text.into(), found)));
        }
    }

    /// The key of the text with the key `text`, read with what was told. None while nothing was.
    pub(super) fn key_of(&self, known: &Known, text: Key) -> Option<Key> {
        Some(known.joined(self.key?, text))
    }

    /// Approximate heap size in bytes.
    pub fn weight(&self) -> usize {
        let waits = |waits: &Arc<(Box<str>, Vec<Detection>)>| waits.0.len() + size_of_val(&*waits.1);
        self.dictionary.weight() + self.waiting.iter().map(waits).sum::<usize>()
    }

    /// Whether nothing was told yet.
    pub(super) fn is_nothing(&self) -> bool {
        self.dictionary.is_empty() && self.waiting.is_empty()
    }

    /// To be kept for longer: without any long text that the dictionary has yet to learn from.
    pub fn hold_little(&mut self) {
        /// Bytes of such texts.
        const LITTLE: usize = 4_096;
        if self.waiting.iter().map(|waits| waits.0.len()).sum::<usize>() > LITTLE {
            self.take_in();
        }
    }

    fn take_in(&mut self) {
        if !self.waiting.is_empty() {
            let dictionary = Arc::make_mut(&mut self.dictionary);
            self.waiting.drain(..).for_each(|waits| dictionary.learn(&waits.0, &waits.1));
        }
    }

    /// Adds what was told of `text` to what was found in it.
    pub(super) fn recall(&mut self, text: &str, settings: &Settings, found: &mut Vec<Detection>) {
        self.take_in();
        self.dictionary.recall(text, settings, found);
    }
}
