//! [`Framing`]: the bytes of a connection's HTTP/1.1 answers, with the chunks that arrived together joined into one.
//!
//! Owns: just enough of RFC 9112 to know where the chunks of a body are. Providers send a chunk for each event of a stream,
//! and each chunk costs the HTTP library a hand-over between two tasks; joined, a read costs one. Only framing changes:
//! heads pass as they came, a body keeps its bytes, and where anything is not plain (a head that could be read in two
//! ways, trailers, a switch of protocols) all that follows on the connection passes as it came, for the library to judge.
//! Answers to HEAD are not expected: nothing here asks for one. Never: looks into a body. Next: `joined.rs`.

#[cfg(test)]
mod tests;

use std::mem::MaybeUninit;

use httparse::{ParserConfig, Response, Status};

/// The longest head that is read here, in bytes, and the most fields of one.
const HEAD_BYTES: usize = 16 << 10;
const FIELDS: usize = 100;

/// The longest text behind a chunk's size, in bytes.
const EXTENSION_BYTES: u8 = 250;

/// A joined chunk's first line. What is pushed at once is shorter than this can say.
const SIZE_LINE: &[u8; 10] = b"00000000\r\n";

/// Where in a connection's answers the last byte was.
pub(super) struct Framing(State);

enum State {
    /// Before a head, or in it: what has come of it.
    Head(Vec<u8>),
    /// In a body of which so many bytes are to come.
    Sized(u64),
    Chunked(Chunk),
    /// All passes.
    Raw,
    /// What came is no chunk: the connection is of no use any more.
    Broken,
}

/// Where in a chunk, by what comes next.
#[derive(Clone, Copy)]
enum Chunk {
    Size {
        size: u64,
        digits: u8,
    },
    Extension {
        size: u64,
        left: u8,
    },
    SizeEnd(u64),
    Data(u64),
    DataReturn,
    DataEnd,
    /// After the line of the last chunk: trailers, or the end.
    Trailers,
    End,
}

/// What follows a head.
enum Read {
    Partial,
    Whole { length: usize, then: State },
    Unclear,
}

impl Default for Framing {
    fn default() -> Self {
        Self(State::Head(Vec::new()))
    }
}

impl Framing {
    /// For a connection that speaks something else.
    pub(super) fn raw() -> Self {
        Self(State::Raw)
    }

    /// Whether bytes need not come through here any more.
    pub(super) fn is_raw(&self) -> bool {
        matches!(self.0, State::Raw)
    }

    pub(super) fn is_broken(&self) -> bool {
        matches!(self.0, State::Broken)
    }

    /// Appends to `out` what `input`, the next bytes of the connection (less than 4 GB), comes to. Nothing is held back but
    /// framing: bytes of a body leave with the read that brought them.
    pub(super) fn push(&mut self, mut input: &[u8], out: &mut Vec<u8>) {
        while !input.is_empty() {
            let used = match &mut self.0 {
                State::Head(_) => self.head(input, out),
                State::Sized(left) => {
                    let used = available(input, *left);
                    *left -= used as u64;
                    if *left == 0 {
                        *self = Self::default();
                    }
                    out.extend_from_slice(&input[..used]);
                    used
                }
                State::Chunked(chunk) => {
                    let (used, then) = join(*chunk, input, out);
                    self.0 = then;
                    used
                }
                State::Raw => {
                    out.extend_from_slice(input);
                    input.len()
                }
                State::Broken => return,
            };
            input = &input[used..];
        }
    }

    /// Passes bytes of a head on; how many of `input` were.
    fn head(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let State::Head(begun) = &mut self.0 else { return 0 };
        let before = begun.len();
        let read = if before == 0 {
            read(input)
        } else {
            begun.extend_from_slice(input);
            read(begun)
        };
        let used = match read {
            Read::Whole { length, then } => {
                self.0 = then;
                length - before
            }
            Read::Partial if before + input.len() <= HEAD_BYTES => {
                if before == 0 {
                    begun.extend_from_slice(input);
                }
                input.len()
            }
            Read::Partial | Read::Unclear => {
                self.0 = State::Raw;
                0
            }
        };
        out.extend_from_slice(&input[..used]);
        used
    }
}

fn available(input: &[u8], wanted: u64) -> usize {
    usize::try_from(wanted).map_or(input.len(), |wanted| wanted.min(input.len()))
}

