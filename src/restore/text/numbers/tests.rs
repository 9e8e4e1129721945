use std::sync::Arc;

use allonym_detectors::Entity;
use proptest::prelude::*;

use super::super::{Place, Pushed, Replacement, Replacements, Restorer, Restoring, Shifts};
use crate::provider::Tools;
use crate::provider::tools::Arguments;
use crate::pseudonym::grammar::Grammar;
use crate::pseudonym::{Mapping, Numbering, Restorable, Template};

const NUMBERS: &[(&str, &str)] =
    &[("AGE_1B", "42"), ("CUSTOMER_ID_1", "10023456"), ("CUSTOMER_ID_12", "-12.50e+3")];

fn live() -> Restorable {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    mapping.insert(&Entity::Age, "AGE_1", "42", &[]);
    mapping.insert(&Entity::Person, "PERSON_2", "O\"Brien", &[]);
    mapping.insert(&Entity::Age, "AGE_2", "007", &[]);
    for (name, number) in NUMBERS {
        assert!(mapping.insert_number(&Entity::Age, name, number));
    }
    Restorable::new(mapping)
}

/// What a restorer is for.
#[derive(Clone, Copy, Debug)]
enum For {
    Text,
    Json,
    Call,
}

/// Of a tool with numbers in `n` and `ns`, and text in `t`.
fn arguments() -> Arc<Arguments> {
    let tool = r#"{"name":"f","input_schema":{"properties":{"n":{"type":"integer"},"t":{"type":"string"},
        "ns":{"type":"array","items":{"type":["number","null"]}}}}}"#;
    Arc::clone(Arc::<Tools>::default().with(tool, [0]).arguments("f"))
}

impl For {
    fn restorer(self) -> Restorer {
        match self {
            Self::Text => Restorer::new(Place::Text),
            Self::Json => Restorer::new(Place::Json),
            Self::Call => Restorer::of_call(&arguments()),
        }
    }
}

struct Exchange(Grammar, Restorable);

impl Exchange {
    fn new() -> Self {
        Self(Grammar::new(Template::default()), live())
    }

    fn restoring(&self) -> Restoring<'_> {
        Restoring { grammar: &self.0, live: &self.1 }
    }

    fn whole(&self, text: &str, what: For) -> String {
        let place = match what {
            For::Text => Place::Text,
            For::Json => Place::Json,
            For::Call => {
                let (replacements, _) = self.restoring().replacements_by(|| what.restorer(), text);
                return edited(text, &replacements);
            }
        };
        self.restoring().whole(text, place).into_owned()
    }

    fn in_pieces(&self, pieces: &[&str], what: For) -> String {
        let (mut restorer, mut out) = (what.restorer(), String::new());
        for piece in pieces {
            if restorer.push(self.restoring(), piece, &mut out) == Pushed::Same {
                out.push_str(piece);
            }
        }
        restorer.finish(self.restoring(), &mut out);
        out
    }

    /// The pieces as they go out when each is edited in its own place.
    fn by_replacements(&self, pieces: &[&str], what: For) -> String {
        let (mut restorer, mut out) = (what.restorer(), String::new());
        for piece in pieces {
            let mut replacements = Replacements::after(restorer.held());
            out += &match restorer.feed(self.restoring(), piece, &mut replacements) {
                Pushed::Changed => edited(piece, &replacements.finish(piece)),
                Pushed::Same => (*piece).to_owned(),
            };
        }
        restorer.finish(self.restoring(), &mut out);
        out
    }
}

fn edited(piece: &str, replacements: &[Replacement]) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for replacement in replacements {
        out += &piece[at..replacement.range.start];
        out += &replacement.with;
        at = replacement.range.end;
    }
    out + &piece[at..]
}

/// JSON in JSON: the quote of one more string.
fn inner(document: &str) -> String {
    serde_json::to_string(&serde_json::json!({ "content": document })).unwrap()
}

