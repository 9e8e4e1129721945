//! A first name with a surname behind it of which lists know both, and one for something else as well: `Julia` is a language, `Richter`
//! a judge, and where the surroundings tell nothing of people the tagger believes neither.
//!
//! Owns: which words those are, and how possible the tagger must think a person there. Never: judges a word amid program text; see
//! `tagger.rs`.

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::{Laid, is_taken};
use crate::names::{NameSpan, extent::surname, tagger};
use crate::settings::Settings;

/// How possible the tagger must think that it is a person, and no less than a place or an organization.
const POSSIBLE: f32 = 0.002;

/// How sure both make.
const SCORE: f32 = 0.6;

/// What a whole name does not belong to: `Julia Richter Straße`.
const LARGER: u32 = class::STREET_WORD | class::ORG_WORD | class::LEGAL_FORM;

/// Lays such names where `found`, sorted and apart, has nothing.
pub(in crate::names) fn add(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let all: Vec<Span> = (0..reading.words.len()).filter_map(|at| whole(text, reading, at)).collect();
    if all.is_empty() || is_technical(reading, &all) {
        return;
    }
    let is_free = |span: &Span| !is_taken(found, *span) && !tagger::is_piece(text, *span);
    let spans: Vec<Span> = all.into_iter().filter(is_free).collect();
    let likely = tagger::likely(reading, &spans);
    let is_possible =
        |[person, place, organization]: [f32; 3]| person >= POSSIBLE.max(place).max(organization);
    let possible = spans.into_iter().zip(likely).filter(|(_, likely)| is_possible(*likely));
    let name = |(span, _)| NameSpan { span, entity: Entity::Person, score: SCORE };
    let names = tagger::believed(text, reading, possible.map(name).collect());
    let mut laid = Laid::new(found);
    names.iter().for_each(|name| laid.lay_told(name.span, &name.entity, SCORE));
}

/// Whether technical things are what the text is about, and not these names alone, of which a word is one (`Julia`).
fn is_technical(reading: &Reading, names: &[Span]) -> bool {
    let in_name = |word: &Word| {
        let before = names.partition_point(|name| name.start <= word.start as usize);
        before.checked_sub(1).is_some_and(|at| (word.end as usize) <= names[at].end)
    };
    let mut words = reading.words.iter().zip(&reading.classes);
    reading.is_technical()
        && words.any(|(word, classes)| classes & class::PUBLIC != 0 && word.is_capital() && !in_name(word))
}

/// The name whose first name is the word at `at`.
fn whole(text: &str, reading: &Reading, at: usize) -> Option<Span> {
    let (words, classes) = (&reading.words, &reading.classes);
    let first = &words[at];
    let is_first = first.shape == Shape::Capital
        && first.length > 2
        && classes[at] & class::FIRST != 0
        && classes[at] & surname::NO_FIRST == 0;
    // `Santa Clara Valley`, but `Bitte Julia Richter`.
    let leads = |before: usize| {
        first.spaced
            && words[before].is_capital()
            && classes[before] & (surname::NO_FIRST | class::FIELD_PERSON) == 0
    };
    if !is_first || at.checked_sub(1).is_some_and(leads) {
        return None;
    }
    let last = words.get(at + 1).filter(|last| tagger::classes(last.hash) & class::LAST != 0)?;
    let end = surname::behind(text, words, at + 1)?;
    let past = words.partition_point(|word| (word.start as usize) < end);
    let is_part = classes.get(past).is_some_and(|next| next & LARGER != 0 && words[past].is_capital());
    (!is_part && last.spaced).then_some(Span { start: first.start as usize, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> Vec<&str> {
        let mut reading = Reading::default();
        tagger::tag(text, &mut reading);
        let mut found = Vec::new();
        add(text, &reading, &Settings::default(), &mut found);
        found.iter().map(|found| &text[found.span.range()]).collect()
    }

    #[test]
    fn what_lists_know_for_a_name_twice_is_one() {
        for (text, name) in [
            ("Frag doch Julia Weber dazu.", "Julia Weber"),
            ("Stefan Richter hat angerufen", "Stefan Richter"),
            ("I met Hannah Black yesterday.", "Hannah Black"),
            ("Carmen Vega llamó ayer", "Carmen Vega"),
        ] {
            assert_eq!(added(text), [name], "{text}");
        }
    }

    #[test]
    fn other_words_side_by_side_are_none() {
        for text in [
            "Santa Clara Valley is large",
            "Victoria Park is closed",
            "We use Julia Base for it",
            "Julia Weber Straße 4",
            "Mark Long lines in red",
            "Julia weber",
            "Julia, Weber",
        ] {
            assert_eq!(added(text), [""; 0], "{text}");
        }
    }
}
