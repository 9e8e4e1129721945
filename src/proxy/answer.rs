//! Restoring an answer: its head, and its body whole or as a stream.
//!
//! Owns: which of the provider's headers the client sees, and what becomes of the body. Never: alters a status: an
//! upstream's own error passes with its status, its headers and its (restored) body.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::response::Parts;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;

use super::begun::{Begun, begins_events};
use super::streamed::Streamed;
use super::{AnswerBody, Bounds, Held};
use crate::audit::Audit;
use crate::error::{Error, Obstacle, Phase, Reason};
use crate::overload::aside;
use crate::provider::{Endpoint, Route};
use crate::pseudonym::{Mapping, Restorable, grammar::Grammar};
use crate::pseudonymize::{Committed, Profile};
use crate::request_id::{RequestId, X_REQUEST_ID};
use crate::respond;
use crate::restore::json::Answer;
use crate::restore::stream::StreamRestorer;
use crate::restore::{Pseudonyms, json};
use crate::session::Session;
use crate::upstream::{Answered, Target};
use crate::wire::body::read as read_body;
use crate::wire::encoding::{Codings, StreamDecoder, decode};
use crate::wire::headers::{Origins, client_headers, rewrite_urls};

/// Our own id of the exchange, beside whatever id the provider gave.
const X_ALLONYM_REQUEST_ID: HeaderName = HeaderName::from_static("x-allonym-request-id");
/// The provider's id, where the client's own has its place.
const X_UPSTREAM_REQUEST_ID: HeaderName = HeaderName::from_static("x-upstream-request-id");
/// Keeps nginx and its like from holding a stream back.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// What must be known of a request to restore its answer.
pub(super) struct Exchange<'b> {
    endpoint: Endpoint,
    object: Option<String>,
    session: Session,
    committed: Committed,
    grammar: Arc<Grammar>,
    target: &'b Target<'b>,
    origin: Option<String>,
}

/// A session and what it keeps, if it does.
pub(super) struct Keeper {
    session: Session,
    mapping: Option<Arc<Mapping>>,
}

impl Keeper {
    pub(super) fn keep(&self, objects: &crate::restore::Objects) {
        if let Some(mapping) = &self.mapping {
            self.session.keep(objects, mapping);
        }
    }
}

/// An answer ready for the client, but for what the exchange itself adds.
pub(super) struct Restored(Response<AnswerBody>);

impl Restored {
    pub(super) fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// Adds the exchange's own headers, and ties its place among the running ones to the body.
    pub(super) fn held(self, held: Box<Held>) -> Response<AnswerBody> {
        let mut answer = self.0;
        let headers = answer.headers_mut();
        name_exchange(headers, &held.request_id);
        if let Some(quota) = held.quota {
            respond::quota(headers, quota);
        }
        answer.map(|body| body.hold(held))
    }
}

/// The client's own request id comes back to it; without one, the provider's stays, which is the one that the provider's
/// support asks for. Ours is always there under its own name.
fn name_exchange(headers: &mut http::HeaderMap, request_id: &RequestId) {
    headers.insert(X_ALLONYM_REQUEST_ID, request_id.value().clone());
    let ours = request_id.is_clients() || !headers.contains_key(X_REQUEST_ID);
    if ours && let Some(provider) = headers.insert(X_REQUEST_ID, request_id.value().clone()) {
        headers.insert(X_UPSTREAM_REQUEST_ID, provider);
    }
}

impl<'b> Exchange<'b> {
    pub(super) fn new(
        route: &Route,
        session: Session,
        committed: Committed,
        profile: &Profile,
        target: &'b Target<'b>,
        origin: Option<String>,
    ) -> Self {
        let grammar = Arc::clone(&profile.grammar);
        let (endpoint, object) = (route.endpoint, route.object.clone());
        Self { endpoint, object, session, committed, grammar, target, origin }
    }

    /// What restores, and what keeps. An answer that `streams` may take hours, and holds no more than it needs.
    fn settled(self, streams: bool) -> (Arc<Pseudonyms>, Keeper) {
        let Committed { mapping, cited, tools, .. } = self.committed;
        let are_kept = self.session.keeps(&mapping);
        let (live, mapping) = if are_kept {
            let mapping = Arc::new(mapping.settled());
            self.session.keep_request(&mapping);
            (Restorable::new(Arc::clone(&mapping)), Some(mapping))
        } else if streams {
            (Restorable::packed(&mapping), None)
        } else {
            (Restorable::new(mapping), None)
        };
        let pseudonyms = Pseudonyms::new(self.grammar, live).kept(are_kept).calling(tools);
        let pseudonyms = match &cited {
            Some(request) => pseudonyms.citing(request),
            None => pseudonyms,
        };
        (Arc::new(pseudonyms), Keeper { session: self.session, mapping })
    }

