//! [`Mapping`]: which value has which pseudonym, within one exchange or one stored session.
//!
//! Owns: numbers (one per value and type, in order of detection, or keyed), spellings (a letter each), and the rule that
//! neither ever changes once given. Never: looks at text to find values. The restore-only view is `restorable.rs`.

use std::sync::Arc;

use allonym_detectors::Entity;
use hashbrown::{HashMap, HashSet};
use sha2::{Digest, Sha256};

use super::fold;
use super::link::Bearers;
use crate::sensitive::Sensitive;

/// How numbers are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Numbering {
    /// From 1 per type, in order of first detection.
    #[default]
    Sequential,
    /// A keyed hash of type and value: the same in every request of the tenant.
    Keyed,
}

/// One value in all its spellings.
#[derive(Clone)]
pub struct Group {
    entity: Entity,
    label: Arc<str>,
    number: u64,
    spellings: Vec<Spelling>,
}

/// One exact writing of a value, and the name of its pseudonym.
#[derive(Clone)]
pub struct Spelling {
    /// `PERSON_1B`: label, number, letter; without the template's edges.
    pub name: String,
    /// The value exactly as it stood in its surface.
    pub text: Sensitive<String>,
    /// How it stood inside JSON source, where that differs from the minimal escaping of `text`.
    pub json: Option<Sensitive<String>>,
}

impl Group {
    /// What kind of data this is.
    pub fn entity(&self) -> &Entity {
        &self.entity
    }

    /// The `{type}` part of its pseudonyms.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether this is a text that merely looked like a pseudonym.
    pub fn is_literal(&self) -> bool {
        &*self.label == super::LITERAL
    }

    /// Every exact writing seen, in the order in which letters were given.
    pub fn spellings(&self) -> &[Spelling] {
        &self.spellings
    }
}

/// Values and their pseudonyms. Holds personal data: no `Debug`, no `Serialize`.
#[derive(Clone)]
pub struct Mapping {
    numbering: Numbering,
    key: Arc<[u8; 32]>,
    groups: Vec<Group>,
    by_fold: HashMap<String, u32>,
    labels: HashMap<Arc<str>, Numbers>,
    bearers: Bearers,
}

/// The numbers given under one label.
#[derive(Clone, Default)]
struct Numbers {
    /// The last one that was given in sequence.
    last: u64,
    groups: HashMap<u64, u32>,
    /// Those that no value gets: the client's own text names them.
    withheld: HashSet<u64>,
}

impl Mapping {
    /// An empty mapping. `key` is the tenant's own and only used where numbers are keyed.
    pub fn new(numbering: Numbering, key: Arc<[u8; 32]>) -> Self {
        Self {
            numbering,
            key,
            groups: Vec::new(),
            by_fold: HashMap::new(),
            labels: HashMap::new(),
            bearers: Bearers::default(),
        }
    }

    /// The group of a detected value: the one it already has, the person whose lone surname it is, or a new one.
    /// Call in canonical order of detection: this is what gives the numbers.
    pub fn identify(&mut self, entity: &Entity, text: &str) -> u32 {
        let label = super::label(entity);
        self.identify_as(entity, &label, text)
    }

    /// As [`Mapping::identify`], for a text that only looked like a pseudonym.
    pub fn identify_literal(&mut self, text: &str) -> u32 {
        self.identify_as(&Entity::Secret, super::LITERAL, text)
    }

    fn identify_as(&mut self, entity: &Entity, label: &str, text: &str) -> u32 {
        let key = key(entity, label, text);
        if let Some(&group) = self.by_fold.get(&key) {
            return group;
        }
        let words = if *entity == Entity::Person { fold::words(text) } else { Vec::new() };
        let group = self.bearers.only(&words).unwrap_or_else(|| self.add_group(entity, label, &key));
        self.bearers.add(&words, group);
        self.by_fold.insert(key, group);
        group
    }

