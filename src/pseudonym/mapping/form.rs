//! [`Form`]: how a value is written, which makes a spelling one of its own: what it reads, how JSON around it spells that,
//! whether it is a number there, and in what encoding it stands. Never: owns a text; a [`Spelling`] does.

use super::Spelling;
use crate::sensitive::Sensitive;

/// How a value is written; each form is a spelling of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Form<'a> {
    pub(super) text: &'a str,
    pub(super) sources: &'a [String],
    pub(super) is_number: bool,
    pub(super) encoded: Option<&'a str>,
}

impl<'a> Form<'a> {
    pub(super) fn text(text: &'a str, sources: &'a [String]) -> Self {
        Self { text, sources, is_number: false, encoded: None }
    }

    pub(super) fn number(text: &'a str) -> Self {
        Self { text, sources: &[], is_number: true, encoded: None }
    }

    /// As a spelling of its own.
    pub(super) fn spelling(self, name: String) -> Spelling {
        Spelling {
            name,
            text: Sensitive::new(self.text.to_string()),
            sources: Sensitive::new(self.sources.to_vec()),
            is_number: self.is_number,
            encoded: self.encoded.map(|encoded| Box::new(Sensitive::new(encoded.to_string()))),
        }
    }

    /// Bytes of what it holds.
    pub(super) fn bytes(self) -> usize {
        let sources = self.sources.iter().map(String::len).sum::<usize>();
        self.text.len() + sources + self.encoded.map_or(0, str::len)
    }
}

impl Spelling {
    pub(super) fn form(&self) -> Form<'_> {
        Form {
            text: self.text.expose(),
            sources: self.sources.expose(),
            is_number: self.is_number,
            encoded: self.encoded.as_ref().map(|encoded| encoded.expose().as_str()),
        }
    }
}
