use std::ops::Range;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn lex(text: &[u8]) -> Result<Vec<Step>, Reason> {
    Lexer::new(text, JsonLimits::default()).collect()
}

fn strings(text: &[u8]) -> Vec<RawStr> {
    let raw = |step| match step {
        Step::Key(raw) | Step::String(raw) => Some(raw),
        _ => None,
    };
    lex(text).expect("valid").into_iter().filter_map(raw).collect()
}

fn decoded(text: &str) -> Vec<String> {
    strings(text.as_bytes()).into_iter().map(|raw| decode(text, raw).str.into_owned()).collect()
}

/// The strings of a document in the order in which they are written.
fn strings_of(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings_of(item, out)),
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            out.push(key.clone());
            strings_of(member, out);
        }),
        _ => {}
    }
}

fn fault(text: &[u8]) -> usize {
    match lex(text) {
        Err(Reason::MalformedJson { offset }) => offset,
        other => panic!("{:?} gave {other:?}", String::from_utf8_lossy(text)),
    }
}

#[test]
fn steps_carry_spans_of_the_original() {
    let text = br#" {"a" : ["x\n", -1.5e+3, true], "b":{}} "#;
    let raw = |start, end, escapes| RawStr { start, end, escapes };
    let expected = vec![
        Step::ObjectStart,
        Step::Key(raw(3, 4, Escapes::None)),
        Step::ArrayStart,
        Step::String(raw(10, 13, Escapes::Present)),
        Step::Scalar(16..23),
        Step::Scalar(25..29),
        Step::ArrayEnd,
        Step::Key(raw(33, 34, Escapes::None)),
        Step::ObjectStart,
        Step::ObjectEnd,
        Step::ObjectEnd,
    ];
    assert_eq!(lex(text), Ok(expected));
}

#[test]
fn values_that_parsers_reject_or_round_pass() {
    for text in [
        "1e400",
        "-0.0",
        "123456789012345678901234567890",
        "0.1000000000000000055",
        "1E-5",
        "-0",
        r#"{"a":1,"a":2}"#,
        r#""\ud83d""#,
        r#""\udc00\ud83d""#,
        "\u{feff}{}",
        " null ",
        r#""\/""#,
        "[[],{}]",
        "\"\u{7f}\"",
    ] {
        assert!(lex(text.as_bytes()).is_ok(), "{text}");
    }
}

#[test]
fn malformed_texts_are_refused_where_they_break() {
    for (text, offset) in [
        ("", 0),
        ("  ", 2),
        ("{} x", 3),
        ("[1 2]", 3),
        ("[1,]", 3),
        ("{\"a\":1,}", 7),
        ("[,1]", 1),
        ("{\"a\" 1}", 5),
        ("{a:1}", 1),
        ("{1:1}", 1),
        ("[1}", 2),
        ("{\"a\":1]", 6),
        ("01", 1),
        ("1.", 2),
        (".5", 0),
        ("+1", 0),
        ("-", 1),
        ("1e", 2),
        ("1e+", 3),
        ("tru", 0),
        ("nulL", 0),
        ("\"a", 2),
        ("\"\\x\"", 1),
        ("\"\\u12g4\"", 1),
        ("\"\\u12", 1),
        ("\"a\nb\"", 2),
        ("\"\u{1}\"", 1),
        ("[", 1),
        ("{\"a\":", 5),
        ("{\"a\"", 4),
        ("]", 0),
        ("NaN", 0),
        ("'a'", 0),
        ("\"ab\\", 3),
        ("[1]]", 3),
        ("\u{feff}\u{feff}1", 3),
        ("[1,\u{a0}2]", 3),
        ("{\"a\":1 \"b\":2}", 7),
        ("/**/1", 0),
    ] {
        assert_eq!(fault(text.as_bytes()), offset, "{text:?}");
    }
}

#[test]
fn nothing_follows_an_error() {
    let mut lexer = Lexer::new(b"[1 2]", JsonLimits::default());
    let results: Vec<bool> = lexer.by_ref().map(|step| step.is_ok()).collect();
    assert_eq!(results, [true, true, false]);
    assert!(lexer.next().is_none());
}

