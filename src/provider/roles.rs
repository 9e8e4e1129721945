//! The grammar of bodies: what a string means, told by where it stands.
//!
//! Owns: [`Role`] (a place in a body) and [`Class`] (what is done with a string there). A walker starts at [`Role::root`]
//! and asks [`Role::child`] for every key and [`Role::element`] for every array element; at a string it asks
//! [`Role::class`]. The same grammar serves requests, answers, and the data of events. Never: looks at a value.
//!
//! **Keys.** A key holds data when its object is open ([`Role::keys_are_text`]) or when the grammar does not know it
//! ([`Role::is_unknown`] of the child); all other keys are the protocol's.
//!
//! **Siblings.** Three classes depend on members of the same object that may follow later ([`Class::needs_siblings`]):
//! [`Class::Signed`], [`Class::Data`], [`Class::ToolName`]. Note such a string with its object, note the object's own
//! `type`, and whether it has a non-empty `signature` or `encrypted_content` and a `media_type` or `mime_type`
//! ([`Sibling::of`] tells these keys), and call [`Class::resolve`] at the object's end. The first of two duplicate keys counts as much as the last:
//! on a second `type` that differs, resolve with `kind: None`.
//!
//! Next: `items.rs` (messages, blocks, tools: what the dialects share), then a file for each provider, `schema.rs`.

use super::endpoint::Endpoint;
use super::seals::is_summary;
use super::{anthropic, azure, items, openai, openrouter, schema};

/// What is done with a string: the policy classes of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Natural language. If it is one whole JSON object or array, it may be walked like [`Class::JsonText`].
    Text,
    /// JSON in a string: walked inside as [`Role::Open`]. One that does not begin with `{` or `[` (tool outputs are often
    /// plain) is [`Class::Text`]; in an answer one that does is JSON source even if it was cut short.
    JsonText,
    /// An identifier of a user: [`Class::Text`], or [`Class::JsonText`] where it is one JSON object or array.
    UserId,
    /// `messages[].name`: as text, but only `[A-Za-z0-9_-]{1,64}` may stand there.
    Name,
    /// A file name: the stem is text, the extension stays.
    FileName,
    /// A URL: its user, query and fragment are text. With the scheme `data:` it is a [`Class::Blob`].
    Url,
    /// Content that is not text, as base64, as a `data:` URL, or (a picture's) as the URL of it. The kind is told by the
    /// `data:` URL, else by the sibling `media_type`, `mime_type` or `format`, else by the sibling `filename`'s extension.
    Blob,
    /// What is written in a language of its own (pattern, grammar): known values are replaced, none is detected.
    Mapped,
    /// The protocol's own: bytes stay as they are, both ways.
    Never,
    /// Reasoning or a summary: text, unless a sibling signature seals it.
    Signed,
    /// Text that a signature seals: bytes stay as they are, both ways, and what reads as a pseudonym in it is one.
    Sealed,
    /// Reasoning that no signature seals: text, but what reads as a pseudonym in it is one. It came in a stream, which is not
    /// restored there, for a signature may follow.
    Reasoning,
    /// A summary beside the ciphertext that it is known again by: text, but what reads as a pseudonym in it is one.
    Summary,
    /// `data` and `result`: text, a blob or ciphertext, as the sibling `type` says.
    Data,
    /// `name` in a block: the protocol's if the block calls or describes a tool, else text.
    ToolName,
}

/// The members of an object that settle the class of others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Siblings<'a> {
    /// The value of `type`.
    pub kind: Option<&'a str>,
    /// Whether there is a `signature` that is neither null nor empty.
    pub signed: bool,
    /// The same of `encrypted_content`.
    pub encrypted: bool,
    /// Whether there is a `media_type` or `mime_type`.
    pub has_media_type: bool,
}

/// A key that [`Siblings`] are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sibling {
    /// `type`
    Kind,
    /// `signature`
    Signature,
    /// `encrypted_content`
    Ciphertext,
    /// `media_type`, `mime_type`
    MediaType,
}

impl Sibling {
    /// What `key` contributes, if anything.
    pub fn of(key: &str) -> Option<Self> {
        match key {
            "type" => Some(Self::Kind),
            "signature" => Some(Self::Signature),
            "encrypted_content" => Some(Self::Ciphertext),
            "media_type" | "mime_type" => Some(Self::MediaType),
            _ => None,
        }
    }
}

impl Class {
    /// Whether [`Class::resolve`] must be asked at the end of the object.
    pub const fn needs_siblings(self) -> bool {
        matches!(self, Self::Signed | Self::Data | Self::ToolName)
    }

