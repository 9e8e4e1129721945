//! Open loop: requests begin at an even pace, whether or not earlier ones have their answers.
//!
//! Owns: pacing, and the percentiles of what came back. A client that waits for its answer before it asks again would not
//! see the waits that its own requests cause. A thread of its own keeps the pace: the runtime's timer has a resolution of a
//! millisecond, at which one request in ten begins together with the one before it, and what is late because this program
//! was held up delays all that follow instead of leaving in a burst that nobody sent. Never: drops a slow answer. Next:
//! `load.rs`, one connection.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::task::LocalSet;

use crate::load::Client;

/// Connections that are open from the start: more requests than these are rarely under way at once.
const CONNECTIONS: usize = 32;

/// How long requests took, in ascending order.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// The time that `share` of the requests (0 to 1) did not exceed, in microseconds.
    pub(crate) fn at(&self, share: f64) -> f64 {
        let place = (self.0.len() as f64 * share) as usize;
        self.0
            .get(place.min(self.0.len().saturating_sub(1)))
            .map_or(f64::NAN, |time| time.as_secs_f64() * 1e6)
    }
}

/// Sends `request` `rate` times a second for `slice`.
pub(crate) async fn run(
    address: SocketAddr,
    request: &'static [u8],
    rate: u32,
    slice: Duration,
) -> io::Result<Times> {
    let idle = Rc::new(RefCell::new(Vec::new()));
    for _ in 0..CONNECTIONS {
        let client = Client::connect(address).await?;
        idle.borrow_mut().push(client);
    }
    let times = Rc::new(RefCell::new(Vec::new()));
    let tasks = LocalSet::new();
    let mut due = pace(rate, (slice.as_secs_f64() * f64::from(rate)) as usize);
    let pacing = async {
        while due.recv().await.is_some() {
            let begun = Instant::now();
            let (idle, times) = (Rc::clone(&idle), Rc::clone(&times));
            tokio::task::spawn_local(async move {
                let free = idle.borrow_mut().pop();
                let mut client = match free {
                    Some(client) => client,
                    None => Client::connect(address).await.expect("the candidate listens"),
                };
                client.exchange(request).await.expect("a whole answer");
                times.borrow_mut().push(begun.elapsed());
                idle.borrow_mut().push(client);
            });
        }
    };
    tasks.run_until(pacing).await;
    tasks.await;
    let mut times = times.take();
    times.sort_unstable();
    Ok(Times(times))
}

/// Tells `count` times that a request is due, `rate` times a second.
fn pace(rate: u32, count: usize) -> mpsc::UnboundedReceiver<()> {
    let (tell, due) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let mut next = Instant::now();
        for _ in 0..count {
            next = (next + Duration::from_secs(1) / rate).max(Instant::now());
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
            if tell.send(()).is_err() {
                return;
            }
        }
    });
    due
}
