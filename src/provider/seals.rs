//! [`Seal`]: by what an item that only its provider can read is known again.
//!
//! A provider that has summed up the turns of a conversation gives the client a sealed item for them, and the client sends that
//! instead of the turns; it seals what a model was thinking, and the client sends that with whatever turns it still has; or it keeps
//! what it has said, or what a program has written into a container, and the client sends a reference. The pseudonyms are in it. Owns: which items those are, in a request, and what
//! is remembered of one. Never: reads what is sealed; `session.rs` says what a known seal is good for.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use sha2::{Digest, Sha256};

use crate::error::Reason;
use crate::wire::json::{self, JsonLimits, Lexer, RawStr, Step};

/// The SHA-256 of what seals an item, its ciphertext or its signature, or of the id of an item that is referred to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seal([u8; 32]);

impl Seal {
    /// Of what seals an item, or of an item's id; `None` where that is empty.
    pub fn of(value: &str) -> Option<Self> {
        (!value.is_empty()).then(|| Self(Sha256::digest(value).into()))
    }
}

/// What may be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// A summary of turns.
    Summary,
    /// What a model was thinking.
    Reasoning,
}

impl Sealed {
    /// What an item or block is whose `type` is this one, if it may be sealed.
    pub fn of(kind: &str) -> Option<Self> {
        match kind {
            _ if is_summary(kind) => Some(Self::Summary),
            "thinking" | "redacted_thinking" | "reasoning" | "reasoning.text" | "reasoning.encrypted" => {
                Some(Self::Reasoning)
            }
            _ => None,
        }
    }

    /// The keys whose values seal it.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Summary => &["encrypted_content", "signature"],
            Self::Reasoning => &["encrypted_content", "signature", "data"],
        }
    }
}

/// Whether an item or block whose `type` is this one is a summary of turns.
pub(super) fn is_summary(kind: &str) -> bool {
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
fn may_be_referred_to(body: &[u8]) -> bool {
    static SIGN: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\"item_reference\""));
    SIGN.find(body).is_some()
}

/// Whether sealed reasoning stands in a request or is asked for, as far as its bytes tell.
pub(super) fn may_reason(body: &[u8]) -> bool {
    static SIGNS: LazyLock<[Finder<'_>; 3]> =
        LazyLock::new(|| ["\"thinking\"", "encrypted_content", "\"reasoning"].map(Finder::new));
    SIGNS.iter().any(|sign| sign.find(body).is_some())
}

/// Whether something in a request is sealed, as far as its bytes tell.
fn may_be_sealed(body: &[u8]) -> bool {
    static SIGNS: LazyLock<[Finder<'_>; 4]> = LazyLock::new(|| {
        ["\"signature\"", "\"encrypted_content\"", "\"redacted_thinking\"", "\"reasoning.encrypted\""]
            .map(Finder::new)
    });
    SIGNS.iter().any(|sign| sign.find(body).is_some())
}

/// Whether a request names a container in which programs run at the provider, as far as its bytes tell.
fn may_name_a_container(body: &[u8]) -> bool {
    static SIGN: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\"container"));
    SIGN.find(body).is_some()
}

/// The keys of a container's id in a request.
const CONTAINER: [&str; 2] = ["container", "container_id"];

/// The last seals in a request: the exchange that made what they seal knew the ones before.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Last {
    /// Of a summary or a reference.
    pub(super) summary: Vec<Seal>,
    /// Of reasoning behind that.
    pub(super) reasoning: Vec<Seal>,
    /// The id of a container in which programs run at the provider, and leave files.
    pub(super) container: Option<String>,
}

impl Last {
    /// Those in a body, of which is known whether it [may hold summaries](may_stand_in) and [reasoning](may_reason).
    ///
    /// # Errors
    /// The lexer's.
    pub(super) fn of(body: &str, limits: JsonLimits, sums_up: bool, reasons: bool) -> Result<Self, Reason> {
        let bytes = body.as_bytes();
        let is_told = sums_up || may_be_referred_to(bytes) || may_name_a_container(bytes);
        if is_told || (reasons && may_be_sealed(bytes)) {
            Self::read(body, limits)
        } else {
            Ok(Self::default())
        }
    }

    fn read(body: &str, limits: JsonLimits) -> Result<Self, Reason> {
        let (mut summary, mut reasoning, mut container) = (Vec::new(), Vec::new(), None);
        let mut open: Vec<Container> = Vec::new();
        for step in Lexer::new(body.as_bytes(), limits) {
            match step? {
                Step::ObjectStart | Step::ArrayStart => open.push(Container::default()),
                Step::ObjectEnd | Step::ArrayEnd => match open.pop().unwrap_or_default().sealed() {
                    (Some(Sealed::Summary), by) if !by.is_empty() => {
                        (summary, reasoning) = (by, Vec::new());
                    }
                    (Some(Sealed::Reasoning), by) if !by.is_empty() => reasoning = by,
                    _ => {}
                },
                Step::Key(key) => {
                    if let Some(object) = open.last_mut() {
                        object.key = Some(key);
                    }
                }
                Step::String(value) => {
                    if let Some(object) = open.last_mut()
                        && object.member(body, value).is_some_and(|key| CONTAINER.contains(&&*key))
                    {
                        container = Some(value);
                    }
                }
                Step::Scalar(_) => {}
            }
        }
        let seals =
            |by: Vec<RawStr>| by.iter().filter_map(|raw| Seal::of(&json::decode(body, *raw).str)).collect();
        let container = container.map(|raw| json::decode(body, raw).str.into_owned());
        Ok(Self { summary: seals(summary), reasoning: seals(reasoning), container })
    }
}

