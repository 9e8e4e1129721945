//! [`Counted`]: the SDK's batches, with a count of every span: sent, failed, or dropped because too many wait.
//!
//! Owns: the bound on waiting spans. The SDK drops at its own bound too, but tells nobody how many; here its bound is never
//! reached. Never: waits: a span that finds no place is dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_otlp::SpanExporter as Otlp;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Span, SpanData, SpanExporter, SpanProcessor,
};

use crate::metrics::{Fate, Metrics};

/// Spans that wait, those on their way included. One is below a kilobyte.
const WAITING: usize = 4_096;

/// What waits, and what became of the rest.
pub(super) struct Tally {
    waiting: AtomicUsize,
    metrics: Arc<Metrics>,
}

impl std::fmt::Debug for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tally").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

impl Tally {
    /// An exporter whose spans are counted when they leave, and the count of those that have not.
    pub(super) fn over(exporter: Otlp, metrics: Arc<Metrics>) -> (Leaving, Arc<Self>) {
        let tally = Arc::new(Self { waiting: AtomicUsize::new(0), metrics });
        (Leaving { exporter, tally: Arc::clone(&tally) }, tally)
    }

    /// Takes a place; false if there is none.
    fn enter(&self) -> bool {
        let more = |waiting| (waiting < WAITING).then_some(waiting + 1);
        let entered = self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok();
        if !entered {
            self.metrics.spans(Fate::Dropped, 1);
        }
        entered
    }

    fn leave(&self, spans: usize, fate: Fate) {
        self.waiting.fetch_sub(spans, Ordering::Relaxed);
        self.metrics.spans(fate, spans as u64);
    }
}

/// The exporter, counted.
#[derive(Debug)]
pub(super) struct Leaving {
    exporter: Otlp,
    tally: Arc<Tally>,
}

impl SpanExporter for Leaving {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let sent = self.exporter.export(batch).await;
        self.tally.leave(spans, if sent.is_ok() { Fate::Sent } else { Fate::Failed });
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

/// The SDK's batches, bounded.
#[derive(Debug)]
pub(super) struct Counted {
    batches: BatchSpanProcessor,
    tally: Arc<Tally>,
}

impl Counted {
    pub(super) fn new(exporter: Leaving, tally: Arc<Tally>) -> Self {
        let config = BatchConfigBuilder::default().with_max_queue_size(2 * WAITING).build();
        let batches = BatchSpanProcessor::builder(exporter).with_batch_config(config).build();
        Self { batches, tally }
    }
}

impl SpanProcessor for Counted {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.batches.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if self.tally.enter() {
            self.batches.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.batches.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.batches.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.batches.set_resource(resource);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Format, Sizes};

    #[test]
    fn a_span_too_many_is_dropped_and_counted() {
        let metrics = Arc::new(Metrics::default());
        let tally = Tally { waiting: AtomicUsize::new(0), metrics: Arc::clone(&metrics) };
        let entered = (0..WAITING + 3).filter(|_| tally.enter()).count();
        assert_eq!(entered, WAITING);
        tally.leave(2, Fate::Sent);
        tally.leave(1, Fate::Failed);
        assert_eq!((tally.enter(), tally.enter(), tally.enter(), tally.enter()), (true, true, true, false));
        let text = metrics.text(Format::Classic, &Sizes::default());
        for line in ["{fate=\"sent\"} 2", "{fate=\"failed\"} 1", "{fate=\"dropped\"} 4"] {
            assert!(text.contains(&format!("allonym_spans_total{line}")), "{text}");
        }
    }
}
