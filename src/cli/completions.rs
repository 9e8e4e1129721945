//! `allonym completions`: what a shell needs to complete these commands.

use std::io;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Arguments, Outcome};

/// Print completions for a shell.
#[derive(Args)]
#[command(after_help = "\
Examples:
  allonym completions bash > ~/.local/share/bash-completion/completions/allonym
  allonym completions zsh > \"${fpath[1]}/_allonym\"
  allonym completions fish > ~/.config/fish/completions/allonym.fish")]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Outcome {
        let mut command = Arguments::command();
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command, "allonym", &mut text);
        super::wrote(io::Write::write_all(&mut io::stdout().lock(), &text))
    }
}
