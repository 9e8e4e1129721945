//! The part of `[detection]` that says which tiers look for names, and with what.
//!
//! Owns: these settings; commands that work without a configuration file read them from the environment alone, so that
//! `serve` and `detect` find the same. Never: looks whether a model is there; see [`crate::cli`] and [`crate::app`].

use std::path::{Path, PathBuf};

use allonym_detectors::Mode;

use super::load::Reader;
use super::raw::Environment;
use super::setting::words;
use super::{Faults, state_dir};

words!(Mode, "\"fast\", \"balanced\" or \"full\"", "fast" => Mode::Fast, "balanced" => Mode::Balanced, "full" => Mode::Full);

/// Which tiers look for names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// What was asked for; when nothing was, it depends on whether a model is installed.
    pub mode: Option<Mode>,
    /// The folder of models; `None` where there is no home directory either.
    pub model_dir: Option<PathBuf>,
}

impl Tiers {
    pub(super) fn read(reader: &mut Reader, state_dir: Option<&Path>) -> Self {
        let mode = reader.optional("detection.mode");
        let model_dir = match state_dir {
            Some(state_dir) => Some(reader.read("detection.model_dir", state_dir.join("model"))),
            None => reader.optional("detection.model_dir"),
        };
        Self { mode, model_dir }
    }

    /// What the environment says, without a file.
    ///
    /// # Errors
    /// A variable that cannot be read.
    pub fn of_environment(environment: Environment) -> Result<Self, Faults> {
        let mut reader = Reader::new("", Path::new("."), environment)?;
        let state_dir = state_dir(&mut reader);
        let tiers = Self::read(&mut reader, state_dir.as_deref());
        reader.faults()?;
        Ok(tiers)
    }
}
