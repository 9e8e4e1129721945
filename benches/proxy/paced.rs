//! Open loop: requests begin when they are due, whether or not earlier ones have their answers, and are timed from then.
//!
//! Owns: pacing, and the percentiles of what came back. A client that waits for its answer before it asks again would not
//! see the waits that its own requests cause. Never: drops a slow answer. Next: `load.rs`, one connection.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::LocalSet;
use tokio::time::{MissedTickBehavior, interval};

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
    let mut due = interval(Duration::from_secs(1) / rate);
    due.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let pacing = async {
        for _ in 0..(slice.as_secs_f64() * f64::from(rate)) as usize {
            due.tick().await;
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
