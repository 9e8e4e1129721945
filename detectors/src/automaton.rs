//! One pattern, one walk: from a given place, where does each of its matches end?
//!
//! A DFA in ASCII mode that reports *every* end, so that a boundary or check that refuses the longest match leaves the
//! shorter ones. It only ever walks anchored and never farther than it is told to, so a walk is linear in the bytes
//! walked; where to start is [`crate::engine`]'s work. The build script compiles the patterns of the crate's own rules
//! with this very code and stores them; what is too large for a table is built on the way, per thread ([`lazy`]).

use std::sync::OnceLock;

use regex_automata::dfa::{StartError, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

mod explore;
mod lazy;
mod relaxed;
mod trail;

pub(crate) use explore::{Explorer, State, beginnings};
pub(crate) use lazy::Lazy;
pub(crate) use relaxed::{parsed, relaxed};
pub(crate) use trail::Trail;

/// The innermost cause, which is the one that says what is wrong with the pattern.
pub(crate) fn deepest(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), deepest)
}

/// The dialect of every pattern: bytes, ASCII classes, Unicode only inside `(?u:…)`.
fn dialect() -> syntax::Config {
    syntax::Config::new().unicode(false).utf8(false).nest_limit(60)
}

/// Bounds what one pattern may cost to compile, in bytes.
const NFA_LIMIT: usize = 8 << 20;
/// The largest table, in bytes; beyond that a pattern is built on the way. A pattern without a longest match may have more,
/// since only walks over a table leave trails.
const TABLE_LIMIT: usize = 256 << 10;
const ENDLESS_LIMIT: usize = 1 << 20;
/// How much memory making a table may take, for each byte it may have.
const MAKING: usize = 8;

/// Which way an automaton walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Forward,
    Backward,
}

/// A compiled pattern.
pub(crate) struct Automaton {
    way: Way,
    pub(crate) machine: Machine,
}

/// The ways to hold states; the build script stores tables. All boxed: a table has nearly a kilobyte beside its states, and
/// most of those inside the program are never used.
pub(crate) enum Machine {
    Table(Box<dense::DFA<Vec<u32>>>),
    /// A table inside the program, looked through when it is first used.
    Stored {
        bytes: &'static [u8],
        read: OnceLock<Box<dense::DFA<&'static [u32]>>>,
    },
    Lazy(Box<Lazy>),
}

/// What a walk needs of either kind of machine: `$dfa` is bound to the table.
macro_rules! with_table {
    ($machine:expr, $dfa:ident => $table:expr, $lazy:ident => $other:expr) => {
        match $machine {
            Machine::Table(table) => {
                let $dfa = &**table;
                $table
            }
            Machine::Stored { bytes, read } => {
                let $dfa = &**read.get_or_init(|| stored(bytes));
                $table
            }
            Machine::Lazy($lazy) => $other,
        }
    };
}

