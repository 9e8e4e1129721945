//! [`Mapping`]: which value has which pseudonym, within one exchange or one stored session.
//!
//! Owns: numbers (one per value and type, in order of detection, or keyed), spellings (a letter each), and the rule that
//! neither ever changes once given. Never: looks at text to find values. The restore-only view is `restorable.rs`.

mod numbers;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use allonym_detectors::Entity;
use hashbrown::{HashMap, HashSet};
use sha2::{Digest, Sha256};

use self::numbers::Numbers;
use super::fold;
use super::link::Bearers;
use super::name::{letters, split};
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
    /// Whether any value is written differently inside JSON source than outside it.
    needs_escaping: bool,
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
            needs_escaping: false,
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
        let known = &self.groups[group as usize];
        let same =
            |s: &Spelling| s.text.expose() == text && s.json.as_ref().map(|j| j.expose().as_str()) == json;
        let at = match known.spellings.iter().position(same) {
            Some(at) => at,
            None => {
                let at = known.spellings.len();
                let name = format!("{}_{}{}", known.label, known.number, letters(at));
                self.push_spelling(group, name, text, json);
                at
            }
        };
        &self.groups[group as usize].spellings[at].name
    }

    fn push_spelling(&mut self, group: u32, name: String, text: &str, json: Option<&str>) {
        self.needs_escaping |= json.is_some() || text.bytes().any(needs_escape);
        let spellings = &mut self.groups[group as usize].spellings;
        if spellings.is_empty() {
            // Most values have one: room for four would be most of what a mapping holds while its answer streams.
            spellings.reserve_exact(1);
        }
        spellings.push(Spelling {
            name,
            text: Sensitive::new(text.to_string()),
            json: json.map(|json| Sensitive::new(json.to_string())),
        });
    }

    /// The spelling whose pseudonym is called `name`.
    pub(super) fn spelling(&self, name: &str) -> Option<&Spelling> {
        let (label, number, _) = split(name)?;
        let group = self.labels.get(label)?.groups.get(&number)?;
        self.groups[*group as usize].spellings.iter().rfind(|spelling| spelling.name == name)
    }

    /// Whether any spelling's name begins with `prefix`.
    pub(super) fn names_begin(&self, prefix: &str) -> bool {
        self.labels.iter().any(|(label, numbers)| match prefix.strip_prefix(&**label) {
            Some(rest) if !rest.is_empty() => self.numbers_begin(numbers, rest, prefix),
            _ => label.starts_with(prefix) && self.is_spelled(numbers.beginning_with("")),
        })
    }

    /// As [`Mapping::names_begin`], under one label; `rest` is what follows the label in `prefix`.
    fn numbers_begin(&self, numbers: &Numbers, rest: &str, prefix: &str) -> bool {
        let Some(rest) = rest.strip_prefix('_') else { return false };
        let (digits, letter) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
        if letter.is_empty() {
            return self.is_spelled(numbers.beginning_with(digits));
        }
        let group = digits.parse().ok().and_then(|number| numbers.groups.get(&number));
        group.is_some_and(|group| {
            self.groups[*group as usize].spellings.iter().any(|spelling| spelling.name.starts_with(prefix))
        })
    }

    fn is_spelled(&self, mut groups: impl Iterator<Item = u32>) -> bool {
        groups.any(|group| !self.groups[group as usize].spellings.is_empty())
    }

    /// Whether any value is written differently inside JSON source than outside it.
    pub(super) fn needs_escaping(&self) -> bool {
        self.needs_escaping
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
        self.push_spelling(group, name.to_string(), text, json);
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

    /// Without what only values to come need: all that is left to do is to restore. What an answer of hours holds.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.by_fold = HashMap::new();
        self.bearers = Bearers::default();
        self.groups.shrink_to_fit();
        self
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

fn needs_escape(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// The form under which a value is found again.
fn key(entity: &Entity, label: &str, text: &str) -> String {
    [label, "\0", &fold::fold(entity, text)].concat()
}
