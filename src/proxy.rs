//! The proxy: an exchange's life on one page ([`Proxy::exchange`]).
//!
//! Owns: the order of the steps. Each step is a function in another file that takes what the one before it made, so the
//! order cannot be changed by accident: nothing is sent before it is sealed, because [`Upstream::send`] takes nothing else.
//! Never: does a step's work itself. Next: `proxy/account.rs` (a tenant's settings), `proxy/request.rs` (reading a request),
//! `proxy/sealing.rs` (replacing and sealing), `proxy/answer.rs` (restoring an answer), `proxy/streamed.rs` (the same for a stream).

mod account;
mod answer;
mod begun;
mod body;
mod request;
mod sealing;
mod streamed;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

pub use self::account::{Account, Peer};
pub use self::body::AnswerBody;
use crate::audit::Audit;
use crate::error::{Error, Phase, Reason};
use crate::metrics::Metrics;
use crate::overload::{Overload, Place, Room};
use crate::provider::{Endpoint, endpoint};
use crate::pseudonymize::PrefixMemory;
use crate::request_id::RequestId;
use crate::respond;
use crate::session::Session;
use crate::spans::Spans;
use crate::tenant::limits::{Quota, Slot};
use crate::tenant::{Caller, Tenants, keys};
use crate::trace_parent::TraceParent;
use crate::upstream::Upstream;
use crate::vault::Vault;
use crate::wire::body::ReadLimits;

/// Everything that an exchange needs.
pub struct Proxy {
    /// Who may call.
    pub tenants: Tenants,
    /// What each tenant set up, in the order in which `tenants` was given them.
    pub accounts: Vec<Account>,
    /// Mappings that outlive their exchange.
    pub vault: Vault,
    /// What the accounts' profiles remember of the beginnings of conversations.
    pub prefixes: Arc<PrefixMemory>,
    /// The network.
    pub upstream: Upstream,
    /// How much and how long.
    pub bounds: Bounds,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// How much is taken on at once.
    pub overload: Arc<Overload>,
    /// Who is told what exchanges did and when, if anybody is.
    pub spans: Option<Arc<Spans>>,
}

/// How much is read, and how long is waited for it.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// A request body in bytes, as sent and once decoded.
    pub body_bytes: usize,
    /// An answer that is not a stream, in bytes, as sent and once decoded.
    pub answer_bytes: usize,
    /// One event of a stream, in bytes.
    pub event_bytes: usize,
    /// Between two pieces of a request body.
    pub body_idle: Duration,
    /// For a request body to be whole.
    pub body: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
}

impl Bounds {
    /// Those of a request's body.
    pub(crate) fn of_request(&self) -> ReadLimits {
        ReadLimits { bytes: self.body_bytes, idle: self.body_idle, whole: Some(self.body) }
    }

    /// Those of an answer that is no stream. A model may think for as long as its answer goes on.
    fn of_answer(&self) -> ReadLimits {
        ReadLimits { bytes: self.answer_bytes, idle: self.idle, whole: None }
    }
}

/// What an exchange holds on to until its answer's last byte. It is handed on in a box, from one part of the answer to the next.
struct Held {
    _slot: Slot,
    _place: Place,
    room: Room,
    audit: Audit,
    request_id: RequestId,
    quota: Option<Quota>,
}

/// Who calls what, and may.
struct Admitted {
    caller: Caller,
    slot: Slot,
    endpoint: Endpoint,
}

impl Proxy {
    /// Takes over from the proxy that answered before what outlives a configuration: mappings, counts, the use of keys,
    /// and the connections where nothing about them has changed.
    pub fn take_over(&mut self, before: &Self) {
        self.tenants.take_over(&before.tenants);
        self.vault = before.vault.clone();
        self.metrics = Arc::clone(&before.metrics);
        self.overload = Arc::clone(&before.overload);
        self.spans.clone_from(&before.spans);
        if self.upstream.is_alike(&before.upstream) {
            self.upstream = before.upstream.clone();
        }
    }

