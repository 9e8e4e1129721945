//! Bodies that are too large, too deep, wrongly encoded or no JSON: refused, and nothing of them is sent.

use std::io::Write;

use serde_json::json;

use crate::support::{Ask, Proxy, Upstream};

const CHAT: &str = "/v1/chat/completions";

/// A proxy with low limits before a provider that agrees to everything.
async fn low() -> (Proxy, Upstream) {
    let upstream = Upstream::agreeable().await;
    let toml = "[limits]\nbody_bytes = 4096\ndepth = 16\nstring_bytes = 1024";
    (Proxy::before(&upstream).toml(toml).start().await, upstream)
}

async fn refused(ask: Ask, upstream: &Upstream, status: u16, code: &str) {
    let answer = ask.send().await;
    let seen = String::from_utf8_lossy(&upstream.seen()).into_owned();
    assert_eq!(answer.refusal(), (status, code.to_owned()), "{} {seen}", answer.text());
    assert_eq!(answer.header("x-should-retry"), Some("false"));
    assert_eq!(upstream.seen(), b"");
}

fn saying(text: &str) -> String {
    json!({"model": "m", "messages": [{"role": "user", "content": text}]}).to_string()
}

#[tokio::test]
async fn a_declared_size_beyond_the_limit_is_refused_before_a_byte_is_read() {
    let (proxy, upstream) = low().await;
    let ask = proxy.post(CHAT).header("content-type", "application/json").header("content-length", "4097");
    let answer = ask.begin().await.answer().await.finish().await;
    assert_eq!(answer.refusal(), (413, "request_too_large".to_owned()));
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn an_undeclared_size_beyond_the_limit_is_refused_as_soon_as_it_is_reached() {
    let (proxy, upstream) = low().await;
    let ask =
        proxy.post(CHAT).header("content-type", "application/json").header("transfer-encoding", "chunked");
    let mut connection = ask.begin().await;
    connection.write(format!("1001\r\n{}\r\n", "a".repeat(4097)).as_bytes()).await;
    let answer = connection.answer().await.finish().await; // the body has not ended
    assert_eq!(answer.refusal(), (413, "request_too_large".to_owned()));
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn a_body_as_large_as_the_limit_passes() {
    let (proxy, _) = low().await;
    let body = saying("hello");
    let padded = format!("{body}{}", " ".repeat(4096 - body.len()));
    assert_eq!(proxy.post(CHAT).text(&padded).send().await.status, 200);
}

#[tokio::test]
async fn depth_and_strings_have_limits() {
    let (proxy, upstream) = low().await;
    let deep =
        |levels: usize| format!("{{\"model\":\"m\",\"x\":{}1{}}}", "[".repeat(levels), "]".repeat(levels));
    refused(proxy.post(CHAT).text(&deep(16)), &upstream, 400, "invalid_request").await;
    refused(proxy.post(CHAT).text(&saying(&"a".repeat(1025))), &upstream, 400, "invalid_request").await;
    assert_eq!(proxy.post(CHAT).text(&deep(15)).send().await.status, 200);
    assert_eq!(proxy.post(CHAT).text(&saying(&"a".repeat(1024))).send().await.status, 200);
}

#[tokio::test]
async fn a_limit_above_the_default_holds_too() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).toml("[limits]\ndepth = 400").start().await;
    let deep = format!("{{\"model\":\"m\",\"x\":{}1{}}}", "[".repeat(300), "]".repeat(300));
    assert_eq!(proxy.post(CHAT).text(&deep).send().await.status, 200);
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    let (proxy, upstream) = low().await;
    for body in [
        "",
        " ",
        "[]",
        "1",
        "\"x\"",
        "{",
        "{\"a\":}",
        "{} {}",
        "{'a':1}",
        "{\"a\":1,}",
        "nul",
        "null",
        "true",
        "{\"a\":\"\u{1}\"}",
        "{\"a\":NaN}",
        "{\"a\":-Infinity}",
        "{\"a\":01}",
        "{/*a*/\"a\":1}",
        "{a:1}",
        "{}\n{}",
        "a=1&b=2",
    ] {
        refused(proxy.post(CHAT).text(body), &upstream, 400, "invalid_request").await;
    }
    let utf_16: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe", &utf_16[..]].concat();
    for bytes in [&b"{\"a\":\"\xff\xfe\"}"[..], &b"{\"a\":\"M\xfcller\"}"[..], &utf_16[..], &marked[..]] {
        let ask = proxy.post(CHAT).header("content-type", "application/json; charset=utf-16");
        refused(ask.bytes(bytes), &upstream, 400, "invalid_request").await;
    }
    for kind in [
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/xml",
    ] {
        let ask = proxy.post(CHAT).header("content-type", kind).bytes("{}");
        refused(ask, &upstream, 415, "unsupported_encoding").await;
    }
}

