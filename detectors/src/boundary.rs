//! May a match begin or end here? Looked up by hand beside the match, never inside a pattern: Unicode word
//! boundaries in a pattern would push the automaton off its fast path.

use serde::{Deserialize, Serialize};

mod joined;

use joined::{is_between_long, is_mail_before_underscore, is_second_address};

/// How a match must be set off from its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Boundary {
    /// No letter or digit beside it; a `_` may be, as in the name of a file (`iban_DE02….pdf`); on a side that is a digit, also
    /// not a part of a longer number (`1.2`, `12-34`, `1/2`, `10:30`, `2026_11`, `7%`), nor a version (`lodash@4.17.21`).
    #[default]
    Auto,
    /// No letter, digit or `_` beside it.
    Word,
    /// As `auto`, and no further group of digits one space away: not a part of a longer number in groups.
    Group,
    /// No letter or digit beside it: a part of a longer name in program text.
    Part,
    /// No letter or digit before it, as `word` after it: a label that may end a longer name, and its value.
    Label,
    /// As `part`, and neither a part of more dotted numbers nor of a name's version (`Chrome/1.2.3.4`), but one of two addresses.
    Ipv4,
    /// As `word`, and not a part of a longer row of hex groups.
    Ipv6,
    /// As `auto`, and not in the name or password of an address: not behind `://`, `://name:` or `://name:pass-`; what a `_` adds to an
    /// address of mail is none of it (`jane@mail.example_backup`).
    Address,
    /// Anything may stand beside it; the pattern itself decides.
    None,
}

/// Signs beside which every match is set off, but that of a group of digits and that of an address.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        let joins = matches!(byte, b'_' | b'.' | b'-' | b'/' | b':' | b'#' | b'+' | b'$' | b'%' | b'@');
        plain[byte as usize] = !joins && !byte.is_ascii_alphanumeric();
        byte += 1;
    }
    plain
};

impl Boundary {
    /// Whether a match may span `start..end` of this text.
    pub(crate) fn holds(self, text: &str, start: usize, end: usize) -> bool {
        text.is_char_boundary(start)
            && text.is_char_boundary(end)
            && self.left(text, start)
            && self.right(text, end)
    }

    /// Whether a match may begin at `start`, which is on a character boundary.
    #[inline]
    pub(crate) fn left(self, text: &str, start: usize) -> bool {
        let before = start.checked_sub(1).map(|before| text.as_bytes()[before]);
        before.is_some_and(|before| self.is_plain(before)) || self.left_of_any(text, start)
    }

    #[inline]
    fn is_plain(self, beside: u8) -> bool {
        PLAIN[usize::from(beside)] && !matches!(self, Self::Group | Self::Address)
    }

    fn left_of_any(self, text: &str, start: usize) -> bool {
        match self {
            Self::None => true,
            Self::Word => !word_before(text, start),
            Self::Part | Self::Label => !letter_before(text, start),
            Self::Auto => {
                !(letter_before(text, start) || digit_at(text, start) && number_before(text, start))
            }
            Self::Group => {
                Self::Auto.left(text, start) && !joined_before(text, start, b" ", |b| b.is_ascii_digit())
            }
            Self::Address => Self::Auto.left(text, start) && !user_info_before(&text.as_bytes()[..start]),
            Self::Ipv4 => !letter_before(text, start) && !dotted_before(text, start),
            Self::Ipv6 => !word_before(text, start) && !group_before(text, start),
        }
    }

    /// Whether a match may end at `end`, which is on a character boundary.
    #[inline]
    pub(crate) fn right(self, text: &str, end: usize) -> bool {
        let after = text.as_bytes().get(end);
        after.is_some_and(|&after| self.is_plain(after)) || self.right_of_any(text, end)
    }

