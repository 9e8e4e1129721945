//! Labelled texts: JSON Lines with offsets in code points, or plain files that should hold nothing.
//!
//! Owns: reading and checking both. Never: judges a label beyond [`super::labels`].

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::{fs, io};

use allonym_detectors::Span;
use serde::Deserialize;

use super::labels::{self, Meaning};
use crate::file_fault::in_words;

/// One text and what is known to be in it.
#[derive(Clone)]
pub struct Case {
    /// Where it came from: file and line.
    pub origin: String,
    /// The text itself.
    pub text: String,
    /// What is labelled, in the order of the data.
    pub golds: Vec<Gold>,
    /// Whatever else the line says in strings: `lang`, `source`.
    pub fields: BTreeMap<String, String>,
}

/// One labelled span.
#[derive(Debug, Clone)]
pub struct Gold {
    /// In bytes.
    pub span: Span,
    /// The label as the data has it.
    pub label: String,
    /// What it means to the detectors.
    pub meaning: Meaning,
}

/// What is wrong with an input, and where. Says nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File, and line where there is one.
    pub origin: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.reason)
    }
}

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    spans: Vec<LineSpan>,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct LineSpan {
    start: usize,
    end: usize,
    label: String,
}

/// Reads a file of JSON Lines, or all `*.jsonl` below a folder; empty lines are skipped.
///
/// # Errors
/// A path that cannot be read; the first line that is no labelled text, or has a label that nobody knows.
pub fn labelled(path: &Path) -> Result<Vec<Case>, Fault> {
    let named = |file: &PathBuf| file == path || file.extension().is_some_and(|kind| kind == "jsonl");
    let files = files(path)?.into_iter().filter(named);
    Ok(files.map(|file| lines(&file)).collect::<Result<Vec<_>, _>>()?.concat())
}

fn lines(path: &Path) -> Result<Vec<Case>, Fault> {
    let text = fs::read_to_string(path).map_err(|error| fault(path.display(), in_words(error.kind())))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| parse(&format!("{}:{number}", path.display()), line)).collect()
}

fn fault(origin: impl fmt::Display, reason: impl fmt::Display) -> Fault {
    Fault { origin: origin.to_string(), reason: reason.to_string() }
}

/// Reads one line.
///
/// # Errors
/// When it is no labelled text.
pub fn parse(origin: &str, line: &str) -> Result<Case, Fault> {
    let shape = "not a JSON object with \"text\" and \"spans\" of start, end and label";
    let Line { text, spans, rest } = serde_json::from_str(line).map_err(|_| fault(origin, shape))?;
    let golds = golds(&text, spans).map_err(|reason| fault(origin, reason))?;
    let strings = rest.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned())));
    Ok(Case { origin: origin.to_owned(), text, golds, fields: strings.collect() })
}

fn golds(text: &str, spans: Vec<LineSpan>) -> Result<Vec<Gold>, String> {
    let mut offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    offsets.push(text.len());
    let gold = |LineSpan { start, end, label }| {
        let meaning = labels::meaning(&label).ok_or_else(|| format!("no meaning for the label {label}"))?;
        match (offsets.get(start), offsets.get(end)) {
            (Some(&start), Some(&end)) if start < end => {
                Ok(Gold { span: Span { start, end }, label, meaning })
            }
            _ => Err(format!("no text from {start} to {end}")),
        }
    };
    spans.into_iter().map(gold).collect()
}

/// Reads files, and all files below folders, as texts without any label. What is hidden or no text is left out.
///
/// # Errors
/// A path that cannot be read.
pub fn silent(path: &Path) -> Result<Vec<Case>, Fault> {
    Ok(files(path)?.iter().filter_map(|file| unlabelled(file)).collect())
}

/// The file itself, or all files below a folder, sorted.
fn files(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    collect(path, &mut files).map_err(|error| fault(path.display(), in_words(error.kind())))?;
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(fs::metadata(path).map(|_| path.to_owned())?);
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && !entry.file_type()?.is_symlink() {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

fn unlabelled(file: &Path) -> Option<Case> {
    let text = fs::read_to_string(file).ok()?;
    Some(Case { origin: file.display().to_string(), text, golds: Vec::new(), fields: BTreeMap::new() })
}
