//! Names amid program text and manuals, in which capitals mean something else: `Serialize`, `Valgrind`, `Parameters`.
//!
//! Owns: what such text looks like around a name, and what speaks for a name even there: a listed first or last name, a
//! title, an author's line, a legal form. Never: judges a name in prose, in tables, in data or in logs; see [`program`] for
//! what touches a word in one line of code.
//!
//! [`program`]: super::program

use std::collections::VecDeque;
use std::ops::Range;

use allonym_tagger::hash;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use super::super::{NameSpan, words_in};
use super::around::Around;
use super::sentence::Sentence;
use super::unspoken::is_unspoken;
use super::{FREQUENT, OTHER, classes};
use crate::entity::Entity;

/// How many bytes on either side say what kind of text it is.
const AROUND: usize = 700;

/// So many lines must look technical, and one in so many of all.
const LINES: usize = 3;
const SHARE: usize = 3;

/// Whether nothing but its look speaks for the name, and it stands amid program text, or where nobody is spoken of.
pub(super) fn is_doubtful(text: &str, words: &[Word], lines: &mut Lines<'_>, name: &NameSpan) -> bool {
    let own = words_in(words, name.span);
    let named = &words[own.clone()];
    let of = |names| !is_supported(text, named, &name.entity, names);
    let sure = name.score >= CERTAIN && is_unlisted(named);
    let does = || name.entity == Entity::Person && does_something(words, &own);
    let mut amid = || {
        lines.are_a_program_s(name.span.range())
            || !is_titled(text, named, name) && is_unspoken(text, words, own.clone()) && !does()
    };
    let doubtful = of(FREQUENT) && is_heading(text, name.span.range())
        || of(believed(named, name.score)) && !sure && amid();
    doubtful && !is_announced(text, words, own.clone(), name)
}

/// Whether what somebody does stands near the words `own`.
fn does_something(words: &[Word], own: &Range<usize>) -> bool {
    Around::of(words, own).is_some_and(|around| Sentence::of(words, own, &around).has_doing())
}

/// Which lists speak for the words: in small letters only that of first names, since many a surname is an ordinary word.
fn believed(own: &[Word], score: f32) -> u32 {
    match own.iter().all(|word| !word.is_word() || word.shape == Shape::Lower) {
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
    const CUES: [&str; 11] =
        ["by", "author", "authors", "maintainer", "von", "par", "por", "da", "door", "todo", "fixme"];
    const FIELDS: u32 = class::TITLE | class::GREETING | class::ROLE;
    let before = words[..own.start].iter().rev().find(|word| word.is_word() || word.shape == Shape::LineEnd);
    let told = before.is_some_and(|word| {
        let written = word.written(text);
        has(word, FIELDS) || CUES.iter().any(|cue| written.eq_ignore_ascii_case(cue))
    });
    let after = &text[name.span.end..];
    let addressed = after.trim_start_matches(' ').strip_prefix(['<', '(']);
    told || addressed
        .is_some_and(|rest| rest.split(char::is_whitespace).next().is_some_and(|run| run.contains('@')))
}

/// Whether it is all of a heading: `## Highlights`, or underlined.
fn is_heading(text: &str, name: Range<usize>) -> bool {
    // Of many names on a line the last alone may end it: the line is not read for each.
    let rest = text[name.end..].trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    if !(rest.is_empty() || rest.starts_with('\n')) {
        return false;
    }
    let next = rest.strip_prefix('\n').unwrap_or_default();
    let before = &text[text[..name.start].rfind('\n').map_or(0, |at| at + 1)..name.start];
    let marked = before.starts_with('#') && before.trim_matches('#').trim().is_empty();
    let ruler = next.lines().next().unwrap_or_default().trim();
    let underlined =
        ruler.len() > 2 && ['-', '=', '~'].iter().any(|sign| ruler.trim_matches(*sign).is_empty());
    marked || underlined && before.trim().is_empty()
}

/// The lines of a text that were judged last: names come in order, and those near each other have most of their lines in common.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Side by side, each with its line end.
    judged: VecDeque<Line>,
}

struct Line {
    bytes: Range<usize>,
    look: Look,
}

/// What a line looks like; none of a blank one.
type Look = Option<bool>;

fn look(line: &str) -> Look {
    let line = line.trim();
    (!line.is_empty()).then(|| is_technical(line))
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, judged: VecDeque::new() }
    }

    /// Whether the lines around a name look like those of a program or a manual; those at the ends are cut.
    fn are_a_program_s(&mut self, name: Range<usize>) -> bool {
        let around = around(self.text, name);
        let written = &self.text[around.clone()];
        let (Some(first), Some(last)) = (written.find('\n'), written.rfind('\n')) else { return false };
        let whole = around.start + first + 1..around.start + last + 1;
        let ends = [look(&written[..first]), look(&written[last + 1..])];
        self.reach(&whole);
        let inside = self.judged.iter().take_while(|line| line.bytes.end <= whole.end);
        let (mut lines, mut all, mut technical) = (2, 0, 0);
        for line in inside.map(|line| line.look).inspect(|_| lines += 1).chain(ends) {
            all += usize::from(line.is_some());
            technical += usize::from(line == Some(true));
        }
        lines >= LINES && technical >= LINES && technical * SHARE >= all
    }

    /// Judges the lines of `whole`, which begins and ends with a line, and forgets those before.
    fn reach(&mut self, whole: &Range<usize>) {
        while self.judged.front().is_some_and(|line| line.bytes.start < whole.start) {
            self.judged.pop_front();
        }
        if self.judged.front().is_some_and(|line| line.bytes.start > whole.start) {
            self.judged.clear();
        }
        let mut start = self.judged.back().map_or(whole.start, |line| line.bytes.end);
        while start < whole.end {
            let end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at + 1);
            self.judged.push_back(Line { bytes: start..end, look: look(&self.text[start..end]) });
            start = end;
        }
    }
}

