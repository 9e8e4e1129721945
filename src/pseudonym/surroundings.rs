//! [`Surroundings`]: what stands right before a value that was spelled in an encoding, so that one can tell of its pseudonym in
//! an answer whether it stands there again, as in `<b>Kr&uuml;ger</b>`, or in a sentence that tells who that is.
//!
//! Owns: how much of it counts, and the marks by which it is known again, from which nothing can be read. Never: reads a
//! document: whoever asks says what the innermost string says so far. Nothing behind a value counts: a stream has not told it yet.

use super::grammar::CONTEXT;

/// So much before a value counts, in bytes.
const REACH: usize = 16;

/// What markup and other encodings have around their values and sentences have not.
const SIGNS: &[u8] = b"<>=?&%/\\\"'`|";

/// The end of what stands before a value.
#[derive(Clone, Copy)]
pub struct Surroundings<'t>(&'t str);

impl<'t> Surroundings<'t> {
    /// The end of `text` that whoever asks has to read, with the escapes in it. More than counts.
    pub fn window(text: &str) -> &str {
        tail(text, CONTEXT)
    }

    /// Of a value that `text` stands before, from the beginning of its string on or from further back than counts.
    pub fn before(text: &'t str) -> Self {
        Self(tail(text, REACH))
    }

    /// The mark of what stands before the pseudonym called `name`.
    pub(super) fn mark(self, name: &str) -> u64 {
        mark(name, self.0)
    }

    /// Every mark that is to be known again. An edit repeats a text from anywhere on: as little as holds a sign is enough.
    pub(super) fn marks(self, name: &str) -> impl Iterator<Item = u64> {
        let last = self.0.bytes().rposition(|byte| SIGNS.contains(&byte)).map_or(0, |at| at + 1);
        let starts = (0..last.max(1)).filter(move |start| self.0.is_char_boundary(*start));
        starts.map(move |start| mark(name, &self.0[start..]))
    }
}

fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// FNV-1a: the same wherever it is asked for.
fn mark(name: &str, before: &str) -> u64 {
    let bytes = name.bytes().chain([0]).chain(before.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |mark, byte| (mark ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_known(told: &str, again: &str) -> bool {
        let again = Surroundings::before(again).mark("PERSON_1");
        Surroundings::before(told).marks("PERSON_1").any(|mark| mark == again)
    }

    #[test]
    fn what_is_repeated_is_known_from_where_it_begins_if_a_sign_is_in_it() {
        for again in ["<p>Customer: <b>", "text <p>Customer: <b>", "r: <b>", "<b>", ">"] {
            assert!(is_known("<p>Customer: <b>", again), "{again}");
        }
        for other in ["", "The customer is ", "<i>", "<td>Customer: <b>", "<p>Customer: <b>x"] {
            assert!(!is_known("<p>Customer: <b>", other), "{other}");
        }
        assert_ne!(
            Surroundings::before("<b>").mark("PERSON_1"),
            Surroundings::before("<b>").mark("PERSON_1B")
        );
    }

    #[test]
    fn of_a_sentence_all_that_counts_has_to_be_there_again() {
        assert!(is_known("It is ", "It is ") && is_known("", ""));
        assert!(is_known("Grüße\n\nLiebe Frau ", "Viele Grüße\n\nLiebe Frau "));
        for other in ["", "Liebe Frau ", "Hallo!\n\nLiebe Frau "] {
            assert!(!is_known("Grüße\n\nLiebe Frau ", other), "{other}");
        }
    }
}
