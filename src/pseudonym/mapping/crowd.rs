//! [`Crowd`]: the way to one of very many spellings of one value.
//!
//! Owns: an index of all spellings but the first few of each value, which are faster looked through. Without it a text with
//! one address in a hundred thousand spellings of its case would take a time that grows with their square. Never: holds a
//! spelling; `layer.rs` does.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::{Form, Spelling};

/// So many spellings of a value are looked through.
const FEW: usize = 8;

/// The way to one of very many spellings of one value.
#[derive(Clone, Default)]
pub(super) struct Crowd {
    state: DefaultHashBuilder,
    places: HashTable<Place>,
}

#[derive(Clone, Copy)]
struct Place {
    group: u32,
    at: u32,
    hash: u64,
}

impl Crowd {
    /// The one of all these spellings.
    pub(super) fn of<'s>(spelled: impl Iterator<Item = (u32, &'s [Spelling])>) -> Self {
        let mut crowd = Self::default();
        for (group, spellings) in spelled {
            (FEW..spellings.len()).for_each(|at| crowd.add(group, at, &spellings[at]));
        }
        crowd
    }

    /// Takes in the spelling at `at` of a group, unless that is one of the first few.
    pub(super) fn add(&mut self, group: u32, at: usize, spelling: &Spelling) {
        if let Ok(place) = u32::try_from(at)
            && at >= FEW
        {
            let hash = self.hash(group, spelling.form());
            self.places.insert_unique(hash, Place { group, at: place, hash }, |place| place.hash);
        }
    }

    /// Where among a group's `spellings` the one is that reads and was written so.
    pub(super) fn find(&self, group: u32, spellings: &[Spelling], form: Form<'_>) -> Option<usize> {
        let same = |spelling: &Spelling| spelling.form() == form;
        let few = spellings.iter().take(FEW).position(same);
        if few.is_some() || spellings.len() <= FEW {
            return few;
        }
        let is_it = |place: &Place| place.group == group && same(&spellings[place.at as usize]);
        self.places.find(self.hash(group, form), is_it).map(|place| place.at as usize)
    }

    fn hash(&self, group: u32, form: Form<'_>) -> u64 {
        self.state.hash_one((group, form))
    }
}
