//! The headers providers put on their answers: request ids, timings, rate limits.
//!
//! Among them are some that a proxy must not pass on (`alt-svc`, `set-cookie`), so that tests see it does not.

use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::asked::hex_id;
use super::route::Provider;
use super::shape::Shape;

const OPENAI: &[(&str, &str)] = &[
    ("openai-organization", "sandbox"),
    ("openai-processing-ms", "5"),
    ("openai-version", "2020-10-01"),
    ("x-ratelimit-limit-requests", "10000"),
    ("x-ratelimit-limit-tokens", "2000000"),
    ("x-ratelimit-remaining-requests", "9999"),
    ("x-ratelimit-remaining-tokens", "1999990"),
    ("x-ratelimit-reset-requests", "6ms"),
    ("x-ratelimit-reset-tokens", "0s"),
];

const ANTHROPIC: &[(&str, &str)] = &[
    ("anthropic-organization-id", "00000000-0000-4000-8000-000000000000"),
    ("anthropic-ratelimit-input-tokens-limit", "2000000"),
    ("anthropic-ratelimit-input-tokens-remaining", "1999000"),
    ("anthropic-ratelimit-input-tokens-reset", "2026-01-01T00:00:00Z"),
    ("anthropic-ratelimit-requests-limit", "4000"),
    ("anthropic-ratelimit-requests-remaining", "3999"),
    ("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:00Z"),
];

const AZURE: &[(&str, &str)] = &[
    ("apim-request-id", "00000000-0000-4000-8000-000000000001"),
    ("x-ms-region", "Sandbox"),
    ("x-ratelimit-remaining-requests", "249"),
    ("x-ratelimit-remaining-tokens", "249990"),
];

const OPENROUTER: &[(&str, &str)] = &[("x-clerk-auth-status", "signed-out")];

const SHARED: &[(&str, &str)] = &[
    ("alt-svc", "h3=\":443\"; ma=86400"),
    ("set-cookie", "__cf_bm=sandbox; path=/; HttpOnly"),
    ("strict-transport-security", "max-age=31536000"),
    ("via", "1.1 sandbox"),
];

/// A fresh request id.
pub(super) fn request_id() -> String {
    hex_id("req_", 32)
}

/// Puts a provider's headers on an answer.
pub(super) fn dress(provider: Provider, headers: &mut HeaderMap, request_id: &str) {
    let (own, name) = match provider {
        Provider::Anthropic => (ANTHROPIC, "request-id"),
        Provider::Azure => (AZURE, "x-request-id"),
        Provider::OpenAi => (OPENAI, "x-request-id"),
        Provider::OpenRouter => (OPENROUTER, "x-generation-id"),
    };
    for (name, value) in SHARED.iter().chain(own) {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(name, value);
    }
}

/// Puts on the headers of an event stream.
pub(super) fn stream(headers: &mut HeaderMap, shape: &Shape) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(encoding) = shape.encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
}
