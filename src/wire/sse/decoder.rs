//! [`Decoder`]: chunks in, events out.
//!
//! Owns: finding the blank line that ends an event, across chunks, looking at every byte once. An event that lies in one
//! chunk is a slice of that chunk; only one that straddles chunks is copied together.
//! Never: waits for a byte that it does not need, or the client would see each event one event late.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use memchr::memchr2;

use super::Event;
use crate::error::Reason;

/// The default for the largest event, in bytes: pictures arrive as one event of several MB.
pub const DEFAULT_EVENT_BYTES: usize = 16 << 20;

/// Cuts a byte stream into [`Event`]s. The raw bytes of all events, in order, are the stream.
pub struct Decoder {
    limit: usize,
    /// The start of the current event, from chunks that are used up.
    begun: BytesMut,
    /// What has not been cut yet of the last chunk.
    chunk: Bytes,
    /// Chunks behind it.
    waiting: VecDeque<Bytes>,
    /// How far `chunk` has been searched.
    searched: usize,
    place: Place,
    /// Nothing has been cut yet: a byte order mark may stand here.
    at_stream_start: bool,
}

/// Where in the lines of the stream the search stands.
#[derive(Clone, Copy)]
enum Place {
    /// Inside a line that is not blank.
    InLine,
    /// At the start of a line; `lone_cr`: the line before ended with CR and no LF.
    LineStart { lone_cr: bool },
    /// Behind a CR that may be half of CRLF; `blank`: it ended a blank line, so the event ends here or one byte on.
    AfterCr { blank: bool },
    /// Behind a CR that has ended an event already: an LF here belongs to it, and opens the next event's raw bytes.
    AfterEnd,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new(DEFAULT_EVENT_BYTES)
    }
}

impl Decoder {
    /// A decoder at the start of a stream whose events are at most `limit` bytes long.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            begun: BytesMut::new(),
            chunk: Bytes::new(),
            waiting: VecDeque::new(),
            searched: 0,
            place: Place::LineStart { lone_cr: false },
            at_stream_start: true,
        }
    }

    /// Adds what has arrived. Call [`Self::next_event`] until it gives `None` before the next one.
    pub fn push(&mut self, chunk: Bytes) {
        if self.chunk.is_empty() {
            self.chunk = chunk;
        } else if !chunk.is_empty() {
            self.waiting.push_back(chunk);
        }
    }

    /// The next whole event, as soon as its last necessary byte has arrived.
    ///
    /// # Errors
    /// [`Reason::AnswerTooLarge`] when it is longer than the limit.
    pub fn next_event(&mut self) -> Result<Option<Event>, Reason> {
        loop {
            let ended = self.search();
            if self.begun.len() + self.searched > self.limit {
                return Err(Reason::AnswerTooLarge { limit: self.limit });
            }
            if ended {
                return Ok(Some(self.cut()));
            }
            self.begun.extend_from_slice(&self.chunk);
            self.searched = 0;
            self.chunk = self.waiting.pop_front().unwrap_or_default();
            if self.chunk.is_empty() {
                return Ok(None);
            }
        }
    }

    /// The end of the stream: what is left, an event without its blank line. Call it once [`Self::next_event`] gives
    /// `None`.
    pub fn finish(mut self) -> Option<Event> {
        if !self.waiting.is_empty() {
            let waiting = std::mem::take(&mut self.waiting);
            self.chunk = std::iter::once(std::mem::take(&mut self.chunk))
                .chain(waiting)
                .collect::<Vec<_>>()
                .concat()
                .into();
        }
        self.searched = self.chunk.len();
        let rest = !self.begun.is_empty() || !self.chunk.is_empty();
        rest.then(|| self.cut())
    }

    fn cut(&mut self) -> Event {
        let tail = self.chunk.split_to(std::mem::take(&mut self.searched));
        let raw = if self.begun.is_empty() {
            tail
        } else {
            self.begun.extend_from_slice(&tail);
            self.begun.split().freeze()
        };
        Event::parse(raw, std::mem::take(&mut self.at_stream_start))
    }

    /// Moves `searched` on; whether the current event ends there.
    fn search(&mut self) -> bool {
        while let Some(rest) = self.chunk.get(self.searched..).filter(|rest| !rest.is_empty()) {
            let (passed, place, ended) = match self.place {
                Place::InLine => in_line(rest),
                Place::LineStart { lone_cr } => line_start(rest[0], lone_cr),
                Place::AfterCr { blank } => after_cr(rest[0], blank),
                Place::AfterEnd => (usize::from(rest[0] == b'\n'), Place::LineStart { lone_cr: true }, false),
            };
            self.searched += passed;
            self.place = place;
            if ended {
                return true;
            }
        }
        false
    }
}

/// Bytes passed, the place reached, whether the event ends there.
type Move = (usize, Place, bool);

#[inline]
fn in_line(rest: &[u8]) -> Move {
    let Some(end) = memchr2(b'\n', b'\r', rest) else { return (rest.len(), Place::InLine, false) };
    let place = if rest[end] == b'\n' {
        Place::LineStart { lone_cr: false }
    } else {
        Place::AfterCr { blank: false }
    };
    (end + 1, place, false)
}

#[inline]
fn line_start(byte: u8, lone_cr: bool) -> Move {
    match byte {
        b'\n' => (1, Place::LineStart { lone_cr: false }, true),
        // A stream whose lines end on CR alone: waiting for an LF would hold the event back until the next one.
        b'\r' if lone_cr => (1, Place::AfterEnd, true),
        b'\r' => (1, Place::AfterCr { blank: true }, false),
        _ => (0, Place::InLine, false),
    }
}

#[inline]
fn after_cr(byte: u8, blank: bool) -> Move {
    let crlf = byte == b'\n';
    (usize::from(crlf), Place::LineStart { lone_cr: !crlf }, blank)
}
