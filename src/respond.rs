//! [`Error`] → answer: the only place that turns a failure into HTTP.
//!
//! Owns: the one envelope that every SDK can read, the headers that go with it, and the quota headers of all answers.
//! Never: says anything that came over the wire; an error's message is fixed text and settings. Once an answer's
//! stream has begun, `respond/stream.rs` speaks instead.

mod stream;

use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_TYPE, RETRY_AFTER, UPGRADE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

use crate::error::{Code, Error, Reason, whole_seconds};
use crate::request_id::RequestId;
use crate::tenant::limits::Quota;

pub use stream::{Progress, stream_error};

/// `x-should-retry`: the SDKs of OpenAI and Anthropic and Claude Code obey it.
const X_SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");
const X_RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const X_RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const X_RATELIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
/// The provider's, where ours have their places.
const X_UPSTREAM_RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("x-upstream-ratelimit-limit");
const X_UPSTREAM_RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("x-upstream-ratelimit-remaining");
const X_UPSTREAM_RATELIMIT_RESET: HeaderName = HeaderName::from_static("x-upstream-ratelimit-reset");

/// How long clients are told to wait where nothing better is known.
const SHORT_WAIT: Duration = Duration::from_secs(1);

/// The union envelope: OpenAI's clients read `error`, Anthropic's read `type`, `error` and `request_id`.
#[derive(Serialize)]
struct Envelope<'a> {
    r#type: &'static str,
    error: Detail,
    request_id: &'a str,
}

/// What went wrong, under the names that both families of clients know.
#[derive(Serialize)]
struct Detail {
    r#type: &'static str,
    code: &'static str,
    message: String,
    param: Option<&'static str>,
}

impl Detail {
    fn of(error: Error) -> Self {
        let param = match error.reason() {
            Reason::MissingField(name) | Reason::BadField { name, .. } | Reason::BadHeader(name) => {
                Some(name)
            }
            _ => None,
        };
        let code = error.code();
        Self { r#type: code.group(), code: code.as_str(), message: error.to_string(), param }
    }
}

/// The answer to a request that failed before its answer began.
pub fn error(error: Error, request_id: &RequestId) -> Response<Full<Bytes>> {
    let envelope = Envelope { r#type: "error", error: Detail::of(error), request_id: request_id.as_str() };
    let mut answer = json(status(error.code()), &envelope);
    request_id.write(answer.headers_mut());
    advise(answer.headers_mut(), error);
    answer
}

/// An answer of our own with a JSON body.
pub fn json<T: Serialize>(status: StatusCode, body: &T) -> Response<Full<Bytes>> {
    let body = serde_json::to_vec(body).unwrap_or_default();
    let mut answer = Response::new(Full::from(body));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// Tells the client what is left of its requests a minute. A provider that tells of its own under the same names
/// (OpenRouter does) gets others: two lines of one name are one list to a client, and no number.
pub fn quota(headers: &mut HeaderMap, quota: Quota) {
    for (name, provider_s, number) in [
        (X_RATELIMIT_LIMIT, X_UPSTREAM_RATELIMIT_LIMIT, u64::from(quota.limit)),
        (X_RATELIMIT_REMAINING, X_UPSTREAM_RATELIMIT_REMAINING, u64::from(quota.remaining)),
        (X_RATELIMIT_RESET, X_UPSTREAM_RATELIMIT_RESET, quota.reset),
    ] {
        if let Some(provider) = headers.insert(name, number.into()) {
            headers.insert(provider_s, provider);
        }
    }
}

/// Headers that tell a client what to do next.
fn advise(headers: &mut HeaderMap, error: Error) {
    let code = error.code();
    if !code.retryable() {
        headers.insert(X_SHOULD_RETRY, HeaderValue::from_static("false"));
    }
    if let Some(wait) = wait(error.reason()) {
        headers.insert(RETRY_AFTER, whole_seconds(wait).into());
    }
    if let Reason::MethodNotAllowed { allow } = error.reason() {
        headers.insert(ALLOW, HeaderValue::from_static(allow));
    }
    match code {
        // RFC 9110, 15.5.2: a 401 names the scheme.
        Code::Unauthorized => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"allonym\""));
        }
        // RFC 9110, 15.5.22 and 7.8: a 426 names the protocol it wants, and `Upgrade` is an option of the connection.
        Code::UpgradeRequired => {
            headers.insert(UPGRADE, HeaderValue::from_static("HTTP/1.1"));
            headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        }
        _ => {}
    }
}

fn wait(reason: Reason) -> Option<Duration> {
    match reason {
        Reason::RateLimited { retry_after } => Some(retry_after),
        Reason::TooManyConcurrent
        | Reason::Overloaded
        | Reason::DetectorFailed
        | Reason::DetectorBusy
        | Reason::VaultFailed => Some(SHORT_WAIT),
        _ => None,
    }
}

fn status(code: Code) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests;
