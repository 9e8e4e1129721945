//! Names amid program text and manuals, in which capitals mean something else: `Serialize`, `Valgrind`, `Parameters`.
//!
//! Owns: what speaks for a name even there: a listed first or last name, a title, an author's line or thanks, a legal form; what such text
//! looks like around one, `technical/lines.rs`; words that a program has in its identifiers, too, `technical/identifier.rs`. Never: judges a name in prose, in tables, in data or in logs; see [`program`] for what
//! touches a word in one line of code.
//!
//! [`program`]: super::program

pub(super) mod identifier;
mod lines;

use std::ops::Range;

use allonym_tagger::hash;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

pub(super) use self::lines::Lines;
use super::super::{NameSpan, words_in};
use super::around::Around;
use super::program::before;
use super::sentence::Sentence;
use super::unspoken::is_unspoken;
use super::{FREQUENT, OTHER, classes};
use crate::detection::Span;
use crate::entity::Entity;
use crate::shown;

/// Whether nothing but its look speaks for the name, and it stands amid program text, or where nobody is spoken of.
pub(super) fn is_doubtful(text: &str, words: &[Word], lines: &mut Lines<'_>, name: &NameSpan) -> bool {
    let own = words_in(words, name.span);
    let named = &words[own.clone()];
    let of = |names| !is_supported(text, named, &name.entity, names);
    let sure = name.score >= CERTAIN && is_unlisted(named);
    let does = || name.entity == Entity::Person && does_something(words, &own);
    let amid = |lines: &mut Lines<'_>| {
        lines.are_a_program_s(name.span.range())
            || !is_titled(text, named, name) && is_unspoken(text, words, own.clone()) && !does()
    };
    let is_told = || is_announced(text, words, own.clone(), name);
    if of(FREQUENT) && name.entity == Entity::Person && is_generator(before(text, name.span.start)) {
        return true;
    }
    if of(FREQUENT) && is_own(text, lines, name.span) && (is_small(named) || !is_told()) {
        return true;
    }
    let doubtful = of(FREQUENT) && is_heading(text, name.span.range())
        || of(believed(named, name.score)) && !sure && amid(lines);
    doubtful && !is_told()
}

/// Whether a program has the word in its identifiers.
fn is_own(text: &str, lines: &mut Lines<'_>, span: Span) -> bool {
    identifier::place(text, span).is_some_and(|place| lines.are_a_program_s(place))
}

/// Whether what somebody does stands near the words `own`.
fn does_something(words: &[Word], own: &Range<usize>) -> bool {
    Around::of(words, own).is_some_and(|around| Sentence::of(words, own, &around).has_doing())
}

fn is_small(own: &[Word]) -> bool {
    own.iter().all(|word| !word.is_word() || word.shape == Shape::Lower)
}

/// Which lists speak for the words: in small letters only that of first names, since many a surname is an ordinary word.
fn believed(own: &[Word], score: f32) -> u32 {
    match is_small(own) {
        true => class::FIRST,
        false if score < SURE => FREQUENT,
        false => class::PERSONS,
    }
}

/// Below this a rare name speaks for nothing: lists of them hold every other word.
const SURE: f32 = 0.8;

/// From here on a word with a capital that no list has for anything else is believed.
const CERTAIN: f32 = 0.9;

/// Whether lists know the words as a name of this kind, of a person's those of `names`, or two words are written as a name and are no others.
fn is_supported(text: &str, own: &[Word], entity: &Entity, names: u32) -> bool {
    let is = |classes: u32, of: u32| classes & of != 0 && classes & OTHER == 0;
    let known =
        |of: u32| own.iter().any(|word| is(classes(word.hash), of) || is(classes(singular(text, word)), of));
    match entity {
        Entity::Person => known(names) && !is_phrase(own) || is_full_name(own),
        Entity::Location => known(class::PLACES) || own.iter().any(|word| has(word, class::STREET_WORD)),
        _ => {
            let called = |word: &Word| has(word, class::ORG_WORD) && word.shape == Shape::Capital;
            own.iter().any(|word| has(word, class::LEGAL_FORM) || called(word))
                || known(names) && own.iter().any(Word::is_capital)
        }
    }
}

