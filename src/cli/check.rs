//! `allonym check`: validates a configuration and prints what is in effect, without secrets.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::{Outcome, print};
use crate::config::{Environment, Loaded};

/// Validate the configuration and print the settings in effect, without secrets.
///
/// Every fault is reported at once, with the line or the variable where it is and what to do about it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  allonym check                              the environment alone
  allonym check --config allonym.toml        a file, and the environment over it
  allonym check | grep -v '# default'        only what differs from the defaults")]
pub(super) struct Check {
    /// The configuration file (TOML). `ALLONYM_CONFIG` names one too.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(self) -> Outcome {
        let loaded = Loaded::from(self.config.as_deref(), Environment::of_process())?;
        print(report(&loaded))
    }
}

fn report(loaded: &Loaded) -> String {
    let mut text = String::new();
    for setting in &loaded.effective {
        let _ = writeln!(text, "{setting}");
    }
    for warning in &loaded.warnings {
        let _ = writeln!(text, "# warning: {warning}");
    }
    if loaded.config.sandbox {
        text.push_str("# no provider is set up: the built-in sandbox answers for all of them\n");
    }
    if loaded.config.needs_key() {
        text.push_str("# no key is set up: one is made on the first start\n");
    }
    text
}
