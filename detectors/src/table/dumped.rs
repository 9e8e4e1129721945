//! Tables as PostgreSQL dumps them: `COPY t (a, b) FROM stdin;`, rows with tabs between, `\.` at their end.
//!
//! Owns: that form (`pg_dump`, plain). Never: reads a row with more or fewer values than there are headings.

use memchr::{memchr, memrchr};

use super::look::Begins;
use super::{Cells, Part, bare, lines, split};

const COPY: &[u8] = b"COPY ";
const END: &str = "\\.";
/// The longest statement, in bytes.
const LONGEST_HEAD: usize = 4096;

const CLOSE: &str = ") FROM stdin";

/// Takes the tables of `text`, whose headings may end at these places.
pub(super) fn read(text: &str, begins: &Begins, cells: &mut Cells) {
    for (close, _) in begins.of(text, &[CLOSE]) {
        if let Some(open) = opened(text, close) {
            table(text, open, close, cells);
        }
    }
}

/// Where the bracket of the headings opens that close there.
fn opened(text: &str, close: usize) -> Option<usize> {
    let before = &text.as_bytes()[..close];
    let line = close.saturating_sub(LONGEST_HEAD);
    let begins = memrchr(b'\n', &before[line..]).map_or(line, |end| line + end + 1);
    let statement = before[begins..].strip_prefix(COPY)?;
    memchr(b'(', statement).map(|length| begins + COPY.len() + length)
}

fn table(text: &str, open: usize, close: usize, cells: &mut Cells) {
    let names = (open + 1, &text[open + 1..close]);
    let headings: Vec<Part<'_>> = split(names, b',').into_iter().map(bare).collect();
    let rows = lines(&text[close..]).skip(1).take_while(|line| !line.1.as_bytes().starts_with(COPY));
    for (at, line) in rows {
        if line == END || !cells.fill(&headings, split((close + at, line), b'\t')) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn what_a_dump_copies_is_read() {
        let dump = "--\n\nCOPY public.people (id, first_name, born) FROM stdin;\n1\tAda\t1958-02-01\n2\t\\N\t1990-04-03\n\\.\n4\tx\ty\n";
        assert_eq!(
            read(dump),
            ["id: 1", "first_name: Ada", "born: 1958-02-01", "id: 2", "first_name: \\N", "born: 1990-04-03"]
        );
        assert_eq!(read("COPY people (id, born) FROM stdin;\n1\t2\t3\n"), [""; 0]);
        assert_eq!(read("COPY a (id) FROM stdin;\n1\nCOPY b (no) FROM stdin;\n2\n"), ["id: 1", "no: 2"]);
        assert_eq!(read("people (id, born) FROM stdin;\n1\t2\n"), [""; 0]);
    }
}
