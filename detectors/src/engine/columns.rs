//! Which patterns can begin at a place? A column per way in which a pattern begins, a row per condition, and a place is a
//! handful of rows.
//!
//! The rows of a place, ANDed 64 columns at a time, leave the patterns whose conditions all hold: mostly none, whatever the
//! number of rules. Columns that count without any cue stand in the first words, those that wait for one in the others. A
//! column is left when its automaton is worth a walk; it never decides that something matches.

use std::ops::Range;

use super::matrix::{Groups, Matrix, WORD};
use crate::boundary::Boundary;
use crate::pattern::Bytes;
use crate::pattern::rows::{
    AFTER_RUN, AFTER_SECOND, BYTE, EDGE, LONG_GAP, LONG_RUN, NO_RUN, ROWS, RUN, Rows, SECOND, SECOND_BEGIN,
    THIRD, THIRD_BEGIN, begin, gap_and_run,
};

/// A set of columns, as words of bits.
pub(super) type Set = Box<[u64]>;

/// The row that says nothing.
const ANY: usize = ROWS;
/// The first of the rows that tell what stands before a place.
const BEFORE: usize = ROWS + 1;
/// Kinds of what stands two bytes before a place.
const OUTER: [u8; 3] = [b' ', b'1', b'z'];
/// All rows: before a digit and before another byte, what stands two bytes before, and one byte before.
const ALL_ROWS: usize = BEFORE + 2 * OUTER.len() * 257;
/// Stands where a word has no column.
const NOBODY: u32 = u32::MAX;

/// One place as columns see it: its rows.
pub(super) type Asked = Groups<3>;

/// One way in which a pattern can begin.
pub(super) struct Column<'a> {
    pub(super) verifier: u32,
    pub(super) rows: &'a Rows,
    /// What a match must be set off by where it begins.
    pub(super) boundary: Boundary,
}

/// The conditions of many patterns.
pub(super) struct Columns {
    matrix: Matrix<ALL_ROWS>,
    /// Words of columns that wait for no cue.
    sure: usize,
    /// Verifier of each column.
    verifiers: Box<[u32]>,
    /// With what some column can begin, and some that waits for no cue.
    any: Beginnings,
    any_sure: Beginnings,
}

/// By first byte: the second bytes, and the lengths of the first run, with which some column can begin.
struct Beginnings {
    seconds: Box<[Bytes; 256]>,
    lengths: Box<[u32; 256]>,
}

impl Beginnings {
    #[inline]
    fn may(&self, first: u8, second: Option<u8>, length: usize) -> bool {
        let (seconds, lengths) = (&self.seconds[usize::from(first)], self.lengths[usize::from(first)]);
        lengths >> length & 1 == 1 && second.is_none_or(|second| seconds.holds(second))
    }
}

impl Columns {
    /// The columns that wait for no cue, and those that wait for one.
    pub(super) fn new(sure: &[Column<'_>], waiting: &[Column<'_>]) -> Self {
        let first_waiting = sure.len().div_ceil(WORD);
        let words = first_waiting + waiting.len().div_ceil(WORD);
        let mut matrix = Matrix::new(words);
        let mut befores = Befores::default();
        let mut verifiers = vec![NOBODY; words * WORD].into_boxed_slice();
        for (first, columns) in [(0, sure), (first_waiting, waiting)] {
            for (column, Column { verifier, .. }) in (first * WORD..).zip(columns) {
                verifiers[column] = *verifier;
            }
            for (word, columns) in (first..).zip(columns.chunks(WORD)) {
                matrix.put(word, columns.len(), |column| &columns[column].rows.0);
                matrix.set(ANY, word, u64::MAX >> (WORD - columns.len()));
                befores.put(&mut matrix, word, columns);
            }
        }
        let (any, any_sure) = (beginnings(&matrix, words), beginnings(&matrix, first_waiting));
        matrix.complete();
        Self { matrix, sure: first_waiting, verifiers, any, any_sure }
    }

    /// The empty set of columns that wait.
    pub(super) fn none(&self) -> Set {
        vec![0; self.matrix.words() - self.sure].into_boxed_slice()
    }

