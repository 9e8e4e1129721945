//! [`Credential`]: what opens the door at a provider.
//!
//! Owns: which header each provider wants its key in, and that this key never comes back in what a provider says. Never: chooses a
//! credential (`proxy/account.rs` does), or sends.

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use memchr::memmem;

use crate::error::Reason;
use crate::provider::Provider;
use crate::sensitive::Sensitive;

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const API_KEY: HeaderName = HeaderName::from_static("api-key");
const ANTHROPIC_VERSION: HeaderName = HeaderName::from_static("anthropic-version");

/// What Anthropic wants named, for clients that name none.
const OLDEST_VERSION: HeaderValue = HeaderValue::from_static("2023-06-01");

/// The first version of Anthropic's API whose clients send their key as a bearer. Versions are days, which sort as text.
const BEARER_SINCE: &str = "2026-10-21";

/// What stands in an answer for the proxy's own key.
const KEY_TAKEN_OUT: &str = "[credential]";

/// What proves to the provider who is paying.
pub enum Credential<'t> {
    /// The proxy's own key.
    Key(&'t Sensitive<String>),
    /// The client's own headers, passed through.
    Headers(HeaderMap),
    /// None: a server of the operator's own.
    None,
}

impl Credential<'_> {
    /// Puts it where the provider looks for it.
    pub(super) fn authorize(&self, provider: Provider, headers: &mut HeaderMap) -> Result<(), Reason> {
        if provider == Provider::Anthropic {
            headers.entry(ANTHROPIC_VERSION).or_insert(OLDEST_VERSION);
        }
        match self {
            Self::None => {}
            Self::Headers(own) => headers.extend(own.clone()),
            Self::Key(key) => {
                let (name, value) = written(provider, key.expose(), headers);
                let mut value = HeaderValue::try_from(value).map_err(|_| provider.not_configured())?;
                value.set_sensitive(true);
                headers.insert(name, value);
            }
        }
        Ok(())
    }

    /// What the provider says, without the proxy's own key: some repeat the one that they turn down, and it is none of the
    /// client's.
    pub fn taken_out(&self, said: Bytes) -> Bytes {
        let Self::Key(key) = self else { return said };
        let key = key.expose().as_bytes();
        if key.is_empty() || memmem::find(&said, key).is_none() {
            return said;
        }
        let (mut rest, mut out) = (&said[..], Vec::with_capacity(said.len()));
        while let Some(at) = memmem::find(rest, key) {
            out.extend_from_slice(&rest[..at]);
            out.extend_from_slice(KEY_TAKEN_OUT.as_bytes());
            rest = &rest[at + key.len()..];
        }
        out.extend_from_slice(rest);
        out.into()
    }
}

/// The header and its value.
fn written(provider: Provider, key: &str, headers: &HeaderMap) -> (HeaderName, String) {
    let version = headers.get(ANTHROPIC_VERSION).and_then(|version| version.to_str().ok());
    match provider {
        Provider::Azure => (API_KEY, key.to_string()),
        Provider::Anthropic if version.is_none_or(|version| version < BEARER_SINCE) => {
            (X_API_KEY, key.to_string())
        }
        Provider::Anthropic | Provider::OpenAi | Provider::OpenRouter => {
            (AUTHORIZATION, ["Bearer ", key].concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(provider: Provider, version: Option<&'static str>) -> (String, String) {
        let mut headers = HeaderMap::new();
        if let Some(version) = version {
            headers.insert(ANTHROPIC_VERSION, HeaderValue::from_static(version));
        }
        let key = Sensitive::new("k".to_string());
        Credential::Key(&key).authorize(provider, &mut headers).unwrap();
        headers.remove(ANTHROPIC_VERSION);
        let (name, value) = headers.iter().next().unwrap();
        (name.to_string(), value.to_str().unwrap().to_string())
    }

    #[test]
    fn each_provider_gets_its_key_where_it_looks_for_it() {
        for (provider, version, name, value) in [
            (Provider::OpenAi, None, "authorization", "Bearer k"),
            (Provider::OpenRouter, None, "authorization", "Bearer k"),
            (Provider::Azure, None, "api-key", "k"),
            (Provider::Anthropic, None, "x-api-key", "k"),
            (Provider::Anthropic, Some("2023-06-01"), "x-api-key", "k"),
            (Provider::Anthropic, Some("2026-10-21"), "authorization", "Bearer k"),
        ] {
            assert_eq!(header(provider, version), (name.into(), value.into()));
        }
    }
}