#[test]
fn depth_and_string_length_are_limited() {
    let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(lex(nested(256).as_bytes()).is_ok());
    assert_eq!(lex(nested(257).as_bytes()), Err(Reason::TooDeep { limit: 256 }));
    let limits = JsonLimits { depth: 2, string_bytes: 3 };
    let limited = |text: &'static str| Lexer::new(text.as_bytes(), limits).collect::<Result<Vec<_>, _>>();
    assert!(limited(r#"{"abc":["abc"]}"#).is_ok());
    assert_eq!(limited(r#"["abcd"]"#), Err(Reason::StringTooLong { limit: 3 }));
    assert_eq!(limited(r#"{"abcd":1}"#), Err(Reason::StringTooLong { limit: 3 }));
    assert_eq!(limited("[[[]]]"), Err(Reason::TooDeep { limit: 2 }));
}

#[test]
fn nesting_beyond_the_inline_stack_keeps_kinds_apart() {
    let limits = JsonLimits { depth: 2000, string_bytes: 10 };
    let text = [r#"[{"a":"#.repeat(900), "1".to_owned(), "}]".repeat(900)].concat();
    assert!(Lexer::new(text.as_bytes(), limits).all(|step| step.is_ok()));
    let crossed = text.replacen("}]}]}]", "}]]}}]", 1);
    assert!(Lexer::new(crossed.as_bytes(), limits).any(|step| step.is_err()));
}

#[test]
fn skipping_passes_a_value_or_the_rest_of_a_container() {
    let text = br#"{"a":{"x":[1,"}"]},"b":7,"c":[[1],2]}"#;
    let mut lexer = Lexer::new(text, JsonLimits::default());
    lexer.nth(1);
    assert_eq!(lexer.skip_value(), Ok(18), "the object under a");
    lexer.next();
    assert_eq!(lexer.skip_value(), Ok(24), "the number under b");
    lexer.nth(1);
    assert_eq!((lexer.skip_value(), lexer.depth()), (Ok(36), 1), "the array just entered");
    assert_eq!(lexer.next(), Some(Ok(Step::ObjectEnd)));
    assert!(lexer.next().is_none());
}

#[test]
fn skipping_still_checks() {
    let mut lexer = Lexer::new(br#"{"a":{"x":[1 2]}}"#, JsonLimits::default());
    lexer.nth(1);
    assert_eq!(lexer.skip_value(), Err(Reason::MalformedJson { offset: 13 }));
    assert!(lexer.next().is_none());
}

#[test]
fn not_utf8_is_told_by_offset() {
    assert_eq!(check_utf8("äb".as_bytes()), Ok("äb"));
    assert_eq!(check_utf8(b"ab\xffcd"), Err(Reason::NotUtf8 { offset: 2 }));
    assert_eq!(check_utf8(b"ab\xc3"), Err(Reason::NotUtf8 { offset: 2 }));
}

#[test]
fn containers_are_told_from_prose() {
    for yes in [r#"{"a":1}"#, "[]", " \n[1, 2] ", "{}"] {
        assert!(is_json_container(yes), "{yes}");
    }
    for no in
        ["", " ", "7", "\"a\"", "{", "{a}", "[1,]", "{} {}", "hello", "[1] and [2]", "{\"a\":1]", "null"]
    {
        assert!(!is_json_container(no), "{no}");
    }
}

#[test]
fn escapes_decode_and_map_back() {
    let text = r#"["x\u00fcy\nz","\ud83d\ude00!","\ud83d","a\/b\\c\"","\ud83d\u0041","ü\t€"]"#;
    assert_eq!(decoded(text), ["xüy\nz", "😀!", "\u{fffd}", "a/b\\c\"", "\u{fffd}A", "ü\t€"]);
}

#[test]
fn raw_spans_cover_whole_escapes() {
    let text = r#""x\u00fcy\n\n€z""#;
    let decoded = decode(text, strings(text.as_bytes())[0]);
    assert_eq!(decoded.str, "xüy\n\n€z");
    let span = |start, end| &text[decoded.raw_span(start, end)];
    assert_eq!(span(0, 1), "x");
    assert_eq!(span(1, 3), r"\u00fc");
    assert_eq!(span(2, 4), r"\u00fcy", "a span that starts inside a character takes all of it");
    assert_eq!(span(0, 2), r"x\u00fc", "and so does one that ends inside");
    assert_eq!(span(3, 5), r"y\n");
    assert_eq!(span(5, 6), r"\n");
    assert_eq!(span(4, 10), r"\n\n€z");
    assert_eq!(span(0, 10), r"x\u00fcy\n\n€z");
    assert_eq!(decoded.raw_span(5, 5), 11..11, "an empty span is an insertion point between escapes");
}

#[test]
fn escaping_is_minimal() {
    let mut out = Vec::new();
    escape_into(&mut out, "ü/\"\\\n\r\t\u{8}\u{c}\u{1}\u{7f}<é\u{2028}");
    assert_eq!(String::from_utf8(out).expect("UTF-8"), "ü/\\\"\\\\\\n\\r\\t\\b\\f\\u0001\u{7f}<é\u{2028}");
}

#[test]
fn splicing_replaces_only_the_spans() {
    let edit = |range: Range<usize>, with: &str| Edit { range, with: with.into() };
    assert_eq!(splice(b"abcdef", &[edit(0..1, "XY"), edit(1..1, "-"), edit(3..6, "")]), b"XY-bc");
    assert_eq!(splice(b"", &[edit(0..0, "a")]), b"a");
}

#[test]
fn stops_are_found_at_every_place_of_a_block() {
    for length in 0..700 {
        let content = "a".repeat(length);
        let text = format!(r#"["{content}\n{content}\u00fc",{{"{content}\"":"{content}"}}]"#);
        let expected = [format!("{content}\n{content}ü"), format!("{content}\""), content.clone()];
        assert_eq!(decoded(&text), expected, "{length}");
        assert_eq!(fault(format!("[\"{content}\n{content}\"]").as_bytes()), length + 2);
        assert_eq!(fault(format!("[\"{content}\\x{content}\"]").as_bytes()), length + 2);
        assert_eq!(fault(format!("[\"{content}").as_bytes()), length + 2);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(any_text(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~äß€😀\n\t\"\\\\]{0,80}", "[a-z\\\\\"\u{0}-\u{1f}]{0,12}"]
}

/// One string's content as some client might spell it: characters, short escapes, `\u` in either case, lone surrogates.
fn any_spelling() -> impl Strategy<Value = String> {
    let unit = any::<char>().prop_map(|char| {
        let mut units = [0; 2];
        char.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
    });
    let piece = prop_oneof![
        "[ a-zäß€😀]{0,40}",
        "\\\\[\"\\\\/bfnrt]",
        unit,
        "\\\\u[dD][89aAbB][0-9a-fA-F]{2}",
        "\\\\u[dD][c-fC-F][0-9a-fA-F]{2}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn agrees_with_serde_json_on_valid_documents(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.expect("prints");
        let mut expected = Vec::new();
        strings_of(&value, &mut expected);
        prop_assert_eq!(decoded(&text), expected);
    }

    #[test]
    fn agrees_with_serde_json_on_what_is_malformed(value in any_json(), at: prop::sample::Index, byte in "[\\[\\]{},:\"0-9a-z.\\\\ \u{1}-]") {
        let mut text = serde_json::to_vec(&value).expect("prints");
        let at = at.index(text.len());
        text[at] = byte.as_bytes()[0];
        let theirs = serde_json::from_slice::<serde::de::IgnoredAny>(&text).is_ok();
        let utf8 = std::str::from_utf8(&text).is_ok();
        prop_assert_eq!(utf8 && lex(&text).is_ok(), utf8 && theirs, "{}", String::from_utf8_lossy(&text));
    }

    #[test]
    fn arbitrary_bytes_never_panic(text: Vec<u8>, jsonish in "[\\[\\]{},:\"\\\\u0-9a-f ä-]{0,60}") {
        for text in [text.as_slice(), jsonish.as_bytes()] {
            for step in Lexer::new(text, JsonLimits::default()).flatten() {
                if let (Step::Key(raw) | Step::String(raw), Ok(text)) = (step, check_utf8(text)) {
                    let decoded = decode(text, raw);
                    prop_assert_eq!(decoded.raw_span(0, decoded.str.len()), raw.start..raw.end);
                }
            }
        }
    }

    #[test]
    fn decodes_any_spelling_as_serde_json_does(content in any_spelling()) {
        let text = format!("\"{content}\"");
        let ours = decoded(&text).remove(0);
        match serde_json::from_str::<String>(&text) {
            Ok(theirs) => prop_assert_eq!(ours, theirs),
            Err(_) => prop_assert!(ours.contains(char::REPLACEMENT_CHARACTER), "only lone surrogates divide us"),
        }
    }

    #[test]
    fn a_raw_span_spells_its_decoded_span(content in any_spelling(), a: prop::sample::Index, b: prop::sample::Index) {
        let text = format!("\"{content}\"");
        let decoded = decode(&text, strings(text.as_bytes())[0]);
        let bounds: Vec<usize> = (0..=decoded.str.len()).filter(|at| decoded.str.is_char_boundary(*at)).collect();
        let (a, b) = (*a.get(&bounds), *b.get(&bounds));
        let (start, end) = (a.min(b), a.max(b));
        let raw = decoded.raw_span(start, end);
        let part = format!("\"{}\"", &text[raw]);
        prop_assert_eq!(self::decoded(&part).remove(0), &decoded.str[start..end]);
    }

    #[test]
    fn splicing_every_string_with_itself_changes_nothing(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.expect("prints");
        let edits: Vec<Edit> = strings(&text)
            .into_iter()
            .map(|raw| Edit { range: raw.start..raw.end, with: text[raw.start..raw.end].to_vec() })
            .collect();
        prop_assert_eq!(splice(&text, &edits), text);
    }

    #[test]
    fn escaped_text_decodes_to_itself(content in any_text()) {
        let mut text = b"\"".to_vec();
        escape_into(&mut text, &content);
        text.push(b'"');
        prop_assert_eq!(decoded(std::str::from_utf8(&text).expect("UTF-8")).remove(0), content);
    }
}
