//! The conditions on the first bytes of a match, one bit each: which bytes may stand first to fourth, how long may the
//! first three runs of letters and digits be, how far apart, what may they begin with, and which signs may follow them?
//!
//! Each condition is necessary for a match; all together are not sufficient. They are independent of each other, so
//! that a set of rules can keep, per condition, a bit for every pattern, and a place is asked with a few ANDs.

use std::collections::{HashMap, HashSet};

use crate::automaton::{Automaton, Explorer, State, beginnings};

/// How many bytes are looked at one by one.
pub(crate) const BYTES: usize = 4;
/// Index that stands for "the text ends here".
pub(crate) const EDGE: usize = 256;
/// Runs of this length and longer count as one.
pub(crate) const LONG_RUN: usize = 31;
/// Gaps of this many bytes and more count as one.
pub(crate) const LONG_GAP: usize = 3;

/// First row of each kind; a kind's rows are numbered from there.
pub(crate) const BYTE: usize = 0;
pub(crate) const RUN: usize = BYTE + BYTES * 257;
pub(crate) const AFTER_RUN: usize = RUN + 32;
pub(crate) const SECOND: usize = AFTER_RUN + 257;
pub(crate) const SECOND_BEGIN: usize = SECOND + 128;
pub(crate) const AFTER_SECOND: usize = SECOND_BEGIN + BEGINS;
pub(crate) const THIRD: usize = AFTER_SECOND + 257;
pub(crate) const THIRD_BEGIN: usize = THIRD + 128;
pub(crate) const ROWS: usize = THIRD_BEGIN + BEGINS;

/// How many rows tell what a run begins with: ASCII, after a gap of one byte and after a longer one.
const BEGINS: usize = 2 * 128;

/// The row within [`SECOND_BEGIN`] and [`THIRD_BEGIN`] of a run that begins with this letter or digit, after such a gap.
#[inline]
pub(crate) fn begin(gap: usize, byte: u8) -> usize {
    usize::from(gap > 1) * 128 + usize::from(byte & 127)
}

/// The row of a run that stands after a gap; both as counted in a text.
pub(crate) fn gap_and_run(gap: usize, run: usize) -> usize {
    gap.min(LONG_GAP) * 32 + run.min(LONG_RUN)
}

/// The row within [`SECOND`] and [`THIRD`] that stands for "no run follows".
pub(crate) const NO_RUN: usize = 0;

/// The rows of one pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows(pub(crate) Box<[u64]>);

impl Rows {
    /// How many words hold the bits.
    pub(crate) const WORDS: usize = ROWS.div_ceil(64);

    /// The conditions of a pattern; `closed` when no letter or digit may follow its match.
    pub(crate) fn of(automaton: &Automaton, closed: bool) -> Self {
        let mut rows = Self(vec![0; Self::WORDS].into_boxed_slice());
        automaton.explore(|explorer| {
            rows.bytes(explorer);
            if automaton.is_table() {
                Runs { explorer, rows: &mut rows, closed, seen: HashSet::new(), waiting: Vec::new() }.walk();
            } else {
                rows.free(RUN, ROWS);
            }
        });
        rows
    }

    /// The numbers of the conditions that hold.
    pub(crate) fn held(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(index, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(index * 64 + bit)
            })
        })
    }

    /// Whether a match can begin with a byte that `test` knows.
    pub(crate) fn begins_with(&self, test: impl Fn(u8) -> bool) -> bool {
        (0..=255_u8).any(|byte| test(byte) && self.holds(BYTE + usize::from(byte)))
    }

    pub(crate) fn holds(&self, row: usize) -> bool {
        self.0[row / 64] >> (row % 64) & 1 == 1
    }

    fn set(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    fn free(&mut self, from: usize, to: usize) {
        (from..to).for_each(|row| self.set(row));
    }

    fn bytes(&mut self, explorer: &mut dyn Explorer) {
        let mut states: HashSet<State> = beginnings(explorer).into_iter().collect();
        for depth in 0..BYTES {
            if states.iter().any(|&state| explorer.may_end(state)) {
                self.free(BYTE + depth * 257, BYTE + BYTES * 257);
                return;
            }
            let mut next = HashSet::new();
            for &state in &states {
                for byte in 0..=255_u8 {
                    if let Some(after) = explorer.next(state, byte) {
                        self.set(BYTE + depth * 257 + usize::from(byte));
                        next.insert(after);
                    }
                }
            }
            states = next;
        }
    }
}

