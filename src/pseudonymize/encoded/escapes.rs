//! One escape of a text: what `%C3`, `\u00fc`, `\x40`, `\303`, `\'fc`, `&uuml;` or `<U+00FC>` stands for.
//!
//! Owns: reading the escape that begins at a byte, and whether it alone is a reason to decode the text around it. Never:
//! looks for escapes (`encoded.rs` does), and never fails: what is none is text.

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

/// `%C3` (RFC 3986, section 2.1), the same encoded once more: `%25C3`, and the `%u00FC` of old scripts.
pub(super) fn percent(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let at = &bytes[at..];
    if at.get(1) == Some(&b'u') {
        return unicode_escape(at, b"%u");
    }
    let byte = hex_byte(at.get(1..3)?)?;
    let again = (byte == b'%').then(|| hex_byte(at.get(3..5)?)).flatten();
    match again {
        Some(twice) => Some((Spelling::byte(twice), 5)),
        None if byte == b'%' => Some((Spelling::char('%', false), 3)),
        None => Some((Spelling::byte(byte), 3)),
    }
}

pub(super) fn hex_byte(digits: &[u8]) -> Option<u8> {
    digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// `\u00fc`, pairs of surrogates included, and `\u{fc}`; bytes as `\x40`, `\303` and RTF's `\'fc`; what CSS and SQL write
/// without a letter: `\40 `, `\00fc`; TeX's accents over braces; and what counts not by itself: the short escapes of
/// JSON, and Markdown's of punctuation, but for `\@`, which stands in addresses alone, and for the quotes of a member or
/// an assignment, by which passwords and keys are known.
pub(super) fn backslash(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let (before, at) = bytes.split_at(at);
    let short = |c| Some((Spelling::char(c, false), 2));
    match *at.get(1)? {
        b'u' => braced(at).or_else(|| decimal(at)).or_else(|| unicode_escape(at, b"\\u")),
        b'x' => {
            byte_escapes(at, 4, |escape| escape.starts_with(b"\\x").then(|| hex_byte(&escape[2..])).flatten())
        }
        b'\'' if at.get(2..4).is_some_and(|digits| hex_byte(digits).is_some()) => {
            byte_escapes(at, 4, |escape| escape.starts_with(b"\\'").then(|| hex_byte(&escape[2..])).flatten())
        }
        b'0'..=b'4' => bare(at).or_else(|| byte_escapes(at, 4, octal)),
        b'n' => short('\n'),
        b't' => short('\t'),
        b'r' => short('\r'),
        b'@' => Some((Spelling::char('@', true), 2)),
        mark @ (b'"' | b'\'' | b'`' | b'^' | b'~' | b'c') if at.get(2) == Some(&b'{') => accent(mark, at),
        mark @ (b'"' | b'\'') => Some((Spelling::char(char::from(mark), assigns(before, &at[2..])), 2)),
        b'\\' if at[2..].starts_with(br#"\""#) => Some((Spelling::char('"', assigns(before, &at[4..])), 4)),
        mark @ (b'/' | b'\\' | b'.' | b'_' | b'-' | b'+') => short(char::from(mark)),
        _ => None,
    }
}

/// Whether a quote between these closes a member's name or opens a value: `\"pin\":`, `pin: \"`, `pin=\"`.
fn assigns(before: &[u8], after: &[u8]) -> bool {
    let before = before.strip_suffix(b" ").unwrap_or(before);
    after.first() == Some(&b':') || matches!(before.last(), Some(b':' | b'='))
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

/// `\"{u}`: an accent over a letter.
fn accent(mark: u8, at: &[u8]) -> Option<(Spelling, usize)> {
    let [letter, b'}', ..] = at.get(3..)? else { return None };
    let combining = match mark {
        b'"' => '\u{308}',
        b'\'' => '\u{301}',
        b'`' => '\u{300}',
        b'^' => '\u{302}',
        b'~' => '\u{303}',
        _ => '\u{327}',
    };
    let c = unicode_normalization::char::compose(char::from(*letter), combining)?;
    Some((Spelling::char(c, true), 5))
}

/// `<U+00FC>`, as R prints what its terminal cannot show.
pub(super) fn code_point(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let digits = bytes[at..].strip_prefix(b"<U+")?;
    let end = digits.iter().take(7).position(|byte| *byte == b'>')?;
    Some((Spelling::char(numbered(&digits[..end], 16)?, true), end + 4))
}

/// `\303`, as in the paths that git prints.
fn octal(escape: &[u8]) -> Option<u8> {
    let digits = escape.strip_prefix(b"\\")?;
    digits.iter().all(|digit| matches!(digit, b'0'..=b'7')).then_some(())?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

fn byte_escapes(at: &[u8], length: usize, read: fn(&[u8]) -> Option<u8>) -> Option<(Spelling, usize)> {
    let (c, escapes) = character(at, length, read)?;
    Some((Spelling::char(c, !c.is_control()), escapes * length))
}

/// A character whose bytes are escaped one by one, `length` bytes each, and how many escapes it takes; a byte that begins
/// none is a code point.
pub(super) fn character(at: &[u8], length: usize, read: fn(&[u8]) -> Option<u8>) -> Option<(char, usize)> {
    let first = read(at.get(..length)?)?;
    let mut bytes = [first, 0, 0, 0];
    let wanted = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    for (byte, escape) in bytes[1..wanted].iter_mut().zip(at.chunks_exact(length).skip(1)) {
        *byte = read(escape).unwrap_or(0);
    }
    let whole = std::str::from_utf8(&bytes[..wanted]).ok().and_then(|text| text.chars().next());
    Some(whole.map_or((char::from(first), 1), |c| (c, wanted)))
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
/// that markup needs itself count where they are the quotes of a member or an attribute, or begin an end tag.
pub(super) fn reference(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let name = &bytes[at + 1..];
    let end = name.iter().take(REFERENCE + 1).position(|byte| *byte == b';');
    let (c, counts, len) = match end.and_then(|end| Some((closed(&name[..end])?, end))) {
        Some(((c, counts), end)) => (c, counts, end + 2),
        None => open(name)?,
    };
    let after = &bytes[at + len..];
    let counts = match c {
        '"' | '\'' => assigns(&bytes[..at], after),
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
