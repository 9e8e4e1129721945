//! [`Reading`]: what an event means to the channels of its stream.
//!
//! Owns: the vocabulary in which the dialects put it (pieces, endings), and the way to the right dialect.
//! Never: changes anything. `chat.rs`, `messages.rs` and `responses.rs` fill it in; `events.rs` acts on it.

use super::super::json::place_of;
use super::super::outline::{Document, Key, Place as At, Shape};
use super::super::text::Place;
use super::channels::{Channel, Which, label};
use super::{chat, messages, responses};
use crate::provider::{Dialect, Role};
use crate::wire::json::RawStr;

/// So many strings may grow in one event, and in one stream at a time. What is known of them is looked through one by one, and
/// how many there are is the provider's choice: a stream with more is none that anybody asked for.
pub(super) const MANY: usize = 1_024;

/// A part of a growing string.
pub(super) struct Piece {
    pub(super) at: At,
    pub(super) raw: RawStr,
    pub(super) channel: Channel,
    pub(super) place: Place,
    /// The token list that spells it.
    pub(super) logprobs: Option<At>,
}

/// Channels that get no more text, or none before something else is said.
#[derive(Clone, Copy, Debug)]
struct Ending {
    which: Which,
    when: When,
}

/// When a channel ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Before this event, whatever pieces it has.
    Before,
    /// With this event: a piece in it is the last.
    With,
    /// Before this event, unless it has a piece for the channel.
    Unless,
}

/// What an event means.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) pieces: Vec<Piece>,
    endings: Vec<Ending>,
    /// Strings that stay as they are, because a signature may follow in another event.
    pub(super) sealed: Vec<At>,
    /// Objects whose annotations point into the text of a channel.
    pub(super) annotated: Vec<(At, Channel)>,
    /// Channels that are over after this event.
    pub(super) over: Vec<Which>,
    /// Calls of tools that are named in this event.
    pub(super) calls: Vec<Call>,
    /// Which of the calls that are not the event is about, if that is told.
    pub(super) about: Option<(u64, u64)>,
}

/// A call of a tool.
#[derive(Clone, Copy)]
pub(super) struct Call {
    pub(super) group: u64,
    pub(super) item: u64,
    /// Where it is named.
    pub(super) name: At,
}

impl Reading {
    /// Reads the next event. Its `name` counts where the data has no `type`.
    pub(super) fn read(
        &mut self,
        dialect: Dialect,
        course: &mut chat::Course,
        name: Option<&str>,
        document: Document<'_>,
    ) {
        self.pieces.clear();
        self.endings.clear();
        self.sealed.clear();
        self.annotated.clear();
        self.over.clear();
        self.calls.clear();
        self.about = None;
        let kind = document.text_of(Document::ROOT, "type");
        let kind = kind.as_deref().or(name).unwrap_or_default();
        match dialect {
            Dialect::Chat | Dialect::Completions => chat::read(document, course, self),
            Dialect::Messages | Dialect::Complete => messages::read(kind, document, self),
            Dialect::Responses => responses::read(kind, document, self),
            Dialect::Plain => {}
        }
    }

    /// Whether the event means more than is read of one.
    pub(super) fn is_full(&self) -> bool {
        let most = self.pieces.len().max(self.annotated.len()).max(self.sealed.len()).max(self.calls.len());
        most > MANY || self.endings.len() > 2 * MANY
    }

    /// Channels end, and this event is the last that may have pieces of them.
    pub(super) fn end(&mut self, which: Which) {
        self.endings.push(Ending { which, when: When::With });
    }

    /// As [`Self::end`], and they will not be heard of again.
    pub(super) fn close(&mut self, which: Which) {
        self.end(which);
        self.over.push(which);
    }

    /// Channels end before this event.
    pub(super) fn end_before(&mut self, which: Which) {
        self.endings.push(Ending { which, when: When::Before });
    }

    /// Channels end before this event, unless it continues them.
    pub(super) fn end_unless_continued(&mut self, which: Which) {
        self.endings.push(Ending { which, when: When::Unless });
    }

    /// Whether what is held back for `channel` goes out before the event.
    pub(super) fn ends_before(&self, channel: Channel) -> bool {
        let continued = self.continues(channel);
        let ended =
            |ending: &Ending| ending.which.has(channel) && (ending.when == When::Before || !continued);
        self.endings.iter().any(ended)
    }

    /// Whether a piece of `channel` in the event is the last one.
    pub(super) fn is_last(&self, channel: Channel) -> bool {
        self.endings.iter().any(|ending| ending.when == When::With && ending.which.has(channel))
    }

    /// Whether the event begins and ends nothing for good: it goes on with what was said, or with something else.
    pub(super) fn only_continues(&self) -> bool {
        let before = self.endings.iter().any(|ending| ending.when == When::Before);
        !before && self.over.is_empty() && self.sealed.is_empty()
    }

    /// Whether the event has a piece of `channel`.
    fn continues(&self, channel: Channel) -> bool {
        self.pieces.iter().any(|piece| piece.channel == channel)
    }

    /// Whether the place is not to be restored as a whole string.
    pub(super) fn skips(&self, document: Document<'_>, at: At) -> bool {
        let in_pieces = || self.pieces.iter().any(|piece| piece.at == at);
        let tokens = || !self.pieces.is_empty() && document.node(at).role == Role::Logprobs;
        in_pieces() || tokens() || self.sealed.contains(&at)
    }
}

/// Every string below `top` (or `top` itself) that grows from event to event, with what tells its field.
pub(super) fn growing(document: Document<'_>, top: At) -> impl Iterator<Item = (At, RawStr, Place)> {
    (top..document.node(top).next).filter_map(move |at| {
        let Shape::String(raw) = document.node(at).shape else { return None };
        Some((at, raw, place_of(document, at, raw)?))
    })
}

/// The names that lead from `top` to `at`, as one label. The positions of elements are no part of it: each event has an
/// array of its own.
pub(super) fn path(document: Document<'_>, top: At, mut at: At) -> u64 {
    let mut labels = 0;
    while at != top {
        let node = document.node(at);
        if let Key::Member(name) = node.key {
            labels = label(labels, &document.bytes()[name.start..name.end]);
        }
        at = node.holder;
    }
    labels
}

/// The `index` that tells an object apart from others. Without one, its position in the list that it stands in.
pub(super) fn index(document: Document<'_>, object: At) -> u64 {
    let position = || document.children(document.node(object).holder).position(|other| other == object);
    document.number_of(object, "index").or_else(position).unwrap_or(0) as u64
}
