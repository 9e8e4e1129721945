use serde_json::{Value, json};

use super::super::tests::pseudonyms;
use super::super::{DocumentShifts, Pseudonyms};
use super::*;

fn raw(endpoint: Endpoint, body: &str) -> String {
    let answer = answer(Bytes::from(body.to_string()), endpoint, &pseudonyms());
    String::from_utf8(answer.body.to_vec()).unwrap()
}

fn restored(endpoint: Endpoint, body: &Value) -> Value {
    serde_json::from_str(&raw(endpoint, &body.to_string())).unwrap()
}

#[test]
fn nothing_to_restore_is_the_very_bytes() {
    let body = Bytes::from_static(b" {\"choices\" : [ {\"message\":{\"content\":\"pl\\u00e4in \\/ a<b\"} } ], \"n\": 12345678901234567890 }\n");
    let out = answer(body.clone(), Endpoint::ChatCompletions, &pseudonyms()).body;
    assert_eq!((out.as_ptr(), &out), (body.as_ptr(), &body));
}

#[test]
fn only_the_pseudonym_changes() {
    let body = r#" {"choices":[{"message":{"content":"\u00e4 \ud83d <<PERSON_1>> \/ \u003c\u003cPERSON_12\u003e\u003e","x":1e400}}] } "#;
    let expected = r#" {"choices":[{"message":{"content":"\u00e4 \ud83d Anna Müller \/ Zoë","x":1e400}}] } "#;
    assert_eq!(raw(Endpoint::ChatCompletions, body), expected);
}

#[test]
fn case_13_content_and_arguments() {
    let body = json!({"choices": [{"message": {
        "content": "to <<PERSON_2>>", "refusal": null, "reasoning_content": "PERSON_1?",
        "tool_calls": [
            {"id": "PERSON_1", "type": "function", "function": {"name": "PERSON_1", "arguments": "{\"<<PERSON_1>>\":\"C:\\\\new \\\"<<PERSON_2>>\\\"\"}"}},
            {"id": "b", "type": "custom", "custom": {"name": "g", "input": "to <<PERSON_2>>"}},
        ],
        "function_call": {"name": "h", "arguments": "{\"to\":\"<<PERS"},
    }}]});
    let out = restored(Endpoint::ChatCompletions, &body);
    let message = &out["choices"][0]["message"];
    assert_eq!(message["content"], "to O\"Brien \\ Söhne\nGmbH 🙂");
    assert_eq!(message["reasoning_content"], "Anna Müller?");
    let call = &message["tool_calls"][0];
    assert_eq!((&call["id"], &call["function"]["name"]), (&json!("PERSON_1"), &json!("PERSON_1")));
    let arguments: Value = serde_json::from_str(call["function"]["arguments"].as_str().unwrap()).unwrap();
    assert_eq!(arguments, json!({"Anna Müller": "C:\\new \"O\"Brien \\ Söhne\nGmbH 🙂\""}));
    assert_eq!(message["tool_calls"][1]["custom"]["input"], "to O\"Brien \\ Söhne\nGmbH 🙂");
    assert_eq!(message["function_call"]["arguments"], "{\"to\":\"<<PERS");
}

#[test]
fn case_18_tool_blocks_and_open_objects() {
    let body = json!({"id": "msg_1", "type": "message", "model": "PERSON_1", "content": [
        {"type": "tool_use", "id": "t", "name": "PERSON_1", "input": {"name": "<<PERSON_1>>", "<<PERSON_12>>": ["<<PERSON_2>>", {"id": "<<PERSON_1>>"}]}},
        {"type": "mcp_tool_use", "id": "u", "name": "m", "server_name": "s", "input": {"q": "<<PERSON_1>>"}},
        {"type": "bash_code_execution_tool_result", "tool_use_id": "u", "content": {"stdout": "<<PERSON_1>>", "stderr": ""}},
        {"type": "novel_block", "words": {"deep": ["<<PERSON_1>>"]}},
    ]});
    let out = restored(Endpoint::Messages, &body);
    assert_eq!(out["model"], "PERSON_1");
    assert_eq!(out["content"][0]["name"], "PERSON_1");
    assert_eq!(
        out["content"][0]["input"],
        json!({"name": "Anna Müller", "Zoë": ["O\"Brien \\ Söhne\nGmbH 🙂", {"id": "Anna Müller"}]})
    );
    assert_eq!(out["content"][1]["input"]["q"], "Anna Müller");
    assert_eq!(out["content"][2]["content"]["stdout"], "Anna Müller");
    assert_eq!(out["content"][3]["words"]["deep"][0], "Anna Müller");
}

