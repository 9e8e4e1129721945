//! [`Unit`]: what the offsets that people are told count; and [`Translator`], from the byte offsets that the code counts.
//!
//! Owns: the arithmetic, in one pass over a text. Never: knows what stands at an offset.

use serde::Deserialize;

/// A unit of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Option<String>")]
pub enum Unit {
    /// Unicode code points, as Python counts.
    #[default]
    CodePoints,
    /// Bytes of UTF-8, as Rust and Go count.
    Bytes,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

impl TryFrom<Option<String>> for Unit {
    type Error = &'static str;

    /// By its name; none means the usual one.
    fn try_from(name: Option<String>) -> Result<Self, Self::Error> {
        match name.as_deref() {
            None | Some("code_points") => Ok(Self::CodePoints),
            Some("bytes") => Ok(Self::Bytes),
            Some("utf16") => Ok(Self::Utf16),
            Some(_) => Err("no unit of text"),
        }
    }
}

/// Translates byte offsets of one text, asked for in rising order, in one pass.
pub struct Translator<'t> {
    text: &'t str,
    unit: Unit,
    bytes: usize,
    units: usize,
}

impl<'t> Translator<'t> {
    /// From the beginning of `text`.
    pub fn new(text: &'t str, unit: Unit) -> Self {
        Self { text, unit, bytes: 0, units: 0 }
    }

    /// The offset in units of byte offset `at`, which is no lower than the one before.
    pub fn at(&mut self, at: usize) -> usize {
        let between = &self.text[self.bytes..at];
        self.units += match self.unit {
            Unit::CodePoints => between.chars().count(),
            Unit::Bytes => between.len(),
            Unit::Utf16 => between.encode_utf16().count(),
        };
        self.bytes = at;
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_what_was_asked_for() {
        let text = "ü🙂x";
        for (unit, expected) in
            [(Unit::CodePoints, [1, 2, 3]), (Unit::Bytes, [2, 6, 7]), (Unit::Utf16, [1, 3, 4])]
        {
            let mut translator = Translator::new(text, unit);
            assert_eq!([2, 6, 7].map(|at| translator.at(at)), expected, "{unit:?}");
        }
    }
}
