//! [`BaseUrl`]: where a provider is reached: scheme, host, port and path prefix, nothing else.
//!
//! Owns: reading one as people write it (the bases in providers' documentation, with or without their `/v1`) and joining
//! a request's path to it. Never: connects, or holds a credential; a URL with a user name in it is refused.

use std::fmt;

use http::Uri;
use http::uri::{Authority, InvalidUri, PathAndQuery, Scheme};

/// The part of a provider's URL that every request shares.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl BaseUrl {
    /// Reads a base. `version` names the endings, longest first, that requests' own paths bring along (`/v1`), so that
    /// a base copied with such an ending means the same as one without.
    ///
    /// `None` unless it is http or https, with a host, and without user name, query and fragment.
    pub fn parse(text: &str, version: &[&str]) -> Option<Self> {
        let uri: Uri = text.trim().parse().ok()?;
        let plain = !text.contains(['?', '#', '\\']);
        let scheme = uri.scheme().filter(|scheme| **scheme == Scheme::HTTP || **scheme == Scheme::HTTPS)?;
        let authority = uri.authority().filter(|authority| is_host(authority))?;
        let path = uri.path().trim_end_matches('/');
        let prefix = version.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
        plain.then(|| Self {
            scheme: scheme.clone(),
            authority: authority.clone(),
            prefix: prefix.to_owned(),
        })
    }

    /// The scheme, http or https.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Host and, unless it is the scheme's own, port.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// What stands before every path: empty, or `/…` without a `/` at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The URL of a request.
    ///
    /// # Errors
    /// `path_and_query` holds a byte that no URL may hold.
    pub fn join(&self, path_and_query: &str) -> Result<Uri, InvalidUri> {
        let target: PathAndQuery = if self.prefix.is_empty() {
            path_and_query.parse()?
        } else {
            format!("{}{path_and_query}", self.prefix).parse()?
        };
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(target);
        Ok(Uri::from_parts(parts).unwrap_or_default())
    }
}

fn is_host(authority: &Authority) -> bool {
    let port = authority.as_str().rsplit_once(':').map(|(_, port)| port);
    let port_reads =
        port.is_none_or(|port| port.ends_with(']') || port.parse::<u16>().is_ok_and(|port| port > 0));
    !authority.host().is_empty() && !authority.as_str().contains('@') && port_reads
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<String> {
        BaseUrl::parse(text, &["/api/v1", "/v1", "/api"]).map(|base| base.to_string())
    }

    #[test]
    fn bases_are_read_as_people_write_them() {
        for (written, meant) in [
            ("https://api.example.com", "https://api.example.com"),
            ("https://api.example.com/", "https://api.example.com"),
            ("https://api.example.com/v1/", "https://api.example.com"),
            ("https://router.example/api/v1", "https://router.example"),
            ("https://router.example/api", "https://router.example"),
            (" http://127.0.0.1:8000/llm/v1 ", "http://127.0.0.1:8000/llm"),
            ("http://[::1]:8000", "http://[::1]:8000"),
            ("http://[::1]", "http://[::1]"),
        ] {
            assert_eq!(parse(written).as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for text in [
            "",
            "api.example.com",
            "/v1",
            "ftp://api.example.com",
            "https://",
            "https://user:secret@api.example.com",
            "https://api.example.com?key=1",
            "https://api.example.com/#top",
            "https://api.example.com:0",
            "https://api.example.com:99999",
            "https://api example.com",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn paths_and_queries_are_joined_byte_for_byte() {
        let base = BaseUrl::parse("http://127.0.0.1:8000/llm", &[]).unwrap();
        let joined = base.join("/v1/messages?beta=true&x=%2F").unwrap();
        assert_eq!(joined.to_string(), "http://127.0.0.1:8000/llm/v1/messages?beta=true&x=%2F");
        let bare = BaseUrl::parse("https://api.example.com", &[]).unwrap();
        assert_eq!(bare.join("/v1/models").unwrap().to_string(), "https://api.example.com/v1/models");
        assert!(bare.join("/a b").is_err());
    }
}
