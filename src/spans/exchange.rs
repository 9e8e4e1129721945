//! [`ExchangeSpan`]: one exchange as four spans: the whole of it, finding and replacing, the provider, restoring.
//!
//! Owns: which attributes there are, by the semantic conventions of OpenTelemetry for HTTP and generative AI, and of our own
//! below `allonym.`: counts, closed sets and settings. The one text that a client chooses is the model's name: it is told once a
//! provider has answered to it, and only where it is written as such names are. Never: a path, a header, a body, an id of a
//! client's but its trace.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::Method;
use http::uri::{Authority, Scheme};
use opentelemetry::trace::{
    Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceState,
    Tracer,
};
use opentelemetry::{Context, KeyValue, TraceId as OtelTraceId};
use opentelemetry_sdk::trace::{SdkTracer, Span};

use super::seen::Seen;
use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::provider::{Endpoint, Provider};
use crate::pseudonymize::Counts;
use crate::tenant::TenantId;
use crate::trace_parent::{TraceId, TraceParent};

/// The longest name of a model that is told, in bytes.
const MODEL: usize = 96;

/// An exchange that runs.
pub struct ExchangeSpan {
    tracer: SdkTracer,
    span: Span,
    begun: (SystemTime, Instant),
    asked: Asked,
    told: Mutex<Told>,
}

/// What the request asks for, and of whom.
#[derive(Default)]
struct Asked {
    model: Option<String>,
    peer: Option<(Scheme, Authority)>,
}

/// What became known while the answer came.
#[derive(Default)]
struct Told {
    status: Option<u16>,
    error: Option<Error>,
    reached: Option<Instant>,
    restoring: Option<Instant>,
    seen: Seen,
}

/// What is known of an exchange at its end.
pub struct Ended<'a> {
    /// Who called.
    pub tenant: Option<&'a TenantId>,
    /// Where it went.
    pub provider: Option<Provider>,
    /// What it asked for.
    pub endpoint: Option<Endpoint>,
    /// What was found.
    pub counts: &'a Counts,
    /// From the beginning until the request's body was whole.
    pub read: Duration,
    /// From the beginning until the request was ready to be sent on, if it was.
    pub prepared: Option<Duration>,
    /// The time that restoring took, all pieces together.
    pub restoring: Duration,
}

impl ExchangeSpan {
    pub(super) fn begin(tracer: &SdkTracer, parent: Option<TraceParent>, method: &Method) -> Self {
        let context = parent
            .map_or_else(Context::new, |parent| Context::new().with_remote_span_context(context_of(parent)));
        let attributes = [KeyValue::new("http.request.method", method_name(method))];
        let builder =
            SpanBuilder::from_name("exchange").with_kind(SpanKind::Server).with_attributes(attributes);
        let begun = (SystemTime::now(), Instant::now());
        let span = tracer.build_with_context(builder.with_start_time(begun.0), &context);
        Self { tracer: tracer.clone(), span, begun, asked: Asked::default(), told: Mutex::default() }
    }

    /// The trace that it belongs to, recorded or not.
    pub fn trace(&self) -> TraceId {
        TraceId(u128::from_be_bytes(self.span.span_context().trace_id().to_bytes()))
    }

    /// Which model is asked for, and where.
    pub fn asked(&mut self, model: Option<&str>, base: &BaseUrl) {
        if self.span.is_recording() {
            let model = model.filter(|model| is_model(model)).map(str::to_owned);
            self.asked = Asked { model, peer: Some((base.scheme().clone(), base.authority().clone())) };
        }
    }

    /// The provider begins to answer.
    pub fn reached(&self) {
        self.told().reached = Some(Instant::now());
    }

    /// The client is answered with this status, and with this error if it is one of ours.
    pub fn answered(&self, status: u16, error: Option<Error>) {
        let mut told = self.told();
        (told.status, told.error) = (Some(status), error.or(told.error));
    }

    /// The answer broke off.
    pub fn broken(&self, error: Error) {
        self.told().error = Some(error);
    }

