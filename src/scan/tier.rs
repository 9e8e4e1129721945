//! The neural tier as requests meet it: how long one waits, how much may queue, what happens beyond that.
//!
//! Owns: these bounds, and the counts that tell how it goes: `/status` and metrics show them. Never: logs anything of a
//! text; that the tier falls behind is said once, and once more when it has caught up.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use allonym_detectors::Mode;

use crate::neural::pool::{Pool, Reads};

/// The tier.
pub struct Tier {
    pub(super) mode: Mode,
    pub(super) pool: Pool,
    pub(super) bounds: Bounds,
    counts: Counts,
    behind: AtomicBool,
}

/// How much and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Threads that run the network.
    pub threads: usize,
    /// Windows (of some 480 characters) that may wait.
    pub queue: usize,
    /// How long one request waits for its windows.
    pub deadline: Duration,
}

/// What is done with a request for which the tier has no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WhenBusy {
    /// It goes on with what the fast tier finds, and what the network has read by then.
    #[default]
    Fast,
    /// It is refused.
    Refuse,
}

/// The tier is too busy, and the tenant wants requests refused then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

#[derive(Default)]
struct Counts {
    read: AtomicU64,
    known: AtomicU64,
    unread: AtomicU64,
    fell_back: AtomicU64,
    refused: AtomicU64,
}

/// Counts since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Figures {
    /// Windows that the network has read.
    pub read: u64,
    /// Windows that were known from before.
    pub known: u64,
    /// Windows that it had no time for, or failed at.
    pub unread: u64,
    /// Requests that went on with the fast tier.
    pub fell_back: u64,
    /// Requests that were refused.
    pub refused: u64,
    /// Windows that wait now.
    pub waiting: u64,
}

impl Tier {
    /// Starts the threads.
    ///
    /// # Errors
    /// The system has no more threads.
    pub fn start(reads: &Arc<impl Reads>, mode: Mode, bounds: Bounds) -> io::Result<Self> {
        let pool = Pool::start(reads, bounds.threads)?;
        Ok(Self { mode, pool, bounds, counts: Counts::default(), behind: AtomicBool::new(false) })
    }

    /// How it has gone so far.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Figures {
            read: of(&self.counts.read),
            known: of(&self.counts.known),
            unread: of(&self.counts.unread),
            fell_back: of(&self.counts.fell_back),
            refused: of(&self.counts.refused),
            waiting: self.pool.waiting() as u64,
        }
    }

    /// Counts the windows of one request.
    pub(super) fn count(&self, read: usize, known: usize, unread: usize) {
        self.counts.read.fetch_add(read as u64, Ordering::Relaxed);
        self.counts.known.fetch_add(known as u64, Ordering::Relaxed);
        self.counts.unread.fetch_add(unread as u64, Ordering::Relaxed);
    }

    /// Says what becomes of a request, some of whose windows are `unread`.
    ///
    /// # Errors
    /// It is refused.
    pub(super) fn settle(&self, unread: usize, when_busy: WhenBusy) -> Result<(), Busy> {
        let behind = unread > 0;
        if self.behind.swap(behind, Ordering::Relaxed) != behind {
            if behind {
                tracing::warn!(
                    "the neural tier has fallen behind; what it cannot read in time is left to the fast tier, or refused"
                );
            } else {
                tracing::info!("the neural tier has caught up");
            }
        }
        match (behind, when_busy) {
            (false, _) => Ok(()),
            (true, WhenBusy::Fast) => {
                self.counts.fell_back.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            (true, WhenBusy::Refuse) => {
                self.counts.refused.fetch_add(1, Ordering::Relaxed);
                Err(Busy)
            }
        }
    }
}