    fn right_of_any(self, text: &str, end: usize) -> bool {
        match self {
            Self::None => true,
            Self::Word | Self::Label => !word_after(text, end),
            Self::Part => !letter_after(text, end),
            Self::Auto => {
                let digit = end > 0 && digit_at(text, end - 1);
                !(letter_after(text, end) || digit && number_after(text, end))
            }
            Self::Address => Self::Auto.right(text, end) || is_mail_before_underscore(text, end),
            Self::Group => {
                Self::Auto.right(text, end) && !joined_after(text, end, b" ", |b| b.is_ascii_digit())
            }
            Self::Ipv4 => !letter_after(text, end) && !joined_after(text, end, b".", |b| b.is_ascii_digit()),
            Self::Ipv6 => {
                !word_after(text, end)
                    && !joined_after(text, end, b":.-", |b| b.is_ascii_hexdigit() || b == b':')
            }
        }
    }
}

/// Whether the character is a part of words. Scripts that write without spaces have none that a number could be a part of:
/// `手机13912345678`, `010-1234-5678로`; nor is the mark of a footnote a part of what it stands behind.
pub(crate) fn is_word(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && !is_unspaced(c) && !is_raised(c)
}

/// Whether a character is a digit written above the line, as the mark of a footnote is: no part of the word before it.
#[must_use]
pub fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// Thai, Lao, Tibetan, Burmese, Khmer, and what Chinese, Japanese and Korean are written with.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x109F | 0x1780..=0x17FF | 0x2E80..=0xD7FF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Whether a letter or digit stands right before `at`.
fn letter_before(text: &str, at: usize) -> bool {
    !text.as_bytes()[..at].ends_with(b"_") && word_before(text, at)
}

/// Whether a letter or digit stands right at `at`, or the letters before it go on behind underscores, as in a program's name
/// (`attributes_1.GEN_AI`).
fn letter_after(text: &str, at: usize) -> bool {
    let (before, after) = text.as_bytes().split_at(at);
    match after {
        [b'_', next, ..] => next.is_ascii_alphabetic() && before.last().is_some_and(u8::is_ascii_alphabetic),
        [b'_'] => false,
        _ => word_after(text, at),
    }
}

fn word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a word character stands right before `at`.
pub(crate) fn word_before(text: &str, at: usize) -> bool {
    match at.checked_sub(1).map(|before| text.as_bytes()[before]) {
        None => false,
        Some(byte) if byte.is_ascii() => word_byte(byte),
        Some(_) => text[..at].chars().next_back().is_some_and(is_word),
    }
}

/// Whether a word character stands right at `at`.
pub(crate) fn word_after(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None => false,
        Some(byte) if byte.is_ascii() => word_byte(*byte),
        Some(_) => text[at..].chars().next().is_some_and(is_word),
    }
}

/// Whether the text ends in the name or the password of an address, wherever in it: a password has dots and hyphens too.
fn user_info_before(text: &[u8]) -> bool {
    /// Longer ones are not looked for.
    const REACH: usize = 320;
    let info = |byte: &u8| !(byte.is_ascii_whitespace() || b"/@?\"'<>".contains(byte));
    let length = text.iter().rev().take(REACH).take_while(|byte| info(byte)).count();
    text[..text.len() - length].ends_with(b"://")
}

/// Whether dotted numbers, a path or a name's version go on to the left of `at`.
fn dotted_before(text: &str, at: usize) -> bool {
    joined_before(text, at, b"./-", |b| b.is_ascii_alphanumeric())
        && !is_second_address(&text.as_bytes()[..at])
}

/// Whether hex groups go on to the left of `at`.
fn group_before(text: &str, at: usize) -> bool {
    let joined = joined_before(text, at, b":.-", |b| b.is_ascii_hexdigit() || b == b':');
    joined && !is_label_before(text.as_bytes(), at)
}

/// Whether a word with other letters than hex digits ends at the colon before `at`: `mac:`.
fn is_label_before(text: &[u8], at: usize) -> bool {
    let word = text[..at].strip_suffix(b":").unwrap_or(&[]);
    word.iter().rev().take_while(|byte| word_byte(**byte)).any(|byte| !byte.is_ascii_hexdigit())
}

/// Whether one of `joints` stands left of `at`, and right before it a byte of the outer kind.
fn joined_before(text: &str, at: usize, joints: &[u8], outer: fn(u8) -> bool) -> bool {
    matches!(&text.as_bytes()[..at], [.., far, near] if joints.contains(near) && outer(*far))
}

