//! Who gets a request. The path gives the dialect; this file decides the provider, apart from it.
//!
//! Owns: the precedence ([`route`]) and the path upstream. First match wins: 1. the header `x-allonym-provider`, then the
//! owner of a stored object, then the tenant's model map; 2. Azure; 3. OpenRouter; 4. Anthropic; 5. OpenAI.
//! Never: guesses. Signals of two providers, or of one that has no such endpoint, are [`Reason::AmbiguousProvider`]: a
//! guess could hand a key to the wrong party. That holds for the header too: on a path that its provider does not have,
//! it contradicts the path. Two cases are settled, not guessed: a path form that one provider alone has (`/openai/…`,
//! `/api/v1/…`) is not subject to the model map, and the map may send any plain path to the `openai` slot, because a
//! compatible server of the operator's own may serve Anthropic's dialect as well.
//! Next: `endpoint.rs` for the table of paths.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, Method};

use super::endpoint::{Endpoint, Form, Found, find, unjoined};
use super::{Provider, azure};
use crate::error::Reason;

/// The header in which a client names the provider itself.
pub const PROVIDER_HEADER: &str = "x-allonym-provider";

const X_ALLONYM_PROVIDER: HeaderName = HeaderName::from_static(PROVIDER_HEADER);
const ANTHROPIC_VERSION: HeaderName = HeaderName::from_static("anthropic-version");

/// The header that carried the client's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyHeader {
    /// `Authorization: Bearer`, which says nothing about the provider.
    Bearer,
    /// `x-api-key`
    XApiKey,
    /// `api-key`
    ApiKey,
}

/// What is known of a request before it is treated. No `Debug`: a path or a header may hold personal data.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path, raw and undecoded, without its query.
    pub path: &'a str,
    /// The query, raw, without its `?`.
    pub query: Option<&'a str>,
    /// All headers as they came.
    pub headers: &'a HeaderMap,
    /// `model` of the body; `None` without a body or without the field.
    pub model: Option<&'a str>,
    /// Which header carried the key that counted. A key header that is merely present speaks as well.
    pub key_header: Option<KeyHeader>,
}

/// What the calling tenant knows that matters here.
pub trait Tenancy {
    /// Whether requests can be sent to `provider`.
    fn is_configured(&self, provider: Provider) -> bool;
    /// Whether `provider` was set up by name. Where clients bring their own credentials all are within reach, but that is no
    /// reason to send one elsewhere than its owner meant.
    fn is_named(&self, provider: Provider) -> bool;
    /// The provider to which the tenant itself maps `model`.
    fn mapped(&self, model: &str) -> Option<Provider>;
    /// The provider at which the stored object `id` was made.
    fn owner(&self, id: &str) -> Option<Provider>;
}

/// Where a request goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Route {
    /// The party.
    pub provider: Provider,
    /// The call.
    pub endpoint: Endpoint,
    /// Path and query upstream, below the provider's base URL; the query's bytes are the client's.
    pub path: String,
    /// The id of the stored object or of the model in the path.
    pub object: Option<String>,
}

impl Route {
    /// Path and query below a base URL's own path `prefix` (`""`, `/gateway`, `/api`). Segments that the prefix ends with
    /// and the path begins with are written once, so `https://openrouter.ai/api` and `…/api/v1` are bases like the bare host.
    pub fn path_below(&self, prefix: &str) -> String {
        let prefix = prefix.trim_end_matches('/');
        let shared = prefix
            .match_indices('/')
            .map(|(at, _)| &prefix[at..])
            .find(|tail| self.path.strip_prefix(tail).is_some_and(|rest| rest.starts_with('/')));
        [&prefix[..prefix.len() - shared.map_or(0, str::len)], &self.path].concat()
    }
}

/// Decides where the request goes.
///
/// # Errors
/// Those of [`find`]; [`Reason::AmbiguousProvider`]; [`Reason::ProviderNotConfigured`]; [`Reason::BadHeader`] for an
/// unknown name in [`PROVIDER_HEADER`]; [`Reason::BadQuery`]; [`Reason::MissingField`] or [`Reason::UnexpectedShape`]
/// where Azure's path must be made from a model that is missing or cannot stand in one.
pub fn route(head: &Head<'_>, tenancy: &impl Tenancy) -> Result<Route, Reason> {
    let found = find(head.method, head.path)?;
    let provider = choose(head, &found, tenancy)?;
    let mut path = upstream_path(head, &found, provider)?;
    if !tenancy.is_configured(provider) {
        return Err(provider.not_configured());
    }
    if let Some(query) = head.query {
        if !query.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Reason::BadQuery);
        }
        path.push('?');
        path.push_str(query);
    }
    Ok(Route { provider, endpoint: found.endpoint, path, object: found.object.map(str::to_owned) })
}

