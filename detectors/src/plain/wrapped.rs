//! Line ends that only the width of a page has made: prose as it is copied out of a PDF, or sent by a mail client, in which
//! a name, an address or a company goes on in the next line.
//!
//! Owns: which line ends are such, and what each reads as: a space, or nothing behind a hyphen (`Mül-\nler`). Never: joins
//! the lines of a list, a table, a log, an address or a program, whose ends say that something ends.

use std::cell::LazyCell;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memchr_iter};

/// What stands at the end of a line and belongs to the page, not to the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seam {
    /// The bytes of it, a hyphen included that only parts a word.
    pub(super) place: Range<usize>,
    /// Whether it parts two words.
    pub(super) is_space: bool,
}

/// A shorter line is no line of prose that fills its page, and neither is a longer one; in characters. A column may be
/// narrower where a hyphen says that the word goes on.
const PROSE: Range<usize> = 36..131;
const HYPHENATED: Range<usize> = 12..131;

/// So many lines to either side tell how wide the page is.
const AROUND: usize = 8;

/// So many of them must fill the page.
const FULL: usize = 2;

/// The seams of a text, in order of place.
pub(super) fn seams(text: &str) -> Vec<Seam> {
    let (bytes, mut seams) = (text.as_bytes(), Vec::new());
    let lengths = LazyCell::new(|| lengths(text));
    let mut start = 0;
    for number in 0.. {
        let Some(length) = memchr(b'\n', &bytes[start..]) else { break };
        let line = start..start + length;
        start = line.end + 1;
        if bytes.get(start).is_some_and(|next| may_go_on(*next)) {
            seams.extend(seam(text, line, || around(&lengths, number)));
        }
    }
    seams
}

/// How long each line is, in characters.
fn lengths(text: &str) -> Vec<usize> {
    let ends = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut start = 0;
    ends.map(|end| text[std::mem::replace(&mut start, end + 1)..end].chars().count()).collect()
}

/// Whether a line of prose may go on with this byte.
fn may_go_on(next: u8) -> bool {
    next.is_ascii_alphanumeric() || next >= 0x80 || next == b'('
}

/// The seam at the end of a line; `around` tells how long the lines around are.
fn seam<'l>(text: &str, line: Range<usize>, around: impl Fn() -> &'l [usize]) -> Option<Seam> {
    let next = &text[line.end + 1..];
    let next = &next[..memchr(b'\n', next.as_bytes()).unwrap_or(next.len())];
    let written = text[line.clone()].strip_suffix('\r').unwrap_or(&text[line.clone()]);
    let end = line.start + written.len();
    let parts = hyphen(written, next);
    let bounds = if parts.is_some() { HYPHENATED } else { PROSE };
    if !(bounds.start..4 * bounds.end).contains(&written.len())
        || !(parts.is_some() || may_end(written))
        || begins_another(written, next)
        || !is_prose(written, &bounds)
        || parts.is_none() && !fills_page(around(), written, next)
    {
        return None;
    }
    let (length, is_space) = parts.unwrap_or((0, true));
    Some(Seam { place: end - length..line.end + 1, is_space })
}

/// How many bytes a hyphen at the end of a line has that do not belong to the word, and whether it parts two words: `Mül-` and
/// `ler` are one, of `Heinz-` and `Jürgen` it is a part, and so it is in `Vor-` and `und Nachname`.
fn hyphen(written: &str, next: &str) -> Option<(usize, bool)> {
    const AND: [&str; 12] = ["und", "oder", "bzw", "sowie", "and", "or", "et", "ou", "en", "y", "e", "o"];
    let (before, length) = match written.strip_suffix('\u{ad}') {
        Some(before) => (before, 2),
        None => (written.strip_suffix('-')?, 1),
    };
    let ends_in_letters = before.chars().rev().take(2).filter(|c| c.is_alphabetic()).count() == 2;
    let word = &next[..next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len())];
    let goes_on = word.chars().next()?;
    if !ends_in_letters || !before.contains(' ') {
        return None;
    }
    match goes_on.is_lowercase() {
        true if AND.contains(&word) => Some((0, true)),
        true => Some((length, false)),
        false => Some((0, false)),
    }
}

/// Whether a sentence may go on behind this line.
fn may_end(written: &str) -> bool {
    written.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '&' | ')' | '’' | '\''))
}

/// Whether the next line begins something of its own: a label, an item of a list, a row as this one.
fn begins_another(written: &str, next: &str) -> bool {
    let word = next.split(char::is_whitespace).next().unwrap_or_default();
    let begins_with_digit = |line: &str| line.starts_with(|c: char| c.is_ascii_digit());
    let digits = next.bytes().take_while(u8::is_ascii_digit).count();
    let marked = |length: usize| matches!(next.as_bytes().get(length), Some(b'.' | b')'));
    // A label, or where a line was found: `src/main.rs:12:`.
    word.contains([':', '=', '>', '/'])
        || next.contains('\t')
        || begins_with_digit(written) && begins_with_digit(next)
        || (1..3).contains(&digits) && marked(digits)
        || digits == 0 && marked(1)
}

/// What a character of a line may be.
const PLAIN: u8 = 1;
const SMALL: u8 = 2;
const SPACE: u8 = 4;
const COMMA: u8 = 8;
const SIGN: u8 = 16;

/// The classes of ASCII, since every line of a page is asked.
static ASCII: LazyLock<[u8; 128]> = LazyLock::new(|| std::array::from_fn(|byte| class(byte as u8 as char)));

