//! What goes wrong on the way to a provider and back, and what the client sees of it: never a half answer that looks whole.

use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{Answer, Call, End, Open, Proxy, Reply, Upstream, holds};

/// Opens a stream that asks about one address, which the provider sees as `<<EMAIL_1>>`.
async fn opened(proxy: &Proxy, upstream: &Upstream, path: &str) -> (Open, Call) {
    let body = json!({"model": "m", "stream": true, "max_tokens": 9, "input": "ann@mail.example",
        "messages": [{"role": "user", "content": "ann@mail.example"}]});
    let call = async {
        let mut call = upstream.call().await;
        call.stream().await;
        call
    };
    tokio::join!(proxy.post(path).json(body).open(), call)
}

/// A delta of text in each dialect.
fn delta(path: &str, text: &str) -> serde_json::Value {
    match path {
        "/v1/chat/completions" => json!({"choices": [{"index": 0, "delta": {"content": text}}]}),
        "/v1/responses" => {
            json!({"type": "response.output_text.delta", "sequence_number": 4, "output_index": 0,
            "content_index": 0, "item_id": "msg_1", "delta": text})
        }
        _ => {
            json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})
        }
    }
}

const STREAMS: [(&str, &str); 3] = [
    ("/v1/chat/completions", "/choices/0/delta/content"),
    ("/v1/responses", "/delta"),
    ("/v1/messages", "/delta/text"),
];

/// What every SDK needs to raise: the dialect's own error event, and then no clean end.
fn assert_broken(answer: &Answer, path: &str) {
    let errors: Vec<_> = answer.events().into_iter().filter(|event| event.get("error").is_some()).collect();
    let text = answer.text();
    assert_eq!(answer.end, End::Broken, "{path}: {text}");
    assert_eq!(errors.len(), 1, "{path}: {text}");
    assert!(errors[0]["error"]["message"].is_string(), "{path}: {text}");
    assert_eq!(text.contains("event: error\n"), path != "/v1/chat/completions", "{path}: {text}");
    assert_eq!(text.contains("event: response.failed\n"), path == "/v1/responses", "{path}: {text}");
    assert!(!text.contains("[DONE]"), "{path}: {text}");
}

#[tokio::test]
async fn a_stream_that_is_reset_ends_in_an_error_and_not_cleanly() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (path, text) in STREAMS {
        let (mut client, mut provider) = opened(&proxy, &upstream, path).await;
        provider.event(delta(path, "to <<EMAIL_1>>")).await;
        client.until("ann@mail.example").await;
        provider.reset();
        let answer = client.finish().await;
        assert_broken(&answer, path);
        assert_eq!(answer.joined(text), "to ann@mail.example");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_gives_what_was_held_back_then_an_error_and_no_clean_end() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (path, text) in STREAMS {
        let (client, mut provider) = opened(&proxy, &upstream, path).await;
        provider.event(delta(path, "to <<EMAIL_1>> and <<EMA")).await;
        drop(provider);
        let answer = client.finish().await;
        assert_broken(&answer, path);
        assert_eq!(answer.joined(text), "to ann@mail.example and <<EMA");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_in_an_event_ends_in_an_error_and_not_cleanly() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (path, _) in STREAMS {
        let (client, mut provider) = opened(&proxy, &upstream, path).await;
        provider.event(delta(path, "whole")).await;
        provider.write("data: {\"type\":\"cut").await;
        drop(provider);
        let answer = client.finish().await;
        assert_eq!(answer.end, End::Broken, "{path}: {}", answer.text());
        let (cut, error) = (
            answer.text().find("cut"),
            answer.text().find("\n\ndata: {\"error\"").or(answer.text().find("\n\nevent: error")),
        );
        assert!(cut.is_none() || cut < error, "the error is an event of its own: {}", answer.text());
        assert!(error.is_some() && holds(&answer.body, "whole"), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_stream_that_ends_early_but_cleanly_loses_nothing() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (path, text) in STREAMS {
        let (client, mut provider) = opened(&proxy, &upstream, path).await;
        provider.event(delta(path, "std::cout <")).await;
        provider.event(delta(path, "<EMAIL")).await;
        provider.end().await;
        let answer = client.finish().await;
        assert_eq!((answer.joined(text).as_str(), answer.end), ("std::cout <<EMAIL", End::Clean), "{path}");
    }
}

#[tokio::test]
async fn a_stream_that_stalls_ends_in_an_error_and_not_cleanly() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).toml("[timeouts]\nidle = '300ms'").start().await;
    for (path, _) in STREAMS {
        let (client, mut provider) = opened(&proxy, &upstream, path).await;
        provider.event(delta(path, "one")).await;
        let answer = client.finish().await;
        assert_broken(&answer, path);
        provider.gone().await;
    }
}

#[tokio::test]
async fn an_error_event_of_the_provider_passes_restored_after_what_was_held_back() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (path, text) in STREAMS {
        let (client, mut provider) = opened(&proxy, &upstream, path).await;
        provider.event(delta(path, "a <<EMAIL_")).await;
        provider
            .event(
                json!({"type": "error", "error": {"type": "overloaded_error", "message": "for <<EMAIL_1>>"}}),
            )
            .await;
        provider.end().await;
        let answer = client.finish().await;
        assert_eq!((answer.joined(text).as_str(), answer.end), ("a <<EMAIL_", End::Clean), "{path}");
        let last = answer.events().pop().unwrap();
        assert_eq!(last["error"]["message"], "for ann@mail.example", "{path}");
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_named_as_such() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).env("ALLONYM_OPENAI_BASE_URL", &base).start().await;
    let answer = proxy.chat("to ann@mail.example").send().await;
    assert_eq!(answer.refusal(), (502, "provider_unreachable".to_owned()));
    assert!(!answer.text().contains("mail") && !answer.text().contains(&base), "{}", answer.text());
}

