//! A read-only hash table in a slice of bytes: cache lines of 64 bytes, a row of fixed width behind each fingerprint.
//!
//! Owns: the layout, for reading ([`Table`]) and for writing ([`build`]). A key lies in the line that half of its bits choose,
//! or in one of the next two. A row is two bytes of fingerprint (never 0) and `width` bytes of value. An absent key is taken for a
//! present one in about 1 of 5,000 cases, which both users of the table can bear.

/// Bytes of a line.
pub const LINE: usize = 64;

/// How many lines a key may lie in.
const REACH: usize = 3;

/// The table.
#[derive(Debug, Clone, Copy)]
pub struct Table<'b> {
    bytes: &'b [u8],
    width: usize,
    lines: usize,
}

impl<'b> Table<'b> {
    /// Reads a table whose rows have values of `width` bytes. None when the length is no number of lines.
    #[must_use]
    pub fn new(bytes: &'b [u8], width: usize) -> Option<Self> {
        let lines = bytes.len() / LINE;
        let fits = bytes.len().is_multiple_of(LINE) && lines > REACH && width + 2 <= LINE;
        fits.then_some(Self { bytes, width, lines })
    }

    /// The value of a key.
    #[inline]
    #[must_use]
    pub fn get(&self, key: u64) -> Option<&'b [u8]> {
        let (line, print) = place(key, self.lines);
        for step in 0..REACH {
            let start = (line + step) * LINE;
            for row in self.bytes[start..start + LINE].chunks_exact(self.width + 2) {
                if row[..2] == print {
                    return Some(&row[2..]);
                }
                if row[..2] == [0, 0] {
                    return None;
                }
            }
        }
        None
    }
}

/// The first line that a key may lie in, and its fingerprint.
fn place(key: u64, lines: usize) -> (usize, [u8; 2]) {
    let firsts = (lines - REACH + 1) as u64;
    let line = (((key & 0xffff_ffff) * firsts) >> 32) as usize;
    (line, ((key >> 48) as u16).max(1).to_le_bytes())
}

/// Lays rows out in `lines` lines; earlier rows matter more. Returns the bytes and how many rows found no place.
///
/// # Panics
/// When a value is not `width` bytes long.
#[must_use]
pub fn build<'r>(
    rows: impl IntoIterator<Item = (u64, &'r [u8])>,
    width: usize,
    lines: usize,
) -> (Vec<u8>, usize) {
    let mut bytes = vec![0; lines * LINE];
    let per_line = LINE / (width + 2);
    let mut used = vec![0_usize; lines];
    let mut left_out = 0;
    for (key, value) in rows {
        assert_eq!(value.len(), width, "every row has the same width");
        let (line, print) = place(key, lines);
        let free = (line..line + REACH).find(|line| used[*line] < per_line);
        let Some(line) = free else {
            left_out += 1;
            continue;
        };
        let start = line * LINE + used[line] * (width + 2);
        bytes[start..start + 2].copy_from_slice(&print);
        bytes[start + 2..start + 2 + width].copy_from_slice(value);
        used[line] += 1;
    }
    (bytes, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    #[test]
    fn what_was_laid_out_is_found_and_little_else() {
        let rows: Vec<(u64, [u8; 7])> =
            (0..1000_u64).map(|i| (hash::pair(i, 7), [u8::try_from(i % 251).unwrap(); 7])).collect();
        let (bytes, left_out) = build(rows.iter().map(|(key, value)| (*key, &value[..])), 7, 256);
        assert_eq!(left_out, 0);
        let table = Table::new(&bytes, 7).expect("a table");
        for (key, value) in &rows {
            assert_eq!(table.get(*key), Some(&value[..]));
        }
        let strays = (0..20_000_u64).filter(|i| table.get(hash::pair(*i, 8)).is_some()).count();
        assert!(strays < 40, "{strays}");
    }

    #[test]
    fn a_length_that_is_no_table_is_refused() {
        assert!(Table::new(&[0; 128], 7).is_none() && Table::new(&[0; 300], 7).is_none());
    }
}
