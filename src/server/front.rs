//! What is answered without a key: the greeting, health, CORS preflights, and the refusal of upgrades.
//!
//! Owns: these answers and the CORS headers of all others. Never: reads a body or lets a request without a key further.
//!
//! CORS: browsers ask before they call another origin. Pages from anywhere may call by default (`*`, without
//! credentials): nothing here is let in by a cookie or an address, a page needs a px- key like everyone else. This is
//! what the SDKs' browser mode needs. `[cors] origins` narrows it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ALLOW,
    CACHE_CONTROL, ORIGIN, UPGRADE, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
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

    fn is_ready(&self) -> bool {
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
}

#[derive(Serialize)]
struct Status {
    status: &'static str,
}

impl Front {
    /// For pages of these origins, and as ready as that says.
    pub fn new(origins: Origins, readiness: Readiness) -> Self {
        Self { origins, readiness }
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
        let request_id = RequestId::from_headers(request.headers());
        if request.headers().contains_key(UPGRADE) {
            let refused = Error::new(Phase::Admit, Reason::UpgradeRefused);
            return Some(respond::error(refused, &request_id));
        }
        let mut answer = match (request.method(), request.uri().path()) {
            (&Method::OPTIONS, _) => preflight(request.headers()),
            (&Method::GET | &Method::HEAD, path) => self.status(path)?,
            _ => return None,
        };
        request_id.write(answer.headers_mut());
        Some(answer)
    }

    fn status(&self, path: &str) -> Option<Response<Full<Bytes>>> {
        let (code, status) = match path {
            "/" => (StatusCode::OK, "Allonym is listening. Point an SDK's base URL here."),
            "/v1/health/live" => (StatusCode::OK, "live"),
            "/v1/health/ready" if self.readiness.is_ready() => (StatusCode::OK, "ready"),
            "/v1/health/ready" => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
            _ => return None,
        };
        let mut answer = respond::json(code, &Status { status });
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Some(answer)
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

/// The answer to OPTIONS: what could be asked. Whether a page may ask at all is said by its origin (see `admit_page`).
/// The headers that a page wants to send are all fine; what goes on to a provider is decided by an allow-list there.
fn preflight(asked: &HeaderMap) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    let headers = answer.headers_mut();
    headers.insert(ALLOW, METHODS);
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
