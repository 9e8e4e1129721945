//! What stands right beside a person and is told by nothing else: an age, a date of birth, a telephone, a first name in brackets, the person
//! behind an address, a code near by.
//!
//! Owns: these layers, one a file. Never: finds the person; the others do.

pub(super) mod addressee;
pub(super) mod age;
pub(super) mod bracketed;
pub(super) mod coded;
pub(super) mod dated;
pub(super) mod telephone;

use super::laid::Laid;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// How sure a person's name makes of what stands right after it: an age, a telephone, a first name in brackets.
const AFTER_A_PERSON: f32 = 0.6;

/// Adds to `found`, sorted and apart, what `after` finds right after each of its persons, if the settings ask for that kind at that
/// score.
fn told_after_persons(
    settings: &Settings,
    found: &mut Vec<Detection>,
    (entity, score): (&Entity, f32),
    after: impl Fn(&Detection) -> Option<Span>,
) {
    told_after(settings, found, (entity, score), |name| {
        (name.entity == Entity::Person).then(|| after(name)).flatten()
    });
}

/// As [`told_after_persons`], of any detection.
fn told_after(
    settings: &Settings,
    found: &mut Vec<Detection>,
    (entity, score): (&Entity, f32),
    after: impl Fn(&Detection) -> Option<Span>,
) {
    if settings.threshold(entity).is_none_or(|least| score < least) {
        return;
    }
    let told: Vec<Span> = found.iter().filter_map(after).collect();
    let mut laid = Laid::new(found);
    told.into_iter().for_each(|span| laid.lay_told(span, entity, score));
}
