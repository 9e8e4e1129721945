use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::*;
use crate::error::{Obstacle, Phase};
use crate::provider::Dialect;

fn id() -> RequestId {
    let mut headers = HeaderMap::new();
    headers.insert("x-request-id", HeaderValue::from_static("req_7"));
    RequestId::from_headers(&headers)
}

fn answer(reason: Reason) -> (Response<()>, Value) {
    let (head, body) = error(Error::new(Phase::Admit, reason), &id()).into_parts();
    let bytes = futures_util::FutureExt::now_or_never(body.collect()).unwrap().unwrap().to_bytes();
    (Response::from_parts(head, ()), serde_json::from_slice(&bytes).unwrap())
}

#[test]
fn the_envelope_holds_what_every_sdk_reads() {
    let (head, body) = answer(Reason::MissingField("model"));
    assert_eq!(head.status(), 400);
    assert_eq!(head.headers()["content-type"], "application/json");
    assert_eq!(head.headers()["x-request-id"], "req_7");
    assert_eq!(head.headers()["request-id"], "req_7");
    assert_eq!(head.headers()["x-should-retry"], "false");
    assert_eq!(
        body,
        json!({
            "type": "error",
            "error": {
                "type": "invalid_request_error",
                "code": "invalid_request",
                "message": "The field `model` is required.",
                "param": "model",
            },
            "request_id": "req_7",
        })
    );
}

#[test]
fn retries_are_advised_only_where_they_help() {
    for (reason, status, retry_after) in [
        (Reason::RateLimited { retry_after: Duration::from_millis(2_001) }, 429, Some("3")),
        (Reason::RateLimited { retry_after: Duration::from_millis(1) }, 429, Some("1")),
        (Reason::TooManyConcurrent, 429, Some("1")),
        (Reason::VaultFailed, 503, Some("1")),
        (Reason::DetectorBusy, 503, Some("1")),
        (Reason::Unreachable(Obstacle::Refused), 502, None),
        (Reason::UpstreamTimeout, 504, None),
    ] {
        let (head, _) = answer(reason);
        assert_eq!(head.status(), status, "{reason:?}");
        assert_eq!(head.headers().get("x-should-retry"), None, "{reason:?}");
        let said = head.headers().get("retry-after").map(|value| value.to_str().unwrap());
        assert_eq!(said, retry_after, "{reason:?}");
    }
    for reason in
        [Reason::UnknownKey, Reason::UnknownEndpoint, Reason::Blob, Reason::BodyTooLarge { limit: 1 }]
    {
        let (head, _) = answer(reason);
        assert_eq!(head.headers()["x-should-retry"], "false", "{reason:?}");
        assert_eq!(head.headers().get("retry-after"), None, "{reason:?}");
    }
}

#[test]
fn messages_say_what_to_do() {
    let message = |reason| answer(reason).1["error"]["message"].as_str().unwrap().to_owned();
    let wait = Duration::from_millis(19_400);
    assert!(message(Reason::RateLimited { retry_after: wait }).ends_with("Try again in 20 s."));
    assert!(
        message(Reason::BadHeader("x-allonym-provider"))
            .contains("send openai, anthropic, azure or openrouter")
    );
    assert_eq!(message(Reason::BadHeader("user-agent")), "The header user-agent is not valid here.");
}

#[test]
fn a_401_names_the_scheme_a_405_the_methods_and_a_426_the_protocol() {
    let (head, body) = answer(Reason::UnknownKey);
    assert_eq!(head.headers()["www-authenticate"], "Bearer realm=\"allonym\"");
    assert_eq!(body["error"]["type"], "authentication_error");
    assert_eq!(answer(Reason::MethodNotAllowed { allow: "GET, DELETE" }).0.headers()["allow"], "GET, DELETE");
    let (head, body) = answer(Reason::UpgradeRefused);
    assert_eq!(head.status(), 426);
    assert_eq!(head.headers()["upgrade"], "HTTP/1.1");
    assert_eq!(head.headers()["connection"], "upgrade");
    assert_eq!(body["error"]["code"], "upgrade_required");
}

