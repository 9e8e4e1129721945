//! Names that nobody has heard before: words with a capital that no dictionary holds and no list knows for anything but a name.
//! A word like that is a name far more often than the tagger, which reads lists of names but no dictionary, takes it for one.
//!
//! Owns: which words they are, and how possible the tagger must think them. Never: judges a word amid program text or where
//! nobody is spoken of; see `tagger.rs`.

use std::ops::Range;

use allonym_tagger::Kind;
use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::by_layout::label::Labels;
use crate::names::laid::{Laid, WEAK, is_taken};
use crate::names::{NameSpan, span_of, tagger};
use crate::settings::Settings;

/// How possible the tagger must think that it is a name of any kind: in a text without titles, greetings and first names, with one
/// of them, with more.
const POSSIBLE: [f32; 3] = [0.3, 0.25, 0.2];

/// How sure both make.
const SCORE: f32 = 0.6;

/// How many letters: shorter words are names of everything, and no dictionary holds every longer one.
const LETTERS: Range<u8> = 4..15;

/// What a name may be known for.
const NAMES: u32 = class::PERSONS | class::PLACES | class::BEGINS_PHRASE | class::IN_PHRASE;

/// Lays such names where `found`, sorted and apart, has nothing.
pub(in crate::names) fn add(
    text: &str,
    reading: &Reading,
    labels: &Labels<'_>,
    settings: &Settings,
    found: &mut Vec<Detection>,
) {
    if reading.is_technical() {
        return;
    }
    let least = POSSIBLE[reading.people().min(POSSIBLE.len() - 1)];
    let mut names = names(text, reading, least, found);
    let wanted = |entity: &Entity| settings.threshold(entity).is_some_and(|least| SCORE >= least);
    names.retain(|name| wanted(&name.entity) && !labels.hold(name));
    let names = tagger::believed(text, reading, names);
    let mut laid = Laid::new(found);
    names.iter().for_each(|name| laid.lay_told(name.span, &name.entity, SCORE));
}

/// Words that no dictionary holds, in order of place, where the tagger thinks a name at least this possible. None where such words
/// outnumber the people: they are what the text is about, and hardly anybody's names.
fn names(text: &str, reading: &Reading, least: f32, found: &[Detection]) -> Vec<NameSpan> {
    let runs = runs(text, reading).map(|run| (span_of(&reading.words[run.clone()]), run));
    let free = runs.filter(|(span, _)| {
        !is_taken(found, *span) && !tagger::is_piece(text, *span) && !is_label(text, *span)
    });
    let (spans, runs): (Vec<Span>, Vec<Range<usize>>) = free.unzip();
    let people = found.iter().filter(|name| name.entity == Entity::Person && name.score >= WEAK);
    if spans.len() > people.count() {
        return Vec::new();
    }
    let likely = tagger::likely(reading, &spans);
    let possible = spans.iter().zip(runs).zip(likely);
    let possible = possible.filter(|(_, likely)| likely.iter().sum::<f32>() >= least);
    let name = |((span, run), likely): ((&Span, Range<usize>), _)| {
        let classes = reading.classes[run].iter().fold(0, |all, classes| all | classes);
        NameSpan { span: *span, entity: tagger::entity(surest(classes, likely)), score: SCORE }
    };
    possible.map(name).collect()
}

/// Whether the word is a label: a number follows, or it says that one does (`Seriennr. QX-11`).
fn is_label(text: &str, span: Span) -> bool {
    let after = &text[span.end..];
    let rest = after.trim_start_matches(['.', ':']);
    let numbered = rest.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit());
    text[span.range()].ends_with("nr") || rest.len() < after.len() && numbered
}

/// Runs of words that no dictionary holds, one space apart.
fn runs(text: &str, reading: &Reading) -> impl Iterator<Item = Range<usize>> {
    let words = reading.words.iter().zip(&reading.classes).enumerate();
    let mut unheard =
        words.filter(|(_, (word, classes))| is_unheard(text, word, **classes)).map(|(at, _)| at).peekable();
    std::iter::from_fn(move || {
        let start = unheard.next()?;
        let mut end = start + 1;
        while unheard.next_if_eq(&end).is_some() {
            end += 1;
        }
        Some(start..end)
    })
}

/// Whether the word has a capital, and neither a dictionary holds it nor a list knows it for anything but a name.
fn is_unheard(text: &str, word: &Word, classes: u32) -> bool {
    word.shape == Shape::Capital
        && LETTERS.contains(&word.length)
        && classes & !NAMES == 0
        && !tagger::in_dictionary(word.written(text))
}

/// The kind that lists say, or else the likeliest: a person if in doubt, of whom there are most.
fn surest(classes: u32, [person, place, organization]: [f32; Kind::ALL.len()]) -> Kind {
    match (classes & class::PERSONS != 0, classes & class::PLACES != 0) {
        (true, false) => Kind::Person,
        (false, true) => Kind::Location,
        _ if 2.0 * person >= place.max(organization) => Kind::Person,
        _ if place >= organization => Kind::Location,
        _ => Kind::Organization,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Detectors;

    fn names(text: &str) -> Vec<(&str, Entity)> {
        let found = Detectors::builtin().scan(text, &Settings::default()).into_iter();
        let names = found.filter(|name| name.score >= WEAK && name.rule.as_str().starts_with("names."));
        names.map(|name| (&text[name.span.range()], name.entity)).collect()
    }

    #[test]
    fn a_word_that_no_dictionary_holds_is_a_name_where_one_can_stand() {
        for (text, name) in [
            ("table 2: priya and amol, the Hendersons, NOT next to uncle Clive", "Hendersons"),
            ("Away 1 July to 12 July, cover is Oisín, not Marjorie, emergencies to the desk", "Oisín"),
        ] {
            assert!(names(text).contains(&(name, Entity::Person)), "{text}: {:?}", names(text));
        }
    }

    #[test]
    fn labels_and_words_of_a_language_are_none() {
        for text in [
            "Anna Roe fragt nach dem Vertrag. Kundennr. 77120943, bitte prüfen",
            "Das Rad von Anna Roe ist weg. Seriennr. QX-11-90277.",
            "naam;team;leiding\nAnna Roe;Verzending;Jan Roe",
        ] {
            let labels = ["Kundennr", "Seriennr", "Verzending"];
            assert!(!names(text).iter().any(|(name, _)| labels.contains(name)), "{text}");
        }
    }

    #[test]
    fn where_such_words_outnumber_the_people_they_are_products() {
        let holds = |text: &str| names(text).iter().any(|(name, _)| *name == "Colemak");
        let text = "Hi Anna, uncle Clive is slower than the Colemak";
        assert!(holds(text), "{:?}", names(text));
        let text = "Hi Anna, uncle Clive finds the Colemak slower than the Halmik, the Dvarik or the Workmik";
        assert!(!holds(text), "{:?}", names(text));
    }
}
