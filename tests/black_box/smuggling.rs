//! Requests that two readers could understand in two ways: refused, or understood in one way and sent on newly framed.
//!
//! Owns: the known shapes (lengths that contradict codings and each other, folded and bare lines, hosts, targets, HTTP/2's
//! own), as raw bytes. What goes upstream is compared, so that a second request hidden in a body can be seen to stay there.
//! Never: trusts a client library to write what is wrong on purpose.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{PX, Proxy, Upstream, holds, within};

const BODY: &str = r#"{"model":"m","messages":[{"role":"user","content":"ann@mail.example"}]}"#;
/// What an attacker wants the provider to take for a request.
const HIDDEN: &str = "POST /hidden HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n";
/// Ends the connection after all that came before was answered.
const LAST: &str = "GET /v1/health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

struct Said {
    /// The status of each answer, in order.
    statuses: Vec<u16>,
    /// What reached the provider.
    upstream: String,
}

/// Says `bytes` to a proxy with an agreeable provider and listens until the connection ends.
async fn say(bytes: &[u8]) -> Said {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    // A refusal closes the connection on what is still to be read.
    let _ = client.write_all(bytes).await;
    let mut answers = Vec::new();
    let _ = within(client.read_to_end(&mut answers)).await;
    let answers = String::from_utf8_lossy(&answers).into_owned();
    let starts = answers.split("HTTP/1.1 ").skip(1);
    let statuses = starts.filter_map(|start| start.get(..3)?.parse().ok()).collect();
    let upstream = upstream.take_seen();
    assert!(!upstream.contains("ann@mail.example") && !upstream.contains(PX), "{upstream}");
    Said { statuses, upstream }
}

fn request(target: &str, fields: &str, body: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {PX}\r\ncontent-type: application/json\r\n{fields}\r\n{body}"
    )
}

fn chat(fields: &str, body: &str) -> String {
    request("/v1/chat/completions", fields, body)
}

