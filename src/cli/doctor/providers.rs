//! Each provider that is set up, asked for its models without a credential; and this machine's clock against theirs.
//!
//! Owns: what an answer or an obstacle means to an operator. Never: sends a credential.

use futures_util::future::join_all;

use super::Finding;
use crate::app;
use crate::base_url::BaseUrl;
use crate::config::Config;
use crate::error::Obstacle;
use crate::provider::Provider;
use crate::upstream::Probe;

/// Seconds by which clocks may differ: a `Date` has whole seconds, and its answer has travelled.
const CLOSE: i64 = 30;
/// Seconds from which certificates, signatures and expiry go wrong.
const FAR: i64 = 300;

pub(super) async fn findings(config: &Config) -> Vec<Finding> {
    let set_up = set_up(config);
    if set_up.is_empty() {
        return vec![
            Finding::ok("providers", "none is set up: the built-in sandbox answers, and nothing leaves"),
            Finding::skipped("clock", "no provider to compare it with"),
        ];
    }
    let upstream = match app::upstream(config) {
        Ok(upstream) => upstream,
        Err(fault) => {
            let remedy = "install the system's CA certificates (the package is often called ca-certificates)";
            return vec![Finding::failed("providers", fault.to_string(), remedy)];
        }
    };
    let probes = set_up.iter().map(|(_, base)| upstream.probe(base));
    let probes = join_all(probes).await;
    let mut findings: Vec<_> = set_up
        .iter()
        .zip(&probes)
        .map(|((provider, base), probe)| finding(*provider, base, *probe))
        .collect();
    let ahead = probes.iter().filter_map(|probe| probe.ok()?.ahead);
    findings.push(clock(ahead.min_by_key(|seconds| seconds.abs())));
    findings
}

/// Each place where a request of some tenant can go, once.
fn set_up(config: &Config) -> Vec<(Provider, BaseUrl)> {
    let mut all = Vec::new();
    for tenant in &config.tenants {
        for provider in Provider::ALL {
            let place = tenant.providers.get(provider).map(|upstream| (provider, upstream.base_url.clone()));
            all.extend(place.filter(|place| !all.contains(place)));
        }
    }
    all
}

fn finding(provider: Provider, base: &BaseUrl, probe: Result<Probe, Obstacle>) -> Finding {
    let check = format!("provider {}", provider.name());
    match probe {
        Ok(probe) => {
            let (status, millis) = (probe.status.as_u16(), probe.took.as_millis());
            let found = format!("{base} answers {status} in {millis} ms (asked without a credential)");
            if probe.status.is_server_error() {
                let remedy = "it can be reached but fails; ask again, and look at the provider's status page";
                return Finding::warning(check, found, remedy);
            }
            Finding::ok(check, found)
        }
        Err(obstacle) => Finding::failed(check, format!("{base}: {obstacle}"), remedy(obstacle, base)),
    }
}

fn remedy(obstacle: Obstacle, base: &BaseUrl) -> String {
    let host = base.authority().host();
    match obstacle {
        Obstacle::UnknownName => {
            format!("check the base URL, and that this machine resolves the name: getent hosts {host}")
        }
        Obstacle::Refused => {
            "nothing listens on this port, or a firewall refuses; check the base URL's port".into()
        }
        Obstacle::NoRoute => "check this machine's network, and proxy variables if it needs them".into(),
        Obstacle::NoDescriptor => "raise the limit of open files (LimitNOFILE, ulimit -Hn)".into(),
        Obstacle::Silent => {
            "a firewall drops the connection, or the provider hangs; allow outgoing connections to it".into()
        }
        Obstacle::NoProxy => {
            "check the proxy that HTTPS_PROXY or HTTP_PROXY names, and that it reaches the provider".into()
        }
        Obstacle::ProxyUnauthorized => {
            "give it in the proxy's URL: HTTPS_PROXY=http://user:password@host:port".into()
        }
        Obstacle::ProxyRefused => {
            format!("have the proxy allow {host}, or name the host in NO_PROXY if it can be reached without")
        }
        Obstacle::Untrusted => {
            "if a proxy of your own opens TLS on the way, name its CA in upstream.ca_files; else do not go on".into()
        }
        Obstacle::OtherName => format!("check that {host} is the provider's host, and what DNS says of it"),
        Obstacle::OutOfDate => {
            "check this machine's clock first; if it is right, the provider has to renew the certificate".into()
        }
        Obstacle::NoTls => {
            "a server without TLS needs http:// in its base URL; one with TLS needs version 1.2 or newer".into()
        }
        Obstacle::Reset => {
            "a firewall may cut it off, or what is there is down; check the base URL, and whether it needs https://"
                .into()
        }
        Obstacle::NoHttp => "check the base URL's port, and whether it needs https://".into(),
    }
}

/// The smallest difference counts: one provider may be wrong itself.
fn clock(ahead: Option<i64>) -> Finding {
    let Some(ahead) = ahead else { return Finding::skipped("clock", "no answer told the time") };
    let (seconds, side) = (ahead.abs(), if ahead < 0 { "behind" } else { "ahead of" });
    let found = format!("{seconds} s {side} the providers' clocks");
    let remedy =
        "let the system keep the time (systemd-timesyncd, chrony, or the host's clock for a container)";
    match seconds {
        0..=CLOSE => Finding::ok("clock", format!("within {CLOSE} s of the providers' clocks")),
        ..FAR => Finding::warning("clock", found, remedy),
        _ => Finding::failed("clock", found, remedy),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn a_clock_may_differ_by_a_little() {
        for (ahead, state) in [
            (None, State::Skipped),
            (Some(-3), State::Ok),
            (Some(30), State::Ok),
            (Some(-31), State::Warning),
            (Some(299), State::Warning),
            (Some(-300), State::Failed),
            (Some(i64::MAX), State::Failed),
        ] {
            assert_eq!(clock(ahead).state, state, "{ahead:?}");
        }
    }

    #[test]
    fn every_obstacle_says_what_to_do() {
        let base = BaseUrl::parse("https://provider.example").unwrap();
        for obstacle in Obstacle::ALL {
            let finding = finding(Provider::OpenAi, &base, Err(obstacle));
            assert!(finding.state == State::Failed && finding.remedy.is_some_and(|remedy| remedy.len() > 20));
        }
    }
}
