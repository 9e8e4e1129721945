//! Parts of a text that spell other text: percent-encoding, backslash escapes in prose, HTML's references, quoted-printable,
//! mail's encoded words, lines broken in the midst of a value, markup inside a word, base64, hexadecimal.
//!
//! Owns: finding such parts cheaply and the way back from their meaning to their spelling, so that a value that hides in
//! them is found, and is replaced as it is spelled. Never: looks for values itself. Next: `encoded/escapes.rs` reads one
//! escape, `encoded/signs.rs` tells in one pass what may be there, `encoded/lines.rs` what stands in the way inside a value, `encoded/words.rs` mail's headers, `encoded/runs.rs`
//! and `encoded/dump.rs` what no character of a value can be made out in.

mod dump;
mod escapes;
mod lines;
mod runs;
mod signs;
mod words;

use std::ops::Range;

use memchr::{memchr_iter, memmem};

use self::escapes::{Read, Spelling, backslash, code_point, doubled, percent, reference};
use self::lines::{carriage_return, color, equals, line_break, tag};
use self::signs::Signs;

/// A part of a text, as it reads when decoded.
pub(super) struct Decoded {
    /// What the part means.
    pub(super) text: String,
    /// The part, in bytes of the text that it was found in.
    part: Range<usize>,
    /// For every byte of `text` what spells it; empty where only the whole part can be replaced (base64).
    origins: Vec<Range<usize>>,
}

impl Decoded {
    /// A part that can only be replaced as a whole.
    fn whole(text: String, part: Range<usize>) -> Self {
        Self { text, part, origins: Vec::new() }
    }

    /// The bytes of the text that spell `span` of the decoded part.
    pub(super) fn spelled(&self, span: &Range<usize>) -> Range<usize> {
        let last = span.end.checked_sub(1).and_then(|last| self.origins.get(last));
        match (self.origins.get(span.start), last) {
            (Some(first), Some(last)) if first.start <= last.end => first.start..last.end,
            _ => self.part.clone(),
        }
    }
}

/// A part is looked at this far to either side of its first escape, in bytes.
const REACH: usize = 512;

/// Encodings in encodings are opened this many levels deep.
const NESTED: usize = 2;

/// Escapes that begin with one byte.
struct Kind {
    lead: u8,
    read: Read,
    /// Whether a part of this kind ends with its line.
    in_line: bool,
    /// Without this, the text holds none.
    sign: Option<&'static [u8]>,
}

const KINDS: &[Kind] = &[
    Kind { lead: b'%', read: percent, in_line: true, sign: None },
    Kind { lead: b'\\', read: backslash, in_line: true, sign: None },
    Kind { lead: b'&', read: reference, in_line: true, sign: None },
    Kind { lead: b'=', read: equals, in_line: false, sign: None },
    Kind { lead: b'\n', read: line_break, in_line: false, sign: None },
    Kind { lead: b'\r', read: carriage_return, in_line: false, sign: None },
    Kind { lead: 0x1b, read: color, in_line: true, sign: None },
    Kind { lead: b'<', read: tag, in_line: true, sign: Some(b"</") },
    Kind { lead: b'<', read: code_point, in_line: true, sign: Some(b"<U+") },
    Kind { lead: b'"', read: doubled, in_line: true, sign: Some(b"\"\":") },
];

/// Every part of `text` that spells other text.
pub(super) fn parts(text: &str) -> Vec<Decoded> {
    let mut parts = Vec::new();
    within(text, NESTED, &mut parts);
    parts
}

/// Whether no part of `text` spells other text, nor any part of a part. Quicker than [`parts`].
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let signs = Signs::of(bytes);
    let spells = |kind: &Kind| memchr_iter(kind.lead, bytes).any(|at| kind.counts_at(bytes, at));
    !kinds_in(bytes, signs).any(spells)
        && words_of(text, &signs).next().is_none()
        && wholes_of(text, &signs).next().is_none()
}

/// Mail's encoded words.
fn words_of(text: &str, signs: &Signs) -> impl Iterator<Item = Decoded> {
    words::parts(if signs.has_words() { text } else { "" })
}

