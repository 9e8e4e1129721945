//! `[upstream]` and the times that belong to it: how providers are reached.
//!
//! Owns: these settings; their defaults are [`Network`]'s. Files of authorities are looked into here, so that `allonym check` and a reload
//! refuse what would not work. Never: connects.

use std::path::PathBuf;
use std::time::Duration;

use super::load::Reader;
use super::raw::Value;
use super::setting::{Setting, words};
use crate::upstream::network::{Deadlines, Network, Proxies, ProxyUrl, Roots, authorities};

words!(
    Roots,
    "\"platform\", \"bundled\" or \"none\"",
    "platform" => Roots::Platform,
    "bundled" => Roots::Bundled,
    "none" => Roots::None,
);

impl Setting for ProxyUrl {
    const EXPECTED: &'static str = "http://HOST:PORT, with USER:PASSWORD@ before the host if needed (proxies that speak SOCKS or TLS cannot be used)";

    fn read(value: &Value) -> Option<Self> {
        Self::parse(String::read(value)?.trim())
    }

    /// It may hold a password.
    fn show(&self) -> String {
        "(set)".to_owned()
    }
}

pub(super) fn network(reader: &mut Reader) -> Network {
    let plain = Network::default();
    let roots = reader.read("upstream.roots", plain.roots);
    let ca_files = ca_files(reader);
    if roots == Roots::None && ca_files.is_empty() {
        reader.fault("upstream.roots", "\"none\" needs upstream.ca_files, or no provider could be trusted");
    }
    let proxies = Proxies {
        https: reader.optional("upstream.https_proxy"),
        http: reader.optional("upstream.http_proxy"),
        none: reader.optional("upstream.no_proxy").unwrap_or_default(),
    };
    let http2 = reader.read("upstream.http2", plain.http2);
    let pool_max_idle = reader.read("upstream.pool_max_idle", plain.pool_max_idle);
    let mut time = |path: &str, default| reader.at_least(path, &Duration::from_millis(1), default);
    Network {
        roots,
        ca_files,
        proxies,
        http2,
        pool_idle: time("upstream.pool_idle", plain.pool_idle),
        pool_max_idle,
        happy_eyeballs: time("upstream.happy_eyeballs", plain.happy_eyeballs),
        deadlines: Deadlines {
            dns: time("timeouts.dns", plain.deadlines.dns),
            connect: time("timeouts.connect", plain.deadlines.connect),
            header: time("timeouts.header", plain.deadlines.header),
        },
    }
}

fn ca_files(reader: &mut Reader) -> Vec<PathBuf> {
    let written: Vec<PathBuf> = reader.read("upstream.ca_files", Vec::new());
    let files: Vec<_> = written.iter().map(|file| reader.located(file)).collect();
    for (written, file) in written.iter().zip(&files) {
        if let Err(fault) = authorities(file) {
            reader.fault("upstream.ca_files", format!("{}: the file {fault}", written.display()));
        }
    }
    files
}
