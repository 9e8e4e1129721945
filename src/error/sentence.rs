//! The sentence of each [`Reason`], which names the way out.
//!
//! Owns: what people read. Never: holds text from the wire; of settings it names the limit that they set.

use std::fmt;

use super::{Reason, whole_seconds};

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProviderNotConfigured { provider, variable } => write!(
                f,
                "No credential for the provider {provider} is configured. Set {variable} on the proxy, or name another provider in the header x-allonym-provider."
            ),
            Self::HeadTooLarge { limit } => {
                write!(f, "The request's line and headers exceed {limit} bytes (limits.head_bytes).")
            }
            Self::BodyTooLarge { limit } => {
                write!(f, "The request body exceeds {limit} bytes (limits.body_bytes).")
            }
            Self::MalformedJson { offset } => {
                write!(f, "The body is not valid JSON (at byte {offset}). Nothing was sent to the provider.")
            }
            Self::NotUtf8 { offset } => {
                write!(f, "The body is not valid UTF-8 (at byte {offset}). Nothing was sent to the provider.")
            }
            Self::TooDeep { limit } => {
                write!(f, "The body is nested deeper than {limit} levels (limits.depth).")
            }
            Self::StringTooLong { limit } => {
                write!(f, "One string of the body exceeds {limit} bytes (limits.string_bytes).")
            }
            Self::MissingField(name) => write!(f, "The field `{name}` is required."),
            Self::BadField { name, expected } => {
                write!(f, "The field `{name}` is not valid: expected {expected}.")
            }
            Self::UnknownField { known } => {
                write!(f, "The body has an unknown field. This call takes {}.", known.join(", "))
            }
            Self::OneFieldOf(names) => write!(f, "Give exactly one of {}.", names.join(", ")),
            Self::Blocked { entity } => write!(
                f,
                "The request holds personal data of the kind {entity}, which this tenant's policy blocks. Remove it and send the request again; nothing was sent to the provider."
            ),
            Self::BadHeader(name @ "x-allonym-provider") => {
                write!(
                    f,
                    "The header {name} names no provider: send openai, anthropic, azure or openrouter, or leave it out."
                )
            }
            Self::BadHeader(name @ "host") => {
                write!(f, "A request names one host, in the header {name}: this one names none or two.")
            }
            Self::BadHeader(name) => write!(f, "The header {name} is not valid here."),
            Self::RateLimited { retry_after } => {
                write!(f, "Too many requests under this key. Try again in {} s.", whole_seconds(*retry_after))
            }
            Self::Unreachable(obstacle) => write!(
                f,
                "The provider cannot be reached: {obstacle}. `allonym doctor` on the proxy says what helps."
            ),
            Self::AnswerTooLarge { limit } => write!(f, "The provider's answer exceeds {limit} bytes."),
            plain => f.write_str(plain.sentence()),
        }
    }
}

impl Reason {
    /// The message of the reasons that carry no data.
    #[expect(clippy::too_many_lines, reason = "a table with every reason, so that the compiler misses none")]
    const fn sentence(self) -> &'static str {
        match self {
            Self::UnknownKey => {
                "No valid px- key. Send one as `Authorization: Bearer px-…`, `x-api-key` or `api-key`; `allonym keys` makes one."
            }
            Self::KeyInUrl => {
                "A px- key stands in the path or the query string, which would go to the provider. Send it as `Authorization: Bearer px-…`, `x-api-key` or `api-key` alone."
            }
            Self::ForeignPage => {
                "Web pages of this origin may not call this proxy. Name it in [cors] origins if it is to."
            }
            Self::UnknownEndpoint => {
                "This endpoint is not supported: Allonym forwards only what it can read. The README lists the endpoints."
            }
            Self::DoubledVersion => "The path starts with /v1 twice. Remove /v1 from the client's base URL.",
            Self::StraySlash => {
                "The path has a slash too many. Write the client's base URL without one at its end."
            }
            Self::MethodNotAllowed { .. } => "This endpoint does not take this method.",
            Self::UpgradeRefused => {
                "WebSocket and other upgrades are not supported: their frames cannot be read here. Use POST with `stream`."
            }
            Self::AmbiguousProvider => {
                "The request's signals name two providers. Send the key and the path of one, or name it in the header x-allonym-provider."
            }
            Self::BodyIncomplete => "The request body ended before it was whole.",
            Self::BodyTimeout => "The request body took too long to arrive.",
            Self::UnknownEncoding => "Unsupported Content-Encoding. Use identity, gzip, deflate, br or zstd.",
            Self::BadEncoding => "The body does not decode with the Content-Encoding that it names.",
            Self::NotJson => "Unsupported Content-Type. This endpoint takes application/json.",
            Self::LoneSurrogate => {
                "The body holds half of a surrogate pair (such as \\ud83d without \\ude00), which is no character: a text was cut within one."
            }
            Self::UnexpectedShape => "The body does not have the shape that this endpoint takes.",
            Self::TokenArray => {
                "Token ids cannot be read for personal data. Send strings (LangChain: check_embedding_ctx_length=False)."
            }
            Self::Blob => {
                "Images, audio and documents cannot be read for personal data. Send text, or set [content] blobs on the proxy: \"withhold\" sends a picture that says so in the place of each, \"pass\" sends all unread."
            }
            Self::ForeignText => {
                "A text file cannot be read for personal data: it is not base64 of UTF-8. Send it so, or set [content] blobs = \"pass\" on the proxy."
            }
            Self::Unsealable => {
                "A value known to be personal stands where it cannot be replaced. Nothing was sent to the provider."
            }
            Self::BadQuery => "The query string is not valid.",
            Self::TooManyConcurrent => "Too many requests at once under this key. Wait for one to end.",
            Self::Overloaded => "The proxy is at its limit. Try again shortly.",
            Self::DetectorFailed => "The detectors failed. Nothing was sent to the provider.",
            Self::DetectorBusy => {
                "The detectors are busy. Nothing was sent to the provider. Try again shortly."
            }
            Self::VaultFailed => "The mapping cannot be stored. Nothing was sent to the provider.",
            Self::UnknownSession => "No such session; it may have expired.",
            Self::NotTaken => {
                "The provider turned the request away before looking at it, on two connections. It can be sent again."
            }
            Self::BadUpstreamAnswer => "The provider's answer is no valid HTTP or no UTF-8.",
            Self::UpstreamTimeout => "The provider did not answer in time.",
            Self::StreamBroken => "The provider's stream broke off.",
            Self::ProviderNotConfigured { .. }
            | Self::HeadTooLarge { .. }
            | Self::BodyTooLarge { .. }
            | Self::MalformedJson { .. }
            | Self::NotUtf8 { .. }
            | Self::TooDeep { .. }
            | Self::StringTooLong { .. }
            | Self::MissingField(_)
            | Self::BadField { .. }
            | Self::UnknownField { .. }
            | Self::OneFieldOf(_)
            | Self::Blocked { .. }
            | Self::Unreachable(_)
            | Self::BadHeader(_)
            | Self::RateLimited { .. }
            | Self::AnswerTooLarge { .. } => "",
        }
    }
}
