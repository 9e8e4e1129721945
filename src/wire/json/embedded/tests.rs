use super::*;

/// How many strings are open in one another where `|` stands in the text.
fn open_at(text: &str) -> usize {
    let (before, _) = text.split_once('|').unwrap();
    let mut whole = Embedded::default();
    whole.pass(before);
    let mut pieces = Embedded::default();
    for at in 0..before.len() {
        pieces.pass(before.get(at..=at).unwrap_or_default());
    }
    if before.is_ascii() {
        assert_eq!(pieces.strings(), whole.strings(), "{text}");
    }
    whole.strings()
}

#[test]
fn strings_of_documents_wherever_they_stand() {
    for text in [
        r#"{"a": "|"#,
        r#" [{"a": "x \" |"#,
        r#"[["|"#,
        "Here it is:\n```json\n{\n  \"a\": [1e3, true, null, \"|",
        r#"so {"a": 1} and {"b": "|"#,
        r#"f({"|"#,
        r#"{{"|"#,
        r#"[1, -2.5e3, "|"#,
        r#"[null,"|"#,
        r#"[[],"|"#,
        r#"[{}, "|"#,
        r#"[[[ ], "|"#,
        r#"[[[1],2], "|"#,
        r#"so [[[]]], ["|"#,
        "     1→{\n     2→  \"a\": 12,\n    13→  \"b\": \"|",
        "1\t{\n2\t  \"a\": [\n3\t  7,\n4\t\"|",
        "[\n  1,\n  2,\n \"|",
        // Lines of one.
        "  \"a\": 1,\n  \"b\": \"|",
        "@@\n-  \"a\": \"x\",\n+  \"b\" : \"|",
        "a.json:12:  \"a\": \"|",
        "a.json-12-  \"a\": 1,\na.json:13:  \"b\":\"|",
        "   12→  \"a\": 1,\n   13→  \"b\": \"|",
        "sed 's/\"a\": \"|",
        "5\" wide, \"a\": \"|",
        "he said \"x\", \"y\" and \"a\": \"|",
        "\"é [1]\" \"a\": [1, \"|",
        "\"x\": y\n\"a\": \"|",
    ] {
        assert_eq!(open_at(text), 1, "{text}");
    }
}

#[test]
fn everything_else_is_prose() {
    for text in [
        "he said \"|",
        r#"{"a": |"#,
        r#"{"a": "x"} he said "|"#,
        r#"{"a": "x\\"} "|"#,
        "[1] \"|",
        "{name} \"|",
        r#"{"never closed
next line |"#,
        r#"{"a" "b" – "|"#,
        "[see] \"|",
        "[[1]] \"|",
        "[] and [[]], \"|",
        "[[1](https://example.com), \"|",
        "{}, \"|",
        "[{]}, \"|",
        "1→{\n2→he said \"|",
        "{\n2→→ \"|",
        "{\n2 \"|",
        "[[}, \"|",
        "\"a\", \"|",
        "\"a\" = \"|",
        "\"a\nb\": \"|",
        "say: \"|",
        "\"a\": \"x\"\nHe said \"|",
        "\"a\": \"x\"} \"|",
        "\"a\": X \"|",
        "\\\"a\\\": \\\"|",
        "|",
    ] {
        assert_eq!(open_at(text), 0, "{text}");
    }
}

#[test]
fn a_value_right_after_a_bracket_begins_no_document() {
    let mut embedded = Embedded::default();
    embedded.pass("[");
    embedded.pass_value();
    embedded.pass("] \"");
    assert_eq!(embedded.strings(), 0);
}

#[test]
fn a_value_may_be_a_key_or_a_part_of_one() {
    for key in ["|", "a|", "|a", "|\" \"|"] {
        let mut embedded = Embedded::default();
        for (at, part) in format!("- \"{key}\": \"").split('|').enumerate() {
            if at > 0 {
                embedded.pass_value();
            }
            embedded.pass(part);
        }
        assert_eq!(embedded.strings(), 1, "{key}");
    }
}

