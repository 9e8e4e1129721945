use std::num::NonZeroU32;

use http::HeaderValue;
use http::header::AUTHORIZATION;

use super::*;
use crate::provider::KeyHeader;

const ANNA: &str = "px-anna-0001";
const BERT: &str = "px-bert-0001";

fn enrolment(id: &str, keys: &[&str]) -> Enrolment {
    let limits = Limits { requests_per_minute: NonZeroU32::new(1), concurrent_requests: None };
    Enrolment {
        id: TenantId::new(id),
        keys: keys.iter().map(|key| KeyHash::of(key.as_bytes())).collect(),
        keys_apart: id == TenantId::DEFAULT,
        limits,
    }
}

fn tenants(auth: Auth) -> Tenants {
    Tenants::new(auth, &[enrolment("anna", &[ANNA, "px-anna-0002"]), enrolment("default", &[BERT])])
}

fn head(lines: &[(&'static str, &str)]) -> HeaderMap {
    let line = |(name, value): &(&'static str, &str)| {
        (http::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
    };
    let mut headers = HeaderMap::new();
    for (name, value) in lines.iter().map(line) {
        headers.append(name, value);
    }
    headers
}

fn who(auth: Auth, lines: &[(&'static str, &str)]) -> Result<(String, Option<KeyHeader>), Reason> {
    let caller = tenants(auth).authenticate(&head(lines))?;
    Ok((caller.tenant.id().to_string(), caller.key_header))
}

#[test]
fn a_key_is_found_in_each_of_the_three_headers() {
    for (lines, header) in [
        (("authorization", "Bearer px-anna-0001"), KeyHeader::Bearer),
        (("authorization", "bearer  px-anna-0001 "), KeyHeader::Bearer),
        (("x-api-key", ANNA), KeyHeader::XApiKey),
        (("api-key", ANNA), KeyHeader::ApiKey),
    ] {
        assert_eq!(who(Auth::Keys, &[lines]), Ok(("anna".into(), Some(header))), "{lines:?}");
    }
}

#[test]
fn the_first_known_key_counts_in_the_documented_order() {
    let both = [("api-key", BERT), ("x-api-key", ANNA)];
    assert_eq!(who(Auth::Keys, &both), Ok(("anna".into(), Some(KeyHeader::XApiKey))));
    let foreign_first = [("authorization", "Bearer sk-ant-oat01"), ("x-api-key", BERT)];
    assert_eq!(who(Auth::Keys, &foreign_first), Ok(("default".into(), Some(KeyHeader::XApiKey))));
    let stranger_first = [("authorization", "Bearer px-nobody-1"), ("x-api-key", BERT)];
    assert_eq!(who(Auth::Keys, &stranger_first), Ok(("default".into(), Some(KeyHeader::XApiKey))));
    let repeated = [("authorization", "Basic cHg6"), ("authorization", "Bearer px-bert-0001")];
    assert_eq!(who(Auth::Keys, &repeated), Ok(("default".into(), Some(KeyHeader::Bearer))));
}

#[test]
fn without_a_known_key_nobody_gets_in() {
    for lines in [
        &[][..],
        &[("authorization", "Bearer sk-1")],
        &[("authorization", "Bearer px-anna-000")],
        &[("authorization", "Bearer PX-ANNA-0001")],
        &[("authorization", ANNA)],
        &[("x-api-key", "Bearer px-anna-0001")],
        &[("cookie", ANNA)],
    ] {
        assert_eq!(who(Auth::Keys, lines), Err(Reason::UnknownKey), "{lines:?}");
    }
}

#[test]
fn passed_through_credentials_belong_to_the_default_tenant() {
    for lines in [&[][..], &[("authorization", "Bearer sk-1")], &[("x-api-key", "sk-ant-1")]] {
        assert_eq!(who(Auth::Passthrough, lines), Ok(("default".into(), None)), "{lines:?}");
    }
    let chosen = [("authorization", "Bearer sk-1"), ("api-key", ANNA)];
    assert_eq!(who(Auth::Passthrough, &chosen), Ok(("anna".into(), Some(KeyHeader::ApiKey))));
}

#[test]
fn an_unknown_px_key_is_never_taken_for_a_provider_s() {
    let lines = [("authorization", "Bearer px-revoked-1")];
    assert_eq!(who(Auth::Passthrough, &lines), Err(Reason::UnknownKey));
}

#[test]
fn each_key_has_limits_of_its_own() {
    let tenants = tenants(Auth::Keys);
    let admitted = |key: &str| {
        let caller = tenants.authenticate(&head(&[("x-api-key", key)])).unwrap();
        caller.limiter.admit().is_ok()
    };
    assert!(admitted(ANNA));
    assert!(!admitted(ANNA));
    assert!(admitted("px-anna-0002"));
    assert!(admitted(BERT));
}

#[test]
fn a_tenant_knows_its_position() {
    let caller = tenants(Auth::Keys).authenticate(&head(&[("x-api-key", BERT)])).unwrap();
    assert_eq!(caller.tenant.position(), 1);
    let nobody = Tenants::new(Auth::Passthrough, &[]);
    assert_eq!(nobody.authenticate(&HeaderMap::new()).err(), Some(Reason::UnknownKey));
}

#[test]
fn a_key_with_bytes_that_are_not_text_is_unknown_not_overlooked() {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_bytes(b"Bearer px-anna-\xff").unwrap());
    assert_eq!(tenants(Auth::Passthrough).authenticate(&headers).err(), Some(Reason::UnknownKey));
}

#[test]
fn a_key_in_a_query_string_is_seen_however_it_is_written() {
    for query in [
        "api_key=px-anna-0001",
        "api-version=1&key=px%2Danna",
        "px-anna",
        "px-anna=1",
        "%70x-anna&x=1",
        "k=Bearer%20px-anna",
    ] {
        assert!(keys::in_query(Some(query)), "{query}");
    }
    for query in ["api-version=2024-10-21", "beta=true&after=msg_px-1", "", "width=16px-"] {
        assert!(!keys::in_query(Some(query)), "{query}");
    }
    assert!(!keys::in_query(None));
}
