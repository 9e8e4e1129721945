//! [`EventRestorer`]: the events of one stream, restored one by one.
//!
//! Owns: what happens to an event: its pieces go through the restorers of their channels, text that was held back for a
//! channel goes out before that channel ends, and every other string is restored as in a whole answer.
//! Never: knows a dialect (`events/chat.rs`, `messages.rs`, `responses.rs` read events), cuts a stream into events
//! (`wire/sse.rs`), or changes an event in which nothing is to be restored. Next: `events/channels.rs`, `events/queue.rs`.

mod alike;
mod channels;
mod chat;
mod insertion;
mod messages;
mod queue;
mod reading;
mod responses;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;

use self::alike::{Alike, Found};
use self::channels::{Channel, Channels};
use self::insertion::inserted;
use self::queue::Queue;
use self::reading::{Piece, Reading};
use super::json::calls::repeated;
use super::json::logprobs::move_behind;
use super::json::{Whole, edit};
use super::outline::{Document, Outline, Place as At, Shape};
use super::text::{Pushed, Replacements};
use super::{Objects, Pseudonyms, plain};
use crate::error::Reason;
use crate::provider::{Dialect, Endpoint, Role, Tools};
use crate::wire::json::{Edit, check_utf8, decode, escape_into};
use crate::wire::sse::Event;

/// The state of one stream.
pub(super) struct EventRestorer {
    dialect: Dialect,
    root: Role,
    pseudonyms: Arc<Pseudonyms>,
    /// The tools that may be called.
    tools: Arc<Tools>,
    channels: Channels,
    course: chat::Course,
    queue: Queue,
    serial: u64,
    objects: Objects,
    next_number: u64,
    /// Kept for its memory.
    outline: Outline,
    /// Of the last event that was read. Kept for its memory, and for events that are alike; in a box, for it is taken out for each.
    reading: Option<Box<Reading>>,
    alike: Alike,
}

impl EventRestorer {
    pub(super) fn new(endpoint: Endpoint, pseudonyms: Arc<Pseudonyms>) -> Self {
        let dialect = endpoint.dialect();
        let patience = if dialect == Dialect::Responses { queue::PATIENCE } else { queue::NONE };
        Self {
            dialect,
            root: Role::root(endpoint),
            tools: Arc::clone(&pseudonyms.tools),
            pseudonyms,
            channels: Channels::new(endpoint == Endpoint::Response),
            course: chat::Course::default(),
            queue: Queue::new(patience),
            serial: 0,
            objects: Objects::default(),
            next_number: 0,
            outline: Outline::default(),
            reading: None,
            alike: Alike::default(),
        }
    }

    /// What was left behind at the provider, as far as events have told.
    pub(super) fn objects(&self) -> &Objects {
        &self.objects
    }

    /// The sequence numbers of two events of our own that tell of a break. Whoever may ask for what comes after them has to
    /// get what would have come next, so those that they see are none of the provider's.
    pub(super) fn numbers_of_end(&self) -> [u64; 2] {
        match self.may_be_resumed() {
            true => [self.next_number.saturating_sub(1); 2],
            false => [self.next_number, self.next_number.saturating_add(1)],
        }
    }

    /// Bytes of text that are held back.
    pub(super) fn held(&self) -> usize {
        self.channels.held()
    }

    /// Only takes note of what an event says of stored objects.
    pub(super) fn note(&mut self, event: &Event) {
        if let Some(data) = event.data()
            && let Ok(text) = check_utf8(&data)
            && let Ok(document) = self.outline.read(text, self.root)
        {
            self.objects.note_event(document);
        }
    }

    /// Takes the next event, and gives out what can go.
    ///
    /// # Errors
    /// [`Reason::BadUpstreamAnswer`] where more strings grow than can be looked after ([`reading::MANY`]).
    pub(super) fn push(&mut self, event: Event, out: &mut Vec<Bytes>) -> Result<(), Reason> {
        self.serial += 1;
        if event.is_comment_only() {
            out.push(event.raw().clone()); // keeps the connection alive, and waits for nobody
            return Ok(());
        }
        let mut reading = self.reading.take().unwrap_or_default();
        let edits = match event.data() {
            None => Vec::new(),
            Some(data) => match check_utf8(&data) {
                Ok(text) => match self.alike.compare(&event, text) {
                    Some(found) => self.again(&event, text, &found, &mut reading),
                    None => self.anew(&event, text, &mut reading),
                },
                Err(_) => self.opaque(&data),
            },
        };
        if reading.is_full() || self.channels.are_many() || self.course.are_many() {
            return Err(Reason::BadUpstreamAnswer);
        }
        self.queue.push(self.serial, event, edits);
        for over in reading.over.drain(..) {
            self.channels.forget(over);
        }
        self.reading = Some(reading);
        self.queue.release(&self.channels, out);
        Ok(())
    }