#[test]
fn what_a_string_says_may_hold_strings_again() {
    for (text, strings) in [
        (r#"{"a":"{\"b\":\"|"#, 2),
        (r#"{"a":"so: [1,\n \"|"#, 2),
        (r#"{"a":"{\u0022b\":\"|"#, 2),
        (r#"{"a":"{\"b\":\"{\\\"c\\\":\\\"|"#, 3),
        (r#"{"a":"{\"b\":\"c\\\"|"#, 2),
        (r#"{"a":"{\"b\":\"c\"|"#, 1),
        (r#"{"a":"{\"b\":\"c\"}","d":"|"#, 1),
        (r#"{"a":"{\"b\":\"c\"}"|"#, 0),
        (r#"{"a":"say \"|"#, 1),
        (r#"{"a":"  \"b\": \"|"#, 2),
        (r#"{"a":"  \"b\": \"c\",\n  \"d\": \"|"#, 2),
        (r#"{"a":"  \"b\": \"c","d": "|"#, 1),
    ] {
        assert_eq!(open_at(text), strings, "{text}");
    }
}

#[test]
fn values_and_keys_are_told_apart() {
    for (text, quote) in [
        (r#"{"a": |"#, Some("\"")),
        (r#"{"a": "b"|, "c": 1}"#, None),
        (r#"{"a": "b", |"#, None),
        (r#"{|"#, None),
        ("[|", Some("\"")),
        (r#"["a", |"#, Some("\"")),
        (r#"[1, |"#, Some("\"")),
        (r#"[["a"], |"#, Some("\"")),
        (r#"[[], |"#, Some("\"")),
        (r#"[[{}], [|"#, Some("\"")),
        (r#"[[], {|"#, None),
        (r#"[{"a": 1}, |"#, Some("\"")),
        (r#"[{"a": [1, 2], |"#, None),
        (r#"{"a": 1|"#, None),
        (r#"{"a": "|"#, None),
        (r#"{"a": "[|"#, Some("\\\"")),
        (r#"{"a": "{\"b\": |"#, Some("\\\"")),
        (r#"{"a": "{\"b\": \"|"#, None),
        (r#"{"a": "{\"b\": \"{\\\"c\\\":|"#, Some("\\\\\\\"")),
        (r#"{"a": "{\"b\": 1}", "c": |"#, Some("\"")),
        ("in prose: |", None),
        ("\"a\": |", Some("\"")),
        ("\"a\"|", None),
        ("\"a\" |: ", None),
        ("-  \"a\": 1,\n+  |\"b\"", None),
        ("-  \"a\": 1,\n+  \"b\": |", Some("\"")),
        (r#"{"a": " \"b\": |"#, Some("\\\"")),
    ] {
        let mut embedded = Embedded::default();
        embedded.pass(text.split_once('|').unwrap().0);
        assert_eq!(embedded.quote_of_value(), quote, "{text}");
    }
}

#[test]
fn brackets_beyond_count_hold_keys() {
    let mut embedded = Embedded::of_document();
    embedded.pass(&"[".repeat(100));
    assert_eq!(embedded.quote_of_value(), Some("\""));
    embedded.pass(&(r#""a""#.to_owned() + &"]".repeat(70) + ", "));
    assert_eq!(embedded.quote_of_value(), None);
    embedded.pass(&("]".repeat(30) + r#"{"a": "#));
    assert_eq!(embedded.quote_of_value(), Some("\""));
}

#[test]
fn json_by_contract_needs_no_proof() {
    for (text, strings) in [("\"", 1), ("[\"", 1), ("7, \"", 1), ("{}{} \"{\\\"", 2)] {
        let mut source = Embedded::of_document();
        source.pass(text);
        assert_eq!(source.strings(), strings, "{text}");
    }
}

#[test]
fn the_number_of_a_line_is_no_value() {
    for (text, awaits) in [
        ("{\n  2→\"a\":\n  3→", true),
        ("{\n  2→\"a\": 1,\n  3→", false),
        ("[\"a\",\n  3→", true),
        ("[\"a\",\n  3", false),
        ("[\"a\",\n  ", true),
    ] {
        let mut embedded = Embedded::default();
        embedded.pass(text);
        assert!(embedded.is_in_document(), "{text}");
        assert_eq!(embedded.quote_of_value().is_some(), awaits, "{text}");
    }
}
