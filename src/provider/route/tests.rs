//! The routing table as a table: one row a request, the way clients send them.

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::*;
use crate::provider::Provider::{Anthropic, Azure, OpenAi, OpenRouter};

/// A tenant with every provider, a map for one model, and some stored objects.
struct Tenant {
    configured: &'static [Provider],
    named: &'static [Provider],
}

impl Tenancy for Tenant {
    fn is_configured(&self, provider: Provider) -> bool {
        self.configured.contains(&provider)
    }
    fn is_named(&self, provider: Provider) -> bool {
        self.named.contains(&provider)
    }
    fn mapped(&self, model: &str) -> Option<Provider> {
        match model {
            "our-llama" | "acme/our-llama" => Some(OpenAi),
            "our-claude" => Some(Anthropic),
            "our-azure" => Some(Azure),
            _ => None,
        }
    }
    fn owner(&self, id: &str) -> Option<Provider> {
        match id {
            "resp_openai" => Some(OpenAi),
            "resp_azure" => Some(Azure),
            _ => None,
        }
    }
}

const ALL: Tenant = Tenant { configured: &Provider::ALL, named: &Provider::ALL };

/// `"POST /path?query"`, headers as `"name: value"`, the body's model.
fn ask(
    tenant: &Tenant,
    request: &str,
    headers: &[&str],
    model: Option<&str>,
) -> Result<(Provider, String), Reason> {
    let (method, target) = request.split_once(' ').expect("method and target");
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let mut map = HeaderMap::new();
    for header in headers {
        let (name, value) = header.split_once(": ").expect("name and value");
        map.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let method: Method = method.parse().unwrap();
    let head = Head { method: &method, path, query, headers: &map, model, key_header: None };
    route(&head, tenant).map(|route| (route.provider, route.path))
}

#[track_caller]
fn goes(request: &str, headers: &[&str], model: Option<&str>, provider: Provider, path: &str) {
    assert_eq!(
        ask(&ALL, request, headers, model),
        Ok((provider, path.to_owned())),
        "{request} {headers:?} {model:?}"
    );
}

#[track_caller]
fn refused(request: &str, headers: &[&str], model: Option<&str>, reason: Reason) {
    assert_eq!(ask(&ALL, request, headers, model), Err(reason), "{request} {headers:?} {model:?}");
}

const BEARER: &str = "authorization: Bearer px-1";
const X_API_KEY: &str = "x-api-key: px-1";
const API_KEY: &str = "api-key: px-1";
const OLD: &str = "anthropic-version: 2023-06-01";
const NEW: &str = "anthropic-version: 2026-10-21";
const DATED: &str = "api-version=2024-10-21";

#[test]
fn every_client_reaches_its_provider() {
    // OpenAI's SDKs, Codex, LangChain, `llm`, Open WebUI
    goes("POST /v1/chat/completions", &[BEARER], Some("gpt-4o"), OpenAi, "/v1/chat/completions");
    goes("POST /chat/completions", &[BEARER], Some("gpt-4o"), OpenAi, "/v1/chat/completions");
    goes("POST /v1/completions", &[BEARER], Some("davinci"), OpenAi, "/v1/completions");
    goes("POST /v1/responses", &[BEARER], Some("gpt-5"), OpenAi, "/v1/responses");
    goes("POST /v1/responses/compact", &[BEARER], Some("gpt-5"), OpenAi, "/v1/responses/compact");
    goes("POST /v1/responses/input_tokens", &[BEARER], Some("gpt-5"), OpenAi, "/v1/responses/input_tokens");
    goes("POST /embeddings", &[BEARER], Some("text-embedding-3-small"), OpenAi, "/v1/embeddings");
    goes("POST /v1/moderations", &[BEARER], Some("omni-moderation-latest"), OpenAi, "/v1/moderations");
    goes("GET /v1/models", &[BEARER], None, OpenAi, "/v1/models");
    goes("GET /v1/models/ft:gpt-4o:acme::1", &[BEARER], None, OpenAi, "/v1/models/ft:gpt-4o:acme::1");
    // As the SDKs write a model's name with its vendor.
    goes("GET /v1/models/acme%2Four-llama", &[BEARER], None, OpenAi, "/v1/models/acme%2Four-llama");
    goes("GET /v1/models/vendor%2fm", &[BEARER], None, OpenRouter, "/api/v1/models/vendor%2fm");
    // Anthropic's SDKs before and since the key moved to Bearer (WIRE test 1), Claude Code with both keys (test 2)
    goes("POST /v1/messages", &[X_API_KEY, OLD], Some("claude-1"), Anthropic, "/v1/messages");
    goes("POST /v1/messages", &[BEARER, NEW], Some("claude-1"), Anthropic, "/v1/messages");
    goes(
        "POST /v1/messages?beta=true",
        &[BEARER, X_API_KEY, OLD],
        Some("c"),
        Anthropic,
        "/v1/messages?beta=true",
    );
    goes("POST /v1/messages/count_tokens", &[BEARER], Some("c"), Anthropic, "/v1/messages/count_tokens");
    goes("POST /v1/complete", &[X_API_KEY], Some("claude-2"), Anthropic, "/v1/complete");
    goes("GET /v1/models", &[BEARER, NEW], None, Anthropic, "/v1/models");
    goes("GET /v1/models/claude-1", &[X_API_KEY], None, Anthropic, "/v1/models/claude-1");
    goes("POST /v1/chat/completions", &[X_API_KEY], Some("claude-1"), Anthropic, "/v1/chat/completions");
    // OpenRouter's own paths, with any key; a vendor's prefix on other paths (test 3)
    goes("POST /api/v1/chat/completions", &[BEARER], Some("gpt-4o"), OpenRouter, "/api/v1/chat/completions");
    goes(
        "POST /api/v1/messages?beta=true",
        &[X_API_KEY, OLD],
        Some("c"),
        OpenRouter,
        "/api/v1/messages?beta=true",
    );
    goes("POST /api/v1/responses", &[BEARER], Some("openai/gpt-5"), OpenRouter, "/api/v1/responses");
    goes("GET /api/v1/models", &[BEARER], None, OpenRouter, "/api/v1/models");
    goes("POST /v1/chat/completions", &[BEARER], Some("meta/llama"), OpenRouter, "/api/v1/chat/completions");
    goes("POST /v1/messages", &[X_API_KEY, OLD], Some("anthropic/claude-1"), OpenRouter, "/api/v1/messages");
}

#[test]
fn azure_paths_stay_and_plain_ones_are_rewritten() {
    for path in [
        "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
        "/openai/deployments/d.1_2-3/embeddings?api-version=2024-10-21",
        "/openai/deployments/d/completions?api-version=2024-10-21",
        "/openai/responses?api-version=2025-03-01-preview",
        "/openai/responses/compact?api-version=2025-03-01-preview",
        "/openai/v1/responses",
        "/openai/v1/chat/completions?api-version=preview",
    ] {
        goes(&format!("POST {path}"), &[API_KEY], Some("gpt-4o"), Azure, path);
        goes(&format!("POST {path}"), &[BEARER], Some("vendor/gpt-4o"), Azure, path);
        goes(&format!("POST {path}"), &[BEARER], Some("our-llama"), Azure, path); // the path is Azure's alone
    }
    for path in [
        "/openai/models?api-version=2024-10-21",
        "/openai/v1/models/gpt-4o",
        "/openai/responses/resp_1?stream=true",
    ] {
        goes(&format!("GET {path}"), &[API_KEY], None, Azure, path);
    }
    // test 4: plain path, key in `api-key`; the query's bytes are the client's
    let deployed = "/openai/deployments/gpt-4o/chat/completions?a=%C3%BC&api-version=2024-10-21";
    goes(
        "POST /v1/chat/completions?a=%C3%BC&api-version=2024-10-21",
        &[API_KEY],
        Some("gpt-4o"),
        Azure,
        deployed,
    );
    goes(
        &format!("POST /v1/responses?{DATED}"),
        &[BEARER],
        Some("m"),
        Azure,
        &format!("/openai/responses?{DATED}"),
    );
    goes("POST /v1/chat/completions", &[API_KEY], Some("m"), Azure, "/openai/v1/chat/completions");
    goes("POST /v1/chat/completions", &[BEARER, API_KEY], Some("m"), Azure, "/openai/v1/chat/completions");
    goes(
        "POST /v1/chat/completions?api-version=preview",
        &[API_KEY],
        Some("m"),
        Azure,
        "/openai/v1/chat/completions?api-version=preview",
    );
    goes("GET /v1/models", &[API_KEY], None, Azure, "/openai/v1/models");
    let dated = format!("POST /v1/embeddings?{DATED}");
    refused(&dated, &[API_KEY], None, Reason::MissingField("model"));
    refused(&dated, &[API_KEY], Some("vendor/model"), Reason::AmbiguousProvider);
    for model in ["..", "a b", "a?b", "a%2fb", "", "é"] {
        refused(&dated, &[API_KEY], Some(model), Reason::UnexpectedShape);
    }
}

#[test]
fn the_tenants_word_comes_first() {
    let plain = "POST /v1/chat/completions";
    goes(
        plain,
        &[BEARER, "x-allonym-provider: openrouter"],
        Some("gpt-4o"),
        OpenRouter,
        "/api/v1/chat/completions",
    );
    goes(plain, &[API_KEY, "x-allonym-provider: OpenAI"], Some("gpt-4o"), OpenAi, "/v1/chat/completions");
    goes(plain, &[BEARER, "x-allonym-provider: azure"], Some("gpt-4o"), Azure, "/openai/v1/chat/completions");
    goes(plain, &[BEARER, "x-allonym-provider: openai"], Some("our-claude"), OpenAi, "/v1/chat/completions");
    goes(plain, &[BEARER, "x-allonym-provider: openai"], Some("vendor/m"), OpenAi, "/v1/chat/completions");
    goes(plain, &[BEARER], Some("our-claude"), Anthropic, "/v1/chat/completions");
    goes(plain, &[BEARER], Some("our-azure"), Azure, "/openai/v1/chat/completions");
    goes(plain, &[API_KEY], Some("our-llama"), OpenAi, "/v1/chat/completions");
    // test 3, second half: the operator's own server behind a `vendor/name` model, in Anthropic's dialect
    goes("POST /v1/messages", &[X_API_KEY, OLD], Some("acme/our-llama"), OpenAi, "/v1/messages");
    goes("GET /v1/models/our-claude", &[BEARER], None, Anthropic, "/v1/models/our-claude");
    goes(
        "POST /v1/messages",
        &[X_API_KEY, "x-allonym-provider: openrouter"],
        Some("c"),
        OpenRouter,
        "/api/v1/messages",
    );
}

#[test]
fn contradictions_are_refused() {
    let ambiguous =
        |request: &str, headers: &[&str], model| refused(request, headers, model, Reason::AmbiguousProvider);
    ambiguous("POST /v1/messages", &[API_KEY], Some("claude-1"));
    ambiguous("POST /v1/messages?api-version=2024-10-21", &[BEARER], Some("claude-1"));
    ambiguous("POST /v1/complete", &[API_KEY], Some("claude-1"));
    ambiguous("POST /v1/chat/completions", &[API_KEY, X_API_KEY], Some("m"));
    ambiguous("GET /v1/models", &[API_KEY, NEW], None);
    ambiguous("POST /openai/v1/responses", &[BEARER, OLD], Some("m"));
    ambiguous("POST /api/v1/chat/completions", &[API_KEY], Some("m"));
    ambiguous("POST /v1/responses", &[X_API_KEY], Some("m"));
    ambiguous("POST /v1/embeddings", &[BEARER, NEW], Some("m"));
    ambiguous("POST /v1/moderations", &[API_KEY], Some("m"));
    for named in ["openai", "azure"] {
        ambiguous("POST /v1/messages", &[X_API_KEY, &format!("x-allonym-provider: {named}")], Some("c"));
    }
    ambiguous("POST /v1/responses", &[BEARER, "x-allonym-provider: anthropic"], Some("c"));
    ambiguous("POST /api/v1/chat/completions", &[BEARER, "x-allonym-provider: openai"], Some("c"));
    ambiguous("POST /openai/v1/responses", &[API_KEY, "x-allonym-provider: openai"], Some("c"));
    ambiguous("POST /v1/responses", &["x-allonym-provider: openai", "x-allonym-provider: azure"], Some("c"));
    refused(
        "POST /v1/responses",
        &["x-allonym-provider: acme"],
        Some("c"),
        Reason::BadHeader(PROVIDER_HEADER),
    );
}

#[test]
fn stored_objects_follow_their_maker() {
    goes(
        "GET /v1/responses/resp_openai?stream=true&starting_after=7",
        &[BEARER],
        None,
        OpenAi,
        "/v1/responses/resp_openai?stream=true&starting_after=7",
    );
    goes("GET /v1/responses/resp_azure", &[BEARER], None, Azure, "/openai/v1/responses/resp_azure");
    goes("DELETE /v1/responses/resp_azure", &[API_KEY], None, Azure, "/openai/v1/responses/resp_azure");
    goes(
        &format!("POST /v1/responses/resp_azure/cancel?{DATED}"),
        &[BEARER],
        None,
        Azure,
        &format!("/openai/responses/resp_azure/cancel?{DATED}"),
    );
    goes(
        "GET /v1/responses/resp_openai/input_items",
        &[BEARER],
        None,
        OpenAi,
        "/v1/responses/resp_openai/input_items",
    );
    goes("GET /v1/responses/resp_new", &[BEARER], None, OpenAi, "/v1/responses/resp_new");
    goes("GET /v1/responses/resp_new", &[API_KEY], None, Azure, "/openai/v1/responses/resp_new");
    refused("GET /v1/responses/resp_openai", &[API_KEY], None, Reason::AmbiguousProvider);
    refused("GET /openai/v1/responses/resp_openai", &[BEARER], None, Reason::AmbiguousProvider);
    refused(
        "GET /v1/responses/resp_openai",
        &[BEARER, "x-allonym-provider: azure"],
        None,
        Reason::AmbiguousProvider,
    );
}

#[test]
fn a_vendor_s_model_goes_to_openrouter_only_by_name_or_by_its_key() {
    let passing = Tenant { configured: &Provider::ALL, named: &[OpenAi] };
    let chosen = |headers: &[&str]| {
        let asked = ask(&passing, "POST /v1/chat/completions", headers, Some("meta-llama/llama"));
        asked.map(|(provider, _)| provider)
    };
    assert_eq!(chosen(&["authorization: Bearer sk-mine"]), Ok(OpenAi));
    assert_eq!(chosen(&["authorization: Bearer sk-or-v1-mine"]), Ok(OpenRouter));
    assert_eq!(chosen(&["x-api-key: sk-or-v1-mine"]), Ok(OpenRouter));
    let asked =
        |key| ask(&passing, "POST /v1/messages", &[key], Some("anthropic/claude")).map(|asked| asked.0);
    assert_eq!(asked("x-api-key: sk-or-v1-mine"), Ok(OpenRouter));
    assert_eq!(asked("x-api-key: sk-ant-mine"), Ok(Anthropic));
    assert_eq!(chosen(&["authorization: Bearer sk-mine", "x-allonym-provider: openrouter"]), Ok(OpenRouter));
}

#[test]
fn a_provider_without_a_credential_is_named() {
    let only = Tenant { configured: &[OpenAi], named: &[OpenAi] };
    assert_eq!(ask(&only, "POST /v1/messages", &[BEARER], Some("c")), Err(Anthropic.not_configured()));
    assert_eq!(ask(&only, "POST /api/v1/messages", &[BEARER], Some("c")), Err(OpenRouter.not_configured()));
    // without OpenRouter, a `vendor/name` model is like any other
    let (provider, path) = ask(&only, "POST /v1/chat/completions", &[BEARER], Some("meta/llama")).unwrap();
    assert_eq!((provider, path.as_str()), (OpenAi, "/v1/chat/completions"));
}

#[test]
fn what_is_not_in_the_table_is_refused() {
    let listed = "
        / /v1 /v1/ v1/models /v1/files /v1/batches /v1/realtime /v1/conversations /v1/messages/batches
        /v1/./models /v1/x/../models
        /v1/models/.. /v1/models/%2e%2e /v1/%6dodels /v1/models/a/b /v1/models;x=1 /v1/models/%2Fb /v1/models/a%2F
        /v1/models/a%2F..%2Fb /v1/models%2Fa /v1/models/a%2F%2fb /v1/models/a%252Fb /v1/responses/a%2Fb
        /v1/responses/a%2Fcancel /v1/chat%2Fcompletions /openai/deployments/a%2Fb/chat/completions
        /v1/models/a;b /V1/models /v1/Models /v1/models/a@b /openai /openai/ /openai/deployments/d
        /openai/deployments//chat/completions /openai/deployments/a/b/chat/completions
        /openai/deployments/d/responses /openai/chat/completions /openai/v1/messages
        /openai/v1/moderations /openai/v1/complete /api/v1/moderations /api/v1/complete
        /api/v1/responses/resp_1 /api/chat/completions /api/v2/models /v1/openai/v1/models
        /v1/api/v1/models /v1beta/models /health /v1/detect";
    let odd = ["", "/v1\\models", "/v1/models/a b", "/v1/models/\u{fc}"];
    for path in listed.split_whitespace().chain(odd) {
        for method in ["GET", "POST"] {
            refused(&format!("{method} {path}"), &[BEARER], None, Reason::UnknownEndpoint);
        }
    }
}

#[test]
fn ids_have_a_longest_length() {
    let long = "a".repeat(257);
    refused(&format!("GET /v1/models/{long}"), &[BEARER], None, Reason::UnknownEndpoint);
    let fits = format!("/v1/models/{}", &long[1..]);
    goes(&format!("GET {fits}"), &[BEARER], None, OpenAi, &fits);
}

#[test]
fn near_misses_are_told_apart() {
    for path in ["/v1/v1/messages", "/v1/v1/x", "/api/v1/v1/messages", "/openai/v1/v1/responses"] {
        refused(&format!("POST {path}"), &[BEARER], None, Reason::DoubledVersion);
    }
    for path in
        ["POST //v1/messages", "POST /v1/messages/", "POST //openai/v1/responses", "GET /v1//models//"]
    {
        refused(path, &[BEARER], None, Reason::StraySlash);
    }
    refused("GET /v1/other/", &[BEARER], None, Reason::UnknownEndpoint);
    let wrong_methods = [
        (
            "POST",
            "GET /v1/chat/completions, DELETE /v1/messages, GET /v1/responses, GET /v1/responses/compact",
        ),
        ("POST", "PUT /openai/deployments/d/chat/completions, GET /v1/responses/resp_1/cancel"),
        ("GET", "POST /v1/models, HEAD /v1/models"),
        ("GET, DELETE", "POST /v1/responses/resp_1"),
    ];
    for (allow, requests) in wrong_methods {
        for request in requests.split(", ") {
            refused(request, &[BEARER], None, Reason::MethodNotAllowed { allow });
        }
    }
}

#[test]
fn keys_may_come_in_any_header_without_the_header_itself() {
    let (method, headers) = (Method::POST, HeaderMap::new());
    let decide = |path, key_header| {
        let head =
            Head { method: &method, path, query: None, headers: &headers, model: Some("m"), key_header };
        route(&head, &ALL).map(|route| route.provider)
    };
    assert_eq!(decide("/v1/chat/completions", Some(KeyHeader::Bearer)), Ok(OpenAi));
    assert_eq!(decide("/v1/chat/completions", Some(KeyHeader::ApiKey)), Ok(Azure));
    assert_eq!(decide("/v1/chat/completions", Some(KeyHeader::XApiKey)), Ok(Anthropic));
    assert_eq!(decide("/v1/messages", Some(KeyHeader::ApiKey)), Err(Reason::AmbiguousProvider));
}

#[test]
fn queries_are_ascii() {
    refused("GET /v1/models?a=\u{fc}", &[BEARER], None, Reason::BadQuery);
    refused("GET /v1/models?a= b", &[BEARER], None, Reason::BadQuery);
    goes("GET /v1/models?", &[BEARER], None, OpenAi, "/v1/models?");
}

#[test]
fn a_base_urls_prefix_is_not_written_twice() {
    let at = |path: &str| Route {
        provider: OpenRouter,
        endpoint: Endpoint::Models,
        path: path.to_owned(),
        object: None,
    };
    for (prefix, path, whole) in [
        ("", "/v1/models", "/v1/models"),
        ("/", "/v1/models", "/v1/models"),
        ("/gateway/", "/v1/models?a=/v1", "/gateway/v1/models?a=/v1"),
        ("/v1", "/v1/models", "/v1/models"),
        ("/gw/v1/", "/v1/models", "/gw/v1/models"),
        ("/api", "/api/v1/models", "/api/v1/models"),
        ("/x/api/v1", "/api/v1/models", "/x/api/v1/models"),
        ("/openai", "/openai/deployments/d/embeddings", "/openai/deployments/d/embeddings"),
        ("/ai", "/api/v1/models", "/ai/api/v1/models"),
    ] {
        assert_eq!(at(path).path_below(prefix), whole, "{prefix} {path}");
    }
}

#[test]
fn every_endpoint_says_what_it_takes() {
    for endpoint in [
        Endpoint::ChatCompletions,
        Endpoint::Messages,
        Endpoint::Responses,
        Endpoint::Complete,
        Endpoint::Completions,
        Endpoint::Embeddings,
        Endpoint::Moderations,
        Endpoint::CountTokens,
        Endpoint::ResponsesCompact,
    ] {
        assert!(endpoint.takes_body());
    }
    for endpoint in [Endpoint::ResponseCancel, Endpoint::ResponseDelete, Endpoint::ResponseInputItems] {
        assert!(!endpoint.takes_body() && endpoint.is_stored());
    }
    assert!(!Endpoint::Response.takes_body());
    assert!(!Endpoint::Models.takes_body() && !Endpoint::Model.is_stored());
}
