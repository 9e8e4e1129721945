//! The sections that hold for the whole process: sizes, times, the look of pseudonyms, the vault.
//!
//! Owns: these types and their defaults. Never: anything that a tenant may change; see `tenants.rs` for that.

use std::time::Duration;

use super::load::Reader;
use super::setting::{Count, words};
use crate::pseudonym::{Numbering, Template};
use crate::pseudonymize::profile::{Blobs, Late, Note};
use crate::sensitive::Sensitive;
use crate::vault::Retention;

/// `[prefix_cache]`: what is remembered of the beginnings of conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrefixCache {
    /// How long after its last use one is forgotten; zero: nothing is ever remembered.
    pub ttl: Duration,
    /// Memory for all of them together, in bytes (approximate).
    pub max_bytes: usize,
    /// What becomes in them of a value that a later turn tells of.
    pub late_values: Late,
}

/// `[limits]`: how large things may be. All sizes are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A request body, as sent and once decoded.
    pub body_bytes: usize,
    /// A request's line and headers together.
    pub head_bytes: usize,
    /// Levels of JSON inside a body.
    pub depth: usize,
    /// One string inside a body.
    pub string_bytes: usize,
    /// An answer that is not a stream.
    pub answer_bytes: usize,
    /// One event of a stream.
    pub sse_event_bytes: usize,
    /// Open connections from clients.
    pub connections: usize,
    /// Exchanges in flight, of all keys together.
    pub exchanges: usize,
    /// Bodies that are held whole, of requests and answers together.
    pub bodies_bytes: usize,
}

/// `[timeouts]`: how long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Between two pieces of a provider's answer.
    pub idle: Duration,
    /// Between two pieces of a request body.
    pub body_idle: Duration,
    /// For a request body to be whole.
    pub body: Duration,
    /// For a new connection to send its first head, after a TLS handshake that may take as long.
    pub head: Duration,
    /// Until the next head of a connection.
    pub keep_alive: Duration,
    /// For a client to take what is ready for it.
    pub write_idle: Duration,
    /// Between telling that no more requests are wanted and taking none, when the process is told to stop.
    pub drain: Duration,
    /// For running exchanges to end after that.
    pub shutdown: Duration,
    /// For a place among the exchanges, or for memory, to become free.
    pub wait: Duration,
    /// By which the process may be behind with its work before nothing new is begun.
    pub behind: Duration,
}

/// `[pseudonyms]`: how pseudonyms look and are numbered.
#[derive(Clone, PartialEq, Eq)]
pub struct Pseudonyms {
    /// How one is written.
    pub label: Template,
    /// Where `{n}` comes from.
    pub numbering: Numbering,
    /// Whether the model is told what pseudonyms are.
    pub note: Note,
    /// What keyed numbers are made with; without one, a key in the state directory is.
    pub key: Option<Sensitive<String>>,
}

/// A key of fewer characters can be guessed, and with it who a pseudonym stands for.
const LEAST_KEY: usize = 32;

words!(Numbering, "\"sequential\" or \"keyed\"", "sequential" => Numbering::Sequential, "keyed" => Numbering::Keyed);
words!(Note, "\"off\" or \"append\"", "off" => Note::Off, "append" => Note::Append);
words!(Late, "\"keep\" or \"replace\"", "keep" => Late::Keep, "replace" => Late::Replace);
words!(
    Blobs,
    "\"refuse\", \"withhold\" or \"pass\"",
    "refuse" => Blobs::Refuse,
    "withhold" => Blobs::Withhold,
    "pass" => Blobs::Pass
);

/// A body of nothing but levels takes seventy times its size in memory, and time to go with it.
const DEEPEST: Count = Count(1_024);

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

impl Limits {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let limits = Self {
            body_bytes: reader.at_least("limits.body_bytes", &KIB, 32 * MIB),
            // The HTTP library's buffer holds a head, and cannot be smaller than this.
            head_bytes: reader.at_least("limits.head_bytes", &(8 * KIB), 16 * KIB),
            depth: reader.between("limits.depth", (&Count(8), &DEEPEST), Count(256)).0,
            string_bytes: reader.at_least("limits.string_bytes", &KIB, 32 * MIB),
            answer_bytes: reader.at_least("limits.answer_bytes", &KIB, 64 * MIB),
            sse_event_bytes: reader.at_least("limits.sse_event_bytes", &KIB, 16 * MIB),
            connections: reader.count("limits.connections", 1, 4_096),
            exchanges: reader.count("limits.exchanges", 1, 4_096),
            bodies_bytes: reader.at_least("limits.bodies_bytes", &KIB, 512 * MIB),
        };
        if limits.bodies_bytes < limits.body_bytes.max(limits.answer_bytes) {
            reader.fault(
                "limits.bodies_bytes",
                "must hold at least one body: no less than limits.body_bytes and limits.answer_bytes",
            );
        }
        limits
    }
}

impl Timeouts {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let mut time_from = |least, name: &str, seconds| {
            reader.at_least(&format!("timeouts.{name}"), &least, Duration::from_secs(seconds))
        };
        let drain = time_from(Duration::ZERO, "drain", 0);
        let mut time = |name: &str, seconds| time_from(Duration::from_millis(1), name, seconds);
        Self {
            idle: time("idle", 600),
            body_idle: time("body_idle", 60),
            body: time("body", 300),
            head: time("head", 30),
            keep_alive: time("keep_alive", 75),
            write_idle: time("write_idle", 60),
            drain,
            shutdown: time("shutdown", 30),
            wait: time("wait", 1),
            behind: time("behind", 1),
        }
    }
}

impl Pseudonyms {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let written: String = reader.read("pseudonyms.label", "<<{type}_{n}>>".to_owned());
        let label = Template::parse(&written).unwrap_or_else(|fault| {
            reader.fault("pseudonyms.label", fault.to_string());
            Template::default()
        });
        let key = reader.optional::<Sensitive<String>>("pseudonyms.key");
        if key.as_ref().is_some_and(|key| key.expose().chars().count() < LEAST_KEY) {
            reader.fault(
                "pseudonyms.key",
                format!("expected at least {LEAST_KEY} characters that nobody can guess"),
            );
        }
        Self {
            key,
            label,
            numbering: reader.read("pseudonyms.numbering", Numbering::Sequential),
            note: reader.read("pseudonyms.note", Note::Off),
        }
    }
}

/// `[vault]`.
pub(super) fn retention(reader: &mut Reader) -> Retention {
    const DAY: Duration = Duration::from_secs(86_400);
    Retention {
        ttl: reader.read("vault.ttl", 30 * DAY),
        max_bytes: reader.at_least("vault.max_bytes", &MIB, 64 * MIB),
    }
}

/// `[prefix_cache]`.
pub(super) fn prefix_cache(reader: &mut Reader) -> PrefixCache {
    const HOUR: Duration = Duration::from_secs(3_600);
    PrefixCache {
        ttl: reader.read("prefix_cache.ttl", HOUR),
        max_bytes: reader.at_least("prefix_cache.max_bytes", &MIB, 16 * MIB),
        late_values: reader.read("prefix_cache.late_values", Late::Keep),
    }
}