/// Whether it is an organization that lists know, or that is written as one: `Kestrel Plastics`.
fn is_titled(text: &str, own: &[Word], name: &NameSpan) -> bool {
    let known = || super::listed(&text[name.span.range()]) & class::COMPANY != 0;
    let words = || own.iter().filter(|word| word.is_word());
    let written =
        || words().all(|word| word.shape == Shape::Capital) && words().any(|word| !has(word, OTHER));
    name.entity == Entity::Organization && (known() || words().count() > 1 && written())
}

/// Whether the words begin with a capital and none of them is known for something else.
fn is_unlisted(own: &[Word]) -> bool {
    let mut words = own.iter().filter(|word| word.is_word());
    own.first().is_some_and(|word| word.shape == Shape::Capital) && words.all(|word| !has(word, OTHER))
}

/// The hash of a word without the `s` of a possessive: `Annas`.
fn singular(text: &str, word: &Word) -> u64 {
    let written = word.written(text);
    let bare = written.strip_suffix('s').filter(|_| word.shape == Shape::Capital);
    bare.map_or(word.hash, |bare| hash::word(&bare.to_lowercase()))
}

/// Whether an ordinary word in small letters is among them: `create-ari`.
fn is_phrase(own: &[Word]) -> bool {
    let other = OTHER | class::ORG_WORD;
    own.iter().any(|word| word.shape == Shape::Lower && has(word, other) && !has(word, class::PARTICLE))
}

fn has(word: &Word, of: u32) -> bool {
    classes(word.hash) & of != 0
}

/// `Oyin Adeyemi`, `J. Okonjo-Reyes`: capitals only, two at least, none an ordinary word.
fn is_full_name(own: &[Word]) -> bool {
    let words = || own.iter().filter(|word| word.is_word());
    let written =
        |word: &Word| matches!(word.shape, Shape::Capital | Shape::Initial) || has(word, class::PARTICLE);
    words().count() > 1
        && words().all(|word| written(word) && classes(word.hash) & OTHER == 0)
        && own.iter().all(|word| word.is_word() || matches!(word.sign, b'.' | b'-' | b'\'' | b','))
}

/// Whether the text around says that it is a name: a title, `by`, a label before it, an address after it.
pub(super) fn is_announced(text: &str, words: &[Word], own: Range<usize>, name: &NameSpan) -> bool {
    const CUES: [&str; 14] = [
        "by",
        "author",
        "authors",
        "maintainer",
        "von",
        "par",
        "por",
        "da",
        "door",
        "todo",
        "fixme",
        "ask",
        "ping",
        "cc",
    ];
    const THANKS: [&str; 5] = ["thanks", "thank", "kudos", "credit", "credits"];
    const FIELDS: u32 = class::TITLE | class::GREETING | class::ROLE;
    let is_one = |word: &Word, cues: &[&str]| {
        let written = word.written(text);
        cues.iter().any(|cue| written.eq_ignore_ascii_case(cue))
    };
    let mut before =
        words[..own.start].iter().rev().filter(|word| word.is_word() || word.shape == Shape::LineEnd);
    let told = before.next().is_some_and(|word| {
        let mut is_thanked =
            || is_one(word, &["to"]) && before.next().is_some_and(|word| is_one(word, &THANKS));
        has(word, FIELDS) || is_one(word, &CUES) || is_thanked()
    });
    let after = &text[name.span.end..];
    let addressed = after.trim_start_matches(' ').strip_prefix(['<', '(']);
    told || addressed
        .is_some_and(|rest| rest.split(char::is_whitespace).next().is_some_and(|run| run.contains('@')))
}

/// Whether a file says there what made it: `File generated from our OpenAPI spec by Castiron.`
fn is_generator(line: &str) -> bool {
    let is_comment = shown::own(line).trim_start().starts_with(['/', '#', '*', '<', ';', '-', '%']);
    is_comment && line.ends_with(" by ") && line.to_ascii_lowercase().contains("generated ")
}

