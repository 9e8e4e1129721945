//! The bytes with which a lead can end: the last, the last but one, and so on.
//!
//! As [`super::rows()`], but read backward, and only for the few patterns that have a lead.

use std::collections::HashSet;

use crate::automaton::{Automaton, State, beginnings};

/// How many bytes are looked at.
pub(crate) const DEPTH: usize = 4;
/// Rows per byte: 256 and one for the text's beginning.
const WIDTH: usize = 257;

/// Which bytes may stand how far before the end of a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Behind(pub(crate) Box<[u64]>);

impl Behind {
    /// How many words hold the bits.
    pub(crate) const WORDS: usize = (DEPTH * WIDTH).div_ceil(64);

    /// Of an automaton that was built backward.
    pub(crate) fn of(lead: &Automaton) -> Self {
        let mut behind = Self(vec![0; Self::WORDS].into_boxed_slice());
        lead.explore(|explorer| {
            let mut states: HashSet<State> = beginnings(explorer).into_iter().collect();
            for depth in 0..DEPTH {
                if states.iter().any(|&state| explorer.may_end(state)) {
                    (depth * WIDTH..DEPTH * WIDTH).for_each(|row| behind.set(row));
                    return;
                }
                let mut next = HashSet::new();
                for &state in &states {
                    for byte in 0..=255_u8 {
                        if let Some(after) = explorer.next(state, byte) {
                            behind.set(depth * WIDTH + usize::from(byte));
                            next.insert(after);
                        }
                    }
                }
                states = next;
            }
        });
        behind
    }

    /// Whether a lead can have `byte` at this depth before its end; 256 stands for the text's beginning.
    pub(crate) fn holds(&self, depth: usize, byte: usize) -> bool {
        let row = depth * WIDTH + byte;
        self.0[row / 64] >> (row % 64) & 1 == 1
    }

    /// Whether a lead may end right before `at`.
    #[inline]
    pub(crate) fn may_end_before(&self, text: &[u8], at: usize) -> bool {
        let byte = |depth: usize| at.checked_sub(depth + 1).map_or(WIDTH - 1, |at| usize::from(text[at]));
        (0..DEPTH).all(|depth| self.holds(depth, byte(depth)))
    }

    /// Whether there may be no lead at all.
    pub(crate) fn may_be_empty(&self) -> bool {
        self.holds(0, WIDTH - 1)
    }

    fn set(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Way;

    #[test]
    fn ends_of_leads() {
        let behind = Behind::of(&Automaton::new("[a-z]+[.]", Way::Backward).expect("a valid pattern"));
        assert!(behind.holds(0, usize::from(b'.')) && !behind.holds(0, usize::from(b'a')));
        assert!(behind.holds(1, usize::from(b'a')) && behind.holds(2, usize::from(b'!')));
        assert!(!behind.holds(1, 256) && behind.holds(2, 256) && !behind.may_be_empty());
        assert!(
            Behind::of(&Automaton::new("[a-z]*", Way::Backward).expect("a valid pattern")).may_be_empty()
        );
    }
}
