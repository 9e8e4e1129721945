//! Azure OpenAI's part of the tables: how a plain path is written for it, and the one field of its own in requests.
//!
//! Owns: the choice between Azure's dated API (`api-version=2024-10-21`, a path per deployment) and its `/openai/v1` API.
//! Never: decides that a request goes to Azure (`route.rs`), and never touches a path that is already Azure's own.

use super::endpoint::{Endpoint, is_segment};
use super::roles::Role;
use crate::error::Reason;

/// The upstream path, without its query, for `rest` (the path below `/v1/`).
pub(super) fn path(
    endpoint: Endpoint,
    rest: &str,
    query: Option<&str>,
    model: Option<&str>,
) -> Result<String, Reason> {
    if !is_dated(query) {
        return Ok(format!("/openai/v1/{rest}"));
    }
    if !endpoint.per_deployment() {
        return Ok(format!("/openai/{rest}"));
    }
    let deployment = model.ok_or(Reason::MissingField("model"))?;
    if deployment.contains('/') {
        return Err(Reason::AmbiguousProvider); // a `vendor/name` model is OpenRouter's, a deployment never has one
    }
    if !is_segment(deployment) {
        return Err(Reason::UnexpectedShape);
    }
    Ok(format!("/openai/deployments/{deployment}/{rest}"))
}

/// Whether the query asks for a dated version. `api-version=preview` and `latest` exist in the `/openai/v1` API alone.
fn is_dated(query: Option<&str>) -> bool {
    version(query).is_some_and(|value| value.starts_with(|first: char| first.is_ascii_digit()))
}

/// The value of `api-version` as it is written in the query.
pub(super) fn version(query: Option<&str>) -> Option<&str> {
    query?.split('&').find_map(|pair| pair.strip_prefix("api-version="))
}

/// `data_sources[]` ("On Your Data"): credentials, index names and queries' settings, which must arrive as they are. Text is
/// what the model is told, and the filter of a search (OData), which compares with literals: as with those of other searches
/// ([`items::filters`](super::items)), what must be searched for can be allowed by a list.
pub(super) fn data_source(key: &str) -> Role {
    match key {
        "parameters" => Role::DataSource,
        "role_information" | "filter" => Role::Text,
        _ => Role::Sealed,
    }
}

/// `choices[].message.context` of such a request's answer.
pub(super) fn context(key: &str) -> Role {
    match key {
        "citations" | "all_retrieved_documents" => Role::AzureContext,
        "content" | "title" | "intent" => Role::Text,
        "filepath" => Role::FileName,
        "url" => Role::Url,
        "chunk_id" => Role::Never,
        _ => Role::Unknown,
    }
}
