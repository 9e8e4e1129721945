//! Joined answers against the same answers as they were sent, read by the HTTP library itself.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1;
use hyper::rt::{Read, ReadBufCursor, Write};
use proptest::prelude::*;

use super::*;

/// What pieces of input come to, in one.
fn joined(pieces: &[&[u8]]) -> (String, Framing) {
    let mut framing = Framing::default();
    let mut out = Vec::new();
    pieces.iter().for_each(|piece| framing.push(piece, &mut out));
    (String::from_utf8_lossy(&out).into_owned(), framing)
}

const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

#[test]
fn chunks_of_one_read_become_one() {
    let input = [CHUNKED, "3\r\nabc\r\n2;x=y\r\nde\r\n1  \r\nf\r\n"].concat();
    let (out, _) = joined(&[input.as_bytes()]);
    assert_eq!(out, [CHUNKED, "00000006\r\nabcdef\r\n"].concat());
}

#[test]
fn a_part_of_a_chunk_leaves_at_once_and_the_next_answer_is_read_too() {
    let (out, framing) = joined(&[
        CHUNKED.as_bytes(),
        b"A\r\nabc",
        b"defghij\r\n1",
        b"\r\nk\r\n0\r\n",
        b"\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nxy",
    ]);
    let bodies = "00000003\r\nabc\r\n00000007\r\ndefghij\r\n00000001\r\nk\r\n0\r\n\r\n";
    let others = "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nxy";
    assert_eq!(out, [CHUNKED, bodies, others].concat());
    assert!(matches!(framing.0, State::Head(begun) if begun.is_empty()));
}

#[test]
fn what_is_not_plain_passes_as_it_came() {
    for head in [
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\n",
        "garbage\r\n\r\n",
    ] {
        let input = [head, "1\r\na\r\n1\r\nb\r\n0\r\n\r\n"].concat();
        let (out, framing) = joined(&[input.as_bytes()]);
        assert!(framing.is_raw() && out == input, "{head}");
    }
    let trailers = [CHUNKED, "1\r\na\r\n0\r\nx: y\r\n\r\n"].concat();
    let (out, framing) = joined(&[trailers.as_bytes()]);
    assert!(framing.is_raw());
    assert_eq!(out, [CHUNKED, "00000001\r\na\r\n0\r\nx: y\r\n\r\n"].concat());
}

#[test]
fn what_is_no_chunk_breaks_after_what_came_before_it() {
    for broken in ["x", "\r\n", "3 \n", "1\r\nab", "1\r\na\n", "0\r\n\rx", "ffffffffffffffff\r\n"] {
        let input = [CHUNKED, "1\r\nz\r\n", broken].concat();
        let (out, framing) = joined(&[input.as_bytes()]);
        assert!(framing.is_broken() && out.contains("z"), "{broken:?}: {out}");
    }
}

/// A connection on which these pieces arrive, one with each read.
struct Arriving(Vec<Vec<u8>>);

impl Read for Arriving {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.0.is_empty() {
            buffer.put_slice(&self.0.remove(0));
        }
        Poll::Ready(Ok(()))
    }
}

impl Write for Arriving {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The bodies of so many answers, as the HTTP library reads them; `None` where it meets an error.
async fn bodies(pieces: Vec<Vec<u8>>, answers: usize) -> Vec<Option<(u16, Bytes)>> {
    let (mut sender, connection) = http1::handshake(Arriving(pieces)).await.expect("a handshake");
    tokio::spawn(connection);
    let mut read = Vec::new();
    for _ in 0..answers {
        let request = Request::get("/").body(Empty::<Bytes>::new()).expect("a request");
        let answer = async {
            sender.ready().await.ok()?;
            let answer = sender.send_request(request).await.ok()?;
            let status = answer.status().as_u16();
            Some((status, answer.into_body().collect().await.ok()?.to_bytes()))
        };
        read.push(answer.await);
    }
    read
}

fn answer() -> impl Strategy<Value = Vec<u8>> {
    let chunks = prop::collection::vec("[a-z\r\n]{1,40}", 0..6);
    (chunks, 0..5_usize, "(;[a-z]{0,9}| {1,3})?").prop_map(|(chunks, kind, extension)| {
        let body = chunks.concat();
        let chunk = |chunk: &String| format!("{:X}{extension}\r\n{chunk}\r\n", chunk.len());
        let framed: String = chunks.iter().map(chunk).collect();
        match kind {
            0 => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()),
            1 => "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n".to_owned(),
            2 => format!("HTTP/1.1 500 Oh\r\ntransfer-encoding: Chunked\r\n\r\n{framed}0\r\nt: v\r\n\r\n"),
            _ => {
                format!("HTTP/1.1 200 OK\r\nserver: x\r\nTransfer-Encoding: chunked\r\n\r\n{framed}0\r\n\r\n")
            }
        }
        .into_bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Whatever was cut off, wherever reads ended: the library reads the same, or fails where it would have failed.
    #[test]
    fn joining_changes_no_answer(
        answers in prop::collection::vec(answer(), 1..4),
        sizes in prop::collection::vec(1..90_usize, 1..40),
        lost in prop_oneof![Just(0_usize), 0..60_usize],
    ) {
        let sent = answers.concat();
        let sent = &sent[..sent.len().saturating_sub(lost)];
        let (mut pieces, mut at, mut sizes) = (Vec::new(), 0, sizes.into_iter().cycle());
        while at < sent.len() {
            let end = sent.len().min(at + sizes.next().unwrap_or(1));
            pieces.push(sent[at..end].to_vec());
            at = end;
        }
        let mut framing = Framing::default();
        let joined = pieces.iter().map(|piece| {
            let mut out = Vec::new();
            framing.push(piece, &mut out);
            out
        });
        let joined: Vec<Vec<u8>> = joined.filter(|out| !out.is_empty()).collect();
        prop_assert!(!framing.is_broken());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (plain, joined) = runtime.block_on(async {
            (bodies(pieces, answers.len()).await, bodies(joined, answers.len()).await)
        });
        prop_assert_eq!(plain, joined);
    }
}
