//! The first name in brackets right after a found person: `survived by Patrick (Lori) and Dennis (Ruth)`.
//!
//! Owns: which single words in brackets are names there: those that the lists know as first names and as nothing else.
//! Never: believes a bracket that holds more than the name (`Bao (PM)`, `Bram (Finance)` are none).

use allonym_tagger::lexicon::class;

use super::{AFTER_A_PERSON, told_after_persons};
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::tagger;
use crate::settings::Settings;

/// What a word in brackets must not be as well: a town, a role, an ordinary word.
const OTHER: u32 = class::COMMON
    | class::PUBLIC
    | class::ROLE
    | class::TITLE
    | class::ORG_WORD
    | class::CALENDAR
    | class::LEGAL_FORM
    | class::CITY_LARGE
    | class::COUNTRY;

/// Adds to `found`, sorted and apart, the first names in brackets after its persons.
pub(in crate::names) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    told_after_persons(settings, found, (&Entity::Person, AFTER_A_PERSON), |person| {
        after(text, person.span.end)
    });
}

/// The name in brackets after what ends at `end`.
fn after(text: &str, end: usize) -> Option<Span> {
    let inside = text[end..].strip_prefix(" (")?;
    let (name, rest) = inside.split_at(inside.find(|c: char| !(c.is_uppercase() || c.is_lowercase()))?);
    let start = end + " (".len();
    (rest.starts_with(')') && is_first_name(name)).then_some(Span { start, end: start + name.len() })
}

fn is_first_name(word: &str) -> bool {
    let shaped = word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase);
    let is_name = |classes: u32| classes & (class::FIRST | class::FIRST_RARE) != 0 && classes & OTHER == 0;
    shaped && is_name(tagger::listed(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[("Jane", Entity::Person)], |text, _, settings, found| add(text, settings, found))
    }

    #[test]
    fn a_first_name_in_brackets_is_a_person() {
        assert_eq!(added("Survived by Jane (Lori) and others"), ["Lori"]);
        assert_eq!(added("Jane (Dennis)"), ["Dennis"]);
    }

    #[test]
    fn other_brackets_are_none() {
        for text in [
            "Jane (PM)",
            "Jane (Finance)",
            "Jane (Lori and Bob)",
            "Jane (lori)",
            "Jane (",
            "Jane(Lori)",
            "Jane (May)",
        ] {
            assert_eq!(added(text), Vec::<&str>::new(), "{text}");
        }
    }
}
