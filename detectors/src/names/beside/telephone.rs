//! The telephone right after a found person, `bei Familie Roe 06131 555 01 23`, `Jane Roe (0172 5550199)`, `Jane Roe, ext. 21`, and beside an
//! e-mail address or behind a place, as letterheads and signatures have them: `0711-555 12 08 · jane.roe@mail.example`, `56235 Ulm • 0711/5551208`.
//!
//! Owns: which signs may stand between, and what such a number looks like: a shape that no rule believes without a cue is
//! believed here, for the name is the cue. Never: looks farther than the next word, or takes a number that is a date.

use std::ops::RangeInclusive;

use super::{AFTER_A_PERSON, told_after};
use crate::check::Check;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// Signs that may stand between a name and its telephone, in bytes.
const GAP: usize = 3;

/// The longest telephone number as written, in bytes.
const WRITTEN: usize = 24;

/// The fewest and the most digits (ITU-T E.164).
const DIGITS: RangeInclusive<usize> = 8..=15;

/// Adds to `found`, sorted and apart, the telephones of its persons.
pub(in crate::names) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    told_after(settings, found, (&Entity::Phone, AFTER_A_PERSON), |name| match name.entity {
        Entity::Person => after(text, name.span.end).or_else(|| extension(text, name.span.end)),
        Entity::Location => behind_place(text, name.span.end),
        Entity::Email => beside(text, name.span),
        _ => None,
    });
}

/// The telephone that an e-mail address stands beside.
fn beside(text: &str, address: Span) -> Option<Span> {
    before(text, address.start).or_else(|| {
        let rest = &text[address.end..];
        let length =
            OR.into_iter().find(|or| rest.starts_with(or)).map_or(gap(text, address.end).len(), str::len);
        (1..=APART).contains(&length).then(|| at(text, address.end + length)).flatten()
    })
}

/// Words between an address and a telephone: `jane.roe@mail.example ou 0639980726`.
const OR: [&str; 5] = [" or ", " oder ", " ou ", " o ", " of "];

/// What a desk's number inside a house is called.
const EXTENSIONS: [&str; 9] =
    ["ext. ", "ext ", "DW ", "App. ", "poste ", "int. ", "tst. ", "tst ", "toestel "];

/// The extension of two or three digits behind a name: `Jane Roe, ext. 21`.
fn extension(text: &str, end: usize) -> Option<Span> {
    let rest = &text[end..];
    let label = rest.trim_start_matches([' ', ',', '(']);
    let apart = rest.len() - label.len();
    let called = EXTENSIONS.into_iter().find(|called| label.starts_with(called))?;
    let number = &label[called.len()..];
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let start = end + apart + called.len();
    let whole = !number[digits..].starts_with(|c: char| c.is_alphanumeric());
    let fits = (1..=APART).contains(&apart) && (2..=4).contains(&digits) && whole;
    fits.then(|| Span { start, end: start + digits })
}

/// The telephone that a dot or bar of a letterhead parts from the place.
fn behind_place(text: &str, end: usize) -> Option<Span> {
    let gap = gap(text, end);
    let set_off = gap.contains(['•', '·', '|']);
    (set_off && gap.len() <= APART).then(|| at(text, end + gap.len())).flatten()
}

/// The signs that set off what follows what ends at `end`.
fn gap(text: &str, end: usize) -> &str {
    let rest = &text[end..];
    &rest[..rest.len() - rest.trim_start_matches(is_apart).len()]
}

/// Signs that set off the parts of a letterhead.
fn is_apart(c: char) -> bool {
    " ,|\t·•/–—".contains(c)
}

/// How far a telephone and an e-mail address are apart, in bytes.
const APART: usize = 6;

/// The telephone that ends before `end`.
fn before(text: &str, end: usize) -> Option<Span> {
    let head = &text[..end];
    let written = head.trim_end_matches(is_apart);
    (1..=APART).contains(&(head.len() - written.len())).then_some(())?;
    let inside = |c: char| c.is_ascii_digit() || " /-.()+".contains(c);
    let start = written.trim_end_matches(inside).len();
    let start = start + written[start..].find(|c: char| !" /-.)".contains(c))?;
    at(text, start).filter(|span| span.end == written.len())
}

/// The telephone that follows what ends at `end`. It begins as telephones are dialled, with 0 or +, or is grouped as in Spain.
fn after(text: &str, end: usize) -> Option<Span> {
    if let Some(span) = text[end..].strip_prefix(", ").and_then(|_| spanish(text, end + 2)) {
        return Some(span);
    }
    let rest = &text[end..];
    let bytes = rest.as_bytes();
    let start = bytes.iter().take(GAP + 1).position(|byte| !b" ,:;-(|\t".contains(byte))?;
    if start == 0 {
        return None;
    }
    at(text, end + start)
}