fn stored(bytes: &'static [u8]) -> Box<dense::DFA<&'static [u32]>> {
    Box::new(dense::DFA::from_bytes(bytes).expect("the build script wrote it for this machine").0)
}

impl Automaton {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// A pattern that does not parse, is too large, or needs Unicode word boundaries; the text says which.
    pub(crate) fn new(pattern: &str, way: Way) -> Result<Self, String> {
        let hir = relaxed(pattern)?;
        let endless = hir.properties().maximum_len().is_none();
        let limit = if endless { ENDLESS_LIMIT } else { TABLE_LIMIT };
        let config = dense::Config::new()
            .match_kind(MatchKind::All)
            .start_kind(StartKind::Anchored)
            .dfa_size_limit(Some(limit))
            .determinize_size_limit(Some(limit * MAKING));
        let built = dense::Builder::new().configure(config).build_from_nfa(&nfa(&hir, way)?);
        let machine = match built {
            Ok(table) => Machine::Table(Box::new(table)),
            Err(error) if error.is_size_limit_exceeded() => {
                Machine::Lazy(Box::new(Lazy::proved(pattern, way)?))
            }
            Err(error) => return Err(deepest(&error)),
        };
        Ok(Self { way, machine })
    }

    /// An automaton whose table is part of the program.
    pub(crate) fn from_table(bytes: &'static [u8], way: Way) -> Self {
        Self { way, machine: Machine::Stored { bytes, read: OnceLock::new() } }
    }

    /// An automaton of a pattern that is known to be good and too large for a table.
    pub(crate) fn from_pattern(pattern: &str, way: Way) -> Self {
        Self { way, machine: Machine::Lazy(Box::new(Lazy::new(pattern, way))) }
    }

    /// Walks forward over `text[from..to]`, calling `found(end)` for each end of a match, nearest first.
    #[inline]
    pub(crate) fn walk(&self, text: &[u8], from: usize, to: usize, found: impl FnMut(usize)) {
        debug_assert_eq!(self.way, Way::Forward, "walked the way it was built");
        with_table!(&self.machine, dfa => walk(dfa, text, from, to, found), lazy => lazy.walk(text, from, to, found));
    }

    /// As [`Automaton::walk`], along the trail that earlier walks of this automaton over this text left. `found` says of
    /// each end whether it counts; of those beyond where two walks met, the last [`trail::ENDS`] that count come again.
    pub(crate) fn walk_on(
        &self,
        trail: &mut Trail,
        text: &[u8],
        (from, to): (usize, usize),
        mut found: impl FnMut(usize) -> bool,
    ) {
        with_table!(
            &self.machine,
            dfa => trail::walk(dfa, trail, text, (from, to), found),
            lazy => lazy.walk(text, from, to, |end| { found(end); })
        );
    }

    /// Walks backward from `to` down to `from`, calling `found(start)` for each start of a match, nearest first.
    #[inline]
    pub(crate) fn walk_back(&self, text: &[u8], from: usize, to: usize, found: impl FnMut(usize)) {
        debug_assert_eq!(self.way, Way::Backward, "walked the way it was built");
        with_table!(&self.machine, dfa => walk_back(dfa, text, from, to, found), lazy => lazy.walk_back(text, from, to, found));
    }

    /// Asks `question` of the automaton as a graph.
    pub(crate) fn explore<T>(&self, question: impl FnOnce(&mut dyn Explorer) -> T) -> T {
        with_table!(
            &self.machine,
            dfa => question(&mut explore::Table(dfa)),
            lazy => lazy.explore(question)
        )
    }

    /// As [`Automaton::explore`], with room for far more states than walks need; made for this one question.
    pub(crate) fn explore_whole<T>(&self, question: impl FnOnce(&mut dyn Explorer) -> T) -> T {
        with_table!(
            &self.machine,
            dfa => question(&mut explore::Table(dfa)),
            lazy => lazy.explore_whole(question)
        )
    }

    /// Whether the automaton is a table, whose states can all be listed.
    pub(crate) fn is_table(&self) -> bool {
        !matches!(self.machine, Machine::Lazy(_))
    }
}

fn nfa(pattern: &Hir, way: Way) -> Result<thompson::NFA, String> {
    let config = thompson::Config::new()
        .utf8(false)
        .reverse(way == Way::Backward)
        .shrink(false)
        .nfa_size_limit(Some(NFA_LIMIT))
        .which_captures(thompson::WhichCaptures::None);
    let built = thompson::Compiler::new().configure(config).build_from_hir(pattern);
    built.map_err(|error| deepest(&error))
}

/// Where a walk begins: anchored, with what the pattern may look behind at.
fn begin(behind: Option<u8>) -> start::Config {
    start::Config::new().anchored(Anchored::Yes).look_behind(behind)
}

#[inline]
fn first<D: regex_automata::dfa::Automaton>(dfa: &D, behind: Option<u8>) -> Result<StateID, StartError> {
    dfa.start_state(&begin(behind))
}

#[inline]
fn walk<D: regex_automata::dfa::Automaton>(
    dfa: &D,
    text: &[u8],
    from: usize,
    to: usize,
    mut found: impl FnMut(usize),
) {
    let Ok(mut state) = first(dfa, from.checked_sub(1).map(|before| text[before])) else { return };
    for (offset, &byte) in text[from..to].iter().enumerate() {
        state = dfa.next_state(state, byte);
        if dfa.is_special_state(state) {
            if dfa.is_match_state(state) {
                found(from + offset);
            } else if dfa.is_dead_state(state) || dfa.is_quit_state(state) {
                return;
            }
        }
    }
    let last = match text.get(to) {
        Some(&byte) => dfa.next_state(state, byte),
        None => dfa.next_eoi_state(state),
    };
    if dfa.is_match_state(last) {
        found(to);
    }
}

#[inline]
fn walk_back<D: regex_automata::dfa::Automaton>(
    dfa: &D,
    text: &[u8],
    from: usize,
    to: usize,
    mut found: impl FnMut(usize),
) {
    let Ok(mut state) = first(dfa, text.get(to).copied()) else { return };
    for at in (from..to).rev() {
        state = dfa.next_state(state, text[at]);
        if dfa.is_special_state(state) {
            if dfa.is_match_state(state) {
                found(at + 1);
            } else if dfa.is_dead_state(state) || dfa.is_quit_state(state) {
                return;
            }
        }
    }
    let last = match from.checked_sub(1) {
        Some(before) => dfa.next_state(state, text[before]),
        None => dfa.next_eoi_state(state),
    };
    if dfa.is_match_state(last) {
        found(from);
    }
}

#[cfg(test)]
mod tests;
