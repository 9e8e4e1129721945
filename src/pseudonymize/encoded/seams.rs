//! What stands between two lines of a run: a line end, the indentation or the marks of what the run stands in, the quotes and
//! signs with which programs join strings.
//!
//! Owns: how long that is. Never: looks at the run itself. Next: `encoded/runs.rs`, which asks.

use super::lines::line_end;

/// The longest seam, in bytes.
const SEAM: usize = 48;

/// The length of the seam that begins here; none where no run goes on. An empty line parts what stands around it.
pub(super) fn seam(at: &[u8]) -> Option<usize> {
    let (mut length, mut lines) = (0, 0);
    while length < SEAM {
        let (further, ends_line) = step(&at[length..])?;
        if further == 0 {
            break;
        }
        lines += usize::from(ends_line);
        if lines > 1 {
            return None;
        }
        length += further;
    }
    (length > 0).then_some(length)
}

/// One byte of a seam, or a line end, also one that is spelled; and whether it is a line end. Nothing where the seam ends,
/// none where what follows is no seam.
fn step(at: &[u8]) -> Option<(usize, bool)> {
    if let Some(length) = line_end(at) {
        return Some((length, true));
    }
    match at {
        [b'\\', b'r', b'\\', b'n', ..] => Some((4, true)),
        [b'\\', b'r' | b'n', ..] => Some((2, true)),
        [b'\r', ..] => Some((1, true)),
        [b' ' | b'\t' | b'\\' | b'"' | b'\'' | b'>' | b'#' | b'*' | b'|' | b',' | b'.', ..] => {
            Some((1, false))
        }
        // Signs that are of the alphabet, too.
        [b'+' | b'-' | b'/', b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'\\', ..] => Some((1, false)),
        [b'/', b'/', b' ' | b'\t', ..] => Some((2, false)),
        [byte, ..] if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_') => {
            Some((0, false))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seam_ends_where_the_next_line_begins_and_has_one_line_end() {
        for (text, length) in [
            ("\nYW5u", Some(1)),
            ("\r\n    YW5u", Some(6)),
            ("\n> YW5u", Some(3)),
            ("\\\nYW5u", Some(2)),
            ("\\nYW5u", Some(2)),
            ("\\r\\nYW5u", Some(4)),
            ("\" +\n  \"YW5u", Some(7)),
            ("\n+YW5u", Some(1)),
            ("\n// YW5u", Some(4)),
            (" YW5u", Some(1)),
            ("\n\nYW5u", None),
            ("\r\n\r\nYW5u", None),
            ("=YW5u", None),
            ("; YW5u", None),
            ("", None),
        ] {
            assert_eq!(seam(text.as_bytes()), length, "{text:?}");
        }
    }
}
