//! What programs set by a call whose name says what it is: `c.setZip("10435")`, `.withFirstName("Ada")`, `set_parameter("zip", "10435")`.
//!
//! Owns: where such a call stands, what of its name is a label and what of its arguments the value. Never: takes a label that things have
//! as often as people (`setName`).

use super::look::Begins;
use super::{Cells, LONGEST_CELL, LONGEST_HEADING, Part, is_heading};

/// The ends of `set` and `with`, before the name of what is set.
const VERBS: [&str; 2] = ["et", "th"];
/// Their beginnings, by the same order.
const BEGINNINGS: [[&str; 2]; 2] = [["s", "S"], ["wi", "Wi"]];
/// Parts of a name that things have as well.
const OF_THINGS: [&str; 6] = ["name", "first", "last", "middle", "family", "given"];
/// The most that the arguments of such a call have, in bytes.
const LONGEST_CALL: usize = 2 * LONGEST_CELL;

/// Takes the calls of `text`, whose verbs may end at these places.
pub(super) fn read(text: &str, begins: &Begins, cells: &mut Cells) {
    for (at, verb) in begins.of(text, &VERBS) {
        let begins = VERBS.iter().zip(BEGINNINGS).find(|(end, _)| **end == verb);
        if begins.is_some_and(|(_, begins)| is_verb(&text[..at], begins)) {
            cells.extend(set(text, at + verb.len()));
        }
    }
}

/// Whether the verb begins so, as a word.
fn is_verb(before: &str, begins: [&str; 2]) -> bool {
    let before = begins.into_iter().find_map(|begin| before.strip_suffix(begin));
    before.is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric()))
}

/// The label and the value of a call, the name of what it sets beginning at `at`.
fn set(text: &str, at: usize) -> Option<(Part<'_>, Part<'_>)> {
    let rest = text[at..].trim_start_matches('_');
    let begins = text.len() - rest.len();
    let is_named = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = rest.bytes().take(LONGEST_HEADING + 1).take_while(is_named).count();
    let label = (begins, &rest[..length]);
    let arguments = arguments((begins + length + 1, rest[length..].strip_prefix('(')?))?;
    let mut strings = strings(arguments);
    match (strings.next(), strings.next()) {
        (Some(key), Some(value)) => is_label(key.1).then_some((key, value)),
        (value, _) => is_label(label.1).then_some((label, value.unwrap_or(arguments))),
    }
}

fn is_label(label: &str) -> bool {
    is_heading(label) && !OF_THINGS.iter().any(|of_things| label.eq_ignore_ascii_case(of_things))
}

/// What stands in a bracket behind its opening, up to where it closes, in one line.
fn arguments((at, rest): Part<'_>) -> Option<Part<'_>> {
    let (mut depth, mut quote) = (0_usize, None);
    let mut bytes = rest.bytes().enumerate().take(LONGEST_CALL);
    while let Some((length, byte)) = bytes.next() {
        match byte {
            b'\n' => return None,
            b'\\' => _ = bytes.next(),
            b'"' | b'\'' if quote.is_none_or(|quote| quote == byte) => quote = quote.xor(Some(byte)),
            _ if quote.is_some() => {}
            b'(' => depth += 1,
            b')' if depth == 0 => return Some((at, &rest[..length])),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What stands between quotes.
fn strings((mut at, mut rest): Part<'_>) -> impl Iterator<Item = Part<'_>> {
    std::iter::from_fn(move || {
        let open = rest.find(['"', '\''])?;
        let (quote, inside) = (rest.as_bytes()[open], &rest[open + 1..]);
        let length = closes(inside, quote)?;
        let string = (at + open + 1, &inside[..length]);
        (at, rest) = (string.0 + length + 1, &inside[length + 1..]);
        Some(string)
    })
}

/// Where a string ends with its quote.
fn closes(inside: &str, quote: u8) -> Option<usize> {
    let mut is_escaped = false;
    inside.bytes().position(|byte| {
        let ends = byte == quote && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn what_a_call_sets_is_read() {
        for (text, cell) in [
            ("c.setZip(\"10435\");", "Zip: 10435"),
            ("Customer.builder().withZip('10435').build()", "Zip: 10435"),
            ("c.set_zip(\"10435\".into())", "zip: 10435"),
            ("c.SetZip(String.valueOf(\"10435\"))", "Zip: 10435"),
            ("c->setBirthDate(LocalDate.of(1966, 2, 28));", "BirthDate: LocalDate.of(1966, 2, 28)"),
            ("q.setParameter(\"zip\", \"10435\")", "zip: 10435"),
            ("x.setPassword(\"a)b\\\"c\")", "Password: a)b\\\"c"),
        ] {
            assert_eq!(read(text), [cell], "{text}");
        }
    }

    #[test]
    fn other_calls_are_none() {
        for text in [
            "c.getZip(\"10435\")",
            "c.setZip(zip\n)",
            "c.setName(\"Apple\")",
            "c.reset_zip(\"10435\")",
            "offsetZip(\"10435\")",
            "lengthZip(\"1\")",
            "c.setZip",
            "c.setZip(",
            "set_",
            "c.set(\"10435\")",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }
}