/// An object that is being read; or an array, which has no keys.
#[derive(Default)]
struct Container {
    key: Option<RawStr>,
    holds: Option<Sealed>,
    is_reference: bool,
    /// What may seal it, by the places of [`Sealed::keys`] of reasoning.
    by: [Option<RawStr>; 3],
    id: Option<RawStr>,
}

impl Container {
    /// Takes a member that is a string; its key.
    fn member<'b>(&mut self, body: &'b str, value: RawStr) -> Option<Cow<'b, str>> {
        let key = json::decode(body, self.key.take()?).str;
        let value = Some(value).filter(|value| value.start < value.end);
        if key == "type" {
            let kind = value.map(|value| json::decode(body, value).str).unwrap_or_default();
            (self.holds, self.is_reference) = (Sealed::of(&kind), kind == REFERENCE);
        } else if key == "id" {
            self.id = value;
        } else if let Some(at) = Sealed::Reasoning.keys().iter().position(|known| *known == key) {
            self.by[at] = value;
        }
        Some(key)
    }

    /// What it is, and what seals it or refers to it.
    fn sealed(self) -> (Option<Sealed>, Vec<RawStr>) {
        if self.is_reference {
            return (Some(Sealed::Summary), self.id.into_iter().collect());
        }
        let keys = self.holds.map_or(0, |holds| holds.keys().len());
        (self.holds, self.by.into_iter().take(keys).flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Last {
        let bytes = body.as_bytes();
        Last::of(body, JsonLimits::default(), may_stand_in(bytes), may_reason(bytes)).unwrap()
    }

    fn last(body: &str) -> Vec<Seal> {
        assert!(may_stand_in(body.as_bytes()));
        read(body).summary
    }

    fn of(values: &[&str]) -> Vec<Seal> {
        values.iter().filter_map(|value| Seal::of(value)).collect()
    }

    #[test]
    fn the_last_sealed_summary_counts_in_any_dialect() {
        let responses = r#"{"input":[{"type":"compaction","encrypted_content":"a"},{"encrypted_content":"b","id":"c","type":"comp\u0061ction"},
            {"type":"reasoning","encrypted_content":"r"},{"role":"user","content":"\"compaction\" signature"}]}"#;
        assert_eq!(last(responses), of(&["b"]));
        let messages = r#"{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"t"},
            {"type":"compaction","content":"x","signature":"s","encrypted_content":"e"}]}]}"#;
        assert_eq!(read(messages), Last { summary: of(&["e", "s"]), ..Last::default() });
        let referring = r#"{"input":[{"type":"compaction","id":"c","encrypted_content":"a"},{"type":"item_reference","id":"msg_1"},
            {"id":"msg_2","type":"item_reference"},{"type":"message","id":"msg_3","role":"user","content":"x"}]}"#;
        assert!(may_be_referred_to(referring.as_bytes()));
        assert_eq!(last(referring), of(&["msg_2"]));
    }

    #[test]
    fn the_last_sealed_reasoning_behind_a_summary_counts_in_any_dialect() {
        for (body, seals) in [
            (
                r#"{"messages":[{"content":[{"type":"thinking","thinking":"","signature":"a"},{"signature":"b","type":"thinking"}]}]}"#,
                &["b"][..],
            ),
            (
                r#"{"messages":[{"content":[{"type":"redacted_thinking","data":"d"},{"type":"text","data":"x","signature":"y"}]}],"thinking":{}}"#,
                &["d"],
            ),
            (
                r#"{"input":[{"type":"compaction","encrypted_content":"c"},{"type":"reasoning","encrypted_content":"e","id":"rs_1"}]}"#,
                &["e"],
            ),
            (
                r#"{"messages":[{"reasoning_details":[{"type":"reasoning.text","text":"x","signature":"s"},{"type":"reasoning.encrypted","data":"t"}]}]}"#,
                &["t"],
            ),
            (
                r#"{"input":[{"type":"reasoning","encrypted_content":"e"},{"type":"compaction","encrypted_content":"c"}]}"#,
                &[],
            ),
            (
                r#"{"messages":[{"content":"\"type\":\"thinking\",\"signature\":\"a\""}],"thinking":{"type":"enabled"}}"#,
                &[],
            ),
            (
                r#"{"messages":[{"content":[{"type":"image","source":{"data":"x"}}]}],"reasoning":{"type":"reasoning","signature":null}}"#,
                &[],
            ),
        ] {
            assert_eq!(read(body).reasoning, of(seals), "{body}");
        }
    }

    #[test]
    fn the_last_container_counts() {
        for (body, id) in [
            (
                r#"{"tools":[{"type":"code_interpreter","container":"cntr_1"}],"input":"container"}"#,
                Some("cntr_1"),
            ),
            (r#"{"container":"container_1","input":[{"container_id":"cntr_2"}]}"#, Some("cntr_2")),
            (r#"{"tools":[{"type":"code_interpreter","container":{"type":"auto"}}]}"#, None),
        ] {
            assert_eq!(read(body).container.as_deref(), id, "{body}");
        }
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
