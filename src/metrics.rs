//! [`Metrics`]: counts and durations for Prometheus, under names that follow its conventions.
//!
//! Owns: the list of metrics, and their text (OpenMetrics 1.0). Never: holds anything of a request but counts; every label
//! is from a closed set or from the configuration (entities of one's own, providers), none comes from a client.

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

/// The media type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

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
    entity: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfProvider {
    provider: &'static str,
}

/// All metrics; shared by everything that counts.
pub struct Metrics {
    registry: Registry,
    requests: Family<Outcome, Counter>,
    broken: Family<OfProvider, Counter>,
    entities: Family<OfEntity, Counter>,
    prepare: Histogram,
    upstream: Family<OfProvider, Histogram>,
    running: Gauge,
    sizes: SizeGauges,
}

/// What is measured when somebody looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sizes {
    /// Mappings at rest.
    pub vault_mappings: u64,
    /// Their approximate size in bytes.
    pub vault_bytes: u64,
    /// Texts that the neural tier has read, known from before, and had no time for.
    pub windows: [u64; 3],
    /// Requests that went on without the neural tier.
    pub fell_back: u64,
    /// Resident memory of the process in bytes, and its open descriptors.
    pub process: Option<(u64, u64)>,
}

#[derive(Default)]
struct SizeGauges {
    vault_mappings: Gauge,
    vault_bytes: Gauge,
    windows: Family<OfFate, Gauge>,
    fell_back: Gauge,
    memory: Gauge,
    descriptors: Gauge,
}

/// What became of a window of text that was meant for the neural tier.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfFate {
    fate: &'static str,
}

const FATES: [&str; 3] = ["read", "known", "unread"];

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            broken: Family::default(),
            entities: Family::default(),
            prepare: Histogram::new(WORK),
            upstream: Family::new_with_constructor(|| Histogram::new(WAIT)),
            running: Gauge::default(),
            sizes: SizeGauges::default(),
        };
        metrics.register();
        metrics.sizes.register(&mut metrics.registry);
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        self.registry.register("allonym_build", "The version that runs", build);
        let registry = self.registry.sub_registry_with_prefix("allonym");
        registry.register("requests", "Requests by how they were answered", self.requests.clone());
        registry.register(
            "streams_broken",
            "Streams that broke off after they had begun",
            self.broken.clone(),
        );
        registry.register("entities", "Values replaced, by kind", self.entities.clone());
        registry.register("exchanges_running", "Exchanges whose answer has not ended", self.running.clone());
        registry.register_with_unit(
            "request_prepare",
            "From a request's arrival until it is ready to be sent on",
            Unit::Seconds,
            self.prepare.clone(),
        );
        registry.register_with_unit(
            "upstream_wait",
            "From sending a request on until its answer begins",
            Unit::Seconds,
            self.upstream.clone(),
        );
    }

    /// An exchange begins; it runs until what is returned is dropped.
    pub fn begin(&self) -> Running {
        self.running.inc();
        Running(self.running.clone())
    }

    /// A request was answered. `provider` and `endpoint` are empty where it was refused before they were known.
    pub fn answered(&self, provider: &'static str, endpoint: &'static str, code: u16) {
        self.requests.get_or_create(&Outcome { provider, endpoint, code }).inc();
    }

    /// A stream broke off after it had begun.
    pub fn broken(&self, provider: &'static str) {
        self.broken.get_or_create(&OfProvider { provider }).inc();
    }

    /// Values of this kind were replaced.
    pub fn replaced(&self, entity: &str, count: u32) {
        self.entities.get_or_create(&OfEntity { entity: entity.to_owned() }).inc_by(count.into());
    }

    /// A request was made ready for sending.
    pub fn prepared(&self, took: Duration) {
        self.prepare.observe(took.as_secs_f64());
    }

    /// A provider began to answer.
    pub fn waited(&self, provider: &'static str, took: Duration) {
        self.upstream.get_or_create(&OfProvider { provider }).observe(took.as_secs_f64());
    }

    /// Everything, as text of the type [`CONTENT_TYPE`].
    pub fn text(&self, sizes: &Sizes) -> String {
        self.sizes.set(sizes);
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = text::encode(&mut text, &self.registry);
        text
    }
}

impl SizeGauges {
    fn register(&self, registry: &mut Registry) {
        let ours = registry.sub_registry_with_prefix("allonym");
        ours.register("vault_mappings", "Mappings at rest", self.vault_mappings.clone());
        ours.register_with_unit("vault_size", "Mappings at rest", Unit::Bytes, self.vault_bytes.clone());
        ours.register("neural_windows", "Windows of text for the neural tier, by fate", self.windows.clone());
        ours.register(
            "neural_fallbacks",
            "Requests that went on without the neural tier",
            self.fell_back.clone(),
        );
        let process = registry.sub_registry_with_prefix("process");
        process.register_with_unit("resident_memory", "Resident memory", Unit::Bytes, self.memory.clone());
        process.register("open_fds", "Open file descriptors", self.descriptors.clone());
    }

    fn set(&self, sizes: &Sizes) {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.vault_mappings.set(whole(sizes.vault_mappings));
        self.vault_bytes.set(whole(sizes.vault_bytes));
        for (fate, count) in FATES.into_iter().zip(sizes.windows) {
            self.windows.get_or_create(&OfFate { fate }).set(whole(count));
        }
        self.fell_back.set(whole(sizes.fell_back));
        if let Some((memory, descriptors)) = sizes.process {
            self.memory.set(whole(memory));
            self.descriptors.set(whole(descriptors));
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

    #[test]
    fn what_is_counted_is_told_under_its_name() {
        let metrics = Metrics::default();
        let running = metrics.begin();
        metrics.answered("openai", "chat_completions", 200);
        metrics.answered("", "", 401);
        metrics.replaced("EMAIL", 2);
        metrics.replaced("EMAIL", 1);
        metrics.prepared(Duration::from_micros(70));
        metrics.waited("openai", Duration::from_millis(300));
        metrics.broken("openai");
        let text = metrics.text(&Sizes { vault_bytes: 9, process: Some((4096, 7)), ..Sizes::default() });
        for line in [
            "allonym_build_info{version=\"",
            "allonym_requests_total{provider=\"openai\",endpoint=\"chat_completions\",code=\"200\"} 1",
            "allonym_requests_total{provider=\"\",endpoint=\"\",code=\"401\"} 1",
            "allonym_entities_total{entity=\"EMAIL\"} 3",
            "allonym_request_prepare_seconds_bucket{le=\"0.0001\"} 1",
            "allonym_upstream_wait_seconds_count{provider=\"openai\"} 1",
            "allonym_streams_broken_total{provider=\"openai\"} 1",
            "allonym_exchanges_running 1",
            "allonym_vault_size_bytes 9",
            "process_resident_memory_bytes 4096",
            "process_open_fds 7",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
        drop(running);
        assert!(metrics.text(&Sizes::default()).contains("allonym_exchanges_running 0"));
    }
}
