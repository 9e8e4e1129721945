mod again;
mod commands;
mod joints;
mod neighbours;
mod numbers;
mod persons;
mod within;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::lists::{AllowList, DenyList};
use super::*;
use crate::policy::{Action, Policies};
use crate::pseudonym::Restorable;
use crate::restore::text::{Place, Restoring};

/// Names and passwords as a tenant would list them, so that these tests do not depend on what detectors find in prose.
fn profile() -> Profile {
    let person = allonym_detectors::Entity::Person;
    let deny =
        DenyList::new(["Anna Müller", "hunter2", r#"O"B\n"#, r#"O\"B\\n"#], &[] as &[&str], person).unwrap();
    Profile { deny, ..Profile::default() }
}

fn pseudonymized(endpoint: Endpoint, text: &str) -> String {
    let profile = profile();
    let draft = body(endpoint, Bytes::copy_from_slice(text.as_bytes()), &profile, profile.mapping())
        .unwrap_or_else(|reason| panic!("{text}: {reason:?}"));
    draft.check_body(&profile).unwrap();
    String::from_utf8(draft.body.to_vec()).unwrap()
}

fn refused(endpoint: Endpoint, text: &str) -> Reason {
    let profile = profile();
    body(endpoint, Bytes::copy_from_slice(text.as_bytes()), &profile, profile.mapping()).err().expect(text)
}

/// A text as it comes back to the client, who knows what `mapping` holds.
fn restored(profile: &Profile, mapping: &Mapping, text: &str, place: Place) -> String {
    let live = Restorable::new(mapping.clone());
    Restoring { grammar: &profile.grammar, live: &live }.whole(text, place).into_owned()
}

/// What a chat message that says `content` says when it leaves, the person in it replaced; and the mapping.
fn sent(profile: &Profile, content: &str) -> (String, Mapping) {
    let text = chat(&serde_json::to_string(content).unwrap());
    let draft = body(Endpoint::ChatCompletions, text.into(), profile, profile.mapping()).unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&draft.body).unwrap();
    let sent = sent["messages"][0]["content"].as_str().unwrap().to_string();
    assert!(sent.contains("PERSON_1") && !sent.contains('X'), "{sent}");
    (sent, draft.mapping)
}

/// One user message whose content is the JSON value `content`.
fn chat(content: &str) -> String {
    format!(r#"{{"model":"m","messages":[{{"role":"user","content":{content}}}]}}"#)
}

#[test]
fn values_are_replaced_and_every_other_byte_stays() {
    for (content, expected) in [
        (r#""mail anna@example.com!""#, r#""mail <<EMAIL_1>>!""#),
        (r#"  "anna@example.com, ANNA@example.com""#, r#"  "<<EMAIL_1>>, <<EMAIL_1B>>""#),
        (r#""A\u006ena M\u00fcller \/ \ud83d""#, r#""<<PERSON_1>> \/ \ud83d""#),
        (
            r#"[{"type":"text","text":"Anna Müller"},{"text":"x","n":1e400}]"#,
            r#"[{"type":"text","text":"<<PERSON_1>>"},{"text":"x","n":1e400}]"#,
        ),
        (r#""see ?q=anna%40example.com""#, r#""see ?q=<<EMAIL_1>>""#),
        (r#""blob YW5uYUBleGFtcGxlLmNvbTpwdw== end""#, r#""blob <<EMAIL_1>> end""#),
        (r#""nothing here""#, r#""nothing here""#),
    ] {
        assert_eq!(pseudonymized(Endpoint::ChatCompletions, &chat(content)), chat(expected));
    }
}

#[test]
fn wire_13_odd_json_survives_outside_edits() {
    let odd = |value: &str| {
        format!(
            "{{ \"model\" : \"anna@example.com\",\n\t\"messages\":[{{\"content\":\"{value}\",\"content\":\"{value}\",\"x\":12345678901234567890,\"y\":[1e400,-0.0,0.1000000000000000055],\"z\":\"\\/\\u00fc\"}}] }} "
        )
    };
    assert_eq!(pseudonymized(Endpoint::ChatCompletions, &odd("anna@example.com")), odd("<<EMAIL_1>>"));
}

#[test]
fn wire_12_json_in_json_in_json() {
    let inner = r#"{"who":"Anna Müller"}"#;
    let twice = serde_json::to_string(&serde_json::json!({ "deep": inner })).unwrap();
    let content = serde_json::to_string(&twice).unwrap();
    let expected = content.replace("Anna Müller", "<<PERSON_1>>");
    assert_eq!(pseudonymized(Endpoint::ChatCompletions, &chat(&content)), chat(&expected));
}

#[test]
fn wire_11_tool_arguments_with_ascii_escapes() {
    let call = |name: &str| {
        format!(
            r#"{{"messages":[{{"role":"assistant","tool_calls":[{{"id":"c","type":"function","function":{{"name":"f","arguments":"{{\"n\": \"{name}\", \"k\": 10.50}}"}}}}]}}]}}"#
        )
    };
    assert_eq!(pseudonymized(Endpoint::ChatCompletions, &call("Anna M\\\\u00fcller")), call("<<PERSON_1>>"));
}

#[test]
fn a_value_detected_once_is_swept_everywhere_but_in_protocol() {
    let text = r#"{"model":"hunter2","tools":[{"type":"function","function":{"name":"hunter2","parameters":{"type":"object","properties":{"a":{"enum":["hunter2"]}}}}}],"messages":[{"role":"user","content":"hunter2"}],"stop":["hunter2"]}"#;
    let sent = pseudonymized(Endpoint::ChatCompletions, text);
    assert!(sent.contains(r#""model":"hunter2""#), "{sent}");
    assert!(sent.contains(r#""name":"hunter2""#), "{sent}");
    assert!(sent.contains(r#""enum":["<<PERSON_1>>"]"#), "{sent}");
    assert!(sent.contains(r#""stop":["<<PERSON_1>>"]"#), "{sent}");
}

#[test]
fn who_is_named_in_a_schema_or_a_stop_sequence_alone_is_found_there() {
    let chat = |(assignee, team): (&str, &str), stop: &str| {
        format!(
            r#"{{"tools":[{{"type":"function","function":{{"name":"assign","parameters":{{"type":"object","properties":{{
                "assignee":{{"type":"string","enum":["{assignee}","nobody","active"]}},"team":{{"const":"{team}"}}}}}}}}}}],
                "messages":[{{"role":"user","content":"hello"}}],"stop":["{stop}","END","\nHuman:"]}}"#
        )
    };
    assert_eq!(
        pseudonymized(
            Endpoint::ChatCompletions,
            &chat(("anna.mueller@mail.example", "ops@mail.example"), "+49 30 23125 014")
        ),
        chat(("<<EMAIL_1>>", "<<EMAIL_2>>"), "<<PHONE_1>>"),
    );
}

#[test]
fn a_label_beside_a_value_and_one_inside_its_key_tell_what_it_is() {
    for (content, pseudonym) in [
        (r#"{"key":"username","value":"dark-blue"}"#, "<<USERNAME_1>>"),
        (r#"{"Key":"LoginName","Value":"jane.roe"}"#, "<<USERNAME_1>>"),
        (r#"{"question":"Date of birth","answer":"09/03/1984"}"#, "<<DATE_1>>"),
        (r#"{"spouseDob":"09/03/1984"}"#, "<<DATE_1>>"),
    ] {
        let sent = pseudonymized(Endpoint::ChatCompletions, &chat(&serde_json::to_string(content).unwrap()));
        assert!(sent.contains(pseudonym), "{sent}");
    }
    let unlabelled = r#"{"key":"color","value":"dark-blue"}"#;
    let sent = pseudonymized(Endpoint::ChatCompletions, &chat(&serde_json::to_string(unlabelled).unwrap()));
    assert!(sent.contains("dark-blue"), "{sent}");
}

#[test]
fn the_key_above_tells_what_a_key_does_not() {
    for (content, left) in [
        (r#"{"passport":{"number":"PW4471902","expiry":"2031-02-11"}}"#, "PW4471902"),
        (r#"{"results":[{"dob":{"date":"1966-05-31"}}]}"#, "1966-05-31"),
        (r#"{"owner":{"user":{"id":"88213"}}}"#, "88213"),
        (r#"{"customers":[{"name":{"last":"Zwqrtel","first":"Ylva"}}]}"#, "Zwqrtel"),
        (r#"{"reporter":{"displayName":"Wickramasinghe"}}"#, "Wickramasinghe"),
    ] {
        let sent = pseudonymized(Endpoint::ChatCompletions, &chat(&serde_json::to_string(content).unwrap()));
        assert!(!sent.contains(left), "{sent}");
    }
    for nobodys in [r#"{"event":{"id":"88213"}}"#, r#"{"status":{"name":"In Progress"}}"#] {
        let text = chat(&serde_json::to_string(nobodys).unwrap());
        assert_eq!(pseudonymized(Endpoint::ChatCompletions, &text), text);
    }
}

#[test]
fn a_password_under_its_key_may_hold_any_sign() {
    for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".chars() {
        let password = format!("aB3{sign}xY9");
        for key in ["password", "dbPassword"] {
            let document = serde_json::json!({ key: password, "a": 1 }).to_string();
            let sent =
                pseudonymized(Endpoint::ChatCompletions, &chat(&serde_json::to_string(&document).unwrap()));
            assert!(sent.contains("<<PASSWORD_1>>") && !sent.contains("xY9"), "{sent}");
        }
    }
    let settings = r#"{"password":"config.key1","newPassword":"(min. 8 signs)"}"#;
    let sent = pseudonymized(Endpoint::ChatCompletions, &chat(&serde_json::to_string(settings).unwrap()));
    assert!(sent.contains("config.key1") && sent.contains("(min. 8 signs)"), "{sent}");
}

#[test]
fn what_the_members_of_an_object_say_of_each_other_is_heard() {
    for (content, value) in [
        (r#"{"user":"root","password":"toor"}"#, "toor"),
        (r#"{"type":"passport","number":"C01X00T47","country":"DEU"}"#, "C01X00T47"),
        (r#"{"label":"Date of birth","value":"1980-02-01"}"#, "1980-02-01"),
        (r#"{"value":"1980-02-01","label":"Date of birth"}"#, "1980-02-01"),
        (r#"{"a":[{"value":"hroth","key":"username"},{"value":"blue","key":"color"}]}"#, "hroth"),
        (r#"{"holder":{"doc":{"type":"driving licence","number":"EB791499"}},"ok":true}"#, "EB791499"),
    ] {
        let sent = pseudonymized(Endpoint::ChatCompletions, &chat(&serde_json::to_string(content).unwrap()));
        assert!(!sent.contains(value), "{sent}");
    }
    let nested = r#"{"key":"username","value":"{\"colour\":\"grained\"}","more":{"value":"grained"}}"#;
    let sent = pseudonymized(Endpoint::ChatCompletions, &chat(&serde_json::to_string(nested).unwrap()));
    assert_eq!(sent.matches("grained").count(), 2, "{sent}");
    let strangers = r#"{"type":"passport","pages":"32","colour":"C01X00T47 red"}"#;
    let apart = format!(r#"{{"type":"passport","fill":"{}","number":"C01X00T47"}}"#, "x ".repeat(600));
    for content in [strangers, &apart] {
        let sent = pseudonymized(Endpoint::ChatCompletions, &chat(&serde_json::to_string(content).unwrap()));
        assert!(sent.contains("C01X00T47"), "{sent}");
    }
}

#[test]
fn numbers_follow_the_canonical_order_not_the_key_order() {
    let a = r#"{"messages":[{"role":"user","content":"max@example.org"}],"system":"anna@example.com"}"#;
    let b = r#"{"system":"anna@example.com","messages":[{"role":"user","content":"max@example.org"}]}"#;
    assert!(pseudonymized(Endpoint::Messages, a).contains(r#""system":"<<EMAIL_1>>""#));
    assert!(pseudonymized(Endpoint::Messages, b).contains(r#""system":"<<EMAIL_1>>""#));
}

#[test]
fn case_30_what_the_user_types_like_a_pseudonym_is_a_value() {
    assert_eq!(
        pseudonymized(
            Endpoint::ChatCompletions,
            &chat(r#""<<PERSON_1>> and Anna Müller and PERSON_1 and PERSON_2""#)
        ),
        chat(r#""<<LITERAL_1>> and <<PERSON_3>> and PERSON_1 and PERSON_2""#)
    );
}

#[test]
fn a_name_that_the_client_wrote_is_no_value_s_name() {
    for (written, name) in
        [("PERSON_1", "PERSON_2"), ("<person 1>", "PERSON_2"), ("&lt;&lt;PERSON_01B&gt;&gt;", "PERSON_2")]
    {
        let sent = pseudonymized(Endpoint::ChatCompletions, &chat(&format!(r#""{written}, Anna Müller""#)));
        assert_eq!(sent, chat(&format!(r#""{written}, <<{name}>>""#)));
    }
    let stop = r#"{"messages":[{"role":"user","content":"Anna Müller"}],"stop":["PERSON_1","PERSON_2"]}"#;
    let sent = pseudonymized(Endpoint::ChatCompletions, stop);
    assert!(sent.ends_with(r#""content":"<<PERSON_1>>"}],"stop":["<<LITERAL_1>>","PERSON_2"]}"#), "{sent}");
}

#[test]
fn signed_reasoning_is_never_touched() {
    let block = r#"{"type":"thinking","thinking":"about anna@example.com","signature":"s"}"#;
    let unsigned = r#"{"type":"thinking","thinking":"about anna@example.com"}"#;
    let with = |block: &str| format!(r#"{{"messages":[{{"role":"assistant","content":[{block}]}}]}}"#);
    assert_eq!(pseudonymized(Endpoint::Messages, &with(block)), with(block));
    assert!(pseudonymized(Endpoint::Messages, &with(unsigned)).contains("<<EMAIL_1>>"));
}

#[test]
fn long_numbers_in_free_json_become_strings() {
    let input = |card: &str| {
        format!(
            r#"{{"messages":[{{"role":"assistant","content":[{{"type":"tool_use","id":"t","name":"n","input":{{"card":{card}}}}}]}}]}}"#
        )
    };
    assert_eq!(pseudonymized(Endpoint::Messages, &input("4111111111111111")), input("\"<<CREDIT_CARD_1>>\""));
}

#[test]
fn short_numbers_in_free_json_become_strings_where_their_key_says_whose_they_are() {
    for (content, expected) in [
        (
            r#"{"patient":{"age":71,"plz":37154},"beds":71,"id":5,"count":37}"#,
            r#"{"patient":{"age":"<<AGE_1>>","plz":"<<POSTAL_CODE_1>>"},"beds":71,"id":5,"count":37}"#,
        ),
        (
            r#"{"kunde":{"nummer":44120},"artikel":{"nummer":44121}}"#,
            r#"{"kunde":{"nummer":"<<CUSTOMER_ID_1>>"},"artikel":{"nummer":44121}}"#,
        ),
        (r#"{"cache":{"age":71},"max_age":60}"#, r#"{"cache":{"age":71},"max_age":60}"#),
    ] {
        let json = |content: &str| chat(&serde_json::to_string(content).unwrap());
        assert_eq!(pseudonymized(Endpoint::ChatCompletions, &json(content)), json(expected));
    }
}

#[test]
fn the_input_of_a_call_is_no_key_that_tells_whose_a_number_is() {
    let call = |input: &str| {
        format!(
            r#"{{"messages":[{{"role":"assistant","content":[{{"type":"tool_use","id":"t","name":"n","input":{input}}}]}}]}}"#
        )
    };
    for (input, expected) in [
        (r#"{"age":71}"#, r#"{"age":"<<AGE_1>>"}"#),
        (r#"{"cache":{"age":71}}"#, r#"{"cache":{"age":71}}"#),
        (r#"[{"patient":[{"age":71}]}]"#, r#"[{"patient":[{"age":"<<AGE_1>>"}]}]"#),
    ] {
        assert_eq!(pseudonymized(Endpoint::Messages, &call(input)), call(expected));
    }
}

#[test]
fn a_word_in_json_is_nobody_unless_its_keys_or_its_document_speak_of_people() {
    for (content, expected) in [
        (
            r#"{"name":"grid","dependencies":["rustls","foldhash"],"kind":"Stack","features":[],"log":{"level":1}}"#,
            None,
        ),
        (r#"{"shades":[{"shade":"Violetta","lot":1}],"gauge":2,"needle":3,"yarn":"Marta"}"#, None),
        (
            r#"{"kind":"x","lot":1,"size":2,"color":3,"assignee":"Okwuosa"}"#,
            Some(r#"{"kind":"x","lot":1,"size":2,"color":3,"assignee":"<<PERSON_1>>"}"#),
        ),
        (
            r#"{"kind":"x","lot":1,"size":2,"color":3,"list":["Marta Kowalski","Jan Nowak"]}"#,
            Some(r#"{"kind":"x","lot":1,"size":2,"color":3,"list":["<<PERSON_1>>","<<PERSON_2>>"]}"#),
        ),
    ] {
        let json = |content: &str| chat(&serde_json::to_string(content).unwrap());
        let sent = pseudonymized(Endpoint::ChatCompletions, &json(content));
        assert_eq!(sent, json(expected.unwrap_or(content)));
    }
}

#[test]
fn text_files_are_decoded_treated_and_encoded_again() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let file = |text: &str| {
        let data = STANDARD.encode(text);
        format!(
            r#"[{{"type":"file","file":{{"filename":"a.csv","file_data":"data:text/csv;base64,{data}"}}}}]"#
        )
    };
    assert_eq!(
        pseudonymized(Endpoint::ChatCompletions, &chat(&file("n;m\nAnna Müller;anna@example.com"))),
        chat(&file("n;m\n<<PERSON_1>>;<<EMAIL_1>>"))
    );
}

#[test]
fn a_pseudonym_in_a_file_name_comes_back() {
    let profile = profile();
    let file = |name: &str| {
        chat(&format!(
            r#"[{{"type":"text","text":"for Anna Müller"}},{{"type":"file","file":{{"filename":"{name}"}}}}]"#
        ))
    };
    for (written, leaves) in [
        ("letter_Anna Müller_2025.pdf", "letter_PERSON_1_2025.pdf"),
        ("Anna Müller_Tax.pdf", "PERSON_1_Tax.pdf"),
        ("2025_Anna Müller.pdf", "2025_PERSON_1.pdf"),
    ] {
        let draft =
            body(Endpoint::ChatCompletions, file(written).into(), &profile, profile.mapping()).unwrap();
        let sent = String::from_utf8(draft.body.to_vec()).unwrap();
        assert!(sent.contains(&format!(r#""filename":"{leaves}""#)), "{sent}");
        assert_eq!(restored(&profile, &draft.mapping, leaves, Place::Text), written);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
    #[test]
    fn whatever_reads_like_a_pseudonym_comes_back_as_it_was_written(
        parts in proptest::collection::vec(
            "Anna Müller|letter|PERSON_1|PERSON_2|PERSON_|LITERAL_1|MAX|Tax|[_.,-]|[ _]|s|er|[12]|2025|<|<<|>>", 1..16),
    ) {
        let (text, profile) = (parts.concat(), profile());
        let body = body(Endpoint::ChatCompletions, chat(&format!("\"{text}\"")).into(), &profile, profile.mapping());
        let draft = body.unwrap();
        let sent = std::str::from_utf8(&draft.body).unwrap();
        let back = restored(&profile, &draft.mapping, sent, Place::Json);
        proptest::prop_assert_eq!(back, chat(&format!("\"{text}\"")), "{}", sent);
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    let image = r#"[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]"#;
    assert_eq!(refused(Endpoint::ChatCompletions, &chat(image)), Reason::Blob);
    assert_eq!(refused(Endpoint::Embeddings, r#"{"input":[1,2,3]}"#), Reason::TokenArray);
    assert_eq!(refused(Endpoint::Embeddings, r#"{"input":[[1,2],[3]]}"#), Reason::TokenArray);
    assert!(matches!(refused(Endpoint::Embeddings, r#"{"input":"x"#), Reason::MalformedJson { .. }));
}

#[test]
fn what_a_provider_is_to_fetch_is_as_unread_as_what_is_sent() {
    let message = |part: &str| format!(r#"[{{"role":"user","content":[{part}]}}]"#);
    let url = "https://files.example/scan?of=anna@example.com";
    for (endpoint, key, part) in [
        (Endpoint::ChatCompletions, "messages", r#"{"type":"image_url","image_url":{"url":"URL"}}"#),
        (Endpoint::Messages, "messages", r#"{"type":"image","source":{"type":"url","url":"URL"}}"#),
        (Endpoint::Messages, "messages", r#"{"type":"document","source":{"url":"URL","type":"url"}}"#),
        (Endpoint::Responses, "input", r#"{"type":"input_image","image_url":"URL"}"#),
        (Endpoint::Responses, "input", r#"{"type":"input_file","file_url":"URL"}"#),
    ] {
        let body = format!(r#"{{"{key}":{}}}"#, message(&part.replace("URL", url)));
        assert_eq!(refused(endpoint, &body), Reason::Blob, "{body}");
        let passing = Profile { blobs: profile::Blobs::Pass, ..profile() };
        let draft = super::body(endpoint, body.clone().into(), &passing, passing.mapping()).unwrap();
        assert_eq!(draft.body, body.replace("anna@example.com", "<<EMAIL_1>>"));
    }
    // What stands in an answer's history is no content, and what is uploaded is not sent by this request.
    for (endpoint, body) in [
        (
            Endpoint::Messages,
            message(r#"{"type":"web_search_result","url":"https://a.example/b","title":"b"}"#),
        ),
        (Endpoint::Messages, message(r#"{"type":"document","source":{"type":"file","file_id":"file_1"}}"#)),
    ] {
        let body = format!(r#"{{"messages":{body}}}"#);
        assert_eq!(pseudonymized(endpoint, &body), body);
    }
}

#[test]
fn a_picture_is_withheld_and_the_rest_is_sent() {
    let withholding = Profile { blobs: profile::Blobs::Withhold, ..profile() };
    let sent = |endpoint, content: &str| {
        let key = if endpoint == Endpoint::Responses { "input" } else { "messages" };
        let body = format!(
            r#"{{"{key}":[{{"role":"user","content":[{content},{{"type":"text","text":"Anna Müller"}}]}}]}}"#
        );
        super::body(endpoint, body.into(), &withholding, withholding.mapping()).map(|draft| {
            draft.check_body(&withholding).unwrap();
            String::from_utf8(draft.body.to_vec()).unwrap()
        })
    };
    for (endpoint, part, begins) in [
        (
            Endpoint::Messages,
            r#"{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"U0VDUkVU"}}"#,
            r#""data":"/9j/"#,
        ),
        (
            Endpoint::Messages,
            r#"{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"data":"U0VDUkVU","media_type":"image/png","type":"base64"}}]}"#,
            r#""data":"iVBORw0KGgo"#,
        ),
        (
            Endpoint::ChatCompletions,
            r#"{"type":"image_url","image_url":{"url":"data:image/png;base64,U0VDUkVU"}}"#,
            r#""url":"data:image/png;base64,iVBORw0KGgo"#,
        ),
        (
            Endpoint::Responses,
            r#"{"type":"input_image","image_url":"data:image/webp;base64,U0VDUkVU"}"#,
            r#""image_url":"data:image/webp;base64,UklGR"#,
        ),
    ] {
        let sent = sent(endpoint, part).unwrap();
        assert!(sent.contains(begins) && !sent.contains("U0VDUkVU"), "{sent}");
        assert!(sent.contains("<<PERSON_1>>"), "{sent}");
    }
    for part in [
        r#"{"type":"image","source":{"type":"url","url":"https://files.example/scan.png"}}"#,
        r#"{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"U0VDUkVU"}}"#,
    ] {
        assert_eq!(sent(Endpoint::Messages, part), Err(Reason::Blob), "{part}");
    }
}

#[test]
fn policies_and_allow_lists() {
    let with = |action| {
        let mut policies = Policies::default();
        policies.set(allonym_detectors::Entity::Email, action);
        Profile { policies, ..profile() }
    };
    let run = |profile: &Profile| {
        let text = chat(r#""anna@example.com""#);
        body(Endpoint::ChatCompletions, text.into(), profile, profile.mapping())
            .map(|draft| String::from_utf8(draft.body.to_vec()).unwrap())
    };
    assert_eq!(run(&with(Action::Redact)).unwrap(), chat(r#""[EMAIL]""#));
    assert_eq!(run(&with(Action::Allow)).unwrap(), chat(r#""anna@example.com""#));
    assert_eq!(run(&with(Action::Block)).err(), Some(Reason::Blocked { entity: "EMAIL" }));
    let allowed =
        Profile { allow: AllowList::new(["Anna@Example.com"], &[] as &[&str]).unwrap(), ..profile() };
    assert_eq!(run(&allowed).unwrap(), chat(r#""anna@example.com""#));
    let pattern = Profile { allow: AllowList::new([], &["[a-z]+@example\\.com"]).unwrap(), ..profile() };
    assert_eq!(run(&pattern).unwrap(), chat(r#""anna@example.com""#));
}

#[test]
fn denied_values_are_always_replaced() {
    let entity: allonym_detectors::Entity = "CUSTOM:project".parse().unwrap();
    let deny = DenyList::new(["Blue Heron"], &["AX-\\d{4}"], entity).unwrap();
    let profile = Profile { deny, ..profile() };
    let text = chat(r#""the blue heron, AX-1234 or AX-12""#);
    let draft = body(Endpoint::ChatCompletions, text.into(), &profile, profile.mapping()).unwrap();
    assert_eq!(draft.body, chat(r#""the <<PROJECT_1>>, <<PROJECT_2>> or AX-12""#));
}

#[test]
fn what_blocks_a_request_does_so_also_where_another_value_has_its_place() {
    let mut policies = Policies::default();
    policies.set(allonym_detectors::Entity::Person, Action::Block);
    let blocking = Profile { policies, ..profile() };
    let encoded = STANDARD.encode("jane.roe@mail.example, hunter2");
    for text in ["hunter2", &encoded, "%68unter2%2C%20jane.roe%40mail.example"] {
        let blocked = texts(&[text], &blocking, blocking.mapping()).err();
        assert_eq!(blocked, Some(Reason::Blocked { entity: "PERSON" }), "{text}");
    }
}

/// A shell's and HTML's apostrophe, at which the detectors part a name.
#[test]
fn a_part_of_a_value_that_is_known_is_no_value_of_its_own() {
    let profile = Profile::default();
    let said = [
        "My name is Sean O'Brackley.",
        r"echo 'Sean O'\''Brackley' | mail",
        "<p>Dear Sean O&#39;Brackley,</p>",
        "<p>Don&#39;t ask.</p>",
    ];
    let Ok(Texts { texts, mapping, .. }) = texts(&said, &profile, profile.mapping()) else { panic!() };
    let expected = [
        "My name is <<PERSON_1>>.",
        "echo '<<PERSON_1B>>' | mail",
        "<p>Dear <<PERSON_1C>>,</p>",
        "<p>Don&#39;t ask.</p>",
    ];
    assert_eq!(texts, expected);
    assert_eq!(mapping.groups(), 1);
}

#[test]
fn an_appended_conversation_keeps_its_prefix() {
    let turns = [
        "Anna Müller wrote",
        "ok",
        "ANNA MÜLLER, anna@example.com",
        "max@example.org <<EMAIL_1>>",
        "Anna Müller",
        // Names that nobody has yet, in spellings that restoring takes for them, and some that are alive by now.
        "<person 2> or PERSON_3, &lt;&lt;IBAN_1&gt;&gt; and <literal 9>, PERSON_1",
        "<<EMAIL_9>> hunter2, DE02120300000000202051",
        "<<PERSON_4>> <email 1> hunter2",
    ];
    let mut before = String::new();
    for n in 1..=turns.len() {
        let messages: Vec<String> =
            turns[..n].iter().map(|t| format!(r#"{{"role":"user","content":"{t}"}}"#)).collect();
        let sent = pseudonymized(
            Endpoint::ChatCompletions,
            &format!(r#"{{"messages":[{}"#, messages.join(",") + "]}"),
        );
        assert!(sent.starts_with(before.trim_end_matches("]}")), "{before} then {sent}");
        before = sent;
    }
}

#[test]
fn a_name_is_known_in_the_messages_after_it() {
    let messages = |turns: &[&str]| {
        let turns: Vec<_> =
            turns.iter().map(|turn| format!(r#"{{"role":"user","content":"{turn}"}}"#)).collect();
        let sent =
            pseudonymized(Endpoint::ChatCompletions, &format!(r#"{{"messages":[{}]}}"#, turns.join(",")));
        sent.trim_end_matches("]}").to_owned()
    };
    // The tagger alone does not see a name at the beginning of the second text.
    let (first, second) = ("Ich bin Gerda Brandtner.", "Brandtners Rechnung fehlt noch.");
    let (one, two) = (messages(&[first]), messages(&[first, second]));
    assert!(two.starts_with(&one), "{one} then {two}");
    assert!(two.ends_with("> Rechnung fehlt noch.\"}"), "{two}");
    assert!(messages(&[second]).ends_with("\"Brandtners Rechnung fehlt noch.\"}"));
    let mut allowing = profile();
    allowing.allow = AllowList::new(["Gerda Brandtner"], &[] as &[&str]).unwrap();
    let allowed =
        texts(&[first, second], &allowing, allowing.mapping()).unwrap_or_else(|_| panic!("nothing blocks"));
    assert_eq!(allowed.texts, [first, second]);
}

/// Claude Code names its user in JSON: what tells users apart has to differ between them.
#[test]
fn each_part_of_a_user_id_that_is_json_differs_from_user_to_user() {
    let of = |device: &str, profile: &Profile| {
        let id =
            serde_json::json!({"device_id": device, "session_id": "s", "more": {"id": "anna@example.com"}});
        let body = serde_json::json!({"metadata": {"user_id": id.to_string()}, "messages": []}).to_string();
        let draft = super::body(Endpoint::Messages, body.into(), profile, profile.mapping()).unwrap();
        let sent: serde_json::Value = serde_json::from_slice(&draft.body).unwrap();
        serde_json::from_str::<serde_json::Value>(sent["metadata"]["user_id"].as_str().unwrap()).unwrap()
    };
    let one = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let other = "1b2b0b822cd15d6c15b0f00a089f86d081884c7d659a2feaa0c55ad015a3bf4f";
    let profile = profile();
    let (sent, others) = (of(one, &profile), of(other, &profile));
    assert_eq!((&sent["session_id"], of(one, &profile)), (&"s".into(), sent.clone()));
    for part in [&sent["device_id"], &sent["more"]["id"]] {
        let part = part.as_str().unwrap();
        assert!(part.contains("_ID_") && !part.contains("<<") && !part.contains('@'), "{sent}");
    }
    assert_ne!(sent["device_id"], others["device_id"]);
    assert_eq!(sent["more"], others["more"]);
}

/// Two users who are both the first to be found would be one to the provider.
#[test]
fn a_user_that_is_json_is_told_apart_whatever_else_the_request_says() {
    let profile = profile();
    let of = |key: &str, mail: &str, said: &str| {
        let id = serde_json::json!({"email": mail}).to_string();
        let body =
            serde_json::json!({"model": "m", key: id, "messages": [{"role": "user", "content": said}]});
        let draft =
            super::body(Endpoint::ChatCompletions, body.to_string().into(), &profile, profile.mapping());
        let sent: serde_json::Value = serde_json::from_slice(&draft.unwrap().body).unwrap();
        sent[key].as_str().unwrap().to_owned()
    };
    for key in ["user", "safety_identifier", "prompt_cache_key"] {
        let anna = of(key, "anna@mail.example", "hi");
        assert!(!anna.contains('@'), "{anna}");
        assert_ne!(anna, of(key, "bob@mail.example", "hi"));
        assert_eq!(anna, of(key, "anna@mail.example", "write to carl@mail.example"));
    }
}

#[test]
fn echoed_texts_come_back_byte_for_byte() {
    let profile = profile();
    for text in [
        "Anna Müller, ANNA MÜLLER and anna@example.com",
        "<<PERSON_1>> Anna Müller PERSON_1 &lt;&lt;PERSON_1&gt;&gt; <person 1>",
        r"a O\u0022Brien\nAnna M\u00fcller b",
        "x%20anna%40example.com%zz",
        "LITERAL_1 <<LITERAL_1>> anna@example.com",
        // JSON amid prose, well made and not: what stands in its strings comes back as it was written there.
        r#"O"B\n and {"n": "O\"B\\n", "m": "O"B\n"} and "O"B\n" {"n": ["O"B\n"#,
    ] {
        let texts = texts(&[text], &profile, profile.mapping()).unwrap();
        assert_ne!(texts.texts[0], text);
        assert_eq!(restored(&profile, &texts.mapping, &texts.texts[0], Place::Text), text);
    }
}

#[test]
fn a_lookalike_that_only_a_replacement_sets_free_is_still_a_value() {
    let person = allonym_detectors::Entity::Person;
    let deny = DenyList::new(["王小明"], &[] as &[&str], person).unwrap();
    let profile = Profile { deny, ..Profile::default() };
    for text in ["王小明PERSON_1", "PERSON_1王小明", "PERSON_1 王小明PERSON_1王小明"] {
        let texts = texts(&[text], &profile, profile.mapping()).unwrap();
        assert_eq!(
            restored(&profile, &texts.mapping, &texts.texts[0], Place::Text),
            text,
            "{}",
            texts.texts[0]
        );
    }
}

#[test]
fn json_in_json_in_json_comes_back_as_it_was_written() {
    let deny = DenyList::new([r#"O"X"#], &[] as &[&str], allonym_detectors::Entity::Person).unwrap();
    let profile = Profile { deny, ..Profile::default() };
    let mut content = r#"{"who":"O\"X","at":"O\u0022X"}"#.to_string();
    for depth in 0..4 {
        let (sent, mapping) = sent(&profile, &content);
        assert_eq!(restored(&profile, &mapping, &sent, Place::Text), content, "{depth}");
        content = serde_json::to_string(&serde_json::json!({ "deeper": content })).unwrap();
    }
}

/// Clients that write ASCII alone (`json.dumps` of Python) escape arguments in which a JSON document stands amid prose.
#[test]
fn what_stands_in_json_amid_prose_inside_arguments_comes_back_as_it_was_written() {
    let profile = profile();
    let ascii = |value: &str| serde_json::to_string(value).unwrap().replace('ü', r"\u00fc");
    let (read, dumped) = (r#"{"n": "Anna Müller"}"#, format!(r#"{{"n": {}}}"#, ascii("Anna Müller")));
    for arguments in [
        format!(r#"{{"q": {}}}"#, ascii(&format!("{read} x"))),
        format!(
            r#"{{"q": {}, "w": {}}}"#,
            ascii(&format!("{read}, Anna Müller")),
            ascii(&format!("{dumped} x"))
        ),
        format!(r#"{{"old_string": {}}}"#, ascii(&format!("x {dumped}, {read}: Anna Müller"))),
    ] {
        let message = serde_json::json!({"messages": [
            {"role": "user", "content": "I am Anna Müller."},
            {"role": "tool", "content": format!("{dumped} trailing")},
            {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": arguments}}]},
        ]});
        let text = message.to_string();
        let draft = body(Endpoint::ChatCompletions, text.into(), &profile, profile.mapping()).unwrap();
        let sent: serde_json::Value = serde_json::from_slice(&draft.body).unwrap();
        let sent = sent["messages"][2]["tool_calls"][0]["function"]["arguments"].as_str().unwrap();
        assert!(!sent.contains("Anna"), "{sent}");
        assert_eq!(restored(&profile, &draft.mapping, sent, Place::Json), arguments, "{sent}");
    }
}

#[test]
fn what_was_escaped_otherwise_at_some_level_comes_back_so_at_each() {
    let deny = DenyList::new(["a/X\"b"], &[] as &[&str], allonym_detectors::Entity::Person).unwrap();
    let profile = Profile { deny, ..Profile::default() };
    // As PHP writes it, which escapes slashes, and twice; then amid prose in a string of a document.
    let once = r#"{"who":"a\/X\"b","x":[1,"a/X\u0022b"]}"#;
    let twice = once.replace('\\', r"\\").replace('"', r#"\""#).replace('/', r"\/");
    let prose = format!(r#"{{"in":"so {} and a/X\"b"}}"#, once.replace('\\', r"\\").replace('"', r#"\""#));
    for content in [once.to_string(), format!(r#"{{"in":"{twice}"}}"#), prose] {
        let (sent, mapping) = sent(&profile, &content);
        for place in [Place::Text, Place::Json] {
            assert_eq!(restored(&profile, &mapping, &sent, place), content);
        }
    }
}

#[test]
fn a_known_value_that_another_finding_cuts_leaves_no_part_that_is_known_too() {
    let denying = |values: &[&str]| {
        let deny =
            DenyList::new(values.iter().copied(), &[] as &[&str], allonym_detectors::Entity::Person).unwrap();
        Profile { deny, ..Profile::default() }
    };
    let before = denying(&["Anna Müller", "Anna"]);
    let known = texts(&["Anna Müller and Anna"], &before, before.mapping()).unwrap().mapping;
    let now = denying(&["Müller"]);
    let draft = body(Endpoint::ChatCompletions, chat(r#""Anna Müller""#).into(), &now, known).unwrap();
    draft.check_body(&now).unwrap();
    assert!(!String::from_utf8_lossy(&draft.body).contains("Anna"));
}

#[test]
fn of_a_known_value_that_crosses_the_border_of_a_finding_nothing_is_left() {
    let denying = |value: &str| {
        let deny = DenyList::new([value], &[] as &[&str], allonym_detectors::Entity::Person).unwrap();
        Profile { deny, ..Profile::default() }
    };
    let before = denying("quarv zelm");
    for (finding, text) in [
        ("brib quarv", "brib quarv zelm"),
        ("zelm brib", "quarv zelm brib"),
        ("brib quarv", "brib%20quarv%20zelm"),
    ] {
        let known = texts(&["quarv zelm"], &before, before.mapping()).unwrap().mapping;
        let now = denying(finding);
        let sent = texts(&[text], &now, known).unwrap();
        let left = ["quarv", "zelm", "brib"].iter().any(|part| sent.texts[0].contains(part));
        assert!(!left, "{}", sent.texts[0]);
        assert_eq!(restored(&now, &sent.mapping, &sent.texts[0], Place::Text), text);
    }
}

#[test]
fn a_known_value_that_a_replacement_parts_from_its_underscore_is_replaced_too() {
    let deny =
        DenyList::new(["quarv", "zelm brib"], &[] as &[&str], allonym_detectors::Entity::Person).unwrap();
    let before = Profile { deny, ..Profile::default() };
    let known = || texts(&["quarv, zelm brib"], &before, before.mapping()).unwrap().mapping;
    let now = Profile::default();
    for text in ["_quarv_zelm brib_", "quarv_zelm brib_quarv", "x_zelm brib_quarv"] {
        let sent = texts(&[text], &now, known()).unwrap();
        assert!(!sent.texts[0].contains("quarv") && !sent.texts[0].contains("brib"), "{}", sent.texts[0]);
        assert_eq!(restored(&now, &sent.mapping, &sent.texts[0], Place::Text), text);
    }
    assert_eq!(texts(&["x_quarv_y"], &now, known()).unwrap().texts, ["x_quarv_y"], "a program's name");
}

#[test]
fn an_address_keeps_its_lines() {
    let profile = Profile::default();
    let text = "Deliver to:\n12 Willow Creek Road,\nBristol BS1 4QT\nby noon";
    let sent = texts(&[text, "12 Willow Creek Road"], &profile, profile.mapping()).unwrap();
    let (first, second) = ("<<LOCATION_1>>", "<<LOCATION_2>>");
    assert_eq!(sent.texts, [format!("Deliver to:\n{first},\n{second}\nby noon"), first.to_owned()]);
    assert_eq!(restored(&profile, &sent.mapping, &sent.texts[0], Place::Text), text);
}

/// Python's `json.dumps` escapes every letter that is not ASCII, PHP's `json_encode` every slash.
#[test]
fn what_a_document_amid_text_escapes_reads_as_it_is_meant_elsewhere() {
    let profile = Profile::default();
    let text = "Found 1 result:\n{\"name\": \"Annelise Kr\\u00fcger\", \"born\": \"12\\/04\\/1985\"}\nend";
    let sent = texts(&[text, "I was born on 12/04/1985."], &profile, profile.mapping()).unwrap();
    let found = &sent.texts[0];
    assert!(!found.contains("Kr") && !found.contains("1985"), "{found}");
    let restored = |answer: &str, place| restored(&profile, &sent.mapping, answer, place);
    assert_eq!(restored(found, Place::Text), text);
    assert_eq!(restored("It is <<PERSON_1>>.", Place::Text), "It is Annelise Krüger.");
    assert_eq!(restored(r#"{"name": "<<PERSON_1>>"}"#, Place::Json), r#"{"name": "Annelise Kr\u00fcger"}"#);
}

/// Web pages, links, mails.
#[test]
fn what_an_encoding_spells_reads_as_it_is_meant_elsewhere() {
    let profile = Profile::default();
    for (text, value, spelled) in [
        ("<p>Customer: <b>Annelise Kr&uuml;ger</b></p>", "Annelise Krüger", "Annelise Kr&uuml;ger"),
        ("https://x.example/u?mail=a.kr%40post.example&x=1", "a.kr@post.example", "a.kr%40post.example"),
        ("From: =?utf-8?B?QW5uZWxpc2UgS3LDvGdlcg==?= <x>", "Annelise Krüger", "QW5uZWxpc2UgS3LDvGdlcg=="),
        ("From: =?utf-8?Q?Annelise_Kr=C3=BCger?= <x>", "Annelise Krüger", "Annelise_Kr=C3=BCger"),
        ("Viele Gr=C3=BC=C3=9Fe\nAnnelise Kr=C3=BCger\n", "Annelise Krüger", "Annelise Kr=C3=BCger"),
    ] {
        let sent = texts(&[text], &profile, profile.mapping()).unwrap();
        let (found, name) = (&sent.texts[0], &sent.entities[0][0].pseudonym);
        let restored = |answer: &str, place| restored(&profile, &sent.mapping, answer, place);
        assert_eq!(restored(found, Place::Text), text);
        assert_eq!(restored(&format!("It is {name}."), Place::Text), format!("It is {value}."));
        let call = restored(&format!(r#"{{"to": "{name}"}}"#), Place::Json);
        assert_eq!(call, format!(r#"{{"to": "{value}"}}"#));
        // An edit repeats a part.
        let source = |text: &str| serde_json::to_string(&serde_json::json!({ "old_string": text })).unwrap();
        assert_eq!(restored(&source(found), Place::Json), source(text));
        let (at, whole) = (found.find(name.as_str()).unwrap(), text.find(spelled).unwrap());
        for from in (0..at).filter(|from| found[*from..at].contains(['<', '=', '?'])) {
            assert_eq!(restored(&found[from..], Place::Text), text[whole - (at - from)..], "{from}");
        }
    }
    // A URL of the model's own needs the value as a URL holds it; what is encoded as a whole is a token.
    for (text, answer, expected) in [
        ("x?mail=a%40post.example", "https://y.example/<<EMAIL_1>>", "https://y.example/a%40post.example"),
        ("use YW5uYUBwb3N0LmV4YW1wbGU=", "curl -H 'X: <<EMAIL_1>>'", "curl -H 'X: YW5uYUBwb3N0LmV4YW1wbGU='"),
    ] {
        let sent = texts(&[text], &profile, profile.mapping()).unwrap();
        assert_eq!(restored(&profile, &sent.mapping, answer, Place::Text), expected);
    }
}

/// It came in a stream, which is not restored there, and is sent again.
#[test]
fn pseudonyms_in_reasoning_that_nobody_signed_stay_what_they_are() {
    let said = |thought: &str, signature: &str| {
        let thinking = format!(r#"{{"type":"thinking","thinking":"{thought}"{signature}}}"#);
        let turn = |role: &str, content: &str| format!(r#"{{"role":"{role}","content":{content}}}"#);
        let turns = [
            turn("user", r#""I am Anna Müller.""#),
            turn("assistant", &format!("[{thinking}]")),
            turn("user", r#""Ask Jan Roe: <<PERSON_1>>?""#),
        ];
        format!(r#"{{"messages":[{}]}}"#, turns.join(","))
    };
    let thought = "This is <<PERSON_1>>, not <<PERSON_2>> or max@mail.example.";
    let sent = pseudonymized(Endpoint::Messages, &said(thought, ""));
    assert!(
        sent.contains(r#""thinking":"This is <<PERSON_1>>, not <<PERSON_2>> or <<EMAIL_1>>.""#),
        "{sent}"
    );
    assert!(sent.contains("Ask <<PERSON_3>>: <<LITERAL_1>>?"), "{sent}");
    let details = said(thought, "")
        .replace("thinking\"", "reasoning.text\"")
        .replace("\"reasoning.text\":", "\"text\":");
    let details = details.replace(r#""content":[{"#, r#""content":"","reasoning_details":[{"#);
    let sent = pseudonymized(Endpoint::ChatCompletions, &details);
    assert!(sent.contains(r#""text":"This is <<PERSON_1>>, not <<PERSON_2>> or <<EMAIL_1>>.""#), "{sent}");
}

#[test]
fn each_text_of_a_batch_of_embeddings_is_replaced_as_if_it_stood_alone() {
    let profile = Profile::default();
    let sent = |input: &[&str]| -> Vec<String> {
        let text = serde_json::json!({ "model": "m", "input": input, "user": "Annelise Krüger" }).to_string();
        let draft = body(Endpoint::Embeddings, text.into(), &profile, profile.keyed_mapping()).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&draft.body).unwrap();
        serde_json::from_value(body["input"].clone()).unwrap()
    };
    let texts = [
        "ANNELISE KRÜGER",
        "Annelise Krüger",
        "Frau Krüger called",
        "Krüger, jane.roe@mail.example, <<PERSON_1>>",
        r#"{"name": "Annelise Krüger", "of": "Krüger"}"#,
        "see 12345678",
        "Steuernummer 12/345/67890",
        "12/345/67890",
    ];
    let together = sent(&texts);
    for (text, together) in texts.iter().zip(&together) {
        assert_eq!(&sent(&[text]), std::slice::from_ref(together));
    }
    assert!(!together[..3].iter().any(|sent| sent.contains("Kr") || sent.contains("KR")), "{together:?}");
    assert!(sent(&[texts[1], texts[1]]).iter().all(|sent| *sent == together[1]));
}

/// A model calls `Frau Hannover` so in its answer, which is sent again.
#[test]
fn a_person_who_is_called_like_a_place_stays_one() {
    let profile = Profile::default();
    let sent = |later: &str| {
        let sent = texts(&["Frau Hannover called about the invoice.", later], &profile, profile.mapping());
        sent.unwrap().texts.remove(1)
    };
    assert_eq!(sent("I'll call Hannover."), "I'll call <<PERSON_1>>.");
    assert_eq!(sent("- Hannover\n- the invoice"), "- <<PERSON_1>>\n- the invoice");
    assert_eq!(sent("She lives in Hannover."), "She lives in <<LOCATION_1>>.");
}

#[test]
fn a_value_keeps_its_number_in_other_notations() {
    let profile = Profile::default();
    let text = "Call +49 151 23456789 on 12.04.1985, born 12.04.1985.";
    let later = "Or 015123456789, 4915123456789, 0151 23456789; id 1985-04-12 and 12.4.1985.";
    let sent = texts(&[text, later], &profile, profile.mapping()).unwrap();
    let found = &sent.texts[1];
    assert!(!found.contains("151") && !found.contains("1985") && !found.contains("_2"), "{found}");
    assert_eq!(restored(&profile, &sent.mapping, found, Place::Text), later);
}

#[test]
fn a_first_name_that_a_later_text_tells_of_takes_along_the_surname_behind_it() {
    let profile = Profile::default();
    for text in ["Julia Doeblersatz?", r#"{"who": "Julia Doebl\u00e9rsatz"}"#] {
        let alone = texts(&[text], &profile, profile.mapping()).unwrap();
        assert_eq!(alone.texts, [text], "what is found anyway shows nothing");
        let sent = texts(&[text, "login: julia"], &profile, profile.mapping()).unwrap();
        assert!(["Julia", "Doebl"].iter().all(|part| !sent.texts[0].contains(part)), "{}", sent.texts[0]);
        assert_eq!(restored(&profile, &sent.mapping, &sent.texts[0], Place::Text), text);
    }
}

#[test]
fn pieces_of_an_earlier_answer_are_not_sent_back_where_a_value_is_known() {
    let answer = |text: &str, logprobs: &str| {
        format!(
            r#"{{"input":[{{"type":"message","role":"assistant","content":[{{"type":"output_text","text":"{text}","logprobs":{logprobs}}}]}}]}}"#
        )
    };
    let pieces = r#"[{"token":"An","bytes":[65,110]},{"token":"na Müller","top_logprobs":[{"token":"na"}]}]"#;
    let sent = |text: &str, logprobs: &str| pseudonymized(Endpoint::Responses, &answer(text, logprobs));
    assert_eq!(sent("Anna Müller", pieces), answer("<<PERSON_1>>", "[]"));
    assert_eq!(sent("Anna Müller", r#"{"content":[]}"#), answer("<<PERSON_1>>", "null"));
    assert_eq!(sent("nobody", pieces), answer("nobody", pieces));
}

#[test]
fn a_known_value_leaves_neither_in_a_grammar_nor_in_the_pattern_of_a_schema() {
    let chat = |who: &str| {
        format!(
            r#"{{"messages":[{{"role":"user","content":"{who}"}}],"guided_regex":"{who}|x","tools":[
                {{"type":"custom","custom":{{"name":"c","format":{{"type":"grammar","grammar":{{"syntax":"lark","definition":"start: \"{who}\""}}}}}}}},
                {{"type":"function","function":{{"name":"f","parameters":{{"properties":{{"who":{{"pattern":"^{who}$"}}}}}}}}}}]}}"#
        )
    };
    assert_eq!(pseudonymized(Endpoint::ChatCompletions, &chat("Anna Müller")), chat("<<PERSON_1>>"));
}

#[test]
fn a_password_between_escaped_quotes_is_found() {
    for (text, wanted) in [
        (r#"so: {\"password\": \"geheim-77x\", ..."#, r#"so: {\"password\": \"<<PASSWORD_1>>\", ..."#),
        (r#"7,"{""password"":""geheim-77x""}",ok"#, r#"7,"{""password"":""<<PASSWORD_1>>""}",ok"#),
        (
            "&quot;password&quot;: &quot;geheim-77x&quot; ...",
            "&quot;password&quot;: &quot;<<PASSWORD_1>>&quot; ...",
        ),
        ("&lt;password&gt;geheim-77x&lt;/password&gt;", "&lt;password&gt;<<PASSWORD_1>>&lt;/password&gt;"),
        (r"f('{\'password\': \'geheim-77x\'}')", r"f('{\'password\': \'<<PASSWORD_1>>\'}')"),
        (r#"db_password=\"geheim-77x\" # old"#, r#"db_password=\"<<PASSWORD_1>>\" # old"#),
        (
            r#"{\\\"password\\\": \\\"geheim-77x\\\"} ..."#,
            r#"{\\\"password\\\": \\\"<<PASSWORD_1>>\\\"} ..."#,
        ),
    ] {
        let profile = profile();
        let sent = texts(&[text], &profile, profile.mapping()).unwrap();
        assert_eq!(sent.texts, [wanted]);
    }
}

#[test]
fn no_value_is_left_because_another_has_a_part_of_its_place() {
    let profile = Profile {
        deny: DenyList::new(["roe"], &[] as &[&str], allonym_detectors::Entity::Person).unwrap(),
        ..profile()
    };
    // By chance, what base64 makes of the key and the next word is text with a value in it.
    let key = "ghp_CGmyRhlT145sVaoAGc7v8IYe69rEB5WEdkt2";
    for (text, values) in [
        (format!("{key} - jane.doe@mail.example"), [key, "jane.doe"]),
        (format!("{key}\njane.doe@mail.example"), [key, "jane.doe"]),
        (format!("{key}, Ym9iQHguZXhhbXBsZQ=="), [key, "Ym9i"]),
        ("DE02120300000000202051, Ym9iQHguZXhhbXBsZQ==".to_owned(), ["DE02", "Ym9i"]),
        ("QW5uYSBNw7xsbGVy\n4111111111111111,\n192.0.2.44".to_owned(), ["4111", "192"]),
        ("bob@x.example=\njane.doe@mail.example".to_owned(), ["bob@", "jane.doe"]),
        ("jane.roe@mail.example wrote".to_owned(), ["jane", "mail"]),
        (r"hello\n+1 202 555 0142 phone\r\n+49 30 12345678".to_owned(), ["555", "49 30"]),
    ] {
        let replaced = texts(&[text.as_str()], &profile, profile.mapping()).unwrap();
        let sent = &replaced.texts[0];
        assert!(values.iter().all(|value| !sent.contains(value)), "{text}: {sent}");
        assert_eq!(restored(&profile, &replaced.mapping, sent, Place::Text), text);
    }
}
