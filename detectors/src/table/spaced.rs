//! Tables whose columns stand below each other with space between, as programs print them: `NAME      BORN` above
//! `Ada Roe   1.2.1958`.
//!
//! Owns: which lines are such a table: each cell begins or ends where the heading of its column does, counted in characters.
//! A cell may be missing, and a row may be numbered. Never: reads a line with a single cell, or one with a cell that stands below nothing.

use super::{Cells, FIRST_CELL, Part, ends_as_programs_do, is_heading, is_rule};
use crate::shown::Prefix;

/// A cell or a heading and where it begins and ends in its line, in characters.
#[derive(Clone, Copy)]
struct Piece<'t> {
    part: Part<'t>,
    from: usize,
    to: usize,
}

/// The headings of the table that the lines above began, if they began one, and what a tool has put before each of its lines.
#[derive(Default)]
pub(super) struct Spaced<'t> {
    headings: Vec<Piece<'t>>,
    prefix: Option<Prefix>,
}

impl<'t> Spaced<'t> {
    /// Whether no table goes on.
    pub(super) fn is_none(&self) -> bool {
        self.headings.is_empty()
    }

    /// Takes a line that may belong to the table, or begin one; whether it begins one.
    pub(super) fn take(
        &mut self,
        line: Part<'t>,
        next: impl FnOnce() -> Option<Part<'t>>,
        cells: &mut Cells,
    ) -> bool {
        if !self.is_none() {
            let own = own(self.prefix, line);
            if own.is_some_and(|line| is_rule(line.1)) {
                return false;
            }
            if let Some(row) = own.and_then(|line| below(&self.headings, line)) {
                row.into_iter().for_each(|(heading, part)| cells.cell_below(heading, part));
                return false;
            }
        }
        *self = Self::begun(line, next).unwrap_or_default();
        !self.is_none()
    }

    /// The table that begins with `line`, as it stands there or behind what a tool has put before it and the next line.
    fn begun(line: Part<'t>, next: impl FnOnce() -> Option<Part<'t>>) -> Option<Self> {
        let prefix = if may_be_headings(line.1) { None } else { Some(Prefix::of(line.1)?) };
        let line = own(prefix, line).filter(|line| may_be_headings(line.1))?;
        let next = own(prefix, next()?)?;
        let headings = headings(line, next)?;
        Some(Self { headings, prefix })
    }
}

/// A line without what a tool has put before it.
fn own(prefix: Option<Prefix>, line: Part<'_>) -> Option<Part<'_>> {
    prefix.map_or(Some(line), |prefix| prefix.without(line))
}

/// The headings that a line is, by the next one: two spaces part them, or one, if each stands as pandas prints it, above the end of a cell.
fn headings<'t>(line: Part<'t>, next: Part<'t>) -> Option<Vec<Piece<'t>>> {
    let are = |headings: &[Piece<'t>]| headings.iter().all(|heading| is_heading(heading.part.1));
    let parted = pieces(line, "  ");
    if are(&parted) && (is_rule(next.1) || below(&parted, next).is_some()) {
        return Some(parted);
    }
    let words = pieces(line, " ");
    let ends = |to: usize| words.iter().any(|heading| heading.to == to);
    let is_full = || {
        let row = pieces(next, "  ");
        row.len() >= words.len() && row.iter().rev().take(words.len()).all(|cell| ends(cell.to))
    };
    (are(&words) && is_full() && below(&words, next).is_some()).then_some(words)
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
    let row: Vec<Piece<'t>> =
        pieces(line, "  ").into_iter().flat_map(|piece| parted(headings, piece)).collect();
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

/// What such a gap parts, or a wider one.
fn pieces<'t>((at, line): Part<'t>, gap: &str) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let (mut byte, mut column) = (0, 0);
    for (index, part) in line.split(gap).enumerate() {
        if index > 0 {
            (byte, column) = (byte + gap.len(), column + gap.len());
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
    fn headings_may_fill_their_columns() {
        let text = "      no first_name last_name        born\n0  48213        Ada       Roe  1958-02-01\n1      7         Bo     Poe É  1961-03-04\n";
        let expected = [
            "no: 48213",
            "first_name: Ada",
            "last_name: Roe",
            "born: 1958-02-01",
            "no: 7",
            "first_name: Bo",
            "last_name: Poe É",
            "born: 1961-03-04",
        ];
        assert_eq!(read(text), expected);
        let numbered: Vec<String> =
            text.lines().zip(1..).map(|(line, number)| format!("{number:6}→{line}")).collect();
        assert_eq!(read(&numbered.join("\n")), expected);
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
