//! Which patterns can begin at a place? A column per way in which a pattern begins, a row per condition, and a place is a
//! handful of rows.
//!
//! The rows of a place, ANDed 64 columns at a time, leave the patterns whose conditions all hold: mostly none, whatever the
//! number of rules. Columns that count without any cue stand in the first words, then those that wait for a near one, then those
//! that wait for one farther away. A column is left when its automaton is worth a walk; it never decides that something matches.

use super::matrix::{Groups, Matrix, Pairs, WORD};
use crate::boundary::Boundary;
use crate::pattern::behind::{self, Behind};
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
/// How many kinds of row there are of what stands right before a place: before a digit and before another byte, what stands two
/// bytes before.
const BEFORES: usize = 2 * OUTER.len();
/// The first of the rows that tell which byte stands two bytes before a sign, then three and four bytes before.
const BEHIND: usize = BEFORE + BEFORES * 257;
/// All rows: as many as an index can be told to be below with one instruction.
const ALL_ROWS: usize = (BEFORE + LEFT_ROWS).next_power_of_two();
/// The rows from [`BEFORE`] on.
const LEFT_ROWS: usize = BEHIND - BEFORE + (behind::DEPTH - 1) * 257;
/// Stands where a word has no column.
const NOBODY: u32 = u32::MAX;

/// One way in which a pattern can begin.
pub(super) struct Column<'a> {
    pub(super) verifier: u32,
    pub(super) rows: &'a Rows,
    pub(super) left: &'a Left,
}

/// What must stand before a place where a pattern begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Left {
    /// What a match must be set off by.
    Boundary(Boundary),
    /// The end of a lead.
    Lead(Behind),
}

/// The conditions of many patterns.
pub(super) struct Columns {
    matrix: Matrix<ALL_ROWS>,
    /// Where the words begin of columns that wait for a near cue, and of those that wait for one farther away.
    near: usize,
    far: usize,
    /// Verifier of each column.
    verifiers: Box<[u32]>,
    /// The words whose columns can begin with two bytes, with a byte of ASCII and a first run of some length, and with a run and a
    /// byte behind it: what tells most places at once.
    bytes: Pairs,
    lengths: Pairs,
    after: Pairs,
}

