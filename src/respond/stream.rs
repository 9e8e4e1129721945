//! Errors after an answer's stream has begun: the status is sent, so the dialect's own error event has to say it.
//!
//! Owns: the bytes of those events, one shape per dialect, each one that the clients of that dialect raise as an error.
//! Never: ends the stream. After these bytes the connection is broken off, so that a failure cannot pass for an end.

use bytes::Bytes;
use serde::Serialize;

use super::{Detail, Envelope};
use crate::error::Error;
use crate::provider::Dialect;
use crate::request_id::RequestId;

/// Where a stream of the Responses API stands. Other dialects need none of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The sequence numbers of the two events.
    pub sequence_numbers: [u64; 2],
    /// The id of the response, if an event has named it.
    pub response_id: Option<&'a str>,
}

/// The error event (two of them for the Responses API), whole and ready to be written after a complete event.
pub fn stream_error(dialect: Dialect, error: Error, request_id: &RequestId, progress: Progress<'_>) -> Bytes {
    let mut out = Vec::with_capacity(512);
    match dialect {
        Dialect::Responses => {
            event(&mut out, Some("error"), &ErrorEvent::new(error, progress));
            event(&mut out, Some("response.failed"), &FailedEvent::new(error, progress));
        }
        Dialect::Messages | Dialect::Complete => event(&mut out, Some("error"), &envelope(error, request_id)),
        Dialect::Chat | Dialect::Completions | Dialect::Plain => {
            event(&mut out, None, &Chunk { error: Detail::of(error), request_id: request_id.as_str() });
        }
    }
    out.into()
}

fn envelope(error: Error, request_id: &RequestId) -> Envelope<'_> {
    Envelope { r#type: "error", error: Detail::of(error), request_id: request_id.as_str() }
}

/// Writes one server-sent event. No `id:` line: one of those makes OpenAI's Python client misread later comments.
fn event<T: Serialize>(out: &mut Vec<u8>, name: Option<&str>, data: &T) {
    if let Some(name) = name {
        out.extend_from_slice(b"event: ");
        out.extend_from_slice(name.as_bytes());
        out.push(b'\n');
    }
    out.extend_from_slice(b"data: ");
    out.extend(serde_json::to_vec(data).unwrap_or_default());
    out.extend_from_slice(b"\n\n");
}

/// Chat completions: a chunk with `error` in the place of `choices`.
#[derive(Serialize)]
struct Chunk<'a> {
    error: Detail,
    request_id: &'a str,
}

/// Responses: the nested `error` is what makes OpenAI's SDKs raise; the flat form that the reference shows does not.
#[derive(Serialize)]
struct ErrorEvent {
    r#type: &'static str,
    sequence_number: u64,
    error: Detail,
}

impl ErrorEvent {
    fn new(error: Error, progress: Progress<'_>) -> Self {
        Self { r#type: "error", sequence_number: progress.sequence_numbers[0], error: Detail::of(error) }
    }
}

/// Responses: the terminal event, on which Codex acts.
#[derive(Serialize)]
struct FailedEvent<'a> {
    r#type: &'static str,
    sequence_number: u64,
    response: FailedResponse<'a>,
}

#[derive(Serialize)]
struct FailedResponse<'a> {
    id: &'a str,
    object: &'static str,
    status: &'static str,
    error: FailedBecause,
    incomplete_details: Option<()>,
    output: [(); 0],
}

#[derive(Serialize)]
struct FailedBecause {
    code: &'static str,
    message: String,
}

impl<'a> FailedEvent<'a> {
    fn new(error: Error, progress: Progress<'a>) -> Self {
        let response = FailedResponse {
            id: progress.response_id.unwrap_or_default(),
            object: "response",
            status: "failed",
            error: FailedBecause { code: error.code().as_str(), message: error.to_string() },
            incomplete_details: None,
            output: [],
        };
        let sequence_number = progress.sequence_numbers[1];
        Self { r#type: "response.failed", sequence_number, response }
    }
}