/// Texts with what they come back as, in both places.
fn documents() -> Vec<(String, String)> {
    let plain = [
        (r#"{"id":"<<CUSTOMER_ID_1>>"}"#, r#"{"id":10023456}"#),
        (r#"{ "id" : "<<CUSTOMER_ID_12>>" , "n":1}"#, r#"{ "id" : -12.50e+3 , "n":1}"#),
        (r#"{"a":["<<AGE_1B>>", "<<AGE_1B>>"],"b":"<<AGE_1B>>"}"#, r#"{"a":[42, 42],"b":42}"#),
        (r#"["<<AGE_1B>>",{"a":[["<<AGE_1B>>"]]}]"#, r#"[42,{"a":[[42]]}]"#),
        // However a model spells it.
        (
            r#"{"id":"customer_id_1","b":"<CUSTOMER_ID_1>","c":"AGE_1B"}"#,
            r#"{"id":"customer_id_1","b":10023456,"c":42}"#,
        ),
        (r#"{"a":"\u003c\u003cAGE_1B\u003e\u003e"}"#, r#"{"a":42}"#),
        // The same digits as text.
        (r#"{"a":"<<AGE_1>>","b":"<<AGE_1B>>"}"#, r#"{"a":"42","b":42}"#),
        // A key, a part of a string, a URL.
        (r#"{"<<AGE_1B>>":"<<AGE_1B>>"}"#, r#"{"42":42}"#),
        (r#"{"a":1,"<<AGE_1B>>":[]}"#, r#"{"a":1,"42":[]}"#),
        (
            r#"{"a":"aged <<AGE_1B>>","b":"<<AGE_1B>> years","c":" <<AGE_1B>>"}"#,
            r#"{"a":"aged 42","b":"42 years","c":" 42"}"#,
        ),
        (r#"{"a":"<<AGE_1B>><<AGE_1B>>","b":"\"<<AGE_1B>>\""}"#, r#"{"a":"4242","b":"\"42\""}"#),
        (r#"{"a":"%3C%3CAGE_1B%3E%3E"}"#, r#"{"a":"42"}"#),
        (r#"{"a":<<AGE_1B>>,"b":"<<PERSON_2>>"}"#, r#"{"a":42,"b":"O\"Brien"}"#),
        // Behind what is empty.
        (r#"[[], "<<AGE_1B>>"]"#, "[[], 42]"),
        (r#"[{},"<<AGE_1B>>",[[]],"<<AGE_1B>>"]"#, "[{},42,[[]],42]"),
        (r#"{"a":"\\","b":"<<AGE_1B>>"}"#, r#"{"a":"\\","b":42}"#),
        // A line of one, as an edit quotes it, and several as a patch does.
        (r#"  "age": "<<AGE_1B>>","#, r#"  "age": 42,"#),
        (r#""age": "<<AGE_1B>>""#, r#""age": 42"#),
        (
            "@@\n-  \"id\": \"<<CUSTOMER_ID_1>>\",\n+  \"id_2\": \"<<CUSTOMER_ID_1>>\",\n   \"age\" : \"<<AGE_1B>>\"\n }",
            "@@\n-  \"id\": 10023456,\n+  \"id_2\": 10023456,\n   \"age\" : 42\n }",
        ),
        (
            r#""age": "<<AGE_1>>", "n": "aged <<AGE_1B>>", "<<AGE_1B>>": "x""#,
            r#""age": "42", "n": "aged 42", "42": "x""#,
        ),
        (r#""n": "<<PERSON_2>>", "a": "<<AGE_1B>>""#, r#""n": "O\"Brien", "a": 42"#),
        // Cut short.
        (r#"{"a":"<<AGE_1B>>"#, r#"{"a":"42"#),
        (r#"{"a":"<<AGE_1B>"#, r#"{"a":"42"#),
        (r#"{"a":""#, r#"{"a":""#),
    ];
    let mut all: Vec<(String, String)> =
        plain.iter().map(|(sent, back)| ((*sent).to_owned(), (*back).to_owned())).collect();
    // A document in a string of a document, and once more.
    for at in [0, 1, 2, 3, 17, 19, 21] {
        let once = plain.map(|(sent, back)| (inner(sent), inner(back)))[at].clone();
        all.push((inner(&once.0), inner(&once.1)));
        all.push(once);
    }
    all
}

#[test]
fn a_number_comes_back_as_one_where_its_pseudonym_is_a_whole_value() {
    let exchange = Exchange::new();
    for (sent, back) in documents() {
        for what in [For::Json, For::Text, For::Call] {
            assert_eq!(exchange.whole(&sent, what), back);
        }
        let fenced = |document: &str| format!("Here it is:\n```json\n{document}\n```\n");
        assert_eq!(exchange.whole(&fenced(&sent), For::Text), fenced(&back));
    }
    for (sent, back) in [
        ("He is <<AGE_1B>>, \"<<AGE_1B>>\".", "He is 42, \"42\"."),
        ("f(\"<<AGE_1B>>\")", "f(\"42\")"),
        ("\"7\", \"<<AGE_1B>>\"", "\"7\", \"42\""),
        ("grep '\"age\": \"<<AGE_1B>>\"' a.json", "grep '\"age\": 42' a.json"),
        ("age: \"<<AGE_1B>>\"", "age: \"42\""),
    ] {
        assert_eq!(exchange.whole(sent, For::Text), back);
    }
}

/// What a tool is called with, and how it comes back as its schema wants it.
const CALLS: &[(&str, &str)] = &[
    // The digits of a text, and a number, each where either is wanted.
    (r#"{"n":"<<AGE_1>>","t":"<<AGE_1>>"}"#, r#"{"n":42,"t":"42"}"#),
    (r#"{"n": "<<AGE_1B>>", "t": "<<AGE_1B>>", "x": "<<AGE_1B>>"}"#, r#"{"n": 42, "t": "42", "x": 42}"#),
    (r#"{"x":{"n":"<<AGE_1>>","y":"<<AGE_1>>"}}"#, r#"{"x":{"n":42,"y":"42"}}"#),
    (r#"{"ns":["<<AGE_1>>", "age_1", null,"<AGE_1>"]}"#, r#"{"ns":[42, "age_1", null,42]}"#),
    (
        r#"{"ns":[["<<AGE_1>>"],{"t":"<<AGE_1>>"},"<<AGE_1>>"],"x":["<<AGE_1>>"]}"#,
        r#"{"ns":[[42],{"t":"42"},42],"x":["42"]}"#,
    ),
    // What is no number of JSON, or not all that the string says.
    (r#"{"n":"<<AGE_2>>","ns":["<<PERSON_2>>"]}"#, r#"{"n":"007","ns":["O\"Brien"]}"#),
    (r#"{"n":"<<AGE_1>> ","ns":["<<AGE_1>><<AGE_1>>"]}"#, r#"{"n":"42 ","ns":["4242"]}"#),
    (r#"{"n":"%3C%3CAGE_1%3E%3E"}"#, r#"{"n":"42"}"#),
    // A document in a string, and a key, are not what is called with.
    (r#"{"t":"{\"n\":\"<<AGE_1>>\"}"}"#, r#"{"t":"{\"n\":\"42\"}"}"#),
    (r#"{"n":"{\"n\":\"<<AGE_1>>\"}"}"#, r#"{"n":"{\"n\":\"42\"}"}"#),
    (r#"{"<<AGE_1>>":"<<AGE_1>>","n":{"<<AGE_1>>":1}}"#, r#"{"42":"42","n":{"42":1}}"#),
    // What the model says by itself.
    (r#"{"n":"7","ns":["8"],"t":9}"#, r#"{"n":"7","ns":["8"],"t":9}"#),
    // Cut short, and no JSON.
    (r#"{"n":"<<AGE_1>>"#, r#"{"n":"42"#),
    (r#"{"n":"<<AGE_"#, r#"{"n":"<<AGE_"#),
    (r#"{"n":""#, r#"{"n":""#),
    (r#"so "n":"<<AGE_1>>""#, r#"so "n":"42""#),
];

#[test]
fn a_tool_is_called_with_what_its_schema_wants_at_every_split() {
    let exchange = Exchange::new();
    for (sent, back) in CALLS {
        assert_eq!(exchange.whole(sent, For::Call), *back);
        for first in 0..=sent.len() {
            for second in first..=sent.len() {
                let pieces = [&sent[..first], &sent[first..second], &sent[second..]];
                assert_eq!(exchange.in_pieces(&pieces, For::Call), *back, "{pieces:?}");
                assert_eq!(exchange.by_replacements(&pieces, For::Call), *back, "{pieces:?}");
            }
        }
    }
}

#[test]
fn every_split_gives_the_same() {
    let exchange = Exchange::new();
    for (sent, back) in documents() {
        for what in [For::Json, For::Text, For::Call] {
            for first in 0..=sent.len() {
                for second in [first, first + 1, first + 2, first + 5, sent.len()] {
                    let second = second.min(sent.len());
                    let pieces = [&sent[..first], &sent[first..second], &sent[second..]];
                    assert_eq!(exchange.in_pieces(&pieces, what), back, "{pieces:?}");
                    assert_eq!(exchange.by_replacements(&pieces, what), back, "{pieces:?}");
                }
            }
        }
    }
}

#[test]
fn no_more_is_held_than_what_may_become_a_number_with_its_quotes() {
    let exchange = Exchange::new();
    for (what, text, held) in [
        (For::Call, r#"{"n":""#, "\""),
        (For::Call, r#"{"n":"<<AGE_1>>"#, "\"<<AGE_1>>"),
        (For::Call, r#"{"n":"<<AGE_1B>>"#, "\"<<AGE_1B>>"),
        (For::Call, r#"{"n":"<<AGE_2>>"#, ""),
        (For::Call, r#"{"t":""#, ""),
        (For::Call, r#"{"t":"<<AGE_1B>>"#, ""),
        (For::Call, r#"{"x":""#, "\""),
        (For::Json, r#"{"a":"#, ""),
        (For::Json, r#"{"a":""#, "\""),
        (For::Json, r#"{"a":"<"#, "\"<"),
        (For::Json, r#"{"a":"<<AGE_1B>>"#, "\"<<AGE_1B>>"),
        (For::Json, r#"{"a":"<<AGE_1>>"#, ""),
        (For::Json, r#"{"a":"<<PERSON_2>>"#, ""),
        (For::Json, r#"{"a":"b"#, ""),
        (For::Json, r#"{""#, ""),
        (For::Json, r#"{"a":1,""#, ""),
        (For::Json, r#"{"a":"b""#, ""),
        (For::Json, r#"{"a":"b","c":["d",""#, "\""),
        (For::Json, r#"{"a":"[\""#, "\\\""),
        (For::Json, r#"{"a":"say \""#, ""),
        (For::Json, r#"{"a":" \"b\": \""#, "\\\""),
        (For::Text, r#"  "a": ""#, "\""),
        (For::Text, r#"  "a": "<<AGE_1B>>"#, "\"<<AGE_1B>>"),
        (For::Text, r#"  ""#, ""),
        (For::Text, r#"he said: ""#, ""),
    ] {
        let (mut restorer, mut out) = (what.restorer(), String::new());
        if restorer.push(exchange.restoring(), text, &mut out) == Pushed::Same {
            out.push_str(text);
        }
        assert_eq!(restorer.held(), held.len(), "{text}");
        assert!(text.ends_with(held));
        restorer.finish(exchange.restoring(), &mut out);
    }
    // Without a number in the exchange, no quote is held.
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    mapping.insert(&Entity::Age, "AGE_1", "42", &[]);
    let (grammar, live) = (Grammar::new(Template::default()), Restorable::new(mapping));
    let (mut restorer, mut out) = (Restorer::new(Place::Json), String::new());
    let restoring = Restoring { grammar: &grammar, live: &live };
    assert_eq!(restorer.push(restoring, "{\"a\":\"", &mut out), Pushed::Same);
    assert!(!restorer.is_holding());
    restorer.finish(restoring, &mut out);
}

#[test]
fn offsets_behind_a_number_move_by_its_quotes_too() {
    let exchange = Exchange::new();
    let text = r#"{"a":"<<AGE_1B>>","b":1}"#;
    let (restored, shifts): (_, Shifts) = exchange.restoring().whole_with_shifts(text, Place::Text);
    let (from, to) = (text.find("\"b\"").unwrap(), text.find("\"b\"").unwrap() + 3);
    assert_eq!(&restored[shifts.start(from)..shifts.end(to)], "\"b\"");
    assert_eq!(&restored[shifts.start(5)..shifts.end(17)], "42");
}

/// JSON and what is nearly JSON.
fn soup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\"<<AGE_1B>>\""),
        Just("\\\"<<CUSTOMER_ID_1>>\\\""),
        Just("\\\\\\\"<<AGE_1B>>\\\\\\\""),
        Just("<<CUSTOMER_ID_12>>"),
        Just("<<AGE_1>>"),
        Just("AGE_1B"),
        Just("<<PERSON_2>>"),
        Just("<<AGE"),
        Just("_1B>>"),
        Just("CUSTOMER_ID_1"),
        Just("2"),
        Just("<"),
        Just("<<"),
        Just(">"),
        Just(">>"),
        Just("\""),
        Just("\\\""),
        Just("\\\\\\\""),
        Just("\\"),
        Just("\\n"),
        Just("\\u0022"),
        Just("{\"a\":"),
        Just("{\\\"b\\\":"),
        Just("\"a\":"),
        Just("\"n\":"),
        Just("\"ns\":"),
        Just("\"t\":"),
        Just("\"<<AGE_1>>\""),
        Just(":"),
        Just(","),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just(" "),
        Just("7"),
        Just("word"),
        Just("\n"),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn any_chunking_gives_the_same(text in soup(), cuts in prop::collection::vec(0usize..200, 0..12), what in 0usize..3) {
        let exchange = Exchange::new();
        let what = [For::Text, For::Json, For::Call][what];
        let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| text.is_char_boundary(*cut)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&str> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
        let whole = exchange.whole(&text, what);
        prop_assert_eq!(&exchange.in_pieces(&pieces, what), &whole);
        prop_assert_eq!(&exchange.by_replacements(&pieces, what), &whole);
        let chars: Vec<String> = text.chars().map(String::from).collect();
        let chars: Vec<&str> = chars.iter().map(String::as_str).collect();
        prop_assert_eq!(exchange.in_pieces(&chars, what), whole);
    }
}
