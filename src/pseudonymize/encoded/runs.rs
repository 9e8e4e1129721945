//! Runs of characters that spell text as a whole: base64 (of UTF-8, UTF-16, Latin 1, gzip or zlib, over several lines too, and
//! glued to other words) and hexadecimal.
//!
//! Owns: finding such runs cheaply, and deciding whether what they mean is text. Never: tells which character of a run
//! spells which of the text; a run is replaced as a whole. Next: `encoded/seams.rs` for what stands between the lines of a
//! run, `encoded/stretches.rs` for text amid other bytes, `encoded/dump.rs` for dumps with addresses and columns.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::Decoded;
use super::escapes::hex_byte;
use super::seams::seam;
use super::stretches::stretches;
use crate::pseudonymize::blob::decode;

/// The shortest run that is decoded, in characters: twelve bytes of base64.
pub(super) const RUN_CHARS: usize = 16;

/// The shortest hexadecimal run that is decoded, in digits: shorter ones are numbers and hashes' beginnings.
const HEX_DIGITS: usize = 24;

/// What is unpacked of compressed text, in bytes; longer ones are files, not values in a text.
const UNPACKED: u64 = 1 << 20;

/// Lines of one length, but for the last, which may be shorter and has the padding.
struct Run(Vec<Range<usize>>);

impl Run {
    /// All of it, in bytes of the text.
    fn part(&self) -> Range<usize> {
        let (first, last) = (self.0.first(), self.0.last());
        first.zip(last).map_or(0..0, |(first, last)| first.start..last.end)
    }

    /// Its characters without what stands between the lines.
    fn joined<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &*self.0 {
            [line] => Cow::Borrowed(&text[line.clone()]),
            lines => lines.iter().map(|line| &text[line.clone()]).collect(),
        }
    }

    /// Without its last line: a word that follows (`bye`) is of the alphabet too.
    fn shorter(&self) -> Option<Self> {
        let (_, lines) = self.0.split_last()?;
        (!lines.is_empty()).then(|| Self(lines.to_vec()))
    }

    /// Without the sign with which each line of a change begins (`+`, `-`), which is of the alphabet too.
    fn unmarked(&self, text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mark = bytes[self.part().start];
        let is_marked = |line: &Range<usize>| bytes[line.start] == mark && line.len() > 1;
        let marked = self.0.len() > 1 && matches!(mark, b'+' | b'-') && self.0.iter().all(is_marked);
        marked.then(|| Self(self.0.iter().map(|line| line.start + 1..line.end).collect()))
    }
}

/// Every run of `text` that means text.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Decoded> {
    let bytes = text.as_bytes();
    let mut from = 0;
    let runs = std::iter::from_fn(move || {
        let run = next_run(bytes, from)?;
        from = run.part().end;
        Some(run)
    });
    runs.flat_map(move |run| read_run(text, &run))
}

/// The next run of the alphabet of base64 that is long enough, with the lines in which it goes on and its padding.
fn next_run(bytes: &[u8], from: usize) -> Option<Run> {
    let mut start = long_run(bytes, from)?;
    // The letter of `\n` is none of the run's.
    if start.checked_sub(1).is_some_and(|before| bytes[before] == b'\\')
        && matches!(bytes[start], b'n' | b'r' | b't')
    {
        start += 1;
    }
    let run_end = |from: usize| from + bytes[from..].iter().take_while(|byte| in_alphabet(**byte)).count();
    let mut line = start..run_end(start);
    // A pseudonym may be as long as a line; what stands behind it is none of it.
    let is_bracketed = bytes[..start].ends_with(b"<<") && bytes[line.end..].starts_with(b">>");
    let (length, mut lines) = (line.len(), vec![line.clone()]);
    while line.len() == length && length >= RUN_CHARS && !is_bracketed {
        let Some(seam) = seam(&bytes[line.end..]) else { break };
        let next = line.end + seam;
        line = next..run_end(next);
        // The last line is the shorter one. Behind a blank it may be a word of the sentence that the run stands in.
        let is_word = || bytes[line.start - seam..line.start] == *b" " && is_word(&bytes[line.clone()]);
        if line.is_empty() || line.len() > length || is_word() {
            break;
        }
        lines.push(line.clone());
    }
    let characters = lines.iter().map(Range::len).sum();
    let last = lines.last_mut()?;
    let wanted = [padding(characters), padding(last.len())].into_iter().find(|wanted| *wanted > 0);
    last.end += bytes[last.end..].iter().take(wanted.unwrap_or(0)).take_while(|byte| **byte == b'=').count();
    Some(Run(lines))
}

