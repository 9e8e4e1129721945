//! E-mail addresses of somebody: below a top-level domain that exists, so not a file name (`icon@2x.png`), a locale
//! (`sd_IN@devanagari.UTF`) or a package version, and not the account that every clone address of a code host has.
//! Source: RFC 5321 section 4.5.3.1 for lengths; `lexicon/tlds.txt`; RFC 2606 and 6762 for the reserved ones.

use std::sync::OnceLock;

use hashbrown::HashSet;

/// Reserved for documentation, tests and private networks: an address there still looks like somebody's.
const RESERVED: &[&str] =
    &["example", "test", "invalid", "localhost", "local", "internal", "intranet", "lan", "corp", "home"];

fn exists(ending: &str) -> bool {
    static TLDS: OnceLock<HashSet<&str>> = OnceLock::new();
    let lines = || include_str!("../../lexicon/tlds.txt").lines().filter(|line| !line.starts_with('#'));
    let tlds = TLDS.get_or_init(|| lines().flat_map(str::split_whitespace).collect());
    !ending.is_ascii() || ending.starts_with("xn--") || tlds.contains(ending) || RESERVED.contains(&ending)
}

pub(super) fn passes(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let ending = domain.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let dots = !local.contains("..") && !local.ends_with('.');
    dots && local.len() <= 64 && domain.len() <= 253 && exists(&ending) && local != "git"
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn addresses_and_look_alikes() {
        assert!(passes("jane.roe@mail.example") && passes("a@b.co"));
        for other in [
            "icon@2x.png",
            "git@github.com",
            "user@1000.service",
            "a..b@mail.example",
            "sd_IN@devanagari.UTF",
        ] {
            assert!(!passes(other), "{other}");
        }
    }
}
