//! Rules of one's own: every `*.rule.toml` of a folder, by the id that its place gives it (`ours/badge.rule.toml` is
//! `ours.badge`).
//!
//! Owns: reading the files. Never: looks into them; the detectors refuse what is not right.

use std::fs;
use std::io;
use std::path::Path;

use allonym_detectors::{RuleError, RuleSet};

const SUFFIX: &str = ".rule.toml";

/// Why a folder's rules were not taken.
#[derive(Debug)]
pub enum Refused {
    /// The folder or a file in it cannot be read.
    Unreadable(io::ErrorKind),
    /// A rule is not right.
    Rule(RuleError),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(kind) => write!(f, "the folder cannot be read ({kind})"),
            Self::Rule(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Refused {}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error.kind())
    }
}

/// Adds the rules of `folder`, and of the folders inside it, to `rules`.
///
/// # Errors
/// Every rule that is refused, or the first file that cannot be read.
pub fn add(folder: &Path, rules: &mut RuleSet) -> Result<(), Vec<Refused>> {
    let mut files = Vec::new();
    read(folder, folder, &mut files).map_err(|error| vec![error.into()])?;
    files.sort();
    let refused = files.iter().filter_map(|(id, toml)| rules.add(id, toml).err());
    let refused: Vec<Refused> = refused.map(Refused::Rule).collect();
    if refused.is_empty() { Ok(()) } else { Err(refused) }
}

fn read(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, files)?;
        } else if let Some(id) = id_of(root, &path) {
            files.push((id, fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

fn id_of(root: &Path, file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root).ok()?.to_str()?;
    Some(inside.strip_suffix(SUFFIX)?.replace(['/', '\\'], "."))
}
