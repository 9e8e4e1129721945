//! A network that misbehaves, on real sockets: what the client then sees, and that nothing personal went out meanwhile.
//!
//! Owns: the faults below HTTP's surface (resets, cuts inside a character or a coding, framing that lies, interim answers,
//! trailers, names that do not resolve) and clients that leave early. `failures.rs` has what each dialect makes of an end.
//! Never: waits for time to pass, but for the one stall that a deadline of the proxy's own ends.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Answer, Call, End, Open, PX, Proxy, Reply, Upstream, holds, within};

const VALUE: &str = "ann@mail.example";
const CHAT: &str = "/v1/chat/completions";
const UNREACHABLE: (u16, &str) = (502, "provider_unreachable");

async fn pair() -> (Proxy, Upstream) {
    let upstream = Upstream::start().await;
    (Proxy::before(&upstream).start().await, upstream)
}

/// Asks about a value and lets `provider` answer; no fault may have let the value out.
async fn ask(proxy: &Proxy, upstream: &Upstream, provider: impl AsyncFnOnce(Call)) -> Answer {
    let play = async { provider(upstream.call().await).await };
    let (answer, ()) = tokio::join!(proxy.chat(&format!("to {VALUE}")).send(), play);
    assert!(!holds(&upstream.seen(), VALUE), "{}", String::from_utf8_lossy(&upstream.seen()));
    answer
}

/// What is neither JSON nor called a stream is looked at, to tell which it is: a cut meanwhile is none the less one.
#[tokio::test]
async fn an_answer_that_is_cut_while_it_may_become_events_is_a_bad_gateway() {
    let (proxy, upstream) = pair().await;
    for begun in ["", "da", "\r\n", "eve"] {
        for framing in ["content-length: 100\r\n\r\n".to_owned() + begun, {
            let chunk = format!("{:x}\r\n{begun}\r\n", begun.len());
            "transfer-encoding: chunked\r\n\r\n".to_owned() + if begun.is_empty() { "" } else { &chunk }
        }] {
            let answer = ask(&proxy, &upstream, async |mut call: Call| {
                call.raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n").await;
                call.raw(framing.as_bytes()).await;
            });
            refused(&answer.await, UNREACHABLE);
        }
    }
}

