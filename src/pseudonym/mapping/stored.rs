//! Mappings from elsewhere: read from a file, or left by another exchange of the same session.
//!
//! Owns: that a name keeps the text that it has. Never: gives a name; `mapping.rs` does.

use std::sync::Arc;

use allonym_detectors::Entity;

use super::{Form, Mapping, key};
use crate::pseudonym::fold;
use crate::pseudonym::name::split;

impl Mapping {
    /// Puts back what a stored mapping held: a spelling with the name it had. Used to read a mapping from a file.
    ///
    /// Returns `false` where `name` is not a pseudonym's name.
    pub fn insert(&mut self, entity: &Entity, name: &str, text: &str, sources: &[String]) -> bool {
        self.insert_as(entity, name, Form::text(text, sources))
    }

    /// As [`Mapping::insert`], for a value that stood as a number of JSON.
    pub fn insert_number(&mut self, entity: &Entity, name: &str, text: &str) -> bool {
        self.insert_as(entity, name, Form::number(text))
    }

    /// As [`Mapping::insert`], for a value that was spelled as `encoded`.
    pub fn insert_encoded(
        &mut self,
        entity: &Entity,
        name: &str,
        (text, encoded): (&str, &str),
        sources: &[String],
    ) -> bool {
        self.insert_as(entity, name, Form { encoded: Some(encoded), ..Form::text(text, sources) })
    }

    fn insert_as(&mut self, entity: &Entity, name: &str, form: Form<'_>) -> bool {
        let text = form.text;
        let Some((label, number, letter)) = split(name) else { return false };
        let group = self.group_of(entity, label, number);
        let key = key(label, &fold::fold(entity, text));
        if self.folded(&key).is_none() {
            self.own.by_fold.insert(key, group);
        }
        if *entity == Entity::Person {
            self.own.bearers.add(&fold::words(text), group);
        }
        debug_assert!(letter.bytes().all(|b| b.is_ascii_uppercase()));
        self.own.put_spelling(group, name, form);
        true
    }

    /// Together with what another exchange of the same session has given out: nothing new if this one went on from there.
    /// A name that both have given keeps the text that it has here.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let goes_on =
            self.from.as_ref().zip(other.id.as_ref()).is_some_and(|(from, id)| Arc::ptr_eq(from, id));
        if goes_on {
            return self.clone();
        }
        let mut merged = self.clone();
        merged.take_in(other);
        merged.settled()
    }

    /// Takes in what another exchange has given out, but for names that are given here already.
    pub fn take_in(&mut self, other: &Self) {
        for (group, spellings) in other.values() {
            for spelling in spellings {
                if self.spelling(&spelling.name).is_none() {
                    self.insert_as(&group.entity, &spelling.name, spelling.form());
                }
            }
        }
        self.insert_marks(other.marks());
        for (label, numbers) in other.layers().flat_map(|layer| &layer.labels) {
            self.own.numbers(label).1.withheld.extend(&numbers.withheld);
        }
    }

    fn group_of(&mut self, entity: &Entity, label: &str, number: u64) -> u32 {
        if let Some(group) = self.numbered(label, number) {
            return group;
        }
        let group = self.own.push_group(entity, label, number);
        let (_, numbers) = self.own.numbers(label);
        numbers.last = numbers.last.max(number);
        group
    }
}
