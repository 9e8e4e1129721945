//! Stretches of text in which no word speaks of people: no pronoun of theirs, no title, no greeting, nobody's wife or colleague,
//! nor anybody's full name. Where varieties, openings or distributions are listed, the words that look like people are called
//! like people.
//!
//! Owns: what is doubted where nothing speaks of people, and the more where things are called like people. Never: judges a name in a
//! short text, whose silence says nothing; see [`speech`] for what speaks, [`sentence`] for what does so in the name's own sentence,
//! [`unspoken`] for longer silences, in which more is doubted.
//!
//! [`sentence`]: super::sentence
//! [`speech`]: super::speech
//! [`unspoken`]: super::unspoken

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use allonym_tagger::features::Reading;
use allonym_tagger::hash;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};
use hashbrown::HashSet;

use super::super::NameSpan;
use super::super::merge::Judged;
use super::super::words_in;
use super::around::Around;
use super::sentence::Sentence;
use super::speech::{is_silent, names_people, speaks_of_people};
use super::unspoken::is_first_name;
use super::{FREQUENT, classes, in_dictionary, set, thing};
use crate::entity::Entity;

/// How many bytes around it there must be.
const LEAST: usize = 150;

/// What one word must score to be a person there: one that dictionaries hold, and any other.
const WORD: f32 = 0.95;
const STRANGE: f32 = 0.8;

/// What the network must score there for one word.
const CERTAIN: f32 = 0.98;

/// How many bytes are enough where things have names of people, and what a word that is no first name must score there.
const LEAST_AMID_THINGS: usize = 60;
const AMID_THINGS: f32 = 0.97;

/// What an organization must score that is called like people, and a place that no list has.
const CALLED_SO: f32 = 0.9;
const UNLISTED: f32 = 0.95;

/// What the network must score there for anything that the tagger thinks less possible than this, whatever full names stand around.
const ALL_BUT_SURE: f32 = 0.97;
const HARDLY: f32 = 0.3;

/// What the network must score for what the tagger does not take for a name, in a text that says so few titles, greetings and first
/// names, and nobody's full name around.
const CLEAR: f32 = 0.8;
const UNSEEN: f32 = 0.5;
const FEW: usize = 1;

/// What stands before a thing, and before nobody's name. An article before a name is heard in German, Italian, Portuguese.
const BEFORE_THINGS: &[&str] = &["the", "an", "each", "every", "het", "een"];

static ARTICLES: LazyLock<HashSet<u64>> = LazyLock::new(|| set(BEFORE_THINGS));

/// Whether `a` is an article in a text: whether it has `the`, which is looked for once.
pub(super) struct English<'w> {
    words: &'w [Word],
    has_the: OnceCell<bool>,
}

impl<'w> English<'w> {
    pub(super) fn of(words: &'w [Word]) -> Self {
        Self { words, has_the: OnceCell::new() }
    }

    fn is(&self) -> bool {
        let the = hash::word("the");
        *self.has_the.get_or_init(|| self.words.iter().any(|word| word.is_word() && word.hash == the))
    }
}

/// Whether the tagger takes it for a name, and is not sure, where nothing speaks of people.
pub(super) fn is_doubtful(text: &str, words: &[Word], english: &English<'_>, name: &NameSpan) -> bool {
    let own = words_in(words, name.span);
    let Some(around) = Around::of(words, &own).filter(|around| around.len >= LEAST_AMID_THINGS) else {
        return false;
    };
    let long = around.len >= LEAST;
    let doubted = match name.entity {
        Entity::Person => {
            let sentence = || Sentence::of(words, &own, &around);
            let word = || long && is_doubted(text, words, english, own.clone(), name.score);
            (word() && sentence().has_names_beyond(text, &around)
                || is_amid_things(text, words, own.clone(), &around, name.score))
                && !sentence().speaks_of_somebody(text)
        }
        Entity::Organization => long && name.score < CALLED_SO && is_called_like_people(words, own),
        Entity::Location => long && name.score < UNLISTED && is_unlisted(&words[own]),
        _ => false,
    };
    doubted && is_silent(&around)
}

/// Whether the words `own` score too little for a person of whom nothing else speaks.
fn is_doubted(text: &str, words: &[Word], english: &English<'_>, own: Range<usize>, score: f32) -> bool {
    let rest = &words[without_words(text, words, own.clone())];
    let is_word = |word: &Word| in_dictionary(word.written(text));
    if let [word] = rest {
        return score < STRANGE || score < WORD && is_word(word) || has_article(words, english, own.start);
    }
    // `Salvar Como`, `Küfer, Kürschner`
    let is_list = rest.iter().any(|word| word.sign == b',');
    let is_name =
        |word: &Word| if is_list { is_first_name(word) } else { classes(word.hash) & FREQUENT != 0 };
    score < WORD && rest.iter().all(|word| !word.is_word() || is_word(word) && !is_name(word))
}

