//! Rows that are a person's name and nothing else, the surname first: `Roe, Jane` alone on its line or in its cell, where no word tells
//! the tagger that somebody is meant.
//!
//! Owns: what such a row is: a word that can be a surname, and no town and no ordinary word, a comma, one that is a first name, and no more but when it was said or a date. Never:
//! completes a name of which a part was found; `grow.rs` does.

use allonym_tagger::lexicon::class;
use allonym_tagger::words::Word;

use crate::detection::Detection;
use crate::entity::Entity;
use crate::names::laid::Laid;
use crate::names::{
    extent::{cut, grow, surname},
    span_of, tagger,
};
use crate::settings::Settings;

/// How sure the look of a row makes.
const SCORE: f32 = 0.6;

/// Adds to `found`, sorted and apart, the persons that rows are; `words` are the text's.
pub(in crate::names) fn add(text: &str, words: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let mut laid = Laid::new(found);
    for (at, row) in words.windows(3).enumerate().filter(|(_, row)| is_name(text, row)) {
        let ends = words.get(at + 3).is_none_or(grow::is_edge) || goes_on(&text[row[2].end as usize..]);
        if ends && grow::begins_row(words, at) {
            laid.lay_told(span_of(row), &Entity::Person, SCORE);
        }
    }
}

/// Whether a row goes on behind a name as those of a transcript or a list of patients do: with when it was said (`   0:03`), or
/// with a date in brackets.
fn goes_on(behind: &str) -> bool {
    let row = behind.lines().next().unwrap_or("");
    let is_time = |time: &str| {
        let parts = || time.split(':');
        (2..=3).contains(&parts().count())
            && parts()
                .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_date = |date: &str| date.starts_with(|c: char| c.is_ascii_digit() || c == '*');
    (row.starts_with("  ") || row.starts_with('\t')) && is_time(row.trim())
        || row.strip_prefix(" (").is_some_and(is_date)
}

fn is_name(text: &str, row: &[Word]) -> bool {
    let [last, comma, first] = row else { return false };
    let parted = comma.sign == b',' && comma.length == 1 && !comma.spaced && first.spaced;
    let is_ordinary = || tagger::classes(last.hash) & class::COMMON != 0;
    parted && !is_ordinary() && surname::can_be(text, last, true) && cut::is_first_name(first.written(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

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
    fn a_row_goes_on_with_a_time_or_a_date() {
        for text in [
            "Doebler, Julia   0:03\nMoin",
            "Hallo.\n\nDoebler, Julia\t1:04:33",
            "Doebler, Julia (1938-12-24, w)",
            "Doebler, Julia (*1938)",
        ] {
            assert_eq!(added(text), ["Doebler, Julia"], "{text}");
        }
    }

    #[test]
    fn other_rows_are_none() {
        for text in [
            "Doebler, Julia (see above)",
            "Doebler, Julia 0:03",
            "Doebler, Julia   0:3:a",
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
