//! Numbers of JSON: they leave as strings, and come back as numbers.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::policy::{Action, Policies};
use crate::restore::{Pseudonyms, json as answers};

pub(super) fn draft(endpoint: Endpoint, body: &Value, profile: &Profile) -> Draft {
    let draft = super::body(endpoint, body.to_string().into(), profile, profile.mapping());
    let draft = draft.unwrap_or_else(|reason| panic!("{body}: {reason:?}"));
    draft.check_body(profile).unwrap();
    draft
}

pub(super) fn sent(draft: &Draft) -> Value {
    serde_json::from_slice(&draft.body).unwrap()
}

/// What a client gets who has sent `draft`, for an answer.
pub(super) fn answered(draft: &Draft, profile: &Profile, endpoint: Endpoint, answer: &Value) -> Value {
    let pseudonyms = Pseudonyms::new(profile.grammar.clone(), Restorable::new(draft.mapping.clone()));
    let pseudonyms = pseudonyms.calling(draft.tools.clone());
    let answer = answers::answer(answer.to_string().into(), endpoint, &pseudonyms);
    serde_json::from_slice(&answer.body).unwrap()
}

fn user(content: &str) -> Value {
    json!({"model": "m", "messages": [{"role": "user", "content": content}]})
}

/// What is sent of a text, and what comes back when a model echoes it.
fn echoed(content: &str, profile: &Profile) -> (String, String) {
    let draft = draft(Endpoint::ChatCompletions, &user(content), profile);
    let sent = sent(&draft)["messages"][0]["content"].as_str().unwrap().to_owned();
    let back = restored(profile, &draft.mapping, &sent, Place::Text);
    (sent, back)
}

