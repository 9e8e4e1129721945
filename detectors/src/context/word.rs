//! One spelling of a cue, and whether it stands at a place of a text.
//!
//! Owns: what counts as the same letter, where a word ends, and which of its words a cue is proposed by. Shared with the build
//! script, which stores words. Never: knows whose cue it is.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A spelling, in lower case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Word<'a> {
    #[serde(borrow)]
    pub(crate) text: Cow<'a, str>,
    /// The word may go on.
    pub(crate) open: bool,
    /// Whether it begins, and ends, with a letter that joins into words; whether all of it is ASCII.
    begins: bool,
    ends: bool,
    ascii: bool,
    /// Where the word stands by which the cue is proposed; none when it has none of ASCII letters.
    pub(crate) letters_at: Option<usize>,
}

impl Word<'static> {
    pub(crate) fn new(text: &str, open: bool) -> Self {
        Self {
            open,
            begins: text.starts_with(is_letter),
            ends: text.ends_with(is_letter),
            ascii: text.is_ascii(),
            letters_at: telling_word(text),
            text: Cow::Owned(text.to_owned()),
        }
    }
}

impl Word<'_> {
    /// Where the word ends that stands at `start` as a whole word, in any case; none when it does not.
    #[inline]
    pub(crate) fn end_at(&self, text: &str, start: usize) -> Option<usize> {
        let end = start + self.length_at(text, start)?;
        self.is_whole(text, start, end).then_some(end)
    }

    /// As [`Word::end_at`], of a word of ASCII whose letters are known to stand there.
    #[inline]
    pub(crate) fn known_end_at(&self, text: &str, start: usize) -> Option<usize> {
        let end = start + self.text.len();
        self.is_whole(text, start, end).then_some(end)
    }

    #[inline]
    fn is_whole(&self, text: &str, start: usize, end: usize) -> bool {
        let opens = self.begins && joined_before(text, start);
        let goes_on = !self.open && self.ends && letter_after(text, end);
        !opens && !goes_on && !is_joined(text, start..end)
    }

    #[inline]
    fn length_at(&self, text: &str, start: usize) -> Option<usize> {
        let cue = self.text.as_bytes();
        let same = text.as_bytes().get(start..start + cue.len());
        if same.is_some_and(|same| same.eq_ignore_ascii_case(cue)) {
            return Some(cue.len());
        }
        if self.ascii { None } else { folded_length(text.get(start..)?, &self.text) }
    }
}

/// So many letters of a key may be a cue by chance.
const BY_CHANCE: usize = 3;

/// Whether what stands there is so short that it may be of a key or a part number, and is joined to more on both sides, with
/// the digits behind it as well: `A-V-2`, `A-V00a`, `_Id0aA`.
fn is_joined(text: &str, word: Range<usize>) -> bool {
    if word.len() > BY_CHANCE {
        return false;
    }
    let joins = |byte: &u8| matches!(byte, b'-' | b'_');
    let (before, after) = (&text.as_bytes()[..word.start], &text.as_bytes()[word.end..]);
    let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let goes_on = |byte: &u8| digits > 0 && byte.is_ascii_alphabetic() || word.len() == 1 && joins(byte);
    before.last().is_some_and(joins) && after.get(digits).is_some_and(goes_on)
}

/// Where the longest word of a cue begins, the first of them: the fewest others begin so. Only words with nothing but ASCII
/// before them, apart from the first: other letters may have another length in the other case.
fn telling_word(cue: &str) -> Option<usize> {
    let bytes = cue.as_bytes();
    let letters = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let begins = |&at: &usize| letters(at) > 0 && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
    let first = (0..bytes.len()).find(|&at| letters(at) > 0)?;
    let others = (first + 1..bytes.len()).filter(begins).filter(|&at| cue[..at].is_ascii());
    others.chain([first]).max_by_key(|&at| (letters(at), std::cmp::Reverse(at)))
}

/// The length of the text's part that is the cue in any case of any script.
fn folded_length(text: &str, cue: &str) -> Option<usize> {
    let mut rest = cue.chars();
    for (at, c) in text.char_indices() {
        if rest.as_str().is_empty() {
            return Some(at);
        }
        let mut next = rest.clone();
        if next.next() == Some(c) {
            rest = next;
        } else if !c.to_lowercase().all(|lower| rest.next() == Some(lower)) {
            return None;
        }
    }
    rest.as_str().is_empty().then_some(text.len())
}

/// Whether a letter or digit stands right before `at`.
#[inline]
fn joined_before(text: &str, at: usize) -> bool {
    match at.checked_sub(1).map(|before| text.as_bytes()[before]) {
        None => false,
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric(),
        Some(_) => text[..at].chars().next_back().is_some_and(is_letter),
    }
}

/// Whether a letter stands right at `at`.
#[inline]
fn letter_after(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None => false,
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphabetic(),
        Some(_) => text[at..].chars().next().is_some_and(is_letter),
    }
}

/// Letters that join into words. In identifiers such as `customer_ssn` the parts are words, and scripts that write
/// without spaces have no words to tell apart.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && u32::from(c) < 0x0E00
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_a_key_is_no_word() {
        let version = Word::new("v", false);
        for (text, at) in [("v 2", 0), ("v2.1", 0), ("app-v2.1.0", 4), ("(v-2)", 1)] {
            assert!(version.end_at(text, at).is_some(), "{text}");
        }
        assert_eq!(Word::new("id", false).end_at("ghp_Id0aA", 4), None);
        assert!(Word::new("id", false).end_at("user_id2-id", 5).is_some());
        for (text, at) in [("A-v-2", 2), ("A_v_2", 2), ("A-v00aa", 2), ("A-v0-a", 2), ("va", 0)] {
            assert_eq!(version.end_at(text, at), None, "{text}");
        }
    }
}
