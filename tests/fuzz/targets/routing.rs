//! Paths, queries and headers of any kind: no panic, no path that another reader could take for another one.
//!
//! Owns: what must hold of every route that is taken. Never: says which provider it is; the routing table's test does.

#![no_main]

use allonym::provider::{Head, KeyHeader, Provider, Tenancy, route};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;

struct Known(u8);

impl Tenancy for Known {
    fn is_configured(&self, provider: Provider) -> bool {
        let at = Provider::ALL.iter().position(|known| *known == provider).expect("one of all");
        self.0 >> at & 1 == 0
    }

    fn is_named(&self, provider: Provider) -> bool {
        self.is_configured(provider) && self.0 & 16 == 0
    }

    fn mapped(&self, model: &str) -> Option<Provider> {
        (model == "mapped").then_some(Provider::Anthropic)
    }

    fn owner(&self, id: &str) -> Option<Provider> {
        id.starts_with("azure").then_some(Provider::Azure)
    }
}

// The input is text: path, query, method, model and one header, a line each.
fuzz_target!(|input: &[u8]| {
    let Some((control, rest)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let mut lines = text.split('\n');
    let (Some(path), query) = (lines.next(), lines.next()) else { return };
    let method = lines.next().and_then(|name| name.parse().ok()).unwrap_or(Method::POST);
    let model = lines.next();
    let headers: HeaderMap = lines.filter_map(header).collect();
    let key_header = [None, Some(KeyHeader::Bearer), Some(KeyHeader::XApiKey), Some(KeyHeader::ApiKey)]
        [usize::from(control & 3)];
    let head = Head { method: &method, path, query, headers: &headers, model, key_header };
    let tenancy = Known(control >> 4);
    let Ok(route) = route::route(&head, &tenancy) else { return };
    assert!(tenancy.is_configured(route.provider) && route.endpoint.served_by(route.provider));
    let target = route.path_below("/base");
    let path = target.split('?').next().unwrap_or_default();
    assert!(target.bytes().all(|byte| byte.is_ascii_graphic()), "{target:?}");
    assert!(path.starts_with("/base/"), "{target:?}");
    let dots = ["/../", "/./", "//", "\\", "#"].iter().any(|odd| path.contains(odd));
    assert!(!dots && !path.ends_with("/.."), "{target:?}");
    let escaped = path.to_ascii_lowercase();
    assert!(!["%2e%2e", "%2f", "%5c"].iter().any(|odd| escaped.contains(odd)), "{target:?}");
});

fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    Some((name.parse().ok()?, value.trim().parse().ok()?))
}
