//! [`StreamRestorer`]: the bytes of a stream of events in, the client's bytes out.
//!
//! Owns: the cutting into events, what happens when there is nothing to restore (the bytes pass), and both kinds of end.
//! Never: ends a stream itself, or tells the client that one broke: that is the proxy's. Next: `events.rs`.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::events::EventRestorer;
use super::json::Answer;
use super::{Objects, Pseudonyms};
use crate::error::Reason;
use crate::provider::Endpoint;
use crate::wire::json::is_json_container;
use crate::wire::sse::{Decoder, Event};

/// How a stream came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The upstream ended it.
    Clean,
    /// The connection was lost, or the upstream fell silent.
    Broken,
}

/// Events that are looked at for ids where nothing is to be restored. Those that tell come first.
const TELLING: usize = 8;

/// Restores one stream of events.
pub struct StreamRestorer {
    decoder: Decoder,
    events: EventRestorer,
    mode: Mode,
}

enum Mode {
    Restoring,
    /// Nothing to restore: bytes pass, and so many more events are looked at for ids.
    Passing {
        looks: usize,
    },
}

impl StreamRestorer {
    /// For the answer of `endpoint` in one exchange.
    pub fn new(endpoint: Endpoint, pseudonyms: Arc<Pseudonyms>) -> Self {
        let mode = match pseudonyms.live.is_empty() && !pseudonyms.are_kept {
            false => Mode::Restoring,
            true => Mode::Passing { looks: if Objects::named_by(endpoint) { TELLING } else { 0 } },
        };
        Self { decoder: Decoder::default(), events: EventRestorer::new(endpoint, pseudonyms), mode }
    }

    /// With another limit on the length of one event, in bytes.
    #[must_use]
    pub fn with_event_limit(self, bytes: usize) -> Self {
        Self { decoder: Decoder::new(bytes), ..self }
    }

    /// Restores a stream that is there as a whole.
    pub fn whole(mut self, body: Bytes) -> Answer {
        let mut pieces = Vec::new();
        // An event cannot be longer than the body, which was allowed.
        if self.push(body.clone(), &mut pieces).is_err() {
            return Answer { body, objects: Objects::default() };
        }
        let objects = self.objects().clone();
        self.finish(End::Clean, &mut pieces);
        Answer { body: pieces.concat().into(), objects }
    }

    /// What was left behind at the provider, as far as the stream has told.
    pub fn objects(&self) -> &Objects {
        self.events.objects()
    }

    /// Takes bytes as they arrive, and appends to `out` what can go to the client now. Events in which nothing changes are
    /// slices of `chunk`, neighbours in one.
    ///
    /// # Errors
    /// [`Reason::AnswerTooLarge`] for an event that is longer than can be held, [`Reason::BadUpstreamAnswer`] where more
    /// strings grow than can be looked after; the stream is then to be broken off.
    pub fn push(&mut self, chunk: Bytes, out: &mut Vec<Bytes>) -> Result<(), Reason> {
        match self.mode {
            Mode::Restoring => {
                let before = out.len();
                self.decoder.push(chunk.clone());
                while let Some(event) = self.decoder.next_event()? {
                    // What comes behind one that is refused would leave a gap.
                    let refused = |_: &Reason| self.decoder = Decoder::default();
                    self.events.push(event, out).inspect_err(refused)?;
                }
                join(&chunk, out, before);
            }
            Mode::Passing { looks } => {
                out.push(chunk.clone());
                self.mode = Mode::Passing { looks: self.look(chunk, looks) };
            }
        }
        Ok(())
    }

    /// Bytes of text that are held back, because a pseudonym may go on in them.
    pub fn held(&self) -> usize {
        self.events.held()
    }

    /// The stream has ended: appends what was held back, in whole events, and then half an event that came last, as half as
    /// it came: a blank line behind it would make a client read it. After [`End::Broken`] it is dropped: it would spoil
    /// what the proxy has to say next.
    ///
    /// The sequence numbers of two events that may tell of a break.
    pub fn finish(mut self, end: End, out: &mut Vec<Bytes>) -> [u64; 2] {
        if matches!(self.mode, Mode::Passing { .. }) {
            return self.events.numbers_of_end();
        }
        let last = match self.decoder.finish() {
            Some(half) if !is_whole(&half) && end == End::Clean => {
                self.events.finish(out);
                Some(half)
            }
            last => last.filter(is_whole),
        };
        // Nothing can be broken off any more: an event that means too much is dropped.
        last.and_then(|last| self.events.push(last, out).err());
        if end == End::Broken {
            self.events.break_off();
        }
        self.events.finish(out);
        self.events.numbers_of_end()
    }

    /// Looks at the events of `chunk` for ids; how many may still be looked at.
    fn look(&mut self, chunk: Bytes, mut looks: usize) -> usize {
        if looks == 0 {
            return 0;
        }
        self.decoder.push(chunk);
        loop {
            match self.decoder.next_event() {
                Ok(None) => return looks,
                Ok(Some(event)) => self.events.note(&event),
                Err(_) => looks = 0,
            }
            looks = looks.saturating_sub(1);
            if looks == 0 || self.objects().response.is_some() {
                // What it has begun to gather is of no use to anybody any more.
                self.decoder = Decoder::default();
                return 0;
            }
        }
    }
}

/// Joins what lies side by side in `chunk` anyway: untouched events that came in one piece leave in one.
fn join(chunk: &Bytes, out: &mut Vec<Bytes>, from: usize) {
    let mut kept = from;
    for at in from..out.len() {
        let next = within(chunk, &out[at]);
        let last = if kept > from { within(chunk, &out[kept - 1]) } else { None };
        match (last, next) {
            (Some(last), Some(next)) if last.end == next.start => {
                out[kept - 1] = chunk.slice(last.start..next.end);
            }
            _ => {
                out.swap(kept, at);
                kept += 1;
            }
        }
    }
    out.truncate(kept);
}

/// Which part of `chunk` the memory of `bytes` is, if it is.
fn within(chunk: &Bytes, bytes: &Bytes) -> Option<Range<usize>> {
    let start = bytes.as_ptr().addr().checked_sub(chunk.as_ptr().addr())?;
    let end = start.checked_add(bytes.len())?;
    (end <= chunk.len() && start < end).then_some(start..end)
}

/// Whether an event that was cut off before its blank line says all that it had to say.
fn is_whole(event: &Event) -> bool {
    event.data().is_some_and(|data| std::str::from_utf8(&data).is_ok_and(is_json_container))
}

#[cfg(test)]
mod tests {
    use super::super::tests::pseudonyms_of;
    use super::*;

    #[test]
    fn an_event_beyond_the_limit_is_looked_at_no_further() {
        let nobody = Arc::new(pseudonyms_of(&[]));
        let mut restorer = StreamRestorer::new(Endpoint::Responses, nobody).with_event_limit(64);
        let mut out = Vec::new();
        let chunk = Bytes::from_static(b"data: {\"type\":\"response.output_text.delta\"");
        for _ in 0..100 {
            restorer.push(chunk.clone(), &mut out).expect("bytes pass");
        }
        assert_eq!(out.concat(), chunk.repeat(100));
        assert!(matches!(restorer.mode, Mode::Passing { looks: 0 }));
        assert!(restorer.decoder.finish().is_none(), "nothing is kept");
    }
}
