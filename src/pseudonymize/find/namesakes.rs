//! Persons who are called like a place or a firm: `Frau Hannover` of an earlier text, whom a model then calls `Hannover`.
//!
//! Owns: whom a lone name means that a text by itself would have for a place. What was said before decides, so that an earlier
//! line is sent the same in each turn (P6). Never: finds anything.

use allonym_detectors::Entity;

use super::{Search, Value};
use crate::pseudonymize::known::With;
use crate::pseudonymize::surface::Surface;

/// Words before a place, and before no person.
const BEFORE_PLACES: &[&str] = &["in", "from", "near", "nach", "aus", "bei", "around", "outside", "across"];

/// Rules that judge a name by what stands around it begin so; others know it by a label or a form.
const NAMES: &str = "names.";

impl Search<'_> {
    /// The person who is known by just this name, where it is a detector's guess that it is something else's.
    pub(super) fn namesake(&self, surface: &Surface<'_>, value: &Value<'_>) -> Option<With> {
        let is_guess = matches!(value.entity, Entity::Location | Entity::Organization)
            && value.rule.is_some_and(|rule| rule.as_str().starts_with(NAMES));
        if !is_guess || value.text.contains(char::is_whitespace) {
            return None;
        }
        let (range, with) = self.state.known.find(value.text).next()?;
        let is_person = |group| *self.state.mapping.group(group).entity() == Entity::Person;
        let is_known =
            range == (0..value.text.len()) && matches!(with, With::Pseudonym(group) if is_person(group));
        let before = surface.text()[..value.place.range.start].trim_end();
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        (is_known && !BEFORE_PLACES.contains(&&*word)).then_some(with)
    }
}
