//! [`Metrics`]: counts and durations for Prometheus, under names that follow its conventions.
//!
//! Owns: the list of metrics, and their text (OpenMetrics 1.0, or the format before it: `metrics/classic.rs`). Never: holds anything of a request but counts; every label
//! is from a closed set or from the configuration (entities of one's own, providers), none comes from a client.

mod classic;
mod sizes;

use std::env::consts::{ARCH, OS};
use std::fmt::{self, Write};
use std::time::Duration;

use allonym_detectors::Entity;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use self::sizes::SizeMetrics;
pub use self::sizes::{Load, Process, Sizes, Store};

/// How metrics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// OpenMetrics 1.0.
    OpenMetrics,
    /// The text format of Prometheus, 0.0.4.
    Classic,
}

impl Format {
    /// What whoever sent this `Accept` reads: Prometheus names OpenMetrics where it reads that, older readers do not know it.
    pub fn accepted(accept: Option<&str>) -> Self {
        match accept.is_some_and(|accept| accept.contains("application/openmetrics-text")) {
            true => Self::OpenMetrics,
            false => Self::Classic,
        }
    }

    /// The media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Classic => classic::CONTENT_TYPE,
        }
    }
}

/// Upper bounds of the buckets for work of our own, in seconds.
const WORK: [f64; 10] = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.01, 0.05, 0.25, 1.0];
/// Upper bounds of the buckets for waiting on a provider, in seconds.
const WAIT: [f64; 10] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0];

/// How one request ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    provider: &'static str,
    endpoint: &'static str,
    /// The status that the client saw.
    code: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfEntity {
    entity: Kind,
}

/// A kind under its label. Nothing is copied to count one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Kind(Entity);

