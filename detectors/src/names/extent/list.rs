//! Several names that a layer takes for one: `A. Roe, Jane Poe, Ina` are three, `Roe;Jane` is two cells of a table.
//!
//! Owns: where such a span is cut, also at the gap between two columns (`list/gap.rs`), and a bracket that opens in a name and does
//! not close, whose listed names are others. `Roe, Jane` is one person, and stays. Never: finds a name.

mod gap;

use std::borrow::Cow;

use allonym_tagger::lexicon::class;

use crate::detection::Span;
use crate::entity::Entity;
use crate::names::NameSpan;
use crate::names::tagger;
use crate::table::row;

/// What parts the cells of tables and the components of messages (HL7), and never stands inside a name.
const EDGES: [char; 4] = ['|', ';', '\t', '^'];

/// What stands around a quoted cell.
const QUOTES: [char; 3] = ['\'', '"', ' '];

/// What lists say of words that nobody and nothing is called.
const OTHER: u32 = class::COMMON | class::PUBLIC | class::ROLE | class::TITLE | class::CALENDAR;

/// The names with each list in its parts.
pub(in crate::names) fn apart<'n>(text: &str, names: &'n [NameSpan]) -> Cow<'n, [NameSpan]> {
    let whole = |name: &NameSpan| {
        let written = &text[name.span.range()];
        !is_list(written, &name.entity)
            && !is_of_cells(text, name)
            && !written.contains(EDGES)
            && opens(written).is_none()
            && border(written).is_none()
            && gap::between_columns(text, name.span).is_none()
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

/// Whether it reaches over cells of a line that commas part.
fn is_of_cells(text: &str, name: &NameSpan) -> bool {
    name.entity != Entity::Location
        && text[name.span.range()].contains(',')
        && row::is_in_row(text, name.span)
}

/// Where a quoted cell or word of a command begins after another: where the one before it ends, and where its text begins, past
/// the quote.
fn border(written: &str) -> Option<(usize, usize)> {
    let words = ["' '", "\" \""].iter().filter_map(|sign| written.find(sign)).min();
    let cells = written.match_indices(',').find_map(|(comma, _)| {
        let next = written[comma + 1..].trim_start_matches(' ');
        next.starts_with(['\'', '"']).then(|| (comma, written.len() - next.len() + 1))
    });
    cells.or_else(|| words.map(|end| (end, end + "' '".len())))
}

/// Where a bracket opens that does not close.
fn opens(written: &str) -> Option<usize> {
    written.rfind('(').filter(|open| !written[*open..].contains(')'))
}

/// Whether lists know every word of what stands in the next column, and none of them as a name of this kind.
fn is_other(written: &str, entity: &Entity) -> bool {
    let of = match entity {
        Entity::Person => class::PERSONS,
        Entity::Location => class::PLACES | class::STREET_WORD,
        _ => class::ORG_WORD | class::LEGAL_FORM | class::COMPANY,
    };
    let words = written.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(tagger::listed).all(|word| word & of == 0 && word & OTHER != 0)
}

fn parts(text: &str, name: &NameSpan) -> Vec<NameSpan> {
    let written = &text[name.span.range()];
    if let Some((end, next)) = gap::between_columns(text, name.span) {
        let column = |span| parts(text, &NameSpan { span, ..name.clone() });
        let mut columns = column(Span { end, ..name.span });
        let rest = Span { start: next, ..name.span };
        if !is_other(&text[rest.range()], &name.entity) {
            columns.extend(column(rest));
        }
        return columns;
    }
    if let Some((end, next)) = border(written) {
        let cell = |from: usize, written: &str| {
            let start = from + written.len() - written.trim_start_matches(QUOTES).len();
            let span = Span { start, end: start + written.trim_matches(QUOTES).len() };
            parts(text, &NameSpan { span, ..name.clone() })
        };
        let mut cells = cell(name.span.start, &written[..end]);
        cells.extend(cell(name.span.start + next, &written[next..]));
        return cells;
    }
    let list = is_list(written, &name.entity) || is_of_cells(text, name);
    let mut at = name.span.start;
    let cut = |part: &str| {
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        let part = part.trim();
        let kept = opens(part).map_or(part, |open| part[..open].trim_end());
        NameSpan { span: Span { start, end: start + kept.len() }, ..name.clone() }
    };
    let parts = written.split(|c: char| EDGES.contains(&c) || (list && c == ',')).map(cut);
    let bracketed =
        opens(written).map_or_else(Vec::new, |open| bracketed(text, name, name.span.start + open + 1));
    let named = |part: &NameSpan| text[part.span.range()].chars().filter(|c| c.is_alphabetic()).count() > 1;
    parts.filter(named).chain(bracketed).collect()
}

/// What stands in the bracket that opens in a name, where lists know one of it: `Roe & Poe (anna, zuri`.
fn bracketed(text: &str, name: &NameSpan, start: usize) -> Vec<NameSpan> {
    let inside = text[start..name.span.end]
        .split(',')
        .map(str::trim)
        .filter(|part| part.contains(char::is_alphabetic));
    let inside: Vec<&str> = inside.collect();
    let listed = |of: u32| {
        inside.iter().any(|part| {
            let listed = tagger::listed(part);
            listed & of != 0 && listed & (class::COMMON | class::PUBLIC) == 0
        })
    };
    let entity = match (listed(class::PERSONS), listed(class::PLACES)) {
        (true, _) => Entity::Person,
        (false, true) => Entity::Location,
        _ => return Vec::new(),
    };
    let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let span = |part: &str| Span { start: at(part), end: at(part) + part.len() };
    inside.iter().map(|part| NameSpan { span: span(part), entity: entity.clone(), ..name.clone() }).collect()
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
        assert_eq!(cut("17, 'Jane Roe"), ["Jane Roe"]);
        assert_eq!(cut("Roe\", \"Jane\", 'Ina"), ["Roe", "Jane", "Ina"]);
        assert_eq!(cut("Anna' 'Roe' 'Jane Poe"), ["Anna", "Roe", "Jane Poe"]);
        assert_eq!(cut("\" \"Roe"), ["Roe"]);
        assert_eq!(cut("Robert \"Bob\" Roe"), ["Robert \"Bob\" Roe"]);
        assert_eq!(cut("Kyle (36M"), ["Kyle"]);
        assert_eq!(cut("Roe & Poe (barbara, zuri"), ["Roe & Poe", "barbara", "zuri"]);
        assert_eq!(cut("Roe Foods (Wuppertal"), ["Roe Foods", "Wuppertal"]);
        assert_eq!(cut("I (Barbara"), ["Barbara"]);
        assert_eq!(cut("Roe (Jane)"), ["Roe (Jane)"]);
        assert_eq!(cut("Müller Öz, Ä Ö"), ["Müller Öz", "Ä Ö"]);
    }

    #[test]
    fn a_name_ends_at_the_next_column() {
        let cut = |name: &str| {
            let text = format!("{name}\n{}  x", "-".repeat(10));
            let names =
                [NameSpan { span: Span { start: 0, end: name.len() }, entity: Entity::Person, score: 0.9 }];
            apart(&text, &names).iter().map(|name| text[name.span.range()].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(cut("Jane Roe    Accountant"), ["Jane Roe"]);
        assert_eq!(cut("Jane Roe    Barbara Poe"), ["Jane Roe", "Barbara Poe"]);
        assert_eq!(cut("Jane        Kowalczyk-Roe"), ["Jane", "Kowalczyk-Roe"]);
        assert_eq!(cut("Jane   Kowalczyk-Roe"), ["Jane   Kowalczyk-Roe"]);
    }

    #[test]
    fn only_persons_are_cut() {
        let text = "Roe, Poe, Fink";
        let names = [NameSpan { span: Span { start: 0, end: 14 }, entity: Entity::Location, score: 0.9 }];
        assert_eq!(apart(text, &names).len(), 1);
    }
}
