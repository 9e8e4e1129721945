//! The fast engine against the plain one: the same candidates, on the cases of every rule and on generated text.

use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;

use super::reference::Reference;
use super::*;
use crate::automaton::{Automaton, Way};
use crate::detection::{RuleId, Span};
use crate::explain::Verdict;
use crate::pattern::waking::Waking;
use crate::registry::Detectors;
use crate::resolve::{Standing, resolve};

fn engine() -> &'static Engine {
    Detectors::builtin().engine()
}

fn reference() -> &'static Reference<'static> {
    static REFERENCE: OnceLock<Reference<'static>> = OnceLock::new();
    REFERENCE.get_or_init(|| Reference::new(engine()))
}

type Found = Vec<(usize, usize, String, u32)>;

fn comparable(candidates: &[Candidate]) -> Found {
    let name = |candidate: &Candidate| engine().rule(candidate.rule).id.as_str().to_owned();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score is between 0 and 1")]
    let score = |candidate: &Candidate| (candidate.score * 1000.0) as u32;
    let mut found: Found = candidates.iter().map(|c| (c.span.start, c.span.end, name(c), score(c))).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn differ(text: &str, settings: &Settings) -> Option<(Found, Found)> {
    let mut fast = Vec::new();
    engine().find(text, settings, &mut fast);
    let (fast, plain) = (comparable(&fast), comparable(&reference().find(text, settings)));
    (fast != plain).then_some((fast, plain))
}

fn case_texts() -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".cases.toml") {
                texts.extend(texts_of(&std::fs::read_to_string(&path).expect("readable cases")));
            }
        }
    }
    texts.sort();
    texts
}

fn texts_of(cases: &str) -> Vec<String> {
    let table: toml::Table = toml::from_str(cases).expect("well-formed cases");
    let lists = table.values().filter_map(toml::Value::as_array).flatten();
    lists.filter_map(|case| case["text"].as_str()).map(|text| text.replace(['«', '»'], "")).collect()
}

#[test]
fn both_engines_agree_on_the_cases_of_every_rule() {
    for text in case_texts() {
        for settings in [Settings::default(), Settings::report()] {
            if let Some((fast, plain)) = differ(&text, &settings) {
                panic!("{text:?}\n fast  {fast:?}\n plain {plain:?}");
            }
        }
    }
}

/// What a scan finds, and what an explanation says is detected.
fn found_and_explained(engine: &Engine, text: &str, settings: &Settings) -> [Vec<(Span, RuleId)>; 2] {
    let standing = |rule| {
        let rule = engine.rule(rule);
        Standing { entity: rule.entity.index(), label: rule.entity.label(), id: rule.id.as_str() }
    };
    let mut found = Vec::new();
    engine.find(text, settings, &mut found);
    resolve(&mut found, standing);
    let found = found.iter().map(|found| (found.span, engine.rule(found.rule).id.clone())).collect();
    let explained = engine.explain(text, settings, standing).into_iter();
    let detected = explained.filter(|explained| explained.verdict == Verdict::Detected);
    let mut detected: Vec<_> = detected.map(|explained| (explained.span, explained.rule)).collect();
    detected.dedup();
    [found, detected]
}

#[test]
fn what_is_explained_as_detected_is_what_a_scan_finds() {
    for text in case_texts() {
        let [found, explained] = found_and_explained(engine(), &text, &Settings::default());
        assert_eq!(found, explained, "{text:?}");
    }
}

/// Pieces of cases, glued and shifted, with noise between: near misses and values side by side.
fn any_text() -> impl Strategy<Value = String> {
    let cases = proptest::sample::select(case_texts());
    let piece = prop_oneof![
        4 => cases.clone(),
        2 => (cases, 0_usize..60, 1_usize..40).prop_map(|(text, from, len)| text.chars().skip(from).take(len).collect()),
        2 => "[ -~]{0,12}",
        1 => "[0-9a-f:./@+ -]{0,40}",
        1 => "(\\PC| ){0,12}",
        1 => Just("\n\n".to_owned()),
        1 => proptest::collection::vec(Just(' '), 0..70).prop_map(|spaces| spaces.into_iter().collect()),
    ];
    proptest::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn both_engines_agree_on_any_text(text in any_text(), report in any::<bool>()) {
        let settings = if report { Settings::report() } else { Settings::default() };
        prop_assert_eq!(differ(&text, &settings), None);
    }

    #[test]
    fn detections_are_sorted_disjoint_and_on_character_boundaries(text in any_text()) {
        let found = Detectors::builtin().scan(&text, &Settings::report());
        for detection in &found {
            prop_assert!(text.get(detection.span.range()).is_some_and(|value| !value.is_empty()));
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }
}

#[test]
fn long_texts_are_worked_off_in_segments_without_a_seam() {
    let cases = case_texts().join("\n\n");
    let mut found = Vec::new();
    for shift in [0, 1, 63, 64, 1000] {
        let text = format!("{}{cases}", " ".repeat(shift));
        let spans = Detectors::builtin().scan(&text, &Settings::default());
        found.push(spans.iter().map(|d| (d.span.start - shift, d.span.end - shift)).collect::<Vec<_>>());
    }
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]) && found[0].len() > 100);
}

/// Rules of which some match would begin where no place wakes it: by chance, without a digit where there mostly is one, or as nobody
/// writes it.
const MAY_SLEEP: &[&str] = &[
    "br.cnpj",
    "de.id_card",
    "de.passport",
    "fr.identity_card",
    "global.age",
    "global.bitcoin",
    "global.company_number_labelled",
    "global.date_month_name",
    "global.monero_solana",
    "global.mrz_numbers",
    "global.national_id_labelled",
    "global.plus_code",
    "global.reference_before",
    "global.tax_number_labelled",
    "global.vin",
    "it.codice_fiscale",
    "mx.rfc",
    "pl.plate",
    "secret.azure_devops",
    "secret.discord_bot",
    "secret.mailchimp_datacenter",
    "secret.mailgun",
    "secret.token_near",
    "secret.wallet_key",
    "uk.residence_permit",
    "us.driver_license",
];

#[test]
fn no_match_sleeps_but_where_that_is_known() {
    let mut sleeping = Vec::new();
    for rule in engine().rules() {
        for pattern in &rule.patterns {
            let source = pattern.source(rule.boundary);
            if source.keywords.is_empty() && source.lead.is_none() {
                let forward = Automaton::new(source.text, Way::Forward).expect("a valid pattern");
                let begins = Waking::of(&forward).sleeping;
                sleeping.extend(begins.map(|begins| (rule.id.as_str(), begins)));
            }
        }
    }
    let new: Vec<_> = sleeping.iter().filter(|(id, _)| !MAY_SLEEP.contains(id)).collect();
    assert!(new.is_empty(), "{new:#?}");
    let gone: Vec<_> =
        MAY_SLEEP.iter().filter(|id| !sleeping.iter().any(|(known, _)| known == *id)).collect();
    assert!(gone.is_empty(), "no match of these sleeps any more: {gone:?}");
}
