use std::sync::Arc;

use allonym_detectors::Entity;
use proptest::prelude::*;

use super::*;
use crate::pseudonym::{Mapping, Numbering, Template};

const VALUES: &[(&str, &str)] = &[
    ("PERSON_1", "Anna Müller"),
    ("PERSON_2", "O\"Brien \\ Söhne\nGmbH"),
    ("PERSON_12", "Zoë 🙂"),
    ("EMAIL_1", "a@example.com"),
    ("LITERAL_1", "<<PERSON_1>>"),
];

fn live() -> Restorable {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    for (name, value) in VALUES {
        assert!(mapping.insert(&Entity::Person, name, value, &[]));
    }
    Restorable::new(mapping)
}

fn grammar() -> Grammar {
    Grammar::new(Template::default())
}

fn whole(text: &str, place: Place) -> String {
    let (grammar, live) = (grammar(), live());
    Restoring { grammar: &grammar, live: &live }.whole(text, place).into_owned()
}

/// A text cut at these places, as far as characters end there.
fn cut_at(text: &str, cuts: Vec<usize>) -> Vec<&str> {
    let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| text.is_char_boundary(*cut)).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.windows(2).map(|two| &text[two[0]..two[1]]).collect()
}

fn in_pieces(pieces: &[&str], place: Place) -> String {
    restored_by(Restorer::new(place), pieces)
}

/// What becomes of pieces that come one after the other.
fn restored_by(mut restorer: Restorer, pieces: &[&str]) -> String {
    let (grammar, live) = (grammar(), live());
    let restoring = Restoring { grammar: &grammar, live: &live };
    let mut out = String::new();
    for piece in pieces {
        if restorer.push(restoring, piece, &mut out) == Pushed::Same {
            out.push_str(piece);
        }
    }
    restorer.finish(restoring, &mut out);
    out
}

#[test]
fn values_come_back_once() {
    assert_eq!(whole("Dear <<PERSON_1>>, <<EMAIL_1>>!", Place::Text), "Dear Anna Müller, a@example.com!");
    assert_eq!(whole("<<LITERAL_1>>", Place::Text), "<<PERSON_1>>");
    assert_eq!(whole("<<PERSON_3>> <<PERSON_12>>", Place::Text), "<<PERSON_3>> Zoë 🙂");
}

