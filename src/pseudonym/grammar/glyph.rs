//! How one character of a pseudonym may be written.
//!
//! Owns: the spellings that models and the layers between give to ASCII punctuation (JSON and Markdown escapes, HTML
//! entities, percent-encoding, full-width forms, guillemets). Never: knows what the characters mean together.

/// One written character.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// An ASCII character and the number of bytes that it is written with.
    Char(u8, usize),
    /// The text ends inside a written character.
    Cut,
    /// The text ends here.
    End,
    /// Something that cannot belong to a pseudonym.
    Other,
}

/// Entities for the characters of usual edges; the longest first where one begins another.
const ENTITIES: &[(&[u8], u8)] = &[
    (b"&lt;", b'<'),
    (b"&gt;", b'>'),
    (b"&amp;lt;", b'<'),
    (b"&amp;gt;", b'>'),
    (b"&#60;", b'<'),
    (b"&#62;", b'>'),
    (b"&#x3c;", b'<'),
    (b"&#x3e;", b'>'),
    (b"&#x3C;", b'<'),
    (b"&#x3E;", b'>'),
    (b"&laquo;", b'<'),
    (b"&raquo;", b'>'),
    (b"&lsqb;", b'['),
    (b"&rsqb;", b']'),
    (b"&#91;", b'['),
    (b"&#93;", b']'),
    (b"&lowbar;", b'_'),
    (b"&#95;", b'_'),
    (b"&nbsp;", b' '),
];

/// Brackets that stand for `<` and `>`, no-break spaces, and the hyphens that typesetting prefers, in UTF-8.
const WIDE: &[(&str, u8)] = &[
    ("«", b'<'),
    ("»", b'>'),
    ("‹", b'<'),
    ("›", b'>'),
    ("⟨", b'<'),
    ("⟩", b'>'),
    ("⟪", b'<'),
    ("⟫", b'>'),
    ("〈", b'<'),
    ("〉", b'>'),
    ("《", b'<'),
    ("》", b'>'),
    ("\u{a0}", b' '),
    ("\u{202f}", b' '),
    ("\u{2010}", b'-'),
    ("\u{2011}", b'-'),
    ("\u{2013}", b'-'),
];

/// Reads the character that is written at `at`.
pub(super) fn glyph(bytes: &[u8], at: usize) -> Glyph {
    let rest = &bytes[at..];
    let Some(&first) = rest.first() else { return Glyph::End };
    match first {
        b'\\' => escaped(rest),
        b'&' => entity(rest),
        b'%' => percent(rest),
        0xEF => full_width(rest),
        0..=0x7F => Glyph::Char(first, 1),
        _ => WIDE
            .iter()
            .find(|(written, _)| rest.starts_with(written.as_bytes()))
            .map_or(Glyph::Other, |(written, c)| Glyph::Char(*c, written.len())),
    }
}

/// `\<` as in Markdown, `\u003c` as in JSON; and both in JSON source, where their backslash is escaped itself.
fn escaped(rest: &[u8]) -> Glyph {
    let again = usize::from(rest.get(1) == Some(&b'\\'));
    match rest.get(again + 1) {
        None => Glyph::Cut,
        Some(b'u') => hex(rest, again + 2, 4),
        Some(c) if c.is_ascii_punctuation() && !b"\"\\".contains(c) => Glyph::Char(*c, again + 2),
        Some(_) => Glyph::Other,
    }
}

fn percent(rest: &[u8]) -> Glyph {
    hex(rest, 1, 2)
}

/// `digits` hexadecimal digits after `lead` bytes, naming a character.
fn hex(rest: &[u8], lead: usize, digits: usize) -> Glyph {
    let mut code = 0u32;
    for i in lead..lead + digits {
        match rest.get(i).map(|b| char::from(*b).to_digit(16)) {
            None => return Glyph::Cut,
            Some(None) => return Glyph::Other,
            Some(Some(digit)) => code = code * 16 + digit,
        }
    }
    match (u8::try_from(code), char::from_u32(code)) {
        (Ok(c @ 0x20..=0x7E), _) => Glyph::Char(c, lead + digits),
        (Err(_) | Ok(0xA0..), Some(wide)) if digits == 4 => as_wide(wide, lead + digits),
        _ => Glyph::Other,
    }
}

/// A character that is no ASCII, spelled with `len` bytes.
fn as_wide(wide: char, len: usize) -> Glyph {
    match glyph(wide.encode_utf8(&mut [0; 4]).as_bytes(), 0) {
        Glyph::Char(c, _) => Glyph::Char(c, len),
        _ => Glyph::Other,
    }
}

fn entity(rest: &[u8]) -> Glyph {
    for (written, c) in ENTITIES {
        if rest.starts_with(written) {
            return Glyph::Char(*c, written.len());
        }
        if written.starts_with(rest) {
            return Glyph::Cut;
        }
    }
    Glyph::Other
}

/// U+FF01 to U+FF5E are the full-width forms of `!` to `~`.
fn full_width(rest: &[u8]) -> Glyph {
    let Some(c) = std::str::from_utf8(&rest[..rest.len().min(3)]).ok().and_then(|s| s.chars().next()) else {
        return Glyph::Other;
    };
    match u32::from(c).checked_sub(0xFEE0).map(u8::try_from) {
        Some(Ok(ascii @ 0x21..=0x7E)) => Glyph::Char(ascii, 3),
        _ => Glyph::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_writing_of_a_bracket() {
        for (written, c) in [
            ("<", b'<'),
            ("\\<", b'<'),
            (r"\\<", b'<'),
            (r"\\_", b'_'),
            (r"\\u003c", b'<'),
            (r"\u00ab", b'<'),
            (r"\u300B", b'>'),
            (r"\uff3f", b'_'),
            ("\\u003c", b'<'),
            ("\\u003C", b'<'),
            ("&lt;", b'<'),
            ("&#x3c;", b'<'),
            ("%3C", b'<'),
            ("%3e", b'>'),
            ("＜", b'<'),
            ("«", b'<'),
            ("》", b'>'),
            ("\\_", b'_'),
            ("%5F", b'_'),
        ] {
            let text = format!("{written}x");
            assert_eq!(glyph(text.as_bytes(), 0), Glyph::Char(c, written.len()), "{written}");
        }
    }

    #[test]
    fn a_cut_is_not_an_end() {
        for cut in ["\\", "\\u", "\\u00", "&", "&l", "&#x", "&amp;", "&amp;l", "%", "%3"] {
            assert_eq!(glyph(cut.as_bytes(), 0), Glyph::Cut, "{cut}");
        }
        assert_eq!(glyph(b"", 0), Glyph::End);
        for other in ["\\n", "&amp;amp;", "&amp;,", "%zz", "é", "…", "\\u00e9", "\\\\n", "\\\\\\", "\\\""]
        {
            assert_eq!(glyph(other.as_bytes(), 0), Glyph::Other, "{other}");
        }
    }
}
