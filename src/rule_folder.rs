//! Rules of one's own: every `*.rule.toml` of a folder, by the id that its place gives it (`ours/badge.rule.toml` is
//! `ours.badge`).
//!
//! Owns: reading the files. Never: looks into them; the detectors refuse what is not right.

use std::fs;
use std::io;
use std::path::Path;

use allonym_detectors::{RuleError, RuleSet};

use crate::file_fault::{folder_in_words, in_words};

const SUFFIX: &str = ".rule.toml";

/// Why a folder's rules were not taken.
#[derive(Debug)]
pub enum Refused {
    /// The folder cannot be read.
    Unreadable(io::ErrorKind),
    /// The file of this rule cannot be read, or is no UTF-8.
    File(String, io::ErrorKind),
    /// A rule is not right.
    Rule(RuleError),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(kind) => write!(f, "the folder cannot be read ({})", folder_in_words(*kind)),
            Self::File(rule, kind) => write!(f, "rule {rule}: the file cannot be read ({})", in_words(*kind)),
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
    read(folder, folder, &mut files).map_err(|refused| vec![refused])?;
    files.sort();
    let refused = files.iter().filter_map(|(id, toml)| rules.add(id, toml).err());
    let refused: Vec<Refused> = refused.map(Refused::Rule).collect();
    if refused.is_empty() { Ok(()) } else { Err(refused) }
}

fn read(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> Result<(), Refused> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, files)?;
        } else if let Some(id) = id_of(root, &path) {
            match fs::read_to_string(&path) {
                Ok(toml) => files.push((id, toml)),
                Err(error) => return Err(Refused::File(id, error.kind())),
            }
        }
    }
    Ok(())
}

fn id_of(root: &Path, file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root).ok()?.to_str()?;
    Some(inside.strip_suffix(SUFFIX)?.replace(['/', '\\'], "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_text_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("ours")).expect("a folder");
        fs::write(folder.path().join("ours/badge.rule.toml"), [0xff, 0xfe]).expect("a file");
        let refused = add(folder.path(), &mut RuleSet::builtin()).expect_err("refused");
        let shown: Vec<String> = refused.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["rule ours.badge: the file cannot be read (it is not UTF-8)"]);
    }
}
