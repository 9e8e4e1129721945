//! [`Audit`]: one line per exchange: who called what, how it ended, how much was found and how long it took.
//!
//! Owns: that line, and that metrics and spans tell the same. Never: holds content; there is no field for a value, a path or a header to be put in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::metrics::{Metrics, Running};
use crate::provider::{Endpoint, Provider};
use crate::pseudonymize::Counts;
use crate::request_id::RequestId;
use crate::spans::{Ended, ExchangeSpan};
use crate::tenant::TenantId;
use crate::trace_parent::TraceId;

/// What is counted where a client has gone before its answer began, as nginx counts it.
const CLIENT_GONE: u16 = 499;

/// A line of the log: whose exchange it is, and what is said of it.
macro_rules! line {
    ($level:ident, $audit:expr, $($said:tt)*) => {
        tracing::$level!(
            request_id = %$audit.request_id,
            trace_id = $audit.trace_id.map(tracing::field::display),
            tenant = $audit.tenant.as_ref().map(TenantId::as_str),
            provider = $audit.provider.map(Provider::name),
            endpoint = $audit.endpoint_name(),
            $($said)*
        )
    };
}

/// What is known of an exchange while it runs.
pub struct Audit {
    request_id: RequestId,
    trace_id: Option<TraceId>,
    started: Instant,
    tenant: Option<TenantId>,
    provider: Option<Provider>,
    endpoint: Option<Endpoint>,
    /// A call that the proxy answers itself.
    own: Option<&'static str>,
    counts: Counts,
    read: Duration,
    prepared: Option<Duration>,
    /// Whether the provider has begun to answer.
    is_reached: bool,
    /// In nanoseconds.
    restoring: AtomicU64,
    held_back: AtomicUsize,
    /// Whether it was told how it ended, or that its answer has begun.
    is_told: AtomicBool,
    metrics: Arc<Metrics>,
    span: Option<Box<ExchangeSpan>>,
    _running: Running,
}

impl Audit {
    /// An exchange begins.
    pub fn begin(
        request_id: RequestId,
        trace_id: Option<TraceId>,
        span: Option<ExchangeSpan>,
        metrics: &Arc<Metrics>,
    ) -> Self {
        Self {
            request_id,
            trace_id: span.as_ref().map(ExchangeSpan::trace).or(trace_id),
            span: span.map(Box::new),
            started: Instant::now(),
            tenant: None,
            provider: None,
            endpoint: None,
            own: None,
            counts: Counts::default(),
            read: Duration::ZERO,
            prepared: None,
            is_reached: false,
            restoring: AtomicU64::new(0),
            held_back: AtomicUsize::new(0),
            is_told: AtomicBool::new(false),
            _running: metrics.begin(),
            metrics: Arc::clone(metrics),
        }
    }

    /// Who is calling.
    pub fn caller(&mut self, tenant: &TenantId) {
        self.tenant = Some(tenant.clone());
    }

    /// What is called.
    pub fn called(&mut self, endpoint: Endpoint) {
        self.endpoint = Some(endpoint);
    }

    /// Which of the proxy's own calls it is.
    pub fn called_here(&mut self, call: &'static str) {
        self.own = Some(call);
    }

    /// Where it goes, and what that is called there.
    pub fn routed(&mut self, provider: Provider, endpoint: Endpoint) {
        self.provider = Some(provider);
        self.endpoint = Some(endpoint);
    }

    /// Which model is asked for, and where.
    pub fn asked(&mut self, model: Option<&str>, base: &BaseUrl) {
        if let Some(span) = &mut self.span {
            span.asked(model, base);
        }
    }

    /// The request's body is whole.
    pub fn read(&mut self) {
        self.read = self.started.elapsed();
    }

    /// What was found; the request is ready to be sent.
    pub fn sealed(&mut self, counts: Counts) {
        let prepared = self.started.elapsed();
        self.prepared = Some(prepared);
        self.metrics.prepared(self.read, prepared);
        self.metrics.texts(counts.inspected, counts.passed);
        for (entity, count) in &counts.entities {
            self.metrics.replaced(entity, *count);
        }
        self.counts = counts;
    }

