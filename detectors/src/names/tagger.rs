//! The embedded tagger: the crate `allonym-tagger` with the lists and weights that lie in this crate.

use std::sync::LazyLock;

use allonym_tagger::features::Reading;
use allonym_tagger::hash;
use allonym_tagger::lexicon::{Lexicon, class};
use allonym_tagger::{Kind, Tagged, Tagger};
use hashbrown::HashSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::merge::{Judged, Likely, kind_of};
use super::{NameSpan, by_noun::institution};
use crate::detection::{Detection, Span};
use crate::entity::Entity;

mod alone;
mod around;
mod bare;
mod doing;
mod everyday;
mod medicine;
mod program;
mod sentence;
mod silent;
mod speech;
mod spelling;
mod technical;
#[cfg(test)]
mod tests;
mod thing;
mod unspoken;

static TAGGER: LazyLock<Tagger<'static>> = LazyLock::new(|| {
    let names = include_bytes!("../../lexicon/names.bin");
    Lexicon::new(names, include_bytes!("../../lexicon/words.bin"))
        .and_then(|lexicon| Tagger::new(lexicon, include_bytes!("../../model/names.bin")))
        .expect("made by this version's training program")
});

/// Words that are something else too.
const OTHER: u32 = class::COMMON | class::PUBLIC | class::CALENDAR;

/// Names that are frequent somewhere.
const FREQUENT: u32 = class::FIRST | class::LAST;

/// The longest text that is tagged at once, in bytes: offsets inside the tagger have 32 bits.
const LONGEST: usize = u32::MAX as usize;

/// What a person in lower case must score, and any other name: ordinary words are many. One that is an ordinary word too must
/// score more, one that lists know as a person's and as nothing else less.
const LOWER_CASE: [f32; 2] = [0.7, 0.75];
const LISTED: f32 = 0.5;
const ORDINARY: f32 = 0.9;

/// Every name of the text that is no piece of an identifier. Leaves the text's words in `reading`.
pub(super) fn tag(text: &str, reading: &mut Reading) -> Vec<NameSpan> {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let names = TAGGER.tag_in(&text[..end], reading);
    let codes = is_codes(text);
    let names = names.iter().filter(|name| !codes || has_letters(4, &text[name.start..name.end]));
    let names = names
        .filter_map(|name| name_of(text, reading.people(), name))
        .filter(|name| !is_piece(text, name.span) && !thing::are_several(text, name));
    believed(text, reading, names.collect())
}

/// Whether what stands there is a piece of an identifier, of an address or of a program, and so no name.
pub(super) fn is_piece(text: &str, Span { start, end }: Span) -> bool {
    in_identifier(text, start, end) || program::is_piece(text, start, end)
}

/// Whether the word that stands there is one of an identifier of a program.
pub(super) fn is_in_identifiers(text: &str, span: Span) -> bool {
    technical::identifier::place(text, span)
        .is_some_and(|place| technical::Lines::of(text).are_a_program_s(place))
}

/// Whether an assistant is spoken to there, and nobody else.
pub(super) fn is_assistant(text: &str, span: Span) -> bool {
    spelling::is_assistant(&text[..span.start], &text[span.range()])
}

/// The sentence around what stands there, if it tells of people.
pub(super) fn telling_sentence(reading: &Reading, span: Span) -> Option<Span> {
    let own = super::words_in(&reading.words, span);
    let around = around::Around::of(&reading.words, &own)?;
    let sentence = sentence::Sentence::of(&reading.words, &own, &around);
    sentence.tells_of_people().then(|| sentence.span(span))
}

/// The neural tier's spans, in order of place, with what the tagger thinks of them; `reading` is what [`tag`] left.
pub(super) fn judged(text: &str, reading: &Reading, neural: &[NameSpan]) -> Vec<Judged> {
    let mut names: Vec<&NameSpan> = neural.iter().collect();
    names.sort_by_key(|name| (name.span.start, name.span.end));
    let spans: Vec<Span> = names.iter().map(|name| name.span).collect();
    let likely = likely(reading, &spans).into_iter();
    let judged = names.into_iter().zip(likely).map(|(name, [person, place, _])| {
        let likely = Likely { person, place };
        Judged { name: NameSpan { entity: kind_of(name, likely), ..name.clone() }, likely }
    });
    let mut lines = technical::Lines::of(text);
    let everyday = everyday::Everyday::of(&reading.words);
    judged
        .filter(|judged| !everyday.is(text, &judged.name))
        .filter(|judged| !is_never(&text[judged.name.span.range()], &judged.name.entity))
        .filter(|judged| !thing::is_thing(&reading.words, &judged.name))
        .filter(|judged| !alone::is_alone(text, reading, judged))
        .filter(|judged| !silent::is_alone(text, reading, judged))
        .filter(|judged| !technical::is_doubtful(text, &reading.words, &mut lines, &judged.name))
        .collect()
}

