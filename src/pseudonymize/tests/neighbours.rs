//! Values beside each other: whatever one of them seems to be part of, none may leave that would not leave alone.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Values of many kinds, some of them listed by the tenant; the keys are random, since what base64 makes of one and the next
/// word is text by chance alone.
pub(super) fn value() -> impl Strategy<Value = String> {
    let address = || "[a-z]{3,9}[.][a-z]{3,9}@[a-z]{3,8}[.]example";
    let fixed = &[
        "DE02120300000000202051",
        "GB29 NWBK 6016 1331 9268 19",
        "4111111111111111",
        "+49 30 12345678",
        "Anna Müller",
        "hunter2",
        "192.0.2.44",
    ];
    prop_oneof![
        "ghp_[A-Za-z0-9]{36}",
        "sk-proj-[A-Za-z0-9]{48}",
        "hf_[A-Za-z]{34}",
        "AKIA[A-Z2-7]{16}",
        "glpat-[A-Za-z0-9_-]{20}",
        address(),
        proptest::sample::select(fixed).prop_map(str::to_owned),
    ]
}

/// What a query may hold as it is (RFC 3986, 2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as it is spelled in a text: mostly as it reads.
fn spelled() -> impl Strategy<Value = String> {
    (value(), 0..6).prop_map(|(value, how)| match how {
        0 => STANDARD.encode(&value),
        1 => utf8_percent_encode(&value, QUERY).to_string(),
        _ => value,
    })
}

const SIGNS: &[&str] =
    &["\n", "\n\n", " - ", ", ", " | ", "\t", "; ", " ", "=\n", r"\n", r"\r\n", " and ", "</td><td>"];

fn between() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(SIGNS)
}

/// What stands around a value.
const AROUND: &[(&str, &str)] = &[
    ("", ""),
    ("", ""),
    ("Name: ", ""),
    ("password=", ""),
    ("IBAN ", "."),
    ("Dear Mr ", ","),
    ("| ", " |"),
    ("{\"data\": \"", "\"}"),
    ("{\"first_name\": \"", "\", \"n\": 1}"),
    ("<b>", "</b>"),
    ("(", ")"),
];

/// Two to four values, each with what stands around it and what comes next.
fn pieces() -> impl Strategy<Value = Vec<(String, (&'static str, &'static str), &'static str)>> {
    vec((spelled(), proptest::sample::select(AROUND), between()), 2..5)
}

/// What leaves of a text.
fn leaving(profile: &Profile, text: &str) -> (String, Mapping) {
    let replaced = texts(&[text], profile, profile.mapping()).unwrap();
    (replaced.texts[0].clone(), replaced.mapping)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]
    #[test]
    fn what_does_not_leave_alone_does_not_leave_beside_another(pieces in pieces()) {
        let profile = profile();
        let parts = pieces.iter().flat_map(|(value, around, next)| [around.0, value, around.1, next]);
        let text: String = parts.collect();
        let (sent, mapping) = leaving(&profile, &text);
        for (value, ..) in &pieces {
            if !leaving(&profile, value).0.contains(value) {
                prop_assert!(!sent.contains(value), "{value} in {sent:?} of {text:?}");
            }
        }
        prop_assert_eq!(restored(&profile, &mapping, &sent, Place::Text), text);
    }

    #[test]
    fn nor_anywhere_in_a_body(pieces in pieces()) {
        let profile = profile();
        let texts: Vec<String> =
            pieces.iter().map(|(value, around, _)| format!("{}{value}{}", around.0, around.1)).collect();
        let arguments: serde_json::Map<_, _> =
            texts.iter().enumerate().map(|(at, text)| (format!("k{at}"), text.as_str().into())).collect();
        let arguments = serde_json::Value::from(arguments).to_string();
        let parts: Vec<_> = texts.iter().map(|text| serde_json::json!({"type": "text", "text": text})).collect();
        let request = serde_json::json!({
            "tools": [{"type": "function", "function": {"name": "f", "description": texts[0]}}],
            "messages": [
                {"role": "user", "content": parts},
                {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": arguments}}]},
                {"role": "tool", "content": texts.join("\n")},
            ],
        })
        .to_string();
        let made = body(Endpoint::ChatCompletions, request.clone().into(), &profile, profile.mapping());
        let draft = made.unwrap_or_else(|reason| panic!("{request}: {reason:?}"));
        let sealable = draft.check_body(&profile);
        prop_assert!(sealable.is_ok(), "{request}");
        let sent = std::str::from_utf8(&draft.body).unwrap();
        for (value, ..) in &pieces {
            if !leaving(&profile, value).0.contains(value) {
                prop_assert!(!sent.contains(value), "{value} in {sent:?} of {request:?}");
            }
        }
        prop_assert_eq!(restored(&profile, &draft.mapping, sent, Place::Json), request);
    }
}
