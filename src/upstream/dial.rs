//! [`Dialer`]: from a URL to an open connection: names, addresses of both families, proxies, each within its time.
//!
//! Owns: the order of these steps. Never: speaks TLS or HTTP with a provider; to a proxy it says where to connect to.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower_service::Service;

use super::network::{Network, Ways};

pub(super) type Fault = Box<dyn Error + Send + Sync>;
type Later<T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send>>;

/// Opens connections.
#[derive(Clone)]
pub(super) struct Dialer<R = GaiResolver> {
    tcp: HttpConnector<Bounded<R>>,
    ways: Arc<Ways>,
}

impl<R> Dialer<R> {
    pub(super) fn new(network: &Network, ways: Arc<Ways>, names: R) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Bounded { step: names, bound: network.deadlines.dns });
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(Duration::from_secs(60)));
        tcp.set_connect_timeout(Some(network.deadlines.connect));
        tcp.set_happy_eyeballs_timeout(Some(network.happy_eyeballs));
        Self { tcp, ways }
    }
}

impl<R> Service<Uri> for Dialer<R>
where
    R: Service<Name> + Clone + Send + Sync + 'static,
    R::Response: Iterator<Item = SocketAddr> + Send + 'static,
    R::Error: Into<Fault> + 'static,
    R::Future: Send + 'static,
{
    type Response = Dialed;
    type Error = Fault;
    type Future = Later<Dialed>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Later<Dialed> {
        let mut tcp = self.tcp.clone();
        let Some(between) = self.ways.to(&destination) else {
            return Box::pin(
                async move { Ok(Dialed { io: tcp.call(destination).await?, forwarded: false }) },
            );
        };
        if destination.scheme_str() == Some("http") {
            return Box::pin(async move { Ok(Dialed { io: tcp.call(between.uri).await?, forwarded: true }) });
        }
        let mut tunnel = Tunnel::new(between.uri, tcp);
        if let Some(authorization) = between.authorization {
            tunnel = tunnel.with_auth(authorization);
        }
        Box::pin(async move {
            let io = tunnel.call(destination).await.map_err(|fault| no_tunnel(fault.into()))?;
            Ok(Dialed { io, forwarded: false })
        })
    }
}

/// What a proxy has answered that was asked to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoTunnel {
    /// That it wants a credential, or another.
    Unauthorized,
    /// Anything else but yes.
    Refused,
}

impl fmt::Display for NoTunnel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the proxy does not connect")
    }
}

impl Error for NoTunnel {}

/// What the proxy answered, if it has: the library's own faults have no name, so this one goes by what it says. One with a
/// cause is about the way to the proxy.
fn no_tunnel(fault: Fault) -> Fault {
    match fault.source() {
        Some(_) => fault,
        None if fault.to_string().ends_with("authorization required") => NoTunnel::Unauthorized.into(),
        None => NoTunnel::Refused.into(),
    }
}

/// An open connection, to the destination or to a proxy that forwards requests.
pub(super) struct Dialed {
    io: TokioIo<TcpStream>,
    forwarded: bool,
}

impl Connection for Dialed {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.forwarded)
    }
}

impl Read for Dialed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, into)
    }
}

impl Write for Dialed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, pieces)
    }
}

/// A step of connecting that ends in time or fails: finding a name's addresses, or all steps together, since the last of
/// them, TLS, has no bound of its own.
#[derive(Clone)]
pub(super) struct Bounded<S> {
    step: S,
    bound: Duration,
}

impl<S> Bounded<S> {
    /// All steps of `connector`.
    pub(super) fn new(connector: S, network: &Network) -> Self {
        Self { step: connector, bound: network.deadlines.dns + 2 * network.deadlines.connect }
    }
}

impl<S, Q> Service<Q> for Bounded<S>
where
    S: Service<Q>,
    S::Response: 'static,
    S::Error: Into<Fault> + 'static,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = Fault;
    type Future = Later<S::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        self.step.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, asked: Q) -> Later<S::Response> {
        Box::pin(within(self.bound, self.step.call(asked)))
    }
}

async fn within<T, E: Into<Fault>>(
    bound: Duration,
    step: impl Future<Output = Result<T, E>>,
) -> Result<T, Fault> {
    match timeout(bound, step).await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
    }
}

#[cfg(test)]
mod tests;
