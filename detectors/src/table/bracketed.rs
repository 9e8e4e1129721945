//! Tables whose rows stand in brackets: what SQL inserts, what JSON keeps by columns and by rows.
//!
//! Owns: where such a table begins (`INSERT INTO t (a, b) VALUES (1, 2)`, `"columns": ["a", "b"], "data": [[1, 2]]`,
//! `[["a", "b"], [1, 2]]`) and where a row of it ends. Never: reads a row with more or fewer values than there are headings.

use super::look::Begins;
use super::{Cells, FIRST_CELL, Part, bare, is_heading};

/// What such a table begins with.
const BEGINNINGS: [&str; 6] = ["INSERT ", "Insert ", "insert ", "REPLACE ", "\"columns\"", "[["];

/// The longest that stands between such a beginning and its first bracket, and between the headings and the first row, in
/// bytes: the name of a table, other members of an object.
const LONGEST_GAP: usize = 128;
/// The longest row, in bytes.
const LONGEST_ROW: usize = 8192;
const VALUES: &str = "values";

/// Takes the tables of `text`, which may begin at these places.
pub(super) fn read(text: &str, begins: &Begins, cells: &mut Cells) {
    let mut from = 0;
    for (at, begins) in begins.of(text, &BEGINNINGS) {
        if at < from {
            continue;
        }
        let after = at + begins.len();
        let end = match begins {
            "[[" => rows(text, after - 1, cells),
            "\"columns\"" => by_columns(text, after, cells),
            _ => inserted(text, after, cells),
        };
        from = end.unwrap_or(after);
    }
}

/// `t (a, b) VALUES (1, 2), (3, 4)`
fn inserted(text: &str, at: usize, cells: &mut Cells) -> Option<usize> {
    let names_a_table = |gap: &str| gap.to_ascii_lowercase().contains("into ") && !gap.contains(';');
    let (headings, end) = headings(text, opened(text, at, b'(', names_a_table)?)?;
    let values = text[end..].trim_start();
    values.get(..VALUES.len()).filter(|word| word.eq_ignore_ascii_case(VALUES))?;
    let first = opened(text, text.len() - values.len() + VALUES.len(), b'(', |gap| gap.trim().is_empty())?;
    Some(below(text, &headings, first, cells))
}

/// `"columns": ["a", "b"], "index": [0, 1], "data": [[1, 2], [3, 4]]`
fn by_columns(text: &str, at: usize, cells: &mut Cells) -> Option<usize> {
    let (headings, end) = headings(text, opened(text, at, b'[', |gap| gap.trim() == ":")?)?;
    let gap = text.as_bytes()[end..].windows(2).take(LONGEST_GAP).position(|two| two == b"[[")?;
    Some(below(text, &headings, end + gap + 1, cells))
}

/// `["a", "b"], [1, 2], [3, 4]`
fn rows(text: &str, at: usize, cells: &mut Cells) -> Option<usize> {
    let (headings, end) = headings(text, at)?;
    Some(below(text, &headings, next_row(text, end)?, cells))
}

/// Takes the rows from `first` on; where they end.
fn below(text: &str, headings: &[Part<'_>], first: usize, cells: &mut Cells) -> usize {
    let mut at = first;
    loop {
        let (parts, end) = row(text, at);
        let next = cells.fill(headings, parts).then(|| next_row(text, end)).flatten();
        let Some(next) = next else { return end };
        at = next;
    }
}

/// Where the next row opens, if only a comma and space stand before it.
fn next_row(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].trim_start().strip_prefix(',')?.trim_start();
    rest.starts_with(['(', '[']).then_some(text.len() - rest.len())
}

/// Where `bracket` opens, if what stands before it is short and fits.
fn opened(text: &str, at: usize, bracket: u8, fits: impl Fn(&str) -> bool) -> Option<usize> {
    let length = text.as_bytes()[at..].iter().take(LONGEST_GAP).position(|&byte| byte == bracket)?;
    fits(&text[at..at + length]).then_some(at + length)
}

