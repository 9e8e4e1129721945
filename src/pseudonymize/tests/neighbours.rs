//! Values beside each other: whatever one of them seems to be part of, none may leave that would not leave alone.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Values of many kinds; the keys are random, since what base64 makes of one and the next word is text by chance alone.
fn value() -> impl Strategy<Value = String> {
    let address = || "[a-z]{3,9}[.][a-z]{3,9}@[a-z]{3,8}[.]example";
    prop_oneof![
        "ghp_[A-Za-z0-9]{36}",
        "sk-proj-[A-Za-z0-9]{48}",
        "hf_[A-Za-z]{34}",
        "AKIA[A-Z2-7]{16}",
        "glpat-[A-Za-z0-9_-]{20}",
        address(),
        address().prop_map(|address| STANDARD.encode(address)),
        Just("DE02120300000000202051".to_owned()),
        Just("GB29 NWBK 6016 1331 9268 19".to_owned()),
        Just("4111111111111111".to_owned()),
        Just("+49 30 12345678".to_owned()),
    ]
}

const SIGNS: &[&str] =
    &["\n", "\n\n", " - ", ", ", " | ", "\t", "; ", " ", "=\n", r"\n", r"\r\n", " and ", "</td><td>"];

fn between() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(SIGNS)
}

/// What leaves of a text.
fn leaving(profile: &Profile, text: &str) -> (String, Mapping) {
    let replaced = texts(&[text], profile, profile.mapping()).unwrap();
    (replaced.texts[0].clone(), replaced.mapping)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]
    #[test]
    fn what_does_not_leave_alone_does_not_leave_beside_another(pieces in vec((value(), between()), 2..5)) {
        let profile = Profile::default();
        let text: String = pieces.iter().flat_map(|(value, between)| [value.as_str(), between]).collect();
        let (sent, mapping) = leaving(&profile, &text);
        for (value, _) in &pieces {
            if !leaving(&profile, value).0.contains(value) {
                prop_assert!(!sent.contains(value), "{value} in {sent:?} of {text:?}");
            }
        }
        prop_assert_eq!(restored(&profile, &mapping, &sent, Place::Text), text);
    }
}
