//! An exchange without its network: what is sent holds no planted value, stays JSON, and comes back as it was.
//!
//! Owns: promises P1, P3 and P5 on arbitrary bodies, whole and per dialect. Never: sends.

#![no_main]

use std::sync::LazyLock;

use allonym::provider::Endpoint;
use allonym::pseudonym::Restorable;
use allonym::pseudonymize::{self, Profile};
use allonym::restore::text::{Place, Restoring};
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

static PROFILE: LazyLock<Profile> = LazyLock::new(Profile::default);
const PLANTED: &str = "planted.value@mail.example";

fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    match kind % 5 {
        0 => text(&String::from_utf8_lossy(rest)),
        1 => planted(&String::from_utf8_lossy(rest)),
        other => body(
            [Endpoint::ChatCompletions, Endpoint::Messages, Endpoint::Responses][usize::from(other) - 2],
            rest,
        ),
    }
});

/// Any text comes back byte for byte.
fn text(text: &str) {
    let Ok(sent) = pseudonymize::texts(&[text], &PROFILE, PROFILE.mapping()) else { return };
    let live = Restorable::new(sent.mapping.clone());
    let restoring = Restoring { grammar: &PROFILE.grammar, live: &live };
    assert_eq!(restoring.whole(&sent.texts[0], Place::Text), text, "sent as {}", sent.texts[0]);
}

/// A value in the midst of any text does not leave.
fn planted(around: &str) {
    let message = format!("{around} {PLANTED} {around}");
    let body = serde_json::json!({"messages": [{"role": "user", "content": message}]}).to_string();
    let draft = pseudonymize::body(Endpoint::ChatCompletions, body.into(), &PROFILE, PROFILE.mapping());
    let Ok((sent, _)) = draft.and_then(|draft| draft.into_parts(&PROFILE)) else { return };
    let sent = String::from_utf8_lossy(&sent);
    assert!(!sent.contains(PLANTED), "{sent}");
}

/// What is accepted is JSON afterwards; without a detection, not a byte is different.
fn body(endpoint: Endpoint, body: &[u8]) {
    let body = Bytes::copy_from_slice(body);
    let draft = pseudonymize::body(endpoint, body.clone(), &PROFILE, PROFILE.mapping());
    let Ok((sent, mapping)) = draft.and_then(|draft| draft.into_parts(&PROFILE)) else { return };
    let raw = |bytes: &[u8]| {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        serde_json::from_slice::<&serde_json::value::RawValue>(bytes).is_ok()
    };
    assert!(raw(&body) && raw(&sent), "{}", sent.escape_ascii());
    if mapping.is_empty() {
        assert_eq!(sent, body);
    }
}
