//! First names in lower case, as people write in chats and transcripts are spelt: `tell marek`, `hier ist die stefanie`.
//!
//! Owns: which words may be such names: those that lists know as first names and as nothing else, and that the tagger thinks
//! possible where they stand. Never: judges a word with a capital, or one amid program text; see `tagger.rs`.

use std::slice;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::Laid;
use crate::names::{NameSpan, span_of, tagger};
use crate::settings::Settings;

/// How possible the tagger must think it.
const POSSIBLE: f32 = 0.25;

/// How possible behind an article, as German puts one before whom one knows: `sag dem torben`.
const LED: f32 = 0.1;

/// How sure both make.
const SCORE: f32 = 0.6;

/// The fewest letters: shorter names are words of some language.
const SHORTEST: u8 = 4;

/// Lays such names where `found`, sorted and apart, has nothing.
pub(in crate::names) fn add(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) || reading.is_technical() {
        return;
    }
    let taken = |span: &Span| {
        let first = found.partition_point(|name| name.span.end <= span.start);
        found.get(first).is_some_and(|name| name.span.start < span.end)
    };
    let words = reading.words.iter().zip(&reading.classes);
    let spans = words
        .filter(|(word, classes)| may_be(word, **classes))
        .map(|(word, _)| span_of(slice::from_ref(word)));
    let names: Vec<NameSpan> = spans
        .filter(|span| !taken(span) && !tagger::is_piece(text, *span) && !is_elided(&text[span.end..]))
        .map(|span| NameSpan { span, entity: Entity::Person, score: SCORE })
        .collect();
    let judged = tagger::judged(text, reading, &names);
    let mut laid = Laid::new(found);
    let is_led = |span: Span| {
        ["dem ", "der ", "die ", "den ", "beim ", "vom "]
            .iter()
            .any(|article| text[..span.start].ends_with(&format!(" {article}")))
    };
    let least = |span: Span| if is_led(span) { LED } else { POSSIBLE };
    for judged in judged.iter().filter(|judged| judged.likely.person >= least(judged.name.span)) {
        laid.lay_told(judged.name.span, &Entity::Person, SCORE);
    }
}

/// Whether a word that is shortened before the next one stands before `after`: of `nell'archivio`, not of `nell's`.
fn is_elided(after: &str) -> bool {
    let rest = after.strip_prefix(['\'', '’']).unwrap_or_default();
    rest.starts_with(char::is_alphabetic) && !rest.starts_with("s ")
}

/// Whether lists know the word as a first name and as nothing else.
fn may_be(word: &Word, classes: u32) -> bool {
    const NAMES: u32 = class::PERSONS | class::BEGINS_PHRASE;
    word.shape == Shape::Lower
        && word.length >= SHORTEST
        && classes & class::FIRST != 0
        && classes & !NAMES == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added(text: &str) -> Vec<&str> {
        told::read(text, add)
    }

    #[test]
    fn a_first_name_in_lower_case_is_found_where_one_can_stand() {
        assert_eq!(added("ich hab am freitag mit dem torben gesprochen"), ["torben"]);
        assert_eq!(added("hi marjorie, tell barbara i called"), ["marjorie", "barbara"]);
    }

    #[test]
    fn ordinary_words_and_pieces_are_none() {
        for text in
            ["the will of the people", "rust and ruby and perl", "torben_id = 3", "restò nell'archivio"]
        {
            assert_eq!(added(text), [""; 0], "{text}");
        }
    }
}
