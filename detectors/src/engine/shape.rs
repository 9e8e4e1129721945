//! A coarse look at the first characters of a token: can any pattern begin so?
//!
//! Characters fall into eight kinds; of the strings of six kinds, a bitmap keeps those with which a match of some
//! pattern can begin. It is computed from the patterns themselves, so it never refuses what would match; it spares
//! the automaton most of the numbers that text and code are full of.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::automaton::{deepest, dialect};

/// How many characters are looked at.
const DEPTH: u32 = 6;
/// Bits of one kind.
const BITS: u32 = 3;

/// Kinds: digit, letter, space, `-`, `.`, `:`, `/` or `(`, anything else.
const KINDS: [u8; 256] = {
    let mut kinds = [7; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = kind(byte);
        byte += 1;
    }
    kinds
};

#[expect(clippy::cast_possible_truncation, reason = "an index below 256")]
const fn kind(byte: usize) -> u8 {
    match byte as u8 {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' | b'a'..=b'z' => 1,
        b' ' => 2,
        b'-' => 3,
        b'.' => 4,
        b':' => 5,
        b'/' => 6,
        _ => 7,
    }
}

/// The strings of kinds with which a match can begin.
#[derive(Debug)]
pub(super) struct Shapes(Box<[u64]>);

impl Shapes {
    /// # Errors
    /// A pattern that does not parse.
    pub(super) fn new(patterns: &[&str]) -> Result<Self, String> {
        let mut shapes = Self::none();
        if patterns.is_empty() {
            return Ok(shapes);
        }
        let coarse = patterns.iter().map(|pattern| coarsen(pattern)).collect::<Result<Vec<_>, _>>()?;
        let dfa = DFA::builder()
            .configure(
                DFA::config()
                    .match_kind(MatchKind::All)
                    .cache_capacity(8 << 20)
                    .skip_cache_capacity_check(true),
            )
            .build_many(&coarse)
            .map_err(|error| deepest(&error))?;
        let mut cache = dfa.create_cache();
        let start = dfa.start_state_forward(&mut cache, &Input::new("").anchored(Anchored::Yes));
        if let Ok(start) = start {
            shapes.fill(&dfa, &mut cache, start, 0, 0);
        }
        if cache.clear_count() > 0 {
            // States were forgotten on the way, so what was filled is not to be trusted: refuse nothing.
            shapes.0.fill(u64::MAX);
        }
        Ok(shapes)
    }

    /// No match can begin anywhere.
    pub(super) fn none() -> Self {
        Self(vec![0; 1 << (DEPTH * BITS - 6)].into_boxed_slice())
    }

    /// Whether a match can begin at `at`.
    #[inline]
    pub(super) fn may_begin(&self, bytes: &[u8], at: usize) -> bool {
        let shape = match bytes.get(at..at + DEPTH as usize) {
            Some(first) => {
                first.iter().fold(0, |shape, &byte| shape << BITS | u32::from(KINDS[usize::from(byte)]))
            }
            None => (at..at + DEPTH as usize).fold(0, |shape, at| {
                shape << BITS | u32::from(bytes.get(at).map_or(7, |&byte| KINDS[usize::from(byte)]))
            }),
        };
        self.0[(shape / 64) as usize] >> (shape % 64) & 1 == 1
    }

    fn fill(&mut self, dfa: &DFA, cache: &mut Cache, state: LazyStateID, depth: u32, prefix: u32) {
        let matched = dfa.next_eoi_state(cache, state).is_ok_and(|end| end.is_match());
        if matched || depth == DEPTH {
            let width = 1 << (BITS * (DEPTH - depth));
            for shape in prefix * width..(prefix + 1) * width {
                self.0[(shape / 64) as usize] |= 1 << (shape % 64);
            }
            return;
        }
        for kind in 0..1 << BITS {
            let next = dfa.next_state(cache, state, symbol(kind));
            if let Ok(next) = next
                && !next.is_dead()
            {
                self.fill(dfa, cache, next, depth + 1, prefix << BITS | u32::from(kind));
            }
        }
    }
}

fn symbol(kind: u8) -> u8 {
    b'a' + kind
}

/// The pattern over kinds instead of characters.
fn coarsen(pattern: &str) -> Result<String, String> {
    let mut parser = regex_syntax::ParserBuilder::new();
    let config = dialect();
    let parser =
        parser.unicode(config.get_unicode()).utf8(config.get_utf8()).nest_limit(config.get_nest_limit());
    let hir = parser.build().parse(pattern).map_err(|error| deepest(&error))?;
    let mut coarse = String::new();
    write(&hir, &mut coarse);
    Ok(coarse)
}

fn write(hir: &Hir, out: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => out.push_str("(?:)"),
        HirKind::Literal(literal) => {
            out.extend(literal.0.iter().map(|&byte| char::from(symbol(KINDS[usize::from(byte)]))));
        }
        HirKind::Class(class) => write_class(class, out),
        HirKind::Repetition(repeat) => {
            group(&[&repeat.sub], "", out);
            let max = repeat.max.map_or(String::new(), |max| max.to_string());
            out.push_str(&format!("{{{},{max}}}", repeat.min));
        }
        HirKind::Capture(capture) => group(&[&capture.sub], "", out),
        HirKind::Concat(parts) => group(&parts.iter().collect::<Vec<_>>(), "", out),
        HirKind::Alternation(parts) => group(&parts.iter().collect::<Vec<_>>(), "|", out),
    }
}

fn group(parts: &[&Hir], between: &str, out: &mut String) {
    out.push_str("(?:");
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        write(part, out);
    }
    out.push(')');
}

fn write_class(class: &Class, out: &mut String) {
    let bytes: Vec<(u8, u8)> = match class {
        Class::Bytes(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Unicode(class) => {
            let ascii = |c: char| u8::try_from(c).unwrap_or(u8::MAX).min(0x80);
            class.iter().map(|range| (ascii(range.start()), ascii(range.end()))).collect()
        }
    };
    let holds =
        |kind: u8| bytes.iter().any(|&(from, to)| (from..=to).any(|byte| KINDS[usize::from(byte)] == kind));
    out.push('[');
    out.extend((0..1 << BITS).filter(|&kind| holds(kind)).map(|kind| char::from(symbol(kind))));
    out.push(']');
    if matches!(class, Class::Unicode(_)) {
        // A character beyond ASCII has up to four bytes, all of the last kind.
        out.push_str("h{0,3}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_follow_from_the_patterns() {
        let shapes =
            Shapes::new(&["[0-9]{3}-[0-9]{2}", "(?i:ab)[0-9]+ ?x", "(?:é|1)=2"]).expect("valid patterns");
        for begin in ["123-45", "ab1 x ", "AB12345", "xx1x", "1=2", "1=2 ab"] {
            assert!(shapes.may_begin(begin.as_bytes(), 0), "{begin}");
        }
        for other in ["12-345", "123 45", "1234", "a1", "", "ab."] {
            assert!(!shapes.may_begin(other.as_bytes(), 0), "{other}");
        }
    }

    #[test]
    fn a_short_match_allows_anything_after_it() {
        let shapes = Shapes::new(&["[0-9]{2}"]).expect("a valid pattern");
        assert!(shapes.may_begin(b"12", 0) && shapes.may_begin(b"12/./.", 0) && !shapes.may_begin(b"1", 0));
    }
}
