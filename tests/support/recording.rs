//! [`Recording`]: a recorded stream taken apart, words of it replaced by pseudonyms, and put together again.
//!
//! Owns: a reading of its own of which strings grow, written from the providers' documentation and not from the code
//! under test. Never: changes a byte that is not in a string which holds a replaced word.

use std::ops::Range;

use allonym::provider::Endpoint;
use allonym::wire::json::{JsonLimits, Lexer, RawStr, Step, decode};
use serde_json::Value;

/// Strings that hold text wherever they stand whole.
const WHOLE: &[&str] = &["text", "arguments", "code", "delta", "instructions", "description", "refusal"];

/// The most words of one recording that become pseudonyms.
const WORDS: usize = 60;

/// The growing string that a piece belongs to: group, field.
pub(crate) type Channel = (u64, String);

pub(crate) struct Piece {
    pub(crate) channel: Channel,
    pub(crate) text: String,
    event: usize,
    /// The content of the JSON string, in the stream.
    raw: Range<usize>,
}

pub(crate) struct Recording {
    pub(crate) stream: String,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) words: Vec<String>,
    whole: Vec<Range<usize>>,
}

/// A string value, the names and positions that lead to it, and where it stands in the stream.
struct Leaf {
    path: Vec<String>,
    text: String,
    raw: Range<usize>,
}

impl Recording {
    pub(crate) fn read(endpoint: Endpoint, stream: &str) -> Self {
        let mut recording =
            Self { stream: stream.to_string(), pieces: Vec::new(), words: Vec::new(), whole: Vec::new() };
        let mut at = 0;
        for (number, line) in stream.split_inclusive('\n').enumerate() {
            if let Some(data) = line.strip_prefix("data: ")
                && let Ok(event) = serde_json::from_str::<Value>(data)
            {
                for leaf in leaves(data.trim_end(), at + 6) {
                    match channel(endpoint, &event, &leaf.path) {
                        Some(channel) => recording.pieces.push(Piece {
                            channel,
                            text: leaf.text,
                            event: number,
                            raw: leaf.raw,
                        }),
                        None if is_whole(&event, &leaf.path) => recording.whole.push(leaf.raw),
                        None => {}
                    }
                }
            }
            at += line.len();
        }
        for run in recording.runs() {
            let text: String = run.iter().map(|at| recording.pieces[*at].text.as_str()).collect();
            for word in words(&text) {
                let word = &text[word];
                if recording.words.len() < WORDS && !recording.words.iter().any(|known| known == word) {
                    recording.words.push(word.to_string());
                }
            }
        }
        recording
    }

    /// The recording with a pseudonym for every known word, cut over two pieces where there are two.
    pub(crate) fn with_pseudonyms(&self, cut: usize) -> Self {
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        for (number, run) in self.runs().into_iter().enumerate() {
            let pieces: Vec<&Piece> = run.iter().map(|at| &self.pieces[*at]).collect();
            for (piece, text) in pieces.iter().zip(self.split(&pieces, cut + number)) {
                if piece.text != text {
                    let quoted = serde_json::to_string(&text).unwrap();
                    edits.push((piece.raw.clone(), quoted[1..quoted.len() - 1].to_string()));
                }
            }
        }
        for whole in &self.whole {
            for word in words(&self.stream[whole.clone()]) {
                let range = whole.start + word.start..whole.start + word.end;
                edits.extend(self.pseudonym(&self.stream[range.clone()]).map(|pseudonym| (range, pseudonym)));
            }
        }
        edits.sort_by_key(|(range, _)| range.start);
        Self {
            stream: replaced(&self.stream, &edits),
            pieces: Vec::new(),
            words: Vec::new(),
            whole: Vec::new(),
        }
    }

    /// Everything but what the pieces say; and but what speaks of the recording's own words, not of the pseudonyms that took
    /// their places: offsets into the text, and the tokens beside a piece.
    pub(crate) fn without_pieces(&self) -> String {
        let mut edits: Vec<_> = self.pieces.iter().map(|piece| (piece.raw.clone(), String::new())).collect();
        let mut start = 0;
        for (number, line) in self.stream.split_inclusive('\n').enumerate() {
            let has_piece = self.pieces.binary_search_by_key(&number, |piece| piece.event).is_ok();
            for name in ["\"start_index\":", "\"end_index\":", "\"index\":", "\"logprobs\":"] {
                for (at, name) in
                    line.match_indices(name).filter(|(_, name)| has_piece || !name.contains("logprobs"))
                {
                    let (from, value) = (start + at + name.len(), &line[at + name.len()..]);
                    edits.push((from..from + value_length(value), String::new()));
                }
            }
            start += line.len();
        }
        edits.sort_by_key(|(range, _)| range.start);
        replaced(&self.stream, &edits)
    }

