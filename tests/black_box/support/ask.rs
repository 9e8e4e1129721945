//! A client that writes exact bytes and sees how an answer ended.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::net::TcpStream;

use super::http::{Framing, Head, Piece, Wire};
use super::{PX, events, holds, within};

/// A request in the making. Carries the px- key as a bearer unless told otherwise.
#[derive(Clone)]
pub(crate) struct Ask {
    address: SocketAddr,
    method: &'static str,
    path: String,
    key: Option<(String, String)>,
    fields: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// How an answer's body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// As its framing says.
    Clean,
    /// Before that.
    Broken,
}

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) end: End,
    head: Head,
}

/// An answer that is still coming.
pub(crate) struct Open {
    pub(crate) status: u16,
    /// What has come so far.
    pub(crate) body: Vec<u8>,
    head: Head,
    wire: Wire,
    framing: Framing,
}

impl Ask {
    pub(super) fn new(address: SocketAddr, method: &'static str, path: &str) -> Self {
        let key = Some(("authorization".to_owned(), format!("Bearer {PX}")));
        Self { address, method, path: path.to_owned(), key, fields: Vec::new(), body: None }
    }

    /// With a header; one named like the key's takes its place.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this key as a bearer.
    pub(crate) fn key(self, key: &str) -> Self {
        self.key_in("authorization", &format!("Bearer {key}"))
    }

    /// With the key in this header, and in no other.
    pub(crate) fn key_in(mut self, name: &str, value: &str) -> Self {
        self.key = Some((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without_key(mut self) -> Self {
        self.key = None;
        self
    }

    /// With a JSON body.
    #[expect(clippy::needless_pass_by_value, reason = "reads as one expression with json!")]
    pub(crate) fn json(self, body: Value) -> Self {
        self.text(&body.to_string())
    }

    /// With a JSON body, byte for byte.
    pub(crate) fn text(self, body: &str) -> Self {
        self.header("content-type", "application/json").bytes(body)
    }

    /// With a body of no declared type.
    pub(crate) fn bytes(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = Some(body.as_ref().to_vec());
        self
    }

    fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {}\r\n", self.method, self.path, self.address);
        for (name, value) in self.key.iter().chain(&self.fields) {
            head += &format!("{name}: {value}\r\n");
        }
        let names = |wanted: &str| self.fields.iter().any(|(name, _)| name == wanted);
        if let Some(body) =
            self.body.as_ref().filter(|_| !names("content-length") && !names("transfer-encoding"))
        {
            head += &format!("content-length: {}\r\n", body.len());
        }
        head + "\r\n"
    }

    /// Writes the head alone, for the body to follow (or not) by hand.
    pub(crate) async fn begin(self) -> Connection {
        let stream = within(TcpStream::connect(self.address)).await.expect("the proxy listens");
        let mut wire = Wire::new(stream, None);
        wire.write(self.head().as_bytes()).await.expect("the proxy reads");
        Connection(wire)
    }

    /// Sends the request and waits for the answer's head.
    pub(crate) async fn open(self) -> Open {
        let body = self.body.clone().unwrap_or_default();
        let mut connection = self.begin().await;
        // An answer may come before the body is read: a refusal closes the connection on the rest of it.
        let _ = connection.0.write(&body).await;
        connection.answer().await
    }

    /// Sends the request and waits for the whole answer.
    pub(crate) async fn send(self) -> Answer {
        let bodiless = self.method == "HEAD";
        let mut open = self.open().await;
        if bodiless {
            open.framing = Framing::Over;
        }
        open.finish().await
    }
}

/// A connection after a request's head.
pub(crate) struct Connection(Wire);

impl Connection {
    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        within(self.0.write(bytes)).await.expect("the proxy reads");
    }

    /// Says that nothing more will be written.
    pub(crate) async fn shut(&mut self) {
        tokio::io::AsyncWriteExt::shutdown(&mut self.0.stream).await.expect("an open connection");
    }

    /// The start line of the next head, such as `HTTP/1.1 100 Continue`.
    pub(crate) async fn start_line(&mut self) -> String {
        within(self.0.head()).await.expect("an answer").start
    }

    /// The answer's head.
    pub(crate) async fn answer(mut self) -> Open {
        let head = within(self.0.head()).await.expect("an answer");
        let status = head.start.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let otherwise = if matches!(status, 204 | 304) { Framing::Over } else { Framing::UntilClose };
        Open { status, body: Vec::new(), framing: head.framing(otherwise), head, wire: self.0 }
    }
}

impl Open {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.field(name)
    }

    /// Waits until the body so far holds `text`.
    pub(crate) async fn until(&mut self, text: &str) {
        while !holds(&self.body, text) {
            match within(self.wire.piece(&mut self.framing)).await {
                Piece::Bytes(bytes) => self.body.extend_from_slice(&bytes),
                end => panic!("{end:?} before {text:?}: {}", String::from_utf8_lossy(&self.body)),
            }
        }
    }

    /// Waits for the end.
    pub(crate) async fn finish(mut self) -> Answer {
        let end = loop {
            match within(self.wire.piece(&mut self.framing)).await {
                Piece::Bytes(bytes) => self.body.extend_from_slice(&bytes),
                Piece::End => break End::Clean,
                Piece::Broken => break End::Broken,
            }
        };
        Answer { status: self.status, body: self.body, end, head: self.head }
    }
}

impl Answer {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.field(name)
    }

    /// A header's value as a number.
    pub(crate) fn number(&self, name: &str) -> u64 {
        let value = self.header(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.head));
        value.parse().unwrap_or_else(|_| panic!("{name}: {value}"))
    }

    /// All headers, as text.
    pub(crate) fn head(&self) -> String {
        format!("{:?}", self.head)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|fault| panic!("{fault}: {}", self.text()))
    }

    /// `error.code` of an error of the proxy's own, with its status.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    }

    /// The data of all events.
    pub(crate) fn events(&self) -> Vec<Value> {
        events(&self.body)
    }

    /// The strings at `path` in all events, joined.
    pub(crate) fn joined(&self, path: &str) -> String {
        super::joined(&self.body, path)
    }
}
