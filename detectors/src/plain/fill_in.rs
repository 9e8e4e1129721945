//! The lines of a form that somebody wrote on: of `Name: ____Jane Roe____` the underscores read as spaces; so do those of
//! Markdown's `__Jane Roe__`.
//!
//! Owns: which underscores are such a line, and which are a program's (`__init__`, `A__B`). Never: reads another character.

use memchr::memmem;

/// Where the underscores are that read as spaces, in bytes, in order of place.
pub(super) fn blanks(text: &str) -> Vec<usize> {
    let mut blanks = Vec::new();
    let bytes = text.as_bytes();
    let (mut at, mut opened) = (0, None);
    while let Some(found) = memmem::find(&bytes[at..], b"__") {
        let start = at + found;
        let end = start + bytes[start..].iter().take_while(|byte| **byte == b'_').count();
        at = end;
        if opens(text, start, end) {
            opened = Some((start, end));
        } else if closes(bytes, start, end)
            && let Some((first, past)) = opened.take()
            && !bytes[past..start].contains(&b'\n')
        {
            blanks.extend((first..past).chain(start..end));
        }
    }
    blanks
}

/// Whether a name or number is written behind the run, and space or a label stands before it.
fn opens(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    before.is_none_or(|c| c.is_whitespace() || ":.|>(*".contains(c))
        && after.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '+')
}

/// Whether what is written ends before the run.
fn closes(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let after = bytes.get(end);
    before.is_some_and(|byte| !byte.is_ascii_whitespace())
        && after.is_none_or(|byte| byte.is_ascii_whitespace() || b".,;:|<)*".contains(byte))
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
    fn programs_and_empty_lines_stay() {
        for text in [
            "def __init__(self):",
            "if __name__ == '__main__':",
            "A__B__ c",
            "Name: ______",
            "__X\ny__",
            "__",
            "",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
