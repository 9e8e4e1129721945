//! Stretches of text in which no word speaks of people: no pronoun of theirs, no title, no greeting, nobody's wife or colleague,
//! nor anybody's full name. Where varieties, openings or distributions are listed, the words that look like people are called
//! like people.
//!
//! Owns: what speaks of people, and what is doubted where nothing does. Never: judges a name in a short text, whose silence says
//! nothing; see [`unspoken`] for longer silences, in which more is doubted.
//!
//! [`unspoken`]: super::unspoken

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
use super::unspoken::is_first_name;
use super::{classes, in_dictionary};
use crate::entity::Entity;

/// How many bytes around it there must be.
const LEAST: usize = 150;

/// What one word must score to be a person there: one that dictionaries hold, and any other.
const WORD: f32 = 0.85;
const STRANGE: f32 = 0.7;

/// What the network must score there for one word.
const CERTAIN: f32 = 0.95;

/// From here on the tagger sees the person too.
const SEEN: f32 = 0.8;

/// What the network must score there for anything that the tagger thinks less possible than this, whatever full names stand around.
const ALL_BUT_SURE: f32 = 0.97;
const HARDLY: f32 = 0.3;

/// What the network must score for what the tagger does not take for a name, in a text that says so few titles, greetings and first
/// names, and nobody's full name around.
const CLEAR: f32 = 0.8;
const UNSEEN: f32 = 0.5;
const FEW: usize = 1;

/// Words that stand for people or speak of what is theirs, in lower case. `we` and `you` are not among them: manuals speak so.
#[rustfmt::skip]
const SPEAKING: &[&str] = &[
    "i", "me", "my", "mine", "he", "she", "him", "his", "her", "hers", "they", "them", "their", "who", "whose",
    "ich", "mir", "mich", "mein", "meine", "meinem", "meinen", "meiner", "dir", "dich", "dein", "deine", "ihr", "ihm", "ihn", "ihre",
    "ihrem", "ihren", "ihrer", "er", "sie", "je", "moi", "mon", "ma", "mes", "toi", "ton", "elle", "lui", "yo", "mi", "mis", "él", "ella",
    "io", "mio", "mia", "noi", "lei", "ik", "mij", "mijn", "jij", "jouw", "hij", "zij", "haar", "hem", "eu", "meu", "minha", "você",
    "ele", "ela",
];

static SPOKEN: LazyLock<HashSet<u64>> =
    LazyLock::new(|| SPEAKING.iter().map(|word| hash::word(word)).collect());

/// Whether the tagger takes one word for a person, and is not sure, where nothing speaks of people.
pub(super) fn is_doubtful(text: &str, words: &[Word], name: &NameSpan) -> bool {
    let own = words_in(words, name.span);
    name.entity == Entity::Person
        && name.score < WORD
        && own.len() == 1
        && (name.score < STRANGE || in_dictionary(&text[name.span.range()]))
        && is_silent(words, own)
}

/// Whether only the network takes it for a person or place, and not for certain, where nothing speaks of people, or hardly
/// anything does in the whole text.
pub(super) fn is_alone(text: &str, reading: &Reading, Judged { name, likely }: &Judged) -> bool {
    let likely = match name.entity {
        Entity::Person => likely.person,
        Entity::Location => likely.place,
        _ => return false,
    };
    let written = &text[name.span.range()];
    let is_person = name.entity == Entity::Person && !written.contains(char::is_whitespace);
    let word = is_person && likely < SEEN && name.score < CERTAIN;
    let hardly = likely < HARDLY && name.score < ALL_BUT_SURE;
    let few = reading.people() <= FEW && written.starts_with(char::is_uppercase);
    let unclear = few && likely < UNSEEN && name.score < CLEAR;
    if !(word || hardly || unclear) {
        return false;
    }
    let around = enough(&reading.words, words_in(&reading.words, name.span));
    around.is_some_and(|around| {
        (hardly || word && !names_people(&around)) && !speaks_of_people(&around)
            || unclear && !names_people(&around)
    })
}

/// Whether nothing around the words `own` speaks of people, and there are enough words that could.
fn is_silent(words: &[Word], own: Range<usize>) -> bool {
    enough(words, own).is_some_and(|around| !speaks_of_people(&around) && !names_people(&around))
}

/// What stands around the words `own`, if its silence says something.
fn enough(words: &[Word], own: Range<usize>) -> Option<Around<'_>> {
    Around::of(words, &own).filter(|around| around.len >= LEAST)
}

fn speaks_of_people(around: &Around<'_>) -> bool {
    around.words().any(speaks)
}

fn names_people(around: &Around<'_>) -> bool {
    around.pairs().any(|(first, last)| is_full_name(first, last))
}

/// Whether this is a first name with what may be a last name behind it.
fn is_full_name(first: &Word, last: &Word) -> bool {
    let other = class::COMMON | class::PUBLIC;
    is_first_name(first)
        && last.spaced
        && last.is_capital()
        && last.length > 2
        && classes(last.hash) & other == 0
}

/// Whether the word speaks of people, labels one (`Anwesend:`; `to` in a sentence does not), or is a part of an address.
fn speaks(word: &Word) -> bool {
    const OF_PEOPLE: u32 = class::TITLE | class::GREETING | class::ROLE;
    let has = |of: u32| word.length > 1 && classes(word.hash) & of != 0;
    word.sign == b'@'
        || word.is_word()
            && (has(OF_PEOPLE)
                || word.is_capital() && has(class::FIELD_PERSON)
                || word.shape != Shape::Upper && SPOKEN.contains(&word.hash))
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
        is_doubtful(text, &words, &name)
    }

    #[test]
    fn one_word_is_hardly_a_person_where_nothing_speaks_of_people() {
        let text = "Of the early ones plant two rows, of the late ones three. Marigold keeps off the flies. Water well, and lift when the leaves are dry; nothing else is to be done until the frost comes.";
        assert!(doubtful(text, "Marigold", 0.7));
        assert!(!doubtful(text, "Marigold", 0.85), "the tagger is sure");
        assert!(!doubtful(&text.replace("the flies", "her flies"), "Marigold", 0.7), "a pronoun");
        assert!(!doubtful(&text.replace("Marigold", "Miss Marigold"), "Marigold", 0.7), "a title");
        assert!(!doubtful(&text.replace("the flies", "the tenant"), "Marigold", 0.7), "somebody's part");
        assert!(!doubtful(&text.replace("the flies", "Barbara Sanders"), "Marigold", 0.7), "a full name");
        assert!(
            doubtful(&text.replace("the flies", "Barbara"), "Marigold", 0.7),
            "a first name is what varieties have"
        );
        let strange = text.replace("Marigold", "Bouazizi");
        assert!(doubtful(&strange, "Bouazizi", 0.6));
        assert!(!doubtful(&strange, "Bouazizi", 0.7), "no dictionary holds it");
        assert!(!doubtful("Marigold keeps off the flies", "Marigold", 0.7), "a short text");
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
