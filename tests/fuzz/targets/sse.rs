//! The decoder of event streams against a plain reading of the standard: no byte lost, any split gives the same events.
//!
//! Owns: the comparison, and a reference that reads the whole stream at once. Never: looks into data.

#![no_main]

use allonym::wire::sse::{Decoder, Event};
use allonym_fuzz::Cut;
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some(cut) = Cut::read(input) else { return };
    let whole = decoded(std::slice::from_ref(&cut.whole));
    let pieces = decoded(&cut.pieces());
    for events in [&whole, &pieces] {
        let raw: Vec<u8> = events.iter().flat_map(|event| event.raw().to_vec()).collect();
        assert_eq!(raw, cut.whole, "a stream is its events");
    }
    assert_eq!(data(&whole), reference(&cut.whole));
    assert_eq!(data(&pieces), reference(&cut.whole));
    for (place, event) in whole.iter().enumerate() {
        rewritten(event, if place == 0 { b"" } else { b"\n" });
    }
});

fn decoded(pieces: &[Bytes]) -> Vec<Event> {
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    for piece in pieces {
        decoder.push(piece.clone());
        while let Some(event) = decoder.next_event().expect("far below the limit") {
            events.push(event);
        }
    }
    events.extend(decoder.finish());
    events
}

fn data(events: &[Event]) -> Vec<Vec<u8>> {
    events.iter().filter_map(|event| Some(event.data()?.into_owned())).collect()
}

/// An event that is written again says the new data. It is read behind `before`, in a place like its own: only at a
/// stream's start is a byte order mark no part of the first field's name.
fn rewritten(event: &Event, before: &[u8]) {
    let new = event.with_data(b"one\ntwo");
    let again = decoded(&[[before, &new].concat().into()]);
    let expected: &[&[u8]] = if event.data().is_some() { &[b"one\ntwo"] } else { &[] };
    assert_eq!(data(&again), expected, "{:?} from {:?}", new, event.raw());
}

/// Section 9.2.6 of the HTML standard, but that a last event without its blank line counts.
fn reference(stream: &[u8]) -> Vec<Vec<u8>> {
    let stream = stream.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(stream);
    let (mut events, mut data): (_, Option<Vec<u8>>) = (Vec::new(), None);
    for line in lines(stream) {
        if line.is_empty() {
            events.extend(data.take());
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &line[line.len()..]),
        };
        if field == b"data" {
            let value = value.strip_prefix(b" ").unwrap_or(value);
            data = Some(data.map_or(value.to_vec(), |before| [&before, &b"\n"[..], value].concat()));
        }
    }
    events.extend(data);
    events
}

/// The lines, with a last one that does not end.
fn lines(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        lines.push(&rest[..end]);
        let length = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        rest = &rest[end + length..];
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}
