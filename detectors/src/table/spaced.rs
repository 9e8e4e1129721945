//! Tables whose columns stand below each other with space between, as programs print them: `NAME      BORN` above
//! `Ada Roe   1.2.1958`.
//!
//! Owns: which lines are such a table: each cell begins or ends where the heading of its column does, counted in characters.
//! A cell may be missing, and a row may be numbered. Never: reads a line with a single cell, or one with a cell that stands below nothing.

use super::{Cells, FIRST_CELL, Part, ends_as_programs_do, is_heading, is_rule};

/// A cell or a heading and where it begins and ends in its line, in characters.
#[derive(Clone, Copy)]
struct Piece<'t> {
    part: Part<'t>,
    from: usize,
    to: usize,
}

/// The headings of the table that the lines above began, if they began one.
#[derive(Default)]
pub(super) struct Spaced<'t>(Vec<Piece<'t>>);

impl<'t> Spaced<'t> {
    /// Whether no table goes on.
    pub(super) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a line that may belong to the table, or begin one; whether it begins one.
    pub(super) fn take(
        &mut self,
        line: Part<'t>,
        next: impl FnOnce() -> Option<Part<'t>>,
        cells: &mut Cells,
    ) -> bool {
        if !self.is_none() {
            if is_rule(line.1) {
                return false;
            }
            if let Some(row) = below(&self.0, line) {
                row.into_iter().for_each(|(heading, part)| cells.cell_below(heading, part));
                return false;
            }
            self.0.clear();
        }
        if may_be_headings(line.1) {
            let headings = pieces(line);
            let goes_on = |next: Part<'t>| is_rule(next.1) || below(&headings, next).is_some();
            if headings.iter().all(|heading| is_heading(heading.part.1)) && next().is_some_and(goes_on) {
                self.0 = headings;
            }
        }
        !self.is_none()
    }
}

/// What tells nearly all lines at once: an end that no program text has, and a first cell that ends soon.
#[inline]
fn may_be_headings(line: &str) -> bool {
    if ends_as_programs_do(line) {
        return false;
    }
    let begin = line.trim_start_matches(' ').as_bytes();
    let first = &begin[..begin.len().min(FIRST_CELL)];
    begin.first().is_some_and(u8::is_ascii_alphabetic) && has_gap(first)
}

/// Whether two spaces stand side by side. Looks at all of the few bytes there are, which is quicker than to stop early.
#[inline]
fn has_gap(part: &[u8]) -> bool {
    let pairs = part.iter().zip(part.iter().skip(1));
    pairs.fold(0, |found, (one, next)| found | u8::from(*one == b' ') & u8::from(*next == b' ')) == 1
}

/// The cells of a line, each with its heading; none if they do not stand below headings.
fn below<'t>(headings: &[Piece<'t>], line: Part<'t>) -> Option<Vec<(Part<'t>, Part<'t>)>> {
    let row: Vec<Piece<'t>> = pieces(line).into_iter().flat_map(|piece| parted(headings, piece)).collect();
    if row.len() < 2 {
        return None;
    }
    // The number of a row, as pandas prints it, stands below no heading.
    let is_number = |cell: &Piece<'_>| {
        cell.to < headings[0].from && cell.part.1.bytes().all(|byte| byte.is_ascii_digit())
    };
    let row = if is_number(&row[0]) { &row[1..] } else { &row[..] };
    let mut left = headings.iter();
    let fits = |cell: &Piece<'t>| {
        let heading = left.find(|heading| heading.from == cell.from || heading.to == cell.to)?;
        Some((heading.part, cell.part))
    };
    row.iter().map(fits).collect()
}

/// A cell that fills its column up to the next one, with a single space between, as two.
fn parted<'t>(headings: &[Piece<'t>], piece: Piece<'t>) -> Vec<Piece<'t>> {
    let (mut parts, mut rest) = (Vec::new(), piece);
    if !headings.iter().any(|heading| heading.from == piece.from) {
        return vec![piece];
    }
    for heading in headings.iter().filter(|heading| piece.from < heading.from && heading.from < piece.to) {
        let (at, text) = rest.part;
        let Some((byte, _)) = text.char_indices().nth(heading.from - rest.from) else { break };
        if let (Some(before), after) = (text[..byte].strip_suffix(' '), &text[byte..]) {
            parts.push(Piece { part: (at, before), from: rest.from, to: heading.from - 1 });
            rest = Piece { part: (at + byte, after), from: heading.from, to: rest.to };
        }
    }
    parts.push(rest);
    parts
}

/// What two spaces or more part.
fn pieces((at, line): Part<'_>) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut byte, mut column) = (0, 0);
    for (index, part) in line.split("  ").enumerate() {
        if index > 0 {
            (byte, column) = (byte + 2, column + 2);
        }
        let width = part.chars().count();
        let text = part.trim();
        if !text.is_empty() {
            let before = part.len() - part.trim_start().len();
            let from = column + before;
            let to = from + text.chars().count();
            pieces.push(Piece { part: (at + byte + before, text), from, to });
        }
        (byte, column) = (byte + part.len(), column + width);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn what_stands_below_each_other_is_read() {
        for text in [
            "NAME     BORN        AGE\nAda Roe  1958-02-01   68\nÄda Poe              101\n",
            "  NAME     BORN        AGE\n  -------  ----------  ---\n  Ada Roe  1958-02-01   68\n  Äda Poe              101\n\nEnd  of  it",
        ] {
            let expected =
                ["NAME: Ada Roe", "BORN: 1958-02-01", "AGE: 68", "NAME: Äda Poe", "AGE: 101", "Äda Poe: 101"];
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_may_fill_its_column() {
        let text = "SURNAME  DEPT   NO   AGE\nRoe      STORES JX1  34\nVAN ROEN YARD   NH2  57\n";
        let expected = [
            "SURNAME: Roe",
            "DEPT: STORES",
            "NO: JX1",
            "AGE: 34",
            "SURNAME: VAN ROEN",
            "DEPT: YARD",
            "NO: NH2",
            "AGE: 57",
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn rows_may_be_numbered() {
        assert_eq!(
            read("    name     born\n0   Ada Roe  1958-02-01\n11  Äda Poe  1961-03-04\n"),
            ["name: Ada Roe", "born: 1958-02-01", "name: Äda Poe", "born: 1961-03-04"]
        );
    }

    #[test]
    fn other_lines_with_space_in_them_are_no_table() {
        for text in [
            "Dear all.  Here it is.\nSee you.  Bye.",
            "let a  = 1;\nlet bc = 2;",
            "one  two  five\nthree  four  six",
            "one  two  three",
            "name  born  age\n\nAda   1958   68",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }
}
