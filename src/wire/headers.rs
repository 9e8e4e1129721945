//! Which header fields travel on, in both directions: what is not listed here stays here.
//!
//! Owns: the lists, the removal of hop-by-hop fields (RFC 9110 section 7.6.1), and the rewriting of URLs that would
//! lead a client past the proxy with its key in hand.
//! Never: adds a credential, a length or an encoding; `upstream` and `respond` do that. Credentials are on no list.
//! Next: `headers/lists.rs` for the lists, `headers/origins.rs` for the URLs.

mod lists;
mod origins;

#[cfg(test)]
mod tests;

use http::header::CONNECTION;
use http::{HeaderMap, HeaderName, HeaderValue};

use lists::{OF_CREDENTIAL, TO_CLIENT, TO_UPSTREAM};

pub use origins::Origins;

/// Whose credential goes to the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialOf {
    /// The client's own, passed through: what it says of the credential goes with it.
    Client,
    /// The proxy's, or none.
    Proxy,
}

/// The client's fields that the provider may see, in their order, repeated lines kept. No credential is among them, and
/// nothing that names the user or where the request was made. One that holds anything but visible ASCII, spaces and tabs stays
/// here as well: detectors could not read it.
pub fn upstream_headers(client: &HeaderMap, credential: CredentialOf) -> HeaderMap {
    let of_credential = |name: &str| credential == CredentialOf::Client && OF_CREDENTIAL.has(name);
    let hop_by_hop = named_in_connection(client);
    let mut kept = HeaderMap::with_capacity(client.len());
    for (name, value) in client {
        let is_listed = TO_UPSTREAM.has(name.as_str()) || of_credential(name.as_str());
        if is_listed && !hop_by_hop.contains(name) && value.to_str().is_ok() {
            kept.append(name, value.clone());
        }
    }
    kept
}

/// The provider's fields that the client may see, in their order, repeated lines kept. What describes the provider's bytes is
/// not among them: the client gets others, decoded and restored.
pub fn client_headers(upstream: &HeaderMap) -> HeaderMap {
    let hop_by_hop = named_in_connection(upstream);
    let passes = |name: &HeaderName| TO_CLIENT.has(name.as_str()) && !hop_by_hop.contains(name);
    let mut kept = HeaderMap::with_capacity(upstream.len());
    for (name, value) in upstream.iter().filter(|(name, _)| passes(name)) {
        kept.append(name, value.clone());
    }
    kept
}

/// Points every field whose value is a URL of the provider back at the proxy: `location`, `operation-location`,
/// `content-location`, `x-goog-upload-url`, and any other. URLs of third parties stay.
pub fn rewrite_urls(headers: &mut HeaderMap, origins: &Origins) {
    for value in headers.values_mut() {
        let rewritten = value.to_str().ok().and_then(|url| origins.rewrite(url));
        if let Some(rewritten) = rewritten.and_then(|url| HeaderValue::try_from(url).ok()) {
            *value = rewritten;
        }
    }
}

/// The fields that `Connection` declares to be for this hop only.
fn named_in_connection(headers: &HeaderMap) -> Vec<HeaderName> {
    let values = headers.get_all(CONNECTION).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|name| name.trim().parse().ok()).collect()
}
