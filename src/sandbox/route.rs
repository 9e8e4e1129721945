//! Which provider a path imitates, and which of its calls it is. One table, no guessing.
//!
//! The sandbox needs no key, so keys decide nothing but the provider of the paths that two share.

use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;

/// Whose shapes the answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    Anthropic,
    Azure,
    OpenAi,
    OpenRouter,
}

/// A call the sandbox answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    Chat,
    Compact,
    Complete,
    Completions,
    Conversations,
    CountTokens,
    Embeddings,
    InputTokens,
    Messages,
    Model(String),
    Models,
    Moderations,
    Response(String),
    ResponseCancel(String),
    ResponseDelete(String),
    ResponseItems(String),
    Responses,
    Welcome,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) provider: Provider,
    /// `None` for a path that the provider does not have.
    pub(super) endpoint: Option<Endpoint>,
    /// The model an Azure path names.
    pub(super) deployment: Option<String>,
}

/// Finds the route; there always is one, if only to say 404 in the right shape.
pub(super) fn route(method: &Method, path: &str, query: &str, headers: &HeaderMap) -> Route {
    let provider = provider(path, query, headers);
    let (deployment, rest) = inside(path);
    let parts: Vec<&str> = rest.split('/').collect();
    Route { provider, endpoint: endpoint(method, &parts), deployment }
}

fn provider(path: &str, query: &str, headers: &HeaderMap) -> Provider {
    let anthropic = || ["anthropic-version", "x-api-key"].iter().any(|name| headers.contains_key(*name));
    match path {
        _ if path.starts_with("/openai/") || query.contains("api-version=") => Provider::Azure,
        _ if path.starts_with("/api/v1/") => Provider::OpenRouter,
        _ if path.starts_with("/v1/messages") || path == "/v1/complete" || anthropic() => Provider::Anthropic,
        _ => Provider::OpenAi,
    }
}

/// Takes off the prefix that differs between providers; what is left is the call.
fn inside(path: &str) -> (Option<String>, &str) {
    let strip = |prefixes: &[&str]| prefixes.iter().find_map(|prefix| path.strip_prefix(prefix));
    if let Some(rest) = strip(&["/openai/deployments/"]) {
        let (name, call) = rest.split_once('/').unwrap_or((rest, ""));
        return (Some(percent_decode_str(name).decode_utf8_lossy().into_owned()), call);
    }
    let rest = strip(&["/openai/v1/", "/openai/", "/api/v1/", "/v1/"]);
    (None, rest.unwrap_or(if path == "/" { "/" } else { "?" }))
}

fn endpoint(method: &Method, parts: &[&str]) -> Option<Endpoint> {
    match (method.as_str(), parts) {
        ("POST", _) => posted(parts),
        ("GET" | "HEAD", ["", ""]) => Some(Endpoint::Welcome),
        ("GET" | "HEAD", ["models"]) => Some(Endpoint::Models),
        ("GET" | "HEAD", ["models", name @ ..]) => Some(Endpoint::Model(name.join("/"))),
        ("GET" | "HEAD", ["responses", id]) => Some(Endpoint::Response((*id).to_owned())),
        ("GET" | "HEAD", ["responses", id, "input_items"]) => Some(Endpoint::ResponseItems((*id).to_owned())),
        ("DELETE", ["responses", id]) => Some(Endpoint::ResponseDelete((*id).to_owned())),
        _ => None,
    }
}

fn posted(parts: &[&str]) -> Option<Endpoint> {
    Some(match parts {
        ["chat", "completions"] => Endpoint::Chat,
        ["complete"] => Endpoint::Complete,
        ["completions"] => Endpoint::Completions,
        ["conversations"] => Endpoint::Conversations,
        ["embeddings"] => Endpoint::Embeddings,
        ["messages"] => Endpoint::Messages,
        ["messages", "count_tokens"] => Endpoint::CountTokens,
        ["moderations"] => Endpoint::Moderations,
        ["responses"] => Endpoint::Responses,
        ["responses", "compact"] => Endpoint::Compact,
        ["responses", "input_tokens"] => Endpoint::InputTokens,
        ["responses", id, "cancel"] => Endpoint::ResponseCancel((*id).to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str, header: &str) -> Route {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = HeaderMap::new();
        if let Ok(name) = http::HeaderName::try_from(header) {
            headers.insert(name, "x".parse().unwrap());
        }
        route(&method.parse().unwrap(), path, query, &headers)
    }

    #[test]
    fn the_table() {
        use Endpoint::*;
        use Provider::*;
        let cases = [
            ("POST /v1/chat/completions", "", OpenAi, Some(Chat)),
            ("POST /v1/messages?beta=true", "", Anthropic, Some(Messages)),
            ("POST /v1/messages/count_tokens", "", Anthropic, Some(CountTokens)),
            ("POST /v1/complete", "", Anthropic, Some(Complete)),
            ("GET /v1/models", "anthropic-version", Anthropic, Some(Models)),
            ("GET /v1/models", "", OpenAi, Some(Models)),
            ("GET /v1/models/openai/echo", "", OpenAi, Some(Model("openai/echo".into()))),
            ("POST /openai/deployments/d/chat/completions?api-version=1", "", Azure, Some(Chat)),
            ("POST /openai/responses?api-version=1", "", Azure, Some(Responses)),
            ("POST /openai/v1/chat/completions", "", Azure, Some(Chat)),
            ("POST /api/v1/messages", "x-api-key", OpenRouter, Some(Messages)),
            ("POST /api/v1/responses", "", OpenRouter, Some(Responses)),
            ("GET /v1/responses/resp_1?stream=true", "", OpenAi, Some(Response("resp_1".into()))),
            ("DELETE /v1/responses/resp_1", "", OpenAi, Some(ResponseDelete("resp_1".into()))),
            ("POST /v1/responses/resp_1/cancel", "", OpenAi, Some(ResponseCancel("resp_1".into()))),
            ("POST /v1/responses/compact", "", OpenAi, Some(Compact)),
            ("HEAD /", "", OpenAi, Some(Welcome)),
            ("GET /v1/chat/completions", "", OpenAi, None),
            ("POST /v2/chat/completions", "", OpenAi, None),
            ("POST /v1//chat/completions", "", OpenAi, None),
            ("POST /v1/messages/nowhere", "", Anthropic, None),
        ];
        for (line, header, provider, endpoint) in cases {
            let found = of(line, header);
            assert_eq!((found.provider, found.endpoint), (provider, endpoint), "{line}");
        }
    }

    #[test]
    fn a_deployment_is_a_model() {
        let found = of("POST /openai/deployments/echo%2Bchunk%3D1/embeddings?api-version=1", "");
        assert_eq!(found.deployment.as_deref(), Some("echo+chunk=1"));
        assert_eq!(found.endpoint, Some(Endpoint::Embeddings));
    }
}
