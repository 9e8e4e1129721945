//! [`Around`]: the words on either side of a name, as far as their silence about people tells something.
//!
//! Owns: how far is looked. Never: says what a word speaks of; see [`unspoken`] and [`silent`].
//!
//! [`unspoken`]: super::unspoken
//! [`silent`]: super::silent

use std::ops::Range;

use allonym_tagger::words::Word;

/// How many bytes on either side are looked at.
const REACH: usize = 350;

/// See the file's header.
pub(super) struct Around<'w> {
    before: &'w [Word],
    after: &'w [Word],
    /// From the first of these words to the last, in bytes of the text.
    pub(super) span: Range<usize>,
    /// Of that, what is not the name's own.
    pub(super) len: usize,
}

impl<'w> Around<'w> {
    /// Of the words at `own`, if there are any.
    pub(super) fn of(words: &'w [Word], own: &Range<usize>) -> Option<Self> {
        let named = words.get(own.clone()).filter(|named| !named.is_empty())?;
        let (start, end) = (named[0].start as usize, named[named.len() - 1].end as usize);
        let (before, after) = (&words[..own.start], &words[own.end..]);
        let from = start.saturating_sub(REACH);
        let before = &before[before.partition_point(|word| (word.start as usize) < from)..];
        let after = &after[..after.partition_point(|word| word.end as usize <= end + REACH)];
        let first = before.first().map_or(start, |word| word.start as usize);
        let last = after.last().map_or(end, |word| word.end as usize);
        Some(Self { before, after, span: first..last, len: last - first - (end - start) })
    }

    /// The words before it, the nearest first, and those after it.
    pub(super) fn words(&self) -> impl Iterator<Item = &'w Word> {
        self.before.iter().rev().chain(self.after)
    }

    /// The words before it and those after it, in their order.
    pub(super) fn sides(&self) -> [&'w [Word]; 2] {
        [self.before, self.after]
    }

    /// Two words each that stand beside each other before it or after it.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'w Word, &'w Word)> {
        self.before.windows(2).chain(self.after.windows(2)).map(|pair| (&pair[0], &pair[1]))
    }
}