    fn add_group(&mut self, entity: &Entity, label: &str, key: &str) -> u32 {
        let mut number = match self.numbering {
            Numbering::Sequential => self.labels.get(label).map_or(0, |numbers| numbers.last) + 1,
            Numbering::Keyed => self.keyed_number(key),
        };
        while self.has_number(label, number) || self.is_withheld(label, number) {
            number += 1;
        }
        let group = self.push_group(entity, label, number);
        if self.numbering == Numbering::Sequential {
            self.numbers(label).1.last = number;
        }
        group
    }

    fn push_group(&mut self, entity: &Entity, label: &str, number: u64) -> u32 {
        let group = u32::try_from(self.groups.len()).expect("a body is bounded far below 2^32 values");
        let (label, numbers) = self.numbers(label);
        numbers.groups.insert(number, group);
        self.groups.push(Group { entity: entity.clone(), label, number, spellings: Vec::new() });
        group
    }

    /// The numbers under a label, and the label as it is kept.
    fn numbers(&mut self, label: &str) -> (Arc<str>, &mut Numbers) {
        let known = self.labels.get_key_value(label).map(|(label, _)| Arc::clone(label));
        let label = known.unwrap_or_else(|| label.into());
        (Arc::clone(&label), self.labels.entry(label).or_default())
    }

    /// Fifteen decimal digits of SHA-256(key, type, folded value): 50 bits, so that 100,000 values of a tenant collide
    /// with a chance of about 5 in a million. A collision inside one exchange moves to the next free number.
    fn keyed_number(&self, key: &str) -> u64 {
        let digest = Sha256::new().chain_update(self.key.as_slice()).chain_update(key.as_bytes()).finalize();
        let head = digest.iter().take(8).fold(0u64, |n, byte| (n << 8) | u64::from(*byte));
        head % 1_000_000_000_000_000
    }

    /// Keeps the number of `name` from every value to come; one that has it already keeps it.
    pub fn withhold(&mut self, name: &str) {
        if let Some((label, number, _)) = split(name) {
            self.numbers(label).1.withheld.insert(number);
        }
    }

    /// The pseudonym's name for one exact writing of a group's value. Letters follow the order of calls: call in
    /// canonical order of position.
    ///
    /// `json` is the writing inside JSON source where it is not the minimal escaping of `text`.
    pub fn spell(&mut self, group: u32, text: &str, json: Option<&str>) -> &str {
        let group = &mut self.groups[group as usize];
        let same =
            |s: &Spelling| s.text.expose() == text && s.json.as_ref().map(|j| j.expose().as_str()) == json;
        let at = group.spellings.iter().position(same).unwrap_or_else(|| {
            let name = format!("{}_{}{}", group.label, group.number, letters(group.spellings.len()));
            group.spellings.push(Spelling {
                name,
                text: Sensitive::new(text.to_string()),
                json: json.map(|j| Sensitive::new(j.to_string())),
            });
            group.spellings.len() - 1
        });
        &group.spellings[at].name
    }

    /// A keyed group for a user id: providers tell end users apart by it, so it must differ between users and stay the
    /// same for one user, whatever else the request holds.
    pub fn identify_user(&mut self, entity: &Entity, text: &str) -> u32 {
        let label = format!("{}_ID", super::label(entity));
        let key = key(entity, &label, text);
        if let Some(&group) = self.by_fold.get(&key) {
            return group;
        }
        let numbering = std::mem::replace(&mut self.numbering, Numbering::Keyed);
        let group = self.add_group(entity, &label, &key);
        self.numbering = numbering;
        self.by_fold.insert(key, group);
        group
    }

    /// All groups, in the order in which they were identified.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether some value has this number under this label.
    pub fn has_number(&self, label: &str, number: u64) -> bool {
        self.labels.get(label).is_some_and(|numbers| numbers.groups.contains_key(&number))
    }

