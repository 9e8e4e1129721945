//! Labelled texts: what training and measuring read.

use std::io;
use std::path::Path;

use allonym_tagger::Kind;
use serde::Deserialize;

/// What a stretch of text is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Name(Kind),
    /// May go either way: neither rewarded nor punished.
    Open,
}

/// A text and its names, in bytes.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) spans: Vec<(usize, usize, Label)>,
    /// How much it counts in training.
    pub(crate) weight: f32,
    /// Public names in it, which are no spans.
    pub(crate) public: Vec<(usize, usize)>,
    /// Whether its names come from the same lists as the lexicon.
    pub(crate) rendered: bool,
}

impl Example {
    /// Puts another text behind it: on its line where both are of one line, else on a line of its own.
    pub(crate) fn append(&mut self, other: &Self) {
        let lines = self.text.contains('\n') || other.text.contains('\n');
        self.text.push(if lines { '\n' } else { ' ' });
        let offset = self.text.len();
        self.text.push_str(&other.text);
        self.spans.extend(other.spans.iter().map(|span| (span.0 + offset, span.1 + offset, span.2)));
        self.public.extend(other.public.iter().map(|span| (span.0 + offset, span.1 + offset)));
    }
}

#[derive(Deserialize)]
struct Line {
    text: String,
    spans: Vec<LineSpan>,
}

#[derive(Deserialize)]
struct LineSpan {
    start: usize,
    end: usize,
    label: String,
}

/// Reads JSON lines with offsets in code points. `other` says what labels that are no kind of name become.
pub(crate) fn read(path: &Path, weight: f32, other: Option<Label>) -> io::Result<Vec<Example>> {
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| Ok(example(&serde_json::from_str(line)?, weight, other))).collect()
}

fn example(line: &Line, weight: f32, other: Option<Label>) -> Example {
    let mut offsets: Vec<usize> = line.text.char_indices().map(|(at, _)| at).collect();
    offsets.push(line.text.len());
    let spans = line.spans.iter().filter_map(|span| {
        let label = label(&span.label).or(other)?;
        Some((*offsets.get(span.start)?, *offsets.get(span.end)?, label))
    });
    Example { text: line.text.clone(), spans: spans.collect(), weight, public: Vec::new(), rendered: false }
}

/// A label's meaning; none for structured values.
pub(crate) fn label(name: &str) -> Option<Label> {
    Some(match name {
        "PERSON" => Label::Name(Kind::Person),
        "LOCATION" | "ADDRESS" => Label::Name(Kind::Location),
        "ORG" | "ORGANIZATION" => Label::Name(Kind::Organization),
        "IGNORE" => Label::Open,
        _ => return None,
    })
}
