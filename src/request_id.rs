//! [`RequestId`]: the name under which one exchange is found again, in the answer's headers, in errors and in logs.
//!
//! Owns: accepting the client's `X-Request-ID` and making one when there is none that can be used.
//! Never: decides where the id is written; that is `respond.rs` and `proxy.rs`.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that clients may send and that every answer carries.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The same id under the name that Anthropic's SDKs read.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// What ids that are made here begin with, in bytes.
const PREFIX: usize = "req_".len();

/// The longest id accepted from a client, in bytes.
const LONGEST: usize = 128;

/// One exchange's id: 1 to 128 characters of `[A-Za-z0-9._-]`, so it is safe in headers, logs and JSON as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId {
    value: HeaderValue,
    is_clients: bool,
}

impl RequestId {
    /// The client's own id when it is one that can be written everywhere, else a new one.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        match headers.get(X_REQUEST_ID) {
            Some(value) if acceptable(value.as_bytes()) => Self { value: value.clone(), is_clients: true },
            _ => Self::make(),
        }
    }

    /// A new id, `req_` and 28 hexadecimal digits: 48 bits of milliseconds, so ids sort by time like a UUIDv7, and
    /// 64 bits that differ between any two calls and between any two processes.
    pub fn make() -> Self {
        static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        static CALLS: AtomicU64 = AtomicU64::new(0);
        let call = CALLS.fetch_add(1, Ordering::Relaxed);
        let number = unix_millis() << 64 | u128::from(SEED.hash_one(call));
        let mut text = *b"req_0000000000000000000000000000";
        for (digit, place) in text[PREFIX..].iter_mut().rev().zip(0..) {
            *digit = b"0123456789abcdef"[(number >> (4 * place) & 15) as usize];
        }
        let value = HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("req_unknown"));
        Self { value, is_clients: false }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.value.to_str().unwrap_or_default()
    }

    /// The id as a header's value.
    pub fn value(&self) -> &HeaderValue {
        &self.value
    }

    /// Whether the client chose it.
    pub fn is_clients(&self) -> bool {
        self.is_clients
    }

    /// Writes the id under both names that SDKs read. Replaces what stands there.
    pub fn write(&self, headers: &mut HeaderMap) {
        headers.insert(X_REQUEST_ID, self.value.clone());
        headers.insert(REQUEST_ID, self.value.clone());
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn acceptable(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
}

fn unix_millis() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn from(value: &str) -> RequestId {
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, HeaderValue::from_str(value).unwrap());
        RequestId::from_headers(&headers)
    }

    #[test]
    fn a_plain_id_is_kept() {
        for id in ["a", "req_01.B-c", &"x".repeat(128)] {
            assert_eq!(from(id).as_str(), id);
        }
    }

    #[test]
    fn anything_else_is_replaced() {
        for id in ["", "two words", "a\"b", "a@example.com", "é", &"x".repeat(129)] {
            let made = from(id);
            assert_ne!(made.as_str(), id);
            assert!(made.as_str().starts_with("req_") && acceptable(made.as_str().as_bytes()), "{made}");
        }
    }

    #[test]
    fn made_ids_differ_and_go_into_both_headers() {
        let ids: HashSet<_> = (0..10_000).map(|_| RequestId::make()).collect();
        assert_eq!(ids.len(), 10_000);
        let mut headers = HeaderMap::new();
        let id = RequestId::make();
        id.write(&mut headers);
        assert_eq!(headers["x-request-id"], id.as_str());
        assert_eq!(headers["request-id"], id.as_str());
    }
}
