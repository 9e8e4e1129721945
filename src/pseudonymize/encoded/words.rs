//! Mail's encoded words (RFC 2047): `=?UTF-8?Q?Anna_M=C3=BCller?=`.
//!
//! Owns: finding the lines that hold some, and reading them, neighbours together. Never: knows header fields.

use std::ops::Range;

use memchr::memmem;

use super::Decoded;
use super::escapes::hex_byte;
use crate::pseudonymize::blob::decode;

/// One encoded word.
struct Word {
    text: String,
    /// For every byte of `text` what spells it, in bytes of the text around.
    origins: Vec<Range<usize>>,
    /// Byte after its `?=`.
    end: usize,
}

/// The lines of `text` that hold encoded words.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Decoded> {
    let mut done = 0;
    let words = memmem::find_iter(text.as_bytes(), b"=?");
    words.filter_map(move |at| {
        if at < done {
            return None;
        }
        // Before the line is looked for, which may be all of the text: signs that begin no word are many.
        let first = word(text, at)?;
        let start = text[..at].rfind('\n').map_or(0, |line| line + 1).max(done);
        let part = line(text, start..at, first);
        done = part.part.end;
        Some(part)
    })
}

/// The line whose first word is `word`, with `before` before it.
fn line(text: &str, before: Range<usize>, mut word: Word) -> Decoded {
    let mut read = Decoded { text: String::new(), part: before.start..before.start, origins: Vec::new() };
    plain(text, before, &mut read);
    let mut end = 0;
    loop {
        read.text.push_str(&word.text);
        read.origins.append(&mut word.origins);
        let rest = &text[word.end..];
        // White space between two encoded words is not part of the text (section 6.2), line breaks included.
        let gap = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let next = word.end + gap;
        if let Some(neighbour) = self::word(text, next) {
            word = neighbour;
            continue;
        }
        if end < word.end {
            end = rest.find('\n').map_or(text.len(), |end| word.end + end);
        }
        let signs = memmem::find_iter(&text.as_bytes()[word.end..end], b"=?");
        let mut further = signs.filter_map(|at| Some((word.end + at, self::word(text, word.end + at)?)));
        match further.next() {
            Some((at, found)) => {
                plain(text, word.end..at, &mut read);
                word = found;
            }
            None => {
                plain(text, word.end..end, &mut read);
                read.part.end = end;
                return read;
            }
        }
    }
}

fn plain(text: &str, range: Range<usize>, read: &mut Decoded) {
    read.text.push_str(&text[range.clone()]);
    read.origins.extend(range.map(|at| at..at + 1));
}

/// The longest charset name and the longest word that are read, in bytes. The standard allows 75 for all of a word.
const CHARSET: usize = 40;
const CONTENT: usize = 1000;

fn word(text: &str, at: usize) -> Option<Word> {
    let bytes = text.as_bytes().get(at..)?.strip_prefix(b"=?")?;
    let charset = bytes.iter().take(CHARSET).position(|byte| *byte == b'?')?;
    let [encoding, b'?', rest @ ..] = bytes.get(charset + 1..)? else { return None };
    let length = rest.iter().take(CONTENT).position(|byte| matches!(byte, b'?' | b' ' | b'\n'))?;
    let start = at + charset + 5;
    let content = text.get(start..start + length).filter(|_| rest[length..].starts_with(b"?="))?;
    let (bytes, spelled) = match encoding {
        b'Q' | b'q' => quoted(content, start),
        b'B' | b'b' => {
            let bytes = decode(content)?;
            let spelled = vec![start..start + length; bytes.len()];
            (bytes, spelled)
        }
        _ => return None,
    };
    let (text, origins) = characters(&bytes, &spelled);
    Some(Word { text, origins, end: start + length + 2 })
}

/// The bytes of the encoding that quoted-printable resembles (section 4.2), and what spells each.
fn quoted(content: &str, start: usize) -> (Vec<u8>, Vec<Range<usize>>) {
    let (mut bytes, mut spelled) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(byte) = content.as_bytes().get(at) {
        let escaped = (*byte == b'=').then(|| hex_byte(content.as_bytes().get(at + 1..at + 3)?)).flatten();
        let (byte, len) = match (byte, escaped) {
            (_, Some(byte)) => (byte, 3),
            (b'_', None) => (b' ', 1),
            (byte, None) => (*byte, 1),
        };
        bytes.push(byte);
        spelled.push(start + at..start + at + len);
        at += len;
    }
    (bytes, spelled)
}

/// UTF-8 if it is that, else Latin 1, which most other charsets agree with in what matters here.
fn characters(bytes: &[u8], spelled: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_string(), spelled.to_vec());
    }
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let origins = bytes.iter().zip(spelled);
    let origins =
        origins.flat_map(|(byte, range)| std::iter::repeat_n(range.clone(), char::from(*byte).len_utf8()));
    (text, origins.collect())
}
