//! The lists themselves. Adding a field is one line; names are lower case and sorted (a test holds both).
//!
//! Owns: what each provider's SDKs are known to need. A field is listed because a client or a provider reads it.
//! Never: credentials (`authorization`, `x-api-key`, `api-key`, `x-goog-api-key`, `cookie`), and never fields that describe
//! the user or the machine: forwarding and tracing fields, `referer`, `accept-language`, `x-openwebui-*`. Left out with
//! intent: `x-codex-turn-metadata` (workspace path, git remote and commit), `http-referer` and `x-title` (they may name an
//! internal site).

/// Names that travel on, whole or by how they begin.
pub(super) struct List {
    pub(super) names: &'static [&'static str],
    pub(super) prefixes: &'static [&'static str],
}

impl List {
    /// Whether `name` (lower case) may pass.
    pub(super) fn has(&self, name: &str) -> bool {
        // Lengths tell nearly all of them apart: a search for the middle one would compare four.
        self.names.contains(&name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }
}

/// From the client to the provider.
pub(super) const TO_UPSTREAM: List = List {
    names: &[
        "accept",
        "content-type",
        "idempotency-key",
        "openai-beta",
        "originator",
        "session-id",
        "thread-id",
        "user-agent",
        "version",
        "x-app",
        "x-claude-code-session-id",
        "x-client-request-id",
        "x-codex-beta-features",
        "x-codex-window-id",
        "x-goog-api-client",
    ],
    prefixes: &["anthropic-", "x-stainless-"],
};

/// From the client to the provider beside a credential of the client's own: which of its accounts is meant.
pub(super) const OF_CREDENTIAL: List =
    List { names: &["openai-organization", "openai-project"], prefixes: &[] };

/// From the provider to the client.
pub(super) const TO_CLIENT: List = List {
    names: &[
        "anthropic-organization-id",
        "apim-request-id",
        "cache-control",
        "cf-ray",
        "content-location",
        "content-type",
        "location",
        "operation-location",
        "request-id",
        "retry-after",
        "retry-after-ms",
        "server-timing",
        "x-generation-id",
        "x-goog-upload-url",
        "x-request-id",
        "x-should-retry",
    ],
    prefixes: &["anthropic-ratelimit-", "azureml-", "openai-", "x-codex-", "x-ms-", "x-ratelimit-"],
};
