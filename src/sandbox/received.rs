//! The log of what reached the sandbox: the last [`KEPT`] requests, byte for byte.
//!
//! This is what a user looks at to see what a provider would have seen. Requests to the log itself
//! are not in it. Nothing here is decoded, sorted or shortened.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::request::Parts;
use serde_json::{Map, Value, json};

/// How many requests the log holds; older ones are dropped first.
pub const KEPT: usize = 100;

/// How many bytes of bodies the log holds; the newest request is kept whatever its size.
const BYTES: usize = 256 << 20;

/// One request exactly as it arrived.
#[derive(Clone)]
pub struct Received {
    /// The HTTP method, such as `POST`.
    pub method: String,
    /// Path and query, byte for byte.
    pub path: String,
    /// Header names (lower case) and values in the order of arrival, repeated ones included.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body as sent: still compressed when the client compressed it.
    pub body: Bytes,
}

impl Received {
    pub(super) fn new(head: &Parts, body: Bytes) -> Received {
        let path = head.uri.path_and_query().map_or("", |p| p.as_str()).to_owned();
        let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            (name.as_str().to_owned(), value.as_bytes().to_vec())
        };
        let headers = head.headers.iter().map(pair).collect();
        Received { method: head.method.to_string(), path, headers, body }
    }

    /// The first value of a header, when it is UTF-8. `name` is lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(n, _)| n == name)?;
        std::str::from_utf8(value).ok()
    }

    /// The body as text, with U+FFFD where it is not UTF-8.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn to_json(&self) -> Value {
        let mut headers = Map::new();
        for (name, value) in &self.headers {
            let value = readable(value);
            match headers.get_mut(name) {
                None => drop(headers.insert(name.clone(), value)),
                Some(Value::Array(all)) => all.push(value),
                Some(first) => *first = json!([first.take(), value]),
            }
        }
        json!({"method": self.method, "path": self.path, "headers": headers, "body": readable(&self.body)})
    }
}

/// Text as a string, anything else as `{"base64": …}`.
fn readable(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({"base64": STANDARD.encode(bytes)}),
    }
}

/// The bounded log.
#[derive(Default)]
pub(super) struct Log(Mutex<VecDeque<Received>>);

impl Log {
    pub(super) fn add(&self, received: Received) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.push_back(received);
        let mut bytes: usize = log.iter().map(|received| received.body.len()).sum();
        while log.len() > KEPT || (bytes > BYTES && log.len() > 1) {
            bytes -= log.pop_front().map_or(0, |oldest| oldest.body.len());
        }
    }

    pub(super) fn all(&self) -> Vec<Received> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn to_json(&self) -> Value {
        json!({"requests": self.all().iter().map(Received::to_json).collect::<Vec<_>>()})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(path: &str, body: &'static [u8]) -> Received {
        let (head, ()) = http::Request::post(path)
            .header("x-one", "1")
            .header("x-two", "a")
            .header("x-two", "b")
            .body(())
            .unwrap()
            .into_parts();
        Received::new(&head, Bytes::from_static(body))
    }

    #[test]
    fn shows_text_as_text_and_bytes_as_base64() {
        let log = Log::default();
        log.add(received("/v1/x?a=%20b", "{\"ü\": 1}".as_bytes()));
        log.add(received("/", b"\x1f\x8b\xff"));
        let shown = log.to_json();
        assert_eq!(shown["requests"][0]["path"], "/v1/x?a=%20b");
        assert_eq!(shown["requests"][0]["body"], "{\"ü\": 1}");
        assert_eq!(shown["requests"][0]["headers"], json!({"x-one": "1", "x-two": ["a", "b"]}));
        assert_eq!(shown["requests"][1]["body"], json!({"base64": "H4v/"}));
    }

    #[test]
    fn keeps_the_newest_hundred() {
        let log = Log::default();
        for n in 0..KEPT + 5 {
            log.add(received(&format!("/{n}"), b""));
        }
        let paths: Vec<_> = log.all().into_iter().map(|r| r.path).collect();
        assert_eq!((paths.len(), paths[0].as_str(), paths[99].as_str()), (KEPT, "/5", "/104"));
        log.clear();
        assert!(log.all().is_empty());
    }
}
