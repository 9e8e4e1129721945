//! Where text streams: which strings of an event continue which growing text, and which events end one.
//!
//! Owns: [`Reader`], fed with the lexer's steps of one event's JSON, and its [`Outline`] of that event; the key of a
//! growing text ([`Channel`]). Never: looks at the text, holds anything back, or knows how an event is framed.
//!
//! **Use.** One [`Reader`] a stream. For each event: [`Reader::begin`], every step of its JSON in order
//! ([`open`](Reader::open), [`close`](Reader::close), [`key`](Reader::key), [`string`](Reader::string),
//! [`scalar`](Reader::scalar)), then [`Reader::finish`]. Then, in this order:
//! 1. every channel with held-back text for which [`Outline::ends`] holds gives its rest *before* this event passes;
//! 2. every [`Delta`] of the event is restored with its channel's held-back text in front; a delta that is
//!    [`last`](Delta::last) holds nothing back, because its own event ends the channel;
//! 3. all other strings are whole and follow their [`Role`](super::Role).
//!
//! A [`Kind::Signed`] delta stays as it is: its signature comes later, and the client must be able to send both back.
//! An event without data, `[DONE]` ([`is_done`]), data that is no JSON, and the end of the stream, clean or not, end all
//! channels. Item ids are no part of a key: some servers change them with every event.
//!
//! Next: `streams/place.rs` for the positions in an event; `streams/endings.rs` for named events.

mod endings;
mod place;

use std::ops::Range;

use super::Dialect;
use place::Place;

/// Whether an event's data is the sign of OpenAI's dialects that the stream is complete.
pub fn is_done(data: &[u8]) -> bool {
    data.trim_ascii() == b"[DONE]"
}

/// How the text of a channel is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Plain text.
    Text,
    /// Pieces of JSON source (tool arguments): a restored value is escaped for a JSON string, once more than the event's.
    Json,
    /// Reasoning that a signature will seal. Never touched.
    Signed,
}

/// Which of the texts that grow side by side in one choice, block or item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Content,
    Refusal,
    Reasoning,
    ReasoningContent,
    ReasoningDetail,
    Transcript,
    Completion,
    FunctionArguments,
    CallArguments,
    CallInput,
    BlockText,
    BlockJson,
    BlockSigned,
    /// A responses event's family (hash of its name without `.delta`), and the member of an object delta (0: a string).
    Stem {
        stem: u64,
        member: u64,
        known: bool,
    },
    /// A string under a key that is not listed (its hash).
    Other(u64),
}

impl Field {
    const fn is_call(self) -> bool {
        matches!(self, Self::FunctionArguments | Self::CallArguments | Self::CallInput)
    }
}

/// The key of one growing text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Channel {
    field: Field,
    /// Index of the choice, block or output item.
    outer: u32,
    /// Index of the tool call, content part, summary or command.
    inner: u32,
    /// Which of the calls that share an index, or the hash of a stream's id.
    series: u64,
}

/// A string of an event that continues a channel. An empty string is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delta {
    /// What it continues.
    pub channel: Channel,
    /// How it is written.
    pub kind: Kind,
    /// Which string: the count of [`Reader::string`] calls for this event before it.
    pub leaf: usize,
    /// Whether this event ends the channel too.
    pub last: bool,
}

/// A set of channels that an event ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    All,
    /// Everything of a choice.
    Choice(u32),
    /// Everything of a choice but its tool calls, whose arguments may interleave with anything.
    ChoiceTexts(u32),
    /// Earlier calls under the same index.
    EarlierCalls {
        choice: u32,
        index: u32,
        series: u64,
    },
    /// Everything of a block.
    Block(u32),
    /// Everything of an output item.
    Item {
        output: u32,
        series: u64,
    },
    /// Everything of one part of an output item.
    Part {
        output: u32,
        inner: u32,
        series: u64,
    },
    /// One family at one place.
    Stem {
        stem: u64,
        output: u32,
        inner: u32,
        series: u64,
    },
    /// Families that are not known, at one output item, but for one.
    UnknownBut {
        stem: u64,
        output: u32,
        series: u64,
    },
}

impl Ending {
    fn covers(self, channel: &Channel) -> bool {
        let Channel { field, outer, inner, series } = *channel;
        match self {
            Self::All => true,
            Self::Choice(choice) => outer == choice,
            Self::ChoiceTexts(choice) => outer == choice && !field.is_call(),
            Self::EarlierCalls { choice, index, series: newest } => {
                outer == choice && inner == index && field.is_call() && series < newest
            }
            Self::Block(block) => outer == block,
            Self::Item { output, series: stream } => outer == output && series == stream,
            Self::Part { output, inner: part, series: stream } => {
                outer == output && inner == part && series == stream
            }
            Self::Stem { stem: ended, output, inner: part, series: stream } => {
                let same_family = matches!(field, Field::Stem { stem, .. } if stem == ended);
                same_family && outer == output && inner == part && series == stream
            }
            Self::UnknownBut { stem: own, output, series: stream } => {
                let other_family = matches!(field, Field::Stem { stem, known: false, .. } if stem != own);
                other_family && outer == output && series == stream
            }
        }
    }
}