    /// A piece of the provider's answer passes.
    pub fn sees(&self, piece: &[u8]) {
        if self.span.is_recording() {
            let mut told = self.told();
            told.restoring.get_or_insert_with(Instant::now);
            told.seen.see(piece);
        }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The exchange is over.
    pub fn end(mut self, ended: &Ended<'_>) {
        if !self.span.is_recording() {
            return;
        }
        let told = std::mem::take(&mut *self.told());
        let over = self.begun.1.elapsed();
        self.whole(ended, &told);
        if let Some(prepared) = ended.prepared {
            self.child(
                "scan",
                SpanKind::Internal,
                (ended.read, prepared),
                found(ended.counts),
                Status::Unset,
            );
            self.upstream(ended, &told, (prepared, over));
        }
        if let Some(begun) = told.restoring {
            let busy = KeyValue::new("allonym.restore.busy", ended.restoring.as_secs_f64());
            self.child(
                "restore",
                SpanKind::Internal,
                (begun - self.begun.1, over),
                vec![busy],
                Status::Unset,
            );
        }
        self.span.end_with_timestamp(self.begun.0 + over);
    }

    fn whole(&mut self, ended: &Ended<'_>, told: &Told) {
        if let Some(endpoint) = ended.endpoint {
            self.span.update_name(endpoint.name());
            self.span.set_attribute(KeyValue::new("allonym.endpoint", endpoint.name()));
        }
        if let Some(tenant) = ended.tenant {
            self.span.set_attribute(KeyValue::new("allonym.tenant", tenant.as_str().to_owned()));
        }
        if let Some(status) = told.status {
            self.span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
        }
        let is_ours_or_theirs = told.status.is_none_or(|status| !(400..500).contains(&status));
        let failure = failure(told, told.status.filter(|status| *status >= 500));
        if !failure.is_empty() && is_ours_or_theirs {
            self.span.set_status(Status::error(""));
        }
        self.span.set_attributes(failure);
    }

    fn upstream(&self, ended: &Ended<'_>, told: &Told, times: (Duration, Duration)) {
        let mut attributes = Vec::with_capacity(12);
        let operation = ended.endpoint.map_or("", operation);
        attributes.push(KeyValue::new("gen_ai.operation.name", operation));
        if let Some(provider) = ended.provider {
            attributes.push(KeyValue::new("gen_ai.provider.name", provider_name(provider)));
        }
        if let Some((scheme, authority)) = &self.asked.peer {
            let port = if *scheme == Scheme::HTTP { 80 } else { 443 };
            attributes.push(KeyValue::new("server.address", authority.host().to_owned()));
            attributes.push(KeyValue::new("server.port", i64::from(authority.port_u16().unwrap_or(port))));
        }
        let status = told.status.filter(|_| told.reached.is_some());
        let failed = told.error.is_some() || status.is_none_or(|status| status >= 400);
        attributes.extend(failure(told, status.filter(|status| *status >= 400)));
        if let Some(reached) = told.reached {
            let waited = (reached - self.begun.1).saturating_sub(times.0);
            attributes.push(KeyValue::new("allonym.upstream.first_byte", waited.as_secs_f64()));
        }
        let model = self.asked.model.clone().filter(|_| status.is_some_and(|status| status < 300));
        let name = model.as_ref().map_or(operation.to_owned(), |model| format!("{operation} {model}"));
        attributes.extend(model.clone().map(|model| KeyValue::new("gen_ai.request.model", model)));
        attributes.extend(status.into_iter().flat_map(|status| answer(status, &told.seen)));
        let status = if failed { Status::error("") } else { Status::Unset };
        self.child(name, SpanKind::Client, times, attributes, status);
    }

    /// A part of the exchange, between two times after its beginning.
    fn child(
        &self,
        name: impl Into<std::borrow::Cow<'static, str>>,
        kind: SpanKind,
        (from, to): (Duration, Duration),
        attributes: Vec<KeyValue>,
        status: Status,
    ) {
        let context = Context::new().with_remote_span_context(self.span.span_context().clone());
        let builder = SpanBuilder::from_name(name).with_kind(kind).with_attributes(attributes);
        let mut span = self.tracer.build_with_context(builder.with_start_time(self.begun.0 + from), &context);
        span.set_status(status);
        span.end_with_timestamp(self.begun.0 + to);
    }
}

fn context_of(parent: TraceParent) -> SpanContext {
    let flags = if parent.sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
    let (trace, span) = (OtelTraceId::from(parent.trace.0), SpanId::from(parent.span));
    SpanContext::new(trace, span, flags, true, TraceState::NONE)
}

/// What went wrong, if anything: an error of ours, with its cause, or a status that tells of one.
fn failure(told: &Told, bad: Option<u16>) -> Vec<KeyValue> {
    let code = told.error.map(|error| error.code().as_str().into());
    let kind = code.or_else(|| bad.map(|status| opentelemetry::Value::from(status.to_string())));
    let cause = told.error.and_then(|error| error.reason().cause());
    let kind = kind.map(|kind| KeyValue::new("error.type", kind));
    kind.into_iter().chain(cause.map(|cause| KeyValue::new("allonym.cause", cause))).collect()
}

/// What an answer with this status says of itself.
fn answer(status: u16, seen: &Seen) -> Vec<KeyValue> {
    if status >= 300 {
        return Vec::new();
    }
    let usage = seen.usage();
    let number = |name, number: u64| KeyValue::new(name, i64::try_from(number).unwrap_or(i64::MAX));
    let model = seen.model().filter(|model| is_model(model));
    model
        .map(|model| KeyValue::new("gen_ai.response.model", model))
        .into_iter()
        .chain(usage.input.map(|tokens| number("gen_ai.usage.input_tokens", tokens)))
        .chain(usage.output.map(|tokens| number("gen_ai.usage.output_tokens", tokens)))
        .collect()
}

/// How much was found, by kind, and how much was looked at.
fn found(counts: &Counts) -> Vec<KeyValue> {
    let bytes = i64::try_from(counts.inspected).unwrap_or(i64::MAX);
    let kinds = counts.entities.iter().map(|(entity, count)| {
        KeyValue::new(format!("allonym.entities.{}", entity.label()), i64::from(*count))
    });
    [
        KeyValue::new("allonym.entities", i64::from(counts.values())),
        KeyValue::new("allonym.text.inspected", bytes),
    ]
    .into_iter()
    .chain(kinds)
    .collect()
}

/// Whether this is written as names of models are: nothing that an address or a sentence would hold.
fn is_model(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/-".contains(&byte);
    !name.is_empty() && name.len() <= MODEL && name.bytes().all(plain)
}

/// The method, if it is one of HTTP's own.
fn method_name(method: &Method) -> &'static str {
    let known = [
        Method::GET,
        Method::POST,
        Method::DELETE,
        Method::PUT,
        Method::PATCH,
        Method::HEAD,
        Method::OPTIONS,
    ];
    let names = ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS"];
    known.iter().position(|known| known == method).map_or("_OTHER", |at| names[at])
}

/// The operation, as the conventions call it; where they have no word, the endpoint's name.
const fn operation(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::ChatCompletions | Endpoint::Responses | Endpoint::Messages => "chat",
        Endpoint::Completions | Endpoint::Complete => "text_completion",
        Endpoint::Embeddings => "embeddings",
        other => other.name(),
    }
}

/// The provider, as the conventions call it.
const fn provider_name(provider: Provider) -> &'static str {
    match provider {
        Provider::Azure => "azure.ai.openai",
        other => other.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_models_hold_no_address_and_no_sentence() {
        for model in
            ["gpt-4o-2024-08-06", "meta-llama/llama-4:free", "ft:gpt-4o:org::id", "claude-sonnet-4.5"]
        {
            assert!(is_model(model), "{model}");
        }
        for text in
            ["", "jane.roe@mail.example", "Jane Roe", "modèle", "a\nb", "+1 555 0100", &"m".repeat(97)]
        {
            assert!(!is_model(text), "{text}");
        }
    }
}