fn chunked(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

async fn refused(name: &str, bytes: &str) {
    let said = say(format!("{bytes}{LAST}").as_bytes()).await;
    assert_eq!(said.statuses.first(), Some(&400), "{name}: {:?}", said.statuses);
    assert_eq!(said.upstream, "", "{name}");
}

/// Taken as one request, whose body went upstream with a length of its own and nothing after it.
async fn taken_as_one(name: &str, bytes: &str) {
    let said = say(format!("{bytes}{LAST}").as_bytes()).await;
    // After a length beside a coding the connection may be closed; whatever was answered, it was one exchange.
    assert!(matches!(*said.statuses, [200] | [200, 200]), "{name}: {:?} {}", said.statuses, said.upstream);
    let (head, body) = said.upstream.split_once("\r\n\r\n").unwrap();
    assert_eq!(said.upstream.matches(" HTTP/1.1\r\n").count(), 1, "{name}: {}", said.upstream);
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{name}: {head}");
    assert!(head.contains(&format!("content-length: {}", body.len())), "{name}: {}", said.upstream);
    assert!(!head.contains("transfer-encoding"), "{name}: {head}");
}

#[tokio::test]
async fn a_length_beside_a_coding_does_not_count() {
    // CL.TE: the length would hide the second request in the body; the coding ends the (empty) body before it.
    let hiding = format!("0\r\n\r\n{HIDDEN}");
    let said = say(chat(
        &format!("content-length: {}\r\ntransfer-encoding: chunked\r\n", hiding.len()),
        &format!("{hiding}{LAST}"),
    )
    .as_bytes())
    .await;
    assert_eq!(said.statuses.first(), Some(&400));
    assert_eq!(said.upstream, "");
    // TE.CL: the coding holds all of it, whatever the length says, in either order.
    let hiding = format!(r#"{{"model":"m","messages":[],"x":{HIDDEN:?}}}"#);
    for fields in [
        "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
        "content-length: 4\r\ntransfer-encoding: chunked\r\n",
    ] {
        taken_as_one(fields, &chat(fields, &chunked(&hiding))).await;
    }
}

#[tokio::test]
async fn codings_that_can_be_read_in_two_ways_are_refused() {
    for fields in [
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: x\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding: \"chunked\"\r\n",
        "transfer-encoding: identity\r\n",
        "transfer-encoding : chunked\r\n",
        " transfer-encoding: chunked\r\n",
        "x: y\r\n transfer-encoding: chunked\r\n",
        "transfer-encoding:\r\n chunked\r\n",
        "transfer-encoding: \u{b}chunked\r\n",
        "x: y\rtransfer-encoding: chunked\r\n",
        "x: \0\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: gzip, chunked\r\n",
    ] {
        refused(fields, &chat(fields, &chunked(BODY))).await;
    }
    let old = chat("transfer-encoding: chunked\r\n", &chunked(BODY)).replacen("HTTP/1.1", "HTTP/1.0", 1);
    refused("HTTP/1.0 has no codings", &old).await;
}

#[tokio::test]
async fn lengths_that_can_be_read_in_two_ways_are_refused() {
    let length = BODY.len();
    for fields in [
        format!("content-length: {length}\r\ncontent-length: {}\r\n", length - 1),
        format!("content-length: {length}, {}\r\n", length - 1),
        format!("content-length: +{length}\r\n"),
        "content-length: -1\r\n".to_owned(),
        format!("content-length: {length:#x}\r\n"),
        format!("content-length: {length} {length}\r\n"),
        format!("content-length: {length}.0\r\n"),
        "content-length: 18446744073709551617\r\n".to_owned(),
        "content-length: \r\n".to_owned(),
        format!("content-length : {length}\r\n"),
        format!("x: y\r\n content-length: {length}\r\n"),
    ] {
        refused(&fields, &chat(&fields, BODY)).await;
    }
    let twice = format!("content-length: {length}\r\ncontent-length: {length}\r\n");
    taken_as_one("the same length twice", &chat(&twice, BODY)).await;
}

#[tokio::test]
async fn chunks_that_can_be_read_in_two_ways_are_refused() {
    let size = BODY.len();
    for body in [
        format!("{size:#x}\r\n{BODY}\r\n0\r\n\r\n"),
        format!("-{size:x}\r\n{BODY}\r\n0\r\n\r\n"),
        format!("+{size:x}\r\n{BODY}\r\n0\r\n\r\n"),
        format!("1{size:016x}\r\n{BODY}\r\n0\r\n\r\n"),
        format!("{size:x}\n{BODY}\r\n0\r\n\r\n"),
        format!("{size:x}\r\n{BODY}0\r\n\r\n"),
        format!("{size:x};a\n=b\r\n{BODY}\r\n0\r\n\r\n"),
        format!("\r\n{size:x}\r\n{BODY}\r\n0\r\n\r\n"),
    ] {
        refused(&body, &chat("transfer-encoding: chunked\r\n", &body)).await;
    }
    let named = format!("{size:x};name=\"value\"\r\n{BODY}\r\n0\r\n\r\n");
    taken_as_one("an extension", &chat("transfer-encoding: chunked\r\n", &named)).await;
    let trailing = format!("{size:x}\r\n{BODY}\r\n0\r\ncontent-length: 0\r\nx-api-key: forged\r\n\r\n");
    taken_as_one("trailers", &chat("transfer-encoding: chunked\r\n", &trailing)).await;
}

/// Lines that end on LF alone are lines (RFC 9112, 2.2), for both readers of them: there is no second one here.
#[tokio::test]
async fn lines_that_end_bare_are_read_in_one_way() {
    let bare = chat(&format!("content-length: {}\r\n", BODY.len()), "").replace("\r\n", "\n");
    taken_as_one("bare LF", &format!("{bare}{BODY}")).await;
    let bare_cr = chat(&format!("content-length: {}\r\n", BODY.len()), BODY).replacen("\r\n", "\r", 2);
    refused("bare CR", &bare_cr).await;
}

#[tokio::test]
async fn two_hosts_are_refused_and_none() {
    let length = BODY.len();
    for second in ["host: y\r\n", "Host: x\r\n"] {
        refused(second, &chat(&format!("{second}content-length: {length}\r\n"), BODY)).await;
    }
    let none = chat(&format!("content-length: {length}\r\n"), BODY).replace("host: x\r\n", "");
    refused("none", &none).await;
}

/// A target may name a host. It is a target for this proxy all the same, and never where a request goes.
#[tokio::test]
async fn a_host_in_the_target_moves_nothing() {
    let length = format!("content-length: {}\r\n", BODY.len());
    let absolute = request("http://elsewhere.example/v1/chat/completions", &length, BODY);
    taken_as_one("absolute-form", &absolute).await;
    for (method, target) in
        [("CONNECT", "elsewhere.example:443"), ("TRACE", "/v1/chat/completions"), ("OPTIONS", "*")]
    {
        let asked =
            format!("{method} {target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {PX}\r\n\r\n{LAST}");
        let said = say(asked.as_bytes()).await;
        assert!(method == "OPTIONS" || said.statuses[0] >= 400, "{method}: {:?}", said.statuses);
        assert_eq!(said.upstream, "", "{method}");
    }
}

#[tokio::test]
async fn targets_that_can_be_read_in_two_ways_reach_nobody() {
    let length = format!("content-length: {}\r\n", BODY.len());
    for target in [
        "/v1/files/../chat/completions",
        "/v1/files/%2e%2e/chat/completions",
        "/v1/files/..%2fchat%2fcompletions",
        "/v1/files/a%5c..%5cb",
        "//v1/chat/completions",
        "/v1//chat/completions",
        "/v1/chat/completions/",
        "/v1/chat/completions;x=y",
        "/v1/chat%2fcompletions",
        "/v1/chat/completions%00",
        "/v1/chat/completions\tx",
    ] {
        let said = say(format!("{}{LAST}", request(target, &length, BODY)).as_bytes()).await;
        assert!(said.statuses.first().is_some_and(|status| *status >= 400), "{target}: {:?}", said.statuses);
        assert_eq!(said.upstream, "", "{target}");
    }
}

/// Fields as HTTP/2 writes them (RFC 7541, 6.2.2: literal, not indexed, no Huffman coding).
fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name, value] {
            assert!(text.len() < 127, "a length of one byte");
            block.push(u8::try_from(text.len()).unwrap());
            block.extend_from_slice(text.as_bytes());
        }
    }
    block
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A request over HTTP/2 with prior knowledge; what of it reached the provider.
async fn over_http_2(extra: &[(&str, &str)], path: &str, body: &str) -> String {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let bearer = format!("Bearer {PX}");
    let mut named = vec![(":method", "POST"), (":scheme", "http"), (":authority", "x"), (":path", path)];
    named.extend([("authorization", bearer.as_str()), ("content-type", "application/json")]);
    named.extend(extra);
    let bytes = [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        frame(4, 0, 0, &[]),
        frame(1, 4, 1, &fields(&named)),
        frame(0, 1, 1, body.as_bytes()),
    ];
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    client.write_all(&bytes.concat()).await.unwrap();
    within(ended(&mut client)).await;
    upstream.take_seen()
}

