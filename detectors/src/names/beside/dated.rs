//! Dates that a person nearby makes somebody's: `Roe, Jane, 17.4.1938`, `On 3 July Mr Roe gave notice`, and then `She left on 1 August`.
//!
//! Owns: how near the person stands, and what stands between: a day in the same line and sentence, or one whose sentence tells of
//! people. Never: finds a date, which rules do; takes a month or a year alone, the stamp of a log or chat, or what other cells of a table hold, but for the day of a birth.

use std::ops::Range;

use allonym_tagger::features::Reading;

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::Laid;
use crate::names::near;
use crate::names::tagger::telling_sentence;
use crate::settings::{Dates, PERSONAL_DATE, Settings};

/// How sure a person must be.
const PERSON: f32 = 0.6;

/// How far a person may be, in bytes.
const NEAR: usize = 120;

/// How far somebody may be named of whom the date's sentence tells, in bytes.
const TOLD: usize = 600;

/// How long a day's name is, shortened, in characters: `Mo`, `Thu`.
const DAY: usize = 4;

/// So much may stand before it, in characters.
const INDENT: usize = 24;

/// The years of which a date right behind a person is the birth.
const BIRTHS: Range<u32> = 1900..2013;

/// Two digits of a year from here on are of the last century.
const LAST_CENTURY: u32 = 27;

/// Adds to `found`, sorted and apart, the days of its persons. `dates` finds every date of a piece of text.
pub(in crate::names) fn add(
    text: &str,
    reading: &Reading,
    settings: &Settings,
    dates: &dyn Fn(&str) -> Vec<Span>,
    found: &mut Vec<Detection>,
) {
    if settings.dates != Dates::Personal
        || settings.threshold(&Entity::Date).is_none_or(|least| PERSONAL_DATE < least)
    {
        return;
    }
    let is_somebody = |name: &&Detection| name.entity == Entity::Person && name.score >= PERSON;
    let people: Vec<Span> = found.iter().filter(is_somebody).map(|name| name.span).collect();
    let mut tied = Vec::new();
    for around in around(text, &people) {
        let dates = dates(&text[around.range()]).into_iter();
        let dates = dates.map(|date| Span { start: around.start + date.start, end: around.start + date.end });
        tied.extend(dates.filter(|&date| is_of_somebody(text, date, &people, reading)));
    }
    let mut laid = Laid::new(found);
    tied.into_iter().for_each(|date| laid.lay_told(date, &Entity::Date, PERSONAL_DATE));
}

/// Where dates of these people may stand: near them, without what holds no digit.
fn around(text: &str, people: &[Span]) -> Vec<Span> {
    let mut pieces: Vec<Span> = Vec::new();
    for person in people {
        let near = whole_words_near(text, *person);
        match pieces.last_mut().filter(|last| near.start <= last.end) {
            Some(last) => last.end = last.end.max(near.end),
            None => pieces.push(near),
        }
    }
    pieces.retain(|piece| text[piece.range()].bytes().any(|byte| byte.is_ascii_digit()));
    pieces
}

/// What is near a person, without what is cut at its ends.
fn whole_words_near(text: &str, person: Span) -> Span {
    let near = near(text, person.range(), TOLD);
    let before = &text[near.start..person.start];
    let cut = if near.start == 0 { Some(0) } else { before.find(char::is_whitespace) };
    let after = &text[person.end..near.end];
    let kept = if near.end == text.len() { Some(after.len()) } else { after.rfind(char::is_whitespace) };
    Span { start: cut.map_or(person.start, |at| near.start + at), end: person.end + kept.unwrap_or(0) }
}

/// Whether a date is one of somebody's days.
fn is_of_somebody(text: &str, date: Span, people: &[Span], reading: &Reading) -> bool {
    let written = &text[date.range()];
    let next = people.partition_point(|person| person.end <= date.start);
    let before = next.checked_sub(1).map(|before| people[before]);
    let after = people.get(next).filter(|person| date.end <= person.start);
    let between = |start: usize, end: usize| text.get(start..end).filter(|between| between.len() <= NEAR);
    let before = before.and_then(|person| between(person.end, date.start));
    let after = after.and_then(|person| between(date.end, person.start));
    let is_birth =
        || year(written).is_some_and(|year| BIRTHS.contains(&year)) && before.is_some_and(is_apposition);
    let ties = |between: &str| is_one_sentence(between);
    let heads = |between: &str| begins_line(text, date) && !between.contains(SIGNS);
    has_day(written) && is_birth()
        || has_day(written)
            && !reading.is_technical()
            && !is_stamp(text, date)
            && (before.is_some_and(ties)
                || after.is_some_and(|between| ties(between) || heads(between))
                || is_told(text, date, reading))
}

/// Whether the sentence around a date tells of people, and is none of cells, members or tags.
fn is_told(text: &str, date: Span, reading: &Reading) -> bool {
    let sentence = telling_sentence(reading, date);
    sentence.is_some_and(|sentence| !text[sentence.range()].contains(SIGNS))
}

/// Signs of cells, members and tags.
const SIGNS: &[char] = &['\n', '\t', '|', '=', '{', '}', '<', '>', '"', '`'];

/// A word that ends a sentence is longer, in bytes: `Prof.` ends none.
const ABBREVIATION: usize = 4;

/// Whether nothing stands between a name and a date but signs, cells and brackets: `, `, ` (`, ` (neighbour), `, `  bass  0117 40  `.
fn is_apposition(between: &str) -> bool {
    const WORDS: usize = 2;
    !between.contains(['\n', '=', '{', '}'])
        && between.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).count() <= WORDS
}

