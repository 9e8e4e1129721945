//! The conditions on the first bytes of a match, one bit each: which bytes may stand first to fourth, how long may the
//! first three runs of letters and digits be, how far apart, what may they begin with, and which signs may follow them?
//!
//! Each condition is necessary for a match; all together are not sufficient. They are independent of each other, so
//! that a set of rules can keep, per condition, a bit for every pattern, and a place is asked with a few ANDs.

pub(super) mod graph;
mod runs;

use std::collections::HashSet;

use self::graph::Graph;
use self::runs::Runs;
use crate::automaton::{Automaton, Explorer, State, beginnings};
use crate::pattern::Bytes;

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

/// The rows of one way in which a pattern's matches can begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows(pub(crate) Box<[u64]>);

/// How far a match goes, which decides what its rows can ask for: what lies beyond its end may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It begins with a sign: only bytes are asked for.
    Sign,
    /// It ends within its first run, which has so many bytes.
    One,
    Two,
    Three,
    More,
    /// It may end in the gap behind its first run, in its second run, only later.
    InGap,
    InSecond,
    Beyond,
}

const WAYS: [Way; 8] =
    [Way::Sign, Way::One, Way::Two, Way::Three, Way::More, Way::InGap, Way::InSecond, Way::Beyond];

impl Way {
    /// That of a match that ends after so many bytes of its first run.
    fn in_run(run: usize) -> Self {
        [Self::One, Self::Two, Self::Three].get(run - 1).copied().unwrap_or(Self::More)
    }

    /// The fewest bytes that such a match has.
    fn least(self) -> usize {
        match self {
            Self::Sign => 0,
            Self::One => 1,
            Self::Two | Self::InGap => 2,
            Self::Three | Self::InSecond => 3,
            Self::More | Self::Beyond => 4,
        }
    }

    /// Whether such a match may have this byte at this depth.
    fn takes(self, depth: usize, byte: u8) -> bool {
        match self {
            Self::Sign => depth > 0 || !byte.is_ascii_alphanumeric(),
            Self::One | Self::Two | Self::Three | Self::More => byte.is_ascii_alphanumeric(),
            Self::InGap | Self::InSecond | Self::Beyond => depth > 0 || byte.is_ascii_alphanumeric(),
        }
    }
}

impl Rows {
    /// How many words hold the bits.
    pub(crate) const WORDS: usize = ROWS.div_ceil(64);

    /// The conditions of a pattern, for each way in which its matches can begin: each match meets all of one way. `closed`
    /// when no letter or digit may follow a match. None when there are too many ways to go.
    pub(crate) fn of(automaton: &Automaton, closed: bool) -> Option<Vec<Self>> {
        automaton.explore_whole(|explorer| Self::by_way(explorer, closed))
    }

    /// Only what is asked of the first bytes.
    pub(crate) fn of_bytes(automaton: &Automaton) -> Self {
        automaton.explore(|explorer| {
            let mut rows = Self::none();
            rows.bytes(&mut Graph::new(explorer), 0, |_, _| true);
            rows.free(RUN, ROWS);
            rows
        })
    }

    fn by_way(explorer: &mut dyn Explorer, closed: bool) -> Option<Vec<Self>> {
        let mut graph = Graph::new(explorer);
        let mut ways = WAYS.map(|way| {
            let mut rows = Self::none();
            match way {
                Way::One | Way::Two | Way::Three => rows.bytes_of_run(&mut graph, way.least()),
                _ => rows.bytes(&mut graph, way.least(), |depth, byte| way.takes(depth, byte)),
            }
            (rows, way == Way::Sign)
        });
        let may_begin = |rows: &Self| rows.first() != Bytes::NONE;
        Runs::new(graph, &mut ways, closed).walk().then(|| {
            ways.into_iter().filter(|(rows, exists)| *exists && may_begin(rows)).map(|way| way.0).collect()
        })
    }

    fn none() -> Self {
        Self(vec![0; Self::WORDS].into_boxed_slice())
    }

    /// The conditions that every match meets, whatever its way.
    pub(crate) fn common(ways: &[Self]) -> Self {
        let mut all = Self::none();
        for rows in ways {
            all.0.iter_mut().zip(&rows.0).for_each(|(all, held)| *all |= held);
        }
        all
    }

