//! Connections from clients: accepting, their limits, and ending well.
//!
//! Owns: the accept loop, the cap on connections, HTTP/1.1 and HTTP/2 on one port, the graceful end.
//! Never: looks at a request beyond its head's size. What needs no key is answered in `server/front.rs`, the rest by the
//! handler.

pub mod front;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

/// Any error of a body.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// How connections are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Open connections; further ones wait in the system's queue.
    pub connections: usize,
    /// A request's line and headers together, in bytes, at least 8192. `front` refuses what is larger; what is more than
    /// twice as large, the HTTP library ends with a bare 431.
    pub head_bytes: usize,
    /// For a head to arrive, and between two requests of a connection.
    pub keep_alive: Duration,
    /// For running exchanges to end when told to stop.
    pub shutdown: Duration,
}

/// What answers requests. Dropped when the client goes away, which is how an exchange is cancelled.
pub trait Handler<B>: Fn(Request<Incoming>, SocketAddr) -> Self::Answer + Clone + Send + 'static {
    /// The answer to come.
    type Answer: Future<Output = Response<B>> + Send;
}

impl<B, F, A> Handler<B> for F
where
    F: Fn(Request<Incoming>, SocketAddr) -> A + Clone + Send + 'static,
    A: Future<Output = Response<B>> + Send,
{
    type Answer = A;
}

/// Serves connections until `stop` is ready, then lets running exchanges end within [`Settings::shutdown`].
pub async fn serve<H, B>(
    listener: TcpListener,
    settings: Settings,
    handler: H,
    stop: impl Future<Output = ()>,
) where
    H: Handler<B>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BodyError>,
{
    let graceful = GracefulShutdown::new();
    let (stopping, stopped) = watch::channel(());
    let places = Arc::new(Semaphore::new(settings.connections));
    let mut stop = pin!(stop);
    loop {
        let arrival = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, accept(&listener).await)
        };
        let (place, (stream, peer)) = tokio::select! {
            arrival = arrival => arrival,
            () = &mut stop => break,
        };
        let connection =
            Connection { stream, peer, settings, watcher: graceful.watcher(), stopped: stopped.clone() };
        let handler = handler.clone();
        tokio::spawn(async move {
            connection.serve(handler).await;
            drop(place);
        });
    }
    drop((listener, stopping, stopped));
    if timeout(settings.shutdown, graceful.shutdown()).await.is_err() {
        tracing::warn!("exchanges were still running when the time to end was over");
    }
}

/// The next connection. Failures of `accept` are those of one connection, or a lack of file descriptors that passes.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(arrival) => return arrival,
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
                sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    settings: Settings,
    watcher: Watcher,
    stopped: watch::Receiver<()>,
}

impl Connection {
    /// Until either side is done with the connection. Its errors are the client's affair: it went away, or it does not
    /// speak HTTP.
    async fn serve<H, B>(mut self, handler: H)
    where
        H: Handler<B>,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<BodyError>,
    {
        // Pieces of a stream are small and each has to leave at once.
        let _ = self.stream.set_nodelay(true);
        let version = tokio::select! {
            version = timeout(self.settings.keep_alive, version(&self.stream)) => version,
            _ = self.stopped.changed() => return,
        };
        let peer = self.peer;
        let service = service_fn(move |request| {
            let answer = handler(request, peer);
            async move { Ok::<_, Infallible>(answer.await) }
        });
        match version {
            Ok(Ok(Version::One)) => {
                let served = self.settings.http1().serve_connection(TokioIo::new(self.stream), service);
                let _ = self.watcher.watch(served).await;
            }
            Ok(Ok(Version::Two)) => {
                let served = self.settings.http2().serve_connection(TokioIo::new(self.stream), service);
                let _ = self.watcher.watch(served).await;
            }
            Ok(Err(_)) | Err(_) => {}
        }
    }
}

impl Settings {
    fn http1(&self) -> http1::Builder {
        let mut builder = http1::Builder::new();
        // The read buffer would grow to 400 KiB for each connection and stay so; a head is all that it must hold.
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(self.keep_alive)
            .max_buf_size(2 * self.head_bytes);
        builder
    }

    fn http2(&self) -> http2::Builder<TokioExecutor> {
        const PING: Duration = Duration::from_secs(30);
        let head_bytes = u32::try_from(2 * self.head_bytes).unwrap_or(u32::MAX);
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.timer(TokioTimer::new()).max_header_list_size(head_bytes).keep_alive_interval(PING);
        builder
    }
}

enum Version {
    One,
    Two,
}

/// Which HTTP the client begins to speak, from the bytes that wait on the socket: HTTP/2 with prior knowledge opens
/// with a fixed text (RFC 9113, 3.4). Reads nothing.
async fn version(stream: &TcpStream) -> io::Result<Version> {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let mut seen = [0; PREFACE.len()];
    loop {
        let seen = match stream.peek(&mut seen).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => &seen[..length],
        };
        match PREFACE.strip_prefix(seen) {
            None => return Ok(Version::One),
            Some([]) => return Ok(Version::Two),
            // A part of the preface is all there is; `peek` would return at once, so wait for more here.
            Some(_) => sleep(Duration::from_millis(5)).await,
        }
    }
}

/// Ready when the process is asked to stop: SIGTERM or SIGINT. A second request ends the process at once.
///
/// # Errors
/// The signals cannot be listened for.
pub fn stop_requested() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut asked = async move || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    Ok(async move {
        asked().await;
        tracing::info!("stopping: no new connections, running exchanges may end");
        tokio::spawn(async move {
            asked().await;
            std::process::exit(130);
        });
    })
}

#[cfg(test)]
mod tests;