impl Columns {
    /// The columns that wait for no cue, those that wait for a near one, and those that wait for one farther away.
    pub(super) fn new(kinds: [&[Column<'_>]; 3]) -> Self {
        let words = kinds.map(|columns| columns.len().div_ceil(WORD));
        let [sure, near, _] = words;
        let all: usize = words.iter().sum();
        let mut matrix = Matrix::new(all);
        let mut befores = Befores::default();
        let mut verifiers = vec![NOBODY; all * WORD].into_boxed_slice();
        for (first, columns) in [0, sure, sure + near].into_iter().zip(kinds) {
            for (column, Column { verifier, .. }) in (first * WORD..).zip(columns) {
                verifiers[column] = *verifier;
            }
            for (word, columns) in (first..).zip(columns.chunks(WORD)) {
                matrix.put(word, columns.len(), |column| &columns[column].rows.0);
                matrix.set(ANY, word, u64::MAX >> (WORD - columns.len()));
                befores.put(&mut matrix, word, columns);
            }
        }
        matrix.complete();
        let first = BYTE..BYTE + 128;
        Self {
            bytes: matrix.pairs(first.clone(), BYTE + 257..BYTE + 2 * 257),
            lengths: matrix.pairs(first, RUN..RUN + 32),
            after: matrix.pairs(RUN..RUN + 32, AFTER_RUN..AFTER_RUN + 257),
            matrix,
            near: sure,
            far: sure + near,
            verifiers,
        }
    }

    /// The empty set of columns that wait.
    pub(super) fn none(&self) -> Set {
        vec![0; self.matrix.words() - self.near].into_boxed_slice()
    }

    /// The waiting columns of each verifier, of so many.
    pub(super) fn waiting_of(&self, verifiers: usize) -> Vec<Vec<usize>> {
        let mut of = vec![Vec::new(); verifiers];
        let columns = self.waiting_verifiers().enumerate().filter(|&(_, verifier)| verifier != NOBODY);
        columns.for_each(|(column, verifier)| of[verifier as usize].push(column));
        of
    }

    fn waiting_verifiers(&self) -> impl Iterator<Item = u32> + '_ {
        self.verifiers[self.near * WORD..].iter().copied()
    }

    /// Whose waiting column this is, by its number in a set.
    #[inline]
    pub(super) fn waiting_verifier(&self, column: usize) -> u32 {
        self.verifiers[self.near * WORD + column]
    }

    /// The words, a bit each, in which some column may hold where a sign of ASCII stands, by its byte and the next.
    #[inline]
    pub(super) fn begin_with_sign(&self, text: &[u8], at: usize) -> u64 {
        self.bytes.of(usize::from(text[at]), byte(text, at + 1))
    }

    /// As [`Columns::begin_with_sign`], where a run of so many letters and digits begins, 64 and more counting as one; by its
    /// length and what stands behind it too.
    #[inline]
    pub(super) fn begin_with_run(&self, text: &[u8], at: usize, run: usize) -> u64 {
        let (first, length) = (usize::from(text[at]), run.min(LONG_RUN));
        let words = self.bytes.of(first, byte(text, at + 1)) & self.lengths.of(first, length);
        if run < 64 { words & self.after.of(length, byte(text, at + run)) } else { words }
    }

    /// Those of a set of words, a bit each, in which some column may hold in all of a place's rows.
    #[inline]
    pub(super) fn held<const N: usize>(&self, words: u64, asked: &Groups<N>) -> u64 {
        words & self.matrix.held(asked)
    }

    /// Of a set of words, those whose columns wait for a near cue: they count from `self.near` on in a set of words that wait.
    #[inline]
    pub(super) fn near(&self, words: u64) -> u64 {
        words & u64::MAX.unbounded_shl(self.near as u32) & !u64::MAX.unbounded_shl(self.far as u32)
    }

    /// A set of words that wait, as a set of words.
    #[inline]
    pub(super) fn waiting(&self, words: u64) -> u64 {
        words.unbounded_shl(self.near as u32)
    }

    /// The columns of one word that hold in all of a place's rows.
    #[inline]
    pub(super) fn left<const N: usize>(&self, asked: &Groups<N>, word: usize) -> u64 {
        self.matrix.left(asked, word)
    }

    /// Of a word, its number among those whose columns wait for a cue; none when its columns wait for none.
    #[inline]
    pub(super) fn waiting_word(&self, word: usize) -> Option<usize> {
        word.checked_sub(self.near)
    }

    /// Whose column this is.
    #[inline]
    pub(super) fn verifier(&self, word: usize, bit: usize) -> u32 {
        self.verifiers[word * WORD + bit]
    }
}

/// What may stand before a match, by what must stand there: a mask for each row from [`BEFORE`] on, all ones where it may. What
/// is not the end of a lead has none from [`BEHIND`] on, where anything may stand.
#[derive(Default)]
struct Befores<'a>(Vec<(&'a Left, Box<[u64]>)>);

impl<'a> Befores<'a> {
    fn of(&mut self, left: &'a Left) -> usize {
        self.0.iter().position(|(known, _)| *known == left).unwrap_or_else(|| {
            self.0.push((left, left.rows()));
            self.0.len() - 1
        })
    }

