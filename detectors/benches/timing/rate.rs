//! How fast something runs, by the time of the processor.
//!
//! Owns: repeating it until the figure is steady. Never: prints.

use std::fs;
use std::time::{Duration, Instant};

/// How long each measurement lasts.
const PATIENCE: Duration = Duration::from_millis(300);

/// MB per second of processor time, which other work on the machine does not stretch as it does the clock's.
pub(crate) fn rate(bytes: usize, mut run: impl FnMut()) -> f64 {
    run();
    let (begun, mut runs) = (Instant::now(), 0);
    let before = processor_time(begun);
    loop {
        run();
        runs += 1;
        let spent = processor_time(begun).saturating_sub(before);
        if spent >= PATIENCE {
            return bytes as f64 * f64::from(runs) / spent.as_secs_f64() / 1e6;
        }
    }
}

/// What this thread has computed so far; the clock, from `begun` on, where the system does not say.
fn processor_time(begun: Instant) -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}
