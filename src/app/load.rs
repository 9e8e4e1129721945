//! How much is taken on at once: from the configuration, and for those who look.
//!
//! Owns: making [`overload::Limits`] of the settings, and the figures of [`Load`]. Never: limits anything; `overload.rs` does.

use crate::config::Config;
use crate::metrics::Load;
use crate::overload::{self, Cause, Overload};

/// The limits that are set.
pub(super) fn limits(config: &Config) -> overload::Limits {
    overload::Limits {
        exchanges: config.limits.exchanges,
        bodies_bytes: config.limits.bodies_bytes,
        wait: config.timeouts.wait,
        behind: config.timeouts.behind,
    }
}

/// What is taken on now.
pub(super) fn load(overload: &Overload) -> Load {
    let (limits, figures) = (overload.limits(), overload.figures());
    Load {
        waiting: figures.waiting as u64,
        exchanges_limit: limits.exchanges as u64,
        bodies_bytes: figures.bodies_bytes as u64,
        bodies_limit: limits.bodies_bytes as u64,
        behind: figures.behind,
        refused: Cause::ALL.map(|cause| (cause.name(), figures.refused[cause as usize])),
    }
}
