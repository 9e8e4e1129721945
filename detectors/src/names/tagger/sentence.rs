//! [`Sentence`]: what stands in a name's own sentence. Somebody may be named in the middle of a manual or of a list of varieties, where
//! nothing around speaks of people; then the sentence does.
//!
//! Owns: where the sentence ends, what in it speaks of somebody, and whether there are names beyond it. Never: judges a name; see
//! [`silent`] and [`technical`] for the doubts that hear it.
//!
//! [`silent`]: super::silent
//! [`technical`]: super::technical

use std::ops::Range;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use super::super::by_words::role::is_role;
use super::around::Around;
use super::doing::is_doing;
use super::speech::speaks;
use super::{FREQUENT, classes, in_dictionary};
use crate::detection::Span;

/// How many words before a name and behind it what somebody does may stand (`sagte Frau Roe`, `Roe hat heute gefragt`).
const BEFORE: usize = 2;
const BEHIND: usize = 3;

/// See the file's header.
pub(super) struct Sentence<'w> {
    before: &'w [Word],
    after: &'w [Word],
}

impl<'w> Sentence<'w> {
    /// Of the words at `own`, no farther than what is `around`.
    pub(super) fn of(words: &'w [Word], own: &Range<usize>, around: &Around<'_>) -> Self {
        let goes_on = |at: usize| around.span.contains(&(words[at].start as usize)) && !ends(words, at);
        let (mut start, mut end) = (own.start, own.end);
        while start > 0 && goes_on(start - 1) {
            start -= 1;
        }
        while end < words.len() && goes_on(end) {
            end += 1;
        }
        Self { before: &words[start..own.start], after: &words[own.end..end] }
    }

    /// Whether somebody does something in it, is behind what somebody is, or stands there with an organization.
    pub(super) fn speaks_of_somebody(&self, text: &str) -> bool {
        let role = || self.before.last().is_some_and(|word| is_role(text, word, classes(word.hash)));
        self.words().any(|word| is_doing(word) || is_organization(word)) || role()
    }

    /// Whether a word in it speaks of people, or of what people alone do.
    pub(super) fn tells_of_people(&self) -> bool {
        let side = |side: &[Word]| (0..side.len()).any(|at| speaks(&side[at], side.get(at + 1)));
        side(self.before) || side(self.after) || self.words().any(is_doing)
    }

    /// From its first word to its last, in bytes of the text.
    pub(super) fn span(&self, own: Span) -> Span {
        let first = self.before.first().map_or(own.start, |word| word.start as usize);
        let last = self.after.last().map_or(own.end, |word| word.end as usize);
        Span { start: first, end: last }
    }

    /// Whether what somebody does stands near the name.
    pub(super) fn has_doing(&self) -> bool {
        let before = self.before.iter().rev().take(BEFORE);
        before.chain(self.after.iter().take(BEHIND)).any(is_doing)
    }

    /// Whether any word around the sentence is written like a name and known as one, or known as nothing.
    pub(super) fn has_names_beyond(&self, text: &str, around: &Around<'_>) -> bool {
        let own = |word: &Word| self.words().any(|other| other.start == word.start);
        around.words().any(|word| is_name(text, word) && !own(word))
    }

    fn words(&self) -> impl Iterator<Item = &'w Word> {
        self.before.iter().chain(self.after)
    }
}

/// Whether a sentence ends with the word at `at`: a line's end, or a sign with space behind it, but the dot of a title or of a short word.
pub(super) fn ends(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let shortens = |word: &Word| word.length < 3 || classes(word.hash) & class::TITLE != 0;
    let is_open = || word.sign == b'.' && at.checked_sub(1).is_some_and(|before| shortens(&words[before]));
    let is_sign = !word.is_word() && word.length == 1 && b".!?".contains(&word.sign);
    word.shape == Shape::LineEnd || is_sign && words.get(at + 1).is_none_or(|next| next.spaced) && !is_open()
}

/// `Klinik`, `Ltd`: what organizations are called, with a capital.
fn is_organization(word: &Word) -> bool {
    word.is_word() && word.is_capital() && classes(word.hash) & (class::ORG_WORD | class::LEGAL_FORM) != 0
}

/// Whether the word has a capital and is somebody's or something's name, or in no dictionary.
fn is_name(text: &str, word: &Word) -> bool {
    const NAMES: u32 = FREQUENT | class::PUBLIC | class::COMPANY;
    word.is_word()
        && word.is_capital()
        && word.length > 2
        && (classes(word.hash) & NAMES != 0 || !in_dictionary(word.written(text)))
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::super::super::words_in;
    use super::*;

    /// What `ask` says of the sentence of `Kestrel` in the text.
    fn asked(text: &str, ask: impl Fn(&Sentence<'_>, &Around<'_>) -> bool) -> bool {
        let mut words = Vec::new();
        cut(text, &mut words);
        let start = text.find("Kestrel").expect("it stands there");
        let own = words_in(&words, Span { start, end: start + "Kestrel".len() });
        let around = Around::of(&words, &own).expect("it is a word");
        ask(&Sentence::of(&words, &own, &around), &around)
    }

    fn speaks(text: &str) -> bool {
        asked(text, |sentence, _| sentence.speaks_of_somebody(text))
    }

    #[test]
    fn what_somebody_does_speaks_of_somebody_in_its_own_sentence() {
        for text in [
            "Kestrel asked for it",
            "Gestern hat Kestrel angerufen",
            "Kestrel aveva telefonato",
            "zei Kestrel",
            "Kestrels Geburtstag",
        ] {
            assert!(speaks(&text.replace("Kestrels", "Kestrel")), "{text}");
            assert!(speaks(&format!("The rest is left. {text}. The rest is left.")), "{text}");
        }
        for text in [
            "It asked. Kestrel runs",
            "Kestrel runs! It asked",
            "Kestrel\nasked",
            "Kestrel returns it",
            "Kestrel, ASKED",
        ] {
            assert!(!speaks(text), "{text}");
        }
        assert!(speaks("On page no. 3 Kestrel, at 4 a.m., asked"), "a dot that ends no sentence");
    }

    #[test]
    fn so_do_an_organization_and_what_somebody_is() {
        for text in
            ["Kestrel of the Klinik Roe", "Kestrel, Roe Ltd", "Gerätewart Kestrel", "the foreman Kestrel"]
        {
            assert!(speaks(text), "{text}");
        }
        assert!(!speaks("Kestrel of the bank of a river") && !speaks("Kestrel. Klinik Roe"));
        assert!(!speaks("Kestrel beats the foreman"), "not right before it");
    }

    #[test]
    fn only_near_the_name_it_is_what_the_name_does() {
        let has_doing = |text: &str| asked(text, |sentence, _| sentence.has_doing());
        assert!(has_doing("Kestrel has now asked") && has_doing("said old Kestrel"));
        assert!(!has_doing("Kestrel is what the user asked for") && !has_doing("It is said to be a Kestrel"));
    }

    #[test]
    fn names_are_looked_for_beyond_it() {
        let has = |text: &str| asked(text, |sentence, around| sentence.has_names_beyond(text, around));
        assert!(
            has("Plant two rows of Marigolda. Kestrel is late") && has("Kestrel is late. Sanders is not")
        );
        assert!(!has("Plant two rows. Kestrel and Sanders are late. Water well"));
    }

    #[test]
    fn a_sentence_without_end_is_read_as_far_as_is_looked_around() {
        let far = "and so on ".repeat(40);
        assert!(!speaks(&format!("he asked {far} Kestrel {far} asked")));
    }
}
