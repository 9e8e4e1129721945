//! [`Begun`]: the body of a provider's answer, of which a first piece may have been looked at.
//!
//! Owns: telling a stream of events by its shape where its media type does not: some servers send one as plain text, or
//! without a type. Never: reads an event; see `restore/stream.rs`.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::error::{Obstacle, Reason};
use crate::upstream::{Answered, BrokenOff};

/// A body, and what has been taken from it to look at.
pub(super) struct Begun {
    first: Option<Bytes>,
    rest: Answered,
}

/// How a line of an event stream begins (HTML, 9.2.5), with as many bytes as tell it from prose.
const FIELDS: [&[u8]; 5] = [b"data:", b"event:", b"id:", b"retry:", b":"];

/// So much is looked at, in bytes: white space without end is no stream of events.
const LOOKED_AT: usize = 4 << 10;

/// Whether a body is a stream of events by its shape.
pub(super) fn begins_events(body: &[u8]) -> bool {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii_start();
    FIELDS.iter().any(|field| body.starts_with(field))
}

/// Whether it may turn out to be one once there is more of it.
fn may_begin_events(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    FIELDS.iter().any(|field| field.starts_with(body)) || "\u{feff}".as_bytes().starts_with(body)
}

impl Begun {
    /// Nothing has been looked at.
    pub(super) fn unread(rest: Answered) -> Self {
        Self { first: None, rest }
    }

    /// Waits for as many bytes as it takes to tell.
    ///
    /// # Errors
    /// What goes wrong meanwhile, which would not go wrong again when the rest is read: [`Reason::UpstreamTimeout`],
    /// [`Reason::Unreachable`].
    pub(super) async fn looks_like_events(&mut self, idle: Duration) -> Result<bool, Reason> {
        let mut seen = Vec::new();
        while seen.len() < LOOKED_AT && may_begin_events(&seen) && !begins_events(&seen) {
            match timeout(idle, self.rest.frame()).await.map_err(|_| Reason::UpstreamTimeout)? {
                Some(frame) => {
                    let frame = frame.map_err(|_| Reason::Unreachable(Obstacle::Reset))?;
                    seen.extend_from_slice(&frame.into_data().unwrap_or_default());
                }
                None => break,
            }
        }
        let events = begins_events(&seen);
        self.first = (!seen.is_empty()).then(|| seen.into());
        Ok(events)
    }
}

impl Body for Begun {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(Frame::data(first)))),
            None => Pin::new(&mut self.rest).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let first = self.first.as_ref().map_or(0, Bytes::len) as u64;
        let rest = self.rest.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower().saturating_add(first));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(first));
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_by_how_they_begin() {
        for body in ["data: {}\n\n", "\n\nevent: x", ": ping\n\n", "id:1", "\u{feff}data:x", "retry: 3"] {
            assert!(begins_events(body.as_bytes()), "{body}");
            let whole = body.len() - body.trim_start_matches('\u{feff}').len();
            for end in whole..body.len() {
                let beginning = &body.as_bytes()[whole..end];
                assert!(may_begin_events(beginning) || begins_events(beginning), "{body} {end}");
            }
        }
        for body in ["{\"data\": 1}", "[]", "date: today", "error: no", "internal error", "eve"] {
            assert!(!begins_events(body.as_bytes()), "{body}");
        }
        assert!(!may_begin_events(b"{") && !may_begin_events(b"<html>") && may_begin_events(b"da"));
    }
}