    /// The class once the siblings are known; never one that needs them.
    pub fn resolve(self, siblings: Siblings<'_>) -> Self {
        match self {
            Self::Signed if items::is_sealed(siblings) => Self::Sealed,
            Self::Signed if siblings.encrypted && siblings.kind.is_some_and(is_summary) => Self::Summary,
            Self::Signed if siblings.kind.is_some_and(items::is_reasoning) => Self::Reasoning,
            Self::Signed => Self::Text,
            Self::Data => items::data(siblings),
            Self::ToolName if siblings.kind.is_some_and(items::names_a_tool) => Self::Never,
            Self::ToolName => Self::Text,
            settled => settled,
        }
    }
}

/// A place in a body. The first group are strings; the second, subtrees of one kind; the rest, objects (or arrays of
/// them) whose keys are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Known to be text.
    Text,
    /// [`Class::JsonText`]
    JsonText,
    /// [`Class::UserId`]
    UserId,
    /// [`Class::UserId`], at any depth
    UserIds,
    /// [`Class::Name`]
    Name,
    /// [`Class::FileName`]
    FileName,
    /// [`Class::Url`]
    Url,
    /// [`Class::Blob`]
    Blob,
    /// [`Class::Mapped`], at any depth
    Mapped,
    /// [`Class::Never`]: this string. An object that stands here against the protocol is [`Role::Unknown`].
    Never,
    /// [`Class::Signed`]
    Signed,
    /// [`Class::Data`]
    Data,
    /// [`Class::ToolName`]
    ToolName,

    /// [`Class::Never`], and all below.
    Sealed,
    /// A switch of the protocol: a word, or a small object whose known members are sealed and whose others are unknown.
    Setting,
    /// Free JSON (tool input): every value is text, every key may hold data.
    Open,
    /// Not known to the grammar: text, keys included, but for the names that every protocol object uses.
    Unknown,
    /// `logprobs`: pieces of the text beside it. Nothing in it is text by itself; the restorer knows it by this role.
    Logprobs,

    /// Body, answer and chunk of chat completions and of completions.
    Chat,
    /// Body, answer and events of responses.
    Responses,
    /// Body, answer and events of Anthropic's dialects.
    Messages,
    /// Body and answer of embeddings.
    Embeddings,
    /// Body and answer of moderations.
    Moderations,
    /// `prompt`, `input`: a string, strings, parts, or token ids, which are refused.
    Prompt,
    /// `choices[]`
    Choice,
    /// `messages[]`, `choices[].message`, `choices[].delta`
    Message,
    /// A content part, content block, input or output item, or an array of them, or the string that may stand for them.
    Block,
    /// A block's own `content`: as [`Role::Block`], but a string may be sealed by the block's signature.
    BlockContent,
    /// `output`: as [`Role::Block`], but a string is what a tool printed.
    Output,
    /// `source` of a block: a string, or an object that is told apart by its `type`.
    Source,
    /// `image_url`: a string, or an object with `url`.
    ImageUrl,
    /// `audio` of a message, `input_audio` of a part.
    Audio,
    /// `annotations[]`, `citations[]`: text about text, with offsets that the restorer shifts.
    Annotation,
    /// `tool_calls[]` and their `function` or `custom`, `function_call`.
    ToolCall,
    /// `reasoning_details[]` of OpenRouter.
    ReasoningDetail,
    /// `tools[]`, `functions[]`, and what is nested in them.
    Tool,
    /// A JSON Schema.
    Schema,
    /// A map from property names to schemas.
    SchemaMap,
    /// `response_format`, `text.format`, `output_config.format`.
    Format,
    /// `format` of a tool, and `grammar` in it.
    Grammar,
    /// `container`, `environment` of a tool, and skills in it.
    Container,
    /// `filters` of a search tool.
    Filters,
    /// `web_search_options`
    WebSearch,
    /// `user_location`
    Location,
    /// `prediction`
    Prediction,
    /// `prompt` of responses: a stored prompt.
    StoredPrompt,
    /// `prompt.variables`
    Variables,
    /// `metadata`, `client_metadata`: a map of user identifiers and labels.
    Metadata,
    /// `context_management` of Anthropic.
    ContextEdits,
    /// `delta` of an Anthropic event.
    Delta,
    /// `plugins[]` of OpenRouter.
    Plugin,
    /// `data_sources[]` of Azure.
    DataSource,
    /// `context` of an Azure answer.
    AzureContext,
    /// `error`, of an answer, an event or an item.
    Error,
}