/// What no layer takes for a name, by its look alone.
fn is_never(written: &str, entity: &Entity) -> bool {
    medicine::is_medicine(written)
        || spelling::is_chess(written)
        || *entity == Entity::Person && spelling::is_described(written)
}

/// The name without signs at its ends and titles; none without two letters in a row, in lower case by chance or a unit
/// (`12 ns`), or a code.
fn name_of(text: &str, people: usize, name: &Tagged) -> Option<NameSpan> {
    let written = &text[name.start..name.end];
    let trimmed = written.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\'');
    // A quote, but in `'t Hooft`.
    let quoted = trimmed.strip_prefix('\'').filter(|rest| rest.starts_with(char::is_uppercase));
    let trimmed = quoted.unwrap_or(trimmed);
    let trimmed = spelling::without_verb(trimmed);
    let trimmed = if name.kind == Kind::Person { spelling::without_titles(trimmed) } else { trimmed };
    let start = name.end - trimmed.len();
    let trimmed =
        trimmed.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '\'' | '’'));
    let trimmed = spelling::without_elided(trimmed, &text[start + trimmed.len()..]);
    let span = Span { start, end: start + trimmed.len() };
    let least = least(trimmed, name.kind);
    let other = spelling::is_code(trimmed)
        || spelling::is_alphabet(trimmed)
        || spelling::is_program(trimmed)
        || spelling::is_salutation(trimmed)
        || spelling::is_title(trimmed)
        || spelling::is_assistant(&text[..start], trimmed)
        || spelling::is_boilerplate(trimmed)
        || spelling::is_half_ordinary(trimmed)
        || spelling::is_legal_form(trimmed)
        || spelling::is_abbreviation(trimmed)
        || name.kind == Kind::Location && trimmed.starts_with("an ")
        || is_never(trimmed, &entity(name.kind))
        || bare::is_bare(trimmed, name.kind, name.score, people)
        || is_calendar(trimmed)
        || is_weekday(trimmed, &text[span.end..])
        || (is_identifier(text, span, name.kind) && !is_listed(trimmed));
    let small = !trimmed.contains(char::is_uppercase);
    let unit = trimmed.len() < 3 && small && !is_listed(trimmed);
    let counts = has_letters(2, trimmed) && !other && !unit && name.score >= least;
    counts.then(|| NameSpan { span, entity: entity(name.kind), score: name.score })
}

/// What a name must score.
fn least(written: &str, kind: Kind) -> f32 {
    let classes = listed(written);
    match written.contains(char::is_uppercase) {
        true => 0.0,
        false if classes & class::COMMON != 0 && classes & class::PERSONS == 0 => ORDINARY,
        false if kind == Kind::Person && is_listed(written) => LISTED,
        false if kind == Kind::Organization && institution::is_headed(written) => LISTED,
        false => LOWER_CASE[usize::from(kind != Kind::Person)],
    }
}

/// Whether it is one word that lists know as a month, a language or a nationality, and not as somebody's name.
fn is_calendar(written: &str) -> bool {
    let classes = listed(written);
    classes & class::CALENDAR != 0 && classes & class::PERSONS == 0
}

