//! Lists of persons that the network takes for one: `A. Roe, Jane Poe, Ina` are three.
//!
//! Owns: where such a list is cut. `Roe, Jane` is one person, and stays. Never: finds a name.

use std::borrow::Cow;

use super::NameSpan;
use crate::detection::Span;
use crate::entity::Entity;

/// The names with each list in its parts.
pub(super) fn apart<'n>(text: &str, names: &'n [NameSpan]) -> Cow<'n, [NameSpan]> {
    if !names.iter().any(|name| is_list(text, name)) {
        return Cow::Borrowed(names);
    }
    names.iter().flat_map(|name| parts(text, name)).collect()
}

/// Whether it is more than a last name, a comma and first names.
fn is_list(text: &str, name: &NameSpan) -> bool {
    if name.entity != Entity::Person {
        return false;
    }
    let mut parts = text[name.span.range()].split(',').map(str::trim);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(first), Some(second), None) => first.contains(' ') && second.contains(' '),
        (_, _, third) => third.is_some(),
    }
}

fn parts(text: &str, name: &NameSpan) -> Vec<NameSpan> {
    if !is_list(text, name) {
        return vec![name.clone()];
    }
    let mut at = name.span.start;
    let cut = |part: &str| {
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        NameSpan { span: Span { start, end: start + part.trim().len() }, ..name.clone() }
    };
    let parts = text[name.span.range()].split(',').map(cut);
    parts.filter(|part| part.span.start < part.span.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let span = Span { start: 0, end: text.len() };
        let names = [NameSpan { span, entity: Entity::Person, score: 0.9 }];
        apart(text, &names).iter().map(|name| &text[name.span.range()]).collect()
    }

    #[test]
    fn a_list_is_cut_and_a_name_in_reverse_is_not() {
        assert_eq!(cut("A. Roe, Jane Poe,  Ina"), ["A. Roe", "Jane Poe", "Ina"]);
        assert_eq!(cut("Jane Roe, Ina Poe"), ["Jane Roe", "Ina Poe"]);
        assert_eq!(cut("Roe, Jane Ina"), ["Roe, Jane Ina"]);
        assert_eq!(cut("Roe, Jane,"), ["Roe", "Jane"]);
        assert_eq!(cut("Müller Öz, Ä Ö"), ["Müller Öz", "Ä Ö"]);
    }

    #[test]
    fn only_persons_are_cut() {
        let text = "Roe, Poe, Fink";
        let names = [NameSpan { span: Span { start: 0, end: 14 }, entity: Entity::Location, score: 0.9 }];
        assert_eq!(apart(text, &names).len(), 1);
    }
}
