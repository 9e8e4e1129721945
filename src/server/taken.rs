//! [`Taken`]: an answer's body over HTTP/2, which is given up when its client takes nothing of it for too long.
//!
//! Owns: that bound. A client of HTTP/2 that opens no window for a stream goes on reading the connection, so that no write to it stalls,
//! and the body is not asked for more, so that it could not tell by itself. Never: changes what passes.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body::{Body, Frame, SizeHint};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

use super::BodyError;

/// A body and the watch over it.
pub(super) struct Taken<B> {
    shared: Arc<Mutex<Shared<B>>>,
    watch: AbortHandle,
    /// Tells the connection that this exchange still runs.
    _running: Arc<()>,
}

struct Shared<B> {
    /// None once it has been given up, with all that it holds.
    body: Option<Pin<Box<B>>>,
    /// Since when it has been the client's turn; none while the body itself has nothing.
    waits: Option<Instant>,
}

impl<B: Body + Send + 'static> Taken<B> {
    /// Lets the client take nothing for as long as `bound`.
    pub(super) fn new(body: B, bound: Duration, running: Arc<()>) -> Self {
        let shared = Shared { body: Some(Box::pin(body)), waits: Some(Instant::now()) };
        let shared = Arc::new(Mutex::new(shared));
        let watch = tokio::spawn(watch(Arc::downgrade(&shared), bound)).abort_handle();
        Self { shared, watch, _running: running }
    }
}

impl<B> Drop for Taken<B> {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

async fn watch<B>(shared: Weak<Mutex<Shared<B>>>, bound: Duration) {
    let mut next = Instant::now() + bound;
    loop {
        sleep_until(next).await;
        let Some(shared) = shared.upgrade() else { return };
        let mut shared = locked(&shared);
        let since = shared.waits.unwrap_or_else(Instant::now);
        if since.elapsed() >= bound {
            shared.body = None;
            return;
        }
        next = since + bound;
    }
}

fn locked<B>(shared: &Mutex<Shared<B>>) -> MutexGuard<'_, Shared<B>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B> Body for Taken<B>
where
    B: Body,
    B::Error: Into<BodyError>,
{
    type Data = B::Data;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, BodyError>>> {
        let mut shared = locked(&self.shared);
        let Some(body) = &mut shared.body else {
            return Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::TimedOut).into())));
        };
        let polled = body.as_mut().poll_frame(context).map_err(Into::into);
        shared.waits = matches!(polled, Poll::Ready(Some(Ok(_)))).then(Instant::now);
        polled
    }

    fn is_end_stream(&self) -> bool {
        locked(&self.shared).body.as_ref().is_some_and(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        locked(&self.shared).body.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use bytes::Bytes;
    use http_body_util::{BodyExt, StreamBody};
    use tokio::time::sleep;

    use super::*;

    const BOUND: Duration = Duration::from_millis(100);

    /// A body of one piece that then says nothing more, and what it holds.
    fn body() -> (Taken<impl Body<Data = Bytes, Error = Infallible> + Send>, Weak<()>) {
        let held = Arc::new(());
        let weak = Arc::downgrade(&held);
        let first = futures_util::stream::iter([Ok(Frame::data(Bytes::from_static(b"one")))]);
        let silent = futures_util::stream::once(async move {
            let _held = held;
            std::future::pending().await
        });
        let stream = futures_util::StreamExt::chain(first, silent);
        (Taken::new(StreamBody::new(stream), BOUND, Arc::default()), weak)
    }

    #[tokio::test]
    async fn what_nobody_takes_is_given_up_with_all_that_it_holds() {
        let (mut taken, held) = body();
        assert!(taken.frame().await.is_some_and(|frame| frame.is_ok()));
        sleep(BOUND * 5).await;
        assert!(held.upgrade().is_none());
        assert!(taken.frame().await.is_some_and(|frame| frame.is_err()));
    }

    #[tokio::test]
    async fn a_body_that_has_nothing_to_give_is_waited_for() {
        let (mut taken, held) = body();
        assert!(taken.frame().await.is_some());
        assert!(tokio::time::timeout(BOUND * 5, taken.frame()).await.is_err());
        assert!(held.upgrade().is_some());
    }
}