    /// The provider begins to answer.
    pub fn reached(&mut self) {
        self.is_reached = true;
        let waited = self.started.elapsed() - self.prepared.unwrap_or_default();
        self.metrics.first_byte(self.provider_name(), waited);
        if let Some(span) = &self.span {
            span.reached();
        }
    }

    /// A piece of the provider's answer, before it is restored.
    pub fn passes(&self, piece: &[u8]) {
        if let Some(span) = &self.span {
            span.sees(piece);
        }
    }

    /// Some of the answer was restored, which began at that time.
    pub fn restored(&self, since: Instant) {
        let took = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.restoring.fetch_add(took, Ordering::Relaxed);
    }

    /// The answer's stream holds so many bytes back now.
    pub fn held_back(&self, now: usize) {
        let before = self.held_back.swap(now, Ordering::Relaxed);
        if before != now {
            self.metrics.held_back(before, now);
        }
    }

    fn provider_name(&self) -> &'static str {
        self.provider.map_or("", Provider::name)
    }

    fn endpoint_name(&self) -> Option<&'static str> {
        self.endpoint.map(Endpoint::name).or(self.own)
    }

    fn count(&self, status: u16, error: Option<Error>) {
        self.is_told.store(true, Ordering::Relaxed);
        self.metrics.answered(self.provider_name(), self.endpoint_name().unwrap_or_default(), status);
        if let Some(span) = &self.span {
            span.answered(status, error);
        }
    }

    /// The answer's head has been sent.
    pub fn answered(&self, status: u16) {
        self.count(status, None);
        line!(info, self,
            status,
            entities = self.counts.values(),
            rules = %self.counts.fired(),
            prepared_us = self.prepared.map(micros),
            answered_us = micros(self.started.elapsed()),
            "exchange answered"
        );
    }

    /// The exchange failed before its answer began.
    pub fn refused(&self, error: Error) {
        self.count(error.code().status(), Some(error));
        if let Some(cause) = error.reason().cause() {
            self.metrics.unanswered(self.provider_name(), cause);
        }
        line!(warn, self,
            status = error.code().status(),
            code = error.code().as_str(),
            phase = ?error.phase(),
            cause = error.reason().cause(),
            why = %error,
            "exchange refused"
        );
    }

    /// The answer's stream broke off after it had begun.
    pub fn broken(&self, error: Error) {
        self.metrics.broken(self.provider_name());
        if let Some(span) = &self.span {
            span.broken(error);
        }
        line!(
            warn,
            self,
            code = error.code().as_str(),
            cause = error.reason().cause(),
            why = %error,
            "stream broken"
        );
    }

    /// The client has gone before its answer began; the provider may have the request.
    fn abandoned(&self) {
        self.count(CLIENT_GONE, None);
        line!(
            info,
            self,
            status = CLIENT_GONE,
            entities = self.counts.values(),
            was_sent = self.prepared.is_some(),
            "exchange abandoned by its client"
        );
    }
}

impl Drop for Audit {
    /// The exchange has ended: well, badly, or because its client has gone.
    fn drop(&mut self) {
        self.held_back(0);
        if !self.is_told.load(Ordering::Relaxed) {
            self.abandoned();
        }
        let restoring = Duration::from_nanos(self.restoring.load(Ordering::Relaxed));
        if let Some(span) = self.span.take() {
            span.end(&Ended {
                tenant: self.tenant.as_ref(),
                provider: self.provider,
                endpoint: self.endpoint,
                counts: &self.counts,
                read: self.read,
                prepared: self.prepared,
                restoring,
            });
        }
        let Some(prepared) = self.prepared.filter(|_| self.is_reached) else { return };
        let whole = self.started.elapsed().saturating_sub(prepared);
        let scan = prepared.saturating_sub(self.read);
        self.metrics.ended(self.provider_name(), whole, scan, restoring);
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
