//! The positions in an event that matter to streaming, in the manner of [`Role`](crate::provider::Role).
//!
//! Owns: [`Place`] and its step from an object to a member; an array's elements have the array's place.
//! Never: names a position that is restored whole.

use super::{Field, Kind, hash};
use crate::provider::roles::{Class, Role};
use crate::provider::{Dialect, anthropic, items};

/// A position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing below matters.
    Skip,
    /// A string that continues a channel.
    Leaf(Field, Kind),
    /// The event of chat completions and completions.
    Chat,
    Choices,
    ChoiceIndex,
    FinishReason,
    /// `choices[].delta`
    ChatDelta,
    /// `choices[].delta.content` as a list of parts, or as the string itself.
    Parts,
    /// `reasoning_details[]`
    Details,
    Audio,
    FunctionCall,
    Call,
    CallIndex,
    CallId,
    CallName,
    /// `function` or `custom` of a call.
    CallBody,
    Usage,
    Error,
    /// The event of responses.
    Responses,
    /// `delta` of such an event: a string, or an object of strings.
    ResponsesDelta,
    OutputIndex,
    InnerIndex,
    StreamId,
    /// The event of Anthropic's messages.
    Messages,
    BlockIndex,
    BlockDelta,
    DeltaKind,
    /// `content_block`
    BlockStart,
    /// The event of Anthropic's first completions.
    Complete,
    StopReason,
    /// `type` of the event.
    Kind,
}

impl Place {
    pub(super) const fn root(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Chat | Dialect::Completions => Self::Chat,
            Dialect::Responses => Self::Responses,
            Dialect::Messages => Self::Messages,
            Dialect::Complete => Self::Complete,
            Dialect::Plain => Self::Skip,
        }
    }

    /// The field and kind of a string at this place, if it continues a channel.
    pub(super) const fn leaf(self) -> Option<(Field, Kind)> {
        match self {
            Self::Leaf(field, kind) => Some((field, kind)),
            Self::Parts => Some((Field::Content, Kind::Text)),
            Self::ResponsesDelta => Some((Field::Other(0), Kind::Text)),
            _ => None,
        }
    }

    pub(super) fn child(self, key: &str) -> Self {
        match (self, key) {
            (Self::Chat, "choices") => Self::Choices,
            (Self::Chat, "usage") => Self::Usage,
            (Self::Chat, "error") => Self::Error,
            (Self::Choices, _) => choice(key),
            (Self::ChatDelta, _) => chat_delta(key),
            (Self::Parts, "text") => Self::Leaf(Field::Content, Kind::Text),
            (Self::Details, "text" | "summary") => Self::Leaf(Field::ReasoningDetail, Kind::Signed),
            (Self::Audio, "transcript") => Self::Leaf(Field::Transcript, Kind::Text),
            (Self::FunctionCall, "arguments") => Self::Leaf(Field::FunctionArguments, Kind::Json),
            (Self::Call, "index") => Self::CallIndex,
            (Self::Call, "id") => Self::CallId,
            (Self::Call, "function" | "custom") => Self::CallBody,
            (Self::CallBody, "name") => Self::CallName,
            (Self::CallBody, "arguments") => Self::Leaf(Field::CallArguments, Kind::Json),
            (Self::CallBody, "input") => Self::Leaf(Field::CallInput, Kind::Text),
            (Self::Responses, _) => responses(key),
            (Self::ResponsesDelta, member) => Self::Leaf(Field::Other(hash(member)), Kind::Text),
            (Self::Messages, _) => messages(key),
            (Self::BlockDelta, "type") => Self::DeltaKind,
            (Self::BlockDelta, _) => block_delta(key),
            (Self::BlockStart, "text") => Self::Leaf(Field::BlockText, Kind::Text),
            (Self::BlockStart, "thinking") => Self::Leaf(Field::BlockSigned, Kind::Signed),
            (Self::Complete, "completion") => Self::Leaf(Field::Completion, Kind::Text),
            (Self::Complete, "stop_reason") => Self::StopReason,
            (Self::Complete, "type") => Self::Kind,
            _ => Self::Skip,
        }
    }
}

fn choice(key: &str) -> Place {
    match key {
        "index" => Place::ChoiceIndex,
        "delta" => Place::ChatDelta,
        "text" => Place::Leaf(Field::Completion, Kind::Text),
        "finish_reason" => Place::FinishReason,
        _ => Place::Skip,
    }
}

fn chat_delta(key: &str) -> Place {
    match key {
        "content" => Place::Parts,
        "refusal" => Place::Leaf(Field::Refusal, Kind::Text),
        "reasoning" => Place::Leaf(Field::Reasoning, Kind::Text),
        "reasoning_content" => Place::Leaf(Field::ReasoningContent, Kind::Text),
        "reasoning_details" => Place::Details,
        "audio" => Place::Audio,
        "function_call" => Place::FunctionCall,
        "tool_calls" => Place::Call,
        other if items::message(other).is_unknown() => Place::Leaf(Field::Other(hash(other)), Kind::Text),
        _ => Place::Skip,
    }
}

fn responses(key: &str) -> Place {
    match key {
        "type" => Place::Kind,
        "delta" => Place::ResponsesDelta,
        "output_index" => Place::OutputIndex,
        "stream_id" => Place::StreamId,
        other if other.ends_with("_index") && other != "annotation_index" => Place::InnerIndex,
        _ => Place::Skip,
    }
}

fn messages(key: &str) -> Place {
    match key {
        "type" => Place::Kind,
        "index" => Place::BlockIndex,
        "delta" => Place::BlockDelta,
        "content_block" => Place::BlockStart,
        _ => Place::Skip,
    }
}

/// Members of an Anthropic delta: what is text in the grammar streams, a kind that is not known included.
fn block_delta(key: &str) -> Place {
    let role = anthropic::delta(key);
    match (role, role.class()) {
        (Role::Text, _) => Place::Leaf(Field::BlockText, Kind::Text),
        (_, Class::JsonText) => Place::Leaf(Field::BlockJson, Kind::Json),
        (_, Class::Signed) => Place::Leaf(Field::BlockSigned, Kind::Signed),
        (Role::Unknown, _) => Place::Leaf(Field::Other(hash(key)), Kind::Text),
        _ => Place::Skip,
    }
}
