//! [`Restorable`]: the restore-only view of a mapping.
//!
//! Owns: look-up by name, and the question whether a text may still become a live name (what streams hold back by).
//! Never: mints. An exchange that has begun to restore cannot give new pseudonyms: what is shared cannot be changed.
//! Of a stored session the mapping itself is looked at, which costs nothing however many values there are; of any other
//! exchange only what restoring needs is left (`restorable/packed.rs`).

mod packed;

use std::sync::Arc;

use self::packed::Packed;
use super::Surroundings;
use super::grammar::Names;
use super::mapping::{Mapping, Spelling};

/// Names that are alive in one exchange, and what they stand for. Holds personal data: no `Debug`, no `Serialize`.
pub struct Restorable(Live);

enum Live {
    Shared(Arc<Mapping>),
    Packed(Packed),
}

/// What a pseudonym stands for.
#[derive(Clone, Copy)]
pub struct Restored<'m> {
    text: &'m str,
    sources: &'m [String],
    is_number: bool,
    encoded: Option<&'m str>,
    is_spelled: bool,
}

impl<'m> Restored<'m> {
    /// The value as it reads.
    pub fn text(self) -> &'m str {
        self.text
    }

    /// How it stood inside one JSON string, inside two in one another, and so on, as far as that was anything but the
    /// minimal escaping.
    pub fn sources(self) -> &'m [String] {
        self.sources
    }

    /// Whether it stood as a number of JSON, without quotes.
    pub fn is_number(self) -> bool {
        self.is_number
    }

    /// What spelled it where it stood, if that was anything but what it reads.
    pub fn encoded(self) -> Option<&'m str> {
        self.encoded
    }

    /// Whether this is what spelled the value, and not what it reads.
    pub fn is_spelled(self) -> bool {
        self.is_spelled
    }

    /// The value as it was spelled where it stood.
    #[must_use]
    pub fn as_it_stood(self) -> Self {
        let is_spelled = self.encoded.is_some();
        Self { text: self.encoded.unwrap_or(self.text), encoded: None, is_spelled, ..self }
    }

    /// The value as it reads, whatever spelled it.
    #[must_use]
    pub fn as_it_reads(self) -> Self {
        let sources = if self.encoded.is_some() { &[] } else { self.sources };
        Self { sources, encoded: None, ..self }
    }
}

impl Restorable {
    /// The view of everything that `mapping` holds, which somebody else holds too.
    pub fn new(mapping: impl Into<Arc<Mapping>>) -> Self {
        Self(Live::Shared(mapping.into()))
    }

    /// The same without `mapping`, in little memory.
    pub fn packed(mapping: &Mapping) -> Self {
        Self(Live::Packed(Packed::new(mapping)))
    }

    /// What the pseudonym called `name` (`PERSON_1B`) stands for.
    pub fn get(&self, name: &str) -> Option<Restored<'_>> {
        match &self.0 {
            Live::Shared(mapping) => mapping.spelling(name).map(|spelling: &Spelling| Restored {
                text: spelling.text.expose(),
                sources: spelling.sources.expose(),
                is_number: spelling.is_number,
                encoded: spelling.encoded.as_ref().map(|encoded| encoded.expose().as_str()),
                is_spelled: false,
            }),
            Live::Packed(packed) => packed.get(name),
        }
    }

    /// Whether the value of `name` was spelled in an encoding where this stood before it.
    pub fn stood_behind(&self, name: &str, before: Surroundings<'_>) -> bool {
        let mark = before.mark(name);
        match &self.0 {
            Live::Shared(mapping) => mapping.has_mark(mark),
            Live::Packed(packed) => packed.has_mark(mark),
        }
    }

    /// Whether there is nothing to restore.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Live::Shared(mapping) => mapping.is_empty(),
            Live::Packed(packed) => packed.is_empty(),
        }
    }

    /// Whether any value is written differently inside JSON source than outside it.
    pub fn needs_escaping(&self) -> bool {
        match &self.0 {
            Live::Shared(mapping) => mapping.needs_escaping(),
            Live::Packed(packed) => packed.needs_escaping(),
        }
    }

    /// Whether any value is written as a number of JSON.
    pub fn has_numbers(&self) -> bool {
        match &self.0 {
            Live::Shared(mapping) => mapping.has_numbers(),
            Live::Packed(packed) => packed.has_numbers(),
        }
    }
}

impl Names for Restorable {
    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn begins(&self, prefix: &str) -> bool {
        match &self.0 {
            Live::Shared(mapping) => mapping.names_begin(prefix),
            Live::Packed(packed) => packed.begins(prefix),
        }
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
        let (packed, live) = (Restorable::packed(&mapping), Restorable::new(mapping));
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
            for live in [&live, &packed] {
                assert_eq!(live.begins(prefix), begun, "{prefix}");
                assert_eq!(live.has(prefix), names.contains(&prefix), "{prefix}");
            }
        }
        assert_eq!(live.get("PERSON_1B").map(Restored::text), Some("PERSON_1B"));
    }

    #[test]
    fn what_is_packed_restores_as_the_mapping_does() {
        let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
        assert!(Restorable::packed(&mapping).is_empty());
        let escaped = [r"Anna M\u00fcller".to_string()];
        for (name, text, sources) in [
            ("PERSON_1", "Anna Müller", &escaped[..]),
            ("PERSON_1B", "anna", &escaped),
            ("EMAIL_2", "jane.roe@mail.example", &[]),
            ("EMAIL_10", "jan@mail.example", &[]),
            // Of two with one name, the last counts.
            ("PERSON_1", "Anna Mueller", &[]),
        ] {
            mapping.insert(&Entity::Person, name, text, sources);
        }
        assert!(!Restorable::packed(&mapping).has_numbers());
        mapping.insert_number(&Entity::Age, "AGE_1", "42");
        let (packed, live) = (Restorable::packed(&mapping), Restorable::new(mapping));
        assert!(packed.needs_escaping() && packed.has_numbers() && !packed.is_empty());
        for name in ["PERSON_1", "PERSON_1B", "EMAIL_2", "EMAIL_10", "EMAIL_1", "AGE_1", "A_1", "Z_1"] {
            let told =
                |value: Restored<'_>| (value.text().to_string(), value.sources().to_vec(), value.is_number());
            let both = [&packed, &live].map(|live| live.get(name).map(told));
            assert_eq!(both[0], both[1], "{name}");
            assert_eq!(both[0].as_ref().is_some_and(|value| value.2), name == "AGE_1");
        }
        assert_eq!(packed.get("PERSON_1").map(Restored::text), Some("Anna Mueller"));
    }
}
