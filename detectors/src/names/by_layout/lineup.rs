//! Lists of people: where most of a list's items are persons, its other items are persons too.
//!
//! Owns: what an item is (a few capitalised words, or one word in lower case, between commas, semicolons and words for
//! "and"; or what stands at the beginning of each row, `rows.rs`) and how many of a list must be known: the tagger reads no farther than two words, so a surname that is an
//! ordinary word (`Bach, Kovač, Jung`) looks like nothing to it. Never: finds the first two persons of a list.

mod rows;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::Laid;
use crate::names::{span_of, tagger};
use crate::settings::Settings;

/// How likely the rest of a list is what most of it is.
const SCORE: f32 = 0.6;

/// Persons that a list must have before it tells anything.
const PERSONS: usize = 2;

/// Words that an item may have, signs included: `J.-P. van Rooyen`.
const LONGEST: usize = 6;

/// What lists say of words that stand beside names but are none, in any case.
const OTHER: u32 =
    class::CALENDAR | class::LEGAL_FORM | class::ORG_WORD | class::ROLE | class::TITLE | class::GREETING;

/// Adds to `found`, sorted and apart, the persons that lists tell of; `words` are the text's.
pub(in crate::names) fn add(text: &str, words: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
    let persons = found.iter().filter(|name| name.entity == Entity::Person).count();
    if persons < PERSONS || settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let (mut start, mut told) = (0, Vec::new());
    for at in 0..=words.len() {
        if at == words.len() || breaks(words, at) {
            part(text, &words[start..at], found, &mut told);
            start = at + 1;
        }
    }
    for rows in rows::groups(words) {
        complete_rows(text, &rows, found, &mut told);
    }
    told.sort_unstable();
    let mut laid = Laid::new(found);
    told.into_iter().for_each(|span| laid.lay_told(span, &Entity::Person, SCORE));
}

/// Whether no list goes on over the word; a full stop after an initial is part of a name.
fn breaks(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let initial = || at > 0 && words[at - 1].shape == Shape::Initial;
    word.shape == Shape::LineEnd || b":()[]{}!?\"|=".contains(&word.sign) || (word.sign == b'.' && !initial())
}

/// A stretch of words that may be one list: its items stand apart, and none is a cell of a table.
fn part(text: &str, words: &[Word], found: &[Detection], told: &mut Vec<Span>) {
    let items: Vec<&[Word]> = words.split(|word| parts(text, word)).filter(|item| !item.is_empty()).collect();
    if items.len() > PERSONS
        && items[1..].iter().all(|item| item[0].spaced)
        && !items.iter().any(|item| is_cell(item))
    {
        complete(text, &items, found, told);
    }
}

/// Whether the word stands between two items.
fn parts(text: &str, word: &Word) -> bool {
    const AND: [&str; 8] = ["and", "und", "et", "y", "e", "en", "&", "+"];
    /// The longest of them, in bytes.
    const LONGEST: u8 = 3;
    matches!(word.sign, b',' | b';') || word.length <= LONGEST && AND.contains(&word.written(text))
}

/// A quoted string or a number stands in a row of a table, which is no list of equals.
fn is_cell(item: &[Word]) -> bool {
    let number = |word: &Word| matches!(word.shape, Shape::Number | Shape::LongNumber | Shape::Code);
    item[0].sign == b'\'' || item.iter().all(number)
}

/// Makes persons of the items that may be, when most of their neighbours are.
fn complete(text: &str, items: &[&[Word]], found: &[Detection], told: &mut Vec<Span>) {
    let last = items.len() - 1;
    let known = |(at, item): (usize, &&[Word])| is_person(span_of(item), at == 0, at == last, found);
    let known: Vec<Option<bool>> = items.iter().enumerate().map(known).collect();
    let (persons, others) = (count(&known, Some(true)), count(&known, Some(false)));
    let may_be =
        |at: usize, item: &[Word]| known[at].is_none() && may_be(item) && (at > 0 || !is_common(item));
    let open = items.iter().enumerate().filter(|(at, item)| may_be(*at, item));
    let open: Vec<&[Word]> = open.map(|(_, item)| *item).collect();
    let least = if open.len() == 1 { PERSONS } else { PERSONS + 1 };
    if persons < least || persons < open.len() + others {
        return;
    }
    let in_lower_case = |item: &[Word]| item.iter().all(|word| word.shape == Shape::Lower);
    let lower = items.iter().zip(&known).filter(|(item, known)| **known == Some(true) && in_lower_case(item));
    let lower = lower.count() >= PERSONS;
    let open = open.into_iter().filter(|item| lower || !in_lower_case(item)).map(span_of);
    told.extend(open.filter(|&span| !tagger::is_piece(text, span)));
}

