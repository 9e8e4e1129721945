//! People in the file names of documents: `Lovelace_Ada_2026.pdf`, `arrest-warrant-quarles.docx`.
//!
//! Owns: which files are documents, and which parts of their names are a person's: a first name beside a part that may be a
//! surname, or a surname that is nothing else, as the lists have them. Never: reads names of programs, pictures or folders,
//! and never joins the parts to one name: the sign between them stays. Next: `dictionary/handles.rs`, for known names.

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use super::merge::Laid;
use super::tagger::classes;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// How likely such a part is a name.
const SCORE: f32 = 0.7;

/// The endings of documents that people write, sign or are sent, in lower case.
const DOCUMENTS: [&str; 16] = [
    "doc", "docx", "eml", "heic", "jpeg", "jpg", "msg", "odt", "pages", "pdf", "pptx", "rtf", "tif", "vcf",
    "xls", "xlsx",
];

/// The most parts of a name that are looked at, and the least length of a lone surname, in bytes.
const PARTS: usize = 10;
const LONE: u8 = 6;

/// What a part of a name must not be as well.
const OTHER: u32 = class::COMMON
    | class::PUBLIC
    | class::COMPANY
    | class::TITLE
    | class::LEGAL_FORM
    | class::ORG_WORD
    | class::STREET_WORD
    | class::CALENDAR
    | class::ROLE
    | class::GREETING
    | class::FIELD_PERSON
    | class::FIELD_PLACE
    | class::FIELD_ORG
    | class::PLACES;

/// What a first name may be as well, for the part beside it tells.
const NAMESAKES: u32 = class::COMPANY | class::CITY_MIDDLE | class::CITY_SMALL;

/// Adds to `found`, sorted and apart, the persons whom file names tell of; `words` are the text's.
pub(super) fn add(text: &str, words: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let endings = (2..words.len()).filter(|at| is_ending(text, words, *at));
    let told: Vec<Span> = endings.flat_map(|at| persons(&parts(words, at - 2))).collect();
    let mut laid = Laid::new(found);
    told.into_iter().for_each(|span| laid.lay_told(span, &Entity::Person, SCORE));
}

/// Whether a document's ending stands there, right after a full stop that a name stands right before.
fn is_ending(text: &str, words: &[Word], at: usize) -> bool {
    let (name, dot, ending) = (&words[at - 2], &words[at - 1], &words[at]);
    let joined = dot.sign == b'.' && dot.length == 1 && !dot.spaced && !ending.spaced && name.is_word();
    joined && {
        let written = &text[ending.start as usize..ending.end as usize];
        DOCUMENTS.iter().any(|document| document.eq_ignore_ascii_case(written))
    }
}

/// The parts of the file name that ends with the word at `last`, in their order.
fn parts(words: &[Word], last: usize) -> Vec<&Word> {
    let joins = |at: usize| {
        let sign = &words[at];
        b"_-.".contains(&sign.sign) && sign.length == 1 && !sign.spaced && !words[at + 1].spaced
    };
    let mut parts = vec![&words[last]];
    let mut at = last;
    while at >= 2 && parts.len() < PARTS && joins(at - 1) && words[at - 2].is_word() {
        at -= 2;
        parts.push(&words[at]);
    }
    parts.reverse();
    parts
}

/// The names among the parts: first names with what stands beside them, surnames alone.
fn persons(parts: &[&Word]) -> Vec<Span> {
    let mut named: Vec<bool> = parts.iter().map(|part| is_surname(part)).collect();
    for at in 1..parts.len() {
        let (one, other) = (parts[at - 1], parts[at]);
        if is_pair(one, other) || is_pair(other, one) {
            (named[at - 1], named[at]) = (true, true);
        }
    }
    let names = parts.iter().zip(named).filter(|(_, named)| *named);
    names.map(|(part, _)| Span { start: part.start as usize, end: part.end as usize }).collect()
}

/// A first name that is little else beside what may be a surname, or any (`Jan`, `April`) where both have capitals and the
/// other is listed.
fn is_pair(first: &Word, last: &Word) -> bool {
    let listed = classes(first.hash);
    let little_else = listed & OTHER & !NAMESAKES == 0;
    let capitals = || {
        first.shape == Shape::Capital
            && last.shape == Shape::Capital
            && classes(last.hash) & class::PERSONS != 0
    };
    listed & (class::FIRST | class::FIRST_RARE) != 0 && may_be_last(last) && (little_else || capitals())
}

/// A listed name, or a word that no list knows: few surnames of the world are listed.
fn may_be_last(part: &Word) -> bool {
    let listed = classes(part.hash) & !class::BEGINS_PHRASE;
    let unknown = || listed == 0 && part.length >= if part.is_capital() { 4 } else { LONE };
    listed & OTHER == 0 && (listed & class::PERSONS != 0 || part.shape != Shape::Code && unknown())
}

/// Frequent surnames alone: a rare one is too often a word of some language.
fn is_surname(part: &Word) -> bool {
    let listed = classes(part.hash);
    listed & class::LAST != 0 && listed & OTHER == 0 && part.length >= LONE
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[], add)
    }

    #[test]
    fn a_first_name_beside_a_surname_names_a_person() {
        assert_eq!(added("scan/Vandenberghe_Lotte_2026.docx"), ["Vandenberghe", "Lotte"]);
        assert_eq!(added("see lotte-quarles.pdf."), ["lotte", "quarles"]);
        assert_eq!(added("Kowalski_Jan_umowa.pdf"), ["Kowalski", "Jan"]);
        assert_eq!(added("cv-muellerschoen-lukas.pdf"), ["muellerschoen", "lukas"]);
        assert_eq!(added("cv.Anna.Zzyzxova.PDF"), ["Anna", "Zzyzxova"]);
    }

    #[test]
    fn a_surname_that_is_nothing_else_names_a_person() {
        assert_eq!(added("arrest-warrant-sokolov.pdf"), ["sokolov"]);
    }

    #[test]
    fn other_files_name_nobody() {
        for text in [
            "annual-report-2025.pdf",
            "Berlin_Offer_Final.docx",
            "May_Invoice.pdf",
            "anna_sokolov.rs",
            "anna_sokolov pdf",
            "user-guide.pdf",
            "Lotte.pdf",
            "Lotte_42.jpg",
            ".pdf",
            "a.pdf",
        ] {
            assert_eq!(added(text), Vec::<&str>::new(), "{text}");
        }
    }
}
