use super::*;

struct Live(&'static [&'static str]);

impl Names for Live {
    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }
    fn begins(&self, prefix: &str) -> bool {
        self.0.iter().any(|name| name.starts_with(prefix))
    }
}

const LIVE: Live = Live(&["PERSON_1", "PERSON_1B", "PERSON_12", "CREDIT_CARD_3"]);

fn find(text: &str, more: bool) -> Found {
    Grammar::new(Template::default()).find(text, 0, &LIVE, more, false)
}

/// The name found, with what stands before and after it.
fn around(text: &str) -> Option<(&str, String, &str)> {
    match find(text, false) {
        Found::Match { start, end, name } => Some((&text[..start], name.as_str().to_string(), &text[end..])),
        _ => None,
    }
}

#[test]
fn every_tolerated_spelling_is_found_whole() {
    for written in [
        "<<PERSON_1>>",
        "<<person_1>>",
        "<< PERSON_1 >>",
        "<<PERSON 1>>",
        "<<PERSON-1>>",
        "<<PERSON_01>>",
        "<<PERSON_001>>",
        "&lt;&lt;PERSON_1&gt;&gt;",
        "&#x3c;&#x3c;PERSON_1&#x3e;&#x3e;",
        "\\<\\<PERSON\\_1\\>\\>",
        "<<PERSON\\_1>>",
        "\\u003c\\u003cPERSON_1\\u003e\\u003e",
        "%3C%3CPERSON_1%3E%3E",
        "%3c%3cPERSON%5F1%3e%3e",
        "＜＜PERSON_1＞＞",
        "«PERSON_1»",
        "‹PERSON_1›",
        "《PERSON_1》",
        "<PERSON_1>",
        "<<PERSON_1>",
        "PERSON_1",
        "PERSON\\_1",
    ] {
        for (before, after) in [("", ""), ("a ", " b"), ("(", ")"), ("é ", "’s"), ("", "s"), ("", "'s house")]
        {
            let text = format!("{before}{written}{after}");
            assert_eq!(around(&text), Some((before, "PERSON_1".to_string(), after)), "{text}");
        }
    }
}

#[test]
fn a_backslash_before_a_pseudonym_is_the_text_s_own() {
    assert_eq!(around("C:\\<<PERSON_1>>").unwrap().0, "C:\\");
    assert_eq!(around("\\\\<<PERSON_1>>\\share").unwrap(), ("\\\\", "PERSON_1".to_string(), "\\share"));
    let brackets = Grammar::new(Template::parse("[{type}_{n}]").unwrap());
    for (text, first) in [("\\[PERSON_1]", 1), ("\\[PERSON\\_1\\]", 0)] {
        let found = brackets.find(text, 0, &LIVE, false, false);
        assert!(matches!(found, Found::Match { start, .. } if start == first), "{text}: {found:?}");
    }
}

#[test]
fn a_bare_name_is_found_in_names_that_underscores_put_together_and_with_an_inflection() {
    for (before, after) in [
        ("letter_", ".pdf"),
        ("", "_letter.pdf"),
        ("", "_Tax_2025.pdf"),
        ("", "_2025.pdf"),
        ("to_", "_and_others"),
        ("2025_03_", ".pdf"),
        ("a_2025_", "_"),
        ("__", "__"),
        ("_", "_, "),
        ("Ü_", "_ü"),
        ("C:\\", "\\DATA"),
        ("letter\\_", "\\_final"),
        ("the ", "s and"),
        ("", "es"),
        ("", "er Straße"),
        ("two ", "s_"),
    ] {
        let text = format!("{before}PERSON_1{after}");
        let expected = (after != "s_").then(|| (before, "PERSON_1".to_string(), after));
        assert_eq!(around(&text), expected, "{text}");
    }
    assert_eq!(around("CREDIT_CARD_3_2025").unwrap(), ("", "CREDIT_CARD_3".to_string(), "_2025"));
}

#[test]
fn what_a_bare_name_goes_on_with_is_waited_for_where_it_matters() {
    for text in ["PERSON_1", "PERSON_1s", "PERSON_1er", "PERSON_1_", "PERSON_1_T", "a_PERSON_1_"] {
        let start = text.find('P').unwrap();
        assert_eq!(find(text, true), Found::Hold { start }, "{text}");
    }
    for text in ["PERSON_1_2", "PERSON_1_t", "PERSON_1_Ta", "PERSON_1s ", "letter_PERSON_1."] {
        assert!(matches!(find(text, true), Found::Match { .. }), "{text}");
    }
    assert_eq!(find("PERSON_1_TA", true), Found::Nothing);
    assert_eq!(find("letter_PER", true), Found::Hold { start: 7 });
}