/// `Sun, 09 Mar`: a weekday as mails and logs write it.
fn is_weekday(written: &str, after: &str) -> bool {
    const SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let day = after.trim_start_matches([',', ' ']);
    SHORT.contains(&written) && day.len() < after.len() && day.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether lists know the word as a person's name and as nothing else.
fn is_listed(written: &str) -> bool {
    let classes = listed(written);
    classes & class::PERSONS != 0 && classes & (class::COMMON | class::PUBLIC) == 0
}

/// Whether one word is spelt as programs spell what is theirs, or stands between the marks of code in prose.
fn is_identifier(text: &str, Span { start, end }: Span, kind: Kind) -> bool {
    let written = &text[start..end];
    let marked = text[..start].ends_with('`') && text[end..].starts_with('`');
    let is_declared = || spelling::is_humped(written) || spelling::is_declared(written);
    let spelt = spelling::is_camel(written) && (kind != Kind::Organization || is_declared());
    !written.contains(' ') && (marked || spelt)
}

/// Whether so many letters stand in a row somewhere: `0x5c` and `C4` are codes.
fn has_letters(least: usize, written: &str) -> bool {
    written.split(|c: char| !c.is_alphabetic()).any(|run| run.chars().count() >= least)
}

/// Whether a whole text is a few codes, as a cell of a table may be: capitals and digits (`AB51 XYZ`).
fn is_codes(text: &str) -> bool {
    const LONGEST: usize = 32;
    text.len() <= LONGEST
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && !text.chars().any(char::is_lowercase)
}

/// Whether the bytes are a piece of an identifier or of an address with `@`, which are for rules to judge.
fn in_identifier(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text.as_bytes()[..start], &text.as_bytes()[end..]);
    let touches = |byte: Option<&u8>| byte.is_some_and(|byte| b"_@%".contains(byte));
    let run = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-+_".contains(byte);
    let address = after.iter().take(64).find(|byte| !run(byte)) == Some(&b'@')
        || before.iter().rev().take(64).find(|byte| !run(byte)) == Some(&b'@');
    !between_wildcards(before, after) && (touches(before.last()) || touches(after.first()))
        || before.last() == Some(&b'\\')
        || is_technical_run(&text[start..end])
        || address
        || is_dotted(text, start, end)
        || is_called(text, start, end)
        || is_argument(text, start, end)
        || is_measure(text, start, end)
        || is_kind_of_address(&text[start..end], &text[end..])
}

/// Whether a string of SQL begins or ends there with a percent sign, which stands for any text: `LIKE '%Roe%'`.
pub(super) fn between_wildcards(before: &[u8], after: &[u8]) -> bool {
    matches!(before, [.., b'\'' | b'"', b'%']) || matches!(after, [b'%', b'\'' | b'"', ..])
}

/// Whether it is a piece of a pattern (`a-z`), a path or a package in small letters (`tokio-util/io`, `sympy.solvers`), or has a
/// quote that does not close and stands amid letters or signs: `Bernie" Roe` is a name, `u-71aa"` none.
fn is_technical_run(written: &str) -> bool {
    let lower = !written.contains(|c: char| c.is_uppercase() || c.is_whitespace());
    let dotted = || written.trim_end_matches('.').contains('.') && !written.split('.').all(is_listed);
    let open =
        || written.matches('"').count() % 2 == 1 && !written.contains(" \"") && !written.contains("\" ");
    written.contains('-') && ["a-z", "A-Z", "0-9"].iter().any(|range| written.contains(range))
        || lower && (written.contains('/') || dotted())
        || open()
}

/// Whether it is a few capitals that say what kind of address is meant: `MAC address`.
fn is_kind_of_address(written: &str, after: &str) -> bool {
    let capitals = written.len() <= 4 && written.bytes().all(|byte| byte.is_ascii_uppercase());
    capitals && [" address", " Address", "-Adresse", " adres"].iter().any(|kind| after.starts_with(kind))
}

/// Whether it is one word that program text calls, or names within a scope: `Turtle(self)`, `io::Reader`.
fn is_called(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text.as_bytes()[..start], &text.as_bytes()[end..]);
    let called = matches!(after, [b'(', next, ..] if next.is_ascii_lowercase() || b")'\"*&_".contains(next));
    let scoped = after.starts_with(b"::") || before.ends_with(b"::");
    (called || scoped) && !text[start..end].contains(char::is_whitespace)
}

