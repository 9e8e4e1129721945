//! People in words that signs join, of whom nothing else in the text tells.
//!
//! Owns: which two parts of such a word are a first name and a surname, as the lists have them; `filed.rs` reads the file
//! names of documents so, `mentioned.rs` the handles of people, `login.rs` logins without a sign. Never: finds known names; `dictionary/handles.rs` does.

mod filed;
mod login;
mod mentioned;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use super::laid::Laid;
use super::span_of;
use super::tagger::classes;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// How likely what is found is a name.
const SCORE: f32 = 0.7;

/// The least length of a surname alone, in bytes.
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

/// Adds to `found`, sorted and apart, the persons and user names in joined words; `words` are the text's.
pub(super) fn add(text: &str, words: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
    let wanted = |entity: &Entity| settings.threshold(entity).is_some_and(|least| SCORE >= least);
    let mut laid = Laid::new(found);
    let mut lay = |spans: Vec<Span>, entity: &Entity| {
        if wanted(entity) {
            spans.into_iter().for_each(|span| laid.lay_told(span, entity, SCORE));
        }
    };
    for sign in (1..words.len().saturating_sub(1)).filter(|at| is_joint(words, *at)) {
        lay(filed::persons(text, words, sign), &Entity::Person);
        lay(mentioned::user(words, sign).into_iter().collect(), &Entity::Username);
    }
    lay(mentioned::persons(words), &Entity::Person);
    let logins = (0..words.len()).filter_map(|at| login::user(text, words, at));
    lay(logins.collect(), &Entity::Username);
}

/// Whether the word there is a sign that joins the words before and after it.
fn is_joint(words: &[Word], at: usize) -> bool {
    let (sign, next) = (&words[at], &words[at + 1]);
    b"_-.".contains(&sign.sign)
        && sign.length == 1
        && !sign.spaced
        && !next.spaced
        && next.is_word()
        && words[at - 1].is_word()
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

/// A first name that is nothing else.
fn is_first_name(word: &Word) -> bool {
    let listed = classes(word.hash);
    listed & (class::FIRST | class::FIRST_RARE) != 0 && listed & OTHER & !NAMESAKES == 0
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