    /// The waiting columns of each verifier, of so many.
    pub(super) fn waiting_of(&self, verifiers: usize) -> Vec<Vec<usize>> {
        let mut of = vec![Vec::new(); verifiers];
        let columns = self.waiting().enumerate().filter(|&(_, verifier)| verifier != NOBODY);
        columns.for_each(|(column, verifier)| of[verifier as usize].push(column));
        of
    }

    fn waiting(&self) -> impl Iterator<Item = u32> + '_ {
        self.verifiers[self.sure * WORD..].iter().copied()
    }

    /// Whose waiting column this is, by its number in a set.
    #[inline]
    pub(super) fn waiting_verifier(&self, column: usize) -> u32 {
        self.verifiers[self.sure * WORD + column]
    }

    /// Whether some pattern can begin with these two bytes.
    pub(super) fn may_pair(&self, first: u8, second: u8) -> bool {
        self.any.seconds[usize::from(first)].holds(second)
    }

    /// Whether a column may match where a run of letters and digits of such a length begins, by its first two bytes:
    /// any column, and one that waits for no cue.
    #[inline]
    pub(super) fn may_begin(&self, text: &[u8], at: usize, run: usize) -> (bool, bool) {
        let (first, second, run) = (text[at], text.get(at + 1).copied(), run.min(LONG_RUN));
        (self.any.may(first, second, run), self.any_sure.may(first, second, run))
    }

    /// Calls `found` with every word of columns left, first those that wait for no cue; only those that wait unless `sure`.
    #[inline]
    pub(super) fn left(&self, asked: &Asked, sure: bool, found: impl FnMut(usize, u64)) {
        self.matrix.left(asked, if sure { 0 } else { self.sure }, found);
    }

    /// Of a word, its number among those whose columns wait for a cue; none when its columns wait for none.
    #[inline]
    pub(super) fn waiting_word(&self, word: usize) -> Option<usize> {
        word.checked_sub(self.sure)
    }

    /// Whose column this is.
    #[inline]
    pub(super) fn verifier(&self, word: usize, bit: usize) -> u32 {
        self.verifiers[word * WORD + bit]
    }
}

/// Of the first so many words.
fn beginnings(matrix: &Matrix<ALL_ROWS>, words: usize) -> Beginnings {
    let words = |row: usize| matrix.row(row).take(words);
    let rows = |rows: Range<usize>| rows.map(|row| words(row).collect()).collect::<Vec<Vec<u64>>>();
    let (seconds, lengths) = (rows(BYTE + 257..BYTE + 257 + 256), rows(RUN..RUN + 32));
    let mut beginnings = Beginnings { seconds: Box::new([Bytes::NONE; 256]), lengths: Box::new([0; 256]) };
    for first in 0..=255_u8 {
        let begin: Vec<(usize, u64)> =
            words(BYTE + usize::from(first)).enumerate().filter(|(_, word)| *word != 0).collect();
        let meets = |row: &Vec<u64>| begin.iter().any(|(word, first)| first & row[*word] != 0);
        beginnings.seconds[usize::from(first)] = Bytes::of(|second| meets(&seconds[usize::from(second)]));
        beginnings.lengths[usize::from(first)] =
            (0..32).filter(|&run| meets(&lengths[run])).map(|run| 1_u32 << run).sum();
    }
    beginnings
}

/// What may stand before a match, by what it must be set off by: from the row [`BEFORE`] on.
#[derive(Default)]
struct Befores(Vec<(Boundary, Box<[bool]>)>);

impl Befores {
    fn of(&mut self, boundary: Boundary) -> usize {
        self.0.iter().position(|(known, _)| *known == boundary).unwrap_or_else(|| {
            let may = (0..ALL_ROWS - BEFORE).map(|row| may_stand_before(boundary, row));
            self.0.push((boundary, may.collect()));
            self.0.len() - 1
        })
    }

