//! Parts of a text that spell other text: percent-encoding, what forms are sent as, backslash escapes in prose, HTML's references, quoted-printable,
//! mail's encoded words, lines broken in the midst of a value, markup inside a word, base64, hexadecimal.
//!
//! Owns: finding such parts cheaply and the way back from their meaning to their spelling, so that a value that hides in
//! them is found, and is replaced as it is spelled. Never: looks for values itself. Next: `encoded/escapes.rs` reads one
//! escape, `encoded/tex.rs` one of TeX's letters, `encoded/forms.rs` a form's spaces, `encoded/signs.rs` tells in one pass what may be there, `encoded/lines.rs` what stands in the way inside a value,
//! `encoded/words.rs` mail's headers, `encoded/command.rs` a shell's command, `encoded/runs.rs` and `encoded/dump.rs` what no character of a value can be made out in.

mod command;
mod dump;
mod escapes;
mod forms;
mod lines;
mod runs;
mod seams;
mod signs;
mod stretches;
#[cfg(test)]
mod tests;
mod tex;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::Finder;

pub(super) use self::command::command;
use self::escapes::{Read, Spelling, backslash, code_point, doubled, json, percent, reference};
use self::forms::plus;
use self::lines::{carriage_return, color, equals, line_break, tag};
use self::signs::Signs;
use self::tex::grouped;

/// A part of a text, as it reads when decoded.
pub(super) struct Decoded {
    /// What the part means.
    pub(super) text: String,
    /// The part, in bytes of the text that it was found in.
    part: Range<usize>,
    /// For every byte of `text` what spells it; empty where only the whole part can be replaced (base64).
    origins: Vec<Range<usize>>,
}

/// A place in a text.
#[derive(Clone)]
pub(super) struct Spelled<'t> {
    pub(super) range: Range<usize>,
    /// What is spelled there in an encoding of characters. What is encoded as a whole is used as it is: a tool wants such a
    /// token back.
    pub(super) reads: Option<&'t str>,
}

impl Spelled<'_> {
    /// Whether it reads otherwise than it is written there.
    pub(super) fn is_encoded(&self) -> bool {
        self.reads.is_some_and(|reads| reads.len() < self.range.len())
    }
}

impl From<Range<usize>> for Spelled<'_> {
    fn from(range: Range<usize>) -> Self {
        Self { range, reads: None }
    }
}

impl Decoded {
    /// A part that can only be replaced as a whole.
    fn whole(text: String, part: Range<usize>) -> Self {
        Self { text, part, origins: Vec::new() }
    }

    /// What `span` of the decoded part reads, where it is spelled.
    pub(super) fn read(&self, span: &Range<usize>) -> Spelled<'_> {
        let reads = (!self.origins.is_empty()).then(|| &self.text[span.clone()]);
        Spelled { range: self.spelled(span), reads }
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

impl Decoded {
    /// The escape that begins before this byte of the text and goes on after it.
    pub(super) fn escape_around(&self, at: usize) -> Option<Range<usize>> {
        let after = self.origins.partition_point(|origin| origin.start < at);
        let before = self.origins.get(after.checked_sub(1)?)?;
        (at < before.end).then(|| before.clone())
    }

    /// Parts of what an escaped part means, where an escape that is only spelled there begins or belongs to one: of
    /// `M\u0026uuml;ller` the reference; or stands in a word that begins behind one: of `\nGB29%20NWBK` the space; or ends
    /// where one begins: of `\n%2B49` the line.
    fn deeper(&self, nested: usize) -> Vec<Self> {
        let (bytes, mut inner) = (self.text.as_bytes(), Vec::new());
        let signs = Signs::of(bytes);
        let is_spelled = |at: usize| self.origins[at].len() > 1;
        let begins_word = |at: usize| bytes[..at].iter().rposition(|byte| !byte.is_ascii_alphanumeric());
        for kind in kinds_in(bytes, signs) {
            let ends_at = |at: usize| (kind.read)(bytes, at).map(|(_, len)| at + len);
            let is_before_spelled =
                |at: usize| ends_at(at).is_some_and(|end| end < bytes.len() && is_spelled(end));
            let is_deeper = |at: usize| {
                is_spelled(at) || begins_word(at).is_some_and(is_spelled) || is_before_spelled(at)
            };
            if memchr_iter(kind.lead, bytes).any(|at| is_deeper(at) && kind.counts_at(bytes, at)) {
                escaped(&self.text, kind, nested, &mut inner);
            }
        }
        inner.extend(wholes_of(&self.text, &signs).filter(|run| run.part.clone().any(is_spelled)));
        let outward = |inner: Self| Self {
            part: self.spelled(&inner.part),
            origins: inner.origins.iter().map(|origin| self.spelled(origin)).collect(),
            text: inner.text,
        };
        inner.into_iter().map(outward).collect()
    }
}

/// A part is looked at this far to either side of its first escape, in bytes.
const REACH: usize = 512;

/// Encodings in encodings are opened this many levels deep.
const NESTED: usize = 2;

/// Escapes that begin with one byte, or with one of two.
struct Kind {
    lead: u8,
    /// Read as well, but no reason to read the text around it.
    also: Option<u8>,
    read: Read,
    within: Within,
    /// Without this, the text holds none.
    sign: Option<&'static [u8]>,
}

/// With what a part ends, if not at its [`REACH`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Line,
    /// The pairs of a form.
    Form,
}