/// Whether it is a measure's unit with what it is given per, or the latter alone: `g/dL`, `64 ml/min`.
fn is_measure(text: &str, start: usize, end: usize) -> bool {
    /// The longest of such units, in bytes.
    const LONGEST: usize = 4;
    let is_unit = |unit: &str| (1..=LONGEST).contains(&unit.len()) && unit.chars().all(char::is_alphabetic);
    let written = &text[start..end];
    if let Some((unit, per)) = written.split_once('/') {
        return unit.starts_with(char::is_lowercase) && is_unit(unit) && is_unit(per);
    }
    let Some(before) = text[..start].strip_suffix('/') else { return false };
    let number = before.trim_end_matches(char::is_alphabetic);
    written.starts_with(char::is_lowercase)
        && is_unit(written)
        && is_unit(&before[number.len()..])
        && number.trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a word in lower case is all that a call, or the subject of a commit, has in brackets: `fix(auth): …`.
fn is_argument(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text.as_bytes()[..start], &text.as_bytes()[end..]);
    let called = matches!(before, [.., name, b'('] if name.is_ascii_lowercase());
    called && after.starts_with(b")") && text[start..end].bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether a word in lower case is a part of a dotted name: `www.example`.
fn is_dotted(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text.as_bytes()[..start], &text.as_bytes()[end..]);
    let joined = matches!(before, [.., far, b'.'] if far.is_ascii_alphanumeric())
        || matches!(after, [b'.', near, ..] if near.is_ascii_alphanumeric());
    joined && text.as_bytes()[start].is_ascii_lowercase()
}

/// What a kind of the tagger's is called.
pub(super) fn entity(kind: Kind) -> Entity {
    match kind {
        Kind::Person => Entity::Person,
        Kind::Location => Entity::Location,
        Kind::Organization => Entity::Organization,
    }
}

/// What speaks most for a name of the tagger's: features and their weights.
pub(super) fn reasons(text: &str, name: &Detection, most: usize) -> Vec<String> {
    let kind = match name.entity {
        Entity::Location => Kind::Location,
        Entity::Organization => Kind::Organization,
        _ => Kind::Person,
    };
    let reasons = TAGGER.reasons(text, name.span.start, kind, most);
    reasons.iter().map(|reason| format!("{} {:+.1}", reason.feature, reason.weight)).collect()
}

/// What lists say of a word, by the hash of its lower case.
pub(super) fn classes(word: u64) -> u32 {
    TAGGER.classes(word)
}

/// The hashes of words in lower case.
pub(super) fn set(words: &[&str]) -> HashSet<u64> {
    words.iter().map(|word| hash::word(word)).collect()
}

/// Whether a dictionary of some language holds the word, in any case. Some hold none of their language's accents.
pub(super) fn in_dictionary(written: &str) -> bool {
    let holds = |word: &str| TAGGER.in_dictionary(hash::any_case(word));
    let plain = || written.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    holds(written) || !written.is_ascii() && holds(&plain())
}

/// What of `names`, in order of place, is believed where it stands: amid program text, and where nobody is spoken of, a
/// look is not enough.
pub(super) fn believed(text: &str, reading: &Reading, mut names: Vec<NameSpan>) -> Vec<NameSpan> {
    let (mut lines, english) = (technical::Lines::of(text), silent::English::of(&reading.words));
    let everyday = everyday::Everyday::of(&reading.words);
    names.retain(|name| {
        !everyday.is(text, name)
            && !technical::is_doubtful(text, &reading.words, &mut lines, name)
            && !thing::is_thing(&reading.words, name)
            && !silent::is_doubtful(text, &reading.words, &english, name)
    });
    names
}

/// How likely each span, in order of place, is a person, a place and an organization; `reading` is what [`tag`] left.
pub(super) fn likely(reading: &Reading, spans: &[Span]) -> Vec<[f32; Kind::ALL.len()]> {
    let mut likely = asked(reading);
    spans.iter().map(|span| likely.of((span.start, span.end))).collect()
}

/// The same for questions that come one by one.
pub(super) fn asked(reading: &Reading) -> allonym_tagger::Likely<'_> {
    TAGGER.likely(reading)
}

/// Whether capitals stand inside a word as in an identifier.
pub(super) fn is_camel(written: &str) -> bool {
    spelling::is_camel(written)
}

/// Whether it is one word that dictionaries hold, and nobody's name and no place's.
pub(super) fn is_word(written: &str) -> bool {
    bare::is_word(&[written], class::PERSONS | class::PLACES)
}

/// Whether it is a word of everyday texts that is on lists of names, by its hash.
pub(super) fn is_everyday(word: u64) -> bool {
    everyday::is_everyday(word)
}

/// The classes of a word or phrase as it is written, in any case.
pub(super) fn listed(written: &str) -> u32 {
    classes(hash::any_case(written))
}
