//! The key that is made when none is set up: once, and kept for the next start.
//!
//! Owns: the file `key` in the state directory, readable by its owner only. Never: logs the key; it is shown once, by
//! the caller, on standard output.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::file_fault::in_words;
use crate::secret_file;
use crate::sensitive::Sensitive;
use crate::tenant::keys::{KeyHash, generate};

const NAME: &str = "key";

/// The key, and whether it will be the same next time.
pub(super) struct FirstKey {
    pub(super) key: Sensitive<String>,
    pub(super) kept: Kept,
}

/// Where the key is kept.
pub(super) enum Kept {
    /// It was there already.
    Before(PathBuf),
    /// It has just been made and written.
    Now(PathBuf),
    /// It could not be written; the next start makes another one.
    Not(String),
}

impl FirstKey {
    /// Whether nobody has seen it yet.
    pub(super) fn is_new(&self) -> bool {
        !matches!(self.kept, Kept::Before(_))
    }

    /// Reads the key in the state directory, or makes one and writes it there.
    pub(super) fn load_or_make(state_dir: Option<&Path>) -> Result<Self, Failure> {
        let Some(directory) = state_dir else {
            return Ok(Self {
                key: make()?,
                kept: Kept::Not("there is no home directory; set ALLONYM_STATE_DIR".into()),
            });
        };
        let path = directory.join(NAME);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self { key: parse(&path, &Sensitive::new(text))?, kept: Kept::Before(path) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = make()?;
                let line = Sensitive::new(format!("{}\n", key.expose()));
                let kept = match secret_file::create(directory, NAME, line.expose().as_bytes()) {
                    Ok(()) => Kept::Now(path),
                    // Another process was faster.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        return Self::load_or_make(state_dir);
                    }
                    Err(error) => Kept::Not(format!("{}: {}", path.display(), error.kind())),
                };
                Ok(Self { key, kept })
            }
            Err(error) => Err(Failure::failed(path.display(), in_words(error.kind()))),
        }
    }
}

fn make() -> Result<Sensitive<String>, Failure> {
    generate().map_err(|error| Failure::failed("no key could be made", error))
}

fn parse(path: &Path, text: &Sensitive<String>) -> Result<Sensitive<String>, Failure> {
    let key = Sensitive::new(text.expose().trim().to_owned());
    match KeyHash::parse(key.expose()) {
        Ok(_) if key.expose().starts_with(crate::tenant::keys::PREFIX) => Ok(key),
        _ => Err(Failure::failed(path.display(), "holds no px- key; remove the file to have one made")),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn load(directory: &Path) -> Option<FirstKey> {
        FirstKey::load_or_make(Some(directory)).ok()
    }

    #[test]
    fn the_key_is_made_once_and_kept_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("deep/allonym");
        let made = load(&state).unwrap();
        assert!(matches!(made.kept, Kept::Now(_)));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&state), mode(&state.join("key"))), (0o700, 0o600));
        let read = load(&state).unwrap();
        assert!(matches!(read.kept, Kept::Before(_)) && read.key == made.key);
    }

    #[test]
    fn a_key_that_cannot_be_kept_is_still_a_key() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let made = load(&folder.path().join("file/allonym"));
        assert!(made.is_none_or(|made| matches!(made.kept, Kept::Not(_))));
        assert!(matches!(FirstKey::load_or_make(None).ok().unwrap().kept, Kept::Not(_)));
    }

    #[test]
    fn a_file_that_holds_no_key_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let hash = KeyHash::of(b"px-12345678").to_string();
        for text in ["", "something else", &hash] {
            fs::write(folder.path().join("key"), text).unwrap();
            assert!(load(folder.path()).is_none(), "{text}");
            assert_eq!(fs::read_to_string(folder.path().join("key")).unwrap(), text);
        }
    }
}
