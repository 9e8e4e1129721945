//! [`Places`]: how many connections from clients are open, and how many may be.
//!
//! Owns: that no more are accepted, and telling, once a minute, that further ones wait: whoever cannot connect sees nothing else of
//! it. Never: accepts one; `server.rs` does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::seldom::Seldom;

/// The places of a process. Clones are the same.
#[derive(Clone)]
pub struct Places {
    free: Arc<Semaphore>,
    open: Arc<AtomicUsize>,
    limit: usize,
}

/// A place for one connection. Dropping it makes the place free.
pub(super) struct Place {
    _permit: Option<OwnedSemaphorePermit>,
    open: Arc<AtomicUsize>,
    is_open: bool,
}

impl Places {
    /// So many, all of them free.
    pub fn new(limit: usize) -> Self {
        let limit = limit.min(Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(limit)), open: Arc::default(), limit }
    }

    /// Connections that are open.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Connections that may be.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// A place for the next connection, once there is one. The system keeps who comes meanwhile.
    pub(super) async fn take(&self) -> Place {
        static FULL: Seldom = Seldom::new();
        let permit = match Arc::clone(&self.free).try_acquire_owned() {
            Ok(permit) => Some(permit),
            Err(_) => {
                if let Some(times) = FULL.happened() {
                    let limit = self.limit;
                    tracing::warn!(limit, times, "as many connections are open as may be; further ones wait");
                }
                Arc::clone(&self.free).acquire_owned().await.ok()
            }
        };
        Place { _permit: permit, open: Arc::clone(&self.open), is_open: false }
    }
}

impl Place {
    /// It is a connection's now.
    pub(super) fn open(mut self) -> Self {
        self.open.fetch_add(1, Ordering::Relaxed);
        self.is_open = true;
        self
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.is_open {
            self.open.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_place_counts_from_its_connection_to_its_end() {
        let places = Places::new(2);
        let (first, second) = (places.take().await, places.take().await.open());
        assert_eq!((places.open(), places.limit()), (1, 2));
        let third = tokio::spawn({
            let places = places.clone();
            async move { places.take().await.open() }
        });
        drop(first);
        let third = third.await.unwrap();
        assert_eq!(places.open(), 2);
        drop((second, third));
        assert_eq!(places.open(), 0);
    }
}
