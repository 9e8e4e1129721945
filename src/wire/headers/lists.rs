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
    pub(super) prefixes: &'static [Prefix],
}

/// All names that begin alike.
pub(super) struct Prefix {
    pub(super) begins: &'static str,
    /// For error messages.
    pub(super) shown: &'static str,
}

const fn prefix(begins: &'static str, shown: &'static str) -> Prefix {
    Prefix { begins, shown }
}

impl List {
    /// The entry that lets `name` (lower case) pass.
    pub(super) fn entry(&self, name: &str) -> Option<&'static str> {
        // Lengths tell nearly all of them apart: a search for the middle one would compare four.
        let exact = self.names.iter().find(|listed| **listed == name).copied();
        exact.or_else(|| {
            self.prefixes.iter().find(|prefix| name.starts_with(prefix.begins)).map(|prefix| prefix.shown)
        })
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
    prefixes: &[prefix("anthropic-", "anthropic-*"), prefix("x-stainless-", "x-stainless-*")],
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
    prefixes: &[
        prefix("anthropic-ratelimit-", "anthropic-ratelimit-*"),
        prefix("azureml-", "azureml-*"),
        prefix("openai-", "openai-*"),
        prefix("x-codex-", "x-codex-*"),
        prefix("x-ms-", "x-ms-*"),
        prefix("x-ratelimit-", "x-ratelimit-*"),
    ],
};
