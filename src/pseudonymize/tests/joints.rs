//! Values that are cut over neighbouring text parts of one message, which a provider reads as one text.

use proptest::prelude::*;

use super::neighbours::value;
use super::*;

/// The texts of a message's parts as they leave, and what stands for what.
fn leaving(endpoint: Endpoint, body: &str) -> (Vec<String>, Mapping) {
    let profile = profile();
    let draft = super::body(endpoint, Bytes::copy_from_slice(body.as_bytes()), &profile, profile.mapping());
    let draft = draft.unwrap_or_else(|reason| panic!("{body}: {reason:?}"));
    draft.check_body(&profile).unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&draft.body).unwrap();
    let mut texts = Vec::new();
    texts_in(&sent, &mut texts);
    (texts, draft.mapping)
}

fn texts_in(value: &serde_json::Value, texts: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(elements) => elements.iter().for_each(|element| texts_in(element, texts)),
        serde_json::Value::Object(members) => members.iter().for_each(|(key, member)| match member {
            serde_json::Value::String(text) if key == "text" => texts.push(text.clone()),
            other => texts_in(other, texts),
        }),
        _ => {}
    }
}

/// Parts of this type that say `texts`.
fn parts(kind: &str, texts: &[&str]) -> serde_json::Value {
    texts.iter().map(|text| serde_json::json!({"type": kind, "text": text, "x": {"y": []}})).collect()
}

fn message(kind: &str, texts: &[&str]) -> String {
    chat(&parts(kind, texts).to_string())
}

#[test]
fn a_value_cut_over_two_parts_leaves_in_neither_whatever_the_dialect() {
    let texts = ["My IBAN is DE0212030000", "0000202051, thanks"];
    let (text, input, output) =
        (parts("text", &texts), parts("input_text", &texts), parts("output_text", &texts));
    let user = |content: &serde_json::Value| serde_json::json!([{"role": "user", "content": content}]);
    let result = serde_json::json!([{"type": "tool_result", "tool_use_id": "t", "content": text}]);
    let printed = serde_json::json!([{"type": "function_call_output", "call_id": "c", "output": input}]);
    let file = serde_json::json!([{"type": "document", "source": {"type": "content", "content": text}}]);
    for (endpoint, body) in [
        (Endpoint::ChatCompletions, serde_json::json!({"messages": user(&text)})),
        (Endpoint::Messages, serde_json::json!({"messages": user(&text)})),
        (Endpoint::Messages, serde_json::json!({"system": text, "messages": []})),
        (Endpoint::Messages, serde_json::json!({"messages": user(&result)})),
        (Endpoint::Messages, serde_json::json!({"messages": user(&file)})),
        (Endpoint::Responses, serde_json::json!({"input": user(&input)})),
        (Endpoint::Responses, serde_json::json!({"input": user(&output)})),
        (Endpoint::Responses, serde_json::json!({"input": printed})),
    ] {
        let (sent, mapping) = leaving(endpoint, &body.to_string());
        assert_eq!(sent, ["My IBAN is <<IBAN_1>>", "<<IBAN_1B>>, thanks"], "{body}");
        let back = restored(&profile(), &mapping, &sent.concat(), Place::Text);
        assert_eq!(back, texts.concat());
    }
}

#[test]
fn what_is_listed_known_or_spelled_across_a_joint_is_put_away_too() {
    let far = "x ".repeat(2000);
    for (texts, expected) in [
        (&["hun", "", "te", "r2!"][..], &["<<PERSON_1>>", "", "<<PERSON_1B>>", "<<PERSON_1C>>!"][..]),
        (&["it is Anna ", "Müller."], &["it is <<PERSON_1>> ", "<<PERSON_2>>."]),
        (&["?q=jane.roe%4", "0mail.example"], &["?q=<<EMAIL_1>>", "<<EMAIL_1B>>"]),
        (
            &["Dear Mr Peter Smith,", "so Peter ", "Smith wrote"],
            &["Dear Mr <<PERSON_1>>,", "so <<PERSON_1B>> ", "<<PERSON_1C>> wrote"],
        ),
        (
            &[&format!("{far}hun"), &format!("ter2 {far}")],
            &[&format!("{far}<<PERSON_1>>"), &format!("<<PERSON_1B>> {far}")],
        ),
    ] {
        assert_eq!(leaving(Endpoint::ChatCompletions, &message("text", texts)).0, expected);
    }
}

#[test]
fn parts_that_only_stand_beside_each_other_stay_as_they_are() {
    for texts in [
        &["See page 7", "Summarize."][..],
        &["See chapter 12", "34 people came"],
        &["{\"a\": 1}", "and 2"],
        &["<system-reminder>\nToday is Monday.\n</system-reminder>\n", "Fix the tests"],
    ] {
        assert_eq!(leaving(Endpoint::ChatCompletions, &message("text", texts)).0, texts);
    }
    for (texts, expected) in [
        (["Regards, Anna Müller", "Summarize."], ["Regards, <<PERSON_1>>", "Summarize."]),
        (["Write a mail to", "jane.roe@mail.example"], ["Write a mail to", "<<EMAIL_1>>"]),
    ] {
        assert_eq!(leaving(Endpoint::ChatCompletions, &message("text", &texts)).0, expected);
    }
    // A picture between two parts parts them, and so does the end of a message.
    let picture = r#"{"type":"text","text":"hun"},{"type":"input_text"},{"type":"text","text":"ter2"}"#;
    assert_eq!(leaving(Endpoint::ChatCompletions, &chat(&format!("[{picture}]"))).0, ["hun", "ter2"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]
    #[test]
    fn wherever_a_value_is_cut_it_does_not_leave(
        value in value(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 1..4),
        before in proptest::sample::select(&["", "It is: ", "Hello\n"][..]),
    ) {
        let text = format!("{before}{value}, as I said");
        let mut cuts: Vec<usize> =
            cuts.iter().map(|cut| before.len() + cut.index(value.len())).collect();
        cuts.retain(|cut| text.is_char_boundary(*cut));
        cuts.sort_unstable();
        let starts = [0].into_iter().chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain([text.len()]);
        let pieces: Vec<&str> = starts.zip(ends).map(|(start, end)| &text[start..end]).collect();
        let whole = leaving(Endpoint::ChatCompletions, &message("text", &[&text])).0.concat();
        let (sent, mapping) = leaving(Endpoint::ChatCompletions, &message("text", &pieces));
        prop_assert!(whole.contains(&value) || !sent.concat().contains(&value), "{sent:?} of {pieces:?}");
        for (sent, piece) in sent.iter().zip(&pieces) {
            prop_assert_eq!(&restored(&profile(), &mapping, sent, Place::Text), piece);
            prop_assert_eq!(sent.is_empty(), piece.is_empty());
        }
    }
}