    /// The bytes with which a match can begin.
    pub(crate) fn first(&self) -> Bytes {
        const { assert!(BYTE == 0, "the first rows are those of the first byte") };
        Bytes(std::array::from_fn(|word| self.0[word]))
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

    /// The bytes of matches of at least so many, which `takes(depth, byte)` may restrict.
    fn bytes(&mut self, graph: &mut Graph<'_>, least: usize, takes: impl Fn(usize, u8) -> bool) {
        let mut states: HashSet<State> = beginnings(graph.explorer).into_iter().collect();
        for depth in 0..BYTES {
            if depth >= least && states.iter().any(|&state| graph.of(state).ends) {
                self.free(BYTE + depth * 257, BYTE + BYTES * 257);
                return;
            }
            let mut next = HashSet::new();
            for state in states {
                for successor in &graph.of(state).next {
                    let bytes = successor.bytes.iter().filter(|&&byte| takes(depth, byte));
                    if bytes.map(|&byte| self.set(BYTE + depth * 257 + usize::from(byte))).count() > 0 {
                        next.insert(successor.state);
                    }
                }
            }
            states = next;
        }
    }

    /// The bytes of matches that end after so many bytes of their first run.
    fn bytes_of_run(&mut self, graph: &mut Graph<'_>, length: usize) {
        let mut ends = false;
        for state in beginnings(graph.explorer) {
            ends |= self.bytes_to_end(graph, state, (0, length));
        }
        if ends {
            self.free(BYTE + length * 257, BYTE + BYTES * 257);
        }
    }

    /// Whether such a match ends in `state` or behind it; and its bytes from there on.
    fn bytes_to_end(&mut self, graph: &mut Graph<'_>, state: State, (depth, length): (usize, usize)) -> bool {
        let after = graph.of(state);
        if depth == length {
            return after.ends;
        }
        let mut ends = false;
        for successor in &after.next {
            let inside = |byte: &&u8| byte.is_ascii_alphanumeric();
            if successor.bytes.iter().any(|byte| inside(&byte))
                && self.bytes_to_end(graph, successor.state, (depth + 1, length))
            {
                ends = true;
                let bytes = successor.bytes.iter().filter(inside);
                bytes.for_each(|&byte| self.set(BYTE + depth * 257 + usize::from(byte)));
            }
        }
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton;

    fn ways(pattern: &str, closed: bool) -> Vec<Rows> {
        let automaton = Automaton::new(pattern, automaton::Way::Forward).expect("a valid pattern");
        Rows::of(&automaton, closed).expect("few ways")
    }

    fn rows(pattern: &str, closed: bool) -> Rows {
        Rows::common(&ways(pattern, closed))
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
    fn each_way_asks_for_what_belongs_to_it() {
        let ways = ways("[0-9]{2}(?:yo| year|-[a-z]{2}/x)|#", true);
        assert_eq!(ways.len(), 4);
        let [sign, in_run, in_second, beyond] = &ways[..] else { panic!("four ways") };
        assert_eq!(held(sign, BYTE, 257), [usize::from(b'#')]);
        assert_eq!((held(in_run, RUN, 32), held(in_run, AFTER_RUN, 257).len()), (vec![4], 257));
        assert_eq!(held(in_second, RUN, 32), [2]);
        assert_eq!(held(in_second, SECOND, 128), [gap_and_run(1, 4)]);
        assert_eq!(held(beyond, SECOND, 128), [gap_and_run(1, 2)]);
        assert_eq!(held(beyond, AFTER_SECOND, 257), [usize::from(b'/')]);
    }

    #[test]
    fn an_open_match_may_be_followed_by_more_of_its_run() {
        assert_eq!(held(&rows("[0-9]{3}", false), RUN, 32).len(), 29);
        assert_eq!(held(&rows("[0-9]{3}", true), RUN, 32), [3]);
        assert!(rows("[0-9]{3}", true).holds(AFTER_RUN + EDGE));
        assert!(!rows("[0-9]{3}-", true).holds(AFTER_RUN + EDGE));
    }
}
