//! [`Code`]: what clients see of an error: its stable name, its HTTP status, whether another try can help.
//!
//! Owns: the closed set of names, which are a contract. Never: the reasons behind them (`error.rs`).

/// An [`Error`](super::Error)'s stable name on the wire: `error.code` in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "each variant is its own snake_case code, documented in the OpenAPI description"
)]
pub enum Code {
    Unauthorized,
    Forbidden,
    UnsupportedEndpoint,
    MethodNotAllowed,
    UpgradeRequired,
    ProviderNotConfigured,
    AmbiguousProvider,
    InvalidRequest,
    PiiBlocked,
    UnsupportedContent,
    RequestTooLarge,
    RequestHeadTooLarge,
    UnsupportedEncoding,
    RateLimitExceeded,
    SessionNotFound,
    ProviderUnreachable,
    ProviderTimeout,
    DetectorUnavailable,
    VaultUnavailable,
    Overloaded,
}

impl Code {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::UnsupportedEndpoint => "unsupported_endpoint",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::UpgradeRequired => "upgrade_required",
            Self::ProviderNotConfigured => "provider_not_configured",
            Self::AmbiguousProvider => "ambiguous_provider",
            Self::InvalidRequest => "invalid_request",
            Self::PiiBlocked => "pii_blocked",
            Self::UnsupportedContent => "unsupported_content",
            Self::RequestTooLarge => "request_too_large",
            Self::RequestHeadTooLarge => "request_head_too_large",
            Self::UnsupportedEncoding => "unsupported_encoding",
            Self::RateLimitExceeded => "rate_limit_exceeded",
            Self::SessionNotFound => "session_not_found",
            Self::ProviderUnreachable => "provider_unreachable",
            Self::ProviderTimeout => "provider_timeout",
            Self::DetectorUnavailable => "detector_unavailable",
            Self::VaultUnavailable => "vault_unavailable",
            Self::Overloaded => "overloaded",
        }
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::UnsupportedEndpoint | Self::SessionNotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::UpgradeRequired => 426,
            Self::ProviderNotConfigured
            | Self::AmbiguousProvider
            | Self::InvalidRequest
            | Self::PiiBlocked
            | Self::UnsupportedContent => 400,
            Self::RequestTooLarge => 413,
            Self::RequestHeadTooLarge => 431,
            Self::UnsupportedEncoding => 415,
            Self::RateLimitExceeded => 429,
            Self::ProviderUnreachable => 502,
            Self::DetectorUnavailable | Self::VaultUnavailable | Self::Overloaded => 503,
            Self::ProviderTimeout => 504,
        }
    }

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