    /// The stream has ended: gives out all that was held back.
    pub(super) fn finish(&mut self, out: &mut Vec<Bytes>) {
        self.flush(None, |_| true);
        self.queue.release(&self.channels, out);
    }

    /// Whether a client may ask for the rest of the stream if it breaks off.
    fn may_be_resumed(&self) -> bool {
        self.channels.keep_whole
    }

    /// The stream has broken off. What is not settled yet of one that may be resumed comes again, whole.
    pub(super) fn break_off(&mut self) {
        let unsettled = self.may_be_resumed().then(|| self.queue.drop_unsettled(&self.channels)).flatten();
        if let Some(event) = unsettled {
            self.channels = Channels::new(true);
            if let Some(data) = event.data()
                && let Ok(text) = check_utf8(&data)
                && let Ok(document) = self.outline.read(text, self.root)
                && let Some(number) = number(document).and_then(parsed)
            {
                self.next_number = number;
            }
        }
        self.close();
    }

    /// Makes sure that what may follow does not run into the last event.
    fn close(&mut self) {
        self.queue.close();
    }

    /// Data that is not JSON: `[DONE]`, or text.
    fn opaque(&mut self, data: &[u8]) -> Vec<Edit> {
        if data.trim_ascii() == b"[DONE]" {
            self.flush(None, |_| true);
            return Vec::new();
        }
        let restored = plain::whole(Bytes::copy_from_slice(data), &self.pseudonyms);
        if *restored == *data {
            Vec::new()
        } else {
            vec![Edit { range: 0..data.len(), with: restored.into() }]
        }
    }

    /// An event that is read.
    fn anew(&mut self, event: &Event, data: &str, reading: &mut Reading) -> Vec<Edit> {
        let mut outline = std::mem::take(&mut self.outline);
        let edits = match outline.read(data, self.root) {
            Ok(document) => self.document(event, document, reading),
            Err(_) => self.opaque(data.as_bytes()),
        };
        self.outline = outline;
        edits
    }

    /// An event that is like the last one that was read.
    fn again(&mut self, event: &Event, data: &str, found: &Found<'_>, reading: &mut Reading) -> Vec<Edit> {
        reading.pieces[0].raw = found.piece;
        self.numbered(found.number);
        self.flush(found.number, |channel| reading.ends_before(channel));
        let mut edits = Vec::new();
        self.pieces(event, data, reading, &mut edits);
        edits
    }

    fn document(&mut self, event: &Event, document: Document<'_>, reading: &mut Reading) -> Vec<Edit> {
        if self.pseudonyms.are_kept || self.dialect == Dialect::Responses {
            self.objects.note_event(document);
        }
        reading.read(self.dialect, &mut self.course, event.name(), document);
        if reading.is_full() {
            return Vec::new();
        }
        let number = number(document);
        self.numbered(number);
        self.channels.keep_whole |= number.is_some() && is_in_background(document);
        self.flush(number, |channel| reading.ends_before(channel));
        self.call(document, reading);
        let mut edits = self.whole(document, reading);
        let whole = edits.len();
        self.alike.learn(event, document, reading, whole == 0);
        self.pieces(event, document.source(), reading, &mut edits);
        self.logprobs(document, reading, &mut edits);
        if edits.len() > whole {
            edits.sort_by_key(|edit| edit.range.start);
        }
        edits
    }

    fn numbered(&mut self, number: Option<&[u8]>) {
        if let Some(number) = number.and_then(parsed) {
            self.next_number = number.saturating_add(1);
        }
    }

    fn pieces(&mut self, event: &Event, data: &str, reading: &Reading, edits: &mut Vec<Edit>) {
        for piece in &reading.pieces {
            self.piece(event, data, piece, edits);
            if reading.is_last(piece.channel) {
                self.end_in_place(piece, edits);
            }
        }
    }

    /// Takes note of calls of tools.
    fn call(&mut self, document: Document<'_>, reading: &Reading) {
        if self.tools.is_empty() && self.dialect == Dialect::Responses {
            self.tools = repeated(document).unwrap_or_default();
        }
        for call in &reading.calls {
            if let Some(name) = document.text(call.name) {
                self.channels.call(call.group, call.item, self.tools.arguments(&name.str));
            }
        }
    }

