//! Persons of whom the words around say so, where the tagger is not sure: `Anna's husband`, `my name is bob`.
//!
//! Owns: what follows a person's genitive (relatives, and what people alone have), and the phrases that introduce whoever
//! speaks, in any case of letters. Never: takes a word that no list has as a name, but before a relative with a capital.

use std::ops::Range;
use std::sync::LazyLock;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use crate::detection::Detection;
use crate::entity::Entity;
use crate::names::endings::Endings;
use crate::names::laid::Laid;
use crate::names::span_of;
use crate::names::tagger::{classes, in_dictionary, listed};
use crate::settings::Settings;

/// How likely such a word is a name.
const SCORE: f32 = 0.7;

/// Whom a person has.
#[rustfmt::skip]
const RELATIVES: &[&str] = &[
    "wife", "husband", "son", "sons", "daughter", "daughters", "brother", "sister", "mother", "father", "mum", "mom", "dad",
    "grandmother", "grandfather", "grandma", "grandpa", "aunt", "uncle", "cousin", "nephew", "niece", "boyfriend", "girlfriend",
    "fiance", "fiancé", "fiancée", "widow", "stepson", "stepdaughter", "ex-wife", "ex-husband", "mother-in-law", "father-in-law",
    "roommate", "flatmate", "parents", "siblings", "boss", "therapist",
];

/// Whom a person has in German, whose genitive needs no sign: `Peters Frau`.
#[rustfmt::skip]
const GERMAN_RELATIVES: &[&str] = &[
    "Frau", "Mann", "Sohn", "Söhne", "Tochter", "Töchter", "Bruder", "Schwester", "Mutter", "Vater", "Mama", "Papa", "Oma", "Opa",
    "Tante", "Onkel", "Eltern", "Kinder", "Freund", "Freundin", "Chef", "Chefin", "Geburtstag", "Handynummer", "Anwalt", "Ärztin",
];

/// What a person has, and hardly anything else.
#[rustfmt::skip]
const BELONGINGS: &[&str] = &[
    "birthday", "phone", "email", "e-mail", "passport", "salary", "diagnosis", "medication", "surgery", "prescription", "symptoms",
    "funeral", "wedding", "resume", "apartment", "doctor", "lawyer", "landlord", "manager", "supervisor", "partner", "kids",
    "children", "friend", "neighbor", "neighbour", "house", "address", "bank", "account", "credit", "ssn", "car", "bedroom", "tumor",
];

/// After these stands a name, whatever else it means.
const NAMING: &[&str] = &[
    "my name is",
    "my name's",
    "his name is",
    "her name is",
    "mein name ist",
    "ich heiße",
    "ich heisse",
    "je m'appelle",
    "me llamo",
    "mi chiamo",
    "mijn naam is",
    "ik heet",
];

/// After these stands a name, or what one is or feels.
const BEING: &[&str] = &[
    "i am",
    "i'm",
    "i’m",
    "im",
    "this is",
    "it's",
    "it’s",
    "its",
    "ich bin",
    "ich bin der",
    "ich bin die",
    "hier ist",
    "je suis",
    "c'est",
    "soy",
    "sono",
    "ik ben",
];

/// After these somebody is called by the whole name.
const CALLING: &[&str] = &[
    "contact",
    "call",
    "email",
    "e-mail",
    "mail",
    "ask",
    "tell",
    "text",
    "ping",
    "notify",
    "invite",
    "meet",
    "cc",
    "kontakt",
    "kontaktiere",
    "kontaktieren sie",
    "contactez",
    "contacta a",
    "contatta",
    "contacteer",
    "bel",
];

/// After these stands somebody who is to be asked, by the first name where the sentence goes on.
const ASKING: &[&str] = &[
    "ask",
    "ping",
    "notify",
    "tell",
    "talk to",
    "speak to",
    "check with",
    "sync with",
    "coordinate with",
    "frag",
    "frage",
    "mit",
    "demande à",
    "demander à",
    "pregunta a",
    "preguntar a",
    "chiedi a",
    "chiedere a",
    "vraag",
];

/// What goes on behind somebody who is to be asked.
#[rustfmt::skip]
const ASKED: &[&str] = &[
    "before", "if", "first", "when", "about", "why", "whether", "how", "what", "who", "again", "directly", "vorher", "abklären", "klären",
    "absprechen", "fragen", "sprechen", "warum", "wenn", "ob", "falls", "avant", "pourquoi", "si", "antes", "prima", "perché", "waarom", "eerst",
];

/// After these stands whoever says something.
const CITING: &[&str] = &[
    "according to",
    "laut",
    "selon",
    "d'après",
    "según",
    "secondo",
    "segundo",
    "volgens",
    "enligt",
    "ifølge",
    "requested by",
    "reported by",
    "asked by",
];

