//! Answers of no known shape: text, malformed JSON, streams that are not events.
//!
//! Owns: restoring bytes as text, whole ([`whole`]) or as they come ([`PlainRestorer`]). Bytes that are not UTF-8 pass.
//! Never: knows fields; but a value that lands in a string of what looks like a JSON document is escaped.

use std::sync::Arc;

use bytes::Bytes;

use super::Pseudonyms;
use super::text::{Place, Pushed, Restorer};

/// Restores `bytes` as text. The same bytes where nothing changed.
pub(super) fn whole(bytes: Bytes, pseudonyms: &Pseudonyms) -> Bytes {
    let mut text = GrowingText::default();
    let mut restored = Vec::new();
    text.push(&bytes, pseudonyms, &mut restored);
    text.finish(pseudonyms, &mut restored);
    if restored == *bytes { bytes } else { restored.into() }
}

/// Restores a stream of bytes as text. Any split gives the same bytes.
pub struct PlainRestorer {
    pseudonyms: Arc<Pseudonyms>,
    text: GrowingText,
}

impl PlainRestorer {
    /// For the answer to one exchange.
    pub fn new(pseudonyms: Arc<Pseudonyms>) -> Self {
        Self { pseudonyms, text: GrowingText::default() }
    }

    /// What can go out after `piece`: the piece itself, if nothing in it changed.
    pub fn push(&mut self, piece: Bytes) -> Bytes {
        if self.pseudonyms.live.is_empty() {
            return piece;
        }
        let mut restored = Vec::with_capacity(piece.len());
        self.text.push(&piece, &self.pseudonyms, &mut restored);
        if restored == *piece { piece } else { restored.into() }
    }

    /// What was held back.
    pub fn finish(&mut self) -> Bytes {
        let mut restored = Vec::new();
        self.text.finish(&self.pseudonyms, &mut restored);
        restored.into()
    }
}

/// A text whose bytes may be cut anywhere.
struct GrowingText {
    restorer: Restorer,
    /// The beginning of a character that was cut.
    cut: Vec<u8>,
}

impl Default for GrowingText {
    fn default() -> Self {
        Self { restorer: Restorer::new(Place::Text), cut: Vec::new() }
    }
}

impl GrowingText {
    fn push(&mut self, piece: &[u8], pseudonyms: &Pseudonyms, restored: &mut Vec<u8>) {
        let mut bytes = std::mem::take(&mut self.cut);
        bytes.extend_from_slice(piece);
        self.cut = bytes.split_off(bytes.len() - cut_at_end(&bytes));
        let mut out = String::new();
        for chunk in bytes.utf8_chunks() {
            if self.restorer.push(pseudonyms.restoring(), chunk.valid(), &mut out) == Pushed::Same {
                out.push_str(chunk.valid());
            }
            if !chunk.invalid().is_empty() {
                self.restorer.finish(pseudonyms.restoring(), &mut out);
            }
            restored.extend_from_slice(out.as_bytes());
            restored.extend_from_slice(chunk.invalid());
            out.clear();
        }
    }

    fn finish(&mut self, pseudonyms: &Pseudonyms, restored: &mut Vec<u8>) {
        let mut out = String::new();
        self.restorer.finish(pseudonyms.restoring(), &mut out);
        restored.extend_from_slice(out.as_bytes());
        restored.append(&mut self.cut);
    }
}

/// Bytes at the end that are the beginning of a character.
fn cut_at_end(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    (1..=tail.len())
        .find(|length| {
            let end = &tail[tail.len() - length..];
            std::str::from_utf8(end)
                .is_err_and(|fault| fault.valid_up_to() == 0 && fault.error_len().is_none())
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::pseudonyms;
    use super::*;

    #[test]
    fn any_split_gives_the_same() {
        let text = "Zoë 🙂 wrote <<PERSON_1>>, \u{fffd} <<PERSON_2>> <<PERS".as_bytes();
        let mut bytes = text.to_vec();
        bytes.splice(16..16, [0xff, 0xc3]);
        let expected = whole(Bytes::from(bytes.clone()), &pseudonyms());
        assert!(expected.windows(4).any(|window| window == b"Anna"));
        for size in 1..bytes.len() {
            let mut restorer = PlainRestorer::new(Arc::new(pseudonyms()));
            let mut out = Vec::new();
            for piece in bytes.chunks(size) {
                out.extend_from_slice(&restorer.push(Bytes::copy_from_slice(piece)));
            }
            out.extend_from_slice(&restorer.finish());
            assert_eq!(Bytes::from(out), expected, "{size}");
        }
    }
}
