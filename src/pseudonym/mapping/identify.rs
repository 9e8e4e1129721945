//! Which value a text is: the group that a detected text belongs to.
//!
//! Owns: what makes two texts one value: their fold, another notation, a lone surname or another short name that one person alone bears. Never: chooses
//! a number or a letter; `mapping.rs` does.

use allonym_detectors::Entity;

use super::{Mapping, Numbering, key};
use crate::pseudonym::fold;
use crate::pseudonym::others;

impl Mapping {
    /// The group of a detected value: the one it already has, the person whose lone surname it is, or a new one.
    /// Call in canonical order of detection: this is what gives the numbers.
    pub fn identify(&mut self, entity: &Entity, text: &str) -> u32 {
        let label = crate::pseudonym::label(entity);
        self.identify_as(entity, &label, text)
    }

    /// As [`Mapping::identify`], for a text that only looked like a pseudonym.
    pub fn identify_literal(&mut self, text: &str) -> u32 {
        self.identify_as(&Entity::Secret, crate::pseudonym::LITERAL, text)
    }

    fn identify_as(&mut self, entity: &Entity, label: &str, text: &str) -> u32 {
        let words = if *entity == Entity::Person { fold::words(text) } else { Vec::new() };
        let fold = match entity {
            Entity::Person => fold::person(&words),
            _ => fold::fold(entity, text),
        };
        let key = key(label, &fold);
        if let Some(group) = self.folded(&key) {
            return group;
        }
        let others = other_keys(entity, label, text);
        let known = self.only_bearer(&words).or_else(|| others.iter().find_map(|other| self.folded(other)));
        let group = known.unwrap_or_else(|| self.add_group(entity, label, &key));
        self.own.bearers.add(&words, group);
        for key in others {
            self.own.by_fold.entry(key).or_insert(group);
        }
        self.own.by_fold.insert(key, group);
        group
    }

    /// The person who is called so, or alone bears a name that this is short for.
    pub fn person(&self, text: &str) -> Option<u32> {
        let words = fold::words(text);
        let key = key(&crate::pseudonym::label(&Entity::Person), &fold::person(&words));
        self.folded(&key).or_else(|| self.only_bearer(&words))
    }

    pub(super) fn folded(&self, key: &str) -> Option<u32> {
        self.layers().find_map(|layer| layer.by_fold.get(key).copied())
    }

    /// The one person that these words can be short for, if there is exactly one.
    fn only_bearer(&self, words: &[String]) -> Option<u32> {
        let mut bearers = self.layers().flat_map(|layer| layer.bearers.of(words));
        let first = *bearers.next()?;
        bearers.all(|bearer| *bearer == first).then_some(first)
    }

    /// A keyed group for a user id: providers tell end users apart by it, so it must differ between users and stay the
    /// same for one user, whatever else the request holds.
    pub fn identify_user(&mut self, entity: &Entity, text: &str) -> u32 {
        let label = format!("{}_ID", crate::pseudonym::label(entity));
        let key = key(&label, &fold::fold(entity, text));
        if let Some(group) = self.folded(&key) {
            return group;
        }
        let numbering = std::mem::replace(&mut self.numbering, Numbering::Keyed);
        let group = self.add_group(entity, &label, &key);
        self.numbering = numbering;
        self.own.by_fold.insert(key, group);
        group
    }
}

/// The forms under which a value is found again that is written in another way.
fn other_keys(entity: &Entity, label: &str, text: &str) -> Vec<String> {
    others(entity, text).iter().map(|other| key(label, &fold::fold(entity, other))).collect()
}
