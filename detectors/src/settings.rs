//! What a caller wants from one scan: which entities, how sure, which dates, which languages' cue words.
//!
//! Settings never change compiled rules; one [`crate::Detectors`] serves every setting at once.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::entity::Entity;

/// Filters of one scan. The default is what a proxied request uses.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Detections below this score (0 to 1) are dropped, before overlaps are settled.
    pub min_score: f32,
    /// Which kinds are looked for.
    pub entities: Entities,
    /// Which dates count as personal data.
    pub dates: Dates,
    /// Languages whose cue words count; empty means all.
    pub languages: Vec<Language>,
    /// Which tiers look for names.
    pub mode: Mode,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            min_score: 0.5,
            entities: Entities::all(),
            dates: Dates::Personal,
            languages: Vec::new(),
            mode: Mode::Fast,
        }
    }
}

impl Settings {
    /// What a report over a text uses: every date, and weak detections too (each with its score). From 0.3 on there is
    /// more than a common shape: a check digit, a rare form, or a value that is all of its text.
    #[must_use]
    pub fn report() -> Self {
        Self { min_score: 0.3, dates: Dates::All, ..Self::default() }
    }

    /// The lowest score at which this entity is reported; none when it is switched off.
    pub(crate) fn threshold(&self, entity: &Entity) -> Option<f32> {
        if !self.entities.contains(entity) {
            return None;
        }
        match (entity, self.dates) {
            (Entity::Date, Dates::None) => None,
            (Entity::Date, Dates::Personal) => Some(self.min_score.max(PERSONAL_DATE)),
            _ => Some(self.min_score),
        }
    }

    /// Whether a cue word of this language counts.
    pub(crate) fn hears(&self, language: Language) -> bool {
        self.languages.is_empty() || language == Language::ANY || self.languages.contains(&language)
    }
}

/// A date with at least this score is tied to a person by the words around it.
pub(crate) const PERSONAL_DATE: f32 = 0.7;

/// Which tiers look for names. Rules and the embedded tagger always do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// No further tier.
    #[default]
    Fast,
    /// The neural tier where a cheap gate says that it may find something.
    Balanced,
    /// The neural tier everywhere.
    Full,
}

/// Not one of `fast`, `balanced`, `full`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownMode;

impl fmt::Display for UnknownMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a mode of detection; modes are fast, balanced and full")
    }
}

impl std::error::Error for UnknownMode {}

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(name: &str) -> Result<Self, UnknownMode> {
        match name {
            "fast" => Ok(Self::Fast),
            "balanced" => Ok(Self::Balanced),
            "full" => Ok(Self::Full),
            _ => Err(UnknownMode),
        }
    }
}

/// Which dates are detections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dates {
    /// Those that context ties to a person: birth, appointment, admission, contract; a day in a sentence about somebody.
    #[default]
    Personal,
    /// Every date.
    All,
    /// No date.
    None,
}

/// A set of entities: a bit per built-in kind, and custom kinds by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entities {
    kinds: u64,
    /// With the custom bit set: these custom kinds are left out; without it: only these are in.
    custom: BTreeSet<Entity>,
}

impl Entities {
    /// Every kind, custom ones included.
    #[must_use]
    pub fn all() -> Self {
        Self { kinds: u64::MAX, custom: BTreeSet::new() }
    }

    /// No kind.
    #[must_use]
    pub fn none() -> Self {
        Self { kinds: 0, custom: BTreeSet::new() }
    }

    /// Exactly these kinds.
    pub fn only(entities: impl IntoIterator<Item = Entity>) -> Self {
        let mut set = Self::none();
        for entity in entities {
            set.insert(entity);
        }
        set
    }

    /// Adds one kind.
    pub fn insert(&mut self, entity: Entity) {
        self.switch(entity, true);
    }

    /// Removes one kind.
    pub fn remove(&mut self, entity: Entity) {
        self.switch(entity, false);
    }

    /// Whether a kind is in the set.
    #[must_use]
    pub fn contains(&self, entity: &Entity) -> bool {
        let bit = self.kinds >> entity.index() & 1 == 1;
        match entity {
            Entity::Custom(_) => bit != self.custom.contains(entity),
            _ => bit,
        }
    }

    fn switch(&mut self, entity: Entity, on: bool) {
        let bit = 1 << entity.index();
        match entity {
            Entity::Custom(_) if on == (self.kinds & bit != 0) => drop(self.custom.remove(&entity)),
            Entity::Custom(_) => drop(self.custom.insert(entity)),
            _ if on => self.kinds |= bit,
            _ => self.kinds &= !bit,
        }
    }
}

impl FromIterator<Entity> for Entities {
    fn from_iter<I: IntoIterator<Item = Entity>>(entities: I) -> Self {
        Self::only(entities)
    }
}

/// A language by its ISO 639-1 code, lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language([u8; 2]);

impl Language {
    /// Stands for cue words that belong to no single language; written `any` in rules.
    pub(crate) const ANY: Self = Self(*b"**");
}

/// Not a two-letter lower-case language code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLanguage;

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a language code: two lower-case letters, or `any`")
    }
}

impl std::error::Error for UnknownLanguage {}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, UnknownLanguage> {
        match code.as_bytes() {
            b"any" => Ok(Self::ANY),
            &[a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Ok(Self([a, b])),
            _ => Err(UnknownLanguage),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::CustomName;

    fn custom(name: &str) -> Entity {
        Entity::Custom(CustomName::new(name).expect("a valid name"))
    }

    #[test]
    fn sets_switch_built_in_and_custom_kinds_alike() {
        let mut set = Entities::all();
        set.remove(Entity::Url);
        set.remove(custom("A"));
        assert!(!set.contains(&Entity::Url) && set.contains(&Entity::Email));
        assert!(!set.contains(&custom("A")) && set.contains(&custom("B")));
        set.insert(custom("A"));
        assert!(set.contains(&custom("A")));
        let only = Entities::only([custom("A"), Entity::Phone]);
        assert!(
            only.contains(&custom("A")) && !only.contains(&custom("B")) && !only.contains(&Entity::Email)
        );
    }

    #[test]
    fn dates_have_their_own_threshold() {
        let proxied = Settings::default();
        assert_eq!(proxied.threshold(&Entity::Date), Some(0.7));
        assert_eq!(Settings { dates: Dates::None, ..proxied.clone() }.threshold(&Entity::Date), None);
        assert_eq!(Settings::report().threshold(&Entity::Date), Some(0.3));
    }
}
