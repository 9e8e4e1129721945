//! [`Overload`]: how much this process takes on at once, and that it says so when that is reached.
//!
//! Owns: the places of exchanges in flight, the memory of bodies that are held whole ([`Room`]), the places of work on large
//! bodies, which is done beside everything else ([`Overload::turn`]), and the pulse, which tells how far the process is
//! behind with its work. What finds no place waits for a bounded time, then it is refused with 503
//! while there is still time to answer. Never: looks at a request. A key's own limits are `tenant/limits.rs`.

mod aside;
mod pulse;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

pub use self::aside::{LARGE, aside};
use self::pulse::Pulse;
use crate::error::Reason;

/// How much at once, in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Exchanges, until the last byte of their answers.
    pub exchanges: usize,
    /// Bodies that are held whole, of requests and of answers together, in bytes.
    pub bodies_bytes: usize,
    /// For a place, or for memory, to become free. As many as there are places may wait.
    pub wait: Duration,
    /// How far the process may be behind before nothing new is begun.
    pub behind: Duration,
}

/// Why something was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// All places were taken.
    Exchanges,
    /// The memory for bodies was.
    Bodies,
    /// The process was behind.
    Behind,
    /// As many large bodies were worked on as there are cores, for half a minute.
    Turns,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Exchanges, Self::Bodies, Self::Behind, Self::Turns];

    /// The name in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exchanges => "exchanges",
            Self::Bodies => "bodies",
            Self::Behind => "behind",
            Self::Turns => "turns",
        }
    }
}

/// What is taken on now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Exchanges and bodies that wait.
    pub waiting: usize,
    /// Memory that bodies hold, in bytes.
    pub bodies_bytes: usize,
    /// How far the process is behind.
    pub behind: Duration,
    /// What has been refused since the start, in the order of [`Cause::ALL`].
    pub refused: [u64; Cause::ALL.len()],
}

/// The process' load and its limits.
pub struct Overload {
    limits: Limits,
    places: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    waiting: AtomicUsize,
    refused: [AtomicU64; Cause::ALL.len()],
    pulse: Pulse,
}

/// An exchange's place. Dropping it makes the place free.
#[must_use = "dropping the place frees it at once"]
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

/// A turn to work on a body. The work is not part of what waits for it: a future would keep room for all that the work takes.
#[must_use = "a turn is there to be worked in"]
pub struct Turn {
    bytes: usize,
    _worker: Option<OwnedSemaphorePermit>,
}

impl Turn {
    /// Does the work, aside where the body is large.
    pub fn work<T>(self, work: impl FnOnce() -> T) -> T {
        aside(self.bytes, work)
    }
}

/// How long a large body waits for its turn: its client waits for a model, and has sent all of it already.
const TURN: Duration = Duration::from_secs(30);

/// Memory is given in pieces of this size: small bodies cost one step.
const PIECE: usize = 16 << 10;

impl Overload {
    /// Nothing has been taken on.
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            places: Arc::new(Semaphore::new(limits.exchanges.min(Semaphore::MAX_PERMITS))),
            memory: Arc::new(Semaphore::new(pieces(limits.bodies_bytes))),
            workers: Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))),
            waiting: AtomicUsize::new(0),
            refused: Default::default(),
            pulse: Pulse::default(),
        })
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// A place for one more exchange.
    ///
    /// # Errors
    /// [`Reason::Overloaded`]: none became free in time, or the process is behind.
    pub async fn enter(&self) -> Result<Place, Reason> {
        if self.pulse.behind() > self.limits.behind {
            return Err(self.refuse(Cause::Behind));
        }
        Ok(Place { _permit: self.take(&self.places, 1, self.limits.wait, Cause::Exchanges).await? })
    }

    /// Memory for a body to come; none yet.
    pub fn room(self: &Arc<Self>) -> Room {
        Room { overload: Arc::clone(self), pieces: 0, permit: None }
    }

    /// A turn to work on a body of so many bytes. Where that is [`LARGE`], streams and other requests go on meanwhile, and as
    /// many such works run at once as there are cores; further ones wait half a minute for their turn.
    ///
    /// # Errors
    /// [`Reason::Overloaded`]: the turn did not come.
    pub async fn turn(&self, bytes: usize) -> Result<Turn, Reason> {
        let worker = match bytes {
            LARGE.. => Some(self.take(&self.workers, 1, TURN, Cause::Turns).await?),
            _ => None,
        };
        Ok(Turn { bytes, _worker: worker })
    }

    /// What is taken on now.
    pub fn figures(&self) -> Figures {
        Figures {
            waiting: self.waiting.load(Ordering::Relaxed),
            bodies_bytes: (pieces(self.limits.bodies_bytes) - self.memory.available_permits()) * PIECE,
            behind: self.pulse.behind(),
            refused: Cause::ALL.map(|cause| self.refused[cause as usize].load(Ordering::Relaxed)),
        }
    }

    /// Feels the pulse until `overload` is gone.
    pub async fn watch(overload: Weak<Self>) {
        while let Some(overload) = overload.upgrade() {
            overload.pulse.beat().await;
        }
    }

    async fn take(
        &self,
        from: &Arc<Semaphore>,
        count: u32,
        wait: Duration,
        cause: Cause,
    ) -> Result<OwnedSemaphorePermit, Reason> {
        if let Ok(permit) = Arc::clone(from).try_acquire_many_owned(count) {
            return Ok(permit);
        }
        let _waiting = Waiting::begin(self).ok_or_else(|| self.refuse(cause))?;
        match timeout(wait, Arc::clone(from).acquire_many_owned(count)).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(self.refuse(cause)),
        }
    }

    fn refuse(&self, cause: Cause) -> Reason {
        self.refused[cause as usize].fetch_add(1, Ordering::Relaxed);
        Reason::Overloaded
    }
}

