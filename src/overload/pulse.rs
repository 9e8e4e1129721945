//! [`Pulse`]: how far a process is behind with its work: how much later than asked for a task of its own runs.
//!
//! Owns: measuring, and what counts: the least of the last four beats. One long piece of work makes one beat late; only a
//! queue of work that does not get shorter makes all of them so. Never: decides anything.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::time::sleep;

const BEAT: Duration = Duration::from_millis(50);
const KEPT: usize = 4;

/// The last beats.
#[derive(Default)]
pub(super) struct Pulse {
    /// How late each was, in microseconds.
    late: [AtomicU64; KEPT],
    next: AtomicU64,
}

impl Pulse {
    /// Waits for a beat, and notes how late it was.
    pub(super) async fn beat(&self) {
        let due = Instant::now() + BEAT;
        sleep(BEAT).await;
        self.note(due.elapsed());
    }

    fn note(&self, late: Duration) {
        let at = self.next.fetch_add(1, Ordering::Relaxed) as usize % KEPT;
        self.late[at].store(late.as_micros().try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How far behind.
    pub(super) fn behind(&self) -> Duration {
        let least = self.late.iter().map(|late| late.load(Ordering::Relaxed)).min();
        Duration::from_micros(least.unwrap_or_default())
    }

    #[cfg(test)]
    pub(super) fn late(&self, beats: impl IntoIterator<Item = Duration>) {
        beats.into_iter().for_each(|late| self.note(late));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_long_piece_of_work_is_not_being_behind() {
        let pulse = Pulse::default();
        let (late, soon) = (Duration::from_secs(3), Duration::from_millis(1));
        pulse.late([late, late, soon, late]);
        assert_eq!(pulse.behind(), soon);
        pulse.late([late, late, late]);
        assert_eq!(pulse.behind(), late);
        pulse.late([soon]);
        assert_eq!(pulse.behind(), soon);
    }

    #[tokio::test]
    async fn a_beat_is_late_by_what_kept_its_thread() {
        let pulse = Pulse::default();
        for _ in 0..KEPT {
            tokio::join!(pulse.beat(), async {
                tokio::task::yield_now().await;
                std::thread::sleep(2 * BEAT);
            });
        }
        assert!(pulse.behind() >= BEAT / 2, "{:?}", pulse.behind());
    }
}