#[test]
fn wire_25_signed_and_sealed_are_the_very_bytes() {
    let body = json!({"content": [
        {"type": "thinking", "thinking": "<<PERSON_1>>", "signature": "PERSON_1"},
        {"type": "redacted_thinking", "data": "<<PERSON_1>>"},
    ]});
    assert_eq!(restored(Endpoint::Messages, &body), body);
    let body = json!({"choices": [{"message": {"reasoning_details": [
        {"type": "reasoning.text", "text": "<<PERSON_1>>", "signature": "x"},
        {"type": "reasoning.encrypted", "data": "<<PERSON_1>>"},
    ]}}]});
    assert_eq!(restored(Endpoint::ChatCompletions, &body), body);
    let body = json!({"object": "response", "output": [{"type": "reasoning", "encrypted_content": "<<PERSON_1>>", "summary": []}]});
    assert_eq!(restored(Endpoint::Responses, &body), body);
}

#[test]
fn wire_41_errors_quote_what_was_sent() {
    let body = json!({"error": {"type": "invalid_request_error", "message": "bad value '<<PERSON_1>>'", "param": "messages", "failed_generation": "{\"to\":\"<<PERSON_2>>\"}"}});
    let out = restored(Endpoint::ChatCompletions, &body);
    assert_eq!(out["error"]["message"], "bad value 'Anna Müller'");
    let generation: Value =
        serde_json::from_str(out["error"]["failed_generation"].as_str().unwrap()).unwrap();
    assert_eq!(generation["to"], "O\"Brien \\ Söhne\nGmbH 🙂");
    assert_eq!(raw(Endpoint::Messages, "<html>no <<PERSON_1>></html>"), "<html>no Anna Müller</html>");
    assert_eq!(
        raw(Endpoint::Messages, "{\"cut\": \"<<PERSON_2>>"),
        "{\"cut\": \"O\\\"Brien \\\\ Söhne\\nGmbH 🙂"
    );
    let bytes = Bytes::from_static(b"\xff <<PERSON_1>> \xc3");
    let out = answer(bytes, Endpoint::Messages, &pseudonyms()).body;
    assert_eq!(&out[..], [b"\xff Anna M", "üller ".as_bytes(), b"\xc3"].concat());
}

#[test]
fn wire_20_a_stop_sequence_comes_back() {
    let out = restored(
        Endpoint::Messages,
        &json!({"stop_reason": "stop_sequence", "stop_sequence": "<<PERSON_12>>:"}),
    );
    assert_eq!(out["stop_sequence"], "Zoë:");
}

/// The characters `start..end` of `text`.
fn characters(text: &Value, note: &Value) -> String {
    let at = |name: &str| usize::try_from(note[name].as_u64().unwrap()).unwrap();
    text.as_str().unwrap().chars().skip(at("start_index")).take(at("end_index") - at("start_index")).collect()
}

