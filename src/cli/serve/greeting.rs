//! What is said at the start: where this process can be reached, and its first key when that is new.
//!
//! Owns: the words, for people on standard output or for machines in the log. Never: shows a key that was there before.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::cli::first_key::{FirstKey, Kept};
use crate::server::listener::{Address, Listener};

/// The base URLs of these listeners, as this machine can use them.
pub(super) fn bases<'l>(listeners: impl IntoIterator<Item = &'l Listener>) -> Vec<Base> {
    listeners
        .into_iter()
        .filter_map(|listener| listener.address().ok())
        .map(|address| base(&address))
        .collect()
}

/// Where this process can be reached, in the words of this machine.
pub(super) struct Base {
    url: String,
    /// Whether all addresses of this machine are listened on, which the URL does not show.
    is_everywhere: bool,
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)?;
        f.write_str(if self.is_everywhere { ", and on every other address of this machine" } else { "" })
    }
}

fn base(address: &Address) -> Base {
    let (scheme, address) = match address {
        Address::Tcp(address) => ("https", address),
        Address::Plain(address) => ("http", address),
        Address::Unix(_) => return Base { url: address.to_string(), is_everywhere: false },
    };
    let url = format!("{scheme}://{}", reachable(*address));
    Base { url, is_everywhere: address.ip().is_unspecified() }
}

/// Where clients connect, where is told how it goes, and where the sandbox answers, if it does.
pub(super) struct Places {
    pub(super) bases: Vec<Base>,
    pub(super) admin: Option<Base>,
    pub(super) sandbox: Option<SocketAddr>,
}

impl Places {
    /// What a person sees who starts this.
    pub(super) fn told(&self) -> String {
        let mut text: String = self.bases.iter().map(|base| format!("Allonym listens on {base}\n")).collect();
        if let Some(admin) = &self.admin {
            text += &format!("Metrics, status and health: {admin}\n");
        }
        if let Some(sandbox) = self.sandbox {
            text += &format!(
                "No provider key is set: the built-in sandbox answers, on http://{sandbox}\n\
                 What a provider would see: http://{sandbox}/_sandbox/received\n"
            );
        }
        text
    }

    /// The same in the log, where machines read it.
    pub(super) fn log(&self) {
        let bases: Vec<_> = self.bases.iter().map(Base::to_string).collect();
        let (admin, sandbox) =
            (self.admin.as_ref().map(Base::to_string), self.sandbox.map(|at| at.to_string()));
        tracing::info!(listen = bases.join("; "), admin, sandbox, "listening");
    }
}

/// The key, when it is new, with a line to paste.
pub(super) fn first_key_told(first: &FirstKey, places: &Places) -> String {
    let (made, key) = match &first.kept {
        Kept::Before(path) => return format!("The key is in {}\n", path.display()),
        Kept::Now(path) => (
            format!("A key was made and is kept in {}. It is shown only now:", path.display()),
            first.key.expose(),
        ),
        Kept::Not(trouble) => (
            format!("A key was made for this run only; it could not be kept ({trouble}):"),
            first.key.expose(),
        ),
    };
    let base = places.bases.first().map_or("", |base| &base.url);
    format!("{made}\n\n  {key}\n\nTry it:\n\n{}\n", curl(base, key, places.sandbox.is_some()))
}

fn curl(base: &str, key: &str, sandbox: bool) -> String {
    let model = if sandbox { "echo" } else { "gpt-4o-mini" };
    let to = match base.strip_prefix("unix:") {
        Some(path) => format!("--unix-socket {path} http://localhost"),
        None => base.to_owned(),
    };
    format!(
        "  curl {to}/v1/chat/completions \\\n    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n    \
         -d '{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"My name is Jane Roe, write to jane.roe@mail.example\"}}]}}'\n"
    )
}

/// The address as this machine can use it: where all addresses are listened on, loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::Sensitive;

    fn first(kept: Kept) -> FirstKey {
        FirstKey { key: Sensitive::new("px-example-key".to_owned()), kept }
    }

    fn places(address: &str, sandbox: bool) -> Places {
        let sandbox = sandbox.then(|| "127.0.0.1:9".parse().unwrap());
        Places { bases: vec![base(&address.parse().unwrap())], admin: None, sandbox }
    }

    #[test]
    fn a_new_key_is_shown_with_a_line_to_paste() {
        let places = places("plain:0.0.0.0:8787", true);
        assert!(places.told().contains("http://127.0.0.1:9/_sandbox/received"), "{}", places.told());
        for kept in [Kept::Now("/state/key".into()), Kept::Not("read-only".to_owned())] {
            let text = first_key_told(&first(kept), &places);
            assert!(text.contains("curl http://127.0.0.1:8787/v1/chat/completions"), "{text}");
            assert!(text.contains("-H 'Authorization: Bearer px-example-key'"), "{text}");
        }
    }

    #[test]
    fn a_key_from_before_is_not_shown_again() {
        let text = first_key_told(&first(Kept::Before("/state/key".into())), &places("127.0.0.1:1", false));
        assert!(text.contains("/state/key") && !text.contains("px-"), "{text}");
    }

    #[test]
    fn who_listens_on_all_addresses_is_told_so() {
        for (address, told) in [
            ("[::]:1", "https://[::1]:1, and on every other address of this machine\n"),
            ("plain:127.0.0.1:2", "http://127.0.0.1:2\n"),
            ("unix:/run/a.sock", "unix:/run/a.sock\n"),
        ] {
            assert_eq!(places(address, false).told(), format!("Allonym listens on {told}"));
        }
    }
}
