//! What speaks of people around a name: a pronoun of theirs, a title, a greeting, somebody's part, a label, an address, anybody's
//! full name.
//!
//! Owns: which words those are, and which are ordinary words of another language (`nicht` is a niece in Dutch), or titles of menus
//! (`My Account`). Never: judges a name; see [`silent`] for that.
//!
//! [`silent`]: super::silent

use std::sync::LazyLock;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};
use hashbrown::HashSet;

use super::around::Around;
use super::unspoken::is_first_name;
use super::{classes, set};

/// Words that stand for people or speak of what is theirs, in lower case. `we` and `you` are not among them: manuals speak so.
#[rustfmt::skip]
const SPEAKING: &[&str] = &[
    "i", "me", "my", "mine", "he", "she", "him", "his", "her", "hers", "they", "them", "their", "who", "whose",
    "ich", "mir", "mich", "mein", "meine", "meinem", "meinen", "meiner", "dir", "dich", "dein", "deine", "ihr", "ihm", "ihn", "ihre",
    "ihrem", "ihren", "ihrer", "er", "sie", "je", "moi", "mon", "ma", "mes", "toi", "ton", "elle", "lui", "yo", "mi", "mis", "él", "ella",
    "io", "mio", "mia", "noi", "lei", "ik", "mij", "mijn", "jij", "jouw", "hij", "zij", "haar", "hem", "eu", "meu", "minha", "você",
    "ele", "ela",
];

/// Titles, parts and labels that are ordinary words of another language, or mean no person as often as one.
#[rustfmt::skip]
const AMBIGUOUS: &[&str] = &[
    "nicht", "best", "intern", "man", "student", "partner", "guest", "signed", "mm", "don", "pc", "mate", "son", "driver", "speaker", "von", "da", "an", "to", "from", "user",
];

/// Titles that are words of another language where no dot stands behind them: `ich mag`.
const ABBREVIATED: &[&str] = &["mag", "col", "gen", "sig", "arch"];

/// What menus say of whoever looks at them: `My Account`.
const OF_THE_READER: &[&str] =
    &["my", "me", "mon", "ma", "mes", "mi", "mis", "mio", "mia", "mijn", "meu", "minha"];

static SPOKEN: LazyLock<HashSet<u64>> = LazyLock::new(|| set(SPEAKING));
static TELLS_NOTHING: LazyLock<HashSet<u64>> = LazyLock::new(|| set(AMBIGUOUS));
static SHORT: LazyLock<HashSet<u64>> = LazyLock::new(|| set(ABBREVIATED));
static READER: LazyLock<HashSet<u64>> = LazyLock::new(|| set(OF_THE_READER));

/// Whether nothing around speaks of people, nor is anybody named in full.
pub(super) fn is_silent(around: &Around<'_>) -> bool {
    !speaks_of_people(around) && !names_people(around)
}

pub(super) fn speaks_of_people(around: &Around<'_>) -> bool {
    around.sides().iter().any(|side| (0..side.len()).any(|at| speaks(&side[at], side.get(at + 1))))
}

pub(super) fn names_people(around: &Around<'_>) -> bool {
    around.pairs().any(|(first, last)| is_full_name(first, last))
}

/// Whether this is a first name with what may be a last name behind it.
fn is_full_name(first: &Word, last: &Word) -> bool {
    let other = class::COMMON | class::PUBLIC;
    is_first_name(first)
        && classes(first.hash) & class::PARTICLE == 0
        && last.spaced
        && last.is_capital()
        && last.length > 2
        && classes(last.hash) & other == 0
}

/// Whether the word speaks of people, labels one (`Anwesend:`; `to` in a sentence does not), or is a part of an address.
pub(super) fn speaks(word: &Word, next: Option<&Word>) -> bool {
    const OF_PEOPLE: u32 = class::TITLE | class::GREETING | class::ROLE;
    let has = |of: u32| word.length > 1 && classes(word.hash) & of != 0;
    let tells = || has(OF_PEOPLE) || word.shape != Shape::Upper && SPOKEN.contains(&word.hash);
    let whole = || SHORT.contains(&word.hash) && next.is_none_or(|next| next.sign != b'.');
    let nothing = || TELLS_NOTHING.contains(&word.hash) || whole() || is_in_menu(word, next);
    word.sign == b'@'
        || word.is_word() && (has(class::FIELD_PERSON) && labels(word, next) || tells() && !nothing())
}

/// Whether the word stands where a label does: `"assignee": …`, `Name; Town`, `Anwesend`; not in `Save With Name`.
fn labels(word: &Word, next: Option<&Word>) -> bool {
    match next {
        Some(next) if matches!(next.sign, b':' | b'"' | b'\'') => true,
        Some(next) => word.is_capital() && !next.is_word() && !matches!(next.sign, b'.' | b','),
        None => false,
    }
}

/// `My Account`, `Keep Me Signed In`.
fn is_in_menu(word: &Word, next: Option<&Word>) -> bool {
    let title_case = |next: &Word| next.shape == Shape::Capital;
    word.shape == Shape::Capital && next.is_some_and(title_case) && READER.contains(&word.hash)
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::*;

    fn speaks_of_somebody(text: &str) -> bool {
        let mut words = Vec::new();
        cut(text, &mut words);
        (0..words.len()).any(|at| speaks(&words[at], words.get(at + 1)))
    }

    #[test]
    fn pronouns_titles_parts_and_labels_speak_of_people() {
        for text in [
            "ask her",
            "frag meine Tochter",
            "Mrs",
            "the tenant",
            "Anwesend: Kestrel",
            "\"assignee\":\"Kestrel\"",
            "Name;Town",
            "My account",
            "a@b",
        ] {
            assert!(speaks_of_somebody(text), "{text}");
        }
    }

    #[test]
    fn homographs_and_menus_do_not() {
        for text in [
            "das reicht nicht",
            "the best of it",
            "3 mm",
            "My Account",
            "Keep Me Signed In",
            "Save With Name. Close",
            "Continue as Guest",
            "von A nach B",
            "don't",
            "from here to there",
        ] {
            assert!(!speaks_of_somebody(text), "{text}");
        }
    }
}
