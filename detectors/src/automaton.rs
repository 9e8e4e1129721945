//! Many patterns, one walk: from a given place, which patterns match, and where does each match end?
//!
//! A lazily built DFA in ASCII mode that reports *every* end of every pattern, so that a boundary or check that
//! refuses the longest match leaves the shorter ones. It only ever walks anchored and never farther than it is
//! told to; searching for places to start is [`crate::engine`]'s work. Linear in the bytes walked.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::pool::Pool;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};

/// The innermost cause, which is the one that says what is wrong with the pattern.
pub(crate) fn deepest(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), deepest)
}

/// Compiled patterns, walked forward, or backward when built with [`Automaton::backward`].
pub(crate) struct Automaton {
    dfa: DFA,
    caches: Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync>>,
}

/// The lazily filled transition table of one thread; borrow one per scan.
pub(crate) type Scratch<'a> =
    regex_automata::util::pool::PoolGuard<'a, Cache, Box<dyn Fn() -> Cache + Send + Sync>>;

/// The dialect of every pattern: bytes, ASCII classes, Unicode only inside `(?u:…)`.
pub(crate) fn dialect() -> syntax::Config {
    syntax::Config::new().unicode(false).utf8(false).nest_limit(60)
}

/// Bounds what one pattern set may cost to compile, in bytes.
const NFA_LIMIT: usize = 64 << 20;
/// Bounds what one thread's transition table may hold, in bytes.
const CACHE_LIMIT: usize = 16 << 20;

impl Automaton {
    /// Compiles patterns that are walked from their first byte on.
    ///
    /// # Errors
    /// A pattern that does not parse, is too large, or needs Unicode word boundaries; the text says which.
    pub(crate) fn forward<P: AsRef<str>>(patterns: &[P]) -> Result<Self, String> {
        Self::build(patterns, false)
    }

    /// Compiles patterns that are walked from their last byte backward.
    ///
    /// # Errors
    /// As [`Automaton::forward`].
    pub(crate) fn backward<P: AsRef<str>>(patterns: &[P]) -> Result<Self, String> {
        Self::build(patterns, true)
    }

    fn build<P: AsRef<str>>(patterns: &[P], reverse: bool) -> Result<Self, String> {
        let nfa = thompson::Config::new()
            .utf8(false)
            .reverse(reverse)
            .shrink(false)
            .nfa_size_limit(Some(NFA_LIMIT))
            .which_captures(thompson::WhichCaptures::None);
        let config = DFA::config()
            .match_kind(MatchKind::All)
            .cache_capacity(CACHE_LIMIT)
            .skip_cache_capacity_check(true);
        let dfa = DFA::builder()
            .configure(config)
            .syntax(dialect())
            .thompson(nfa)
            .build_many(patterns)
            .map_err(|error| deepest(&error))?;
        let source = dfa.clone();
        let make: Box<dyn Fn() -> Cache + Send + Sync> = Box::new(move || source.create_cache());
        Ok(Self { dfa, caches: Pool::new(make) })
    }

