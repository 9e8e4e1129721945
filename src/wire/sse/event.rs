//! [`Event`]: one event's raw bytes, where its fields lie in them, and how to write it again with other data.
//!
//! Owns: the field grammar (comments, `data:` with and without a space, several `data` lines) and the style of an event:
//! its line ends and its spaces survive a change of its data.
//! Never: changes an event that nobody asked to change; [`Event::raw`] is what arrived.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;
use memchr::memchr2;

/// One event (or comment, or stray blank line) of a stream.
#[derive(Clone)]
pub struct Event {
    raw: Bytes,
    /// Where the lines begin: behind a byte order mark.
    start: usize,
    name: Option<Range<usize>>,
    data: Data,
    comment_only: bool,
}

/// Where the data lies in the raw bytes.
#[derive(Clone)]
enum Data {
    None,
    Line(Range<usize>),
    Lines,
}

/// One line of an event.
struct Line<'a> {
    /// With its line end.
    whole: &'a [u8],
    field: Field,
    /// Where the value lies in the event, after the colon and at most one space.
    value: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Data,
    Event,
    /// `id`, `retry`, and what the standard tells clients to ignore.
    Other,
    Comment,
    Blank,
}

/// How an event is written.
struct Style<'a> {
    /// What stands between the colon and the value.
    space: &'static [u8],
    line_end: &'a [u8],
}

impl Event {
    pub(super) fn parse(raw: Bytes, at_stream_start: bool) -> Self {
        let start = if at_stream_start && raw.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let (mut name, mut data, mut comment_only) = (None, Data::None, true);
        for line in lines(&raw, start) {
            comment_only &= matches!(line.field, Field::Comment | Field::Blank);
            match line.field {
                Field::Data if matches!(data, Data::None) => data = Data::Line(line.value),
                Field::Data => data = Data::Lines,
                Field::Event => name = Some(line.value),
                Field::Other | Field::Comment | Field::Blank => {}
            }
        }
        Self { raw, start, name, data, comment_only }
    }

    /// The event as it arrived, with the line ends that close it.
    pub fn raw(&self) -> &Bytes {
        &self.raw
    }

    /// The value of the last `event` field. `None` without one, or when it is empty or not UTF-8: a `message`.
    pub fn name(&self) -> Option<&str> {
        let name = self.raw.get(self.name.clone()?)?;
        std::str::from_utf8(name).ok().filter(|name| !name.is_empty())
    }

    /// The data: borrowed when it is one line, else its lines joined by LF. `None` without a `data` field, and then
    /// clients ignore the event.
    pub fn data(&self) -> Option<Cow<'_, [u8]>> {
        match &self.data {
            Data::None => None,
            Data::Line(range) => Some(Cow::Borrowed(&self.raw[range.clone()])),
            Data::Lines => Some(Cow::Owned(self.joined())),
        }
    }

    /// Where the data lies in [`Self::raw`], when it is one line: what edits of it can be spliced into.
    pub fn data_range(&self) -> Option<Range<usize>> {
        match &self.data {
            Data::Line(range) => Some(range.clone()),
            Data::None | Data::Lines => None,
        }
    }

    /// Whether nothing in it is a field: comments, or a stray blank line.
    pub fn is_comment_only(&self) -> bool {
        self.comment_only
    }

    /// The event with `data` in place of its own, every other line as it was. Each line of `data` becomes a `data` line;
    /// they stand where the first one stood. Without a `data` field, the raw bytes.
    pub fn with_data(&self, data: &[u8]) -> Bytes {
        let style = self.style();
        let mut out = Vec::with_capacity(self.raw.len() + data.len());
        out.extend_from_slice(&self.raw[..self.start]);
        let mut written = false;
        for line in self.lines() {
            if line.field != Field::Data {
                out.extend_from_slice(line.whole);
            } else if !std::mem::replace(&mut written, true) {
                style.put_data(&mut out, data);
            }
        }
        if !self.raw.ends_with(b"\n") && !self.raw.ends_with(b"\r") && out.ends_with(style.line_end) {
            out.truncate(out.len() - style.line_end.len());
        }
        out.into()
    }

    /// A new event in the style of this one, for what the upstream did not say itself: the same line ends and spaces,
    /// without `id`.
    pub fn like(&self, name: Option<&str>, data: &[u8]) -> Bytes {
        let style = self.style();
        let mut out = Vec::with_capacity(data.len() + 64);
        if let Some(name) = name {
            style.put_field(&mut out, b"event:", name.as_bytes());
        }
        style.put_data(&mut out, data);
        out.extend_from_slice(style.line_end);
        out.into()
    }

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        lines(&self.raw, self.start)
    }

    fn joined(&self) -> Vec<u8> {
        let values = self.lines().filter(|line| line.field == Field::Data).map(|line| &self.raw[line.value]);
        values.collect::<Vec<_>>().join(&b'\n')
    }

    fn style(&self) -> Style<'_> {
        let line_end = self.lines().find(|line| line.field != Field::Blank).map(|line| line.line_end());
        let data = self.lines().find(|line| line.field == Field::Data);
        let bare =
            data.is_some_and(|line| line.whole.starts_with(b"data:") && line.whole.get(5) != Some(&b' '));
        Style {
            space: if bare { b"" } else { b" " },
            line_end: line_end.filter(|end| !end.is_empty()).unwrap_or(b"\n"),
        }
    }
}

impl Style<'_> {
    fn put_data(&self, out: &mut Vec<u8>, data: &[u8]) {
        for line in lines(data, 0) {
            self.put_field(out, b"data:", line.content());
        }
        if data.is_empty() || !line_end(data).is_empty() {
            self.put_field(out, b"data:", b"");
        }
    }

    fn put_field(&self, out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
        for part in [name, self.space, value, self.line_end] {
            out.extend_from_slice(part);
        }
    }
}

impl<'a> Line<'a> {
    fn line_end(&self) -> &'a [u8] {
        line_end(self.whole)
    }

    fn content(&self) -> &'a [u8] {
        &self.whole[..self.whole.len() - self.line_end().len()]
    }
}

/// The CRLF, LF or CR that `text` ends with; empty when with none.
fn line_end(text: &[u8]) -> &[u8] {
    let length = match text {
        [.., b'\r', b'\n'] => 2,
        [.., b'\r' | b'\n'] => 1,
        _ => 0,
    };
    &text[text.len() - length..]
}

fn lines(text: &[u8], mut at: usize) -> impl Iterator<Item = Line<'_>> {
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let content = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let ended = match rest[content..] {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
        let (field, value) = classify(&rest[..content]);
        let line = Line { whole: &rest[..content + ended], field, value: at + value..at + content };
        at += content + ended;
        Some(line)
    })
}

/// What a line is, and where in it its value starts.
fn classify(content: &[u8]) -> (Field, usize) {
    match content {
        [] => (Field::Blank, 0),
        [b':', ..] => (Field::Comment, 1),
        [b'd', b'a', b't', b'a', rest @ ..] => field(Field::Data, 4, rest),
        [b'e', b'v', b'e', b'n', b't', rest @ ..] => field(Field::Event, 5, rest),
        _ => (Field::Other, 0),
    }
}

/// `rest` is what follows the field's name of `length` bytes: nothing, or a colon, a space that may be missing, the value.
fn field(field: Field, length: usize, rest: &[u8]) -> (Field, usize) {
    match rest {
        [] => (field, length),
        [b':', b' ', ..] => (field, length + 2),
        [b':', ..] => (field, length + 1),
        _ => (Field::Other, 0),
    }
}
