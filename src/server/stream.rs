//! [`Stream`]: the bytes of one client, whatever carries them, and what guards against clients that do not read.
//!
//! Owns: which HTTP a client begins to speak; the time that it may leave what is ready for it unread; that a connection
//! which is cut off looks so. Never: reads or changes what passes.

use std::future::Future;
use std::io::{self, IoSlice};
use std::os::fd::AsFd;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::uri::Scheme;
use rustix::net::{RecvFlags, recv};
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::{Sleep, sleep};
use tokio_rustls::server::TlsStream;

use super::Version;

/// What carries a connection.
pub(super) enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Which HTTP the client speaks: in TLS what was agreed on, else from the bytes that wait on the socket, for HTTP/2
    /// with prior knowledge opens with a fixed text (RFC 9113, 3.4). Reads nothing.
    pub(super) async fn version(&self) -> io::Result<Version> {
        const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        if let Self::Tls(stream) = self {
            let agreed = stream.get_ref().1.alpn_protocol();
            return Ok(if agreed == Some(b"h2") { Version::Two } else { Version::One });
        }
        let mut seen = [0; PREFACE.len()];
        loop {
            let seen = match self.peek(&mut seen).await? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                length => &seen[..length],
            };
            if !PREFACE.starts_with(seen) {
                return Ok(Version::One);
            }
            if seen == PREFACE {
                return Ok(Version::Two);
            }
            // A part of the preface is all there is; `peek` would return at once, so wait for more here.
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// What the client calls itself connected by.
    pub(super) fn scheme(&self) -> Scheme {
        if matches!(self, Self::Tls(_)) { Scheme::HTTPS } else { Scheme::HTTP }
    }

    async fn peek(&self, seen: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.peek(seen).await,
            Self::Tls(stream) => stream.get_ref().0.peek(seen).await,
            Self::Unix(stream) => {
                let peek = || Ok(recv(stream.as_fd(), &mut *seen, RecvFlags::PEEK)?.0);
                stream.async_io(Interest::READABLE, peek).await
            }
        }
    }
}

macro_rules! each {
    ($stream:expr, $inner:ident => $done:expr) => {
        match $stream {
            Stream::Tcp($inner) => $done,
            Stream::Unix($inner) => $done,
            Stream::Tls($inner) => $done,
        }
    };
}

/// A stream whose client must take what is ready for it within a bound, and that ends in a reset once it is cut off: an
/// orderly end would make an answer without a length look whole.
pub(super) struct Guarded {
    stream: Stream,
    bound: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    cut: Arc<AtomicBool>,
}

impl Guarded {
    pub(super) fn new(stream: Stream, bound: Duration, cut: Arc<AtomicBool>) -> Self {
        Self { stream, bound, stalled: None, cut }
    }

    /// Passes on what a write came to, and fails it when the client has not read for too long.
    fn bounded<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let bound = self.bound;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(bound)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if self.cut.load(Ordering::Relaxed) {
            let _ = match &self.stream {
                Stream::Tcp(stream) => stream.set_zero_linger(),
                Stream::Tls(stream) => stream.get_ref().0.set_zero_linger(),
                Stream::Unix(_) => Ok(()),
            };
        }
    }
}

impl AsyncRead for Guarded {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        each!(&mut self.get_mut().stream, stream => Pin::new(stream).poll_read(cx, into))
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = each!(&mut this.stream, stream => Pin::new(stream).poll_write(cx, bytes));
        this.bounded(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = each!(&mut this.stream, stream => Pin::new(stream).poll_write_vectored(cx, pieces));
        this.bounded(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        each!(&self.stream, stream => stream.is_write_vectored())
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = each!(&mut this.stream, stream => Pin::new(stream).poll_flush(cx));
        this.bounded(cx, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let shut = each!(&mut this.stream, stream => Pin::new(stream).poll_shutdown(cx));
        this.bounded(cx, shut)
    }
}
