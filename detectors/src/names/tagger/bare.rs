//! Names that only their place in the sentence speaks for: written in small letters, as an ordinary word, or in capitals as
//! formats and units are, and known to no list.
//!
//! Owns: what the tagger is not believed without a list (`lista de pestañas`, `foreign key`), or hardly (`PNG`). Never: looks at
//! the text around; see [`technical`] for that.
//!
//! [`technical`]: super::technical

use allonym_tagger::Kind;
use allonym_tagger::lexicon::class;

use super::{FREQUENT, OTHER, in_dictionary, listed};

/// What a word in capitals must score to be an organization that no list knows.
const CAPITALS: f32 = 0.9;

/// What one word that dictionaries hold must score to be a person: in a text without titles, greetings and first names, with
/// one, with more; in small letters anywhere. So much less does it need if it is a rare name as well.
const WORD: [f32; 3] = [0.95, 0.9, 0.6];
const SMALL: f32 = 0.95;
const RARE: f32 = 0.1;

/// What it must score to be an organization.
const NO_COMPANY: f32 = 0.9;

/// What organizations are called, and what places are.
const CALLED: u32 = class::ORG_WORD | class::LEGAL_FORM | class::COMPANY;
const PLACED: u32 = class::PLACES | class::STREET_WORD;

/// Whether neither its spelling nor a list says that this is a name.
pub(super) fn is_bare(written: &str, kind: Kind, score: f32, people: usize) -> bool {
    let words: Vec<&str> =
        written.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let known = |of: u32| listed(written) & of != 0 || words.iter().any(|word| listed(word) & of != 0);
    match kind {
        Kind::Person => {
            is_ordinary(&words)
                || is_doubted(&words, score, people)
                || words.len() > 1 && is_small(written) && !has_name(&words, FREQUENT)
        }
        Kind::Location => {
            is_small(written) && !written.contains(|c: char| c.is_ascii_digit()) && !known(PLACED)
        }
        Kind::Organization => {
            let lone = words.len() == 1 && !written.contains(char::is_lowercase) && score < CAPITALS;
            let word = score < NO_COMPANY && is_word(&words, FREQUENT);
            let phrase = is_phrase(&words) && !has_name(&words, class::PERSONS);
            (is_small(written) || lone || word || phrase) && !known(CALLED)
        }
    }
}

fn is_small(written: &str) -> bool {
    !written.contains(char::is_uppercase)
}

/// Whether it is one word that is an ordinary one, and hardly anybody's name.
fn is_ordinary(words: &[&str]) -> bool {
    let [word] = words else { return false };
    let classes = listed(word);
    classes & OTHER != 0 && classes & FREQUENT == 0
}

/// Whether it is one word that dictionaries hold, and that no list has for one of `names`.
pub(super) fn is_word(words: &[&str], names: u32) -> bool {
    let [word] = words else { return false };
    listed(word) & names == 0 && word.chars().count() > 2 && in_dictionary(word)
}

/// Whether the text, which names so many people, hardly means somebody by a word of some dictionary.
fn is_doubted(words: &[&str], score: f32, people: usize) -> bool {
    let least = match words {
        [word] if is_small(word) => SMALL,
        _ => WORD[people.min(WORD.len() - 1)],
    };
    let rare = words.iter().any(|word| listed(word) & class::PERSONS != 0);
    score < if rare { least - RARE } else { least } && is_word(words, FREQUENT | class::PLACES)
}

/// Whether lists know one of the words as a name, and as nothing else.
fn has_name(words: &[&str], of: u32) -> bool {
    words.iter().map(|word| listed(word)).any(|word| word & of != 0 && word & OTHER == 0)
}

/// Whether the capital is the sentence's: only the first of several words has one.
fn is_phrase(words: &[&str]) -> bool {
    words.split_first().is_some_and(|(_, rest)| !rest.is_empty() && rest.iter().all(|word| is_small(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_are_a_name_where_a_list_says_so() {
        for (written, kind) in [
            ("lista de pestañas", Kind::Organization),
            ("foreign key", Kind::Organization),
            ("Modo de empleo", Kind::Organization),
            ("buiten bereik", Kind::Person),
            ("snake", Kind::Location),
        ] {
            assert!(is_bare(written, kind, 0.99, 2), "{written}");
        }
        for (written, kind) in [
            ("sparkasse odertal", Kind::Organization),
            ("acme gmbh", Kind::Organization),
            ("barbara sanders", Kind::Person),
            ("anstey road", Kind::Location),
            ("brunnenstr. 12", Kind::Location),
            ("Juniper and Ash", Kind::Organization),
        ] {
            assert!(!is_bare(written, kind, 0.6, 2), "{written}");
        }
    }

    #[test]
    fn a_word_of_a_dictionary_has_to_be_surer_the_fewer_people_the_text_speaks_of() {
        for (written, score, people) in
            [("Réessayer", 0.9, 0), ("Encuadernación", 0.85, 1), ("Giovane", 0.55, 2), ("kaneel", 0.8, 2)]
        {
            assert!(is_bare(written, Kind::Person, score, people), "{written}");
            assert!(!is_bare(written, Kind::Person, 0.99, people), "{written}");
        }
        assert!(!is_bare("Bouazizi", Kind::Person, 0.5, 0), "no dictionary holds it");
        assert!(!is_bare("Sanders", Kind::Person, 0.5, 0), "many people are called so");
        assert!(!is_bare("Réessayer Sanders", Kind::Person, 0.9, 0), "two words");
    }

    #[test]
    fn one_word_in_capitals_has_to_be_sure_or_known() {
        assert!(is_bare("PNM", Kind::Organization, 0.8, 2));
        assert!(!is_bare("PNM", Kind::Organization, 0.95, 2));
        assert!(!is_bare("SIEMENS", Kind::Organization, 0.8, 2));
        assert!(!is_bare("PNM GMBH", Kind::Organization, 0.8, 2));
    }

    #[test]
    fn an_ordinary_word_is_a_person_where_people_are_called_so() {
        assert!(is_bare("Entry", Kind::Person, 0.9, 2));
        assert!(!is_bare("Rose", Kind::Person, 0.9, 2) && !is_bare("Kastellan", Kind::Person, 0.8, 2));
    }
}
