//! [`Surface`]: one string position of a request, and the way from its text back to the bytes of the body.
//!
//! Owns: the chain of decodings (JSON in JSON in JSON, base64 of a text file) that lies between. Never: looks for anything.

use std::ops::Range;
use std::rc::Rc;

use allonym_detectors::asks;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::beside::Beside;
use super::siblings::Object;
use crate::provider::Rank;
use crate::provider::tools::is_command;
use crate::wire::json::{self, Edit, Escapes, RawStr, Text};

/// What may be done at a surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Detect and replace.
    Text,
    /// Replace what is known, detect nothing: patterns, grammars.
    Known,
    /// A number: replaced as a whole, by a string.
    Number,
    /// A number too short to tell of anybody by itself: replaced as a whole where one that does is written just so.
    Digits,
    /// Detect and replace, in the narrow alphabet of names.
    Name,
    /// As [`Kind::Name`]: the extension stays.
    FileName,
    /// An end user's identifier: keyed, narrow.
    User,
    /// Detect and replace, but what reads as a pseudonym is one: a provider's summary, whose mapping is known or lost.
    Summary,
    /// The same of a model's reasoning, in which a pseudonym of which nothing is known is nobody's.
    Reasoning,
    /// Leave alone, but know the pseudonyms in it.
    Sealed,
    /// A picture in whose place another one stands.
    Withheld,
}

impl Kind {
    /// Whether a pseudonym here must do without its edges.
    pub(super) fn is_narrow(self) -> bool {
        matches!(self, Self::Name | Self::FileName | Self::User)
    }

    /// Whether words here are joined by underscores and dashes.
    pub(super) fn joins_words(self) -> bool {
        matches!(self, Self::Name | Self::FileName)
    }
}

/// One string (or number, or key) of a request.
pub(super) struct Surface<'a> {
    pub(super) kind: Kind,
    pub(super) rank: Rank,
    /// The key under which the string stands, where that tells what it is: `password`, `first_name`; or the label beside it.
    pub(super) cue: Option<Box<str>>,
    /// The run of neighbouring text parts of one message that it is in, by the number of its first.
    pub(super) run: Option<usize>,
    /// The object that it stands in, and where.
    pub(super) object: Option<(Rc<Object>, usize)>,
    /// Whether it is what a shell is called with.
    pub(super) is_command: bool,
    /// What its document says of it, if that is JSON.
    pub(super) beside: Option<Beside>,
    text: Text<'a>,
    within: Option<Rc<Enclosing<'a>>>,
    file: Option<File>,
}

/// A string that holds a JSON document, around the surfaces of that document.
pub(super) struct Enclosing<'a> {
    pub(super) text: Text<'a>,
    pub(super) within: Option<Rc<Enclosing<'a>>>,
}

/// A text file inside a string: the whole string is written anew when the text changes.
struct File {
    whole: Range<usize>,
    /// What stands before the base64: `data:text/csv;base64,`.
    head: String,
}

impl<'a> Surface<'a> {
    pub(super) fn new(kind: Kind, rank: Rank, text: Text<'a>, within: Option<Rc<Enclosing<'a>>>) -> Self {
        Self {
            kind,
            rank,
            cue: None,
            run: None,
            object: None,
            is_command: false,
            beside: None,
            text,
            within,
            file: None,
        }
    }

    /// A text that stands in no body.
    pub(super) fn plain(text: &'a str) -> Self {
        Self::new(Kind::Text, Rank::Conversation, undecoded(text), None)
    }

    /// The text of a file that a string holds as base64.
    pub(super) fn file(
        rank: Rank,
        encoded: &Text<'a>,
        within: Option<Rc<Enclosing<'a>>>,
        head: &str,
        text: &str,
    ) -> Self {
        let end = encoded.str.len();
        let whole = encoded.raw_span(0, end);
        let file = Some(File { whole, head: head.to_string() });
        Self { file, ..Self::new(Kind::Text, rank, undecoded(text).into_owned(), within) }
    }

    /// A string that another one, which JSON leaves as it is, takes the place of.
    pub(super) fn withheld(
        rank: Rank,
        string: &Text<'a>,
        within: Option<Rc<Enclosing<'a>>>,
        instead: &str,
    ) -> Self {
        Self { kind: Kind::Withheld, ..Self::file(rank, string, within, instead, "") }
    }

    pub(super) fn with_cue(mut self, cue: Option<&str>) -> Self {
        self.cue = cue.map(Into::into);
        self
    }

    /// It stands in the call of a shell, or of anything that is called like one.
    pub(super) fn is_in_shell(&mut self) {
        self.is_command = self.kind == Kind::Text && self.cue.as_deref().is_some_and(is_command);
    }

