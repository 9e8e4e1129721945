//! [`Error`]: everything that can go wrong in an exchange, as a closed set.
//!
//! Owns: the reasons, and for each its stable code, its HTTP status and the sentence that names the way out.
//! Never: holds text from the wire. A message depends on structure and settings only, never on a value, so it is safe in
//! a log. Turning an error into an answer is `respond.rs`' job and nobody else's.

mod code;
mod obstacle;
mod phase;
mod sentence;

use std::fmt;
use std::time::Duration;

pub use code::Code;
pub use obstacle::Obstacle;
pub use phase::Phase;

/// Why an exchange (or a call of the standalone API) failed. Unit-like variants: tests compare, nothing parses text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No key, or none that is known.
    UnknownKey,
    /// A px- key stands in the path or the query string, which go to the provider as they are.
    KeyInUrl,
    /// A web page calls whose origin is not among those that may.
    ForeignPage,
    /// Method and path are not in the endpoint table.
    UnknownEndpoint,
    /// `/v1/v1/…`: the client's base URL has one `/v1` too many.
    DoubledVersion,
    /// `//v1/…` or `/v1/…/`: there is a slash too many.
    StraySlash,
    /// The path exists, with another method.
    MethodNotAllowed {
        /// Those that it takes, for the header `Allow`.
        allow: &'static str,
    },
    /// An `Upgrade` (WebSocket, h2c) was asked for.
    UpgradeRefused,
    /// The provider that the request belongs to has no credential or base URL.
    ProviderNotConfigured {
        /// The provider's name and the setting that configures it.
        provider: &'static str,
        /// The environment variable to set.
        variable: &'static str,
    },
    /// Signals that contradict each other; guessing could hand a key to the wrong party.
    AmbiguousProvider,
    /// The head of the request is larger than the limit (bytes).
    HeadTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The request body is larger than the limit, as sent or once decoded (bytes).
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body stopped before it was whole, or its length was wrong.
    BodyIncomplete,
    /// The body took too long to arrive.
    BodyTimeout,
    /// `Content-Encoding` names something that cannot be decoded here.
    UnknownEncoding,
    /// The body does not decode with the encoding that it names.
    BadEncoding,
    /// `Content-Type` is not JSON.
    NotJson,
    /// Malformed JSON.
    MalformedJson {
        /// Byte offset of the fault in the decoded body.
        offset: usize,
    },
    /// A text of a call of the standalone API holds half of a surrogate pair, which no UTF-8 can hold.
    LoneSurrogate,
    /// Not UTF-8.
    NotUtf8 {
        /// Byte offset of the fault in the decoded body.
        offset: usize,
    },
    /// Nested deeper than the limit.
    TooDeep {
        /// The limit, in levels.
        limit: usize,
    },
    /// One string is longer than the limit.
    StringTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body is not an object, or a field of it has a shape that no provider accepts.
    UnexpectedShape,
    /// A required field is missing.
    MissingField(&'static str),
    /// A field of a call holds something else than it takes.
    BadField {
        /// Its name.
        name: &'static str,
        /// What it takes.
        expected: &'static str,
    },
    /// A call has a field that it does not take.
    UnknownField {
        /// Those that it takes.
        known: &'static [&'static str],
    },
    /// A call has several fields of which it takes one.
    OneFieldOf(&'static [&'static str]),
    /// `input` or `prompt` is made of token ids, which no detector can read.
    TokenArray,
    /// An image, a sound, a PDF or an Office file inside the body.
    Blob,
    /// A text file inside the body whose bytes are not UTF-8, or not base64 of any.
    ForeignText,
    /// A policy of the tenant says `block` for an entity that was found.
    Blocked {
        /// The entity's label.
        entity: &'static str,
    },
    /// A known value would still have left: the sweep could not replace it where it stands.
    Unsealable,
    /// The header is not allowed to hold what it holds.
    BadHeader(&'static str),
    /// A query parameter is not readable.
    BadQuery,
    /// Too many requests in the current window.
    RateLimited {
        /// When to come back.
        retry_after: Duration,
    },
    /// Too many requests at once under this key.
    TooManyConcurrent,
    /// The proxy itself is at its limit.
    Overloaded,
    /// The detectors failed.
    DetectorFailed,
    /// The neural tier has no time, and the tenant wants nothing sent without it.
    DetectorBusy,
    /// The mapping cannot be stored.
    VaultFailed,
    /// The session named in the call does not exist (any more) for this tenant.
    UnknownSession,
    /// No answer from the provider, or not the whole of one.
    Unreachable(Obstacle),
    /// The provider has not looked at the request, neither the first time nor on another connection.
    NotTaken,
    /// The provider's answer is not what it says it is.
    BadUpstreamAnswer,
    /// The provider did not answer in time.
    UpstreamTimeout,
    /// The provider's answer is larger than the limit (bytes).
    AnswerTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The provider's stream broke off.
    StreamBroken,
}

