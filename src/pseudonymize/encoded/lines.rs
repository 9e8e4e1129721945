//! What stands in the way inside a value: soft and hard line breaks, the marks of quoted mail, colours of terminals, and
//! markup that emphasizes a part of a word; and the bytes of quoted-printable.
//!
//! Owns: reading one such thing, and whether it alone is a reason to read the text around it without it. Never: looks
//! for them (`encoded.rs` does).

use super::escapes::{Spelling, character, hex_byte};

/// `=C3`, `=40`, and the soft line break of quoted-printable (RFC 2045, section 6.7). Code is full of equals signs, so
/// what counts by itself is only what code does not hold.
pub(super) fn equals(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let after = &bytes[at + 1..];
    if let Some(len) = line_end(after) {
        let glues = |byte: u8| is_word(byte) || b".-+@".contains(&byte);
        let (before, rest) = (&bytes[..at], &after[len..]);
        let glued =
            before.last().is_some_and(|last| glues(*last)) && rest.first().is_some_and(|next| glues(*next));
        return Some((Spelling::nothing(glued || parts_groups(before, rest)), 1 + len));
    }
    let escape = |at: &[u8]| Some((upper_hex(at.strip_prefix(b"=")?)?, 3));
    let byte = upper_hex(after)?;
    let (c, len) = character(&bytes[at..], escape)?;
    let rest = &bytes[at + len..];
    let counts = match byte {
        b'@' => is_domain(rest),
        0x80.. => len > 3 || rest.first().is_some_and(u8::is_ascii_lowercase),
        // A space behind a label or between groups of digits, an equals sign between a name and its value.
        b' ' => {
            let before = bytes[..at].last();
            let is_between = [before, rest.first()].iter().all(|byte| byte.is_some_and(u8::is_ascii_digit));
            is_between
                || before.is_some_and(|last| b":,;.)".contains(last)) && rest.first().is_some_and(begins)
        }
        b'=' => bytes[..at].last().is_some_and(|last| is_word(*last)) && rest.first().is_some_and(begins),
        // Letter by letter.
        _ => c.is_ascii_alphanumeric() && escape(rest).is_some(),
    };
    let control = c.is_control() && !c.is_ascii_whitespace();
    (!control).then(|| (Spelling::char(c, counts), len))
}

/// Whether a value may begin so.
fn begins(byte: &u8) -> bool {
    is_word(*byte) || b"+\"'(".contains(byte)
}