fn choose(head: &Head<'_>, found: &Found<'_>, tenancy: &impl Tenancy) -> Result<Provider, Reason> {
    let owner = found.object.filter(|_| found.endpoint.is_stored()).and_then(|id| tenancy.owner(id));
    if let Some(named) = named(head.headers)? {
        return agree(named, found, owner.is_none_or(|owner| owner == named));
    }
    let signals = Signals::read(head, found);
    if let Some(owner) = owner {
        return agree(owner, found, signals.only(owner));
    }
    if found.form == Form::Plain
        && let Some(mapped) = model(head, found).and_then(|model| tenancy.mapped(&model))
    {
        return if mapped == Provider::OpenAi { Ok(mapped) } else { agree(mapped, found, true) };
    }
    let chosen = signals.first(|| is_openrouter_model(head, found, tenancy));
    agree(chosen, found, !(signals.azure && (signals.anthropic || signals.openrouter)))
}

/// `provider`, if nothing else contradicts it and it has the endpoint in the form that was written.
fn agree(provider: Provider, found: &Found<'_>, consistent: bool) -> Result<Provider, Reason> {
    let fits = found.form.owner().is_none_or(|owner| owner == provider) && found.endpoint.served_by(provider);
    if consistent && fits { Ok(provider) } else { Err(Reason::AmbiguousProvider) }
}

/// The provider that [`PROVIDER_HEADER`] names.
fn named(headers: &HeaderMap) -> Result<Option<Provider>, Reason> {
    let mut values = headers.get_all(X_ALLONYM_PROVIDER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Reason::AmbiguousProvider);
    }
    let name = value.to_str().map_err(|_| Reason::BadHeader(PROVIDER_HEADER))?;
    Provider::from_name(name.trim()).map(Some).ok_or(Reason::BadHeader(PROVIDER_HEADER))
}

/// What the path, the query and the headers say by themselves.
struct Signals {
    azure: bool,
    openrouter: bool,
    anthropic: bool,
}

impl Signals {
    fn read(head: &Head<'_>, found: &Found<'_>) -> Self {
        let key_in =
            |header: KeyHeader| head.key_header == Some(header) || head.headers.contains_key(header.name());
        let anthropic_path = found.form == Form::Plain
            && matches!(found.endpoint, Endpoint::Messages | Endpoint::CountTokens | Endpoint::Complete);
        Self {
            azure: found.form.owner() == Some(Provider::Azure)
                || azure::version(head.query).is_some()
                || key_in(KeyHeader::ApiKey),
            openrouter: found.form == Form::OpenRouter,
            anthropic: anthropic_path
                || head.headers.contains_key(ANTHROPIC_VERSION)
                || key_in(KeyHeader::XApiKey),
        }
    }

    /// Whether no other party than `provider` is named.
    fn only(&self, provider: Provider) -> bool {
        (provider == Provider::Azure || !self.azure)
            && (provider == Provider::OpenRouter || !self.openrouter)
            && (matches!(provider, Provider::Anthropic | Provider::OpenRouter) || !self.anthropic)
    }

    /// Rules 2 to 5.
    fn first(&self, openrouter_model: impl FnOnce() -> bool) -> Provider {
        if self.azure {
            Provider::Azure
        } else if self.openrouter || openrouter_model() {
            Provider::OpenRouter
        } else if self.anthropic {
            Provider::Anthropic
        } else {
            Provider::OpenAi
        }
    }
}

/// A `vendor/name` model, where OpenRouter is set up by name, or the client's key is one of its own, and has the endpoint. The
/// local server that stands in for another provider may call its models so, too.
fn is_openrouter_model(head: &Head<'_>, found: &Found<'_>, tenancy: &impl Tenancy) -> bool {
    let vendor_and_name = |model: &str| {
        model.split_once('/').is_some_and(|(vendor, name)| !vendor.is_empty() && !name.is_empty())
    };
    model(head, found).is_some_and(|model| vendor_and_name(&model))
        && found.endpoint.served_by(Provider::OpenRouter)
        && tenancy.is_configured(Provider::OpenRouter)
        && (tenancy.is_named(Provider::OpenRouter) || has_openrouter_key(head.headers))
}

/// Whether the client brings a key of OpenRouter's, in either header that it takes one in.
fn has_openrouter_key(headers: &HeaderMap) -> bool {
    let mut values = ["authorization", "x-api-key"].into_iter().flat_map(|name| headers.get_all(name));
    values.any(|value| {
        let key = value.to_str().ok().and_then(|value| value.split_whitespace().next_back());
        key.is_some_and(|key| key.starts_with("sk-or-"))
    })
}

/// The model that the request is about: the body's, or the one whose description is asked for.
fn model<'a>(head: &Head<'a>, found: &Found<'a>) -> Option<Cow<'a, str>> {
    let described = || found.object.filter(|_| found.endpoint == Endpoint::Model).map(unjoined);
    head.model.map(Cow::Borrowed).or_else(described)
}

fn upstream_path(head: &Head<'_>, found: &Found<'_>, provider: Provider) -> Result<String, Reason> {
    match provider {
        Provider::Azure if found.form == Form::Plain => {
            azure::path(found.endpoint, found.rest, head.query, head.model)
        }
        Provider::Azure => Ok(head.path.to_owned()),
        Provider::OpenRouter => Ok(["/api/v1/", found.rest].concat()),
        Provider::OpenAi | Provider::Anthropic => Ok(["/v1/", found.rest].concat()),
    }
}

#[cfg(test)]
mod tests;
