use std::sync::Arc;

use allonym_detectors::Entity;
use proptest::prelude::*;

use super::super::{Place, Pushed, Replacements, Restorer, Restoring, Shifts};
use crate::pseudonym::grammar::Grammar;
use crate::pseudonym::{Mapping, Numbering, Restorable, Template};

const NUMBERS: &[(&str, &str)] =
    &[("AGE_1B", "42"), ("CUSTOMER_ID_1", "10023456"), ("CUSTOMER_ID_12", "-12.50e+3")];

fn live() -> Restorable {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    mapping.insert(&Entity::Age, "AGE_1", "42", &[]);
    mapping.insert(&Entity::Person, "PERSON_2", "O\"Brien", &[]);
    for (name, number) in NUMBERS {
        assert!(mapping.insert_number(&Entity::Age, name, number));
    }
    Restorable::new(mapping)
}

struct Exchange(Grammar, Restorable);

impl Exchange {
    fn new() -> Self {
        Self(Grammar::new(Template::default()), live())
    }

    fn restoring(&self) -> Restoring<'_> {
        Restoring { grammar: &self.0, live: &self.1 }
    }

    fn whole(&self, text: &str, place: Place) -> String {
        self.restoring().whole(text, place).into_owned()
    }

    fn in_pieces(&self, pieces: &[&str], place: Place) -> String {
        let (mut restorer, mut out) = (Restorer::new(place), String::new());
        for piece in pieces {
            if restorer.push(self.restoring(), piece, &mut out) == Pushed::Same {
                out.push_str(piece);
            }
        }
        restorer.finish(self.restoring(), &mut out);
        out
    }

    /// The pieces as they go out when each is edited in its own place.
    fn by_replacements(&self, pieces: &[&str], place: Place) -> String {
        let (mut restorer, mut out) = (Restorer::new(place), String::new());
        for piece in pieces {
            let mut replacements = Replacements::after(restorer.held());
            let mut at = 0;
            if restorer.feed(self.restoring(), piece, &mut replacements) == Pushed::Changed {
                for replacement in replacements.finish(piece) {
                    out += &piece[at..replacement.range.start];
                    out += &replacement.with;
                    at = replacement.range.end;
                }
            }
            out += &piece[at..];
        }
        restorer.finish(self.restoring(), &mut out);
        out
    }
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
        (r#"{"a":"\\","b":"<<AGE_1B>>"}"#, r#"{"a":"\\","b":42}"#),
        // Cut short.
        (r#"{"a":"<<AGE_1B>>"#, r#"{"a":"42"#),
        (r#"{"a":"<<AGE_1B>"#, r#"{"a":"42"#),
        (r#"{"a":""#, r#"{"a":""#),
    ];
    let mut all: Vec<(String, String)> =
        plain.iter().map(|(sent, back)| ((*sent).to_owned(), (*back).to_owned())).collect();
    // A document in a string of a document, and once more.
    for at in [0, 1, 2, 3] {
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
        assert_eq!(exchange.whole(&sent, Place::Json), back);
        assert_eq!(exchange.whole(&sent, Place::Text), back);
        let fenced = |document: &str| format!("Here it is:\n```json\n{document}\n```\n");
        assert_eq!(exchange.whole(&fenced(&sent), Place::Text), fenced(&back));
    }
    for (sent, back) in [
        ("He is <<AGE_1B>>, \"<<AGE_1B>>\".", "He is 42, \"42\"."),
        ("f(\"<<AGE_1B>>\")", "f(\"42\")"),
        ("\"age\": \"<<AGE_1B>>\",", "\"age\": \"42\","),
    ] {
        assert_eq!(exchange.whole(sent, Place::Text), back);
    }
}

#[test]
fn every_split_gives_the_same() {
    let exchange = Exchange::new();
    for (sent, back) in documents() {
        for place in [Place::Json, Place::Text] {
            for first in 0..=sent.len() {
                for second in [first, first + 1, first + 2, first + 5, sent.len()] {
                    let second = second.min(sent.len());
                    let pieces = [&sent[..first], &sent[first..second], &sent[second..]];
                    assert_eq!(exchange.in_pieces(&pieces, place), back, "{pieces:?}");
                    assert_eq!(exchange.by_replacements(&pieces, place), back, "{pieces:?}");
                }
            }
        }
    }
}

#[test]
fn no_more_is_held_than_what_may_become_a_number_with_its_quotes() {
    let exchange = Exchange::new();
    for (text, held) in [
        (r#"{"a":"#, ""),
        (r#"{"a":""#, "\""),
        (r#"{"a":"<"#, "\"<"),
        (r#"{"a":"<<AGE_1B>>"#, "\"<<AGE_1B>>"),
        (r#"{"a":"<<AGE_1>>"#, ""),
        (r#"{"a":"<<PERSON_2>>"#, ""),
        (r#"{"a":"b"#, ""),
        (r#"{""#, ""),
        (r#"{"a":1,""#, ""),
        (r#"{"a":"b""#, ""),
        (r#"{"a":"b","c":["d",""#, "\""),
        (r#"{"a":"[\""#, "\\\""),
        (r#"{"a":"say \""#, ""),
    ] {
        let (mut restorer, mut out) = (Restorer::new(Place::Json), String::new());
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
    fn any_chunking_gives_the_same(text in soup(), cuts in prop::collection::vec(0usize..200, 0..12), json: bool) {
        let exchange = Exchange::new();
        let place = if json { Place::Json } else { Place::Text };
        let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| text.is_char_boundary(*cut)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&str> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
        let whole = exchange.whole(&text, place);
        prop_assert_eq!(&exchange.in_pieces(&pieces, place), &whole);
        prop_assert_eq!(&exchange.by_replacements(&pieces, place), &whole);
        let chars: Vec<String> = text.chars().map(String::from).collect();
        let chars: Vec<&str> = chars.iter().map(String::as_str).collect();
        prop_assert_eq!(exchange.in_pieces(&chars, place), whole);
    }
}
