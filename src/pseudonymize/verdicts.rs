//! [`Verdicts`]: what the detectors have said of header values.
//!
//! Owns: remembering it of the few values that every request of a client repeats (its version, its platform), and of all of a
//! head together, so that they are searched once. Never: holds a value, only its hash under a secret of the process, or more than a few.

use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::HashMap;

use crate::secret_hash::{Hash, HashSecret};

/// Values that are remembered at most. Beyond that all are forgotten: what every request repeats is soon known again, and
/// what differs in every request cannot drive it out one by one.
const MOST: usize = 512;

/// Whether texts hold something personal by themselves. Clones share what they know: they belong to the same detectors.
#[derive(Clone)]
pub struct Verdicts(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    /// None without randomness: then nothing is remembered.
    secret: Option<HashSecret>,
    personal: HashMap<Hash, bool>,
}

impl Default for Verdicts {
    fn default() -> Self {
        let secret = HashSecret::new().ok();
        Self(Arc::new(RwLock::new(Known { secret, personal: HashMap::new() })))
    }
}

impl Verdicts {
    /// Whether `text` is personal, if that is known.
    pub(super) fn of(&self, text: &str) -> Option<bool> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.personal.get(&known.key(text)?).copied()
    }

    /// Remembers whether `text` is personal.
    pub(super) fn add(&self, text: &str, personal: bool) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Some(key) = known.key(text) else { return };
        if known.personal.len() >= MOST {
            known.personal.clear();
        }
        known.personal.insert(key, personal);
    }
}

impl Known {
    fn key(&self, text: &str) -> Option<Hash> {
        Some(self.secret.as_ref()?.of(text.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known_and_nothing_else() {
        let verdicts = Verdicts::default();
        assert_eq!(verdicts.of("x64"), None);
        // However many there are: none drives another out.
        (0..MOST).for_each(|n| verdicts.add(&n.to_string(), n % 2 == 0));
        assert!((0..MOST).all(|n| verdicts.clone().of(&n.to_string()) == Some(n % 2 == 0)));
        assert_eq!(verdicts.of("x64"), None);
    }

    #[test]
    fn there_are_never_many() {
        let verdicts = Verdicts::default();
        (0..10 * MOST).for_each(|n| verdicts.add(&n.to_string(), false));
        assert!((0..10 * MOST).filter(|n| verdicts.of(&n.to_string()).is_some()).count() <= MOST);
    }

    #[test]
    fn without_a_secret_nothing_is_remembered() {
        let verdicts = Verdicts(Arc::default());
        verdicts.add("x64", false);
        assert_eq!(verdicts.of("x64"), None);
    }
}
