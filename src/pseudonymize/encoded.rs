//! Parts of a text that spell other text: percent-encoding, backslash escapes in prose, HTML's references, base64.
//!
//! Owns: finding such parts cheaply and the way back from their meaning to their spelling, so that a value that hides in
//! them is found, and is replaced as it is spelled. Never: looks for values itself. Next: `encoded/escapes.rs` reads one
//! escape.

mod escapes;

use std::ops::Range;

use memchr::{memchr_iter, memchr3_iter};

use self::escapes::{Read, Spelling, backslash, percent, reference};
use super::blob::decode;

/// A part of a text, as it reads when decoded.
pub(super) struct Decoded {
    /// What the part means.
    pub(super) text: String,
    /// The part, in bytes of the text that it was found in.
    part: Range<usize>,
    /// For every byte of `text` where its spelling begins, and where the last one ends; empty where only the whole part
    /// can be replaced (base64).
    origins: Vec<usize>,
}

impl Decoded {
    /// The bytes of the text that spell `span` of the decoded part.
    pub(super) fn spelled(&self, span: &Range<usize>) -> Range<usize> {
        match (self.origins.get(span.start), self.origins.get(span.end)) {
            (Some(&start), Some(&end)) => start..end,
            _ => self.part.clone(),
        }
    }
}

/// A part is looked at this far to either side of its first escape, in bytes.
const REACH: usize = 512;

/// The shortest base64 that is decoded, in characters: twelve bytes.
const BASE64_CHARS: usize = 16;

/// Every part of `text` that spells other text.
pub(super) fn parts(text: &str) -> Vec<Decoded> {
    let mut parts = Vec::new();
    escaped(text, b'%', percent, &mut parts);
    escaped(text, b'\\', backslash, &mut parts);
    escaped(text, b'&', reference, &mut parts);
    parts.extend(base64_runs(text.as_bytes()).filter_map(|run| base64_run(text, run)));
    parts
}

/// Whether no part of `text` spells other text, nor any part of a part. Quicker than [`parts`].
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr3_iter(b'%', b'\\', b'&', bytes).all(|at| {
        let read = match bytes[at] {
            b'%' => percent(&bytes[at..]),
            b'&' => reference(&bytes[at..]),
            _ => backslash(&bytes[at..]),
        };
        !matches!(read, Some((spelling, _)) if spelling.counts)
    }) && base64_runs(bytes).all(|run| base64_run(text, run).is_none())
}

/// Parts around `lead` where `read` reads an escape.
fn escaped(text: &str, lead: u8, read: Read, parts: &mut Vec<Decoded>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr_iter(lead, bytes) {
        let spells = matches!(read(&bytes[at..]), Some((spelling, _)) if spelling.counts);
        if at < done || !spells {
            continue;
        }
        let part = surrounding(text, at, done);
        done = part.end;
        parts.extend(decode_part(text, part, lead, read));
    }
}

/// The line around `at`, no further than [`REACH`] to either side, and not before `floor`.
fn surrounding(text: &str, at: usize, floor: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let low = floor.max(at.saturating_sub(REACH));
    let high = bytes.len().min(at + REACH);
    let mut start = bytes[low..at].iter().rposition(|b| *b == b'\n').map_or(low, |i| low + i + 1);
    let mut end = bytes[at..high].iter().position(|b| *b == b'\n').map_or(high, |i| at + i);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

fn decode_part(text: &str, part: Range<usize>, lead: u8, read: Read) -> Option<Decoded> {
    let bytes = &text.as_bytes()[..part.end];
    let (mut decoded, mut origins) = (Vec::with_capacity(part.len()), Vec::with_capacity(part.len() + 1));
    let mut at = part.start;
    while at < part.end {
        let (spelling, len) = (bytes[at] == lead)
            .then(|| read(&bytes[at..]))
            .flatten()
            .unwrap_or_else(|| (Spelling::byte(bytes[at]), 1));
        decoded.extend_from_slice(&spelling.bytes[..spelling.len]);
        origins.extend(std::iter::repeat_n(at, spelling.len));
        at += len;
    }
    origins.push(part.end);
    let text = String::from_utf8(decoded).ok()?;
    Some(Decoded { text, part, origins })
}

/// Runs of the alphabet of base64 that are long enough, with their padding.
fn base64_runs(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = long_run(bytes, from)?;
        let rest = &bytes[start + BASE64_CHARS..];
        from = start + BASE64_CHARS + rest.iter().position(|b| !in_alphabet(*b)).unwrap_or(rest.len());
        let padding = bytes[from..].iter().take(2).take_while(|b| **b == b'=').count();
        Some(start..from + padding)
    })
}

/// Where the next run of [`BASE64_CHARS`] characters of the alphabet begins, at or after `from`. A byte that is not one
/// rules out every run through it, so a window is read from its end, and few bytes of prose are looked at.
fn long_run(bytes: &[u8], mut from: usize) -> Option<usize> {
    while let Some(window) = bytes.get(from..)?.first_chunk::<BASE64_CHARS>() {
        match window.iter().rposition(|byte| !in_alphabet(*byte)) {
            None => return Some(from),
            Some(outside) => from += outside + 1,
        }
    }
    None
}

/// What a run means, if that is text.
fn base64_run(text: &str, part: Range<usize>) -> Option<Decoded> {
    let run = text.get(part.clone())?;
    // Words and identifiers rarely mix what base64 of text always mixes.
    let mixed = run.bytes().any(|b| b.is_ascii_uppercase()) && run.bytes().any(|b| b.is_ascii_lowercase());
    let decoded = mixed.then(|| decode(run)).flatten()?;
    let meaning = String::from_utf8(decoded).ok()?;
    let printable = meaning.chars().all(|c| !c.is_control() || c.is_ascii_whitespace());
    printable.then_some(Decoded { text: meaning, part, origins: Vec::new() })
}

#[inline]
fn in_alphabet(byte: u8) -> bool {
    const ALPHABET: [bool; 256] = {
        let mut all = [false; 256];
        let mut byte = 0;
        while byte < all.len() {
            let of = byte as u8;
            all[byte] = of.is_ascii_alphanumeric() || matches!(of, b'+' | b'/' | b'-' | b'_');
            byte += 1;
        }
        all
    };
    ALPHABET[usize::from(byte)]
}

#[cfg(test)]
mod tests {
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
        ] {
            assert_eq!(spelling(text, value), Some(spelled), "{text}");
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
        ] {
            assert!(parts(text).is_empty(), "{text}");
        }
    }
}