    /// Puts in a word's columns what may stand before them.
    fn put(&mut self, matrix: &mut Matrix<ALL_ROWS>, word: usize, columns: &[Column<'a>]) {
        let mut set = Vec::new();
        let mut free = 0;
        for (bit, column) in columns.iter().enumerate() {
            let known = self.of(column.left);
            set.resize(self.0.len(), 0);
            set[known] |= 1 << bit;
            free |= u64::from(matches!(column.left, Left::Boundary(_))) << bit;
        }
        let rows = &mut matrix.word(word)[BEFORE..];
        rows[BEHIND - BEFORE..LEFT_ROWS].fill(free);
        for ((_, may), columns) in self.0.iter().zip(set).filter(|(_, columns)| *columns != 0) {
            rows.iter_mut().zip(may).for_each(|(row, may)| *row |= columns & may);
        }
    }
}

impl Left {
    /// Whether it may be what each row from [`BEFORE`] on stands for: [`before`] the other way round.
    fn rows(&self) -> Box<[u64]> {
        let rows = (0..LEFT_ROWS).map(|row| (row / 257, row % 257));
        let mask = |may: bool| if may { u64::MAX } else { 0 };
        match self {
            Self::Boundary(boundary) => {
                let first = |kind: usize| if kind < OUTER.len() { b'1' } else { b'A' };
                let may = |(kind, byte): (usize, usize)| {
                    let (outer, byte) = (OUTER[kind % OUTER.len()], u8::try_from(byte).ok());
                    mask(may_be_set_off(*boundary, outer, byte, first(kind)))
                };
                rows.take(BEHIND - BEFORE).map(may).collect()
            }
            Self::Lead(behind) => {
                let outer =
                    OUTER.map(|outer| (0..=EDGE).any(|byte| kind_of(byte) == outer && behind.holds(1, byte)));
                let may = |(kind, byte): (usize, usize)| {
                    mask(match kind.checked_sub(BEFORES) {
                        Some(depth) => behind.holds(depth + 1, byte),
                        None => outer[kind % OUTER.len()] && behind.holds(0, byte),
                    })
                };
                rows.map(may).collect()
            }
        }
    }
}

/// Whether a match may begin with `first` behind these two bytes.
fn may_be_set_off(boundary: Boundary, outer: u8, before: Option<u8>, first: u8) -> bool {
    let boundary = match boundary {
        // Asks for more than two bytes, but first for all that this one does.
        Boundary::Address => Boundary::Auto,
        other => other,
    };
    let left = |text: &[u8]| {
        let text = std::str::from_utf8(text).expect("ASCII");
        boundary.left(text, text.len() - 1)
    };
    match before {
        None => left(&[first]),
        Some(before) if !before.is_ascii() => true,
        // A stroke may part two values, which asks for more than two bytes.
        Some(b'/') if matches!(boundary, Boundary::Auto | Boundary::Group | Boundary::Ipv4) => true,
        Some(before) => {
            // A full stop counts as neither digit nor letter, but may end a label: `Nr.#12`.
            let stop = !outer.is_ascii_alphanumeric() && left(&[b'.', before, first]);
            stop || left(&[outer, before, first])
        }
    }
}

/// Which of [`OUTER`] stands for this byte, or the text's beginning.
fn kind_of(byte: usize) -> u8 {
    match u8::try_from(byte) {
        Ok(byte) if byte.is_ascii_digit() => OUTER[1],
        Ok(byte) if byte.is_ascii_alphabetic() => OUTER[2],
        _ => OUTER[0],
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

/// The rows of a place where a sign stands.
#[inline]
pub(super) fn asked_of_sign(text: &[u8], at: usize) -> Groups<2> {
    let [first, second, third, fourth] = bytes(text, at);
    let behind = |depth: usize| {
        let byte = at.checked_sub(depth + 1).map_or(EDGE, |at| usize::from(text[at]));
        BEHIND + (depth - 1) * 257 + byte
    };
    [[second, first, third, BEFORE + before(text, at)], [behind(1), behind(2), behind(3), fourth]]
}

/// The rows of a place where a run begins; `window` has a bit per letter or digit from there on.
#[inline]
pub(super) fn asked_of_run(text: &[u8], at: usize, window: u64) -> Groups<3> {
    let (bytes, before) = (bytes(text, at), BEFORE + before(text, at));
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

/// The rows of the bytes from `at` on.
#[inline]
fn bytes(text: &[u8], at: usize) -> [usize; 4] {
    let ahead = |ahead: usize| BYTE + ahead * 257 + byte(text, at + ahead);
    [BYTE + usize::from(text[at]), ahead(1), ahead(2), ahead(3)]
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
