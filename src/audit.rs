//! [`Audit`]: one line per exchange: who called what, how it ended, how much was found and how long it took.
//!
//! Owns: that line, and that metrics count the same. Never: holds content; there is no field for a value, a path or a header to be put in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::metrics::{Metrics, Running};
use crate::provider::{Endpoint, Provider};
use crate::pseudonymize::Counts;
use crate::request_id::RequestId;
use crate::tenant::TenantId;

/// What is known of an exchange while it runs.
pub struct Audit {
    request_id: RequestId,
    started: Instant,
    tenant: Option<TenantId>,
    provider: Option<Provider>,
    endpoint: Option<Endpoint>,
    counts: Counts,
    prepared: Option<Duration>,
    metrics: Arc<Metrics>,
    _running: Running,
}

impl Audit {
    /// An exchange begins.
    pub fn begin(request_id: RequestId, metrics: &Arc<Metrics>) -> Self {
        Self {
            request_id,
            started: Instant::now(),
            tenant: None,
            provider: None,
            endpoint: None,
            counts: Counts::default(),
            prepared: None,
            _running: metrics.begin(),
            metrics: Arc::clone(metrics),
        }
    }

    /// Who is calling.
    pub fn caller(&mut self, tenant: &TenantId) {
        self.tenant = Some(tenant.clone());
    }

    /// Where it goes.
    pub fn routed(&mut self, provider: Provider, endpoint: Endpoint) {
        self.provider = Some(provider);
        self.endpoint = Some(endpoint);
    }

    /// What was found; the request is ready to be sent.
    pub fn sealed(&mut self, counts: Counts) {
        let prepared = self.started.elapsed();
        self.prepared = Some(prepared);
        self.metrics.prepared(prepared);
        for (entity, count) in &counts.entities {
            self.metrics.replaced(entity.label(), *count);
        }
        self.counts = counts;
    }

    /// The provider begins to answer.
    pub fn reached(&self) {
        let waited = self.started.elapsed() - self.prepared.unwrap_or_default();
        self.metrics.waited(self.provider_name(), waited);
    }

    fn provider_name(&self) -> &'static str {
        self.provider.map_or("", Provider::name)
    }

    fn count(&self, status: u16) {
        self.metrics.answered(self.provider_name(), self.endpoint.map_or("", Endpoint::name), status);
    }

    /// The answer's head has been sent.
    pub fn answered(&self, status: u16) {
        self.count(status);
        tracing::info!(
            request_id = %self.request_id,
            tenant = self.tenant.as_ref().map(TenantId::as_str),
            provider = self.provider.map(Provider::name),
            endpoint = self.endpoint.map(Endpoint::name),
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
        self.count(error.code().status());
        tracing::warn!(
            request_id = %self.request_id,
            tenant = self.tenant.as_ref().map(TenantId::as_str),
            provider = self.provider.map(Provider::name),
            endpoint = self.endpoint.map(Endpoint::name),
            status = error.code().status(),
            code = error.code().as_str(),
            phase = ?error.phase(),
            "exchange refused"
        );
    }

    /// The answer's stream broke off after it had begun.
    pub fn broken(&self, error: Error) {
        self.metrics.broken(self.provider_name());
        tracing::warn!(
            request_id = %self.request_id,
            tenant = self.tenant.as_ref().map(TenantId::as_str),
            provider = self.provider.map(Provider::name),
            endpoint = self.endpoint.map(Endpoint::name),
            code = error.code().as_str(),
            "stream broken"
        );
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
