#![expect(clippy::needless_pass_by_value, reason = "json! literals are written in place")]

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::stream::{End, StreamRestorer};
use super::super::tests::pseudonyms;
use crate::error::Reason;
use crate::provider::Endpoint;

mod chat;
mod commands;
mod framing;
mod messages;
mod numbers;
mod responses;

/// A stream of `data:` events, named where the data has a `type`.
fn stream(events: &[Value]) -> String {
    let mut out = String::new();
    for event in events {
        if let Some(name) = event["type"].as_str() {
            out.push_str(&format!("event: {name}\n"));
        }
        out.push_str(&format!("data: {event}\n\n"));
    }
    out
}

fn restored_in(endpoint: Endpoint, stream: &[u8], size: usize, end: End) -> String {
    restored_by(StreamRestorer::new(endpoint, Arc::new(pseudonyms())), stream, size, end)
}

fn restored_by(mut restorer: StreamRestorer, stream: &[u8], size: usize, end: End) -> String {
    let mut out = Vec::new();
    for chunk in stream.chunks(size) {
        restorer.push(Bytes::copy_from_slice(chunk), &mut out).unwrap();
    }
    restorer.finish(end, &mut out);
    String::from_utf8(out.concat()).unwrap()
}

/// What goes out, which must not depend on how the stream was cut.
fn restored(endpoint: Endpoint, stream: &str) -> String {
    let whole = restored_in(endpoint, stream.as_bytes(), stream.len().max(1), End::Clean);
    for size in [1, 7, 61] {
        assert_eq!(restored_in(endpoint, stream.as_bytes(), size, End::Clean), whole, "{size}");
    }
    whole
}

/// The JSON of all events.
fn events(stream: &str) -> Vec<Value> {
    let data = stream.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect()
}

/// What goes out for events of `endpoint`.
fn through(endpoint: Endpoint, upstream: &[Value]) -> Vec<Value> {
    events(&restored(endpoint, &stream(upstream)))
}

/// As [`through`], for one way to cut the stream: where a test goes over many cuts of the text already.
fn through_once(endpoint: Endpoint, upstream: &[Value]) -> Vec<Value> {
    events(&restored_in(endpoint, stream(upstream).as_bytes(), usize::MAX, End::Clean))
}

/// Every way to cut `text` into three pieces, at most one of them empty.
fn cuts(text: &str) -> Vec<[&str; 3]> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut all = Vec::new();
    for (i, a) in ends.iter().enumerate() {
        for b in &ends[i..] {
            all.push([&text[..*a], &text[*a..*b], &text[*b..]]);
        }
    }
    all
}
