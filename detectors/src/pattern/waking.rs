//! Does some place of a text wake the matches of a pattern? Places are tried where a run of letters and digits holds a digit, and at
//! up to two runs before it, if they are short and close; and at signs.
//!
//! Owns: how short and how close, and telling of a pattern which of its matches sleep: they would never be found, and nobody would
//! miss them. Never: looks at text.

use std::collections::HashSet;

use super::rows::LONG_RUN;
use super::rows::graph::Graph;
use crate::automaton::{Automaton, State, beginnings};

/// The most letters of a run before a token that may belong to it.
pub(crate) const RUN_BEFORE: usize = LONG_RUN - 1;
/// The most bytes between two runs of one match up to its first digit.
pub(crate) const GAP: usize = 3;
/// The most runs of a match up to the one with its first digit.
const RUNS: usize = 3;

/// What becomes of a pattern's matches.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Waking {
    /// Some place wakes one of them.
    pub(crate) any: bool,
    /// How one begins that no place wakes.
    pub(crate) sleeping: Option<String>,
}

/// Where a match stands that has had no digit yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    state: State,
    runs: usize,
    /// Letters of the last run.
    letters: usize,
    /// Bytes behind it.
    gap: usize,
}

impl Waking {
    /// Of a pattern without keywords and without a lead.
    pub(crate) fn of(forward: &Automaton) -> Self {
        forward.explore(|explorer| {
            let begins = beginnings(explorer);
            let mut graph = Graph::new(explorer);
            let mut waking = Self::default();
            let first = |state| (Place { state, runs: 0, letters: 0, gap: 1 }, Vec::new());
            let mut open: Vec<(Place, Vec<u8>)> = begins.into_iter().map(first).collect();
            let mut seen: HashSet<Place> = HashSet::new();
            while let Some((place, begun)) = open.pop() {
                let after = graph.of(place.state);
                if place.runs > 0 && after.ends {
                    waking.sleeping.get_or_insert_with(|| text(&begun));
                }
                let steps =
                    after.next.iter().flat_map(|next| next.bytes.iter().map(|&byte| (byte, next.state)));
                for (byte, state) in steps {
                    let with_it = || [&begun[..], &[byte]].concat();
                    match place.after(byte, state) {
                        After::Woken => waking.any = true,
                        After::Asleep => drop(waking.sleeping.get_or_insert_with(|| text(&with_it()))),
                        After::Open(next) if seen.insert(next) => open.push((next, with_it())),
                        After::Open(_) => {}
                    }
                }
            }
            waking
        })
    }
}

enum After {
    Woken,
    Asleep,
    Open(Place),
}

impl Place {
    /// What one more byte makes of it.
    fn after(self, byte: u8, state: State) -> After {
        let begins_run = self.gap > 0 && byte.is_ascii_alphanumeric();
        let is_far = self.letters > RUN_BEFORE || self.gap > GAP || self.runs == RUNS;
        match byte {
            _ if self.runs > 0 && begins_run && is_far => After::Asleep,
            b'0'..=b'9' => After::Woken,
            _ if begins_run => After::Open(Self { state, runs: self.runs + 1, letters: 1, gap: 0 }),
            _ if byte.is_ascii_alphabetic() => {
                After::Open(Self { state, letters: (self.letters + 1).min(RUN_BEFORE + 1), ..self })
            }
            _ if self.runs == 0 => After::Woken,
            _ => After::Open(Self { state, gap: (self.gap + 1).min(GAP + 1), ..self }),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Way;

    fn waking(pattern: &str) -> (bool, Option<String>) {
        let forward = Automaton::new(pattern, Way::Forward).expect("a valid pattern");
        let Waking { any, sleeping } = Waking::of(&forward);
        (any, sleeping)
    }

    #[test]
    fn a_match_is_woken_by_its_first_digit_or_sign() {
        for pattern in ["[A-Z]{2}-[a-z]{1,9} [0-9]", "#[a-z]+", "a{30} - b{30} 1", "x[0-9a-f]*7"] {
            assert_eq!(waking(pattern), (true, None), "{pattern}");
        }
    }

    #[test]
    fn what_is_too_long_too_far_or_has_no_digit_sleeps() {
        for (pattern, begins) in [
            ("a{31} 1", "a".repeat(31) + " 1"),
            ("a    1", "a    1".to_owned()),
            ("a b c 1", "a b c 1".to_owned()),
        ] {
            assert_eq!(waking(pattern), (false, Some(begins)), "{pattern}");
        }
        assert!(!waking("[A-Z]{3}-[A-Z]{2}").0);
        assert_eq!(waking("[a0]b"), (true, Some("ab".to_owned())));
    }
}