    /// Puts in a word's columns what may stand before them.
    fn put(&mut self, matrix: &mut Matrix<ALL_ROWS>, word: usize, columns: &[Column<'_>]) {
        let mut set = Vec::new();
        for (bit, column) in columns.iter().enumerate() {
            let known = self.of(column.boundary);
            set.resize(self.0.len(), 0);
            set[known] |= 1 << bit;
        }
        for row in 0..ALL_ROWS - BEFORE {
            let may = self.0.iter().zip(&set).filter(|((_, may), _)| may[row]);
            matrix.set(BEFORE + row, word, may.map(|(_, columns)| columns).sum());
        }
    }
}

/// Whether a match may begin behind what a row from [`BEFORE`] on stands for: [`before`] the other way round.
fn may_stand_before(boundary: Boundary, row: usize) -> bool {
    let (kind, byte) = (row / 257, row % 257);
    let first = if kind < OUTER.len() { b'1' } else { b'A' };
    let boundary = match boundary {
        // Asks for more than two bytes, but first for all that this one does.
        Boundary::Address => Boundary::Auto,
        other => other,
    };
    let left = |text: &[u8]| {
        let text = std::str::from_utf8(text).expect("ASCII");
        boundary.left(text, text.len() - 1)
    };
    match u8::try_from(byte) {
        Err(_) => left(&[first]),
        Ok(before) if !before.is_ascii() => true,
        Ok(before) => {
            let outer = OUTER[kind % OUTER.len()];
            // A full stop counts as neither digit nor letter, but may end a label: `Nr.#12`.
            let stop = !outer.is_ascii_alphanumeric() && left(&[b'.', before, first]);
            stop || left(&[outer, before, first])
        }
    }
}

/// The row of what stands before `at`, counted from [`BEFORE`].
#[inline]
fn before(text: &[u8], at: usize) -> usize {
    let byte = |back: usize| at.checked_sub(back).map(|at| text[at]);
    let outer = match byte(2) {
        Some(outer) if outer.is_ascii_digit() => 1,
        Some(outer) if outer.is_ascii_alphabetic() => 2,
        _ => 0,
    };
    let kind = outer + if text[at].is_ascii_digit() { 0 } else { OUTER.len() };
    kind * 257 + byte(1).map_or(EDGE, usize::from)
}

/// A place's rows; `window` has a bit per letter or digit from there on, when a run begins there.
#[inline]
pub(super) fn asked(text: &[u8], at: usize, window: Option<u64>) -> Asked {
    let before = BEFORE + before(text, at);
    let ahead = |ahead: usize| BYTE + ahead * 257 + byte(text, at + ahead);
    let bytes = [BYTE + usize::from(text[at]), ahead(1), ahead(2), ahead(3)];
    let Some(window) = window else {
        return [bytes, [before, ANY, ANY, ANY], [ANY; 4]];
    };
    let run = window.trailing_ones() as usize;
    let (first, next) = follow(text, at, run, window, (AFTER_RUN, SECOND, SECOND_BEGIN));
    let [after, second, second_begin] = first;
    let [after_second, third, third_begin] = next.map_or([ANY; 3], |next| {
        let end = next + (window >> next).trailing_ones() as usize;
        follow(text, at, end, window, (AFTER_SECOND, THIRD, THIRD_BEGIN)).0
    });
    [
        [RUN + run.min(LONG_RUN), bytes[0], after, before],
        [second, second_begin, bytes[1], bytes[2]],
        [bytes[3], after_second, third, third_begin],
    ]
}

/// The byte at `at` as a row counts it.
#[inline]
fn byte(text: &[u8], at: usize) -> usize {
    text.get(at).map_or(EDGE, |&byte| usize::from(byte))
}

/// The rows of what follows a run that ends at `end`: the sign after it, the length of the next run and its beginning, as far
/// as the window shows them. Where the next run begins; none when the window does not show it whole.
#[inline]
fn follow(
    text: &[u8],
    at: usize,
    end: usize,
    window: u64,
    (after, next_run, begins): (usize, usize, usize),
) -> ([usize; 3], Option<usize>) {
    if end >= 64 {
        return ([ANY; 3], None);
    }
    let after = after + byte(text, at + end);
    let rest = window >> end;
    if rest == 0 {
        let none = if at + 64 >= text.len() { next_run + NO_RUN } else { ANY };
        return ([after, none, ANY], None);
    }
    let gap = rest.trailing_zeros() as usize;
    let run = (rest >> gap).trailing_ones() as usize;
    let start = end + gap;
    let begins = begins + begin(gap, text[at + start]);
    if start + run >= 64 {
        return ([after, ANY, begins], None);
    }
    ([after, next_run + gap_and_run(gap.min(LONG_GAP), run), begins], Some(start))
}