    /// A transition table for this thread.
    pub(crate) fn scratch(&self) -> Scratch<'_> {
        self.caches.get()
    }

    /// Walks forward over `text[from..to]`, calling `found(pattern, end)` for each end of each match, shortest first.
    pub(crate) fn walk(
        &self,
        scratch: &mut Cache,
        text: &[u8],
        from: usize,
        to: usize,
        mut found: impl FnMut(usize, usize),
    ) {
        let input = Input::new(text).range(from..to).anchored(Anchored::Yes);
        let Ok(mut state) = self.dfa.start_state_forward(scratch, &input) else { return };
        for (offset, &byte) in text[from..to].iter().enumerate() {
            let Ok(next) = self.dfa.next_state(scratch, state, byte) else { return };
            state = next;
            if state.is_tagged() {
                if !state.is_match() {
                    return;
                }
                self.patterns(scratch, state).for_each(|pattern| found(pattern, from + offset));
            }
        }
        let last = match text.get(to) {
            Some(&byte) => self.dfa.next_state(scratch, state, byte),
            None => self.dfa.next_eoi_state(scratch, state),
        };
        let Ok(state) = last else { return };
        if state.is_match() {
            self.patterns(scratch, state).for_each(|pattern| found(pattern, to));
        }
    }

    /// The patterns that match in a matching state.
    fn patterns<'c>(&'c self, cache: &'c Cache, state: LazyStateID) -> impl Iterator<Item = usize> + 'c {
        let count = self.dfa.match_len(cache, state);
        (0..count).map(move |index| self.dfa.match_pattern(cache, state, index).as_usize())
    }

    /// Walks backward from `to` down to `from`, calling `found(pattern, start)` for each start, nearest first.
    pub(crate) fn walk_back(
        &self,
        scratch: &mut Cache,
        text: &[u8],
        from: usize,
        to: usize,
        mut found: impl FnMut(usize, usize),
    ) {
        let input = Input::new(text).range(from..to).anchored(Anchored::Yes);
        let Ok(mut state) = self.dfa.start_state_reverse(scratch, &input) else { return };
        for at in (from..to).rev() {
            let Ok(next) = self.dfa.next_state(scratch, state, text[at]) else { return };
            state = next;
            if state.is_tagged() {
                if !state.is_match() {
                    return;
                }
                self.patterns(scratch, state).for_each(|pattern| found(pattern, at + 1));
            }
        }
        let last = match from.checked_sub(1) {
            Some(before) => self.dfa.next_state(scratch, state, text[before]),
            None => self.dfa.next_eoi_state(scratch, state),
        };
        let Ok(state) = last else { return };
        if state.is_match() {
            self.patterns(scratch, state).for_each(|pattern| found(pattern, from));
        }
    }

    /// The bytes with which a match of any pattern can begin.
    pub(crate) fn first_bytes(&self) -> [bool; 256] {
        self.alive_after(b"")
    }

    /// The bytes that may follow `begin` in a match of any pattern; all when `begin` is a whole match.
    pub(crate) fn alive_after(&self, begin: &[u8]) -> [bool; 256] {
        let mut scratch = self.scratch();
        std::array::from_fn(|byte| {
            let mut text = begin.to_vec();
            text.push(u8::try_from(byte).expect("an index below 256"));
            // A line or text anchor may hold only after certain bytes, so every kind of neighbour is asked.
            [&b"\n"[..], b"a", b" ", b""].iter().any(|before| self.can_begin(&mut scratch, before, &text))
        })
    }

    fn can_begin(&self, scratch: &mut Cache, before: &[u8], begin: &[u8]) -> bool {
        let text = [before, begin].concat();
        let input = Input::new(&text).range(before.len()..).anchored(Anchored::Yes);
        let Ok(mut state) = self.dfa.start_state_forward(scratch, &input) else { return true };
        for &byte in begin {
            let Ok(next) = self.dfa.next_state(scratch, state, byte) else { return true };
            if next.is_match() {
                return true;
            }
            state = next;
        }
        !state.is_dead()
    }

    /// Whether a match of any pattern can begin with these letters, each in either case.
    pub(crate) fn can_begin_folded(&self, letters: &[u8]) -> bool {
        let mut scratch = self.scratch();
        let cases = 0..1_u32 << letters.len();
        let spelled = |case: u32| -> Vec<u8> {
            let upper = |(place, letter): (usize, &u8)| {
                if case >> place & 1 == 1 { letter.to_ascii_uppercase() } else { *letter }
            };
            letters.iter().enumerate().map(upper).collect()
        };
        cases.into_iter().any(|case| {
            self.can_begin(&mut scratch, b" ", &spelled(case))
                || self.can_begin(&mut scratch, b"", &spelled(case))
        })
    }

    /// The bytes before which a match of any pattern, built backward, can end; none when it can be empty.
    pub(crate) fn last_bytes(&self) -> Option<[bool; 256]> {
        let mut scratch = self.scratch();
        let begin = |scratch: &mut Cache, text: &[u8]| {
            self.dfa.start_state_reverse(scratch, &Input::new(text).anchored(Anchored::Yes)).ok()
        };
        let start = begin(&mut scratch, b"")?;
        if self.dfa.next_eoi_state(&mut scratch, start).ok()?.is_match() {
            return None;
        }
        Some(std::array::from_fn(|byte| {
            let byte = u8::try_from(byte).expect("an index below 256");
            let state = begin(&mut scratch, &[byte])
                .and_then(|state| self.dfa.next_state(&mut scratch, state, byte).ok());
            state.is_none_or(|state| !state.is_dead())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(patterns: &[&str], text: &str, from: usize) -> Vec<(usize, usize)> {
        let automaton = Automaton::forward(patterns).expect("valid patterns");
        let mut found = Vec::new();
        automaton
            .walk(&mut automaton.scratch(), text.as_bytes(), from, text.len(), |p, e| found.push((p, e)));
        found
    }

    #[test]
    fn every_end_of_every_pattern_is_reported() {
        assert_eq!(ends(&["[0-9]{2,3}", "[0-9]+x"], "a1234x", 1), [(0, 3), (0, 4), (1, 6)]);
        assert_eq!(ends(&["ab"], "xab", 0), []);
    }

    #[test]
    fn walking_back_reports_starts() {
        let automaton = Automaton::backward(&["[a-z.]{1,5}"]).expect("a valid pattern");
        let mut found = Vec::new();
        automaton.walk_back(&mut automaton.scratch(), b"1 a.b@", 0, 5, |_, start| found.push(start));
        assert_eq!(found, [4, 3, 2]);
    }

    #[test]
    fn first_bytes_see_anchors_and_classes() {
        let automaton = Automaton::forward(&["(?m:^)[+(]", "[0-9]"]).expect("valid patterns");
        let first = automaton.first_bytes();
        assert!(first[b'+' as usize] && first[b'7' as usize] && !first[b'a' as usize]);
    }

    #[test]
    fn last_bytes_of_leads() {
        let last =
            Automaton::backward(&["[a-z]+[.]"]).expect("a valid pattern").last_bytes().expect("never empty");
        assert!(last[b'.' as usize] && !last[b'a' as usize]);
        assert!(Automaton::backward(&["[a-z]*"]).expect("a valid pattern").last_bytes().is_none());
    }

    #[test]
    fn unicode_word_boundaries_are_refused() {
        assert!(Automaton::forward(&[r"(?u:\b)x"]).is_err());
    }
}