/// The headings whose bracket opens at `open`, and where they end. What is none is told by its first part that is none, so
/// that brackets in brackets are not read again for each of them.
fn headings(text: &str, open: usize) -> Option<(Vec<Part<'_>>, usize)> {
    let (mut headings, mut from) = (Vec::new(), open + 1);
    loop {
        let ends: &[u8] = if text[from..].trim_start().starts_with('[') { b",)" } else { b",)]" };
        let length = text.as_bytes()[from..].iter().take(FIRST_CELL).position(|byte| ends.contains(byte))?;
        let heading = bare_name((from, &text[from..from + length]));
        if !is_heading(heading.1) {
            return None;
        }
        headings.push(heading);
        from += length + 1;
        if text.as_bytes()[from - 1] != b',' {
            return Some((headings, from));
        }
    }
}

/// A heading without what SQL puts around names.
fn bare_name(part: Part<'_>) -> Part<'_> {
    let (at, name) = bare(part);
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(name) => (at + 1, name),
        None => (at, name),
    }
}

/// The values of a row whose bracket opens at `open`, parted by the commas that stand in no quotes and no brackets inside, and
/// where it ends; without the last one if it does not close.
fn row(text: &str, open: usize) -> (Vec<Part<'_>>, usize) {
    let (mut parts, mut from, mut depth, mut quote) = (Vec::new(), open + 1, 0_usize, None);
    let mut bytes = text.as_bytes()[open..].iter().copied().zip(open..).take(LONGEST_ROW);
    while let Some((byte, at)) = bytes.next() {
        match byte {
            b'\\' if quote.is_some() => _ = bytes.next(),
            b'\'' | b'"' if quote.is_none_or(|quote| quote == byte) => quote = quote.xor(Some(byte)),
            _ if quote.is_some() => {}
            b'(' | b'[' => depth += 1,
            b',' | b')' | b']' if depth == 1 => {
                parts.push((from, &text[from..at]));
                from = at + 1;
                if byte != b',' {
                    return (parts, from);
                }
            }
            b')' | b']' => depth -= 1,
            _ => {}
        }
    }
    (parts, from)
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn rows_in_brackets_are_read() {
        let expected = ["first_name: Ada", "born: 1958-02-01", "first_name: Bo", "born: 1990-04-03"];
        for text in [
            "INSERT INTO people (first_name, born) VALUES ('Ada', '1958-02-01'), ('Bo', '1990-04-03');",
            "insert into `a`.`people` (`first_name`, `born`)\nvalues\n  ('Ada', '1958-02-01'),\n  ('Bo', '1990-04-03')",
            "INSERT INTO [dbo].[people] ([first_name], [born]) VALUES ('Ada', '1958-02-01'), ('Bo', '1990-04-03')",
            "x = {\"columns\": [\"first_name\", \"born\"], \"index\": [0, 1], \"data\": [[\"Ada\", \"1958-02-01\"], [\"Bo\", \"1990-04-03\"]]}",
            "x; Insert or ignore Into p (first_name, born)\nValues ('Ada', '1958-02-01'),('Bo', '1990-04-03')",
            "rows = [[\"first_name\", \"born\"],\n [\"Ada\", \"1958-02-01\"],\n [\"Bo\", \"1990-04-03\"]]",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn quotes_and_calls_part_nothing() {
        assert_eq!(
            read(
                "INSERT INTO t (name, born, note) VALUES ('Roe, Ada', date('1958', 1), 'it''s \\'so\\' (a)')"
            ),
            ["name: Roe, Ada", "born: date('1958', 1)", "note: it''s \\'so\\' (a)"]
        );
    }

    #[test]
    fn what_is_no_table_of_headings_is_none() {
        for text in [
            "INSERT INTO t VALUES (1, 'Ada')",
            "INSERT INTO t (a, b) SELECT a, b FROM u",
            "INSERT INTO t (a, b) VALUES (1, 2",
            "INSERT INTO t (a, b) VALUES (1, 2, 3)",
            "let m = [[1, 2], [3, 4]];",
            "insert (a, b) values (1, 2)",
            "INSERT INTO t (a, 7) VALUES (1, 2)",
            "INSERT INTO t (a, b) VALUES ('ö",
            "INSERT INTO t (a, b",
            "see [[Page]] and [[Other|page]]",
            "[[",
        ] {
            assert!(read(text).iter().all(|cell| cell.starts_with("a: 1")), "{text}");
        }
    }
}
