//! Keywords held against their pattern: does every match begin with one, and what may stand right behind it?
//!
//! What may stand behind is read as in [`super::behind`], but forward, byte by byte: necessary for a match, not sufficient.
//! Never asks what stands before a keyword.

use std::collections::{HashMap, HashSet};

use super::Bytes;
use crate::automaton::{Automaton, Explorer, State, beginnings};

/// How many bytes are looked at.
pub(crate) const DEPTH: usize = 4;

/// Which bytes may stand first to fourth behind a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct After(pub(crate) [Bytes; DEPTH]);

impl After {
    /// Anything may follow.
    pub(crate) const ALL: Self = Self([Bytes::ALL; DEPTH]);

    /// Behind `keyword`, in any case, where a match begins with it; `closed` when no letter or digit of ASCII may follow a
    /// match.
    pub(crate) fn of(forward: &Automaton, keyword: &str, closed: bool) -> Self {
        forward.explore(|explorer| Walk { explorer, closed, known: HashMap::new() }.after(keyword))
    }

    /// Whether no match begins with the keyword.
    pub(crate) fn is_never(&self) -> bool {
        self.0[0] == Bytes::NONE
    }
}

/// How a match can begin that begins with none of the keywords, which are in lower case; none when every match does.
pub(crate) fn uncovered(forward: &Automaton, keywords: &[String]) -> Option<String> {
    if keywords.is_empty() {
        return None;
    }
    forward.explore(|explorer| {
        let first = beginnings(explorer);
        let mut walk = Walk { explorer, closed: false, known: HashMap::new() };
        let mut seen = HashSet::new();
        let begin = |state| walk.uncovered(state, Vec::new(), keywords, &mut seen);
        first.into_iter().find_map(begin).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    })
}

struct Walk<'a> {
    explorer: &'a mut dyn Explorer,
    closed: bool,
    /// Of a state, the states that each byte leads to, as far as a match may still come.
    known: HashMap<State, Vec<(u8, State)>>,
}

impl Walk<'_> {
    fn after(mut self, keyword: &str) -> After {
        let mut states: HashSet<State> = beginnings(self.explorer).into_iter().collect();
        for byte in keyword.bytes() {
            let cases = [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
            let both = states.iter().flat_map(|&state| cases.map(|case| (state, case)));
            states = both.filter_map(|(state, case)| self.explorer.next(state, case)).collect();
        }
        let mut after = After([Bytes::NONE; DEPTH]);
        for depth in 0..DEPTH {
            let may_end = states.iter().any(|&state| self.explorer.may_end(state));
            let next: Vec<(u8, State)> = states.iter().flat_map(|&state| self.goes_on(state)).collect();
            let mut bytes = Bytes::of(|byte| may_end && !(self.closed && byte.is_ascii_alphanumeric()));
            next.iter().for_each(|&(byte, _)| bytes.add(byte));
            after.0[depth] = bytes;
            if may_end {
                after.0[depth + 1..].fill(Bytes::ALL);
                break;
            }
            states = next.into_iter().map(|(_, state)| state).collect();
        }
        after
    }

    /// Of a match that has begun with `so_far`, which some keyword begins with. A letter in both cases leads to one place
    /// twice; what was `seen` is not gone through again, or the ways would double with every letter.
    fn uncovered(
        &mut self,
        state: State,
        so_far: Vec<u8>,
        keywords: &[String],
        seen: &mut HashSet<(State, Vec<u8>)>,
    ) -> Option<Vec<u8>> {
        if !seen.insert((state, so_far.clone())) {
            return None;
        }
        if self.explorer.may_end(state) {
            return Some(so_far);
        }
        for (byte, next) in self.goes_on(state) {
            let begun: Vec<u8> = so_far.iter().copied().chain([byte.to_ascii_lowercase()]).collect();
            if keywords.iter().any(|keyword| keyword.as_bytes() == begun) {
                continue;
            }
            if !keywords.iter().any(|keyword| keyword.as_bytes().starts_with(&begun)) {
                return Some(begun);
            }
            if let Some(found) = self.uncovered(next, begun, keywords, seen) {
                return Some(found);
            }
        }
        None
    }

    /// The bytes with which a match goes on, which is more than that it was whole before them.
    fn goes_on(&mut self, state: State) -> Vec<(u8, State)> {
        if let Some(known) = self.known.get(&state) {
            return known.clone();
        }
        let all: Vec<(u8, State)> =
            (0..=255).filter_map(|byte| Some((byte, self.explorer.next(state, byte)?))).collect();
        let states: HashSet<State> = all.iter().map(|&(_, next)| next).collect();
        let alive: HashSet<State> = states.into_iter().filter(|&next| self.is_alive(next)).collect();
        let next: Vec<(u8, State)> = all.into_iter().filter(|(_, next)| alive.contains(next)).collect();
        self.known.insert(state, next.clone());
        next
    }

    fn is_alive(&mut self, state: State) -> bool {
        self.explorer.may_end(state) || (0..=255).any(|byte| self.explorer.next(state, byte).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::uncovered as uncovered_by;
    use super::*;
    use crate::automaton::Way;

    fn after(pattern: &str, keyword: &str, closed: bool) -> [String; 3] {
        let forward = Automaton::new(pattern, Way::Forward).expect("a valid pattern");
        let After(after) = After::of(&forward, keyword, closed);
        let shown = |bytes: &Bytes| (b' '..=b'z').filter(|&byte| bytes.holds(byte)).map(char::from).collect();
        [0, 1, 2].map(|depth| shown(&after[depth]))
    }

    #[test]
    fn keywords_go_on_only_where_the_pattern_does() {
        assert_eq!(after("(?i:tel)[.:] ?[0-9]x", "tel", true), [".:", " 0123456789", "0123456789x"]);
        assert_eq!(after("Pr(?:é|1)nom", "pr", true)[..2], ["1", "n"]);
    }

    #[test]
    fn what_follows_a_whole_match_is_the_boundarys_to_say() {
        let [open, ..] = after("tel(?:ex)?", "tel", false);
        let [closed, second, _] = after("tel(?:ex)?", "tel", true);
        assert!(open.contains('a') && open.contains('1') && open.contains('-'));
        assert!(closed.contains('e') && closed.contains('-') && !closed.contains(['a', 'E', '1']));
        assert!(second.contains('x') && second.contains('a'));
    }

    #[test]
    fn a_keyword_of_other_patterns_is_never_there() {
        let forward = Automaton::new("tel[.]", Way::Forward).expect("a valid pattern");
        assert!(After::of(&forward, "fax", true).is_never() && !After::of(&forward, "te", true).is_never());
    }

    #[test]
    fn a_match_that_begins_with_no_keyword_is_told() {
        let uncovered = |pattern: &str, keywords: &[&str]| {
            let forward = Automaton::new(pattern, Way::Forward).expect("a valid pattern");
            uncovered_by(&forward, &keywords.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(uncovered("(?i:passport|pass) [0-9]", &["passport"]).as_deref(), Some("pass "));
        assert_eq!(uncovered("(?i:passport|pass) [0-9]", &["pass"]), None);
        assert_eq!(uncovered("(?:tel|te)", &["tel", "fax"]).as_deref(), Some("te"));
        assert_eq!(uncovered("[a-z]+", &[]), None);
        let long = "confirmation of the international insurance number";
        assert_eq!(uncovered(&format!("(?i:{long}) [0-9]"), &[long]), None);
    }
}
