//! [`Mapping`]: which value has which pseudonym, within one exchange or one stored session.
//!
//! Owns: numbers (one per value and type, in order of detection, or keyed), spellings (a letter each), and the rule that
//! neither ever changes once given. What earlier exchanges of a stored session have given is shared with them and only
//! added to, so that a further exchange costs what it adds. Never: looks at text to find values. The restore-only view is
//! `restorable.rs`; what one exchange has given is `mapping/layer.rs`.

mod crowd;
mod encoded;
mod form;
mod identify;
mod layer;
mod numbers;
mod stored;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use allonym_detectors::Entity;
use sha2::{Digest, Sha256};

use self::form::Form;
pub use self::layer::Layer;
use self::numbers::Numbers;
use super::name::{index_of, letters, split};
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
    /// The value as it reads; exactly so it stood in its surface, unless it was encoded there.
    pub text: Sensitive<String>,
    /// How it stood inside one JSON string, inside two in one another, and so on, as far as that differs from the minimal
    /// escaping of what comes before.
    pub sources: Sensitive<Vec<String>>,
    /// Whether it stood as a number of JSON, without quotes.
    pub is_number: bool,
    /// What stood there, where that spelled the value in an encoding; `sources` are of this.
    pub encoded: Option<Box<Sensitive<String>>>,
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
}

/// Values and their pseudonyms. Holds personal data: no `Debug`, no `Serialize`.
#[derive(Clone)]
pub struct Mapping {
    numbering: Numbering,
    key: Arc<[u8; 32]>,
    /// What earlier exchanges have given, the oldest first.
    earlier: Vec<Arc<Layer>>,
    own: Layer,
    /// Which settled mapping this is, and which one it goes on from.
    id: Option<Arc<()>>,
    from: Option<Arc<()>>,
}

impl Mapping {
    /// An empty mapping. `key` is the tenant's own and only used where numbers are keyed.
    pub fn new(numbering: Numbering, key: Arc<[u8; 32]>) -> Self {
        Self { numbering, key, earlier: Vec::new(), own: Layer::default(), id: None, from: None }
    }

