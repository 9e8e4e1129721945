//! Codes amid people, which no label tells: `AICX040317MPLRRM08`, `18044 5JK`, `30/118842907` in a note about somebody are what some
//! office knows them by.
//!
//! Owns: what such a code looks like, and how near a person stands. Never: takes a number without letters and strokes, which is an
//! amount as often; a standard, a year, a ticket of a program (`AB-1234`), a measure; anything in a text about technical things.

use allonym_tagger::features::Reading;

use crate::check::{Check, STANDARDS};
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::Laid;
use crate::settings::Settings;

/// How sure a person nearby makes.
const SCORE: f32 = 0.5;

/// How sure the person must be, and how far it may be, in bytes.
const PERSON: f32 = 0.7;
const NEAR: usize = 400;

/// How many digits a code has at least: with letters, and without them or in groups.
const DIGITS: usize = 5;
const MORE: usize = 6;

/// How long a code is at most, in bytes: longer ones are keys and sums of files.
const LONGEST: usize = 28;

/// How many groups one has.
const GROUPS: usize = 5;

/// How many letters a group without digits has at most: `RA 8841 0027 3`.
const LETTERS: usize = 4;

/// What stands around a code and is none of it.
const AROUND: &[char] =
    &['(', ')', '[', ']', ',', '.', ':', ';', '!', '?', '"', '\'', '#', '*', '»', '«', '„', '“', '”'];

/// What is measured or counted in behind a number.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "EUR", "USD", "GBP", "CHF", "KG", "KM", "MG", "ML", "MM", "CM", "KWH", "MWH", "GB", "MB", "TB", "HRS", "H", "UHR", "AM", "PM", "M", "P", "X", "K",
];

/// What numbers known to everybody begin with besides [`STANDARDS`]: weaknesses, updates, papers, trials, genes, networks.
#[rustfmt::skip]
const PUBLIC: &[&str] = &[
    "CWE", "GHSA", "KB", "ASTM", "PMC", "PMID", "NCT", "DOI", "ISBN", "ISSN", "GSE", "ENSG", "ENST", "CHEMBL", "CHEBI", "AS", "CAS", "UN", "UTC", "GMT", "RAL",
];

/// Adds to `found`, sorted and apart, the codes near its persons.
pub(in crate::names) fn add(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::CustomerId).is_none_or(|least| SCORE < least) || reading.is_technical() {
        return;
    }
    let is_somebody = |name: &&Detection| name.entity == Entity::Person && name.score >= PERSON;
    let people: Vec<Span> = found.iter().filter(is_somebody).map(|name| name.span).collect();
    if people.is_empty() {
        return;
    }
    let is_near = |span: &Span| {
        let next = people.partition_point(|person| person.end <= span.start);
        let after = people.get(next).is_some_and(|person| person.start < span.end + NEAR);
        after || next.checked_sub(1).is_some_and(|before| people[before].end + NEAR > span.start)
    };
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        let span = Span { start: *start, end: *start + line.len() };
        *start = span.end;
        Some(span)
    });
    let lines =
        lines.filter(|line| is_near(line) && text[line.range()].bytes().any(|byte| byte.is_ascii_digit()));
    let codes = lines.flat_map(|line| codes(text, line));
    let codes: Vec<Span> = codes.filter(is_near).collect();
    let mut laid = Laid::new(found);
    codes.into_iter().for_each(|span| laid.lay_told(span, &Entity::CustomerId, SCORE));
}

/// The codes of a line, the longest from each place on.
fn codes(text: &str, line: Span) -> Vec<Span> {
    let mut start = line.start;
    let groups = text[line.range()].split([' ', '\t', '|', '\r', '\n']).map(|group| {
        let span = Span { start, end: start + group.len() };
        start = span.end + 1;
        span
    });
    let groups: Vec<Span> = groups.collect();
    let (mut codes, mut at) = (Vec::new(), 0);
    while at < groups.len() {
        let longest = (1..=GROUPS.min(groups.len() - at)).rev();
        let code = longest.map(|count| (count, inside(text, groups[at].start, groups[at + count - 1].end)));
        let next = |count: usize| groups.get(at + count).map_or("", |next| &text[next.range()]);
        let code = code.into_iter().find(|(count, span)| is_code(&text[span.range()], next(*count)));
        codes.extend(code.map(|(_, span)| span));
        at += code.map_or(1, |(count, _)| count);
    }
    codes
}

/// Without the signs around.
fn inside(text: &str, start: usize, end: usize) -> Span {
    let rest = text[start..end].trim_start_matches(AROUND);
    let start = end - rest.len();
    Span { start, end: start + rest.trim_end_matches(AROUND).len() }
}

