//! Underscores that are no part of what they touch: the lines of a form that somebody wrote on, `Name: ____Jane Roe____`, and
//! Markdown's `_Jane Roe_` and `__Jane Roe__`.
//!
//! Owns: which underscores read as spaces, and which are a program's (`__init__`, `A__B`, `_private`). Never: reads another
//! character.

use std::ops::Range;

use memchr::memchr;

/// Where the underscores are that read as spaces, in bytes, in order of place.
pub(super) fn blanks(text: &str) -> Vec<usize> {
    let mut blanks = Vec::new();
    let (bytes, mut at) = (text.as_bytes(), 0);
    let mut opened: Option<Range<usize>> = None;
    while let Some(found) = memchr(b'_', &bytes[at..]) {
        let start = at + found;
        let run = start..start + bytes[start..].iter().take_while(|byte| **byte == b'_').count();
        at = run.end;
        if opens(text, &run) {
            opened = Some(run);
        } else if closes(bytes, &run)
            && let Some(first) = opened.take_if(|first| encloses(bytes, first, &run))
        {
            blanks.extend(first.chain(run));
        }
    }
    blanks
}

/// Whether something is written behind the run, and space or a label stands before it.
fn opens(text: &str, run: &Range<usize>) -> bool {
    let before = text[..run.start].chars().next_back();
    let after = text[run.end..].chars().next();
    let stands_free = before
        .is_none_or(|c| c.is_whitespace() || ":|>(*\"'[,;–—„“".contains(c) || c == '.' && run.len() > 1);
    let is_written_on = |c: char| {
        c.is_uppercase() || c.is_ascii_digit() || "+(".contains(c) || run.len() == 1 && c.is_lowercase()
    };
    stands_free && after.is_some_and(is_written_on)
}

/// Whether what is written ends before the run.
fn closes(bytes: &[u8], run: &Range<usize>) -> bool {
    let before = run.start.checked_sub(1).map(|at| bytes[at]);
    let after = bytes.get(run.end);
    before.is_some_and(|byte| !byte.is_ascii_whitespace())
        && after.is_none_or(|byte| byte.is_ascii_whitespace() || b".,;:|<)*!?\"']".contains(byte))
}

/// Whether two runs of one line are the two ends of something written. A single underscore is Markdown's at both ends or at
/// none, and what it sets off is a name, a number or an address, not an argument and the next one's end: `(_a, b_)`.
fn encloses(bytes: &[u8], first: &Range<usize>, last: &Range<usize>) -> bool {
    let written = &bytes[first.end..last.start];
    let is_told =
        |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'@' || !byte.is_ascii();
    let is_markdown = first.len() == last.len() && written.iter().any(is_told);
    !written.contains(&b'\n') && (first.len() > 1 && last.len() > 1 || is_markdown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        blanks(text).into_iter().for_each(|at| bytes[at] = b' ');
        String::from_utf8(bytes).expect("underscores alone change")
    }

    #[test]
    fn what_is_written_on_a_line_stands_free() {
        assert_eq!(read("Name: ____Jane Roe____ x"), "Name:     Jane Roe     x");
        assert_eq!(read("1. Tel: __0911 / 555__ 2."), "1. Tel:   0911 / 555   2.");
        assert_eq!(read("**__Jane__**"), "**  Jane  **");
        assert_eq!(read("____Änne____"), "    Änne    ");
    }

    #[test]
    fn what_markdown_sets_off_stands_free() {
        assert_eq!(read("to _jane_roe7@x.example_, now"), "to  jane_roe7@x.example , now");
        assert_eq!(read("*_Jane Roe_*! (_+49 30 123_)"), "* Jane Roe *! ( +49 30 123 )");
        assert_eq!(read("_Änne_"), " Änne ");
    }

    #[test]
    fn programs_and_empty_lines_stay() {
        for text in [
            "def __init__(self):",
            "if __name__ == '__main__':",
            "A__B__ c",
            "Name: ______",
            "__X\ny__",
            "__",
            "",
            "_a",
            "def _f(self, a_b, id_):",
            "self._x = y_",
            "for _ in range(3): class_ = _",
            "_very much_",
            "__A b_",
            "_A b__",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
