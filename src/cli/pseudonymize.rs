//! `allonym pseudonymize` and `allonym restore`: a text without its personal data, and back.

use std::path::PathBuf;

use allonym_detectors::Mode;
use clap::Args;

use super::detect::mode;
use super::serve::runtime;
use super::settings::Settings;
use super::{Failure, Outcome, input, mapping_file, print};
use crate::error::Reason;
use crate::pseudonym::Restorable;
use crate::pseudonymize::{self, Beginning};
use crate::restore::text::{Place, Restoring};
use crate::scan::Texts;

/// Replace personal data in a text by pseudonyms.
///
/// With `--mapping`, what stands for what is kept in a file, and `restore` brings the values back. A file that is already
/// there is gone on with: a value keeps its pseudonym over many texts. The file holds the values in clear and is
/// readable by its owner only. Policies, lists, rules and the writing of pseudonyms are those of the proxy's configuration.
#[derive(Args)]
#[command(after_help = "\
Examples:
  echo 'I am Jane Roe, jane.roe@mail.example' | allonym pseudonymize
  allonym pseudonymize letter.txt --mapping names.json > safe.txt
  allonym pseudonymize --config allonym.toml --tenant sales letter.txt
  allonym restore answer.txt --mapping names.json")]
pub(super) struct Pseudonymize {
    /// The text; standard input if none is given, or `-`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Where to keep what stands for what (JSON); without it, the values are gone for good.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Which tiers look for names; without it the configuration's, else `balanced` if its model is installed.
    #[arg(long, value_name = "MODE", value_parser = mode)]
    mode: Option<Mode>,
    #[command(flatten)]
    settings: Settings,
}

impl Pseudonymize {
    pub(super) fn run(self) -> Outcome {
        let text = input::text(self.file.as_deref())?;
        let profile = self.settings.profile(self.mode)?;
        let held = self.mapping.as_deref().map(mapping_file::Held::wait_for).transpose()?;
        let mapping = match &self.mapping {
            Some(path) => mapping_file::read_or_begin(path, profile.mapping())?,
            None => profile.mapping(),
        };
        let failed = |reason| Failure::failed("the text", reason);
        let named = |texts: &mut Texts<'_>| -> Result<(), Reason> {
            pseudonymize::name_plain_texts(&[&text], texts);
            Ok(())
        };
        let reading = runtime()?.block_on(profile.scans.read(named)).map_err(failed)?;
        let replaced = pseudonymize::texts(&[&text], &profile, Beginning { reading, ..mapping.into() })
            .map_err(failed)?;
        // First the mapping, then the text: a text that cannot be restored is of no use to anyone.
        if let Some(held) = held {
            held.write(&replaced.mapping)?;
        }
        print(replaced.texts.concat())
    }
}

/// Put the values back in the place of their pseudonyms.
///
/// A pseudonym is recognised in the spellings that models give it. What the mapping does not know stays as it is.
#[derive(Args)]
#[command(after_help = "\
Example:
  allonym pseudonymize letter.txt --mapping names.json | your-model | allonym restore --mapping names.json")]
pub(super) struct Restore {
    /// The text; standard input if none is given, or `-`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// What `pseudonymize` kept.
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    #[command(flatten)]
    settings: Settings,
}

impl Restore {
    pub(super) fn run(self) -> Outcome {
        let text = input::text(self.file.as_deref())?;
        let profile = self.settings.profile(Some(Mode::Fast))?;
        let live = Restorable::new(mapping_file::read(&self.mapping, profile.mapping())?);
        let restoring = Restoring { grammar: &profile.grammar, live: &live };
        print(restoring.whole(&text, Place::Text))
    }
}
