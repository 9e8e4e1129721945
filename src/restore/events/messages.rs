//! Events of Anthropic's messages, and of its first completions.
//!
//! Owns: what grows (every string of a block's `delta` that no signature seals) and what ends it: the block's stop, a
//! delta of another type, the end of the message. Never: puts text after a block's stop.

use super::super::outline::{Document, Place as At};
use super::channels::{Channel, Which, label};
use super::reading::{Call, Piece, Reading, growing, path};
use crate::provider::Role;

pub(super) fn read(kind: &str, document: Document<'_>, reading: &mut Reading) {
    let group = document.number_of(Document::ROOT, "index").unwrap_or(0) as u64;
    match kind {
        // May come twice; then everything begins anew.
        "message_start" => {
            reading.end_before(Which::All);
            reading.close(Which::All);
        }
        "content_block_start" => block_start(document, group, reading),
        "content_block_delta" => block_delta(document, group, reading),
        "content_block_stop" => reading.close(Which::Group(group)),
        "message_delta" | "message_stop" | "error" => reading.close(Which::All),
        "completion" => completion(document, reading),
        _ => {}
    }
}

/// A block may begin with text to which its deltas add.
fn block_start(document: Document<'_>, group: u64, reading: &mut Reading) {
    reading.end_before(Which::Group(group));
    let Some(block) = document.member(Document::ROOT, "content_block") else { return };
    if document.member(block, "input").is_some() {
        reading.calls.extend(document.member(block, "name").map(|name| Call { group, item: 0, name }));
    }
    if document.text_of(block, "type").is_some_and(|kind| kind == "text")
        && let Some(text) = document.member(block, "text")
    {
        pieces(document, block, text, label(0, b"text_delta"), group, reading);
    }
}

fn block_delta(document: Document<'_>, group: u64, reading: &mut Reading) {
    let Some(delta) = document.member(Document::ROOT, "delta") else { return };
    let kind = document.text_of(delta, "type").unwrap_or_default();
    // A citation stands beside the text and does not interrupt it.
    if kind == "citations_delta" {
        return;
    }
    let phase = label(0, kind.as_bytes());
    reading.end_unless_continued(Which::OtherPhases { group, phase });
    pieces(document, delta, delta, phase, group, reading);
}

fn pieces(document: Document<'_>, top: At, from: At, phase: u64, group: u64, reading: &mut Reading) {
    for (at, raw, place) in growing(document, from) {
        if document.node(document.node(at).holder).role != Role::Annotation && !reading.is_full() {
            let channel = Channel { group, item: 0, phase, field: path(document, top, at) };
            reading.pieces.push(Piece { at, raw, channel, place, logprobs: None });
        }
    }
}

fn completion(document: Document<'_>, reading: &mut Reading) {
    if let Some(text) = document.member(Document::ROOT, "completion") {
        pieces(document, Document::ROOT, text, label(0, b"completion"), 0, reading);
    }
    if document.has(Document::ROOT, "stop_reason") {
        reading.close(Which::All);
    }
}