/// What one event does to the channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    deltas: Vec<Delta>,
    endings: Vec<Ending>,
}

impl Outline {
    /// The event's strings that continue a channel, in document order.
    pub fn deltas(&self) -> &[Delta] {
        &self.deltas
    }

    /// Whether `channel` must give its rest before this event passes. Never true of a channel that the event itself
    /// continues: such a rest goes in front of the event's own delta.
    pub fn ends(&self, channel: &Channel) -> bool {
        self.endings.iter().any(|ending| ending.covers(channel))
            && self.deltas.iter().all(|delta| delta.channel != *channel)
    }
}

/// Reads the events of one stream.
pub struct Reader {
    dialect: Dialect,
    frames: Vec<Frame>,
    expected: Place,
    leaves: usize,
    facts: Facts,
    choice: Choice,
    call: Call,
    /// The calls in the choice that is being read, whose index may follow after them.
    fresh: Vec<Call>,
    /// The newest call at each (choice, index) of the stream.
    calls: Vec<Call>,
    outline: Outline,
}

#[derive(Clone, Copy)]
struct Frame {
    place: Place,
    is_array: bool,
}

/// What the top level of an event says.
#[derive(Default)]
struct Facts {
    kind: String,
    delta_kind: String,
    index: u32,
    output: u32,
    inner: u32,
    stream: u64,
    choices: Option<u32>,
    has_usage: bool,
    has_error: bool,
    is_stopped: bool,
}

/// The choice that is being read.
#[derive(Clone, Copy, Default)]
struct Choice {
    index: u32,
    first_delta: usize,
    is_finished: bool,
    has_call: bool,
}

/// A tool call: the one that is being read, or the newest known of its index.
#[derive(Clone, Default)]
struct Call {
    choice: u32,
    index: u32,
    ordinal: u32,
    deltas: Range<usize>,
    id: Option<u64>,
    name: Option<u64>,
    series: u64,
}

