//! Helpers for the tests of the dialects, and tests over real sockets.

mod nonsense;

use std::future::pending;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::Sandbox;
use super::asked::{Asked, Reply};
use super::frames::Frame;
use super::model::Model;
use super::route::Provider;
use super::shape::Shape;

/// A text with everything that is hard on a wire.
pub(super) const TEXT: &str = "Grüße, <<PERSON_1>> 😀!\n\"quoted\" \\back\\ data: [DONE]\r\n\ttab 日本";

/// A request as the dialects get it, in one delta per character unless its model says otherwise.
pub(super) fn asked(provider: Provider, body: Value) -> Asked {
    let mut shape = Shape { after: 3, ..Shape::default() };
    shape.set("chunk", "1").unwrap();
    let model = Model::parse(body["model"].as_str().unwrap(), &mut shape).unwrap();
    Asked { provider, model, shape, body, size: 0 }
}

/// The JSON of a reply.
pub(super) fn document(reply: Reply) -> Value {
    let Reply::Json(value) = reply else { panic!("a stream") };
    value
}

/// The events of a reply: name and data, `[DONE]` as a string.
pub(super) fn events(reply: Reply) -> Vec<(String, Value)> {
    let Reply::Events(frames) = reply else { panic!("no stream") };
    frames.into_iter().filter_map(event).collect()
}

fn event(frame: Frame) -> Option<(String, Value)> {
    let text = String::from_utf8(frame.bytes).unwrap();
    assert!(text.ends_with("\n\n"));
    let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    let data = line("data: ")?;
    let data = if data == "[DONE]" { json!(data) } else { serde_json::from_str(&data).unwrap() };
    Some((line("event: ").unwrap_or_default(), data))
}

/// The strings at `path` in the data of all events, joined.
pub(super) fn joined(events: &[(String, Value)], path: &str) -> String {
    events.iter().filter_map(|(_, data)| data.pointer(path)?.as_str()).collect()
}

struct Running {
    sandbox: Sandbox,
    client: Client<HttpConnector, Full<Bytes>>,
}

async fn running() -> Running {
    let sandbox = Sandbox::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    tokio::spawn(sandbox.clone().serve(pending()));
    Running { sandbox, client: Client::builder(hyper_util::rt::TokioExecutor::new()).build_http() }
}

