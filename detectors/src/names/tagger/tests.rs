use super::*;

fn tagged(text: &str) -> Vec<(&str, Entity)> {
    tag(text, &mut Reading::default())
        .into_iter()
        .map(|name| (&text[name.span.range()], name.entity))
        .collect()
}

#[test]
fn a_bare_name_amid_a_sentence_is_found() {
    assert_eq!(
        tagged("Yesterday Barbara Sanders called about the invoice."),
        [("Barbara Sanders", Entity::Person)]
    );
    assert_eq!(
        tagged("Gestern hat Thomas Schneider wegen der Rechnung angerufen."),
        [("Thomas Schneider", Entity::Person)]
    );
}

#[test]
fn an_address_says_nothing_of_the_name_beside_it() {
    for address in ["h.smith", "hsmith", "smith", "hs", "office"] {
        for name in ["Helena Smith", "Pablo Brandtmüller"] {
            let text = format!("{name} ({address}@mail.example) reported a bug");
            assert_eq!(tagged(&text), [(name, Entity::Person)], "{text}");
        }
    }
}

#[test]
fn pieces_of_identifiers_and_addresses_are_none() {
    for text in [
        "barbara_sanders = 1",
        "to barbara.sanders@mail.example",
        "@barbara",
        "?q=barbara%40",
        "R6g",
        "deep",
        "www.barbara",
        "Barbara(self)",
        "    fix(barbara): handle expired tokens",
        "the MAC address of it",
        "io::Sanders",
        "barbara.sanders.internal",
        "user",
        "`Sandersia` is set",
        "Ask the Italian and the Norwegian.",
        "set fieldConfig, or RequestTooLarge comes",
        "Kreatinin 1,12 mg/dl, GFR 64 ml/min, CRP 12,3 mg/l, Leukozyten 9.8 /nl",
        "47 °C, 3,5 bar, 1.200 U/min",
    ] {
        assert_eq!(tagged(text), [], "{text}");
    }
}

#[test]
fn a_quoted_nickname_and_a_dotted_login_are_no_program() {
    for name in ["Bernie\" Sanders", "Home \"House Sanders", "barbara.sanders", "B. Sanders"] {
        assert!(!is_technical_run(name), "{name}");
    }
    for piece in ["u-71aa\"", "sympy.solvers", "tokio-util/io", "a-z"] {
        assert!(is_technical_run(piece), "{piece}");
    }
}

#[test]
fn a_text_of_codes_holds_none_but_words() {
    for text in ["HRC 12345", "XB51 ABC", "99 ABC 123", "QA1 1AA"] {
        assert_eq!(tagged(text), [], "{text}");
    }
    assert_eq!(tagged("10115 BERLIN").len(), 1);
}

#[test]
fn reasons_name_what_weighs_most() {
    let text = "Yesterday Barbara Sanders called.";
    let span = Span { start: 10, end: 25 };
    let rule = crate::names::layer::TAGGER.clone();
    let reasons = reasons(text, &Detection { span, entity: Entity::Person, score: 1.0, rule }, 3);
    assert_eq!(reasons.len(), 3);
    assert!(reasons.iter().all(|reason| reason.contains(" +")), "{reasons:?}");
}

#[test]
fn no_text_makes_it_stumble() {
    for text in
        ["", "\n\n", "\u{301}", "🙂", "\0", "a\u{200d}", "…—“”", "\r\n\t|;,", "```\n```", &"A ".repeat(3000)]
    {
        for name in tag(text, &mut Reading::default()) {
            assert!(text.get(name.span.range()).is_some_and(|name| !name.is_empty()));
        }
    }
}
