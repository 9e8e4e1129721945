//! An automaton too large for a table: compiled when it is first used, its states made on the way, a cache per thread.
//!
//! Same walks as the table's. Never gives up: a cache that is full is cleared.

use std::sync::OnceLock;

use regex_automata::MatchKind;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::util::pool::Pool;

use super::explore::{Explorer, OnTheWay};
use super::{Way, begin, deepest, nfa, relaxed};

/// Bounds what one thread's transition table may hold, in bytes.
const CACHE_LIMIT: usize = 4 << 20;
/// The same of one that all states are asked of.
const WHOLE_LIMIT: usize = 64 << 20;

type Caches = Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync>>;

/// A pattern, and its automaton once somebody asked for it.
pub(crate) struct Lazy {
    pattern: Box<str>,
    way: Way,
    made: OnceLock<(DFA, Caches)>,
}

impl Lazy {
    pub(super) fn new(pattern: &str, way: Way) -> Self {
        Self { pattern: pattern.into(), way, made: OnceLock::new() }
    }

    /// # Errors
    /// When the pattern does not compile.
    pub(super) fn proved(pattern: &str, way: Way) -> Result<Self, String> {
        let lazy = Self::new(pattern, way);
        let made = make(pattern, way)?;
        lazy.made.get_or_init(|| made);
        Ok(lazy)
    }

    fn made(&self) -> &(DFA, Caches) {
        self.made.get_or_init(|| make(&self.pattern, self.way).expect("it compiled before"))
    }

    pub(super) fn walk(&self, text: &[u8], from: usize, to: usize, mut found: impl FnMut(usize)) {
        let (dfa, caches) = self.made();
        let cache = &mut *caches.get();
        let behind = from.checked_sub(1).map(|before| text[before]);
        let Ok(mut state) = dfa.start_state(cache, &begin(behind)) else { return };
        for (offset, &byte) in text[from..to].iter().enumerate() {
            let Ok(next) = dfa.next_state(cache, state, byte) else { return };
            state = next;
            if state.is_tagged() {
                if !state.is_match() {
                    return;
                }
                found(from + offset);
            }
        }
        let last = match text.get(to) {
            Some(&byte) => dfa.next_state(cache, state, byte),
            None => dfa.next_eoi_state(cache, state),
        };
        if last.is_ok_and(|state| state.is_match()) {
            found(to);
        }
    }

    pub(super) fn walk_back(&self, text: &[u8], from: usize, to: usize, mut found: impl FnMut(usize)) {
        let (dfa, caches) = self.made();
        let cache = &mut *caches.get();
        let Ok(mut state) = dfa.start_state(cache, &begin(text.get(to).copied())) else { return };
        for at in (from..to).rev() {
            let Ok(next) = dfa.next_state(cache, state, text[at]) else { return };
            state = next;
            if state.is_tagged() {
                if !state.is_match() {
                    return;
                }
                found(at + 1);
            }
        }
        let last = match from.checked_sub(1) {
            Some(before) => dfa.next_state(cache, state, text[before]),
            None => dfa.next_eoi_state(cache, state),
        };
        if last.is_ok_and(|state| state.is_match()) {
            found(from);
        }
    }

    pub(super) fn explore<T>(&self, question: impl FnOnce(&mut dyn Explorer) -> T) -> T {
        let (dfa, caches) = self.made();
        question(&mut OnTheWay { dfa, cache: &mut caches.get() })
    }

    pub(super) fn explore_whole<T>(&self, question: impl FnOnce(&mut dyn Explorer) -> T) -> T {
        let dfa = automaton(&self.pattern, self.way, WHOLE_LIMIT).expect("it compiled before");
        question(&mut OnTheWay { dfa: &dfa, cache: &mut dfa.create_cache() })
    }
}

fn automaton(pattern: &str, way: Way, limit: usize) -> Result<DFA, String> {
    let config =
        DFA::config().match_kind(MatchKind::All).cache_capacity(limit).skip_cache_capacity_check(true);
    let nfa = nfa(&relaxed(pattern)?, way)?;
    DFA::builder().configure(config).build_from_nfa(nfa).map_err(|error| deepest(&error))
}

fn make(pattern: &str, way: Way) -> Result<(DFA, Caches), String> {
    let dfa = automaton(pattern, way, CACHE_LIMIT)?;
    let source = dfa.clone();
    let create: Box<dyn Fn() -> Cache + Send + Sync> = Box::new(move || source.create_cache());
    Ok((dfa, Pool::new(create)))
}
