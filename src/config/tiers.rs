//! The part of `[detection]` that says which tiers look for names, and with what.
//!
//! Owns: these settings; commands that work without a configuration file read them from the environment alone, so that
//! `serve` and `detect` find the same. Never: looks whether a model is there; see [`crate::cli`] and [`crate::app`].

use std::path::{Path, PathBuf};
use std::time::Duration;

use allonym_detectors::Mode;

use super::load::Reader;
use super::raw::Environment;
use super::setting::words;
use super::{Faults, read_state_dir};
use crate::scan::WhenBusy;

words!(Mode, "\"fast\", \"balanced\" or \"full\"", "fast" => Mode::Fast, "balanced" => Mode::Balanced, "full" => Mode::Full);

/// Each thread of the network has memory of its own.
const MOST_THREADS: u32 = 1_024;

/// Which tiers look for names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// What was asked for; when nothing was, it depends on whether a model is installed.
    pub mode: Option<Mode>,
    /// The folder of models; `None` where there is no home directory either.
    pub model_dir: Option<PathBuf>,
    /// Threads that run the network; 0 for as many as there are cores.
    pub threads: u32,
    /// How much text may wait for the network, in windows of some 480 characters.
    pub queue: u32,
    /// How long a request waits for it.
    pub deadline: Duration,
    /// How much is remembered of texts that were scanned before, in bytes.
    pub cache_bytes: usize,
}

words!(WhenBusy, "\"fast\" or \"refuse\"", "fast" => WhenBusy::Fast, "refuse" => WhenBusy::Refuse);

impl Tiers {
    pub(super) fn read(reader: &mut Reader, state_dir: Option<&Path>) -> Self {
        let mode = reader.optional("detection.mode");
        let model_dir = match state_dir {
            Some(state_dir) => Some(reader.read("detection.model_dir", state_dir.join("model"))),
            None => reader.optional("detection.model_dir"),
        };
        Self {
            mode,
            model_dir,
            threads: reader.between("detection.threads", (&0, &MOST_THREADS), 0),
            queue: reader.at_least("detection.queue", &1, 1_024),
            deadline: reader.at_least(
                "detection.deadline",
                &Duration::from_millis(1),
                Duration::from_secs(5),
            ),
            cache_bytes: reader.read("detection.cache_bytes", 16 << 20),
        }
    }

    /// What the environment says, without a file.
    ///
    /// # Errors
    /// A variable that cannot be read.
    pub fn of_environment(environment: Environment) -> Result<Self, Faults> {
        let mut reader = Reader::new("", Path::new("."), environment)?;
        let state_dir = read_state_dir(&mut reader);
        let tiers = Self::read(&mut reader, state_dir.as_deref());
        reader.faults()?;
        Ok(tiers)
    }
}
