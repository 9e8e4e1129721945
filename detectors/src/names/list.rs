//! Several names that a layer takes for one: `A. Roe, Jane Poe, Ina` are three, `Roe;Jane` is two cells of a table.
//!
//! Owns: where such a span is cut, and a bracket that opens in a name and does not close. `Roe, Jane` is one person, and
//! stays. Never: finds a name.

use std::borrow::Cow;

use super::NameSpan;
use crate::detection::Span;
use crate::entity::Entity;

/// What parts the cells of tables and the components of messages (HL7), and never stands inside a name.
const EDGES: [char; 4] = ['|', ';', '\t', '^'];

/// The names with each list in its parts.
pub(super) fn apart<'n>(text: &str, names: &'n [NameSpan]) -> Cow<'n, [NameSpan]> {
    let whole = |name: &NameSpan| {
        let written = &text[name.span.range()];
        !is_list(written, &name.entity) && !written.contains(EDGES) && opens(written).is_none()
    };
    if names.iter().all(whole) {
        return Cow::Borrowed(names);
    }
    names.iter().flat_map(|name| parts(text, name)).collect()
}

/// Whether it is more than a last name, a comma and first names.
fn is_list(written: &str, entity: &Entity) -> bool {
    if *entity != Entity::Person {
        return false;
    }
    let mut parts = written.split(',').map(str::trim);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(first), Some(second), None) => first.contains(' ') && second.contains(' '),
        (_, _, third) => third.is_some(),
    }
}

/// Where a bracket opens that does not close.
fn opens(written: &str) -> Option<usize> {
    written.rfind('(').filter(|open| !written[*open..].contains(')'))
}

fn parts(text: &str, name: &NameSpan) -> Vec<NameSpan> {
    let written = &text[name.span.range()];
    let list = is_list(written, &name.entity);
    let mut at = name.span.start;
    let cut = |part: &str| {
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        let part = part.trim();
        let kept = opens(part).map_or(part, |open| part[..open].trim_end());
        NameSpan { span: Span { start, end: start + kept.len() }, ..name.clone() }
    };
    let parts = written.split(|c: char| EDGES.contains(&c) || (list && c == ',')).map(cut);
    parts.filter(|part| text[part.span.range()].contains(char::is_alphabetic)).collect()
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
    }

    #[test]
    fn cells_are_apart_and_a_bracket_that_only_opens_is_left() {
        assert_eq!(cut("Roe;Jane"), ["Roe", "Jane"]);
        assert_eq!(cut("MCM||Roe^Jane^3"), ["MCM", "Roe", "Jane"]);
        assert_eq!(cut("Kyle (36M"), ["Kyle"]);
        assert_eq!(cut("Roe (Jane)"), ["Roe (Jane)"]);
        assert_eq!(cut("Müller Öz, Ä Ö"), ["Müller Öz", "Ä Ö"]);
    }

    #[test]
    fn only_persons_are_cut() {
        let text = "Roe, Poe, Fink";
        let names = [NameSpan { span: Span { start: 0, end: 14 }, entity: Entity::Location, score: 0.9 }];
        assert_eq!(apart(text, &names).len(), 1);
    }
}
