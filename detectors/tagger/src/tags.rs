//! The states of the chain: outside, and for each kind of name its first and its further words.

/// A kind of name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A natural person.
    Person,
    /// A place or address.
    Location,
    /// A company, authority or other organization.
    Organization,
}

impl Kind {
    /// Every kind, in the order of its states.
    pub const ALL: [Self; 3] = [Self::Person, Self::Location, Self::Organization];
}

/// Number of states.
pub const STATES: usize = 7;

/// The state of a word that is part of no name.
pub const OUTSIDE: usize = 0;

/// The state of a name's first word.
#[must_use]
pub fn first(kind: Kind) -> usize {
    1 + 2 * kind as usize
}

/// The state of a name's further words.
#[must_use]
pub fn further(kind: Kind) -> usize {
    2 + 2 * kind as usize
}

/// The kind of a state; none outside.
#[must_use]
pub fn kind(state: usize) -> Option<Kind> {
    Kind::ALL.get(state.checked_sub(1)? / 2).copied()
}

/// Whether `next` may follow `state`: a further word needs its own kind before it.
#[must_use]
pub fn may_follow(state: usize, next: usize) -> bool {
    next == OUTSIDE || next % 2 == 1 || state == next || state + 1 == next
}