    /// Pieces of one channel that follow each other, and between them no event that says something else in the same group.
    fn runs(&self) -> Vec<Vec<usize>> {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            let run = runs.iter_mut().rev().find(|run| self.pieces[run[0]].channel == piece.channel);
            match run.filter(|run| !self.is_interrupted(run[run.len() - 1], at)) {
                Some(run) => run.push(at),
                None => runs.push(vec![at]),
            }
        }
        runs
    }

    fn is_interrupted(&self, last: usize, next: usize) -> bool {
        let (from, to) = (&self.pieces[last], &self.pieces[next]);
        self.pieces[last..next].iter().any(|piece| {
            let between = piece.event > from.event && piece.event < to.event;
            between && piece.channel.0 == to.channel.0 && !piece.text.is_empty()
        })
    }

    fn pseudonym(&self, word: &str) -> Option<String> {
        let number = self.words.iter().position(|known| known == word)?;
        Some(format!("<<PERSON_{}>>", number + 1))
    }

    /// The texts of `pieces` with pseudonyms for words. The boundary next to a word moves into its pseudonym, each time
    /// at another place.
    fn split(&self, pieces: &[&Piece], cut: usize) -> Vec<String> {
        let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        let mut ends: Vec<usize> = Vec::new();
        for piece in pieces {
            ends.push(ends.last().copied().unwrap_or(0) + piece.text.len());
        }
        ends.pop();
        let (mut out, mut copied, mut moved) = (String::new(), 0, Vec::new());
        let mut ends = ends.into_iter().peekable();
        for (count, word) in words(&text).into_iter().enumerate() {
            let Some(pseudonym) = self.pseudonym(&text[word.clone()]) else { continue };
            while let Some(end) = ends.next_if(|end| *end <= word.start) {
                moved.push(out.len() + end.saturating_sub(copied));
            }
            out.push_str(&text[copied..word.start]);
            let place = out.len() + (cut + count) % pseudonym.len();
            if let Some(first) = ends.next() {
                moved.push(place);
                // All boundaries inside the word fall together in its pseudonym.
                while first < word.end && ends.next_if(|end| *end < word.end).is_some() {
                    moved.push(place);
                }
            }
            out.push_str(&pseudonym);
            copied = word.end;
        }
        moved.extend(ends.map(|end| out.len() + end.saturating_sub(copied)));
        out.push_str(&text[copied..]);
        let starts = std::iter::once(0).chain(moved.iter().copied());
        starts.zip(moved.iter().copied().chain([out.len()])).map(|(a, b)| out[a..b].to_string()).collect()
    }
}

/// Which growing string the leaf at `path` of `event` is a piece of.
fn channel(endpoint: Endpoint, event: &Value, path: &[String]) -> Option<Channel> {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let kind = event["type"].as_str().unwrap_or_default();
    let number = |name: &str| event[name].as_u64().unwrap_or(0);
    match (endpoint, names.as_slice()) {
        (Endpoint::ChatCompletions, ["choices", choice, "text"]) => {
            let choice: usize = choice.parse().unwrap();
            Some((event["choices"][choice]["index"].as_u64().unwrap_or(0), "text".to_string()))
        }
        (
            Endpoint::ChatCompletions,
            ["choices", choice, "delta", field @ ("content" | "reasoning" | "reasoning_content" | "refusal")],
        ) => {
            let choice: usize = choice.parse().unwrap();
            Some((event["choices"][choice]["index"].as_u64().unwrap_or(0), (*field).to_string()))
        }
        (
            Endpoint::ChatCompletions,
            ["choices", choice, "delta", "tool_calls", call, "function", "arguments"],
        ) => {
            let (choice, call): (usize, usize) = (choice.parse().unwrap(), call.parse().unwrap());
            let choice = &event["choices"][choice];
            let index = choice["delta"]["tool_calls"][call]["index"].as_u64().unwrap_or(0);
            Some((choice["index"].as_u64().unwrap_or(0), format!("call {index}")))
        }
        (Endpoint::Messages, ["delta", field @ ("text" | "partial_json")])
            if kind == "content_block_delta" =>
        {
            Some((number("index"), (*field).to_string()))
        }
        (Endpoint::Responses, ["delta"]) if kind.ends_with(".delta") => {
            let part = number("content_index") + number("summary_index");
            Some((number("output_index"), format!("{kind} {part}")))
        }
        _ => None,
    }
}

/// Whether the leaf is a text that stands whole. In Anthropic's blocks and in chunks none is looked for.
fn is_whole(event: &Value, path: &[String]) -> bool {
    let kind = event["type"].as_str().unwrap_or_default();
    kind.starts_with("response.") && path.last().is_some_and(|name| WHOLE.contains(&name.as_str()))
}

/// Words of at least five ASCII letters that stand alone.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(|c: char| !c.is_ascii_alphabetic()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        let joins = |c: Option<char>| {
            c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '\\' | '-' | '&' | '%'))
        };
        if word.len() >= 5 && !joins(before) && !joins(after) {
            words.push(at..at + word.len());
        }
        at += part.len();
    }
    words
}

fn leaves(data: &str, offset: usize) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    // Name of the member, or position of the element, that is being read at each level.
    let mut path: Vec<(String, Option<usize>)> = Vec::new();
    for step in Lexer::new(data.as_bytes(), JsonLimits::default()).map(Result::unwrap) {
        let is_value = !matches!(step, Step::Key(_) | Step::ObjectEnd | Step::ArrayEnd);
        if let (true, Some((name, Some(position)))) = (is_value, path.last_mut()) {
            *name = position.to_string();
            *position += 1;
        }
        match step {
            Step::ObjectStart => path.push((String::new(), None)),
            Step::ArrayStart => path.push((String::new(), Some(0))),
            Step::ObjectEnd | Step::ArrayEnd => drop(path.pop()),
            Step::Key(raw) => path.last_mut().unwrap().0 = text(data, raw),
            Step::String(raw) => leaves.push(Leaf {
                path: path.iter().map(|(name, _)| name.clone()).collect(),
                text: text(data, raw),
                raw: offset + raw.start..offset + raw.end,
            }),
            Step::Scalar(_) => {}
        }
    }
    leaves
}

fn text(data: &str, raw: RawStr) -> String {
    decode(data, raw).str.into_owned()
}

fn replaced(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for (range, with) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(with);
        at = range.end;
    }
    out + &text[at..]
}

/// Bytes of the JSON value that `text` begins with.
fn value_length(text: &str) -> usize {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    assert!(values.next().is_some_and(|value| value.is_ok()));
    values.byte_offset()
}
