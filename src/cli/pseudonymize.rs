//! `allonym pseudonymize` and `allonym restore`: a text without its personal data, and back.

use std::path::PathBuf;
use std::time::Duration;

use allonym_detectors::{Mode, Settings};
use clap::Args;

use super::detect::mode;
use super::serve::runtime;
use super::{Failure, Outcome, input, mapping_file, print};
use crate::app::NameTiers;
use crate::config::{Environment, Tiers};
use crate::error::Reason;
use crate::pseudonym::Restorable;
use crate::pseudonymize::{self, Beginning, Profile};
use crate::restore::text::{Place, Restoring};
use crate::scan::{Reading, Texts, WhenBusy};

/// Replace personal data in a text by pseudonyms.
///
/// With `--mapping`, what stands for what is kept in a file, and `restore` brings the values back. A file that is already
/// there is gone on with: a value keeps its pseudonym over many texts. The file holds the values in clear and is
/// readable by its owner only.
#[derive(Args)]
#[command(after_help = "\
Examples:
  echo 'I am Jane Roe, jane.roe@mail.example' | allonym pseudonymize
  allonym pseudonymize letter.txt --mapping names.json > safe.txt
  allonym restore answer.txt --mapping names.json")]
pub(super) struct Pseudonymize {
    /// The text; standard input if none is given, or `-`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Where to keep what stands for what (JSON); without it, the values are gone for good.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Which tiers look for names; without it ALLONYM_DETECTION_MODE, else `balanced` if its model is installed.
    #[arg(long, value_name = "MODE", value_parser = mode)]
    mode: Option<Mode>,
}

impl Pseudonymize {
    pub(super) fn run(self) -> Outcome {
        let text = input::text(self.file.as_deref())?;
        let known = self.mapping.as_deref().map(mapping_file::read_or_begin).transpose()?;
        let mapping = known.unwrap_or_else(mapping_file::empty);
        let failed = |reason| Failure::failed("the text", reason);
        let profile = self.profile()?;
        let reading = read_ahead(&text, &profile)?.map_err(failed)?;
        let replaced =
            pseudonymize::texts(&[&text], &profile, Beginning { mapping, reading }).map_err(failed)?;
        // First the mapping, then the text: a text that cannot be restored is of no use to anyone.
        if let Some(path) = &self.mapping {
            mapping_file::write(path, &replaced.mapping)?;
        }
        print(replaced.texts.concat())
    }

    /// The default settings, with the tiers of the mode. One text has all the time it needs.
    fn profile(&self) -> Result<Profile, Failure> {
        let tiers = Tiers::of_environment(Environment::of_process())?;
        let mode = self.mode.or(tiers.mode);
        let tiers = Tiers { mode, queue: u32::MAX, deadline: Duration::from_secs(3_600), ..tiers };
        let started =
            NameTiers::start(&tiers).and_then(|tiers| Ok((tiers.mode, tiers.scans(WhenBusy::Refuse)?)));
        let (mode, scans) = started.map_err(|error| Failure::failed("start", error))?;
        Ok(Profile { settings: Settings { mode, ..Settings::default() }, scans, ..Profile::default() })
    }
}

/// Has the neural tier read the text, if there is one.
fn read_ahead(text: &str, profile: &Profile) -> Result<Result<Reading, Reason>, Failure> {
    let name = |texts: &mut Texts<'_>| {
        pseudonymize::name_plain_texts(&[text], texts);
        Ok(())
    };
    Ok(runtime()?.block_on(profile.scans.read(name)))
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
}

impl Restore {
    pub(super) fn run(self) -> Outcome {
        let text = input::text(self.file.as_deref())?;
        let mapping = mapping_file::read(&self.mapping)?;
        let (profile, live) = (Profile::default(), Restorable::new(&mapping));
        let restoring = Restoring { grammar: &profile.grammar, live: &live };
        print(restoring.whole(&text, Place::Text))
    }
}
