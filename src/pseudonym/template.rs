//! [`Template`]: how a pseudonym is written, `<<{type}_{n}>>` unless the settings say otherwise.
//!
//! Owns: parsing the setting `[pseudonyms] label` and refusing one that could not be read back without doubt.
//! Never: recognises pseudonyms in text; that is `grammar.rs`, built from a template.

use std::fmt;

/// The writing of a pseudonym: what stands before, between and after its type and its number. ASCII throughout, so that
/// one fits unescaped into JSON, and into JSON inside JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    prefix: String,
    between: char,
    suffix: String,
}

/// Why a template was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateFault {
    /// `{type}` or `{n}` is missing, or stands twice, or in the wrong order.
    Fields,
    /// Between `{type}` and `{n}` there must be exactly one of `_ - : . #`.
    Between,
    /// Before and after, only ASCII punctuation that JSON leaves alone, at most four characters each.
    Edges,
    /// Both edges are needed: a bare name glued to a word, as in scripts without spaces, could not be read back.
    Edgeless,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fields => "must hold {type} and then {n}, each once",
            Self::Between => "must have exactly one of _ - : . # between {type} and {n}",
            Self::Edges => {
                "may have only ASCII punctuation without quote, backslash, braces, & and %, at most 4 characters, before {type} and after {n}"
            }
            Self::Edgeless => "must have punctuation both before {type} and after {n}",
        })
    }
}

impl Default for Template {
    fn default() -> Self {
        Self { prefix: "<<".into(), between: '_', suffix: ">>".into() }
    }
}

impl Template {
    /// Reads the setting.
    ///
    /// # Errors
    /// A template whose pseudonyms could not be told apart from each other or from ordinary text.
    pub fn parse(text: &str) -> Result<Self, TemplateFault> {
        let (prefix, rest) = text.split_once("{type}").ok_or(TemplateFault::Fields)?;
        let (between, suffix) = rest.split_once("{n}").ok_or(TemplateFault::Fields)?;
        if rest.contains("{type}") || suffix.contains("{n}") {
            return Err(TemplateFault::Fields);
        }
        let mut chars = between.chars();
        let (Some(between @ ('_' | '-' | ':' | '.' | '#')), None) = (chars.next(), chars.next()) else {
            return Err(TemplateFault::Between);
        };
        if !edge(prefix) || !edge(suffix) {
            return Err(TemplateFault::Edges);
        }
        if prefix.is_empty() || suffix.is_empty() {
            return Err(TemplateFault::Edgeless);
        }
        Ok(Self { prefix: prefix.into(), between, suffix: suffix.into() })
    }

    /// Writes the pseudonym called `name` (`PERSON_1B`) into `out`.
    pub fn write(&self, name: &str, out: &mut Vec<u8>) {
        out.reserve(self.prefix.len() + name.len() + self.suffix.len());
        out.extend_from_slice(self.prefix.as_bytes());
        self.write_bare(name, out);
        out.extend_from_slice(self.suffix.as_bytes());
    }

    /// Writes the form for narrow alphabets (`messages[].name`, file names): no edges.
    pub fn write_bare(&self, name: &str, out: &mut Vec<u8>) {
        let (label, number) = name.rsplit_once('_').unwrap_or((name, ""));
        out.extend_from_slice(label.as_bytes());
        out.push(self.between as u8);
        out.extend_from_slice(number.as_bytes());
    }

    pub(super) fn prefix(&self) -> &[u8] {
        self.prefix.as_bytes()
    }

    pub(super) fn between(&self) -> u8 {
        self.between as u8
    }

    pub(super) fn suffix(&self) -> &[u8] {
        self.suffix.as_bytes()
    }
}

fn edge(text: &str) -> bool {
    text.len() <= 4 && text.bytes().all(|b| b.is_ascii_punctuation() && !b"\"\\{}&%_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(template: &str, name: &str) -> String {
        let mut out = Vec::new();
        Template::parse(template).unwrap().write(name, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn writes_what_the_setting_says() {
        assert_eq!(written("<<{type}_{n}>>", "CREDIT_CARD_12B"), "<<CREDIT_CARD_12B>>");
        assert_eq!(written("[{type}-{n}]", "CREDIT_CARD_3"), "[CREDIT_CARD-3]");
    }

    #[test]
    fn refuses_what_cannot_be_read_back() {
        use TemplateFault::{Between, Edgeless, Edges, Fields};
        for (text, fault) in [
            ("{n}_{type}", Fields),
            ("<<{type}>>", Fields),
            ("{type}_{type}_{n}", Fields),
            ("<{type}_{n}{n}>", Fields),
            ("<<{type}{n}>>", Between),
            ("<<{type}x{n}>>", Between),
            ("<<{type}__{n}>>", Between),
            ("a{type}_{n}b", Edges),
            ("\"{type}_{n}\"", Edges),
            ("«{type}_{n}»", Edges),
            ("{{type}_{n}}", Edges),
            ("<<<<<{type}_{n}>", Edges),
            ("<{type}_{n}", Edgeless),
            ("{type}_{n}>", Edgeless),
            ("{type}_{n}", Edgeless),
            ("", Fields),
        ] {
            assert_eq!(Template::parse(text), Err(fault), "{text}");
        }
    }
}
