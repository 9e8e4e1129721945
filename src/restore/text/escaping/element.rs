//! [`Line`]: whether an element of an array begins in the line that is being written, as in a line of JSON that an edit or a
//! patch quotes: `"Jane Roe", "`.
//!
//! Owns: the end of that line. Never: reads a document or a line with a key, which `wire/json/embedded.rs` does; a comma alone
//! does not tell what a value must be escaped for, only where it may have stood as it is spelled there.

use memchr::memmem;

use super::super::Place;

/// As much of a line is kept, in bytes.
const KEPT: usize = 192;

/// The end of the line so far.
pub(super) struct Line {
    quote: &'static str,
    line_end: &'static str,
    end: String,
}

impl Line {
    /// At the beginning of a string.
    pub(super) fn new(place: Place) -> Self {
        let (quote, line_end) = match place {
            Place::Text => ("\"", "\n"),
            Place::Json => ("\\\"", "\\n"),
        };
        Self { quote, line_end, end: String::new() }
    }

    /// Moves on over text. What is kept has no line end, so one is looked for in what is new, and where it may begin before.
    pub(super) fn pass(&mut self, text: &str) {
        let new = tail(text);
        if new.len() < text.len() {
            self.end.clear();
        }
        let from = self.end.len().saturating_sub(self.line_end.len() - 1);
        self.end.push_str(new);
        if let Some(at) = memmem::rfind(&self.end.as_bytes()[from..], self.line_end.as_bytes()) {
            self.end.drain(..from + at + self.line_end.len());
        }
        if self.end.len() > 4 * KEPT {
            self.end.drain(..self.end.len() - tail(&self.end).len());
        }
    }

    /// Whether the last quote of the line opens an element behind another one.
    pub(super) fn is_in_element(&self) -> bool {
        let Some((before, _)) = tail(&self.end).rsplit_once(self.quote) else { return false };
        let element = before.trim_end().strip_suffix(',');
        element.is_some_and(|element| element.trim_end().ends_with(self.quote))
    }
}

/// Its last bytes, so that how a text is cut into pieces does not matter.
fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(KEPT);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in_element(place: Place, pieces: &[&str]) -> bool {
        let mut line = Line::new(place);
        pieces.iter().for_each(|piece| line.pass(piece));
        line.is_in_element()
    }

    #[test]
    fn an_element_is_opened_by_a_quote() {
        assert!(is_in_element(Place::Text, &["-  \"author\", \""]));
        assert!(is_in_element(Place::Text, &["x\n  \"auth", "or\",\"", "Dr. "]));
        assert!(is_in_element(Place::Json, &["{\"old_string\": \"\\\"author\\\", \\\""]));
    }

    #[test]
    fn nothing_else_is_one() {
        assert!(!is_in_element(Place::Text, &["\"author\", \"x\""]));
        assert!(!is_in_element(Place::Text, &["he said, \""]));
        assert!(!is_in_element(Place::Text, &["\"author\", \"x\n"]));
        assert!(!is_in_element(Place::Json, &["{\"name\", \""]));
        assert!(!is_in_element(Place::Json, &["{\"q\": \"\\\"author\\\", \\\"x\\n"]));
    }
}
