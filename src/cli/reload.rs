//! `allonym reload`: has a running proxy read its configuration again, and says how that went.
//!
//! Owns: finding the process. Never: reads the configuration itself but for where state is kept: what holds for the
//! process, its environment above all, is known to the process alone.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, Outcome, control, print};
use crate::config::{self, Environment};
use crate::file_fault::said;

/// Have a running proxy read its configuration again.
///
/// All of it is put in force, or it is refused with every reason and the old one stays. Exchanges that run keep what they
/// began with. What needs a restart is named: addresses, how much is taken on at once, the vault, the log. The proxy is
/// found by its state directory; SIGHUP does the same and leaves the reasons in the log.
#[derive(Args)]
#[command(after_help = "\
Examples:
  allonym reload                             the one proxy of this user
  allonym reload --config allonym.toml       the one whose state_dir this file names
  allonym reload --pid 4711                  one of several
  systemctl reload allonym                   the service (by SIGHUP; the reasons are in the journal)")]
pub(super) struct Reload {
    /// The configuration file, for its `state_dir`. `ALLONYM_CONFIG` names one too.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The process, where several share a state directory.
    #[arg(long)]
    pid: Option<u32>,
}

impl Reload {
    pub(super) fn run(self) -> Outcome {
        let state_dir = config::state_dir(self.config.as_deref(), Environment::of_process())?
            .ok_or_else(|| Failure::failed("reload", "there is no home directory; set ALLONYM_STATE_DIR"))?;
        let pid = self.pid.map_or_else(|| only(&state_dir), Ok)?;
        let answer = control::ask(&state_dir, pid).map_err(|error| {
            Failure::failed(format_args!("process {pid} by {}", state_dir.display()), said(&error))
        })?;
        match answer {
            Ok(text) => print(text),
            Err(text) => Err(Failure::failed("refused", text.trim_end())),
        }
    }
}

/// The one process of a state directory.
fn only(state_dir: &Path) -> Result<u32, Failure> {
    match control::processes(state_dir)[..] {
        [pid] => Ok(pid),
        [] => Err(Failure::failed(
            state_dir.display(),
            "no running proxy keeps its state there; ALLONYM_STATE_DIR or --config says where",
        )),
        ref several => {
            Err(Failure::failed("several proxies run", format_args!("choose one by --pid: {several:?}")))
        }
    }
}
