//! The threads that run the network, and the queue before them.
//!
//! Owns: a fixed number of threads of its own, so that reading never holds up the event loop; a bound on what waits; and
//! fairness: requests take turns, a window each, so that a long one does not starve a short one. A request that
//! has gone away (or whose time is over) leaves the queue with it. Never: knows what a window's answer is used for.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use allonym_detectors::NameSpan;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Trouble;

/// Reads windows: the network, or what stands in for it in tests.
pub trait Reads: Send + Sync + 'static {
    /// The names in a window. `thread` is the number of the thread that asks, from 0.
    ///
    /// # Errors
    /// The window could not be read.
    fn read(&self, window: &str, thread: usize) -> Result<Vec<NameSpan>, Trouble>;
}

/// What was found in the window with this number.
pub type Answer = (usize, Result<Vec<NameSpan>, Trouble>);

/// A text that is wiped when it has been read; requests' texts wait here.
pub type Window = crate::sensitive::Sensitive<String>;

/// The threads. They end when this is dropped.
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    waiting: usize,
    closed: bool,
}

/// The windows of one request.
struct Job {
    windows: VecDeque<(usize, Window)>,
    answers: UnboundedSender<Answer>,
}

impl Pool {
    /// Starts `threads` threads.
    ///
    /// # Errors
    /// The system has no more threads.
    pub fn start(reads: &Arc<impl Reads>, threads: usize) -> io::Result<Self> {
        let threads = threads.max(1);
        let (queue, arrived) = (Mutex::default(), Condvar::new());
        let shared = Arc::new(Shared { queue, arrived });
        let pool = Self { shared };
        for number in 0..threads {
            let (shared, reads) = (Arc::clone(&pool.shared), Arc::clone(reads));
            let builder = std::thread::Builder::new().name(format!("neural-{number}"));
            builder.spawn(move || {
                while let Some(turn) = shared.next() {
                    turn.answer(&*reads, number);
                }
            })?;
        }
        Ok(pool)
    }

    /// Has windows read, in the order given, as far as fewer than `most` wait; the others are dropped. Answers come as
    /// they are ready; the receiver ends when there are no more.
    pub fn submit(&self, windows: Vec<(usize, Window)>, most: usize) -> UnboundedReceiver<Answer> {
        let (answers, receiver) = unbounded_channel();
        let mut queue = self.shared.lock();
        queue.drop_abandoned();
        let free = most.saturating_sub(queue.waiting);
        let windows: VecDeque<_> = windows.into_iter().take(free).collect();
        if !windows.is_empty() {
            queue.waiting += windows.len();
            queue.jobs.push_back(Job { windows, answers });
            self.shared.arrived.notify_all();
        }
        receiver
    }

    /// How many windows wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.shared.lock().waiting
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.arrived.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next window to read; `None` when the pool is closed.
    fn next(&self) -> Option<Turn> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(turn) = queue.take() {
                return Some(turn);
            }
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Queue {
    /// Takes a window off the first request, which then waits behind all others.
    fn take(&mut self) -> Option<Turn> {
        self.drop_abandoned();
        let mut job = self.jobs.pop_front()?;
        let (number, window) = job.windows.pop_front()?;
        self.waiting -= 1;
        let answers = job.answers.clone();
        if !job.windows.is_empty() {
            self.jobs.push_back(job);
        }
        Some(Turn { number, window, answers })
    }

    fn drop_abandoned(&mut self) {
        self.jobs.retain(|job| !job.answers.is_closed());
        self.waiting = self.jobs.iter().map(|job| job.windows.len()).sum();
    }
}

/// A window that is being read.
struct Turn {
    number: usize,
    window: Window,
    answers: UnboundedSender<Answer>,
}

impl Turn {
    fn answer(self, reads: &impl Reads, thread: usize) {
        let read = || reads.read(self.window.expose(), thread);
        // A network that panics is one that failed; the thread goes on.
        let names = catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Trouble::Failed));
        // Whoever asked may be gone; then nobody waits for it.
        let _ = self.answers.send((self.number, names));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Notes what it reads, and reads only when it is let.
    struct Slow {
        seen: mpsc::SyncSender<String>,
        go: Mutex<mpsc::Receiver<()>>,
    }

    impl Reads for Slow {
        fn read(&self, window: &str, _: usize) -> Result<Vec<NameSpan>, Trouble> {
            self.seen.send(window.to_owned()).unwrap();
            self.go.lock().unwrap().recv().unwrap();
            assert!(window != "panic");
            if window == "fail" { Err(Trouble::Failed) } else { Ok(Vec::new()) }
        }
    }

    fn slow() -> (Pool, mpsc::Receiver<String>, mpsc::Sender<()>) {
        let ((seen, sees), (lets, go)) = (mpsc::sync_channel(100), mpsc::channel());
        let pool = Pool::start(&Arc::new(Slow { seen, go: Mutex::new(go) }), 1).unwrap();
        (pool, sees, lets)
    }

    fn windows(texts: &[&str]) -> Vec<(usize, Window)> {
        texts.iter().enumerate().map(|(at, text)| (at, Window::new((*text).to_owned()))).collect()
    }

    #[test]
    fn requests_take_turns() {
        let (pool, sees, lets) = slow();
        let _long = pool.submit(windows(&["a1", "a2", "a3"]), 100);
        assert_eq!(sees.recv().unwrap(), "a1");
        let _short = pool.submit(windows(&["b1"]), 100);
        let _other = pool.submit(windows(&["c1", "c2"]), 100);
        for expected in ["a2", "b1", "c1", "a3", "c2"] {
            lets.send(()).unwrap();
            assert_eq!(sees.recv().unwrap(), expected);
        }
        lets.send(()).unwrap();
    }

    #[test]
    fn what_does_not_fit_or_is_abandoned_is_not_read() {
        let (pool, sees, lets) = slow();
        let busy = pool.submit(windows(&["a"]), 100);
        assert_eq!(sees.recv().unwrap(), "a");
        drop(pool.submit(windows(&["gone"]), 100));
        let mut some = pool.submit(windows(&["b", "c", "d"]), 2);
        assert_eq!(pool.waiting(), 2);
        drop(busy);
        for expected in ["b", "c"] {
            lets.send(()).unwrap();
            assert_eq!(sees.recv().unwrap(), expected);
        }
        lets.send(()).unwrap();
        let answers: Vec<_> = std::iter::from_fn(|| some.blocking_recv()).collect();
        assert_eq!(answers, [(0, Ok(Vec::new())), (1, Ok(Vec::new()))]);
    }

    #[test]
    fn a_run_that_fails_or_panics_is_told_and_the_thread_goes_on() {
        let (pool, _sees, lets) = slow();
        for (text, expected) in
            [("panic", Err(Trouble::Failed)), ("fail", Err(Trouble::Failed)), ("fine", Ok(Vec::new()))]
        {
            lets.send(()).unwrap();
            assert_eq!(pool.submit(windows(&[text]), 1).blocking_recv(), Some((0, expected)));
        }
    }
}
