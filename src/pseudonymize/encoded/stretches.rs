//! Text amid the bytes that a run of base64 means: between bytes that are no text, as in messages of a binary format, or
//! in a run that is glued to a word of the same alphabet, so that where it begins has to be tried.
//!
//! Owns: those stretches. Never: says where in the run they are spelled; it is replaced as a whole.

use super::runs::{is_mixed, is_text};
use crate::pseudonymize::blob::decode_piece;

/// The shortest stretch that is looked at, in bytes. Random bytes hold one of this length in some thousand.
const STRETCH: usize = 8;

/// A longer run is looked at even without a digit, in characters.
const LONG: usize = 40;

/// Characters of base64 that spell three bytes.
const GROUP: usize = 4;

/// The stretches of text in `run`, those of each place at which it may begin together, a line each.
pub(super) fn stretches(run: &str) -> impl Iterator<Item = String> {
    // Names in programs have no digits.
    let is_likely = is_mixed(run) && (run.len() > LONG || run.bytes().any(|byte| byte.is_ascii_digit()));
    let tried = if is_likely { 0..GROUP } else { 0..0 };
    let run = run.trim_end_matches('=').as_bytes();
    tried.filter_map(|start| {
        let bytes = decode_piece(run.get(start..)?);
        let mut text = String::new();
        for stretch in bytes.utf8_chunks().flat_map(|chunk| chunk.valid().split(char::is_control)) {
            if stretch.len() >= STRETCH {
                text.push_str(stretch);
                text.push('\n');
            }
        }
        text.extend(latin(&bytes).filter(|_| start == 0));
        (!text.is_empty()).then_some(text)
    })
}

/// Bytes that are no UTF-8 as the Latin 1 that they are, if nearly all of them are ASCII.
fn latin(bytes: &[u8]) -> Option<String> {
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let text = || bytes.iter().copied().map(char::from).collect::<String>();
    (1..=bytes.len() / 4).contains(&high).then(text).filter(|text| is_text(text))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn text_is_found_wherever_its_spelling_begins_and_whatever_stands_around() {
        let text = "mail anna@example.com, ask for Jörg?";
        for glued in ["", "x", "ab", "key", "word"] {
            let run = format!("{glued}{}", STANDARD.encode(text));
            assert!(stretches(&run).any(|found| found.contains(text)), "{run}");
        }
        let message = [b"\x0a\x24\xff", text.as_bytes(), b"\x00\xfe\x12"].concat();
        let run = URL_SAFE_NO_PAD.encode(message);
        assert!(stretches(&run).any(|found| found.lines().any(|line| line == text)), "{run}");
        assert_eq!(stretches("YW5uYSB").count() + stretches("allinlowercaseletters").count(), 0);
    }
}
