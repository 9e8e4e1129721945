//! A command as its shell reads it: without what quotes a value in it, `O'Brien` for `'O'\''Brien'`.
//!
//! Owns: the way back from there to how it is written. Never: knows how a shell quotes; `wire/shell.rs` does.

use memchr::memchr;

use super::Decoded;
use crate::wire::shell::{Meant, Shell};

/// What a whole command reads, if anything in it is quoted sign by sign. Quotes around a value are no part of it; words are parted
/// by what no value goes over, or two arguments would read as one.
pub(in crate::pseudonymize) fn command(text: &str) -> Option<Decoded> {
    let bytes = text.as_bytes();
    if memchr(b'\\', bytes).is_none() && !text.contains("'\n'") {
        return None;
    }
    let (mut read, mut origins) = (Vec::with_capacity(bytes.len()), Vec::with_capacity(bytes.len()));
    let (mut shell, mut quotes, mut is_quoted) = (Shell::default(), false, false);
    for (at, &byte) in bytes.iter().enumerate() {
        let parts_words = byte == b' ' && shell.parts_words();
        let meant = shell.read(byte);
        match meant {
            Meant::Nothing => {}
            Meant::Byte(meant) => {
                is_quoted |= quotes || bytes[..at].ends_with(b"'") && bytes[at..].starts_with(b"\n'");
                read.push(if parts_words { b'\t' } else { meant });
                origins.push(at - usize::from(quotes)..at + 1);
            }
            Meant::Both(meant) => {
                read.extend([b'\\', meant]);
                origins.extend([at - 1..at, at..at + 1]);
            }
        }
        quotes = meant == Meant::Nothing && byte == b'\\';
    }
    if !is_quoted {
        return None;
    }
    Some(Decoded { text: String::from_utf8(read).ok()?, part: 0..bytes.len(), origins })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        command(text).map(|decoded| decoded.text)
    }

    #[test]
    fn a_command_reads_as_its_shell_has_it() {
        for (text, reads) in [
            (r"grep 'O'\''Brien' f", "grep\tO'Brien\tf"),
            (r"greet 'Anna' 'Müller' it\'s", "greet\tAnna\tMüller\tit's"),
            (r#"echo "pa\$\$ w\n0rd" Anna\ Roe"#, "echo\tpa$$ w\\n0rd\tAnna Roe"),
            ("a='Lane 1'\\''\n'", "a=Lane 1'\n"),
            ("echo 12'\n'34", "echo\t12\n34"),
        ] {
            assert_eq!(read(text).as_deref(), Some(reads), "{text}");
        }
    }

    #[test]
    fn what_quotes_no_sign_reads_as_it_is_written() {
        for text in ["grep 'Anna Roe' f", "cat <<'E'\na\\'b\nE\n", r"grep '\bx\b'", "x", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_has_the_escapes_that_are_its_own() {
        let text = r"x '\''é'\''Brien\$' y";
        let decoded = command(text).unwrap();
        let at = decoded.text.find("é'Brien").unwrap();
        let spelled = decoded.spelled(&(at..at + "é'Brien".len()));
        assert_eq!(&text[spelled], r"é'\''Brien");
    }
}
