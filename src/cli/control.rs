//! The socket by which `allonym reload` speaks to a running process: a file in the state directory, for its owner only.
//!
//! Owns: where it is and the two lines that are spoken: a request, and an answer whose first word says how it went.
//! Never: takes anything but [`RELOAD`]; a setting comes from the configuration alone.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

use crate::server::unix::{self, SocketFile};

/// The one thing that can be asked.
const RELOAD: &[u8] = b"reload\n";
const APPLIED: &str = "applied\n";
const REFUSED: &str = "refused\n";

/// How a request went, and what there is to say about it.
pub(super) type Said = Result<String, String>;

/// The socket of the process `pid`.
pub(super) fn path(state_dir: &Path, pid: u32) -> PathBuf {
    state_dir.join(format!("control-{pid}.sock"))
}

/// The processes whose sockets are in `state_dir`, those included that were killed and could not remove theirs.
fn named(state_dir: &Path) -> Vec<u32> {
    let names = fs::read_dir(state_dir).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let pid = |name: &str| name.strip_prefix("control-")?.strip_suffix(".sock")?.parse::<u32>().ok();
    names.filter_map(|name| pid(name.to_str()?)).collect()
}

/// The processes that listen in `state_dir`, in order.
pub(super) fn processes(state_dir: &Path) -> Vec<u32> {
    let mut found = named(state_dir);
    found.retain(|pid| unix::connect(&path(state_dir, *pid)).is_ok());
    found.sort_unstable();
    found
}

/// Listens as this process, and removes what killed ones have left.
pub(super) fn listen(state_dir: &Path) -> io::Result<(UnixListener, SocketFile)> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(state_dir)?;
    for pid in named(state_dir) {
        unix::remove_stale(&path(state_dir, pid));
    }
    unix::bind(&path(state_dir, std::process::id()), 0o600)
}

/// Reads one request; whether it is for a reload.
pub(super) async fn asks_for_reload(stream: &mut UnixStream) -> bool {
    let mut request = [0; RELOAD.len()];
    let read = timeout(Duration::from_secs(5), stream.read_exact(&mut request)).await;
    matches!(read, Ok(Ok(_))) && request == RELOAD
}

/// Answers it.
pub(super) async fn answer(mut stream: UnixStream, said: &Said) {
    let (word, text) = match said {
        Ok(text) => (APPLIED, text),
        Err(text) => (REFUSED, text),
    };
    let _ = stream.write_all(format!("{word}{text}").as_bytes()).await;
}

/// Asks the process `pid` to reload, and waits for what it says.
pub(super) fn ask(state_dir: &Path, pid: u32) -> io::Result<Said> {
    let mut stream = unix::connect(&path(state_dir, pid))?;
    stream.write_all(RELOAD)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    match (answer.strip_prefix(APPLIED), answer.strip_prefix(REFUSED)) {
        (Some(text), _) => Ok(Ok(text.to_owned())),
        (_, Some(text)) => Ok(Err(text.to_owned())),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
