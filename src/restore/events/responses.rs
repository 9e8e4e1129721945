//! Events of responses.
//!
//! Owns: what grows (`delta` of every event whose type ends so) and what ends it: the `done` of the same stem, of the
//! part, of the item, of the response. Never: relies on item ids, which some servers change in every event, or on a list
//! of event types, which grows every month.

use super::super::outline::Document;
use super::super::text::Place;
use super::channels::{Channel, Which, label};
use super::reading::{Call, MANY, Piece, Reading, growing, path};

/// The stems of events whose deltas are known to be followed by a `done` of their own.
const CLOSED: &[&str] =
    &["output_text", "refusal", "reasoning", "arguments", "input", "code", "command", "transcript"];

pub(super) fn read(kind: &str, document: Document<'_>, reading: &mut Reading) {
    let (group, item) = (group(document), item(document));
    reading.about = Some((group, item));
    if let Some(stem) = kind.strip_suffix(".delta") {
        return delta(document, stem, group, item, reading);
    }
    match kind {
        "response.output_item.added" => {
            let added = document.member(Document::ROOT, "item");
            let name = added.and_then(|added| document.member(added, "name"));
            reading.calls.extend(name.map(|name| Call { group, item, name }));
        }
        "response.output_item.done" => reading.close(Which::Group(group)),
        "response.content_part.done" | "response.reasoning_summary_part.done" => {
            reading.end(Which::Item { group, item });
        }
        "response.output_text.annotation.added" => {
            let phase = label(0, b"response.output_text");
            let field = label(0, b"delta");
            reading.annotated.push((Document::ROOT, Channel { group, item, phase, field }));
        }
        "response.completed" | "response.incomplete" | "response.failed" | "response.cancelled" | "error" => {
            reading.close(Which::All);
        }
        other => {
            if let Some(stem) = other.strip_suffix(".done") {
                reading.end(Which::Phase { group, item, phase: label(0, stem.as_bytes()) });
            }
        }
    }
}

fn delta(document: Document<'_>, stem: &str, group: u64, item: u64, reading: &mut Reading) {
    let phase = label(0, stem.as_bytes());
    let Some(delta) = document.member(Document::ROOT, "delta") else { return };
    if stem.ends_with("audio") {
        return reading.sealed.push(delta); // base64
    }
    if !CLOSED.iter().any(|word| stem.contains(word)) {
        reading.end_unless_continued(Which::OtherPhases { group, phase });
    }
    for (at, raw, place) in growing(document, delta).take(MANY + 1) {
        let place = if stem.ends_with("arguments") { Place::Json } else { place };
        let channel = Channel { group, item, phase, field: path(document, Document::ROOT, at) };
        let logprobs = document.member(Document::ROOT, "logprobs");
        reading.pieces.push(Piece { at, raw, channel, place, logprobs });
    }
}

/// The output item, in the stream that it belongs to.
fn group(document: Document<'_>) -> u64 {
    let output = number(document, &["output_index"]);
    document.text_of(Document::ROOT, "stream_id").map_or(output, |stream| label(output, stream.as_bytes()))
}

/// The part of the item.
fn item(document: Document<'_>) -> u64 {
    number(document, &["content_index", "summary_index", "command_index"])
}

fn number(document: Document<'_>, names: &[&str]) -> u64 {
    let found = names.iter().find_map(|name| document.number_of(Document::ROOT, name));
    found.unwrap_or(0) as u64
}
