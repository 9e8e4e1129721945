use allonym_detectors::Entity;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::USER_AGENT;
use http::{HeaderName, HeaderValue};

use super::*;
use crate::policy::Action;
use crate::pseudonymize::lists::DenyList;

/// A draft that knows `Anna Müller`, and whose body someone has changed since.
fn tampered(body: &str, levels: Option<usize>) -> Draft {
    let request = r#"{"messages":[{"role":"user","content":"My name is Anna Müller."}]}"#;
    let profile = Profile::default();
    let draft = crate::pseudonymize::body(
        Endpoint::ChatCompletions,
        Bytes::from_static(request.as_bytes()),
        &profile,
        profile.mapping(),
    );
    let mut draft = draft.unwrap_or_else(|_| panic!("a good request"));
    assert!(draft.known.stands_in("Anna Müller"));
    draft.body = Bytes::copy_from_slice(body.as_bytes());
    draft.levels = levels;
    draft
}

fn content(text: &str) -> String {
    format!(r#"{{"model":"m","messages":[{{"role":"user","content":"{text}"}}]}}"#)
}

#[test]
fn a_known_value_in_the_bytes_to_be_sent_is_seen_in_every_spelling() {
    let encoded = STANDARD.encode("it is Anna Müller.");
    let file = STANDARD.encode("name\u{c}Anna Müller");
    for (text, levels) in [
        ("so anna müller wrote", Some(1)),
        (r"so\nAnna M\u00fcller\nwrote", Some(1)),
        (r"so\tAnna Müller", Some(1)),
        ("?q=Anna%20M%C3%BCller&x", Some(1)),
        (encoded.as_str(), Some(1)),
        (r#"{\"n\":\"x\\nAnna Müller\"}"#, Some(2)),
        (r#"{\"n\":\"Anna M\\u00fcller\"}"#, Some(2)),
        (&format!("data:text/plain;base64,{file}"), None),
    ] {
        let draft = tampered(&content(text), levels);
        assert_eq!(draft.check_body(&Profile::default()), Err(Reason::Unsealable), "{text}");
    }
}

#[test]
fn a_header_leaves_unless_it_names_somebody_and_a_program_is_nobody() {
    let profile = Profile::default();
    let kept = |value: &'static str| {
        let headers = HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_static(value))]);
        let head = Head { method: Method::POST, path: "/v1/x".to_owned(), query: None, headers };
        let draft = tampered(&content("x"), Some(1));
        let (sealed, _) = draft.seal(head, &profile).unwrap_or_else(|_| panic!("a clear body"));
        !sealed.head().headers.is_empty()
    };
    // Twice: what was said of a value is remembered.
    for _ in 0..2 {
        assert!(kept("OpenAI/Python 3.5.0") && kept("claude-cli/2.0.14 (external, cli)"));
        assert!(!kept("bot/1.0 (jane.roe@mail.example)") && !kept("so anna%20m%C3%BCller"));
    }
}

#[test]
fn a_head_that_is_known_leaves_whole_unless_this_request_knows_a_value_in_it() {
    let profile = Profile::default();
    let kept = |body: &str, value: &'static str| {
        let body = Bytes::from(content(body));
        let draft = crate::pseudonymize::body(Endpoint::ChatCompletions, body, &profile, profile.mapping());
        let headers = HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_static(value))]);
        let head = Head { method: Method::POST, path: "/v1/x".to_owned(), query: None, headers };
        let sealed =
            draft.and_then(|draft| draft.seal(head, &profile)).unwrap_or_else(|_| panic!("a good request"));
        !sealed.0.head().headers.is_empty()
    };
    for value in ["cli/2.0 (linux, qx7731b)", "cli/2.0 (linux,%20qx7731b)"] {
        assert!(kept("x", value) && kept("x", value), "{value}");
        assert!(!kept("my username is qx7731b", value), "{value}");
        assert!(kept("x", value), "{value}");
    }
}

/// What leaves of a head whose body says that Anna Müller was born on a day in 2023, pays by card and has a password.
fn head_of(
    profile: &Profile,
    path: &str,
    query: &str,
    headers: &[(&'static str, &'static str)],
) -> Result<Head, Reason> {
    let body = "I am Anna Müller, born 2023-06-01, card 4111111111111111, my password: hunter2xyzQ9";
    let draft = crate::pseudonymize::body(
        Endpoint::ChatCompletions,
        Bytes::from(content(body)),
        profile,
        profile.mapping(),
    )?;
    let headers =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    let head = Head {
        method: Method::POST,
        path: path.to_owned(),
        query: Some(query.to_owned()),
        headers: headers.collect(),
    };
    Ok(draft.seal(head, profile)?.0.into_parts().0)
}

#[test]
fn what_is_gone_for_good_in_the_body_is_gone_in_the_query() {
    let mut profile = Profile::default();
    profile.policies.set(Entity::Password, Action::Redact);
    let head = head_of(&profile, "/v1/x", "q=hunter2xyzQ9", &[]).unwrap_or_else(|_| panic!("can be sealed"));
    assert_eq!(head.query.as_deref(), Some("q=%5BPASSWORD%5D"));
}

#[test]
fn versions_and_deployments_are_protocol_and_their_neighbours_are_not() {
    let profile = Profile::default();
    let sealed = |path: &str, query: &str| {
        head_of(&profile, path, query, &[]).map(|head| head.query.unwrap_or_default())
    };
    let path = "/openai/deployments/anna-müller/chat/completions";
    for query in ["api-version=2023-06-01", "x=1&api-version=2023-06-01-preview&y=2"] {
        assert_eq!(sealed(path, query).as_deref(), Ok(query));
    }
    let beside = sealed(path, "api-version=2023-06-01&since=2023-06-01");
    assert_eq!(beside.as_deref(), Ok("api-version=2023-06-01&since=%3C%3CDATE%5F1%3E%3E"));
    assert_eq!(sealed("/v1/anna müller/x", ""), Err(Reason::Unsealable));
}

#[test]
fn protocol_headers_hold_dates_and_no_value() {
    let deny = DenyList::new(["qx7731b"], &["PRJ-[0-9]{4}"], Entity::Secret).unwrap();
    let profile = Profile { deny, ..Profile::default() };
    let kept = |name, value| {
        let head = head_of(&profile, "/v1/x", "", &[(name, value)]);
        !head.unwrap_or_else(|_| panic!("can be sealed")).headers.is_empty()
    };
    // Twice: what was said of a value is remembered.
    for _ in 0..2 {
        assert!(kept("anthropic-version", "2023-06-01") && kept("accept", "application/json, */*;q=0.5"));
        assert!(kept("anthropic-beta", "context-1m-2025-08-07,claude-code-2023-06-01"));
        assert!(!kept("anthropic-beta", "4111111111111111") && !kept("accept", "DE89370400440532013000"));
        assert!(!kept("openai-beta", "qx7731b") && !kept("x-app", "qx7731b/1.0"));
        assert!(!kept("session-id", "PRJ-1234"));
    }
}

#[test]
fn what_is_clear_is_not_walked_and_the_protocol_may_hold_a_value() {
    let plain = content(r"what\nelse \\ there is, 100% sure");
    assert_eq!(tampered(&plain, Some(1)).is_clear(), Ok(true));
    assert_eq!(tampered(&plain, None).is_clear(), Ok(false));
    let model = r#"{"model":"anna müller","messages":[{"role":"user","content":"x"}]}"#;
    let draft = tampered(model, Some(1));
    assert_eq!((draft.is_clear(), draft.check_body(&Profile::default())), (Ok(false), Ok(())));
}
