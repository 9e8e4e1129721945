//! What a stretch of a conversation tells of what stands before it.
//!
//! Owns: whether anything before a stretch has to be made anew for a value that is new in it, and what stays as it was sent all the
//! same ([`Late::Keep`]): what one word or a few digits say stands in programs, logs and prose for other reasons, too, and was with
//! the provider before anything told of it; to replace it there now hides little, and empties the provider's cache of the prompt.
//! A whole name, an address, a password is replaced wherever it stands. Never: finds or replaces.

use allonym_detectors::Entity;

use super::assembled::{Assembled, Parts};
use crate::error::Reason;
use crate::pseudonym::Mapping;
use crate::pseudonym::sought::{Sought, has_parts};
use crate::pseudonymize::known::{New, With};
use crate::pseudonymize::profile::Late;

/// What is to become of what was sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// Nothing that is known now stands in it.
    Free,
    /// It stays, with something in it that is known now.
    Kept,
    /// It has to be made anew.
    Stale,
}

/// What becomes of these parts, which an earlier request has sent.
pub(super) fn sent(
    new: &New,
    parts: Parts<'_>,
    assembled: &Assembled<'_>,
    (late, mapping): (Late, &Mapping),
) -> Result<Sent, Reason> {
    if parts.0.is_empty() || !is_late(new, parts, assembled)? {
        return Ok(Sent::Free);
    }
    let New { values: Some(values), resaid: false } = new else { return Ok(Sent::Stale) };
    let distinct = values.only(|text, with| is_distinct(text, with, mapping));
    // Of a distinct one of which a part was replaced before, a word is left.
    let is_kept = late == Late::Keep && assembled.is_free_of(parts, |text| any_stands_in(&distinct, text))?;
    Ok(if is_kept { Sent::Kept } else { Sent::Stale })
}

/// Whether something of what is new stands in these parts.
pub(super) fn is_late(
    New { values, resaid }: &New,
    parts: Parts<'_>,
    assembled: &Assembled<'_>,
) -> Result<bool, Reason> {
    match values.as_ref().filter(|_| !resaid) {
        Some(values) => stand(values, parts, assembled),
        None => Ok(*resaid),
    }
}

/// Whether some of these values stand in these parts.
fn stand(values: &Sought<With>, parts: Parts<'_>, assembled: &Assembled<'_>) -> Result<bool, Reason> {
    if !assembled.is_free_of(parts, |text| any_stands_in(values, text))? {
        return Ok(true);
    }
    // Where a part of a value was replaced before, the value shows only in what came.
    let several = values.only(|text, _| has_parts(text));
    Ok(!several.is_empty() && !assembled.came_free_of(parts, |text| any_stands_in(&several, text))?)
}

fn any_stands_in(values: &Sought<With>, text: &str) -> bool {
    values.at_words(text).next().is_some()
}

/// Whether a value tells of one person wherever it stands.
fn is_distinct(text: &str, with: With, mapping: &Mapping) -> bool {
    let With::Pseudonym(group) = with else { return true };
    match mapping.group(group).entity() {
        Entity::Person | Entity::Location | Entity::Organization | Entity::Username => has_parts(text),
        Entity::Date | Entity::Age | Entity::PostalCode | Entity::CustomerId => false,
        _ => true,
    }
}
