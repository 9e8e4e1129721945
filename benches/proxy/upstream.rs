//! The mock provider: answers at once, streams at full speed, and looks for planted values in all that arrives.
//!
//! Owns: the answers that are measured against. A fast proxy that leaks has failed: `GET /leaks` tells how many bodies held
//! a planted value since it was last asked. Runs as a process of its own on the generator's core.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::AhoCorasick;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Method, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use memchr::memmem;
use tokio::net::TcpListener;

use crate::{transport, workload};

type Frames = stream::BoxStream<'static, Result<Frame<Bytes>, Infallible>>;

const CHAT: &str = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1763800000,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"I have written to <<EMAIL_1>> and wait for the answer; the second point is open until next week, as agreed.","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":512,"completion_tokens":31,"total_tokens":543}}"#;
const MESSAGE: &str = r#"{"id":"msg_1","type":"message","role":"assistant","model":"bench","content":[{"type":"text","text":"I have written to <<EMAIL_1>> and wait for the answer; the second point is open until next week, as agreed."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":512,"output_tokens":31}}"#;

struct Mock {
    planted: AhoCorasick,
    leaks: AtomicUsize,
    plain: Arc<[Bytes]>,
    split: Arc<[Bytes]>,
}

/// Serves until the process is ended.
pub(crate) async fn serve(listen: SocketAddr) -> std::io::Result<()> {
    let planted = workload::bodies().into_iter().flat_map(|body| body.planted);
    let events = |split| workload::events(&workload::deltas(split)).into_iter().map(Bytes::from).collect();
    let mock = Arc::new(Mock {
        planted: AhoCorasick::new(planted).expect("a few hundred short values"),
        leaks: AtomicUsize::new(0),
        plain: events(false),
        split: events(true),
    });
    let listener = TcpListener::bind(listen).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let mock = Arc::clone(&mock);
        tokio::spawn(async move {
            let Ok(stream) = transport::accept(stream).await else { return };
            let service = service_fn(move |request| {
                let mock = Arc::clone(&mock);
                async move { mock.answer(request).await }
            });
            // The generator hangs up in the middle of an answer: no fault.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

impl Mock {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<StreamBody<Frames>>, hyper::Error> {
        if request.method() == Method::GET {
            return Ok(whole(self.leaks.swap(0, Ordering::Relaxed).to_string()));
        }
        let is_messages = request.uri().path().ends_with("/messages");
        let body = request.into_body().collect().await?.to_bytes();
        if self.planted.is_match(&body) {
            self.leaks.fetch_add(1, Ordering::Relaxed);
        }
        let model = |name: &str| memmem::find(&body[..64.min(body.len())], name.as_bytes()).is_some();
        Ok(match () {
            () if model("\"plain\"") => events(frames(&self.plain).boxed()),
            () if model("\"split\"") => events(frames(&self.split).boxed()),
            // Never ends: what an idle stream costs.
            () if model("\"hold\"") => events(frames(&self.plain).take(20).chain(stream::pending()).boxed()),
            () => whole(if is_messages { MESSAGE } else { CHAT }),
        })
    }
}

fn frames(events: &Arc<[Bytes]>) -> impl stream::Stream<Item = Result<Frame<Bytes>, Infallible>> + use<> {
    let events = Arc::clone(events);
    stream::iter((0..events.len()).map(move |at| Ok(Frame::data(events[at].clone()))))
}

fn events(frames: Frames) -> Response<StreamBody<Frames>> {
    let mut answer = Response::new(StreamBody::new(frames));
    answer.headers_mut().insert("content-type", "text/event-stream; charset=utf-8".parse().expect("a value"));
    answer
}

fn whole(text: impl Into<Bytes>) -> Response<StreamBody<Frames>> {
    let text = text.into();
    let length = text.len();
    let frame = Ok(Frame::data(text));
    let mut answer = Response::new(StreamBody::new(stream::once(std::future::ready(frame)).boxed()));
    answer.headers_mut().insert("content-type", "application/json".parse().expect("a value"));
    answer.headers_mut().insert("content-length", length.into());
    answer
}
