//! Rule files of any content: refused with a reason or compiled; a compiled one scans without a panic, in bounds.
//!
//! Owns: that a folder of somebody's own rules cannot bring the proxy down. Never: judges whether a rule is good.

#![no_main]

use allonym_detectors::{Detectors, RuleSet, Settings};
use libfuzzer_sys::fuzz_target;

const TEXT: &str =
    "Frau Dr. Jörg Beispiel, ann@mail.example, +49 30 5550101, badge AB-1234 😀 \u{202e}x 4111111111111111";

fuzz_target!(|toml: &str| {
    if let Err(refused) = RuleSet::builtin().add("ours.fuzzed", toml) {
        assert!(!refused.to_string().is_empty());
    }
    let Ok(detectors) = Detectors::from_rules([("ours.fuzzed", toml)]) else { return };
    for found in detectors.scan(TEXT, &Settings { min_score: 0.0, ..Settings::default() }) {
        assert!(TEXT.get(found.span.range()).is_some_and(|text| !text.is_empty()));
    }
});
