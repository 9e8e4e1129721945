//! The load generator: so many connections, each sending its next request as soon as it has its answer.
//!
//! Owns: just enough HTTP/1.1 to know where an answer ends. Cheap, so that it keeps a proxy busy from one core.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use crate::transport::{self, Stream};
use crate::workload::Workload;

/// The bytes of a request, with the fields that an SDK sends.
pub(crate) fn request(workload: &Workload) -> Vec<u8> {
    format!(
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer px-bench\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
         User-Agent: OpenAI/Python 3.5.0\r\nX-Stainless-Lang: python\r\nX-Stainless-Package-Version: 3.5.0\r\nX-Stainless-OS: Linux\r\n\
         X-Stainless-Arch: x64\r\nX-Stainless-Runtime: CPython\r\nX-Stainless-Runtime-Version: 3.13.0\r\nAccept-Encoding: identity\r\n\
         Content-Length: {}\r\n\r\n{}",
        workload.path,
        workload.json.len(),
        workload.json
    )
    .into_bytes()
}

/// Sends `request` again and again over `connections` for `slice`; the number of whole answers.
pub(crate) async fn run(
    address: SocketAddr,
    request: &'static [u8],
    connections: usize,
    slice: Duration,
) -> io::Result<usize> {
    let until = Instant::now() + slice;
    let mut clients = JoinSet::new();
    for _ in 0..connections {
        clients.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut answers = 0;
            while Instant::now() < until {
                client.exchange(request).await?;
                answers += 1;
            }
            Ok::<_, io::Error>(answers)
        });
    }
    let mut answers = 0;
    while let Some(client) = clients.join_next().await {
        answers += client.map_err(io::Error::other)??;
    }
    Ok(answers)
}

/// Streams that have begun and will not end while this is kept.
pub(crate) async fn hold(
    address: SocketAddr,
    request: &'static [u8],
    streams: usize,
) -> io::Result<Vec<Client>> {
    let mut held = Vec::new();
    for _ in 0..streams {
        let mut client = Client::connect(address).await?;
        client.stream.write_all(request).await?;
        client.stream.flush().await?;
        client.head().await?;
        held.push(client);
    }
    Ok(held)
}

/// One connection.
pub(crate) struct Client {
    stream: Stream,
    read: Vec<u8>,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = transport::connect(address).await?;
        Ok(Self { stream, read: Vec::with_capacity(1 << 16) })
    }

    /// One request and its answer, head and body as they came.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> io::Result<&[u8]> {
        self.read.clear();
        self.stream.write_all(request).await?;
        self.stream.flush().await?;
        let body = self.head().await?;
        let head = self.read[..body].to_ascii_lowercase();
        let ends = match memmem::find(&head, b"content-length:") {
            Some(at) => End::Length(body + number(&head[at + 15..])),
            None => End::LastChunk,
        };
        while !ends.reached(&self.read) {
            self.more().await?;
        }
        Ok(&self.read)
    }

    /// Reads until the head is there; where the body begins.
    async fn head(&mut self) -> io::Result<usize> {
        loop {
            if let Some(end) = memmem::find(&self.read, b"\r\n\r\n") {
                return if self.read.starts_with(b"HTTP/1.1 200") {
                    Ok(end + 4)
                } else {
                    Err(self.refused())
                };
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            Err(io::ErrorKind::UnexpectedEof.into())
        } else {
            Ok(())
        }
    }

    fn refused(&self) -> io::Error {
        io::Error::other(String::from_utf8_lossy(&self.read).into_owned())
    }
}

enum End {
    Length(usize),
    LastChunk,
}

impl End {
    fn reached(&self, read: &[u8]) -> bool {
        match self {
            Self::Length(length) => read.len() >= *length,
            Self::LastChunk => read.ends_with(b"\r\n0\r\n\r\n"),
        }
    }
}

fn number(text: &[u8]) -> usize {
    let digits = text.iter().skip_while(|b| **b == b' ').take_while(|b| b.is_ascii_digit());
    digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}