/// Whether groups of a number stand on both sides, of which a space parts one.
fn parts_groups(before: &[u8], after: &[u8]) -> bool {
    let (last, next) = match (before, after) {
        ([.., last, b' '], [next, ..]) | ([.., last], [b' ', next, ..]) => (last, next),
        _ => return false,
    };
    [last, next].iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn upper_hex(at: &[u8]) -> Option<u8> {
    let digits = at.get(..2)?;
    digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F')).then(|| hex_byte(digits)).flatten()
}

/// A line break inside a value: an address that goes on in the next line, as files of contacts and calendars fold it
/// (RFC 6350, section 3.2) or a narrow window cuts it; groups of digits that do; and the marks of quoted mail, where only
/// they stand between.
pub(super) fn line_break(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let before = &bytes[..at];
    if before.last() == Some(&b'\r') {
        return None;
    }
    between_lines(before, bytes, at, at + 1)
}

/// As [`line_break`], where lines end as in mail.
pub(super) fn carriage_return(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    (bytes.get(at + 1) == Some(&b'\n')).then(|| between_lines(&bytes[..at], bytes, at, at + 2)).flatten()
}

fn between_lines(before: &[u8], bytes: &[u8], at: usize, next_line: usize) -> Option<(Spelling, usize)> {
    let mut next = next_line;
    let mut quoted = false;
    while let Some(byte @ (b' ' | b'\t' | b'>')) = bytes.get(next) {
        quoted |= *byte == b'>';
        next += 1;
    }
    // Most lines end in what no value goes on from.
    let goes_on = |last: &u8| is_word(*last) || b".-+@".contains(last);
    if !quoted && !before.last().is_some_and(goes_on) {
        return None;
    }
    let after = &bytes[next..];
    let len = next - at;
    // A file's fold is one character; a deeper indentation begins something of its own.
    let folded = next == next_line + 1;
    if parts_address(before, after, folded) {
        return Some((Spelling::nothing(true), len));
    }
    if parts_digits(before, after) {
        return Some((Spelling::char(' ', true), len));
    }
    let words = before.last().is_some_and(|byte| is_letter(*byte))
        && after.first().is_some_and(|byte| is_letter(*byte));
    quoted.then(|| (Spelling::char('\n', words), len))
}

/// Whether an e-mail address goes on from one line to the next. With the sign further on in the next line, only a fold
/// tells that from two lines of a list.
fn parts_address(before: &[u8], after: &[u8], folded: bool) -> bool {
    let local = |byte: &u8| is_word(*byte) || matches!(byte, b'.' | b'-' | b'+');
    let tail =
        &before[before.iter().rposition(|byte| !local(byte) && *byte != b'@').map_or(0, |at| at + 1)..];
    match memchr::memchr(b'@', tail) {
        Some(sign) if sign > 0 && sign + 1 == tail.len() => is_domain(after),
        // A domain that ends in a full label is whole, and what follows is another line.
        Some(sign) if sign > 0 => {
            let domain = &tail[sign + 1..];
            let open = domain.ends_with(b".") || !domain.contains(&b'.');
            open && after.iter().take_while(|byte| is_word(**byte) || **byte == b'.').count() >= 2
        }
        _ => {
            let head = after.iter().take_while(|byte| local(byte)).count();
            let sign = after.get(head) == Some(&b'@') && is_domain(&after[head + 1..]);
            sign && !tail.is_empty() && (head == 0 || folded)
        }
    }
}

/// Whether groups of four go on: an account's or a card's number.
fn parts_digits(before: &[u8], after: &[u8]) -> bool {
    let Some([group @ .., space, a, b, c, d]) = before.last_chunk::<9>() else { return false };
    let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
    matches!(space, b' ' | b'-')
        && [a, b, c, d].iter().all(|byte| byte.is_ascii_digit())
        && group.iter().all(u8::is_ascii_alphanumeric)
        && (2..=4).contains(&digits)
        && after.get(digits).is_none_or(|byte| !is_word(*byte))
}

/// `ESC [ 1 ; 31 m`, as terminals colour what a search has found, and the links that they show.
pub(super) fn color(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    control_sequence(&bytes[at + 1..]).map(|len| (Spelling::nothing(true), 1 + len))
}

/// The length of a control sequence without the byte that begins it: of one with parameters, or of a string up to its end
/// (ECMA-48, sections 5.4 and 5.6).
pub(super) fn control_sequence(at: &[u8]) -> Option<usize> {
    match at.first()? {
        b'[' => {
            let parameters = at[1..].iter().take_while(|byte| matches!(byte, 0x20..=0x3f)).count();
            matches!(at.get(1 + parameters)?, 0x40..=0x7e).then_some(parameters + 2)
        }
        b']' => {
            let end = at.iter().take(STRING).position(|byte| matches!(byte, 0x07 | 0x1b | b'\n'))?;
            match at[end..] {
                [0x07, ..] => Some(end + 1),
                [0x1b, b'\\', ..] => Some(end + 2),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The longest string of a terminal that is read over, in bytes.
const STRING: usize = 256;

/// Elements that stand in a text without parting it: HTML's, and those of runs in a Word file.
const INLINE: &[&str] = &[
    "a",
    "b",
    "big",
    "code",
    "del",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "mark",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
    "wbr",
    "w:r",
    "w:rPr",
    "w:t",
    "w:b",
    "w:i",
    "w:u",
    "w:lang",
    "w:proofErr",
];

/// The longest tag that is read over, in bytes.
const TAG: usize = 128;

/// A tag inside a word: `<em>anna</em>@mail.example`.
pub(super) fn tag(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let content = &bytes[at + 1..];
    let name = content.strip_prefix(b"/").unwrap_or(content);
    let letters =
        name.iter().take(TAG).take_while(|byte| byte.is_ascii_alphabetic() || **byte == b':').count();
    let is_inline = |element: &str| element.as_bytes().eq_ignore_ascii_case(&name[..letters]);
    let is_tag = matches!(name.get(letters)?, b'>' | b' ' | b'/');
    if !is_tag || !INLINE.iter().copied().any(is_inline) {
        return None;
    }
    let end = content.iter().take(TAG).position(|byte| *byte == b'>')?;
    let glues = |byte: u8| is_word(byte) || matches!(byte, b'@' | b'.' | b'<' | b'>');
    let within = at.checked_sub(1).is_some_and(|before| glues(bytes[before]))
        && content.get(end + 1).is_some_and(|next| glues(*next));
    let counts = within || parts_groups(&bytes[..at], &content[end + 1..]);
    Some((Spelling::nothing(counts), end + 2))
}

/// Bytes of the line end that stands there.
pub(super) fn line_end(at: &[u8]) -> Option<usize> {
    match at {
        [b'\r', b'\n', ..] => Some(2),
        [b'\n', ..] => Some(1),
        _ => None,
    }
}

/// Whether a domain name of at least two labels begins here.
fn is_domain(at: &[u8]) -> bool {
    let label = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let first = at.iter().take_while(|byte| label(byte)).count();
    first > 0 && at.get(first) == Some(&b'.') && at.get(first + 1).is_some_and(u8::is_ascii_lowercase)
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}
