//! A pattern without its long counts: a repetition of more than some hundreds counts as endless.
//!
//! A rule's reach bounds the match anyway, and a count that is not kept needs no states: what took megabytes becomes a small
//! table, and walks from different places soon stand in the same state, which keeps hostile text linear.

use regex_syntax::hir::{Capture, Hir, HirKind, Repetition};

use super::{deepest, dialect};

/// Repetitions of more than this are endless.
const LONG: u32 = 200;

/// Parses a pattern in the dialect.
///
/// # Errors
/// When it does not parse.
pub(crate) fn parsed(pattern: &str) -> Result<Hir, String> {
    let config = dialect();
    let mut parser = regex_syntax::ParserBuilder::new();
    parser.unicode(config.get_unicode()).utf8(config.get_utf8()).nest_limit(config.get_nest_limit());
    parser.build().parse(pattern).map_err(|error| deepest(&error))
}

/// The pattern with every long repetition endless.
///
/// # Errors
/// When it does not parse.
pub(crate) fn relaxed(pattern: &str) -> Result<Hir, String> {
    parsed(pattern).map(|hir| if has_long(&hir) { relax(hir) } else { hir })
}

fn is_long(repetition: &Repetition) -> bool {
    repetition.max.is_some_and(|max| max > LONG)
}

fn has_long(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => is_long(repetition) || has_long(&repetition.sub),
        HirKind::Capture(capture) => has_long(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(has_long),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}

fn relax(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(repetition) => {
            let max = repetition.max.filter(|_| !is_long(&repetition));
            let sub = Box::new(relax(*repetition.sub));
            Hir::repetition(Repetition { max, sub, ..repetition })
        }
        HirKind::Capture(Capture { index, name, sub }) => {
            Hir::capture(Capture { index, name, sub: Box::new(relax(*sub)) })
        }
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(relax).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(relax).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_counts_go() {
        for (written, without) in [
            ("a{1,9}(?<value>b{2,200})", "a{1,9}(?<value>b{2,200})"),
            ("x[0-9]{3,4000}(?<value>[^a]{2,5})", "x[0-9]{3,}(?<value>[^a]{2,5})"),
        ] {
            assert_eq!(relaxed(written), parsed(without), "{written}");
        }
    }
}
