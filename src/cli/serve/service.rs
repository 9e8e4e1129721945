//! What a service manager is told (sd_notify): ready, reloading, stopping, alive. Without one, nothing happens.
//!
//! Owns: these messages. Never: fails: the manager's own time limits tell it what it did not hear.

use sd_notify::{NotifyState, notify, watchdog_enabled};
use tokio::time::interval;

/// Requests are taken; also the end of a reload.
pub(super) fn ready() {
    let _ = notify(&[NotifyState::Ready]);
}

/// The configuration is being read again.
pub(super) fn reloading() {
    if let Ok(now) = NotifyState::monotonic_usec_now() {
        let _ = notify(&[NotifyState::Reloading, now]);
    }
}

/// No more requests are taken, running exchanges may end.
pub(super) fn stopping() {
    let _ = notify(&[NotifyState::Stopping]);
}

/// Says twice in each of the manager's periods that the process is alive, if it wants to know. Runs where exchanges run:
/// when they get no turn any more, this gets none either.
pub(super) async fn alive() {
    let Some(period) = watchdog_enabled() else { return };
    let mut ticks = interval(period / 2);
    loop {
        ticks.tick().await;
        let _ = notify(&[NotifyState::Watchdog]);
    }
}