    /// Number of pseudonyms in all spellings.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|g| g.spellings.len()).sum()
    }

    /// Whether no pseudonym has been given.
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(|g| g.spellings.is_empty())
    }

    /// Approximate heap size in bytes, for bounded vaults.
    pub fn weight(&self) -> usize {
        let spelling = |s: &Spelling| 160 + s.name.len() + 2 * s.text.expose().len();
        let groups = self.groups.iter().map(|g| 160 + g.spellings.iter().map(spelling).sum::<usize>());
        let withheld =
            self.labels.iter().map(|(label, numbers)| 64 + label.len() + 16 * numbers.withheld.len());
        256 + groups.sum::<usize>() + withheld.sum::<usize>()
    }

    fn is_withheld(&self, label: &str, number: u64) -> bool {
        self.labels.get(label).is_some_and(|numbers| numbers.withheld.contains(&number))
    }

    /// Puts back what a stored mapping held: a spelling with the name it had. Used to read a mapping from a file.
    ///
    /// Returns `false` where `name` is not a pseudonym's name.
    pub fn insert(&mut self, entity: &Entity, name: &str, text: &str, json: Option<&str>) -> bool {
        let Some((label, number, letter)) = split(name) else { return false };
        let group = self.group_of(entity, label, number);
        self.by_fold.entry(key(entity, label, text)).or_insert(group);
        if *entity == Entity::Person {
            self.bearers.add(&fold::words(text), group);
        }
        debug_assert!(letter.bytes().all(|b| b.is_ascii_uppercase()));
        self.groups[group as usize].spellings.push(Spelling {
            name: name.to_string(),
            text: Sensitive::new(text.to_string()),
            json: json.map(|json| Sensitive::new(json.to_string())),
        });
        true
    }

    /// Together with what another exchange of the same session has given out. A name that both have given keeps the text
    /// that it has here.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        let own: HashSet<&str> =
            self.groups.iter().flat_map(Group::spellings).map(|spelling| spelling.name.as_str()).collect();
        for group in &other.groups {
            for spelling in group.spellings.iter().filter(|spelling| !own.contains(&*spelling.name)) {
                let json = spelling.json.as_ref().map(|json| json.expose().as_str());
                merged.insert(&group.entity, &spelling.name, spelling.text.expose(), json);
            }
        }
        for (label, numbers) in &other.labels {
            merged.numbers(label).1.withheld.extend(&numbers.withheld);
        }
        merged
    }

    fn group_of(&mut self, entity: &Entity, label: &str, number: u64) -> u32 {
        let known = self.labels.get(label).and_then(|numbers| numbers.groups.get(&number));
        if let Some(group) = known {
            return *group;
        }
        let group = self.push_group(entity, label, number);
        let (_, numbers) = self.numbers(label);
        numbers.last = numbers.last.max(number);
        group
    }
}

/// The form under which a value is found again.
fn key(entity: &Entity, label: &str, text: &str) -> String {
    [label, "\0", &fold::fold(entity, text)].concat()
}

/// `PERSON_12B` → (`PERSON`, 12, `B`).
pub(crate) fn split(name: &str) -> Option<(&str, u64, &str)> {
    let (label, rest) = name.rsplit_once('_')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, letter) = rest.split_at(digits);
    let plain = letter.len() <= 4 && letter.bytes().all(|b| b.is_ascii_uppercase());
    (plain && label.starts_with(|c: char| c.is_ascii_uppercase())).then_some(())?;
    Some((label, number.parse().ok()?, letter))
}

