//! [`Channel`]: one growing string of an answer; and [`Channels`], the state of all that grow.
//!
//! Owns: which strings are one ([`Channel`]), which are meant when something ends ([`Which`]), and for each the restorer
//! and the event in which its last piece stood. Never: knows a dialect; `chat.rs`, `messages.rs`, `responses.rs` do.

use std::sync::Arc;

use super::super::text::{Place, Restorer, Shifts};
use super::reading::MANY;
use crate::provider::tools::{Arguments, Tools};
use crate::wire::json::RawStr;
use crate::wire::sse::Event;

/// The name of a growing string. Ids of items are no part of it: there are servers that change them in every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Channel {
    /// The choice, output item or content block.
    pub(super) group: u64,
    /// What is numbered inside that: the tool call, content part, part of a summary.
    pub(super) item: u64,
    /// The kind of text; in a group, one kind follows another.
    pub(super) phase: u64,
    /// The very field.
    pub(super) field: u64,
}

/// What a word comes to as a part of a [`Channel`], after what came before it: FNV-1a, which is quick for short words.
pub(super) fn label(before: u64, word: &[u8]) -> u64 {
    let start = before ^ 0xcbf2_9ce4_8422_2325;
    word.iter().fold(start, |label, byte| (label ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// Channels that something is said of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which {
    /// Every one.
    All,
    /// Those of a group.
    Group(u64),
    /// Those of an item of a group.
    Item { group: u64, item: u64 },
    /// Those of one phase of an item.
    Phase { group: u64, item: u64, phase: u64 },
    /// Those of a group that are in any other phase.
    OtherPhases { group: u64, phase: u64 },
}

impl Which {
    pub(super) fn has(self, channel: Channel) -> bool {
        let Channel { group: g, item: i, phase: p, .. } = channel;
        match self {
            Self::All => true,
            Self::Group(group) => g == group,
            Self::Item { group, item } => (g, i) == (group, item),
            Self::Phase { group, item, phase } => (g, i, p) == (group, item, phase),
            Self::OtherPhases { group, phase } => g == group && p != phase,
        }
    }
}

/// Where held text would have gone: the event with the channel's last piece.
pub(super) struct Tail {
    pub(super) serial: u64,
    /// The event in which what is held back begins.
    pub(super) since: u64,
    pub(super) event: Event,
    /// The piece, in the event's data.
    pub(super) piece: RawStr,
}

/// A channel that grows.
pub(super) struct Open {
    pub(super) channel: Channel,
    pub(super) restorer: Restorer,
    /// Set exactly while text is held back.
    pub(super) tail: Option<Tail>,
}

/// All channels that grow. Few at any time, hence a list; [`Channels::are_many`] tells when that does not hold.
#[derive(Default)]
pub(super) struct Channels {
    open: Vec<Open>,
    calls: Vec<Call>,
    /// Whether every event waits that has a part of what is held back, and not the last alone.
    pub(super) keep_whole: bool,
}

/// A call of a tool that has begun, and what is known of what it is called with.
struct Call {
    group: u64,
    item: u64,
    arguments: Arc<Arguments>,
}

impl Channels {
    /// None yet; see [`Channels::keep_whole`].
    pub(super) fn new(keep_whole: bool) -> Self {
        Self { keep_whole, ..Self::default() }
    }

    /// The state of `channel`, begun if need be; of JSON, as what one of `tools` is called with.
    pub(super) fn open(&mut self, channel: Channel, place: Place, tools: &Tools) -> &mut Open {
        let known = self.open.iter().position(|open| open.channel == channel);
        let at = known.unwrap_or_else(|| {
            let restorer = match place {
                Place::Text => Restorer::new(place),
                Place::Json => Restorer::of_call(self.called(channel.group, channel.item, tools)),
            };
            self.open.push(Open { channel, restorer, tail: None });
            self.open.len() - 1
        });
        &mut self.open[at]
    }

    /// Whether there are more than can be looked through, event by event.
    pub(super) fn are_many(&self) -> bool {
        self.open.len() > MANY || self.calls.len() > MANY
    }

    /// A call begins whose arguments these are. What was called there before holds nothing back any more.
    pub(super) fn call(&mut self, group: u64, item: u64, arguments: &Arc<Arguments>) {
        let at = self.calls.iter().position(|call| (call.group, call.item) == (group, item));
        let call = Call { group, item, arguments: Arc::clone(arguments) };
        match at {
            None => self.calls.push(call),
            Some(at) if Arc::ptr_eq(&self.calls[at].arguments, arguments) => {}
            Some(at) => {
                self.calls[at] = call;
                let goes_on = |open: &Open| (open.channel.group, open.channel.item) != (group, item);
                self.open
                    .retain(|open| open.tail.is_some() || goes_on(open) || !open.restorer.is_json_source());
            }
        }
    }

    /// What is known of what is called there.
    pub(super) fn called<'t>(&'t self, group: u64, item: u64, tools: &'t Tools) -> &'t Arc<Arguments> {
        let call = self.calls.iter().find(|call| (call.group, call.item) == (group, item));
        call.map_or(tools.any(), |call| &call.arguments)
    }

    /// How the text of `channel` has moved so far.
    pub(super) fn shifts(&self, channel: Channel) -> Option<&Shifts> {
        self.open.iter().find(|open| open.channel == channel).map(|open| open.restorer.shifts())
    }

    /// Those that hold text back, in the order in which they began.
    pub(super) fn holding(&mut self) -> impl Iterator<Item = &mut Open> {
        self.open.iter_mut().filter(|open| open.tail.is_some())
    }

    /// Bytes of text that are held back.
    pub(super) fn held(&self) -> usize {
        self.open.iter().map(|open| open.restorer.held()).sum()
    }

    /// Whether the event with this serial number may yet have to take held text.
    pub(super) fn awaits(&self, serial: u64) -> bool {
        let first = |tail: &Tail| if self.keep_whole { tail.since } else { tail.serial };
        let awaits = |tail: &Tail| (first(tail)..=tail.serial).contains(&serial);
        self.open.iter().any(|open| open.tail.as_ref().is_some_and(awaits))
    }

    /// Forgets channels that will not grow any more.
    pub(super) fn forget(&mut self, which: Which) {
        self.open.retain(|open| open.tail.is_some() || !which.has(open.channel));
        let channel = |call: &Call| Channel { group: call.group, item: call.item, phase: 0, field: 0 };
        self.calls.retain(|call| !which.has(channel(call)));
    }
}
