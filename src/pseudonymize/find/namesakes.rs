//! Persons who are called like a place or a firm: `Frau Hannover` of an earlier text, whom a model then calls `Hannover`; and whom
//! programs write in one word, as a login or a type: `anna_krueger`, `AnnaKrueger`.
//!
//! Owns: whom such a name means that a text by itself would have for a place, or for somebody else. What was said before decides, so that an earlier
//! line is sent the same in each turn (P6). Never: finds anything.

use allonym_detectors::{Entity, RuleId};

use super::{Search, Value};
use crate::pseudonymize::known::With;
use crate::pseudonymize::surface::Surface;

/// Words before a place, and before no person.
const BEFORE_PLACES: &[&str] = &["in", "from", "near", "nach", "aus", "bei", "around", "outside", "across"];

/// Whether a rule judges a name by what stands around it; others know it by a label or a form.
pub(super) fn is_guess(rule: &RuleId) -> bool {
    rule.as_str().starts_with("names.")
}

/// Whether a word is nothing but letters, of which the first one alone is a capital.
fn is_as_people_write(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}

impl Search<'_> {
    /// The person who is known by just this name, where it is a detector's guess that it is something else's.
    pub(super) fn namesake(&self, surface: &Surface<'_>, value: &Value<'_>) -> Option<With> {
        let may_be_named_so = match value.entity {
            Entity::Location | Entity::Organization | Entity::Username => true,
            Entity::Person => !is_as_people_write(value.text),
            _ => false,
        };
        let is_guessed = may_be_named_so && value.rule.is_some_and(is_guess);
        if !is_guessed || value.text.contains(char::is_whitespace) {
            return None;
        }
        let before = surface.text()[..value.place.range.start].trim_end();
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        let may_be_place = matches!(value.entity, Entity::Location | Entity::Organization);
        if may_be_place && BEFORE_PLACES.contains(&&*word) {
            return None;
        }
        let is_login = *value.entity == Entity::Username;
        let short = || self.state.mapping.person(value.text).filter(|_| is_login).map(With::Pseudonym);
        self.person_known_as(value.text).or_else(short)
    }

    /// The person whom just this name is known for.
    fn person_known_as(&self, name: &str) -> Option<With> {
        let (range, with) = self.state.known.find(name).next()?;
        (range == (0..name.len()) && self.is_of_kind(with, &Entity::Person)).then_some(with)
    }

    /// Whether this stands for a value of a kind.
    pub(super) fn is_of_kind(&self, with: With, kind: &Entity) -> bool {
        matches!(with, With::Pseudonym(group) if self.state.mapping.group(group).entity() == kind)
    }
}
