//! Names that stand under a heading which says so: every cell of a column `last_name`, whatever the word is, and beside it of
//! the columns `city` and `employer`.
//!
//! Owns: which headings of a table say so together, and which cells can be a name. Never: finds the table; that is [`crate::table`];
//! nor says what a heading is by itself; see `heading.rs`.

use std::ops::Range;

use hashbrown::{HashMap, HashSet};

use super::heading::{self, folded, is_persons};
use crate::check::Check;
use crate::detection::Span;
use crate::entity::Entity;
use crate::names::NameSpan;
use crate::table::{Cell, Cells};

/// How sure a heading makes.
const SCORE: f32 = 0.8;
/// Words that a name in a cell may have.
const LONGEST: usize = 5;

/// The cells of columns in which no person stands.
pub(in crate::names) fn others(cells: &Cells) -> HashSet<Span> {
    let written: HashSet<&str> = cells.each().map(|cell| cell.heading).collect();
    let never: HashSet<&str> =
        written.into_iter().filter(|written| heading::is_nobodys(&folded(written))).collect();
    cells.each().filter(|cell| never.contains(cell.heading)).map(|cell| cell.typed).collect()
}

/// The names in the columns that say so, in order of place.
pub(in crate::names) fn names(cells: &Cells) -> Vec<NameSpan> {
    let telling = telling(cells);
    let named = |cell: Cell<'_>| {
        let entity = telling.get(cell.heading)?.clone();
        (is_name(cell.value) && !is_heading(cell.value)).then_some(NameSpan {
            span: cell.typed,
            entity,
            score: SCORE,
        })
    };
    let mut names: Vec<NameSpan> = cells.each().filter_map(named).collect();
    names.sort_by_key(|name| name.span.start);
    names.dedup_by_key(|name| name.span.start);
    names
}

/// The headings that say so, as written, and what stands under them. Each is folded once, not once for each of its cells.
fn telling(cells: &Cells) -> HashMap<&str, Entity> {
    let written: HashSet<&str> = cells.each().map(|cell| cell.heading).collect();
    let folded: Vec<(&str, String)> = written.into_iter().map(|heading| (heading, folded(heading))).collect();
    let all = folded.iter().map(|(_, heading)| heading.as_str());
    let named: HashSet<&str> =
        all.filter(|folded| is_persons(folded) || heading::is_persons_beside(folded)).collect();
    let of_people = named.len() > 1 || folded.iter().any(|(_, folded)| heading::is_of_people(folded));
    let says = |folded: &str| match folded {
        _ if is_persons(folded) || heading::is_persons_beside(folded) && of_people => Some(Entity::Person),
        _ if named.is_empty() => None,
        _ if heading::is_towns(folded) => Some(Entity::Location),
        _ if heading::is_employers(folded) => Some(Entity::Organization),
        _ => None,
    };
    folded.iter().filter_map(|(written, heading)| Some((*written, says(heading)?))).collect()
}

/// `tagged`, with the columns' names in the place of what else stands there; what reaches over a cell's edges keeps the rest.
pub(in crate::names) fn laid(text: &str, tagged: &[NameSpan], columns: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut laid = Vec::with_capacity(tagged.len() + columns.len());
    for name in tagged {
        let first = columns.partition_point(|column| column.span.end <= name.span.start);
        let mut start = name.span.start;
        for column in columns[first..].iter().take_while(|column| column.span.start < name.span.end) {
            laid.extend(rest(text, name, start..column.span.start));
            start = column.span.end;
        }
        laid.extend(rest(text, name, start..name.span.end));
    }
    laid.extend(columns);
    laid.sort_by_key(|name| name.span.start);
    laid
}

/// What stands there of a name, without the signs around it; none without a letter.
fn rest(text: &str, name: &NameSpan, range: Range<usize>) -> Option<NameSpan> {
    if range == name.span.range() {
        return Some(name.clone());
    }
    let part = text.get(range.clone())?;
    let start = range.start + part.find(char::is_alphanumeric)?;
    let part = part.trim_matches(|c: char| !c.is_alphanumeric());
    let span = Span { start, end: start + part.len() };
    part.contains(char::is_alphabetic).then(|| NameSpan { span, ..name.clone() })
}

/// Whether a cell is what a column of names is headed with: `Vorname | Nachname`, a line that is no label and its value.
fn is_heading(cell: &str) -> bool {
    is_persons(&folded(cell))
}

fn is_name(cell: &str) -> bool {
    let inside = |c: char| c.is_alphabetic() || " .-'’".contains(c);
    cell.chars().all(inside) && cell.split(' ').count() <= LONGEST && Check::PersonName.passes(cell)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let cells = Cells::of(text).expect("a table");
        names(&cells).iter().map(|name| &text[name.span.range()]).collect()
    }

    #[test]
    fn no_person_stands_in_a_column_of_teams() {
        let text = "name;Team;lead\nMax Roe;Payments;Ina Poe\nAda Roe;Search;Ina Poe\n";
        let cells = Cells::of(text).expect("a table");
        let others: BTreeSet<&str> = others(&cells).into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(others, BTreeSet::from(["Payments", "Search"]));
    }

    #[test]
    fn a_heading_makes_any_word_a_name() {
        assert_eq!(
            found("id,first,last,grade\n1,Tran,Book,C\n2,Jo,Apple,D"),
            ["Tran", "Book", "Jo", "Apple"]
        );
        assert_eq!(found("Name;Vorname;Ort\nBach;Linde;Leer"), ["Bach", "Linde", "Leer"]);
        assert_eq!(found("name,employer,x\nBach,Harbour Light,y"), ["Harbour Light"]);
        assert_eq!(found("| Surname | Team |\n|---|---|\n| Field | Red |"), ["Field"]);
        assert_eq!(found("| Employee | Days |\n|---|---|\n| Brown | 8 |\n| Field | 3 |"), ["Brown", "Field"]);
        assert_eq!(found("Name;Abteilung;Ort\nBach;Lager;Leer"), ["Bach", "Leer"]);
    }

    #[test]
    fn other_headings_and_cells_tell_nothing() {
        assert_eq!(found("| Name | Price |\n|---|---|\n| Apple | 3 |"), [""; 0]);
        assert_eq!(found("city,company,x\nHull,Kestrel,y"), [""; 0]);
        assert_eq!(found("first,second,third\nApple,Pear,Plum"), [""; 0]);
        assert_eq!(found("first_name,last_name,x\n12,n/a,y\n\"A. (b)\",3d,y"), [""; 0]);
    }

    #[test]
    fn a_column_outranks_a_name_over_its_edges() {
        let text = "Jane,Lima,El Roe";
        let name = |start, end| NameSpan { span: Span { start, end }, entity: Entity::Person, score: 0.9 };
        let laid = |tagged: &[NameSpan], columns| -> Vec<&str> {
            laid(text, tagged, columns).iter().map(|name| &text[name.span.range()]).collect()
        };
        assert_eq!(laid(&[name(0, 9)], vec![name(0, 4)]), ["Jane", "Lima"]);
        assert_eq!(laid(&[name(0, 16)], vec![name(5, 9)]), ["Jane", "Lima", "El Roe"]);
        assert_eq!(laid(&[name(0, 4), name(10, 16)], vec![name(0, 4)]), ["Jane", "El Roe"]);
    }
}
