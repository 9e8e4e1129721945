//! Values are found in whatever characters they are typed, and the spans are those of the bytes as typed.

use allonym_detectors::{Detectors, Entity, Settings, Verdict};

fn found(text: &str) -> Vec<(Entity, &str)> {
    let detections = Detectors::builtin().scan(text, &Settings::default());
    detections.into_iter().map(|found| (found.entity, &text[found.span.range()])).collect()
}

#[test]
fn digits_of_other_scripts_and_full_width_forms_are_numbers() {
    assert_eq!(
        found("IBAN: ＤＥ０２ １２０３ ００００ ００００ ２０２０ ５１."),
        [(Entity::Iban, "ＤＥ０２ １２０３ ００００ ００００ ２０２０ ５１")]
    );
    assert_eq!(found("IBAN DE٠٢ ١٢٠٣ ٠٠٠٠ ٠٠٠٠ ٢٠٢٠ ٥١"), [(Entity::Iban, "DE٠٢ ١٢٠٣ ٠٠٠٠ ٠٠٠٠ ٢٠٢٠ ٥١")]);
    assert_eq!(
        found("Card ４１１１−１１１１−１１１１−１１１１ ok"),
        [(Entity::CreditCard, "４１１１−１１１１−１１１１−１１１１")]
    );
}

#[test]
fn invisible_characters_hide_nothing() {
    for text in [
        "IBAN DE02\u{200b}1203\u{200b}0000\u{200b}0000\u{200b}2020\u{200b}51",
        "IBAN DE02 12\u{ad}03 0000 0000 2020 51",
        "IBAN DE02\u{a0}1203\u{202f}0000\u{2007}0000\u{a0}2020\u{a0}51",
        "IBAN \u{202a}DE02 1203 0000 0000 2020 51\u{202c}",
        "IBAN DE02\u{2011}1203\u{2011}0000\u{2011}0000\u{2011}2020\u{2011}51",
    ] {
        let typed = text.trim_start_matches("IBAN ").trim_matches(['\u{202a}', '\u{202c}']);
        assert_eq!(found(text), [(Entity::Iban, typed)], "{text:?}");
    }
    assert_eq!(
        found("mail jane\u{2060}.roe@mail\u{200b}.example"),
        [(Entity::Email, "jane\u{2060}.roe@mail\u{200b}.example")]
    );
}

#[test]
fn decomposed_letters_are_the_letters_they_make() {
    assert_eq!(found("Sehr geehrter Herr Mu\u{308}ller,"), [(Entity::Person, "Mu\u{308}ller")]);
}

#[test]
fn explanations_speak_of_the_bytes_as_typed() {
    let text = "\u{ad}Steuer-ID: ８６０９５７４２７１９";
    let all = Detectors::builtin().explain(text, &Settings::default());
    let detected = all.iter().find(|found| found.verdict == Verdict::Detected).expect("explained");
    assert_eq!(&text[detected.span.range()], "８６０９５７４２７１９");
    assert_eq!(detected.cue.map(|cue| &text[cue.span.range()]), Some("Steuer-ID"));
}
