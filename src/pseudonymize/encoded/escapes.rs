//! One escape of a text: what `%C3`, `\u00fc`, `\x40`, `\303`, `\'fc`, `&uuml;` or `<U+00FC>` stands for, and the same
//! escaped again (`%25C3`, `\\u00fc`, `&amp;uuml;`).
//!
//! Owns: reading the escape that begins at a byte, and whether it alone is a reason to decode the text around it. Never:
//! looks for escapes (`encoded.rs` does), and never fails: what is none is text.

use super::lines::{control_sequence, is_word};
use super::tex;

/// Reads the escape that begins at an offset of the bytes: what it means, and its length in bytes.
pub(super) type Read = fn(&[u8], usize) -> Option<(Spelling, usize)>;

/// What one escape means, at most four bytes of UTF-8, and whether it alone is a reason to decode: line breaks are
/// everywhere in source code, umlauts are not.
pub(super) struct Spelling {
    pub(super) bytes: [u8; 4],
    pub(super) len: usize,
    pub(super) counts: bool,
}

impl Spelling {
    pub(super) fn byte(byte: u8) -> Self {
        Self { bytes: [byte, 0, 0, 0], len: 1, counts: true }
    }

    /// What stands in a text without being part of it.
    pub(super) fn nothing(counts: bool) -> Self {
        Self { bytes: [0; 4], len: 0, counts }
    }

    pub(super) fn char(c: char, counts: bool) -> Self {
        let mut bytes = [0; 4];
        let len = c.encode_utf8(&mut bytes).len();
        Self { bytes, len, counts }
    }
}

/// `%C3` (RFC 3986, section 2.1), the same encoded however often: `%25C3`, and the `%u00FC` of old scripts. A byte that is no
/// UTF-8 is one of Latin 1 (`M%FCller`); format strings have such bytes too (`%de`), so it counts inside a word alone.
pub(super) fn percent(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let (before, at) = bytes.split_at(at);
    if at.get(1) == Some(&b'u') {
        return unicode_escape(at, b"%u");
    }
    let (c, len) = character(at, percent_byte)?;
    let counts = match c {
        '%' => false,
        '\u{80}'..='\u{ff}' if len == percent_byte(at)?.1 => {
            before.last().is_some_and(u8::is_ascii_alphabetic)
                && at.get(len).is_some_and(u8::is_ascii_alphabetic)
        }
        _ => true,
    };
    Some((Spelling::char(c, counts), len))
}

/// The byte that `%40` or `%2540` stands for, and the length of that.
fn percent_byte(at: &[u8]) -> Option<(u8, usize)> {
    let again = at.strip_prefix(b"%")?.chunks_exact(2).take_while(|digits| *digits == b"25").count();
    let byte_after = |again: usize| Some((hex_byte(at.get(1 + 2 * again..3 + 2 * again)?)?, 3 + 2 * again));
    byte_after(again).or_else(|| byte_after(again.checked_sub(1)?))
}

