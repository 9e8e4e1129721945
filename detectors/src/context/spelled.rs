//! Every distinct spelling of cues, numbered, and which of them are whose.
//!
//! Shared with the build script, which spells the crate's own cues and stores them: spelling thousands of them takes longer
//! than a start may. Never: looks at a text. Next: `word.rs`, `spelling.rs`.

use std::borrow::Cow;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::spelling;
use super::word::Word;

/// Cues with their spellings.
#[derive(Default)]
pub(crate) struct Spelled {
    /// By number.
    pub(crate) words: Vec<Word<'static>>,
    /// The numbers of the closed words, and of the open ones: empty until a cue comes that is not stored.
    numbers: [HashMap<String, u32>; 2],
    /// The numbers of a cue's spellings, of the same; its own first.
    pub(crate) cues: [HashMap<Cow<'static, str>, Box<[u32]>>; 2],
}

/// What is stored: the words, and one after the other how many spellings each cue has, and their numbers.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stored<'a> {
    #[serde(borrow)]
    pub(crate) words: Vec<Word<'a>>,
    pub(crate) cues: Vec<u32>,
}

impl Spelled {
    /// The numbers of a cue and of its other spellings, new ones for those that are not known yet.
    pub(crate) fn of(&mut self, cue: &str, open: bool) -> &[u32] {
        let kind = usize::from(open);
        if !self.cues[kind].contains_key(cue) {
            let mut numbers = vec![self.number(cue, open)];
            numbers.extend(spelling::others(cue, open).iter().map(|other| self.number(other, open)));
            self.cues[kind].insert(Cow::Owned(cue.to_owned()), numbers.into());
        }
        &self.cues[kind][cue]
    }

    /// The number of one spelling.
    fn number(&mut self, text: &str, open: bool) -> u32 {
        if self.numbers.iter().all(HashMap::is_empty) {
            for (number, word) in (0..).zip(&self.words) {
                self.numbers[usize::from(word.open)].insert(word.text.clone().into_owned(), number);
            }
        }
        let next = u32::try_from(self.words.len()).expect("fewer cues than that");
        let number = *self.numbers[usize::from(open)].entry_ref(text).or_insert(next);
        if number == next {
            self.words.push(Word::new(text, open));
        }
        number
    }

    /// What the build script stored.
    pub(crate) fn read(stored: &'static [u8]) -> Self {
        let Stored { words, cues: numbers } =
            rmp_serde::from_slice(stored).expect("the build script wrote it");
        let mut cues: [HashMap<_, Box<[u32]>>; 2] = Default::default();
        let mut rest = numbers.as_slice();
        while let [count, others @ ..] = rest {
            let (cue, others) = others.split_at(*count as usize);
            let own = &words[cue[0] as usize];
            cues[usize::from(own.open)].insert(own.text.clone(), cue.into());
            rest = others;
        }
        Self { words, numbers: Default::default(), cues }
    }
}
