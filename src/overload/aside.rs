//! [`aside`]: long work that does not hold up what else its thread has to do.
//!
//! Owns: what counts as long, and the stepping aside: tasks of the thread, and the watch over sockets, go to another one
//! before the work begins, so that events of other streams go out while a large body is read. It costs some ten
//! microseconds. Never: limits how much such work there is at once; `Overload::turn` does.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Bodies from this size on, in bytes, are worked on aside: to scan one takes a millisecond and more.
pub const LARGE: usize = 32 << 10;

/// Does work on so many bytes, aside where they are many. On a runtime with a single thread there is no aside.
pub fn aside<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    let shared = || matches!(Handle::try_current(), Ok(runtime) if runtime.runtime_flavor() == RuntimeFlavor::MultiThread);
    if bytes >= LARGE && shared() { block_in_place(work) } else { work() }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    use super::*;
    use crate::overload::{Limits, Overload};

    const BOUND: Duration = Duration::from_secs(20);

    fn overload() -> Arc<Overload> {
        Overload::new(Limits { exchanges: 1, bodies_bytes: 1, wait: BOUND, behind: BOUND })
    }

    /// Work that waits for another task of the same thread.
    async fn waits_for_another_task(bytes: usize) -> bool {
        let (done, wait) = mpsc::channel();
        let work = tokio::spawn(async move {
            tokio::spawn(async move { done.send(()) });
            let turn = overload().turn(bytes).await.ok().unwrap();
            turn.work(move || wait.recv_timeout(BOUND)).is_ok()
        });
        work.await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn other_tasks_of_the_thread_go_on_beside_large_work() {
        assert!(waits_for_another_task(LARGE).await);
    }

    #[tokio::test]
    async fn a_runtime_of_one_thread_does_the_work_in_place() {
        assert_eq!(overload().turn(LARGE).await.ok().unwrap().work(|| 7), 7);
    }

    #[test]
    fn without_a_runtime_work_is_done_too() {
        assert_eq!(aside(LARGE, || 7), 7);
    }
}
