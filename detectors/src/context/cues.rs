//! Every distinct cue word of a set of rules, numbered, and whether one stands at a given place.
//!
//! Cues with an ASCII letter are proposed by the engine's word pass, by their longest word; those without one
//! (Thai, Korean, Greek…) are searched by an automaton of their own, and only in text that has such letters.

use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use hashbrown::HashMap;

use super::{Cue, CueList, Known, spelling};

/// Where a cue stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CueHit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) cue: u32,
}

/// The numbered cues.
#[derive(Debug, Default)]
pub(crate) struct CueSet {
    cues: Vec<Word>,
    /// Of the closed ones, and of the open ones.
    numbers: [HashMap<String, u32>; 2],
    /// The numbers of a cue's spellings, of the same: most cues are those of many rules.
    spelled: [HashMap<String, Vec<u32>>; 2],
    /// Of the lists that rules share.
    lists: Vec<(&'static CueList, Arc<[Known]>)>,
    foreign: OnceLock<Option<Foreign>>,
}

#[derive(Debug)]
struct Word {
    /// Lower case.
    text: String,
    open: bool,
    /// Whether it begins, and ends, with a letter that joins into words; whether all of it is ASCII.
    begins: bool,
    ends: bool,
    ascii: bool,
    /// Where the word stands by which the cue is proposed; none when it has none of ASCII letters.
    letters_at: Option<usize>,
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
            let numbers = self.spellings(&cue.text, cue.open);
            known.extend(numbers.iter().map(|&number| (number, cue.effect, cue.language)));
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

    /// The numbers of a cue and of its other spellings, new ones for those that are not known yet.
    fn spellings(&mut self, text: &str, open: bool) -> &[u32] {
        let kind = usize::from(open);
        if !self.spelled[kind].contains_key(text) {
            let mut numbers = vec![self.number(text, open)];
            numbers.extend(spelling::others(text, open).iter().map(|other| self.number(other, open)));
            self.spelled[kind].insert(text.to_owned(), numbers);
        }
        &self.spelled[kind][text]
    }

    /// The number of one spelling, a new one when it is not known yet.
    fn number(&mut self, text: &str, open: bool) -> u32 {
        let numbers = &mut self.numbers[usize::from(open)];
        if let Some(&known) = numbers.get(text) {
            return known;
        }
        let next = u32::try_from(self.cues.len()).expect("fewer cues than that");
        numbers.insert(text.to_owned(), next);
        self.cues.push(Word {
            text: text.to_owned(),
            open,
            begins: text.starts_with(is_letter),
            ends: text.ends_with(is_letter),
            ascii: text.is_ascii(),
            letters_at: telling_word(text),
        });
        next
    }

    /// The automaton for cues without ASCII letters, made when there is first a text that may have some.
    fn foreign(&self) -> Option<&Foreign> {
        self.foreign.get_or_init(|| Foreign::of(&self.cues)).as_ref()
    }

    /// What the engine needs to propose each cue: its number, the text from the word on by which it is found,
    /// how many bytes stand before that, and whether the word may go on.
    pub(crate) fn proposals(&self) -> impl Iterator<Item = (u32, &str, usize, bool)> {
        (0..)
            .zip(&self.cues)
            .filter_map(|(number, word)| word.letters_at.map(|at| (number, &word.text[at..], at, word.open)))
    }

    /// How many cues there are.
    pub(crate) fn count(&self) -> usize {
        self.cues.len()
    }

    /// The hit of a cue that begins at `start`, if it stands there as a whole word.
    pub(crate) fn stands(&self, cue: u32, text: &str, start: usize) -> Option<CueHit> {
        let word = &self.cues[cue as usize];
        let end = start + word.length_at(text, start)?;
        let opens = word.begins && joined_before(text, start);
        let goes_on = !word.open && word.ends && letter_after(text, end);
        (!opens && !goes_on).then_some(CueHit { start, end, cue })
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
        let cues = 0..u32::try_from(self.cues.len()).expect("few cues");
        let mut hits: Vec<CueHit> =
            places.flat_map(|at| cues.clone().filter_map(move |cue| self.stands(cue, text, at))).collect();
        hits.sort_unstable();
        hits
    }
}

impl Foreign {
    fn of(cues: &[Word]) -> Option<Self> {
        let (mut numbers, mut spellings) = (Vec::new(), Vec::new());
        for (number, word) in (0..).zip(cues).filter(|(_, word)| word.letters_at.is_none()) {
            let mut forms = vec![word.text.clone(), word.text.to_uppercase()];
            forms.dedup();
            numbers.extend(forms.iter().map(|_| number));
            spellings.extend(forms);
        }
        let longest = spellings.iter().map(String::len).max()?;
        let automaton = AhoCorasick::new(spellings).expect("cues are short");
        Some(Self { automaton, cues: numbers, longest })
    }
}

impl Word {
    /// The length of the cue as it stands at `start`, in any case; none when it does not.
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

    fn hits(cues: &[(&str, bool)], text: &str) -> Vec<(usize, usize)> {
        let mut set = CueSet::default();
        for &(cue, open) in cues {
            set.number(cue, open);
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
        assert_eq!(hits(&[("여권", false)], "제여권은"), [(3, 9)]);
    }

    #[test]
    fn words_end_at_letters_only() {
        assert_eq!(hits(&[("tel", false), ("tel", true)], "telefon"), [(0, 3)]);
        assert_eq!(hits(&[("id", false)], "user_id2 idle"), [(5, 7)]);
    }
}
