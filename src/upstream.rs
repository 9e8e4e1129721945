//! [`Upstream`]: the network peer: connections, deadlines, and the one place that sends.
//!
//! Owns: the pool and TLS; `send`, which accepts only the sealed [`Pseudonymized`]; the provider's credential, which is
//! added here, after the seal. Never: looks into a body in either direction. `tests/architecture.rs` holds that nothing
//! else in this crate can reach the network. Next: `upstream/joined.rs`, what a connection does to chunks.

mod framing;
mod joined;

mod probe;

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as Fault};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use self::joined::Joining;
use crate::base_url::BaseUrl;
use crate::error::Reason;
use crate::provider::Provider;
use crate::pseudonymize::Pseudonymized;
use crate::sensitive::Sensitive;

pub use probe::{Obstacle, Probe};

/// How long the peer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// To accept a connection.
    pub connect: Duration,
    /// To begin its answer.
    pub header: Duration,
}

/// Connections to all providers.
#[derive(Clone)]
pub struct Upstream {
    client: Client<Joining<HttpsConnector<HttpConnector>>, Full<Bytes>>,
    deadlines: Deadlines,
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

/// Idle connections are closed after this time, which is below the idle limits of the providers' load balancers.
const POOL_IDLE: Duration = Duration::from_secs(55);

/// A connection's read buffer, in bytes: more only costs memory on idle streams.
const READ_BUFFER: usize = 16 << 10;

impl Upstream {
    /// A pool with the platform's trusted roots.
    ///
    /// # Errors
    /// The platform has no trusted roots at all.
    pub fn new(deadlines: Deadlines) -> std::io::Result<Self> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(Duration::from_secs(60)));
        tcp.set_connect_timeout(Some(deadlines.connect));
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .enable_http2()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(POOL_IDLE)
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            .http1_max_buf_size(READ_BUFFER)
            .build(Joining(connector));
        Ok(Self { client, deadlines })
    }

    /// Whether this one was made with the settings of the other.
    pub fn is_alike(&self, other: &Self) -> bool {
        self.deadlines == other.deadlines
    }

    /// Sends a sealed request and waits for the head of its answer. Dropping the answer's body closes the connection.
    ///
    /// # Errors
    /// [`Reason::Unreachable`], [`Reason::UpstreamTimeout`], [`Reason::BadUpstreamAnswer`].
    pub async fn send(
        &self,
        target: &Target<'_>,
        sealed: Pseudonymized,
    ) -> Result<Response<Incoming>, Reason> {
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
        match tokio::time::timeout(self.deadlines.header, self.reach(request)).await {
            Err(_) => Err(Reason::UpstreamTimeout),
            // A switch to a protocol that nobody asked for; interim answers before the real one do not come up here.
            Ok(Ok(answer)) if answer.status().is_informational() => Err(Reason::BadUpstreamAnswer),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(fault)) if fault.is_connect() => Err(Reason::Unreachable),
            Ok(Err(_)) => Err(Reason::BadUpstreamAnswer),
        }
    }

    /// The one way to the network.
    async fn reach(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Fault> {
        self.client.request(request).await
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
            let mut value = HeaderValue::from_str(&value).map_err(|_| target.provider.not_configured())?;
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
            (AUTHORIZATION, format!("Bearer {key}"))
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
