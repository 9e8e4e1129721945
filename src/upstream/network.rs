//! [`Network`]: how providers are reached: whom to trust, by which proxy, how long to wait, how much to keep.
//!
//! Owns: these settings, and reading the trusted roots. Never: connects; `upstream/dial.rs` does.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use crate::pem::{self, NoPem};
use crate::sensitive::Sensitive;

/// How providers are reached.
#[derive(Clone, PartialEq, Eq)]
pub struct Network {
    /// Whose certificates are trusted, before [`Network::ca_files`].
    pub roots: Roots,
    /// Files (PEM) with authorities that are trusted as well.
    pub ca_files: Vec<PathBuf>,
    /// The proxies between here and there.
    pub proxies: Proxies,
    /// Whether HTTP/2 is spoken with those that offer it.
    pub http2: bool,
    /// How long a connection may rest between two requests.
    pub pool_idle: Duration,
    /// Connections to one provider that rest at once.
    pub pool_max_idle: u32,
    /// How long an address of the family that is asked first may leave one waiting before the other is asked too.
    pub happy_eyeballs: Duration,
    /// How long the peer may take.
    pub deadlines: Deadlines,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            roots: Roots::Platform,
            ca_files: Vec::new(),
            proxies: Proxies::default(),
            http2: true,
            // Below the limits of the providers' load balancers.
            pool_idle: Duration::from_secs(55),
            pool_max_idle: 256,
            happy_eyeballs: Duration::from_millis(300),
            deadlines: Deadlines {
                dns: Duration::from_secs(5),
                connect: Duration::from_secs(5),
                header: Duration::from_secs(600),
            },
        }
    }
}

/// How long the peer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// To find the addresses of a name.
    pub dns: Duration,
    /// To accept a connection; as long again for a proxy's answer, and for TLS.
    pub connect: Duration,
    /// To begin its answer.
    pub header: Duration,
}

/// Whose certificates are trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roots {
    /// Those that this machine trusts.
    #[default]
    Platform,
    /// Those that Mozilla trusted when this program was built.
    Bundled,
    /// Nobody's but those in the files.
    None,
}

/// Reads the authorities in a file.
///
/// # Errors
/// It cannot be read, or holds no certificate in PEM.
pub fn authorities(file: &Path) -> Result<Vec<CertificateDer<'static>>, NoPem> {
    pem::certificates(&pem::read(file)?)
}

impl Network {
    /// Everybody whose certificates are trusted.
    pub(super) fn trusted(&self) -> io::Result<RootCertStore> {
        let mut store = RootCertStore::empty();
        match self.roots {
            Roots::Platform => {
                store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
            Roots::Bundled => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Roots::None => {}
        }
        for file in &self.ca_files {
            let bad = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
            let found = authorities(file).map_err(|fault| bad(format!("{}: {fault}", file.display())))?;
            for authority in found {
                let unusable = |_| bad(format!("{}: one cannot be an authority's", file.display()));
                store.add(authority).map_err(unusable)?;
            }
        }
        if store.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "this machine trusts no certificates; install some (ca-certificates), or set upstream.roots = \"bundled\"",
            ));
        }
        Ok(store)
    }
}

/// The proxies between here and the providers. What is on this machine is reached without.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// For `https://`; it is asked to connect through, and sees no more than the provider's name.
    pub https: Option<ProxyUrl>,
    /// For `http://`.
    pub http: Option<ProxyUrl>,
    /// What is reached without: names (with all below them), addresses, networks, `*` for all, with commas between; a name or an
    /// address with a port counts at that port.
    pub none: String,
}

/// A proxy's address, which may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(Sensitive<String>);

impl ProxyUrl {
    /// Reads `http://[USER:PASSWORD@]HOST[:PORT]`; without a scheme, `http` is meant. `None` for anything else: proxies
    /// that speak TLS or SOCKS cannot be used.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let plain = uri.scheme_str().is_none_or(|scheme| scheme == "http");
        let alone = uri.authority().is_some() && matches!(uri.path(), "" | "/") && uri.query().is_none();
        (plain && alone).then(|| Self(Sensitive::new(text.to_owned())))
    }
}

/// A proxy on the way to a destination.
pub(super) struct Between {
    pub(super) uri: Uri,
    pub(super) authorization: Option<HeaderValue>,
}

