//! [`Origins`]: a provider's URL said again as the proxy's.
//!
//! Owns: the comparison of hosts (case, default ports and user information do not matter) and of the base path.
//! Never: touches a URL of another host, or a relative one: the client resolves that against the proxy already.

/// Where the provider is, and where the client believes it to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    upstream: Url,
    proxy: Url,
}

/// An absolute URL in its parts; the rest keeps its spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Url {
    scheme: String,
    /// Lower case, without a default port.
    host: String,
    /// From the first `/`, `?` or `#` on, without a closing `/`.
    path: String,
}

impl Origins {
    /// From two base URLs, each a scheme, a host, maybe a port and a path: `https://api.openai.com` and
    /// `http://127.0.0.1:8787`. `None` when one of them is not absolute.
    pub fn new(upstream_base: &str, proxy_base: &str) -> Option<Self> {
        let base = |url: &str| Url::parse(url.trim_end_matches('/'));
        Some(Self { upstream: base(upstream_base)?, proxy: base(proxy_base)? })
    }

    /// `url` with the proxy's base in place of the provider's. A URL on the provider's host but outside its base keeps
    /// its whole path below the proxy's base, so that a client who follows it still asks the proxy. `None` when it is not the provider's.
    pub fn rewrite(&self, url: &str) -> Option<String> {
        let url = Url::parse(url).filter(|url| url.host == self.upstream.host)?;
        let below = url.path.strip_prefix(&self.upstream.path).filter(|below| is_boundary(below));
        Some(format!(
            "{}://{}{}{}",
            self.proxy.scheme,
            self.proxy.host,
            self.proxy.path,
            below.unwrap_or(&url.path)
        ))
    }
}

/// Whether a path that goes on with `rest` ended at the end of a segment.
fn is_boundary(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['/', '?', '#'])
}

impl Url {
    fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.trim().split_once("//")?;
        let scheme =
            scheme.strip_suffix(':').or_else(|| scheme.is_empty().then_some("https"))?.to_ascii_lowercase();
        let default_port = match scheme.as_str() {
            "https" | "wss" => ":443",
            "http" | "ws" => ":80",
            _ => return None,
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host).to_ascii_lowercase();
        let host = host.strip_suffix(default_port).unwrap_or(&host);
        (!host.is_empty()).then(|| Self { host: host.to_owned(), path: path.to_owned(), scheme })
    }
}
