//! [`Index`]: which known values can stand at a word of a text, in a time that does not grow with their number.
//!
//! Owns: the way from a word to the few values that may begin there: filters over the first letters and digits of words
//! (`sought/filter.rs`), the lengths of the values that begin so, and a hash of that many characters apart from case; of long
//! values piece by piece, each only where all before it is one's beginning. Never: compares a value, and never says no where
//! one stands; `sought.rs` has the last word. Adding a value rebuilds nothing.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// Characters of a piece: each has a mask of the lengths that values end at.
const PIECE: usize = 64;

/// The first letters and digits of a word, at most eight and in lower case, from the lowest byte on; 0 before any other
/// script.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Head(u64);

/// Values by how they begin.
#[derive(Clone)]
pub(super) struct Index {
    /// Unknown outside this process, so that nobody can choose values whose hashes meet.
    secret: u64,
    beginnings: HashTable<Beginning>,
    /// How values go on that are longer than a piece.
    further: HashTable<Further>,
    values: HashTable<Entry>,
}

impl Default for Index {
    fn default() -> Self {
        let secret = RandomState::new().hash_one(0_u8) | 1 << 63;
        Self { secret, beginnings: HashTable::new(), further: HashTable::new(), values: HashTable::new() }
    }
}

/// Values that begin with the same word head.
#[derive(Clone)]
struct Beginning {
    head: Head,
    lengths: Lengths,
}

/// Values that begin with the same whole pieces.
#[derive(Clone)]
struct Further {
    /// Of these pieces.
    hash: u64,
    lengths: Lengths,
}

/// Bit N: a value ends with the character N of a piece; the last bit: or goes on after it.
type Lengths = u64;

/// What tells a value from nearly all others: the hash of its characters.
#[derive(Clone, Copy)]
pub(super) struct Mark(u64);

/// One value: its hash, and its number.
#[derive(Clone, Copy)]
struct Entry {
    hash: u64,
    value: u32,
}

impl Head {
    /// The head of the word that begins at `at`.
    #[inline]
    pub(super) fn at(text: &[u8], at: usize) -> Self {
        Self::of(eight(text, at), false)
    }

    /// As [`Head::at`], up to a capital behind a small letter or digit.
    #[inline]
    pub(super) fn to_hump(text: &[u8], at: usize) -> Self {
        Self::of(eight(text, at), true)
    }

    /// Eight bytes at once: which of them are ASCII letters or digits is settled in the highest bit of each.
    #[inline]
    fn of(word: u64, to_hump: bool) -> Self {
        const fn each(byte: u8) -> u64 {
            u64::from_le_bytes([byte; 8])
        }
        let folded = word | each(0x20);
        let low = folded & each(0x7f);
        let from = |first: u8| low + each(0x80 - first);
        let letters = from(b'a') & !from(b'z' + 1);
        let digits = from(b'0') & !from(b'9' + 1) & (word << 2);
        let joined = (letters | digits) & !word & each(0x80);
        let upper = letters & joined & !(word << 2);
        // Behind what is no capital; a first one is none.
        let humps = if to_hump { upper & !(upper << 8) & !0xff } else { 0 };
        let length = (!joined & each(0x80) | humps).trailing_zeros() / 8 * 8;
        Self(folded & !u64::MAX.checked_shl(length).unwrap_or(0))
    }

    /// Spread over all bits.
    #[inline]
    pub(super) fn hash(self) -> u64 {
        let product = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        product ^ product >> 32
    }
}

/// The eight bytes at a place, zeros behind the end.
#[inline]
fn eight(text: &[u8], at: usize) -> u64 {
    let rest = &text[at..];
    let word = rest.first_chunk().map_or_else(
        || {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            last
        },
        |word| *word,
    );
    u64::from_le_bytes(word)
}

/// One step of the hash: both halves of a product with a number that nobody knows.
#[inline]
fn mix(hash: u64, with: u64, secret: u64) -> u64 {
    let product = u128::from(hash ^ with ^ 0x9e37_79b9_7f4a_7c15) * u128::from(secret);
    (product >> 64) as u64 ^ product as u64
}

/// The hashes of the first one, two, … characters, apart from case.
fn hashes(text: impl Iterator<Item = char>, secret: u64) -> impl Iterator<Item = u64> {
    text.scan(0, move |hash, c| {
        *hash = if c.is_ascii() {
            mix(*hash, u64::from(c.to_ascii_lowercase()), secret)
        } else {
            c.to_lowercase().fold(*hash, |hash, c| mix(hash, u64::from(c), secret))
        };
        Some(*hash)
    })
}

impl Index {
    /// The mark of a value that reads `text` from its first word on; none of an empty one.
    pub(super) fn mark(&self, text: impl Iterator<Item = char>) -> Option<Mark> {
        hashes(text, self.secret).last().map(Mark)
    }