/// Which proxy is on the way to what.
#[derive(Debug)]
pub(super) struct Ways {
    matcher: Option<Matcher>,
    /// What is reached without at one port only.
    at_port: Vec<(String, u16)>,
}

/// `host:port` in a list of what is reached without a proxy, which the library does not know.
fn at_port(entry: &str) -> Option<(String, u16)> {
    let (host, port) = entry.rsplit_once(':')?;
    let is_address = host.contains(':') && !(host.starts_with('[') && host.ends_with(']'));
    let host = host.trim_matches(['[', ']']).trim_start_matches('.').to_ascii_lowercase();
    (!is_address && !host.is_empty()).then_some((host, port.parse().ok()?))
}

impl Ways {
    pub(super) fn new(proxies: &Proxies) -> Self {
        let entries = proxies.none.split(',').map(str::trim);
        let at_port = entries.filter_map(at_port).collect();
        if proxies.https.is_none() && proxies.http.is_none() {
            return Self { matcher: None, at_port };
        }
        let url =
            |url: &Option<ProxyUrl>| url.as_ref().map_or_else(String::new, |url| url.0.expose().clone());
        let matcher = Matcher::builder().https(url(&proxies.https)).http(url(&proxies.http));
        Self { matcher: Some(matcher.no(proxies.none.clone()).build()), at_port }
    }

    pub(super) fn to(&self, destination: &Uri) -> Option<Between> {
        let matcher = self.matcher.as_ref()?;
        let host = destination.host()?.trim_matches(['[', ']']);
        if self.is_without(host, destination) {
            return None;
        }
        let here = host.parse().map_or(host == "localhost", |ip: std::net::IpAddr| ip.is_loopback());
        let found = matcher.intercept(destination).filter(|_| !here)?;
        Some(Between { uri: found.uri().clone(), authorization: found.basic_auth().cloned() })
    }

    /// Whether the host, or one that it is below, is reached without at this port.
    fn is_without(&self, host: &str, destination: &Uri) -> bool {
        let usual = if destination.scheme_str() == Some("https") { 443 } else { 80 };
        let (host, port) = (host.to_ascii_lowercase(), destination.port_u16().unwrap_or(usual));
        let is_below =
            |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        self.at_port.iter().any(|(name, at)| *at == port && is_below(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(proxies: &Proxies, to: &'static str) -> Option<String> {
        Ways::new(proxies).to(&Uri::from_static(to)).map(|between| between.uri.to_string())
    }

    #[test]
    fn each_scheme_has_its_proxy_and_what_is_near_has_none() {
        let url = |text: &str| ProxyUrl::parse(text);
        let proxies = Proxies {
            https: url("http://one.example:3128"),
            http: url("two.example:8080"),
            none: "near.example, 192.0.2.0/24, half.example:8443,[2001:db8::1]:443".to_owned(),
        };
        assert_eq!(way(&proxies, "https://api.example/v1").as_deref(), Some("http://one.example:3128/"));
        assert_eq!(way(&proxies, "http://api.example/v1").as_deref(), Some("http://two.example:8080/"));
        for far in ["https://half.example", "https://behalf.example:8443", "https://[2001:db8::1]:8443"] {
            assert!(way(&proxies, far).is_some(), "{far}");
        }
        for near in [
            "https://near.example",
            "https://api.near.example",
            "http://192.0.2.7:80",
            "http://localhost:9",
            "http://127.0.0.1:9",
            "https://[::1]:9",
            "https://half.example:8443",
            "https://api.half.example:8443",
            "https://[2001:db8::1]",
        ] {
            assert_eq!(way(&proxies, near), None, "{near}");
        }
        assert_eq!(way(&Proxies { none: "*".to_owned(), ..proxies }, "https://api.example"), None);
        assert_eq!(way(&Proxies::default(), "https://api.example"), None);
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_none() {
        for text in ["http://u:p@proxy.example:1", "http://proxy.example/", "proxy.example:1", "192.0.2.1:80"]
        {
            assert!(ProxyUrl::parse(text).is_some(), "{text}");
        }
        for text in
            ["", "socks5://proxy.example:1", "https://proxy.example", "http://proxy.example/path", "a b"]
        {
            assert!(ProxyUrl::parse(text).is_none(), "{text}");
        }
    }
}