impl Running {
    async fn send(&self, line: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Response<Incoming> {
        let (method, path) = line.split_once(' ').unwrap();
        let mut request =
            Request::builder().method(method).uri(format!("http://{}{path}", self.sandbox.addr()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.client.request(request.body(Full::new(body.into())).unwrap()).await.unwrap()
    }

    async fn json(&self, line: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> (u16, Value) {
        let response = self.send(line, headers, body).await;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }
}

fn echo(settings: &str) -> String {
    json!({"model": format!("echo{settings}"), "stream": true, "messages": [{"role": "user", "content": TEXT}]}).to_string()
}

#[tokio::test]
async fn what_was_received_can_be_looked_at() {
    let running = running().await;
    let body = r#"{"messages" : [{"role":"user","content":"\u00fc \/"}],"model":"echo", "n":1e400}"#;
    let (status, answer) = running.json("POST /v1/chat/completions?a=%20b", &[("x-one", "1")], body).await;
    assert_eq!((status, answer["choices"][0]["message"]["content"].as_str()), (200, Some("ü /")));
    let (_, shown) = running.json("GET /_sandbox/received", &[], "").await;
    let first = &shown["requests"][0];
    assert_eq!((&first["path"], &first["body"]), (&json!("/v1/chat/completions?a=%20b"), &json!(body)));
    assert_eq!(first["headers"]["x-one"], "1");
    assert_eq!(running.sandbox.received().len(), 1);
    running.json("DELETE /_sandbox/received", &[], "").await;
    assert!(running.sandbox.received().is_empty());
}

#[tokio::test]
async fn every_dialect_refuses_nonsense_in_its_own_shape() {
    let running = running().await;
    let paths = [
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/responses",
        "/v1/embeddings",
        "/v1/moderations",
        "/v1/messages",
        "/v1/messages/count_tokens",
        "/v1/complete",
        "/openai/deployments/echo/chat/completions?api-version=1",
        "/api/v1/chat/completions",
        "/v1/nowhere",
    ];
    for path in paths {
        for body in [
            "",
            "{",
            "[]",
            "null",
            "{}",
            r#"{"messages":3,"input":3,"prompt":3}"#,
            r#"{"messages":[3,null,{}],"input":[{}]}"#,
        ] {
            let (status, answer) = running.json(&format!("POST {path}"), &[], body).await;
            assert!(status == 400 || status == 404, "{path} {body}: {status}");
            assert!(answer["error"]["message"].is_string(), "{path} {body}: {answer}");
            assert_eq!(
                answer["type"] == "error",
                path.starts_with("/v1/mess") || path == "/v1/complete",
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn compressed_requests_are_read() {
    use super::encode::Encoder;
    use super::shape::Encoding;
    let running = running().await;
    for encoding in [Encoding::Gzip, Encoding::Zstd, Encoding::Brotli, Encoding::Deflate] {
        let mut encoder = Encoder::new(Some(encoding));
        let body = br#"{"model":"echo","input":"hi"}"#.to_vec();
        let body = [encoder.push(body), encoder.finish()].concat();
        let (status, answer) =
            running.json("POST /v1/responses", &[("content-encoding", encoding.name())], body).await;
        assert_eq!((status, &answer["output"][0]["content"][0]["text"]), (200, &json!("hi")), "{encoding:?}");
    }
    let (status, _) = running.json("POST /v1/responses", &[("content-encoding", "lzma")], "{}").await;
    assert_eq!(status, 415);
}

#[tokio::test]
async fn writes_can_be_single_bytes() {
    let running = running().await;
    let mut body = running
        .send("POST /v1/messages", &[("x-sandbox-write", "1")], echo("+chunk=whole"))
        .await
        .into_body();
    let mut all = Vec::new();
    while let Some(frame) = body.frame().await {
        all.extend_from_slice(frame.unwrap().data_ref().unwrap());
    }
    let data: Vec<&str> =
        std::str::from_utf8(&all).unwrap().lines().filter(|line| line.contains("text_delta")).collect();
    let delta: Value = serde_json::from_str(data[0].strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!((data.len(), delta["delta"]["text"].as_str()), (1, Some(TEXT)));
}

#[tokio::test]
async fn faults_never_look_like_a_clean_end() {
    let running = running().await;
    for (fault, reset) in [("cut", false), ("reset", true)] {
        for stream in [true, false] {
            let body = echo("").replace("\"stream\":true", &format!("\"stream\":{stream}"));
            let response =
                running.send("POST /v1/chat/completions", &[("x-sandbox-fault", fault)], body).await;
            let error = response.into_body().collect().await.unwrap_err();
            assert_eq!(
                format!("{error:?}").contains("ConnectionReset"),
                reset,
                "{fault} {stream}: {error:?}"
            );
        }
    }
    let stalled = running.send("POST /v1/messages", &[], echo("+fault=stall")).await.into_body().collect();
    assert!(tokio::time::timeout(Duration::from_millis(100), stalled).await.is_err());
    let silent = running.send("POST /v1/messages", &[("x-sandbox-fault", "silent")], echo(""));
    assert!(tokio::time::timeout(Duration::from_millis(100), silent).await.is_err());
}

#[tokio::test]
async fn status_faults_say_when_to_try_again() {
    let running = running().await;
    let response = running.send("POST /v1/messages", &[], echo("+fault=529")).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (529, &"1".parse().unwrap())
    );
    let (status, answer) =
        running.json("POST /v1/chat/completions", &[("x-sandbox-fault", "500")], echo("")).await;
    assert_eq!((status, &answer["error"]["type"]), (500, &json!("server_error")));
    let (status, answer) =
        running.json("POST /v1/messages", &[("x-sandbox-fault", "nonsense")], echo("")).await;
    assert_eq!((status, &answer["error"]["type"]), (400, &json!("invalid_request_error")));
}

#[tokio::test]
async fn http2_is_spoken() {
    let running = running().await;
    let client = Client::builder(hyper_util::rt::TokioExecutor::new()).http2_only(true).build_http();
    let request = Request::post(format!("http://{}/v1/messages", running.sandbox.addr()))
        .body(Full::new(Bytes::from(echo(""))));
    let response = client.request(request.unwrap()).await.unwrap();
    assert_eq!(response.version(), http::Version::HTTP_2);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&body).contains("message_stop"));
}

#[tokio::test]
async fn a_websocket_is_refused_and_models_are_listed() {
    let running = running().await;
    let (status, _) = running.json("GET /v1/responses", &[("upgrade", "websocket")], "").await;
    assert_eq!(status, 426);
    let (_, models) = running.json("GET /v1/models", &[], "").await;
    assert_eq!((&models["object"], &models["data"][0]["id"]), (&json!("list"), &json!("echo")));
    let (_, models) = running.json("GET /v1/models", &[("anthropic-version", "2023-06-01")], "").await;
    assert_eq!((&models["has_more"], &models["data"][0]["type"]), (&json!(false), &json!("model")));
    let (_, model) = running.json("GET /api/v1/models/anthropic/echo", &[], "").await;
    assert_eq!(model["id"], "anthropic/echo");
}
