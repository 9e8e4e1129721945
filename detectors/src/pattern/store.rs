//! The facts of many patterns as bytes inside the program, found by what they follow from.
//!
//! Layout, every number a little-endian `u64`: how many entries, and where the tables begin; per entry, ascending, the two words of
//! its name and where it begins; then the entries: what follows each keyword, `longest`, how many ways to begin and the
//! rows of each, whether it is taken apart, the table of all of it or of what stands before its row and then the row, and when
//! the pattern has a lead its last bytes and its table. A table is told by where it begins among the tables and its
//! length in bytes; length 0: too large for one.
//!
//! The tables come last and apart: a start reads every entry, and of the tables no page is in memory before a walk needs it.

use std::cmp::Ordering;

use sha2::{Digest, Sha256};

use super::behind::Behind;
use super::keyword::After;
use super::rows::Rows;
use super::split::{Row, Split};
use super::{Bytes, Facts, Form, Source};
use crate::automaton::{Automaton, Way};

/// Bytes of a number.
pub(crate) const WORD: usize = 8;

/// Numbers before the names.
pub(crate) const HEAD: usize = 2;

/// The first half of a digest of everything the facts follow from.
pub(crate) type Name = [u64; 2];

/// What a pattern's facts are found by.
pub(crate) fn name(source: Source<'_>) -> Name {
    let mut digest = Sha256::new();
    let mut put = |part: &str| {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    };
    put(source.text);
    put(if source.closed { "closed" } else { "open" });
    put(if source.lead.is_some() { "led" } else { "" });
    put(source.lead.unwrap_or_default());
    source.keywords.iter().for_each(|keyword| put(keyword));
    let digest = digest.finalize();
    let word = |at: usize| u64::from_le_bytes(std::array::from_fn(|index| digest[at + index]));
    [word(0), word(WORD)]
}

/// Facts as the build script left them, sorted by name.
#[derive(Clone, Copy)]
pub(crate) struct Store(pub(crate) &'static [u8]);

impl Store {
    /// The number of a pattern's facts; none when they are not among the stored ones.
    pub(crate) fn find(self, source: Source<'_>) -> Option<u32> {
        let wanted = name(source);
        let entry = |index: usize| [0, 1].map(|half| word(self.0, HEAD + 3 * index + half));
        let (mut low, mut high) = (0, index(word(self.0, 0)));
        while low < high {
            let middle = low.midpoint(high);
            match entry(middle).cmp(&wanted) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return u32::try_from(middle).ok(),
            }
        }
        None
    }

    /// The facts of a pattern, by their number.
    pub(crate) fn read(self, number: u32, source: Source<'_>) -> Facts {
        let at = index(word(self.0, HEAD + 2 + 3 * number as usize));
        let tables = &self.0[index(word(self.0, 1))..];
        read(Reader { bytes: self.0, at, tables }, source)
    }
}

fn word(bytes: &[u8], index: usize) -> u64 {
    let bytes = bytes[index * WORD..].first_chunk().expect("inside what is stored");
    u64::from_le_bytes(*bytes)
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("an offset inside the program")
}

/// Reads one entry from its beginning on.
struct Reader {
    bytes: &'static [u8],
    at: usize,
    tables: &'static [u8],
}

impl Reader {
    fn words(&mut self, count: usize) -> Box<[u64]> {
        let from = self.at;
        self.at += count * WORD;
        self.bytes[from..self.at].as_chunks().0.iter().map(|word| u64::from_le_bytes(*word)).collect()
    }

    fn word(&mut self) -> u64 {
        self.at += WORD;
        word(&self.bytes[self.at - WORD..], 0)
    }

    fn automaton(&mut self, pattern: &str, way: Way) -> Automaton {
        let [from, length] = [(); 2].map(|()| index(self.word()));
        match length {
            0 => Automaton::from_pattern(pattern, way),
            _ => Automaton::from_table(&self.tables[from..from + length], way),
        }
    }
}

fn read(mut reader: Reader, source: Source<'_>) -> Facts {
    let mut bytes = || Bytes(std::array::from_fn(|_| reader.word()));
    let next = source.keywords.iter().map(|_| After(std::array::from_fn(|_| bytes()))).collect();
    let longest = index(reader.word());
    let ways = reader.word();
    let rows = (0..ways).map(|_| Rows(reader.words(Rows::WORDS))).collect();
    let form = match reader.word() {
        0 => Form::Whole(reader.automaton(source.text, Way::Forward)),
        _ => {
            let before = reader.automaton("", Way::Forward);
            Form::Split(Split { before, row: Row::from_numbers(|| reader.word()) })
        }
    };
    let lead = source.lead.map(|lead| {
        let behind = Behind(reader.words(Behind::WORDS));
        (reader.automaton(lead, Way::Backward), behind)
    });
    Facts { form, lead, rows, longest, next }
}
