//! Relatives, and colleagues and neighbours, by the first name, behind the word for them: `lives with daughter Primrose`, `three children: Wren, Fable and Kit`, `Enkel (Juri)`.
//!
//! Owns: a surname before the word for several (`the Cusack twins`); which words call a relative, what may stand between them and the names, and how far a list of names goes. Ordinary words are
//! names right behind such a word, and in a list behind one for several, but in German, where every noun has a capital. Never: takes a
//! word in small letters, or what is known for something else (`my sister Monday`).

use std::sync::LazyLock;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};
use hashbrown::HashSet;

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::extent::surname;
use crate::names::laid::Laid;
use crate::names::tagger::{self, classes, in_dictionary, set};
use crate::names::words_in;
use crate::settings::Settings;

/// How likely such a word is a name.
const SCORE: f32 = 0.7;

/// One relative, in small letters.
#[rustfmt::skip]
const ONE: &[&str] = &[
    "wife", "husband", "son", "daughter", "brother", "sister", "mum", "mom", "dad", "grandmother", "grandfather", "grandma", "grandpa", "grandson",
    "granddaughter", "aunt", "auntie", "uncle", "cousin", "nephew", "niece", "boyfriend", "girlfriend", "fiancé", "fiancée", "stepson",
    "stepdaughter", "stepfather", "stepmother", "widow", "widower", "godson", "goddaughter", "roommate", "flatmate", "mother", "father", "friend",
    "mère", "père", "ami", "amie", "madre", "padre", "amigo", "amiga", "amico", "amica", "moeder", "vader", "vriend", "femme", "épouse", "époux",
    "mari", "fille", "frère", "sœur", "soeur", "oncle", "neveu", "nièce", "copain", "copine", "conjoint", "conjointe", "concubin", "concubine",
    "esposa", "esposo", "marido", "hijo", "hija", "hermano", "hermana", "abuelo", "abuela", "nieto", "nieta", "tía", "tío", "sobrino", "sobrina",
    "novio", "novia", "cuñado", "cuñada", "yerno", "nuera", "moglie", "marito", "figlio", "figlia", "fratello", "sorella", "nonno", "nonna", "nipote",
    "zia", "zio", "cugino", "cugina", "fidanzato", "fidanzata", "cognato", "cognata", "suocera", "suocero", "genero", "echtgenoot", "echtgenote",
    "zoon", "zoontje", "dochter", "dochtertje", "broer", "broertje", "zus", "zusje", "kleinzoon", "kleindochter", "oom", "neef", "nichtje",
    "vriendin", "zwager", "schoonzus", "schoonmoeder", "schoonvader", "weduwe", "weduwnaar",
    "colleague", "coworker", "mate", "nanny", "babysitter", "carer", "collègue", "voisin", "voisine", "nounou", "compañero", "compañera",
    "vecino", "vecina", "cuidador", "cuidadora", "canguro", "collega", "vicino", "vicina", "badante", "buurman", "buurvrouw", "buurjongen", "buurmeisje", "oppas",
];

/// Several of them, or one.
#[rustfmt::skip]
const SEVERAL: &[&str] = &[
    "children", "kids", "sons", "daughters", "brothers", "sisters", "siblings", "twins", "grandchildren", "grandsons", "granddaughters", "parents",
    "grandparents", "nephews", "nieces", "cousins", "enfants", "fils", "filles", "frères", "sœurs", "soeurs", "jumeaux", "jumelles", "hijos", "hijas",
    "hermanos", "hermanas", "gemelos", "gemelas", "mellizos", "mellizas", "nietos", "nietas", "padres", "abuelos", "figli", "figlie", "fratelli",
    "sorelle", "gemelli", "gemelle", "nipoti", "genitori", "nonni", "kinderen", "zonen", "zoons", "dochters", "broers", "zussen", "tweeling",
    "kleinkinderen", "ouders",
];

/// One or several in German.
#[rustfmt::skip]
const GERMAN: &[&str] = &[
    "mutter", "vater", "freund", "freundin", "kumpel", "ehefrau", "ehemann", "sohn", "tochter", "bruder", "schwester", "oma", "opa", "enkel",
    "enkelin", "enkelkind", "tante", "onkel", "neffe", "cousine", "schwager", "schwägerin", "schwiegertochter", "schwiegersohn", "schwiegermutter",
    "schwiegervater", "lebensgefährte", "lebensgefährtin", "lebensgefährten", "verlobte", "verlobter", "verlobten", "witwe", "witwer", "stiefsohn",
    "stieftochter", "patenkind", "mitbewohner", "mitbewohnerin", "zwillingsbruder", "zwillingsschwester", "säugling", "kinder", "kindern", "söhne",
    "söhnen", "töchter", "töchtern", "brüder", "brüdern", "schwestern", "geschwister", "geschwistern", "zwillinge", "zwillingen", "enkeln",
    "enkelkinder", "enkelkindern", "eltern", "großeltern", "sohnes", "bruders", "vaters", "ehemanns", "ehemannes", "onkels", "enkels", "neffen", "schwagers",
    "kollege", "kollegin", "kollegen", "nachbar", "nachbarin", "nachbarn", "babysitterin", "tagesmutter",
];