/// Whether what stands between is of one sentence, and no cells of a table, members of an object or tags.
fn is_one_sentence(between: &str) -> bool {
    let ends = || {
        between.match_indices(['.', '!', '?']).any(|(at, sign)| {
            let word = between[..at].rsplit(' ').next().unwrap_or_default();
            let rest = between[at + sign.len()..].strip_prefix(' ');
            word.len() > ABBREVIATION && rest.is_some_and(|rest| !rest.starts_with(char::is_lowercase))
        })
    };
    !between.contains(SIGNS) && !between.contains("  ") && !ends()
}

/// The numbers of a date, in order.
fn numbers(written: &str) -> impl DoubleEndedIterator<Item = &str> {
    written.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty())
}

/// Whether the date says which day it is, besides month and year.
fn has_day(written: &str) -> bool {
    let (mut short, mut all) = (0, 0);
    for number in numbers(written) {
        short += usize::from(number.len() <= 2);
        all += 1;
    }
    let has_month = written.chars().any(char::is_alphabetic);
    short >= 2 || has_month && short == 1 || all == 1 && !has_month && written.ends_with('.')
}

/// The year that a date ends or begins with.
fn year(written: &str) -> Option<u32> {
    let mut numbers = numbers(written);
    let (first, last) = (numbers.next()?, numbers.next_back()?);
    match (first.len(), last.len()) {
        (4, _) => first.parse().ok(),
        (_, 4) => last.parse().ok(),
        (_, 2) => last.parse().ok().filter(|year| *year >= LAST_CENTURY).map(|year: u32| 1900 + year),
        _ => None,
    }
}

/// Whether nothing stands before a date on its line but signs, or the name of the day.
fn begins_line(text: &str, date: Span) -> bool {
    let before = text[..date.start].chars().rev().take(INDENT);
    let before = || before.clone().take_while(|c| *c != '\n');
    let letters = before().filter(|c| c.is_alphabetic()).count();
    letters <= DAY
        && before().count() < INDENT
        && before().all(|c| c.is_alphabetic() || " \t[(<>-*.,".contains(c))
}

/// Whether a date with a time begins its line, as in logs and chats, or has seconds.
fn is_stamp(text: &str, date: Span) -> bool {
    let written = &text[date.range()];
    let rest = text[date.end..].trim_start_matches([',', ' ', 'T']);
    let is_clock = |time: &str| {
        let hours = time.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&hours)
            && time[hours..].starts_with([':', '.'])
            && time[hours + 1..].starts_with(|c: char| c.is_ascii_digit())
    };
    written.matches(':').count() > 1 || begins_line(text, date) && (written.contains(':') || is_clock(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Detectors;

    /// The dates of a text that a proxied request replaces.
    fn dates(text: &str) -> Vec<&str> {
        let found = Detectors::builtin().scan(text, &Settings::default());
        let dates = found.iter().filter(|found| found.entity == Entity::Date);
        dates.map(|date| &text[date.span.range()]).collect()
    }

    #[test]
    fn a_date_right_behind_somebody_is_the_birth() {
        for (text, date) in [
            ("<Patient: Jane Roe (1938-04-17)>", "1938-04-17"),
            ("Zeugin: ROE, Jane (Nachbarin), 17.04.1938, Lehrerin", "17.04.1938"),
            ("Clients: Jane Miller, 17.4.38, two children", "17.4.38"),
            ("Jane Miller (04/17/1938), Rome", "04/17/1938"),
        ] {
            assert_eq!(dates(text), [date], "{text}");
        }
    }

    #[test]
    fn a_day_in_a_sentence_about_somebody_is_theirs() {
        for (text, date) in [
            ("Am 3. Juli hatte Frau Odenthal gekündigt.", "3. Juli"),
            ("We saw Mrs Miller on 14 March 2026 and she was well.", "14 March 2026"),
            ("Jane Miller signed on 2026-03-14.", "2026-03-14"),
            ("20/11 Mrs Miller washed, leg red", "20/11"),
            ("Do 26.11.  Miller, Jane  Stellungnahme", "26.11."),
        ] {
            assert_eq!(dates(text), [date], "{text}");
        }
    }

    #[test]
    fn a_day_in_a_sentence_that_tells_of_people_is_theirs_where_somebody_is_named() {
        for (text, date) in [
            ("Jane Miller is the tenant. She moved in on 1 March 2024.", "1 March 2024"),
            ("Frau Odenthal ist da. Gekündigt wurde ihr am 3. Juli.", "3. Juli"),
            ("Mrs Miller called.\n\nHer rent is due on 2 May.", "2 May"),
        ] {
            assert_eq!(dates(text), [date], "{text}");
        }
    }

    #[test]
    fn other_dates_are_nobodys() {
        for text in [
            "She moved in on 1 March 2024.",
            "Jane Miller will read the letter. The law came on 3 July 1998.",
            "Jane Miller left. {\"of\": \"her\", \"due\": \"2026-03-14\"}",
            "The law of 3 July 1998 applies. Jane Miller will read it.",
            "[2026-11-16 09:12] Jane Miller: fine",
            "We saw Mrs Miller in March 2026.",
            "| Jane Miller | 2026-03-14 | open |",
            "2026-03-14 is a Saturday.\nJane Miller",
            "{\"owner\": \"Jane Miller\", \"due\": \"2026-03-14\"}",
        ] {
            assert_eq!(dates(text), Vec::<&str>::new(), "{text}");
        }
    }
}
