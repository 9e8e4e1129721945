//! A new configuration in place of the one in force, without an exchange noticing.
//!
//! Owns: that all of it holds or nothing does, and which settings wait for a restart. Exchanges that run keep what they
//! began with; mappings, counts, the use of keys and connections to providers go on. Never: reads a configuration.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::{App, Shared, bad_file, server_settings, standing_in};
use crate::config::Config;
use crate::sensitive::Sensitive;
use crate::server::listener::Address;
use crate::server::tls::Files;
use crate::spans::Export;
use crate::telemetry::Log;
use crate::tenant::Auth;
use crate::vault::Retention;

/// Settings that hold as long as the process: what each is called, and where in a configuration it is.
macro_rules! fixed {
    ($($field:ident: $kind:ty = $setting:literal at $($place:ident).+;)+) => {
        /// The settings that hold as long as the process.
        pub(super) struct Fixed {
            $($field: $kind,)+
            tls: Option<Files>,
        }

        impl Fixed {
            pub(super) fn of(config: &Config) -> Self {
                Self {
                    $($field: config.$($place).+.clone(),)+
                    tls: config.listening.tls.clone(),
                }
            }

            /// Puts them back into `config`, and names what was different.
            fn put_back(&self, config: &mut Config) -> Vec<&'static str> {
                let mut different = Vec::new();
                $(if self.$field != config.$($place).+ {
                    config.$($place).+.clone_from(&self.$field);
                    different.push($setting);
                })+
                different
            }
        }
    };
}

fixed! {
    addresses: Vec<Address> = "listen" at listening.addresses;
    socket_mode: u32 = "socket_mode" at listening.socket_mode;
    admin: Option<Address> = "admin.listen" at listening.admin;
    connections: usize = "limits.connections" at limits.connections;
    exchanges: usize = "limits.exchanges" at limits.exchanges;
    bodies_bytes: usize = "limits.bodies_bytes" at limits.bodies_bytes;
    wait: Duration = "timeouts.wait" at timeouts.wait;
    behind: Duration = "timeouts.behind" at timeouts.behind;
    vault: Retention = "vault" at vault;
    log: Log = "log" at log;
    spans: Option<Export> = "telemetry" at spans;
    state_dir: Option<PathBuf> = "state_dir" at state_dir;
    key: Option<Sensitive<String>> = "pseudonyms.key" at pseudonyms.key;
}

impl Fixed {
    /// Puts back into `config` what cannot change, and names what was different.
    ///
    /// # Errors
    /// It would let everyone in where it was made for other addresses than those that are listened on.
    fn keep(&self, config: &mut Config) -> io::Result<Vec<&'static str>> {
        if config.auth == Auth::Passthrough && self.addresses != config.listening.addresses {
            let why = "auth = \"passthrough\" and another listen address need a restart together";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let mut different = self.put_back(config);
        // Other files may come in the place of those that were read, but not in the place of none, nor none in theirs.
        if self.tls.is_some() != config.listening.tls.is_some() {
            config.listening.tls.clone_from(&self.tls);
            different.push("tls.certificate");
        }
        Ok(different)
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
