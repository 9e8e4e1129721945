//! Sealing: the last check, and the only way to something that may be sent.
//!
//! Owns: [`Pseudonymized`], which `upstream` alone accepts and which nothing outside this file can make; and the check
//! that makes it: no value known to be personal stands in the path, the query, a header or the body that will be sent, in
//! plain, JSON-escaped, percent-encoded or base64 form. Protocol fields (class NEVER in `provider::roles`) are the stated
//! exception. Never: sends. What goes out besides the body is in `seal/head.rs`.

mod head;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::{Counts, Draft, Profile, encoded, walk};
use crate::error::Reason;
use crate::provider::{Endpoint, Tools};
use crate::pseudonym::Mapping;
use crate::wire::json;

/// What goes out besides the body.
pub struct Head {
    /// The request's method.
    pub method: Method,
    /// The path at the provider; its variable parts are ids, checked by the router.
    pub path: String,
    /// The query, without the question mark.
    pub query: Option<String>,
    /// The headers, allow-listed, without any credential.
    pub headers: HeaderMap,
}

/// A request that may be sent: every byte of it has been checked.
pub struct Pseudonymized {
    head: Head,
    body: Bytes,
}

/// What is needed to restore the answer to a sealed request.
pub struct Committed {
    /// What restores the answer, and what a stored session keeps.
    pub mapping: Mapping,
    /// What was found.
    pub counts: Counts,
    /// What the request says of its tools' arguments.
    pub tools: Arc<Tools>,
    /// The body as it is sent, if its answer may cite its documents by offset.
    pub cited: Option<Bytes>,
}

impl Pseudonymized {
    /// Method, path, query and headers.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The parts, for the one who sends.
    pub fn into_parts(self) -> (Head, Bytes) {
        (self.head, self.body)
    }

    /// The body's length in bytes.
    pub fn body_len(&self) -> usize {
        self.body.len()
    }
}

/// Whether the request asks for citations, which count the characters of its documents.
fn may_be_cited(endpoint: Endpoint, body: &[u8]) -> bool {
    endpoint == Endpoint::Messages && memchr::memmem::find(body, b"\"citations\"").is_some()
}

impl Draft {
    /// Checks everything that will be sent and gives it the seal.
    ///
    /// # Errors
    /// [`Reason::Unsealable`] where a known value stands in a place that cannot be changed, [`Reason::BadQuery`] for a
    /// query that cannot be read.
    pub fn seal(mut self, mut head: Head, profile: &Profile) -> Result<(Pseudonymized, Committed), Reason> {
        self.check(profile)?;
        if !self.is_clear_path(&head.path) {
            return Err(Reason::Unsealable);
        }
        head.query = head.query.map(|query| self.query(&query, profile)).transpose()?;
        self.headers(&mut head.headers, profile);
        let committed = Committed {
            mapping: self.mapping,
            counts: self.counts,
            tools: self.tools,
            cited: may_be_cited(self.endpoint, &self.body).then(|| self.body.clone()),
        };
        Ok((Pseudonymized { head, body: self.body }, committed))
    }

    /// The body for a client of the standalone API, checked like one that is sent.
    ///
    /// # Errors
    /// [`Reason::Unsealable`]
    pub fn into_parts(self, profile: &Profile) -> Result<(Bytes, Mapping), Reason> {
        self.check(profile)?;
        Ok((self.body, self.mapping))
    }

    /// Checks the body, unless that was done while it was made.
    fn check(&self, profile: &Profile) -> Result<(), Reason> {
        if self.is_checked { Ok(()) } else { self.check_body(profile) }
    }

    /// Looks for known values in the bytes that will be sent: everywhere at once, and where that shows anything, string by
    /// string, as if the body had just arrived.
    pub(super) fn check_body(&self, profile: &Profile) -> Result<(), Reason> {
        if self.body.is_empty() || self.known.is_empty() || self.is_clear()? {
            return Ok(());
        }
        let walked = walk::surfaces(json::check_utf8(&self.body)?, self.endpoint, profile)?;
        let stands_in = |text: &str| self.known.stands_in(text);
        let leaks = walked.surfaces.iter().any(|surface| is_spelled_in(surface.text(), stands_in));
        if leaks { Err(Reason::Unsealable) } else { Ok(()) }
    }

    /// Whether no known value stands anywhere in the body, fields of the protocol included.
    fn is_clear(&self) -> Result<bool, Reason> {
        let Some(levels) = self.levels else { return Ok(false) };
        is_clear(&self.body, levels, |text| self.known.stands_in(text))
    }

    /// Whether no known value stands in this part of the body, nor begins before or ends behind it in the same string.
    pub(super) fn is_clear_around(&self, part: Range<usize>) -> Result<bool, Reason> {
        /// Bytes to either side of the part that are looked at: more than a value, and any way to spell one.
        const AROUND: usize = 4_096;
        let Some(levels) = self.levels else { return Ok(false) };
        let text = json::check_utf8(&self.body)?;
        let far = (part.start.saturating_sub(AROUND), part.end + AROUND);
        let ends = |at: &usize| {
            let is_far = !(far.0..far.1).contains(at);
            ends_a_string(&self.body, *at) || is_far && text.is_char_boundary(*at)
        };
        let from = (0..part.start).rev().find(ends).unwrap_or(0);
        let to = (part.end..text.len()).find(ends).unwrap_or(text.len());
        is_clear(&self.body[from..to], levels, |text| self.known.stands_in(text))
    }
}

/// Whether a string of the body begins or ends at this byte.
fn ends_a_string(body: &[u8], at: usize) -> bool {
    let escapes = body[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
    body[at] == b'"' && escapes.is_multiple_of(2)
}

/// Whether nothing stands anywhere in these bytes of a body, whose strings are at most so many strings deep. An escape never
/// reaches past the quote that ends its string, so decoding all of them decodes each string in them; and what ends a word at
/// the end of a string is then a quote.
pub(super) fn is_clear(
    bytes: &[u8],
    levels: usize,
    stands_in: impl Fn(&str) -> bool,
) -> Result<bool, Reason> {
    let mut bytes = Cow::Borrowed(bytes);
    for _ in 0..levels {
        if memchr::memchr(b'\\', &bytes).is_some() {
            bytes = json::unescape_bytes(json::check_utf8(&bytes)?).into();
        }
        let text = json::check_utf8(&bytes)?;
        if !encoded::is_plain(text) || stands_in(text) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether something stands in a text or in what its parts spell.
pub(super) fn is_spelled_in(text: &str, stands_in: impl Fn(&str) -> bool) -> bool {
    stands_in(text) || encoded::parts(text).iter().any(|part| stands_in(&part.text))
}

#[cfg(test)]
mod tests;
