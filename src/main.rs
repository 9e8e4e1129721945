//! The `allonym` binary; see `cli.rs`.

use std::process::ExitCode;

fn main() -> ExitCode {
    allonym::cli::run()
}
