//! E-mail addresses of somebody: not a file name (`icon@2x.png`), a package version, or the account that every
//! clone address of a code host has. Source: RFC 5321 section 4.5.3.1 for lengths.

/// Endings of files that are no top-level domains.
const FILES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "ico", "css", "scss", "js", "jsx", "tsx", "json",
    "html", "xml", "yaml", "toml", "service", "timer", "socket", "target", "mount", "txt", "tgz", "whl",
    "exe", "dll",
];

pub(super) fn passes(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let ending = domain.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let dots = !local.contains("..") && !local.ends_with('.');
    dots && local.len() <= 64 && domain.len() <= 253 && !FILES.contains(&ending.as_str()) && local != "git"
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn addresses_and_look_alikes() {
        assert!(passes("jane.roe@mail.example") && passes("a@b.co"));
        for other in
            ["icon@2x.png", "git@github.com", "user@1000.service", "a..b@mail.example", "a.@mail.example"]
        {
            assert!(!passes(other), "{other}");
        }
    }
}
