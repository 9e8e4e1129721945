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

    /// The one person that a lone word can mean, if there is exactly one.
    pub(super) fn only(&self, words: &[String]) -> Option<u32> {
        let [word] = words else { return None };
        match self.0.get(word.as_str()).map(Vec::as_slice) {
            Some([person]) => Some(*person),
            _ => None,
        }
    }
}
