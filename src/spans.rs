//! [`Spans`]: what an exchange did, and when, for a collector that speaks OTLP.
//!
//! Owns: the set-up of the OpenTelemetry SDK (sampling, batching, the resource), the bound on what waits to be sent, and
//! sending the rest before the end. Off unless a collector is named; then an exchange begins with [`Spans::begin`]. Never:
//! puts text of a request or an answer into a span, waits for the collector while a request is answered, or connects:
//! `upstream/collector.rs` does. Next: `spans/exchange.rs` (which spans, which attributes), `spans/tally.rs`, `spans/seen.rs`.

mod exchange;
mod seen;
mod tally;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Uri};
use opentelemetry::trace::TracerProvider;
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_http::HttpClient;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};

pub use self::exchange::{Ended, ExchangeSpan};
use self::tally::{Counted, Tally};
use crate::metrics::Metrics;
use crate::trace_parent::TraceParent;

/// How long the collector may take for one batch, with all attempts.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How long the end of the process waits for the last batch, in the SDK's hands.
const LAST_BATCH: Duration = Duration::from_secs(5);

/// Where spans go.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The collector's address for traces.
    pub endpoint: Uri,
    /// What this service is called there.
    pub service: String,
    /// Which share of the traces that begin here is recorded; the rest follows whoever began them. Without it, what the
    /// variables of OpenTelemetry say, else all.
    pub sample: Option<f64>,
}

/// The exporter could not be made of its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoExporter;

impl fmt::Display for NoExporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "telemetry: the OTEL_EXPORTER_OTLP_ variables ask for a compression, and none is built in",
        )
    }
}

impl std::error::Error for NoExporter {}

/// The way to a collector.
pub struct Spans {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl Spans {
    /// Begins to send through `client`.
    ///
    /// # Errors
    /// The environment asks for a compression, and none is built in.
    pub fn start(
        export: &Export,
        client: impl HttpClient + 'static,
        metrics: &Arc<Metrics>,
    ) -> Result<Self, NoExporter> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(export.endpoint.to_string())
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(PATIENCE)
            .with_http_client(client)
            .build()
            .map_err(|_| NoExporter)?;
        let (exporter, tally) = Tally::over(exporter, Arc::clone(metrics));
        let builder = SdkTracerProvider::builder()
            .with_resource(resource(&export.service))
            .with_span_processor(Counted::new(exporter, tally));
        let provider = match export.sample {
            Some(share) => builder.with_sampler(sampler(share)).build(),
            None => builder.build(),
        };
        let scope = InstrumentationScope::builder("allonym").with_version(env!("CARGO_PKG_VERSION")).build();
        let tracer = provider.tracer_with_scope(scope);
        Ok(Self { provider, tracer })
    }

    /// An exchange begins now, for a client that may be recording a trace.
    pub fn begin(&self, parent: Option<TraceParent>, method: &Method) -> ExchangeSpan {
        ExchangeSpan::begin(&self.tracer, parent, method)
    }

    /// Sends what waits. Blocks the thread for some seconds at most; nothing is sent afterwards.
    pub fn end(&self) {
        // What could not be sent is counted.
        let _ = self.provider.shutdown_with_timeout(LAST_BATCH);
    }
}

fn resource(service: &str) -> Resource {
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    Resource::builder().with_service_name(service.to_owned()).with_attribute(version).build()
}

fn sampler(share: f64) -> Sampler {
    Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(share)))
}