    /// Restores the answer. A stream's body is restored as it comes.
    pub(super) async fn restore(
        self,
        answer: Response<Answered>,
        bounds: Bounds,
        held: &mut Held,
    ) -> Result<Restored, Error> {
        let (mut parts, body) = answer.into_parts();
        let failed = |reason| Error::new(Phase::Restore, reason);
        let codings = Codings::of_answer(&parts.headers).map_err(|_| failed(Reason::BadUpstreamAnswer))?;
        parts.headers = client_headers(&parts.headers);
        self.redirect_here(&mut parts.headers);
        let mut body = Begun::unread(body);
        // What is refused is read whole, whatever it is called: a credential may be named in it.
        if parts.status.is_success() {
            let is_open = !is_json(&parts) && codings.is_identity();
            let are_events = is_event_stream(&parts)
                || (is_open && body.looks_like_events(bounds.idle).await.map_err(failed)?);
            if are_events {
                return Ok(self.stream(parts, body, &codings, bounds));
            }
        }
        let body = read_body(body, bounds.of_answer(), &mut held.room).await;
        let body = body.map_err(|reason| failed(seen_from_here(reason)))?;
        let body = body.unwrap_or_default();
        let encoded = body.len();
        let body = aside(encoded, || decode(&codings, body, bounds.answer_bytes));
        let body = body.map_err(|reason| failed(seen_from_here(reason)))?;
        if is_wide(&body) && !self.committed.mapping.is_empty() {
            return Err(failed(Reason::BadUpstreamAnswer));
        }
        held.room.grow(body.len()).await.map_err(failed)?;
        let turn = held.room.turn(body.len()).await.map_err(failed)?;
        Ok(turn.work(|| self.whole(parts, body, &held.audit)))
    }

    /// Points URLs of the provider at this proxy.
    fn redirect_here(&self, headers: &mut http::HeaderMap) {
        let is_url = |value: &HeaderValue| memchr::memmem::find(value.as_bytes(), b"//").is_some();
        if !headers.values().any(is_url) {
            return;
        }
        let origin = self.origin.as_deref();
        if let Some(origins) = origin.and_then(|origin| Origins::new(&self.target.base.to_string(), origin)) {
            rewrite_urls(headers, &origins);
        }
    }

    fn whole(self, parts: Parts, body: Bytes, audit: &Audit) -> Restored {
        let begun = Instant::now();
        audit.passes(&body);
        let body = if parts.status.is_success() { body } else { self.target.credential.taken_out(body) };
        let (endpoint, object) = (self.endpoint, self.object.clone());
        let (pseudonyms, keeper) = self.settled(false);
        let answer = whole_answer(body, endpoint, pseudonyms);
        audit.restored(begun);
        if parts.status.is_success() {
            keeper.keep(&answer.objects);
            if let (Endpoint::ResponseDelete, Some(id)) = (endpoint, &object) {
                keeper.session.forget(id);
            }
        }
        Restored(Response::from_parts(parts, AnswerBody::whole(Full::new(answer.body))))
    }

    fn stream(self, mut parts: Parts, body: Begun, codings: &Codings, bounds: Bounds) -> Restored {
        parts.headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        parts.headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
        let decoder = StreamDecoder::new(codings, bounds.answer_bytes);
        let endpoint = self.endpoint;
        let (pseudonyms, keeper) = self.settled(true);
        let restorer = StreamRestorer::new(endpoint, pseudonyms).with_event_limit(bounds.event_bytes);
        let stream = Streamed::new(body, decoder, restorer, keeper, endpoint.dialect(), bounds.idle);
        Restored(Response::from_parts(parts, AnswerBody::stream(stream)))
    }
}

/// A whole body restored; one that holds events, whatever it is called, event by event.
fn whole_answer(body: Bytes, endpoint: Endpoint, pseudonyms: Arc<Pseudonyms>) -> Answer {
    if !begins_events(&body) {
        return json::answer(body, endpoint, &pseudonyms);
    }
    StreamRestorer::new(endpoint, pseudonyms).with_event_limit(body.len() + 1).whole(body)
}

/// Whether this is UTF-16 or UTF-32, by its mark or by a zero in its first characters: no pseudonym would be seen in it, and
/// JSON that is sent to others is UTF-8 (RFC 8259, section 8.1).
fn is_wide(body: &[u8]) -> bool {
    matches!(body, [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, _, ..] | [_, 0, ..])
}

fn is_event_stream(parts: &Parts) -> bool {
    is_called(parts, "text/event-stream")
}

fn is_json(parts: &Parts) -> bool {
    is_called(parts, "application/json")
}

/// Whether the answer's media type begins so, in any case.
fn is_called(parts: &Parts, mime: &str) -> bool {
    let called = parts.headers.get(CONTENT_TYPE).and_then(|mime| mime.to_str().ok()).unwrap_or_default();
    called.trim_start().get(..mime.len()).is_some_and(|called| called.eq_ignore_ascii_case(mime))
}

/// What went wrong with an answer's body, in terms of the provider instead of the client.
fn seen_from_here(reason: Reason) -> Reason {
    match reason {
        Reason::BodyTooLarge { limit } => Reason::AnswerTooLarge { limit },
        Reason::BodyTimeout => Reason::UpstreamTimeout,
        Reason::Overloaded => Reason::Overloaded,
        Reason::BodyIncomplete => Reason::Unreachable(Obstacle::Reset),
        _ => Reason::BadUpstreamAnswer,
    }
}