/// The same of rows, where two persons are enough if no row is of anything else and no dictionary holds what is open: rows of
/// other things hardly begin with names.
fn complete_rows(text: &str, rows: &[&[Word]], found: &[Detection], told: &mut Vec<Span>) {
    let known: Vec<Option<bool>> =
        rows.iter().map(|row| is_person(span_of(row), false, true, found)).collect();
    let open = rows.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(row, _)| *row);
    let open: Vec<&[Word]> = open.collect();
    let unheard =
        |row: &&[Word]| row.iter().any(|word| word.length > 2 && !tagger::in_dictionary(word.written(text)));
    let fits = count(&known, Some(true)) >= PERSONS
        && count(&known, Some(false)) == 0
        && open.iter().all(|row| may_be(row))
        && (open.len() <= count(&known, Some(true)) || open.iter().all(unheard));
    if fits {
        told.extend(open.into_iter().map(span_of).filter(|&span| !tagger::is_piece(text, span)));
    }
}

fn count(known: &[Option<bool>], of: Option<bool>) -> usize {
    known.iter().filter(|known| **known == of).count()
}

/// Whether the item is a person, or something else; none where nothing was found. The first item may begin before the
/// person, the last may go on after it: `tell Anna, Bob and Zoe to come`. Two items that were read as one person's name the
/// other way round (`Roe, Poe`) are persons both.
fn is_person(item: Span, first: bool, last: bool, found: &[Detection]) -> Option<bool> {
    let from = found.partition_point(|other| other.span.end <= item.start);
    let there = found.get(from).filter(|other| other.span.start < item.end)?;
    let covers = there.span.start <= item.start && item.end <= there.span.end;
    let begins = there.span.start == item.start || first;
    let is_all = covers || begins && (there.span.end == item.end || last);
    Some(there.entity == Entity::Person && is_all)
}

/// Whether the item is one ordinary word, as at the beginning of a sentence: `Ich, Anna Roe, erkläre`.
fn is_common(item: &[Word]) -> bool {
    item.len() == 1 && tagger::classes(item[0].hash) & class::COMMON != 0
}

/// Whether the item is written as a name is and no word of it is known to be something else.
fn may_be(item: &[Word]) -> bool {
    let written = |word: &Word| match word.shape {
        Shape::Capital | Shape::Mixed | Shape::Upper => tagger::classes(word.hash) & OTHER == 0,
        Shape::Initial => true,
        Shape::Lower => tagger::classes(word.hash) & class::PARTICLE != 0,
        _ => matches!(word.sign, b'.' | b'-' | b'\''),
    };
    let named = |word: &Word| word.is_capital() && word.length > 1;
    match item {
        [word] if word.shape == Shape::Lower => {
            word.length > 1 && tagger::classes(word.hash) & (OTHER | class::COMMON | class::PARTICLE) == 0
        }
        _ => item.len() <= LONGEST && item.iter().all(written) && item.iter().any(named),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    /// What is added when `names` are found at their first places.
    fn added<'t>(text: &'t str, names: &[(&str, Entity)]) -> Vec<&'t str> {
        told::added(text, names, add)
    }

    fn people(names: &[&'static str]) -> Vec<(&'static str, Entity)> {
        names.iter().map(|name| (*name, Entity::Person)).collect()
    }

    #[test]
    fn the_rest_of_a_list_of_persons_are_persons() {
        let text = "Startelf: Haar, Kovač; Jung, Diakité, J. van der Beek. Tor: keines";
        assert_eq!(added(text, &people(&["Haar", "Kovač", "Diakité"])), ["Jung", "J. van der Beek"]);
        let text = "Required: Roe, Poe, Lindqvist. Optional: Barbara";
        assert_eq!(added(text, &people(&["Roe, Poe", "Barbara"])), ["Lindqvist"]);
        assert_eq!(added("with (kirsty, femi, zuri, mum)", &people(&["kirsty", "femi"])), ["zuri"]);
    }

    #[test]
    fn rows_that_begin_with_persons_all_do() {
        let text = "Abelmann 3.412,00\nBhattacharya 4.105,50\nDreyer-Nowak 3.300,00\nEbeling 3.871,20";
        assert_eq!(added(text, &people(&["Dreyer-Nowak", "Ebeling"])), ["Abelmann", "Bhattacharya"]);
        let none = Vec::<&str>::new();
        let text = "Mehl 500\nButter 250\nRoe 12\nDoe 13\nMilch 1";
        assert_eq!(
            added(text, &people(&["Roe", "Doe"])),
            none,
            "words of dictionaries, more than the persons"
        );
    }

    #[test]
    fn rows_of_other_things_and_unknown_lists_are_left() {
        let none = Vec::<&str>::new();
        let text = "Anna, Kiew, Vertrieb, Montag";
        assert_eq!(added(text, &[("Anna", Entity::Person), ("Kiew", Entity::Location)]), none);
        for (text, names) in [
            ("tell kirsty, femi, lou, mum and the rest", ["femi", "lou"]),
            ("Roe, Apfel, Birne, Quitte, Doe, Feige", ["Roe", "Doe"]),
            ("Roe, Doe, the report, 12, Monday", ["Roe", "Doe"]),
            ("Anna Roe;Zahlungen;Bea Doe", ["Anna Roe", "Bea Doe"]),
            ("('Roe', 'Doe', NULL)", ["Roe", "Doe"]),
            ("Ich, Roe, will mit Doe, der Chefin", ["Roe", "Doe"]),
        ] {
            assert_eq!(added(text, &people(&names)), none, "{text}");
        }
    }
}
