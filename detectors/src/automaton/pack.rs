//! Makes a [`Table`] of what the library compiled: the states that a walk can come to, those that go on alike as one.
//!
//! Owns: which states are one, and the order of states and classes. Never: walks.
//!
//! States that lead to the same are one, and so are those that led to these. Where two go round in circles of more than one state
//! they stay two though they are alike, which costs bytes and changes nothing else.

use std::hash::Hash;

use hashbrown::HashMap;
use regex_automata::dfa::{Automaton as _, dense};
use regex_automata::util::alphabet::Unit;
use regex_automata::util::primitives::StateID;

use super::begin;
use super::table::{Cell, STARTS, Table};

/// A step: a state's number, and whether a match ends before the byte that led there.
type Step = (usize, bool);

/// The state from which no match comes.
const DEAD: usize = 0;
/// In place of a state's own number among its steps: two that stay where they are may be one.
const SELF: usize = usize::MAX;

/// The table of a compiled pattern; none when it has more states than a table can tell apart.
pub(super) fn pack(dfa: &dense::DFA<Vec<u32>>) -> Option<Table> {
    let mut graph = Graph::of(dfa);
    while graph.join() {}
    graph.table()
}

/// The states that walks can come to, and what each byte does to them.
struct Graph {
    starts: [usize; STARTS.len()],
    class_of: [u8; 256],
    /// Of each state a step for each class of bytes, and the last for the end of the text. The first state is [`DEAD`].
    rows: Vec<Box<[Step]>>,
}

impl Graph {
    fn of(dfa: &dense::DFA<Vec<u32>>) -> Self {
        let classes = dfa.byte_classes();
        let bytes: Vec<u8> = classes.representatives(..).filter_map(Unit::as_u8).collect();
        let mut states = Numbers::default();
        states.of(StateID::ZERO); // The library's dead state.
        let start = |behind| dfa.start_state(&begin(behind)).unwrap_or_default();
        let starts = STARTS.map(|behind| states.of(start(behind)));
        let mut rows = Vec::new();
        while let Some(&state) = states.listed.get(rows.len()) {
            let next = bytes.iter().map(|&byte| dfa.next_state(state, byte));
            let next = next.chain([dfa.next_eoi_state(state)]);
            rows.push(next.map(|next| (states.of(next), dfa.is_match_state(next))).collect());
        }
        Self { starts, class_of: std::array::from_fn(|byte| classes.get(byte as u8)), rows }
    }

    /// Makes one of states that lead to the same; whether there were any.
    fn join(&mut self) -> bool {
        let mut by_row: HashMap<Box<[Step]>, usize> = HashMap::default();
        let mut joined: Vec<usize> = (0..self.rows.len()).collect();
        // Later states are more often led to than leading: what they became is known when earlier ones are looked at.
        for state in [DEAD].into_iter().chain((1..self.rows.len()).rev()) {
            let row = self.rows[state].iter().map(|&(next, matched)| {
                (if next == state && next != DEAD { SELF } else { joined[next] }, matched)
            });
            joined[state] = *by_row.entry(row.collect()).or_insert(state);
        }
        let found = joined.iter().enumerate().any(|(state, &one)| state != one);
        if found {
            self.follow(&joined);
        }
        found
    }

    /// Leaves the states that walks still come to when each is what it was joined to, in the order in which they come to them.
    fn follow(&mut self, joined: &[usize]) {
        let mut numbers = Numbers::default();
        numbers.of(DEAD);
        self.starts = self.starts.map(|start| numbers.of(joined[start]));
        let mut rows = Vec::new();
        while let Some(&state) = numbers.listed.get(rows.len()) {
            let row = self.rows[state].iter().map(|&(next, matched)| (numbers.of(joined[next]), matched));
            rows.push(row.collect());
        }
        self.rows = rows;
    }

    /// The table; classes that no state tells apart are one.
    fn table(&self) -> Option<Table> {
        if self.rows.len() > Cell::STATES {
            return None;
        }
        let last = self.rows[DEAD].len() - 1;
        let mut columns = Numbers::default();
        let column = |class: usize| -> Vec<Step> { self.rows.iter().map(|row| row[class]).collect() };
        let classes: Vec<usize> = (0..last).map(|class| columns.of(column(class))).collect();
        let class_of = |byte: u8| {
            let class = classes[usize::from(self.class_of[usize::from(byte)])];
            u8::try_from(class).expect("no more classes than bytes")
        };
        let kept: Vec<usize> = (0..columns.listed.len())
            .map(|column| classes.iter().position(|&class| class == column).expect("made of a class"))
            .chain([last])
            .collect();
        let cell = |(state, matched): Step| Cell::new(state, matched);
        let cells: Vec<Cell> =
            self.rows.iter().flat_map(|row| kept.iter().map(|&class| cell(row[class]))).collect();
        Some(Table::made(&self.starts.map(|start| cell((start, false))), class_of, kept.len(), &cells))
    }
}

/// Numbers things in the order in which they are met.
struct Numbers<T> {
    known: HashMap<T, usize>,
    listed: Vec<T>,
}

impl<T: Clone + Eq + Hash> Numbers<T> {
    fn of(&mut self, thing: T) -> usize {
        let next = self.listed.len();
        let number = *self.known.entry(thing.clone()).or_insert(next);
        if number == next {
            self.listed.push(thing);
        }
        number
    }
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self { known: HashMap::default(), listed: Vec::new() }
    }
}