/// What follows whoever says who is speaking.
const SPEAKING: &[&str] = &["from", "here", "calling", "speaking", "again", "von", "vom", "aus", "van"];

/// What makes a listed name another thing wherever it stands, and where what is said could be said of a thing.
const NEVER: u32 = class::COUNTRY | class::ORG_WORD | class::TITLE | class::ROLE;
const OTHER: u32 = NEVER | class::PUBLIC;

/// What whoever is to be asked, or says something, is not called as well.
const NOBODY: u32 = OTHER | class::COMMON | class::CALENDAR | class::COMPANY | class::LEGAL_FORM;

/// Adds to `found`, sorted and apart, the persons whom the words around tell of; `reading` is the text's.
pub(in crate::names) fn add(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let words = &reading.words;
    // What phrases add to a word's classes is told apart where it matters; most words have none of a first name.
    let may_be_first = |at: usize| reading.classes[at] & class::FIRST != 0;
    let told = (0..words.len()).filter_map(|at| match words[at].shape {
        Shape::Capital if has_somebody(text, words, at) || has_somebody_in_german(text, words, at) => {
            Some(at..at + 1)
        }
        Shape::Capital if may_be_first(at) || classes(words[at].hash) & class::FIRST_RARE != 0 => {
            called(text, words, at).or_else(|| asked(text, words, at)).or_else(|| cited(text, words, at))
        }
        Shape::Lower if may_be_first(at) => introduced(text, words, at),
        _ => None,
    });
    let mut laid = Laid::new(found);
    told.for_each(|name| laid.lay_told(span_of(&words[name]), &Entity::Person, SCORE));
}

/// Whether the word there stands in the genitive, and a relative or belonging of a person follows.
fn has_somebody(text: &str, words: &[Word], at: usize) -> bool {
    let [mark, ending, next, ..] = &words[at + 1..] else { return false };
    let genitive = mark.length <= 3 && !mark.spaced && !ending.spaced && ending.written(text) == "s";
    if !genitive || !matches!(mark.written(text), "'" | "’") || !next.spaced {
        return false;
    }
    let named = classes(words[at].hash) & !class::BEGINS_PHRASE;
    let is_name = |other: u32| named & (class::FIRST | class::FIRST_RARE) != 0 && named & other == 0;
    let has = |things: &[&str]| things.contains(&next.written(text));
    has(RELATIVES) && (named == 0 || is_name(NEVER)) || has(BELONGINGS) && is_name(OTHER)
}

/// The same in German: a first name with its `s`.
fn has_somebody_in_german(text: &str, words: &[Word], at: usize) -> bool {
    const ELSE: u32 = NEVER | class::COMMON | class::CALENDAR;
    let Some(name) = words[at].written(text).strip_suffix('s') else { return false };
    let relative =
        words.get(at + 1).is_some_and(|next| next.spaced && GERMAN_RELATIVES.contains(&next.written(text)));
    relative && listed(name) & (class::FIRST | ELSE) == class::FIRST
}

/// A listed first name and a listed surname after a word that calls somebody: `Contact Peter Miller, …`.
fn called(text: &str, words: &[Word], at: usize) -> Option<Range<usize>> {
    const ELSE: u32 = NEVER | class::LEGAL_FORM | class::STREET_WORD | class::CALENDAR;
    let last = words.get(at + 1).filter(|last| last.spaced && last.shape == Shape::Capital)?;
    let is = |word: &Word, of: u32| {
        let listed = classes(word.hash);
        listed & of != 0 && listed & ELSE == 0
    };
    let listed = is(&words[at], class::FIRST) && is(last, class::LAST | class::LAST_RARE);
    let before = &text[..words[at].start as usize];
    (listed && ends_with(before, &PHRASES.calling)).then_some(at..at + 2)
}

/// A first name alone that is nothing else, where somebody is to be asked: `ask Leo before running this`.
fn asked(text: &str, words: &[Word], at: usize) -> Option<Range<usize>> {
    let next = words.get(at + 1).filter(|next| next.spaced && ASKED.contains(&next.written(text)))?;
    let listed = classes(words[at].hash);
    let named = next.shape == Shape::Lower && listed & class::FIRST != 0 && listed & NOBODY == 0;
    (named && ends_with(&text[..words[at].start as usize], &PHRASES.asking)).then_some(at..at + 1)
}

/// A first name and what may be a surname after a phrase that says who says something: `Según Marta Ibarguren, …`.
fn cited(text: &str, words: &[Word], at: usize) -> Option<Range<usize>> {
    let last = words.get(at + 1).filter(|last| last.spaced && last.shape == Shape::Capital)?;
    let (first, listed) = (classes(words[at].hash), classes(last.hash) & !class::BEGINS_PHRASE);
    let surname = listed & class::PERSONS != 0 || listed == 0 && !in_dictionary(last.written(text));
    let named =
        first & (class::FIRST | class::FIRST_RARE) != 0 && first & NOBODY == 0 && listed & NOBODY == 0;
    (named && surname && ends_with(&text[..words[at].start as usize], &PHRASES.citing)).then_some(at..at + 2)
}