/// What can only be replaced as a whole.
fn wholes_of(text: &str, signs: &Signs) -> impl Iterator<Item = Decoded> {
    let runs = runs::parts(if signs.has_run() { text } else { "" });
    runs.chain(signs.has_zeros().then(|| dump::part(text)).flatten())
}

fn within(text: &str, nested: usize, parts: &mut Vec<Decoded>) {
    let signs = Signs::of(text.as_bytes());
    for kind in kinds_in(text.as_bytes(), signs) {
        escaped(text, kind, parts);
    }
    parts.extend(words_of(text, &signs));
    for run in wholes_of(text, &signs) {
        let mut inner = Vec::new();
        if nested > 0 {
            within(&run.text, nested - 1, &mut inner);
        }
        // What hides in a run is replaced with all of it.
        parts.extend(inner.into_iter().map(|inner| Decoded::whole(inner.text, run.part.clone())));
        parts.push(run);
    }
}

/// Kinds of which an escape stands in a text with these signs, or may.
fn kinds_in(bytes: &[u8], signs: Signs) -> impl Iterator<Item = &'static Kind> {
    let has_sign = |kind: &Kind| kind.sign.is_none_or(|sign| memmem::find(bytes, sign).is_some());
    KINDS
        .iter()
        .enumerate()
        .filter(move |(at, kind)| signs.counts(*at) && has_sign(kind))
        .map(|(_, kind)| kind)
}

impl Kind {
    /// Whether an escape of this kind begins at `at` that is a reason to read the text around it.
    fn counts_at(&self, bytes: &[u8], at: usize) -> bool {
        matches!((self.read)(bytes, at), Some((spelling, _)) if spelling.counts)
    }
}

/// Parts around escapes of one kind.
fn escaped(text: &str, kind: &Kind, parts: &mut Vec<Decoded>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr_iter(kind.lead, bytes) {
        if at < done || !kind.counts_at(bytes, at) {
            continue;
        }
        let part = surrounding(text, at, done, kind.in_line);
        done = part.end;
        parts.extend(decode_part(text, part, kind));
    }
}

