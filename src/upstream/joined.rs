//! [`Joined`]: a connection to a provider on which chunks that arrived together are read as one.
//!
//! Owns: the place between socket (or TLS) and HTTP library, and the connector that puts it there. Never: decides what is
//! framing; `framing.rs` does. HTTP/2 passes as it is.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::TryFutureExt;
use futures_util::future::MapOk;
use http::Uri;
use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use tower_service::Service;

use super::framing::Framing;

/// Read at once, in bytes.
const READ: usize = 16 << 10;

/// Connects as `C` does.
#[derive(Clone)]
pub(super) struct Joining<C>(pub(super) C);

/// The connection. Nothing is kept while it is idle.
pub(super) struct Joined<T> {
    io: T,
    framing: Framing,
    /// What the last read came to and its reader has not taken yet.
    ready: Vec<u8>,
}

impl<C> Service<Uri> for Joining<C>
where
    C: Service<Uri, Response: Connection>,
{
    type Response = Joined<C::Response>;
    type Error = C::Error;
    type Future = MapOk<C::Future, fn(C::Response) -> Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        self.0.call(address).map_ok(Joined::new)
    }
}

impl<T: Connection> Joined<T> {
    fn new(io: T) -> Self {
        let framing = if io.connected().is_negotiated_h2() { Framing::raw() } else { Framing::default() };
        Self { io, framing, ready: Vec::new() }
    }
}

impl<T: Connection> Connection for Joined<T> {
    fn connected(&self) -> Connected {
        self.io.connected()
    }
}

impl<T: Read + Unpin> Joined<T> {
    /// Reads until there is something for the reader, or the end. At most `room` bytes are read at a time: framing only
    /// gets shorter, but for the line of a chunk that goes on.
    fn fill(&mut self, context: &mut Context<'_>, room: usize) -> Poll<io::Result<()>> {
        let mut scratch = [MaybeUninit::uninit(); READ];
        let room = room.clamp(1, READ);
        while self.ready.is_empty() {
            if self.framing.is_broken() {
                return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
            }
            let mut read = ReadBuf::uninit(&mut scratch[..room]);
            ready!(Pin::new(&mut self.io).poll_read(context, read.unfilled()))?;
            if read.filled().is_empty() {
                break;
            }
            self.ready.reserve(read.filled().len() + 16);
            self.framing.push(read.filled(), &mut self.ready);
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: Read + Unpin> Read for Joined<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.ready.is_empty() && this.framing.is_raw() {
            return Pin::new(&mut this.io).poll_read(context, buffer);
        }
        ready!(this.fill(context, buffer.remaining()))?;
        let taken = this.ready.len().min(buffer.remaining());
        buffer.put_slice(&this.ready[..taken]);
        if taken == this.ready.len() {
            this.ready = Vec::new();
        } else {
            this.ready.drain(..taken);
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: Write + Unpin> Write for Joined<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write_vectored(context, pieces)
    }
}
