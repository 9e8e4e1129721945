//! How a value is written where it lands.
//!
//! Owns: the escaping for JSON source, for the strings of JSON that a text holds (structured output, a document in a
//! code fence or amid prose), for strings in those strings, for a shell's commands, and for URLs. Never: escapes for the wire; that is the JSON
//! writer's job, one level further out. Where strings of JSON are open is judged by `wire/json/embedded.rs`, and by
//! `escaping/element.rs` where a line has elements and nothing that tells of what.

mod element;

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use self::element::Line;
use super::Place;
use super::leading::Leading;
use crate::provider::tools::{Arguments, Wants};
use crate::pseudonym::{Restorable, Restored};
use crate::wire::json::{Embedded, escaped, must_escape};
use crate::wire::shell::Shell;

/// The state of one string.
pub(super) struct Escaping {
    place: Place,
    embedded: Embedded,
    line: Line,
    /// Where the string is what a tool is called with, and anything is known of that.
    leading: Option<Leading>,
    /// Where the whole string is a command of a shell.
    shell: Option<Shell>,
}

impl Escaping {
    pub(super) fn new(place: Place) -> Self {
        let embedded = if place == Place::Json { Embedded::of_document() } else { Embedded::default() };
        Self { place, embedded, line: Line::new(place), leading: None, shell: None }
    }

    /// For what a tool with such arguments is called with.
    pub(super) fn of_call(arguments: &Arc<Arguments>) -> Self {
        let leading = (!arguments.is_empty()).then(|| Leading::new(Arc::clone(arguments)));
        Self { leading, ..Self::new(Place::Json) }
    }

    /// For a command of a shell.
    pub(super) fn of_command() -> Self {
        Self { shell: Some(Shell::default()), ..Self::new(Place::Text) }
    }

    /// How the command is quoted in which this is, if it is in one.
    fn shell(&self) -> Option<&Shell> {
        self.shell.as_ref().or_else(|| self.leading.as_ref()?.shell())
    }

    /// Whether a pseudonym may have to come back without its quotes, or has to keep them, for where it stands.
    pub(super) fn may_want(&self) -> bool {
        self.leading.is_some()
    }

    /// What is wanted in place of a string that begins here.
    pub(super) fn wants(&self) -> Option<Wants> {
        self.leading.as_ref().and_then(Leading::wants)
    }

    pub(super) fn is_json_source(&self) -> bool {
        self.place == Place::Json
    }

    /// Takes note of text that goes out unchanged.
    pub(super) fn pass(&mut self, text: &str, live: &Restorable) {
        let needs_escaping = live.needs_escaping();
        if needs_escaping || live.has_numbers() || self.leading.is_some() {
            self.embedded.pass(text);
        }
        if let Some(leading) = &mut self.leading {
            leading.pass(text);
        }
        if let Some(shell) = &mut self.shell {
            shell.pass(text);
        }
        if needs_escaping {
            self.line.pass(text);
        }
    }

    /// How the quote is written with which a string begins here that is a value.
    pub(super) fn quote_of_value(&self) -> Option<&'static str> {
        self.embedded.quote_of_value()
    }

    /// Takes note of a number that goes out in place of a string with its pseudonym.
    pub(super) fn pass_number(&mut self, live: &Restorable) {
        let quote = self.quote_of_value().unwrap_or_default();
        self.pass(quote, live);
        self.pass(quote, live);
    }

    /// Appends the value in place of the pseudonym that was `written`.
    pub(super) fn write(&mut self, value: Restored<'_>, written: &str, out: &mut String) {
        match self.in_command(value) {
            _ if written.starts_with('%') => percent_encode(value.text(), out),
            Some(quoted) => out.push_str(&quoted),
            None => out.push_str(&inside(value, self.strings(value))),
        }
        self.embedded.pass_value();
        if let Some(leading) = &mut self.leading {
            leading.pass_value();
        }
        if let Some(shell) = &mut self.shell {
            shell.pass_value();
        }
    }

    /// The value as it is written in a command, where a shell would not take it as it reads. One that stood in quotes of its own
    /// has them.
    fn in_command(&self, value: Restored<'_>) -> Option<String> {
        let shell = self.shell().filter(|_| !value.is_spelled())?;
        let around = usize::from(self.is_json_source());
        let strings = self.strings(value).saturating_sub(around);
        let told = inside(value, strings);
        let quoted = match shell.quoted(&told) {
            Cow::Borrowed(_) => return None,
            Cow::Owned(quoted) => quoted,
        };
        Some(if around > 0 { escaped(&quoted) } else { quoted })
    }

    /// How many JSON strings are open.
    pub(super) fn open_strings(&self) -> usize {
        self.embedded.strings().max(usize::from(self.is_json_source()))
    }

    /// How many JSON strings the value is to be written for.
    fn strings(&self, value: Restored<'_>) -> usize {
        let least = usize::from(self.is_json_source());
        let strings = self.open_strings();
        let is_quoted = strings == least && self.line.is_in_element();
        match value.sources().is_empty() {
            // Maybe of a document, where the value stood otherwise than it reads.
            false if is_quoted => strings + 1,
            true if strings > least && is_source(value.text()) => strings - 1,
            _ => strings,
        }
    }
}

/// Whether a value that was read in a text, such as a file with numbered lines, is the source of a JSON string: `M\u00fcller`.
fn is_source(text: &str) -> bool {
    let mut pieces = text.split('\\').skip(1);
    let is_unit = |piece: &str| {
        let digits = piece.strip_prefix('u').and_then(|digits| digits.get(..4));
        digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    text.contains("\\u") && !text.contains('"') && pieces.all(is_unit)
}

/// The value as it is written inside so many strings in one another: as it stood there, else by the minimal escaping.
fn inside(value: Restored<'_>, strings: usize) -> Cow<'_, str> {
    let known = value.sources().get(..strings).unwrap_or(value.sources());
    let written = Cow::Borrowed(known.last().map_or(value.text(), String::as_str));
    (known.len()..strings).fold(written, |written, _| match written.bytes().any(must_escape) {
        true => escaped(&written).into(),
        false => written,
    })
}

/// What a URL may hold as it is, wherever in it. An address keeps its `@`, which readers expect.
const PLAIN_IN_URLS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// A model that has percent-encoded a pseudonym means its value encoded. One that stood encoded already stays.
pub(super) fn percent_encode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        let encoded = after
            .as_bytes()
            .first_chunk::<2>()
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        out.extend(utf8_percent_encode(before, PLAIN_IN_URLS));
        out.push_str(if encoded { "%" } else { "%25" });
        rest = after;
    }
    out.extend(utf8_percent_encode(rest, PLAIN_IN_URLS));
}
