//! [`Graph`]: an automaton's states and what may come after each, worked out once.
//!
//! Owns: which states still lead to a match. Never: knows of rows.

use std::collections::HashMap;
use std::rc::Rc;

use crate::automaton::{Explorer, State};

/// An automaton's states and those that come after them, as far as a match may still come: that one is whole shows a byte
/// late, and by then nothing follows from that byte.
pub(crate) struct Graph<'a> {
    pub(crate) explorer: &'a mut dyn Explorer,
    successors: HashMap<State, Rc<Successors>>,
    alive: HashMap<State, bool>,
}

/// What may come after a state.
pub(crate) struct Successors {
    /// A match may end.
    pub(crate) ends: bool,
    pub(crate) next: Vec<Successor>,
}

/// A state that comes after another.
pub(crate) struct Successor {
    pub(crate) state: State,
    /// The bytes that lead there.
    pub(crate) bytes: Vec<u8>,
    /// One of them for each kind: a letter or digit stands for all, since nothing more is asked of those inside a run.
    pub(crate) kinds: Vec<u8>,
}

impl<'a> Graph<'a> {
    pub(crate) fn new(explorer: &'a mut dyn Explorer) -> Self {
        Self { explorer, successors: HashMap::new(), alive: HashMap::new() }
    }

    pub(crate) fn of(&mut self, state: State) -> Rc<Successors> {
        if let Some(known) = self.successors.get(&state) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.look(state));
        self.successors.insert(state, Rc::clone(&found));
        found
    }

    fn look(&mut self, state: State) -> Successors {
        let mut next: Vec<Successor> = Vec::new();
        for byte in 0..=255_u8 {
            let Some(after) = self.explorer.next(state, byte) else { continue };
            let known = next.iter().position(|known| known.state == after).unwrap_or(next.len());
            if known == next.len() {
                next.push(Successor { state: after, bytes: Vec::new(), kinds: Vec::new() });
            }
            let successor = &mut next[known];
            successor.bytes.push(byte);
            if !(byte.is_ascii_alphanumeric() && successor.kinds.iter().any(u8::is_ascii_alphanumeric)) {
                successor.kinds.push(byte);
            }
        }
        next.retain(|successor| self.is_alive(successor.state));
        Successors { ends: self.explorer.may_end(state), next }
    }

    fn is_alive(&mut self, state: State) -> bool {
        let explorer = &mut self.explorer;
        let look = || explorer.may_end(state) || (0..=255).any(|byte| explorer.next(state, byte).is_some());
        *self.alive.entry(state).or_insert_with(look)
    }
}
