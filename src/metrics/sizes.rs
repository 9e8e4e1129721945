//! What is measured when somebody looks: the vault, caches, the neural tier, load, the process.
//!
//! Owns: these numbers and their names. Never: measures; `app` asks each part for its own.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

/// What each part has to say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sizes {
    /// Mappings at rest.
    pub vault: Store,
    /// Texts whose scan is remembered.
    pub cache: Store,
    /// Beginnings of conversations that are remembered.
    pub prefixes: Store,
    /// Windows that the neural tier has read, known from before, and had no time for.
    pub windows: [u64; 3],
    /// Windows that wait for it.
    pub windows_waiting: u64,
    /// Requests that went on without the neural tier.
    pub fell_back: u64,
    /// Requests that were refused for want of it.
    pub neural_refused: u64,
    /// What is taken on, and what may be.
    pub load: Load,
    /// Connections from clients that are open, and that may be.
    pub connections: [u64; 2],
    /// When the certificate ends that clients are shown, in seconds since 1970; 0 without one.
    pub certificate_expiry: u64,
    /// What the system says of the process.
    pub process: Option<Process>,
}

/// What is kept of something.
#[derive(Clone, Copy, Debug, Default)]
pub struct Store {
    /// How many.
    pub entries: u64,
    /// Their size in bytes (approximate).
    pub bytes: u64,
}

impl From<(u64, u64)> for Store {
    fn from((entries, bytes): (u64, u64)) -> Self {
        Self { entries, bytes }
    }
}

/// What is taken on at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    /// Exchanges and bodies that wait for a place.
    pub waiting: u64,
    /// Exchanges that may run.
    pub exchanges_limit: u64,
    /// Bodies that are held whole, in bytes.
    pub bodies_bytes: u64,
    /// How large they may be together.
    pub bodies_limit: u64,
    /// How far the process is behind with its work.
    pub behind: Duration,
    /// What has been refused, by what was at its limit.
    pub refused: [(&'static str, u64); 4],
}

/// The process as the system sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// Resident memory in bytes.
    pub memory: u64,
    /// Processor time since its start.
    pub processor: Duration,
    /// Open file descriptors.
    pub descriptors: u64,
    /// How many may be open; 0 where there is no limit.
    pub descriptors_limit: u64,
}

/// What became of a window of text that was meant for the neural tier.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfFate {
    fate: &'static str,
}

