//! What one key may do: requests a minute, and requests at once.
//!
//! Owns: the [`Limiter`] of a key, the [`Quota`] that answers report, the [`Slot`] that a running exchange holds.
//! Never: waits. A request over a limit is refused at once with the time to come back; see `respond.rs` for how that looks.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota as Refill, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Reason;

const WINDOW: Duration = Duration::from_secs(60);

/// The limits of a key. `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Requests a minute. A key that rested may send all of them at once; they come back evenly over the minute.
    pub requests_per_minute: Option<NonZeroU32>,
    /// Requests at once, counted until the last byte of the answer.
    pub concurrent_requests: Option<NonZeroU32>,
}

/// What `X-RateLimit-Limit`, `-Remaining` and `-Reset` tell the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Requests a minute.
    pub limit: u32,
    /// Requests that could be sent right now.
    pub remaining: u32,
    /// When the whole limit is free again, in seconds of Unix time.
    pub reset: u64,
}

/// A running exchange's place under [`Limits::concurrent_requests`]. Keep it as long as the answer lasts, its stream
/// included: dropping it makes the place free.
#[must_use = "dropping the slot ends the exchange's place at once"]
#[derive(Debug)]
pub struct Slot {
    _permit: Option<OwnedSemaphorePermit>,
}

/// A request that may go on.
#[must_use]
#[derive(Debug)]
pub struct Admission {
    /// Its place among the running ones.
    pub slot: Slot,
    /// What is left, if requests a minute are limited.
    pub quota: Option<Quota>,
}

/// A request over a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which limit.
    pub reason: Reason,
    /// What is left, if requests a minute are limited.
    pub quota: Option<Quota>,
}

/// One key's use of its limits.
#[derive(Debug)]
pub struct Limiter<C: Clock = DefaultClock> {
    limits: Limits,
    rate: Option<Rate<C>>,
    places: Option<Arc<Semaphore>>,
}

#[derive(Debug)]
struct Rate<C: Clock> {
    cells: RateLimiter<NotKeyed, InMemoryState, C, StateInformationMiddleware>,
    clock: C,
    limit: NonZeroU32,
}

impl Limiter {
    /// A limiter on which nothing has been used yet.
    pub fn new(limits: Limits) -> Self {
        Self::with_clock(limits, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limiter<C> {
    fn with_clock(limits: Limits, clock: &C) -> Self {
        let places = limits.concurrent_requests.map(|most| Arc::new(Semaphore::new(most.get() as usize)));
        let rate = limits.requests_per_minute.map(|limit| Rate::new(limit, clock.clone()));
        Self { limits, rate, places }
    }

    /// The limits that are counted against.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Counts one request in. A request that is refused for being one too many at once has counted as one of the
    /// minute; one that is refused for the minute has not.
    ///
    /// # Errors
    /// A [`Refusal`] with [`Reason::RateLimited`] or [`Reason::TooManyConcurrent`].
    pub fn admit(&self) -> Result<Admission, Refusal> {
        let quota = self.rate.as_ref().map(Rate::take).transpose()?;
        let permit = match &self.places {
            None => None,
            Some(places) => Some(
                Arc::clone(places)
                    .try_acquire_owned()
                    .map_err(|_| Refusal { reason: Reason::TooManyConcurrent, quota })?,
            ),
        };
        Ok(Admission { slot: Slot { _permit: permit }, quota })
    }
}

impl<C: Clock + Clone> Rate<C> {
    fn new(limit: NonZeroU32, clock: C) -> Self {
        let cells = RateLimiter::direct_with_clock(Refill::per_minute(limit), clock.clone());
        Self { cells: cells.with_middleware(), clock, limit }
    }

    fn take(&self) -> Result<Quota, Refusal> {
        match self.cells.check() {
            Ok(left) => Ok(self.quota(left.remaining_burst_capacity())),
            Err(until) => {
                let retry_after = until.wait_time_from(self.clock.now());
                let reason = Reason::RateLimited { retry_after };
                Err(Refusal { reason, quota: Some(self.quota(0)) })
            }
        }
    }

    fn quota(&self, remaining: u32) -> Quota {
        let limit = self.limit.get();
        let used = limit.saturating_sub(remaining);
        let refill = WINDOW.mul_f64(f64::from(used) / f64::from(limit));
        Quota { limit, remaining, reset: (unix_time() + refill).as_secs_f64().ceil() as u64 }
    }
}

fn unix_time() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limits(requests_per_minute: u32, concurrent_requests: u32) -> Limits {
        Limits {
            requests_per_minute: NonZeroU32::new(requests_per_minute),
            concurrent_requests: NonZeroU32::new(concurrent_requests),
        }
    }

    #[test]
    fn a_minute_s_requests_may_come_at_once_and_return_evenly() {
        let clock = FakeRelativeClock::default();
        let limiter = Limiter::with_clock(limits(6, 0), &clock);
        for left in (0..6).rev() {
            let quota = limiter.admit().unwrap().quota.unwrap();
            assert_eq!((quota.limit, quota.remaining), (6, left));
        }
        let refusal = limiter.admit().unwrap_err();
        assert_eq!(refusal.reason, Reason::RateLimited { retry_after: Duration::from_secs(10) });
        assert_eq!(refusal.quota.unwrap().remaining, 0);

        clock.advance(Duration::from_secs(10));
        assert_eq!(limiter.admit().unwrap().quota.unwrap().remaining, 0);
        assert!(limiter.admit().is_err());
        clock.advance(Duration::from_secs(60));
        assert_eq!(limiter.admit().unwrap().quota.unwrap().remaining, 5);
    }

    #[test]
    fn the_reset_is_when_the_whole_limit_is_free() {
        let limiter = Limiter::new(limits(60, 0));
        let ahead = |quota: Option<Quota>| quota.unwrap().reset - unix_time().as_secs();
        let first = ahead(limiter.admit().unwrap().quota);
        assert!((1..=2).contains(&first), "{first}");
        for _ in 1..60 {
            let _ = limiter.admit().unwrap();
        }
        let last = ahead(limiter.admit().unwrap_err().quota);
        assert!((60..=61).contains(&last), "{last}");
    }

    #[test]
    fn a_place_is_free_again_when_its_slot_is_dropped() {
        let limiter = Limiter::new(limits(0, 2));
        let (one, two) = (limiter.admit().unwrap(), limiter.admit().unwrap());
        let refusal = limiter.admit().unwrap_err();
        assert_eq!(refusal, Refusal { reason: Reason::TooManyConcurrent, quota: None });
        drop(one.slot);
        let _three = limiter.admit().unwrap();
        assert!(limiter.admit().is_err());
        drop(two);
        let _ = limiter.admit().unwrap();
    }

    #[test]
    fn no_limit_is_no_limit() {
        let limiter = Limiter::new(limits(0, 0));
        let admissions: Vec<_> = (0..10_000).map(|_| limiter.admit().unwrap()).collect();
        assert!(admissions.iter().all(|admission| admission.quota.is_none()));
    }
}
