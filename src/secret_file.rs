//! Files that hold a secret of this proxy: made once, whole, for their owner only.
//!
//! Owns: [`create`], and [`written`] for who replaces one. A file appears with all of its content or not at all, so that a second process
//! that starts at the same time never reads half a key. Never: overwrites a file by itself.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use tempfile::NamedTempFile;

/// Makes `directory/name` (and the directory), readable by its owner only, with these bytes.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if there is such a file; else why it cannot be written.
pub fn create(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    written(directory, bytes)?.persist_noclobber(directory.join(name)).map(drop).map_err(|fault| fault.error)
}

/// These bytes on the disk of `directory`, readable by their owner only, in a file that has no name of its own yet.
///
/// # Errors
/// Why they cannot be written.
pub fn written(directory: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn of_many_at_once_one_makes_the_file_and_it_is_never_seen_in_part() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/key");
        let made = std::thread::scope(|scope| {
            let attempt = |byte: u8| {
                let path = &path;
                scope.spawn(move || {
                    let made = create(path.parent().expect("a folder"), "key", &[byte; 4096]);
                    let seen = fs::read(path).expect("somebody made it");
                    assert!(seen.len() == 4096 && seen.iter().all(|other| *other == seen[0]));
                    made.map_err(|fault| assert_eq!(fault.kind(), io::ErrorKind::AlreadyExists)).is_ok()
                })
            };
            let attempts: Vec<_> = (0..8).map(attempt).collect();
            attempts.into_iter().map(|thread| thread.join().expect("no panic")).filter(|made| *made).count()
        });
        assert_eq!(made, 1);
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(path.parent().expect("a folder")).expect("readable").count(),
            1,
            "nothing is left over"
        );
    }
}