/// What says that a name follows.
#[rustfmt::skip]
const NAMING: &[&str] = &[
    "named", "called", "namens", "heißt", "heisst", "heißen", "heissen", "hieß", "nommé", "nommée", "prénommé", "prénommée", "llamado", "llamada",
    "llamados", "di", "nome", "genaamd", "heet", "heten", "is", "are", "sind", "ist", "sont", "son", "sono", "zijn",
];

/// What stands between two of a list.
const AND: [&str; 8] = ["and", "und", "et", "y", "e", "en", "&", "+"];

const FIRST: u32 = class::FIRST | class::FIRST_RARE;

/// What makes a listed name, or a word that nothing is known of, another thing behind a relative.
const OTHER: u32 = class::CALENDAR
    | class::TITLE
    | class::ROLE
    | class::ORG_WORD
    | class::LEGAL_FORM
    | class::COUNTRY
    | class::REGION
    | class::GREETING
    | class::COMPANY
    | class::FIELD_PERSON
    | class::FIELD_PLACE
    | class::FIELD_ORG;

static ONES: LazyLock<HashSet<u64>> = LazyLock::new(|| set(ONE));
static SEVERALS: LazyLock<HashSet<u64>> = LazyLock::new(|| set(SEVERAL));
static GERMANS: LazyLock<HashSet<u64>> = LazyLock::new(|| set(GERMAN));

/// Adds to `found`, sorted and apart, the relatives named there; `reading` is the text's.
pub(in crate::names) fn add(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let words = &reading.words;
    let kin = (0..words.len()).filter(|at| is_kin(&words[*at]));
    let named = kin.flat_map(|at| family(text, words, at).into_iter().chain(names(text, words, at)));
    let named: Vec<Span> = named.filter(|span| !tagger::is_piece(text, *span)).collect();
    let mut laid = Laid::new(found);
    named.into_iter().for_each(|span| laid.lay_told(span, &Entity::Person, SCORE));
}

fn is_kin(word: &Word) -> bool {
    matches!(word.shape, Shape::Lower | Shape::Capital)
        && [&ONES, &SEVERALS, &GERMANS].iter().any(|kin| kin.contains(&word.hash))
}

/// The names behind the word for relatives at `at`, one or a list, which ends at what cannot be one: a list of words for relatives is
/// begun at each of them, and must not be read to its end each time.
fn names(text: &str, words: &[Word], at: usize) -> Vec<Span> {
    let (mut listed, mut name) = (Vec::new(), begin(text, words, at));
    while let Some(first) = name {
        let end = surname::behind(text, words, first + 1).unwrap_or(words[first].end as usize);
        let span = Span { start: words[first].start as usize, end };
        listed.push((first, span));
        name = next(text, words, words_in(words, span).end).filter(|_| can_be(&words[first]));
    }
    let several = listed.len() > 1 && SEVERALS.contains(&words[at].hash);
    let beside = listed.len() > 1 && listed.iter().any(|(at, _)| is_told(text, &words[*at]));
    let capitals_tell = words[at].shape == Shape::Lower && !GERMANS.contains(&words[at].hash);
    let is_name = |&(name, _): &(usize, Span)| {
        let word = &words[name];
        let tells = capitals_tell && (several || name == at + 1);
        can_be(word) && (tells || is_told(text, word) || beside && classes(word.hash) & FIRST != 0)
    };
    listed.into_iter().take_while(is_name).map(|(_, span)| span).collect()
}

/// The surname between an article and the word for several at `at`: `the Cusack twins`.
fn family(text: &str, words: &[Word], at: usize) -> Option<Span> {
    let [article, name] = words.get(at.checked_sub(2)?..at)? else { return None };
    let is_article = ["the", "les", "los", "las", "de"].contains(&article.written(text));
    let listed = classes(name.hash);
    let known = listed & class::LAST != 0 && listed & (class::COMMON | class::PUBLIC | class::PLACES) == 0;
    let is_surname = name.shape == Shape::Capital && can_be(name) && (known || is_unheard(text, name));
    let is_family = words[at].shape == Shape::Lower && SEVERALS.contains(&words[at].hash);
    (is_family && is_article && is_surname && words[at].spaced)
        .then_some(Span { start: name.start as usize, end: name.end as usize })
}