/// Whether it is a code, with `next` behind it.
fn is_code(written: &str, next: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"/.- ".contains(&byte);
    if written.len() > LONGEST || !written.bytes().all(fits) {
        return false;
    }
    let single = !written.contains(' ');
    let has_letters = written.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_in_parts = || single && !written.contains('.') && has_unlike_parts(written);
    digits(written) >= if single && has_letters { DIGITS } else { MORE }
        && (has_letters || is_in_parts())
        && (single || are_groups(written))
        && !is_public(written)
        && !is_ticket(written)
        && !is_measured(written, next)
        && Check::Reference.passes(written)
}

/// How many digits it has, but those of years.
fn digits(written: &str) -> usize {
    let parts = written.split(|c: char| !c.is_ascii_alphanumeric());
    let is_year = |part: &&str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let count = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    parts.filter(|part| !is_year(part)).map(count).sum()
}

/// Whether strokes part it, and not two numbers from one to another: `30/118842907`, but not `120000-125000`.
fn has_unlike_parts(written: &str) -> bool {
    let lengths = written.split(['/', '-']).map(str::len);
    let first = lengths.clone().next();
    lengths.skip(1).any(|length| Some(length) != first)
}

/// Whether each group has a digit, but letters before them, and no stroke or dot, as values have side by side (`RR 120/80 130/85`).
fn are_groups(written: &str) -> bool {
    let has_digit = |group: &str| group.bytes().any(|byte| byte.is_ascii_digit());
    let is_number = |group: &str| has_digit(group) && !group.contains(['/', '.']);
    let mut groups = written.split(' ');
    let first = groups.next().unwrap_or_default();
    let leads =
        is_number(first) || !first.is_empty() && first.len() <= LETTERS && !first.contains(['/', '.', '-']);
    leads && groups.all(is_number)
}

/// `CVE-2024-31497`, `20261128T103000Z`, `1920X1080`
fn is_public(written: &str) -> bool {
    let letters = written.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(written.len());
    let numbers = |sign: char| {
        written.trim_end_matches('Z').split_once(sign).is_some_and(|(before, after)| {
            [before, after]
                .iter()
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    STANDARDS.iter().chain(PUBLIC).any(|begins| *begins == &written[..letters])
        || numbers('T')
        || numbers('X')
}

/// `AB-1234`, as programs number what is to do.
fn is_ticket(written: &str) -> bool {
    written.split_once('-').is_some_and(|(key, number)| {
        key.len() > 1
            && key.bytes().all(|byte| byte.is_ascii_uppercase())
            && number.len() <= DIGITS
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// `120500EUR`, `120500 km`
fn is_measured(written: &str, next: &str) -> bool {
    let unit = |written: &str| UNITS.iter().any(|unit| written.eq_ignore_ascii_case(unit));
    let behind = written.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let next = next.trim_end_matches(AROUND);
    unit(behind) || unit(next) || next.starts_with(['%', '€', '$', '£'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{tagger, told};

    /// What is added near a person.
    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[("Jane Roe", Entity::Person)], |text, _, settings, found| {
            let mut reading = Reading::default();
            tagger::tag(text, &mut reading);
            add(text, &reading, settings, found);
        })
    }

    #[test]
    fn codes_near_somebody_are_somebody_s() {
        for (text, code) in [
            ("CURP of Jane Roe (AICX040317MPLRRM08) please", "AICX040317MPLRRM08"),
            ("Jane Roe, NSW 18044 5JK, fitter", "NSW 18044 5JK"),
            ("Jane Roe called about 30/118842907.", "30/118842907"),
            ("Jane Roe hat KNC 188043 dabei", "KNC 188043"),
            ("Jane Roe | FJ2209-4417 | x", "FJ2209-4417"),
        ] {
            assert_eq!(added(text), [code], "{text}");
        }
    }

    #[test]
    fn amounts_values_tickets_and_standards_are_none() {
        for text in [
            "Jane Roe earns 120500, 120500EUR, 120.500 km, 1204455 EUR",
            "Jane Roe RR 120/80 130/85, 142/88, HR 92, CRP 4.5 12.3 18.1",
            "Jane Roe works on AB-1234 and INFRA-22071 since 2025/26, 2019-2026, 10000-12000",
            "Jane Roe knows ISO 27001 and ISO 270011",
            "Jane Roe fixed CVE-2024-31497 and KB5034441 at 20261128T103000Z on 1920X1080",
            "Jane Roe bought a GTX1080 and 3f2a9bc411",
            "Jane Roe, 2026-11-28, 28.11.2026, 20261128",
        ] {
            assert_eq!(added(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn far_from_everybody_a_code_is_nobody_s() {
        let text = format!("Jane Roe\n{}AICX040317MPLRRM08", "x\n".repeat(NEAR));
        assert_eq!(added(&text), [""; 0]);
    }
}