/// The words `own` from the first that may be a name on: `Tap Jasper`, `dos. Dulcinea`, but `Ehrenpreis, Walburga`.
fn without_words(text: &str, words: &[Word], own: Range<usize>) -> Range<usize> {
    const NAMES: u32 = FREQUENT | class::PARTICLE;
    if words[own.clone()].iter().any(|word| word.sign == b',') {
        return own;
    }
    let is_name = |word: &Word| {
        word.is_word() && (classes(word.hash) & NAMES != 0 || !in_dictionary(word.written(text)))
    };
    let first = words[own.clone()].iter().position(is_name).unwrap_or(0);
    own.start + first..own.end
}

/// Whether things are called by such names around. A full name is nobody else's where the tagger is sure.
fn is_amid_things(text: &str, words: &[Word], own: Range<usize>, around: &Around<'_>, score: f32) -> bool {
    let rest = without_words(text, words, own);
    let is_first = |word: &Word| word.shape == Shape::Capital && classes(word.hash) & class::FIRST != 0;
    let is_lone = rest.len() == 1 && is_first(&words[rest.start]);
    let is_full =
        rest.len() == 2 && words[rest.clone()].iter().all(Word::is_capital) && is_first(&words[rest.start]);
    (is_lone || score < AMID_THINGS && !is_full)
        && around.sides().iter().any(|side| thing::are_named(text, side))
}

/// Whether it is one word that people are called, and no company, perhaps behind its article: `The Taylor`.
fn is_called_like_people(words: &[Word], own: Range<usize>) -> bool {
    const CALLED: u32 = class::ORG_WORD | class::LEGAL_FORM | class::COMPANY;
    let is = |word: &Word, of: u32| classes(word.hash) & of != 0;
    let own = &words[own];
    let rest = if own.first().is_some_and(is_article) { &own[1..] } else { own };
    matches!(rest, [word] if word.shape == Shape::Capital && is(word, FREQUENT) && !is(word, CALLED))
}

/// Whether it is one word that no list has for a place.
fn is_unlisted(own: &[Word]) -> bool {
    const PLACED: u32 = class::PLACES | class::STREET_WORD | class::IN_PHRASE;
    matches!(own, [word] if word.shape == Shape::Capital && classes(word.hash) & PLACED == 0)
}

/// Whether the word at `at` has an article before it that names have not: `a Bentley` in an English text.
fn has_article(words: &[Word], english: &English<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &words[before]) else { return false };
    is_article(before) || before.is_word() && before.hash == hash::word("a") && english.is()
}

fn is_article(word: &Word) -> bool {
    word.is_word() && ARTICLES.contains(&word.hash)
}

