//! Every distinct cue word of a set of rules, numbered, and whether one stands at a given place.
//!
//! Cues with an ASCII letter are proposed by the engine's word pass, by their longest word; those without one
//! (Thai, Korean, Greek…) are searched by an automaton of their own, and only in text that has such letters.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;

use super::spelled::Spelled;
use super::word::Word;
use super::{Cue, CueList, Known};

/// Where a cue stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CueHit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) cue: u32,
}

/// The numbered cues.
pub(crate) struct CueSet {
    spelled: Spelled,
    /// By number, whether a rule of the set has it.
    heard: Vec<bool>,
    /// Of the lists that rules share.
    lists: Vec<(&'static CueList, Arc<[Known]>)>,
    foreign: OnceLock<Option<Foreign>>,
}

impl Default for CueSet {
    /// Without a rule; the spellings of the crate's own cues are known.
    fn default() -> Self {
        let spelled = Spelled::read(include_bytes!(concat!(env!("OUT_DIR"), "/spelled.bin")));
        Self { spelled, heard: Vec::new(), lists: Vec::new(), foreign: OnceLock::new() }
    }
}

/// The cues without an ASCII letter.
#[derive(Debug)]
struct Foreign {
    automaton: AhoCorasick,
    /// Cue of each of the automaton's patterns.
    cues: Vec<u32>,
    /// The longest of them, in bytes.
    longest: usize,
}

impl CueSet {
    /// The cues of a rule, by number, sorted.
    pub(super) fn numbered(&mut self, cues: &[Cue]) -> Arc<[Known]> {
        let mut known = Vec::new();
        for cue in cues {
            let numbers = self.spellings(&cue.text, cue.open).iter();
            known.extend(numbers.map(|&number| (number, cue.effect, cue.language)));
        }
        known.sort_unstable();
        known.into()
    }

    /// As [`CueSet::numbered`], of cues that rules share, once for all of them.
    pub(super) fn list(&mut self, list: &'static CueList) -> Arc<[Known]> {
        if let Some((_, known)) = self.lists.iter().find(|(other, _)| std::ptr::eq(*other, list)) {
            return Arc::clone(known);
        }
        let known = self.numbered(&list.0);
        self.lists.push((list, Arc::clone(&known)));
        known
    }

    /// The numbers of a cue and of its other spellings, which are heard from now on.
    fn spellings(&mut self, text: &str, open: bool) -> &[u32] {
        let numbers = self.spelled.of(text, open);
        for &number in numbers {
            let number = number as usize;
            if number >= self.heard.len() {
                self.heard.resize(number + 1, false);
            }
            self.heard[number] = true;
        }
        numbers
    }

    /// The words that are heard, by number.
    fn words(&self) -> impl Iterator<Item = (u32, &Word<'static>)> {
        let all = (0..).zip(&self.spelled.words).zip(&self.heard);
        all.filter(|(_, heard)| **heard).map(|(word, _)| word)
    }

    /// The automaton for cues without ASCII letters, made when there is first a text that may have some.
    fn foreign(&self) -> Option<&Foreign> {
        self.foreign.get_or_init(|| Foreign::of(self.words())).as_ref()
    }

    /// What the engine needs to propose each cue: its number, the text before the word by which it is found and from there
    /// on, and whether the word may go on.
    pub(crate) fn proposals(&self) -> impl Iterator<Item = (u32, (&str, &str), bool)> {
        self.words().filter_map(|(number, word)| {
            word.letters_at.map(|at| (number, word.text.split_at(at), word.open))
        })
    }

    /// Whether these words, in lower case, are a cue as its rule writes it.
    pub(crate) fn holds(&self, words: &str) -> bool {
        self.spelled.cues.iter().any(|cues| cues.contains_key(words))
    }

    /// One more than the largest number.
    pub(crate) fn count(&self) -> usize {
        self.heard.len()
    }

