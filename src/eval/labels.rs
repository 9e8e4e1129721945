//! What other people's labels mean: which entities fit, and which label is to be left out of the count.
//!
//! The table is `labels.toml` beside this file; a label that is one of our own needs no entry.

use std::collections::HashMap;
use std::sync::OnceLock;

use allonym_detectors::Entity;
use serde::Deserialize;

/// What a label asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Any of these; the first one is the row in which it is counted.
    Any(Vec<Entity>),
    /// Neither to be found nor to be left alone.
    Ignored,
}

impl Meaning {
    /// Whether a detection of this kind is right.
    #[must_use]
    pub fn fits(&self, entity: &Entity) -> bool {
        matches!(self, Self::Any(entities) if entities.contains(entity))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    ignored: Vec<String>,
    fits: HashMap<String, Vec<String>>,
}

/// The meaning of a label, in any case; none when nobody knows it.
#[must_use]
pub fn meaning(label: &str) -> Option<Meaning> {
    let upper = label.to_uppercase();
    table().get(&upper).cloned().or_else(|| Some(Meaning::Any(vec![upper.parse().ok()?])))
}

fn table() -> &'static HashMap<String, Meaning> {
    static TABLE: OnceLock<HashMap<String, Meaning>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let table: Table = toml::from_str(include_str!("labels.toml")).expect("labels.toml is well formed");
        let entity = |label: &String| label.parse::<Entity>().expect("labels.toml names entities");
        let fits = table.fits.into_iter();
        let fits = fits.map(|(label, known)| (label, Meaning::Any(known.iter().map(entity).collect())));
        fits.chain(table.ignored.into_iter().map(|label| (label, Meaning::Ignored))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_labels_mean_themselves_and_foreign_ones_what_the_table_says() {
        assert_eq!(meaning("email"), Some(Meaning::Any(vec![Entity::Email])));
        assert_eq!(meaning("PER"), Some(Meaning::Any(vec![Entity::Person])));
        assert_eq!(meaning("IGNORE"), Some(Meaning::Ignored));
        assert!(meaning("US_SSN").is_some_and(|ssn| ssn.fits(&Entity::NationalId)));
        assert_eq!(meaning("COLOUR"), None);
    }

    #[test]
    fn addresses_and_places_are_one_group() {
        for label in ["ADDRESS", "LOCATION", "LOC", "GPE"] {
            assert!(meaning(label).is_some_and(|place| place.fits(&Entity::Location)), "{label}");
        }
    }
}
