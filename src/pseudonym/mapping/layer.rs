//! [`Layer`]: what one exchange of a session has given, or several together.
//!
//! Owns: values, spellings and numbers by everything that they are looked up by, how two layers become one, and the index
//! that finds the values again in texts, which is made when it is first asked for. A layer is changed by the exchange that
//! it belongs to; from then on it is shared, and never changes. Never: chooses a number or a letter; `mapping.rs` does.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use allonym_detectors::Entity;
use hashbrown::{HashMap, HashSet};

use super::crowd::Crowd;
use super::numbers::Numbers;
use super::{Form, Group, Spelling};
use crate::pseudonym::link::Bearers;
use crate::pseudonym::others;
use crate::pseudonym::sought::{Said, Sought};

/// What one exchange of a session has given, or several together. Holds personal data: no `Debug`, no `Serialize`.
#[derive(Clone, Default)]
pub struct Layer {
    /// Index of the first group here: how many earlier layers hold.
    first: u32,
    groups: Vec<Group>,
    /// Further spellings of earlier layers' values.
    further: BTreeMap<u32, Vec<Spelling>>,
    crowd: Crowd,
    pub(super) by_fold: HashMap<String, u32>,
    pub(super) labels: HashMap<Arc<str>, Numbers>,
    pub(super) bearers: Bearers,
    /// Where values stood that were spelled in an encoding.
    pub(super) marks: HashSet<u64>,
    /// Whether any value is written differently inside JSON source than outside it.
    pub(super) needs_escaping: bool,
    /// Whether any value is written as a number of JSON.
    pub(super) has_numbers: bool,
    /// Number of spellings.
    pub(super) spelled: usize,
    /// Bytes of what they spell and of their names.
    spelled_bytes: usize,
    /// Boxed: most exchanges go on from nothing and need none, and their layer is moved about.
    sought: OnceLock<Box<(Sought<Standing>, Vec<Entity>)>>,
}

/// What stands where a layer's value was found.
#[derive(Clone, Copy)]
pub struct Standing {
    /// Its group.
    pub group: u32,
    /// Its kind, an index into [`Layer::kinds`].
    pub kind: u16,
}

impl Said for Standing {
    /// All of them are pseudonyms.
    fn outweighs(self, _: Self) -> bool {
        false
    }
}

impl Layer {
    /// Becomes the one after `before`.
    pub(super) fn begin_after(&mut self, before: &Self) {
        self.first = before.first + index(before.groups.len());
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.by_fold.is_empty() && self.labels.is_empty() && self.spelled == 0 && self.marks.is_empty()
    }

    /// Number of entries.
    pub(super) fn len(&self) -> usize {
        self.by_fold.len().max(self.spelled)
    }

    pub(super) fn group(&self, at: u32) -> Option<&Group> {
        self.groups.get(at.checked_sub(self.first)? as usize)
    }

    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The spellings that this layer has of a group.
    pub(super) fn spellings(&self, group: u32) -> &[Spelling] {
        match self.group(group) {
            Some(own) => &own.spellings,
            None if self.further.is_empty() => &[],
            None => self.further.get(&group).map_or(&[], Vec::as_slice),
        }
    }

    /// Where among [`Layer::spellings`] of a group the one is that reads and was written so.
    pub(super) fn spelling_at(&self, group: u32, form: Form<'_>) -> Option<usize> {
        self.crowd.find(group, self.spellings(group), form)
    }

    /// Every group of which there may be spellings here, with them, in order.
    pub(super) fn spelled(&self) -> impl Iterator<Item = (u32, &[Spelling])> {
        let own = self.groups.iter().zip(self.first..).map(|(group, at)| (at, group.spellings.as_slice()));
        self.further.iter().map(|(group, spellings)| (*group, spellings.as_slice())).chain(own)
    }

    pub(super) fn push_group(&mut self, entity: &Entity, label: &str, number: u64) -> u32 {
        let group = self.first + index(self.groups.len());
        let (label, numbers) = self.numbers(label);
        numbers.groups.insert(number, group);
        self.groups.push(Group { entity: entity.clone(), label, number, spellings: Vec::new() });
        group
    }

    /// The numbers under a label, and the label as it is kept.
    pub(super) fn numbers(&mut self, label: &str) -> (Arc<str>, &mut Numbers) {
        let known = self.labels.get_key_value(label).map(|(label, _)| Arc::clone(label));
        let label = known.unwrap_or_else(|| label.into());
        (Arc::clone(&label), self.labels.entry(label).or_default())
    }

