//! Lists of words and of what words end in, as every word of a text is asked for them.
//!
//! Owns: the index, by the last two letters, so that of some two hundred entries a word is compared with the few that it may end in.
//! Never: says how an entry must stand in the word; whoever asks does.

use hashbrown::HashMap;

/// Entries with what each stands for; each has two bytes at least.
pub(super) struct Endings<K: 'static>(HashMap<[u8; 2], Vec<(&'static str, K)>>);

impl<K: Copy> Endings<K> {
    pub(super) fn of(lists: &[(&[&'static str], K)]) -> Self {
        let mut endings: HashMap<[u8; 2], Vec<(&'static str, K)>> = HashMap::new();
        for (entry, kind) in lists.iter().flat_map(|(list, kind)| list.iter().map(|entry| (*entry, *kind))) {
            endings.entry(last_two(entry).unwrap_or_default()).or_default().push((entry, kind));
        }
        Self(endings)
    }

    /// Those whose last two letters are the word's, whatever their case, in the order of the lists.
    pub(super) fn of_word(&self, written: &str) -> impl Iterator<Item = (&'static str, K)> {
        last_two(written).and_then(|two| self.0.get(&two)).into_iter().flatten().copied()
    }

    /// Whether one of them is the word as it is written.
    pub(super) fn hold(&self, written: &str) -> bool {
        self.of_word(written).any(|(entry, _)| entry == written)
    }

    /// Whether one of them, in small letters, is the word in small letters.
    pub(super) fn hold_in_any_case(&self, written: &str) -> bool {
        self.of_word(written).any(|(entry, _)| is_small_form(written, entry))
    }
}

/// Whether `small` is `written` in small letters.
pub(super) fn is_small_form(written: &str, small: &str) -> bool {
    written.chars().flat_map(char::to_lowercase).eq(small.chars())
}

/// The last two bytes in lower case; all that are not ASCII are as one.
fn last_two(written: &str) -> Option<[u8; 2]> {
    let two = written.as_bytes().last_chunk::<2>()?;
    Some(two.map(|byte| if byte.is_ascii() { byte.to_ascii_lowercase() } else { u8::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_in_any_case_its_own_or_as_an_ending() {
        let endings = Endings::of(&[(&["café", "leiter"], 1), (&["er"], 2)]);
        assert!(
            endings.hold("café") && !endings.hold("Café") && !endings.hold("kaffee") && !endings.hold("é")
        );
        assert!(endings.hold_in_any_case("CAFÉ") && endings.hold_in_any_case("Leiter"));
        assert!(!endings.hold_in_any_case("Projektleiter") && !endings.hold_in_any_case(""));
        assert_eq!(endings.of_word("PROJEKTLEITER").collect::<Vec<_>>(), [("leiter", 1), ("er", 2)]);
    }
}
