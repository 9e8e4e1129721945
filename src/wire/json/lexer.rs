//! [`Lexer`]: one step of a JSON text at a time, each a span of the original bytes.
//!
//! Owns: the grammar of RFC 8259, whole and strict: commas, colons, closing brackets, escapes, control characters,
//! one value and nothing after it. An explicit stack, so depth costs memory that the limit bounds, never the thread's stack.
//! Never: decodes a string (`json/text.rs`) or rounds a number. A byte order mark is skipped, as section 8.1 allows.

use std::ops::Range;

use super::JsonLimits;
use super::nesting::Nesting;
use super::scan::{Stops, escape_end, number_end};
use crate::error::Reason;

/// What the lexer met. All offsets are bytes in the lexed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `{`
    ObjectStart,
    /// `}`
    ObjectEnd,
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// The name of a member; its colon has been read.
    Key(RawStr),
    /// A string value.
    String(RawStr),
    /// A number, `true`, `false` or `null`, as written.
    Scalar(Range<usize>),
}

/// The content of a string, without its quotes and with its escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawStr {
    /// Byte offset of the first byte after the opening quote.
    pub start: usize,
    /// Byte offset of the closing quote.
    pub end: usize,
    /// Whether it must be decoded to be read.
    pub escapes: Escapes,
}

/// Whether a string holds a backslash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    /// What is written is what is meant.
    None,
    /// At least one escape.
    Present,
}

/// What the grammar allows next.
#[derive(Clone, Copy)]
enum Expect {
    Value,
    ItemOrEnd,
    KeyOrEnd,
    CommaOrEnd,
    EndOfText,
    Nothing,
}

