//! Tables as rules read them: every cell with the heading of its column before it, where a label would stand.
//!
//! Owns: which lines are a table (Markdown, what database clients print, CSV with commas, semicolons or tabs), which
//! text is a heading, and the way back to the bytes as typed. Tables that are no lines: `table/bracketed.rs` (SQL and JSON),
//! `table/dumped.rs`, `table/marked.rs` (HTML); lines whose cells nothing but space parts: `table/spaced.rs`; lines of a label
//! and its value: `table/paired.rs`; calls that set one: `table/setters.rs`; what tools put before each line: `shown.rs`; the signs that
//! draw a table read as `|`, `-` and `+` (`plain/reading.rs`). Never: knows what a heading means; that is for the rules' cues.
//! A text without a table, as nearly all are, costs one pass ([`look`]) and a look at the last byte of some of its lines.

mod bracketed;
mod dumped;
mod look;
mod marked;
mod paired;
pub(crate) mod row;
mod setters;
mod spaced;

use allonym_tagger::lines::SEPARATORS;
use memchr::{memchr, memchr_iter, memchr3, memrchr, memrchr3};
use unicode_normalization::char::is_combining_mark;

use self::look::{Begins, Line, Look};
use self::spaced::Spaced;
use crate::detection::Span;
use crate::shown::Prefix;

/// The longest heading and the longest cell that are read: in characters, of which some scripts' have three bytes, and in bytes.
const LONGEST_HEADING: usize = 40;
const LONGEST_CELL: usize = 96;
/// How many bytes into a line of headings the first separator stands at most: a heading, quotes and space.
const FIRST_CELL: usize = LONGEST_HEADING * LETTER_BYTES + 8;
/// How many bytes a letter of a heading has at most.
const LETTER_BYTES: usize = 3;
/// What parts a heading from its cell, as a label from its value.
const HEADING_END: &str = ": ";
/// Words of a heading, at most.
const HEADING_WORDS: usize = 4;
/// What stands above the numbers of rows.
const NUMBER: &str = "#";

/// The cells of a text's tables, one below the other, each as `heading: cell`.
#[derive(Default)]
pub(crate) struct Cells {
    text: String,
    cells: Vec<Place>,
}

/// A cell under its heading.
pub(crate) struct Cell<'c> {
    /// The heading of its column.
    pub(crate) heading: &'c str,
    /// What it holds, without the space and quotes around it.
    pub(crate) value: &'c str,
    /// Where that was typed.
    pub(crate) typed: Span,
}

/// Where a line of [`Cells`] begins in its text, and where its parts were typed.
struct Place {
    line: usize,
    value: usize,
    end: usize,
    typed_heading: usize,
    typed_value: usize,
}

/// A part of the typed text and where it begins.
type Part<'t> = (usize, &'t str);

/// The table that the lines above began.
struct Table<'t> {
    /// What a tool has put before each of its lines.
    prefix: Option<Prefix>,
    separator: u8,
    headings: Vec<Part<'t>>,
    /// Its rows are labels and their values: `field,value`.
    pairs: bool,
    /// How many cells there were before its own, and their bytes, until a line divides its headings from its rows: what stands before
    /// that is their types, as duckdb and polars print them.
    above: Option<(usize, usize)>,
}