/// Whether only the network takes it for a person or place, and not for certain, where nothing speaks of people, or hardly
/// anything does in the whole text.
pub(super) fn is_alone(text: &str, reading: &Reading, Judged { name, likely }: &Judged) -> bool {
    let likely = match name.entity {
        Entity::Person => likely.person,
        Entity::Location => likely.place,
        _ => return false,
    };
    let own = words_in(&reading.words, name.span);
    let Some(around) = Around::of(&reading.words, &own).filter(|around| around.len >= LEAST_AMID_THINGS)
    else {
        return false;
    };
    let speaks = || Sentence::of(&reading.words, &own, &around).speaks_of_somebody(text);
    if name.entity == Entity::Person
        && is_amid_things(text, &reading.words, own.clone(), &around, name.score)
        && is_silent(&around)
    {
        return !speaks();
    }
    let written = &text[name.span.range()];
    let is_unseen = || match &reading.words[without_words(text, &reading.words, own.clone())] {
        [word] => likely < if in_dictionary(word.written(text)) { WORD } else { STRANGE },
        _ => false,
    };
    let word = name.entity == Entity::Person && name.score < CERTAIN && is_unseen();
    let hardly = likely < HARDLY && name.score < ALL_BUT_SURE;
    let few = reading.people() <= FEW && written.starts_with(char::is_uppercase);
    let unclear = few && likely < UNSEEN && name.score < CLEAR;
    around.len >= LEAST
        && (word || hardly || unclear)
        && ((hardly || word && !names_people(&around)) && !speaks_of_people(&around)
            || unclear && !names_people(&around))
        && !(name.entity == Entity::Person && speaks())
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::*;
    use crate::detection::Span;

    fn name(text: &str, name: &str, score: f32) -> (Vec<Word>, NameSpan) {
        let mut words = Vec::new();
        cut(text, &mut words);
        let start = text.find(name).expect("it stands there");
        let span = Span { start, end: start + name.len() };
        (words, NameSpan { span, entity: Entity::Person, score })
    }

    fn doubtful(text: &str, written: &str, score: f32) -> bool {
        let (words, name) = name(text, written, score);
        is_doubtful(text, &words, &English::of(&words), &name)
    }

    #[test]
    fn one_word_is_hardly_a_person_where_nothing_speaks_of_people() {
        let text = "Of the early Adretta plant two rows, of the late ones three. Marigold keeps off the flies. Water well, and lift when the leaves are dry; nothing else is to be done until the frost comes.";
        assert!(doubtful(text, "Marigold", 0.7));
        assert!(!doubtful(text, "Marigold", 0.95), "the tagger is sure");
        assert!(!doubtful(&text.replace("the flies", "her flies"), "Marigold", 0.7), "a pronoun");
        assert!(!doubtful(&text.replace("Marigold", "Miss Marigold"), "Marigold", 0.7), "a title");
        assert!(!doubtful(&text.replace("the flies", "the tenant"), "Marigold", 0.7), "somebody's part");
        assert!(!doubtful(&text.replace("the flies", "Barbara Sanders"), "Marigold", 0.7), "a full name");
        assert!(
            doubtful(&text.replace("the flies", "Barbara"), "Marigold", 0.7),
            "a first name is what varieties have"
        );
        let strange = text.replace("Marigold", "Bouazizi");
        assert!(doubtful(&strange, "Bouazizi", 0.75));
        assert!(!doubtful(&strange, "Bouazizi", 0.8), "no dictionary holds it");
        assert!(!doubtful("Marigold keeps off the flies", "Marigold", 0.7), "a short text");
        assert!(!doubtful(&text.replace("Adretta", "ones"), "Marigold", 0.7), "no other names");
    }

    #[test]
    fn words_and_an_article_before_a_name_make_it_none() {
        let text = "Of the early Adretta plant two rows, of the late ones three. Plant Marigold against the flies. Water well, and lift when the leaves are dry; nothing else is to be done until the frost comes.";
        assert!(doubtful(text, "Plant Marigold", 0.9));
        assert!(
            !doubtful(&text.replace("Marigold", "Bouazizi"), "Plant Bouazizi", 0.9),
            "no dictionary holds it"
        );
        assert!(doubtful(&text.replace("Plant Marigold", "Plant, Marigold"), "Plant, Marigold", 0.9));
        let article = text.replace("Plant Marigold", "a Bouazizi");
        assert!(
            doubtful(&article, "Bouazizi", 0.99) && !doubtful(&article.replace(" a ", " "), "Bouazizi", 0.99)
        );
    }

    #[test]
    fn a_sentence_that_speaks_of_somebody_is_heard_where_nothing_around_does() {
        let text = "Of the early Adretta plant two rows, of the late ones three. Marigold keeps off the flies. Water well, and lift when the leaves are dry; nothing else is to be done until the frost comes.";
        for (told, heard) in [
            ("Marigold asked for two rows.", true),
            ("Marigold of Klinik Sieben has two rows.", true),
            ("The foreman Marigold has two rows.", true),
            ("Marigold is sown in two rows.", false),
            ("Marigold is in two rows. It is asked for.", false),
        ] {
            let told = text.replace("Marigold keeps off the flies.", told);
            assert_eq!(doubtful(&told, "Marigold", 0.7), !heard, "{told}");
        }
        let text =
            "The server Kestrowin answers, Barbara does not. Restart Barbara, then look at the queue again.";
        assert!(!doubtful(&text.replace("does not", "asked"), "Barbara", 0.99));
        assert!(doubtful(text, "Barbara", 0.99));
        assert!(!alone(&text.replace("does not", "asked"), "Barbara", 0.99, 0.9));
        assert!(alone(text, "Barbara", 0.99, 0.9));
        let text = "Adretta keeps off the flies; plant two rows of it, and three of the late ones, water well and lift when the leaves are dry. Nothing else is to be done until the frost comes.";
        assert!(!alone(&text.replace("keeps off", "complained of"), "Adretta", 0.9, 0.2));
    }

    #[test]
    fn where_things_are_called_like_people_first_names_are_theirs() {
        let text =
            "The server Kestrowin answers, Barbara does not. Restart Barbara, then look at the queue again.";
        assert!(doubtful(text, "Barbara", 0.99));
        assert!(
            doubtful(&text.replace("Barbara", "Bouazizi"), "Bouazizi", 0.9),
            "a word of which nothing is known"
        );
        assert!(
            !doubtful(&text.replace("Barbara", "Bouazizi"), "Bouazizi", 0.98),
            "which the tagger is sure of"
        );
        assert!(
            !doubtful(&text.replace("Barbara", "Barbara Sanders"), "Barbara Sanders", 0.9),
            "a full name"
        );
        assert!(!doubtful(&text.replace("The server", "My server"), "Barbara", 0.99), "somebody speaks");
        assert!(
            !doubtful(&text.replace("The server Kestrowin", "The server"), "Barbara", 0.99),
            "no name of a thing"
        );
        assert!(
            alone(text, "Barbara", 0.99, 0.9)
                && !alone(&text.replace("server", "woman"), "Barbara", 0.99, 0.9)
        );
    }

    #[test]
    fn organizations_that_people_are_called_like_and_places_that_no_list_has_are_doubted() {
        let text = "Of the early ones plant two rows, of the late ones three. The Sanders keeps off the flies. Water well, and lift when the leaves are dry; nothing else is to be done until the frost comes.";
        let doubtful = |text: &str, written: &str, entity: Entity, score: f32| {
            let (words, name) = name(text, written, score);
            is_doubtful(text, &words, &English::of(&words), &NameSpan { entity, ..name })
        };
        assert!(doubtful(text, "The Sanders", Entity::Organization, 0.8));
        assert!(!doubtful(text, "The Sanders", Entity::Organization, 0.9), "the tagger is sure");
        assert!(
            !doubtful(&text.replace("Sanders", "Siemens"), "The Siemens", Entity::Organization, 0.8),
            "a company"
        );
        assert!(doubtful(&text.replace("Sanders", "Kestrowin"), "Kestrowin", Entity::Location, 0.9));
        assert!(
            !doubtful(&text.replace("Sanders", "Berlin"), "Berlin", Entity::Location, 0.6),
            "a list has it"
        );
    }

    /// Whether the network is alone with the name, of which the tagger thinks so much, if that many people are named.
    fn alone(text: &str, written: &str, score: f32, person: f32) -> bool {
        use super::super::super::merge::Likely;
        let mut reading = Reading::default();
        super::super::tag(text, &mut reading);
        let (_, name) = name(text, written, score);
        is_alone(text, &reading, &Judged { name, likely: Likely { person, place: 0.0 } })
    }

    #[test]
    fn the_network_is_not_believed_alone_where_nothing_speaks_of_people() {
        let text = "Adretta keeps off the flies; plant two rows of it, and three of the late ones, water well and lift when the leaves are dry. Nothing else is to be done until the frost comes.";
        assert!(alone(text, "Adretta", 0.9, 0.2));
        assert!(!alone(text, "Adretta", 0.99, 0.2), "the network is certain");
        assert!(!alone(text, "Adretta", 0.9, 0.8), "the tagger sees it too");
        let full = text.replace("the flies", "Barbara Sanders");
        assert!(alone(&full, "Adretta", 0.96, 0.2), "the tagger hardly thinks it possible");
        assert!(!alone(&full, "Adretta", 0.9, 0.4), "a full name");
        let two = text.replace("Adretta", "Adretta Rosara");
        assert!(alone(&two, "Adretta Rosara", 0.96, 0.2) && !alone(&two, "Adretta Rosara", 0.9, 0.4));
    }

    #[test]
    fn the_network_must_be_clear_alone_where_hardly_anything_speaks_of_people() {
        let text = "Adretta keeps off her flies; plant two rows of it, and three of the late ones, water well and lift when the leaves are dry. Nothing else is to be done until the frost comes.";
        assert!(alone(text, "Adretta", 0.7, 0.4));
        assert!(!alone(text, "Adretta", 0.85, 0.4), "the network is clear");
        assert!(!alone(text, "Adretta", 0.7, 0.5), "the tagger sees it too");
        let spoken = text.replace("Nothing else", "Mr Sanders and Mrs Roe say that nothing else");
        assert!(!alone(&spoken, "Adretta", 0.7, 0.4), "the text speaks of people");
        assert!(!alone("Adretta keeps off her flies", "Adretta", 0.7, 0.4), "a short text");
    }
}