impl Role {
    /// The body of a request to `endpoint`, the JSON of its answer (an error's too), and the data of its events.
    pub const fn root(endpoint: Endpoint) -> Self {
        match endpoint {
            Endpoint::ChatCompletions | Endpoint::Completions => Self::Chat,
            Endpoint::Responses
            | Endpoint::ResponsesCompact
            | Endpoint::ResponsesInputTokens
            | Endpoint::Response
            | Endpoint::ResponseCancel
            | Endpoint::ResponseDelete
            | Endpoint::ResponseInputItems => Self::Responses,
            Endpoint::Messages | Endpoint::CountTokens | Endpoint::Complete => Self::Messages,
            Endpoint::Embeddings => Self::Embeddings,
            Endpoint::Moderations => Self::Moderations,
            Endpoint::Models | Endpoint::Model => Self::Sealed,
        }
    }

    /// The place of the member `key` (decoded) of an object at this place.
    pub fn child(self, key: &str) -> Self {
        match self {
            Self::Sealed | Self::Mapped | Self::Logprobs => self,
            Self::Setting => items::setting(key),
            Self::Open | Self::JsonText => Self::Open,
            Self::Block | Self::BlockContent | Self::Output | Self::Prompt => items::block(key),
            Self::Message => items::message(key),
            Self::Schema => schema::keyword(key),
            Self::SchemaMap => Self::Schema,
            Self::Tool => items::tool(key),
            Self::ToolCall => items::tool_call(key),
            Self::Chat => openai::chat(key),
            Self::Choice => openai::choice(key),
            Self::Responses => openai::responses(key),
            Self::Messages => anthropic::messages(key),
            Self::Delta => anthropic::delta(key),
            Self::ContextEdits => anthropic::context_edits(key),
            Self::Embeddings => openai::embeddings(key),
            Self::Moderations => openai::moderations(key),
            Self::StoredPrompt => openai::stored_prompt(key),
            Self::Variables => Self::Block,
            Self::Metadata => Self::UserId,
            Self::UserIds => self,
            Self::Source => items::source(key),
            Self::ImageUrl => items::image_url(key),
            Self::Audio => items::audio(key),
            Self::Annotation => items::annotation(key),
            Self::Format => items::format(key),
            Self::Grammar => items::grammar(key),
            Self::Container => items::container(key),
            Self::Filters => items::filters(key),
            Self::WebSearch => items::web_search(key),
            Self::Location => items::location(key),
            Self::Error => items::error(key),
            Self::Prediction if key == "content" => Self::Block,
            Self::ReasoningDetail => openrouter::reasoning_detail(key),
            Self::Plugin => openrouter::plugin(key),
            Self::DataSource => azure::data_source(key),
            Self::AzureContext => azure::context(key),
            _ => items::unknown(key),
        }
    }

    /// The place of an element of an array at this place.
    pub const fn element(self) -> Self {
        match self {
            Self::BlockContent | Self::Output => Self::Block,
            same => same,
        }
    }

    /// What is done with a string at this place.
    pub const fn class(self) -> Class {
        match self {
            Self::JsonText | Self::Output => Class::JsonText,
            Self::UserId | Self::UserIds => Class::UserId,
            Self::Name => Class::Name,
            Self::FileName => Class::FileName,
            Self::Url => Class::Url,
            Self::Blob | Self::ImageUrl => Class::Blob,
            Self::Mapped => Class::Mapped,
            Self::Never
            | Self::Sealed
            | Self::Setting
            | Self::Logprobs
            | Self::Schema
            | Self::SchemaMap
            | Self::Grammar
            | Self::Container => Class::Never,
            Self::Signed | Self::BlockContent => Class::Signed,
            Self::Data => Class::Data,
            Self::ToolName => Class::ToolName,
            _ => Class::Text,
        }
    }

    /// Whether the keys of an object at this place may hold personal data.
    pub const fn keys_are_text(self) -> bool {
        matches!(self, Self::Open | Self::JsonText | Self::Unknown | Self::Metadata | Self::UserIds)
    }

    /// Whether the grammar does not know this place. The key that led here may hold personal data.
    pub const fn is_unknown(self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether a number at this place may identify somebody: where text or anything at all may stand, but not among the
    /// numbers that the protocol has.
    pub const fn numbers_are_text(self) -> bool {
        matches!(
            self,
            Self::Open
                | Self::Unknown
                | Self::UserId
                | Self::UserIds
                | Self::Block
                | Self::BlockContent
                | Self::Output
        )
    }

    /// Whether a number at this place is a token id, which no detector can read
    /// ([`TokenArray`](crate::error::Reason::TokenArray)).
    pub const fn refuses_numbers(self) -> bool {
        matches!(self, Self::Prompt)
    }
}

#[cfg(test)]
mod tests;
