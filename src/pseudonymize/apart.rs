//! Texts of which each is replaced as if it stood alone: those that are embedded, so that a text has the same vector whatever
//! else its batch holds.
//!
//! Owns: which surfaces are one text, and the check of each by what is known of it. Never: replaces anything; `replace.rs` does.

use super::known::Known;
use super::profile::Profile;
use super::replace::replace;
use super::seal::is_spelled_in;
use super::state::State;
use super::surface::Surface;
use super::walk;
use crate::error::Reason;
use crate::provider::{Endpoint, Rank};
use crate::scan::Reading;
use crate::wire::json::{self, Edit};

/// What was made of each text.
pub(super) struct Apart {
    pub(super) edits: Vec<Edit>,
    /// What is known of each, in order.
    known: Vec<Known>,
}

/// Finds and replaces in every text by itself, and in what stands beside them together. What `state` comes to know is of all.
pub(super) fn replace_apart(
    surfaces: &[Surface<'_>],
    profile: &Profile,
    reading: &Reading,
    state: &mut State,
) -> Result<Apart, Reason> {
    let before = state.mapping.clone();
    let mut apart = Apart { edits: Vec::new(), known: Vec::new() };
    for text in texts(surfaces) {
        let mut own = State::new(before.clone(), profile);
        apart.edits.extend(replace(text, profile, reading, &mut own, false)?);
        state.mapping.take_in(&own.mapping);
        state.counts.add_all(own.counts);
        apart.known.push(own.known);
    }
    apart.edits.sort_by_key(|edit| edit.range.start);
    state.known = Known::new(&state.mapping, profile);
    Ok(apart)
}

impl Apart {
    /// Checks that nothing known of a text stands in what has become of it in `body`.
    pub(super) fn check(&self, body: &[u8], endpoint: Endpoint, profile: &Profile) -> Result<(), Reason> {
        let walked = walk::surfaces(json::check_utf8(body)?, endpoint, profile)?;
        let texts: Vec<_> = texts(&walked.surfaces).collect();
        let is_free = |(text, known): (&&[Surface<'_>], &Known)| {
            !text.iter().any(|surface| is_spelled_in(surface.text(), |text| known.stands_in(text)))
        };
        let are_all = texts.len() == self.known.len() && texts.iter().zip(&self.known).all(is_free);
        if are_all { Ok(()) } else { Err(Reason::Unsealable) }
    }
}

/// The surfaces of each text; what stands beside all texts is one.
fn texts<'s, 'a>(surfaces: &'s [Surface<'a>]) -> impl Iterator<Item = &'s [Surface<'a>]> {
    surfaces.chunk_by(|one, next| {
        one.rank == next.rank && (one.rank != Rank::Conversation || one.is_in_a_string_with(next))
    })
}