    pub(super) fn push_spelling(&mut self, group: u32, name: String, form: Form<'_>) {
        self.note(form);
        self.spelled += 1;
        self.spelled_bytes += name.len() + form.bytes();
        let spelling = form.spelling(name);
        let spellings = match group.checked_sub(self.first) {
            Some(own) => &mut self.groups[own as usize].spellings,
            None => self.further.entry(group).or_default(),
        };
        if spellings.is_empty() {
            // Most values have one: room for four would be most of what a mapping holds.
            spellings.reserve_exact(1);
        }
        self.crowd.add(group, spellings.len(), &spelling);
        spellings.push(spelling);
    }

    /// Takes note of what restoring must know of any value that is written so.
    fn note(&mut self, form: Form<'_>) {
        self.needs_escaping |=
            !form.sources.is_empty() || form.encoded.is_some() || form.text.bytes().any(needs_escape);
        self.has_numbers |= form.is_number;
    }

    /// Adds a spelling whose name may be there already: what was said last counts.
    pub(super) fn put_spelling(&mut self, group: u32, name: &str, form: Form<'_>) {
        let own = group.checked_sub(self.first).map(|own| &mut self.groups[own as usize].spellings);
        let known = own.and_then(|spellings| spellings.iter_mut().find(|spelling| spelling.name == name));
        match known {
            Some(known) => {
                *known = form.spelling(name.to_string());
                self.note(form);
            }
            None => self.push_spelling(group, name.to_string(), form),
        }
    }

    /// Both as one: this layer, then what came after it.
    pub(super) fn joined(&self, newer: Self) -> Self {
        let mut joined = Self {
            first: self.first,
            groups: self.groups.clone(),
            further: self.further.clone(),
            crowd: Crowd::default(),
            by_fold: self.by_fold.clone(),
            labels: self.labels.clone(),
            bearers: self.bearers.clone(),
            marks: self.marks.union(&newer.marks).copied().collect(),
            needs_escaping: self.needs_escaping || newer.needs_escaping,
            has_numbers: self.has_numbers || newer.has_numbers,
            spelled: self.spelled + newer.spelled,
            spelled_bytes: self.spelled_bytes + newer.spelled_bytes,
            sought: OnceLock::new(),
        };
        joined.groups.extend(newer.groups);
        for (group, spellings) in newer.further {
            match group.checked_sub(self.first) {
                Some(own) => joined.groups[own as usize].spellings.extend(spellings),
                None => joined.further.entry(group).or_default().extend(spellings),
            }
        }
        joined.crowd = Crowd::of(joined.spelled());
        // What was found first under a fold stays.
        newer.by_fold.into_iter().for_each(|(key, group)| {
            joined.by_fold.entry(key).or_insert(group);
        });
        newer.labels.into_iter().for_each(|(label, numbers)| joined.numbers(&label).1.add(numbers));
        joined.bearers.add_all(newer.bearers);
        joined
    }

    /// Approximate heap size in bytes, the index included.
    pub(super) fn weight(&self) -> usize {
        let withheld =
            self.labels.iter().map(|(label, numbers)| 64 + label.len() + 16 * numbers.withheld.len());
        160 * self.groups.len()
            + 240 * self.spelled
            + 3 * self.spelled_bytes
            + 16 * self.marks.len()
            + withheld.sum::<usize>()
    }

    /// Makes the index; `group_of` knows the groups of this layer and of earlier ones.
    pub(super) fn seek<'g>(&self, group_of: impl Fn(u32) -> &'g Group) {
        self.sought.get_or_init(|| {
            let (mut sought, mut kinds) = (Sought::default(), Vec::new());
            for (at, spellings) in self.spelled() {
                let group = group_of(at);
                if group.is_literal() {
                    continue;
                }
                let kind = kinds.iter().position(|kind| *kind == group.entity).unwrap_or_else(|| {
                    kinds.push(group.entity.clone());
                    kinds.len() - 1
                });
                let kind = u16::try_from(kind).expect("as few as there are entities");
                for spelling in spellings {
                    let (text, with) = (spelling.text.expose(), Standing { group: at, kind });
                    sought.add(text, &group.entity, with);
                    others(&group.entity, text).iter().for_each(|text| sought.add(text, &group.entity, with));
                }
            }
            Box::new((sought, kinds))
        });
    }

    /// What finds the values in texts. Nothing is found before [`Layer::seek`].
    pub fn sought(&self) -> &Sought<Standing> {
        static NOTHING: std::sync::LazyLock<Sought<Standing>> = std::sync::LazyLock::new(Sought::default);
        self.sought.get().map_or(&NOTHING, |both| &both.0)
    }

    /// The kinds of the values that can be found.
    pub fn kinds(&self) -> &[Entity] {
        self.sought.get().map_or(&[], |both| &both.1)
    }
}

fn index(groups: usize) -> u32 {
    u32::try_from(groups).expect("a body is bounded far below 2^32 values")
}

fn needs_escape(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}
