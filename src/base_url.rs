//! [`BaseUrl`]: where a provider is reached: scheme, host, port and path prefix, nothing else.
//!
//! Owns: reading one and making a request's URL from it. What a base's prefix and a request's path share (`/v1`) is
//! settled by `Route::path_below`. Never: connects, or holds a credential; a URL with a user name in it is refused.

use std::fmt;

use http::Uri;
use http::uri::{Authority, Scheme};

/// The part of a provider's URL that every request shares.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl BaseUrl {
    /// Reads a base; `None` unless it is http or https, with a host, and without user name, query and fragment.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let uri: Uri = text.parse().ok()?;
        let plain = !text.contains(['?', '#', '\\']);
        let scheme = uri.scheme().filter(|scheme| **scheme == Scheme::HTTP || **scheme == Scheme::HTTPS)?;
        let authority = uri.authority().filter(|authority| is_host(authority))?;
        let prefix = uri.path().trim_end_matches('/').to_owned();
        plain.then(|| Self { scheme: scheme.clone(), authority: authority.clone(), prefix })
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

    /// The URL at this scheme and host for a path that already begins with the prefix, and its query.
    ///
    /// # Errors
    /// `target` holds a byte that no URL may hold.
    pub fn at(&self, target: &str) -> Result<Uri, http::Error> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(target)
            .build()
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
        BaseUrl::parse(text).map(|base| base.to_string())
    }

    #[test]
    fn bases_are_read_as_people_write_them() {
        for (written, meant) in [
            ("https://api.example.com", "https://api.example.com"),
            ("https://api.example.com/", "https://api.example.com"),
            ("https://api.example.com/v1/", "https://api.example.com/v1"),
            (" http://127.0.0.1:8000/llm/v1 ", "http://127.0.0.1:8000/llm/v1"),
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
    fn paths_and_queries_are_kept_byte_for_byte() {
        let base = BaseUrl::parse("http://127.0.0.1:8000/llm").unwrap();
        let url = base.at("/llm/v1/messages?beta=true&x=%2F").unwrap();
        assert_eq!(url.to_string(), "http://127.0.0.1:8000/llm/v1/messages?beta=true&x=%2F");
        assert!(base.at("/a b").is_err());
    }
}