const FATES: [&str; 3] = ["read", "known", "unread"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfCause {
    cause: &'static str,
}

/// The metrics that show a [`Store`].
#[derive(Default)]
struct StoreMetrics {
    entries: Gauge,
    bytes: Gauge,
}

impl StoreMetrics {
    /// Under these names, with what each of both says.
    fn register(&self, ours: &mut Registry, entries: (&str, &str), bytes: (&str, &str)) {
        ours.register(entries.0, entries.1, self.entries.clone());
        ours.register_with_unit(bytes.0, bytes.1, Unit::Bytes, self.bytes.clone());
    }

    fn set(&self, Store { entries, bytes }: Store) {
        set(&self.entries, entries);
        set(&self.bytes, bytes);
    }
}

/// The metrics that show them.
#[derive(Default)]
pub(super) struct SizeMetrics {
    vault: StoreMetrics,
    cache: StoreMetrics,
    prefixes: StoreMetrics,
    windows: Family<OfFate, Counter>,
    windows_waiting: Gauge,
    fell_back: Counter,
    neural_refused: Counter,
    certificate_expiry: Gauge,
    connections: [Gauge; 2],
    waiting: Gauge,
    exchanges_limit: Gauge,
    bodies: (Gauge, Gauge),
    behind: Gauge<f64, AtomicU64>,
    refused: Family<OfCause, Counter>,
    memory: Gauge,
    processor: Counter<f64, AtomicU64>,
    descriptors: (Gauge, Gauge),
}

impl SizeMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        let ours = registry.sub_registry_with_prefix("allonym");
        self.register_stores(ours);
        self.register_load(ours);
        let expiry = self.certificate_expiry.clone();
        let help = "When the certificate ends that clients are shown, in Unix time; 0 without TLS";
        ours.register_with_unit("tls_certificate_expiry", help, Unit::Seconds, expiry);
        let process = registry.sub_registry_with_prefix("process");
        process.register_with_unit("resident_memory", "Resident memory", Unit::Bytes, self.memory.clone());
        process.register_with_unit("cpu", "Processor time", Unit::Seconds, self.processor.clone());
        process.register("open_fds", "Open file descriptors", self.descriptors.0.clone());
        process.register("max_fds", "File descriptors that may be open", self.descriptors.1.clone());
    }

    fn register_stores(&self, ours: &mut Registry) {
        let remembered = "Beginnings of conversations that are remembered";
        let of_them = "What is remembered of the beginnings of conversations";
        let (cached, of_scans) =
            ("Texts and windows whose scan is remembered", "What is remembered of scans");
        let at_rest = "Mappings at rest";
        self.vault.register(ours, ("vault_mappings", at_rest), ("vault_size", at_rest));
        self.cache.register(ours, ("cache_entries", cached), ("cache_size", of_scans));
        self.prefixes.register(ours, ("prefix_cache_entries", remembered), ("prefix_cache_size", of_them));
        ours.register("neural_windows", "Windows of text for the neural tier, by fate", self.windows.clone());
        ours.register(
            "neural_waiting",
            "Windows that wait for the neural tier",
            self.windows_waiting.clone(),
        );
        ours.register(
            "neural_fallbacks",
            "Requests that went on without the neural tier",
            self.fell_back.clone(),
        );
        ours.register(
            "neural_refusals",
            "Requests that were refused for want of the neural tier",
            self.neural_refused.clone(),
        );
    }

    fn register_load(&self, ours: &mut Registry) {
        let [open, most] = self.connections.clone();
        ours.register("connections_open", "Connections from clients", open);
        ours.register("connections_limit", "Connections from clients that may be open", most);
        ours.register("exchanges_limit", "Exchanges that may run at once", self.exchanges_limit.clone());
        ours.register("overload_waiting", "Exchanges and bodies that wait for a place", self.waiting.clone());
        ours.register(
            "overload_refusals",
            "Requests refused, by what was at its limit",
            self.refused.clone(),
        );
        ours.register_with_unit(
            "bodies_size",
            "Bodies that are held whole",
            Unit::Bytes,
            self.bodies.0.clone(),
        );
        ours.register_with_unit(
            "bodies_limit",
            "Bodies that may be held whole",
            Unit::Bytes,
            self.bodies.1.clone(),
        );
        ours.register_with_unit(
            "behind",
            "How far the process is behind with its work",
            Unit::Seconds,
            self.behind.clone(),
        );
    }

    pub(super) fn set(&self, sizes: &Sizes) {
        self.vault.set(sizes.vault);
        self.cache.set(sizes.cache);
        self.prefixes.set(sizes.prefixes);
        for (fate, count) in FATES.into_iter().zip(sizes.windows) {
            count_to(&self.windows.get_or_create(&OfFate { fate }), count);
        }
        set(&self.windows_waiting, sizes.windows_waiting);
        count_to(&self.fell_back, sizes.fell_back);
        count_to(&self.neural_refused, sizes.neural_refused);
        set(&self.certificate_expiry, sizes.certificate_expiry);
        self.set_load(&sizes.load);
        for (gauge, number) in self.connections.iter().zip(sizes.connections) {
            set(gauge, number);
        }
        if let Some(process) = sizes.process {
            set(&self.memory, process.memory);
            // Positive numbers are ordered as their bits are.
            self.processor.inner().fetch_max(process.processor.as_secs_f64().to_bits(), Ordering::Relaxed);
            set(&self.descriptors.0, process.descriptors);
            set(&self.descriptors.1, process.descriptors_limit);
        }
    }

    fn set_load(&self, load: &Load) {
        set(&self.waiting, load.waiting);
        set(&self.exchanges_limit, load.exchanges_limit);
        set(&self.bodies.0, load.bodies_bytes);
        set(&self.bodies.1, load.bodies_limit);
        self.behind.set(load.behind.as_secs_f64());
        for (cause, count) in load.refused {
            count_to(&self.refused.get_or_create(&OfCause { cause }), count);
        }
    }
}

fn set(gauge: &Gauge, number: u64) {
    gauge.set(i64::try_from(number).unwrap_or(i64::MAX));
}

/// These counters count elsewhere; what is told here never goes back.
fn count_to(counter: &Counter, count: u64) {
    counter.inner().fetch_max(count, Ordering::Relaxed);
}