fn pieces(bytes: usize) -> usize {
    bytes.div_ceil(PIECE).min(u32::MAX as usize)
}

/// Something that waits. As many may as there are places.
struct Waiting<'o>(&'o AtomicUsize);

impl<'o> Waiting<'o> {
    fn begin(overload: &'o Overload) -> Option<Self> {
        let waiting = Self(&overload.waiting);
        let before = waiting.0.fetch_add(1, Ordering::Relaxed);
        (before < overload.limits.exchanges).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The memory of a body that grows while it is read. Dropping it gives the memory back.
pub struct Room {
    overload: Arc<Overload>,
    pieces: usize,
    permit: Option<OwnedSemaphorePermit>,
}

impl Room {
    /// Has room for a body that has grown to so many bytes. A length that is only declared takes no room: declaring
    /// costs the sender nothing.
    ///
    /// # Errors
    /// [`Reason::Overloaded`]: there is no memory, and none became free in time.
    pub async fn grow(&mut self, bytes: usize) -> Result<(), Reason> {
        let wanted = pieces(bytes);
        let Some(more) = wanted.checked_sub(self.pieces).filter(|more| *more > 0) else { return Ok(()) };
        let count = u32::try_from(more).unwrap_or(u32::MAX);
        let (overload, wait) = (&self.overload, self.overload.limits.wait);
        let permit = overload.take(&overload.memory, count, wait, Cause::Bodies).await?;
        self.pieces = wanted;
        match &mut self.permit {
            Some(held) => held.merge(permit),
            none => *none = Some(permit),
        }
        Ok(())
    }

    /// As [`Overload::turn`].
    ///
    /// # Errors
    /// As there.
    pub async fn turn(&self, bytes: usize) -> Result<Turn, Reason> {
        self.overload.turn(bytes).await
    }

    /// The body is gone.
    pub fn clear(&mut self) {
        self.permit = None;
        self.pieces = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overload(exchanges: usize, bodies_bytes: usize) -> Arc<Overload> {
        let (wait, behind) = (Duration::from_millis(30), Duration::from_millis(100));
        Overload::new(Limits { exchanges, bodies_bytes, wait, behind })
    }

    #[tokio::test]
    async fn who_finds_no_place_waits_for_one_and_is_refused_in_time() {
        let overload = overload(1, PIECE);
        let place = overload.enter().await.ok().unwrap();
        assert_eq!(overload.enter().await.err(), Some(Reason::Overloaded));
        assert_eq!(overload.figures().refused, [1, 0, 0, 0]);
        let (next, ()) = tokio::join!(overload.enter(), async {
            tokio::task::yield_now().await;
            assert_eq!(overload.figures().waiting, 1);
            drop(place);
        });
        assert!(next.is_ok());
        assert_eq!(overload.figures().waiting, 0);
    }

    #[tokio::test]
    async fn no_more_wait_than_there_are_places() {
        let overload = overload(1, PIECE);
        let _place = overload.enter().await.ok().unwrap();
        let (first, second) = tokio::join!(overload.enter(), async {
            tokio::task::yield_now().await;
            let begun = std::time::Instant::now();
            let second = overload.enter().await;
            assert!(begun.elapsed() < Duration::from_millis(20), "refused at once");
            second
        });
        assert!(first.is_err() && second.is_err());
    }

    #[tokio::test]
    async fn bodies_take_memory_as_they_grow_and_give_it_back() {
        let overload = overload(9, 10 * PIECE);
        let (mut one, mut two) = (overload.room(), overload.room());
        for bytes in [1, PIECE, PIECE + 1, 6 * PIECE, 3] {
            one.grow(bytes).await.unwrap();
        }
        assert_eq!(overload.figures().bodies_bytes, 6 * PIECE);
        two.grow(4 * PIECE).await.unwrap();
        assert_eq!(two.grow(4 * PIECE + 1).await, Err(Reason::Overloaded));
        assert_eq!(overload.figures().refused, [0, 1, 0, 0]);
        one.clear();
        two.grow(5 * PIECE).await.unwrap();
        assert_eq!(overload.figures().bodies_bytes, 5 * PIECE);
        drop((one, two));
        assert_eq!(overload.figures().bodies_bytes, 0);
    }

    #[tokio::test]
    async fn a_process_that_stays_behind_begins_nothing_new() {
        let overload = overload(9, PIECE);
        overload.pulse.late([Duration::from_millis(300); 4]);
        assert_eq!(overload.enter().await.err(), Some(Reason::Overloaded));
        assert_eq!(overload.figures().refused, [0, 0, 1, 0]);
        overload.pulse.late([Duration::ZERO; 1]);
        assert!(overload.enter().await.is_ok());
    }
}
