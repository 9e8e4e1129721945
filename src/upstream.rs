//! [`Upstream`]: the network peer: connections, deadlines, and the one place that sends.
//!
//! Owns: the pool and TLS; `send`, which accepts only the sealed [`Pseudonymized`]; the provider's credential, which is
//! added here, after the seal. Never: looks into a body in either direction. `tests/architecture.rs` holds that nothing
//! else in this crate can reach the network. Next: `upstream/joined.rs`, what a connection does to chunks.

mod answered;
pub mod collector;
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
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, HOST, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use hyper_util::client::legacy::{Client, Error as Fault};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use memchr::memmem;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use self::dial::Dialer;
use self::joined::Joining;
use self::network::{Network, Ways};
use crate::base_url::BaseUrl;
use crate::error::{Obstacle, Reason};
use crate::provider::Provider;
use crate::pseudonymize::Pseudonymized;
use crate::sensitive::Sensitive;

pub use answered::{Answered, BrokenOff};
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

/// What proves to the provider who is paying.
pub enum Credential<'t> {
    /// The proxy's own key.
    Key(&'t Sensitive<String>),
    /// The client's own headers, passed through.
    Headers(HeaderMap),
    /// None: a server of the operator's own.
    None,
}

/// What stands in an answer for the proxy's own key.
const KEY_TAKEN_OUT: &str = "[credential]";

impl Credential<'_> {
    /// What the provider says, without the proxy's own key: some repeat the one that they turn down, and it is none of the
    /// client's.
    pub fn taken_out(&self, said: Bytes) -> Bytes {
        let Self::Key(key) = self else { return said };
        let key = key.expose().as_bytes();
        if key.is_empty() || memmem::find(&said, key).is_none() {
            return said;
        }
        let (mut rest, mut out) = (&said[..], Vec::with_capacity(said.len()));
        while let Some(at) = memmem::find(rest, key) {
            out.extend_from_slice(&rest[..at]);
            out.extend_from_slice(KEY_TAKEN_OUT.as_bytes());
            rest = &rest[at + key.len()..];
        }
        out.extend_from_slice(rest);
        out.into()
    }
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
        authorize(request.headers_mut(), target)?;
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

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const API_KEY: HeaderName = HeaderName::from_static("api-key");
const ANTHROPIC_VERSION: HeaderName = HeaderName::from_static("anthropic-version");

/// The first version of Anthropic's API whose clients send their key as a bearer.
const BEARER_SINCE: &str = "2026-10-21";

/// Puts the credential where the provider looks for it.
fn authorize(headers: &mut HeaderMap, target: &Target<'_>) -> Result<(), Reason> {
    if target.provider == Provider::Anthropic {
        headers.entry(ANTHROPIC_VERSION).or_insert(HeaderValue::from_static("2023-06-01"));
    }
    match &target.credential {
        Credential::None => {}
        Credential::Headers(own) => headers.extend(own.clone()),
        Credential::Key(key) => {
            let (name, value) = written(target.provider, key.expose(), headers);
            let mut value = HeaderValue::try_from(value).map_err(|_| target.provider.not_configured())?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
    Ok(())
}

fn written(provider: Provider, key: &str, headers: &HeaderMap) -> (HeaderName, String) {
    let version = headers.get(ANTHROPIC_VERSION).and_then(|version| version.to_str().ok());
    match provider {
        Provider::Azure => (API_KEY, key.to_string()),
        Provider::Anthropic if version.is_none_or(|version| version < BEARER_SINCE) => {
            (X_API_KEY, key.to_string())
        }
        Provider::Anthropic | Provider::OpenAi | Provider::OpenRouter => {
            (AUTHORIZATION, ["Bearer ", key].concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(provider: Provider, version: Option<&'static str>) -> (String, String) {
        let mut headers = HeaderMap::new();
        if let Some(version) = version {
            headers.insert(ANTHROPIC_VERSION, HeaderValue::from_static(version));
        }
        let key = Sensitive::new("k".to_string());
        let base = BaseUrl::parse("https://provider.example").unwrap();
        let target = Target { provider, base: &base, credential: Credential::Key(&key) };
        authorize(&mut headers, &target).unwrap();
        headers.remove(ANTHROPIC_VERSION);
        let (name, value) = headers.iter().next().unwrap();
        (name.to_string(), value.to_str().unwrap().to_string())
    }

    #[test]
    fn each_provider_gets_its_key_where_it_looks_for_it() {
        for (provider, version, name, value) in [
            (Provider::OpenAi, None, "authorization", "Bearer k"),
            (Provider::OpenRouter, None, "authorization", "Bearer k"),
            (Provider::Azure, None, "api-key", "k"),
            (Provider::Anthropic, None, "x-api-key", "k"),
            (Provider::Anthropic, Some("2023-06-01"), "x-api-key", "k"),
            (Provider::Anthropic, Some("2026-10-21"), "authorization", "Bearer k"),
        ] {
            assert_eq!(header(provider, version), (name.into(), value.into()));
        }
    }
}
