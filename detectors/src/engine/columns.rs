//! Which patterns can begin at a place? A column per pattern, a row per condition, and a place is a handful of rows.
//!
//! The rows of a place, ANDed, leave the patterns whose conditions all hold: mostly none, whatever the number of rules.
//! A column is left when its automaton is worth a walk; it never decides that something matches.

use crate::pattern::Bytes;
use crate::pattern::rows::{
    AFTER_RUN, AFTER_SECOND, BYTE, EDGE, LONG_GAP, LONG_RUN, NO_RUN, ROWS, RUN, Rows, SECOND, THIRD,
    gap_and_run,
};

/// A set of columns, as words of bits.
pub(super) type Set = Box<[u64]>;

/// The row that says nothing.
const ANY: usize = ROWS;
/// Rows that a place has.
const ASKED: usize = 9;

/// Words looked at in one step.
const STEP: usize = 4;

/// The conditions of many patterns.
pub(super) struct Columns {
    /// Words per row, a multiple of the step.
    width: usize,
    rows: Box<[u64]>,
    /// Verifier of each column.
    verifiers: Box<[u32]>,
    /// How many columns, from the first on, wait for no cue.
    sure: u32,
    /// By first byte: the second bytes, and the lengths of the first run, with which some column can begin.
    seconds: Box<[Bytes; 256]>,
    lengths: Box<[u32; 256]>,
}

impl Columns {
    /// `patterns`: the verifier and the conditions of each column; the first ones, so many as are `sure`, wait for no cue.
    pub(super) fn new<'a>(patterns: impl ExactSizeIterator<Item = (u32, &'a Rows)>, sure: usize) -> Self {
        let width = patterns.len().div_ceil(64).next_multiple_of(STEP);
        let mut rows = vec![0_u64; (ROWS + 1) * width].into_boxed_slice();
        let mut verifiers = Vec::new();
        for (column, (verifier, held)) in patterns.enumerate() {
            for row in held.held().chain([ANY]) {
                rows[row * width + column / 64] |= 1 << (column % 64);
            }
            verifiers.push(verifier);
        }
        let mut columns = Self {
            width,
            rows,
            verifiers: verifiers.into_boxed_slice(),
            sure: u32::try_from(sure).expect("few columns"),
            seconds: Box::new([Bytes::NONE; 256]),
            lengths: Box::new([0; 256]),
        };
        columns.learn_beginnings();
        columns
    }

    fn learn_beginnings(&mut self) {
        for first in 0..256 {
            let meet = |row: usize| {
                self.row(BYTE + first).iter().zip(self.row(row)).any(|(first, other)| first & other != 0)
            };
            let seconds = (0..256).filter(|second| meet(BYTE + 257 + second));
            let mut bytes = Bytes::NONE;
            seconds.for_each(|second| bytes.0[second / 64] |= 1 << (second % 64));
            let lengths = (0..32).filter(|&run| meet(RUN + run)).map(|run| 1_u32 << run).sum();
            (self.seconds[first], self.lengths[first]) = (bytes, lengths);
        }
    }

    /// The empty set.
    pub(super) fn none(&self) -> Set {
        vec![0; self.width].into_boxed_slice()
    }

    /// The columns of which `test` holds.
    pub(super) fn which(&self, test: impl Fn(u32) -> bool) -> Set {
        let mut set = self.none();
        for (column, _) in self.verifiers.iter().enumerate().filter(|(_, verifier)| test(**verifier)) {
            set[column / 64] |= 1 << (column % 64);
        }
        set
    }

    /// Whose column this is.
    pub(super) fn verifier(&self, column: u32) -> u32 {
        self.verifiers[column as usize]
    }

    /// Whether the column waits for no cue.
    pub(super) fn is_sure(&self, column: u32) -> bool {
        column < self.sure
    }

    /// Whether some pattern can begin with these two bytes.
    #[inline]
    pub(super) fn may_pair(&self, first: u8, second: u8) -> bool {
        self.seconds[usize::from(first)].holds(second)
    }

    #[inline]
    fn row(&self, row: usize) -> &[u64] {
        &self.rows[row * self.width..][..self.width]
    }

    /// Adds the columns that may match at `at`, where no run of letters and digits begins.
    pub(super) fn at_sign(&self, text: &[u8], at: usize, found: &mut Vec<u32>) {
        self.left(text, at, None, found);
    }

    /// Adds the columns that may match where the run of letters and digits at `at` begins; `window` has a bit per
    /// letter or digit from there on.
    #[inline]
    pub(super) fn at_run(&self, text: &[u8], at: usize, window: u64, found: &mut Vec<u32>) {
        let first = text[at];
        let length = (window.trailing_ones() as usize).min(LONG_RUN);
        let second = text.get(at + 1).is_none_or(|&second| self.may_pair(first, second));
        if second && self.lengths[usize::from(first)] >> length & 1 == 1 {
            self.left(text, at, Some(window), found);
        }
    }

    /// The first two bytes and the length of the run refuse most, so the other rows are asked only then.
    fn left(&self, text: &[u8], at: usize, window: Option<u64>, found: &mut Vec<u32>) {
        let asked = asked(text, at, window).map(|row| self.row(row).as_chunks::<STEP>().0);
        let [first, second, run, others @ ..] = asked;
        for (step, first) in first.iter().enumerate() {
            let mut left: [u64; STEP] =
                std::array::from_fn(|word| first[word] & second[step][word] & run[step][word]);
            if left == [0; STEP] {
                continue;
            }
            for other in &others {
                left.iter_mut().zip(&other[step]).for_each(|(left, other)| *left &= other);
            }
            for (word, left) in left.into_iter().enumerate().filter(|(_, left)| *left != 0) {
                push(left, (step * STEP + word) * 64, found);
            }
        }
    }
}