#[test]
fn values_are_escaped_for_where_they_land() {
    let escaped = r#"O\"Brien \\ Söhne\nGmbH"#;
    assert_eq!(whole(r#"{"a":"<<PERSON_2>>"}"#, Place::Json), format!(r#"{{"a":"{escaped}"}}"#));
    assert_eq!(whole(r#" {"a":"x\"<<PERSON_2>>"}"#, Place::Text), format!(r#" {{"a":"x\"{escaped}"}}"#));
    assert_eq!(whole(r#"[{"a":"<<PERSON_2>>"}]"#, Place::Text), format!(r#"[{{"a":"{escaped}"}}]"#));
    let fenced = |value: &str| format!("Here:\n```json\n{{\n \"a\": \"{value}\"\n}}\n```\nfor ");
    assert_eq!(
        whole(&(fenced("<<PERSON_2>>") + "<<PERSON_2>>"), Place::Text),
        fenced(escaped) + "O\"Brien \\ Söhne\nGmbH"
    );
    let line = |value: &str| format!("-  \"a\": \"{value}\",\n+  \"a_2\" : \"x {value}\",\n by ");
    assert_eq!(
        whole(&(line("<<PERSON_2>>") + "<<PERSON_2>>"), Place::Text),
        line(escaped) + "O\"Brien \\ Söhne\nGmbH"
    );
    assert_eq!(whole("say <<PERSON_2>>", Place::Text), "say O\"Brien \\ Söhne\nGmbH");
    assert_eq!(whole("[<<PERSON_2>>] \"x", Place::Text), "[O\"Brien \\ Söhne\nGmbH] \"x");
}

#[test]
fn a_value_in_a_string_of_json_in_a_string_of_json_is_escaped_for_each() {
    let once = |text: &str| serde_json::to_string(text).unwrap();
    let value = VALUES[1].1;
    let mut source = "<<PERSON_2>>".to_string();
    let mut expected = value.to_string();
    for depth in 0..5 {
        (source, expected) =
            (format!(r#"{{"n":{}}}"#, once(&source)), format!(r#"{{"n":{}}}"#, once(&expected)));
        for place in [Place::Json, Place::Text] {
            assert_eq!(whole(&source, place), expected, "{depth}");
            let pieces: Vec<_> = source.split_inclusive(|_| true).collect();
            assert_eq!(in_pieces(&pieces, place), expected, "{depth}");
        }
    }
    let code = r#"{"file":"a.py","text":"d = {\"n\": \"<<PERSON_2>>\"}\nprint(\"<<PERSON_2>>\")"}"#;
    let [inner, outer] =
        [once(once(value).trim_matches('"')), once(value)].map(|s| s.trim_matches('"').to_string());
    let expected = format!(r#"{{"file":"a.py","text":"d = {{\"n\": \"{inner}\"}}\nprint(\"{outer}\")"}}"#);
    assert_eq!(whole(code, Place::Json), expected);
}

#[test]
fn a_line_of_json_in_an_edit_has_the_values_as_they_stood_there() {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    mapping.insert(&Entity::Person, "PERSON_1", "Anna Müller", &[r"Anna M\u00fcller".to_owned()]);
    mapping.insert(&Entity::Person, "PERSON_2", r"J\u00f6rg", &[]);
    let (grammar, live) = (grammar(), Restorable::new(mapping));
    let restored = |text, place| Restoring { grammar: &grammar, live: &live }.whole(text, place).into_owned();
    // What a document said is written in a quoted line of it as it was, and read wherever else.
    for (text, place, expected) in [
        (r#"-  "author": "<<PERSON_1>>","#, Place::Text, r#"-  "author": "Anna M\u00fcller","#),
        (
            r#"{"old":"\"author\": \"<<PERSON_1>>\""}"#,
            Place::Json,
            r#"{"old":"\"author\": \"Anna M\\u00fcller\""}"#,
        ),
        (r#"-  "Jane", "<<PERSON_1>>","#, Place::Text, r#"-  "Jane", "Anna M\u00fcller","#),
        ("grep <<PERSON_1>>", Place::Text, "grep Anna Müller"),
        (r#"{"name":"<<PERSON_1>>"}"#, Place::Json, r#"{"name":"Anna M\u00fcller"}"#),
        // What stood so in a file that was read as text is no less escaped in a document that replaces it.
        (r#"{"a":"<<PERSON_2>>"}"#, Place::Text, r#"{"a":"J\u00f6rg"}"#),
        (r#"{"x":"{\"a\":\"<<PERSON_2>>\"}"}"#, Place::Json, r#"{"x":"{\"a\":\"J\\u00f6rg\"}"}"#),
        (r#"{"x":"<<PERSON_2>>"}"#, Place::Json, r#"{"x":"J\\u00f6rg"}"#),
    ] {
        assert_eq!(restored(text, place), expected, "{text}");
    }
}

#[test]
fn a_percent_encoded_pseudonym_is_a_value_percent_encoded() {
    let url = |name: &str| whole(&format!("https://x.example/?q=%3C%3C{name}%3e%3E&a=1"), Place::Text);
    assert_eq!(url("PERSON_1"), "https://x.example/?q=Anna%20M%C3%BCller&a=1");
    assert_eq!(url("PERSON_2"), "https://x.example/?q=O%22Brien%20%5C%20S%C3%B6hne%0AGmbH&a=1");
    assert_eq!(url("EMAIL_1"), "https://x.example/?q=a@example.com&a=1");
    let json = whole(r#"{"a":"?q=%3C%3CPERSON_2%3E%3E"}"#, Place::Json);
    assert_eq!(json, r#"{"a":"?q=O%22Brien%20%5C%20S%C3%B6hne%0AGmbH"}"#);
    let mut encoded = String::new();
    escaping::percent_encode("a%40b 100% %zz%C3%BC", &mut encoded);
    assert_eq!(encoded, "a%40b%20100%25%20%25zz%C3%BC");
}

#[test]
fn a_variable_that_is_called_like_a_pseudonym_stays_at_every_split() {
    for (text, expected) in [
        (
            "EMAIL_1=$1; echo ${EMAIL_1} <<EMAIL_1>>; cat <<EMAIL_1\nEMAIL_1\n",
            "EMAIL_1=$1; echo ${EMAIL_1} a@example.com; cat <<EMAIL_1\nEMAIL_1\n",
        ),
        (
            "PERSON_1 = \"<<PERSON_1>>\"\ngreet(PERSON_1, PERSON_12)",
            "PERSON_1 = \"Anna Müller\"\ngreet(PERSON_1, Zoë 🙂)",
        ),
        ("const PERSON_1 = f(EMAIL_1)", "const PERSON_1 = f(a@example.com)"),
        ("echo %EMAIL_1% 100%EMAIL_1", "echo %EMAIL_1% 100%EMAIL_1"),
        ("Dear PERSON_1 = PERSON_1s", "Dear Anna Müller = Anna Müllers"),
        ("let PERSON_1 know: PERSON_1 = ", "let Anna Müller know: Anna Müller = "),
    ] {
        for place in [Place::Text, Place::Json] {
            assert_eq!(whole(text, place), expected);
            for first in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                for second in (first..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                    let pieces = [&text[..first], &text[first..second], &text[second..]];
                    assert_eq!(in_pieces(&pieces, place), expected, "{pieces:?}");
                }
            }
        }
    }
}

#[test]
fn a_value_in_a_command_is_quoted_for_the_shell_at_every_split() {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    mapping.insert(&Entity::Person, "PERSON_1", "Zoë O'Brien", &[]);
    mapping.insert(&Entity::Password, "PASSWORD_1", "a\"$(id)\\b", &[]);
    let (grammar, live) = (grammar(), Restorable::new(mapping));
    let restoring = Restoring { grammar: &grammar, live: &live };
    let tools = Arc::<crate::provider::Tools>::default().with(r#"[{"name":"Bash","input_schema":{}}]"#, [0]);
    for (sent, back) in [
        ("grep '<<PERSON_1>>' \"<<PASSWORD_1>>\"", r#"grep 'Zoë O'\''Brien' "a\"\$(id)\\b""#),
        ("x # '\ngrep <<PERSON_1>>", r"x # '\ngrep Zoë\ O\'Brien"),
        (
            "cat <<'E'\n<<PERSON_1>>\nE\necho $'<<PERSON_1>>' é",
            "cat <<'E'\nZoë O'Brien\nE\necho $'Zoë O\\'Brien' é",
        ),
    ] {
        let back = back.replace("\\ngrep Zo", "\ngrep Zo");
        let document =
            |key: &str, command: &str| serde_json::json!({ key: command, "description": "'" }).to_string();
        let unicode = |text: String| text.replace('\'', "\\u0027").replace("<<", "\\u003c<");
        for (key, values) in [
            ("command", back.as_str()),
            ("note", &sent.replace("<<PERSON_1>>", "Zoë O'Brien").replace("<<PASSWORD_1>>", "a\"$(id)\\b")),
        ] {
            for spell in [|text| text, unicode] {
                let text = spell(document(key, sent));
                let value = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
                for first in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                    for second in (first..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                        let mut restorer = Restorer::of_call(tools.arguments("Bash"));
                        let mut out = String::new();
                        for piece in [&text[..first], &text[first..second], &text[second..]] {
                            if restorer.push(restoring, piece, &mut out) == Pushed::Same {
                                out.push_str(piece);
                            }
                        }
                        restorer.finish(restoring, &mut out);
                        assert_eq!(value(out), value(document(key, values)), "{text}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_escape_before_a_bare_name_is_no_word() {
    assert_eq!(whole(r#"{"a":"\nPERSON_1"}"#, Place::Json), r#"{"a":"\nAnna Müller"}"#);
    assert_eq!(in_pieces(&["{\"a\":\"\\", "n", "PERS", "ON_1\"}"], Place::Json), r#"{"a":"\nAnna Müller"}"#);
}

#[test]
fn code_never_stalls() {
    let (grammar, live) = (grammar(), live());
    let restoring = Restoring { grammar: &grammar, live: &live };
    let mut restorer = Restorer::new(Place::Text);
    let mut out = String::new();
    for piece in ["std::cout << ", "x << \"", "a\" <", "< std::endl;"] {
        if restorer.push(restoring, piece, &mut out) == Pushed::Same {
            out.push_str(piece);
        }
        assert!(restorer.held() <= 3, "{piece}");
    }
    assert_eq!(out, "std::cout << x << \"a\" << std::endl;");
    assert!(!restorer.is_holding());
}

#[test]
fn untouched_pieces_are_said_to_be_the_same() {
    let (grammar, live) = (grammar(), live());
    let restoring = Restoring { grammar: &grammar, live: &live };
    let mut restorer = Restorer::new(Place::Text);
    let mut out = String::new();
    for piece in ["plain ", "words, ", "a<b ", "x_y ", "Ümläute "] {
        assert_eq!(restorer.push(restoring, piece, &mut out), Pushed::Same, "{piece}");
        assert!(out.is_empty());
    }
}

/// Text made of whatever matters: pseudonyms in many spellings, their parts, quotes, escapes, ordinary words.
fn soup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("<<PERSON_1>>"),
        Just("<<person 2>>"),
        Just("PERSON_12"),
        Just("&lt;&lt;EMAIL_1&gt;&gt;"),
        Just("\\<\\<PERSON\\_1\\>\\>"),
        Just("\\u003c\\u003cPERSON_1\\u003e>"),
        Just("＜＜LITERAL_1＞＞"),
        Just("«PERSON_1»"),
        Just("<<PERSON1>>"),
        Just("PERSON_1_EMAIL_1"),
        Just("_PERSON_2"),
        Just("是"),
        Just("&amp;lt;"),
        Just("<"),
        Just("<<"),
        Just(">>"),
        Just(">"),
        Just("PERSON_"),
        Just("PERSON_1"),
        Just("P"),
        Just("_"),
        Just("\\_"),
        Just("s"),
        Just("er"),
        Just("Tax"),
        Just("2025"),
        Just("_1"),
        Just("1"),
        Just("\\n"),
        Just("\\"),
        Just("\""),
        Just("{\""),
        Just("["),
        Just(" "),
        Just("é"),
        Just("🙂"),
        Just("&"),
        Just("%3C"),
        Just("abc"),
        Just("-"),
        Just("0"),
        Just("="),
        Just(" = "),
        Just("$"),
        Just("${"),
        Just("const "),
        Just("EMAIL_1"),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn any_chunking_gives_the_same(text in soup(), cuts in prop::collection::vec(0usize..200, 0..12), json: bool) {
        let place = if json { Place::Json } else { Place::Text };
        let pieces = cut_at(&text, cuts);
        prop_assert_eq!(in_pieces(&pieces, place), whole(&text, place));
    }

    #[test]
    fn one_character_at_a_time_gives_the_same(text in soup(), json: bool) {
        let place = if json { Place::Json } else { Place::Text };
        let chars: Vec<String> = text.chars().map(String::from).collect();
        let pieces: Vec<&str> = chars.iter().map(String::as_str).collect();
        prop_assert_eq!(in_pieces(&pieces, place), whole(&text, place));
    }
}

/// The pieces as they go out when each is edited in its own place.
fn by_replacements(pieces: &[&str], place: Place) -> String {
    let (grammar, live) = (grammar(), live());
    let restoring = Restoring { grammar: &grammar, live: &live };
    let mut restorer = Restorer::new(place);
    let mut out = String::new();
    for piece in pieces {
        let mut replacements = Replacements::after(restorer.held());
        let same = restorer.feed(restoring, piece, &mut replacements) == Pushed::Same;
        out.push_str(&replaced(piece, if same { Vec::new() } else { replacements.finish(piece) }));
    }
    restorer.finish(restoring, &mut out);
    out
}

fn replaced(piece: &str, replacements: Vec<Replacement>) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for replacement in replacements {
        out.push_str(&piece[at..replacement.range.start]);
        out.push_str(&replacement.with);
        at = replacement.range.end;
    }
    out + &piece[at..]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn replacements_come_to_the_same(text in soup(), cuts in prop::collection::vec(0usize..200, 0..12), json: bool) {
        let place = if json { Place::Json } else { Place::Text };
        let pieces = cut_at(&text, cuts);
        prop_assert_eq!(by_replacements(&pieces, place), whole(&text, place));
    }
}

/// What may follow the beginning of a pseudonym without end: each character of ASCII, and other writings of some.
fn runs() -> impl Iterator<Item = String> {
    let ascii = (b' '..=b'~').map(|byte| char::from(byte).to_string());
    let written = [
        "\n",
        "\t",
        "\u{a0}",
        "\u{2011}",
        "é",
        "＜",
        "»",
        "\\_",
        "\\<",
        "\\\\",
        "\\\\\\",
        "\\u005f",
        "\\u003c",
        "\\n",
        "\\\\_",
        "&nbsp;",
        "&lt;",
        "&amp;",
        "&#95;",
        "%5F",
        "%20",
        "_-",
        "_ ",
        "_0",
        "0_",
        "1_",
        "_1_",
        "\\\"",
        "\\\\\\\"",
        "PERSON_1",
        "PERSON_1_",
        "_PERSON_12",
        "S_",
        "<<",
        "<<PERSON_1",
        "< <",
    ];
    ascii.chain(written.map(String::from))
}

#[test]
fn what_is_held_has_an_end_whatever_comes() {
    let (grammar, live) = (grammar(), live());
    let restoring = Restoring { grammar: &grammar, live: &live };
    for begun in [
        "",
        "<",
        "<<",
        "<< ",
        "<<PERSON",
        "<<PERSON_",
        "<<PERSON_0",
        "<<PERSON_1",
        "<<PERSON_1 ",
        "<<PERSON_1>",
        "\\<\\<PERSON",
        "&lt;",
        "%3C",
        "PERS",
        "PERSON_",
        "PERSON_1",
        "PERSON_1_",
        "PERSON_1_PERSON_1",
        "PERSON_1\\",
        "PERSON_1s",
    ] {
        for run in runs() {
            for (place, size) in [(Place::Text, 8), (Place::Json, 5)] {
                let mut restorer = Restorer::new(place);
                let mut out = String::new();
                if restorer.push(restoring, begun, &mut out) == Pushed::Same {
                    out.push_str(begun);
                }
                for _ in 0..160 / size {
                    let piece = run.repeat(size);
                    if restorer.push(restoring, &piece, &mut out) == Pushed::Same {
                        out.push_str(&piece);
                    }
                    // Zeros before a number, each written as seven bytes, are the longest.
                    assert!(restorer.held() <= 128, "{} after {begun}, then {run}", restorer.held());
                }
                restorer.finish(restoring, &mut out);
                assert_eq!(
                    out,
                    whole(&format!("{begun}{}", run.repeat(160 / size * size)), place),
                    "{begun}, then {run}"
                );
            }
        }
    }
}

#[test]
fn a_text_that_ends_inside_a_pseudonym_names_nobody_else() {
    for (text, expected) in [
        ("The winner is <<PERSON_1", "The winner is <<PERSON_1"),
        ("\\<\\<PERSON\\_1", "\\<\\<PERSON\\_1"),
        ("&lt;&lt;PERSON_1", "&lt;&lt;PERSON_1"),
        ("{\"to\": \"<<PERSON_1", "{\"to\": \"<<PERSON_1"),
        // Nobody else's name begins so, or the number is over.
        ("The winner is <<PERSON_12", "The winner is <<Zoë 🙂"),
        ("<<EMAIL_1", "<<a@example.com"),
        ("<<PERSON_1 ", "<<Anna Müller "),
        ("<<PERSON_1>", "Anna Müller"),
        ("The winner is PERSON_1", "The winner is Anna Müller"),
    ] {
        for place in [Place::Text, Place::Json] {
            assert_eq!(whole(text, place), expected, "{text}");
            let pieces: Vec<_> = text.split_inclusive(|_| true).collect();
            assert_eq!(in_pieces(&pieces, place), expected, "{text}");
        }
    }
}

/// Commands and what is nearly one.
fn commands() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("<<PERSON_1>>"),
        Just("<<PERSON_2>>"),
        Just("PERSON_12"),
        Just("<<PERSON"),
        Just("_1>>"),
        Just("'"),
        Just("\""),
        Just("\\"),
        Just("\\n"),
        Just("\\\""),
        Just("\\u0027"),
        Just("$"),
        Just("("),
        Just(")"),
        Just("`"),
        Just(" # "),
        Just("\n"),
        Just(" <<E"),
        Just(" <<'E'"),
        Just("-"),
        Just("\nE\n"),
        Just("\\nE\\n"),
        Just("<"),
        Just("word"),
        Just("{\"command\":\""),
        Just("é"),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn any_chunking_of_a_command_gives_the_same(text in commands(), cuts in prop::collection::vec(0usize..200, 0..12), call: bool) {
        let tools = Arc::<crate::provider::Tools>::default().with(r#"[{"name":"Bash","input_schema":{}}]"#, [0]);
        let restored = |pieces: &[&str]| {
            let restorer = if call { Restorer::of_call(tools.arguments("Bash")) } else { Restorer::of_command() };
            restored_by(restorer, pieces)
        };
        let pieces = cut_at(&text, cuts);
        let whole = restored(&[&text]);
        prop_assert_eq!(restored(&pieces), whole.as_str());
        let chars: Vec<&str> = text.split_inclusive(|_| true).collect();
        prop_assert_eq!(restored(&chars), whole);
    }
}