    /// Answers one request. Never fails: a failure is an answer too.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<AnswerBody>
    where
        B: http_body::Body<Data = Bytes> + Send,
    {
        let request_id = RequestId::from_headers(request.headers());
        let mut audit = self.audit(&request, &request_id);
        let mut quota = None;
        let admitted = match self.admit(&request, &mut audit, &mut quota) {
            Ok(admitted) => self.overload.enter().await.map(|place| (admitted, place)),
            Err(reason) => Err(reason),
        };
        match admitted {
            Ok((Admitted { caller, slot, endpoint }, place)) => {
                let room = self.overload.room();
                let held =
                    Held { _slot: slot, _place: place, room, audit, request_id: request_id.clone(), quota };
                self.answered(request, endpoint, &caller, Box::new(held)).await
            }
            Err(reason) => refuse(Error::new(Phase::Admit, reason), &audit, &request_id, quota),
        }
    }

    /// The account of a request that has arrived.
    pub(crate) fn audit<B>(&self, request: &Request<B>, request_id: &RequestId) -> Audit {
        let parent = TraceParent::from_headers(request.headers());
        let span = self.spans.as_ref().map(|spans| spans.begin(parent, request.method()));
        let trace = parent.map(|parent| parent.trace);
        Audit::begin(request_id.clone(), trace, span, &self.metrics)
    }

    /// Keys, limits, path: what can be refused before anything is read.
    fn admit<B>(
        &self,
        request: &Request<B>,
        audit: &mut Audit,
        quota: &mut Option<Quota>,
    ) -> Result<Admitted, Reason> {
        let caller = self.tenants.authenticate(request.headers())?;
        let uri = request.uri();
        if keys::in_query(uri.query()) || self.tenants.has_key_in_path(uri.path()) {
            return Err(Reason::KeyInUrl);
        }
        audit.caller(caller.tenant.id());
        let endpoint = endpoint::find(request.method(), request.uri().path())?.endpoint;
        audit.called(endpoint);
        let admission = caller.limiter.admit().map_err(|refusal| {
            *quota = refusal.quota;
            refusal.reason
        })?;
        *quota = admission.quota;
        Ok(Admitted { caller, slot: admission.slot, endpoint })
    }

    /// The answer to an exchange, or to one that failed.
    async fn answered<B>(
        &self,
        request: Request<B>,
        endpoint: Endpoint,
        caller: &Caller,
        mut held: Box<Held>,
    ) -> Response<AnswerBody>
    where
        B: http_body::Body<Data = Bytes> + Send,
    {
        match self.exchange(request, endpoint, caller, &mut held).await {
            Ok(answer) => {
                held.audit.answered(answer.status().as_u16());
                answer.held(held)
            }
            Err(error) => refuse(error, &held.audit, &held.request_id, held.quota),
        }
    }

    /// An exchange's life.
    async fn exchange<B>(
        &self,
        request: Request<B>,
        endpoint: Endpoint,
        caller: &Caller,
        held: &mut Held,
    ) -> Result<answer::Restored, Error>
    where
        B: http_body::Body<Data = Bytes> + Send,
    {
        let account = &self.accounts[caller.tenant.position()];
        let arrived =
            request::read(request, endpoint, self.bounds, account.profile.json, &mut held.room).await?;
        held.audit.read();
        let route = arrived.route(account, &self.vault, caller)?;
        held.audit.routed(route.provider, route.endpoint);
        let profile = &account.profile;
        let (session, beginning) = Session::open(
            &self.vault,
            &caller.tenant,
            route.provider,
            route.endpoint,
            &arrived.envelope,
            route.object.as_deref(),
            profile,
        );
        let origin = arrived.origin();
        let target = account.target(route.provider, caller, &arrived.headers)?;
        held.audit.asked(arrived.envelope.model.as_deref(), target.base);
        let head = arrived.upstream_head(&route, &target)?;
        let (sealed, mut committed) =
            sealing::seal((route.provider, endpoint), arrived, head, profile, beginning, &held.room).await?;
        session.check(&committed.mapping).map_err(|reason| Error::new(Phase::Pseudonymize, reason))?;
        held.audit.sealed(std::mem::take(&mut committed.counts));
        let answer =
            self.upstream.send(&target, sealed).await.map_err(|reason| Error::new(Phase::Send, reason))?;
        held.audit.reached();
        held.room.clear();
        let exchange = answer::Exchange::new(&route, session, committed, profile, &target, origin);
        exchange.restore(answer, self.bounds, held).await
    }
}

fn refuse(error: Error, audit: &Audit, request_id: &RequestId, quota: Option<Quota>) -> Response<AnswerBody> {
    audit.refused(error);
    let mut answer = respond::error(error, request_id);
    if let Some(quota) = quota {
        respond::quota(answer.headers_mut(), quota);
    }
    answer.map(AnswerBody::whole)
}