    /// Adds the value numbered `value`, which begins with this head, reads `text` from there on, and has this mark.
    pub(super) fn add(
        &mut self,
        head: Head,
        text: impl Iterator<Item = char> + Clone,
        Mark(hash): Mark,
        value: u32,
    ) {
        let length = text.clone().count();
        let last = length.saturating_sub(1) / PIECE;
        let ends = |piece: usize| 1 << if piece < last { PIECE - 1 } else { (length - 1) % PIECE };
        let beginning =
            self.beginnings.entry(head.hash(), |known| known.head == head, |known| known.head.hash());
        beginning.or_insert(Beginning { head, lengths: 0 }).into_mut().lengths |= ends(0);
        let whole = hashes(text, self.secret).skip(PIECE - 1).step_by(PIECE);
        for (hash, piece) in whole.zip(1..=last) {
            let further = self.further.entry(hash, |known| known.hash == hash, |known| known.hash);
            further.or_insert(Further { hash, lengths: 0 }).into_mut().lengths |= ends(piece);
        }
        self.values.insert_unique(hash, Entry { hash, value }, |entry| entry.hash);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The numbers of the values that may stand where `text` begins, whose word has this head.
    pub(super) fn candidates<'i>(
        &'i self,
        head: Head,
        text: impl Iterator<Item = char> + 'i,
    ) -> impl Iterator<Item = u32> + 'i {
        let known = self.beginnings.find(head.hash(), |known| known.head == head);
        let mut lengths = known.map_or(0, |known| known.lengths);
        let wanted = hashes(text, self.secret).enumerate().map_while(move |(at, hash)| {
            let left = lengths >> (at % PIECE);
            if left != 0 && at % PIECE == PIECE - 1 {
                lengths = self.lengths_after(hash);
            }
            (left != 0).then_some((left & 1 == 1, hash))
        });
        wanted.filter(|(ends, _)| *ends).flat_map(|(_, hash)| self.with(hash))
    }

    /// The lengths of the values that begin with whole pieces of this hash and go on.
    fn lengths_after(&self, hash: u64) -> Lengths {
        self.further.find(hash, |known| known.hash == hash).map_or(0, |known| known.lengths)
    }

    /// The numbers of the values that may be the one with this mark.
    pub(super) fn same(&self, mark: Mark) -> impl Iterator<Item = u32> {
        self.with(mark.0)
    }

    fn with(&self, hash: u64) -> impl Iterator<Item = u32> {
        self.values.iter_hash(hash).filter(move |entry| entry.hash == hash).map(|entry| entry.value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn add(index: &mut Index, text: &str, value: u32) {
        let mark = index.mark(text.chars()).expect("some text");
        index.add(Head::at(text.as_bytes(), 0), text.chars(), mark, value);
    }

    fn plain(text: &[u8]) -> u64 {
        let word = text.iter().take(8).take_while(|byte| byte.is_ascii_alphanumeric());
        word.enumerate().fold(0, |head, (at, byte)| head | u64::from(byte.to_ascii_lowercase()) << (8 * at))
    }

    proptest! {
        #[test]
        fn heads_are_letters_and_digits_in_lower_case(text in prop::collection::vec(any::<u8>(), 1..12)) {
            prop_assert_eq!(Head::at(&text, 0).0, plain(&text), "{:?}", text);
            let is_hump = |at: &usize| text[*at].is_ascii_uppercase() && !text[at - 1].is_ascii_uppercase();
            let hump = (1..text.len()).find(is_hump).unwrap_or(text.len());
            prop_assert_eq!(Head::to_hump(&text, 0).0, plain(&text[..hump]), "{:?}", text);
        }

        #[test]
        fn every_value_is_a_candidate_where_it_stands(
            values in prop::collection::vec("[a-cÄß1]{1,3}([ .@a-c]{0,80}|(abc ){15,17}[a-c]{0,3}|(ab c){31,33}[a-c]{0,70})", 1..80), more in "[ a]{0,3}",
        ) {
            let mut index = Index::default();
            for (value, number) in values.iter().zip(0..) {
                add(&mut index, value, number);
            }
            for (value, number) in values.iter().zip(0..) {
                let text = format!("{}{more}", value.to_uppercase().replace("SS", "ß"));
                let head = Head::at(text.as_bytes(), 0);
                let found = index.candidates(head, text.chars()).any(|found| found == number);
                // More letters make it another word.
                prop_assert!(found || more.starts_with('a'), "{}", text);
            }
        }
    }

    #[test]
    fn other_words_have_no_candidates() {
        let mut index = Index::default();
        (0..100).for_each(|number| add(&mut index, &format!("word{number} and more"), number));
        assert!((0..100).all(|n| {
            let text = format!("word{n} and less");
            index.candidates(Head::at(text.as_bytes(), 0), text.chars()).next().is_none()
        }));
    }

    #[test]
    fn of_values_that_begin_alike_for_long_few_are_candidates() {
        let mut index = Index::default();
        let value = |number: u32| format!("{}{number} and so on", "all begin with this ".repeat(20));
        (0..1_000).for_each(|number| add(&mut index, &value(number), number));
        let text = value(77);
        let found: Vec<u32> = index.candidates(Head::at(text.as_bytes(), 0), text.chars()).collect();
        assert_eq!(found, [77]);
    }
}
