//! [`Form`]: how a value is written, which makes a spelling one of its own: what it reads, how JSON around it spells that, and
//! whether it is a number there. Never: owns a text; a [`Spelling`] does.

use super::Spelling;

/// How a value is written; each form is a spelling of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Form<'a> {
    pub(super) text: &'a str,
    pub(super) sources: &'a [String],
    pub(super) is_number: bool,
}

impl<'a> Form<'a> {
    pub(super) fn text(text: &'a str, sources: &'a [String]) -> Self {
        Self { text, sources, is_number: false }
    }

    pub(super) fn number(text: &'a str) -> Self {
        Self { text, sources: &[], is_number: true }
    }
}

impl Spelling {
    pub(super) fn form(&self) -> Form<'_> {
        Form { text: self.text.expose(), sources: self.sources.expose(), is_number: self.is_number }
    }
}
