//! Names that are less than a full one: which person "Müller", "A. Müller" and "von der Heide" is, when one of that name was named
//! before.
//!
//! Owns: how a full name is shortened, and the index from a short name to the persons who bear it. Never: relinks an earlier
//! mention; what was decided when a text was first seen holds in every later turn (promise P6).

use hashbrown::HashMap;

/// From folded short name to the persons (group indices) whose full name it is short for.
#[derive(Clone, Default)]
pub(super) struct Bearers(HashMap<String, Vec<u32>>);

/// Small words that a surname begins with, folded.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "von", "van", "vom", "zu", "zum", "zur", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "ten",
    "ter", "te", "el", "al", "bin", "ibn", "ben", "mac", "af", "av",
];

impl Bearers {
    /// Records that `person` is called by these folded words. Lone words name nobody in full and are left out.
    pub(super) fn add(&mut self, words: &[String], person: u32) {
        if words.len() < 2 {
            return;
        }
        for word in words.iter().filter(|word| word.chars().count() > 1) {
            self.bear(word, person);
        }
        self.bear(&initialed(words, 1), person);
        self.bear(&initialed(words, words.len() - 1), person);
        if let Some(surname) = led(words) {
            self.bear(&surname.join(" "), person);
            self.bear(&surname.concat(), person);
        }
    }

    fn bear(&mut self, name: &str, person: u32) {
        let bearers = self.0.entry_ref(name).or_default();
        if !bearers.contains(&person) {
            bearers.push(person);
        }
    }

    /// Everybody who bears a name that these words are short for.
    pub(super) fn of(&self, words: &[String]) -> &[u32] {
        match words {
            [word] => self.0.get(word.as_str()),
            _ => self.0.get(words.join(" ").as_str()),
        }
        .map_or(&[], Vec::as_slice)
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

/// With initials for the first so many words, all of those that a hyphen joins: `h p woehrle`. A surname with small words stands
/// behind one first name or more, and keeps them.
fn initialed(words: &[String], first: usize) -> String {
    let surname = led(words).unwrap_or(&words[words.len() - 1..]);
    let first = first.min(words.len() - surname.len());
    let initials =
        words[..first].iter().flat_map(|word| word.split('-')).filter_map(|part| part.chars().next());
    let mut name = String::new();
    initials.for_each(|initial| name.extend([initial, ' ']));
    name + &surname.join(" ")
}

/// The surname of a name, if it begins with a small word.
fn led(words: &[String]) -> Option<&[String]> {
    let from = 1 + words.get(1..)?.iter().position(|word| PARTICLES.contains(&word.as_str()))?;
    (from + 1 < words.len()).then(|| &words[from..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pseudonym::fold::words;

    #[test]
    fn a_short_name_is_of_all_who_bear_it() {
        let mut bearers = Bearers::default();
        let names = ["Hans-Peter Wöhrle", "Marie-Luise von der Heide", "Anna Maria Roe", "Arno Roe", "Lone"];
        names.iter().zip(0..).for_each(|(name, person)| bearers.add(&words(name), person));
        for (short, persons) in [
            ("Wöhrle", &[0][..]),
            ("H.-P. Wöhrle", &[0]),
            ("H.P. WÖHRLE", &[0]),
            ("P. Wöhrle", &[]),
            ("von der Heide", &[1]),
            ("vonderheide", &[1]),
            ("M.-L. von der Heide", &[1]),
            ("A. M. Roe", &[2]),
            ("A. Roe", &[2, 3]),
            ("Roe", &[2, 3]),
            ("Maria Roe", &[]),
            ("Lone", &[]),
        ] {
            assert_eq!(bearers.of(&words(short)), persons, "{short}");
        }
    }
}
