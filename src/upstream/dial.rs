//! [`Dialer`]: from a URL to an open connection: names, addresses of both families, proxies, TLS, each within its time.
//!
//! Owns: the order of these steps, and telling which of them is an [`Obstacle`]. Never: speaks HTTP with a provider; to a proxy
//! it says where to connect to. Next: `upstream/fault.rs`, what a library's error means.

use std::future::{Ready, ready};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower_service::Service;

use super::fault;
use super::network::{Between, Network, Ways};
use crate::error::Obstacle;

type Later<T> = Pin<Box<dyn Future<Output = Result<T, Obstacle>> + Send>>;

/// Opens connections.
#[derive(Clone)]
pub(super) struct Dialer<R = GaiResolver> {
    tcp: HttpConnector<Names<R>>,
    ways: Arc<Ways>,
    tls: Arc<ClientConfig>,
    /// For a proxy to answer, and for TLS.
    bound: Duration,
}

impl<R> Dialer<R> {
    pub(super) fn new(network: &Network, ways: Arc<Ways>, tls: Arc<ClientConfig>, names: R) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Names { names, bound: network.deadlines.dns });
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(Duration::from_secs(60)));
        tcp.set_connect_timeout(Some(network.deadlines.connect));
        tcp.set_happy_eyeballs_timeout(Some(network.happy_eyeballs));
        Self { tcp, ways, tls, bound: network.deadlines.connect }
    }
}

/// A name server.
pub(super) trait Resolver:
    Service<Name, Response: Iterator<Item = SocketAddr> + Send + 'static, Future: Send + 'static>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<R> Resolver for R where
    R: Service<Name, Response: Iterator<Item = SocketAddr> + Send + 'static, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static
{
}

impl<R: Resolver> Dialer<R> {
    async fn dial(mut self, destination: Uri) -> Result<MaybeHttpsStream<Dialed>, Obstacle> {
        let between = self.ways.to(&destination);
        let is_secret = destination.scheme_str() == Some("https");
        let forwarded = between.is_some() && !is_secret;
        let io = match between {
            None => self.connect(destination.clone()).await?,
            Some(between) => {
                let io = self.connect(between.uri.clone()).await.map_err(|_| Obstacle::NoProxy)?;
                if is_secret { self.tunnel(io, between, destination.clone()).await? } else { io }
            }
        };
        let mut secret = HttpsConnector::from((Open(Some(Dialed { io, forwarded })), self.tls));
        let shaken = timeout(self.bound, secret.call(destination)).await.map_err(|_| Obstacle::Silent)?;
        shaken.map_err(|fault| fault::known(&*fault).unwrap_or(Obstacle::NoTls))
    }

    /// Finds the addresses of a URL's host and connects to one.
    async fn connect(&mut self, to: Uri) -> Result<TokioIo<TcpStream>, Obstacle> {
        self.tcp.call(to).await.map_err(|fault| fault::known(&fault).unwrap_or(Obstacle::NoRoute))
    }

    /// Has the proxy at the other end of `io` connect to the destination.
    async fn tunnel(
        &self,
        io: TokioIo<TcpStream>,
        between: Between,
        destination: Uri,
    ) -> Result<TokioIo<TcpStream>, Obstacle> {
        let mut tunnel = Tunnel::new(between.uri, Open(Some(io)));
        if let Some(authorization) = between.authorization {
            tunnel = tunnel.with_auth(authorization);
        }
        let connected = timeout(self.bound, tunnel.call(destination)).await;
        // The library's faults have no name, so the one that has a meaning of its own goes by what it says.
        connected.map_err(|_| Obstacle::NoProxy)?.map_err(|fault| {
            match fault.to_string().ends_with("authorization required") {
                true => Obstacle::ProxyUnauthorized,
                false => Obstacle::ProxyRefused,
            }
        })
    }
}

impl<R: Resolver> Service<Uri> for Dialer<R> {
    type Response = MaybeHttpsStream<Dialed>;
    type Error = Obstacle;
    type Future = Later<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Obstacle>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        Box::pin(self.clone().dial(destination))
    }
}

/// A connector whose connection is there already, for what the libraries do on top of one, once.
struct Open<T>(Option<T>);

impl<T> Service<Uri> for Open<T> {
    type Response = T;
    type Error = Obstacle;
    type Future = Ready<Result<T, Obstacle>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Obstacle>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        ready(self.0.take().ok_or(Obstacle::Reset))
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

/// A name server that answers in time, or the name has no address.
#[derive(Clone)]
struct Names<R> {
    names: R,
    bound: Duration,
}

impl<R: Resolver> Service<Name> for Names<R> {
    type Response = R::Response;
    type Error = Obstacle;
    type Future = Later<R::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Obstacle>> {
        self.names.poll_ready(cx).map_err(|_| Obstacle::UnknownName)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let found = timeout(self.bound, self.names.call(name));
        Box::pin(async move {
            match found.await {
                Ok(Ok(addresses)) => Ok(addresses),
                Ok(Err(_)) | Err(_) => Err(Obstacle::UnknownName),
            }
        })
    }
}

#[cfg(test)]
mod tests;
