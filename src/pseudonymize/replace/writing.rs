//! [`Writing`]: how values are written where JSON, or a shell's command, stands around them.
//!
//! Owns: the source in which a string holds a value, the place of one in a document amid prose, and what spells one in an
//! encoding. Never: gives a pseudonym.

use std::borrow::Cow;
use std::ops::Range;

use super::super::find::{Finding, Findings};
use super::super::surface::{Kind, Surface};
use crate::wire::json::{Embedded, escaped, is_number, must_escape, unescape};
use crate::wire::shell::Shell;

/// How one value is written.
pub(super) enum Written<'s> {
    /// As text, which strings of a document amid prose may spell otherwise. `sources`: inside one string, inside two, and so on,
    /// without what restoring would make of it anyway: the minimal escaping.
    Text { text: Cow<'s, str>, sources: Vec<String> },
    /// As text that an encoding spells. `strings`: how many are open there in a document amid prose.
    Encoded { reads: Box<str>, text: Cow<'s, str>, sources: Vec<String>, strings: usize },
    /// As a number of a document. A string stands there with this quote.
    Number { quote: &'static str },
}

/// `with` as a string of JSON.
pub(super) fn quoted(with: &[u8], quote: &str) -> Vec<u8> {
    [quote.as_bytes(), with, quote.as_bytes()].concat()
}

/// A pseudonym without the quotes that it has in the place of a number.
pub(super) fn unquoted(with: &[u8]) -> String {
    String::from_utf8_lossy(with).trim_matches(['"', '\\']).to_owned()
}

/// How the values of one surface are written in it, one after the other.
pub(super) struct Writing<'s> {
    surface: &'s Surface<'s>,
    /// For a text in which some value would be escaped when it comes back, or was where the text stands, or is encoded; and for a command.
    prose: Option<Embedded>,
    /// For a shell's command.
    shell: Option<Shell>,
    /// Bytes of the text that both have passed.
    passed: usize,
}

impl<'s> Writing<'s> {
    pub(super) fn new(surface: &'s Surface<'_>, findings: &Findings) -> Self {
        let needs_escaping = |finding: &Finding| {
            let text = &surface.text()[finding.range.clone()];
            text.bytes().any(must_escape) || surface.sources(&finding.range).any(|source| source != text)
        };
        let is_read = |finding: &Finding| {
            finding.reads.is_some() || needs_escaping(finding) || may_be_number(surface, &finding.range)
        };
        let prose = (surface.is_command || findings.iter().any(is_read)).then(Embedded::default);
        let shell = surface.is_command.then(Shell::default);
        Self { surface, prose, shell, passed: 0 }
    }

    /// How a value was written. Findings are asked for in order.
    pub(super) fn of(&mut self, finding: &Finding) -> Written<'s> {
        let mut text = Cow::Borrowed(&self.surface.text()[finding.range.clone()]);
        let (mut sources, mut strings) = (Vec::new(), 0);
        let before = &self.surface.text()[self.passed..finding.range.start];
        self.passed = finding.range.end;
        self.shell.iter_mut().for_each(|shell| shell.pass(before));
        if let Some(prose) = &mut self.prose {
            prose.pass(before);
            let may_be_number = may_be_number(self.surface, &finding.range) && prose.is_in_document();
            if let Some(quote) = prose.quote_of_value().filter(|_| may_be_number) {
                prose.pass(quote);
                prose.pass(quote);
                return Written::Number { quote };
            }
            prose.pass_value();
            strings = prose.strings();
            for _ in 0..strings {
                let meant = unescape(&text);
                sources.push(std::mem::replace(&mut text, meant.into()).into_owned());
            }
            sources.reverse();
        }
        sources.extend(self.surface.sources(&finding.range).map(str::to_string));
        while let Some(last) = sources.last() {
            let before = sources.len().checked_sub(2).map_or(&*text, |before| &sources[before]);
            if *last != escaped(before) {
                break;
            }
            sources.pop();
        }
        let own = &self.surface.text()[finding.range.clone()];
        let quoting = self.quoting(finding, strings);
        self.shell.iter_mut().for_each(Shell::pass_value);
        match finding.reads.clone().filter(|reads| **reads != *own && **reads != *text) {
            Some(reads) if quoting == Quoting::OfShell => {
                Written::Text { text: reads.into_string().into(), sources: Vec::new() }
            }
            Some(reads) => Written::Encoded { reads, text, sources, strings },
            None if quoting == Quoting::Other => {
                Written::Encoded { reads: (*text).into(), text, sources, strings }
            }
            None => Written::Text { text, sources },
        }
    }

    /// How a value is quoted in a command, in which so many strings of JSON are open.
    fn quoting(&self, finding: &Finding, strings: usize) -> Quoting {
        let Some(shell) = &self.shell else { return Quoting::Nothing };
        let own = &self.surface.text()[finding.range.clone()];
        let told = finding.reads.as_deref().map_or(Cow::Borrowed(own), |reads| {
            (0..strings).fold(Cow::Borrowed(reads), |told, _| escaped(&told).into())
        });
        let quoted = shell.quoted(&told);
        let mut sources = self.surface.sources(&finding.range);
        let is_minimal = sources.try_fold(own.to_owned(), |before, source| {
            (escaped(&before) == source).then(|| source.to_owned())
        });
        match quoted == own {
            true if quoted == told => Quoting::Nothing,
            true if is_minimal.is_some() => Quoting::OfShell,
            _ => Quoting::Other,
        }
    }
}

/// How a value is quoted where a shell reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    /// Not at all: it needs no quotes there, or no shell reads it.
    Nothing,
    /// As restoring quotes it.
    OfShell,
    /// Otherwise, or not though it would have to be.
    Other,
}

/// Whether a value is a whole number of JSON and stands like one, as far as what is right beside it tells. A line of a document
/// may end behind it.
fn may_be_number(surface: &Surface<'_>, range: &Range<usize>) -> bool {
    let (text, may_quote) =
        (surface.text().as_bytes(), matches!(surface.kind, Kind::Text | Kind::Reasoning | Kind::Summary));
    let before = text[..range.start].trim_ascii_end();
    let after = text[range.end..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    may_quote
        && matches!(text.get(range.start), Some(b'0'..=b'9' | b'-'))
        && matches!(before.last(), Some(b':' | b',' | b'['))
        && matches!(after, None | Some(b',' | b'}' | b']' | b'\n'))
        && is_number(&text[range.clone()])
}
