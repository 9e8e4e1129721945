//! [`Answered`]: the body of a provider's answer, which ends only where the provider says so.
//!
//! Owns: telling a stream of HTTP/2 that was reset without an error from one that has ended. A server may reset so what it
//! need not read to its end (RFC 9113, section 8.1), but not its answer, and the HTTP library takes both for an end. Never:
//! looks into a body.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Response, Version};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

/// What a provider answers, as it comes.
pub struct Answered {
    body: Incoming,
    is_http2: bool,
}

/// The provider, or what stands between, has left before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenOff;

impl Answered {
    /// The answer with its body as one of these.
    pub(super) fn of(answer: Response<Incoming>) -> Response<Self> {
        let is_http2 = answer.version() == Version::HTTP_2;
        answer.map(|body| Self { body, is_http2 })
    }
}

impl Body for Answered {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let was_cut = frame.is_none() && self.is_http2 && !self.body.is_end_stream();
        Poll::Ready(if was_cut {
            Some(Err(BrokenOff))
        } else {
            frame.map(|frame| frame.map_err(|_| BrokenOff))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
