//! [`Assembled`]: a body put together from stretches, and the check of its parts.
//!
//! Owns: where a part of the body that came stands in the body that goes out, and the seal's question asked of such parts alone.
//! Never: puts anything in another place than the edits say.

use std::ops::Range;

use bytes::Bytes;

use super::Request;
use crate::error::Reason;
use crate::pseudonymize::seal::{is_clear, is_spelled_in};
use crate::pseudonymize::walk;
use crate::wire::json;

/// Parts of a body, and how many strings a string in them is in at most ([`walk::Walked::levels`]).
pub(super) type Parts<'p> = (&'p [Range<usize>], Option<usize>);

/// A body put together from what is known of a conversation and what is new in it. Holds what may be personal: no `Debug`.
pub(super) struct Assembled<'r> {
    request: &'r Request<'r>,
    body: Bytes,
    /// For each edit, where it ends in the body that came, and there in the body that goes out.
    ends: Vec<(usize, usize)>,
}

impl<'r> Assembled<'r> {
    /// The request's body with these edits, which are in order.
    pub(super) fn new(request: &'r Request<'r>, edits: &[(Range<usize>, &[u8])]) -> Self {
        let came = request.body;
        if edits.is_empty() {
            return Self { request, body: came.clone(), ends: Vec::new() };
        }
        let end = |(came, goes): &mut (usize, usize), (range, with): &(Range<usize>, &[u8])| {
            (*came, *goes) = (range.end, *goes + (range.start - *came) + with.len());
            Some((*came, *goes))
        };
        let ends = edits.iter().scan((0, 0), end).collect();
        let body = json::splice_in(came, edits.iter().map(|(range, with)| (range, *with))).into();
        Self { request, body, ends }
    }

    /// Whether nothing stands in these parts of the body that goes out, given in places of the body that came.
    pub(super) fn is_free_of(
        &self,
        (parts, levels): Parts<'_>,
        stands_in: impl Fn(&str) -> bool,
    ) -> Result<bool, Reason> {
        let parts: Vec<Range<usize>> =
            parts.iter().map(|part| self.at(part.start)..self.at(part.end)).collect();
        self.are_free(&self.body, (&parts, levels), stands_in)
    }

    /// Whether nothing stood in these parts of the body that came.
    pub(super) fn came_free_of(
        &self,
        parts: Parts<'_>,
        stands_in: impl Fn(&str) -> bool,
    ) -> Result<bool, Reason> {
        self.are_free(self.request.body, parts, stands_in)
    }

    /// Whether nothing stands in these parts of a body: first everywhere at once, and where that shows anything, string by
    /// string.
    fn are_free(
        &self,
        body: &[u8],
        (parts, levels): Parts<'_>,
        stands_in: impl Fn(&str) -> bool,
    ) -> Result<bool, Reason> {
        for part in parts {
            let is_clear =
                levels.map(|levels| is_clear(&body[part.clone()], levels, &stands_in)).transpose()?;
            if is_clear != Some(true) {
                let Request { endpoint, profile, .. } = self.request;
                let walked = walk::surfaces(json::check_utf8(body)?, *endpoint, profile)?;
                let is_theirs = |place: usize| parts.iter().any(|part| part.contains(&place));
                let mut theirs = walked.surfaces.iter().filter(|surface| is_theirs(surface.place()));
                return Ok(!theirs.any(|surface| is_spelled_in(surface.text(), &stands_in)));
            }
        }
        Ok(true)
    }

    /// Where a place of the body that came, outside of all edits, is in the body that goes out.
    fn at(&self, place: usize) -> usize {
        let before = self.ends.partition_point(|(end, _)| *end <= place);
        let (came, goes) = before.checked_sub(1).map_or((0, 0), |last| self.ends[last]);
        goes + (place - came)
    }

    /// The body that goes out.
    pub(super) fn into_body(self) -> Bytes {
        self.body
    }
}
