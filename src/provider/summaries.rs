//! [`Seal`]: by what an item that only its provider can read is known again.
//!
//! A provider that has summed up the turns of a conversation gives the client a sealed item for them, and the client sends that
//! instead of the turns; or it keeps what it has said, and the client sends a reference. The pseudonyms are in it. Owns: which items those are, in a request, and what is
//! remembered of one. Never: reads a summary; `session.rs` says what a known seal is good for.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use sha2::{Digest, Sha256};

use crate::error::Reason;
use crate::wire::json::{self, JsonLimits, Lexer, RawStr, Step};

/// The SHA-256 of what seals a summary, its ciphertext or its signature, or of the id of an item that is referred to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seal([u8; 32]);

impl Seal {
    /// Keys whose values seal a summary.
    pub const KEYS: [&'static str; 2] = ["encrypted_content", "signature"];

    /// Of a value under one of [`Seal::KEYS`], or of an item's id; `None` where that is empty.
    pub fn of(value: &str) -> Option<Self> {
        (!value.is_empty()).then(|| Self(Sha256::digest(value).into()))
    }
}

/// Whether an item or block whose `type` is this one is a summary of turns.
pub fn is_summary(kind: &str) -> bool {
    matches!(kind, "compaction" | "compaction_summary")
}

/// The `type` of an item that stands for one that the provider keeps, by its `id`.
const REFERENCE: &str = "item_reference";

/// Whether a request holds a summary or asks for one, as far as its bytes tell: `context_management` names the kinds of what is
/// to be done (`compaction`, `compact_20260112`).
pub(super) fn may_stand_in(body: &[u8]) -> bool {
    static SIGN: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\"compact"));
    SIGN.find(body).is_some()
}

/// Whether a request refers to items that its provider keeps, as far as its bytes tell.
pub(super) fn may_be_referred_to(body: &[u8]) -> bool {
    static SIGN: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\"item_reference\""));
    SIGN.find(body).is_some()
}

/// The seals of the last summary or reference in a body that has any: the exchange that made it knew the ones before it.
///
/// # Errors
/// The lexer's.
pub(super) fn last_in(body: &str, limits: JsonLimits) -> Result<Vec<Seal>, Reason> {
    let mut last = Vec::new();
    let mut open: Vec<Container> = Vec::new();
    for step in Lexer::new(body.as_bytes(), limits) {
        match step? {
            Step::ObjectStart | Step::ArrayStart => open.push(Container::default()),
            Step::ObjectEnd | Step::ArrayEnd => {
                let ended = open.pop().unwrap_or_default();
                let seals = if ended.is_reference { ended.id.into_iter().collect() } else { ended.seals };
                if (ended.is_summary || ended.is_reference) && !seals.is_empty() {
                    last = seals;
                }
            }
            Step::Key(key) => {
                if let Some(object) = open.last_mut() {
                    object.key = Some(key);
                }
            }
            Step::String(value) => {
                if let Some(object) = open.last_mut() {
                    object.member(body, value);
                }
            }
            Step::Scalar(_) => {}
        }
    }
    Ok(last)
}

/// An object that is being read; or an array, which has no keys.
#[derive(Default)]
struct Container {
    key: Option<RawStr>,
    is_summary: bool,
    is_reference: bool,
    seals: Vec<Seal>,
    id: Option<Seal>,
}

impl Container {
    fn member(&mut self, body: &str, value: RawStr) {
        let Some(key) = self.key.take() else { return };
        let key = json::decode(body, key).str;
        if key == "type" {
            let kind = json::decode(body, value).str;
            (self.is_summary, self.is_reference) = (is_summary(&kind), kind == REFERENCE);
        } else if key == "id" {
            self.id = Seal::of(&json::decode(body, value).str);
        } else if Seal::KEYS.contains(&&*key) {
            self.seals.extend(Seal::of(&json::decode(body, value).str));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(body: &str) -> Vec<Seal> {
        assert!(may_stand_in(body.as_bytes()));
        last_in(body, JsonLimits::default()).unwrap()
    }

    #[test]
    fn the_last_sealed_summary_counts_in_any_dialect() {
        let of = |values: &[&str]| values.iter().filter_map(|value| Seal::of(value)).collect::<Vec<_>>();
        let responses = r#"{"input":[{"type":"compaction","encrypted_content":"a"},{"encrypted_content":"b","id":"c","type":"comp\u0061ction"},
            {"type":"reasoning","encrypted_content":"r"},{"role":"user","content":"\"compaction\" signature"}]}"#;
        assert_eq!(last(responses), of(&["b"]));
        let messages = r#"{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"t"},
            {"type":"compaction","content":"x","signature":"s","encrypted_content":"e"}]}]}"#;
        assert_eq!(last(messages), of(&["s", "e"]));
        let referring = r#"{"input":[{"type":"compaction","id":"c","encrypted_content":"a"},{"type":"item_reference","id":"msg_1"},
            {"id":"msg_2","type":"item_reference"},{"type":"message","id":"msg_3","role":"user","content":"x"}]}"#;
        assert!(may_be_referred_to(referring.as_bytes()));
        assert_eq!(last(referring), of(&["msg_2"]));
    }

    #[test]
    fn what_nothing_seals_is_text() {
        for body in [
            r#"{"context_management":[{"type":"compaction","compact_threshold":1000}]}"#,
            r#"{"messages":[{"content":[{"type":"compaction","content":"x","signature":"","encrypted_content":null}]}]}"#,
            r#"{"input":[{"type":"compaction","more":{"signature":"s"}},{"signature":"s"}]}"#,
        ] {
            assert_eq!(last(body), [], "{body}");
        }
    }
}
