//! Whether a text has a word in its identifiers, too: `waker` beside `inner_waker`, `Elem` beside `&Elem<E>`.
//!
//! Owns: what makes a place in a program an identifier. Never: says whether the text is a program; [`super::Lines`] does.

use std::ops::Range;

use memchr::memmem;

use crate::detection::Span;
use crate::names::near;

/// So many other places are looked at: what a program declares it uses soon.
const PLACES: usize = 16;
/// How many bytes to either side are looked at.
const FARTHEST: usize = 16 << 10;
/// The shortest word that is looked for, in bytes.
const SHORTEST: usize = 3;

/// Where the one word that stands there is one of an identifier, as it is written or in small letters.
pub(in crate::names::tagger) fn place(text: &str, span: Span) -> Option<Range<usize>> {
    let written = &text[span.range()];
    if written.len() < SHORTEST || !written.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let around = near(text, span.range(), FARTHEST);
    let stands = |word: &str| {
        let places = memmem::find_iter(&text.as_bytes()[around.clone()], word).take(PLACES);
        let places = places.map(|at| around.start + at..around.start + at + word.len());
        places.into_iter().find(|place| place.start != span.start && is_identifier(text, place))
    };
    let small = written.to_ascii_lowercase();
    stands(written).or_else(|| (small != written).then(|| stands(&small)).flatten())
}

/// Whether a word is a part of a name that programs make, is called, indexed or given a type, or stands within a scope.
fn is_identifier(text: &str, &Range { start, end }: &Range<usize>) -> bool {
    let (before, after) = (&text.as_bytes()[..start], &text.as_bytes()[end..]);
    let first_is_capital = text.as_bytes()[start].is_ascii_uppercase();
    let joined_before = match before {
        [.., b'_'] | [.., b':', b':'] | [.., b'-', b'>'] => true,
        [.., far, b'.'] => far.is_ascii_alphanumeric() || *far == b')',
        [.., near] => first_is_capital && near.is_ascii_lowercase(),
        [] => false,
    };
    let joined_after = match after {
        [b'_' | b'(' | b'<' | b'[', ..] | [b':', b':', ..] | [b'-', b'>', ..] => true,
        [b'.', next, ..] => next.is_ascii_lowercase(),
        [next, ..] => next.is_ascii_uppercase() && text.as_bytes()[end - 1].is_ascii_lowercase(),
        [] => false,
    };
    joined_before || joined_after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str, word: &str) -> bool {
        let start = text.find(word).expect("a place");
        place(text, Span { start, end: start + word.len() }).is_some()
    }

    #[test]
    fn words_of_identifiers_are_known_again() {
        for (text, word) in [
            ("notified by waker. let inner_waker = 1;", "waker"),
            ("Waker is. let inner_waker = 1;", "Waker"),
            ("an Elem of it: &Elem<E>", "Elem"),
            ("the TAP stream, TAP::Parser", "TAP"),
            ("a Collator is a RuleBasedCollator", "Collator"),
            ("an arena, self.arena", "arena"),
            ("a Mock. x: MockFn", "Mock"),
        ] {
            assert!(is(text, word), "{text}");
        }
        for (text, word) in [
            ("Roe says so. Roe. Roe (her)", "Roe"),
            ("Roe is no Roehampton", "Roe"),
            ("asked by Roe", "Roe"),
            ("Roe_x", "Roe"),
            ("Jane Roe, jane_roe", "Jane Roe"),
        ] {
            assert!(!is(text, word), "{text}");
        }
    }
}