    /// Everything in the event that stands there whole.
    fn whole(&self, document: Document<'_>, reading: &Reading) -> Vec<Edit> {
        let mut whole = Whole::new(document, &self.pseudonyms, &self.tools);
        if let Some((group, item)) = reading.about {
            whole = whole.calling(self.channels.called(group, item, &self.tools));
        }
        for (owner, channel) in &reading.annotated {
            if let Some(shifts) = self.channels.shifts(*channel) {
                whole = whole.with_shifts(*owner, shifts);
            }
        }
        whole.edits(|at| reading.skips(document, at))
    }

    /// A part of a growing string.
    fn piece(&mut self, event: &Event, data: &str, piece: &Piece, edits: &mut Vec<Edit>) {
        let text = decode(data, piece.raw);
        let open = self.channels.open(piece.channel, piece.place, &self.tools);
        let mut replacements = Replacements::after(open.restorer.held());
        if open.restorer.feed(self.pseudonyms.restoring(), &text.str, &mut replacements) == Pushed::Changed {
            edit(&text, &replacements.finish(&text.str), edits);
        }
        let begun = open.tail.take().filter(|_| open.restorer.held() > text.str.len());
        open.tail = open.restorer.is_holding().then(|| channels::Tail {
            serial: self.serial,
            since: begun.map_or(self.serial, |tail| tail.since),
            event: event.clone(),
            piece: piece.raw,
        });
    }

    /// The piece is the last one: what is held back goes to its end.
    fn end_in_place(&mut self, piece: &Piece, edits: &mut Vec<Edit>) {
        let open = self.channels.open(piece.channel, piece.place, &self.tools);
        if open.tail.take().is_some() {
            let mut held = String::new();
            open.restorer.finish(self.pseudonyms.restoring(), &mut held);
            let mut with = Vec::new();
            escape_into(&mut with, &held);
            edits.push(Edit { range: piece.raw.end..piece.raw.end, with });
        }
    }

    /// Ends the channels that `which` tells: what they hold back goes into the event with their last piece if that still
    /// waits, else into one of its own.
    fn flush(&mut self, number: Option<&[u8]>, which: impl Fn(Channel) -> bool) {
        for open in self.channels.holding() {
            if !which(open.channel) {
                continue;
            }
            let Some(tail) = open.tail.take() else { continue };
            let mut held = String::new();
            open.restorer.finish(self.pseudonyms.restoring(), &mut held);
            let mut with = Vec::new();
            escape_into(&mut with, &held);
            if self.queue.amend(tail.serial, tail.piece.end, with) {
                continue;
            }
            if let Some(event) = inserted(&tail, self.root, &held, number) {
                self.queue.push_ready(event);
            }
        }
    }

    /// Token lists that spell what this event no longer says go; others stand elsewhere in the whole text than they did.
    fn logprobs(&self, document: Document<'_>, reading: &Reading, edits: &mut Vec<Edit>) {
        let mut seen: Vec<At> = Vec::new();
        for piece in &reading.pieces {
            let Some(at) = piece.logprobs.filter(|at| !seen.contains(at)) else { continue };
            let node = document.node(at);
            let changed =
                edits.iter().any(|edit| (piece.raw.start..=piece.raw.end).contains(&edit.range.start));
            if changed && matches!(node.shape, Shape::Object | Shape::Array) {
                seen.push(at);
                let with: &[u8] = if node.shape == Shape::Array { b"[]" } else { b"null" };
                edits.push(Edit { range: node.range.clone(), with: with.to_vec() });
            } else if let Some(shifts) = self.channels.shifts(piece.channel)
                && self.dialect == Dialect::Completions
            {
                seen.push(at);
                move_behind(document, at, shifts, edits);
            }
        }
    }
}

fn number(document: Document<'_>) -> Option<&[u8]> {
    let number = document.member(Document::ROOT, "sequence_number")?;
    Some(&document.bytes()[document.node(number).range.clone()])
}

fn parsed(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Whether an event tells of a response that the provider goes on with by itself.
fn is_in_background(document: Document<'_>) -> bool {
    let response = document.member(Document::ROOT, "response");
    let told = response.and_then(|response| document.member(response, "background"));
    told.is_some_and(|at| document.bytes()[document.node(at).range.clone()] == *b"true")
}
