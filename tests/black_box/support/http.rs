//! HTTP/1.1 framing over a socket, for both ends (RFC 9112). Lenient where it reads, literal where it writes.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A socket, what was read from it and not yet used, and where a copy of everything that is read goes.
pub(super) struct Wire {
    pub(super) stream: TcpStream,
    buffer: Vec<u8>,
    copy: Option<Arc<Mutex<Vec<u8>>>>,
}

/// A start line and fields; names in lower case, in their order.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) start: String,
    pub(super) fields: Vec<(String, String)>,
}

/// How a body's end is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Length(usize),
    Chunked,
    UntilClose,
    Over,
}

/// What came next of a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Bytes(Vec<u8>),
    End,
    Broken,
}

impl Head {
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// How the body after this head is framed; `otherwise` is what holds without a field that says so.
    pub(super) fn framing(&self, otherwise: Framing) -> Framing {
        if self.field("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
            return Framing::Chunked;
        }
        let length = self.field("content-length").and_then(|length| length.parse().ok());
        length.map_or(otherwise, Framing::Length)
    }

    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.trim_end().split("\r\n");
        let start = lines.next().unwrap_or_default().to_owned();
        let field = |line: &str| {
            let (name, value) = line.split_once(':').expect("a field has a colon");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        Self { start, fields: lines.map(field).collect() }
    }
}

impl Wire {
    pub(super) fn new(stream: TcpStream, copy: Option<Arc<Mutex<Vec<u8>>>>) -> Self {
        stream.set_nodelay(true).expect("a socket");
        Self { stream, buffer: Vec::new(), copy }
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// Reads what there is. `false` at the end of the connection, however it came.
    async fn more(&mut self) -> bool {
        let mut bytes = [0; 16 << 10];
        let Ok(length @ 1..) = self.stream.read(&mut bytes).await else { return false };
        self.buffer.extend_from_slice(&bytes[..length]);
        if let Some(copy) = &self.copy {
            copy.lock().unwrap().extend_from_slice(&bytes[..length]);
        }
        true
    }

    /// Ready once the other side has closed or reset the connection.
    pub(super) async fn gone(&mut self) {
        while self.more().await {}
    }

    /// The next head; `None` if the connection ends before it is whole.
    pub(super) async fn head(&mut self) -> Option<Head> {
        let end = self.until(b"\r\n\r\n").await?;
        Some(Head::parse(&end))
    }

    /// Everything up to and with `mark`.
    async fn until(&mut self, mark: &[u8]) -> Option<Vec<u8>> {
        loop {
            if let Some(at) = memchr::memmem::find(&self.buffer, mark) {
                return Some(self.buffer.drain(..at + mark.len()).collect());
            }
            if !self.more().await {
                return None;
            }
        }
    }

    async fn exactly(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.buffer.len() < length {
            if !self.more().await {
                return None;
            }
        }
        Some(self.buffer.drain(..length).collect())
    }

    /// The next piece of a body, and how the rest is framed.
    pub(super) async fn piece(&mut self, framing: &mut Framing) -> Piece {
        match *framing {
            Framing::Over | Framing::Length(0) => Piece::End,
            Framing::Length(left) => {
                if self.buffer.is_empty() && !self.more().await {
                    return Piece::Broken;
                }
                let length = left.min(self.buffer.len());
                *framing = Framing::Length(left - length);
                Piece::Bytes(self.buffer.drain(..length).collect())
            }
            Framing::UntilClose => {
                if self.buffer.is_empty() && !self.more().await {
                    return Piece::End;
                }
                Piece::Bytes(std::mem::take(&mut self.buffer))
            }
            Framing::Chunked => self.chunk(framing).await.unwrap_or(Piece::Broken),
        }
    }

    async fn chunk(&mut self, framing: &mut Framing) -> Option<Piece> {
        let size = String::from_utf8(self.until(b"\r\n").await?).ok()?;
        let length = usize::from_str_radix(size.trim().split(';').next()?, 16).ok()?;
        let mut bytes = self.exactly(length + 2).await?;
        bytes.truncate(length);
        if length == 0 {
            *framing = Framing::Over;
            return Some(Piece::End);
        }
        Some(Piece::Bytes(bytes))
    }

    /// A whole body; `None` if it broke off.
    pub(super) async fn body(&mut self, mut framing: Framing) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            match self.piece(&mut framing).await {
                Piece::Bytes(bytes) => body.extend_from_slice(&bytes),
                Piece::End => return Some(body),
                Piece::Broken => return None,
            }
        }
    }
}
