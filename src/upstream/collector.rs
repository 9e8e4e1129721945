//! [`Collector`]: the way to the collector of spans, on the connections that lead to providers: the same roots, proxies and
//! deadlines.
//!
//! Owns: posting what the exporter has made to one address, which the settings name, within a bound on time and on what is
//! read of the answer; and telling, once a minute, that they do not arrive. Never: takes anything but that exporter's requests: nothing of a client's has a way in here.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full, Limited};
use opentelemetry_http::{HttpClient, HttpError};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::{Upstream, fault};
use crate::error::Obstacle;
use crate::seldom::Seldom;

/// What is read of the collector's answer, in bytes.
const ANSWER: usize = 64 << 10;

/// One collector.
pub struct Collector {
    upstream: Upstream,
    endpoint: Uri,
    patience: Duration,
    runtime: Handle,
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector").finish_non_exhaustive()
    }
}

impl Upstream {
    /// The way to the collector at `endpoint`, which gets `patience` for one answer. To be called inside the runtime that is
    /// to carry it: the exporter waits on a thread of its own.
    pub fn collector(&self, endpoint: Uri, patience: Duration) -> Collector {
        Collector { upstream: self.clone(), endpoint, patience, runtime: Handle::current() }
    }
}

/// What is told of it; `allonym_spans_total` counts each span.
static TROUBLE: Seldom = Seldom::new();

fn failed(obstacle: Obstacle) {
    if let Some(times) = TROUBLE.happened() {
        tracing::warn!(cause = obstacle.cause(), why = %obstacle, times, "spans do not reach the collector");
    }
}

fn refused(status: StatusCode) {
    if let Some(times) = TROUBLE.happened() {
        tracing::warn!(status = status.as_u16(), times, "the collector does not take spans");
    }
}

type Answered<'f> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>;

// Written out as the trait's macro would write it.
impl HttpClient for Collector {
    fn send_bytes<'s, 'f>(&'s self, request: Request<Bytes>) -> Answered<'f>
    where
        's: 'f,
        Self: 'f,
    {
        let (upstream, endpoint, patience) = (self.upstream.clone(), self.endpoint.clone(), self.patience);
        let asking = self.runtime.spawn(async move {
            let mut request = request.map(Full::new);
            *request.uri_mut() = endpoint;
            let asked = async {
                let reached = upstream.reach(request).await;
                let (head, body) = reached.inspect_err(|fault| failed(fault::obstacle(fault)))?.into_parts();
                if !head.status.is_success() {
                    refused(head.status);
                }
                let body = Limited::new(body, ANSWER).collect().await?.to_bytes();
                Ok::<_, HttpError>(Response::from_parts(head, body))
            };
            timeout(patience, asked).await.inspect_err(|_| failed(Obstacle::Silent))?
        });
        Box::pin(async move { asking.await? })
    }
}
