//! Which words are ordinary: seen outside names, and hardly ever inside.

use std::collections::HashMap;

use allonym_tagger::words::{self, Shape};

use crate::example::{Example, Label};

#[derive(Default)]
struct Seen {
    lower: u32,
    outside: u32,
    inside: u32,
}

/// Hashes of ordinary words, in order.
pub(crate) fn find(examples: &[Example]) -> Vec<u64> {
    let mut seen: HashMap<u64, Seen> = HashMap::new();
    let mut cut = Vec::new();
    for example in examples {
        words::cut(&example.text, &mut cut);
        for word in cut.iter().filter(|word| word.is_word() && word.length > 1) {
            let (start, end) = (word.start as usize, word.end as usize);
            let inside =
                example.spans.iter().any(|span| span.0 < end && start < span.1 && span.2 != Label::Open);
            let seen = seen.entry(word.hash).or_default();
            seen.inside += u32::from(inside);
            seen.outside += u32::from(!inside);
            seen.lower += u32::from(!inside && word.shape == Shape::Lower);
        }
    }
    let ordinary = |seen: &Seen| {
        (seen.lower >= 2 && seen.lower * 2 > seen.inside)
            || (seen.outside >= 4 && seen.outside > 8 * seen.inside)
    };
    let mut hashes: Vec<u64> =
        seen.iter().filter(|(_, seen)| ordinary(seen)).map(|(hash, _)| *hash).collect();
    hashes.sort_unstable();
    hashes
}
