//! E-mail addresses of somebody: below a top-level domain that exists, so not a file name (`icon@2x.png`), a locale
//! (`sd_IN@devanagari.UTF`) or a package version, and not the account that every clone address of a code host has.
//! Source: RFC 5321 section 4.5.3.1 for lengths; `domain.rs` knows the top-level domains.

use super::domain::is_ending;

pub(super) fn passes(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let ending = domain.rsplit('.').next().unwrap_or_default();
    let dots = !local.contains("..") && !local.ends_with('.');
    dots && local.len() <= 64 && domain.len() <= 253 && is_ending(ending) && local != "git"
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
