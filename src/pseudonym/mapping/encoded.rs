//! Values that were spelled in an encoding: what they read, what spelled them, and where they stood.
//!
//! Owns: that such a value comes back as it was spelled where it stands again. Never: decodes anything.

use super::{Form, Layer, Mapping};
use crate::pseudonym::surroundings::Surroundings;

impl Mapping {
    /// As [`Mapping::spell`], for a value that reads as `text` and is spelled as `encoded` behind `before`. `sources` are
    /// those of what is spelled.
    pub fn spell_encoded(
        &mut self,
        group: u32,
        (text, encoded): (&str, &str),
        sources: &[String],
        before: Surroundings<'_>,
    ) -> &str {
        let form = Form { encoded: Some(encoded), ..Form::text(text, sources) };
        let name = self.spell_as(group, form).to_string();
        let marks: Vec<u64> = before.marks(&name).filter(|mark| !self.has_mark(*mark)).collect();
        self.own.marks.extend(marks);
        let at = self.spelled_at(group, form).ok();
        at.and_then(|at| self.spellings(group).nth(at)).map_or("", |spelling| &spelling.name)
    }

    /// Whether a value was spelled in an encoding under this mark.
    pub(in crate::pseudonym) fn has_mark(&self, mark: u64) -> bool {
        self.layers().any(|layer| layer.marks.contains(&mark))
    }

    /// The marks of all places where values were spelled in an encoding.
    pub fn marks(&self) -> impl Iterator<Item = u64> {
        self.layers().flat_map(|layer: &Layer| layer.marks.iter().copied())
    }

    /// Puts back such marks.
    pub fn insert_marks(&mut self, marks: impl IntoIterator<Item = u64>) {
        self.own.marks.extend(marks);
    }
}