impl EncodeLabelValue for Kind {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        encoder.write_str(self.0.label())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfText {
    inspected: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfProvider {
    provider: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfCause {
    provider: &'static str,
    cause: &'static str,
}

/// What became of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The collector has it.
    Sent,
    /// The collector could not be reached, or refused it.
    Failed,
    /// Too many waited.
    Dropped,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfFate {
    fate: &'static str,
}

/// All metrics; shared by everything that counts.
pub struct Metrics {
    registry: Registry,
    requests: Family<Outcome, Counter>,
    broken: Family<OfProvider, Counter>,
    unanswered: Family<OfCause, Counter>,
    entities: Family<OfEntity, Counter>,
    texts: [Counter; 2],
    spans: [Counter; 3],
    times: Times,
    running: Gauge,
    held_back: Gauge,
    sizes: SizeMetrics,
}

/// How long the parts of an exchange take.
struct Times {
    read: Histogram,
    scan: Histogram,
    prepare: Histogram,
    restore: Histogram,
    added: Histogram,
    first_byte: Family<OfProvider, Histogram>,
    whole: Family<OfProvider, Histogram>,
}

impl Default for Times {
    fn default() -> Self {
        let work = || Histogram::new(WORK);
        let wait = || Family::new_with_constructor((|| Histogram::new(WAIT)) as fn() -> Histogram);
        Self {
            read: work(),
            scan: work(),
            prepare: work(),
            restore: work(),
            added: work(),
            first_byte: wait(),
            whole: wait(),
        }
    }
}

impl Times {
    fn register(&self, registry: &mut Registry) {
        for (name, help, times) in [
            ("request_read", "From a request's arrival until its body is whole", &self.read),
            ("scan", "Finding, replacing and sealing what is personal in a request", &self.scan),
            ("request_prepare", "From a request's arrival until it is ready to be sent on", &self.prepare),
            ("restore", "Restoring one answer, all of its pieces together", &self.restore),
            (
                "added_latency",
                "Preparing a request once its body is whole, and restoring its answer",
                &self.added,
            ),
        ] {
            registry.register_with_unit(name, help, Unit::Seconds, times.clone());
        }
        for (name, help, times) in [
            ("upstream_first_byte", "From sending a request on until its answer begins", &self.first_byte),
            ("upstream_whole", "From sending a request on until its answer's last byte", &self.whole),
        ] {
            registry.register_with_unit(name, help, Unit::Seconds, times.clone());
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            broken: Family::default(),
            unanswered: Family::default(),
            entities: Family::default(),
            texts: Default::default(),
            spans: Default::default(),
            times: Times::default(),
            running: Gauge::default(),
            held_back: Gauge::default(),
            sizes: SizeMetrics::default(),
        };
        metrics.register();
        metrics.sizes.register(&mut metrics.registry);
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let build = Info::new([("version", env!("CARGO_PKG_VERSION")), ("os", OS), ("arch", ARCH)]);
        self.registry.register("allonym_build", "What runs", build);
        let registry = self.registry.sub_registry_with_prefix("allonym");
        registry.register("requests", "Requests by how they were answered", self.requests.clone());
        registry.register(
            "streams_broken",
            "Streams that broke off after they had begun",
            self.broken.clone(),
        );
        registry.register(
            "upstream_failures",
            "Requests that a provider did not answer, by why",
            self.unanswered.clone(),
        );
        registry.register("entities", "Values replaced, by kind", self.entities.clone());
        let texts: Family<OfText, Counter> = Family::default();
        self.texts = ["yes", "no"].map(|inspected| texts.get_or_create(&OfText { inspected }).clone());
        registry.register(
            "text_bytes",
            "Bytes of strings in requests, by whether they were looked at",
            texts,
        );
        let spans: Family<OfFate, Counter> = Family::default();
        self.spans = ["sent", "failed", "dropped"].map(|fate| spans.get_or_create(&OfFate { fate }).clone());
        registry.register("spans", "Spans of exchanges, by what became of them", spans);
        registry.register("exchanges_running", "Exchanges whose answer has not ended", self.running.clone());
        registry.register_with_unit(
            "stream_held",
            "Text of streams that is held back because a pseudonym may go on in it",
            Unit::Bytes,
            self.held_back.clone(),
        );
        self.times.register(registry);
    }

    /// An exchange begins; it runs until what is returned is dropped.
    pub fn begin(&self) -> Running {
        self.running.inc();
        Running(self.running.clone())
    }

    /// Exchanges that run.
    pub fn running(&self) -> i64 {
        self.running.get()
    }

    /// A request was answered. `provider` and `endpoint` are empty where it was refused before they were known.
    pub fn answered(&self, provider: &'static str, endpoint: &'static str, code: u16) {
        self.requests.get_or_create(&Outcome { provider, endpoint, code }).inc();
    }

    /// A stream broke off after it had begun.
    pub fn broken(&self, provider: &'static str) {
        self.broken.get_or_create(&OfProvider { provider }).inc();
    }

    /// A provider did not answer, for one of a closed set of causes.
    pub fn unanswered(&self, provider: &'static str, cause: &'static str) {
        self.unanswered.get_or_create(&OfCause { provider, cause }).inc();
    }

    /// Values of this kind were replaced.
    pub fn replaced(&self, entity: &Entity, count: u32) {
        self.entities.get_or_create(&OfEntity { entity: Kind(entity.clone()) }).inc_by(count.into());
    }

    /// So many bytes of strings were looked at, and so many were not.
    pub fn texts(&self, inspected: u64, passed: u64) {
        self.texts[0].inc_by(inspected);
        self.texts[1].inc_by(passed);
    }

    /// So many spans were sent or not.
    pub fn spans(&self, fate: Fate, count: u64) {
        self.spans[fate as usize].inc_by(count);
    }

    /// A request was made ready for sending, so long after its arrival; its body was whole after `read`.
    pub fn prepared(&self, read: Duration, prepared: Duration) {
        self.times.read.observe(read.as_secs_f64());
        self.times.prepare.observe(prepared.as_secs_f64());
        self.times.scan.observe(prepared.saturating_sub(read).as_secs_f64());
    }

    /// A provider began to answer.
    pub fn first_byte(&self, provider: &'static str, took: Duration) {
        self.times.first_byte.get_or_create(&OfProvider { provider }).observe(took.as_secs_f64());
    }

    /// An answer that had begun has ended, however it did: `whole` after the request was sent on. Scanning and restoring took so long.
    pub fn ended(&self, provider: &'static str, whole: Duration, scan: Duration, restore: Duration) {
        self.times.whole.get_or_create(&OfProvider { provider }).observe(whole.as_secs_f64());
        self.times.restore.observe(restore.as_secs_f64());
        self.times.added.observe((scan + restore).as_secs_f64());
    }

    /// A stream that held back so many bytes holds back so many now.
    pub fn held_back(&self, before: usize, now: usize) {
        self.held_back.inc_by(now as i64 - before as i64);
    }

    /// Everything.
    pub fn text(&self, format: Format, sizes: &Sizes) -> String {
        self.sizes.set(sizes);
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = text::encode(&mut text, &self.registry);
        match format {
            Format::OpenMetrics => text,
            Format::Classic => classic::from_openmetrics(&text),
        }
    }
}

/// An exchange that has not ended.
pub struct Running(Gauge);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes() -> Sizes {
        let refused = [("exchanges", 0), ("bodies", 6), ("behind", 0), ("turns", 0)];
        Sizes {
            vault: (1, 9).into(),
            cache: (2, 5).into(),
            connections: [3, 8],
            windows: [1, 2, 3],
            fell_back: 4,
            load: Load { behind: Duration::from_millis(250), refused, ..Load::default() },
            process: Some(Process {
                memory: 4096,
                processor: Duration::from_millis(1_500),
                descriptors: 7,
                descriptors_limit: 20,
            }),
            ..Sizes::default()
        }
    }

    #[test]
    fn what_is_counted_is_told_under_its_name() {
        let metrics = Metrics::default();
        let running = metrics.begin();
        metrics.answered("openai", "chat_completions", 200);
        metrics.answered("", "", 401);
        metrics.replaced(&Entity::Email, 2);
        metrics.replaced(&Entity::Email, 1);
        metrics.texts(30, 4);
        metrics.prepared(Duration::from_micros(30), Duration::from_micros(70));
        metrics.first_byte("openai", Duration::from_millis(300));
        metrics.ended("openai", Duration::from_secs(2), Duration::from_micros(40), Duration::from_micros(20));
        metrics.broken("openai");
        metrics.unanswered("openai", "tls");
        metrics.spans(Fate::Dropped, 3);
        metrics.held_back(0, 7);
        metrics.held_back(7, 2);
        let text = metrics.text(Format::OpenMetrics, &sizes());
        for line in [
            "allonym_build_info{version=\"",
            "allonym_requests_total{provider=\"openai\",endpoint=\"chat_completions\",code=\"200\"} 1",
            "allonym_requests_total{provider=\"\",endpoint=\"\",code=\"401\"} 1",
            "allonym_entities_total{entity=\"EMAIL\"} 3",
            "allonym_request_prepare_seconds_bucket{le=\"0.0001\"} 1",
            "allonym_request_read_seconds_bucket{le=\"0.00005\"} 1",
            "allonym_scan_seconds_bucket{le=\"0.00005\"} 1",
            "allonym_restore_seconds_bucket{le=\"0.00005\"} 1",
            "allonym_added_latency_seconds_bucket{le=\"0.00005\"} 0",
            "allonym_added_latency_seconds_bucket{le=\"0.0001\"} 1",
            "allonym_upstream_first_byte_seconds_count{provider=\"openai\"} 1",
            "allonym_upstream_whole_seconds_bucket{le=\"2.5\",provider=\"openai\"} 1",
            "allonym_text_bytes_total{inspected=\"yes\"} 30",
            "allonym_text_bytes_total{inspected=\"no\"} 4",
            "allonym_stream_held_bytes 2",
            "allonym_cache_size_bytes 5",
            "allonym_neural_windows_total{fate=\"unread\"} 3",
            "allonym_neural_fallbacks_total 4",
            "allonym_overload_refusals_total{cause=\"bodies\"} 6",
            "allonym_behind_seconds 0.25",
            "allonym_streams_broken_total{provider=\"openai\"} 1",
            "allonym_upstream_failures_total{provider=\"openai\",cause=\"tls\"} 1",
            "allonym_connections_open 3",
            "allonym_connections_limit 8",
            "allonym_exchanges_running 1",
            "allonym_vault_size_bytes 9",
            "process_resident_memory_bytes 4096",
            "allonym_spans_total{fate=\"dropped\"} 3",
            "process_cpu_seconds_total 1.5",
            "process_open_fds 7",
            "process_max_fds 20",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
        let classic = metrics.text(Format::Classic, &sizes());
        assert!(classic.contains("# TYPE allonym_requests_total counter\n"), "{classic}");
        drop(running);
        assert!(metrics.text(Format::OpenMetrics, &Sizes::default()).contains("allonym_exchanges_running 0"));
    }
}