/// Where the first name stands: right behind the word, or behind a sign, a word that says so, or both.
fn begin(text: &str, words: &[Word], at: usize) -> Option<usize> {
    let is_sign = |word: &Word| matches!(word.sign, b',' | b':' | b'(') && word.length == 1;
    let is_naming = |word: &Word| word.shape == Shape::Lower && NAMING.contains(&word.written(text));
    let mut next = at + 1;
    while next < at + 3 && words.get(next).is_some_and(|word| is_sign(word) || is_naming(word)) {
        next += 1;
    }
    words.get(next).filter(|word| word.shape == Shape::Capital && (word.spaced || next > at + 1))?;
    Some(next)
}

/// Where the next name of a list stands, of which the last ends before `past`.
fn next(text: &str, words: &[Word], past: usize) -> Option<usize> {
    let is_and = |word: &Word| word.spaced && AND.contains(&word.written(text));
    let is_comma = |word: &Word| word.sign == b',' && word.length == 1;
    let parts = words.get(past..)?.iter().take(2);
    let between = parts.take_while(|word| is_and(word) || is_comma(word)).count();
    let next = words.get(past + between).filter(|word| word.shape == Shape::Capital && word.spaced)?;
    (between > 0 && next.length > 1).then_some(past + between)
}

/// Whether nothing speaks against a name.
fn can_be(word: &Word) -> bool {
    classes(word.hash) & OTHER == 0 && !is_kin(word)
}

/// Whether lists know the word as a first name and as nothing else, or nothing is known of it.
fn is_told(text: &str, word: &Word) -> bool {
    let listed = classes(word.hash);
    let known = listed & FIRST != 0 && listed & (class::COMMON | class::PUBLIC) == 0;
    known || is_unheard(text, word)
}

/// Whether no dictionary holds the word, and lists have it for nothing but a name.
fn is_unheard(text: &str, word: &Word) -> bool {
    const NAMES: u32 = class::PERSONS | class::BEGINS_PHRASE | class::IN_PHRASE;
    word.length > 2 && classes(word.hash) & !NAMES == 0 && !in_dictionary(word.written(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added(text: &str) -> Vec<&str> {
        told::read(text, add)
    }

    #[test]
    fn a_relative_has_a_first_name_and_perhaps_a_surname() {
        for (text, name) in [
            ("lives with daughter Primrose and a cat", "Primrose"),
            ("son named Zzyzxo has asthma", "Zzyzxo"),
            ("Er kam mit Enkel Juri", "Juri"),
            ("Schwester (Barbara Kowalczyk) ist bevollmächtigt", "Barbara Kowalczyk"),
            ("il mio amico Totò abita lì", "Totò"),
            ("die Nummer Ihres Sohnes Jannik", "Jannik"),
            ("met uw collega Jip gesproken", "Jip"),
            ("the nanny Fern complained", "Fern"),
        ] {
            assert_eq!(added(text), [name], "{text}");
        }
    }

    #[test]
    fn several_relatives_are_a_list_of_whatever_words() {
        for (text, names) in [
            ("We have three children: Wren, Fable and Kit.", &["Wren", "Fable", "Kit"][..]),
            ("the twins Saffron and Indigo were born early", &["Saffron", "Indigo"]),
            ("Two kids (Juniper and Ash), one dog", &["Juniper", "Ash"]),
            ("unsere Zwillinge Mio und Tjark sind krank", &["Mio", "Tjark"]),
        ] {
            assert_eq!(added(text), names, "{text}");
        }
    }

    #[test]
    fn a_family_is_called_by_its_surname() {
        assert_eq!(added("parents of the Cusack twins met separately"), ["Cusack"]);
        assert_eq!(added("the German twins, the London children, the Other brothers"), [""; 0]);
    }

    #[test]
    fn other_words_behind_relatives_are_none() {
        for text in [
            "my sister Monday after school",
            "Kids: Shoes, Hats and Socks",
            "Kinder Kleidung und Schuhe",
            "meine Schwester Anfang Mai",
            "their brother Company",
            "my son likes it",
            "the nearest neighbor Search",
            "mit Kollegen Termine",
            "Mother Nature, Father Time",
            "sister Germany",
        ] {
            assert_eq!(added(text), [""; 0], "{text}");
        }
    }
}
