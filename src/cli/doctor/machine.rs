//! What the machine gives: descriptors, memory, and the addresses to listen on.
//!
//! Owns: comparing these with what the configuration may come to need. Never: changes a limit.

use std::fs;
use std::path::Path;

use tokio::net::TcpListener;

use super::Finding;
use crate::config::Config;
use crate::descriptors;
use crate::file_fault::folder_in_words;
use crate::server::listener::Address;

/// Memory of a process that has nothing to do, with its rules and lists, in bytes.
const BASE: u64 = 96 << 20;
/// Memory of an idle connection with a stream on it, in bytes (`benches/README.md`).
const CONNECTION: u64 = 64 << 10;

pub(super) async fn findings(config: &Config) -> Vec<Finding> {
    let mut findings = vec![descriptors_for(config.limits.connections as u64, descriptors::most())];
    findings.extend(memory().map(|available| memory_for(config, available)));
    for address in &config.listening.addresses {
        findings.push(listens("listen", address).await);
    }
    if let Some(admin) = &config.listening.admin {
        findings.push(listens("admin.listen", admin).await);
    }
    findings
}

fn descriptors_for(connections: u64, most: Option<u64>) -> Finding {
    let needed = descriptors::needed(connections);
    match most {
        Some(most) if most < needed => Finding::warning(
            "descriptors",
            format!("the system gives {most}, and {connections} connections may need {needed}"),
            format!(
                "raise the limit (LimitNOFILE={needed} for systemd, ulimit -Hn), or lower limits.connections"
            ),
        ),
        Some(most) => {
            Finding::ok("descriptors", format!("{most}, of which {connections} connections need {needed}"))
        }
        None => Finding::ok("descriptors", "not limited"),
    }
}

fn memory_for(config: &Config, available: u64) -> Finding {
    let caches = config.tiers.cache_bytes + config.prefix_cache.max_bytes;
    let kept = config.vault.max_bytes + caches + config.limits.bodies_bytes;
    let needed = BASE + kept as u64 + CONNECTION * config.limits.connections as u64;
    let mib = |bytes: u64| bytes >> 20;
    if available < needed {
        let found = format!("{} MiB are free, and the limits allow {} MiB", mib(available), mib(needed));
        let remedy = "give it more memory, or lower limits.bodies_bytes, limits.connections, vault.max_bytes, prefix_cache.max_bytes or detection.cache_bytes";
        return Finding::warning("memory", found, remedy);
    }
    Finding::ok("memory", format!("{} MiB are free; the limits allow {} MiB", mib(available), mib(needed)))
}

/// What this process may still take, in bytes: the less of what the machine has and what its control group allows.
fn memory() -> Option<u64> {
    let machine = field(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")?;
    Some(allowed(Path::new("/sys/fs/cgroup")).map_or(machine, |allowed| allowed.min(machine)))
}

fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

/// What a control group leaves (cgroups v2). `None` where it sets no limit.
fn allowed(group: &Path) -> Option<u64> {
    let number = |name: &str| fs::read_to_string(group.join(name)).ok()?.trim().parse::<u64>().ok();
    Some(number("memory.max")?.saturating_sub(number("memory.current").unwrap_or_default()))
}

/// A socket's file would be there afterwards, or be another proxy's: only its folder is tried.
async fn listens(setting: &str, address: &Address) -> Finding {
    let bound = match address {
        Address::Tcp(address) | Address::Plain(address) => TcpListener::bind(address).await.map(drop),
        Address::Unix(path) => {
            tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new("/"))).map(drop)
        }
    };
    let fault = match bound {
        Ok(()) => return Finding::ok(setting, format!("{address} can be listened on")),
        Err(fault) => fault,
    };
    match fault.kind() {
        std::io::ErrorKind::AddrInUse => Finding::warning(
            setting,
            format!("something listens on {address} already"),
            "fine if it is this proxy, running; else give another address",
        ),
        std::io::ErrorKind::PermissionDenied => Finding::failed(
            setting,
            format!("{address} may not be listened on"),
            "take a port from 1024 up or give the process CAP_NET_BIND_SERVICE; for a socket, a folder that it may write to",
        ),
        kind => Finding::failed(
            setting,
            format!("{address}: {}", folder_in_words(kind)),
            "give an address that this machine has, or a folder that is there",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn two_descriptors_a_connection_have_to_be_there() {
        assert_eq!(descriptors_for(4096, Some(8256)).state, State::Ok);
        assert_eq!(descriptors_for(4096, Some(8255)).state, State::Warning);
        assert_eq!(descriptors_for(4096, None).state, State::Ok);
    }

    #[test]
    fn memory_is_what_the_machine_and_its_control_group_leave() {
        assert_eq!(field("MemTotal:  9 kB\nMemAvailable:    12 kB\n", "MemAvailable:"), Some(12 << 10));
        let group = tempfile::tempdir().unwrap();
        assert_eq!(allowed(group.path()), None);
        fs::write(group.path().join("memory.max"), "max\n").unwrap();
        assert_eq!(allowed(group.path()), None);
        fs::write(group.path().join("memory.max"), "1000\n").unwrap();
        fs::write(group.path().join("memory.current"), "400\n").unwrap();
        assert_eq!(allowed(group.path()), Some(600));
        assert!(memory().is_some_and(|bytes| bytes > 1 << 20));
    }

    #[tokio::test]
    async fn an_address_is_free_or_taken_or_not_to_be_had() {
        let kept = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (taken, folder) = (kept.local_addr().unwrap().to_string(), tempfile::tempdir().unwrap());
        let socket = |name: &str| format!("unix:{}/{name}", folder.path().display());
        for (address, state) in [
            (taken.as_str(), State::Warning),
            ("127.0.0.1:0", State::Ok),
            ("plain:192.0.2.1:8787", State::Failed),
            (&socket("allonym.sock"), State::Ok),
            (&socket("nowhere/allonym.sock"), State::Failed),
        ] {
            assert_eq!(listens("listen", &address.parse().unwrap()).await.state, state, "{address}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
