//! Walks of both kinds of machine: every end, every start, and the same from a stored table.

use proptest::prelude::*;
use regex_automata::dfa::Automaton as _;

use super::*;

/// A pattern too large for a table, which ends like `[0-9]{2,3}`.
const LARGE: &str = "[0-9]{2,3}|(?:[a-z]{1,190}[0-9 ]{1,190}){1,100}!";

fn ends(pattern: &str, text: &str, from: usize) -> Vec<usize> {
    let automaton = Automaton::new(pattern, Way::Forward).expect("a valid pattern");
    let mut found = Vec::new();
    automaton.walk(text.as_bytes(), from, text.len(), |end| found.push(end));
    found
}

#[test]
fn every_end_is_reported() {
    assert_eq!(ends("[0-9]{2,3}", "a1234x", 1), [3, 4]);
    assert_eq!(ends("ab", "xab", 0), [0; 0]);
    assert_eq!(ends(LARGE, "a1234x", 1), [3, 4]);
}

#[test]
fn walking_back_reports_starts() {
    for pattern in ["[a-z.]{1,5}", "[a-z.]{1,5}|!(?:[A-Z]{1,190}[0-9 ]{1,190}){1,100}"] {
        let automaton = Automaton::new(pattern, Way::Backward).expect("a valid pattern");
        let mut found = Vec::new();
        automaton.walk_back(b"1 a.b@", 0, 5, |start| found.push(start));
        assert_eq!(found, [4, 3, 2]);
    }
}

#[test]
fn large_patterns_are_built_on_the_way() {
    assert!(!Automaton::new(LARGE, Way::Forward).expect("a valid pattern").is_table());
    assert!(Automaton::new("[0-9]{2}", Way::Forward).expect("a valid pattern").is_table());
}

#[test]
fn unicode_word_boundaries_are_refused() {
    assert!(Automaton::new(r"(?u:\b)x", Way::Forward).is_err());
}

#[test]
fn walks_on_a_trail_end_where_walks_alone_do() {
    for pattern in ["ab[a-z-]{3,}[.][a-z-]+", "ab(?:[a-z]+-){1,9}", "ab[a-z-]{8,30}"] {
        let automaton = Automaton::new(pattern, Way::Forward).expect("a valid pattern");
        let text = format!("{}.{}", "ab-xy-abz-".repeat(9), "ab-ab-abcdef-".repeat(7));
        let mut trail = Trail::default();
        for from in text.match_indices("ab").map(|(at, _)| at) {
            let to = text.len().min(from + 90);
            let (mut alone, mut on_trail) = (Vec::new(), Vec::new());
            automaton.walk(text.as_bytes(), from, to, |end| alone.push(end));
            automaton.walk_on(&mut trail, text.as_bytes(), (from, to), |end| {
                on_trail.push(end);
                true
            });
            let last = |ends: &[usize]| ends[ends.len().saturating_sub(trail::ENDS)..].to_vec();
            assert_eq!(last(&on_trail), last(&alone), "{pattern} from {from}");
        }
    }
}

/// What the library's own automaton finds, which tables are made of.
fn ends_by_library(pattern: &str, text: &[u8], (from, to): (usize, usize)) -> Vec<usize> {
    let config = dense::Config::new().match_kind(MatchKind::All).start_kind(StartKind::Anchored);
    let nfa = nfa(&relaxed(pattern).expect("a valid pattern"), Way::Forward).expect("a small pattern");
    let dfa = dense::Builder::new().configure(config).build_from_nfa(&nfa).expect("a small pattern");
    let mut state =
        dfa.start_state(&begin(from.checked_sub(1).map(|before| text[before]))).expect("no quit bytes");
    let mut ends = Vec::new();
    for (at, &byte) in (from..to).zip(&text[from..to]) {
        state = dfa.next_state(state, byte);
        ends.extend(dfa.is_match_state(state).then_some(at));
    }
    let last = text.get(to).map_or_else(|| dfa.next_eoi_state(state), |&byte| dfa.next_state(state, byte));
    ends.extend(dfa.is_match_state(last).then_some(to));
    ends
}

proptest! {
    #[test]
    fn tables_walk_as_what_they_are_made_of(
        pattern in prop::sample::select(vec![
            r"(?-u:\b)a+b?(?-u:\b)", r"a{2,5}(?:b|$)", r"(?m:^)[ab_]+(?m:$)", r"(?:ab|ba)*[^a]?", r"(?mR:^)a|b\n?", "[^ab]{1,3}(?:a|b{2})*", "",
        ]),
        text in r"[ab _\r\n.é]{0,12}",
        (from, length) in (0_usize..12, 0_usize..12),
    ) {
        let from = from.min(text.len());
        let to = text.len().min(from + length);
        let automaton = Automaton::new(pattern, Way::Forward).expect("a valid pattern");
        let mut found = Vec::new();
        automaton.walk(text.as_bytes(), from, to, |end| found.push(end));
        prop_assert_eq!(found, ends_by_library(pattern, text.as_bytes(), (from, to)));
    }
}

#[test]
fn states_that_go_on_alike_are_one() {
    let cells = |pattern: &str| match Automaton::new(pattern, Way::Forward).expect("a valid pattern").machine
    {
        Machine::Table(table) => table.0.len(),
        Machine::Lazy(_) => panic!("{pattern} is small"),
    };
    assert_eq!(cells("abx|acx|adx"), cells("a[b-d]x"));
    assert_eq!(cells("(?:a|b)[0-9]*"), cells("[ab][0-9]*"));
    assert!(cells("[0-9]{3,9}") > cells("[0-9]{3,8}"));
}
