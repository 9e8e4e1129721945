//! [`Runs`]: every way in which a match can begin with runs of letters and digits, and what each asks of the runs and gaps.
//!
//! Owns: the walk, which sets the rows of runs. Never: looks at single bytes of the first run; `rows.rs` does.

use std::collections::HashSet;

use super::graph::Graph;
use super::{
    AFTER_RUN, AFTER_SECOND, LONG_GAP, LONG_RUN, ROWS, RUN, Rows, SECOND, SECOND_BEGIN, THIRD, THIRD_BEGIN,
    WAYS, Way, begin, gap_and_run,
};
use crate::automaton::{State, beginnings};

/// More places of a walk than this are too many: a pattern that has them asks for bytes alone.
const MOST: usize = 1 << 15;

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
pub(super) struct Runs<'a> {
    graph: Graph<'a>,
    /// The rows of each way, in order, and whether there are such matches.
    ways: &'a mut [(Rows, bool); WAYS.len()],
    closed: bool,
    seen: HashSet<(State, Phase)>,
    waiting: Vec<(State, Phase)>,
}

impl<'a> Runs<'a> {
    /// `closed` when no letter or digit may follow a match.
    pub(super) fn new(graph: Graph<'a>, ways: &'a mut [(Rows, bool); WAYS.len()], closed: bool) -> Self {
        Self { graph, ways, closed, seen: HashSet::new(), waiting: Vec::new() }
    }

    /// Whether all ways were walked: not when there are too many, or the automaton forgot states meanwhile.
    pub(super) fn walk(mut self) -> bool {
        for state in beginnings(self.graph.explorer) {
            for successor in &self.graph.of(state).next {
                if successor.bytes.iter().any(u8::is_ascii_alphanumeric) {
                    self.visit(successor.state, Phase::Run(1));
                }
            }
        }
        while let Some((state, phase)) = self.waiting.pop() {
            if self.seen.len() > MOST {
                return false;
            }
            let after = self.graph.of(state);
            if after.ends {
                self.end(phase);
            }
            for successor in &after.next {
                let begins_run = matches!(phase, Phase::Gap(_) | Phase::SecondGap(_));
                for &byte in if begins_run { &successor.bytes } else { &successor.kinds } {
                    self.step(successor.state, byte, phase);
                }
            }
        }
        self.graph.explorer.is_sound()
    }

    fn visit(&mut self, state: State, phase: Phase) {
        if self.seen.insert((state, phase)) {
            self.waiting.push((state, phase));
        }
    }

    /// Sets a row of every way that goes at least as far as this one.
    fn set(&mut self, first: Way, row: usize) {
        self.ways[first as usize..].iter_mut().for_each(|(rows, _)| rows.set(row));
    }

    fn step(&mut self, after: State, byte: u8, phase: Phase) {
        let inside = byte.is_ascii_alphanumeric();
        let next = match phase {
            Phase::Run(run) if inside => Phase::Run((run + 1).min(LONG_RUN)),
            Phase::Run(run) => {
                self.set(Way::InGap, RUN + run);
                self.set(Way::InGap, AFTER_RUN + usize::from(byte));
                Phase::Gap(1)
            }
            Phase::Gap(gap) if inside => {
                self.set(Way::InGap, SECOND_BEGIN + begin(gap, byte));
                Phase::Second(gap, 1)
            }
            Phase::Gap(gap) => Phase::Gap((gap + 1).min(LONG_GAP)),
            Phase::Second(gap, run) if inside => Phase::Second(gap, (run + 1).min(LONG_RUN)),
            Phase::Second(gap, run) => {
                self.set(Way::Beyond, SECOND + gap_and_run(gap, run));
                self.set(Way::Beyond, AFTER_SECOND + usize::from(byte));
                self.ways[Way::Beyond as usize].1 = true;
                Phase::SecondGap(1)
            }
            Phase::SecondGap(gap) if inside => {
                self.set(Way::Beyond, THIRD_BEGIN + begin(gap, byte));
                Phase::Third(gap, 1)
            }
            Phase::SecondGap(gap) => Phase::SecondGap((gap + 1).min(LONG_GAP)),
            Phase::Third(gap, run) if inside => Phase::Third(gap, (run + 1).min(LONG_RUN)),
            Phase::Third(gap, run) => return self.set(Way::Beyond, THIRD + gap_and_run(gap, run)),
        };
        self.visit(after, next);
    }

    /// A match may end here, and anything may follow it, except that a closed one is not followed by more of its run.
    fn end(&mut self, phase: Phase) {
        let (way, from) = match phase {
            Phase::Run(run) => (Way::in_run(run), AFTER_RUN),
            Phase::Gap(_) => (Way::InGap, SECOND),
            Phase::Second(..) => (Way::InSecond, AFTER_SECOND),
            Phase::SecondGap(_) => (Way::Beyond, THIRD),
            Phase::Third(..) => (Way::Beyond, ROWS),
        };
        let longest = |run: usize| if self.closed { run } else { LONG_RUN };
        let last = match phase {
            Phase::Run(run) => RUN + run..=RUN + longest(run),
            Phase::Second(gap, run) => {
                SECOND + gap_and_run(gap, run)..=SECOND + gap_and_run(gap, longest(run))
            }
            Phase::Third(gap, run) => THIRD + gap_and_run(gap, run)..=THIRD + gap_and_run(gap, longest(run)),
            Phase::Gap(_) | Phase::SecondGap(_) => from..=from,
        };
        let (rows, exists) = &mut self.ways[way as usize];
        *exists = true;
        rows.free(*last.start(), last.end() + 1);
        rows.free(from, ROWS);
    }
}
