//! Who speaks in a chat: `[09:14] mehtap: no`, whatever the word is.
//!
//! Owns: which lines say who speaks (a time, or none, a few words, a colon), and in which texts these are people: some of them must be known
//! as such. Never: takes a program that logs (`09:14 nginx: started`) or a part in the talk (`Agent:`) for one.

use allonym_tagger::lexicon::class;

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::{Laid, WEAK};
use crate::names::tagger;
use crate::settings::Settings;

/// How sure the others make of one.
const SCORE: f32 = 0.7;

/// The longest time that is read, in bytes: `[12/03/2024, 9:14:33 PM]`.
const LONGEST: usize = 26;

/// Words that a speaker may have.
const WORDS: usize = 3;

/// What lists say of a word that speaks for nobody.
const OTHER: u32 = class::PUBLIC
    | class::ROLE
    | class::ORG_WORD
    | class::CALENDAR
    | class::GREETING
    | class::FIELD_PERSON
    | class::FIELD_ORG;

/// What programs write there, in lower case.
const PROGRAMS: [&str; 18] = [
    "info",
    "warn",
    "warning",
    "error",
    "debug",
    "trace",
    "fatal",
    "notice",
    "bot",
    "system",
    "user",
    "admin",
    "support",
    "agent",
    "assistant",
    "kernel",
    "server",
    "daemon",
];

/// Adds to `found`, sorted and apart, those who speak.
pub(in crate::names) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let timed: Vec<Span> = speakers(text, time).collect();
    let (people, others) = (
        timed.iter().filter(|span| is_person(text, **span, found)).count(),
        timed.iter().filter(|span| is_other(&text[span.range()])).count(),
    );
    if timed.len() > 1 && people > others {
        let mut laid = Laid::new(found);
        let open = timed.iter().filter(|span| !is_other(&text[span.range()]));
        open.for_each(|span| laid.lay_told(*span, &Entity::Person, SCORE));
    }
    let answering = answering(text, found);
    let mut laid = Laid::new(found);
    answering.iter().for_each(|span| laid.lay_told(*span, &Entity::Person, SCORE));
}

/// Those of lines without a time who are called as people are, whatever else their name is (`Mark: hi`), in a text in which more such lines
/// begin with somebody who was found than with anything else.
fn answering(text: &str, found: &[Detection]) -> Vec<Span> {
    let (taken, open): (Vec<Span>, Vec<Span>) =
        speakers(text, capital).partition(|span| there(found, *span).is_some());
    let is_known = |span: &&Span| {
        there(found, **span).is_some_and(|name| name.span == **span && name.entity == Entity::Person)
    };
    let known = taken.iter().filter(is_known).count();
    let is_called = |span: &Span| tagger::listed(&text[span.range()]) & class::FIRST != 0;
    let (called, others): (Vec<Span>, Vec<Span>) = open.into_iter().partition(is_called);
    if known > others.len() + taken.len() - known { called } else { Vec::new() }
}

/// Those of whom the lines of a text say that they speak, in order of place; `begin` tells where in a line they stand.
fn speakers(text: &str, begin: fn(&str) -> Option<usize>) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    });
    lines.filter_map(move |(start, line)| {
        speaker(line, begin(line)?).map(|(from, to)| Span { start: start + from, end: start + to })
    })
}

/// Where the speaker stands in the line.
fn speaker(line: &str, start: usize) -> Option<(usize, usize)> {
    let rest = &line[start..];
    let end = rest.find(':')?;
    let after = &rest[end + 1..];
    let name = rest[..end].trim_end();
    let spelt = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '’');
    let fits = name.chars().all(spelt)
        && name.chars().filter(|c| c.is_alphabetic()).count() > 1
        && name.split(' ').count() <= WORDS
        && (after.is_empty() || after.starts_with(char::is_whitespace));
    fits.then_some((start, start + name.len()))
}

/// The beginning of a line that begins with a capital.
fn capital(line: &str) -> Option<usize> {
    line.starts_with(char::is_uppercase).then_some(0)
}

