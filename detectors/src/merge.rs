//! Joins the parts of an address that stand side by side: street, postal code, town and box become one LOCATION.
//!
//! Owns: which neighbours belong together. Never finds anything: it sees detections that are settled (`resolve.rs`), and
//! reads the text between two of them. Two streets, or two towns, in a row stay two, and so do the cells of a table.

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::table::row;

/// What a detection is in an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A street or a box, with its number.
    Street,
    /// A postal code without its town.
    Code,
    /// A postal code with its town.
    CodedTown,
    /// A name without any digit.
    Town,
    /// All of it: nothing more belongs to it.
    Whole,
}

/// Joins neighbours in `found`, which is sorted by start, and parts what reaches over cells that commas part.
pub(crate) fn addresses(text: &str, found: &mut Vec<Detection>) {
    if found.iter().any(|found| is_of_cells(text, found)) {
        *found = found.iter().flat_map(|found| cells(text, found)).collect();
    }
    let mut last: Option<Part> = None;
    found.dedup_by(|next, kept| {
        let left = last.or_else(|| part(text, kept));
        last = part(text, next);
        let (Some(left), Some(right)) = (left, last) else { return false };
        let between = Span { start: kept.span.end, end: next.span.start };
        if text[between.range()].contains(',') && row::is_in_row(text, between) {
            return false;
        }
        let Some(joined) = joined(left, right, &text[between.range()]) else { return false };
        last = Some(joined);
        kept.span.end = next.span.end;
        kept.score = kept.score.max(next.score);
        kept.entity = Entity::Location;
        true
    });
}

/// Whether an address reaches over several cells of a row.
fn is_of_cells(text: &str, found: &Detection) -> bool {
    found.entity == Entity::Location
        && borders(&text[found.span.range()]).next().is_some()
        && row::is_in_row(text, found.span)
}

/// The commas that part cells: those that no space follows.
fn borders(written: &str) -> impl Iterator<Item = usize> + '_ {
    let commas = written.match_indices(',').map(|(at, _)| at);
    commas.filter(|at| written[at + 1..].starts_with(|c: char| !c.is_whitespace()))
}

/// The cells that an address reaches over, each a place or a postal code.
fn cells(text: &str, found: &Detection) -> Vec<Detection> {
    let written = &text[found.span.range()];
    if !is_of_cells(text, found) || written.contains('"') {
        return vec![found.clone()];
    }
    let (mut cells, mut from) = (Vec::new(), 0);
    for end in borders(written).chain([written.len()]) {
        let cell = &written[from..end];
        let is_code = cell.contains(|c: char| c.is_ascii_digit()) && !cell.contains(char::is_lowercase);
        let entity = if is_code { Entity::PostalCode } else { Entity::Location };
        let span = Span { start: found.span.start + from, end: found.span.start + end };
        if cell.contains(char::is_alphanumeric) {
            cells.push(Detection { span, entity, ..found.clone() });
        }
        from = end + 1;
    }
    cells
}

fn part(text: &str, detection: &Detection) -> Option<Part> {
    let value = &text[detection.span.range()];
    match detection.entity {
        Entity::PostalCode => Some(Part::Code),
        Entity::Location if !value.bytes().any(|byte| byte.is_ascii_digit()) => Some(Part::Town),
        Entity::Location if is_coded_town(value) => Some(Part::CodedTown),
        Entity::Location => Some(Part::Street),
        _ => None,
    }
}