/// Whether these letters are a word.
fn is_word(letters: &[u8]) -> bool {
    letters
        .split_first()
        .is_some_and(|(first, rest)| first.is_ascii_alphabetic() && rest.iter().all(u8::is_ascii_lowercase))
}

/// How many signs of padding belong behind so many characters (RFC 4648, section 4): what stands behind these is another's.
fn padding(characters: usize) -> usize {
    match characters % 4 {
        2 => 2,
        3 => 1,
        _ => 0,
    }
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

/// What a run means, if that is text, with its last line and without: what that would mean is glued to the value. What look
/// like its lines may be runs beside each other, so each is read by itself as well. Of lines that are in nothing that is text,
/// what their pieces between slashes and the like mean (so is `path/to/`), and whatever text stands in them.
fn read_run(text: &str, run: &Run) -> Vec<Decoded> {
    let read = |run: &Run| meaning(&run.joined(text)).map(|meaning| Decoded::whole(meaning, run.part()));
    let [whole, unmarked, shorter] =
        [read(run), run.unmarked(text).as_ref().and_then(read), run.shorter().as_ref().and_then(read)];
    let is_in_text =
        |line: usize| whole.is_some() || unmarked.is_some() || (shorter.is_some() && line + 1 < run.0.len());
    let mut by_lines = Vec::new();
    let mut unread = Vec::new();
    for (at, line) in run.0.iter().enumerate() {
        let by_itself = (run.0.len() > 1).then(|| read_part(text, line.clone())).flatten();
        if by_itself.is_none() && !is_in_text(at) {
            let pieces = split(text, line.clone(), |byte| matches!(byte, b'/' | b'-' | b'_' | b'+'));
            by_lines.extend(pieces.filter(|piece| piece != line).filter_map(|piece| read_part(text, piece)));
        }
        if !is_in_text(at) {
            unread.push(line.clone());
        }
        by_lines.extend(by_itself);
    }
    let unread = Run(unread);
    by_lines.extend(stretches(&unread.joined(text)).map(|text| Decoded::whole(text, unread.part())));
    [whole, shorter, unmarked].into_iter().flatten().chain(by_lines).collect()
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

fn read_part(text: &str, part: Range<usize>) -> Option<Decoded> {
    let meaning = meaning(text.get(part.clone())?)?;
    Some(Decoded::whole(meaning, part))
}

fn meaning(run: &str) -> Option<String> {
    hexadecimal(run).or_else(|| base64(run))
}

fn hexadecimal(run: &str) -> Option<String> {
    let digits = run.strip_prefix("0x").unwrap_or(run).as_bytes();
    if digits.len() < HEX_DIGITS || !digits.len().is_multiple_of(2) {
        return None;
    }
    text_of(digits.chunks_exact(2).map(hex_byte).collect::<Option<Vec<u8>>>()?)
}

fn base64(run: &str) -> Option<String> {
    let meaning = is_mixed(run).then(|| decode(run)).flatten()?;
    match *meaning {
        [0x1f, 0x8b, ..] => unpacked(MultiGzDecoder::new(&*meaning)),
        [first @ 0x78, second, ..] if (u16::from(first) << 8 | u16::from(second)).is_multiple_of(31) => {
            unpacked(ZlibDecoder::new(&*meaning))
        }
        _ => utf16(&meaning).or_else(|| text_of(meaning)),
    }
}

/// Words and identifiers rarely mix what base64 of text always mixes.
pub(super) fn is_mixed(run: &str) -> bool {
    run.bytes().any(|b| b.is_ascii_uppercase()) && run.bytes().any(|b| b.is_ascii_lowercase())
}

/// The text of a file that gzip (RFC 1952) or zlib (RFC 1950) packed, as far as it is looked at.
fn unpacked(file: impl Read) -> Option<String> {
    let mut content = Vec::new();
    // A file that is cut off in the middle still says what it says up to there.
    let _ = file.take(UNPACKED).read_to_end(&mut content);
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
    String::from_utf8(bytes).ok().filter(|meaning| is_text(meaning))
}

/// Whether these are the characters of a text.
pub(super) fn is_text(meaning: &str) -> bool {
    meaning.chars().all(|c| !c.is_control() || c.is_ascii_whitespace())
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
