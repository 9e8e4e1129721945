//! People by their handles: `@ada.lovelace`, and `ada.lovelace 09:12` where a chat says who speaks.
//!
//! Owns: handles of a first name or its initial and a surname that stand after an at sign, or before the time at a line's beginning; first
//! names after an at sign where a chat says who speaks (`[08:15] Roe: @Jane`). Never:
//! takes what a program is told by (`@pytest.fixture`), for its parts are no names. Other handles are found by rules.

use allonym_tagger::words::{Shape, Word};

use super::{is_first_name, is_joint, is_pair, is_surname, span_of};
use crate::detection::Span;

/// The handle whose first two parts the sign at `sign` joins, if it is one.
pub(super) fn user(words: &[Word], sign: usize) -> Option<Span> {
    let (first, last) = (sign - 1, sign + 1);
    let called = first.checked_sub(1).is_some_and(|at| is_call(words, at));
    let speaks = || begins_line(words, first) && is_time(&words[last + 1..]);
    let goes_on = words.len() > last + 2 && is_joint(words, last + 1);
    let initial = || words[first].shape == Shape::Letter && is_surname(&words[last]);
    let named = || is_pair(&words[first], &words[last]) || is_pair(&words[last], &words[first]) || initial();
    (!goes_on && (called || speaks()) && named()).then(|| span_of(&words[first..=last]))
}

/// The first names behind at signs in lines that begin with a time, or in which a colon comes before them: a chat says so who speaks.
pub(super) fn persons(words: &[Word]) -> Vec<Span> {
    let mut persons = Vec::new();
    let mut is_said = is_time(words);
    for at in 0..words.len().saturating_sub(1) {
        match words[at] {
            word if word.shape == Shape::LineEnd => is_said = is_time(&words[at + 1..]),
            word if word.sign == b':' && !word.spaced => is_said = true,
            word if word.sign == b'@' && at > 0 && is_said => persons.extend(person(words, at)),
            _ => {}
        }
    }
    persons
}

/// The first name behind the at sign at `sign`.
fn person(words: &[Word], sign: usize) -> Option<Span> {
    let name = sign + 1;
    let is_name = words[name].shape == Shape::Capital && is_first_name(&words[name]);
    let goes_on = words.len() > name + 2 && is_joint(words, name + 1);
    (is_call(words, sign) && is_name && !goes_on).then(|| span_of(&words[name..=name]))
}

/// Whether an at sign stands there that calls what follows: no word is right before it, as in an address.
fn is_call(words: &[Word], at: usize) -> bool {
    let sign = &words[at];
    let free = sign.spaced || at == 0 || !words[at - 1].is_word();
    sign.sign == b'@' && sign.length == 1 && free && !words[at + 1].spaced
}

fn begins_line(words: &[Word], at: usize) -> bool {
    at == 0 || words[at - 1].shape == Shape::LineEnd
}

/// Whether a time begins there: `09:12`, `[09:12`.
fn is_time(words: &[Word]) -> bool {
    let words = match words {
        [bracket, rest @ ..] if bracket.sign == b'[' || bracket.sign == b'(' => rest,
        words => words,
    };
    let number = |word: &Word| word.shape == Shape::Number && word.length <= 2;
    matches!(words, [hour, colon, minute, ..] if number(hour) && colon.sign == b':' && number(minute))
}

#[cfg(test)]
mod tests {
    use super::super::super::told;
    use super::super::add;

    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[], add)
    }

    #[test]
    fn a_first_name_is_called_in_a_chat() {
        assert_eq!(added("[08:15] Roe (HR): @Barbara @Torben no passwords"), ["Barbara", "Torben"]);
        assert_eq!(added("@Barbara\n  @Torben(x)\nuse the @Barbara annotation"), [""; 0]);
    }

    #[test]
    fn a_handle_of_two_names_is_somebody() {
        assert_eq!(added("thx @marta.kowal, done"), ["marta.kowal"]);
        assert_eq!(added("(@kowal_marta)"), ["kowal_marta"]);
        assert_eq!(added("cc @m.sokolov, @t.fixture"), ["m.sokolov"]);
        assert_eq!(
            added("marta.kowal 09:12 can someone\nlena.jansen [9:14 AM] yes"),
            ["marta.kowal", "lena.jansen"]
        );
    }

    #[test]
    fn what_programs_are_told_by_is_nobody() {
        for text in [
            "@pytest.fixture",
            "@app.route",
            "@marta.kowal.handler",
            "x@marta.kowal",
            "marta.kowal = 3",
            "see marta.kowal 09:12",
            "@marta",
        ] {
            assert_eq!(added(text), Vec::<&str>::new(), "{text}");
        }
    }
}