#[tokio::test]
async fn what_is_no_http_is_a_bad_gateway() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for said in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\ncontent-type: appli",
        b"220 mail.example ESMTP\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"choices\":[",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"cho",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: rot13\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}",
    ] {
        let provider = async {
            let mut call = upstream.call().await;
            call.raw(said).await;
        };
        let (answer, ()) = tokio::join!(proxy.chat("hello").send(), provider);
        assert_eq!(answer.refusal(), (502, "provider_unreachable".to_owned()), "{}", said.escape_ascii());
        assert_eq!(answer.end, End::Clean);
    }
}

#[tokio::test]
async fn a_provider_that_never_answers_times_out() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).toml("[timeouts]\nheader = '300ms'").start().await;
    let (answer, call) = tokio::join!(proxy.chat("hello").send(), upstream.call());
    assert_eq!(answer.refusal(), (504, "provider_timeout".to_owned()));
    call.gone().await;
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_refused() {
    let large = json!({"choices": [{"message": {"content": "a".repeat(4096)}}]});
    let upstream = Upstream::always(Reply::json(200, large)).await;
    let proxy = Proxy::before(&upstream).toml("[limits]\nanswer_bytes = 2048").start().await;
    assert_eq!(proxy.chat("hello").send().await.status, 502);
}

#[tokio::test]
async fn an_answer_in_which_no_pseudonym_could_be_seen_is_refused_where_there_are_some() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let text = r#"{"choices":[{"message":{"content":"to <<EMAIL_1>>"}}]}"#;
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for wide in [&little, &big, &[&[0xff, 0xfe], &*little].concat(), &[&[0xfe, 0xff], &*big].concat()] {
        for (asked, status) in [("to ann@mail.example", 502), ("hello", 200)] {
            let provider = async {
                let mut call = upstream.call().await;
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-16\r\ncontent-length: {}\r\n\r\n",
                    wide.len()
                );
                call.raw(&[head.as_bytes(), &**wide].concat()).await;
            };
            let (answer, ()) = tokio::join!(proxy.chat(asked).send(), provider);
            assert_eq!(answer.status, status, "{asked}: {:?}", wide.get(..4));
        }
    }
}