/// What stands around `at`, no further than [`REACH`] to either side, nor than the line if that bounds it, and not before
/// `floor`.
fn surrounding(text: &str, at: usize, floor: usize, in_line: bool) -> Range<usize> {
    let bytes = text.as_bytes();
    let low = floor.max(at.saturating_sub(REACH));
    let high = bytes.len().min(at + REACH);
    let breaks = |byte: &u8| in_line && *byte == b'\n';
    let mut start = bytes[low..at].iter().rposition(breaks).map_or(low, |i| low + i + 1);
    let mut end = bytes[at..high].iter().position(breaks).map_or(high, |i| at + i);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

fn decode_part(text: &str, part: Range<usize>, kind: &Kind) -> Option<Decoded> {
    let bytes = &text.as_bytes()[..part.end];
    let (mut decoded, mut origins) = (Vec::with_capacity(part.len()), Vec::with_capacity(part.len()));
    let mut at = part.start;
    while at < part.end {
        let read = (bytes[at] == kind.lead).then(|| (kind.read)(bytes, at)).flatten();
        let (spelling, len) = read.unwrap_or_else(|| (Spelling::byte(bytes[at]), 1));
        decoded.extend_from_slice(&spelling.bytes[..spelling.len]);
        origins.extend(std::iter::repeat_n(at..at + len, spelling.len));
        at += len;
    }
    let text = String::from_utf8(decoded).ok()?;
    Some(Decoded { text, part, origins })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// The spelling of `value` in `text`, found through one of its decoded parts.
    fn spelling<'t>(text: &'t str, value: &str) -> Option<&'t str> {
        parts(text).iter().find_map(|part| {
            let start = part.text.find(value)?;
            Some(&text[part.spelled(&(start..start + value.len()))])
        })
    }

    #[test]
    fn values_are_found_as_they_are_spelled() {
        for (text, value, spelled) in [
            ("GET /?q=anna%40example.com&x=1", "anna@example.com", "anna%40example.com"),
            ("see M%C3%BCller now", "Müller", "M%C3%BCller"),
            (r#"{"n": "Anna M\u00fcller"}, ..."#, "Anna Müller", r"Anna M\u00fcller"),
            (r"x \ud83d\ude00 y", "😀", r"\ud83d\ude00"),
            (r#"log {\"pin\": \"x y\"}"#, r#""pin": "x y""#, r#"\"pin\": \"x y\""#),
            (r#"1,"{""pin"":""x""}",2"#, r#""pin":"x"#, r#"""pin"":""x"#),
            (r#"pin=\\\"x\\\" z"#, r#"pin="x" z"#, r#"pin=\\\"x\\\" z"#),
            ("see M%25C3%25BCller now", "Müller", "M%25C3%25BCller"),
            ("see anna%2540example.com", "anna@example.com", "anna%2540example.com"),
            (r"mail anna\x40example.com", "anna@example.com", r"anna\x40example.com"),
            (r"b'M\xc3\xbcller', 'M\xfcller'", "Müller', 'Müller", r"M\xc3\xbcller', 'M\xfcller"),
            (r#"new file: "M\303\274ller.txt""#, "Müller.txt", r"M\303\274ller.txt"),
            (r"mail anna\.roe\@example\.com", "anna.roe@example.com", r"anna\.roe\@example\.com"),
            ("Anna M&uuml;ller &amp; Co", "Anna Müller & Co", "Anna M&uuml;ller &amp; Co"),
            ("mail anna&#64;example&#x2E;com", "anna@example.com", "anna&#64;example&#x2E;com"),
            ("+49&nbsp;30", "+49\u{a0}30", "+49&nbsp;30"),
            ("Basic YW5uYUBleGFtcGxlLmNvbTpwdw== x", "anna@example.com", "YW5uYUBleGFtcGxlLmNvbTpwdw=="),
            ("url-safe PDw_Pz4-YW5uYT8_Pz8_", "anna", "PDw_Pz4-YW5uYT8_Pz8_"),
            ("path/to/YW5uYUBleGFtcGxlLmNvbTpwdw==", "anna@example.com", "YW5uYUBleGFtcGxlLmNvbTpwdw=="),
            ("eyJuIjoiTVx1MDBmY2xsZXIiLCJhIjoxfQ", "Müller", "eyJuIjoiTVx1MDBmY2xsZXIiLCJhIjoxfQ"),
            ("616e6e61406578616d706c652e636f6d", "anna@example.com", "616e6e61406578616d706c652e636f6d"),
            ("-enc bQBhAGkAbAAgAGEAbgBuAGEA", "anna", "bQBhAGkAbAAgAGEAbgBuAGEA"),
            ("%u0040 anna%u0040example.com", "anna@example.com", "anna%u0040example.com"),
            (r"'anna\u{40}example.com'", "anna@example.com", r"anna\u{40}example.com"),
            (r"{\rtf1 M\'fcller, M\u252?ller}", "Müller, Müller", r"M\'fcller, M\u252?ller"),
            (
                r"'anna\40 example.com' U&'M\00FCller'",
                "anna@example.com' U&'Müller",
                r"anna\40 example.com' U&'M\00FCller",
            ),
            (r#"M\"{u}ller"#, "Müller", r#"M\"{u}ller"#),
            ("anna&#64example.com M&uumlller", "anna@example.com Müller", "anna&#64example.com M&uumlller"),
            ("M<U+00FC>ller", "Müller", "M<U+00FC>ller"),
            (
                "M=C3=BCller =\nanna=40example.com",
                "Müller anna@example.com",
                "M=C3=BCller =\nanna=40example.com",
            ),
            ("anna@exam=\r\nple.com", "anna@example.com", "anna@exam=\r\nple.com"),
            (
                "EMAIL:anna.muel\r\n ler@example.com",
                "anna.mueller@example.com",
                "anna.muel\r\n ler@example.com",
            ),
            ("> to anna@\n> example.com", "anna@example.com", "anna@\n> example.com"),
            ("DE89 3704 0044\n0532 0130", "3704 0044 0532 0130", "3704 0044\n0532 0130"),
            ("> with Anna\n> Müller", "Anna\nMüller", "Anna\n> Müller"),
            ("\x1b[1;31manna\x1b[m@example.com", "anna@example.com", "anna\x1b[m@example.com"),
            ("<em>anna</em>@example.com", "anna@example.com", "anna</em>@example.com"),
            ("From: =?UTF-8?Q?Anna_M=C3=BCller?= <a>", "Anna Müller", "Anna_M=C3=BCller"),
            (
                "=?iso-8859-1?q?Anna?= =?iso-8859-1?q?_M=FCller?=",
                "Anna Müller",
                "Anna?= =?iso-8859-1?q?_M=FCller",
            ),
            ("x =?utf-8?B?QW5uYSBNw7xsbGVy?=", "Anna Müller", "QW5uYSBNw7xsbGVy"),
        ] {
            assert_eq!(spelling(text, value), Some(spelled), "{text}");
        }
    }

    #[test]
    fn what_is_of_many_lines_or_packed_is_found_and_replaced_as_a_whole() {
        let lines = |text: &str| {
            let encoded = STANDARD.encode(text);
            encoded
                .as_bytes()
                .chunks(76)
                .map(|line| str::from_utf8(line).unwrap())
                .collect::<Vec<_>>()
                .join("\n")
        };
        let long =
            lines(&format!("{}mail anna@example.com{}", "some text ".repeat(5), " and more".repeat(6)));
        assert_eq!(spelling(&format!("body:\n{long}\nend"), "anna@example.com"), Some(&*long));
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(b"mail anna@example.com").unwrap();
        let packed = STANDARD.encode(gzip.finish().unwrap());
        assert_eq!(spelling(&format!("x {packed} y"), "anna@example.com"), Some(&*packed));
        let twice = STANDARD.encode(STANDARD.encode("mail anna@example.com").as_bytes());
        assert_eq!(spelling(&format!("x {twice} y"), "anna@example.com"), Some(&*twice));
        for dump in [
            "00000000: 7772 6974 6520 616e 6e61 4065 7861 6d70  write anna@examp\n00000010: 6c65 2e63 6f6d                           le.com",
            "00000000  77 72 69 74 65 20 61 6e  6e 61 40 65 78 61 6d 70  |write anna@examp|\n00000010  6c 65 2e 63 6f 6d                                 |le.com|\n00000016",
        ] {
            let found = spelling(dump, "write anna@example.com").unwrap();
            assert!(dump.starts_with(found) && found.len() > 100, "{found}");
        }
    }

    #[test]
    fn what_stands_in_the_next_line_is_not_glued_to_a_value_at_the_end() {
        let encoded = STANDARD.encode("some text, so that its line is long: anna@example.com");
        let encoded = encoded.trim_end_matches('=');
        let packed = STANDARD.encode(format!("its {} anna@example.com", "is ".repeat(8)));
        assert!(packed.len() >= 60 && !packed.ends_with('='), "{packed}");
        // `aGVs` means `hel`.
        for next in ["\n", "\n\n", "\naGVs", "\r\naGVs", "\n\naGVs", "\naGVs, yours", "\nzz", "\n\nzz"] {
            let text = format!("body:\n{packed}{next}");
            let ends = |part: &Decoded| part.text.ends_with("anna@example.com");
            assert!(parts(&text).iter().any(ends), "{text}");
        }
        assert_eq!(spelling(&format!("{encoded}\n\nAe"), "anna@example.com"), Some(encoded));
    }

    #[test]
    fn a_text_is_plain_where_it_has_no_parts() {
        for text in [
            "a",
            "=C3=BC",
            "anna@\nexample.com",
            "=?utf-8?q?=41?=",
            "x\x1b[m",
            "616e6e61406578616d706c652e636f6d",
            "a=b",
        ] {
            assert_eq!(is_plain(text), parts(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn ordinary_text_has_no_such_parts() {
        for text in [
            "100% sure, 5 %de",
            "a\\nb\\t\\\"c\\\"",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "internationalization_of_things",
            "%C3 alone",
            "\\ud83d alone",
            "a && b &amp;&amp; c &lt; d, &x; &#; &#xfffffff; R&D",
            "C:\\data\\x1 \\( \\. \\1 \\999",
            "100%25",
            "if a == b { c=40; d=\"40\"; e=\n f } x != FC",
            "anna@example.com\njane@example.com\nexample.com",
            "1 2 3\n4 5 6, 12:30\n2024",
            "<b>Anna</b> <i>Roe</i> a<b and c</d>",
            "a ? b : c =? d ?= e",
            "1000000 00000000-0000-0000-0000-000000000000",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ] {
            assert!(parts(text).is_empty(), "{text}");
        }
    }
}
