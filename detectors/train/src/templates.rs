//! Templates and word lists of the folder `templates`: reading them, and cutting a template into pieces.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::example::{Label, label};
use crate::lists;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// A slot, and the number that ties it to others.
    Slot(String, Option<u8>),
    Marked(Label, String),
}

/// A language's templates and word lists.
#[derive(Debug, Default)]
pub(crate) struct Templates {
    pub(crate) texts: Vec<Template>,
    words: BTreeMap<String, Vec<String>>,
}

/// A template, cut up.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) negative: bool,
}

/// Bytes that a slot counts for: what is put in has about as many.
const SLOT: usize = 12;

impl Template {
    /// About how many bytes its texts have.
    pub(crate) fn length(&self) -> usize {
        let length = |piece: &Piece| match piece {
            Piece::Text(text) | Piece::Marked(_, text) => text.len(),
            Piece::Slot(..) => SLOT,
        };
        self.pieces.iter().map(length).sum()
    }
}

impl Templates {
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut templates = Self::default();
        let mut paths: Vec<_> =
            std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            if let Some(kind) = stem.strip_prefix("words_") {
                templates.words.insert(kind.to_owned(), lists::lines(path)?);
            } else {
                let negative = stem.starts_with("negatives");
                let text = std::fs::read_to_string(path)?;
                let texts =
                    text.split("\n---\n").map(|text| text.trim_end_matches("\n---").trim_matches('\n'));
                let texts = texts.filter(|text| !text.trim().is_empty());
                templates.texts.extend(texts.map(|text| Template { pieces: cut(text), negative }));
            }
        }
        Ok(templates)
    }

    /// A word list; empty when there is none.
    pub(crate) fn words(&self, kind: &str) -> &[String] {
        self.words.get(kind).map_or(&[], Vec::as_slice)
    }
}

const SLOTS: [&str; 54] = [
    "PERSON",
    "FIRST",
    "LAST",
    "PERSON_LASTFIRST",
    "PERSON_CAPS",
    "LASTFIRST_CAPS",
    "LAST_CAPS",
    "FIRST_CAPS",
    "person",
    "first",
    "last",
    "PERSON_GEN",
    "FIRST_GEN",
    "LAST_GEN",
    "ORG",
    "ORG_LEGAL",
    "ORG_SHORT",
    "ORG_CAPS",
    "HOSPITAL",
    "SCHOOL",
    "AUTHORITY",
    "BANK",
    "LAWFIRM",
    "CITY",
    "CITY_CAPS",
    "city",
    "COUNTRY",
    "REGION",
    "STREET",
    "STREETNAME",
    "ZIP",
    "ADDRESS",
    "EMAIL",
    "PHONE",
    "IBAN",
    "ID",
    "URL",
    "DATE",
    "BIRTHDATE",
    "HANDLE",
    "NUM",
    "AMOUNT",
    "TIME",
    "MONTH",
    "WEEKDAY",
    "JOB",
    "DEPARTMENT",
    "PRODUCT",
    "STEM",
    "INDUSTRY",
    "FORM",
    "PUBLIC",
    "NAMESAKE",
    "CITYNAME",
];

/// Cuts a template into text, slots and marked names.
pub(crate) fn cut(template: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut rest, mut plain) = (template, String::new());
    while let Some(c) = rest.chars().next() {
        let special = match c {
            '{' => slot(rest),
            '[' => marked(rest),
            _ => None,
        };
        if let Some((piece, length)) = special {
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(piece);
            rest = &rest[length..];
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

fn slot(text: &str) -> Option<(Piece, usize)> {
    let end = text.find('}')?;
    let inner = &text[1..end];
    let (name, number) = inner.split_once(':').unwrap_or((inner, ""));
    if !SLOTS.contains(&name) {
        return None;
    }
    Some((Piece::Slot(name.to_owned(), number.parse().ok()), end + 1))
}

fn marked(text: &str) -> Option<(Piece, usize)> {
    let inner = text.strip_prefix("[[")?;
    let end = inner.find("]]")?;
    let (name, value) = inner[..end].split_once(':')?;
    Some((Piece::Marked(label(name)?, value.to_owned()), end + 4))
}

#[cfg(test)]
mod tests {
    use allonym_tagger::Kind;

    use super::*;

    #[test]
    fn only_known_slots_are_slots() {
        let slot = |name: &str, number| Piece::Slot(name.to_owned(), number);
        assert_eq!(
            cut("{\"a\": {LAST:2}} [[ORGANIZATION:X & Y]]"),
            [
                Piece::Text("{\"a\": ".to_owned()),
                slot("LAST", Some(2)),
                Piece::Text("} ".to_owned()),
                Piece::Marked(Label::Name(Kind::Organization), "X & Y".to_owned()),
            ]
        );
    }
}