#[tokio::test]
async fn the_provider_s_own_errors_pass_with_status_headers_and_restored_body() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for status in [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529] {
        let reply = Reply::json(status, json!({"error": {"type": "t", "message": "not for <<EMAIL_1>>"}}))
            .header("retry-after", "7")
            .header("x-should-retry", "true")
            .header("request-id", "req_upstream")
            .header("x-request-id", "req_other")
            .header("anthropic-ratelimit-requests-remaining", "3")
            .header("x-ratelimit-remaining-tokens", "4ms")
            .header("set-cookie", "session=1")
            .header("alt-svc", "h3=\":443\"");
        for path in ["/v1/chat/completions", "/v1/messages"] {
            let body = json!({"model": "m", "messages": [{"role": "user", "content": "ann@mail.example"}]});
            let provider = async { upstream.call().await.reply(&reply).await };
            let (answer, ()) = tokio::join!(proxy.post(path).json(body).send(), provider);
            assert_eq!(answer.status, status);
            assert_eq!(answer.json()["error"]["message"], "not for ann@mail.example");
            for (name, value) in [
                ("retry-after", "7"),
                ("x-should-retry", "true"),
                ("request-id", "req_upstream"),
                ("x-request-id", "req_other"),
                ("anthropic-ratelimit-requests-remaining", "3"),
                ("x-ratelimit-remaining-tokens", "4ms"),
            ] {
                assert_eq!(answer.header(name), Some(value), "{status} {name}");
            }
            assert!(answer.header("x-allonym-request-id").is_some());
            assert_eq!((answer.header("set-cookie"), answer.header("alt-svc")), (None, None));
        }
    }
}

/// A provider that repeats the key that it turns down repeats the operator's, which is none of the client's.
#[tokio::test]
async fn the_operator_s_key_does_not_come_back_in_an_error() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let said = "Incorrect API key: upstream-key-of-OPENAI. <<EMAIL_1>>, upstream-key-of-OPENAI";
    let reply = Reply::json(401, json!({"error": {"type": "t", "message": said}}));
    let body = json!({"model": "m", "messages": [{"role": "user", "content": "ann@mail.example"}]});
    let provider = async { upstream.call().await.reply(&reply).await };
    let (answer, ()) = tokio::join!(proxy.post("/v1/chat/completions").json(body).send(), provider);
    let expected = "Incorrect API key: [credential]. ann@mail.example, [credential]";
    assert_eq!((answer.status, &answer.json()["error"]["message"]), (401, &json!(expected)));
    // Whatever the error is sent as.
    let body =
        json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": "ann@mail.example"}]});
    for mime in ["text/event-stream", "text/plain"] {
        let event = json!({"error": {"message": said}});
        let reply = Reply::bytes(401, mime, format!("data: {event}\n\n"));
        let provider = async { upstream.call().await.reply(&reply).await };
        let asked = proxy.post("/v1/chat/completions").json(body.clone()).send();
        let (answer, ()) = tokio::join!(asked, provider);
        assert_eq!((answer.status, answer.text().contains(expected)), (401, true), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_client_that_leaves_a_stream_cancels_the_call() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (path, _) in STREAMS {
        let (mut client, mut provider) = opened(&proxy, &upstream, path).await;
        provider.event(delta(path, "one")).await;
        client.until("one").await;
        drop(client);
        provider.gone().await;
    }
}

#[tokio::test]
async fn a_client_that_leaves_before_the_answer_cancels_the_call() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let client = tokio::spawn(proxy.chat("hello").send());
    let call = upstream.call().await;
    client.abort();
    call.gone().await;
}

#[tokio::test]
async fn a_client_that_leaves_amid_its_body_sends_nothing() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let whole = r#"{"model":"m","messages":[{"role":"user","content":"hello"}]}"#;
    for cut in [0, 1, whole.len() - 1] {
        let length = whole.len().to_string();
        let ask = proxy.post("/v1/chat/completions").header("content-type", "application/json");
        let mut client = ask.header("content-length", &length).begin().await;
        client.write(&whole.as_bytes()[..cut]).await;
        client.shut().await;
        let answer = client.answer().await.finish().await;
        assert_eq!(answer.refusal(), (400, "invalid_request".to_owned()), "{}", answer.text());
    }
    assert_eq!(upstream.seen(), b"");
}
