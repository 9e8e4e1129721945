//! Values of JSON amid other text as rules read them, where the key alone says too little: of `{"passport": {"number": "…"}}` the number
//! behind `passport_number: `.
//!
//! Owns: which values these are, and the way back to the bytes as typed. Never: says what a key means; `key.rs` does.

use super::Members;
use crate::detection::Span;
use crate::key::label_of;

/// What parts a label from its value.
const LABEL_END: &str = ": ";
/// Two line ends, over which no cue is heard.
const VALUE_END: &str = "\n\n";

/// Such values, one below the other, each as `label: value`.
pub(crate) struct Labelled {
    text: String,
    /// Where each value begins in the text, and where it was typed.
    values: Vec<(usize, Span)>,
}

impl Labelled {
    /// Those of a text with these members; none where each key says enough.
    pub(crate) fn of(text: &str, members: &Members<'_>) -> Option<Self> {
        let mut labelled = Self { text: String::new(), values: Vec::new() };
        for member in members.strings.iter().chain(&members.numbers) {
            let label = label_of(member.key, member.above);
            if member.above.is_none() || label == member.key || member.value.is_empty() {
                continue;
            }
            labelled.text.extend([&label, LABEL_END]);
            labelled.values.push((labelled.text.len(), member.value));
            labelled.text.extend([&text[member.value.range()], VALUE_END]);
        }
        (!labelled.values.is_empty()).then_some(labelled)
    }

    /// What rules are to read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes, as typed, of a span of the text; none when it is not inside one value.
    pub(crate) fn typed(&self, span: Span) -> Option<Span> {
        let before = self.values.partition_point(|(begins, _)| *begins <= span.start).checked_sub(1)?;
        let (begins, typed) = self.values[before];
        let start = typed.start + span.start - begins;
        (start + span.len() <= typed.end).then_some(Span { start, end: start + span.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::members;

    #[test]
    fn a_value_stands_behind_what_its_keys_say_together() {
        let text =
            r#"It says {"passport": {"number": "C01"}, "kunde": {"nummer": 4711, "ort": "Leer"}, "id": "7"}"#;
        let labelled = Labelled::of(text, &members(text)).expect("keys that say too little");
        assert_eq!(labelled.text(), "passport_number: C01\n\nkunde_ort: Leer\n\nkundennummer: 4711\n\n");
        let at = labelled.text().find("4711").expect("the number");
        let typed = labelled.typed(Span { start: at, end: at + 4 }).expect("inside a value");
        assert_eq!(&text[typed.range()], "4711");
        assert_eq!(labelled.typed(Span { start: 0, end: 8 }), None);
        assert_eq!(labelled.typed(Span { start: at, end: at + 6 }), None);
    }

    #[test]
    fn keys_that_say_enough_are_left_to_the_text() {
        for text in [r#"{"user": {"email": "x"}, "number": "7"}"#, "no JSON"] {
            assert!(Labelled::of(text, &members(text)).is_none(), "{text}");
        }
    }
}
