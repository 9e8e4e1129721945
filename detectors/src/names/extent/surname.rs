//! The surname right behind a first name that stands for a person, and the first name before a surname: whoever knows the one has
//! the other. Lists hold first names
//! of most languages and few of the surnames, so where the surroundings tell the tagger nothing (`Jane Roe (jane84@…)`), or
//! tell of the first name alone (`Hi Jane,` some texts before), the surname would be left beside its pseudonym.
//!
//! Owns: which words can be that surname: the frequent ones, whatever else they mean, and those that no dictionary holds. Never:
//! finds a name of which there is no part, and never takes what something else was found in.

use std::ops::Range;

use allonym_tagger::lexicon::{Classes, class};
use allonym_tagger::words::{self, Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::{extent::cut, near, tagger, words_in};

/// What no surname is, though lists have it for one.
const OTHER: u32 = class::CALENDAR
    | class::TITLE
    | class::LEGAL_FORM
    | class::GREETING
    | class::FIELD_PERSON
    | class::FIELD_PLACE
    | class::FIELD_ORG;

/// What a word is that is no first name, though lists have it for one: at a sentence's beginning it is itself.
pub(in crate::names) const NO_FIRST: u32 =
    class::COMMON | class::CALENDAR | class::TITLE | class::GREETING | class::ROLE;

/// What somebody may be from or belong to: `Jane von der Bank`.
const WHERE: u32 = class::PLACES | class::COMPANY | class::PUBLIC | class::ORG_WORD;

/// What a surname that nobody has heard may be known for.
const NAMES: u32 = class::LAST_RARE | class::FIRST_RARE | class::BEGINS_PHRASE | class::IN_PHRASE;

/// Small words that one surname has at most: `van de la`.
const PARTICLES: usize = 3;

/// How many letters a word of it has, in bytes: two may be anything, and a longer one that no dictionary holds is made of words.
const LETTERS: Range<u8> = 3..16;

/// How far behind a first name its surname is looked for, in bytes.
const NEAR: usize = 80;

/// Lets each person among `found`, sorted and apart, of whom there is the first name alone reach over the surname behind it, and
/// each of whom there is the surname alone over the first name before it; `words` are the text's. Whether one does.
pub(in crate::names) fn grow(text: &str, words: &[Word], found: &mut [Detection]) -> bool {
    let mut grows = false;
    for at in 0..found.len() {
        let person = &found[at];
        if person.entity != Entity::Person {
            continue;
        }
        let (begin, free) = (
            at.checked_sub(1).map_or(0, |before| found[before].span.end),
            found.get(at + 1).map_or(text.len(), |next| next.span.start),
        );
        let own = words_in(words, person.span);
        let written = &text[person.span.range()];
        let start = || before(text, words, own.clone()).filter(|start| *start >= begin);
        let end = || behind(text, words, own.end).or_else(|| initial_behind(text, words, own.end));
        let end = || end().filter(|end| *end <= free);
        let is_unheard = || own.len() == 1 && is_unheard(written, &words[own.start]);
        if cut::is_first_name(written) {
            if let Some(end) = end() {
                found[at].span.end = end;
                grows = true;
            }
        } else if let Some(start) = start() {
            found[at].span.start = start;
            grows = true;
        } else if let Some(end) = end().filter(|_| is_unheard()) {
            found[at].span.end = end;
            grows = true;
        }
    }
    grows
}

/// Whether nobody has heard the word, which may then be a first name: no dictionary holds it, and no list of surnames.
fn is_unheard(written: &str, word: &Word) -> bool {
    word.shape == Shape::Capital
        && LETTERS.contains(&word.length)
        && tagger::classes(word.hash) & !(class::FIRST_RARE | class::BEGINS_PHRASE | class::IN_PHRASE) == 0
        && !tagger::in_dictionary(written)
}

/// Where the first name begins that stands before a surname alone, the word `own`.
fn before(text: &str, words: &[Word], own: Range<usize>) -> Option<usize> {
    let first = words.get(own.start.checked_sub(1)?)?;
    let surname = words.get(own.start).filter(|_| own.len() == 1)?;
    let is_first_name = first.shape == Shape::Capital
        && LETTERS.contains(&first.length)
        && tagger::classes(first.hash) & NO_FIRST == 0
        && cut::is_first_name(first.written(text));
    let is_near = is_one_space(&text[first.end as usize..surname.start as usize]);
    (is_first_name && is_near && can_be(text, surname, false)).then_some(first.start as usize)
}

/// Where the surname ends that stands behind `first`, a place in `text`, in bytes; none if no first name stands there, or no
/// surname behind it. Goes by lists and dictionaries alone.
#[must_use]
pub fn surname_behind(text: &str, first: Range<usize>) -> Option<usize> {
    let from = first.start;
    if !cut::is_first_name(text.get(first.clone())?) {
        return None;
    }
    let near = near(text, first.clone(), NEAR).end;
    let mut words = Vec::new();
    words::cut(&text[from..near], &mut words);
    let past = words_in(&words, Span { start: 0, end: first.len() }).end;
    let end = from + behind(&text[from..near], &words, past)?;
    (end < near || near == text.len()).then_some(end)
}

/// Where the surname ends whose first word is the one at `past`, or stands behind small words there.
pub(in crate::names) fn behind(text: &str, words: &[Word], past: usize) -> Option<usize> {
    let is_near = |at: &usize| is_one_space(&text[words[at - 1].end as usize..words[*at].start as usize]);
    let near = (past.max(1)..words.len()).take_while(is_near);
    let particles = near.take(PARTICLES).take_while(|&at| is_particle(&words[at])).count();
    let first = past + particles;
    words.get(first).filter(|word| is_near(&first) && can_be(text, word, particles > 0))?;
    let is_joined = |at: &usize| {
        matches!(&words[at - 1..=*at], [dash, word]
            if dash.sign == b'-' && dash.length == 1 && !dash.spaced && !word.spaced && can_be(text, word, false))
    };
    let joined = (first + 2..words.len()).step_by(2).take_while(is_joined);
    let end = words[joined.last().unwrap_or(first)].end as usize;
    let start = words[past].start as usize;
    (!tagger::is_piece(text, Span { start, end })).then_some(end)
}

/// Where the initial ends that stands for a surname behind a first name: `Jane R.`
fn initial_behind(text: &str, words: &[Word], past: usize) -> Option<usize> {
    let [letter, dot, ..] = words.get(past..)? else { return None };
    let is_near = is_one_space(&text[words[past.checked_sub(1)?].end as usize..letter.start as usize]);
    let is_initial = letter.shape == Shape::Initial && dot.sign == b'.' && dot.length == 1 && !dot.spaced;
    (is_near && is_initial).then_some(dot.end as usize)
}

/// Whether it is a space and nothing else: more of them part columns.
fn is_one_space(between: &str) -> bool {
    matches!(between, " " | "\u{a0}" | "\u{202f}")
}

/// Whether [`behind`] can find anything at the word, which lists have in these classes: what is asked before anything else.
pub(in crate::names) fn may_begin(word: &Word, classes: Classes) -> bool {
    match word.shape {
        Shape::Capital => LETTERS.contains(&word.length),
        Shape::Lower => classes & class::PARTICLE != 0,
        _ => false,
    }
}

fn is_particle(word: &Word) -> bool {
    word.shape == Shape::Lower && tagger::classes(word.hash) & class::PARTICLE != 0
}

/// Whether the word can be a surname, or one half of it: one that is frequent, whatever else it means, or one that no dictionary
/// holds and no list knows for anything else. Where a town could stand too (`led`: behind a small word that says where somebody is
/// from) it is none that a town or company has.
pub(in crate::names) fn can_be(text: &str, word: &Word, led: bool) -> bool {
    if word.shape != Shape::Capital || !LETTERS.contains(&word.length) {
        return false;
    }
    let listed = tagger::classes(word.hash);
    if listed & OTHER != 0 || led && listed & WHERE != 0 {
        return false;
    }
    listed & class::LAST != 0 || listed & !NAMES == 0 && !tagger::in_dictionary(word.written(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    /// What `Helena` has become, in a text that it stands in.
    fn grown(text: &str) -> &str {
        let mut found = told::laid(text, &[("Helena", Entity::Person)]);
        let mut cut = Vec::new();
        words::cut(text, &mut cut);
        grow(text, &cut, &mut found);
        &text[found[0].span.range()]
    }

    #[test]
    fn a_first_name_has_its_surname() {
        for name in [
            "Helena Tollkötter",
            "Helena Smith",
            "Helena Schneider",
            "Helena Richter",
            "Helena Tollkötter-Doebler",
            "Helena von der Tollkötter",
        ] {
            for text in [name.to_owned(), format!("The report by {name} is late"), format!("{name}'s mail")] {
                assert_eq!(grown(&text), name, "{text}");
            }
        }
    }

    #[test]
    fn a_first_name_that_nobody_has_heard_has_its_surname() {
        let grown = |text: &'static str| {
            let mut found = told::laid(text, &[("Chidiebwe", Entity::Person)]);
            let mut cut = Vec::new();
            words::cut(text, &mut cut);
            grow(text, &cut, &mut found);
            &text[found[0].span.range()]
        };
        assert_eq!(grown("Pat. Chidiebwe Löwenthal, Station 6B"), "Chidiebwe Löwenthal");
        assert_eq!(grown("Pat. Chidiebwe Station 6B"), "Chidiebwe");
    }

    #[test]
    fn other_words_are_no_surname() {
        for text in [
            "Helena Called Yesterday",
            "Hat Helena Zeit?",
            "Helena Please",
            "Helena, Tollkötter",
            "Helena\nTollkötter",
            "Helena  Tollkötter",
            "Helena. Tollkötter",
            "Helena tollkötter",
            "Helena Kubernetes",
            "Helena in Tollkötter",
            "Helena de Barcelona",
            "Helena IBAN",
            "Helena Montag",
            "Helena GmbH",
        ] {
            assert_eq!(grown(text), "Helena", "{text}");
        }
    }

    #[test]
    fn a_surname_has_its_first_name() {
        let whole = |text| {
            let mut found = told::laid(text, &[("Tollkötter", Entity::Person)]);
            let mut cut = Vec::new();
            words::cut(text, &mut cut);
            grow(text, &cut, &mut found);
            &text[found[0].span.range()]
        };
        assert_eq!(whole("the report by Helena Tollkötter is late"), "Helena Tollkötter");
        for text in ["Frau Tollkötter", "Helena, Tollkötter", "Bitte Tollkötter fragen", "Mark Tollkötter"]
        {
            assert_eq!(whole(text), "Tollkötter", "{text}");
        }
    }

    #[test]
    fn what_something_else_was_found_in_is_left() {
        let text = "Helena Tollkötter";
        let mut found = told::laid(text, &[("Helena", Entity::Person), ("Tollkötter", Entity::Location)]);
        let mut cut = Vec::new();
        words::cut(text, &mut cut);
        assert!(!grow(text, &cut, &mut found));
    }
}