/// `10115 Berlin`, `A-1010 Wien`, `1012 AB Amsterdam`, `1000-001 Lisboa`: begins with its code and has no other number.
fn is_coded_town(value: &str) -> bool {
    let code = value.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '-');
    let digits = code.bytes().take_while(u8::is_ascii_digit).count();
    let rest = code[digits..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    (4..=5).contains(&digits) && !rest.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether what stands between a street and a coded town is a flat, floor or building, whatever it is called: `, 2.º B, `,
/// `, Hinterhaus, `, ` as. 4, `.
fn is_flat(between: &str) -> bool {
    /// The longest that is read, in bytes.
    const LONGEST: usize = 24;
    let flat = between.strip_suffix(", ").unwrap_or("");
    let plain = |c: char| c.is_alphanumeric() || " ,.-/ºª°".contains(c);
    between.len() <= LONGEST && flat.contains(char::is_alphanumeric) && flat.chars().all(plain)
}

/// What two parts make with this text between them; none when they are not one address.
fn joined(left: Part, right: Part, between: &str) -> Option<Part> {
    let lines = between.matches('\n').count();
    if is_flat(between) {
        return match (left, right) {
            (Part::Street, Part::Code) => Some(Part::Code),
            (Part::Street, Part::CodedTown) => Some(Part::Whole),
            _ => None,
        };
    }
    if between.len() > 4 || lines > 1 || !between.trim_matches([' ', ',', '\r', '\n']).is_empty() {
        return None;
    }
    let comma = between.contains(',');
    match (left, right) {
        (Part::Street, Part::Code) => Some(Part::Code),
        (Part::Street, Part::CodedTown) => Some(Part::Whole),
        (Part::Street, Part::Town) => (comma || lines == 1).then_some(Part::Street),
        (Part::Town, Part::Code) => (lines == 0).then_some(Part::CodedTown),
        (Part::Code, Part::Town) => (lines == 0 && !comma).then_some(Part::CodedTown),
        (Part::CodedTown, Part::Street) => (lines == 0 && comma).then_some(Part::Whole),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detection::RuleId;

    /// The parts marked in a text, `«…»` a LOCATION and `‹…›` a POSTAL_CODE, after joining.
    fn joined_in(marked: &str) -> Vec<String> {
        let (mut text, mut found, mut start) = (String::new(), Vec::new(), 0);
        for c in marked.chars() {
            let entity = match c {
                '«' | '‹' => {
                    start = text.len();
                    continue;
                }
                '»' => Entity::Location,
                '›' => Entity::PostalCode,
                other => {
                    text.push(other);
                    continue;
                }
            };
            let span = Span { start, end: text.len() };
            found.push(Detection { span, entity, score: 0.7, rule: RuleId::new("x.y") });
        }
        addresses(&text, &mut found);
        found.iter().map(|detection| text[detection.span.range()].to_owned()).collect()
    }

    #[test]
    fn parts_of_one_address_become_one() {
        for (marked, whole) in [
            ("«Musterstr. 12», «10115 Berlin»", "Musterstr. 12, 10115 Berlin"),
            ("«12 High Street», «London» ‹SW1A 1AA›", "12 High Street, London SW1A 1AA"),
            ("«Postfach 12 34»\n«60311 Frankfurt»", "Postfach 12 34\n60311 Frankfurt"),
            ("«Gata 5»,\r\n‹114 55› «Stockholm»", "Gata 5,\r\n114 55 Stockholm"),
            ("«C/ Luna, 8», 3.º A, «18002 Granada»", "C/ Luna, 8, 3.º A, 18002 Granada"),
            ("«Musterstr. 12», Hinterhaus, «10115 Berlin»", "Musterstr. 12, Hinterhaus, 10115 Berlin"),
            ("«Gata 5» 2 tr, ‹114 55› «Stockholm»", "Gata 5 2 tr, 114 55 Stockholm"),
            ("«10115 Berlin», «Musterstr. 12»", "10115 Berlin, Musterstr. 12"),
        ] {
            assert_eq!(joined_in(marked), [whole]);
        }
    }

    #[test]
    fn what_reaches_over_cells_is_parted() {
        assert_eq!(joined_in("7,«Musterstr. 12,10115,Berlin»,x"), ["Musterstr. 12", "10115", "Berlin"]);
        assert_eq!(joined_in("«Musterstr. 12,10115 Berlin»").len(), 1);
    }

    #[test]
    fn neighbours_that_are_two_stay_two() {
        for marked in [
            "«Musterstr. 12»\n«Beispielweg 5»",
            "«Musterstr. 12», «10115 Berlin», «Beispielweg 5»",
            "«Berlin», «Hamburg»",
            "«Musterstr. 12» und «10115 Berlin»",
            "«Musterstr. 12»; Gast, «10115 Berlin»",
            "«Musterstr. 12», von da an, dann weiter, «10115 Berlin»",
            "«Musterstr. 12»\n\n«10115 Berlin»",
            "«10115 Berlin»\n«Musterstr. 12»",
            "7,«Musterstr. 12»,‹10115›,x",
        ] {
            assert_eq!(joined_in(marked).len(), 2, "{marked}");
        }
    }
}
