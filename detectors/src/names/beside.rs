//! What stands right beside a person's name and is theirs: the telephone after it, the age in brackets or between commas.
//!
//! Owns: which signs may stand between, and what such a number looks like: a shape that no rule believes without a cue is
//! believed here, for the name is the cue. Never: looks farther than the next word, or takes a number that is a date.

use std::ops::{Range, RangeInclusive};

use super::layer;
use crate::check::Check;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// How sure a name makes.
const SCORE: f32 = 0.6;
/// Signs that may stand between a name and its telephone, in bytes.
const GAP: usize = 3;
/// The longest telephone number as written, in bytes; the fewest and the most digits (ITU-T E.164).
const WRITTEN: usize = 24;
const DIGITS: RangeInclusive<usize> = 8..=15;
/// The oldest.
const OLDEST: u32 = 115;
/// An age between commas is one from here on: smaller numbers count things.
const GROWN: u32 = 16;
/// What follows a number between commas that is none.
const OF_BOOKS: &[&str] =
    &["p", "pp", "page", "pages", "vol", "no", "chapter", "section", "line", "lines", "ff"];
/// What follows an age that stands behind a comma.
const YEARS: &[&str] =
    &[" years", " yrs", " y/o", "yo", " Jahre", " J.", " ans", " años", " anni", " jaar", " anos"];

/// Adds to `found`, sorted and apart, what its persons tell of the numbers after them. What is believed less gives way.
pub(super) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    let person = |name: &&Detection| name.entity == Entity::Person;
    let told = |name: &Detection| {
        let (span, entity) = after(text, name.span.end)?;
        settings.threshold(&entity).filter(|least| SCORE >= *least)?;
        Some(Detection { span, entity, score: SCORE, rule: layer::BESIDE.clone() })
    };
    let fits = |new: &Detection| {
        let gives_way = |other: &Detection| other.score < SCORE && other.entity != Entity::Person;
        found[touched(found, new.span)].iter().all(gives_way)
    };
    let told: Vec<Detection> = found.iter().filter(person).filter_map(told).filter(fits).collect();
    if !told.is_empty() {
        found.retain(|other| touched(&told, other.span).is_empty());
        found.extend(told);
        found.sort_by_key(|detection| detection.span);
    }
}

/// Which of some detections, sorted and apart, a span touches.
fn touched(found: &[Detection], span: Span) -> Range<usize> {
    let first = found.partition_point(|other| other.span.end <= span.start);
    let past = found.partition_point(|other| other.span.start < span.end);
    first..past.max(first)
}

fn after(text: &str, end: usize) -> Option<(Span, Entity)> {
    let rest = &text[end..];
    telephone(rest)
        .map(|(start, past)| (start, past, Entity::Phone))
        .or_else(|| age(rest).map(|(start, past)| (start, past, Entity::Age)))
        .map(|(start, past, entity)| (Span { start: end + start, end: end + past }, entity))
}

/// Where a telephone number stands in what follows a name: ` 06131 555 01 23`, ` (+49 30 …)`. It begins as they are dialled.
fn telephone(rest: &str) -> Option<(usize, usize)> {
    let bytes = rest.as_bytes();
    let gap = bytes.iter().take(GAP + 1).position(|byte| !b" ,:;-(|\t".contains(byte))?;
    let bracket =
        bytes[..gap].last() == Some(&b'(') && bytes[gap] == b'0' && !bytes[..gap].starts_with(b" (");
    let start = gap - usize::from(bracket);
    (start > 0 && matches!(bytes[gap], b'0' | b'+')).then_some(())?;
    let inside = |byte: &u8| byte.is_ascii_digit() || b" /-.()+".contains(byte);
    let length = bytes[start..].iter().take(WRITTEN).take_while(|byte| inside(byte)).count();
    let written = rest[start..start + length].trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let next = bytes.get(start + written.len());
    let whole = next.is_none_or(|next| !next.is_ascii_alphanumeric() && !b"_%:/".contains(next));
    let fits = DIGITS.contains(&digits) && whole && !Check::CalendarDate.passes(written);
    fits.then_some((start, start + written.len()))
}

/// Where an age stands in what follows a name: ` (82)`, `, 14 ans`.
fn age(rest: &str) -> Option<(usize, usize)> {
    let (start, bracket) = if rest.starts_with(" (") { (2, true) } else { (2, false) };
    (bracket || rest.starts_with(", ")).then_some(())?;
    let digits = rest[start..].bytes().take_while(u8::is_ascii_digit).count();
    let end = start + digits;
    let years: u32 = rest[start..end].parse().ok()?;
    let behind = &rest[end..];
    let clause = behind.strip_prefix(", ").is_some_and(|next| years >= GROWN && goes_on(next));
    let closed = if bracket { behind.starts_with([')', ',']) } else { clause };
    let says = YEARS.iter().any(|unit| behind.starts_with(unit)) || closed;
    (digits <= 3 && (1..=OLDEST).contains(&years) && says).then_some((start, end))
}

/// Whether a sentence goes on about a person, not about a place in a book.
fn goes_on(next: &str) -> bool {
    let word = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.starts_with(char::is_lowercase) && !OF_BOOKS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::told::laid;
    use super::*;

    /// What is added when `name` is a person.
    fn told(text: &str, name: &str) -> Option<(String, Entity)> {
        let mut found = laid(text, &[(name, Entity::Person)]);
        add(text, &Settings::default(), &mut found);
        let new = found.into_iter().find(|detection| detection.rule == *layer::BESIDE)?;
        Some((text[new.span.range()].to_owned(), new.entity))
    }

    #[test]
    fn a_telephone_right_after_a_name_is_theirs() {
        for (text, number) in [
            ("Melden bei Roe 06131 555 01 23.", "06131 555 01 23"),
            ("Roe: 0172/5550199", "0172/5550199"),
            ("Roe (0172 5550199)", "0172 5550199"),
            ("Roe, +49 (0)30 5550199, Berlin", "+49 (0)30 5550199"),
        ] {
            assert_eq!(told(text, "Roe"), Some((number.to_owned(), Entity::Phone)), "{text}");
        }
    }

    #[test]
    fn an_age_in_brackets_or_with_its_years_is_theirs() {
        for (text, age) in [
            ("Roe (82) sleeps", "82"),
            ("Roe, 14 ans, élève", "14"),
            ("Roe, 24, of Kessler Street", "24"),
            ("Roe (8 Jahre)", "8"),
        ] {
            assert_eq!(told(text, "Roe"), Some((age.to_owned(), Entity::Age)), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "Roe 01.02.1979",
            "Roe (2019)",
            "Roe, 14 pages",
            "Roe, 24, pp. 3",
            "Roe, 24, 25",
            "Roe, 12, of all",
            "Roe 0815",
            "Roe 12345678901",
            "Roe 0123456789abcdef",
            "Roe (0) x",
            "Roe (116)",
            "Roe",
            "Roe ",
            "Roe (",
        ] {
            assert_eq!(told(text, "Roe"), None, "{text}");
        }
    }

    #[test]
    fn what_a_rule_found_stays_and_a_weak_guess_gives_way() {
        let text = "Roe 06131 555 01 23";
        for (score, expected) in [(0.9, Entity::CustomerId), (0.4, Entity::Phone)] {
            let mut found = laid(text, &[("Roe", Entity::Person), ("06131 555 01 23", Entity::CustomerId)]);
            found[1].score = score;
            add(text, &Settings::default(), &mut found);
            assert_eq!(found.len(), 2);
            assert_eq!(found[1].entity, expected);
        }
    }
}
