//! The settings of the proxy, for commands that treat a text as a request's would be.
//!
//! Owns: the arguments that name a configuration and a tenant. Never: makes settings of its own: without a file, the
//! environment and the defaults hold, as they do for `serve`.

use std::path::PathBuf;
use std::time::Duration;

use allonym_detectors::Mode;
use clap::Args;

use super::Failure;
use crate::app;
use crate::config::{Environment, Loaded, Tiers};
use crate::file_fault::said;
use crate::pseudonymize::Profile;
use crate::scan::WhenBusy;

#[derive(Args)]
pub(super) struct Settings {
    /// The configuration file (TOML). `ALLONYM_CONFIG` names one too.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The tenant whose policies and lists hold; the first one, if none is named.
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
}

impl Settings {
    /// How a text is treated, in this mode if one is given. One text has all the time it needs.
    pub(super) fn profile(&self, mode: Option<Mode>) -> Result<Profile, Failure> {
        let mut config = Loaded::from(self.config.as_deref(), Environment::of_process())?.config;
        let mode = mode.or(config.tiers.mode);
        config.tiers = Tiers { mode, queue: u32::MAX, deadline: Duration::from_secs(3_600), ..config.tiers };
        config.tenants.iter_mut().for_each(|tenant| tenant.when_busy = WhenBusy::Refuse);
        let found = app::profile(&config, self.tenant.as_deref());
        let found = found.map_err(|error| Failure::failed("the configuration", said(&error)))?;
        found.ok_or_else(|| Failure { code: 2, message: Some("no tenant of that name is set up".to_owned()) })
    }
}
