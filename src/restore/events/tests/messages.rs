use super::*;

fn delta(index: u64, delta: Value) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": delta})
}

fn text(index: u64, text: &str) -> Value {
    delta(index, json!({"type": "text_delta", "text": text}))
}

fn start(index: u64, block: Value) -> Value {
    json!({"type": "content_block_start", "index": index, "content_block": block})
}

fn stop(index: u64) -> Value {
    json!({"type": "content_block_stop", "index": index})
}

/// The deltas' strings by block and type. Nothing may follow a block's stop.
fn texts(events: &[Value]) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut stopped = Vec::new();
    for event in events {
        let index = event["index"].to_string();
        match event["type"].as_str().unwrap() {
            "message_start" => stopped.clear(),
            "content_block_stop" => stopped.push(index),
            "content_block_delta" => {
                assert!(!stopped.contains(&index), "text after its block's stop");
                for (name, value) in event["delta"].as_object().unwrap() {
                    if let (true, Some(value)) = (name != "type", value.as_str()) {
                        texts.entry(format!("{index}.{name}")).or_default().push_str(value);
                    }
                }
            }
            _ => {}
        }
    }
    texts
}

fn through(upstream: &[Value]) -> Vec<Value> {
    super::through(Endpoint::Messages, upstream)
}

#[test]
fn case_07_text_at_every_cut() {
    for pieces in cuts("Hi <<PERSON_1>>, &lt;&lt;PERSON_12&gt;&gt;!") {
        let mut upstream = vec![start(0, json!({"type": "text", "text": ""}))];
        upstream.extend(pieces.iter().map(|piece| text(0, piece)));
        upstream.push(stop(0));
        assert_eq!(
            texts(&through_once(Endpoint::Messages, &upstream))["0.text"],
            "Hi Anna Müller, Zoë!",
            "{pieces:?}"
        );
    }
}

#[test]
fn case_08_text_thinking_and_tools_in_one_stream() {
    let upstream = [
        json!({"type": "message_start", "message": {"id": "msg_1", "content": [], "role": "assistant"}}),
        start(0, json!({"type": "thinking", "thinking": "", "signature": ""})),
        delta(0, json!({"type": "thinking_delta", "thinking": "<<PERSON_1>> P"})),
        delta(0, json!({"type": "signature_delta", "signature": "PERSON_1"})),
        stop(0),
        start(1, json!({"type": "text", "text": "To <<PER"})),
        text(1, "SON_1>>: PERSON"),
        json!({"type": "ping"}),
        stop(1),
        start(2, json!({"type": "tool_use", "id": "toolu_1", "name": "mail", "input": {}})),
        delta(2, json!({"type": "input_json_delta", "partial_json": ""})),
        delta(2, json!({"type": "input_json_delta", "partial_json": "{\"to\": \"\\n<<PERSON"})),
        delta(2, json!({"type": "input_json_delta", "partial_json": "_2>>\"}"})),
        stop(2),
        json!({"type": "message_delta", "delta": {"stop_reason": "stop_sequence", "stop_sequence": "<<PERSON_12>>:"}, "usage": {"output_tokens": 9}}),
        json!({"type": "message_stop"}),
    ];
    let out = through(&upstream);
    let texts = texts(&out);
    assert_eq!((texts["0.thinking"].as_str(), texts["0.signature"].as_str()), ("<<PERSON_1>> P", "PERSON_1"));
    assert_eq!(
        (out[5]["content_block"]["text"].as_str(), texts["1.text"].as_str()),
        (Some("To "), "Anna Müller: PERSON")
    );
    let input: Value = serde_json::from_str(&texts["2.partial_json"]).unwrap();
    assert_eq!(input["to"], "\nO\"Brien \\ Söhne\nGmbH 🙂");
    let ending = &out[out.len() - 2];
    assert_eq!(
        (ending["delta"]["stop_sequence"].as_str(), &ending["usage"]),
        (Some("Zoë:"), &json!({"output_tokens": 9}))
    );
}

#[test]
fn wire_30_flush_before_stop() {
    let upstream = [
        text(0, "a <<PERSON_1>"),
        text(1, "b <<PERS"),
        stop(0),
        json!({"type": "message_delta", "delta": {}}),
    ];
    let out = through(&upstream);
    assert_eq!(out[2], delta(0, json!({"type": "text_delta", "text": "Anna Müller"})));
    assert_eq!((&out[3]["type"], &out[4]), (&json!("content_block_stop"), &text(1, "<<PERS")));
    assert!(
        restored(Endpoint::Messages, &stream(&upstream))
            .contains("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Anna")
    );
}

