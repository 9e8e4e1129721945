//! How else a known name is written: without accents (`Krueger`, `Zolc`), and in programs, which join its words.
//!
//! Owns: these forms, the genitive of a name (`Krügers`), and which names are words of programs themselves, so that no identifier tells of them (`maxPrice`). Never: finds
//! a name; who seeks known ones does.

use allonym_tagger::lexicon::class;

use super::chance::{Again, again};
use super::tagger;
use crate::context::unaccented;

/// How many words a name has whose forms are given.
const WORDS: std::ops::RangeInclusive<usize> = 2..=6;

/// The least length of a name whose words nothing parts, in bytes.
const JOINED: usize = 7;

/// A name in plain letters, of which umlauts have two; a lone word in the one that it is no other word in.
#[must_use]
pub fn without_accents(name: &str) -> Vec<String> {
    let mut spelled = unaccented(name);
    if !name.contains(char::is_whitespace) {
        spelled.drain(..spelled.len().saturating_sub(1));
    }
    spelled
}

/// A full name as programs have it: its words, which humps or signs may join, in both orders, and nothing between them. None of a name
/// that is nothing but words of programs (`Max Price`).
#[must_use]
pub fn in_programs(name: &str) -> Vec<String> {
    let name = in_order(name);
    let words: Vec<&str> = name.split_whitespace().filter(|word| is_word(word)).collect();
    if !WORDS.contains(&words.len()) || words.iter().all(|word| again(word) != Again::Anywhere) {
        return Vec::new();
    }
    let mut turned = words.clone();
    turned.rotate_left(1);
    let mut forms = Vec::new();
    for words in [words, turned] {
        let whole = words.join(" ");
        for spelled in [whole.clone()].into_iter().chain(unaccented(&whole)) {
            let joined: String = spelled.chars().filter(|c| c.is_alphabetic()).collect();
            forms.extend((joined.len() >= JOINED && !is_ordinary(&joined)).then_some(joined));
            forms.push(spelled);
        }
    }
    forms
}

/// A name's word without the ending of its genitive: `Krüger` of `Krügers` and `Krüger's`. One that is a name as it stands is itself.
#[must_use]
pub fn without_genitive(word: &str) -> &str {
    const MARKED: [&str; 4] = ["'s", "’s", "'", "’"];
    if let Some(owner) = MARKED.into_iter().find_map(|ending| word.strip_suffix(ending)) {
        return owner;
    }
    let Some(owner) = word.strip_suffix('s').filter(|owner| owner.chars().nth(2).is_some()) else {
        return word;
    };
    const FREQUENT: u32 = class::FIRST | class::LAST;
    let (own, owners) = (tagger::listed(word), tagger::listed(owner));
    // `Papadopoulos`, `Weiss`: a name's own ending, unless the name before it is known.
    let is_bare = owner.ends_with(|c: char| !"aeious".contains(c));
    let is_genitive = match owners & FREQUENT != 0 {
        true => own & FREQUENT == 0 && (is_bare || owners & class::FIRST != 0),
        false => own & class::PERSONS == 0 && is_bare,
    };
    let is_genitive = is_genitive && word.starts_with(char::is_uppercase);
    if is_genitive { owner } else { word }
}

/// The first name first, also of `Roe, Jane`.
fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) => [first, " ", last].concat(),
        None => name.to_owned(),
    }
}

/// Whether it is a word of a name, and neither an initial nor a title's abbreviation.
fn is_word(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(|c| c.is_alphabetic() || "-'’".contains(c))
}

fn is_ordinary(joined: &str) -> bool {
    const OTHER: u32 = class::COMMON | class::PUBLIC | class::PERSONS | class::PLACES;
    tagger::listed(joined) & OTHER != 0 || tagger::in_dictionary(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_fall_away() {
        assert_eq!(without_accents("Anna Krüger"), ["Anna Kruger", "Anna Krueger"]);
        assert_eq!(without_accents("Łukasz Żółć"), ["Lukasz Zolc"]);
        assert_eq!(without_accents("Søren Oßwald"), ["Soren Osswald"]);
        assert_eq!(without_accents("Bär"), ["Baer"]);
        assert_eq!(without_accents("Roe"), [""; 0]);
    }

    #[test]
    fn a_genitive_is_that_of_a_name() {
        for (genitive, name) in [
            ("Krügers", "Krüger"),
            ("Annas", "Anna"),
            ("Oßwalds", "Oßwald"),
            ("O'Briens", "O'Brien"),
            ("Roe's", "Roe"),
            ("Hans'", "Hans"),
        ] {
            assert_eq!(without_genitive(genitive), name);
        }
        for name in [
            "Hans",
            "Peters",
            "Williams",
            "Jones",
            "Thomas",
            "Weiss",
            "Papadopoulos",
            "Fuchs",
            "krügers",
            "Anna",
            "",
        ] {
            assert_eq!(without_genitive(name), name);
        }
    }

    #[test]
    fn programs_join_words() {
        assert_eq!(
            in_programs("Jane Placeholder"),
            ["JanePlaceholder", "Jane Placeholder", "PlaceholderJane", "Placeholder Jane"]
        );
        assert_eq!(in_programs("Placeholder, Jane"), in_programs("Jane Placeholder"));
        assert!(in_programs("Dr. Jörg Oßwald").contains(&"JoergOsswald".to_owned()));
        assert!(in_programs("Marie-Luise von der Heide").contains(&"MarieLuisevonderHeide".to_owned()));
    }

    #[test]
    fn words_of_programs_are_nobody() {
        for name in ["Max Price", "Mark Block", "Okonkwo", "J. Roe", "Will", ""] {
            assert_eq!(in_programs(name), [""; 0], "{name}");
        }
    }
}
