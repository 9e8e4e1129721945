//! What changes while the proxy runs: its configuration, by SIGHUP or `allonym reload`, and the certificate's files.
//!
//! Owns: saying how a change went, in the log and to whoever asked. Never: ends the process: a configuration that is
//! refused leaves the old one in force.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::service;
use crate::app::App;
use crate::cli::control::{self, Said};
use crate::config::Config;
use crate::file_fault;
use crate::server::tls::Tls;
use crate::server::unix::SocketFile;

/// How often the certificate's files are looked at.
const LOOK: Duration = Duration::from_secs(60);

/// How long to wait where nobody could be accepted.
const FAILED: Duration = Duration::from_millis(20);

/// Reads the configuration again; what is wrong with it, a line each.
pub(super) type Load = Arc<dyn Fn() -> Result<Config, Vec<String>> + Send + Sync>;

/// Each SIGHUP from now on. Before, it ends the process.
pub(super) struct Hangups(Signal);

impl Hangups {
    /// # Errors
    /// The signal cannot be listened for.
    pub(super) fn new() -> io::Result<Self> {
        signal(SignalKind::hangup()).map(Self)
    }
}

/// Where changes are asked for.
pub(super) struct Asked {
    hangups: Hangups,
    control: Option<(UnixListener, SocketFile)>,
}

impl Asked {
    /// Hears SIGHUP, and listens in the state directory for `allonym reload`, where another process may have until now.
    pub(super) fn new(hangups: Hangups, state_dir: Option<&Path>) -> Self {
        let control = state_dir.map(control::listen).and_then(|bound| {
            let unreachable = |error: &io::Error| {
                let kind = error.kind();
                tracing::warn!(?kind, "`allonym reload` will not find this process; SIGHUP does the same");
            };
            bound.inspect_err(unreachable).ok()
        });
        Self { hangups, control }
    }

    /// Makes the changes that are asked for, one after the other, for ever.
    pub(super) async fn heed(mut self, app: App, load: Load) {
        loop {
            tokio::select! {
                _ = self.hangups.0.recv() => {
                    let _ = reload(&app, &load).await;
                }
                stream = accepted(self.control.as_ref()) => {
                    let Ok(mut stream) = stream else {
                        // Without descriptors the next one fails at once, too.
                        sleep(FAILED).await;
                        continue;
                    };
                    if control::asks_for_reload(&mut stream).await {
                        control::answer(stream, &reload(&app, &load).await).await;
                    }
                }
            }
        }
    }
}

async fn accepted(control: Option<&(UnixListener, SocketFile)>) -> io::Result<tokio::net::UnixStream> {
    match control {
        Some((listener, _)) => Ok(listener.accept().await?.0),
        None => std::future::pending().await,
    }
}

async fn reload(app: &App, load: &Load) -> Said {
    service::reloading();
    let load = Arc::clone(load);
    // Rules and lists are compiled, which takes a while.
    let loaded = tokio::task::spawn_blocking(move || load()).await;
    let said = match loaded.unwrap_or_else(|_| Err(vec!["reading it has failed".to_owned()])) {
        Ok(config) => app.reload(config).await.map_err(|error| vec![file_fault::said(&error)]),
        Err(faults) => Err(faults),
    };
    service::ready();
    match said {
        Ok(waiting) => {
            tracing::info!("reloaded: the new configuration is in force");
            for setting in &waiting {
                tracing::warn!(setting, "this change waits for a restart");
            }
            let waits: String =
                waiting.iter().map(|setting| format!("{setting}: waits for a restart\n")).collect();
            Ok(format!("The new configuration is in force.\n{waits}"))
        }
        Err(reasons) => {
            for reason in &reasons {
                tracing::error!("the new configuration is refused: {reason}");
            }
            Err(reasons.join("\n"))
        }
    }
}

/// Looks at the certificate's files from time to time, for ever. What is wrong with them is said once.
pub(super) async fn follow(tls: Arc<Tls>) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = None;
    loop {
        ticks.tick().await;
        match tls.refresh() {
            Ok(changed) => {
                if changed {
                    tracing::info!("the TLS files have changed; new connections see the new ones");
                }
                last = None;
            }
            Err(bad) if last.as_ref() == Some(&bad) => {}
            Err(bad) => {
                tracing::error!("the TLS files are refused, the old ones stay: {bad}");
                last = Some(bad);
            }
        }
    }
}