/// Reads a head as far as it tells how long the body is.
fn read(head: &[u8]) -> Read {
    let mut fields = [const { MaybeUninit::uninit() }; FIELDS];
    let mut response = Response::new(&mut []);
    let read = ParserConfig::default().parse_response_with_uninit_headers(&mut response, head, &mut fields);
    let length = match read {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Read::Partial,
        Err(_) => return Read::Unclear,
    };
    match then(&response) {
        Some(then) => Read::Whole { length, then },
        None => Read::Unclear,
    }
}

/// What follows a head, if there is no doubt.
fn then(response: &Response<'_, '_>) -> Option<State> {
    let mut framed = response.headers.iter().filter(|field| {
        ["content-length", "transfer-encoding"].iter().any(|name| field.name.eq_ignore_ascii_case(name))
    });
    let field = framed.next();
    if response.version != Some(1) || framed.next().is_some() {
        return None;
    }
    match (response.code?, field) {
        (100 | 102..200 | 204 | 304, None) => Some(State::Head(Vec::new())),
        (200..=599, Some(field)) if !matches!(response.code, Some(204 | 304)) => body(field),
        _ => None,
    }
}

fn body(field: &httparse::Header<'_>) -> Option<State> {
    if field.name.eq_ignore_ascii_case("transfer-encoding") {
        let chunked = field.value.eq_ignore_ascii_case(b"chunked");
        return chunked.then_some(State::Chunked(Chunk::Size { size: 0, digits: 0 }));
    }
    let digits = !field.value.is_empty() && field.value.iter().all(u8::is_ascii_digit);
    let length = std::str::from_utf8(field.value).ok().filter(|_| digits)?.parse().ok()?;
    Some(if length == 0 { State::Head(Vec::new()) } else { State::Sized(length) })
}

/// Appends the data of the chunks in `input` to `out`, as one chunk; how much of `input` that was, and what follows.
fn join(mut chunk: Chunk, input: &[u8], out: &mut Vec<u8>) -> (usize, State) {
    let mut at = 0;
    let line = out.len();
    out.extend_from_slice(SIZE_LINE);
    let then = loop {
        let Some(&byte) = input.get(at) else { break State::Chunked(chunk) };
        chunk = match chunk {
            Chunk::Data(left) => {
                let data = available(&input[at..], left);
                out.extend_from_slice(&input[at..at + data]);
                at += data;
                let left = left - data as u64;
                if left == 0 { Chunk::DataReturn } else { Chunk::Data(left) }
            }
            Chunk::Trailers if byte != b'\r' => break State::Raw,
            Chunk::End if byte == b'\n' => break State::Head(Vec::new()),
            _ => match chunk.after(byte) {
                Some(next) => {
                    at += 1;
                    next
                }
                None => break State::Broken,
            },
        };
    };
    close(out, line);
    match then {
        State::Head(_) => {
            out.extend_from_slice(b"0\r\n\r\n");
            (at + 1, then)
        }
        State::Raw => {
            out.extend_from_slice(b"0\r\n");
            (at, then)
        }
        _ => (at, then),
    }
}

/// Ends the joined chunk whose first line is at `line`; there is none if no data came.
fn close(out: &mut Vec<u8>, line: usize) {
    let size = out.len() - line - SIZE_LINE.len();
    if size == 0 {
        return out.truncate(line);
    }
    for (digit, place) in out[line..line + 8].iter_mut().rev().zip(0..) {
        *digit = b"0123456789abcdef"[size >> (4 * place) & 15];
    }
    out.extend_from_slice(b"\r\n");
}

impl Chunk {
    /// What comes next after one byte of framing; none if that byte does not belong there.
    fn after(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Size { size, digits: 0..15 }, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                self.with_digit(size, char::from(byte).to_digit(16)?)
            }
            (Self::Size { size, digits: 1.. } | Self::Extension { size, .. }, b'\r') => Self::SizeEnd(size),
            (Self::Size { size, digits: 1.. }, b' ' | b'\t' | b';') => {
                Self::Extension { size, left: EXTENSION_BYTES }
            }
            (Self::Extension { size, left: left @ 1.. }, 0x20..=0x7e | b'\t' | 0x80..) => {
                Self::Extension { size, left: left - 1 }
            }
            (Self::SizeEnd(0), b'\n') => Self::Trailers,
            (Self::SizeEnd(size), b'\n') => Self::Data(size),
            (Self::DataReturn, b'\r') => Self::DataEnd,
            (Self::DataEnd, b'\n') => Self::Size { size: 0, digits: 0 },
            (Self::Trailers, b'\r') => Self::End,
            _ => return None,
        })
    }

    fn with_digit(self, size: u64, digit: u32) -> Self {
        let digits = if let Self::Size { digits, .. } = self { digits + 1 } else { 1 };
        Self::Size { size: size << 4 | u64::from(digit), digits }
    }
}
