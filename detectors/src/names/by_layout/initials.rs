//! Initials that stand for those who take part, as minutes and logs have them: `Jane Roe (JR)`, `JR opened the meeting`.
//!
//! Owns: which two or three capitals are somebody's: those of a person found whole, where they stand in brackets right behind the name, or where those
//! of two persons come. Never: takes what is a country, an office or a legal form for somebody.

use hashbrown::HashSet;

use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::{Laid, WEAK};
use crate::names::words_in;
use crate::settings::Settings;

/// How sure the persons make of their initials.
const SCORE: f32 = 0.6;

/// Of how many persons the initials must come where none stand in brackets behind a name.
const PERSONS: usize = 2;

/// How many words a name has whose initials are looked at.
const WORDS: std::ops::RangeInclusive<usize> = 2..=5;

/// What two or three capitals are more often, whoever takes part.
#[rustfmt::skip]
const OTHER: &[&str] = &[
    "AA", "AB", "AC", "AG", "AI", "AM", "AP", "AR", "AT", "AU", "BA", "BC", "BE", "BR", "CA", "CD", "CEO", "CFO", "CH", "CO", "CR", "CT", "CTO", "CV", "DB", "DE", "DJ", "DK",
    "DNS", "EC", "ED", "EG", "EK", "EN", "ES", "EU", "FAQ", "FI", "FR", "GB", "GM", "GP", "HD", "HR", "HTML", "ICE", "ID", "IE", "IP", "IT", "IV", "JS", "KG", "KI", "KM", "LA", "LED", "LG",
    "LTD", "MA", "MB", "MC", "ML", "MO", "MR", "MRI", "MS", "NB", "NC", "ND", "NGO", "NL", "NO", "NY", "OG", "OK", "OP", "OR", "OS", "PA", "PC", "PDF", "PHP", "PL", "PM", "PR", "PS", "PT",
    "QA", "QR", "RE", "RN", "RO", "RR", "SA", "SC", "SD", "SE", "SI", "SMS", "SP", "SQL", "SR", "SSD", "ST", "TA", "TB", "TO", "TOP", "TV", "UK", "UN", "US", "USA", "USB", "UV", "UX", "VI",
    "VM", "VP", "VR", "WC", "XL", "XML", "ZIP",
];

/// Initials of these are somebody's only where two others' come, or brackets say so: towns, saints and offices are shortened so as well.
const DOUBTED: &[&str] =
    &["AB", "AC", "AR", "BE", "BR", "CH", "CR", "ED", "MA", "MC", "MS", "PA", "RO", "SE", "SR", "ST", "TB"];

/// Adds to `found`, sorted and apart, the initials of its persons; `words` are the text's.
pub(in crate::names) fn add(text: &str, words: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let capitals: Vec<(Span, &str)> = places(text, words).collect();
    if capitals.is_empty() {
        return;
    }
    let persons = found.iter().filter(|name| name.entity == Entity::Person && name.score >= WEAK);
    let own = persons.map(|name| words_in(words, name.span));
    let whole: Vec<(usize, Vec<String>)> =
        own.map(|own| (own.end, initials(text, &words[own]))).filter(|(_, own)| !own.is_empty()).collect();
    let all: HashSet<&str> = whole.iter().flat_map(|(_, own)| own.iter().map(String::as_str)).collect();
    let come: HashSet<&str> =
        capitals.iter().map(|(_, written)| *written).filter(|written| all.contains(written)).collect();
    let bracketed = whole.iter().filter_map(|(past, own)| in_brackets(text, words, *past, own));
    let mut told: HashSet<&str> = bracketed.collect();
    if come.iter().filter(|written| !is_other(written)).count() >= PERSONS {
        told.extend(come.iter().filter(|written| !is_other(written) || DOUBTED.contains(written)));
    }
    let mut laid = Laid::new(found);
    let theirs = capitals.iter().filter(|(_, written)| told.contains(written));
    theirs.for_each(|(span, _)| laid.lay_told(*span, &Entity::Person, SCORE));
}

fn is_other(written: &str) -> bool {
    OTHER.contains(&written)
}

