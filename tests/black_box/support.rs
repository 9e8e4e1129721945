//! What the topics share. A test reads: start an [`Upstream`], put a [`Proxy`] before it, ask, play the provider, look.
//!
//! Owns: both ends of the wire and the proxy between them, all on ports of their own. Never: parses what it forwards
//! beyond HTTP/1.1's framing, so that a test sees the bytes as they are.

mod ask;
mod http;
mod proxy;
mod upstream;

use std::future::Future;
use std::time::Duration;

pub(crate) use ask::{Answer, Ask, End, Open};
pub(crate) use proxy::{PX, Process, Proxy, Setup};
pub(crate) use upstream::{Call, Reply, Upstream};

/// Waits for `future`, and fails instead of hanging. The bound is far beyond anything that a test expects.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    let outcome = tokio::time::timeout(Duration::from_secs(30), future).await;
    outcome.expect("this should have happened long ago")
}

/// Whether `bytes` holds `text`.
pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

/// The strings at `path` in the data of all events of a stream, joined: a text as a client puts it together.
pub(crate) fn joined(stream: &[u8], path: &str) -> String {
    let pick = |event: &serde_json::Value| Some(event.pointer(path)?.as_str()?.to_owned());
    events(stream).iter().filter_map(pick).collect()
}

/// The data of all events of a stream, but for `[DONE]`.
pub(crate) fn events(stream: &[u8]) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(stream).expect("a stream in UTF-8");
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter(|data| *data != "[DONE]")
        .map(|data| serde_json::from_str(data).unwrap_or_else(|fault| panic!("{fault}: {data}")))
        .collect()
}