/// What says of what kind the text around a name is.
fn around(text: &str, name: Range<usize>) -> Range<usize> {
    let mut start = name.start.saturating_sub(AROUND);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut end = text.len().min(name.end + AROUND);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    start..end
}

/// Whether a line is one of a program, of its comments, or of a manual's markup. A row of data or of a log is none.
fn is_technical(line: &str) -> bool {
    const BEGINNINGS: [&str; 26] = [
        "//", "/*", "*/", "///", "#include", "#!", "#[", "#define", "```", "~~~", "$ ", ">>> ", ".. ", "@",
        "use ", "pub ", "fn ", "def ", "class ", "let ", "const ", "impl", "struct ", "static ", "return ",
        "import ",
    ];
    let begins = BEGINNINGS.iter().any(|beginning| line.starts_with(beginning)) || is_macro(line);
    let ends = line.ends_with(['{', '}', ';', '(', '[', ']']) || line.ends_with("},") || line.ends_with("),");
    let technical = begins || ends || has_part(line) || line.matches('`').count() > 1 || has_identifier(line);
    technical && !is_data(line)
}

/// Whether a line has what programs and markup write between words. A part is sought only where its rarest sign is in the line.
fn has_part(line: &str) -> bool {
    const PARTS: [(u8, &str); 17] = [
        (b':', "::"),
        (b'(', "()"),
        (b'>', "->"),
        (b'>', "=>"),
        (b'=', "=="),
        (b'=', "!="),
        (b'&', "&&"),
        (b'|', "||"),
        (b'=', "+="),
        (b'=', " = "),
        (b']', "](http"),
        (b'<', "</"),
        (b'0', "0x"),
        (b'\\', "\\f"),
        (b'-', " --"),
        (b')', "...)"),
        (b'[', "[0]"),
    ];
    let signs = line.bytes().filter(u8::is_ascii).fold(0_u128, |signs, byte| signs | 1 << byte);
    PARTS.iter().any(|(sign, part)| signs & 1 << sign != 0 && line.contains(part))
}

/// `.SH NAME`, `.\" …`: a line of a manual page's source.
fn is_macro(line: &str) -> bool {
    let rest = line.strip_prefix('.').unwrap_or("").as_bytes();
    matches!(rest, [b'\\', ..])
        || matches!(rest, [a, b, ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase())
}

/// `"name": "x"`, `'a', 'b'`, `"a","b"`, or with a time of day.
fn is_data(line: &str) -> bool {
    let digits = |pair: &[u8]| pair.iter().all(u8::is_ascii_digit);
    let timed =
        || line.as_bytes().windows(5).any(|five| five[2] == b':' && digits(&five[..2]) && digits(&five[3..]));
    ["\":", "', '", "\",\"", "','", "\", \""].iter().any(|part| line.contains(part)) || timed()
}

/// Whether a word has a `_` amid its letters.
fn has_identifier(line: &str) -> bool {
    line.as_bytes()
        .windows(3)
        .any(|three| three[1] == b'_' && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::*;
    use crate::detection::Span;

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
        assert!(!doubtful(&PROGRAM.replace("«»", "TODO(«»)"), "Valgrind", Entity::Person));
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
    fn lines_that_are_remembered_say_what_all_lines_around_say() {
        let prose = "We met in the yard.\n\nThen it rained, and \u{fc}ber all of it.\r\n";
        let text =
            [PROGRAM, prose, PROGRAM, prose, &prose.repeat(12), "x".repeat(1500).as_str(), PROGRAM].concat();
        let plainly = |name: Range<usize>| {
            let around = &text[around(&text, name)];
            let (all, technical) = around
                .lines()
                .filter_map(look)
                .fold((0, 0), |(all, technical), line| (all + 1, technical + usize::from(line)));
            around.matches('\n').count() + 1 >= LINES && technical >= LINES && technical * SHARE >= all
        };
        let mut kept = Lines::of(&text);
        let places: Vec<usize> = (0..text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let told: Vec<bool> = places.iter().map(|at| kept.are_a_program_s(*at..*at)).collect();
        assert!(told.contains(&true) && told.contains(&false));
        assert_eq!(told, places.iter().map(|at| plainly(*at..*at)).collect::<Vec<_>>());
        let back: Vec<bool> = places.iter().rev().map(|at| kept.are_a_program_s(*at..*at)).collect();
        assert!(back.iter().eq(told.iter().rev()));
    }

    #[test]
    fn a_heading_of_ordinary_words_is_no_name() {
        for text in ["Some prose.\n\n## «»\n\nMore.", "Some prose.\n\n«»\n-----\nMore."] {
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