fn encoded(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let level = flate2::Compression::best();
    match encoding {
        "gzip" => written(flate2::write::GzEncoder::new(Vec::new(), level), bytes, |e| e.finish().unwrap()),
        "deflate" => {
            written(flate2::write::ZlibEncoder::new(Vec::new(), level), bytes, |e| e.finish().unwrap())
        }
        "zstd" => zstd::encode_all(bytes, 3).unwrap(),
        _ => {
            let mut out = Vec::new();
            brotli::BrotliCompress(&mut &*bytes, &mut out, &brotli::enc::BrotliEncoderParams::default())
                .unwrap();
            out
        }
    }
}

fn written<E: Write>(mut encoder: E, bytes: &[u8], finish: impl FnOnce(E) -> Vec<u8>) -> Vec<u8> {
    encoder.write_all(bytes).unwrap();
    finish(encoder)
}

const ENCODINGS: [&str; 4] = ["gzip", "deflate", "zstd", "br"];

#[tokio::test]
async fn encoded_bodies_are_read_and_leave_in_plain() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let body = saying("for jane.roe@mail.example");
    for encoding in ENCODINGS {
        let ask =
            proxy.post(CHAT).header("content-type", "application/json").header("content-encoding", encoding);
        assert_eq!(ask.bytes(encoded(encoding, body.as_bytes())).send().await.status, 200, "{encoding}");
        let seen = upstream.take_seen();
        assert!(seen.ends_with(&body.replace("jane.roe@mail.example", "<<EMAIL_1>>")), "{encoding}: {seen}");
        assert!(!seen.contains("content-encoding"), "{encoding}: {seen}");
    }
    let twice = encoded("gzip", &encoded("br", body.as_bytes()));
    let ask =
        proxy.post(CHAT).header("content-type", "application/json").header("content-encoding", "br, gzip");
    assert_eq!(ask.bytes(twice).send().await.status, 200);
}

#[tokio::test]
async fn what_swells_beyond_the_limit_is_refused() {
    let (proxy, upstream) = low().await;
    let swelling = saying(&"a".repeat(16 << 20));
    for encoding in ENCODINGS {
        let bomb = encoded(encoding, swelling.as_bytes());
        let bomb = if bomb.len() > 4096 { encoded("gzip", &bomb) } else { bomb };
        let named = if encoding == "gzip" || encoding == "deflate" {
            format!("{encoding}, gzip")
        } else {
            encoding.to_owned()
        };
        assert!(bomb.len() <= 4096, "{encoding}: {}", bomb.len());
        let ask =
            proxy.post(CHAT).header("content-type", "application/json").header("content-encoding", &named);
        refused(ask.bytes(bomb), &upstream, 413, "request_too_large").await;
    }
}

