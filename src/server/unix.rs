//! [`SocketFile`]: a Unix socket in the file system, made and removed without touching anybody else's.
//!
//! Owns: that a socket is never reachable with wider permissions than asked for, not even for a moment; that only a socket
//! nobody listens on is replaced; that at the end only one's own file is removed. Never: accepts or speaks.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;

use crate::file_fault::folder_in_words;

/// The file of a listening socket. Removed when this is dropped, if it is still the same.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    device: u64,
    inode: u64,
}

/// Listens at `path` with the permissions `mode` (as in `0o600`).
///
/// # Errors
/// Something else than a socket is at `path`, or one that somebody listens on; the folder cannot be written; the path is
/// too long for a socket (some 100 bytes).
pub fn bind(path: &Path, mode: u32) -> io::Result<(UnixListener, SocketFile)> {
    must_be_free(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Made where only this user can look, and moved to its place once its permissions are right.
    let private = tempfile::Builder::new()
        .prefix(".s")
        .rand_bytes(6)
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(folder)
        .map_err(|error| no_folder(&error))?;
    let made = private.path().join("s");
    let listener = UnixListener::bind(&made)?;
    fs::set_permissions(&made, Permissions::from_mode(mode))?;
    let metadata = fs::symlink_metadata(&made)?;
    fs::rename(&made, path)?;
    let file = SocketFile { path: path.to_owned(), device: metadata.dev(), inode: metadata.ino() };
    Ok((listener, file))
}

fn no_folder(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("its folder cannot be written: {}", folder_in_words(error.kind())))
}

/// Connects to a socket of this machine.
///
/// # Errors
/// Nobody listens there, or not for this user.
pub fn connect(path: &Path) -> io::Result<UnixStream> {
    UnixStream::connect(path)
}

/// Removes a socket on which nobody listens.
pub fn remove_stale(path: &Path) {
    let is_stale = connect(path).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    if is_stale {
        let _ = fs::remove_file(path);
    }
}

fn must_be_free(path: &Path) -> io::Result<()> {
    let metadata = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    if !metadata.file_type().is_socket() {
        let what = "something else than a socket is there; it is left alone";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
    }
    match connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Err(io::Error::new(io::ErrorKind::AddrInUse, "another process listens there")),
    }
}

impl SocketFile {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let own = fs::symlink_metadata(&self.path)
            .is_ok_and(|metadata| (metadata.dev(), metadata.ino()) == (self.device, self.inode));
        if own {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[tokio::test]
    async fn a_stale_socket_is_replaced_and_ones_own_is_removed_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("proxy.sock");
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        assert!(path.exists(), "a process that is killed leaves its socket");
        let (listener, file) = bind(&path, 0o660).unwrap();
        assert_eq!(mode(&path), 0o660);
        drop(connect(&path).unwrap());
        drop((listener, file));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }

    #[tokio::test]
    async fn what_a_killed_process_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let [stale, live, notes] = ["stale.sock", "live.sock", "notes"].map(|name| folder.path().join(name));
        drop(std::os::unix::net::UnixListener::bind(&stale).unwrap());
        let _listener = std::os::unix::net::UnixListener::bind(&live).unwrap();
        fs::write(&notes, "notes").unwrap();
        for path in [&stale, &live, &notes] {
            remove_stale(path);
        }
        assert!(!stale.exists() && live.exists());
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_said_so() {
        let fault = bind(Path::new("/nope/a.sock"), 0o600).unwrap_err();
        assert_eq!(fault.to_string(), "its folder cannot be written: there is no such folder");
    }

    #[tokio::test]
    async fn what_is_not_ones_own_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("proxy.sock");
        fs::write(&path, "notes").unwrap();
        assert_eq!(bind(&path, 0o600).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"notes");
        fs::remove_file(&path).unwrap();
        let (_listener, first) = bind(&path, 0o600).unwrap();
        assert_eq!(bind(&path, 0o600).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        fs::remove_file(&path).unwrap();
        fs::write(&path, "notes").unwrap();
        drop(first);
        assert_eq!(fs::read(&path).unwrap(), b"notes");
    }
}
