//! A pattern cut short: some of what its matches begin with, and then anything.
//!
//! Owns: how a pattern that is too large to be walked through in every way is cut. What a cut pattern asks of a place, the whole one
//! asks too. Never: what is walked over a text; that is always the whole pattern.

use regex_syntax::hir::{Dot, Hir, HirKind, Repetition};

use crate::automaton::parsed;

/// The pattern cut shorter and shorter, down to its first part: three quarters of its parts are kept each time.
pub(crate) fn heads(pattern: &str) -> impl Iterator<Item = String> {
    let parts = match parsed(pattern).map(Hir::into_kind) {
        Ok(HirKind::Concat(parts)) => parts,
        _ => Vec::new(),
    };
    let shorter = |kept: &usize| Some(kept * 3 / 4).filter(|&kept| kept > 0);
    std::iter::successors(shorter(&parts.len()), shorter).map(move |kept| {
        let anything = Repetition { min: 0, max: None, greedy: true, sub: Box::new(Hir::dot(Dot::AnyByte)) };
        let head = parts[..kept].iter().cloned().chain([Hir::repetition(anything)]);
        Hir::concat(head.collect()).to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_from_the_end() {
        let heads: Vec<String> = heads("[0-9]x(?:bis)?[ ](?:rue|Rue)").collect();
        let [longest, .., shortest] = &heads[..] else { panic!("several: {heads:?}") };
        assert!(longest.contains("bis") && !longest.contains("ue") && !shortest.contains("bis"), "{heads:?}");
        assert!(heads.iter().all(|head| parsed(head).is_ok()));
    }

    #[test]
    fn what_has_no_parts_has_no_heads() {
        assert_eq!(heads("[0-9]").count() + heads("a|b").count() + heads("(").count(), 0);
    }
}
