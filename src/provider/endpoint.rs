//! The endpoint table: every method and path that is forwarded, in every form in which clients write it.
//!
//! Owns: [`Endpoint`] and what follows from it (dialect, body or not, stream or not, who serves it), and [`find`].
//! Never: normalises. A path that is not written exactly as its provider documents it (case, doubled or trailing slash,
//! dot segment, parameter, percent-escape) is unknown: what a server further on makes of it cannot be known here.
//! Next: `route.rs` chooses the provider; `azure.rs` writes Azure's paths.

use std::borrow::Cow;

use http::Method;

use super::Provider::{self, Anthropic, Azure, OpenAi, OpenRouter};
use crate::error::Reason;

/// The longest id or deployment name in a path, in bytes.
const ID_BYTES: usize = 256;

/// A call that is understood, apart from who serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `POST /v1/chat/completions`
    ChatCompletions,
    /// `POST /v1/completions`
    Completions,
    /// `POST /v1/responses`
    Responses,
    /// `POST /v1/responses/compact`
    ResponsesCompact,
    /// `POST /v1/responses/input_tokens`
    ResponsesInputTokens,
    /// `GET /v1/responses/{id}`, also as a stream
    Response,
    /// `POST /v1/responses/{id}/cancel`
    ResponseCancel,
    /// `DELETE /v1/responses/{id}`
    ResponseDelete,
    /// `GET /v1/responses/{id}/input_items`
    ResponseInputItems,
    /// `POST /v1/embeddings`
    Embeddings,
    /// `POST /v1/moderations`
    Moderations,
    /// `POST /v1/messages`
    Messages,
    /// `POST /v1/messages/count_tokens`
    CountTokens,
    /// `POST /v1/complete`, Anthropic's first API
    Complete,
    /// `GET /v1/models`
    Models,
    /// `GET /v1/models/{id}`
    Model,
}

/// The family of bodies and events that an endpoint speaks. It decides the grammar, the shape of an error in the midst
/// of a stream, and nothing about where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// OpenAI's chat completions: nameless events, `[DONE]` at the end.
    Chat,
    /// OpenAI's first completions: as [`Dialect::Chat`], with `choices[].text`.
    Completions,
    /// OpenAI's responses: named, numbered events.
    Responses,
    /// Anthropic's messages: named events.
    Messages,
    /// Anthropic's first completions: named events.
    Complete,
    /// One JSON answer, never a stream: embeddings, moderations, models.
    Plain,
}

impl Endpoint {
    /// The name in logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChatCompletions => "chat_completions",
            Self::Completions => "completions",
            Self::Responses => "responses",
            Self::ResponsesCompact => "responses_compact",
            Self::ResponsesInputTokens => "responses_input_tokens",
            Self::Response => "response",
            Self::ResponseCancel => "response_cancel",
            Self::ResponseDelete => "response_delete",
            Self::ResponseInputItems => "response_input_items",
            Self::Embeddings => "embeddings",
            Self::Moderations => "moderations",
            Self::Messages => "messages",
            Self::CountTokens => "count_tokens",
            Self::Complete => "complete",
            Self::Models => "models",
            Self::Model => "model",
        }
    }

    /// The family of its bodies.
    pub const fn dialect(self) -> Dialect {
        match self {
            Self::ChatCompletions => Dialect::Chat,
            Self::Completions => Dialect::Completions,
            Self::Responses
            | Self::ResponsesCompact
            | Self::ResponsesInputTokens
            | Self::Response
            | Self::ResponseCancel
            | Self::ResponseDelete
            | Self::ResponseInputItems => Dialect::Responses,
            Self::Messages | Self::CountTokens => Dialect::Messages,
            Self::Complete => Dialect::Complete,
            Self::Embeddings | Self::Moderations | Self::Models | Self::Model => Dialect::Plain,
        }
    }

    /// Whether a request carries a body. One that does not is forwarded without any.
    pub const fn takes_body(self) -> bool {
        !matches!(
            self,
            Self::Response
                | Self::ResponseCancel
                | Self::ResponseDelete
                | Self::ResponseInputItems
                | Self::Models
                | Self::Model
        )
    }

    /// Whether the call is about a response that was stored upstream by an earlier one.
    pub const fn is_stored(self) -> bool {
        matches!(
            self,
            Self::Response | Self::ResponseCancel | Self::ResponseDelete | Self::ResponseInputItems
        )
    }

    /// Whether `provider` has this endpoint in its own API.
    pub fn served_by(self, provider: Provider) -> bool {
        TABLE.iter().any(|row| row.endpoint == self && row.by.contains(&provider))
    }

    /// Whether Azure's dated API has one such path per deployment.
    pub(super) const fn per_deployment(self) -> bool {
        matches!(self, Self::ChatCompletions | Self::Completions | Self::Embeddings)
    }
}