/// The first spelling has no letter, the second `B`, the 26th `Z`, the 27th `AA`.
fn letters(index: usize) -> String {
    let mut out = Vec::new();
    let mut n = index + 1;
    while index > 0 && n > 0 {
        n -= 1;
        out.push(b'A' + u8::try_from(n % 26).expect("below 26"));
        n /= 26;
    }
    out.reverse();
    String::from_utf8(out).expect("ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(numbering: Numbering) -> Mapping {
        Mapping::new(numbering, Arc::new([7; 32]))
    }

    fn name(m: &mut Mapping, entity: &Entity, text: &str) -> String {
        let group = m.identify(entity, text);
        m.spell(group, text, None).to_string()
    }

    #[test]
    fn numbers_follow_detection_and_letters_follow_spelling() {
        let mut m = mapping(Numbering::Sequential);
        assert_eq!(name(&mut m, &Entity::Person, "Anna Müller"), "PERSON_1");
        assert_eq!(name(&mut m, &Entity::Email, "a@example.com"), "EMAIL_1");
        assert_eq!(name(&mut m, &Entity::Person, "anna mueller"), "PERSON_1B");
        assert_eq!(name(&mut m, &Entity::Person, "Max Roe"), "PERSON_2");
        assert_eq!(name(&mut m, &Entity::Person, "Müller"), "PERSON_1C");
        assert_eq!(name(&mut m, &Entity::Person, "Anna Müller"), "PERSON_1");
    }

    #[test]
    fn a_later_namesake_never_relinks() {
        let mut m = mapping(Numbering::Sequential);
        name(&mut m, &Entity::Person, "Anna Müller");
        assert_eq!(name(&mut m, &Entity::Person, "Müller"), "PERSON_1B");
        assert_eq!(name(&mut m, &Entity::Person, "Jan Müller"), "PERSON_2");
        assert_eq!(name(&mut m, &Entity::Person, "Müller"), "PERSON_1B");
        assert_eq!(name(&mut m, &Entity::Person, "MÜLLER"), "PERSON_1C");
    }

    #[test]
    fn an_ambiguous_surname_is_nobody_known() {
        let mut m = mapping(Numbering::Sequential);
        name(&mut m, &Entity::Person, "Anna Müller");
        name(&mut m, &Entity::Person, "Jan Müller");
        assert_eq!(name(&mut m, &Entity::Person, "Müller"), "PERSON_3");
    }

    #[test]
    fn keyed_numbers_do_not_depend_on_order() {
        let (mut a, mut b) = (mapping(Numbering::Keyed), mapping(Numbering::Keyed));
        name(&mut a, &Entity::Email, "x@example.com");
        assert_eq!(
            name(&mut a, &Entity::Email, "y@example.com"),
            name(&mut b, &Entity::Email, "y@example.com")
        );
        let mut other = Mapping::new(Numbering::Keyed, Arc::new([8; 32]));
        assert_ne!(
            name(&mut other, &Entity::Email, "y@example.com"),
            name(&mut b, &Entity::Email, "y@example.com")
        );
    }

    #[test]
    fn two_exchanges_come_to_one_mapping() {
        let mut before = mapping(Numbering::Keyed);
        let anna = name(&mut before, &Entity::Person, "Anna Müller");
        let (mut one, mut two) = (before.clone(), before);
        let max = name(&mut one, &Entity::Person, "Max Roe");
        let zoe = name(&mut two, &Entity::Person, "Zoë Roe");
        let mut merged = one.merged(&two);
        for (text, known) in [("Anna Müller", &anna), ("Max Roe", &max), ("Zoë Roe", &zoe)] {
            assert_eq!(&name(&mut merged, &Entity::Person, text), known);
        }
        assert_eq!(merged.len(), 3);
    }

    #[test]
    fn letters_count_like_columns() {
        let all: Vec<String> = [0, 1, 25, 26, 27, 701, 702].map(letters).into();
        assert_eq!(all, ["", "B", "Z", "AA", "AB", "ZZ", "AAA"]);
    }

    #[test]
    fn names_split_into_their_parts() {
        assert_eq!(split("CREDIT_CARD_12B"), Some(("CREDIT_CARD", 12, "B")));
        assert_eq!(split("PERSON_1"), Some(("PERSON", 1, "")));
        for bad in ["PERSON", "PERSON_", "PERSON_B", "_1", "person_1", "PERSON_1b", "PERSON_1-B"] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_stored_mapping_goes_on_counting() {
        let mut m = mapping(Numbering::Sequential);
        assert!(m.insert(&Entity::Person, "PERSON_4", "Anna Müller", None));
        assert_eq!(name(&mut m, &Entity::Person, "Anna Müller"), "PERSON_4");
        assert_eq!(name(&mut m, &Entity::Person, "Max Roe"), "PERSON_5");
        assert!(!m.insert(&Entity::Person, "nonsense", "x", None));
    }
}
