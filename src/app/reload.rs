//! A new configuration in place of the one in force, without an exchange noticing.
//!
//! Owns: that all of it holds or nothing does, and which settings wait for a restart. Exchanges that run keep what they
//! began with; mappings, counts, the use of keys and connections to providers go on. Never: reads a configuration.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use super::{App, Shared, bad_file, load, server_settings, standing_in};
use crate::config::{Config, Listening};
use crate::overload;
use crate::sensitive::Sensitive;
use crate::spans::Export;
use crate::telemetry::Log;
use crate::tenant::Auth;
use crate::vault::Retention;

/// The settings that hold as long as the process.
pub(super) struct Fixed {
    listening: Listening,
    connections: usize,
    load: overload::Limits,
    vault: Retention,
    log: Log,
    spans: Option<Export>,
    state_dir: Option<PathBuf>,
    key: Option<Sensitive<String>>,
}

impl Fixed {
    pub(super) fn of(config: &Config) -> Self {
        Self {
            listening: config.listening.clone(),
            connections: config.limits.connections,
            load: load::limits(config),
            vault: config.vault,
            log: config.log.clone(),
            spans: config.spans.clone(),
            state_dir: config.state_dir.clone(),
            key: config.pseudonyms.key.clone(),
        }
    }

    /// Puts back into `config` what cannot change, and names what was different.
    ///
    /// # Errors
    /// It would let everyone in where it was made for other addresses than those that are listened on.
    fn keep(&self, config: &mut Config) -> io::Result<Vec<&'static str>> {
        let (old, new) = (&self.listening, &config.listening);
        if config.auth == Auth::Passthrough && old.addresses != new.addresses {
            let why = "auth = \"passthrough\" and another listen address need a restart together";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let load = load::limits(config);
        let differs = [
            ("listen", old.addresses != new.addresses),
            ("socket_mode", old.socket_mode != new.socket_mode),
            ("tls.certificate", old.tls.is_some() != new.tls.is_some()),
            ("admin.listen", old.admin != new.admin),
            ("limits.connections", self.connections != config.limits.connections),
            ("limits.exchanges", self.load.exchanges != load.exchanges),
            ("limits.bodies_bytes", self.load.bodies_bytes != load.bodies_bytes),
            ("timeouts.wait", self.load.wait != load.wait),
            ("timeouts.behind", self.load.behind != load.behind),
            ("vault", self.vault != config.vault),
            ("log", self.log != config.log),
            ("telemetry", self.spans != config.spans),
            ("state_dir", self.state_dir != config.state_dir),
            ("pseudonyms.key", self.key != config.pseudonyms.key),
        ];
        let tls = old.tls.as_ref().and_then(|old| new.tls.clone().or_else(|| Some(old.clone())));
        config.listening = Listening { tls, ..old.clone() };
        config.limits.connections = self.connections;
        config.limits.exchanges = self.load.exchanges;
        config.limits.bodies_bytes = self.load.bodies_bytes;
        (config.timeouts.wait, config.timeouts.behind) = (self.load.wait, self.load.behind);
        config.vault = self.vault;
        config.log = self.log.clone();
        config.spans.clone_from(&self.spans);
        config.state_dir.clone_from(&self.state_dir);
        config.pseudonyms.key.clone_from(&self.key);
        Ok(differs.into_iter().filter(|(_, differs)| *differs).map(|(setting, _)| setting).collect())
    }
}

impl App {
    /// Puts `config` in force for all requests that come from now on. What it says otherwise about settings that cannot
    /// change waits for a restart: their names are returned.
    ///
    /// # Errors
    /// As for [`App::new`], and where `auth` and `listen` change together; nothing changes then.
    pub async fn reload(&self, mut config: Config) -> io::Result<Vec<&'static str>> {
        let running = Arc::clone(&self.running);
        let _one_at_a_time = running.changing.lock().await;
        let before = running.current();
        let waiting = before.fixed.keep(&mut config)?;
        let sandbox = standing_in(&config, &running.sandbox).await?;
        let readiness = running.readiness.clone();
        let made = tokio::task::spawn_blocking(move || {
            let shared = Shared::new(&config, &readiness, sandbox, Some(&before))?;
            Ok::<_, io::Error>((shared, config))
        });
        let (shared, config) =
            made.await.map_err(|_| io::Error::other("the configuration made it panic"))??;
        if let (Some(tls), Some(files)) = (&running.tls, config.listening.tls.clone()) {
            tls.change(files).map_err(bad_file)?;
        }
        *running.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shared);
        running.settings.send_replace(server_settings(&config));
        Ok(waiting)
    }
}
