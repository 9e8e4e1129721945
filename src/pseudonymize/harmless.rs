//! [`Harmless`]: header values in which the detectors have found nothing.
//!
//! Owns: remembering the few that every request of a client repeats (its version, its platform), so that they are searched
//! once. Never: holds a value in which anything was found, or more than a few, or long ones.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// Values that are remembered at most.
const PLACES: usize = 128;
/// The longest value that is remembered, in bytes.
const LONGEST: usize = 256;

/// Texts that hold nothing personal by themselves. Clones share what they know: they belong to the same detectors.
#[derive(Clone)]
pub struct Harmless(Arc<Shelf>);

struct Shelf {
    hasher: RandomState,
    /// Each text has one place, which the last that came holds.
    places: Mutex<Vec<Box<str>>>,
}

impl Default for Harmless {
    fn default() -> Self {
        Self(Arc::new(Shelf { hasher: RandomState::new(), places: Mutex::default() }))
    }
}

impl Harmless {
    /// Whether `text` is known to hold nothing.
    pub(super) fn holds(&self, text: &str) -> bool {
        let place = self.place(text);
        let places = self.0.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(place).is_some_and(|known| **known == *text)
    }

    /// Remembers that `text` holds nothing.
    pub(super) fn add(&self, text: &str) {
        if text.len() > LONGEST {
            return;
        }
        let place = self.place(text);
        let mut places = self.0.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.resize(PLACES, Box::default());
        places[place] = text.into();
    }

    fn place(&self, text: &str) -> usize {
        self.0.hasher.hash_one(text) as usize % PLACES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known_and_nothing_else() {
        let harmless = Harmless::default();
        assert!(!harmless.holds("x64"));
        harmless.add("x64");
        harmless.add(&"long".repeat(LONGEST));
        assert!(harmless.clone().holds("x64"));
        assert!(!harmless.holds("x6") && !harmless.holds(&"long".repeat(LONGEST)));
        (0..10 * PLACES).for_each(|n| harmless.add(&n.to_string()));
        assert!((0..10 * PLACES).filter(|n| harmless.holds(&n.to_string())).count() <= PLACES);
    }
}