#[test]
fn quotas_are_written_as_plain_numbers() {
    let mut headers = HeaderMap::new();
    quota(&mut headers, Quota { limit: 60, remaining: 59, reset: 1_800_000_000 });
    assert_eq!(headers["x-ratelimit-limit"], "60");
    assert_eq!(headers["x-ratelimit-remaining"], "59");
    assert_eq!(headers["x-ratelimit-reset"], "1800000000");
    assert_eq!(headers.len(), 3);
}

#[test]
fn a_quota_of_the_provider_s_under_the_same_names_keeps_its_values_under_others() {
    let mut headers = HeaderMap::new();
    headers.insert("x-ratelimit-remaining", HeaderValue::from_static("0"));
    headers.insert("x-ratelimit-remaining-tokens", HeaderValue::from_static("7"));
    quota(&mut headers, Quota { limit: 60, remaining: 59, reset: 1_800_000_000 });
    assert_eq!(headers["x-ratelimit-remaining"], "59");
    assert_eq!(headers["x-upstream-ratelimit-remaining"], "0");
    assert_eq!(headers["x-ratelimit-remaining-tokens"], "7");
    assert!(!headers.contains_key("x-upstream-ratelimit-limit"));
}

/// The events of a stream: name and data.
fn events(dialect: Dialect) -> Vec<(Option<String>, Value)> {
    let broken = Error::new(Phase::Restore, Reason::StreamBroken);
    let progress = Progress { sequence_numbers: [12, 13], response_id: Some("resp_1") };
    let bytes = stream_error(dialect, broken, &id(), progress);
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(text.ends_with("\n\n") && !text.contains("\r") && !text.contains("\nid:"), "{text:?}");
    text.trim_end().split("\n\n").map(parse_event).collect()
}

fn parse_event(event: &str) -> (Option<String>, Value) {
    let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    (line("event: "), serde_json::from_str(&line("data: ").unwrap()).unwrap())
}

#[test]
fn chat_streams_fail_with_a_chunk_that_holds_the_error() {
    for dialect in [Dialect::Chat, Dialect::Completions] {
        let events = events(dialect);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].0, None);
        assert_eq!(events[0].1["error"]["code"], "provider_unreachable");
        assert_eq!(events[0].1["error"]["message"], "The provider's stream broke off.");
        assert_eq!(events[0].1["error"]["param"], Value::Null);
    }
}

#[test]
fn responses_streams_fail_with_an_error_and_a_failed_response() {
    let events = events(Dialect::Responses);
    assert_eq!(events.len(), 2);
    let (name, data) = &events[0];
    assert_eq!((name.as_deref(), &data["type"]), (Some("error"), &json!("error")));
    assert_eq!((&data["sequence_number"], &data["error"]["type"]), (&json!(12), &json!("api_error")));
    let (name, data) = &events[1];
    assert_eq!((name.as_deref(), &data["type"]), (Some("response.failed"), &json!("response.failed")));
    assert_eq!(data["sequence_number"], 13);
    assert_eq!(data["response"]["id"], "resp_1");
    assert_eq!(data["response"]["status"], "failed");
    assert_eq!(data["response"]["error"]["code"], "provider_unreachable");
    assert_eq!(data["response"]["output"], json!([]));
}

#[test]
fn anthropic_streams_fail_with_a_named_error_event() {
    for dialect in [Dialect::Messages, Dialect::Complete] {
        let events = events(dialect);
        assert_eq!(events.len(), 1);
        let (name, data) = &events[0];
        assert_eq!((name.as_deref(), &data["type"]), (Some("error"), &json!("error")));
        assert_eq!(data["error"]["type"], "api_error");
        assert_eq!(data["request_id"], "req_7");
    }
}
