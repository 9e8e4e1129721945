//! [`AnswerBody`]: the bytes of an answer, whole or as they come.
//!
//! Owns: one body type for everything that the server writes. Never: restores; see `streamed.rs`.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;

use super::Held;
use super::begun::Begun;
use super::streamed::Streamed;
use crate::server::BodyError;

/// The body of an answer. Keeps the exchange's place among the running ones until it is dropped.
pub struct AnswerBody {
    kind: Kind,
    held: Option<Box<Held>>,
}

enum Kind {
    Whole(Full<Bytes>),
    Stream(Box<Streamed<Begun>>),
}

impl AnswerBody {
    /// A body that is already there.
    pub fn whole(body: Full<Bytes>) -> Self {
        Self { kind: Kind::Whole(body), held: None }
    }

    pub(super) fn stream(stream: Streamed<Begun>) -> Self {
        Self { kind: Kind::Stream(Box::new(stream)), held: None }
    }

    pub(super) fn hold(mut self, held: Box<Held>) -> Self {
        self.held = Some(held);
        self
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        match &mut this.kind {
            Kind::Whole(body) => Pin::new(body).poll_frame(context).map_err(|never| match never {}),
            Kind::Stream(stream) => {
                let held = this.held.as_deref();
                stream.poll(context, held).map(|frame| frame.map(|frame| frame.map_err(BodyError::from)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Whole(body) => body.is_end_stream(),
            Kind::Stream(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Whole(body) => body.size_hint(),
            Kind::Stream(_) => SizeHint::default(),
        }
    }
}