#[test]
fn wire_35_shifted_offsets_select_the_same_text() {
    let text = "🙂 <<PERSON_1>> and <<PERSON_12>> agree [x].";
    let note = |start: usize, end: usize| json!({"type": "url_citation", "start_index": start, "end_index": end, "url": "https://x.example", "title": "t"});
    let notes = json!([note(2, 14), note(19, 32), note(39, 42), note(0, 0), {"type": "container_file_citation", "start_index": 2, "end_index": 14, "filename": "<<PERSON_1>>.txt"},
        {"type": "file_citation", "index": 42, "filename": "a.txt"}]);
    // Annotations may be written before the text that they are about.
    let body = format!(
        r#"{{"object":"response","output":[{{"type":"message","content":[{{"annotations":{notes},"type":"output_text","text":"{text}"}}]}}]}}"#
    );
    let out: Value = serde_json::from_str(&raw(Endpoint::Responses, &body)).unwrap();
    let part = &out["output"][0]["content"][0];
    let (text, notes) = (&part["text"], &part["annotations"]);
    let selected: Vec<String> = (0..5).map(|at| characters(text, &notes[at])).collect();
    assert_eq!(selected, ["Anna Müller", "Zoë", "[x]", "", "Anna Müller"]);
    assert_eq!((&notes[5]["index"], &notes[4]["filename"]), (&json!(31), &json!("Anna Müller.txt")));

    let chat = json!({"choices": [{"message": {"content": "🙂 <<PERSON_1>>", "annotations": [{"type": "url_citation", "url_citation": note(2, 14)}]}}]});
    let out = restored(Endpoint::ChatCompletions, &chat);
    let message = &out["choices"][0]["message"];
    assert_eq!(characters(&message["content"], &message["annotations"][0]["url_citation"]), "Anna Müller");
}

#[test]
fn wire_35_citations_point_into_the_clients_document() {
    let mut shifts = Shifts::default();
    shifts.pass("By ");
    shifts.replace("<<PERSON_1>>", "Anna Müller");
    shifts.pass(". And more.");
    let mut pseudonyms = pseudonyms();
    let citation = json!({"type": "char_location", "cited_text": "<<PERSON_1>>.", "document_index": 0, "start_char_index": 3, "end_char_index": 16});
    let body = json!({"content": [{"type": "text", "text": "x", "citations": [citation]}]}).to_string();
    let cited = |pseudonyms: &Pseudonyms| -> Value {
        let out = answer(body.clone().into(), Endpoint::Messages, pseudonyms).body;
        serde_json::from_slice::<Value>(&out).unwrap()["content"][0]["citations"][0].clone()
    };
    assert_eq!(
        (&cited(&pseudonyms)["end_char_index"], &cited(&pseudonyms)["cited_text"]),
        (&json!(16), &json!("Anna Müller."))
    );
    pseudonyms.documents = DocumentShifts::new(vec![shifts]);
    assert_eq!(
        (&cited(&pseudonyms)["start_char_index"], &cited(&pseudonyms)["end_char_index"]),
        (&json!(3), &json!(15))
    );
}

