//! [`Restorable`]: the restore-only view of a mapping.
//!
//! Owns: look-up by name, and the question whether a text may still become a live name (what streams hold back by).
//! Never: mints. An exchange that has begun to restore cannot give new pseudonyms: what is shared cannot be changed.
//! Making the view costs nothing, however many values there are.

use std::sync::Arc;

use super::grammar::Names;
use super::mapping::{Mapping, Spelling};

/// Names that are alive in one exchange, and what they stand for. Holds personal data: no `Debug`, no `Serialize`.
pub struct Restorable(Arc<Mapping>);

/// What a pseudonym stands for.
#[derive(Clone, Copy)]
pub struct Restored<'m>(&'m Spelling);

impl<'m> Restored<'m> {
    /// The value as it stood.
    pub fn text(self) -> &'m str {
        self.0.text.expose()
    }

    /// How it stood inside one JSON string, inside two in one another, and so on, as far as that was anything but the
    /// minimal escaping.
    pub fn sources(self) -> &'m [String] {
        self.0.sources.expose()
    }
}

impl Restorable {
    /// The view of everything that `mapping` holds.
    pub fn new(mapping: impl Into<Arc<Mapping>>) -> Self {
        Self(mapping.into())
    }

    /// What the pseudonym called `name` (`PERSON_1B`) stands for.
    pub fn get(&self, name: &str) -> Option<Restored<'_>> {
        self.0.spelling(name).map(Restored)
    }

    /// Whether there is nothing to restore.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any value is written differently inside JSON source than outside it.
    pub fn needs_escaping(&self) -> bool {
        self.0.needs_escaping()
    }
}

impl Names for Restorable {
    fn has(&self, name: &str) -> bool {
        self.0.spelling(name).is_some()
    }

    fn begins(&self, prefix: &str) -> bool {
        self.0.names_begin(prefix)
    }
}

#[cfg(test)]
mod tests {
    use allonym_detectors::Entity;

    use super::*;
    use crate::pseudonym::Numbering;

    #[test]
    fn names_are_begun_by_their_prefixes_and_by_nothing_else() {
        let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
        let names = ["PERSON_1", "PERSON_1B", "PERSON_12", "CREDIT_CARD_3", "PERSON_ID_7", "CREDIT_9"];
        for name in names {
            mapping.insert(&Entity::Person, name, name, &[]);
        }
        // Identified, but never written: not alive.
        mapping.identify(&Entity::Email, "a@example.com");
        let live = Restorable::new(mapping);
        let prefixes = names.iter().flat_map(|name| (0..=name.len()).map(|end| &name[..end]));
        let others = [
            "E",
            "EMAIL_1",
            "PERSON_2",
            "PERSON_1C",
            "PERSON_01",
            "PERSON__",
            "PERSON_I_",
            "CREDIT_CARD_31",
            "X",
        ];
        for prefix in prefixes.chain(others) {
            let begun = names.iter().any(|name| name.starts_with(prefix));
            assert_eq!(live.begins(prefix), begun, "{prefix}");
            assert_eq!(live.has(prefix), names.contains(&prefix), "{prefix}");
        }
        assert_eq!(live.get("PERSON_1B").map(Restored::text), Some("PERSON_1B"));
    }
}