#[test]
fn wire_30_flush_before_error_and_end() {
    let error =
        json!({"type": "error", "error": {"type": "overloaded_error", "message": "at <<PERSON_12>>"}});
    let out = through(&[text(0, "a <<"), error]);
    assert_eq!(out[1], text(0, "<<"));
    assert_eq!(out[2]["error"]["message"], "at Zoë");
    assert_eq!(texts(&through(&[text(0, "a PERSON_1")]))["0.text"], "a Anna Müller");
}

#[test]
fn wire_33_a_delta_of_another_type_flushes() {
    let out = through(&[text(0, "a <<PER"), delta(0, json!({"type": "signature_delta", "signature": "x"}))]);
    assert_eq!(out[1], text(0, "<<PER"));
}

#[test]
fn wire_35_a_citation_does_not_interrupt_its_text() {
    let citation = json!({"type": "char_location", "cited_text": "by <<PERSON_1>>", "document_index": 0,
        "document_title": null, "start_char_index": 3, "end_char_index": 9});
    let out = through(&[
        text(0, "a <<PER"),
        delta(0, json!({"type": "citations_delta", "citation": citation})),
        text(0, "SON_1>>"),
    ]);
    assert_eq!(texts(&out)["0.text"], "a Anna Müller");
    let cited = &out[1]["delta"]["citation"];
    assert_eq!(
        (cited["cited_text"].as_str(), cited["start_char_index"].as_u64()),
        (Some("by Anna Müller"), Some(3))
    );
}

#[test]
fn a_second_message_start_begins_anew() {
    let begin = json!({"type": "message_start", "message": {"id": "msg_1"}});
    let out = through(&[begin.clone(), text(0, "a <<PER"), begin, text(0, "SON_1>> b")]);
    assert_eq!(out[2], text(0, "<<PER"));
    assert_eq!(out[4], text(0, "SON_1>> b"));
}

#[test]
fn wire_24_compaction_and_unknown_deltas() {
    let out = through(&[
        delta(0, json!({"type": "compaction_delta", "content": "<<PERSON_1>>"})),
        delta(1, json!({"type": "novel_delta", "words": "<<PERS", "encrypted_content": "<<PERSON_1>>"})),
        delta(1, json!({"type": "novel_delta", "words": "ON_1>>"})),
        stop(1),
    ]);
    let texts = texts(&out);
    assert_eq!(texts["0.content"], "<<PERSON_1>>");
    assert_eq!(
        (texts["1.words"].as_str(), texts["1.encrypted_content"].as_str()),
        ("Anna Müller", "<<PERSON_1>>")
    );
}

#[test]
fn wire_25_sealed_blocks_pass() {
    let upstream = [
        start(0, json!({"type": "redacted_thinking", "data": "<<PERSON_1>>"})),
        start(1, json!({"type": "thinking", "thinking": "<<PERSON_1>>", "signature": "s"})),
        start(
            2,
            json!({"type": "web_search_tool_result", "tool_use_id": "PERSON_1", "content": [
            {"type": "web_search_result", "title": "t", "encrypted_content": "<<PERSON_1>>"}]}),
        ),
    ];
    assert_eq!(through(&upstream), upstream);
}

#[test]
fn tool_results_of_the_provider_are_restored_whole() {
    let out = through(&[start(
        0,
        json!({"type": "bash_code_execution_tool_result", "tool_use_id": "t", "content": {
        "type": "bash_code_execution_result", "stdout": "hello <<PERSON_1>>", "stderr": "", "return_code": 0}}),
    )]);
    assert_eq!(out[0]["content_block"]["content"]["stdout"], "hello Anna Müller");
}

#[test]
fn the_first_completions() {
    let event = |text: &str, reason: Value| json!({"type": "completion", "completion": text, "stop_reason": reason, "model": "m"});
    let out = super::through(
        Endpoint::Complete,
        &[event("a <<PER", Value::Null), event("SON_1>> P", Value::Null), event("", json!("stop_sequence"))],
    );
    let texts: Vec<&str> = out.iter().map(|event| event["completion"].as_str().unwrap()).collect();
    assert_eq!(texts, ["a ", "Anna Müller ", "P"]);
}

#[test]
fn padding_is_kept() {
    let raw = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"<<PERSON_1>>\"}       }\n\n";
    assert_eq!(restored(Endpoint::Messages, raw), raw.replace("<<PERSON_1>>", "Anna Müller"));
}
