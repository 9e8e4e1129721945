//! How an answer is sent, apart from what it says: pieces, pace, line ends, compression, faults.
//!
//! Settings come from `x-sandbox-…` headers or, where a proxy forwards no such header, from the
//! model's name after `+` (`echo+chunk=1+fault=cut`); the model's name wins. The table of settings
//! is in the documentation of [`crate::sandbox`].

use std::time::Duration;

use http::HeaderMap;

use super::pieces::Chunk;

/// The settings one answer is sent with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) chunk: Chunk,
    /// Bytes per write to the socket; `None` leaves it to the connection.
    pub(super) write: Option<usize>,
    /// Pause before each delta.
    pub(super) delay: Duration,
    /// The inputs of calls side by side take turns, which providers may do and some clients cannot read.
    pub(super) interleaved: bool,
    /// Lines of an event stream end in CRLF.
    pub(super) crlf: bool,
    pub(super) encoding: Option<Encoding>,
    pub(super) fault: Option<Fault>,
    /// Deltas sent before a fault.
    pub(super) after: usize,
}

/// A content coding the answer can be sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Deflate,
    Gzip,
    Zstd,
}

impl Encoding {
    pub(super) fn parse(name: &str) -> Option<Encoding> {
        Some(match name {
            "br" => Encoding::Brotli,
            "deflate" => Encoding::Deflate,
            "gzip" | "x-gzip" => Encoding::Gzip,
            "zstd" => Encoding::Zstd,
            _ => return None,
        })
    }

    /// The name in `Content-Encoding` (RFC 9110 8.4.1, RFC 7932, RFC 8878).
    pub(super) fn name(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Deflate => "deflate",
            Encoding::Gzip => "gzip",
            Encoding::Zstd => "zstd",
        }
    }
}

/// What goes wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The connection closes with the body unfinished.
    Cut,
    /// The stream ends cleanly, too early.
    End,
    /// The dialect's own error event, then a clean end.
    Error,
    /// The connection is reset (RST).
    Reset,
    /// No answer at all, not even a head.
    Silent,
    /// Bytes stop coming; the connection stays open.
    Stall,
    /// An error answer with this status.
    Status(u16),
}

impl Fault {
    fn parse(name: &str) -> Option<Fault> {
        Some(match name {
            "cut" => Fault::Cut,
            "end" => Fault::End,
            "error" => Fault::Error,
            "reset" => Fault::Reset,
            "silent" => Fault::Silent,
            "stall" => Fault::Stall,
            _ => Fault::Status(name.parse().ok().filter(|status| (400..600).contains(status))?),
        })
    }
}

impl Shape {
    /// Reads the `x-sandbox-…` headers; the name of the offending one when a value is not understood.
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Shape, String> {
        let mut shape = Shape { after: 3, ..Shape::default() };
        for (name, value) in headers {
            let Some(setting) = name.as_str().strip_prefix("x-sandbox-") else { continue };
            let understood = value.to_str().ok().and_then(|value| shape.set(setting, value.trim()));
            understood.ok_or_else(|| name.to_string())?;
        }
        Ok(shape)
    }

    /// Changes one setting; `None` when the name or the value is not known.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "chunk" => self.chunk = Chunk::parse(value)?,
            "write" => self.write = Some(value.parse().ok().filter(|n| *n > 0)?),
            "delay" => self.delay = Duration::from_millis(value.parse().ok()?),
            "calls" => self.interleaved = either(value, ["sequential", "interleaved"])?,
            "lines" => self.crlf = either(value, ["lf", "crlf"])?,
            "encoding" if value == "identity" => self.encoding = None,
            "encoding" => self.encoding = Some(Encoding::parse(value)?),
            "fault" => self.fault = Some(Fault::parse(value)?),
            "after" => self.after = value.parse().ok()?,
            _ => return None,
        }
        Some(())
    }
}

/// Whether `value` is the second of two known words.
fn either(value: &str, words: [&str; 2]) -> Option<bool> {
    words.iter().position(|word| *word == value).map(|at| at == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-sandbox-chunk", "7"),
            ("x-sandbox-write", "3"),
            ("x-sandbox-delay", "20"),
            ("x-sandbox-lines", "crlf"),
            ("x-sandbox-encoding", "zstd"),
            ("x-sandbox-fault", "529"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let shape = Shape::from_headers(&headers).unwrap();
        assert_eq!(shape.chunk, Chunk::Characters(7));
        assert_eq!((shape.write, shape.delay, shape.after), (Some(3), Duration::from_millis(20), 3));
        assert_eq!((shape.crlf, shape.encoding), (true, Some(Encoding::Zstd)));
        assert_eq!(shape.fault, Some(Fault::Status(529)));
    }

    #[test]
    fn a_value_that_is_not_understood_is_named() {
        let mut headers = HeaderMap::new();
        headers.insert("x-sandbox-fault", "explode".parse().unwrap());
        assert_eq!(Shape::from_headers(&headers), Err("x-sandbox-fault".to_owned()));
        assert_eq!(Shape::default().set("write", "0"), None);
        assert_eq!(Shape::default().set("fault", "200"), None);
        assert_eq!(Shape::default().set("colour", "red"), None);
    }
}