/// Where a walk over runs and gaps is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Phase {
    Run(usize),
    Gap(usize),
    Second(usize, usize),
    SecondGap(usize),
    Third(usize, usize),
}

/// A walk over every way in which a match can begin with runs.
struct Runs<'a> {
    explorer: &'a mut dyn Explorer,
    rows: &'a mut Rows,
    closed: bool,
    seen: HashSet<(State, Phase)>,
    waiting: Vec<(State, Phase)>,
}

impl Runs<'_> {
    fn walk(mut self) {
        for state in beginnings(self.explorer) {
            for byte in (0..=255_u8).filter(u8::is_ascii_alphanumeric) {
                self.go(state, byte, Phase::Run(1));
            }
        }
        let mut successors: HashMap<State, Successors> = HashMap::new();
        while let Some((state, phase)) = self.waiting.pop() {
            let Successors { ends, next } =
                successors.entry(state).or_insert_with(|| successors_of(self.explorer, state));
            if *ends {
                self.end(phase);
            }
            for successor in next {
                let begins_run = matches!(phase, Phase::Gap(_) | Phase::SecondGap(_));
                for &byte in if begins_run { &successor.bytes } else { &successor.kinds } {
                    self.step(successor.state, byte, phase);
                }
            }
        }
    }

    fn go(&mut self, state: State, byte: u8, phase: Phase) {
        if let Some(next) = self.explorer.next(state, byte) {
            self.visit(next, phase);
        }
    }

    fn visit(&mut self, state: State, phase: Phase) {
        if self.seen.insert((state, phase)) {
            self.waiting.push((state, phase));
        }
    }

    fn step(&mut self, after: State, byte: u8, phase: Phase) {
        let inside = byte.is_ascii_alphanumeric();
        let next = match phase {
            Phase::Run(run) if inside => Phase::Run((run + 1).min(LONG_RUN)),
            Phase::Run(run) => {
                self.rows.set(RUN + run);
                self.rows.set(AFTER_RUN + usize::from(byte));
                Phase::Gap(1)
            }
            Phase::Gap(gap) if inside => {
                self.rows.set(SECOND_BEGIN + begin(gap, byte));
                Phase::Second(gap, 1)
            }
            Phase::Gap(gap) => Phase::Gap((gap + 1).min(LONG_GAP)),
            Phase::Second(gap, run) if inside => Phase::Second(gap, (run + 1).min(LONG_RUN)),
            Phase::Second(gap, run) => {
                self.rows.set(SECOND + gap_and_run(gap, run));
                self.rows.set(AFTER_SECOND + usize::from(byte));
                Phase::SecondGap(1)
            }
            Phase::SecondGap(gap) if inside => {
                self.rows.set(THIRD_BEGIN + begin(gap, byte));
                Phase::Third(gap, 1)
            }
            Phase::SecondGap(gap) => Phase::SecondGap((gap + 1).min(LONG_GAP)),
            Phase::Third(gap, run) if inside => Phase::Third(gap, (run + 1).min(LONG_RUN)),
            Phase::Third(gap, run) => return self.rows.set(THIRD + gap_and_run(gap, run)),
        };
        self.visit(after, next);
    }

    /// A match may end here, and anything may follow it, except that a closed one is not followed by more of its run.
    fn end(&mut self, phase: Phase) {
        match phase {
            Phase::Run(run) => {
                self.rows.free(RUN + run, RUN + self.longest(run) + 1);
                self.rows.free(AFTER_RUN, ROWS);
            }
            Phase::Gap(_) => self.rows.free(SECOND, ROWS),
            Phase::Second(gap, run) => {
                let longest = self.longest(run);
                self.rows.free(SECOND + gap_and_run(gap, run), SECOND + gap_and_run(gap, longest) + 1);
                self.rows.free(AFTER_SECOND, ROWS);
            }
            Phase::SecondGap(_) => self.rows.free(THIRD, ROWS),
            Phase::Third(gap, run) => {
                let longest = self.longest(run);
                self.rows.free(THIRD + gap_and_run(gap, run), THIRD + gap_and_run(gap, longest) + 1);
            }
        }
    }

    /// How long a run may be in a text when a match ends after `run` of it.
    fn longest(&self, run: usize) -> usize {
        if self.closed { run } else { LONG_RUN }
    }
}

