//! Lines of cells that commas part and nothing heads: `7,Roe,Lindenstraße 12,10969,Berlin`.
//!
//! Owns: whether a line is one. Never: finds the headings of a table; [`super::Cells`] does.

use memchr::{memchr, memrchr};

use crate::detection::Span;

/// The longest part of a line that is looked at on either side, in bytes.
const LONGEST: usize = 1024;
/// The commas that a row has at least: one without space stands in a sentence, too.
const COMMAS: usize = 2;

/// Whether a span stands in such a line: after none of its commas, but those between double quotes, a space follows.
pub(crate) fn is_in_row(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    let low = span.start.saturating_sub(LONGEST);
    let start = memrchr(b'\n', &bytes[low..span.start]).map_or(low, |end| low + end + 1);
    let high = bytes.len().min(span.end + LONGEST);
    let end = memchr(b'\n', &bytes[span.end..high]).map_or(high, |length| span.end + length);
    let (mut commas, mut is_quoted) = (0, false);
    let fits = bytes[start..end].iter().zip(start + 1..).all(|(byte, next)| {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => {
                commas += 1;
                return next >= end || !bytes[next].is_ascii_whitespace();
            }
            _ => {}
        }
        true
    });
    fits && commas >= COMMAS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_cells_is_told_from_a_sentence() {
        let is_row = |text: &str| {
            let start = text.find("Roe").expect("a place");
            is_in_row(text, Span { start, end: start + 3 })
        };
        assert!(is_row("x, y\n7,Roe,Berlin\nz"));
        assert!(is_row("7,Roe,\"a, b\",Berlin"));
        assert!(is_row("7,Roe,,"));
        assert!(!is_row("Roe,Berlin"));
        assert!(!is_row("He, Roe,and Poe,went"));
        assert!(!is_row("7,Roe\nBerlin,x"));
    }
}
