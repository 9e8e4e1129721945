//! [`Silent`]: the short texts in which there is nothing.
//!
//! Owns: a table of fixed size with eight bytes a text, in which an old entry gives way to a new one. Most strings of a body
//! are short and hold nothing (keys, words, numbers, cells), and the same ones come again within the body and in the next one;
//! in a cache of entries each of them would take thirty times that, and longer to find than to scan. Never: holds anything
//! of a text but a part of its keyed hash: 62 bits, beside those that say where to look.

use std::sync::atomic::{AtomicU64, Ordering};

use super::known::Key;

/// Places in which one text may stand.
const WAYS: usize = 4;
/// What is set in every entry: no entry is empty.
const TAKEN: u64 = 0b10;
/// Whether the text's traits are known, too.
const WHOLE: u64 = 0b01;

/// A table of texts with nothing in them.
pub(super) struct Silent(Box<[AtomicU64]>);

impl Silent {
    /// Of at most `bytes`.
    pub(super) fn new(bytes: usize) -> Self {
        let entries = bytes / size_of::<AtomicU64>() / WAYS * WAYS;
        Self((0..entries).map(|_| AtomicU64::new(0)).collect())
    }

    /// Whether it is known that the text with this key holds nothing; if so, whether nothing else has to be looked for in it.
    pub(super) fn has(&self, key: Key) -> Option<bool> {
        let entry = entry(key);
        let found = self.ways(key).iter().map(|way| way.load(Ordering::Relaxed));
        let mut same = found.filter(|found| found & !WHOLE == entry);
        same.next().map(|found| found & WHOLE != 0)
    }

    /// Notes that the text with this key holds nothing; `whole`: and that nothing else has to be looked for in it.
    pub(super) fn note(&self, key: Key, whole: bool) {
        let (entry, ways) = (entry(key), self.ways(key));
        let is_its = |way: &&AtomicU64| {
            let before = way.load(Ordering::Relaxed);
            before == 0 || before & !WHOLE == entry
        };
        // A place that is free, its own, or any: keys are as good as random.
        let way = ways.iter().find(is_its).or_else(|| ways.get((key >> 64) as usize % WAYS));
        if let Some(way) = way {
            way.store(entry | u64::from(whole), Ordering::Relaxed);
        }
    }

    /// The places where a text with this key may stand; none in an empty table.
    fn ways(&self, key: Key) -> &[AtomicU64] {
        let groups = self.0.len() / WAYS;
        if groups == 0 {
            return &[];
        }
        let start = ((key >> 64) as usize / WAYS) % groups * WAYS;
        &self.0[start..start + WAYS]
    }
}

/// What stands in the table for a text, but for [`WHOLE`].
fn entry(key: Key) -> u64 {
    key as u64 & !WHOLE | TAKEN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys that differ in every half, as hashes do.
    fn keys(from: u64, to: u64) -> impl Iterator<Item = Key> {
        let mixed = |number: u64| {
            number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23).wrapping_mul(0xd6e8_feb8_6659_fd93)
        };
        (from..to).map(move |number| u128::from(mixed(number)) << 64 | u128::from(mixed(!number)))
    }

    #[test]
    fn what_was_noted_is_known_with_what_was_noted_of_it() {
        let silent = Silent::new(1 << 16);
        keys(0, 200).for_each(|key| silent.note(key, key & 4 == 0));
        assert!(keys(0, 200).all(|key| silent.has(key) == Some(key & 4 == 0)));
        assert!(keys(200, 10_000).all(|key| silent.has(key).is_none()), "what was not noted is not known");
    }

    #[test]
    fn a_text_whose_traits_become_known_keeps_its_place() {
        let silent = Silent::new(WAYS * 8);
        for key in keys(0, WAYS as u64) {
            silent.note(key, false);
            silent.note(key, true);
        }
        assert!(keys(0, WAYS as u64).all(|key| silent.has(key) == Some(true)));
    }

    #[test]
    fn a_full_table_keeps_what_came_last() {
        let silent = Silent::new(1 << 10);
        keys(0, 10_000).for_each(|key| silent.note(key, true));
        assert_eq!(silent.has(keys(9_999, 10_000).next().unwrap()), Some(true));
        let kept = keys(0, 10_000).filter(|key| silent.has(*key).is_some()).count();
        assert_eq!(kept, 128, "as many as there are places");
    }

    #[test]
    fn without_memory_nothing_is_kept() {
        for bytes in [0, 1, WAYS * 8 - 1] {
            let silent = Silent::new(bytes);
            keys(0, 10).for_each(|key| silent.note(key, true));
            assert!(keys(0, 10).all(|key| silent.has(key).is_none()));
        }
    }
}