    /// A label beside it tells what it is.
    pub(super) fn is_called(&mut self, label: &str) {
        self.cue = Some(label.into());
        if let Some(beside) = &mut self.beside {
            beside.asks = asks(label, None, &self.text.str);
        }
    }

    /// Whether both stand in one string of the body that holds a document.
    pub(super) fn is_in_a_string_with(&self, other: &Self) -> bool {
        let outermost = |surface: &Self| {
            let within = surface.within.as_ref();
            std::iter::successors(within, |within| within.within.as_ref()).last().map(Rc::as_ptr)
        };
        outermost(self).is_some_and(|string| outermost(other) == Some(string))
    }

    /// Whether it stands in this very document.
    pub(super) fn is_within(&self, within: &Option<Rc<Enclosing<'a>>>) -> bool {
        match (&self.within, within) {
            (Some(own), Some(other)) => Rc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        }
    }

    /// An object around it has ended, which begins at `byte` of its document. The innermost one counts, and only for what is
    /// spelled there as it reads.
    pub(super) fn stands_in(&mut self, object: &Rc<Object>, byte: usize) {
        let spelled = self.text.raw_span(0, self.text.str.len());
        if self.object.is_none() && spelled.len() == self.text.str.len() {
            self.object = Some((Rc::clone(object), spelled.start - byte));
        }
    }

    /// What may be searched: of a sealed text and of mere digits, nothing.
    pub(super) fn text(&self) -> &str {
        if matches!(self.kind, Kind::Sealed | Kind::Digits) { "" } else { &self.text.str }
    }

    /// The digits of a number.
    pub(super) fn number(&self) -> Option<&str> {
        matches!(self.kind, Kind::Number | Kind::Digits).then_some(&*self.text.str)
    }

    /// What a model has said in which pseudonyms stand.
    pub(super) fn said(&self) -> Option<&str> {
        matches!(self.kind, Kind::Sealed | Kind::Reasoning).then_some(&*self.text.str)
    }

    /// Where it begins in the body, in bytes.
    pub(super) fn place(&self) -> usize {
        let begins = self.file.as_ref().map_or_else(|| self.text.raw_span(0, 0), |file| file.whole.clone());
        outward(begins, self.within.as_ref()).start
    }

    /// Whether the detectors are asked about the text.
    pub(super) fn is_scanned(&self) -> bool {
        !matches!(self.kind, Kind::Known | Kind::Sealed | Kind::Digits | Kind::Withheld)
    }

    /// How a span was spelled in the JSON source around it, where that source is itself inside a string; then in the
    /// source around that, and so on outward.
    pub(super) fn sources(&self, span: &Range<usize>) -> impl Iterator<Item = &str> {
        let mut around = self.within.as_ref();
        let mut raw = around.map_or(0..0, |_| self.text.raw_span(span.start, span.end));
        std::iter::from_fn(move || {
            let source = around?;
            let spelled = source.text.str.get(raw.clone());
            around = source.within.as_ref();
            raw = source.text.raw_span(raw.start, raw.end);
            spelled
        })
    }

    /// Appends the edits of the body that put `parts` in place of their spans of this text. `parts` are sorted, and
    /// plain ASCII that JSON leaves alone, but for the quotes around a number's.
    pub(super) fn edit(&self, parts: Vec<Edit>, edits: &mut Vec<Edit>) {
        if let Some(file) = &self.file {
            let text = json::splice(self.text.str.as_bytes(), &parts);
            let with = [file.head.as_bytes(), STANDARD.encode(text).as_bytes()].concat();
            edits.push(Edit { range: outward(file.whole.clone(), self.within.as_ref()), with });
            return;
        }
        for part in parts {
            let raw = self.text.raw_span(part.range.start, part.range.end);
            let with = if part.with.contains(&b'"') { self.escaped(&part.with) } else { part.with };
            edits.push(Edit { range: outward(raw, self.within.as_ref()), with });
        }
    }

    /// `with` escaped once for every string around; a number stands in one less.
    fn escaped(&self, with: &[u8]) -> Vec<u8> {
        let mut with = String::from_utf8_lossy(with).into_owned();
        if self.number().is_none() {
            with = json::escaped(&with);
        }
        let mut within = self.within.as_ref();
        while let Some(enclosing) = within {
            with = json::escaped(&with);
            within = enclosing.within.as_ref();
        }
        with.into_bytes()
    }
}

/// From a range of the innermost enclosing text to one of the body.
fn outward(range: Range<usize>, within: Option<&Rc<Enclosing<'_>>>) -> Range<usize> {
    match within {
        None => range,
        Some(enclosing) => {
            outward(enclosing.text.raw_span(range.start, range.end), enclosing.within.as_ref())
        }
    }
}

fn undecoded(text: &str) -> Text<'_> {
    json::decode(text, RawStr { start: 0, end: text.len(), escapes: Escapes::None })
}
