//! `allonym keys`: makes a px- key and the hash to put into the configuration.

use clap::Args;

use super::{Failure, Outcome, print};
use crate::tenant::keys::{KeyHash, generate};

/// Make a px- key: the key for the client, and its hash for the configuration.
///
/// Only the hash needs to be kept here: a key cannot be read back from it.
#[derive(Args)]
#[command(after_help = "\
Example:
  $ allonym keys
  key   px-…            give this to the client, as its API key
  hash  sha256:…        put this into `keys`, of the file or of one of its [[tenants]]")]
pub(super) struct Keys {}

impl Keys {
    pub(super) fn run(self) -> Outcome {
        let key = generate().map_err(|error| Failure::failed("no key could be made", error))?;
        let hash = KeyHash::of(key.expose().as_bytes());
        print(format_args!("key   {}\nhash  {hash}\n", key.expose()))
    }
}
