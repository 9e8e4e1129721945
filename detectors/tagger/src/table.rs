//! A read-only hash table in a slice of bytes: lines of 64 bytes, as caches have, each with the fingerprints and values of
//! seven or eight rows.
//!
//! Owns: the layout, for reading ([`Table`]) and for writing ([`build`]). A key lies in the one line that half of its bits
//! choose, so that a look-up reads one line; what finds its line full is left out. A fingerprint has two
//! bytes. An absent key is taken for a present one in about 1 of 10,000 cases, which both users of the table can bear.

use wide::{u8x16, u16x8};

/// Bytes of a line.
pub const LINE: usize = 64;

/// Where the fingerprints begin: the last rows' are the line's last bytes.
const PRINTS: usize = 48;

/// A line: values, then fingerprints.
type Line = [u8; LINE];

/// A table whose rows have values of `WIDTH` bytes, at most seven.
#[derive(Debug, Clone, Copy)]
pub struct Table<'b, const WIDTH: usize> {
    lines: &'b [Line],
}

/// Rows of a line.
#[must_use]
pub const fn rows(width: usize) -> usize {
    if width * 8 <= PRINTS { 8 } else { 7 }
}

impl<'b, const WIDTH: usize> Table<'b, WIDTH> {
    /// Reads a table. None when the length is no number of lines.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Option<Self> {
        const { assert!(WIDTH <= 7, "seven values and fingerprints fill a line") }
        let (lines, rest) = bytes.as_chunks();
        (rest.is_empty() && !lines.is_empty()).then_some(Self { lines })
    }

    /// The value of a key in the lowest `WIDTH` bytes, its first byte lowest, and 0 without; the bytes above mean nothing.
    #[inline]
    #[must_use]
    pub fn get(&self, key: u64) -> u64 {
        let (line, print) = place(key, self.lines.len());
        let line = &self.lines[line];
        let prints: &[u8; LINE - PRINTS] = line.last_chunk().expect("a line is longer");
        let equal: u8x16 =
            bytemuck::cast(bytemuck::cast::<_, u16x8>(*prints).simd_eq(u16x8::splat(print.to_le())));
        // Two bits for each fingerprint; those of the first eighth are no row's when there are seven.
        let unused = 2 * (8 - rows(WIDTH));
        let equal = equal.to_bitmask() & (0xffff << unused) & 0xffff;
        let start = (WIDTH * (equal | 1 << 16).trailing_zeros() as usize - WIDTH * unused) / 2;
        let bytes: &[u8; 8] = line[start..].first_chunk().expect("no value begins in the last seven bytes");
        if equal == 0 { 0 } else { u64::from_le_bytes(*bytes) }
    }
}

/// The line that a key lies in, and its fingerprint.
#[inline]
fn place(key: u64, lines: usize) -> (usize, u16) {
    (line_of(key, lines), (key >> 48) as u16)
}

/// The line that a key lies in, one of `lines`.
#[inline]
pub(crate) fn line_of(key: u64, lines: usize) -> usize {
    (((key & 0xffff_ffff) * lines as u64) >> 32) as usize
}

/// Lays rows out in `lines` lines; earlier rows matter more. Returns the bytes and how many rows found no place.
#[must_use]
pub fn build<'r, const WIDTH: usize>(
    rows: impl IntoIterator<Item = (u64, &'r [u8; WIDTH])>,
    lines: usize,
) -> (Vec<u8>, usize) {
    let mut table = vec![[0; LINE]; lines];
    let mut used = vec![0_usize; lines];
    let mut left_out = 0;
    for (key, value) in rows {
        let (line, print) = place(key, lines);
        let row = used[line];
        if row == self::rows(WIDTH) {
            left_out += 1;
            continue;
        }
        let at = LINE - 2 * (self::rows(WIDTH) - row);
        table[line][WIDTH * row..WIDTH * (row + 1)].copy_from_slice(value);
        table[line][at..at + 2].copy_from_slice(&print.to_le_bytes());
        used[line] += 1;
    }
    (table.concat(), left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    fn what_was_laid_out_is_found_and_little_else<const WIDTH: usize>(lines: usize) {
        let rows: Vec<(u64, [u8; WIDTH])> =
            (0..1000_u64).map(|i| (hash::pair(i, 7), [u8::try_from(i % 251).unwrap(); WIDTH])).collect();
        let (bytes, left_out) = build(rows.iter().map(|(key, value)| (*key, value)), lines);
        let table = Table::<WIDTH>::new(&bytes).expect("a table");
        let value = |key| table.get(key) << (64 - 8 * WIDTH);
        let of = |own: &[u8; WIDTH]| own.iter().fold(0, |all, byte| all >> 8 | u64::from(*byte) << 56);
        let found = rows.iter().filter(|(key, own)| value(*key) == of(own));
        assert_eq!(found.count(), rows.len() - left_out);
        assert!(left_out <= rows.len() / 40, "{left_out}");
        let strays = (0..20_000_u64).filter(|i| value(hash::pair(*i, 8)) != 0).count();
        assert!(strays < 20, "{strays}");
    }

    #[test]
    fn both_widths_are_found() {
        what_was_laid_out_is_found_and_little_else::<7>(200);
        what_was_laid_out_is_found_and_little_else::<4>(200);
    }

    #[test]
    fn an_absent_fingerprint_of_nothing_but_zeros_is_worth_nothing() {
        let (bytes, _) = build([(1 << 48, &[9; 4])], 1);
        let table = Table::<4>::new(&bytes).expect("a table");
        assert_eq!((table.get(0) & 0xffff_ffff, table.get(1 << 48) & 0xffff_ffff), (0, 0x0909_0909));
    }

    #[test]
    fn a_length_that_is_no_table_is_refused() {
        assert!(Table::<7>::new(&[]).is_none() && Table::<7>::new(&[0; 300]).is_none());
    }
}
