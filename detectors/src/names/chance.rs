//! Which names are words as well, that texts are full of by chance.
//!
//! Owns: in which case a name of one word is known again wherever it stands: `Krüger` in any, `Price` not as `price`, `dev` in none.
//! Never: says that something is a name.

use std::sync::LazyLock;

use allonym_tagger::hash;
use allonym_tagger::lexicon::class;
use hashbrown::HashSet;

use super::tagger;
use crate::check::Check;

/// Where a name of one word is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// In any case.
    Anywhere,
    /// As it is written.
    AsWritten,
    /// Nowhere, but where something else speaks for it.
    Nowhere,
}

/// First names that are words of everyday texts, programs included.
#[rustfmt::skip]
const FIRST_NAMES_TOO: &[&str] = &[
    "art", "august", "bill", "carol", "chase", "dale", "dan", "dawn", "deb", "dot", "drew", "eve", "faith", "frank", "gene", "grace", "grant",
    "guy", "heather", "hope", "iris", "ivy", "jack", "joy", "june", "lance", "manuel", "marco", "mark", "max", "miles", "norm", "olive", "pam",
    "cal", "delta", "mac", "pat", "pearl", "penny", "ray", "reed", "res", "robin", "rose", "ruby", "sean", "sid", "sky", "sue", "summer", "val", "viola", "wade",
];

static FIRST_NAMES: LazyLock<HashSet<u64>> = LazyLock::new(|| tagger::set(FIRST_NAMES_TOO));

/// The shortest name that is known again in small letters though lists know nobody of that first name, in characters.
const SHORTEST: usize = 4;

/// Where a name is known again that was found as `written`. Anything but one word is in any case.
#[must_use]
pub fn again(written: &str) -> Again {
    if written.is_empty() || !written.chars().all(char::is_alphabetic) {
        return Again::Anywhere;
    }
    let word = hash::any_case(written);
    let classes = tagger::classes(word);
    let is_common = tagger::is_everyday(word) || FIRST_NAMES.contains(&word) || classes & class::COMMON != 0;
    if classes & class::FIRST != 0 && !is_common {
        return Again::Anywhere;
    }
    let is_small = written.starts_with(char::is_lowercase);
    // Dictionaries hold surnames as well: `Müller`.
    let is_word =
        tagger::in_dictionary(written) && (is_small || classes & (class::PERSONS | class::PLACES) == 0);
    match is_common || is_word || written.chars().count() < SHORTEST {
        false => Again::Anywhere,
        true if is_small || !Check::PersonName.passes(written) => Again::Nowhere,
        true => Again::AsWritten,
    }
}

/// Whether a word is nobody's name: a word of everyday texts, or one that dictionaries have and lists of names have not.
#[must_use]
pub fn is_no_name(written: &str) -> bool {
    let word = hash::any_case(written);
    let classes = tagger::classes(word);
    let is_common = tagger::is_everyday(word) || classes & class::COMMON != 0;
    is_common || (classes & (class::PERSONS | class::PLACES) == 0 && tagger::in_dictionary(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_word_is_known_in_any_case() {
        for name in
            ["Okonkwo", "Krüger", "Anna", "anna", "Jan", "mkrueger", "Anna Price", "o'brien", "dev2", ""]
        {
            assert_eq!(again(name), Again::Anywhere, "{name}");
        }
    }

    #[test]
    fn a_name_that_is_a_word_is_known_as_it_is_written() {
        for name in ["Price", "Block", "Lang", "Max", "Will", "Koch", "Shell"] {
            assert_eq!(again(name), Again::AsWritten, "{name}");
        }
    }

    #[test]
    fn in_small_letters_a_word_is_known_nowhere() {
        for name in ["dev", "max", "data", "work", "price", "pointer", "res", "the", "The", "src"] {
            assert_eq!(again(name), Again::Nowhere, "{name}");
        }
    }
}