fn push(mut left: u64, base: usize, found: &mut Vec<u32>) {
    let base = u32::try_from(base).expect("few columns");
    while left != 0 {
        found.push(base + left.trailing_zeros());
        left &= left - 1;
    }
}

/// The rows of a place: first byte, second byte, length of the run, then what is asked after these.
#[inline]
fn asked(text: &[u8], at: usize, window: Option<u64>) -> [usize; ASKED] {
    let mut asked = [ANY; ASKED];
    asked[0] = BYTE + usize::from(text[at]);
    asked[1] = BYTE + 257 + byte(text, at + 1);
    asked[3] = BYTE + 2 * 257 + byte(text, at + 2);
    asked[4] = BYTE + 3 * 257 + byte(text, at + 3);
    if let Some(window) = window {
        asked[2] = RUN + (window.trailing_ones() as usize).min(LONG_RUN);
        runs(text, at, window, &mut asked[5..]);
    }
    asked
}

/// The byte at `at` as a row counts it.
#[inline]
fn byte(text: &[u8], at: usize) -> usize {
    text.get(at).map_or(EDGE, |&byte| usize::from(byte))
}

/// The rows of up to three runs; `window` has a bit per letter or digit from `at` on, and what it does not show stays
/// open.
#[inline]
fn runs(text: &[u8], at: usize, window: u64, asked: &mut [usize]) {
    let run = window.trailing_ones() as usize;
    let (first, second) = asked.split_at_mut(2);
    let Some(next) = follow(text, at, run, window, (AFTER_RUN, SECOND), first) else { return };
    let end = next + (window >> next).trailing_ones() as usize;
    follow(text, at, end, window, (AFTER_SECOND, THIRD), second);
}

/// The rows of what follows a run that ends at `end`: the sign after it, and the next run. Where that begins; none when
/// the window does not show it whole.
#[inline]
fn follow(
    text: &[u8],
    at: usize,
    end: usize,
    window: u64,
    (after, next_run): (usize, usize),
    asked: &mut [usize],
) -> Option<usize> {
    if end >= 64 {
        return None;
    }
    asked[0] = after + byte(text, at + end);
    let rest = window >> end;
    if rest == 0 {
        if at + 64 >= text.len() {
            asked[1] = next_run + NO_RUN;
        }
        return None;
    }
    let gap = rest.trailing_zeros() as usize;
    let run = (rest >> gap).trailing_ones() as usize;
    let start = end + gap;
    if start + run >= 64 {
        return None;
    }
    asked[1] = next_run + gap_and_run(gap.min(LONG_GAP), run);
    Some(start)
}
