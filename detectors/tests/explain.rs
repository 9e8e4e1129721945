//! Explanations agree with detections, and name the step at which a match was dropped.

use allonym_detectors::{Dates, Detectors, Entity, Settings, Verdict};

fn verdicts(text: &str, rule: &str, settings: &Settings) -> Vec<Verdict> {
    let all = Detectors::builtin().explain(text, settings);
    all.into_iter().filter(|found| found.rule.as_str() == rule).map(|found| found.verdict).collect()
}

#[test]
fn what_is_detected_is_explained_as_detected() {
    for text in [
        "Jane Roe, jane.roe@mail.example, IBAN DE02 1203 0000 0000 2020 51, born 4 May 1980",
        "curl -u admin:Wq3-zz81 https://203.0.113.7/x?user=jroe",
        "Steuer-ID: 86095742719, Tel. +49 30 23125 014",
    ] {
        let settings = Settings { dates: Dates::All, ..Settings::default() };
        let found = Detectors::builtin().scan(text, &settings);
        let explained = Detectors::builtin().explain(text, &settings);
        let mut detected: Vec<_> = explained
            .iter()
            .filter(|explanation| explanation.verdict == Verdict::Detected)
            .map(|explanation| (explanation.span, explanation.rule.clone(), explanation.score))
            .collect();
        detected.dedup();
        let found: Vec<_> = found.into_iter().map(|d| (d.span, d.rule, Some(d.score))).collect();
        assert_eq!(detected, found, "{text}");
    }
}

const TWO_RULES: [(&str, &str); 2] = [
    (
        "x.number",
        "entity = \"CUSTOMER_ID\"\nabout = \"A number.\"\nsource = \"made up here\"\npattern = '[0-9]{8}'\ncheck = \"luhn\"\n\
         score = 0.3\nscore_with_context = 0.9\n[context.raise]\nen = [\"customer\"]\n",
    ),
    (
        "x.longer",
        "entity = \"TAX_ID\"\nabout = \"A number.\"\nsource = \"made up here\"\npattern = '[0-9]{8}/[0-9]{2}'\n\
         score = 0.9\n[context]\nrequired = true\n[context.raise]\nen = [\"tax\"]\n",
    ),
];

fn small(text: &str, rule: &str) -> Vec<Verdict> {
    let detectors = Detectors::from_rules(TWO_RULES).expect("two good rules");
    let all = detectors.explain(text, &Settings::default());
    all.into_iter().filter(|found| found.rule.as_str() == rule).map(|found| found.verdict).collect()
}

#[test]
fn each_way_to_be_dropped_is_told_apart() {
    assert_eq!(small("customer 12345674", "x.number"), [Verdict::Detected]);
    assert_eq!(small("12345674 it says", "x.number"), [Verdict::TooWeak { threshold: 0.5 }]);
    assert_eq!(small("customer 12345675", "x.number"), [Verdict::CheckFailed]);
    assert_eq!(small("customer a12345674b 1", "x.number"), []);
    assert_eq!(small("customer 12345674.5", "x.number"), [Verdict::NotSetOff]);
    assert_eq!(small("12345674/10 it says", "x.longer"), [Verdict::CueMissing]);
    assert_eq!(small("tax 12345674/10", "x.longer"), [Verdict::Detected]);
}

#[test]
fn a_loser_names_its_winner_and_a_score_its_cue() {
    let text = "mailto:jane.roe@mail.example";
    let all = Detectors::builtin().explain(text, &Settings::report());
    let losers = all.iter().filter_map(|found| match &found.verdict {
        Verdict::Outranked { by, span } => Some((by, span)),
        _ => None,
    });
    for (winner, span) in losers {
        assert!(all.iter().any(|w| w.rule == *winner && w.span == *span && w.verdict == Verdict::Detected));
    }
    let detectors = Detectors::from_rules(TWO_RULES).expect("two good rules");
    let found = detectors.explain("customer 12345674", &Settings::default());
    let cue = found[0].cue.expect("a cue");
    assert!(cue.raises && cue.span.range() == (0..8) && found[0].checks == [("luhn".to_owned(), true)]);
}

#[test]
fn switched_off_kinds_say_so() {
    let mut settings = Settings::default();
    settings.entities.remove(Entity::Email);
    assert_eq!(verdicts("jane.roe@mail.example", "global.email", &settings), [Verdict::SwitchedOff]);
}

#[test]
fn checks_have_the_names_that_rules_write() {
    for rule in Detectors::builtin().rules() {
        let (_, toml) = allonym_detectors::built_in_rules()
            .find(|(id, _)| *id == rule.id.as_str())
            .expect("every rule has its file");
        assert!(
            rule.checks.iter().all(|name| toml.contains(name.as_str())),
            "{}: {:?}",
            rule.id,
            rule.checks
        );
    }
}

#[test]
fn what_two_keys_of_json_say_together_is_explained() {
    let text = r#"It says {"passport": {"number": "C01X00T47"}, "status": {"number": "7"}}."#;
    let all = Detectors::builtin().explain(text, &Settings::default());
    let passport =
        all.iter().find(|found| found.verdict == Verdict::Detected && found.entity == Entity::Passport);
    assert_eq!(passport.map(|found| &text[found.span.range()]), Some("C01X00T47"));
}