    /// The hit of a cue that begins at `start`, if it stands there as a whole word.
    pub(crate) fn stands(&self, cue: u32, text: &str, start: usize) -> Option<CueHit> {
        let end = self.spelled.words[cue as usize].end_at(text, start)?;
        Some(CueHit { start, end, cue })
    }

    /// As [`CueSet::stands`], of a cue whose letters are known to stand there.
    pub(crate) fn stands_known(&self, cue: u32, text: &str, start: usize) -> Option<CueHit> {
        let end = self.spelled.words[cue as usize].known_end_at(text, start)?;
        Some(CueHit { start, end, cue })
    }

    /// Adds the cues without ASCII letters that stand in `from..to`: slow, for text that has such letters.
    pub(crate) fn find_foreign(&self, text: &str, from: usize, to: usize, hits: &mut Vec<CueHit>) {
        let Some(foreign) = self.foreign() else { return };
        let part = &text.as_bytes()[from..text.len().min(to + foreign.longest)];
        let found = foreign.automaton.find_overlapping_iter(part);
        let starts = found.filter(|found| from + found.start() < to);
        hits.extend(starts.filter_map(|found| {
            self.stands(foreign.cues[found.pattern().as_usize()], text, from + found.start())
        }));
    }

    /// Every cue that stands anywhere, by trying each at each place. The reference for the word pass.
    pub(crate) fn everywhere(&self, text: &str) -> Vec<CueHit> {
        let places = text.char_indices().map(|(at, _)| at);
        let stand = |at: usize| self.words().filter_map(move |(number, _)| self.stands(number, text, at));
        let mut hits: Vec<CueHit> = places.flat_map(stand).collect();
        hits.sort_unstable();
        hits
    }
}

impl Foreign {
    fn of<'a>(words: impl Iterator<Item = (u32, &'a Word<'static>)>) -> Option<Self> {
        let (mut numbers, mut spellings) = (Vec::new(), Vec::new());
        for (number, word) in words.filter(|(_, word)| word.letters_at.is_none()) {
            let forms = cases(&word.text);
            numbers.extend(forms.iter().map(|_| number));
            spellings.extend(forms);
        }
        let longest = spellings.iter().map(String::len).max()?;
        let automaton = AhoCorasick::new(spellings).expect("cues are short");
        Some(Self { automaton, cues: numbers, longest })
    }
}

/// A cue as it stands in text: in lower case, in capitals, at the beginning of a sentence or line, and as a heading.
fn cases(cue: &str) -> BTreeSet<String> {
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    let heading = cue.split(' ').map(capital).collect::<Vec<_>>().join(" ");
    [cue.to_owned(), cue.to_uppercase(), capital(cue), heading].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(cues: &[(&str, bool)], text: &str) -> Vec<(usize, usize)> {
        let mut set = CueSet::default();
        for &(cue, open) in cues {
            set.spellings(cue, open);
        }
        let mut found = set.everywhere(text);
        set.find_foreign(text, 0, text.len(), &mut found);
        found.sort_unstable();
        found.dedup();
        found.iter().map(|hit| (hit.start, hit.end)).collect()
    }

    #[test]
    fn case_does_not_matter_in_any_script() {
        assert_eq!(hits(&[("née le", false)], "NÉE LE 3"), [(0, 7)]);
        assert_eq!(hits(&[("тел", false)], "ТЕЛ. 123"), [(0, 6)]);
        assert_eq!(hits(&[("дата рождения", false)], "Дата рождения"), [(0, 25)]);
        assert_eq!(hits(&[("дата рождения", false)], "Дата Рождения"), [(0, 25)]);
        assert_eq!(hits(&[("여권", false)], "제여권은"), [(3, 9)]);
    }

    #[test]
    fn words_end_at_letters_only() {
        assert_eq!(hits(&[("tel", false), ("tel", true)], "telefon"), [(0, 3)]);
        assert_eq!(hits(&[("id", false)], "user_id2 idle"), [(5, 7)]);
    }
}
