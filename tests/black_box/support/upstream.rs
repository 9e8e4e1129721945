//! A provider that the test plays itself: it takes calls one by one and writes what it likes, byte by byte.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Mutex as AsyncMutex, mpsc};

use super::http::{Framing, Head, Wire};
use super::within;

/// A listening provider, with a copy of every byte that it was sent.
#[derive(Clone)]
pub(crate) struct Upstream {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<u8>>>,
    calls: Arc<AsyncMutex<mpsc::UnboundedReceiver<Call>>>,
}

/// A request that was received whole, and the connection to answer on.
pub(crate) struct Call {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
    head: Head,
    wire: Wire,
}

/// A whole answer.
#[derive(Clone)]
pub(crate) struct Reply {
    status: u16,
    fields: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    /// A JSON answer.
    #[expect(clippy::needless_pass_by_value, reason = "reads as one expression with json!")]
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self::bytes(status, "application/json", body.to_string())
    }

    pub(crate) fn bytes(status: u16, mime: &str, body: impl AsRef<[u8]>) -> Self {
        let fields = vec![("content-type".to_owned(), mime.to_owned())];
        Self { status, fields, body: body.as_ref().to_vec() }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    fn head(&self, framing: &str) -> String {
        let mut head = format!("HTTP/1.1 {} Said\r\nconnection: close\r\n{framing}\r\n", self.status);
        for (name, value) in &self.fields {
            head += &format!("{name}: {value}\r\n");
        }
        head + "\r\n"
    }
}

impl Upstream {
    /// Begins to listen. Calls wait until they are taken.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (sender, calls) = mpsc::unbounded_channel();
        let copy = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(receive(Wire::new(stream, Some(Arc::clone(&copy))), sender.clone()));
            }
        });
        Self { address, seen, calls: Arc::new(AsyncMutex::new(calls)) }
    }

    /// A provider that gives everyone the same answer.
    pub(crate) async fn always(reply: Reply) -> Self {
        let upstream = Self::start().await;
        upstream.answer_all(reply);
        upstream
    }

    /// Gives everyone the same answer from now on.
    pub(crate) fn answer_all(&self, reply: Reply) {
        let calls = Arc::clone(&self.calls);
        tokio::spawn(async move {
            while let Some(call) = calls.lock().await.recv().await {
                call.reply(&reply).await;
            }
        });
    }

    /// A provider that answers everything with an empty object.
    pub(crate) async fn agreeable() -> Self {
        Self::always(Reply::bytes(200, "application/json", "{}")).await
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next call, once it is whole.
    pub(crate) async fn call(&self) -> Call {
        within(async { self.calls.lock().await.recv().await }).await.expect("a listening provider")
    }

    /// Everything that any connection has sent so far, heads and framing included.
    pub(crate) fn seen(&self) -> Vec<u8> {
        self.seen.lock().unwrap().clone()
    }

    /// Forgets what it has seen.
    pub(crate) fn forget(&self) {
        self.seen.lock().unwrap().clear();
    }

    /// What it has seen since the last time, as text.
    pub(crate) fn take_seen(&self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut *self.seen.lock().unwrap())).into_owned()
    }
}

async fn receive(mut wire: Wire, calls: mpsc::UnboundedSender<Call>) {
    let Some(head) = wire.head().await else { return };
    let Some(body) = wire.body(head.framing(Framing::Over)).await else { return };
    let mut words = head.start.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let _ = calls.send(Call { method, path, body, head, wire });
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.field(name)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("a body in UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|fault| panic!("{fault}: {}", self.text()))
    }

    /// Gives a whole answer.
    pub(crate) async fn reply(mut self, reply: &Reply) {
        let length = format!("content-length: {}", reply.body.len());
        self.raw(&[reply.head(&length).as_bytes(), &reply.body].concat()).await;
    }

    /// Gives a whole answer in chunks of `size` bytes.
    pub(crate) async fn reply_in_chunks(mut self, reply: &Reply, size: usize) {
        self.raw(reply.head("transfer-encoding: chunked").as_bytes()).await;
        for chunk in reply.body.chunks(size.max(1)) {
            self.write(chunk).await;
        }
        self.end().await;
    }

    /// Begins a stream of events.
    pub(crate) async fn stream(&mut self) {
        let reply = Reply::bytes(200, "text/event-stream", "");
        self.raw(reply.head("transfer-encoding: chunked").as_bytes()).await;
    }

    /// Writes a chunk of a stream that has begun.
    pub(crate) async fn write(&mut self, chunk: impl AsRef<[u8]>) {
        let chunk = chunk.as_ref();
        self.raw(&[format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat()).await;
    }

    /// Writes an event of a stream that has begun: with the name that its `type` gives, as the dialects have it.
    pub(crate) async fn event(&mut self, data: Value) {
        let name = data["type"].as_str().map(|name| format!("event: {name}\n")).unwrap_or_default();
        self.write(format!("{name}data: {data}\n\n")).await;
    }

    /// Ends a stream well.
    pub(crate) async fn end(mut self) {
        self.raw(b"0\r\n\r\n").await;
    }

    /// Writes bytes as they are. The proxy may have hung up, which is for the test to notice elsewhere.
    pub(crate) async fn raw(&mut self, bytes: &[u8]) {
        let _ = within(self.wire.write(bytes)).await;
    }

    /// Ends the connection with a reset.
    pub(crate) fn reset(self) {
        self.wire.stream.set_zero_linger().expect("an open socket");
    }

    /// Ready once the proxy has closed the connection.
    pub(crate) async fn gone(mut self) {
        within(self.wire.gone()).await;
    }
}
