//! Findings as they are written: JSON with offsets in code points, a list, or the text with colours.
//!
//! Owns: these three forms. Never: scans; it is given the detections and the text they were found in.

use std::borrow::Cow;
use std::fmt::Write;

use allonym_detectors::Detection;
use serde::{Deserialize, Serialize};

use crate::offsets::{Translator, Unit};
use crate::wire::json::has_lone_surrogate;

/// A finding as JSON has it.
#[derive(Serialize)]
pub(super) struct Entry<'t> {
    r#type: String,
    /// In code points, as `end`.
    start: usize,
    end: usize,
    text: &'t str,
    score: f32,
    rule: String,
    /// In bytes, for the other forms.
    #[serde(skip)]
    at: usize,
}

#[derive(Serialize)]
struct Entries<'e, 't> {
    entities: &'e [Entry<'t>],
}

#[derive(Serialize)]
struct BadLine {
    error: String,
}

#[derive(Deserialize)]
struct Line<'l> {
    #[serde(borrow)]
    text: Cow<'l, str>,
}

/// Describes detections, which are sorted and do not overlap.
pub(super) fn entries<'t>(text: &'t str, detections: &[Detection]) -> Vec<Entry<'t>> {
    let mut offsets = Translator::new(text, Unit::CodePoints);
    let entry = |detection: &Detection| Entry {
        r#type: detection.entity.label().to_owned(),
        start: offsets.at(detection.span.start),
        end: offsets.at(detection.span.end),
        text: &text[detection.span.range()],
        score: detection.score,
        rule: detection.rule.as_str().to_owned(),
        at: detection.span.start,
    };
    detections.iter().map(entry).collect()
}

/// `{"entities":[…]}`
pub(super) fn json(entries: &[Entry<'_>]) -> String {
    serde_json::to_string(&Entries { entities: entries }).unwrap_or_default()
}

/// `{"error":…}` in the place of an answer. Says nothing of what stood there.
pub(super) fn bad_line(number: usize, line: &[u8]) -> String {
    let error = if has_lone_surrogate(line) {
        format!("line {number} holds half of a surrogate pair (such as \\ud83d), which is no character")
    } else {
        format!("line {number} is not a JSON object with a string in \"text\"")
    };
    serde_json::to_string(&BadLine { error }).unwrap_or_default()
}

/// The text of a line; `None` if it is not what it should be.
pub(super) fn text_of(line: &[u8]) -> Option<Cow<'_, str>> {
    serde_json::from_slice::<Line<'_>>(line).ok().map(|line| line.text)
}

/// One finding per line: place, kind, score, rule, value.
pub(super) fn listed(text: &str, entries: &[Entry<'_>]) -> String {
    let (mut out, mut seen, mut line, mut line_start) = (String::new(), 0, 1, 0);
    for entry in entries {
        let since = &text[seen..entry.at];
        line += since.matches('\n').count();
        line_start = since.rfind('\n').map_or(line_start, |at| seen + at + 1);
        seen = entry.at;
        let column = text[line_start..entry.at].chars().count() + 1;
        let place = format!("{line}:{column}");
        let value = entry.text.escape_debug();
        let _ =
            writeln!(out, "{place:<10} {:<20} {:.2}  {:<28} {value}", entry.r#type, entry.score, entry.rule);
    }
    out
}

/// The text with each finding in colour and its kind behind it.
pub(super) fn coloured(text: &str, entries: &[Entry<'_>]) -> String {
    const VALUE: &str = "\x1b[1;30;43m";
    const KIND: &str = "\x1b[0;2m";
    const PLAIN: &str = "\x1b[0m";
    let (mut out, mut written) = (String::with_capacity(text.len() * 2), 0);
    for entry in entries {
        out.push_str(&text[written..entry.at]);
        written = entry.at + entry.text.len();
        let _ = write!(out, "{VALUE}{}{KIND} {} {:.2}{PLAIN}", entry.text, entry.r#type, entry.score);
    }
    out.push_str(&text[written..]);
    out
}

#[cfg(test)]
mod tests {
    use allonym_detectors::{Detectors, Settings};

    use super::*;

    const TEXT: &str = "ünï\nto jane.roe@mail.example or\n\tj.roe@mail.example";

    fn found() -> Vec<Entry<'static>> {
        entries(TEXT, &Detectors::builtin().scan(TEXT, &Settings::report()))
    }

    #[test]
    fn offsets_are_code_points() {
        let points: Vec<char> = TEXT.chars().collect();
        let entries = found();
        assert_eq!(entries.len(), 2);
        for entry in &entries {
            assert_eq!(points[entry.start..entry.end].iter().collect::<String>(), entry.text);
        }
    }

    #[test]
    fn lists_name_line_and_column() {
        let list = listed(TEXT, &found());
        let places: Vec<_> = list.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
        assert_eq!(places, ["2:4", "3:2"]);
    }

    #[test]
    fn colours_leave_the_text_itself_alone() {
        let mut plain = coloured(TEXT, &found());
        while let Some(start) = plain.find("\x1b[0;2m") {
            let end = start + plain[start..].find("\x1b[0m").unwrap();
            plain.replace_range(start..end + 4, "");
        }
        assert_eq!(plain.replace("\x1b[1;30;43m", ""), TEXT);
    }
}
