//! Properties: whatever a text holds, the client gets back what it sent, and the provider sees no planted value.

use allonym::pseudonym::Restorable;
use allonym::pseudonymize::lists::DenyList;
use allonym::pseudonymize::{self, Profile};
use allonym::restore::text::{Place, Restoring};
use proptest::prelude::*;

use crate::support::Proxy;

/// Values of many kinds, in words that give them away.
fn planted() -> impl Strategy<Value = String> {
    let word = "[A-Z][a-z]{2,8}";
    prop_oneof![
        "[a-z]{1,8}[0-9]{0,3}@[a-z]{2,8}\\.example",
        (word, word).prop_map(|(first, last)| format!("My name is {first} {last}.")),
        word.prop_map(|last| format!("Frau Dr. {last}")),
        (1u8..255, 1u8..255).prop_map(|(a, b)| format!("198.51.{a}.{b}")),
        Just("DE89 3704 0044 0532 0130 00".to_owned()),
        Just("4111 1111 1111 1111".to_owned()),
        Just(r#"Tom "Tiny" Okafor\West"#.to_owned()),
        Just(r#"Tom \"Tiny\" Okafor\\West"#.to_owned()),
        "\\+49 30 [1-9][0-9]{6}",
        "password: [a-z]{6}[0-9]{2}!",
        "https://[a-z]{3,6}:[a-z0-9]{8}@x\\.example/\\?user=[a-z]{4}%40mail\\.example",
    ]
}

/// What is hard on a wire, and what looks like a pseudonym.
fn noise() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,8}",
        "[\\t\\n\\r \"\\\\/<>&'{}\\[\\]]{1,6}",
        "<{1,3}(PERSON|EMAIL|LITERAL|IBAN)_[0-9]{1,2}[A-C]?>{0,3}",
        "(PERSON|EMAIL|Email|person)[_ -]?[0-9]{1,2}",
        Just("&lt;&lt;EMAIL_1&gt;&gt;".to_owned()),
        Just("\\<\\<PERSON\\_1\\>\\>".to_owned()),
        Just("😀👩‍👩‍👧".to_owned()),
        Just("std::cout << x << EMAIL;".to_owned()),
        Just("{\"name\": \"".to_owned()),
        Just("```json\n[{\"a\": \"x\\\\\", \"b\": \"".to_owned()),
        Just("\"}".to_owned()),
    ]
}

/// With values of a tenant's own that JSON writes differently, as they are and as JSON writes them.
fn profile() -> Profile {
    let listed = [r#"Tom "Tiny" Okafor\West"#, r#"Tom \"Tiny\" Okafor\\West"#];
    let deny = DenyList::new(listed, &[] as &[&str], allonym_detectors::Entity::Person).unwrap();
    Profile { deny, ..Profile::default() }
}

fn text() -> impl Strategy<Value = String> {
    let part =
        prop_oneof![3 => planted(), 2 => noise(), 2 => Just(" ".to_owned()), 1 => Just(", ".to_owned())];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn restoring_what_was_replaced_gives_the_text_back(texts in prop::collection::vec(text(), 1..4)) {
        let profile = profile();
        let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
        let sent = pseudonymize::texts(&borrowed, &profile, profile.mapping()).unwrap();
        let live = Restorable::new(sent.mapping.clone());
        let restoring = Restoring { grammar: &profile.grammar, live: &live };
        for (text, sent) in texts.iter().zip(&sent.texts) {
            prop_assert_eq!(&*restoring.whole(sent, Place::Text), &**text, "sent as {}", sent);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_client_gets_back_what_it_sent(text in text(), email in "[a-z]{6,9}@[a-z]{4,8}\\.example", cut in 1usize..5) {
        let text = format!("{text} to {email}.");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (whole, streamed, seen) = runtime.block_on(async {
            let proxy = Proxy::echoing().await;
            let whole = proxy.chat(&text).send().await.json()["choices"][0]["message"]["content"].clone();
            let body = serde_json::json!({"model": format!("echo+chunk={cut}"), "stream": true,
                "messages": [{"role": "user", "content": text}]});
            let streamed = proxy.post("/v1/chat/completions").json(body).send().await;
            (whole, streamed.joined("/choices/0/delta/content"), proxy.last_received())
        });
        prop_assert_eq!(whole.as_str(), Some(&*text));
        prop_assert_eq!(&streamed, &text);
        prop_assert!(!seen.contains(&email), "{}", seen);
    }
}
