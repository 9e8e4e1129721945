//! Towns and districts that act: `die Stadt Roe hat die Pacht erhöht`, `an den Landkreis Roe`.
//!
//! Owns: which nouns these are. Never: takes one that something happens in (`in der Stadt Roe`) for more than a place.

use super::{Around, is_ours};
use crate::detection::Detection;
use crate::entity::Entity;

#[rustfmt::skip]
const KINDS: &[&str] = &[
    "Stadt", "Gemeinde", "Landkreis", "Landkreises", "Samtgemeinde", "Verbandsgemeinde", "Ortsgemeinde", "Hansestadt", "Landeshauptstadt", "Kreisstadt",
    "Bezirk", "Kanton",
];

impl Around<'_> {
    /// Past the place that was found behind such a noun at `at`.
    pub(super) fn municipality(&self, at: usize, found: &[Detection]) -> Option<usize> {
        let start = self.words()[at + 1].start as usize;
        let next = found.partition_point(|name| name.span.end <= start);
        let place = found.get(next).filter(|name| {
            name.span.start == start && name.entity == Entity::Location && is_ours(name) && self.is_part(name)
        })?;
        let is_kind = KINDS.contains(&self.written(at)) && !self.is_where(at);
        is_kind.then(|| super::words_in(self.words(), place.span).end)
    }

    /// Whether the words before say that something is there: `in der Stadt`, `im Landkreis`.
    fn is_where(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.written(at));
        match before(1) {
            "der" | "die" | "den" | "dem" => matches!(before(2), "in" | "In" | "aus" | "nach" | "bei" | "um"),
            "im" | "Im" | "aus" | "in" | "nach" | "am" => true,
            _ => false,
        }
    }
}
