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
use crate::model::{self, Place, Trouble, Weights};
use crate::neural::{Lanes, Reader};
use crate::scan::{Bounds, Figures, Memory, Scans, Tier, WhenBusy};

/// What the tenants share.
pub(crate) struct NameTiers {
    pub(crate) mode: Mode,
    memory: Arc<Memory>,
    model: Option<(Weights, Arc<Reader>)>,
    tier: Option<Arc<Tier>>,
}

impl NameTiers {
    /// Decides on the mode and starts what it needs. The model is taken over from `before` if that has loaded the same:
    /// a second one in memory is what a reload would leave behind.
    pub(crate) fn start(tiers: &Tiers, before: Option<&Self>) -> io::Result<Self> {
        let mode = mode(tiers);
        let model = match mode {
            Mode::Fast => None,
            Mode::Balanced | Mode::Full => {
                Some(model_of(tiers, before.and_then(|before| before.model.as_ref()))?)
            }
        };
        let tier = model.as_ref().map(|(_, reader)| tier(reader, mode, tiers)).transpose()?;
        let memory = Arc::new(Memory::new(tiers.cache_bytes));
        Ok(Self { mode, memory, model, tier: tier.map(Arc::new) })
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

fn mode(tiers: &Tiers) -> Mode {
    model::mode(tiers.mode, place(tiers).as_ref())
}

fn place(tiers: &Tiers) -> Option<Place> {
    tiers.model_dir.clone().map(Place::new)
}

/// The model that is installed. Its files are checked even if `loaded` is the same: they are one of two, told by the weights.
fn model_of(tiers: &Tiers, loaded: Option<&(Weights, Arc<Reader>)>) -> io::Result<(Weights, Arc<Reader>)> {
    let place = place(tiers)
        .ok_or_else(|| io::Error::other("detection.mode needs a model; set ALLONYM_MODEL_DIR"))?;
    let model = place.installed().map_err(|trouble| needed(&trouble))?;
    let reader = match loaded {
        Some((weights, reader)) if *weights == model.weights() => Arc::clone(reader),
        _ => Arc::new(Reader::load(&model).map_err(io::Error::other)?),
    };
    Ok((model.weights(), reader))
}

fn tier(reader: &Arc<Reader>, mode: Mode, tiers: &Tiers) -> io::Result<Tier> {
    let threads = match tiers.threads {
        0 => available_parallelism().map_or(1, NonZero::get),
        some => some as usize,
    };
    let bounds = Bounds { threads, queue: tiers.queue as usize, deadline: tiers.deadline };
    Tier::start(&Arc::new(Lanes::new(Arc::clone(reader), threads)), mode, bounds)
}

fn needed(trouble: &Trouble) -> io::Error {
    io::Error::other(format!("the mode of detection needs its model: {trouble}"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Environment, Loaded};

    #[test]
    #[expect(clippy::print_stdout, reason = "a test that is skipped has to say so")]
    fn a_reload_loads_the_model_no_second_time() {
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/model");
        let tiers = |settings: &str| {
            let file = format!("[detection]\nmodel_dir = {model:?}\n{settings}");
            Loaded::parse(&file, Path::new("."), Environment::default()).unwrap().config.tiers
        };
        if Place::new(model.clone()).installed().is_err() {
            return println!("skipped: no model in target/model");
        }
        let before = NameTiers::start(&tiers("mode = \"balanced\""), None).unwrap();
        let after = NameTiers::start(&tiers("mode = \"full\"\nqueue = 9"), Some(&before)).unwrap();
        let reader = |tiers: &NameTiers| Arc::clone(&tiers.model.as_ref().unwrap().1);
        assert!(Arc::ptr_eq(&reader(&before), &reader(&after)));
        let fast = NameTiers::start(&tiers("mode = \"fast\""), Some(&after)).unwrap();
        assert!(fast.model.is_none() && fast.tier.is_none(), "what is not needed is not kept");
    }
}
