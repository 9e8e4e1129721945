//! `allonym doctor`: whether this configuration would work on this machine, and what to do where it would not.
//!
//! Owns: the order of the checks and how they are told. Each file below `cli/doctor/` makes one kind of check. Never:
//! changes anything, shows a secret, or sends a credential; what it plants is nobody's.

mod canary;
mod files;
mod finding;
mod machine;
mod providers;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use self::finding::{Finding, State};
use super::{Failure, Outcome, print, serve};
use crate::config::{Environment, Faults, Loaded};

/// Check that this configuration works on this machine: providers, clock, limits, files, and one exchange.
///
/// Each provider is asked for its models without a credential, through the same client that requests take. The exchange is
/// made for each tenant, with planted values, by the code that serves, before a sandbox of its own: none of the values may
/// reach it, and all must come back. Nothing is changed, and no proxy has to be running.
#[derive(Args)]
#[command(after_help = "\
Examples:
  allonym doctor                             the environment alone
  allonym doctor --config allonym.toml       a file, and the environment over it
  allonym doctor --format json | jq '.checks[] | select(.state == \"failed\")'

Exit codes:
  0  everything that was checked holds; warnings may have been given
  1  a check failed
  2  the configuration is wrong; nothing else was checked")]
pub(super) struct Doctor {
    /// The configuration file (TOML). `ALLONYM_CONFIG` names one too.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to tell what was found.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object for machines.
    Json,
}

impl Doctor {
    pub(super) fn run(self) -> Outcome {
        let loaded = match Loaded::from(self.config.as_deref(), Environment::of_process()) {
            Ok(loaded) => loaded,
            Err(faults) => {
                self.tell(&faulty(&faults))?;
                return Err(Failure { code: 2, message: None });
            }
        };
        let findings = serve::runtime()?.block_on(examine(&loaded, self.config.as_deref()));
        self.tell(&findings)?;
        let failed = findings.iter().any(|finding| finding.state == State::Failed);
        if failed { Err(Failure { code: 1, message: None }) } else { Ok(()) }
    }

    fn tell(&self, findings: &[Finding]) -> Outcome {
        match self.format {
            Format::Text => print(findings.iter().map(Finding::to_string).collect::<String>()),
            Format::Json => {
                let ok = findings.iter().all(|finding| finding.state != State::Failed);
                print(format!("{:#}\n", json!({"ok": ok, "checks": findings})))
            }
        }
    }
}

fn faulty(faults: &Faults) -> Vec<Finding> {
    let finding = |fault: &crate::config::Fault| {
        let place = [fault.place.as_deref().unwrap_or_default(), &fault.setting];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
        Finding::failed("configuration", place.join(": "), fault.remedy.clone())
    };
    faults.0.iter().map(finding).collect()
}

async fn examine(loaded: &Loaded, file: Option<&Path>) -> Vec<Finding> {
    let config = &loaded.config;
    let mut findings = vec![configuration(loaded)];
    findings.extend(loaded.warnings.iter().map(|warning| {
        Finding::warning("configuration", warning.clone(), "remove the variable, or correct its name")
    }));
    findings.extend(files::findings(loaded, file));
    findings.extend(machine::findings(config).await);
    findings.extend(providers::findings(config).await);
    findings.extend(canary::findings(config).await);
    findings
}

fn configuration(loaded: &Loaded) -> Finding {
    use crate::config::Origin;
    let changed = loaded.effective.iter().filter(|setting| setting.origin != Origin::Default).count();
    Finding::ok(
        "configuration",
        format!("valid; {changed} settings are written, the others have their default"),
    )
}
