//! Gaps inside a name, of two spaces or more: between two columns, or typed so in the middle of it (`Jane  Roe`).
//!
//! Owns: what tells columns, and only the text around can: a tab, a `|` or another gap in the line, or a line nearby in which
//! something begins where what is after this gap begins. Never: says what stands in a column; a name whose gap is none goes on.

use crate::detection::Span;

/// How far into its line a gap may end, in bytes, and how many lines up and down are looked at.
const FARTHEST: usize = 512;
const LINES: usize = 6;

/// The first gap of a name that parts columns: where what is before it ends and what is after it begins, in bytes of the text.
pub(super) fn between_columns(text: &str, name: Span) -> Option<(usize, usize)> {
    let mut from = name.start;
    while let Some(before) = text[from..name.end].find("  ") {
        let end = from + before;
        let after = text[end..name.end].trim_start();
        let next = name.end - after.len();
        if parts_columns(text, next) {
            return Some((end, next));
        }
        from = next;
    }
    None
}

/// Whether what begins at `next`, behind a gap, begins a column.
fn parts_columns(text: &str, next: usize) -> bool {
    let Some(start) = line_start(text, next) else {
        return false;
    };
    let column = text[start..next].chars().count();
    let mut below = text[start..].split('\n');
    let line = below.next().unwrap_or_default();
    let above = text[..start].strip_suffix('\n').into_iter().flat_map(|above| above.rsplit('\n').take(LINES));
    is_laid_out(line) || above.chain(below.take(LINES)).any(|line| begins_column(line, column))
}

/// Whether signs or several gaps part what stands in the line; after a sentence some type two spaces.
fn is_laid_out(line: &str) -> bool {
    let line = line.trim();
    let parts = |at: &usize| !line[..*at].ends_with([' ', '.', '!', '?']);
    let gaps = line.match_indices("  ").map(|(at, _)| at).filter(parts);
    gaps.count() > 1 || line.contains(['\t', '|'])
}

/// Where the line of a place begins; none if that is far.
fn line_start(text: &str, at: usize) -> Option<usize> {
    let from = at.saturating_sub(FARTHEST);
    let end = text.as_bytes()[from..at].iter().rposition(|byte| *byte == b'\n');
    end.map(|end| from + end + 1).or((from == 0).then_some(0))
}

/// Whether something begins there in the line, counted in characters, behind a gap and not first.
fn begins_column(line: &str, column: usize) -> bool {
    line.char_indices().nth(column).is_some_and(|(at, first)| {
        !first.is_whitespace() && line[..at].ends_with("  ") && !line[..at].trim().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands before and after the gap in `name`, where it parts columns.
    fn parted<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
        let start = text.find(name).expect("it stands there");
        let span = Span { start, end: start + name.len() };
        between_columns(text, span).map(|(end, next)| (&text[start..end], &text[next..span.end]))
    }

    #[test]
    fn a_gap_alone_is_none_between_columns() {
        for text in [
            "Jane  Roe",
            "Dear all,\nJane  Roe will call.  Please be there.\nBest\n",
            "    Jane  Roe\n          Poe\n",
            &format!("{}Jane  Roe\nBob   Poe", "x ".repeat(FARTHEST)),
        ] {
            assert_eq!(parted(text, "Jane  Roe"), None, "{text}");
        }
    }

    #[test]
    fn a_line_nearby_or_a_mark_of_columns_tells() {
        for text in [
            "Name  Family\nJane  Roe\n",
            "Jane  Roe  12\nZoë   Poe   3",
            "Jane  Roe\tclerk",
            "17 | Jane  Roe",
            "Jane  Roe   DOB: 12",
        ] {
            assert_eq!(parted(text, "Jane  Roe"), Some(("Jane", "Roe")), "{text}");
        }
        let text = "J.  Ann   Roe\nBarbara   Poe";
        assert_eq!(parted(text, "J.  Ann   Roe"), Some(("J.  Ann", "Roe")));
    }
}
