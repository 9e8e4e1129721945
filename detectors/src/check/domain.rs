//! Domain names: below a top-level domain that exists, or one that is reserved for documentation, tests and private networks.
//! Source: `lexicon/tlds.txt`; RFC 2606 and 6762 for the reserved ones.

use std::sync::OnceLock;

use hashbrown::HashSet;

/// Reserved, and yet a name there looks like somebody's.
const RESERVED: &[&str] =
    &["example", "test", "invalid", "localhost", "local", "internal", "intranet", "lan", "corp", "home"];

/// Whether a top-level domain exists, in whatever case it is written.
pub(super) fn is_ending(written: &str) -> bool {
    static TLDS: OnceLock<HashSet<&str>> = OnceLock::new();
    let lines = || include_str!("../../lexicon/tlds.txt").lines().filter(|line| !line.starts_with('#'));
    let tlds = TLDS.get_or_init(|| lines().flat_map(str::split_whitespace).collect());
    let ending = written.to_ascii_lowercase();
    let ending = ending.as_str();
    !ending.is_ascii() || ending.starts_with("xn--") || tlds.contains(ending) || RESERVED.contains(&ending)
}

/// Whether the host with which an address without a scheme begins is below one.
pub(super) fn is_host(address: &str) -> bool {
    let host = address.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.rsplit_once('.').is_some_and(|(_, ending)| is_ending(ending))
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn hosts_below_an_ending_that_exists() {
        assert!(is_host("www.mail.example/a.b") && is_host("WWW.MICROSOFT.COM") && is_host("acme.museum"));
        assert!(!is_host("www.company.cof") && !is_host("www.file.txt/a.com") && !is_host("www"));
    }
}