fn class(c: char) -> u8 {
    match c {
        ' ' => PLAIN | SPACE,
        ',' => COMMA,
        '|' | '{' | '}' | '<' | '>' | '=' | ';' | '\t' | '\\' | '_' | '[' | ']' | '#' | '*' => SIGN,
        _ if c.is_lowercase() && c.is_alphabetic() => PLAIN | SMALL,
        _ if c.is_lowercase() => SMALL,
        _ if c.is_alphabetic() => PLAIN,
        _ => 0,
    }
}

/// Whether a line reads as prose: words one space apart, some in small letters, and hardly a sign.
fn is_prose(written: &str, bounds: &Range<usize>) -> bool {
    let (mut length, mut plain, mut small, mut commas) = (0, 0, 0, 0);
    let (classes, mut last) = (&*ASCII, SPACE);
    for c in written.chars() {
        let class = if c.is_ascii() { classes[c as usize] } else { class(c) };
        if class & SIGN != 0 || class & last & SPACE != 0 {
            return false;
        }
        length += 1;
        plain += usize::from(class & PLAIN != 0);
        small += usize::from(class & SMALL != 0 && last & SPACE != 0);
        commas += usize::from(class & COMMA != 0);
        last = class;
    }
    bounds.contains(&length) && plain * 10 >= length * 8 && small >= 1 && commas <= 1 + small
}

/// Whether the first word of the next line would not have fitted, as wide as the page is around; a page whose letters differ
/// in width has lines of unlike length.
fn fills_page(lengths: &[usize], written: &str, next: &str) -> bool {
    let is_full = |length: usize, width: usize| length * 5 >= width * 4;
    let width = lengths.iter().copied().max().unwrap_or_default();
    let full = lengths.iter().filter(|length| **length * 10 >= width * 7).count();
    let word = next.split(' ').next().map_or(0, |word| word.chars().count());
    width < PROSE.end && full >= FULL && is_full(written.chars().count() + 1 + word, width)
}

/// Those of the lines' lengths, in characters, that are around this one, itself included.
fn around(lengths: &[usize], number: usize) -> &[usize] {
    &lengths[number.saturating_sub(AROUND)..lengths.len().min(number + AROUND + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut read = text.to_owned();
        for seam in seams(text).into_iter().rev() {
            read.replace_range(seam.place, if seam.is_space { "~" } else { "" });
        }
        read
    }

    #[test]
    fn prose_goes_on_behind_the_end_of_a_full_line() {
        assert_eq!(
            read(
                "we met on Monday and spoke for an hour with Jane\nRoe about the flat that she has let to\nher son, who"
            ),
            "we met on Monday and spoke for an hour with Jane~Roe about the flat that she has let to~her son, who"
        );
        assert_eq!(
            read(
                "Als Bürge tritt ein für ihn Herr Heinz-Jürgen\r\nHülsebusch, der das Haus in der Straße gebaut\r\nhat"
            ),
            "Als Bürge tritt ein für ihn Herr Heinz-Jürgen~Hülsebusch, der das Haus in der Straße gebaut~hat"
        );
    }

    #[test]
    fn a_hyphen_at_the_end_of_a_line_parts_a_word() {
        assert_eq!(read("ich wohne bei Frau Mül-\nler am Markt"), "ich wohne bei Frau Müller am Markt");
        assert_eq!(read("ich wohne bei Frau M\u{fc}l\u{ad}\nler"), "ich wohne bei Frau Müller");
        assert_eq!(read("ich bin bei Heinz-\nJürgen"), "ich bin bei Heinz-Jürgen");
        assert_eq!(read("bitte mit Vor-\nund Nachname"), "bitte mit Vor-~und Nachname");
    }

    #[test]
    fn what_ends_with_its_line_ends_there() {
        for text in [
            "Jane Roe\n12 Larkspur Crescent\nIpswich IP4 2QT\nthe United Kingdom",
            "we met on Monday and spoke for an hour with Jane\n\nRoe and others came later to speak with us",
            "we met on Monday and spoke for an hour with Jane\nName: Roe came later to speak with us and him\nName: x",
            "we met on Monday and spoke for an hour with Jane\n1. Roe came later to speak with us and him\n2. x",
            "we met on Monday and spoke for an hour with Jane\n- Roe came later to speak with us and him\n- x",
            "we met on Monday and spoke for an hour with Jane\nRoe",
            "a.txt:7:we met on Monday and spoke for an hour with Jane\na.txt:8:Roe about the flat that she has let to him\na.txt:9:x",
            "src/a.txt-7-we met and we spoke for an hour with Jane\nsrc/a.txt-8-Roe about the flat that she has let to him\nsrc/a.txt-9-x",
            "a.txt:7:spoke with Frau Mül-\na.txt:8:ler about it",
            "12 met on Monday and spoke for an hour with Jane\n13 met on Monday and spoke for an hour with Jane\n14 x",
            "let one = two of them; let three = four of those\nlet one = two of them; let three = four of those\nx",
            "a  Monday and  spoke for an   hour  with   Jane\na  Monday and  spoke for an   hour  with   Jane\nb",
            "so we met, had tea,\nand left",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn a_page_is_as_wide_as_its_lines() {
        let long = "word ".repeat(60);
        let text =
            format!("{long}\nwe met on Monday and spoke for an hour with Jane\nRoe is one of us\n{long}");
        assert_eq!(read(&text), text);
    }
}
