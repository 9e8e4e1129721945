//! What the tests of restoring share: an exchange with a few people in it, none of whom exist.

use std::sync::Arc;

use allonym_detectors::Entity;

use super::Pseudonyms;
use crate::pseudonym::grammar::Grammar;
use crate::pseudonym::{Mapping, Numbering, Restorable, Template};

/// Names and values that are alive in the tests' exchange.
pub(super) const VALUES: &[(&str, &str)] = &[
    ("PERSON_1", "Anna Müller"),
    ("PERSON_2", "O\"Brien \\ Söhne\nGmbH 🙂"),
    ("PERSON_12", "Zoë"),
    ("EMAIL_1", "a@example.com"),
];

pub(super) fn pseudonyms_of(values: &[(&str, &str)]) -> Pseudonyms {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    for (name, value) in values {
        assert!(mapping.insert(&Entity::Person, name, value, &[]));
    }
    Pseudonyms::new(Arc::new(Grammar::new(Template::default())), Restorable::new(mapping))
}

pub(super) fn pseudonyms() -> Pseudonyms {
    pseudonyms_of(VALUES)
}