/// Reads frames until the stream is over: its end, a reset, a farewell, or the connection's end.
async fn ended(client: &mut TcpStream) {
    loop {
        let mut head = [0; 9];
        if client.read_exact(&mut head).await.is_err() {
            return;
        }
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        if client.read_exact(&mut payload).await.is_err() {
            return;
        }
        let (kind, flags) = (head[3], head[4]);
        if matches!(kind, 3 | 7) || matches!(kind, 0 | 1) && flags & 1 != 0 {
            return;
        }
    }
}

#[tokio::test]
async fn what_http_2_may_not_say_is_not_translated() {
    let chat = "/v1/chat/completions";
    let seen = over_http_2(&[], chat, BODY).await;
    assert_eq!(seen.matches(" HTTP/1.1\r\n").count(), 1, "a plain request passes: {seen}");
    assert!(holds(seen.as_bytes(), "<<EMAIL_1>>"), "{seen}");
    let split = format!("y\r\n\r\n{HIDDEN}");
    for extra in [
        ("content-length", "4"),
        ("transfer-encoding", "chunked"),
        ("connection", "transfer-encoding"),
        ("x-split", split.as_str()),
        ("x: y\r\nhidden", "z"),
        ("Upper-Case", "z"),
        (":path", "/v1/models"),
    ] {
        let seen = over_http_2(&[extra], chat, BODY).await;
        assert_eq!(seen, "", "{extra:?}");
    }
    for path in ["/v1/chat/completions HTTP/1.1\r\nx: y", "v1/chat/completions", "/v1/chat/completions\u{7f}"]
    {
        assert_eq!(over_http_2(&[], path, BODY).await, "", "{path:?}");
    }
}