impl Cells {
    /// The cells of every table in `text`; none without a table.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut cells = Self::default();
        let begins = cells.lined(text);
        if !begins.is_empty() {
            [bracketed::read, dumped::read, marked::read, paired::read, setters::read]
                .iter()
                .for_each(|read| read(text, &begins, &mut cells));
        }
        (!cells.cells.is_empty()).then_some(cells)
    }

    /// Takes the tables of lines: those that signs part, then those that space parts, then labels with their values. Where
    /// others may begin.
    fn lined(&mut self, text: &str) -> Begins {
        let (mut table, mut spaced) = (None, Spaced::default());
        let (mut below, mut pairs) = (Self::default(), Self::default());
        let mut look = Look::over(text.as_bytes());
        for Line { start, end, is_parted, is_spaced, is_joined } in look.by_ref() {
            let line = without_return((start, &text[start..end]));
            let is_program = ends_as_programs_do(line.1);
            let may_be = (is_parted || is_spaced) && !is_program;
            let next = || after(text, line);
            let heads = (table.is_some() || is_parted && may_be) && self.parted(&mut table, line, next);
            let heads_spaced =
                (!spaced.is_none() || is_spaced && may_be) && spaced.take(line, next, &mut below);
            if paired::may_stand_above(line.1) {
                pairs.extend(next().and_then(|next| paired::above(line, next)));
            } else if (is_spaced || is_joined) && !is_program && !heads && !heads_spaced {
                pairs.extend(paired::pair(line));
            }
        }
        self.append(below);
        self.append(pairs);
        look.begins()
    }

    /// Takes a line that may belong to the table, or begin one; whether it begins one.
    fn parted<'t>(
        &mut self,
        table: &mut Option<Table<'t>>,
        line: Part<'t>,
        next: impl Fn() -> Option<Part<'t>>,
    ) -> bool {
        let goes_on = table.as_mut().is_some_and(|table| match table.without_prefix(line) {
            Some(line) if is_rule(line.1) => {
                let holds_cells = |line: Part<'_>| line.1.as_bytes().contains(&table.separator);
                if !holds_cells(line)
                    && let Some(above) = table.above.take()
                    && next().is_some_and(holds_cells)
                {
                    self.cut(above);
                }
                true
            }
            own => own.is_some_and(|line| self.row(table, line)),
        });
        if !goes_on {
            *table = Table::begun(line, next);
            if let Some(table) = table {
                table.above = Some((self.cells.len(), self.text.len()));
            }
        }
        !goes_on && table.is_some()
    }

    /// Drops what was taken since there were so many cells and bytes.
    fn cut(&mut self, (cells, bytes): (usize, usize)) {
        self.cells.truncate(cells);
        self.text.truncate(bytes);
    }

    /// Takes what was found apart.
    fn append(&mut self, mut other: Self) {
        let by = self.text.len();
        self.text.push_str(&other.text);
        for place in &mut other.cells {
            (place.line, place.value, place.end) = (place.line + by, place.value + by, place.end + by);
        }
        self.cells.append(&mut other.cells);
    }

    /// What rules are to read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Every cell, table by table and row by row.
    pub(crate) fn each(&self) -> impl Iterator<Item = Cell<'_>> {
        self.cells.iter().map(|place| Cell {
            heading: &self.text[place.line..place.value - HEADING_END.len()],
            value: &self.text[place.value..place.end],
            typed: Span { start: place.typed_value, end: place.typed_value + place.end - place.value },
        })
    }

    /// Where the headings were typed, once for each of their cells.
    pub(crate) fn headings(&self) -> impl Iterator<Item = Span> {
        let typed = |place: &Place| {
            let length = place.value - HEADING_END.len() - place.line;
            Span { start: place.typed_heading, end: place.typed_heading + length }
        };
        self.cells.iter().map(typed)
    }

    /// The bytes, as typed, of a span of the text; none when it is not inside one cell.
    pub(crate) fn typed(&self, span: Span) -> Option<Span> {
        let cell = self.cell(span.start);
        let at = cell.typed_value + span.start.checked_sub(cell.value)?;
        (span.end <= cell.end).then_some(Span { start: at, end: at + span.len() })
    }

    /// As [`Cells::typed`], for a cue, which may stand in the heading.
    pub(crate) fn typed_cue(&self, cue: Span) -> Option<Span> {
        let cell = self.cell(cue.start);
        let heading = cell.typed_heading + (cue.start - cell.line);
        self.typed(cue)
            .or_else(|| (cue.end <= cell.value).then_some(Span { start: heading, end: heading + cue.len() }))
    }

    fn cell(&self, at: usize) -> &Place {
        &self.cells[self.cells.partition_point(|cell| cell.line <= at) - 1]
    }

    /// Takes a line of the table; whether it is one.
    fn row<'t>(&mut self, table: &Table<'t>, line: Part<'t>) -> bool {
        let parts = split(line, table.separator);
        if let [label, value] = parts[..]
            && table.pairs
        {
            self.extend(paired::labelled(label, value));
        }
        self.fill(&table.headings, parts)
    }

    /// Takes a row with a cell for each heading; whether it has them.
    fn fill(&mut self, headings: &[Part<'_>], parts: Vec<Part<'_>>) -> bool {
        let fits = parts.len() == headings.len();
        if fits {
            headings.iter().zip(parts).for_each(|(&heading, part)| self.cell_below(heading, bare(part)));
        }
        fits
    }

    /// Takes a label and its value, if there is one.
    fn extend<'t>(&mut self, pair: impl IntoIterator<Item = (Part<'t>, Part<'t>)>) {
        pair.into_iter().for_each(|(label, value)| self.cell_below(label, value));
    }

    fn cell_below(&mut self, heading: Part<'_>, value: Part<'_>) {
        let says = value.1.len() <= LONGEST_CELL && value.1.contains(char::is_alphanumeric);
        if heading.1.is_empty() || !says {
            return;
        }
        let line = self.text.len();
        self.text.extend([heading.1, HEADING_END]);
        let start = self.text.len();
        self.text.push_str(value.1);
        let end = self.text.len();
        // Two line ends, over which no cue is heard.
        self.text.push_str("\n\n");
        self.cells.push(Place { line, value: start, end, typed_heading: heading.0, typed_value: value.0 });
    }
}

