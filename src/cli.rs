//! The command line: what can be asked of the binary, and what its exit codes mean.
//!
//! Owns: arguments, help texts, exit codes. A file per command below `cli/`.
//! Never: decides how a request is treated; a command reads its input, calls the library and writes the result.

mod check;
mod completions;
mod control;
mod detect;
mod doctor;
mod eval;
mod first_key;
mod input;
mod keys;
mod mapping_file;
mod model;
mod pseudonymize;
mod reload;
mod rule_set;
mod rules;
mod sandbox;
mod serve;
mod settings;
mod tier;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Faults;
use crate::telemetry;

const EXAMPLES: &str = "\
Examples:
  allonym serve                            no set-up at all; a sandbox answers, nothing leaves
  OPENAI_API_KEY=sk-… allonym serve        the same, in front of OpenAI
  allonym check --config allonym.toml      what would be in effect, and everything that is wrong
  allonym doctor                           whether it works on this machine
  echo 'Call Jane Roe, +1 202 555 0142' | allonym detect

Exit codes:
  0  done
  1  it was tried and failed, or a line of the input was bad
  2  the command line or the configuration is wrong; nothing was tried";

/// Keeps personal data out of LLM providers: a reverse proxy that pseudonymizes requests and restores answers.
#[derive(Parser)]
#[command(name = "allonym", version, after_help = EXAMPLES, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Reload(reload::Reload),
    Sandbox(sandbox::Sandbox),
    Check(check::Check),
    Doctor(doctor::Doctor),
    Detect(detect::Detect),
    Eval(eval::Eval),
    Rules(rules::Rules),
    Pseudonymize(pseudonymize::Pseudonymize),
    Restore(pseudonymize::Restore),
    Keys(keys::Keys),
    Model(model::Model),
    Completions(completions::Completions),
}

/// Why a command ends with another code than 0.
struct Failure {
    code: u8,
    message: Option<String>,
}

impl Failure {
    /// It was tried and failed.
    fn failed(what: impl Display, error: impl Display) -> Self {
        Self { code: 1, message: Some(format!("{what}: {error}")) }
    }

    /// Parts of the input were bad; each has been reported where it stands.
    const fn bad_input() -> Self {
        Self { code: 1, message: None }
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self { code: 2, message: Some(faults.to_string()) }
    }
}

type Outcome = Result<(), Failure>;

/// Runs the command that the process' arguments name.
pub fn run() -> ExitCode {
    telemetry::silence_panics();
    let outcome = match Arguments::parse().command {
        Command::Serve(command) => command.run(),
        Command::Reload(command) => command.run(),
        Command::Sandbox(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::Detect(command) => command.run(),
        Command::Eval(command) => command.run(),
        Command::Rules(command) => command.run(),
        Command::Pseudonymize(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Keys(command) => command.run(),
        Command::Model(command) => command.run(),
        Command::Completions(command) => command.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(message) = failure.message {
                let _ = writeln!(io::stderr(), "allonym: {message}");
            }
            ExitCode::from(failure.code)
        }
    }
}

/// Writes to standard output.
fn print(text: impl Display) -> Outcome {
    wrote(write!(io::stdout().lock(), "{text}"))
}

/// What came of a write to standard output, to its last byte: what is left to the end of the process fails unseen. A
/// reader that has gone away (`| head`) is no failure.
fn wrote(result: io::Result<()>) -> Outcome {
    match result.and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::failed("standard output", error.kind()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_teaches_by_example() {
        for command in Arguments::command().get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            assert!(help.contains("Example"), "{} has no example", command.get_name());
        }
    }
}