/// The words that may be initials: two or three capitals, no number beside them and no part of a code.
fn places<'t>(text: &'t str, words: &'t [Word]) -> impl Iterator<Item = (Span, &'t str)> {
    let is_apart = |at: usize| {
        let joined = |word: &Word| matches!(word.sign, b'-' | b'/' | b'_' | b'.' | b'&' | b'=');
        let before = at.checked_sub(1).map(|before| &words[before]);
        let glued = before.is_some_and(|before| joined(before) && !words[at].spaced);
        let after = words.get(at + 1);
        let goes_on = after.is_some_and(|after| {
            joined(after)
                && !after.spaced
                && words.get(at + 2).is_some_and(|next| !next.spaced && next.shape != Shape::LineEnd)
                || is_number(after)
        });
        let numbered = before.is_some_and(is_number);
        !glued && !goes_on && !numbered
    };
    words.iter().enumerate().filter_map(move |(at, word)| {
        let fits = word.shape == Shape::Upper && matches!(word.length, 2 | 3) && is_apart(at);
        fits.then(|| (Span { start: word.start as usize, end: word.end as usize }, word.written(text)))
    })
}

fn is_number(word: &Word) -> bool {
    matches!(word.shape, Shape::Number | Shape::LongNumber | Shape::Code)
}

/// What a person's initials may be: of the first and the last name, of all names, of a first name of two parts.
fn initials(text: &str, own: &[Word]) -> Vec<String> {
    let capitals: Vec<char> = own
        .iter()
        .filter(|word| word.is_capital())
        .filter_map(|word| word.written(text).chars().next())
        .collect();
    if !WORDS.contains(&capitals.len()) {
        return Vec::new();
    }
    let mut all = vec![[capitals[0], capitals[capitals.len() - 1]].iter().collect()];
    if capitals.len() == 3 {
        all.push(capitals.iter().collect());
        all.push(capitals[..2].iter().collect());
    }
    all
}

/// The initials in brackets right behind the name that ends before `past`, if they are its own.
fn in_brackets<'t>(text: &'t str, words: &[Word], past: usize, initials: &[String]) -> Option<&'t str> {
    let [open, word, close] = words.get(past..past + 3)? else { return None };
    let written = word.written(text);
    (open.sign == b'('
        && close.sign == b')'
        && word.shape == Shape::Upper
        && initials.iter().any(|own| own == written))
    .then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added<'t>(text: &'t str, names: &[&str]) -> Vec<&'t str> {
        let names: Vec<(&str, Entity)> = names.iter().map(|name| (*name, Entity::Person)).collect();
        told::added(text, &names, add)
    }

    #[test]
    fn initials_of_two_who_take_part_are_theirs() {
        let text = "Present: Carla Mull (Chair), Dev Wan, Bo Kern\nCM opened the meeting. DW: asked. BK's reply. Action: DW";
        assert_eq!(added(text, &["Carla Mull", "Dev Wan", "Bo Kern"]), ["CM", "DW", "BK", "DW"]);
        let text = "Anwesend: Jan Peter Vogt, Uwe Lamm\nTOP 1: JPV berichtet, UL fragt nach";
        assert_eq!(added(text, &["Jan Peter Vogt", "Uwe Lamm"]), ["JPV", "UL"]);
    }

    #[test]
    fn initials_in_brackets_behind_a_name_are_its_own() {
        let text = "Child: Amelie Duck (AD). At noon AD said so.";
        assert_eq!(added(text, &["Amelie Duck"]), ["AD", "AD"]);
    }

    #[test]
    fn other_capitals_are_nobodys() {
        for text in [
            "Carla Mull and Dev Wan: the CM of it",
            "Udo Sand, Ulf Kern: US and UK",
            "Carla Mull, Dev Wan: CM-12 and DW 44",
            "Carla Mull (CEO), Dev Wan (CTO)",
        ] {
            let names: Vec<&str> = ["Carla Mull", "Dev Wan", "Udo Sand", "Ulf Kern"]
                .into_iter()
                .filter(|name| text.contains(name))
                .collect();
            assert_eq!(added(text, &names), [""; 0], "{text}");
        }
    }
}
