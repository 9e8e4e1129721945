//! The tiers that look for names in requests: which mode, the model behind it, and what tenants share.
//!
//! Owns: starting the neural tier. In fast mode nothing is loaded. A mode that needs a model does not start without one:
//! a proxy that finds less than it was told to is worse than one that says so. Never: scans.

use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use allonym_detectors::Mode;

use crate::config::Tiers;
use crate::model::{Place, Trouble};
use crate::neural::{Lanes, Reader};
use crate::scan::{Bounds, Figures, Memory, Scans, Tier, WhenBusy};

/// What the tenants share.
pub(crate) struct NameTiers {
    pub(crate) mode: Mode,
    memory: Arc<Memory>,
    tier: Option<Arc<Tier>>,
}

impl NameTiers {
    /// Decides on the mode and starts what it needs.
    pub(crate) fn start(tiers: &Tiers) -> io::Result<Self> {
        let mode = mode(tiers);
        let tier = match mode {
            Mode::Fast => None,
            Mode::Balanced | Mode::Full => Some(Arc::new(neural(mode, tiers)?)),
        };
        Ok(Self { mode, memory: Arc::new(Memory::new(tiers.cache_bytes)), tier })
    }

    /// Whether starting with `new` would come to the same as these, which were started with `old`.
    pub(super) fn would_start_with(&self, old: &Tiers, new: &Tiers) -> bool {
        old == new && mode(new) == self.mode
    }

    /// How the neural tier has done so far; all zero without one.
    pub(super) fn figures(&self) -> Figures {
        self.tier.as_ref().map(|tier| tier.figures()).unwrap_or_default()
    }

    /// What is remembered of scans: entries, and their size in bytes.
    pub(super) fn remembered(&self) -> (u64, u64) {
        self.memory.size()
    }

    /// How one tenant's texts are scanned.
    pub(crate) fn scans(&self, when_busy: WhenBusy) -> io::Result<Scans> {
        Scans::new(&self.memory, self.tier.clone(), when_busy)
    }
}

/// The mode that was asked for, else the best that what is installed allows.
fn mode(tiers: &Tiers) -> Mode {
    let installed = tiers.model_dir.clone().map(Place::new).is_some_and(|place| place.holds_something());
    tiers.mode.unwrap_or(if installed { Mode::Balanced } else { Mode::Fast })
}

fn neural(mode: Mode, tiers: &Tiers) -> io::Result<Tier> {
    let place = tiers.model_dir.clone().map(Place::new);
    let place =
        place.ok_or_else(|| io::Error::other("detection.mode needs a model; set ALLONYM_MODEL_DIR"))?;
    let model = place.installed().map_err(|trouble| needed(&trouble))?;
    let reader = Reader::load(&model).map_err(io::Error::other)?;
    let threads = match tiers.threads {
        0 => available_parallelism().map_or(1, NonZero::get),
        some => some as usize,
    };
    let bounds = Bounds { threads, queue: tiers.queue as usize, deadline: tiers.deadline };
    Tier::start(&Arc::new(Lanes::new(reader, threads)), mode, bounds)
}

fn needed(trouble: &Trouble) -> io::Error {
    io::Error::other(format!("the mode of detection needs its model: {trouble}"))
}
