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
    Grammar::new(Template::default()).find(text, (0, None), &LIVE, more, false)
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
        "<<PERSON1>>",
        "<<person1>>",
        "<<PERSON\u{2011}1>>",
        "<<PERSON\u{2013}1>>",
        "&lt;&lt;PERSON_1&gt;&gt;",
        "&#x3c;&#x3c;PERSON_1&#x3e;&#x3e;",
        "&amp;lt;&amp;lt;PERSON_1&amp;gt;&amp;gt;",
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
        for (before, after) in [
            ("", ""),
            ("a ", " b"),
            ("(", ")"),
            ("é ", "’s"),
            ("", "s"),
            ("", "'s house"),
            ("请联系", "的电话"),
            ("", "さん"),
            ("", "님께"),
            ("у", "ом"),
        ] {
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
        let found = brackets.find(text, (0, None), &LIVE, false, false);
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

/// All names found one after the other, and the text between them.
fn chained(text: &str) -> (Vec<String>, String) {
    let (grammar, mut from, mut names, mut between) =
        (Grammar::new(Template::default()), (0, None), vec![], String::new());
    while let Found::Match { start, end, name } = grammar.find(text, from, &LIVE, false, false) {
        names.push(name.as_str().to_string());
        between.push_str(&text[from.0..start]);
        from = (end, Some(end));
    }
    (names, between + &text[from.0..])
}

#[test]
fn bare_names_that_are_joined_to_each_other_are_each_found() {
    for (text, names, between) in [
        ("PERSON_1_PERSON_12.pdf", vec!["PERSON_1", "PERSON_12"], "_.pdf"),
        ("to_PERSON_1B_CREDIT_CARD_3", vec!["PERSON_1B", "CREDIT_CARD_3"], "to__"),
        ("PERSON_1\\_PERSON\\_12\\_2025", vec!["PERSON_1", "PERSON_12"], "\\_\\_2025"),
        ("PERSON_1_2025_PERSON_12_PERSON_1", vec!["PERSON_1", "PERSON_12", "PERSON_1"], "_2025__"),
        ("PERSON_1_PERSON_13", vec![], "PERSON_1_PERSON_13"),
        ("PERSON_13_PERSON_1", vec![], "PERSON_13_PERSON_1"),
        ("MAX_PERSON_1_PERSON_12", vec![], "MAX_PERSON_1_PERSON_12"),
        ("PERSON_1_PERSON_12_ID", vec!["PERSON_1"], "_PERSON_12_ID"),
    ] {
        let names: Vec<String> = names.into_iter().map(String::from).collect();
        assert_eq!(chained(text), (names, between.to_string()), "{text}");
    }
}

#[test]
fn what_a_bare_name_goes_on_with_is_waited_for_where_it_matters() {
    for text in
        ["PERSON_1", "PERSON_1s", "PERSON_1er", "PERSON_1_", "PERSON_1_T", "a_PERSON_1_", "PERSON_1_PERSON_1"]
    {
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
        "<<PERSON2>>",
        "<Person1>",
        "<PERSON1>",
        "PERSON1",
        "PERSON_1１",
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
        assert_eq!(around(text), None, "{text}");
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
        ("a <<PERSON1", Some(2)),
        ("a <<person1b", Some(2)),
        ("a <<PERSON2", None),
        ("a <Person1", None),
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
        assert_eq!(grammar.find(text, (0, None), &Live(&[]), true, false), Found::Nothing, "{text}");
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
    let found = |text: &str, from, json| grammar.find(text, (from, None), &LIVE, false, json);
    assert!(matches!(found("xPERSON_1", 1, false), Found::Nothing));
    assert!(matches!(found("\\nPERSON_1", 2, true), Found::Match { start: 2, .. }));
    // A line end of JSON in JSON; of a path (`C:\\nPERSON_1`) it would be a word that nobody writes.
    assert!(matches!(found("\\\\nPERSON_1", 3, true), Found::Match { start: 3, .. }));
    assert!(matches!(found("\\\\nPERSON_1", 3, false), Found::Nothing));
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
        let found = grammar.find(text, (0, None), &LIVE, false, false);
        let Found::Match { start: 2, end, name } = found else { panic!("{template}: {found:?}") };
        assert_eq!((end, name.as_str()), (text.len() - 2, "PERSON_1"), "{template}");
    }
}

#[test]
fn a_run_of_separators_is_no_part_of_a_name() {
    for (text, end) in [
        ("PERSON_1___", 8),
        ("PERSON_1___ID", 8),
        ("PERSON_1\\_\\_\\_", 8),
        ("PERSON_1_\\__", 8),
        ("PERSON_1_PERSON_12___", 8),
    ] {
        for more in [false, true] {
            let found = find(text, more);
            assert!(matches!(found, Found::Match { start: 0, end: e, .. } if e == end), "{text}: {found:?}");
        }
    }
    for text in ["<<PERSON_1---", "<<PERSON_1   ", "<<PERSON___1", "<<PERSON - 1", "PERSON___1"] {
        let found = |names: &'static [&'static str]| {
            Grammar::new(Template::default()).find(text, (0, None), &Live(names), true, false)
        };
        assert_eq!(found(&["PERSON_12"]), Found::Nothing, "{text}");
    }
    for text in ["<<PERSON__1>>", "<<PERSON _1  >>", "PERSON__1", "PERSON__1__"] {
        assert_eq!(around(text).unwrap().1, "PERSON_1", "{text}");
    }
}

#[test]
fn numbers_and_separators_without_end_cost_no_more_than_their_length() {
    let text = "1_".repeat(40_000);
    let began = std::time::Instant::now();
    assert_eq!(find(&text, false), Found::Nothing);
    assert!(began.elapsed().as_secs() < 3, "{:?}", began.elapsed());
}

#[test]
fn an_opened_name_at_the_end_is_a_name_where_nothing_was_cut_off() {
    let grammar = Grammar::new(Template::default());
    // What a client has written ends where it ends: it reads as a pseudonym, and is to be replaced.
    let written = grammar.all_in("I <<PERSON_1", &LIVE).map(|(range, _)| range).collect::<Vec<_>>();
    assert_eq!((written.len(), written.first()), (1, Some(&(4..12))));
    assert_eq!(find("I <<PERSON_1", false), Found::Nothing);
    assert!(matches!(find("I <<CREDIT_CARD_3", false), Found::Match { start: 4, end: 17, .. }));
}