const fn kind(lead: u8, read: Read, within: Within) -> Kind {
    Kind { lead, also: None, read, within, sign: None }
}

const KINDS: &[Kind] = &[
    kind(b'%', percent, Within::Line),
    kind(b'\\', backslash, Within::Line),
    kind(b'\\', json, Within::Line),
    kind(b'{', grouped, Within::Line),
    kind(b'&', reference, Within::Line),
    kind(b'=', equals, Within::Text),
    kind(b'\n', line_break, Within::Text),
    kind(b'\r', carriage_return, Within::Text),
    kind(0x1b, color, Within::Line),
    Kind { also: Some(b'%'), ..kind(b'+', plus, Within::Form) },
    Kind { sign: Some(b"</"), ..kind(b'<', tag, Within::Line) },
    Kind { sign: Some(b"<wbr"), ..kind(b'<', tag, Within::Line) },
    Kind { sign: Some(b"<U+"), ..kind(b'<', code_point, Within::Line) },
    Kind { sign: Some(b"\"\":"), ..kind(b'"', doubled, Within::Line) },
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
        escaped(text, kind, nested, parts);
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
    static SIGNS: LazyLock<[Option<Finder<'_>>; KINDS.len()]> =
        LazyLock::new(|| std::array::from_fn(|at| KINDS[at].sign.map(Finder::new)));
    let counts = move |at: &usize| {
        signs.counts(*at) && SIGNS[*at].as_ref().is_none_or(|sign| sign.find(bytes).is_some())
    };
    (0..KINDS.len()).filter(counts).map(|at| &KINDS[at])
}

impl Kind {
    /// Whether an escape of this kind begins at `at` that is a reason to read the text around it.
    fn counts_at(&self, bytes: &[u8], at: usize) -> bool {
        matches!((self.read)(bytes, at), Some((spelling, _)) if spelling.counts)
    }

    /// Whether a form of which a part has been read goes on over `gap`, behind that: only what its values begin with counts.
    fn goes_on(&self, bytes: &[u8], gap: Range<usize>) -> bool {
        self.within == Within::Form && gap.start > 0 && !bytes[gap].iter().copied().any(forms::ends)
    }
}

/// Parts around escapes of one kind.
fn escaped(text: &str, kind: &Kind, nested: usize, parts: &mut Vec<Decoded>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr_iter(kind.lead, bytes) {
        if at < done || !kind.counts_at(bytes, at) && !kind.goes_on(bytes, done..at) {
            continue;
        }
        let part = surrounding(text, at, done, kind.within);
        done = part.end;
        let decoded = decode_part(text, part, kind);
        if nested > 0 {
            parts.extend(decoded.deeper(nested - 1));
        }
        parts.push(decoded);
    }
}

/// What stands around `at`, no further than [`REACH`] to either side, nor than what bounds it, and not before `floor`.
fn surrounding(text: &str, at: usize, floor: usize, within: Within) -> Range<usize> {
    let bytes = text.as_bytes();
    let low = floor.max(at.saturating_sub(REACH));
    let high = bytes.len().min(at + REACH);
    let breaks = |byte: &u8| match within {
        Within::Text => false,
        Within::Line => *byte == b'\n',
        Within::Form => forms::ends(*byte),
    };
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

fn decode_part(text: &str, part: Range<usize>, kind: &Kind) -> Decoded {
    let bytes = &text.as_bytes()[..part.end];
    let (mut decoded, mut origins) = (Vec::with_capacity(part.len()), Vec::with_capacity(part.len()));
    let mut at = part.start;
    while at < part.end {
        let leads = bytes[at] == kind.lead || kind.also == Some(bytes[at]);
        let read = leads.then(|| (kind.read)(bytes, at)).flatten();
        let (spelling, len) = read.unwrap_or_else(|| (Spelling::byte(bytes[at]), 1));
        decoded.extend_from_slice(&spelling.bytes[..spelling.len]);
        origins.extend(std::iter::repeat_n(at..at + len, spelling.len));
        at += len;
    }
    let text = String::from_utf8(decoded).expect("whole characters in place of whole characters");
    Decoded { text, part, origins }
}
