//! Whether anything in a text comes near to reading as a pseudonym, wherever the text is cut.
//!
//! Owns: one pass with conditions that every pseudonym fulfils, in whatever spelling, whatever of the text around it falls
//! away, and hardly anything else does: identifiers and tags of program text do not. Never: says no where `Grammar::find`
//! finds one, in the text or in a part of it, or says which.

use super::glyph::{Glyph, glyph};
use super::name::{self, Name};
use super::{Edge, Grammar, edge};

/// How far back a capital is looked for, in bytes. Further on it is taken to be there.
const FAR: usize = 2 * name::LONGEST;

impl Grammar {
    /// Whether the text, or any part of it, may read as a pseudonym; no is certain, yes is not.
    pub fn may_hold(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let comes_near = |at: usize| self.ends_label(bytes, at) || self.opens(bytes, at);
        self.may_stand_in(text) && (self.leads_in(text, 0).any(comes_near) || self.joins_otherwise(bytes))
    }

    /// Underscores join names under every template, but lead only where they separate the number.
    fn joins_otherwise(&self, bytes: &[u8]) -> bool {
        self.template.between() != b'_'
            && memchr::memchr_iter(b'_', bytes).any(|at| self.ends_label(bytes, at))
    }

    /// Whether a bare name's number may begin after the separator at `at`: a digit there, and a capital in what comes before.
    fn ends_label(&self, bytes: &[u8], at: usize) -> bool {
        let between = self.template.between();
        let separates = bytes[at] == b'_' || bytes[at] == between;
        if !separates || !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
            return false;
        }
        let mut label = bytes[..at].iter().rev().take(FAR);
        let ended =
            label.find(|byte| !(byte.is_ascii_digit() || matches!(byte, b'_' | b'\\') || **byte == between));
        ended.map_or(at > FAR, u8::is_ascii_uppercase)
    }

    /// Whether an edge opens at `at`, and a number follows a separator in what comes after it, or, if the edge is whole,
    /// anything.
    fn opens(&self, bytes: &[u8], at: usize) -> bool {
        let prefix = self.template.prefix();
        let Edge::Read { end, count } = edge(bytes, at, prefix, prefix.len()) else { return false };
        let between = self.template.between();
        let (mut name, mut pos) = (Name::default(), end);
        while let Glyph::Char(c, len) = glyph(bytes, pos)
            && (name.is_empty() && c.is_ascii_whitespace() || name.push(c, between))
        {
            pos += len;
        }
        let is_lenient = count > 1 && count == prefix.len();
        let ends = |pair: &[u8]| pair[1].is_ascii_digit() && (is_lenient || pair[0] == b'_');
        name.as_str().as_bytes().windows(2).any(ends)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Any, Found, Members};
    use super::*;
    use crate::pseudonym::Template;

    const TEMPLATES: [&str; 5] =
        ["<<{type}_{n}>>", "[{type}-{n}]", "--{type}_{n}--", "-{type}:{n}!", "[#{type}.{n}#]"];

    proptest! {
        #[test]
        fn whatever_reads_as_a_pseudonym_in_some_part_comes_near(
            words in prop::collection::vec(r"<{0,2}|&lt;|\\|%3C|«|\[#?|-|__|[AB]{1,2}|[a1]|[01]|[_:.-]|\\_|%5F| |é|>|\]|!", 1..14),
            template in 0usize..TEMPLATES.len(), cut in (0usize..60, 0usize..60),
        ) {
            let text: String = words.concat();
            let grammar = Grammar::new(Template::parse(TEMPLATES[template]).expect("a good template"));
            let part = text.get(cut.0.min(text.len())..text.len().saturating_sub(cut.1)).unwrap_or(&text);
            let reads = matches!(grammar.find(part, (0, None), &Any, false, false), Found::Match { .. });
            prop_assert!(!reads || grammar.may_hold(&text), "{} of {}", part, text);
        }

        #[test]
        fn leads_are_found_and_nothing_else_is_one(template in 0usize..TEMPLATES.len()) {
            let grammar = Grammar::new(Template::parse(TEMPLATES[template]).expect("a good template"));
            let bytes: Vec<u8> = (0..=u8::MAX).collect();
            let found: Vec<usize> = Members::new(&bytes, 0, &grammar.lead_sets).collect();
            let mut leads: Vec<usize> = grammar.leads.iter().map(|lead| usize::from(*lead)).collect();
            leads.sort_unstable();
            leads.dedup();
            prop_assert_eq!(found, leads);
        }
    }

    #[test]
    fn program_text_does_not() {
        let grammar = Grammar::new(Template::default());
        for text in [
            "let total = items.iter().map(|item| item.price_1).sum::<u64>();",
            "return {\"status\": 200, \"max_tokens\": 1_000_000}",
            "HashMap<String, Vec<u8>>, a < 1 && b > 2_0, 100% of SIZE_T",
        ] {
            assert!(grammar.may_stand_in(text) && !grammar.may_hold(text), "{text}");
        }
    }
}
