//! Rows that are a person's name and nothing else, the surname first: `Roe, Jane` alone on its line or in its cell, where no word tells
//! the tagger that somebody is meant.
//!
//! Owns: what such a row is: a word that can be a surname, and no town and no ordinary word, a comma, one that is a first name, and no more. Never:
//! completes a name of which a part was found; `grow.rs` does.

use allonym_tagger::lexicon::class;
use allonym_tagger::words::Word;

use super::laid::Laid;
use super::{cut, grow, span_of, surname, tagger};
use crate::detection::Detection;
use crate::entity::Entity;
use crate::settings::Settings;

/// How sure the look of a row makes.
const SCORE: f32 = 0.6;

/// Adds to `found`, sorted and apart, the persons that rows are; `words` are the text's.
pub(super) fn add(text: &str, words: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let mut laid = Laid::new(found);
    for (at, row) in words.windows(3).enumerate().filter(|(_, row)| is_name(text, row)) {
        let ends = words.get(at + 3).is_none_or(grow::is_edge);
        if ends && grow::begins_row(words, at) {
            laid.lay_told(span_of(row), &Entity::Person, SCORE);
        }
    }
}

fn is_name(text: &str, row: &[Word]) -> bool {
    let [last, comma, first] = row else { return false };
    let parted = comma.sign == b',' && comma.length == 1 && !comma.spaced && first.spaced;
    let is_ordinary = || tagger::classes(last.hash) & class::COMMON != 0;
    parted && !is_ordinary() && surname::can_be(text, last, true) && cut::is_first_name(first.written(text))
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[], add)
    }

    #[test]
    fn a_row_is_a_name() {
        for text in ["Doebler, Julia", "Anwesend\n1. Doebler, Julia\nBeginn 9 Uhr", "\"Doebler, Julia\";12"] {
            assert_eq!(added(text), ["Doebler, Julia"], "{text}");
        }
    }

    #[test]
    fn other_rows_are_none() {
        for text in [
            "Danke, Julia",
            "Love, Julia",
            "Best, Julia",
            "Python, Julia",
            "Haskell, Julia",
            "Berlin, Julia",
            "Doebler, Kubernetes",
            "Heute kommt Doebler, Julia",
            "Doebler, Julia und andere",
        ] {
            assert_eq!(added(text), Vec::<&str>::new(), "{text}");
        }
    }
}
