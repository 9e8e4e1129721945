//! [`Lingering`]: a request's body of which the rest is read where nobody wants it.
//!
//! Owns: how much of a body that was answered before all of it had come is thrown away, and for how long: a client that is still
//! writing would find its connection broken, and never read why it was refused (RFC 9112, 9.6). Never: keeps any of it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::EXPECT;
use http::{Request, Version};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::runtime::Handle;
use tokio::time::timeout;

/// So much is thrown away at most, in bytes: more than any body that is taken by default.
const MOST: usize = 64 << 20;
/// For so long, and for so long between two pieces.
const WHOLE: Duration = Duration::from_secs(30);
const IDLE: Duration = Duration::from_secs(5);

/// A body as it comes. What has not been read of it when it is dropped is read beside everything else.
pub struct Lingering {
    body: Option<Incoming>,
    lingers: bool,
}

impl Lingering {
    /// The body of `request`. In HTTP/2 a stream ends without its connection; and who waits to be asked for a body is not.
    pub(super) fn of(request: Request<Incoming>) -> Request<Self> {
        let lingers = request.version() < Version::HTTP_2 && !request.headers().contains_key(EXPECT);
        request.map(|body| Self { body: Some(body), lingers })
    }
}

impl Body for Lingering {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let rest = self.body.take().filter(|body| self.lingers && !body.is_end_stream());
        if let (Some(rest), Ok(runtime)) = (rest, Handle::try_current()) {
            runtime.spawn(timeout(WHOLE, thrown_away(rest)));
        }
    }
}

async fn thrown_away(mut body: Incoming) {
    let mut left = MOST;
    while let Ok(Some(Ok(frame))) = timeout(IDLE, body.frame()).await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        let Some(rest) = left.checked_sub(length) else { return };
        left = rest;
    }
}
