//! An automaton as a graph: what the tables that propose places are computed from, when a set of rules is built.
//!
//! Only asks; walking text is the parent's.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};

use super::begin;
use super::table::Cell;

/// A state of either kind of automaton.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum State {
    Table(Cell),
    OnTheWay(LazyStateID),
}

/// What can be asked.
pub(crate) trait Explorer {
    /// Where a walk begins after this byte; none at the text's edge, or when the pattern cannot begin there.
    fn first(&mut self, behind: Option<u8>) -> Option<State>;
    /// The state after one more byte; none when no match can come any more.
    fn next(&mut self, state: State, byte: u8) -> Option<State>;
    /// Whether a match that is whole before the byte that led here ended there.
    fn matched(&mut self, state: State) -> bool;
    /// Whether a match is whole in this state when the text ends, or some byte follows.
    fn may_end(&mut self, state: State) -> bool {
        self.ends(state)
            || (0..=255).any(|byte| self.next(state, byte).is_some_and(|next| self.matched(next)))
    }
    /// Whether a match is whole when the text ends.
    fn ends(&mut self, state: State) -> bool;
    /// Whether every state that was named is still what it was.
    fn is_sound(&self) -> bool;
}

/// Every state a walk can begin in.
pub(crate) fn beginnings(automaton: &mut dyn Explorer) -> Vec<State> {
    let behind = (0..=255).map(Some).chain([None]);
    let mut found: Vec<State> = Vec::new();
    for state in behind.filter_map(|behind| automaton.first(behind)) {
        if !found.contains(&state) {
            found.push(state);
        }
    }
    found
}

pub(super) struct OnTheWay<'a> {
    pub(super) dfa: &'a DFA,
    pub(super) cache: &'a mut Cache,
}

impl Explorer for OnTheWay<'_> {
    fn first(&mut self, behind: Option<u8>) -> Option<State> {
        self.dfa.start_state(self.cache, &begin(behind)).ok().map(State::OnTheWay)
    }

    fn next(&mut self, state: State, byte: u8) -> Option<State> {
        let State::OnTheWay(state) = state else { return None };
        let next = self.dfa.next_state(self.cache, state, byte).ok()?;
        (!next.is_dead()).then_some(State::OnTheWay(next))
    }

    fn matched(&mut self, state: State) -> bool {
        matches!(state, State::OnTheWay(state) if state.is_match())
    }

    fn ends(&mut self, state: State) -> bool {
        let State::OnTheWay(state) = state else { return false };
        self.dfa.next_eoi_state(self.cache, state).is_ok_and(|end| end.is_match())
    }

    fn is_sound(&self) -> bool {
        self.cache.clear_count() == 0
    }
}