#[test]
fn what_is_not_alive_is_text() {
    for text in [
        "<<PERSON_2>>",
        "<<PERSON_10>>",
        "<<PERSON_1C>>",
        "<<EMAIL_1>>",
        "PERSON_10",
        "XPERSON_1",
        "PERSON_1_ID",
        "PERSON_1_X",
        "PERSON_1st",
        "PERSON_1sehr",
        "PERSON_12_MAX_PERSON_12",
        "MAX_PERSON_1",
        "MAX_2025_PERSON_1",
        "MAX\\_PERSON\\_1",
        "2025PERSON_1",
        "MY_PERSON_1",
        "person_1",
        "<<PERSON_1",
        "a << b >> c",
        "std::cout << x",
        "ÜPERSON_1",
        "PERSON_1ü",
    ] {
        let found = around(text);
        let bare_inside = text == "<<PERSON_1";
        assert_eq!(found.is_some(), bare_inside, "{text}");
    }
}

#[test]
fn longer_names_win_over_their_beginnings() {
    assert_eq!(around("<<PERSON_12>>").unwrap().1, "PERSON_12");
    assert_eq!(around("PERSON_12").unwrap().1, "PERSON_12");
    assert_eq!(around("<<PERSON_1b>>").unwrap().1, "PERSON_1B");
    assert_eq!(around("<<credit card 3>>").unwrap().1, "CREDIT_CARD_3");
    assert_eq!(around("CREDIT_CARD_3").unwrap().1, "CREDIT_CARD_3");
}

#[test]
fn only_a_proper_prefix_of_a_live_name_is_held() {
    for (text, start) in [
        ("a <", Some(2)),
        ("a <<", Some(2)),
        ("a << ", Some(2)),
        ("a <<P", Some(2)),
        ("a <<PERSON_", Some(2)),
        ("a <<PERSON_0", Some(2)),
        ("a <<PERSON_1", Some(2)),
        ("a <<PERSON_1>", Some(2)),
        ("a <<CREDIT C", Some(2)),
        ("a &", Some(2)),
        ("a &lt;&lt;PERS", Some(2)),
        ("a \\", Some(2)),
        ("a PERS", Some(2)),
        ("a PERSON_1", Some(2)),
        ("a CREDIT\\", Some(2)),
        ("a <<E", None),
        ("a <<PERSON_2", None),
        ("a <<x", None),
        ("a <div", None),
        ("a & b", None),
        ("a Pers", None),
        ("aPERS", None),
        ("a PERX", None),
        ("nothing here", None),
    ] {
        let expected = start.map_or(Found::Nothing, |start| Found::Hold { start });
        assert_eq!(find(text, true), expected, "{text}");
    }
}

#[test]
fn nothing_is_held_when_nothing_lives() {
    let grammar = Grammar::new(Template::default());
    for text in ["<<", "a <", "PERSON_1", "&lt;", "\\"] {
        assert_eq!(grammar.find(text, 0, &Live(&[]), true, false), Found::Nothing, "{text}");
    }
}

#[test]
fn a_complete_name_is_not_held() {
    assert!(matches!(find("x <<PERSON_1>>", true), Found::Match { start: 2, end: 14, .. }));
    assert!(matches!(find("x <PERSON_1>", true), Found::Match { start: 2, end: 12, .. }));
    assert!(matches!(find("x PERSON_1.", true), Found::Match { start: 2, end: 10, .. }));
}

#[test]
fn context_before_from_decides_the_word_boundary() {
    let grammar = Grammar::new(Template::default());
    let found = |text: &str, from, json| grammar.find(text, from, &LIVE, false, json);
    assert!(matches!(found("xPERSON_1", 1, false), Found::Nothing));
    assert!(matches!(found("\\nPERSON_1", 2, true), Found::Match { start: 2, .. }));
    assert!(matches!(found("\\\\nPERSON_1", 3, true), Found::Nothing));
    assert!(matches!(found("nPERSON_1", 1, true), Found::Nothing));
}

#[test]
fn other_templates_read_back_too() {
    for (template, text) in [
        ("[{type}-{n}]", "x [PERSON-1] y"),
        ("[[{type}_{n}]]", "x [[PERSON_1]] y"),
        ("#{type}:{n}#", "x #person:1# y"),
    ] {
        let grammar = Grammar::new(Template::parse(template).unwrap());
        let found = grammar.find(text, 0, &LIVE, false, false);
        let Found::Match { start: 2, end, name } = found else { panic!("{template}: {found:?}") };
        assert_eq!((end, name.as_str()), (text.len() - 2, "PERSON_1"), "{template}");
    }
}
