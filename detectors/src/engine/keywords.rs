//! The keywords of patterns, by the words they begin with, and what must stand beside each for its pattern to be worth a walk.
//!
//! Never walks a pattern: that is [`crate::verify`]'s.

use hashbrown::HashMap;

use super::letters::{Kind, Letters};
use super::words::{Opening, Openings, Words};
use crate::pattern::Bytes;
use crate::pattern::behind::Behind;
use crate::pattern::keyword::{After, DEPTH};

/// A keyword of one pattern, with what may stand beside it.
#[derive(Debug, Clone)]
struct Keyword {
    verifier: u32,
    /// Its bytes.
    length: u32,
    /// What may follow, by number of the set.
    after: [u32; DEPTH],
    /// What must stand before it.
    lead: Option<Box<Behind>>,
}

/// Keywords on their way.
pub(super) struct Draft {
    openings: Openings,
    keywords: Vec<Keyword>,
    sets: HashMap<Bytes, u32>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            openings: Openings::new(Kind::Keyword),
            keywords: Vec::new(),
            sets: HashMap::from([(Bytes::ALL, 0)]),
        }
    }
}

impl Draft {
    /// Adds a keyword of a pattern, which begins with a letter; `after` is what may follow it, `lead` what its pattern
    /// must find before it.
    pub(super) fn add(
        &mut self,
        letters: &mut Letters,
        keyword: &str,
        verifier: u32,
        after: &After,
        lead: Option<&Behind>,
    ) {
        let number = u32::try_from(self.keywords.len()).expect("few keywords");
        let length = u32::try_from(keyword.len()).expect("a keyword is short");
        let sets = after.0.map(|bytes| self.set(bytes));
        self.keywords.push(Keyword { verifier, length, after: sets, lead: lead.cloned().map(Box::new) });
        let goes_on = keyword.bytes().all(|byte| byte.is_ascii_alphabetic())
            && (0..=255_u8).any(|byte| byte.is_ascii_alphabetic() && after.0[0].holds(byte));
        self.openings.add(letters, ("", keyword), (after, goes_on), number);
    }

    /// The number of a set of bytes; 0 for all.
    fn set(&mut self, bytes: Bytes) -> u32 {
        let next = u32::try_from(self.sets.len()).expect("few sets");
        *self.sets.entry(bytes).or_insert(next)
    }

    /// All that were added.
    pub(super) fn complete(self) -> Keywords {
        let mut sets = vec![Bytes::ALL; self.sets.len()];
        self.sets.into_iter().for_each(|(bytes, number)| sets[number as usize] = bytes);
        Keywords { words: self.openings.complete(), keywords: self.keywords.into(), sets: sets.into() }
    }
}

/// The keywords of a set of rules.
#[derive(Debug)]
pub(super) struct Keywords {
    words: Words,
    keywords: Box<[Keyword]>,
    sets: Box<[Bytes]>,
}

impl Keywords {
    /// Calls `found` with the verifiers whose keyword may stand at `at` and is all of a word's so many letters.
    pub(super) fn find_word(&self, text: &[u8], at: usize, letters: usize, mut found: impl FnMut(u32)) {
        let verifier = |opening: Opening| self.verifier(opening.number, text, at);
        self.words.look_word(text, at, letters, |opening| verifier(opening).into_iter().for_each(&mut found));
    }

    /// Calls `found` with the verifiers whose keyword may stand at `at`, where a word of four letters at least begins with it.
    pub(super) fn find_beginning(&self, text: &[u8], at: usize, mut found: impl FnMut(u32)) {
        let verifier = |opening: Opening| self.verifier(opening.number, text, at);
        self.words.look_beginning(text, at, |opening| verifier(opening).into_iter().for_each(&mut found));
    }

    /// The verifier whose keyword this is, when what stands beside it at `at` may stand there.
    fn verifier(&self, keyword: u32, text: &[u8], at: usize) -> Option<u32> {
        let Keyword { verifier, length, after, lead } = &self.keywords[keyword as usize];
        let end = at + *length as usize;
        let follows = |(ahead, &set): (usize, &u32)| {
            set == 0 || text.get(end + ahead).is_none_or(|&byte| self.sets[set as usize].holds(byte))
        };
        let leads = |lead: &Behind| lead.may_end_before(text, at);
        (lead.as_deref().is_none_or(leads) && after.iter().enumerate().all(follows)).then_some(*verifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_want_what_stands_beside_them() {
        let bytes = |all: &[u8]| Bytes::of(|byte| all.contains(&byte));
        let after = After([bytes(b"rR"), bytes(b":"), Bytes::ALL, Bytes::ALL]);
        let mut draft = Draft::default();
        draft.add(&mut Letters::default(), "st", 7, &after, None);
        let keywords = draft.complete();
        let found = |text: &str, letters: usize| {
            let mut all = Vec::new();
            keywords.find_word(text.as_bytes(), 0, letters, |verifier| all.push(verifier));
            all
        };
        assert_eq!(found("STR:", 3), [7]);
        assert!(found("str ", 3).is_empty() && found("strand", 6).is_empty() && found("st:", 2).is_empty());
    }
}