/// Asks for a stream; the provider's head is written by the caller.
async fn streamed(proxy: &Proxy, upstream: &Upstream, head: &str) -> (Open, Call) {
    let body = json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": VALUE}]});
    let begun = async {
        let mut call = upstream.call().await;
        call.raw(format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{head}\r\n").as_bytes())
            .await;
        call
    };
    let opened = tokio::join!(proxy.post(CHAT).json(body).open(), begun);
    assert!(!holds(&upstream.seen(), VALUE));
    opened
}

fn event(text: &str) -> Vec<u8> {
    let data = json!({"choices": [{"index": 0, "delta": {"content": text}}]});
    format!("data: {data}\n\n").into_bytes()
}

fn refused(answer: &Answer, (status, code): (u16, &str)) {
    assert_eq!(answer.refusal(), (status, code.to_owned()), "{}", answer.text());
    assert_eq!(answer.end, End::Clean);
    assert!(!answer.text().contains("<<") && !answer.text().contains(VALUE), "{}", answer.text());
}

/// The client has what came before the fault, then an error, and no end that looks whole.
fn broken(answer: &Answer, before: &str) {
    assert_eq!(answer.end, End::Broken, "{}", answer.text());
    assert!(holds(&answer.body, before), "{}", answer.text());
    assert!(holds(&answer.body, "data: {\"error\":") || holds(&answer.body, "\"type\":\"error\""));
    assert!(!holds(&answer.body, "[DONE]"));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut coder = GzEncoder::new(Vec::new(), Compression::default());
    coder.write_all(bytes).unwrap();
    coder.finish().unwrap()
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_a_provider_out_of_reach() {
    let upstream = Upstream::start().await;
    let nowhere = "http://provider.invalid";
    let proxy = Proxy::before(&upstream).env("ALLONYM_OPENAI_BASE_URL", nowhere).start().await;
    let answer = proxy.chat(VALUE).send().await;
    refused(&answer, UNREACHABLE);
    assert!(!answer.text().contains("provider.invalid"));
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn a_reset_before_or_in_the_head_is_a_bad_gateway() {
    let (proxy, upstream) = pair().await;
    for said in [&b""[..], b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-le"]
    {
        let answer = ask(&proxy, &upstream, async |mut call: Call| {
            call.raw(said).await;
            call.reset();
        });
        refused(&answer.await, UNREACHABLE);
    }
}

#[tokio::test]
async fn a_whole_answer_that_is_cut_is_a_bad_gateway_and_no_half_answer() {
    let (proxy, upstream) = pair().await;
    let body = json!({"choices": [{"message": {"content": "é <<EMAIL_1>> é"}}]}).to_string();
    let in_a_character = body.find('é').unwrap() + 1;
    let packed = gzip(body.as_bytes());
    for (head, whole, cut) in [
        ("", body.as_bytes(), in_a_character),
        ("", body.as_bytes(), body.len() - 1),
        ("content-encoding: gzip\r\n", &packed, packed.len() / 2),
    ] {
        let lying = format!("content-length: {}\r\n{head}\r\n", whole.len());
        let honest = format!("content-length: {cut}\r\n{head}\r\n");
        // Cut text of an honest length is whatever the provider says; a cut coding cannot be read.
        let heads = if head.is_empty() { vec![lying] } else { vec![lying, honest] };
        for head in heads {
            let answer = ask(&proxy, &upstream, async |mut call: Call| {
                call.raw(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n").await;
                call.raw(head.as_bytes()).await;
                call.raw(&whole[..cut]).await;
            });
            refused(&answer.await, UNREACHABLE);
        }
    }
}

#[tokio::test]
async fn a_stream_cut_inside_a_character_ends_in_an_error() {
    let (proxy, upstream) = pair().await;
    let (client, mut call) = streamed(&proxy, &upstream, "transfer-encoding: chunked\r\n").await;
    call.write(event("to <<EMAIL_1>>")).await;
    let cut = event("café");
    let at = cut.windows(2).position(|pair| pair == "é".as_bytes()).unwrap() + 1;
    call.write(&cut[..at]).await;
    call.reset();
    broken(&client.finish().await, "to ann@mail.example");
}

#[tokio::test]
async fn a_stream_cut_inside_its_coding_ends_in_an_error() {
    let (proxy, upstream) = pair().await;
    let packed = gzip(&[event("to <<EMAIL_1>>"), event("and more")].concat());
    let head = "content-encoding: gzip\r\ntransfer-encoding: chunked\r\n";
    // The framing ends well, or the connection breaks: the coding is not whole either way.
    for ends in [true, false] {
        let (client, mut call) = streamed(&proxy, &upstream, head).await;
        call.write(&packed[..packed.len() - 4]).await;
        if ends {
            call.end().await;
        } else {
            drop(call);
        }
        broken(&client.finish().await, "ann@mail.example");
    }
}

#[tokio::test]
async fn framing_that_turns_to_garbage_ends_a_stream_in_an_error() {
    let (proxy, upstream) = pair().await;
    for garbage in
        [&b"zz\r\n"[..], b"-5\r\n", b"ffffffffffffffffff\r\n", b"3\r\nabcdef\r\n", b"\xff\x00\xff\x00"]
    {
        let (client, mut call) = streamed(&proxy, &upstream, "transfer-encoding: chunked\r\n").await;
        call.write(event("to <<EMAIL_1>>")).await;
        call.raw(garbage).await;
        broken(&client.finish().await, "to ann@mail.example");
        call.gone().await;
    }
}

#[tokio::test]
async fn a_stream_shorter_than_its_length_ends_in_an_error() {
    let (proxy, upstream) = pair().await;
    let (client, mut call) = streamed(&proxy, &upstream, "content-length: 9999\r\n").await;
    call.raw(&event("to <<EMAIL_1>>")).await;
    drop(call);
    broken(&client.finish().await, "to ann@mail.example");
}

#[tokio::test]
async fn single_bytes_come_together_again() {
    let (proxy, upstream) = pair().await;
    let whole = Reply::json(200, json!({"choices": [{"message": {"content": "é <<EMAIL_1>> é"}}]}));
    let answer = ask(&proxy, &upstream, async |call: Call| call.reply_in_chunks(&whole, 1).await).await;
    assert_eq!(answer.json()["choices"][0]["message"]["content"], "é ann@mail.example é");
    let stream = [event("é <<EMA"), event("IL_1>> é"), b"data: [DONE]\n\n".to_vec()].concat();
    let reply = Reply::bytes(200, "text/event-stream", stream);
    let answer = ask(&proxy, &upstream, async |call: Call| call.reply_in_chunks(&reply, 1).await).await;
    assert_eq!(answer.joined("/choices/0/delta/content"), "é ann@mail.example é");
    assert_eq!(answer.end, End::Clean);
}

#[tokio::test]
async fn an_event_of_a_hundred_megabytes_ends_the_stream_at_its_limit() {
    let (proxy, upstream) = pair().await;
    let (client, mut call) = streamed(&proxy, &upstream, "transfer-encoding: chunked\r\n").await;
    let endless = async move {
        call.write(event("to <<EMAIL_1>>")).await;
        call.write("data: \"").await;
        let piece = vec![b'a'; 1 << 20];
        for _ in 0..100 {
            call.write(&piece).await;
        }
        call.gone().await;
    };
    let (answer, ()) = tokio::join!(client.finish(), endless);
    broken(&answer, "to ann@mail.example");
    assert!(answer.body.len() < 1 << 20, "{} bytes of it passed", answer.body.len());
}

/// Bytes after an answer could be another answer, meant for the next caller: response splitting.
#[tokio::test]
async fn what_follows_an_answer_is_never_taken_for_the_next_one() {
    let (proxy, upstream) = pair().await;
    let planted =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{\"planted\":1}";
    let first = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{{\"first\": 1}}{planted}"
    );
    let second = Reply::json(200, json!({"second": 1}));
    // The provider keeps the connection open, as one that is to be used again.
    let mut kept = None;
    let answer = ask(&proxy, &upstream, async |mut call: Call| {
        call.raw(first.as_bytes()).await;
        kept = Some(call);
    });
    assert_eq!(answer.await.text(), "{\"first\": 1}");
    let answer = ask(&proxy, &upstream, async |call: Call| call.reply(&second).await).await;
    assert_eq!(answer.json(), json!({"second": 1}));
    kept.unwrap().gone().await;
}

#[tokio::test]
async fn interim_answers_are_passed_over_and_a_switch_of_protocols_is_refused() {
    let (proxy, upstream) = pair().await;
    let reply = Reply::json(200, json!({"choices": [{"message": {"content": "<<EMAIL_1>>"}}]}));
    for interim in
        ["HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"]
    {
        let answer = ask(&proxy, &upstream, async |mut call: Call| {
            call.raw(interim.repeat(3).as_bytes()).await;
            call.reply(&reply).await;
        });
        let answer = answer.await;
        assert_eq!((answer.status, answer.header("link")), (200, None));
        assert_eq!(answer.json()["choices"][0]["message"]["content"], VALUE);
    }
    let switch = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n";
    let answer = ask(&proxy, &upstream, async |mut call: Call| call.raw(switch).await).await;
    assert_ne!(answer.status, 101);
    refused(&answer, UNREACHABLE);
}

#[tokio::test]
async fn a_coding_between_the_chunks_and_the_body_is_undone_or_refused() {
    let (proxy, upstream) = pair().await;
    let said = json!({"choices": [{"index": 0, "message": {"role": "assistant", "content": "<<EMAIL_1>>"}}]});
    let packed = gzip(said.to_string().as_bytes());
    let chunked = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    let head = |codings: &str| {
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: {codings}\r\n\r\n")
    };
    for codings in ["gzip, chunked", "x-gzip\r\ntransfer-encoding: chunked"] {
        let bytes = [head(codings).as_bytes(), &chunked].concat();
        let answer = ask(&proxy, &upstream, async |mut call: Call| call.raw(&bytes).await).await;
        let content = answer.json().pointer("/choices/0/message/content").cloned();
        assert_eq!(content, Some(json!(VALUE)), "{codings}: {}", answer.text());
    }
    for codings in ["rot13, chunked", "deflate, gzip, br, gzip, chunked"] {
        let bytes = [head(codings).as_bytes(), &chunked].concat();
        let answer = ask(&proxy, &upstream, async |mut call: Call| call.raw(&bytes).await).await;
        refused(&answer, UNREACHABLE);
    }
}

#[tokio::test]
async fn trailers_stay_behind() {
    let (proxy, upstream) = pair().await;
    let trailers = b"0\r\nx-trailer: <<EMAIL_1>>\r\ncontent-length: 5\r\n\r\n";
    for mime in ["application/json", "text/event-stream"] {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {mime}\r\ntrailer: x-trailer\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        let answer = ask(&proxy, &upstream, async |mut call: Call| {
            call.raw(head.as_bytes()).await;
            call.write("data: {}\n\n").await;
            call.raw(trailers).await;
        });
        let answer = answer.await;
        assert_eq!((answer.text().as_str(), answer.end), ("data: {}\n\n", End::Clean), "{mime}");
        assert!(!answer.head().contains("x-trailer: <<"), "{}", answer.head());
    }
}

#[tokio::test]
async fn a_whole_answer_that_stalls_times_out() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).toml("[timeouts]\nidle = '300ms'").start().await;
    let mut kept = None;
    let answer = ask(&proxy, &upstream, async |mut call: Call| {
        call.raw(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{\"a\":")
            .await;
        kept = Some(call);
    });
    refused(&answer.await, (504, "provider_timeout"));
    kept.unwrap().gone().await;
}

/// At every byte of its request: nothing is sent for a client that has not said all of it.
#[tokio::test]
async fn a_client_that_leaves_before_its_request_is_whole_sends_nothing() {
    let (proxy, upstream) = pair().await;
    let body = json!({"model": "m", "messages": [{"role": "user", "content": VALUE}]}).to_string();
    let request = format!(
        "POST {CHAT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {PX}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    for cut in (0..request.len()).step_by(7).chain([request.len() - 1]) {
        let mut client = TcpStream::connect(proxy.address()).await.unwrap();
        client.write_all(&request.as_bytes()[..cut]).await.unwrap();
        client.shutdown().await.unwrap();
        let mut answer = Vec::new();
        // A refusal may close the connection on what is still to be read.
        let _ = within(client.read_to_end(&mut answer)).await;
        assert!(!holds(&answer, "HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn a_client_that_leaves_a_whole_answer_cancels_the_call() {
    let (proxy, upstream) = pair().await;
    let client = tokio::spawn(proxy.chat("hello").send());
    let mut call = upstream.call().await;
    call.raw(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{\"a\":").await;
    client.abort();
    call.gone().await;
}
