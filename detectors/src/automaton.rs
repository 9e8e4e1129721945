//! One pattern, one walk: from a given place, where does each of its matches end?
//!
//! A DFA in ASCII mode that reports *every* end, so that a boundary or check that refuses the longest match leaves the
//! shorter ones. It only ever walks anchored and never farther than it is told to, so a walk is linear in the bytes
//! walked; where to start is [`crate::engine`]'s work. The build script compiles the patterns of the crate's own rules
//! with this very code and stores them; what is too large for a table is built on the way, per thread ([`lazy`]).

use regex_automata::dfa::{StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

mod explore;
mod lazy;
mod pack;
mod relaxed;
mod table;
mod trail;

pub(crate) use explore::{Explorer, State, beginnings};
pub(crate) use lazy::Lazy;
pub(crate) use relaxed::{parsed, relaxed};
pub(crate) use table::Table;
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
/// The largest table that the library may make, in bytes, and how much memory making it may take for each of them. Packed it is about
/// a sixth.
const MADE_LIMIT: usize = 2 << 20;
const MAKING: usize = 8;
/// The largest table as it is kept, in bytes; beyond that a pattern is built on the way. A pattern without a longest match may
/// have more, since only walks over a table leave trails.
const TABLE_LIMIT: usize = 256 << 10;
const ENDLESS_LIMIT: usize = 1 << 20;

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

/// The ways to hold states; the build script stores tables.
pub(crate) enum Machine {
    Table(Table),
    Lazy(Box<Lazy>),
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
            .dfa_size_limit(Some(MADE_LIMIT))
            .determinize_size_limit(Some(MADE_LIMIT * MAKING));
        let table = match dense::Builder::new().configure(config).build_from_nfa(&nfa(&hir, way)?) {
            Ok(dfa) => pack::pack(&dfa).filter(|table| table.0.len() <= limit),
            Err(error) if error.is_size_limit_exceeded() => None,
            Err(error) => return Err(deepest(&error)),
        };
        let machine = match table {
            Some(table) => Machine::Table(table),
            None => Machine::Lazy(Box::new(Lazy::proved(pattern, way)?)),
        };
        Ok(Self { way, machine })
    }

    /// An automaton whose table is part of the program.
    pub(crate) fn from_table(bytes: &'static [u8], way: Way) -> Self {
        Self { way, machine: Machine::Table(Table::stored(bytes)) }
    }

    /// An automaton of a pattern that is known to be good and too large for a table.
    pub(crate) fn from_pattern(pattern: &str, way: Way) -> Self {
        Self { way, machine: Machine::Lazy(Box::new(Lazy::new(pattern, way))) }
    }

    /// Walks forward over `text[from..to]`, calling `found(end)` for each end of a match, nearest first.
    #[inline]
    pub(crate) fn walk(&self, text: &[u8], from: usize, to: usize, found: impl FnMut(usize)) {
        debug_assert_eq!(self.way, Way::Forward, "walked the way it was built");
        match &self.machine {
            Machine::Table(table) => table.view().walk(text, from, to, found),
            Machine::Lazy(lazy) => lazy.walk(text, from, to, found),
        }
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
        match &self.machine {
            Machine::Table(table) => trail::walk(table.view(), trail, text, (from, to), found),
            Machine::Lazy(lazy) => lazy.walk(text, from, to, |end| {
                found(end);
            }),
        }
    }

    /// Walks backward from `to` down to `from`, calling `found(start)` for each start of a match, nearest first.
    #[inline]
    pub(crate) fn walk_back(&self, text: &[u8], from: usize, to: usize, found: impl FnMut(usize)) {
        debug_assert_eq!(self.way, Way::Backward, "walked the way it was built");
        match &self.machine {
            Machine::Table(table) => table.view().walk_back(text, from, to, found),
            Machine::Lazy(lazy) => lazy.walk_back(text, from, to, found),
        }
    }

    /// Asks `question` of the automaton as a graph.
    pub(crate) fn explore<T>(&self, question: impl FnOnce(&mut dyn Explorer) -> T) -> T {
        match &self.machine {
            Machine::Table(table) => question(&mut table.view()),
            Machine::Lazy(lazy) => lazy.explore(question),
        }
    }

    /// As [`Automaton::explore`], with room for far more states than walks need; made for this one question.
    pub(crate) fn explore_whole<T>(&self, question: impl FnOnce(&mut dyn Explorer) -> T) -> T {
        match &self.machine {
            Machine::Table(table) => question(&mut table.view()),
            Machine::Lazy(lazy) => lazy.explore_whole(question),
        }
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

#[cfg(test)]
mod tests;
