//! Walks of both kinds of machine: every end, every start, and the same from a stored table.

use super::*;

/// A pattern too large for a table, which ends like `[0-9]{2,3}`.
const LARGE: &str = "[0-9]{2,3}|(?:[a-z]{1,60}[0-9 ]{1,60}){1,40}!";

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
    for pattern in ["[a-z.]{1,5}", "[a-z.]{1,5}|!(?:[A-Z]{1,60}[0-9 ]{1,60}){1,40}"] {
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
