//! [`Queue`]: events that wait until it is settled what they say.
//!
//! Owns: the order of what goes out, and the edits of an event while held text may still have to go into it.
//! Never: waits long: not at all where a dialect lets text be inserted, and nowhere beyond [`PATIENCE`].

use std::collections::VecDeque;

use bytes::Bytes;

use super::channels::Channels;
use crate::wire::json::{Edit, splice};
use crate::wire::sse::Event;

/// How much may wait, where events are numbered and none may be added.
pub(super) const PATIENCE: Patience = Patience { events: 32, bytes: 256 << 10 };

/// Where events may be added, none waits.
pub(super) const NONE: Patience = Patience { events: 0, bytes: 0 };

/// How much may wait.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    events: usize,
    bytes: usize,
}

/// An event on its way out.
enum Waiting {
    /// As it came, but for its edits.
    Edited { serial: u64, event: Event, edits: Vec<Edit> },
    /// Made here.
    Ready(Bytes),
}

/// Events on their way out, in order.
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    patience: Patience,
    /// What the last event lacks to be over: it stood at the end of its stream.
    lacks: &'static [u8],
}

impl Queue {
    pub(super) fn new(patience: Patience) -> Self {
        Self { waiting: VecDeque::new(), bytes: 0, patience, lacks: b"" }
    }

    /// Adds an event as it came, but for `edits`, which are sorted.
    pub(super) fn push(&mut self, serial: u64, event: Event, edits: Vec<Edit>) {
        self.bytes += event.raw().len();
        self.lacks = lacking(event.raw());
        self.waiting.push_back(Waiting::Edited { serial, event, edits });
    }

    /// Adds an event that was made here.
    pub(super) fn push_ready(&mut self, bytes: Bytes) {
        self.close();
        self.bytes += bytes.len();
        self.waiting.push_back(Waiting::Ready(bytes));
    }

    /// Adds the blank line that the last event may lack.
    pub(super) fn close(&mut self) {
        let lacks = std::mem::take(&mut self.lacks);
        if !lacks.is_empty() {
            self.bytes += lacks.len();
            self.waiting.push_back(Waiting::Ready(Bytes::from_static(lacks)));
        }
    }

    /// Puts `text` (escaped) into the data of a waiting event, at a byte offset. False: it is gone.
    pub(super) fn amend(&mut self, serial: u64, at: usize, text: Vec<u8>) -> bool {
        let found = self.waiting.iter_mut().find_map(|waiting| match waiting {
            Waiting::Edited { serial: own, edits, .. } if *own == serial => Some(edits),
            _ => None,
        });
        let Some(edits) = found else { return false };
        let behind = edits.partition_point(|edit| edit.range.end <= at);
        edits.insert(behind, Edit { range: at..at, with: text });
        true
    }

    /// Gives out what need not wait any more.
    pub(super) fn release(&mut self, channels: &Channels, out: &mut Vec<Bytes>) {
        while let Some(front) = self.waiting.front() {
            if matches!(front, Waiting::Edited { serial, .. } if channels.awaits(*serial)) && !self.is_full()
            {
                return;
            }
            if let Some(front) = self.waiting.pop_front() {
                let size = front.size();
                self.bytes -= size;
                out.push(front.into_bytes());
            }
        }
    }

    /// Drops every event from the first on that held text may still have to go into; that one.
    pub(super) fn drop_unsettled(&mut self, channels: &Channels) -> Option<Event> {
        let awaits =
            |waiting: &Waiting| matches!(waiting, Waiting::Edited { serial, .. } if channels.awaits(*serial));
        let first = self.waiting.iter().position(awaits)?;
        let dropped = self.waiting.split_off(first);
        self.bytes -= dropped.iter().map(Waiting::size).sum::<usize>();
        dropped.into_iter().find_map(|waiting| match waiting {
            Waiting::Edited { event, .. } => Some(event),
            Waiting::Ready(_) => None,
        })
    }

    fn is_full(&self) -> bool {
        self.waiting.len() > self.patience.events || self.bytes > self.patience.bytes
    }
}

impl Waiting {
    fn size(&self) -> usize {
        match self {
            Self::Edited { event, .. } => event.raw().len(),
            Self::Ready(bytes) => bytes.len(),
        }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Ready(bytes) => bytes,
            Self::Edited { event, edits, .. } => match event.data() {
                Some(data) if !edits.is_empty() => event.with_data(&splice(&data, &edits)),
                _ => event.raw().clone(),
            },
        }
    }
}

/// What must follow `raw` for the event to be over (a blank line ends it).
fn lacking(raw: &[u8]) -> &'static [u8] {
    match raw {
        [b'\n' | b'\r'] | [b'\r', b'\n'] => b"",
        [.., b'\n' | b'\r', b'\n' | b'\r'] if !raw.ends_with(b"\r\n") => b"",
        [.., b'\n' | b'\r', b'\r', b'\n'] => b"",
        [.., b'\n' | b'\r'] => b"\n",
        _ => b"\n\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_line_ends_an_event() {
        for (raw, lacks) in [
            ("", "\n\n"),
            ("data: 1", "\n\n"),
            ("data: 1\n", "\n"),
            ("data: 1\r\n", "\n"),
            ("data: 1\r", "\n"),
            ("data: 1\n\n", ""),
            ("data: 1\r\r", ""),
            ("data: 1\r\n\r\n", ""),
            ("data: 1\r\n\n", ""),
            ("\n", ""),
            ("\r\n", ""),
        ] {
            assert_eq!(lacking(raw.as_bytes()), lacks.as_bytes(), "{raw:?}");
        }
    }
}