struct Row {
    method: Method,
    /// Below `/v1`; `{id}` stands for one segment.
    path: &'static str,
    endpoint: Endpoint,
    by: &'static [Provider],
}

const fn row(method: Method, path: &'static str, endpoint: Endpoint, by: &'static [Provider]) -> Row {
    Row { method, path, endpoint, by }
}

/// Anthropic's place in the first row is its OpenAI-compatible endpoint. A row whose path has no `{id}` goes before one
/// that would also match it.
static TABLE: &[Row] = &[
    row(Method::POST, "chat/completions", Endpoint::ChatCompletions, &[OpenAi, Anthropic, Azure, OpenRouter]),
    row(Method::POST, "completions", Endpoint::Completions, &[OpenAi, Azure, OpenRouter]),
    row(Method::POST, "responses", Endpoint::Responses, &[OpenAi, Azure, OpenRouter]),
    row(Method::POST, "responses/compact", Endpoint::ResponsesCompact, &[OpenAi, Azure]),
    row(Method::POST, "responses/input_tokens", Endpoint::ResponsesInputTokens, &[OpenAi, Azure]),
    row(Method::GET, "responses/{id}", Endpoint::Response, &[OpenAi, Azure]),
    row(Method::DELETE, "responses/{id}", Endpoint::ResponseDelete, &[OpenAi, Azure]),
    row(Method::POST, "responses/{id}/cancel", Endpoint::ResponseCancel, &[OpenAi, Azure]),
    row(Method::GET, "responses/{id}/input_items", Endpoint::ResponseInputItems, &[OpenAi, Azure]),
    row(Method::POST, "embeddings", Endpoint::Embeddings, &[OpenAi, Azure, OpenRouter]),
    row(Method::POST, "moderations", Endpoint::Moderations, &[OpenAi]),
    row(Method::POST, "messages", Endpoint::Messages, &[Anthropic, OpenRouter]),
    row(Method::POST, "messages/count_tokens", Endpoint::CountTokens, &[Anthropic, OpenRouter]),
    row(Method::POST, "complete", Endpoint::Complete, &[Anthropic]),
    row(Method::GET, "models", Endpoint::Models, &[OpenAi, Anthropic, Azure, OpenRouter]),
    row(Method::GET, "models/{id}", Endpoint::Model, &[OpenAi, Anthropic, Azure, OpenRouter]),
];

/// How a path is written. All but [`Form::Plain`] belong to one provider alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `/v1/x` or `/x`
    Plain,
    /// `/api/v1/x`
    OpenRouter,
    /// `/openai/deployments/{deployment}/x`
    AzureDeployment,
    /// `/openai/x`
    AzureResource,
    /// `/openai/v1/x`
    AzureV1,
}

impl Form {
    /// The only provider that has paths of this form; `None` where the path leaves it open.
    pub const fn owner(self) -> Option<Provider> {
        match self {
            Self::Plain => None,
            Self::OpenRouter => Some(OpenRouter),
            Self::AzureDeployment | Self::AzureResource | Self::AzureV1 => Some(Azure),
        }
    }

    /// Whether `endpoint` exists in this form.
    fn has(self, endpoint: Endpoint) -> bool {
        let in_form = match self {
            Self::AzureDeployment => endpoint.per_deployment(),
            Self::AzureResource => !endpoint.per_deployment(),
            Self::Plain | Self::OpenRouter | Self::AzureV1 => true,
        };
        in_form && self.owner().is_none_or(|provider| endpoint.served_by(provider))
    }
}

/// A path that is in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// What is called.
    pub endpoint: Endpoint,
    /// How the path was written.
    pub form: Form,
    /// The path below `/v1/`, without a leading slash.
    pub rest: &'a str,
    /// The id in the path, if the endpoint has one.
    pub object: Option<&'a str>,
}