/// Whether it is all of a heading: `## Highlights`, or underlined.
fn is_heading(text: &str, name: Range<usize>) -> bool {
    // Of many names on a line the last alone may end it: the line is not read for each.
    let rest = text[name.end..].trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    if !(rest.is_empty() || rest.starts_with('\n')) {
        return false;
    }
    let next = rest.strip_prefix('\n').unwrap_or_default();
    let before = shown::own(&text[text[..name.start].rfind('\n').map_or(0, |at| at + 1)..name.start]);
    let marked = before.starts_with('#') && before.trim_matches('#').trim().is_empty();
    let ruler = next.lines().next().unwrap_or_default().trim();
    let underlined =
        ruler.len() > 2 && ['-', '=', '~'].iter().any(|sign| ruler.trim_matches(*sign).is_empty());
    marked || underlined && before.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::*;

    const PROGRAM: &str = "impl<A> Keep for Store<A> {\n    // «» keeps it\n    fn keep(&self) -> Kept {\n        self.kept()\n    }\n}\n";

    fn doubtful(text: &str, name: &str, entity: Entity) -> bool {
        let text = text.replace("«»", name);
        let start = text.find(name).expect("it stands there");
        let name = NameSpan { span: Span { start, end: start + name.len() }, entity, score: 0.85 };
        let mut words = Vec::new();
        cut(&text, &mut words);
        is_doubtful(&text, &words, &mut Lines::of(&text), &name)
    }

    #[test]
    fn amid_a_program_a_lone_word_is_no_name() {
        for name in ["Serialize", "Valgrind", "standard library"] {
            assert!(doubtful(PROGRAM, name, Entity::Person), "{name}");
            assert!(doubtful(PROGRAM, name, Entity::Organization), "{name}");
        }
    }

    #[test]
    fn what_generates_a_file_is_nobody() {
        assert!(doubtful("// File generated from our spec by «».\n", "Castiron", Entity::Person));
        assert!(!doubtful("// File generated from our spec by «».\n", "Barbara", Entity::Person));
        assert!(!doubtful("The report was generated by «».\n", "Castiron", Entity::Person));
    }

    #[test]
    fn names_are_names_even_there() {
        for name in [
            "Barbara",
            "Barbara Sanders",
            "Oyinkan Wrzesniewska",
            "Dr. Valgrind",
            "by Valgrind",
            "Valgrind <x@mail.example>",
        ] {
            let bare =
                name.trim_start_matches("Dr. ").trim_start_matches("by ").split(" <").next().unwrap_or(name);
            let text = PROGRAM.replace("«»", &name.replace(bare, "«»"));
            assert!(!doubtful(&text, bare, Entity::Person), "{name}");
        }
        for told in ["TODO(«»)", "thanks to «»", "ask «»"] {
            assert!(!doubtful(&PROGRAM.replace("«»", told), "Valgrind", Entity::Person), "{told}");
        }
        assert!(!doubtful(PROGRAM, "Barbaras", Entity::Person));
        assert!(!doubtful(PROGRAM, "Valgrind GmbH", Entity::Organization));
        assert!(!doubtful(PROGRAM, "Wuppertal", Entity::Location));
    }

    #[test]
    fn where_nobody_is_spoken_of_what_somebody_does_is_heard() {
        let silent = "the file is read again and the rest of the line is left as it was. ".repeat(5);
        for (told, heard) in [
            ("«» has asked for it", true),
            ("It is late, said «»", true),
            ("«» is used for it", false),
            ("«» is what the file asked for", false),
        ] {
            let text = format!("{silent}{told}. {silent}");
            assert_eq!(doubtful(&text, "Kestrowin", Entity::Person), !heard, "{told}");
            assert!(doubtful(&text, "Kestrowin", Entity::Organization), "{told}");
        }
    }

    #[test]
    fn a_heading_of_ordinary_words_is_no_name() {
        for text in [
            "Some prose.\n\n## «»\n\nMore.",
            "Some prose.\n\n«»\n-----\nMore.",
            "  1→Some prose.\n  2→\n  3→## «»\n  4→\n  5→More.",
        ] {
            assert!(doubtful(text, "Highlights", Entity::Person), "{text}");
            assert!(!doubtful(text, "Barbara Sanders", Entity::Person), "{text}");
        }
        assert!(!doubtful("«»\nMore.", "Highlights", Entity::Person));
    }

    #[test]
    fn prose_data_and_logs_are_left_alone() {
        for text in [
            "We met «» in the yard.\nThen it rained.\nWe left.\n",
            "{\"name\": \"«»\"},\n{\"name\": \"other\"},\n{\"name\": \"third\"},\n",
            "08:14:22 WARN user_id=3 «»\n08:14:23 WARN user_id=4\n08:14:24 WARN user_id=5\n",
        ] {
            assert!(!doubtful(text, "Valgrind", Entity::Person), "{text}");
        }
    }
}