impl Reader {
    /// A reader for a stream of `dialect`.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            frames: Vec::with_capacity(8),
            expected: Place::Skip,
            leaves: 0,
            facts: Facts::default(),
            choice: Choice::default(),
            call: Call::default(),
            fresh: Vec::new(),
            calls: Vec::new(),
            outline: Outline::default(),
        }
    }

    /// Begins an event; `name` is its `event:` line, which counts where the JSON has no `type`.
    pub fn begin(&mut self, name: Option<&str>) {
        let (mut kind, mut delta_kind) =
            (std::mem::take(&mut self.facts.kind), std::mem::take(&mut self.facts.delta_kind));
        kind.clear();
        kind.push_str(name.unwrap_or_default());
        delta_kind.clear();
        self.facts = Facts { kind, delta_kind, ..Facts::default() };
        self.frames.clear();
        self.expected = Place::root(self.dialect);
        self.leaves = 0;
        self.fresh.clear();
        self.outline.deltas.clear();
        self.outline.endings.clear();
    }

    /// An object or an array begins.
    pub fn open(&mut self, is_array: bool) {
        let place = self.value();
        match place {
            Place::Choices if is_array => self.facts.choices = Some(0),
            Place::Choices => self.begin_choice(),
            Place::Call if is_array => self.call.ordinal = 0,
            Place::Call => self.begin_call(),
            Place::Usage => self.facts.has_usage = true,
            Place::Error => self.facts.has_error = true,
            _ => {}
        }
        self.frames.push(Frame { place, is_array });
    }

    /// An object or an array ends.
    pub fn close(&mut self) {
        match self.frames.pop() {
            Some(Frame { place: Place::Choices, is_array: false }) => self.end_choice(),
            Some(Frame { place: Place::Call, is_array: false }) => self.end_call(),
            _ => {}
        }
    }

    /// A key, decoded.
    pub fn key(&mut self, key: &str) {
        self.expected = self.frames.last().map_or(Place::Skip, |frame| frame.place.child(key));
    }

    /// A string value, decoded. Keys do not count.
    pub fn string(&mut self, text: &str) {
        let leaf = self.leaves;
        self.leaves += 1;
        if text.is_empty() {
            return;
        }
        let place = self.value();
        if let Some((field, kind)) = place.leaf() {
            let channel = Channel { field, outer: 0, inner: 0, series: 0 };
            self.outline.deltas.push(Delta { channel, kind, leaf, last: false });
        }
        match place {
            Place::Kind => replace(&mut self.facts.kind, text),
            Place::DeltaKind => replace(&mut self.facts.delta_kind, text),
            Place::StreamId => self.facts.stream = hash(text),
            Place::FinishReason => self.choice.is_finished = true,
            Place::StopReason => self.facts.is_stopped = true,
            Place::CallId => self.call.id = Some(hash(text)),
            Place::CallName => self.call.name = Some(hash(text)),
            Place::Error => self.facts.has_error = true,
            _ => {}
        }
    }

    /// A number, `true`, `false` or `null`, as it is written.
    pub fn scalar(&mut self, raw: &str) {
        let number = || raw.parse().unwrap_or_default();
        match self.value() {
            Place::ChoiceIndex => self.choice.index = number(),
            Place::CallIndex => self.call.index = number(),
            Place::BlockIndex => self.facts.index = number(),
            Place::OutputIndex => self.facts.output = number(),
            Place::InnerIndex => self.facts.inner = number(),
            _ => {}
        }
    }

    /// The event's outline, once its JSON is whole.
    pub fn finish(&mut self) -> &Outline {
        match self.dialect {
            Dialect::Chat | Dialect::Completions => self.finish_chat(),
            Dialect::Responses => endings::responses(&self.facts, &mut self.outline),
            Dialect::Messages => endings::messages(&self.facts, &mut self.outline),
            Dialect::Complete => endings::complete(&self.facts, &mut self.outline),
            Dialect::Plain => {}
        }
        &self.outline
    }

    /// The place of the value that begins now.
    fn value(&self) -> Place {
        match self.frames.last() {
            Some(Frame { place, is_array: true }) => *place,
            _ => self.expected,
        }
    }

    fn begin_choice(&mut self) {
        let ordinal = self.facts.choices.unwrap_or_default();
        self.facts.choices = Some(ordinal + 1);
        self.choice = Choice {
            index: ordinal,
            first_delta: self.outline.deltas.len(),
            is_finished: false,
            has_call: false,
        };
    }

    fn begin_call(&mut self) {
        let ordinal = self.call.ordinal;
        let deltas = self.outline.deltas.len()..self.outline.deltas.len();
        self.call = Call { index: ordinal, ordinal: ordinal + 1, deltas, ..Call::default() };
        self.choice.has_call = true;
    }

    fn end_call(&mut self) {
        self.call.deltas.end = self.outline.deltas.len();
        self.fresh.push(self.call.clone());
    }

    fn end_choice(&mut self) {
        let Choice { index, first_delta, is_finished, has_call } = self.choice;
        for delta in &mut self.outline.deltas[first_delta..] {
            delta.channel.outer = index;
            delta.last = is_finished;
        }
        for read in std::mem::take(&mut self.fresh) {
            self.settle(Call { choice: index, ..read });
        }
        if is_finished {
            self.outline.endings.push(Ending::Choice(index));
        } else if has_call || self.outline.deltas.len() > first_delta {
            self.outline.endings.push(Ending::ChoiceTexts(index));
        }
    }

    /// Tells a call that goes on from a new one: some servers write every call under index 0.
    fn settle(&mut self, read: Call) {
        let (choice, index, deltas) = (read.choice, read.index, read.deltas.clone());
        let known = self.calls.iter_mut().find(|call| (call.choice, call.index) == (choice, index));
        let series = known.map(|known| known.take_up(&read)).unwrap_or_else(|| {
            self.calls.push(read);
            0
        });
        for delta in &mut self.outline.deltas[deltas] {
            (delta.channel.inner, delta.channel.series) = (index, series);
        }
        if series > 0 {
            self.outline.endings.push(Ending::EarlierCalls { choice, index, series });
        }
    }

    fn finish_chat(&mut self) {
        let only_usage = self.facts.choices.is_none_or(|count| count == 0) && self.facts.has_usage;
        if self.facts.has_error || only_usage {
            self.outline.endings.push(Ending::All);
            for delta in &mut self.outline.deltas {
                delta.last = true;
            }
        }
    }
}

impl Call {
    /// Takes what `read` says of the call under the same index; the series grows when it is another call.
    fn take_up(&mut self, read: &Self) -> u64 {
        let differs = |old: Option<u64>, new: Option<u64>| new.is_some() && old.is_some() && old != new;
        if differs(self.id, read.id) || (read.id.is_none() && differs(self.name, read.name)) {
            self.series += 1;
        }
        self.id = read.id.or(self.id);
        self.name = read.name.or(self.name);
        self.series
    }
}

fn replace(text: &mut String, with: &str) {
    text.clear();
    text.push_str(with);
}

/// FNV-1a, 64 bits: tells a handful of names apart, nothing more.
const fn hash(text: &str) -> u64 {
    let (bytes, mut at, mut value) = (text.as_bytes(), 0, 0xcbf2_9ce4_8422_2325_u64);
    while at < bytes.len() {
        value = (value ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    value
}

#[cfg(test)]
mod tests;
