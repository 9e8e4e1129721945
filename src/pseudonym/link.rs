//! Lone surnames: which person "Müller" is, when "Anna Müller" was named before.
//!
//! Owns: the index from a name's word to the persons who bear it. Never: relinks an earlier mention; what was decided
//! when a text was first seen holds in every later turn (promise P6).

use hashbrown::HashMap;

/// From folded word to the persons (group indices) whose full name has it.
#[derive(Clone, Default)]
pub(super) struct Bearers(HashMap<String, Vec<u32>>);

impl Bearers {
    /// Records that `person` is called by these folded words. Lone words name nobody in full and are left out.
    pub(super) fn add(&mut self, words: &[String], person: u32) {
        if words.len() < 2 {
            return;
        }
        for word in words.iter().filter(|word| word.chars().count() > 1) {
            let bearers = self.0.entry_ref(word.as_str()).or_default();
            if !bearers.contains(&person) {
                bearers.push(person);
            }
        }
    }

    /// Everybody who bears a name with this word.
    pub(super) fn of(&self, word: &str) -> &[u32] {
        self.0.get(word).map_or(&[], Vec::as_slice)
    }

    /// Takes in what others bear.
    pub(super) fn add_all(&mut self, others: Self) {
        for (word, persons) in others.0 {
            let bearers = self.0.entry(word).or_default();
            bearers.extend(persons);
            bearers.sort_unstable();
            bearers.dedup();
        }
    }
}
