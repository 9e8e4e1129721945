//! Apostrophes inside words as programs write them in quotes: `O''Brien` in SQL, `O'\''Brien` in a shell, `O\'Brien` in most others.
//!
//! Owns: which of these read as one apostrophe. Never: reads what quotes or is empty (`''`, `'a' 'b'`): a letter stands on either
//! side.

use std::ops::Range;

use memchr::memchr_iter;

/// The ways to write it, the longest first.
const WAYS: [&str; 4] = ["'\\\\''", "'\\''", "\\'", "''"];

/// Where an apostrophe inside a word is written as programs escape it in quotes (`O''Brien`, `O'\''Brien`, `O\'Brien`), in bytes of `text`, in order
/// of place.
pub fn escaped_apostrophes(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut done): (Vec<Range<usize>>, usize) = (Vec::new(), 0);
    for at in memchr_iter(b'\'', text.as_bytes()) {
        // The backslash may come first.
        let start = at - usize::from(at > 0 && text.as_bytes()[at - 1] == b'\\');
        if start < done {
            continue;
        }
        let way = WAYS.iter().map(|way| start..start + way.len()).find(|way| is_way(text, way));
        if let Some(way) = way {
            done = way.end;
            found.push(way);
        }
    }
    found
}

fn is_way(text: &str, place: &Range<usize>) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    text.get(place.clone()).is_some_and(|written| WAYS.contains(&written))
        && is_letter(text[..place.start].chars().next_back())
        && is_letter(text[place.end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::escaped_apostrophes;

    #[test]
    fn an_apostrophe_is_read_however_it_is_escaped() {
        for text in [r"'O''Brien'", r"'O'\''Brien'", r"'O\'Brien'", r"{'n': 'O'\\''Brien'}"] {
            let found = escaped_apostrophes(text);
            let [place] = &found[..] else { panic!("{text}: {found:?}") };
            assert!(text[..place.start].ends_with('O') && text[place.end..].starts_with("Brien"), "{text}");
        }
        for text in ["''", "'a' 'b'", "x = ''", "O'Brien", "'O', 'Brien'", "f(''x)", r"\'O'", "2''x", ""] {
            assert!(escaped_apostrophes(text).is_empty(), "{text}");
        }
    }
}
