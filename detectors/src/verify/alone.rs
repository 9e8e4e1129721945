//! Whether a value is all that its text says: alone in a table cell or tool argument, or one of a few values in a row.
//!
//! Owns: that judgement. Never: asks what kind of value it is. Next: [`super`], which scores by it.

use crate::detection::Span;

/// A longer text is no row of values.
const ROW: usize = 128;
/// A shorter piece is part of a value, or a count: not a value of its own.
const VALUE: usize = 6;
/// Words that may stand between the values of a row.
const JOINING: [&str; 11] = ["and", "or", "und", "oder", "et", "ou", "y", "o", "e", "en", "of"];

/// Whether nothing but space, quotes, brackets and closing punctuation surrounds the value.
pub(super) fn is_alone(text: &str, span: Span) -> bool {
    let around = |part: &str| part.chars().all(|c| c.is_whitespace() || is_mark(c));
    span.start < 8 && text.len() - span.end < 8 && around(&text[..span.start]) && around(&text[span.end..])
}

/// Whether the text is nothing but values, with joining words, spaces and punctuation between them; of those after the first
/// one the letters may stand apart (`AB1234567, cd 7654321`).
pub(super) fn is_row(text: &str) -> bool {
    let (mut first, mut apart) = (true, false);
    let fits = |piece: &str| {
        let value = is_value(piece);
        let joins = JOINING.contains(&piece);
        let fits = value || !apart && (joins || !first && is_series(piece));
        (first, apart) = (false, !value && !joins);
        fits
    };
    text.len() <= ROW && pieces(text).all(fits) && !apart
}

/// Whether the span of a row is made of whole pieces, not cut out of one.
pub(super) fn is_whole(text: &str, span: Span) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || is_mark(c));
    is_edge(text[..span.start].chars().next_back()) && is_edge(text[span.end..].chars().next())
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || is_mark(c)).filter(|piece| !piece.is_empty())
}

fn is_value(piece: &str) -> bool {
    piece.len() >= VALUE && piece.bytes().any(|byte| byte.is_ascii_digit())
}

/// The letters that a document's number begins with.
fn is_series(piece: &str) -> bool {
    piece.len() == 2 && piece.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_mark(c: char) -> bool {
    "\"'`.,;()[]{}|«»“”„‘’".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(marked: &str) -> bool {
        let (before, rest) = marked.split_once('<').expect("a mark");
        let (value, after) = rest.split_once('>').expect("a mark");
        let span = Span { start: before.len(), end: before.len() + value.len() };
        is_alone(&format!("{before}{value}{after}"), span)
    }

    #[test]
    fn marks_around_a_value_leave_it_alone() {
        for text in ["<4711>", " <4711>\n", "\"<4711>\",", "(<4711>).", "[<4711>]"] {
            assert!(alone(text), "{text}");
        }
        for text in ["no <4711>", "<4711> x", "<4711> 12", "<4711>@x", "-<4711>"] {
            assert!(!alone(text), "{text}");
        }
    }

    #[test]
    fn a_row_holds_values_and_nothing_else() {
        for text in [
            "M123A4567 and M456B7890",
            "121000358, 121042882;\n071101307",
            "911-70-1234 | 911-64-1234",
            "AB1234567 cd 7654321",
        ] {
            assert!(is_row(text), "{text}");
        }
        for text in ["my M123A4567", "51 824 753 5564", "M123A4567 and so on", "123 456\n789", "no 1234567"] {
            assert!(!is_row(text), "{text}");
        }
        assert!(!is_row(&"121042882 ".repeat(13)));
    }

    #[test]
    fn a_value_of_a_row_is_not_cut_out_of_a_piece() {
        let span = |start, end| Span { start, end };
        assert!(is_whole("121042882 071101307", span(10, 19)));
        assert!(!is_whole("121042882/071101307", span(0, 9)));
    }
}