/// What may come after a state.
struct Successors {
    /// A match may end.
    ends: bool,
    next: Vec<Successor>,
}

/// A state that comes after another.
struct Successor {
    state: State,
    /// The bytes that lead there.
    bytes: Vec<u8>,
    /// One of them for each kind: a letter or digit stands for all, since nothing more is asked of those inside a run.
    kinds: Vec<u8>,
}

fn successors_of(explorer: &mut dyn Explorer, state: State) -> Successors {
    let mut next: Vec<Successor> = Vec::new();
    for byte in 0..=255_u8 {
        let Some(after) = explorer.next(state, byte) else { continue };
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
    Successors { ends: explorer.may_end(state), next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Way;

    fn rows(pattern: &str, closed: bool) -> Rows {
        Rows::of(&Automaton::new(pattern, Way::Forward).expect("a valid pattern"), closed)
    }

    fn held(rows: &Rows, kind: usize, count: usize) -> Vec<usize> {
        (0..count).filter(|&row| rows.holds(kind + row)).collect()
    }

    #[test]
    fn bytes_are_known_until_a_match_may_end() {
        let rows = rows("[AB][0-9]{1,2}", true);
        assert_eq!(held(&rows, BYTE, 257), [usize::from(b'A'), usize::from(b'B')]);
        assert_eq!(held(&rows, BYTE + 257, 257).len(), 10);
        assert_eq!(held(&rows, BYTE + 2 * 257, 257).len(), 257);
    }

    #[test]
    fn runs_are_counted() {
        let rows = rows("[0-9]{3}-[0-9]{2,4}[ ]?x", true);
        assert_eq!(held(&rows, RUN, 32), [3]);
        assert_eq!(held(&rows, AFTER_RUN, 257), [usize::from(b'-')]);
        assert_eq!(held(&rows, SECOND, 128), [2, 3, 4, 5].map(|run| gap_and_run(1, run)));
        assert!(rows.holds(THIRD + gap_and_run(1, 1)) && rows.holds(THIRD + gap_and_run(3, 9)));
        assert_eq!(
            held(&rows, SECOND_BEGIN, BEGINS),
            (b'0'..=b'9').map(|byte| begin(1, byte)).collect::<Vec<_>>()
        );
        assert!(rows.holds(THIRD_BEGIN + begin(1, b'x')) && rows.holds(THIRD_BEGIN + begin(1, b'7')));
    }

    #[test]
    fn an_open_match_may_be_followed_by_more_of_its_run() {
        assert_eq!(held(&rows("[0-9]{3}", false), RUN, 32).len(), 29);
        assert_eq!(held(&rows("[0-9]{3}", true), RUN, 32), [3]);
        assert!(rows("[0-9]{3}", true).holds(AFTER_RUN + EDGE));
        assert!(!rows("[0-9]{3}-", true).holds(AFTER_RUN + EDGE));
    }
}
