//! Words are found by what they begin with, what goes on behind them and what stands before them.

use super::*;

fn cue(number: u32) -> (u32, u32) {
    (number, 0)
}

fn words(cues: &[(&str, u32)]) -> Words {
    let (mut openings, mut letters) = (Openings::new(Kind::Cue), Letters::default());
    cues.iter().for_each(|&(literal, number)| {
        openings.add(&mut letters, ("", literal), (&After::ALL, false), number);
    });
    openings.complete()
}

fn open(begin: &str, after: &After) -> Words {
    let (mut openings, mut letters) = (Openings::new(Kind::Cue), Letters::default());
    openings.add(&mut letters, ("", begin), (after, true), 1);
    openings.complete()
}

/// Their numbers, and how far before the word they begin.
fn found(words: &Words, text: &str) -> Vec<(u32, u32)> {
    let mut all = Vec::new();
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    words.look_word(text.as_bytes(), 0, letters, |opening| all.push((opening.number, opening.before)));
    if letters >= BEGINNING {
        words.look_beginning(text.as_bytes(), 0, |opening| all.push((opening.number, opening.before)));
    }
    all
}

#[test]
fn whole_words_in_any_case() {
    let words = words(&[("Name", 1), ("Name of Ä", 3), ("sozialversicherung", 2)]);
    assert_eq!(found(&words, "NAME"), [cue(1)]);
    assert_eq!(found(&words, "name1 and so on"), [cue(1)]);
    assert_eq!(found(&words, "name OF ä"), [cue(1), cue(3)]);
    assert_eq!(found(&words, "Sozialversicherung"), [cue(2)]);
    assert!(found(&words, "names").is_empty() && found(&words, "sozialve").is_empty());
}

#[test]
fn one_word_of_a_few_letters_is_known_without_another_look() {
    for (literal, is_known) in [
        ("name", true),
        ("birthday", true),
        ("number 1", false),
        ("nameé", false),
        ("sozialversicherung", false),
    ] {
        let mut all = Vec::new();
        let letters = literal.bytes().take_while(u8::is_ascii_alphabetic).count();
        words(&[(literal, 1)])
            .look_word(literal.as_bytes(), 0, letters, |opening| all.push(opening.is_known));
        assert_eq!(all, [is_known], "{literal}");
    }
}

#[test]
fn beginnings_of_any_length() {
    for begin in ["ab", "abc", "abcd", "abcde", "abcdefghijk"] {
        let words = open(begin, &After::ALL);
        assert_eq!(found(&words, begin), [cue(1)]);
        assert_eq!(found(&words, &format!("{begin}Zebra ")), [cue(1)]);
        assert!(found(&words, "a").is_empty() && found(&words, "zebra").is_empty());
    }
}

#[test]
fn what_stands_before_the_word_is_compared_too() {
    let (mut openings, mut letters) = (Openings::new(Kind::Cue), Letters::default());
    for (head, number) in [("tax ", 1), ("é ", 2), ("social security ", 3), ("", 4)] {
        openings.add(&mut letters, (head, "number"), (&After::ALL, false), number);
    }
    let words = openings.complete();
    let found = |text: &str| {
        let mut all = Vec::new();
        let at = text.len() - "number".len();
        words.look_word(text.as_bytes(), at, 6, |opening| all.push((opening.number, opening.before)));
        all.sort_unstable();
        all
    };
    assert_eq!(found("number"), [(4, 0)]);
    assert_eq!(found("my TAX Number"), [(1, 4), (4, 0)]);
    assert_eq!(found("tax number"), [(1, 4), (4, 0)]);
    assert_eq!(found("É number"), [(2, 3), (4, 0)]);
    assert_eq!(found("Social Security number"), [(3, 16), (4, 0)]);
    assert_eq!(found("an obscurity number"), [(4, 0)]);
    assert_eq!(found("e e number"), [(4, 0)]);
}

#[test]
fn what_was_put_in_is_found() {
    let literals: Vec<String> =
        ('a'..='z').flat_map(|a| ('c'..='z').map(move |b| format!("{a}{b}ab"))).collect();
    let cues: Vec<(&str, u32)> = literals.iter().map(String::as_str).zip(0..).collect();
    let words = words(&cues);
    assert!(literals.iter().zip(0..).all(|(literal, n)| found(&words, literal) == [cue(n)]));
}

#[test]
fn more_letters_of_a_beginning_are_compared_too() {
    let words = open("abcdefgh", &After::ALL);
    assert_eq!(found(&words, "abcdefghi"), [cue(1)]);
    assert!(found(&words, "abcdezzz").is_empty());
}

#[test]
fn a_letter_that_is_not_ascii_is_no_other_letter() {
    let words = words(&[("född", 1)]);
    assert_eq!(found(&words, "FÖDD"), [cue(1)]);
    assert!(found(&words, "f 1").is_empty());
    assert_eq!(found(&words, "F\u{f6}DDE"), [cue(1)]);
    assert!(found(&words, "följd").is_empty(), "what follows is compared too");
}

#[test]
fn letters_in_either_case_are_equally_long() {
    for any in '\u{80}'..=char::MAX {
        let mut lower = any.to_lowercase();
        let (Some(first), None) = (lower.next(), lower.next()) else { continue };
        assert!(!is_equally_long(first) || first.is_ascii() || first.len_utf8() == any.len_utf8(), "{any}");
    }
}

#[test]
fn short_beginnings_go_on_as_they_may() {
    let bytes = |all: &[u8]| Bytes::of(|byte| all.contains(&byte));
    let words = open("st", &After([bytes(b"rR"), bytes(b":"), Bytes::ALL, Bytes::ALL]));
    assert_eq!(found(&words, "STR:"), [cue(1)]);
    assert!(found(&words, "strand").is_empty() && found(&words, "st:").is_empty());
}