#[test]
fn a_document_with_numbers_comes_back_byte_for_byte() {
    let profile = profile();
    for (content, expected) in [
        (
            r#"{"customer_id": 10023456, "age": 42}"#,
            r#"{"customer_id": "<<CUSTOMER_ID_1>>", "age": "<<AGE_1>>"}"#,
        ),
        // The same digits as number and as text, in whatever order.
        (
            r#"{"customer_id":10023456,"text":"10023456"}"#,
            r#"{"customer_id":"<<CUSTOMER_ID_1>>","text":"<<CUSTOMER_ID_1B>>"}"#,
        ),
        (
            r#"{"text":"10023456","customer_id":10023456}"#,
            r#"{"text":"<<CUSTOMER_ID_1>>","customer_id":"<<CUSTOMER_ID_1B>>"}"#,
        ),
        // A key that is called like a number.
        (
            r#"{"10023456":{"customer_id":10023456}}"#,
            r#"{"<<CUSTOMER_ID_1>>":{"customer_id":"<<CUSTOMER_ID_1B>>"}}"#,
        ),
        // The whole number goes, whatever was found in it.
        (
            r#"{"customer_id":10023456,"n":[-10023456,1e5,12.50,10023456.5]}"#,
            r#"{"customer_id":"<<CUSTOMER_ID_1>>","n":["<<CUSTOMER_ID_1B>>",1e5,12.50,"<<CUSTOMER_ID_1C>>"]}"#,
        ),
        (r#"{"card":4111111111111111}"#, r#"{"card":"<<CREDIT_CARD_1>>"}"#),
        (
            r#"[{"customer_id":10023456},[10023456]]"#,
            r#"[{"customer_id":"<<CUSTOMER_ID_1>>"},["<<CUSTOMER_ID_1>>"]]"#,
        ),
        // Amid prose, where what is around it proves a document.
        (
            "Look up:\n```json\n{\n  \"customer_id\": 10023456,\n  \"name\": \"Anna Müller\"\n}\n```\nfor 10023456.",
            "Look up:\n```json\n{\n  \"customer_id\": \"<<CUSTOMER_ID_1>>\",\n  \"name\": \"<<PERSON_1>>\"\n}\n```\nfor <<CUSTOMER_ID_1B>>.",
        ),
        ("customer_id: 10023456, [10023456]", "customer_id: <<CUSTOMER_ID_1>>, [<<CUSTOMER_ID_1>>]"),
        // In a string of a document, and once more.
        (
            r#"{"a":"{\"customer_id\":10023456,\"b\":\"{\\\"customer_id\\\":10023456}\"}"}"#,
            r#"{"a":"{\"customer_id\":\"<<CUSTOMER_ID_1>>\",\"b\":\"{\\\"customer_id\\\":\\\"<<CUSTOMER_ID_1>>\\\"}\"}"}"#,
        ),
        (
            r#"{"a":"so: {\"customer_id\":10023456}"}"#,
            r#"{"a":"so: {\"customer_id\":\"<<CUSTOMER_ID_1>>\"}"}"#,
        ),
    ] {
        let (sent, back) = echoed(content, &profile);
        assert_eq!(sent, expected);
        assert_eq!(back, content);
        let fenced = |text: &str| format!("Here:\n```json\n{text}\n```\n");
        let draft = draft(Endpoint::ChatCompletions, &user(content), &profile);
        assert_eq!(restored(&profile, &draft.mapping, &fenced(&sent), Place::Text), fenced(content));
    }
}

#[test]
fn lines_of_a_document_come_back_byte_for_byte() {
    let profile = profile();
    for (content, expected) in [
        ("a.json:12:  \"customer_id\": 10023456,", "a.json:12:  \"customer_id\": \"<<CUSTOMER_ID_1>>\","),
        (
            "    12→  \"customer_id\": 10023456,\n    13→  \"age\": 42\n    14→}",
            "    12→  \"customer_id\": \"<<CUSTOMER_ID_1>>\",\n    13→  \"age\": \"<<AGE_1>>\"\n    14→}",
        ),
        (
            "@@\n-  \"customer_id\": 10023456\n+  \"customer_id\": \"10023456\"\n }",
            "@@\n-  \"customer_id\": \"<<CUSTOMER_ID_1>>\"\n+  \"customer_id\": \"<<CUSTOMER_ID_1B>>\"\n }",
        ),
        ("\"customer_id\": 10023456", "\"customer_id\": \"<<CUSTOMER_ID_1>>\""),
        ("sed 's/\"customer_id\": 10023456/x/'", "sed 's/\"customer_id\": <<CUSTOMER_ID_1>>/x/'"),
        (r#"  "password": "Tr0ub\\4dor\"3x", "x": 1"#, r#"  "password": "<<PASSWORD_1>>", "x": 1"#),
        (r#"  "email": "j\u00f6rg@mail.example","#, r#"  "email": "<<EMAIL_1>>","#),
    ] {
        let (sent, back) = echoed(content, &profile);
        assert_eq!(sent, expected);
        assert_eq!(back, content);
    }
}

#[test]
fn a_line_of_a_document_can_be_edited_and_leaves_as_the_model_wrote_it() {
    let profile = profile();
    let file = "{\n  \"customer_id\": 10023456,\n  \"password\": \"Tr0ub\\\\4dor\\\"3x\",\n  \"phone\": \"030\\/12345678\",\n  \"email\": \"j\\u00f6rg@mail.example\",\n  \"age\": 42\n}\n";
    let mut request = json!({"messages": [
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": file}]},
    ]});
    let first = draft(Endpoint::Messages, &request, &profile);
    let seen = sent(&first)["messages"][0]["content"][0]["content"].as_str().unwrap().to_owned();
    assert_eq!(seen.matches("<<").count(), 5, "{seen}");
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let (seen, own) = (lines(&seen), lines(file));
    let calls = |lines: &[String]| {
        let patch = format!("apply_patch <<'EOF'\n@@\n-{}\n+{}\n{}\nEOF", lines[5], lines[1], lines[2]);
        let edits = lines[1..6].iter().map(|line| json!({"old_string": line, "new_string": line}));
        let two = json!({"old_string": lines[1..4].join("\n"), "command": patch});
        let inputs = edits.chain([two, json!({"cmd": ["bash", "-lc", patch]})]);
        let block = |input: Value| json!({"type": "tool_use", "id": "t", "name": "Edit", "input": input});
        json!({"role": "assistant", "content": inputs.map(block).collect::<Vec<_>>()})
    };
    let got = answered(&first, &profile, Endpoint::Messages, &calls(&seen));
    assert_eq!(got, calls(&own));
    request["messages"].as_array_mut().unwrap().push(got);
    let second = draft(Endpoint::Messages, &request, &profile);
    assert_eq!(sent(&second)["messages"][1], calls(&seen));
}

#[test]
fn a_number_that_is_redacted_stays_so() {
    let mut policies = Policies::default();
    policies.set(allonym_detectors::Entity::CustomerId, Action::Redact);
    let profile = Profile { policies, ..Profile::default() };
    let (sent, back) = echoed(r#"{"customer_id":10023456,"n":-10023456}"#, &profile);
    assert_eq!(sent, r#"{"customer_id":"[CUSTOMER_ID]","n":"[CUSTOMER_ID]"}"#);
    assert_eq!(back, sent);
}

#[test]
fn texts_of_the_api_name_the_pseudonym_alone() {
    let profile = profile();
    let text = r#"so {"customer_id": 10023456}"#;
    let replaced = texts(&[text], &profile, profile.mapping()).unwrap_or_else(|_| panic!("good texts"));
    assert_eq!(replaced.texts, [r#"so {"customer_id": "<<CUSTOMER_ID_1>>"}"#]);
    let entity = &replaced.entities[0][0];
    assert_eq!((&text[entity.range.clone()], entity.pseudonym.as_str()), ("10023456", "<<CUSTOMER_ID_1>>"));
    assert_eq!(restored(&profile, &replaced.mapping, &replaced.texts[0], Place::Text), text);
}

const RESULT: &str = r#"{"customer_id": 10023456, "age": 42, "plz": 37154}"#;

/// What a model calls a tool with after [`RESULT`], and what the client is to get.
const CALL: &str = r#"{"customer_id": "<<CUSTOMER_ID_1>>", "of": ["<<CUSTOMER_ID_1>>", -1], "age": "<<AGE_1>>", "zone": "<<POSTAL_CODE_1>>", "note": "<<CUSTOMER_ID_1>>!"}"#;
const CALLED: &str =
    r#"{"customer_id": 10023456, "of": [10023456, -1], "age": 42, "zone": 37154, "note": "10023456!"}"#;

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_tool_call_gets_its_numbers_and_leaves_as_it_was_made() {
    let profile = profile();
    let turns = [json!({"role": "user", "content": "look"})];
    let cases = [
        (
            Endpoint::ChatCompletions,
            "/messages",
            json!({"role": "tool", "tool_call_id": "c", "content": RESULT}),
            json!({"role": "assistant", "tool_calls": [{"id": "d", "type": "function", "function": {"name": "f", "arguments": CALL}}]}),
            "/choices/0/message",
            "/tool_calls/0/function/arguments",
        ),
        (
            Endpoint::Responses,
            "/input",
            json!({"type": "function_call_output", "call_id": "c", "output": RESULT}),
            json!({"type": "function_call", "call_id": "d", "name": "f", "arguments": CALL}),
            "/output/0",
            "/arguments",
        ),
        (
            Endpoint::Messages,
            "/messages",
            json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c", "content": RESULT}]}),
            json!({"role": "assistant", "content": [{"type": "tool_use", "id": "d", "name": "f", "input": value(CALL)}]}),
            "",
            "/content/0/input",
        ),
    ];
    for (endpoint, list, result, call, place, arguments) in cases {
        let mut request = json!({"model": "m"});
        let mut turns = turns.to_vec();
        turns.push(result);
        request[&list[1..]] = turns.clone().into();
        let first = draft(endpoint, &request, &profile);
        let answer = match place {
            "/choices/0/message" => json!({"choices": [{"index": 0, "message": call}]}),
            "/output/0" => json!({"object": "response", "output": [call]}),
            _ => call.clone(),
        };
        let got = answered(&first, &profile, endpoint, &answer).pointer(place).unwrap().clone();
        let called = got.pointer(arguments).unwrap();
        match called.as_str() {
            Some(called) => assert_eq!(called, CALLED),
            None => assert_eq!(*called, value(CALLED)),
        }
        // The next turn, with the call as the client has it.
        turns.push(got);
        request[&list[1..]] = turns.into();
        let second = draft(endpoint, &request, &profile);
        let again = sent(&second);
        let expected = call.pointer(arguments).unwrap();
        let again = again.pointer(list).unwrap()[2].pointer(arguments).unwrap();
        // A part of a string is text, and another spelling.
        let text = |call: &Value| call.to_string().replace("CUSTOMER_ID_1B>>!", "CUSTOMER_ID_1>>!");
        assert_eq!(text(again), text(expected), "{endpoint:?}");
    }
}

#[test]
fn a_short_number_is_replaced_under_any_key_once_it_was_under_one_that_tells() {
    let profile = profile();
    let sent = |content: &str| echoed(content, &profile).0;
    assert_eq!(
        sent(r#"{"plz":37154,"zone":37154}"#),
        r#"{"plz":"<<POSTAL_CODE_1>>","zone":"<<POSTAL_CODE_1>>"}"#
    );
    // What comes later says nothing of what was sent before; nor does a text, nor two digits.
    assert_eq!(sent(r#"{"zone":37154,"plz":37154}"#), r#"{"zone":37154,"plz":"<<POSTAL_CODE_1>>"}"#);
    assert_eq!(sent(r#"{"plz":"37154","zone":37154}"#), r#"{"plz":"<<POSTAL_CODE_1>>","zone":37154}"#);
    assert_eq!(sent(r#"{"person":{"age":42},"limit":42}"#), r#"{"person":{"age":"<<AGE_1>>"},"limit":42}"#);
}

#[test]
fn only_free_json_gets_numbers_and_the_protocol_its_strings() {
    let profile = profile();
    let request =
        json!({"model": "m", "messages": [{"role": "tool", "tool_call_id": "c", "content": RESULT}]});
    let first = draft(Endpoint::ChatCompletions, &request, &profile);
    let name = "<<CUSTOMER_ID_1>>";
    for (endpoint, answer, expected) in [
        (
            Endpoint::ChatCompletions,
            json!({"choices": [{"message": {"content": name, "odd": name}}]}),
            json!("10023456"),
        ),
        (
            Endpoint::Responses,
            json!({"output": [{"type": "custom_tool_call", "input": name}]}),
            json!("10023456"),
        ),
        (Endpoint::Messages, json!({"content": [{"type": "text", "text": name}]}), json!("10023456")),
        (
            Endpoint::Messages,
            json!({"content": [{"type": "tool_use", "input": {"a": [{"b": name}]}}]}),
            json!(10_023_456),
        ),
        (
            Endpoint::Messages,
            json!({"content": [{"type": "tool_use", "input": {"a": [{"b": "<<customer_id 1>>"}]}}]}),
            json!(10_023_456),
        ),
        (
            Endpoint::Messages,
            json!({"content": [{"type": "tool_use", "input": {"a": [{"b": "no <<CUSTOMER_ID_1>>"}]}}]}),
            json!("no 10023456"),
        ),
    ] {
        let got = answered(&first, &profile, endpoint, &answer).to_string();
        assert!(got.contains(&format!(":{expected}")), "{got}");
    }
}

/// The schema of a tool: numbers, text, and a property that its other tool has as text.
fn schema() -> Value {
    json!({"type": "object", "properties": {
        "customer_id": {"type": "integer"},
        "ids": {"type": "array", "items": {"type": ["number", "null"]}},
        "note": {"type": "string"},
        "of": {"$ref": "#/$defs/Of"},
    }, "$defs": {"Of": {"type": "object", "properties": {"amount": {"anyOf": [{"type": "number"}, {"type": "null"}]}}}}})
}

fn other() -> Value {
    json!({"type": "object", "properties": {"customer_id": {"type": "string"}}})
}

/// What a tool is called with, by a model that knows pseudonyms; and by what it has to come back.
fn called() -> [(&'static str, Value, Value); 3] {
    let [id, number] = ["<<CUSTOMER_ID_1>>", "<<AGE_1>>"];
    let sent = json!({"customer_id": id, "ids": [id, 7, number], "note": id, "of": {"amount": number, "x": id}, "t": "7"});
    let back = json!({"customer_id": 48211733, "ids": [48211733, 7, 42], "note": "48211733",
        "of": {"amount": 42, "x": "48211733"}, "t": "7"});
    let text = json!({"customer_id": id, "ids": [id], "note": number});
    let as_text = json!({"customer_id": "48211733", "ids": ["48211733"], "note": 42});
    // Of a tool that nobody knows, what both agree on.
    let either = json!({"customer_id": "48211733", "ids": [48211733], "note": "42"});
    [("find", sent, back), ("open", text.clone(), as_text), ("guess", text, either)]
}

/// The customer's number is text, the age a number of JSON.
const TELLS: &str = r#"My customer number is 48211733, {"age": 42}"#;

#[test]
fn a_tool_is_called_with_what_its_schema_wants_in_every_dialect() {
    let profile = profile();
    let (chat, responses, messages) = (Endpoint::ChatCompletions, Endpoint::Responses, Endpoint::Messages);
    let said = json!([{"role": "user", "content": TELLS}]);
    let function =
        |name: &str, schema: Value| json!({"name": name, "description": "d", "parameters": schema});
    let wrapped = |name: &str, schema: Value| json!({"type": "function", "function": function(name, schema)});
    let flat = |name: &str, schema: Value| json!({"type": "function", "name": name, "parameters": schema});
    let input = |name: &str, schema: Value| json!({"name": name, "input_schema": schema});
    let found = |name: &str, schema: Value| {
        json!([
            {"type": "message", "role": "user", "content": TELLS},
            {"type": "tool_search_output", "call_id": "c", "tools": [flat(name, schema)]},
        ])
    };
    let as_string = |arguments: &Value| arguments.to_string();
    for (name, sent, back) in called() {
        let call = |arguments: &Value| json!({"name": name, "arguments": as_string(arguments)});
        let tool_calls = |arguments| json!({"choices": [{"message": {"tool_calls": [{"id": "c", "type": "function", "function": call(arguments)}]}}]});
        let function_call = |arguments| json!({"choices": [{"message": {"function_call": call(arguments)}}]});
        let item = |arguments: &Value| json!({"output": [{"type": "function_call", "call_id": "c", "name": name, "arguments": as_string(arguments)}]});
        let block = |arguments: &Value| json!({"content": [{"type": "tool_use", "id": "t", "name": name, "input": arguments}]});
        for (endpoint, request, answers) in [
            (
                chat,
                json!({"model": "m", "messages": said, "tools": [wrapped("find", schema()), wrapped("open", other())]}),
                [tool_calls(&sent), tool_calls(&back)],
            ),
            (
                chat,
                json!({"functions": [function("find", schema()), function("open", other())], "messages": said}),
                [function_call(&sent), function_call(&back)],
            ),
            (
                responses,
                json!({"input": TELLS, "tools": [flat("find", schema()), flat("open", other())]}),
                [item(&sent), item(&back)],
            ),
            (
                responses,
                json!({"input": found("find", schema()), "tools": [flat("open", other())]}),
                [item(&sent), item(&back)],
            ),
            (
                messages,
                json!({"messages": said, "tools": [input("find", schema()), input("open", other())]}),
                [block(&sent), block(&back)],
            ),
        ] {
            let draft = draft(endpoint, &request, &profile);
            let [sent, back] = answers;
            assert_eq!(answered(&draft, &profile, endpoint, &sent), back, "{request}");
        }
    }
}

#[test]
fn a_stored_response_tells_itself_what_its_tools_want() {
    let profile = profile();
    let draft = draft(Endpoint::Responses, &json!({"input": TELLS}), &profile);
    let tools = json!([{"type": "function", "name": "find", "parameters": schema()}]);
    let response = |arguments: &Value| {
        let item = json!({"type": "function_call", "name": "find", "arguments": arguments.to_string()});
        json!({"object": "response", "output": [item], "tools": tools})
    };
    let [(_, sent, back), ..] = called();
    let answer = answered(&draft, &profile, Endpoint::Response, &response(&sent));
    assert_eq!(answer, response(&back));
}

/// What the proxy does not know of a tool changes nothing of how its call comes back.
#[test]
fn without_a_schema_a_text_stays_one_and_a_number_too() {
    let profile = profile();
    let tools = json!([{"name": "find", "input_schema": {"type": "object"}}]);
    let request = json!({"messages": [{"role": "user", "content": TELLS}], "tools": tools});
    let draft = draft(Endpoint::Messages, &request, &profile);
    let call = |id: Value, age: Value| json!({"content": [{"type": "tool_use", "name": "find", "input": {"id": id, "age": age}}]});
    let sent = call("<<CUSTOMER_ID_1>>".into(), "<<AGE_1>>".into());
    let back = call("48211733".into(), 42.into());
    assert_eq!(answered(&draft, &profile, Endpoint::Messages, &sent), back);
}

/// Lines of documents, whole and in pieces, amid what is none.
fn lines() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\"customer_id\": 10023456"),
        Just("\"customer_id\": \"10023456\""),
        Just("\"age\": 42"),
        Just("\"password\": \"Tr0ub\\\\4dor\\\"3x\""),
        Just("\"password\": \"Tr0ub\\4dor3x\""),
        Just("\"email\": \"j\\u00f6rg@mail.example\""),
        Just("\"phone\": \"030\\/12345678\""),
        Just("j\\u00f6rg@mail.example"),
        Just("Tr0ub\\4dor\"3x"),
        Just("10023456"),
        Just("42"),
        Just("\\\"customer_id\\\": 10023456"),
        Just("customer_id: 10023456"),
        Just("\""),
        Just("\\"),
        Just("\\n"),
        Just(":"),
        Just(", "),
        Just(",\n  "),
        Just("\n-  "),
        Just("\n   12→"),
        Just("a.json:12:"),
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(" "),
        Just("see"),
        Just("Mr "),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn lines_come_back_however_they_are_put_together(content in lines()) {
        let profile = profile();
        let (_, back) = echoed(&content, &profile);
        prop_assert_eq!(&back, &content);
    }
}
