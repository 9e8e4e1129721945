//! Bits by row and column, 64 columns side by side: which columns hold in all of some rows?
//!
//! Rows are ANDed a word of columns at a time, and only the words in which each of the rows holds at all. Knows nothing
//! of what rows and columns stand for: that is [`super::columns`].

use std::ops::Range;

/// Columns per word.
pub(super) const WORD: usize = 64;
/// The most columns that there is room for.
pub(super) const ROOM: usize = 64 * WORD;

/// The words, a bit each, in which some column holds in both of two rows: by each row of one kind and each of another.
pub(super) struct Pairs {
    words: Box<[u64]>,
    /// How many rows the second kind has.
    width: usize,
}

impl Pairs {
    /// Of two rows, as counted within their kinds.
    #[inline]
    pub(super) fn of(&self, first: usize, second: usize) -> u64 {
        self.words[first * self.width + second]
    }
}

/// Rows of a place, the ones first that refuse most: after each group a word may be done.
pub(super) type Groups<const N: usize> = [[usize; 4]; N];

/// The bits, of so many rows: a power of two.
pub(super) struct Matrix<const ROWS: usize> {
    words: Vec<Box<[u64; ROWS]>>,
    /// By row, a bit per word in which some column holds.
    held: Box<[u64; ROWS]>,
}

impl<const ROWS: usize> Matrix<ROWS> {
    pub(super) fn new(words: usize) -> Self {
        let word = || vec![0; ROWS].into_boxed_slice().try_into().expect("as long as that");
        Self { words: (0..words).map(|_| word()).collect(), held: word() }
    }

    /// How many words a row has.
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    /// Sets the 64 columns of one word in one row.
    pub(super) fn set(&mut self, row: usize, word: usize, columns: u64) {
        self.words[word][row] = columns;
    }

    /// One word of all rows.
    pub(super) fn word(&mut self, word: usize) -> &mut [u64; ROWS] {
        &mut self.words[word]
    }

    /// Puts in up to 64 columns, each given as the bits of its first rows.
    pub(super) fn put<'a>(&mut self, word: usize, count: usize, column: impl Fn(usize) -> &'a [u64]) {
        for part in 0..column(0).len() {
            let mut square = std::array::from_fn(|bit| if bit < count { column(bit)[part] } else { 0 });
            transpose(&mut square);
            for (row, columns) in (part * 64..ROWS).zip(square) {
                self.set(row, word, columns);
            }
        }
    }

    /// To be called once all is put in.
    pub(super) fn complete(&mut self) {
        for (number, word) in self.words.iter().enumerate() {
            for (held, &columns) in self.held.iter_mut().zip(&**word) {
                *held |= u64::from(columns != 0) << number;
            }
        }
    }

    /// Which words hold something in two rows, for all rows of two kinds.
    pub(super) fn pairs(&self, firsts: Range<usize>, seconds: Range<usize>) -> Pairs {
        let width = seconds.len();
        let mut words = vec![0; firsts.len() * width].into_boxed_slice();
        for (number, word) in self.words.iter().enumerate() {
            let begin = word[firsts.clone()].iter().zip(words.chunks_mut(width));
            for (first, pairs) in begin.filter(|(first, _)| **first != 0) {
                for (pair, second) in pairs.iter_mut().zip(&word[seconds.clone()]) {
                    *pair |= u64::from(first & second != 0) << number;
                }
            }
        }
        Pairs { words, width }
    }

    /// The row itself, which needs no further look whether there is such a row.
    #[inline]
    fn inside(row: usize) -> usize {
        const { assert!(ROWS.is_power_of_two(), "all bits below it may be set") };
        row & (ROWS - 1)
    }

    /// The words, a bit each, in which each of the rows holds for some column.
    #[inline]
    pub(super) fn held<const N: usize>(&self, rows: &Groups<N>) -> u64 {
        rows.as_flattened().iter().fold(u64::MAX, |words, &row| words & self.held[Self::inside(row)])
    }

    /// The columns of a word that hold in all of the rows.
    #[inline]
    pub(super) fn left<const N: usize>(&self, rows: &Groups<N>, word: usize) -> u64 {
        let word = &*self.words[word];
        let mut left = u64::MAX;
        for group in rows {
            let [a, b, c, d] = group.map(|row| word[Self::inside(row)]);
            left &= a & b & (c & d);
            if left == 0 {
                break;
            }
        }
        left
    }
}

/// Turns rows of bits into columns: bit `b` of word `a` and bit `a` of word `b` change places.
fn transpose(square: &mut [u64; 64]) {
    let (mut width, mut mask) = (32, 0xFFFF_FFFF_u64);
    while width != 0 {
        let mut at = 0;
        while at < 64 {
            let swap = (square[at] >> width ^ square[at + width]) & mask;
            square[at] ^= swap << width;
            square[at + width] ^= swap;
            at = (at + width + 1) & !width;
        }
        width /= 2;
        mask ^= mask << width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_change_places() {
        let before: [u64; 64] =
            std::array::from_fn(|row| (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut after = before;
        transpose(&mut after);
        for (a, b) in (0..64).flat_map(|a| (0..64).map(move |b| (a, b))) {
            assert_eq!(after[a] >> b & 1, before[b] >> a & 1, "{a} {b}");
        }
    }

    #[test]
    fn only_columns_that_hold_in_every_row_are_left() {
        let mut matrix = Matrix::<128>::new(8);
        let columns = [[0b11, 1], [0b01, 1], [0b11, 0], [0b11, 1]];
        matrix.put(5, columns.len(), |column| &columns[column]);
        matrix.complete();
        assert_eq!(matrix.held(&[[0, 1, 64, 64]]), 1 << 5);
        assert_eq!(matrix.left(&[[0, 1, 64, 64]], 5), 0b1001);
        assert_eq!(matrix.held(&[[0, 0, 0, 0], [0, 2, 2, 2]]), 0, "no column holds in row 2");
        assert_eq!(matrix.left(&[[0, 0, 0, 0], [0, 2, 2, 2]], 5), 0);
        assert_eq!(matrix.left(&[[0, 1, 1, 1]], 6), 0, "no column in another word");
        let pairs = matrix.pairs(0..2, 63..66);
        assert_eq!([pairs.of(0, 1), pairs.of(1, 1), pairs.of(0, 0), pairs.of(1, 2)], [1 << 5, 1 << 5, 0, 0]);
    }
}
