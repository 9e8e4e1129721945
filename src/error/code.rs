//! [`Code`]: what clients see of an error: its stable name, its HTTP status, whether another try can help.
//!
//! Owns: the closed set of names, which are a contract. Never: the reasons behind them (`error.rs`).

macro_rules! codes {
    ($($name:ident = $text:literal => $status:literal,)+) => {
        /// An [`Error`](super::Error)'s stable name on the wire: `error.code` in the answer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(
            missing_docs,
            reason = "each variant is its own snake_case code, documented in docs/openapi.json"
        )]
        pub enum Code {
            $($name),+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text),+
                }
            }

            /// The HTTP status.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status),+
                }
            }
        }
    };
}

codes! {
    Unauthorized = "unauthorized" => 401,
    Forbidden = "forbidden" => 403,
    UnsupportedEndpoint = "unsupported_endpoint" => 404,
    MethodNotAllowed = "method_not_allowed" => 405,
    UpgradeRequired = "upgrade_required" => 426,
    ProviderNotConfigured = "provider_not_configured" => 400,
    AmbiguousProvider = "ambiguous_provider" => 400,
    InvalidRequest = "invalid_request" => 400,
    PiiBlocked = "pii_blocked" => 400,
    UnsupportedContent = "unsupported_content" => 400,
    RequestTooLarge = "request_too_large" => 413,
    RequestHeadTooLarge = "request_head_too_large" => 431,
    UnsupportedEncoding = "unsupported_encoding" => 415,
    RateLimitExceeded = "rate_limit_exceeded" => 429,
    SessionNotFound = "session_not_found" => 404,
    ProviderUnreachable = "provider_unreachable" => 502,
    ProviderTimeout = "provider_timeout" => 504,
    DetectorUnavailable = "detector_unavailable" => 503,
    VaultUnavailable = "vault_unavailable" => 503,
    Overloaded = "overloaded" => 503,
}

impl Code {
    /// Whether sending the same request again can help. `false` becomes `x-should-retry: false`.
    pub const fn retryable(self) -> bool {
        matches!(self.status(), 429 | 502 | 503 | 504)
    }

    /// The group, `error.type` in the answer: names that the providers use for the same status.
    pub const fn group(self) -> &'static str {
        match self.status() {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            502..=504 => "api_error",
            _ => "invalid_request_error",
        }
    }
}
