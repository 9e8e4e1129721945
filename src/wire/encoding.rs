//! Content codings (RFC 9110 section 8.4): gzip (RFC 1952), deflate (1950, 1951), br (7932), zstd (8878), several stacked.
//!
//! Owns: reading `Content-Encoding`, undoing it for a whole request body under a limit on what it may become, and for an
//! answer chunk by chunk, where every chunk gives what can be known so far.
//! Never: encodes, or passes on what it cannot decode: a body that nobody here can read must not leave.
//! Next: `encoding/coder.rs` for the codings themselves.

mod coder;

#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue};

use crate::error::Reason;
use coder::{Fault, Stage};

/// More codings on top of each other than this are an attack, not a client.
const MOST_CODINGS: usize = 3;

/// What `Content-Encoding` names, in the order in which it was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codings(Vec<Coding>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Codings {
    /// Reads all values of `Content-Encoding`, so that a refusal can come before the body is read.
    ///
    /// # Errors
    /// [`Reason::UnknownEncoding`] for a name that cannot be decoded here, and for more than three codings.
    pub fn parse<'a>(values: impl IntoIterator<Item = &'a HeaderValue>) -> Result<Self, Reason> {
        Self::default().around(values, Coding::named)
    }

    /// What stands around an answer's body: its content codings, and then the transfer codings (RFC 9112 section 7) that the
    /// HTTP library leaves on it, which is all but `chunked`.
    ///
    /// # Errors
    /// As [`Codings::parse`].
    pub fn of_answer(headers: &HeaderMap) -> Result<Self, Reason> {
        let content = Self::parse(headers.get_all(CONTENT_ENCODING))?;
        content.around(headers.get_all(TRANSFER_ENCODING), |name| match name {
            name if name.eq_ignore_ascii_case("chunked") => Ok(None),
            name => Coding::named(name),
        })
    }

    /// These, and around them those that the values list.
    fn around<'a>(
        mut self,
        values: impl IntoIterator<Item = &'a HeaderValue>,
        named: impl Fn(&str) -> Result<Option<Coding>, Reason>,
    ) -> Result<Self, Reason> {
        for value in values {
            for name in value.to_str().map_err(|_| Reason::UnknownEncoding)?.split(',') {
                self.0.extend(named(name.trim())?);
            }
        }
        if self.0.len() > MOST_CODINGS { Err(Reason::UnknownEncoding) } else { Ok(self) }
    }

    /// About how many bytes a body of `encoded` bytes can have at most once it is decoded.
    pub fn most(&self, encoded: usize) -> usize {
        /// Of deflate; the others can do more.
        const DENSEST: usize = 1032;
        if self.is_identity() { encoded } else { encoded.saturating_mul(DENSEST) }
    }

    /// Whether the body is as its reader means it.
    pub fn is_identity(&self) -> bool {
        self.0.is_empty()
    }

    fn stages(&self) -> Vec<Stage> {
        self.0.iter().rev().map(|coding| Stage::new(*coding)).collect()
    }
}

impl Coding {
    /// `None`: identity.
    fn named(name: &str) -> Result<Option<Self>, Reason> {
        match name.to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(None),
            "gzip" | "x-gzip" => Ok(Some(Self::Gzip)),
            "deflate" => Ok(Some(Self::Deflate)),
            "br" => Ok(Some(Self::Brotli)),
            "zstd" => Ok(Some(Self::Zstd)),
            _ => Err(Reason::UnknownEncoding),
        }
    }
}

/// Decodes a whole request body; no stage of it may become larger than `limit` bytes. An empty body stays empty.
///
/// # Errors
/// [`Reason::BodyTooLarge`], as soon as the limit is passed; [`Reason::BadEncoding`] when it is corrupt, cut short, or
/// followed by something else.
pub fn decode(codings: &Codings, body: Bytes, limit: usize) -> Result<Bytes, Reason> {
    if body.len() > limit {
        return Err(Reason::BodyTooLarge { limit });
    }
    let mut body = body;
    for mut stage in codings.stages() {
        let mut decoded = Vec::new();
        stage.push(&body, &mut decoded, limit).map_err(|fault| match fault {
            Fault::TooLarge => Reason::BodyTooLarge { limit },
            Fault::Corrupt => Reason::BadEncoding,
        })?;
        if !stage.is_whole() {
            return Err(Reason::BadEncoding);
        }
        body = decoded.into();
    }
    Ok(body)
}

/// Decodes an answer as it arrives.
pub struct StreamDecoder {
    stages: Vec<Stage>,
    limit: usize,
}

impl StreamDecoder {
    /// `limit`: bytes that one chunk may become.
    pub fn new(codings: &Codings, limit: usize) -> Self {
        Self { stages: codings.stages(), limit }
    }

    /// All that `chunk` makes readable; maybe nothing. Without a coding, the chunk itself.
    ///
    /// # Errors
    /// [`Reason::AnswerTooLarge`] beyond the limit, [`Reason::BadUpstreamAnswer`] when it is corrupt.
    pub fn push(&mut self, chunk: Bytes) -> Result<Bytes, Reason> {
        let mut chunk = chunk;
        for stage in &mut self.stages {
            let mut decoded = Vec::new();
            stage.push(&chunk, &mut decoded, self.limit).map_err(|fault| match fault {
                Fault::TooLarge => Reason::AnswerTooLarge { limit: self.limit },
                Fault::Corrupt => Reason::BadUpstreamAnswer,
            })?;
            chunk = decoded.into();
        }
        Ok(chunk)
    }

    /// The end of the answer.
    ///
    /// # Errors
    /// [`Reason::StreamBroken`] when it came in the middle.
    pub fn finish(self) -> Result<(), Reason> {
        if self.stages.iter().all(Stage::is_whole) { Ok(()) } else { Err(Reason::StreamBroken) }
    }
}