/// The nine digits of a Spanish telephone that begin at `start`, in groups as they are written there: `612 34 07 26`.
fn spanish(text: &str, start: usize) -> Option<Span> {
    let rest = &text[start..];
    let written = &rest[..rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b' ').count()];
    let written = written.trim_end();
    let lengths: Vec<usize> = written.split(' ').map(str::len).collect();
    let whole = !rest[written.len()..].starts_with(|c: char| c.is_alphanumeric() || "-/%€:".contains(c));
    let grouped = matches!(lengths[..], [3, 2, 2, 2] | [3, 3, 3]) && !written.ends_with("000");
    let fits = written.starts_with(['6', '7', '9']) && grouped && whole;
    fits.then(|| Span { start, end: start + written.len() })
}

/// The telephone that begins at `start`, with 0 or +.
fn at(text: &str, start: usize) -> Option<Span> {
    let rest = &text[start..];
    let bytes = rest.as_bytes();
    let begins = bytes.strip_prefix(b"(").unwrap_or(bytes).first();
    begins.is_some_and(|first| matches!(first, b'0' | b'+')).then_some(())?;
    let inside = |byte: &u8| byte.is_ascii_digit() || b" /-.()+".contains(byte);
    let length = bytes.iter().take(WRITTEN).take_while(|byte| inside(byte)).count();
    let written = rest[..length].trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let next = bytes.get(written.len());
    let whole = next.is_none_or(|next| !next.is_ascii_alphanumeric() && !b"_%:/".contains(next));
    let fits = DIGITS.contains(&digits) && whole && !Check::CalendarDate.passes(written);
    fits.then(|| Span { start, end: start + written.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[("Roe", Entity::Person)], |text, _, settings, found| add(text, settings, found))
    }

    #[test]
    fn a_telephone_right_after_a_name_is_theirs() {
        for (text, number) in [
            ("Melden bei Roe 06131 555 01 23.", "06131 555 01 23"),
            ("Roe: 0172/5550199", "0172/5550199"),
            ("Roe (0172 5550199)", "0172 5550199"),
            ("Roe, +49 (0)30 5550199, Berlin", "+49 (0)30 5550199"),
            ("Avisar a su mujer, Roe, 612 34 07 26.", "612 34 07 26"),
        ] {
            assert_eq!(added(text), [number], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "Roe 01.02.1979",
            "Roe 0815",
            "Roe 12345678901",
            "Roe 0123456789abcdef",
            "Roe (0) x",
            "Roe, 612 340 km",
            "Roe, 612 34 07",
            "Roe",
            "Roe ",
            "Roe (",
        ] {
            assert_eq!(added(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_telephone_beside_an_address_is_somebodys() {
        let address = "roe@mail.example";
        for (text, number) in [
            ("Weg 4 · 0711-555 12 08 · roe@mail.example", "0711-555 12 08"),
            ("roe@mail.example | (0711) 555 12 08 | Ulm", "(0711) 555 12 08"),
            ("roe@mail.example, 0711/5551208", "0711/5551208"),
            ("sur roe@mail.example ou 0639980726 pas le matin", "0639980726"),
            ("12 04 2026 roe@mail.example", ""),
            ("01.04.2026 roe@mail.example", ""),
            ("0711-555 12 08 is not roe@mail.example", ""),
        ] {
            let found = told::added(text, &[(address, Entity::Email)], |text, _, settings, found| {
                add(text, settings, found);
            });
            assert_eq!(found.first().copied().unwrap_or_default(), number, "{text}");
        }
    }

    #[test]
    fn an_extension_behind_a_name_is_theirs() {
        for (text, number) in [
            ("(ref.: Roe, ext. 21)", "21"),
            ("Frau Roe, DW 22.", "22"),
            ("Roe ext 4 filesystem", ""),
            ("Roe, ext. 21b", ""),
            ("Roe, App. C", ""),
        ] {
            assert_eq!(added(text).first().copied().unwrap_or_default(), number, "{text}");
        }
    }

    #[test]
    fn a_telephone_set_off_behind_a_place_is_somebodys() {
        for (text, number) in [
            ("Weg 4 • 56235 Ulm • 02623/3 31-0 • USt-ID", "02623/3 31-0"),
            ("Weg 4 • 56235 Ulm • 01.04.2026 •", ""),
            ("56235 Ulm 02623/3 31-0", ""),
        ] {
            let found = told::added(text, &[("Ulm", Entity::Location)], |text, _, settings, found| {
                add(text, settings, found);
            });
            assert_eq!(found.first().copied().unwrap_or_default(), number, "{text}");
        }
    }

    #[test]
    fn what_a_rule_found_stays_and_a_weak_guess_gives_way() {
        let text = "Roe 06131 555 01 23";
        for (score, expected) in [(0.9, Entity::CustomerId), (0.4, Entity::Phone)] {
            let mut found =
                told::laid(text, &[("Roe", Entity::Person), ("06131 555 01 23", Entity::CustomerId)]);
            found[1].score = score;
            add(text, &Settings::default(), &mut found);
            assert_eq!(found.len(), 2);
            assert_eq!(found[1].entity, expected);
        }
    }
}
