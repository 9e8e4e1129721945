//! A provider that needs no account: speaks every dialect, as JSON and as streams, and echoes.
//!
//! For trying Allonym out, and as the upstream of its tests: what it sends is what the real providers
//! send. It needs no key and keeps everything in memory. It never pseudonymizes and shares no code
//! with what does. A request's life is in `sandbox/handle.rs`; a dialect is a file or folder of its own.
//!
//! # Models
//!
//! A model does what its name says, whatever vendor stands before it (`anthropic/echo`), and as an
//! Azure deployment too. Every other name behaves as `echo`, but calls a tool when the last user text
//! contains `[use-tool]`.
//!
//! | name | answer |
//! |---|---|
//! | `echo` | the last text of the last user message |
//! | `echo-tool` | a call of the first tool (a shell, when one is offered) with that text; then the tool's result |
//! | `echo-tools` | calls of up to three tools at once |
//! | `echo-thinking` | signed reasoning, then the text; refuses reasoning that comes back changed |
//! | `echo-json` | `{"text": …}` |
//! | `echo-all` | every string of the conversation |
//! | `echo-history` | the texts of the whole conversation, with those only the server holds |
//!
//! An answer with a JSON schema is an object that follows it; a demanded tool is called by every model.
//!
//! # Settings
//!
//! As a header `x-sandbox-NAME: value`, or after the model's name: `echo+chunk=1+fault=cut`. The flags
//! `+thinking` (reason first) and `+annotate` (cite) belong to the name only.
//!
//! | name | value |
//! |---|---|
//! | `chunk` | text in one delta: `7` characters, `7b` bytes, `words` (default), `whole` |
//! | `write` | bytes per write to the socket, cutting wherever it falls |
//! | `delay` | milliseconds before each delta |
//! | `calls` | `sequential` (default) or `interleaved`: how the inputs of `echo-tools` stream |
//! | `lines` | `lf` (default) or `crlf` |
//! | `encoding` | `gzip`, `br`, `zstd`, `deflate`, `identity` |
//! | `fault` | `cut` (unfinished body), `reset` (RST), `stall`, `end` (clean but early), `error` (the dialect's event), `silent` (no head), or a status such as `429` |
//! | `after` | deltas before a fault (default 3) |
//!
//! # What was received
//!
//! `GET /_sandbox/received` lists the last 100 requests byte for byte, `DELETE` clears the list; both
//! only from this machine.

mod asked;
mod behave;
mod catalogue;
mod chat;
mod dress;
mod encode;
mod frames;
mod handle;
mod json;
mod legacy;
mod logprobs;
mod messages;
mod model;
mod pieces;
mod play;
mod prompt;
mod received;
mod refusal;
mod responses;
mod route;
mod seal;
mod shape;
mod socket;
mod tool_input;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use handle::{Door, House, handle};
use play::ResetSwitch;
pub use received::{KEPT, Received};
use socket::Socket;

/// A bound sandbox. Clones share its socket, its log and its memory.
#[derive(Clone)]
pub struct Sandbox {
    listener: Arc<TcpListener>,
    addr: SocketAddr,
    house: Arc<House>,
}

impl Sandbox {
    /// Binds `addr`; port 0 takes a free one. Nothing is answered before [`serve`](Self::serve).
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn bind(addr: SocketAddr) -> io::Result<Sandbox> {
        let listener = TcpListener::bind(addr).await?;
        let addr = listener.local_addr()?;
        Ok(Sandbox { listener: Arc::new(listener), addr, house: Arc::default() })
    }

    /// The address it is bound to.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The last [`KEPT`] requests, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.house.log.all()
    }

    /// Forgets what was received so far.
    pub fn clear_received(&self) {
        self.house.log.clear();
    }

    /// Answers over HTTP/1.1 and HTTP/2 (prior knowledge) until `shutdown` is ready; then all connections are dropped.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = pin!(shutdown);
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                Some(_) = connections.join_next() => {}
                accepted = self.listener.accept() => {
                    // An error here is of one connection, or passes: too many open files.
                    let Ok((stream, peer)) = accepted else { tokio::task::yield_now().await; continue };
                    connections.spawn(connection(Arc::clone(&self.house), stream, peer));
                }
            }
        }
    }
}

async fn connection(house: Arc<House>, stream: TcpStream, peer: SocketAddr) {
    let _ = stream.set_nodelay(true);
    let door = Door { peer, reset: ResetSwitch::default() };
    let socket = TokioIo::new(Socket::new(stream, Arc::clone(&door.reset)));
    let service = service_fn(move |request| {
        let (house, door) = (Arc::clone(&house), door.clone());
        async move { Ok::<_, Infallible>(handle(house, door, request).await) }
    });
    // A connection that ends in an error was ended by the peer, or by a fault that was asked for.
    let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(socket, service).await;
}

/// Binds `listen` and answers until Ctrl-C.
///
/// # Errors
/// The address cannot be bound.
pub async fn run(listen: SocketAddr) -> io::Result<()> {
    let sandbox = Sandbox::bind(listen).await?;
    let interrupt = async {
        // Where no signal can be had, the process ends by other means.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    sandbox.serve(interrupt).await;
    Ok(())
}

#[cfg(test)]
mod tests;