pub(super) fn hex_byte(digits: &[u8]) -> Option<u8> {
    digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// `\u00fc`, pairs of surrogates included, `\u{fc}` and `\U000000fc`; bytes as `\x40`, `\303` and RTF's `\'fc`; what CSS and
/// SQL write without a letter: `\40 `, `\00fc`; TeX's accents, over braces and inside words; the colours of terminals (`\x1b[1m`); each of
/// them as it is inside further strings: `\\u00fc`. What counts not by itself: the short escapes of JSON, but for those that
/// stand before a word and would be read as its beginning (`\nanna@mail.example`), and Markdown's of punctuation, but for
/// `\@`, which stands in addresses alone, for `\_` inside a word and `\.` between digits, and for the quotes of a member or an assignment, by which passwords and keys are
/// known.
pub(super) fn backslash(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let (before, at) = bytes.split_at(at);
    let again = further_backslashes(at);
    match single(before, &at[again..]) {
        Some((spelling, len)) => Some((spelling, again + len)),
        None if again > 0 => Some((Spelling::char('\\', false), 2)),
        None => None,
    }
}

/// How many backslashes stand behind the one that `at` begins with, as far as escaping an escape three times makes them.
fn further_backslashes(at: &[u8]) -> usize {
    at.iter().skip(1).take(7).take_while(|byte| **byte == b'\\').count()
}

/// The escape at the backslash with which `at` begins, whatever backslashes stand before it.
fn single(before: &[u8], at: &[u8]) -> Option<(Spelling, usize)> {
    let short = |c, counts| Some((Spelling::char(c, counts), 2));
    let next = at.get(2).copied();
    let begins_word = next.is_some_and(|next| is_word(next) || BEGINS.contains(&next));
    match *at.get(1)? {
        b'u' => braced(at)
            .or_else(|| decimal(at))
            .or_else(|| unicode_escape(at, b"\\u"))
            .map(|read| painted(at, read)),
        b'U' => Some((Spelling::char(numbered(at.get(2..10)?, 16)?, true), 10)),
        b'x' => byte_escapes(at, |at| byte_in(at, b"\\x", 2, 16)),
        b'\'' if at.get(2..4).is_some_and(|digits| hex_byte(digits).is_some()) => {
            byte_escapes(at, |at| byte_in(at, b"\\'", 2, 16))
        }
        b'0'..=b'4' => bare(at).or_else(|| byte_escapes(at, |at| byte_in(at, b"\\", 3, 8))),
        b'e' if next == Some(b'[') => Some(painted(at, (Spelling::char(ESCAPE, false), 2))),
        b'n' => short('\n', begins_word),
        b't' => short('\t', begins_word),
        b'r' => short('\r', begins_word),
        b'b' => short(' ', begins_word),
        b' ' => short(' ', begins_word && before.last().is_some_and(|last| is_word(*last))),
        b'@' => short('@', true),
        mark @ (b'"' | b'\'' | b'`' | b'^' | b'~' | b'c') if next == Some(b'{') => tex::accent(mark, at),
        mark @ (b'"' | b'\'' | b'`' | b'^' | b'~') if tex::is_accented(before, at) => {
            tex::accent_inside(mark, at)
        }
        b's' => tex::sharp_s(before, at),
        mark @ (b'"' | b'\'') => short(char::from(mark), assigns(before, &at[2..])),
        b'_' => short('_', before.last().is_some_and(u8::is_ascii_alphanumeric) && begins_word),
        b'.' => short(
            '.',
            before.last().is_some_and(u8::is_ascii_digit) && next.is_some_and(|next| next.is_ascii_digit()),
        ),
        mark @ (b'/' | b'-' | b'+') => short(char::from(mark), false),
        _ => None,
    }
}

/// The short escapes of JSON, read once: `\/`, `\\`, `\"` and white space. They count where they stand inside a value: a date
/// that PHP has written (`12\/04\/1985`), a password, `DOMAIN\\user`.
pub(super) fn json(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let (before, at) = bytes.split_at(at);
    let is_inside = || {
        before.last().is_some_and(|last| last.is_ascii_alphanumeric() || *last == b':')
            && before.iter().nth_back(1) != Some(&b'\\')
            && at.get(2).is_some_and(u8::is_ascii_alphanumeric)
    };
    let short = |c, counts| Some((Spelling::char(c, counts), 2));
    match *at.get(1)? {
        mark @ (b'/' | b'\\' | b'"') => short(char::from(mark), is_inside()),
        b'n' => short('\n', false),
        b't' => short('\t', false),
        b'r' => short('\r', false),
        b'u' => {
            unicode_escape(at, b"\\u").map(|(spelling, len)| (Spelling { counts: false, ..spelling }, len))
        }
        _ => None,
    }
}

/// What a value may begin with besides letters and digits: telephone numbers, handles, PEM blocks, hashes of passwords.
const BEGINS: &[u8] = b"+(@-$[<";

/// What begins the control sequences of terminals.
const ESCAPE: char = '\u{1b}';

/// What an escape at the beginning of `at` means; where that begins a control sequence, nothing, with all of the sequence.
fn painted(at: &[u8], (spelling, len): (Spelling, usize)) -> (Spelling, usize) {
    let is_escape = spelling.bytes[..spelling.len] == [ESCAPE as u8];
    match is_escape.then(|| control_sequence(&at[len..])).flatten() {
        Some(sequence) => (Spelling::nothing(true), len + sequence),
        None => (spelling, len),
    }
}

/// The byte that is written at the beginning of `at` as `lead` and so many digits, and the length of that.
fn byte_in(at: &[u8], lead: &[u8], digits: usize, radix: u32) -> Option<(u8, usize)> {
    let again = further_backslashes(at);
    let digits = at[again..].strip_prefix(lead)?.get(..digits)?;
    digits.iter().all(|digit| char::from(*digit).is_digit(radix)).then_some(())?;
    let byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()?;
    Some((byte, again + lead.len() + digits.len()))
}

/// Whether a quote between these closes a member's name or opens a value: `\"pin\":`, `pin: \"`, `pin=\"`.
fn assigns(before: &[u8], after: &[u8]) -> bool {
    let before = before.strip_suffix(b" ").unwrap_or(before);
    after.first() == Some(&b':') || matches!(before.last(), Some(b':' | b'='))
}

/// Whether an apostrophe between these is one inside a name: `O&#39;Brien`, not `don&#39;t`.
fn joins_name(before: &[u8], after: &[u8]) -> bool {
    before.last().is_some_and(u8::is_ascii_alphabetic) && after.first().is_some_and(u8::is_ascii_uppercase)
}

/// `\u{fc}`, as JavaScript, Rust and others write it.
fn braced(at: &[u8]) -> Option<(Spelling, usize)> {
    let digits = at.get(2..)?.strip_prefix(b"{")?;
    let end = digits.iter().take(7).position(|byte| *byte == b'}')?;
    Some((Spelling::char(numbered(&digits[..end], 16)?, true), end + 4))
}

/// `\u252?` of RTF: a code point in decimal, and what readers without it show.
fn decimal(at: &[u8]) -> Option<(Spelling, usize)> {
    let digits = at[2..].iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    let is_rtf = (2..=5).contains(&digits) && at[2] != b'0' && at.get(2 + digits) == Some(&b'?');
    is_rtf.then(|| Some((Spelling::char(numbered(&at[2..2 + digits], 10)?, true), digits + 3))).flatten()
}

/// `\40 ` and `\0000fc` of CSS (Syntax 3, section 4.3.7), `\00FC` of SQL. Octal is three digits without that.
fn bare(at: &[u8]) -> Option<(Spelling, usize)> {
    let digits = at[1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let spaced = at.get(1 + digits) == Some(&b' ');
    let long = digits >= 4 && at[1..].starts_with(b"00");
    let short = at[1..].starts_with(b"40") && digits == 2 && spaced;
    if !long && !short {
        return None;
    }
    let used = if digits == 5 { 4 } else { digits };
    let space = usize::from(spaced && used == digits);
    let c = numbered(&at[1..=used], 16)?;
    Some((Spelling::char(c, !c.is_ascii() || c == '@'), 1 + used + space))
}

/// `<U+00FC>`, as R prints what its terminal cannot show.
pub(super) fn code_point(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let digits = bytes[at..].strip_prefix(b"<U+")?;
    let end = digits.iter().take(7).position(|byte| *byte == b'>')?;
    Some((Spelling::char(numbered(&digits[..end], 16)?, true), end + 4))
}

fn byte_escapes(at: &[u8], byte: impl Fn(&[u8]) -> Option<(u8, usize)>) -> Option<(Spelling, usize)> {
    let (c, len) = character(at, byte)?;
    let parts_words = c.is_ascii_whitespace() && at.get(len).is_some_and(|next| is_word(*next));
    Some(painted(at, (Spelling::char(c, !c.is_control() || parts_words), len)))
}

/// A character whose bytes are escaped one by one, each read by `byte` with its length, and the length of them all; a byte
/// that begins no character is a code point.
pub(super) fn character(at: &[u8], byte: impl Fn(&[u8]) -> Option<(u8, usize)>) -> Option<(char, usize)> {
    let (first, alone) = byte(at)?;
    let wanted = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let (mut bytes, mut len) = ([first, 0, 0, 0], alone);
    for next in &mut bytes[1..wanted] {
        let Some((read, further)) = byte(&at[len..]) else { break };
        (*next, len) = (read, len + further);
    }
    let whole = std::str::from_utf8(&bytes[..wanted]).ok().and_then(|text| text.chars().next());
    Some(whole.map_or((char::from(first), alone), |c| (c, len)))
}

fn unicode_escape(at: &[u8], lead: &[u8]) -> Option<(Spelling, usize)> {
    let unit = |from: usize| {
        let hex = std::str::from_utf8(at.get(from..from + 4)?).ok()?;
        u16::from_str_radix(hex, 16).ok()
    };
    let first = unit(2)?;
    if let Some(Ok(c)) = char::decode_utf16([first]).next() {
        return Some((Spelling::char(c, true), 6));
    }
    let second = (at.get(6..8)? == lead).then(|| unit(8)).flatten()?;
    let c = char::decode_utf16([first, second]).next()?.ok()?;
    Some((Spelling::char(c, true), 12))
}

/// The longest name or number of a character reference that is read, in bytes.
const REFERENCE: usize = 8;

/// A character reference of HTML: `&uuml;`, `&#64;`, `&#x40;`, and without the semicolon what browsers read so too. Those
/// that markup needs itself count where they are the quotes of a member or an attribute, stand inside a name, or begin an end tag.
pub(super) fn reference(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let (before, name) = (&bytes[..at], &bytes[at + 1..]);
    // The sign of a reference that was escaped itself, however often.
    let mut escaped = name;
    while let Some(rest) = escaped.strip_prefix(b"amp;") {
        escaped = rest;
    }
    let again = name.len() - escaped.len();
    let inner = if again > 0 { referred(before, escaped) } else { None };
    inner.map(|(spelling, len)| (spelling, again + len)).or_else(|| referred(before, name))
}

/// The reference whose name, and all that follows, is this.
fn referred(before: &[u8], name: &[u8]) -> Option<(Spelling, usize)> {
    let end = name.iter().take(REFERENCE + 1).position(|byte| *byte == b';');
    let (c, counts, len) = match end.and_then(|end| Some((closed(&name[..end])?, end))) {
        Some(((c, counts), end)) => (c, counts, end + 2),
        None => open(name)?,
    };
    let after = &name[len - 1..];
    let counts = match c {
        '"' => assigns(before, after),
        '\'' => assigns(before, after) || joins_name(before, after),
        '<' => after.first() == Some(&b'/'),
        '&' | '>' => false,
        _ => counts,
    };
    Some((Spelling::char(c, counts), len))
}

/// `""`: a quote inside a cell of a CSV file (RFC 4180, section 2), as around the members of JSON in a cell.
pub(super) fn doubled(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let (before, after) = (&bytes[..at], bytes[at..].strip_prefix(b"\"\"")?);
    let counts = after.first() == Some(&b':') && before.last().is_some_and(u8::is_ascii_alphanumeric);
    Some((Spelling::char('"', counts), 2))
}

fn closed(name: &[u8]) -> Option<(char, bool)> {
    match name {
        [b'#', b'x' | b'X', digits @ ..] => Some((numbered(digits, 16)?, true)),
        [b'#', digits @ ..] => Some((numbered(digits, 10)?, true)),
        name => named(name),
    }
}

/// A reference that no semicolon ends: a number, or a letter with its accent, whose names no URL has for a parameter.
fn open(name: &[u8]) -> Option<(char, bool, usize)> {
    if let Some(digits) = name.strip_prefix(b"#") {
        let len = digits.iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
        return Some((numbered(&digits[..len], 10)?, true, len + 2));
    }
    let accents = ["uml", "acute", "grave", "circ", "tilde", "ring", "cedil", "slash"];
    let len = accents.iter().map(|accent| accent.len() + 1).find(|len| {
        name.get(1..*len).is_some_and(|rest| accents.iter().any(|accent| accent.as_bytes() == rest))
    })?;
    let (c, counts) = named(&name[..len])?;
    Some((c, counts, len + 1))
}

fn numbered(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    char::from_u32(u32::from_str_radix(digits, radix).ok()?).filter(|c| !c.is_control())
}

/// The letters of Latin 1 from U+00C0 on, in order, by the names that HTML gives them (HTML 4.01, section 24.2); the two
/// that are no letters are left in, so that the place is the code point.
const LATIN: &str = "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc \
                     Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute \
                     THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
                     iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
                     uuml yacute thorn yuml";

/// Other names that stand inside values, and whether they count.
const NAMED: &[(&str, char, bool)] = &[
    ("nbsp", '\u{a0}', true),
    ("shy", '\u{ad}', true),
    ("commat", '@', true),
    ("period", '.', true),
    ("lowbar", '_', true),
    ("hyphen", '-', true),
    ("OElig", 'Œ', true),
    ("oelig", 'œ', true),
    ("Scaron", 'Š', true),
    ("scaron", 'š', true),
    ("Yuml", 'Ÿ', true),
    ("rsquo", '’', false),
    ("amp", '&', false),
    ("lt", '<', false),
    ("gt", '>', false),
    ("quot", '"', false),
    ("apos", '\'', false),
];

fn named(name: &[u8]) -> Option<(char, bool)> {
    let name = std::str::from_utf8(name).ok()?;
    let latin = LATIN.split(' ').zip('\u{c0}'..).find(|(known, _)| *known == name);
    let other = NAMED.iter().find(|(known, ..)| *known == name);
    latin.map(|(_, c)| (c, true)).or_else(|| other.map(|(_, c, counts)| (*c, *counts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_letters_are_those_of_their_code_points() {
        assert_eq!(LATIN.split(' ').count(), 64);
        for (name, c) in [("Agrave", 'À'), ("szlig", 'ß'), ("ntilde", 'ñ'), ("uuml", 'ü'), ("yuml", 'ÿ')]
        {
            assert_eq!(named(name.as_bytes()), Some((c, true)), "{name}");
        }
    }

    #[test]
    fn what_is_no_escape_is_text() {
        for text in ["&", "&;", "&#;", "&#+64;", "&#0;", "&toolongname;", "&eth", "&bogus;"] {
            assert!(reference(text.as_bytes(), 0).is_none(), "{text}");
        }
        for text in [r"\", r"\x4", r"\x4g", r"\30", r"\38a", r"\u12", r"\d", r"\ud83d"] {
            assert!(backslash(text.as_bytes(), 0).is_none(), "{text}");
        }
        for text in ["%", "%4", "%4g", "%+4"] {
            assert!(percent(text.as_bytes(), 0).is_none(), "{text}");
        }
    }
}
