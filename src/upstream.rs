//! [`Upstream`]: the network peer: connections, deadlines, and the one place that sends.
//!
//! Owns: the pool and TLS; `send`, which accepts only the sealed [`Pseudonymized`] and adds the provider's credential
//! (`upstream/credential.rs`) after the seal. Never: looks into a body that it sends. `tests/architecture.rs` holds that nothing
//! else in this crate can reach the network. Next: `upstream/joined.rs`, what a connection does to chunks.

mod answered;
pub mod collector;
mod credential;
mod dial;
mod fault;
mod framing;
mod joined;
pub mod network;
mod probe;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, HOST, PROXY_AUTHORIZATION};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use hyper_util::client::legacy::{Client, Error as Fault};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use self::dial::Dialer;
use self::joined::Joining;
use self::network::{Network, Ways};
use crate::base_url::BaseUrl;
use crate::error::{Obstacle, Reason};
use crate::provider::Provider;
use crate::pseudonymize::Pseudonymized;

pub use answered::{Answered, BrokenOff};
pub use credential::Credential;
pub use probe::Probe;

type Connections = Client<Joining<Dialer>, Full<Bytes>>;

/// Connections to all providers.
#[derive(Clone)]
pub struct Upstream {
    client: Connections,
    /// As `client`, but each request gets a connection of its own.
    apart: Connections,
    network: Network,
    trusted: Arc<RootCertStore>,
    ways: Arc<Ways>,
}

/// Where a request goes and what opens the door there.
pub struct Target<'t> {
    /// Whose address it is.
    pub provider: Provider,
    /// The address.
    pub base: &'t BaseUrl,
    /// The credential.
    pub credential: Credential<'t>,
}

/// A connection's read buffer, in bytes: more only costs memory on idle streams.
const READ_BUFFER: usize = 16 << 10;

/// How often a connection of HTTP/2 with running requests is asked whether it still lives.
const PING: Duration = Duration::from_secs(30);

impl Upstream {
    /// An empty pool.
    ///
    /// # Errors
    /// Nobody's certificates would be trusted, or a file of authorities cannot be read.
    pub fn new(network: Network) -> io::Result<Self> {
        let trusted = Arc::new(network.trusted()?);
        let ways = Arc::new(Ways::new(&network.proxies));
        let mut tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(Arc::clone(&trusted))
            .with_no_client_auth();
        if network.http2 {
            tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        let connector = Joining(Dialer::new(&network, Arc::clone(&ways), Arc::new(tls), GaiResolver::new()));
        let mut client = Client::builder(TokioExecutor::new());
        client
            .pool_idle_timeout(network.pool_idle)
            .pool_max_idle_per_host(network.pool_max_idle as usize)
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            .http1_max_buf_size(READ_BUFFER)
            .http2_keep_alive_interval(PING);
        let apart = client.clone().pool_max_idle_per_host(0).build(connector.clone());
        let client = client.build(connector);
        Ok(Self { client, apart, network, trusted, ways })
    }

    /// Whether this one would do as the other does.
    pub fn is_alike(&self, other: &Self) -> bool {
        self.network == other.network && self.trusted.roots == other.trusted.roots
    }

    /// Sends a sealed request and waits for the head of its answer. Dropping the answer's body closes the connection.
    ///
    /// # Errors
    /// [`Reason::Unreachable`], [`Reason::UpstreamTimeout`], [`Reason::BadUpstreamAnswer`], [`Reason::NotTaken`].
    pub async fn send(
        &self,
        target: &Target<'_>,
        sealed: Pseudonymized,
    ) -> Result<Response<Answered>, Reason> {
        let (head, body) = sealed.into_parts();
        let path = match &head.query {
            Some(query) => format!("{}?{query}", head.path),
            None => head.path,
        };
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = head.method;
        *request.uri_mut() = target.base.at(&path).map_err(|_| Reason::BadQuery)?;
        *request.headers_mut() = head.headers;
        request.headers_mut().remove(HOST);
        request.headers_mut().entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("identity"));
        target.credential.authorize(target.provider, request.headers_mut())?;
        match tokio::time::timeout(self.network.deadlines.header, self.reach_surely(request)).await {
            Err(_) => Err(Reason::UpstreamTimeout),
            // A switch to a protocol that nobody asked for; interim answers before the real one do not come up here.
            Ok(Ok(answer)) if answer.status().is_informational() => Err(Reason::BadUpstreamAnswer),
            // No server's answer (RFC 9110, section 15.5.8).
            Ok(Ok(answer)) if answer.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                Err(Reason::Unreachable(Obstacle::ProxyUnauthorized))
            }
            Ok(Ok(answer)) => Ok(Answered::of(answer)),
            Ok(Err(fault)) => Err(fault::reason(&fault)),
        }
    }

    /// As [`Self::reach`], and once more where the provider says that it has not looked at the request, as it may while it
    /// gives a connection up: on another connection.
    async fn reach_surely(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Fault> {
        let may_be_http2 = self.network.http2 && request.uri().scheme_str() == Some("https");
        let again = may_be_http2.then(|| request.clone());
        match (self.reach(request).await, again) {
            (Err(fault), Some(again)) if fault::is_untaken(&fault) => {
                self.reach_over(&self.apart, again).await
            }
            (reached, _) => reached,
        }
    }

    /// The one way to the network. A proxy that forwards requests is shown its credential in each; one that is asked to
    /// connect through, when it is asked.
    async fn reach(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Fault> {
        self.reach_over(&self.client, request).await
    }

    async fn reach_over(
        &self,
        client: &Connections,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Fault> {
        if request.uri().scheme_str() == Some("http")
            && let Some(authorization) = self.ways.to(request.uri()).and_then(|between| between.authorization)
        {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        client.request(request).await
    }
}
