//! `INSERT INTO people (name, born) VALUES ('Ada Roe', '1958-02-01'), (…)` is a table too: columns named once, rows below.
//!
//! Owns: where such a statement names its columns and where each row's values stand. Never: knows SQL beyond that; a row
//! with more or fewer values than columns ends the reading.

use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::Finder;

use super::{Part, bare, is_heading};

/// How far back from `VALUES` its columns begin at most, and how far before them `INTO` stands, in bytes.
const LONGEST_COLUMNS: usize = 1024;
const LONGEST_TABLE_NAME: usize = 128;
/// The longest row that is read, in bytes.
const LONGEST_ROW: usize = 8192;

static VALUES: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| [Finder::new("VALUES"), Finder::new("values")]);

/// Gives `take` every value under the column that it is for.
pub(super) fn each<'t>(text: &'t str, mut take: impl FnMut(Part<'t>, Part<'t>)) {
    for finder in VALUES.iter() {
        // What has been read as rows is not read again, whatever stands in it.
        let mut read = 0;
        for at in finder.find_iter(text.as_bytes()) {
            if let Some(columns) = (at >= read).then(|| columns(text, at)).flatten() {
                read = rows(text, at + "VALUES".len(), &columns, &mut take);
            }
        }
    }
}

/// The columns that are named right before `VALUES`.
fn columns(text: &str, values: usize) -> Option<Vec<Part<'_>>> {
    let close = text[..values].trim_end().strip_suffix(')')?.len();
    let open = memchr::memrchr(b'(', &text.as_bytes()[..close])?;
    let before = &text.as_bytes()[open.saturating_sub(LONGEST_TABLE_NAME)..open];
    let into = before.windows(5).any(|word| word.eq_ignore_ascii_case(b"into "));
    if !into || close - open > LONGEST_COLUMNS {
        return None;
    }
    let start = open + 1;
    let ends = memchr_iter(b',', &text.as_bytes()[start..close]).map(|comma| start + comma).chain([close]);
    let mut from = start;
    let columns = ends.map(|end| {
        let (at, column) = bare((from, &text[from..end]));
        let inner = column.trim_start_matches('[');
        from = end + 1;
        (at + column.len() - inner.len(), inner.trim_end_matches(']'))
    });
    let columns: Vec<Part<'_>> = columns.collect();
    columns.iter().all(|column| is_heading(column.1)).then_some(columns)
}

/// The rows behind `VALUES`, as long as each has a value for each column; where they end.
fn rows<'t>(
    text: &'t str,
    mut from: usize,
    columns: &[Part<'t>],
    take: &mut impl FnMut(Part<'t>, Part<'t>),
) -> usize {
    let between = [',', ' ', '\t', '\r', '\n'];
    while let Some(row) = text[from..].trim_start_matches(between).strip_prefix('(') {
        let Some((values, end)) = row_of(text, text.len() - row.len()) else { break };
        if values.len() != columns.len() {
            break;
        }
        for (&column, value) in columns.iter().zip(values) {
            take(column, value);
        }
        from = end;
    }
    from
}

/// The values from `start` to the bracket that closes the row, and where the text goes on; none when it is never closed.
fn row_of(text: &str, start: usize) -> Option<(Vec<Part<'_>>, usize)> {
    let (mut values, mut from, mut quoted, mut depth) = (Vec::new(), start, false, 0_u32);
    for (at, byte) in text.bytes().enumerate().skip(start).take(LONGEST_ROW) {
        match byte {
            // A doubled quote inside a value closes and opens it again.
            b'\'' => quoted = !quoted,
            _ if quoted => {}
            b'(' => depth += 1,
            b')' if depth > 0 => depth -= 1,
            b',' | b')' if depth == 0 => {
                values.push(bare((from, &text[from..at])));
                from = at + 1;
                if byte == b')' {
                    return Some((values, from));
                }
            }
            b';' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::each;

    fn read(text: &str) -> Vec<String> {
        let mut read = Vec::new();
        each(text, |column, value| {
            assert_eq!(&text[value.0..value.0 + value.1.len()], value.1, "{text}");
            read.push(format!("{}: {}", column.1, value.1));
        });
        read
    }

    #[test]
    fn values_are_read_under_their_columns() {
        let expected = ["name: Ada Roe", "born: 1958-02-01", "name: Bo Doe", "born: 1990-04-03"];
        for text in [
            "INSERT INTO people (name, born) VALUES ('Ada Roe', '1958-02-01'), ('Bo Doe', '1990-04-03');",
            "insert into people(`name`,`born`) values\n  ('Ada Roe','1958-02-01'),\n  ('Bo Doe','1990-04-03')",
            "x; INSERT INTO p ([name], [born])\nVALUES ('Ada Roe', '1958-02-01'),('Bo Doe', '1990-04-03')",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        let nested = "INSERT INTO p (a, b, c) VALUES ('x, (y', now(1, 2), 'it''s')";
        assert_eq!(read(nested), ["a: x, (y", "b: now(1, 2)", "c: it''s"]);
    }

    #[test]
    fn what_is_no_statement_of_the_kind_is_left() {
        for text in [
            "",
            "VALUES",
            "the values (a, b) and values",
            "insert into p values (1, 2)",
            "f(a, b) VALUES (1, 2)",
            "INSERT INTO p (a, b) VALUES (1, 2, 3)",
            "INSERT INTO p (a, b) VALUES (1, ",
            "INSERT INTO p (a, b) VALUES ('ö",
            "INSERT INTO p (a, 7) VALUES (1, 2)",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }
}