#[tokio::test]
async fn an_encoding_that_nobody_here_can_read_is_refused() {
    let (proxy, upstream) = low().await;
    let ask = || proxy.post(CHAT).header("content-type", "application/json");
    for encoding in ["rot13", "compress", "gzip, rot13", "aws-chunked", "gzip,gzip,gzip,gzip"] {
        let ask = ask().header("content-encoding", encoding).bytes(saying("jane.roe@mail.example"));
        refused(ask, &upstream, 415, "unsupported_encoding").await;
    }
    for encoding in ENCODINGS {
        let plain = ask().header("content-encoding", encoding).bytes(saying("hello"));
        refused(plain, &upstream, 400, "invalid_request").await;
        let whole = encoded(encoding, saying("hello").as_bytes());
        let cut = ask().header("content-encoding", encoding).bytes(&whole[..whole.len() - 4]);
        refused(cut, &upstream, 400, "invalid_request").await;
    }
}

#[tokio::test]
async fn a_length_that_is_wrong_sends_nothing() {
    let (proxy, upstream) = low().await;
    let body = saying("hello");
    let longer = (body.len() + 1).to_string();
    let ask = proxy.post(CHAT).header("content-type", "application/json").header("content-length", &longer);
    let mut connection = ask.begin().await;
    connection.write(body.as_bytes()).await;
    connection.shut().await;
    let answer = connection.answer().await.finish().await;
    assert_eq!(answer.refusal(), (400, "invalid_request".to_owned()));
    let shorter = (body.len() - 1).to_string();
    let ask = proxy.post(CHAT).header("content-type", "application/json").header("content-length", &shorter);
    refused(ask.bytes(&body), &upstream, 400, "invalid_request").await;
}

/// `100 Continue` is an invitation to send the body. Who is refused anyway gets the refusal instead.
#[tokio::test]
async fn a_body_is_invited_only_when_it_will_be_read() {
    let (proxy, upstream) = low().await;
    let body = saying("hello");
    let length = body.len().to_string();
    let ask = |length: &str| {
        let ask = proxy.post(CHAT).header("content-type", "application/json");
        ask.header("expect", "100-continue").header("content-length", length)
    };
    for (ask, status) in [
        (ask(&length).key("px-unknown-key"), "401"),
        (ask("5000"), "413"),
        (ask(&length).header("content-encoding", "rot13"), "415"),
    ] {
        let line = ask.begin().await.start_line().await;
        assert!(line.starts_with(&format!("HTTP/1.1 {status}")), "{line}");
    }
    assert_eq!(upstream.seen(), b"");
    let mut connection = ask(&length).begin().await;
    assert_eq!(connection.start_line().await, "HTTP/1.1 100 Continue");
    connection.write(body.as_bytes()).await;
    assert_eq!(connection.answer().await.finish().await.status, 200);
    assert!(!upstream.take_seen().contains("expect"));
}

#[tokio::test]
async fn token_ids_and_blobs_are_refused_with_the_way_out() {
    let (proxy, upstream) = low().await;
    for input in [json!([1, 2]), json!([[1], [2]])] {
        let ask = proxy.post("/v1/embeddings").json(json!({"model": "m", "input": input}));
        let answer = ask.clone().send().await;
        assert!(answer.text().contains("check_embedding_ctx_length"), "{}", answer.text());
        refused(ask, &upstream, 400, "invalid_request").await;
    }
    for part in [
        json!({"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}),
        json!({"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}),
        json!({"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0xLjc="}}),
    ] {
        let body = json!({"model": "m", "messages": [{"role": "user", "content": [part]}]});
        refused(proxy.post(CHAT).json(body), &upstream, 400, "unsupported_content").await;
    }
}

#[tokio::test]
async fn a_blob_that_may_pass_passes_byte_for_byte() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).toml("[content]\nblobs = 'pass'").start().await;
    let blob = "iVBORw0KGgo".repeat(200_000);
    let body = format!(
        r#"{{"model":"m","messages":[{{"role":"user","content":[{{"type":"image_url","image_url":{{"url":"data:image/png;base64,{blob}"}}}},{{"type":"text","text":"@"}}]}}]}}"#
    );
    let answer = proxy.post(CHAT).text(&body.replace('@', "jane.roe@mail.example")).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(upstream.take_seen().ends_with(&body.replace('@', "<<EMAIL_1>>")));
}