/// What went wrong and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    reason: Reason,
    phase: Phase,
}

impl Error {
    /// An error of `reason` met in `phase`.
    pub const fn new(phase: Phase, reason: Reason) -> Self {
        Self { reason, phase }
    }

    /// Why.
    pub const fn reason(self) -> Reason {
        self.reason
    }

    /// Where in the exchange.
    pub const fn phase(self) -> Phase {
        self.phase
    }

    /// The stable code.
    pub const fn code(self) -> Code {
        self.reason.code()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl std::error::Error for Error {}

impl Reason {
    /// The code that clients see. Every reason has exactly one.
    pub const fn code(self) -> Code {
        match self {
            Self::UnknownKey | Self::KeyInUrl => Code::Unauthorized,
            Self::ForeignPage => Code::Forbidden,
            Self::UnknownEndpoint | Self::DoubledVersion | Self::StraySlash => Code::UnsupportedEndpoint,
            Self::MethodNotAllowed { .. } => Code::MethodNotAllowed,
            Self::UpgradeRefused => Code::UpgradeRequired,
            Self::ProviderNotConfigured { .. } => Code::ProviderNotConfigured,
            Self::AmbiguousProvider => Code::AmbiguousProvider,
            Self::BodyTooLarge { .. } => Code::RequestTooLarge,
            Self::HeadTooLarge { .. } => Code::RequestHeadTooLarge,
            Self::UnknownEncoding | Self::NotJson => Code::UnsupportedEncoding,
            Self::Blob | Self::ForeignText => Code::UnsupportedContent,
            Self::Blocked { .. } | Self::Unsealable => Code::PiiBlocked,
            Self::RateLimited { .. } | Self::TooManyConcurrent => Code::RateLimitExceeded,
            Self::UnknownSession => Code::SessionNotFound,
            Self::Overloaded => Code::Overloaded,
            Self::DetectorFailed | Self::DetectorBusy => Code::DetectorUnavailable,
            Self::VaultFailed => Code::VaultUnavailable,
            Self::Unreachable(_)
            | Self::NotTaken
            | Self::BadUpstreamAnswer
            | Self::AnswerTooLarge { .. }
            | Self::StreamBroken => Code::ProviderUnreachable,
            Self::UpstreamTimeout => Code::ProviderTimeout,
            Self::BodyIncomplete
            | Self::BodyTimeout
            | Self::BadEncoding
            | Self::MalformedJson { .. }
            | Self::LoneSurrogate
            | Self::NotUtf8 { .. }
            | Self::TooDeep { .. }
            | Self::StringTooLong { .. }
            | Self::UnexpectedShape
            | Self::MissingField(_)
            | Self::BadField { .. }
            | Self::UnknownField { .. }
            | Self::OneFieldOf(_)
            | Self::TokenArray
            | Self::BadHeader(_)
            | Self::BadQuery => Code::InvalidRequest,
        }
    }
}

impl Reason {
    /// Why no answer of the provider came, or not the whole of it, as logs and spans sort it: the causes of an
    /// [`Obstacle`] and no others.
    pub const fn cause(self) -> Option<&'static str> {
        match self {
            Self::Unreachable(obstacle) => Some(obstacle.cause()),
            Self::UpstreamTimeout => Some(Obstacle::Silent.cause()),
            Self::StreamBroken => Some(Obstacle::Reset.cause()),
            _ => None,
        }
    }
}

/// `Retry-After` knows whole seconds only (RFC 9110, 10.2.3); rounding down would bring the client back too early.
pub fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}