/// The words from the one there that a phrase before them introduces as somebody's name.
fn introduced(text: &str, words: &[Word], at: usize) -> Option<Range<usize>> {
    let named = classes(words[at].hash);
    if named & class::FIRST == 0 || named & NEVER != 0 || !words[at].spaced {
        return None;
    }
    let before = &text[..words[at].start as usize];
    let next = words.get(at + 1).filter(|next| next.spaced);
    let speaks = || next.is_some_and(|next| SPEAKING.contains(&next.written(text)));
    let fits = ends_with(before, &PHRASES.naming)
        || ends_with(before, &PHRASES.being)
            && (named & (class::COMMON | class::PUBLIC) == 0 && words[at].length > 2 || speaks());
    let surname = next.is_some_and(|next| {
        let listed = classes(next.hash);
        next.shape == Shape::Lower
            && next.length > 3
            && listed & class::LAST != 0
            && listed & class::ROLE == 0
    });
    fits.then(|| at..at + 1 + usize::from(surname && !speaks()))
}

/// The phrases, each of which a space follows.
struct Phrases {
    naming: Endings<()>,
    being: Endings<()>,
    calling: Endings<()>,
    asking: Endings<()>,
    citing: Endings<()>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let of = |phrases| Endings::of(&[(phrases, ())]);
    Phrases {
        naming: of(NAMING),
        being: of(BEING),
        calling: of(CALLING),
        asking: of(ASKING),
        citing: of(CITING),
    }
});

/// Whether a text ends with one of those phrases and a space, in any case, as words of their own.
fn ends_with(before: &str, phrases: &Endings<()>) -> bool {
    let Some(before) = before.strip_suffix(' ') else { return false };
    phrases.of_word(before).any(|(phrase, ())| {
        before.len().checked_sub(phrase.len()).is_some_and(|at| {
            before.as_bytes()[at..].eq_ignore_ascii_case(phrase.as_bytes())
                && !before.as_bytes()[..at].last().is_some_and(u8::is_ascii_alphanumeric)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added(text: &str) -> Vec<&str> {
        told::read(text, add)
    }

    #[test]
    fn whoever_has_relatives_is_a_person() {
        assert_eq!(added("Peter's wife, Anna’s son and Mark's boss left"), ["Peter", "Anna", "Mark"]);
        assert_eq!(added("Peters Frau und Annas Tochter"), ["Peters", "Annas"]);
        assert_eq!(added("Zzyzxova's mother rang about Grace's surgery"), ["Zzyzxova", "Grace"]);
    }

    #[test]
    fn whoever_is_called_by_the_whole_name_is_a_person() {
        assert_eq!(added("Contact Peter Miller, peter@mail.example"), ["Peter Miller"]);
        assert_eq!(added("Contact Anna Müller, then call Anna Koch."), ["Anna Müller", "Anna Koch"]);
        assert_eq!(added("Contact Anna Street 5, call Peter now"), Vec::<&str>::new());
    }

    #[test]
    fn whoever_is_to_be_asked_or_says_something_is_a_person() {
        for (text, name) in [
            ("# ask Leo before running this", "Leo"),
            ("// ping Sina if this breaks", "Sina"),
            ("-- check with Anouk before dropping it", "Anouk"),
            ("/* talk to Rolf first */", "Rolf"),
            ("-- Según Marta Ibarguren, el campo", "Marta Ibarguren"),
            ("laut Ottmar Zwick Absicht", "Ottmar Zwick"),
        ] {
            assert_eq!(added(text), [name], "{text}");
        }
        for text in [
            "# ask Docker first",
            "// ask Terraform before applying",
            "ask Leo",
            "according to Visual Studio",
            "laut Spezifikation Absicht",
            "according to Martin Street",
        ] {
            assert_eq!(added(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn whoever_says_a_name_is_a_person() {
        for (text, name) in [
            ("my name is bob", "bob"),
            ("Hi, My name is will and i need help", "will"),
            ("my name is grace miller.", "grace miller"),
            ("hi this is bob from sales", "bob"),
            ("i am mark from finance", "mark"),
            ("mein name ist otto", "otto"),
            ("je m'appelle pierre", "pierre"),
        ] {
            assert_eq!(added(text), [name], "{text}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for text in [
            "Today's mother of all bugs",
            "Jedes Kinder Freund, des Morgens Frau",
            "The king's wife",
            "Python's address space",
            "i am happy",
            "this is it",
            "its mark on the file",
            "i will mark it",
            "God's son",
        ] {
            assert_eq!(added(text), Vec::<&str>::new(), "{text}");
        }
    }
}