#[test]
fn wire_35_the_request_as_sent_tells_how_its_documents_changed() {
    let text = |data: &str| json!({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": data}});
    let pdf = json!({"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0x"}});
    let content = json!([pdf, text("Nobody."), text("🙂 By <<PERSON_1>>. And more."), {"type": "text", "text": "Who?"}]);
    let request = json!({"messages": [{"role": "user", "content": content}]}).to_string();
    let documents = pseudonyms().citing(request.as_bytes()).documents;
    let moved = |document| (documents.start(document, 5), documents.end(document, 28));
    assert_eq!([moved(0), moved(1), moved(2)], [(5, 28), (5, 28), (5, 27)]);
    assert_eq!(documents.end(7, 28), 28);
}

#[test]
fn wire_36_tokens_join_to_the_restored_text() {
    let token = |text: &str| json!({"token": text, "bytes": text.as_bytes(), "logprob": -0.5, "top_logprobs": [{"token": "PERS", "bytes": null, "logprob": -1}]});
    let tokens: Vec<Value> = ["Hi <", "<PERS", "ON_1", ">> x", "!"].map(token).to_vec();
    let body = json!({"choices": [{"message": {"content": "Hi <<PERSON_1>> x!"}, "logprobs": {"content": tokens, "refusal": null}}]});
    let out = restored(Endpoint::ChatCompletions, &body);
    let list = out["choices"][0]["logprobs"]["content"].as_array().unwrap();
    let joined: String = list.iter().map(|token| token["token"].as_str().unwrap()).collect();
    assert_eq!(out["choices"][0]["message"]["content"], joined);
    for token in list {
        assert_eq!(token["bytes"], json!(token["token"].as_str().unwrap().as_bytes()));
        assert_eq!(token["logprob"], -0.5);
    }
    assert_eq!((&list[1]["top_logprobs"], &list[4]), (&json!([]), &tokens[4]));
}

#[test]
fn wire_36_columns_of_completions() {
    let body = json!({"choices": [{"text": "a <<PERSON_1>> b", "logprobs": {
        "tokens": ["a ", "<<", "PERSON_1", ">>", " b"], "token_logprobs": [-1, -2, -3, -4, -5],
        "top_logprobs": [{"a ": -1}, {"<<": -2}, null, {">>": -3}, {" b": -5}], "text_offset": [7, 9, 11, 19, 21]}}]});
    let out = restored(Endpoint::Completions, &body);
    let logprobs = &out["choices"][0]["logprobs"];
    assert_eq!(logprobs["tokens"], json!(["a ", "Anna Müller", "", "", " b"]));
    assert_eq!(logprobs["top_logprobs"], json!([{"a ": -1}, {}, null, {}, {" b": -5}]));
    assert_eq!(logprobs["text_offset"], json!([7, 9, 20, 20, 20]));
    assert_eq!(logprobs["token_logprobs"], json!([-1, -2, -3, -4, -5]));
}

#[test]
fn urls_are_text_but_data_is_not() {
    let body = json!({"output": [
        {"type": "web_search_call", "action": {"type": "open_page", "url": "https://x.example/?q=<<PERSON_1>>"}},
        {"type": "image_generation_call", "result": "PERSON_1"},
    ], "tools": [{"type": "function", "name": "PERSON_1", "description": "for <<PERSON_1>>", "parameters": {"type": "object", "properties": {"PERSON_1": {"description": "<<PERSON_1>>"}}}}]});
    let out = restored(Endpoint::Responses, &body);
    assert_eq!(out["output"][0]["action"]["url"], "https://x.example/?q=Anna Müller");
    assert_eq!(out["output"][1]["result"], "PERSON_1");
    assert_eq!(
        (&out["tools"][0]["name"], &out["tools"][0]["description"]),
        (&json!("PERSON_1"), &json!("for Anna Müller"))
    );
    assert_eq!(out["tools"][0]["parameters"]["properties"]["PERSON_1"]["description"], "Anna Müller");
}

#[test]
fn stored_objects_are_named() {
    let body = Bytes::from_static(
        br#"{"id":"resp_1","object":"response","conversation":{"id":"conv_1"},"output":[]}"#,
    );
    for endpoint in [Endpoint::Responses, Endpoint::Response] {
        let objects = answer(body.clone(), endpoint, &pseudonyms()).objects;
        assert_eq!(
            (objects.response.as_deref(), objects.conversation.as_deref()),
            (Some("resp_1"), Some("conv_1"))
        );
    }
    assert_eq!(answer(body, Endpoint::ChatCompletions, &pseudonyms()).objects, Objects::default());
    let terse = Bytes::from_static(br#"{"id":"resp_2","output":[]}"#);
    let named = answer(terse, Endpoint::Responses, &pseudonyms()).objects.response;
    assert_eq!(named.as_deref(), Some("resp_2"));
    let list = Bytes::from_static(br#"{"id":"x","object":"list","data":[]}"#);
    assert_eq!(answer(list, Endpoint::ResponseInputItems, &pseudonyms()).objects, Objects::default());
}
