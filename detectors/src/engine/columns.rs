//! Which patterns can begin at a place? A column per pattern, a row per condition, and a place is a handful of rows.
//!
//! The rows of a place, ANDed, leave the patterns whose conditions all hold: mostly none, whatever the number of rules.
//! Columns that count without any cue stand in the first words, those that wait for one in the others. A column is left
//! when its automaton is worth a walk; it never decides that something matches.

use crate::pattern::Bytes;
use crate::pattern::rows::{
    AFTER_RUN, AFTER_SECOND, BYTE, EDGE, LONG_GAP, LONG_RUN, NO_RUN, ROWS, RUN, Rows, SECOND, SECOND_BEGIN,
    THIRD, THIRD_BEGIN, begin, gap_and_run,
};

/// A set of columns, as words of bits.
pub(super) type Set = Box<[u64]>;

/// The row that says nothing.
const ANY: usize = ROWS;
/// Rows that a place has.
const ASKED: usize = 11;
/// Columns per word.
const WORD: usize = 64;
/// Stands where a word has no column.
const NOBODY: u32 = u32::MAX;

/// One place as columns see it: its rows.
pub(super) type Asked = [usize; ASKED];

/// The conditions of many patterns.
pub(super) struct Columns {
    /// Words per row, and how many of them, from the first on, are of columns that wait for no cue.
    width: usize,
    sure: usize,
    rows: Box<[u64]>,
    /// Verifier of each column.
    verifiers: Box<[u32]>,
    /// With what some column can begin, and some that waits for no cue.
    any: Beginnings,
    any_sure: Beginnings,
    /// By row, a bit per word in which some column holds it.
    words: Box<[u64]>,
}

/// The most words that a row can have.
const MOST: usize = 64;
/// How many columns there is room for.
pub(super) const ROOM: usize = (MOST - 2) * WORD;

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
    /// `sure` and `waiting`: the verifier and the conditions of each column that waits for no cue, and that waits for one.
    pub(super) fn new(sure: &[(u32, &Rows)], waiting: &[(u32, &Rows)]) -> Self {
        let words = |columns: &[(u32, &Rows)]| columns.len().div_ceil(WORD);
        let (first, width) = (words(sure), words(sure) + words(waiting));
        let mut rows = vec![0_u64; (ROWS + 1) * width].into_boxed_slice();
        let mut verifiers = vec![NOBODY; width * WORD].into_boxed_slice();
        let placed = (0..).zip(sure).chain((first * WORD..).zip(waiting));
        for (column, (verifier, held)) in placed {
            for row in held.held().chain([ANY]) {
                rows[row * width + column / WORD] |= 1 << (column % WORD);
            }
            verifiers[column] = *verifier;
        }
        let beginnings = |words: usize| beginnings(|row| &rows[row * width..][..words]);
        let (any, any_sure) = (beginnings(width), beginnings(first));
        let words = |columns: &[u64]| {
            let held = columns.iter().enumerate().filter(|(_, columns)| **columns != 0);
            held.map(|(word, _)| 1_u64 << word).sum::<u64>()
        };
        let words = rows.chunks(width.max(1)).map(words).collect();
        Self { width, sure: first, rows, verifiers, any, any_sure, words }
    }

    /// The empty set of columns that wait.
    pub(super) fn none(&self) -> Set {
        vec![0; self.width - self.sure].into_boxed_slice()
    }

    /// The waiting columns of which `test` holds.
    pub(super) fn which(&self, test: impl Fn(u32) -> bool) -> Set {
        let mut set = self.none();
        for (column, _) in
            self.waiting().enumerate().filter(|&(_, verifier)| verifier != NOBODY && test(verifier))
        {
            set[column / WORD] |= 1 << (column % WORD);
        }
        set
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
    pub(super) fn left(&self, asked: &Asked, sure: bool, mut found: impl FnMut(usize, u64)) {
        let all = if sure { u64::MAX } else { u64::MAX << self.sure };
        let words = asked.iter().fold(all, |words, &row| words & self.words[row]);
        for word in super::bits::ones(words) {
            let left = asked.iter().fold(u64::MAX, |left, row| left & self.rows[row * self.width + word]);
            if left != 0 {
                found(word, left);
            }
        }
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

/// `words(row)`: the columns in question that hold a row.
fn beginnings<'a>(words: impl Fn(usize) -> &'a [u64]) -> Beginnings {
    let mut beginnings = Beginnings { seconds: Box::new([Bytes::NONE; 256]), lengths: Box::new([0; 256]) };
    for first in 0..256 {
        let begin = words(BYTE + first);
        if begin.iter().all(|word| *word == 0) {
            continue;
        }
        let meet = |row: usize| begin.iter().zip(words(row)).any(|(first, other)| first & other != 0);
        let seconds = &mut beginnings.seconds[first];
        let held = (0..256).filter(|second| meet(BYTE + 257 + second));
        held.for_each(|second| seconds.0[second / 64] |= 1 << (second % 64));
        beginnings.lengths[first] = (0..32).filter(|&run| meet(RUN + run)).map(|run| 1_u32 << run).sum();
    }
    beginnings
}

/// A place's rows, what refuses most first; `window` has a bit per letter or digit from there on, when a run begins
/// there.
#[inline]
pub(super) fn asked(text: &[u8], at: usize, window: Option<u64>) -> Asked {
    let mut rows = [ANY; ASKED];
    rows[0] = BYTE + usize::from(text[at]);
    let ahead = |ahead: usize| BYTE + ahead * 257 + byte(text, at + ahead);
    let bytes = [ahead(1), ahead(2), ahead(3)];
    let Some(window) = window else {
        rows[1..4].copy_from_slice(&bytes);
        return rows;
    };
    let length = (window.trailing_ones() as usize).min(LONG_RUN);
    (rows[1], rows[2], rows[9], rows[10]) = (RUN + length, bytes[0], bytes[1], bytes[2]);
    runs(text, at, window, &mut rows[3..9]);
    rows
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
    let (first, second) = asked.split_at_mut(3);
    let Some(next) = follow(text, at, run, window, (AFTER_RUN, SECOND, SECOND_BEGIN), first) else { return };
    let end = next + (window >> next).trailing_ones() as usize;
    follow(text, at, end, window, (AFTER_SECOND, THIRD, THIRD_BEGIN), second);
}

/// The rows of what follows a run that ends at `end`: the sign after it, and the next run. Where that begins; none when
/// the window does not show it whole.
#[inline]
fn follow(
    text: &[u8],
    at: usize,
    end: usize,
    window: u64,
    (after, next_run, begins): (usize, usize, usize),
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
    asked[2] = begins + begin(gap, text[at + start]);
    if start + run >= 64 {
        return None;
    }
    asked[1] = next_run + gap_and_run(gap.min(LONG_GAP), run);
    Some(start)
}
