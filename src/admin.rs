//! The admin listener: `/metrics`, `/status` and health, apart from where clients connect and without a key.
//!
//! Owns: these answers. Never: shows a value, a key or a base URL's credential; who may reach the listener is up to its
//! address, this machine's own by preference.

mod process;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::metrics::{Format, Metrics, Sizes};
use crate::server::front::Readiness;

/// What the admin listener knows.
#[derive(Clone)]
pub struct Admin {
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Whether requests can be taken.
    pub readiness: Readiness,
    /// The posture: what is in force, a JSON object.
    pub status: Arc<dyn Fn() -> Value + Send + Sync>,
    /// What is measured when somebody looks.
    pub sizes: Arc<dyn Fn() -> Sizes + Send + Sync>,
}

impl Admin {
    /// Answers one request.
    pub fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered here\n");
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        match request.uri().path() {
            "/metrics" => self.metrics(request.headers()),
            "/status" => self.status(),
            "/v1/health/live" | "/healthz" => text(StatusCode::OK, "live\n"),
            "/v1/health/ready" | "/readyz" if self.readiness.is_ready() => text(StatusCode::OK, "ready\n"),
            "/v1/health/ready" | "/readyz" => text(StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
            _ => text(
                StatusCode::NOT_FOUND,
                "here are /metrics, /status, /v1/health/live and /v1/health/ready\n",
            ),
        }
    }

    /// The posture, and what is taken on now.
    fn status(&self) -> Response<Full<Bytes>> {
        let Sizes { load, connections: [open, most], .. } = (self.sizes)();
        let mut status = (self.status)();
        status["load"] = json!({
            "connections": { "open": open, "limit": most },
            "exchanges": { "running": self.metrics.running(), "limit": load.exchanges_limit },
            "bodies": { "bytes": load.bodies_bytes, "limit": load.bodies_limit },
            "waiting": load.waiting,
            "behind_seconds": load.behind.as_secs_f64(),
            "refused": load.refused.into_iter().collect::<BTreeMap<_, _>>(),
        });
        of_type("application/json", format!("{status:#}\n").into())
    }

    fn metrics(&self, asked: &HeaderMap) -> Response<Full<Bytes>> {
        let format = Format::accepted(asked.get(ACCEPT).and_then(|accept| accept.to_str().ok()));
        let sizes = Sizes { process: process::of_this(), ..(self.sizes)() };
        of_type(format.content_type(), self.metrics.text(format, &sizes).into())
    }
}

fn text(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut answer = of_type("text/plain; charset=utf-8", Bytes::from_static(text.as_bytes()));
    *answer.status_mut() = status;
    answer
}

fn of_type(media_type: &'static str, body: Bytes) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(body));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
