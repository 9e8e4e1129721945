//! [`Streamed`]: the body of a stream of events, restored as it comes.
//!
//! Owns: gathering what has arrived into one write, the idle deadline, and the unclean end: when the upstream breaks off,
//! what was held back goes out, then the dialect's own error event, and then the connection is broken, never closed as if
//! all were well. Never: reads an event; `restore::stream` does.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};
use tokio::time::{Instant, Sleep};

use super::Held;
use super::answer::Keeper;
use crate::error::{Error, Phase, Reason};
use crate::provider::Dialect;
use crate::respond::{Progress, stream_error};
use crate::restore::stream::{End, StreamRestorer};
use crate::wire::encoding::StreamDecoder;

/// Pieces are gathered up to this many bytes before they are written.
const GATHERED: usize = 16 << 10;

/// The upstream is asked again this often, after giving way to other tasks, before a gathered write goes out: its
/// connection hands over one piece at a time, and what has arrived in the socket already is to be one write.
const YIELDS: u8 = 4;

/// How long the last bytes of a broken stream get to leave. An HTTP server throws away what it has not yet written as
/// soon as a body fails, and the client would never see the error event.
const LAST_WORDS: Duration = Duration::from_millis(50);

/// A restored stream of events.
pub(super) struct Streamed<B> {
    upstream: B,
    decoder: Option<StreamDecoder>,
    restorer: Option<StreamRestorer>,
    keeper: Keeper,
    /// How much of what the stream has named the mapping is kept under.
    kept: usize,
    dialect: Dialect,
    idle: Duration,
    deadline: Pin<Box<Sleep>>,
    gathered: Vec<Bytes>,
    yielded: u8,
    state: State,
}

enum State {
    Flowing,
    /// The last bytes are out or gathered; then the body ends well.
    Ended,
    /// The last bytes are gathered; then they are given time to leave.
    Broken(Error),
    /// The last bytes are out or on their way; then the connection is broken.
    Leaving(Error),
    Over,
}

impl<B> Streamed<B>
where
    B: Body<Data = Bytes> + Unpin,
{
    pub(super) fn new(
        upstream: B,
        decoder: StreamDecoder,
        restorer: StreamRestorer,
        keeper: Keeper,
        dialect: Dialect,
        idle: Duration,
    ) -> Self {
        Self {
            upstream,
            decoder: Some(decoder),
            restorer: Some(restorer),
            keeper,
            kept: 0,
            dialect,
            idle,
            deadline: Box::pin(tokio::time::sleep(idle)),
            gathered: Vec::new(),
            yielded: 0,
            state: State::Flowing,
        }
    }

    /// The next write.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
        held: Option<&Held>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        while matches!(self.state, State::Flowing) && self.gathered_len() < GATHERED {
            match Pin::new(&mut self.upstream).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => self.arrived(frame, held),
                Poll::Ready(Some(Err(_))) => self.break_off(Reason::StreamBroken, held),
                Poll::Ready(None) => self.end(held),
                Poll::Pending if self.gathered_len() == 0 => {
                    ready!(self.deadline.as_mut().poll(context));
                    self.break_off(Reason::UpstreamTimeout, held);
                }
                Poll::Pending if self.yielded < YIELDS => {
                    self.yielded += 1;
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Pending => break,
            }
        }
        self.write(context)
    }

    fn gathered_len(&self) -> usize {
        self.gathered.iter().map(Bytes::len).sum()
    }

    fn arrived(&mut self, frame: Frame<Bytes>, held: Option<&Held>) {
        let (Ok(chunk), Some(decoder), Some(restorer)) =
            (frame.into_data(), self.decoder.as_mut(), self.restorer.as_mut())
        else {
            return;
        };
        self.yielded = 0;
        let now = Instant::now();
        self.deadline.as_mut().reset(now + self.idle);
        let restored = decoder.push(chunk).and_then(|chunk| {
            if let Some(held) = held {
                held.audit.passes(&chunk);
            }
            restorer.push(chunk, &mut self.gathered)
        });
        if let Some(held) = held {
            held.audit.restored(now.into_std());
            held.audit.held_back(restorer.held());
        }
        let named = restorer.objects().named();
        if named > self.kept {
            self.keeper.keep(restorer.objects());
            self.kept = named;
        }
        if let Err(reason) = restored {
            self.break_off(reason, held);
        }
    }

    fn end(&mut self, held: Option<&Held>) {
        let whole = self.decoder.take().map_or(Ok(()), StreamDecoder::finish);
        if let Err(reason) = whole {
            return self.break_off(reason, held);
        }
        if let Some(restorer) = self.restorer.take() {
            restorer.finish(End::Clean, &mut self.gathered);
        }
        self.state = State::Ended;
    }

    fn break_off(&mut self, reason: Reason, held: Option<&Held>) {
        let error = Error::new(Phase::Restore, reason);
        let Some(restorer) = self.restorer.take() else { return };
        let response_id = restorer.objects().response.clone();
        let sequence_numbers = restorer.finish(End::Broken, &mut self.gathered);
        if let Some(held) = held {
            held.audit.broken(error);
            let progress = Progress { sequence_numbers, response_id: response_id.as_deref() };
            self.gathered.push(stream_error(self.dialect, error, &held.request_id, progress));
        }
        self.state = State::Broken(error);
    }

    /// Everything that is gathered, in one piece; then the end.
    fn write(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.yielded = 0;
        self.gathered.retain(|piece| !piece.is_empty());
        let bytes = match self.gathered.len() {
            0 => return self.close(context),
            1 => self.gathered.remove(0),
            _ => {
                let mut joined = BytesMut::with_capacity(self.gathered_len());
                self.gathered.drain(..).for_each(|piece| joined.extend_from_slice(&piece));
                joined.freeze()
            }
        };
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn close(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match self.state {
            State::Flowing => Poll::Pending,
            State::Ended | State::Over => {
                self.state = State::Over;
                Poll::Ready(None)
            }
            State::Broken(error) => {
                self.deadline.as_mut().reset(Instant::now() + LAST_WORDS);
                self.state = State::Leaving(error);
                self.close(context)
            }
            State::Leaving(error) => {
                ready!(self.deadline.as_mut().poll(context));
                self.state = State::Over;
                Poll::Ready(Some(Err(error)))
            }
        }
    }
}