    /// As [`Mapping::settle`].
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.settle();
        self
    }

    /// To be kept: nothing is copied when an exchange goes on from here. Each value is copied once whenever as many have
    /// come after it as there were before, so there are few layers, and no exchange pays for all.
    pub fn settle(&mut self) {
        if !self.own.is_untouched() {
            let mut newest = std::mem::take(&mut self.own);
            while let Some(older) = self.earlier.pop_if(|older| older.len() <= 2 * newest.len()) {
                newest = older.joined(newest);
            }
            self.own.begin_after(&newest);
            self.earlier.push(Arc::new(newest));
        }
        self.id = Some(Arc::default());
    }

    /// Whether nothing was given yet, and numbers are given in this way.
    pub fn is_new(&self, numbering: Numbering) -> bool {
        self.numbering == numbering && self.earlier.is_empty() && self.own.is_untouched()
    }

    /// For an exchange that goes on from this one.
    #[must_use]
    pub fn continued(&self) -> Self {
        Self { id: None, from: self.id.clone(), ..self.clone() }
    }

    /// All layers, the newest first.
    fn layers(&self) -> impl Iterator<Item = &Layer> {
        std::iter::once(&self.own).chain(self.earlier.iter().rev().map(|layer| &**layer))
    }

    fn add_group(&mut self, entity: &Entity, label: &str, key: &str) -> u32 {
        let mut number = match self.numbering {
            Numbering::Sequential => self.under(label).map(|numbers| numbers.last).max().unwrap_or(0) + 1,
            Numbering::Keyed => self.keyed_number(key),
        };
        while self.has_number(label, number) || self.is_withheld(label, number) {
            number += 1;
        }
        let group = self.own.push_group(entity, label, number);
        if self.numbering == Numbering::Sequential {
            self.own.numbers(label).1.last = number;
        }
        group
    }

    /// The numbers under a label, layer by layer.
    fn under(&self, label: &str) -> impl Iterator<Item = &Numbers> {
        self.layers().filter_map(move |layer| layer.labels.get(label))
    }

    /// Fifteen decimal digits of SHA-256(key, type, folded value): 50 bits, so that 100,000 values of a tenant collide
    /// with a chance of about 5 in a million. A collision inside one exchange moves to the next free number.
    fn keyed_number(&self, key: &str) -> u64 {
        let digest = Sha256::new().chain_update(self.key.as_slice()).chain_update(key.as_bytes()).finalize();
        let head = digest.iter().take(8).fold(0u64, |n, byte| (n << 8) | u64::from(*byte));
        head % 1_000_000_000_000_000
    }

    /// Whether no value to come can get the number of `name`: some value has it, or it is withheld.
    pub fn is_taken(&self, name: &str) -> bool {
        split(name).is_none_or(|(label, number, _)| {
            self.has_number(label, number) || self.is_withheld(label, number)
        })
    }

    /// Number of values that were given a number.
    pub fn groups(&self) -> usize {
        self.layers().map(|layer| layer.groups().len()).sum()
    }

    /// Keeps the number of `name` from every value to come; one that has it already keeps it.
    pub fn withhold(&mut self, name: &str) {
        if let Some((label, number, _)) = split(name)
            && !self.is_withheld(label, number)
        {
            self.own.numbers(label).1.withheld.insert(number);
        }
    }

    /// The pseudonym's name for one exact writing of a group's value. Letters follow the order of calls: call in
    /// canonical order of position.
    ///
    /// `sources`: see [`Spelling::sources`].
    pub fn spell(&mut self, group: u32, text: &str, sources: &[String]) -> &str {
        self.spell_as(group, Form::text(text, sources))
    }

    /// As [`Mapping::spell`], for a value that stands as a number of JSON: restoring takes the quotes off with which its
    /// pseudonym stands there.
    pub fn spell_number(&mut self, group: u32, text: &str) -> &str {
        self.spell_as(group, Form::number(text))
    }

    /// The name that [`Mapping::spell_number`] has given, if it has.
    pub fn number_spelled(&self, group: u32, text: &str) -> Option<&str> {
        let at = self.spelled_at(group, Form::number(text)).ok()?;
        self.spellings(group).nth(at).map(|spelling| &*spelling.name)
    }

    fn spell_as(&mut self, group: u32, form: Form<'_>) -> &str {
        let at = self.spelled_at(group, form).unwrap_or_else(|before| {
            let known = self.group(group);
            let name = format!("{}_{}{}", known.label, known.number, letters(before));
            self.own.push_spelling(group, name, form);
            before
        });
        self.spellings(group).nth(at).map_or("", |spelling| &spelling.name)
    }

    /// Where among a group's spellings one is, or how many there are without it.
    fn spelled_at(&self, group: u32, form: Form<'_>) -> Result<usize, usize> {
        let mut before = 0;
        let known = self.oldest_first().find_map(|layer| {
            let at = layer.spelling_at(group, form).map(|at| before + at);
            before += layer.spellings(group).len();
            at
        });
        known.ok_or(before)
    }

    /// The spelling whose pseudonym is called `name`.
    pub(super) fn spelling(&self, name: &str) -> Option<&Spelling> {
        let (label, number, letter) = split(name)?;
        let group = self.numbered(label, number)?;
        let named = |spelling: &&Spelling| spelling.name == name;
        // Letters are given in order; only a file that somebody has changed may hold others.
        let there = index_of(letter).and_then(|at| self.spellings(group).nth(at));
        there.filter(named).or_else(|| self.spellings(group).find(named))
    }

    fn numbered(&self, label: &str, number: u64) -> Option<u32> {
        self.under(label).find_map(|numbers| numbers.groups.get(&number).copied())
    }

    /// Whether any spelling's name begins with `prefix`.
    pub(super) fn names_begin(&self, prefix: &str) -> bool {
        let labels = |layer: &Layer| {
            layer.labels.iter().any(|(label, numbers)| match prefix.strip_prefix(&**label) {
                Some(rest) if !rest.is_empty() => self.numbers_begin(numbers, rest, prefix),
                _ => label.starts_with(prefix) && self.is_spelled(numbers.beginning_with("")),
            })
        };
        self.layers().any(labels)
    }

    /// As [`Mapping::names_begin`], under one label; `rest` is what follows the label in `prefix`.
    fn numbers_begin(&self, numbers: &Numbers, rest: &str, prefix: &str) -> bool {
        let Some(rest) = rest.strip_prefix('_') else { return false };
        let (digits, letter) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
        if letter.is_empty() {
            return self.is_spelled(numbers.beginning_with(digits));
        }
        let group = digits.parse().ok().and_then(|number| numbers.groups.get(&number));
        group.is_some_and(|group| self.spellings(*group).any(|spelling| spelling.name.starts_with(prefix)))
    }

    fn is_spelled(&self, mut groups: impl Iterator<Item = u32>) -> bool {
        groups.any(|group| self.spellings(group).next().is_some())
    }

    /// Whether any value is written differently inside JSON source than outside it.
    pub(super) fn needs_escaping(&self) -> bool {
        self.layers().any(|layer| layer.needs_escaping)
    }

    /// Whether any value is written as a number of JSON.
    pub fn has_numbers(&self) -> bool {
        self.layers().any(|layer| layer.has_numbers)
    }

    /// A group by its index.
    ///
    /// # Panics
    /// If no group was ever given this index.
    pub fn group(&self, index: u32) -> &Group {
        let mut layers = self.layers();
        layers.find_map(|layer| layer.group(index)).expect("an index that this mapping gave")
    }

    fn oldest_first(&self) -> impl Iterator<Item = &Layer> {
        self.earlier.iter().map(|layer| &**layer).chain([&self.own])
    }

    /// Every exact writing of a group's value, in the order in which letters were given.
    fn spellings(&self, group: u32) -> impl Iterator<Item = &Spelling> {
        self.oldest_first().flat_map(move |layer| layer.spellings(group))
    }

    /// All groups with their spellings, in the order in which they were identified.
    pub fn values(&self) -> impl Iterator<Item = (&Group, impl Iterator<Item = &Spelling>)> {
        let groups = self.oldest_first().flat_map(Layer::groups);
        groups.zip(0..).map(|(group, index)| (group, self.spellings(index)))
    }

    /// What this exchange has added: groups, their indexes, and the spellings that are new.
    pub fn own_values(&self) -> impl Iterator<Item = (&Group, u32, &[Spelling])> {
        self.own.spelled().map(|(index, spellings)| (self.group(index), index, spellings))
    }

    /// What earlier exchanges have given, ready to be found in texts.
    pub fn earlier_sought(&self) -> Vec<Arc<Layer>> {
        self.earlier.iter().for_each(|layer| layer.seek(|index| self.group(index)));
        self.earlier.clone()
    }

    /// Whether some value has this number under this label.
    pub fn has_number(&self, label: &str, number: u64) -> bool {
        self.numbered(label, number).is_some()
    }

    /// Whether every pseudonym of `other` is one here, too, and stands for the very same.
    pub fn says_all_of(&self, other: &Self) -> bool {
        let shared =
            self.earlier.iter().zip(&other.earlier).take_while(|(own, other)| Arc::ptr_eq(own, other));
        let theirs = other.oldest_first().skip(shared.count());
        let mut spellings = theirs.flat_map(Layer::spelled).flat_map(|(_, spellings)| spellings);
        spellings.all(|theirs| self.spelling(&theirs.name).is_some_and(|own| own.text == theirs.text))
    }

    /// Number of pseudonyms in all spellings.
    pub fn len(&self) -> usize {
        self.layers().map(|layer| layer.spelled).sum()
    }

    /// Whether no pseudonym has been given.
    pub fn is_empty(&self) -> bool {
        self.layers().all(|layer| layer.spelled == 0)
    }

    /// Approximate heap size in bytes, for bounded vaults. What several mappings share counts in each.
    pub fn weight(&self) -> usize {
        256 + self.layers().map(Layer::weight).sum::<usize>()
    }

    fn is_withheld(&self, label: &str, number: u64) -> bool {
        self.under(label).any(|numbers| numbers.withheld.contains(&number))
    }
}

/// The form under which a value is found again; `fold` is its own.
fn key(label: &str, fold: &str) -> String {
    [label, "\0", fold].concat()
}
