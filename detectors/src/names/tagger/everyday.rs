//! Words of everyday texts that are somebody's surname, or a place, somewhere: `corso`, `bruto`, `velden`. In a text that writes
//! capitals they name nobody in small letters, nor where only a sentence's beginning gives them one (`Valore non valido`).
//!
//! Owns: which words those are (`lexicon/everyday.txt`), and whether a text writes capitals. Never: doubts a word that is on no such
//! list; a text all in small letters says nothing by them.

use std::cell::OnceCell;
use std::sync::LazyLock;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};
use hashbrown::HashSet;

use super::super::{NameSpan, words_in};
use super::around::Around;
use super::sentence::{Sentence, ends};
use super::{classes, in_dictionary, set};

static WORDS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let lines = include_str!("../../../lexicon/everyday.txt").lines();
    let words: Vec<&str> =
        lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
    set(&words)
});

/// The words of a text, as far as everyday words among them name nobody.
pub(super) struct Everyday<'w> {
    words: &'w [Word],
    writes_capitals: OnceCell<bool>,
}

impl<'w> Everyday<'w> {
    pub(super) fn of(words: &'w [Word]) -> Self {
        Self { words, writes_capitals: OnceCell::new() }
    }

    /// Whether the name is made of such words and nothing but its look could make it one.
    pub(super) fn is(&self, text: &str, name: &NameSpan) -> bool {
        let own = words_in(self.words, name.span);
        match &self.words[own.clone()] {
            [first, rest @ ..] if first.shape == Shape::Lower && is_everyday(first.hash) => {
                rest.iter().all(|word| is_ordinary(text, word)) && self.writes_capitals()
            }
            [word] if word.shape == Shape::Capital && is_everyday(word.hash) => {
                self.is_begun(own.start)
                    && classes(word.hash) & class::FIRST == 0
                    && !self.speaks_of_somebody(text, own.start)
            }
            _ => false,
        }
    }

    /// Whether sentences and lines begin with a capital, most of them.
    fn writes_capitals(&self) -> bool {
        let count = || {
            let first = |at: &usize| self.words[*at].is_word() && self.is_begun(*at);
            let begun = (0..self.words.len()).filter(first).map(|at| self.words[at].shape);
            let (mut capital, mut small) = (0, 0);
            for shape in begun {
                capital += usize::from(matches!(shape, Shape::Capital | Shape::Initial));
                small += usize::from(shape == Shape::Lower);
            }
            capital > small
        };
        *self.writes_capitals.get_or_init(count)
    }

    /// Whether the word at `at` is the first of a sentence or line, and goes on in small letters.
    fn is_begun(&self, at: usize) -> bool {
        let signs = self.words[..at].iter().rev().take_while(|word| word.shape == Shape::Sign);
        let before = at - signs.take_while(|word| !b".!?".contains(&word.sign)).count();
        let begins = before == 0 || ends(self.words, before - 1);
        begins && self.words.get(at + 1).is_none_or(|next| !next.is_capital())
    }

    fn speaks_of_somebody(&self, text: &str, at: usize) -> bool {
        let own = at..at + 1;
        let around = Around::of(self.words, &own);
        around.is_some_and(|around| Sentence::of(self.words, &own, &around).speaks_of_somebody(text))
    }
}

/// Whether it is one, by its hash.
pub(super) fn is_everyday(word: u64) -> bool {
    WORDS.contains(&word)
}

/// Whether no name goes on with the word.
fn is_ordinary(text: &str, word: &Word) -> bool {
    let is_small = matches!(word.shape, Shape::Lower | Shape::Letter);
    is_small && (word.length < 3 || is_everyday(word.hash) || in_dictionary(word.written(text)))
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::*;
    use crate::detection::Span;
    use crate::entity::Entity;

    fn everyday(text: &str, written: &str) -> bool {
        let mut words = Vec::new();
        cut(text, &mut words);
        let start = text.find(written).expect("it stands there");
        let span = Span { start, end: start + written.len() };
        Everyday::of(&words).is(text, &NameSpan { span, entity: Entity::Person, score: 1.0 })
    }

    #[test]
    fn in_small_letters_they_name_nobody_where_capitals_are_written() {
        assert!(everyday("La migrazione è in corso.", "corso"));
        assert!(everyday("Il file è stato salvato. Non siamo in grado di dare una data.", "grado di dare"));
        assert!(!everyday("ho visto corso ieri, e poi è andato via", "corso"), "no capital anywhere");
        assert!(!everyday("Ho visto roe ieri.", "roe"), "on no list");
        assert!(!everyday("Ho visto corso okoro ieri.", "corso okoro"), "not all of it");
        assert!(!everyday("hi Anna. met corso. he was late. no idea why", "corso"), "few sentences begin so");
    }

    #[test]
    fn nor_with_the_capital_of_a_beginning() {
        for (text, word) in [
            ("Valore non valido", "Valore"),
            ("De knop ontbreekt. Indien u niet betaalt, volgt een aanmaning.", "Indien"),
            ("- Bron niet gevonden", "Bron"),
        ] {
            assert!(everyday(text, word), "{text}");
        }
        assert!(!everyday("Ieri Valore non è venuto", "Valore"), "amid a sentence");
        assert!(!everyday("Valore Rossi non è venuto", "Valore"), "a name goes on");
        assert!(!everyday("Will is late", "Will"), "a first name");
        assert!(!everyday("Valore ha telefonato", "Valore"), "somebody does something");
    }
}