impl<'t> Table<'t> {
    /// The table that begins with `line`, as it stands there or behind what a tool has put before it and the next line.
    fn begun(line: Part<'t>, next: impl FnOnce() -> Option<Part<'t>>) -> Option<Self> {
        if may_be_headings(line.1) {
            return Self::headed(line, next()?.1);
        }
        let prefix = Prefix::of(line.1)?;
        let line = prefix.without(line).filter(|line| may_be_headings(line.1))?;
        let next = prefix.without(next()?)?;
        Self::headed(line, next.1).map(|table| Self { prefix: Some(prefix), ..table })
    }

    /// A line without what the tool has put before the table's.
    fn without_prefix(&self, line: Part<'t>) -> Option<Part<'t>> {
        self.prefix.map_or(Some(line), |prefix| prefix.without(line))
    }

    /// The table that begins with `line`, if it holds headings and the next line has as many cells.
    fn headed(line: Part<'t>, next: &str) -> Option<Self> {
        let separator = SEPARATORS.iter().find_map(|&(separator, least)| {
            let count = count(line.1, separator);
            // One comma parts headings that no space says are a sentence.
            let least = if line.1.contains(' ') { least } else { 1 };
            // Of two cells that a bar parts one is the label of the other, unless a line divides them from those below.
            let is_pair = separator == b'|' && count == 1;
            let goes_on =
                || (separator == b'|' && is_rule(next)) || !is_pair && count == count_in_row(next, separator);
            (count >= least && goes_on()).then_some(separator)
        })?;
        let headings: Vec<Part<'t>> = split(line, separator).into_iter().map(bare).collect();
        // Before the first cell, behind the last one, and above the numbers of rows there may be nothing.
        let (first, last) = (usize::from(headings[0].1.is_empty() && separator == b'|'), headings.len() - 1);
        let fits = |(at, heading): (usize, &Part<'_>)| match heading.1 {
            "" => at <= first || at == last && separator == b'|',
            NUMBER => at == first,
            heading => is_heading(heading),
        };
        let pairs = matches!(headings[..], [_, (_, value)] if paired::is_generic(value));
        headings.iter().enumerate().all(fits).then_some(Self {
            prefix: None,
            separator,
            headings,
            pairs,
            above: None,
        })
    }
}

/// The lines of a text, without their ends.
fn lines(text: &str) -> impl Iterator<Item = Part<'_>> {
    Look::over(text.as_bytes()).map(|line| without_return((line.start, &text[line.start..line.end])))
}

