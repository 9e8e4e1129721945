//! The tiers that a command scans with: the one it is asked for, or the best that is installed.
//!
//! Owns: the mode of `detect`, `pseudonymize` and `eval`, and the loaded model behind it. `serve` decides by the same
//! settings (`crate::app`), but reads on threads of its own. Never: scans a request.

use std::num::NonZero;
use std::thread::available_parallelism;

use allonym_detectors::{Detection, Detectors, Mode, Settings};

use super::Failure;
use crate::config::{Environment, Tiers};
use crate::model::{self, Place};
use crate::neural::{Reader, Threads};

/// Rules and tagger, and the network if the mode wants it.
pub(super) struct Tier {
    mode: Mode,
    neural: Option<(Reader, Threads)>,
}

impl Tier {
    /// The tier that is asked for: on the command line, else by `ALLONYM_DETECTION_MODE`, else what is installed.
    pub(super) fn of(asked: Option<Mode>) -> Result<Self, Failure> {
        let tiers = Tiers::of_environment(Environment::of_process())?;
        let place = tiers.model_dir.map(Place::new);
        let mode = model::mode(asked.or(tiers.mode), place.as_ref());
        if mode == Mode::Fast {
            return Ok(Self::fast());
        }
        let no_home = || Failure::failed("the model", "there is no home directory; set ALLONYM_MODEL_DIR");
        let place = place.ok_or_else(no_home)?;
        let model = place.installed().map_err(|trouble| Failure::failed("the model", trouble))?;
        let reader = Reader::load(&model).map_err(|trouble| Failure::failed("the model", trouble))?;
        let threads = Threads::new(available_parallelism().map_or(1, NonZero::get));
        Ok(Self { mode, neural: Some((reader, threads)) })
    }

    /// Rules and tagger alone.
    pub(super) fn fast() -> Self {
        Self { mode: Mode::Fast, neural: None }
    }

    /// Scans one text with the built-in detectors.
    pub(super) fn scan(&self, text: &str, settings: &Settings) -> Result<Vec<Detection>, Failure> {
        self.scan_by(Detectors::builtin(), text, settings)
    }

    /// Scans one text.
    pub(super) fn scan_by(
        &self,
        detectors: &Detectors,
        text: &str,
        settings: &Settings,
    ) -> Result<Vec<Detection>, Failure> {
        let settings = Settings { mode: self.mode, ..settings.clone() };
        let names = self.neural.as_ref().map(|(reader, threads)| reader.names(text, self.mode, threads));
        let names = names.transpose().map_err(|trouble| Failure::failed("the model", trouble))?;
        let mut found = Vec::new();
        detectors.scan_with(text, &settings, &names.unwrap_or_default(), &mut found);
        Ok(found)
    }
}
