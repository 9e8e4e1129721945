//! People by their logins, made of initials and a surname without a sign between: `bschaller`, `petersenj`, `mgagnon2`.
//!
//! Owns: how such a word is cut, and beside which signs it stands, as values of programs and tables do. Never: takes a word that a
//! dictionary or list holds, a part of a longer name, a word amid a sentence, or a short surname that is rare or a word, which is too
//! often a piece of another.

use std::ops::RangeInclusive;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use super::{NAMESAKES, OTHER};
use crate::detection::Span;
use crate::names::tagger::{in_dictionary, is_in_identifiers, listed};

/// How many bytes such a login has.
const LENGTH: RangeInclusive<u8> = 6..=18;

/// How many letters its surname has at least.
const SURNAME: usize = 5;

/// One of so many letters is hardly a piece of another word.
const LONG: usize = 7;

/// How many initials stand before it at most.
const INITIALS: usize = 2;

/// The login at `at`, if it is one.
pub(super) fn user(text: &str, words: &[Word], at: usize) -> Option<Span> {
    let word = &words[at];
    let may_be = matches!(word.shape, Shape::Lower | Shape::Code) && LENGTH.contains(&word.length);
    let written = word.written(text);
    let fits = may_be && is_value(words, at) && is_whole(text, word) && is_spelt(written);
    let span = Span { start: word.start as usize, end: word.end as usize };
    (fits && !is_in_identifiers(text, span)).then_some(span)
}

/// Whether a sign or the line's end stands on either side of it, spaced or not.
fn is_value(words: &[Word], at: usize) -> bool {
    let is_sign = |other: Option<&Word>| {
        other.is_none_or(|other| !other.is_word() && !matches!(other.sign, b',' | b'.' | b'!' | b'?' | b'-'))
    };
    is_sign(at.checked_sub(1).map(|before| &words[before])) || is_sign(words.get(at + 1))
}

/// Whether no sign joins it to more of a name, path or address.
fn is_whole(text: &str, word: &Word) -> bool {
    const JOINTS: &[char] = &['_', '-', '.', '/', '\\', '$', '%', '+', '&', '#', '~'];
    let before = &text[..word.start as usize];
    let after = &text[word.end as usize..];
    let ends = after.strip_prefix('.').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let calls = after.starts_with('(') || after.starts_with("::") || before.ends_with("::");
    !before.ends_with(JOINTS) && (!after.starts_with(JOINTS) || ends) && !calls
}

/// Whether it is initials with a surname, or a surname with one behind it, and no other word.
fn is_spelt(written: &str) -> bool {
    let stem = written.trim_end_matches(|c: char| c.is_ascii_digit());
    let letters = stem.len() > SURNAME && stem.bytes().all(|byte| byte.is_ascii_lowercase());
    let known = || listed(stem) != 0 || in_dictionary(stem);
    let parts = || (1..=INITIALS).map(|at| &stem[at..]).chain([&stem[..stem.len() - 1]]);
    letters && !known() && parts().any(is_surname)
}

/// A surname that is hardly anything else: a frequent one no dictionary holds, or a long one.
fn is_surname(part: &str) -> bool {
    let known = listed(part);
    let (is_long, is_word) = (part.len() >= LONG, in_dictionary(part));
    let is_frequent = known & class::LAST != 0 && (is_long || !is_word);
    let is_rare = known & class::LAST_RARE != 0 && is_long && !is_word;
    part.len() >= SURNAME && known & OTHER & !NAMESAKES == 0 && (is_frequent || is_rare)
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::user;

    fn users(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        cut(text, &mut words);
        (0..words.len()).filter_map(|at| user(text, &words, at)).map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn initials_with_a_surname_beside_a_sign() {
        for (text, login) in [
            ("removed_users: [jpetersen]", "jpetersen"),
            ("| kmueller2 | active |", "kmueller2"),
            ("Portal: \"rakowalczyk\"", "rakowalczyk"),
            ("kowalczyka\tpts/0", "kowalczyka"),
        ] {
            assert_eq!(users(text), [login], "{text}");
        }
    }

    #[test]
    fn words_and_pieces_of_names() {
        for text in [
            "the jpetersen of it",
            "src/jpetersen/main.rs",
            "jpetersen_total = 3",
            "jpetersen::new()",
            "jpetersen(x)",
            "\"settings\": \"default\"",
            "see jpetersen.example",
        ] {
            assert_eq!(users(text), [""; 0], "{text}");
        }
    }
}