/// Whether one of `joints` stands at `at`, and right after it a byte of the outer kind.
fn joined_after(text: &str, at: usize, joints: &[u8], outer: fn(u8) -> bool) -> bool {
    matches!(&text.as_bytes()[at..], [near, far, ..] if joints.contains(near) && outer(*far))
}

fn digit_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// Whether the number that begins at `at` continues one to its left.
fn number_before(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let Some(joint) = at.checked_sub(1).map(|i| bytes[i]) else { return false };
    let outer = at.checked_sub(2).map_or(b' ', |i| bytes[i]);
    match joint {
        b'.' | b'-' => outer.is_ascii_alphanumeric(),
        b'/' => outer.is_ascii_digit() && !is_between_long(bytes, at - 1),
        b':' | b'_' => outer.is_ascii_digit(),
        // `SSN#123` names the number, ` #123` counts it unless a word says otherwise ([`is_counted`]).
        b'#' => {
            !(outer.is_ascii_alphabetic()
                || outer == b'.'
                || !outer.is_ascii()
                || is_after_word(text, at - 1))
        }
        b'+' | b'$' => true,
        // A package and its version: `lodash@4.17.21`.
        b'@' => outer.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Whether a word and one space stand before `at`.
fn is_after_word(text: &str, at: usize) -> bool {
    let before = text.as_bytes()[..at].strip_suffix(b" ").and_then(<[u8]>::last);
    before.is_some_and(|&byte| byte.is_ascii_alphabetic() || byte == b'.' || !byte.is_ascii())
}

/// Whether a hash apart from the word before it makes what begins at `at` the number of an issue or an item: `see #123`. Only
/// a word for the value says that it is one: `account number #123`.
pub(crate) fn is_counted(text: &str, at: usize) -> bool {
    let hash = at.checked_sub(1).filter(|&hash| text.as_bytes()[hash] == b'#');
    hash.is_some_and(|hash| digit_at(text, at) && is_after_word(text, hash))
}

/// Whether the number that ends at `at` goes on to its right.
fn number_after(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let Some(&joint) = bytes.get(at) else { return false };
    let outer = bytes.get(at + 1).copied().unwrap_or(b' ');
    match joint {
        // The name of a file goes on with what kind of file it is.
        b'.' => outer.is_ascii_digit() || outer.is_ascii_alphabetic() && is_short(bytes, at),
        b'-' => outer.is_ascii_alphanumeric(),
        b'/' => outer.is_ascii_digit() && !is_between_long(bytes, at),
        b':' | b'_' => outer.is_ascii_digit(),
        // A number in a pattern of SQL is none of hundredths: `LIKE '%4539578763621486%'`.
        b'%' => is_short(bytes, at),
        // `15+`: that much or more.
        b'+' => outer.is_ascii_whitespace() || matches!(outer, b',' | b'.' | b')'),
        _ => false,
    }
}

/// Whether no more than a few digits end at `at`, dots, commas and hyphens among them counted too.
fn is_short(bytes: &[u8], at: usize) -> bool {
    const DIGITS: usize = 5;
    let number = bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_digit() || b".,-".contains(byte));
    number.take(DIGITS + 2).count() <= DIGITS + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn holds(boundary: Boundary, marked: &str) -> bool {
        let start = marked.find('«').expect("a mark");
        let end = marked.find('»').expect("a mark") - '«'.len_utf8();
        boundary.holds(&marked.replace(['«', '»'], ""), start, end)
    }

    #[test]
    fn words_may_not_touch() {
        for glued in ["x«12»", "é«12»", "«12»x", "«12»ß"] {
            assert!(!holds(Boundary::Auto, glued) && !holds(Boundary::Word, glued), "{glued}");
            assert!(holds(Boundary::None, glued), "{glued}");
        }
        for free in
            ["«12»", "(«12»)", "x,«12».", "a=«12»;", "„«12»“", "nr:«12»", "机«12»", "«12»로", "เลข«12»"]
        {
            assert!(holds(Boundary::Auto, free), "{free}");
        }
    }

    #[test]
    fn an_underscore_joins_words_alone() {
        for free in ["_«12»", "iban_«DE12»", "«12»_note", "«a@b.example»¹", "(«12»²)"] {
            assert!(holds(Boundary::Auto, free) && holds(Boundary::Part, free), "{free}");
        }
        assert!(!holds(Boundary::Auto, "x_«1.GEN»_AI") && holds(Boundary::Auto, "_«a@b.example»_"));
        assert!(!holds(Boundary::Word, "_«12»") && !holds(Boundary::Word, "«12»_"));
        assert!(!holds(Boundary::Auto, "20_«12»") && !holds(Boundary::Auto, "«12»_20"));
    }

    #[test]
    fn a_long_number_is_no_percentage() {
        assert!(holds(Boundary::Auto, "'%«4539578763621486»%'"));
        assert!(holds(Boundary::Auto, "«4539578763621486».pdf") && !holds(Boundary::Auto, "«12».x"));
        assert!(holds(Boundary::Auto, "«219-45-6782».pdf") && !holds(Boundary::Auto, "«12-1».x"));
        assert!(!holds(Boundary::Auto, "«12.50»%") && !holds(Boundary::Auto, "1.«5»%"));
    }

    #[test]
    fn a_number_is_taken_whole() {
        for part in [
            "1.«12»",
            "«12».5",
            "3-«12»",
            "«12»-4",
            "1/«12»",
            "10:«12»",
            "«12»%",
            "«12»+",
            "«12»+, all",
            "v-«12»",
            "#«12»",
            "(#«12»",
            " #«12»",
            "1#«12»",
        ] {
            assert!(!holds(Boundary::Auto, part), "{part}");
            assert!(holds(Boundary::Word, part), "{part}");
        }
    }

    #[test]
    fn a_label_may_end_in_a_hash() {
        for named in ["SSN#«12»", "St.-Nr.#«12»", "numéro#«12»", "NIÑ#«12»"] {
            assert!(holds(Boundary::Auto, named), "{named}");
        }
    }

    #[test]
    fn a_number_in_groups_is_taken_whole() {
        for part in ["12 «3456 7890»", "«3456 7890» 12", "1-«12»"] {
            assert!(!holds(Boundary::Group, part), "{part}");
        }
        assert!(holds(Boundary::Group, "no «3456 7890» now") && holds(Boundary::Group, "«12», 34"));
    }

    #[test]
    fn the_name_and_password_of_an_address_are_none() {
        for part in [
            "https://«12»@x",
            "ftp://jane:«12»@x",
            "https://oauth2:pat-1.«12»@x",
            "ftp://jane:hun;«12»@x",
            "ftp://jane:hun!«12»@x",
        ] {
            assert!(!holds(Boundary::Address, part), "{part}");
        }
        for free in
            ["mailto:«12»", "//«12»", "https://x.example/:«12»", "https://x.example?to=«12»", "to: «12»"]
        {
            assert!(holds(Boundary::Address, free), "{free}");
        }
    }

    #[test]
    fn addresses_are_taken_whole() {
        for part in ["1.«2.3.4.5»", "«1.2.3.4».5", "Chrome/«1.2.3.4»", "x-«1.2.3.4»", "//1.2.3.4/«1.2.3.4»"]
        {
            assert!(!holds(Boundary::Ipv4, part), "{part}");
        }
        for whole in [
            "//«1.2.3.4»:80",
            "(«1.2.3.4»/123)",
            "f:«1.2.3.4».",
            "«1.2.3.4»@eth0",
            "ip/«1.2.3.4»",
            "1.2.3.4/«1.2.3.5»",
        ] {
            assert!(holds(Boundary::Ipv4, whole), "{whole}");
        }
        assert!(!holds(Boundary::Ipv6, "1:«fe80::1»") && !holds(Boundary::Ipv6, "«fe80::1»:2"));
        assert!(holds(Boundary::Ipv6, "ip:«fe80::1»: up") && holds(Boundary::Ipv6, "[«fe80::1»]:80"));
    }

    #[test]
    fn a_label_is_no_group() {
        assert!(holds(Boundary::Ipv6, "mac:«00-1b»") && !holds(Boundary::Ipv6, "bac:«00-1b»"));
        assert!(!holds(Boundary::Ipv6, "x::«00-1b»"));
    }

    #[test]
    fn a_split_character_is_no_boundary() {
        assert!(!Boundary::None.holds("é1", 1, 3));
    }
}
