//! [`Seldom`]: what may happen a thousand times a second and is told once a minute.
//!
//! Owns: when it was told last, and how often it happened since. Never: tells it; a log is its caller's.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Between two times that the same thing is told.
const APART: Duration = Duration::from_secs(60);

/// One thing that happens.
#[derive(Debug, Default)]
pub struct Seldom(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    told: Option<Instant>,
    since: u64,
}

impl Seldom {
    /// It has not happened yet.
    pub const fn new() -> Self {
        Self(Mutex::new(State { told: None, since: 0 }))
    }

    /// It has happened. How often it has since it was told last, if it is to be told now.
    pub fn happened(&self) -> Option<u64> {
        self.happened_at(Instant::now())
    }

    fn happened_at(&self, now: Instant) -> Option<u64> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.since += 1;
        let is_due = state.told.is_none_or(|told| now.saturating_duration_since(told) >= APART);
        is_due.then(|| {
            state.told = Some(now);
            std::mem::take(&mut state.since)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_at_once_and_then_once_a_minute_with_all_that_was_not_told() {
        let (seldom, begun) = (Seldom::new(), Instant::now());
        assert_eq!(seldom.happened_at(begun), Some(1));
        for _ in 0..1_000 {
            assert_eq!(seldom.happened_at(begun + APART / 2), None);
        }
        assert_eq!(seldom.happened_at(begun + APART), Some(1_001));
        assert_eq!(seldom.happened_at(begun + APART), None);
    }
}
