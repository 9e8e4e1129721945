//! The span editor against `serde_json`: the same texts are JSON, the same strings are meant, and an edit changes its
//! string only.
//!
//! Owns: the comparison. Never: judges numbers or lone surrogates, which belong to the client; a byte order mark, which
//! RFC 8259 lets a reader skip, is cut off before the other reader sees it.

#![no_main]

use allonym::wire::json::{Edit, JsonLimits, Lexer, RawStr, Step, check_utf8, decode, escape_into, splice};
use libfuzzer_sys::fuzz_target;
use serde_json::value::RawValue;

const LIMITS: JsonLimits = JsonLimits { depth: usize::MAX, string_bytes: usize::MAX };
const NEW: &str = "<<PERSON_1>> \"\\\n\u{1}é😀";

fuzz_target!(|input: &[u8]| {
    let Some((control, body)) = input.split_first() else { return };
    let text = check_utf8(body);
    assert_eq!(text.is_ok(), std::str::from_utf8(body).is_ok());
    let Ok(text) = text else { return };
    let steps: Result<Vec<Step>, _> = Lexer::new(body, LIMITS).collect();
    let reference = serde_json::from_str::<&RawValue>(text.strip_prefix('\u{feff}').unwrap_or(text));
    assert_eq!(steps.is_ok(), reference.is_ok(), "{text:?}: {:?}, {reference:?}", steps.as_ref().err());
    let Ok(steps) = steps else { return };
    let strings: Vec<RawStr> = strings(&steps);
    strings.iter().for_each(|raw| read_alike(text, *raw));
    edit(text, &strings, *control);
});

fn strings(steps: &[Step]) -> Vec<RawStr> {
    let string = |step: &Step| match step {
        Step::Key(raw) | Step::String(raw) => Some(*raw),
        _ => None,
    };
    steps.iter().filter_map(string).collect()
}

/// What the other reader reads, if it can: it refuses lone surrogates.
fn read_alike(text: &str, raw: RawStr) {
    let decoded = decode(text, raw);
    if let Ok(expected) = serde_json::from_str::<String>(&text[raw.start - 1..=raw.end]) {
        assert_eq!(decoded.str, expected);
    }
    let all = decoded.raw_span(0, decoded.str.len());
    assert_eq!(all, raw.start..raw.end);
}

/// Replaces a part of every string, and reads the result.
fn edit(body: &str, strings: &[RawStr], control: u8) {
    let mut with = Vec::new();
    escape_into(&mut with, NEW);
    let (mut edits, mut expected) = (Vec::new(), Vec::new());
    for raw in strings {
        let decoded = decode(body, *raw);
        let (start, end) = part(&decoded.str, control);
        edits.push(Edit { range: decoded.raw_span(start, end), with: with.clone() });
        expected.push(format!("{}{NEW}{}", &decoded.str[..start], &decoded.str[end..]));
    }
    let edited = String::from_utf8(splice(body.as_bytes(), &edits)).expect("edits between characters");
    let steps: Vec<Step> =
        Lexer::new(edited.as_bytes(), LIMITS).map(|step| step.expect("still JSON")).collect();
    let read: Vec<String> =
        self::strings(&steps).iter().map(|raw| decode(&edited, *raw).str.into_owned()).collect();
    assert_eq!(read, expected);
}

/// A part that begins and ends between characters.
fn part(text: &str, control: u8) -> (usize, usize) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let start = usize::from(control >> 4) % places.len();
    let end = start + usize::from(control & 0xf) % (places.len() - start);
    (places[start], places[end])
}
