//! Runs of characters that spell text as a whole: base64 (of UTF-8, UTF-16 or gzip, over several lines too) and hexadecimal.
//!
//! Owns: finding such runs cheaply, and deciding whether what they mean is text. Never: tells which character of a run
//! spells which of the text; a run is replaced as a whole. Next: `encoded/dump.rs` for dumps with addresses and columns.

use std::io::Read as _;
use std::ops::Range;

use flate2::read::GzDecoder;

use super::Decoded;
use super::escapes::hex_byte;
use super::lines::line_end;
use crate::pseudonymize::blob::decode;

/// The shortest run that is decoded, in characters: twelve bytes of base64.
pub(super) const RUN_CHARS: usize = 16;

/// The shortest hexadecimal run that is decoded, in digits: shorter ones are numbers and hashes' beginnings.
const HEX_DIGITS: usize = 24;

/// The shortest line of base64 that goes on in the next one.
const LINE_CHARS: usize = 60;

/// What is unpacked of compressed text, in bytes; longer ones are files, not values in a text.
const UNPACKED: u64 = 1 << 20;

/// Every run of `text` that means text.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Decoded> {
    let bytes = text.as_bytes();
    let mut from = 0;
    let runs = std::iter::from_fn(move || {
        let run = next_run(bytes, from)?;
        from = run.end;
        Some(run)
    });
    runs.flat_map(move |run| read_run(text, run))
}

/// The next run of the alphabet of base64 that is long enough, with the lines in which it goes on and its padding.
fn next_run(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let start = long_run(bytes, from)?;
    let run_end = |from: usize| from + bytes[from..].iter().take_while(|byte| in_alphabet(**byte)).count();
    let (mut line, mut end) = (start, run_end(start + RUN_CHARS));
    while end - line >= LINE_CHARS && (end - line).is_multiple_of(4) {
        let lone_return = || usize::from(bytes.get(end) == Some(&b'\r'));
        let broken = line_end(&bytes[end..]).unwrap_or_else(lone_return);
        let next = run_end(end + broken);
        // The last line is the shorter one. An empty line parts what stands around it.
        if broken == 0 || next == end + broken || next - (end + broken) > end - line {
            break;
        }
        (line, end) = (end + broken, next);
    }
    let padding = bytes[end..].iter().take(2).take_while(|byte| **byte == b'=').count();
    Some(start..end + padding)
}

/// Where the next run of [`RUN_CHARS`] characters of the alphabet begins, at or after `from`. A byte that is not one
/// rules out every run through it, so a window is read from its end, and few bytes of prose are looked at.
fn long_run(bytes: &[u8], mut from: usize) -> Option<usize> {
    while let Some(window) = bytes.get(from..)?.first_chunk::<RUN_CHARS>() {
        match window.iter().rposition(|byte| !in_alphabet(*byte)) {
            None => return Some(from),
            Some(outside) => from += outside + 1,
        }
    }
    None
}

/// What a run means, if that is text, with its last line and without: a word in the next line (`bye`) is of the alphabet too,
/// and what it would mean is glued to the value. Where neither is text, what its lines mean, and what their pieces between
/// slashes and the like: so is `path/to/`.
fn read_run(text: &str, run: Range<usize>) -> Vec<Decoded> {
    let whole = read(text, run.clone());
    let last = text[run.clone()].rfind(['\r', '\n']).map(|at| text[run.start..run.start + at].trim_end());
    let shorter = last.and_then(|lines| read(text, run.start..run.start + lines.len()));
    if whole.is_some() || shorter.is_some() {
        return whole.into_iter().chain(shorter).collect();
    }
    let lines = split(text, run.clone(), |byte| matches!(byte, b'\r' | b'\n'));
    let mut found = Vec::new();
    for line in lines {
        match (line != run).then(|| read(text, line.clone())).flatten() {
            Some(whole) => found.push(whole),
            None => {
                let pieces = split(text, line.clone(), |byte| matches!(byte, b'/' | b'-' | b'_' | b'+'));
                found.extend(pieces.filter(|piece| *piece != line).filter_map(|piece| read(text, piece)));
            }
        }
    }
    found
}

/// The pieces of a part of `text` that are long enough, between the bytes that `parts` tells.
fn split(text: &str, part: Range<usize>, parts: fn(&u8) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut from = part.start;
    let pieces = text.as_bytes()[part].split(parts).map(move |piece| {
        let range = from..from + piece.len();
        from = range.end + 1;
        range
    });
    pieces.filter(|piece| piece.len() >= RUN_CHARS)
}

fn read(text: &str, part: Range<usize>) -> Option<Decoded> {
    let run = text.get(part.clone())?;
    let meaning = hexadecimal(run).or_else(|| base64(run))?;
    Some(Decoded::whole(meaning, part))
}

fn hexadecimal(run: &str) -> Option<String> {
    let digits = run.strip_prefix("0x").unwrap_or(run).as_bytes();
    if digits.len() < HEX_DIGITS || !digits.len().is_multiple_of(2) {
        return None;
    }
    text_of(digits.chunks_exact(2).map(hex_byte).collect::<Option<Vec<u8>>>()?)
}

fn base64(run: &str) -> Option<String> {
    // Words and identifiers rarely mix what base64 of text always mixes.
    let mixed = run.bytes().any(|b| b.is_ascii_uppercase()) && run.bytes().any(|b| b.is_ascii_lowercase());
    if !mixed {
        return None;
    }
    let joined: String = run.split_ascii_whitespace().collect();
    let meaning = decode(&joined)?;
    if meaning.starts_with(&[0x1f, 0x8b]) {
        return unpacked(&meaning);
    }
    utf16(&meaning).or_else(|| text_of(meaning))
}

/// The text of a gzip file (RFC 1952), as far as it is looked at.
fn unpacked(file: &[u8]) -> Option<String> {
    let mut content = Vec::new();
    // A file that is cut off in the middle still says what it says up to there.
    let _ = GzDecoder::new(file).take(UNPACKED).read_to_end(&mut content);
    (!content.is_empty()).then(|| String::from_utf8_lossy(&content).into_owned())
}

/// UTF-16 by its mark, or because every second byte of mostly Latin text is zero.
fn utf16(bytes: &[u8]) -> Option<String> {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let most = bytes.len() * 3 / 8;
    let (big, bytes) = match bytes {
        [0xfe, 0xff, rest @ ..] => (true, rest),
        [0xff, 0xfe, rest @ ..] => (false, rest),
        _ if zeros(1) > most => (false, bytes),
        _ if zeros(0) > most => (true, bytes),
        _ => return None,
    };
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    String::from_utf16(&units).ok()
}

fn text_of(bytes: Vec<u8>) -> Option<String> {
    let meaning = String::from_utf8(bytes).ok()?;
    meaning.chars().all(|c| !c.is_control() || c.is_ascii_whitespace()).then_some(meaning)
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
