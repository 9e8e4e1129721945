//! What is answered without a key: the greeting, health, the API's description, CORS preflights, and the refusal of
//! WebSockets, of heads that are too large and of those that two readers may read differently.
//!
//! Owns: these answers and the CORS headers of all others. Never: reads a body or lets a request without a key further.
//!
//! CORS: browsers ask before they call another origin. Pages from anywhere may call by default (`*`, without
//! credentials): nothing here is let in by a cookie or an address, a page needs a px- key like everyone else. This is
//! what the SDKs' browser mode needs. `[cors] origins` narrows it; where no key is needed, no page may call by default.
//! A request of a page that may not call is refused, not only its answer withheld: browsers send a simple one (a form, text)
//! without asking before.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, CACHE_CONTROL,
    CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING, UPGRADE, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version};
use http_body_util::{Either, Full};
use serde::Serialize;

use crate::error::{Error, Phase, Reason};
use crate::request_id::RequestId;
use crate::respond;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, DELETE, OPTIONS");
const ANY: HeaderValue = HeaderValue::from_static("*");
/// The longest that browsers keep a preflight's answer, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");
/// A public page that calls this machine or network asks for that too.
const REQUEST_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// Whether requests can be taken; shared with whoever knows.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// Says whether requests can be taken from now on.
    pub fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::Relaxed);
    }

    /// Whether requests can be taken now.
    pub fn is_ready(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The origins whose pages may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// All.
    Any,
    /// These; none if there are none.
    Only(Vec<HeaderValue>),
}

impl Origins {
    /// Origins as written in settings; `*` among them means all. One that cannot stand in a header is left out.
    pub fn new(origins: &[String]) -> Self {
        if origins.iter().any(|origin| origin == "*") {
            return Self::Any;
        }
        Self::Only(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }

    /// What to say to a page of this origin.
    fn allowed(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        match self {
            Self::Any => Some(ANY),
            Self::Only(origins) => origins.iter().find(|known| *known == origin).cloned(),
        }
    }
}

/// The answers that need no key.
#[derive(Clone, Debug)]
pub struct Front {
    origins: Origins,
    readiness: Readiness,
    head_bytes: usize,
}

#[derive(Serialize)]
struct Status {
    status: &'static str,
}

impl Front {
    /// For pages of these origins, as ready as that says, and with this limit on a request's line and headers (bytes).
    pub fn new(origins: Origins, readiness: Readiness, head_bytes: usize) -> Self {
        Self { origins, readiness, head_bytes }
    }

    /// Answers what needs no key; else lets `next` answer, and adds the CORS headers to what it says.
    pub async fn around<B, R, A>(
        &self,
        request: Request<B>,
        next: impl FnOnce(Request<B>) -> A,
    ) -> Response<Either<Full<Bytes>, R>>
    where
        A: Future<Output = Response<R>>,
    {
        let origin = request.headers().get(ORIGIN).cloned();
        let mut answer = match self.answer(&request) {
            Some(answer) => answer.map(Either::Left),
            None => next(request).await.map(Either::Right),
        };
        if let Some(origin) = origin {
            self.admit_page(&origin, answer.headers_mut());
        }
        answer
    }

    fn answer<B>(&self, request: &Request<B>) -> Option<Response<Full<Bytes>>> {
        let refused = |reason| {
            let request_id = RequestId::from_headers(request.headers());
            Some(respond::error(Error::new(Phase::Admit, reason), &request_id))
        };
        if is_larger(request, self.head_bytes) {
            return refused(Reason::HeadTooLarge { limit: self.head_bytes });
        }
        if let Some(name) = ambiguous(request) {
            return refused(Reason::BadHeader(name));
        }
        if asks_for_websocket(request.headers()) {
            return refused(Reason::UpgradeRefused);
        }
        let mut answer = match (request.method(), self.open(request.uri().path())) {
            (&Method::OPTIONS, _) => preflight(request.headers()),
            (&Method::GET | &Method::HEAD, Some(open)) => open,
            (_, Some(_)) => return refused(Reason::MethodNotAllowed { allow: "GET, HEAD" }),
            (_, None) if !self.may_call(request.headers()) => return refused(Reason::ForeignPage),
            (_, None) => return None,
        };
        RequestId::from_headers(request.headers()).write(answer.headers_mut());
        Some(answer)
    }

    /// What anybody may read.
    fn open(&self, path: &str) -> Option<Response<Full<Bytes>>> {
        let (code, status) = match path {
            "/" => (StatusCode::OK, "Allonym is listening. Point an SDK's base URL here."),
            "/v1/health/live" => (StatusCode::OK, "live"),
            "/v1/health/ready" if self.readiness.is_ready() => (StatusCode::OK, "ready"),
            "/v1/health/ready" => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
            "/openapi.json" => return Some(description()),
            _ => return None,
        };
        let mut answer = respond::json(code, &Status { status });
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Some(answer)
    }

    /// Whether no page calls that may not.
    fn may_call(&self, headers: &HeaderMap) -> bool {
        headers.get_all(ORIGIN).iter().all(|origin| self.origins.allowed(origin).is_some())
    }

    fn admit_page(&self, origin: &HeaderValue, headers: &mut HeaderMap) {
        if self.origins != Origins::Any {
            headers.append(VARY, HeaderValue::from_static("origin"));
        }
        if let Some(allowed) = self.origins.allowed(origin) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, ANY);
        }
    }
}

/// Allonym's own API, described for programs: OpenAPI 3.1.
fn description() -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::from(include_str!("../../docs/openapi.json")));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// Whether a request's line and headers, as HTTP/1.1 writes them, take more than `limit` bytes.
fn is_larger<B>(request: &Request<B>, limit: usize) -> bool {
    let line =
        request.method().as_str().len() + request.uri().path_and_query().map_or(0, |uri| uri.as_str().len());
    let headers =
        request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    line + headers.sum::<usize>() > limit
}

/// A header that the next reader might read in another way: two hosts or none where HTTP/1.1 wants one (RFC 9112, 3.2), or
/// a coding that is not undone here.
fn ambiguous<B>(request: &Request<B>) -> Option<&'static str> {
    let hosts = request.headers().get_all(HOST).iter().count();
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        return Some("host");
    }
    let mut codings = request.headers().get_all(TRANSFER_ENCODING).iter();
    let chunked = codings.next().is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    (!chunked || codings.next().is_some()).then_some("transfer-encoding")
}

/// Whether the connection is to become a WebSocket, whose frames cannot be read here. Any other upgrade is an offer that
/// a server may leave unheeded (RFC 9110, 7.8): `h2c`, which Java's client makes to every server, is taken as HTTP/1.1.
fn asks_for_websocket(headers: &HeaderMap) -> bool {
    let protocols =
        headers.get_all(UPGRADE).into_iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    protocols.map(<[u8]>::trim_ascii).any(|protocol| {
        protocol
            .split(|byte| *byte == b'/')
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(b"websocket"))
    })
}

/// The answer to OPTIONS: what could be asked. Whether a page may ask at all is said by its origin (see `admit_page`).
/// The headers that a page wants to send are all fine; what goes on to a provider is decided by an allow-list there.
fn preflight(asked: &HeaderMap) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    headers.insert(VARY, HeaderValue::from_static("access-control-request-headers"));
    if let Some(names) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    if asked.contains_key(REQUEST_PRIVATE_NETWORK) {
        headers.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    answer
}

#[cfg(test)]
mod tests;
