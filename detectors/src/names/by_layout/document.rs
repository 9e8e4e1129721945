//! What a document of JSON says of the names in it: [`Document`], by all its keys and strings, and [`Row`], by those side by side.
//!
//! Owns: counting them, and how many tell. Whoever reads the document notes each, and asks when it is read. Never: says what one key or
//! string tells; `keyed.rs` does.

use std::cell::Cell;

use super::keyed::{Asks, is_somebody, reads_as_name, speaks_of_people};

/// With fewer keys a document does not say that it is no person's.
const FEW: usize = 4;

/// A document of JSON.
#[derive(Debug, Default)]
pub struct Document {
    keys: Cell<usize>,
    speaks: Cell<bool>,
}

impl Document {
    /// A key was read.
    pub fn note_key(&self, key: &str) {
        self.keys.set(self.keys.get() + 1);
        if !self.speaks.get() {
            self.speaks.set(speaks_of_people(key));
        }
    }

    /// A string was read that its keys ask for.
    pub fn note_string(&self, asks: Asks, string: &str) {
        if !self.speaks.get() {
            self.speaks.set(is_somebody(asks, string));
        }
    }

    /// Whether it may be one of people.
    #[must_use]
    pub fn may_be_of_people(&self) -> bool {
        self.speaks.get() || self.keys.get() < FEW
    }
}

/// The strings of an array, or the keys of an object.
#[derive(Debug, Default)]
pub struct Row {
    names: Cell<usize>,
    all: Cell<usize>,
}

impl Row {
    /// One of them was read.
    pub fn note(&self, string: &str) {
        self.names.set(self.names.get() + usize::from(reads_as_name(string)));
        self.all.set(self.all.get() + 1);
    }

    /// Whether so many of them are names that all are.
    #[must_use]
    pub fn are_names(&self) -> bool {
        let (names, all) = (self.names.get(), self.all.get());
        names > 0 && names * 2 >= all && all > 1
    }
}