/// A pull lexer over UTF-8 bytes (see [`super::check_utf8`]). After an error it yields nothing more.
pub struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    expect: Expect,
    open: Nesting,
    limits: JsonLimits,
    stops: Stops,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `bytes`.
    pub fn new(bytes: &'a [u8], limits: JsonLimits) -> Self {
        let at = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self { bytes, at, expect: Expect::Value, open: Nesting::default(), limits, stops: Stops::new(bytes) }
    }

    /// Byte offset just past what has been read.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Number of containers that are open.
    pub fn depth(&self) -> usize {
        self.open.depth()
    }

    /// Reads on without yielding steps, still checking every byte: after a [`Step::Key`] past its value, otherwise past
    /// the end of the innermost open container (right after [`Step::ObjectStart`] or [`Step::ArrayStart`]: that one).
    /// Returns the byte offset just past what was skipped.
    ///
    /// # Errors
    /// As the iterator's; nothing can be read afterwards.
    pub fn skip_value(&mut self) -> Result<usize, Reason> {
        let after_key = matches!(self.expect, Expect::Value) && self.open.in_object();
        let target = self.depth().saturating_sub(usize::from(!after_key));
        while let Some(step) = self.next() {
            step?;
            if self.depth() <= target {
                break;
            }
        }
        Ok(self.at)
    }

    /// Goes on at `end`, the offset just past a value that an earlier pass over the same bytes has read: the value of the
    /// [`Step::Key`] that was read last, or an element of the array that was entered last.
    pub fn pass_to(&mut self, end: usize) {
        self.at = end;
        self.expect = Expect::CommaOrEnd;
    }

    #[inline]
    fn step(&mut self) -> Result<Option<Step>, Reason> {
        let byte = self.peek();
        match self.expect {
            Expect::Value => self.value(byte),
            Expect::CommaOrEnd => self.comma_or_end(byte),
            Expect::ItemOrEnd if byte == Some(b']') => Ok(Some(self.close(Step::ArrayEnd))),
            Expect::ItemOrEnd => self.value(byte),
            Expect::KeyOrEnd if byte == Some(b'}') => Ok(Some(self.close(Step::ObjectEnd))),
            Expect::KeyOrEnd => self.key(byte),
            Expect::EndOfText if byte.is_some() => Err(self.malformed()),
            Expect::EndOfText | Expect::Nothing => Ok(None),
        }
    }

    #[inline]
    fn comma_or_end(&mut self, byte: Option<u8>) -> Result<Option<Step>, Reason> {
        let in_object = self.open.in_object();
        match byte {
            Some(b',') => {
                self.at += 1;
                let next = self.peek();
                if in_object { self.key(next) } else { self.value(next) }
            }
            Some(b'}') if in_object => Ok(Some(self.close(Step::ObjectEnd))),
            Some(b']') if !in_object => Ok(Some(self.close(Step::ArrayEnd))),
            _ => Err(self.malformed()),
        }
    }

    #[inline]
    fn key(&mut self, byte: Option<u8>) -> Result<Option<Step>, Reason> {
        if byte != Some(b'"') {
            return Err(self.malformed());
        }
        let name = self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.malformed());
        }
        self.at += 1;
        self.expect = Expect::Value;
        Ok(Some(Step::Key(name)))
    }

    #[inline]
    fn value(&mut self, byte: Option<u8>) -> Result<Option<Step>, Reason> {
        let step = match byte {
            Some(b'"') => Step::String(self.string()?),
            Some(b'{') => return self.open(true),
            Some(b'[') => return self.open(false),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal(b"true")?,
            Some(b'f') => self.literal(b"false")?,
            Some(b'n') => self.literal(b"null")?,
            _ => return Err(self.malformed()),
        };
        self.value_read();
        Ok(Some(step))
    }

    fn open(&mut self, object: bool) -> Result<Option<Step>, Reason> {
        if self.open.depth() == self.limits.depth {
            return Err(Reason::TooDeep { limit: self.limits.depth });
        }
        self.at += 1;
        self.open.push(object);
        let (expect, step) = if object {
            (Expect::KeyOrEnd, Step::ObjectStart)
        } else {
            (Expect::ItemOrEnd, Step::ArrayStart)
        };
        self.expect = expect;
        Ok(Some(step))
    }

    fn close(&mut self, step: Step) -> Step {
        self.at += 1;
        self.open.pop();
        self.value_read();
        step
    }

    #[inline]
    fn value_read(&mut self) {
        self.expect = if self.open.depth() == 0 { Expect::EndOfText } else { Expect::CommaOrEnd };
    }

    fn number(&mut self) -> Result<Step, Reason> {
        let end = number_end(self.bytes, self.at).map_err(|offset| Reason::MalformedJson { offset })?;
        Ok(self.scalar(end))
    }

    fn literal(&mut self, word: &[u8]) -> Result<Step, Reason> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err(self.malformed());
        }
        Ok(self.scalar(self.at + word.len()))
    }

    fn scalar(&mut self, end: usize) -> Step {
        let start = std::mem::replace(&mut self.at, end);
        Step::Scalar(start..end)
    }

    /// Reads the string whose opening quote is the next byte.
    #[inline]
    fn string(&mut self) -> Result<RawStr, Reason> {
        let start = self.at + 1;
        let (mut end, mut escapes) = (start, Escapes::None);
        loop {
            end =
                self.stops.next(self.bytes, end).ok_or(Reason::MalformedJson { offset: self.bytes.len() })?;
            match self.bytes[end] {
                b'"' => break,
                b'\\' => end = escape_end(self.bytes, end).ok_or(Reason::MalformedJson { offset: end })?,
                _ => return Err(Reason::MalformedJson { offset: end }),
            }
            escapes = Escapes::Present;
        }
        if end - start > self.limits.string_bytes {
            return Err(Reason::StringTooLong { limit: self.limits.string_bytes });
        }
        self.at = end + 1;
        Ok(RawStr { start, end, escapes })
    }

    /// Moves past white space; the byte after it.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    fn malformed(&self) -> Reason {
        Reason::MalformedJson { offset: self.at }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Result<Step, Reason>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let result = self.step();
        if result.is_err() {
            self.expect = Expect::Nothing;
        }
        result.transpose()
    }
}
