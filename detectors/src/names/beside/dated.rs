//! The date in brackets right after a found person, which is the day of birth: `Jane Roe (1938-04-17)`.
//!
//! Owns: the forms of such dates. One of later years is as likely the day of a change or a visit, and none. Never: finds a date with
//! a label; rules do.

use super::told_after_persons;
use crate::check::Check;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::WEAK;
use crate::settings::Settings;

/// How sure the name makes of the date.
const SCORE: f32 = 0.75;

/// The years of which a date is somebody's birth.
const YEARS: std::ops::Range<u32> = 1900..2012;

/// Adds to `found`, sorted and apart, the dates of birth of its persons.
pub(in crate::names) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    told_after_persons(settings, found, (&Entity::Date, SCORE), |person| {
        if person.score < WEAK { None } else { after(text, person.span.end) }
    });
}

/// The date that follows what ends at `end`.
fn after(text: &str, end: usize) -> Option<Span> {
    let inside = text[end..].strip_prefix(" (")?;
    let date = &inside[..inside.find(')').filter(|length| (8..=10).contains(length))?];
    let numbers: Vec<u32> = date
        .split(['-', '.', '/'])
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()
        .filter(|_| date.is_ascii())?;
    let year = match numbers[..] {
        [year, _, _] if year > 99 => year,
        [_, _, year] => year,
        _ => return None,
    };
    let start = end + " (".len();
    let fits = YEARS.contains(&year) && Check::CalendarDate.passes(date);
    fits.then_some(Span { start, end: start + date.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[("Jane Roe", Entity::Person)], |text, _, settings, found| {
            add(text, settings, found);
        })
    }

    #[test]
    fn a_date_in_brackets_behind_somebody_is_the_birth() {
        for (text, date) in [
            ("<Patient: Jane Roe (1938-04-17)>", "1938-04-17"),
            ("Jane Roe (17.4.1938), Rom", "17.4.1938"),
            ("Jane Roe (04/17/1938)", "04/17/1938"),
        ] {
            assert_eq!(added(text), [date], "{text}");
        }
    }

    #[test]
    fn other_brackets_are_none() {
        for text in [
            "Jane Roe (2026-11-10)",
            "Jane Roe (1938)",
            "Jane Roe (1938-44-17)",
            "Jane Roe (1938-04-17",
            "Jane Roe 1938-04-17",
            "Jane Roe (1-2-3)",
            "Jane Roe (ä9.4.1938)",
        ] {
            assert_eq!(added(text), Vec::<&str>::new(), "{text}");
        }
    }
}
