//! Stretches of text that speak of nobody: no title, no greeting, no first name, no address with `@`. Manuals and change logs are
//! full of them; so are the messages of programs (`%s: no such file`), whatever first names seem to be among their words.
//!
//! Owns: which words speak to or of somebody. Never: judges the name itself; see [`technical`], for which such a stretch is as good as a program.
//!
//! [`technical`]: super::technical

use std::ops::Range;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::Word;

use super::around::Around;
use super::classes;

/// How many bytes around it there must be: a short text says nothing by its silence.
const LEAST: usize = 300;

/// Whether nobody but the words `own` can be meant around them.
pub(super) fn is_unspoken(text: &str, words: &[Word], own: Range<usize>) -> bool {
    let Some(around) = Around::of(words, &own) else { return false };
    let mut named = false;
    let own = &words[own];
    for word in around.words() {
        if own.iter().any(|other| other.hash == word.hash) {
            continue;
        }
        if is_addressed(word) {
            return false;
        }
        named |= is_first_name(word);
    }
    around.len >= LEAST && (!named || is_message(&text[around.span]))
}

/// Whether the word speaks to somebody, or is a part of an address.
fn is_addressed(word: &Word) -> bool {
    let spoken = || word.length > 1 && classes(word.hash) & (class::TITLE | class::GREETING) != 0;
    word.sign == b'@' || spoken()
}

/// Whether lists know the word as a first name and as nothing else.
pub(super) fn is_first_name(word: &Word) -> bool {
    let classes = classes(word.hash);
    let other = class::COMMON | class::PUBLIC;
    word.length > 1 && word.is_capital() && classes & class::FIRST != 0 && classes & other == 0
}

/// Whether programs put values into it: `%s`, `%d`, twice at least.
fn is_message(text: &str) -> bool {
    let bytes = text.as_bytes();
    let put_in =
        |three: &&[u8]| three[0] == b'%' && b"sdum".contains(&three[1]) && !three[2].is_ascii_alphanumeric();
    bytes.windows(3).filter(put_in).count() > 1
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::super::super::words_in;
    use super::*;
    use crate::detection::Span;

    fn unspoken(text: &str, name: &str) -> bool {
        let mut words = Vec::new();
        cut(text, &mut words);
        let start = text.find(name).expect("it stands there");
        let span = Span { start, end: start + name.len() };
        is_unspoken(text, &words, words_in(&words, span))
    }

    #[test]
    fn a_long_silence_speaks_of_nobody() {
        let silent = "the file is read again and the rest of the line is left as it was. ".repeat(5);
        assert!(unspoken(&format!("{silent}Kestrel is used for it. {silent}"), "Kestrel"));
        assert!(unspoken(&format!("{silent}Kestrel"), "Kestrel"));
        assert!(!unspoken("the file of Kestrel is read again", "Kestrel"));
    }

    #[test]
    fn a_title_a_first_name_or_an_address_nearby_speaks_of_somebody() {
        let silent = "the file is read again and the rest of the line is left as it was. ".repeat(5);
        for near in ["Barbara", "Mrs", "x@mail.example", "Dear all"] {
            assert!(!unspoken(&format!("{silent}{near} Kestrel {silent}"), "Kestrel"), "{near}");
            assert!(unspoken(&format!("{near} {silent}{silent}Kestrel {silent}"), "Kestrel"), "{near}");
        }
    }

    #[test]
    fn the_messages_of_programs_speak_of_nobody() {
        let silent = "the file is read again and the rest of the line is left as it was. ".repeat(5);
        assert!(!unspoken(&format!("{silent}Barbara: 5 % off. Kestrel {silent}"), "Kestrel"));
        assert!(unspoken(&format!("{silent}%s: Barbara is no file (%d)\nKestrel {silent}"), "Kestrel"));
        assert!(!unspoken(&format!("{silent}%s: Mrs Barbara is no file (%d)\nKestrel {silent}"), "Kestrel"));
    }
}
