//! A person's name in two halves: a first name and a surname under headings, keys or labels that say so, side by side.
//!
//! Owns: which labels say it, and which two of the persons found are one. Never: finds a person.

use super::heading::folded;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::table::Cells;

/// Which half of a name stands under a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// The first name.
    First,
    /// The surname.
    Last,
}

#[rustfmt::skip]
const FIRST: &[&str] = &[
    "first", "firstname", "fname", "givenname", "given", "forename", "vorname", "prénom", "prenom", "nombre", "nombres", "voornaam", "imię", "imie",
];

#[rustfmt::skip]
const LAST: &[&str] = &[
    "last", "lastname", "lname", "surname", "familyname", "family", "nachname", "familienname", "zuname", "apellido", "apellidos", "cognome",
    "achternaam", "nazwisko",
];

/// How far apart the halves stand at most, in bytes.
const APART: usize = 96;

/// Which half a label says, if any.
#[must_use]
pub fn half(label: &str) -> Option<Half> {
    /// More than any of them has, however it is written.
    const LONGEST: usize = 24;
    if label.len() > LONGEST {
        return None;
    }
    let folded = folded(label);
    let is_one_of = |labels: &[&str]| labels.contains(&folded.as_str());
    if is_one_of(FIRST) { Some(Half::First) } else { is_one_of(LAST).then_some(Half::Last) }
}

/// The persons among `found`, sorted and apart, who are two halves of one name: the first name's and the surname's places.
#[must_use]
pub fn halves(text: &str, found: &[Detection]) -> Vec<(Span, Span)> {
    let persons: Vec<Span> =
        found.iter().filter(|one| one.entity == Entity::Person).map(|one| one.span).collect();
    let near = |two: &[Span]| two[1].start - two[0].end <= APART;
    if !persons.windows(2).any(near) {
        return Vec::new();
    }
    let labels = Labels { text, cells: cells(text) };
    let mut halves = Vec::new();
    let mut before: Option<(Span, Half)> = None;
    for span in persons {
        let own = labels.half(span).map(|half| (span, half));
        before = match (before, own) {
            (Some((one, Half::First)), Some((other, Half::Last))) if labels.are_beside(one, other) => {
                halves.push((one, other));
                None
            }
            (Some((one, Half::Last)), Some((other, Half::First))) if labels.are_beside(one, other) => {
                halves.push((other, one));
                None
            }
            (_, own) => own,
        };
    }
    halves
}

/// The cells that stand under such a label, in order of place.
fn cells(text: &str) -> Vec<(Span, Half)> {
    let Some(cells) = Cells::of(text) else { return Vec::new() };
    let mut cells: Vec<(Span, Half)> =
        cells.each().filter_map(|cell| Some((cell.typed, half(cell.heading)?))).collect();
    cells.sort_unstable_by_key(|(span, _)| *span);
    cells
}

/// What labels say of the places of a text.
struct Labels<'t> {
    text: &'t str,
    cells: Vec<(Span, Half)>,
}

impl Labels<'_> {
    fn half(&self, span: Span) -> Option<Half> {
        self.in_cell(span).or_else(|| half(label_before(&self.text[..span.start])?))
    }

    fn in_cell(&self, span: Span) -> Option<Half> {
        let at = self.cells.binary_search_by_key(&span, |(cell, _)| *cell).ok()?;
        Some(self.cells[at].1)
    }

    /// Whether both stand in one row, or under their own labels in one line or the next.
    fn are_beside(&self, one: Span, other: Span) -> bool {
        let between = &self.text[one.end..other.start];
        let lines = usize::from(self.in_cell(one).is_none() && self.in_cell(other).is_none());
        between.len() <= APART && between.bytes().filter(|byte| *byte == b'\n').count() <= lines
    }
}

/// What `before` ends with, if that is a label: `"first_name": "`.
fn label_before(before: &str) -> Option<&str> {
    let quotes: &[char] = &['"', '\''];
    let before = before.strip_suffix(quotes).unwrap_or(before).trim_end_matches(' ');
    let label = before.strip_suffix([':', '='])?.trim_end_matches(' ').trim_end_matches(quotes);
    let is_of_label = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let start = label
        .rfind(|c| !is_of_label(c))
        .map_or(0, |at| at + label[at..].chars().next().map_or(1, char::len_utf8));
    Some(&label[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn found<'t>(text: &'t str, names: &[&str]) -> Vec<(&'t str, &'t str)> {
        let names: Vec<(&str, Entity)> = names.iter().map(|name| (*name, Entity::Person)).collect();
        let halves = halves(text, &told::laid(text, &names));
        halves.into_iter().map(|(first, last)| (&text[first.range()], &text[last.range()])).collect()
    }

    #[test]
    fn labels_side_by_side_tell_of_one_person() {
        for text in [
            "id,first_name,last_name\n1,Jane,Roe\n",
            "last;first;x\nRoe;Jane;y",
            "INSERT INTO c (first_name,last_name) VALUES ('Jane','Roe');",
            "Vorname: Jane\nNachname: Roe",
            "Customer(first_name=\"Jane\", last_name=\"Roe\")",
            "   \"lastName\": \"Roe\",\n   \"firstName\": \"Jane\"",
        ] {
            assert_eq!(found(text, &["Jane", "Roe"]), [("Jane", "Roe")], "{text}");
        }
        let text = "id,first_name,last_name\n1,Jane,Roe\n2,Jim,Poe\n";
        assert_eq!(found(text, &["Jane", "Roe", "Jim", "Poe"]), [("Jane", "Roe"), ("Jim", "Poe")]);
    }

    #[test]
    fn others_are_two() {
        for text in [
            "id,author,reviewer\n1,Jane,Roe\n",
            "id,first_name,last_name\n1,Jane,\n2,,Roe\n",
            "first_name: Jane\nage: 4\nlast_name: Roe",
            "Jane, Roe",
            "a=Jane, last_name=Roe",
        ] {
            assert_eq!(found(text, &["Jane", "Roe"]), [], "{text}");
        }
    }
}