/// The line after this one.
fn after<'t>(text: &'t str, line: Part<'t>) -> Option<Part<'t>> {
    let end = line.0 + line.1.len();
    let start = end + 1 + usize::from(text.as_bytes().get(end) == Some(&b'\r'));
    let rest = text.get(start..)?;
    let length = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    Some(without_return((start, &rest[..length])))
}

fn without_return((start, line): Part<'_>) -> Part<'_> {
    (start, line.strip_suffix('\r').unwrap_or(line))
}

/// Whether the line begins and ends with headings and not as program text does, whatever parts them: what tells nearly all
/// lines at once.
#[inline]
fn may_be_headings(line: &str) -> bool {
    if ends_as_programs_do(line) {
        return false;
    }
    let bytes = line.as_bytes();
    let begin = &bytes[..bytes.len().min(FIRST_CELL)];
    let nearer = |one: Option<usize>, other: Option<usize>| one.into_iter().chain(other).min();
    let may_be = |cell: &str| {
        let (_, cell) = bare((0, cell));
        cell.is_empty() || cell == NUMBER || is_heading(cell)
    };
    nearer(memchr(b',', begin), memchr3(b'|', b';', b'\t', begin)).is_some_and(|first| {
        let last = || memrchr(b',', bytes).max(memrchr3(b'|', b';', b'\t', bytes)).unwrap_or(first);
        may_be(&line[..first]) && may_be(&line[last() + 1..])
    })
}

/// Whether the line is empty or ends as sentences and program text do.
#[inline]
fn ends_as_programs_do(line: &str) -> bool {
    line.as_bytes().last().is_none_or(|last| {
        matches!(last, b'.' | b';' | b',' | b':' | b'{' | b'}' | b'(' | b')' | b'[' | b']')
    })
}

fn count(line: &str, separator: u8) -> usize {
    memchr_iter(separator, line.as_bytes()).count()
}

/// How many separators part the cells of a row.
fn count_in_row(line: &str, separator: u8) -> usize {
    if line.contains('"') { split((0, line), separator).len() - 1 } else { count(line, separator) }
}

/// Whether the line only parts others: `|---|:-:|`, `----+----`.
fn is_rule(line: &str) -> bool {
    line.bytes().all(|byte| b"|-+:= ".contains(&byte)) && line.contains("--")
}

/// The cells of a line. A separator between double quotes parts nothing (RFC 4180), nor does `\|` in Markdown.
fn split(line: Part<'_>, separator: u8) -> Vec<Part<'_>> {
    let (mut parts, mut from, mut quoted) = (Vec::new(), 0, false);
    let bytes = line.1.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'"' && (quoted || bytes[from..at].trim_ascii().is_empty()) {
            quoted = !quoted;
        } else if byte == separator && !quoted && !bytes[from..at].ends_with(b"\\") {
            parts.push((line.0 + from, &line.1[from..at]));
            from = at + 1;
        }
    }
    parts.push((line.0 + from, &line.1[from..]));
    parts
}

/// A cell without the space, quotes and emphasis around it.
fn bare((at, cell): Part<'_>) -> Part<'_> {
    let around = |c: char| c.is_whitespace() || "\"'`*".contains(c);
    let rest = cell.trim_start_matches(around);
    (at + cell.len() - rest.len(), rest.trim_end_matches(around))
}

/// Whether a cell is a few words, as headings are.
fn is_heading(cell: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || " _-./()#'’°".contains(c) || is_combining_mark(c);
    cell.len() <= LONGEST_HEADING * LETTER_BYTES
        && (cell.len() <= LONGEST_HEADING || cell.chars().count() <= LONGEST_HEADING)
        && cell.starts_with(char::is_alphabetic)
        && cell.bytes().filter(|&byte| byte == b' ').count() < HEADING_WORDS
        && cell.bytes().filter(u8::is_ascii_digit).count() <= 1
        && cell.chars().all(inside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::Plain;

    pub(super) fn read(text: &str) -> Vec<String> {
        let cells = Cells::of(text);
        let lines = cells.iter().flat_map(|cells| cells.text().lines());
        lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn every_kind_of_table_is_read() {
        let expected =
            ["no: 1", "Name: Ada Roe", "born: 1.2.1958", "no: 2", "Name: Bo Doe", "born: 3.4.1990"];
        for text in [
            "People\n| no | Name | born |\n|---|---|:-:|\n| 1 | Ada Roe | 1.2.1958 |\n| 2 | **Bo Doe** | 3.4.1990 |\n\nThat is all.",
            "no;Name;born\n1;Ada Roe;1.2.1958\r\n2;Bo Doe;3.4.1990\r\n",
            "no\tName\tborn\n1\tAda Roe\t1.2.1958\n2\tBo Doe\t3.4.1990",
            " no |  Name   |  born\n----+---------+---------\n 1 | Ada Roe | 1.2.1958\n 2 | Bo Doe  | 3.4.1990\n(2 rows)",
            "+---+---+---+\n| no | Name | born |\n+---+---+---+\n| 1 | Ada Roe | 1.2.1958 |\n+---+---+---+\n| 2 | Bo Doe | 3.4.1990 |",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read("user,password\nroe,x1!"), ["user: roe", "password: x1!"]);
        let quoted = "\"name\",\"id\",note\n\"Roe, Ada\",7,x\nBo Doe,8,\"a, b\"\n";
        assert_eq!(
            read(quoted),
            ["name: Roe, Ada", "id: 7", "note: x", "name: Bo Doe", "id: 8", "note: a, b"]
        );
    }

    #[test]
    fn prose_and_programs_are_no_tables() {
        for text in [
            "",
            "a;b",
            "Well, yes, maybe.\nNo, not today.",
            "let a = 1;\nlet b = 2;",
            "fn f(a: u8, b: u8, c: u8)\nfn g(d: u8, e: u8, f: u8)",
            "1;2;3\n4;5;6",
            "x | y\nbut then a line without any",
            "Foo, Bar,\nBaz, Qux,",
            "Dear Ms Roe, hello\nand again, bye",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn spans_lead_back_to_what_was_typed() {
        let text = "| Name | born |\n|---|---|\n| Ädä | 1.2.1958 |";
        let cells = Cells::of(text).expect("a table");
        let back = |part: &str| {
            let start = cells.text().find(part).expect("it is read");
            Span { start, end: start + part.len() }
        };
        let typed = |span: Option<Span>| span.map(|span| &text[span.range()]);
        assert_eq!(typed(cells.typed(back("1.2.1958"))), Some("1.2.1958"));
        assert_eq!(typed(cells.typed(back("Ädä"))), Some("Ädä"));
        assert_eq!(typed(cells.typed(back("born"))), None);
        assert_eq!(typed(cells.typed_cue(back("born"))), Some("born"));
        assert_eq!(cells.typed(back("born: 1.2")), None);
        assert_eq!(cells.typed(back("Ädä\n\nborn")), None);
    }

    const ROWS: [&str; 3] = ["id,last_name,city", "7,Roe,Cologne", "8,Doe,Bonn"];
    const CELLS: [&str; 6] =
        ["id: 7", "last_name: Roe", "city: Cologne", "id: 8", "last_name: Doe", "city: Bonn"];

    fn shown(prefix: impl Fn(usize) -> String) -> String {
        let lines: Vec<String> = ROWS.iter().enumerate().map(|(at, row)| prefix(at + 1) + row).collect();
        lines.join("\n")
    }

    #[test]
    fn a_table_is_read_behind_what_tools_put_before_its_lines() {
        for text in [
            shown(|at| format!("     {at}→")),
            shown(|at| format!("     {at}\t")),
            shown(|at| format!("{at}: ").trim_end().to_owned()),
            shown(|at| format!("data/people.csv:{at}:")),
            shown(|_| "+".to_owned()),
            shown(|at| ["+", " ", "-"][at - 1].to_owned()),
            shown(|_| "> ".to_owned()),
            shown(|at| format!("9f3c2b7a (Jane Roe 2024-03-04 09:10:02 +0100 {at}) ")),
        ] {
            assert_eq!(read(&text), CELLS, "{text}");
        }
        assert_eq!(read("  1→| id | city |\n  2→|---|---|\n  3→| 7 | Bonn |"), ["id: 7", "city: Bonn"]);
    }

    #[test]
    fn a_number_of_its_own_belongs_to_the_table() {
        assert_eq!(read("no\tcity\tzip\n1\tBonn\t53111\n2\tKiel\t24103").len(), 6);
        assert_eq!(read("1\tcity\n2\tBonn"), [""; 0]);
        assert_eq!(read("1→id,city\nthen, it ends"), [""; 0], "the next line begins otherwise");
    }

    const DRAWN: [&str; 4] = ["first: Siobhán", "born: 1966-02-28", "first: Jo", "born: 1970-01-02"];

    /// The cells of both columns, which may be labels and their values as well.
    fn columns(text: &str) -> Vec<String> {
        let plain = Plain::of(text);
        let cells = read(plain.as_ref().map_or(text, Plain::text)).into_iter();
        cells.filter(|cell| cell.starts_with("first: ") || cell.starts_with("born: ")).collect()
    }

    #[test]
    fn a_drawn_table_is_read() {
        for text in [
            // sqlite3 -box.
            "┌─────────┬────────────┐\n│  first  │    born    │\n├─────────┼────────────┤\n│ Siobhán │ 1966-02-28 │\n│ Jo      │ 1970-01-02 │\n└─────────┴────────────┘",
            // duckdb.
            "┌─────────┬────────────┐\n│  first  │    born    │\n│ varchar │    date    │\n├─────────┼────────────┤\n│ Siobhán │ 1966-02-28 │\n│ Jo      │ 1970-01-02 │\n└─────────┴────────────┘\n",
            // polars.
            "shape: (2, 2)\n┌─────────┬────────────┐\n│ first   ┆ born       │\n│ ---     ┆ ---        │\n│ str     ┆ date       │\n╞═════════╪════════════╡\n│ Siobhán ┆ 1966-02-28 │\n├╌╌╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌╌╌╌╌┤\n│ Jo      ┆ 1970-01-02 │\n└─────────┴────────────┘",
            // nushell.
            "╭───┬─────────┬────────────╮\n│ # │  first  │    born    │\n├───┼─────────┼────────────┤\n│ 0 │ Siobhán │ 1966-02-28 │\n│ 1 │ Jo      │ 1970-01-02 │\n╰───┴─────────┴────────────╯",
            // rich.
            "┏━━━━━━━━━┳━━━━━━━━━━━━┓\n┃ first   ┃ born       ┃\n┡━━━━━━━━━╇━━━━━━━━━━━━┩\n│ Siobhán │ 1966-02-28 │\n│ Jo      │ 1970-01-02 │\n└─────────┴────────────┘",
            // Doubled lines, as mysqlsh and tabulate draw them.
            "╔═════════╦════════════╗\n║ first   ║ born       ║\n╠═════════╬════════════╣\n║ Siobhán ║ 1966-02-28 ║\n╟─────────╫────────────╢\n║ Jo      ║ 1970-01-02 ║\n╚═════════╩════════════╝",
            // psql, `\\pset linestyle unicode`.
            "  first  │    born    \n─────────┼────────────\n Siobhán │ 1966-02-28\n Jo      │ 1970-01-02\n(2 rows)\n",
        ] {
            assert_eq!(columns(text), DRAWN, "{text}");
            let numbered: Vec<String> =
                text.lines().zip(1..).map(|(line, number)| format!("{number:6}→{line}")).collect();
            assert_eq!(columns(&numbered.join("\n")), DRAWN, "{text}");
        }
    }

    #[test]
    fn other_drawings_are_no_table() {
        for text in [
            "src\n├── a.rs\n│   ├── b.rs\n│   └── c.rs\n└── d.rs",
            "╭──────────────────────╮\n│ ✻ Welcome to the REPL │\n╰──────────────────────╯",
            "  1 │ let a = 1;\n  2 │ let b = 2;",
        ] {
            assert_eq!(columns(text), [""; 0], "{text}");
        }
    }
}