/// Looks `path` (raw, undecoded, without its query) up in the table. Needs neither headers nor body, so that what is
/// not supported is refused before anything is read.
///
/// # Errors
/// [`Reason::UnknownEndpoint`], [`Reason::DoubledVersion`] (`/v1/v1/…`), [`Reason::StraySlash`] (`//v1/…`),
/// [`Reason::MethodNotAllowed`].
pub fn find<'a>(method: &Method, path: &'a str) -> Result<Found<'a>, Reason> {
    let (form, rest) = split(path).ok_or_else(|| unknown(method, path))?;
    if rest.starts_with("v1/") {
        return Err(Reason::DoubledVersion);
    }
    let is_joined = rest.contains('%');
    let known = |row: &&Row| form.has(row.endpoint) && (row.endpoint == Endpoint::Model || !is_joined);
    let literal = TABLE.iter().any(|row| row.path == rest);
    let rows = TABLE
        .iter()
        .filter(|row| if literal { row.path == rest } else { matches(row.path, rest) })
        .filter(known);
    let found = rows.clone().find(|row| row.method == *method);
    let row = found.ok_or_else(|| refused(rows.map(|row| &row.method)))?;
    Ok(Found { endpoint: row.endpoint, form, rest, object: object(row.path, rest) })
}

/// Why a path is refused that is not written plainly.
fn unknown(method: &Method, path: &str) -> Reason {
    // Where a base URL ends with a slash, and where somebody joins a path to one that does.
    let plain = format!("/{}", path.trim_matches('/')).replace("/v1//", "/v1/");
    let is_stray = plain.len() < path.len() && find(method, &plain).is_ok();
    if is_stray { Reason::StraySlash } else { Reason::UnknownEndpoint }
}

/// Why a method is refused at a path that takes others. A test holds the pair to the table.
fn refused(mut taken: impl Iterator<Item = &'static Method>) -> Reason {
    match (taken.next(), taken.next()) {
        (None, _) => Reason::UnknownEndpoint,
        (Some(only), None) => Reason::MethodNotAllowed { allow: only.as_str() },
        (Some(_), Some(_)) => Reason::MethodNotAllowed { allow: "GET, DELETE" },
    }
}

/// The form of a path that is written plainly, and what follows its prefix.
fn split(path: &str) -> Option<(Form, &str)> {
    let inner = path.strip_prefix('/')?;
    if !inner.split('/').all(is_segment_or_joined) {
        return None;
    }
    Some(if let Some(rest) = inner.strip_prefix("openai/deployments/") {
        (Form::AzureDeployment, rest.split_once('/').filter(|(deployment, _)| is_segment(deployment))?.1)
    } else if let Some(rest) = inner.strip_prefix("openai/v1/") {
        (Form::AzureV1, rest)
    } else if let Some(rest) = inner.strip_prefix("openai/") {
        (Form::AzureResource, rest)
    } else if let Some(rest) = inner.strip_prefix("api/v1/") {
        (Form::OpenRouter, rest)
    } else {
        (Form::Plain, inner.strip_prefix("v1/").unwrap_or(inner))
    })
}

/// Whether one segment of a path is an id, a deployment's name or a word of the table: `[A-Za-z0-9._:-]{1,256}`, and no
/// dot segment (RFC 3986, 3.3).
pub(super) fn is_segment(segment: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-');
    (1..=ID_BYTES).contains(&segment.len()) && segment != "." && segment != ".." && segment.bytes().all(plain)
}

/// As [`is_segment`], or several joined by escaped slashes, as SDKs write a model's name with its vendor
/// (`meta-llama%2Fllama-4`). No other escape says what could not be said plainly.
fn is_segment_or_joined(segment: &str) -> bool {
    let are_segments = || segment.split("%2F").flat_map(|part| part.split("%2f")).all(is_segment);
    is_segment(segment) || (segment.len() <= ID_BYTES && are_segments())
}

/// A segment with the slashes that join it.
pub(super) fn unjoined(segment: &str) -> Cow<'_, str> {
    match segment.contains('%') {
        true => segment.replace("%2F", "/").replace("%2f", "/").into(),
        false => segment.into(),
    }
}

fn matches(pattern: &str, rest: &str) -> bool {
    let (mut expected, mut given) = (pattern.split('/'), rest.split('/'));
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some("{id}"), Some(_)) => {}
            (Some(word), Some(segment)) if word == segment => {}
            _ => return false,
        }
    }
}

fn object<'a>(pattern: &str, rest: &'a str) -> Option<&'a str> {
    pattern.split('/').zip(rest.split('/')).find_map(|(word, segment)| (word == "{id}").then_some(segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_method_is_told_those_that_are_taken() {
        for row in TABLE {
            let path = format!("/v1/{}", row.path.replace("{id}", "x"));
            let same = TABLE.iter().filter(|other| other.path == row.path);
            let taken: Vec<&str> = same.map(|other| other.method.as_str()).collect();
            let allow = Reason::MethodNotAllowed { allow: Box::leak(taken.join(", ").into_boxed_str()) };
            assert_eq!(find(&Method::PUT, &path), Err(allow), "{path}");
        }
    }
}