/// Where the time that a line begins with ends, and the spaces and signs behind it.
fn time(line: &str) -> Option<usize> {
    let sign = |c: char| !c.is_alphabetic() && c != '\n';
    let mut end = line.find(|c| !sign(c)).filter(|end| *end <= LONGEST)?;
    let clock = &line.as_bytes()[..end];
    let is_clock = clock
        .windows(3)
        .any(|three| three[0] == b':' && three[1].is_ascii_digit() && three[2].is_ascii_digit());
    let half = ["AM", "PM", "am", "pm"].iter().any(|half| line[end..].starts_with(half));
    if half {
        let rest = &line[end + 2..];
        end += 2 + rest.find(|c| !sign(c)).filter(|length| *length > 0)?;
    }
    (is_clock && line[..end].ends_with([' ', '\t'])).then_some(end)
}

/// What was found at the span, or over a part of it.
fn there(found: &[Detection], span: Span) -> Option<&Detection> {
    let next = found.partition_point(|name| name.span.end <= span.start);
    found.get(next).filter(|name| name.span.start < span.end)
}

/// Whether somebody was found there, or lists know the word as a first name and as nothing else.
fn is_person(text: &str, span: Span, found: &[Detection]) -> bool {
    match there(found, span).filter(|name| name.score >= WEAK) {
        Some(name) => name.entity == Entity::Person,
        None => {
            let classes = tagger::listed(&text[span.range()]);
            classes & class::FIRST != 0 && classes & (OTHER | class::COMMON) == 0
        }
    }
}

/// Whether it is no name but a program or a part in the talk.
fn is_other(written: &str) -> bool {
    let first = written.split(' ').next().unwrap_or_default();
    PROGRAMS.iter().any(|program| first.eq_ignore_ascii_case(program))
        || tagger::listed(written) & OTHER != 0 && tagger::listed(written) & class::FIRST == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added<'t>(text: &'t str, known: &str) -> Vec<&'t str> {
        told::added(text, &[(known, Entity::Person)], |text, _, settings, found| add(text, settings, found))
    }

    #[test]
    fn whoever_speaks_beside_a_known_person_is_one() {
        let text = "[09:14] jörn: done?\n[09:15] mehtap: no\n[09:16] quux d.: yes";
        assert_eq!(added(text, "jörn"), ["mehtap", "quux d."]);
        let text = "12.03.24, 09:14 - Jörn Roe: done?\n12.03.24, 09:15 - Quux : no";
        assert_eq!(added(text, "Jörn Roe"), ["Quux"]);
        let text = "[12/03/2024, 9:14:33 PM] Jane: hi\n[12/03/2024, 9:15:01 PM] zaza: hey";
        assert_eq!(added(text, "Jane"), ["zaza"]);
    }

    #[test]
    fn whoever_is_called_as_people_are_answers_one_without_a_time() {
        assert_eq!(added("Mark: hi, are you there?\nJane Roe: yes", "Jane Roe"), ["Mark"]);
        for text in [
            "Mark: 3\nSubject: hi\nJane Roe: yes",
            "Agenda: hi\nJane Roe: yes",
            "mark: 3\nJane Roe: yes",
            "Mark: 3\nsaid Jane Roe: yes",
            "Mark:3\nJane Roe: yes",
        ] {
            assert_eq!(added(text, "Jane Roe"), [""; 0], "{text}");
        }
    }

    #[test]
    fn programs_and_parts_in_the_talk_are_none() {
        for text in [
            "09:14 nginx: started\n09:15 nginx: user jörn",
            "[09:14] jörn: done?\n[09:15] Bot: no\n[09:16] system: bye",
            "[09:14] jörn: done?\nthe rest: nothing",
            "09:14 INFO: jörn\n09:15 WARN: x",
            "a:09 b: c\njörn",
        ] {
            assert_eq!(added(text, "jörn"), [""; 0], "{text}");
        }
    }
}
