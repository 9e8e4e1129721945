use super::*;

fn numbered(events: Vec<Value>) -> Vec<Value> {
    let numbered = events.into_iter().enumerate().map(|(number, mut event)| {
        event["sequence_number"] = json!(number);
        event
    });
    numbered.collect()
}

fn text(delta: &str) -> Value {
    json!({"type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": delta,
        "logprobs": [], "obfuscation": "PERSON_1"})
}

fn through(upstream: Vec<Value>) -> Vec<Value> {
    let upstream = numbered(upstream);
    let out = super::through(Endpoint::Responses, &upstream);
    let numbers: Vec<u64> = out.iter().map(|event| event["sequence_number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (0..upstream.len() as u64).collect::<Vec<_>>(), "events were added or lost");
    out
}

fn joined(events: &[Value], kind: &str) -> String {
    let of_kind = events.iter().filter(|event| event["type"] == kind);
    of_kind.map(|event| event["delta"].as_str().unwrap()).collect()
}

fn closing(text: &str) -> Vec<Value> {
    let part = json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []});
    let item = json!({"id": "msg_1", "type": "message", "content": [part], "role": "assistant"});
    vec![
        json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": text, "logprobs": []}),
        json!({"type": "response.content_part.done", "output_index": 0, "content_index": 0, "part": part}),
        json!({"type": "response.output_item.done", "output_index": 0, "item": item}),
        json!({"type": "response.completed", "response": {"id": "resp_1", "output": [item], "usage": {"total_tokens": 3}}}),
    ]
}

#[test]
fn wire_34_deltas_equal_done_part_item_and_completed() {
    let whole = "Hi <<PERSON_1>>, bye PERSON_12";
    for pieces in cuts(whole) {
        let mut upstream: Vec<Value> = pieces.iter().map(|piece| text(piece)).collect();
        upstream.extend(closing(whole));
        let out = through(upstream);
        let expected = "Hi Anna Müller, bye Zoë";
        assert_eq!(joined(&out, "response.output_text.delta"), expected, "{pieces:?}");
        assert_eq!(out[3]["text"], expected);
        assert_eq!(out[4]["part"]["text"], expected);
        assert_eq!(out[5]["item"]["content"][0]["text"], expected);
        assert_eq!(out[6]["response"]["output"][0]["content"][0]["text"], expected);
        assert!(out[..3].iter().all(|event| event["obfuscation"] == "PERSON_1"));
    }
}

#[test]
fn wire_34_item_ids_that_rotate() {
    let mut first = text("Hi <<PER");
    first["item_id"] = json!("a");
    let mut second = text("SON_1>>");
    second["item_id"] = json!("b");
    let mut upstream = vec![first, second];
    upstream.extend(closing("Hi <<PERSON_1>>"));
    assert_eq!(joined(&through(upstream), "response.output_text.delta"), "Hi Anna Müller");
}

#[test]
fn the_rest_goes_into_the_waiting_delta() {
    for upstream in [
        vec![text("a P"), json!({"type": "response.completed", "response": {}})],
        vec![text("a P"), json!({"type": "response.failed", "response": {"error": {"message": "x"}}})],
        vec![text("a P"), json!({"type": "error", "error": {"message": "x"}})],
        vec![text("a P"), json!({"type": "response.in_progress"})],
        vec![text("a P")],
    ] {
        assert_eq!(joined(&through(upstream), "response.output_text.delta"), "a P");
    }
}

#[test]
fn what_waits_is_let_go_when_others_do_not_end() {
    let mut upstream = vec![text("a <<PERS")];
    upstream.extend(
        (0..40).map(|_| json!({"type": "response.code_interpreter_call.interpreting", "output_index": 1})),
    );
    upstream.push(json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "a <<PERS"}));
    let upstream = numbered(upstream);
    let out = super::through(Endpoint::Responses, &upstream);
    assert_eq!(out.len(), upstream.len() + 1);
    assert_eq!(joined(&out, "response.output_text.delta"), "a <<PERS");
    let (inserted, done) = (&out[out.len() - 2], &out[out.len() - 1]);
    assert_eq!(inserted["delta"], "<<PERS");
    assert_eq!(inserted["sequence_number"], done["sequence_number"]);
}

#[test]
fn case_13_arguments_are_json_everywhere() {
    let delta = |delta: &str| json!({"type": "response.function_call_arguments.delta", "output_index": 1, "delta": delta});
    let arguments = "{\"to\":\"<<PERSON_2>>\"}";
    for pieces in cuts(arguments) {
        let mut upstream: Vec<Value> = pieces.iter().map(|piece| delta(piece)).collect();
        upstream.push(json!({"type": "response.function_call_arguments.done", "output_index": 1, "arguments": arguments}));
        upstream.push(json!({"type": "response.output_item.done", "output_index": 1, "item":
            {"type": "function_call", "call_id": "c", "name": "PERSON_1", "arguments": arguments}}));
        let out = through(upstream);
        let streamed = joined(&out, "response.function_call_arguments.delta");
        let value: Value = serde_json::from_str(&streamed).unwrap();
        assert_eq!(value["to"], "O\"Brien \\ Söhne\nGmbH 🙂", "{pieces:?}");
        assert_eq!(out[3]["arguments"], streamed);
        assert_eq!(
            (&out[4]["item"]["arguments"], &out[4]["item"]["name"]),
            (&json!(streamed), &json!("PERSON_1"))
        );
    }
}

#[test]
fn wire_35_added_annotations_follow_the_streamed_text() {
    let annotation = json!({"type": "url_citation", "start_index": 2, "end_index": 14, "url": "https://x.example", "title": "t"});
    let mut part = json!({"type": "output_text", "text": "🙂 <<PERSON_1>>!", "annotations": [annotation]});
    let upstream = vec![
        text("🙂 <<PER"),
        text("SON_1>>"),
        json!({"type": "response.output_text.annotation.added", "output_index": 0, "content_index": 0, "annotation_index": 0, "annotation": annotation}),
        text("!"),
        json!({"type": "response.content_part.done", "output_index": 0, "content_index": 0, "part": part}),
    ];
    let out = through(upstream);
    assert_eq!(joined(&out, "response.output_text.delta"), "🙂 Anna Müller!");
    assert_eq!(
        (&out[2]["annotation"]["start_index"], &out[2]["annotation"]["end_index"]),
        (&json!(2), &json!(13))
    );
    part["text"] = json!("🙂 Anna Müller!");
    part["annotations"][0]["end_index"] = json!(13);
    assert_eq!(out[4]["part"], part);
}

#[test]
fn wire_36_logprobs_of_deltas_and_of_the_whole() {
    let logprobs = |tokens: &[&str]| -> Vec<Value> {
        tokens
            .iter()
            .map(
                |token| json!({"token": token, "bytes": token.as_bytes(), "logprob": -1, "top_logprobs": []}),
            )
            .collect()
    };
    let with = |delta: &str| {
        let mut event = text(delta);
        event["logprobs"] = json!(logprobs(&[delta]));
        event
    };
    let all = logprobs(&["a ", "<<", "PERSON_1", ">>"]);
    let done = json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "a <<PERSON_1>>", "logprobs": all});
    let out = through(vec![with("a "), with("<<"), with("PERSON_1"), with(">>"), done]);
    assert_eq!(out[0]["logprobs"], json!(logprobs(&["a "])));
    for event in &out[1..4] {
        assert_eq!(event["logprobs"], json!([]));
    }
    assert_eq!(out[4]["logprobs"], json!(logprobs(&["a ", "Anna Müller", "", ""])));
}

#[test]
fn deltas_of_any_stem_and_shape() {
    let shell = |out: &str, err: &str| {
        json!({"type": "response.shell_call_output_content.delta", "output_index": 0, "command_index": 1,
        "delta": {"stdout": out, "stderr": err}})
    };
    let out = through(vec![
        shell("<<PER", "PERSON"),
        shell("SON_1>>", "_12 "),
        json!({"type": "response.shell_call_output_content.done", "output_index": 0, "command_index": 1, "output": []}),
        json!({"type": "response.novel_words.delta", "output_index": 2, "delta": "<<PERSON_"}),
        json!({"type": "response.novel_words.delta", "output_index": 2, "delta": "1>>"}),
        json!({"type": "response.audio.delta", "delta": "PERSON"}),
        json!({"type": "response.image_generation_call.partial_image", "partial_image_b64": "PERSON_1"}),
        json!({"type": "response.novel_words.done", "output_index": 2, "words": "<<PERSON_1>>"}),
    ]);
    let all = |name: &str| -> String {
        out[..2].iter().map(|event| event["delta"][name].as_str().unwrap()).collect()
    };
    assert_eq!((all("stdout").as_str(), all("stderr").as_str()), ("Anna Müller", "Zoë "));
    assert_eq!(joined(&out, "response.novel_words.delta"), "Anna Müller");
    assert_eq!(
        (&out[5]["delta"], &out[6]["partial_image_b64"], &out[7]["words"]),
        (&json!("PERSON"), &json!("PERSON_1"), &json!("Anna Müller"))
    );
}

#[test]
fn reasoning_summaries_are_restored_and_ciphertext_is_not() {
    let delta = |delta: &str| json!({"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 1, "delta": delta});
    let out = through(vec![
        delta("<<PERS"),
        delta("ON_1>> P"),
        json!({"type": "response.reasoning_summary_text.done", "output_index": 0, "summary_index": 1, "text": "<<PERSON_1>> P"}),
        json!({"type": "response.output_item.done", "output_index": 0, "item": {"type": "reasoning", "encrypted_content": "<<PERSON_1>>",
            "summary": [{"type": "summary_text", "text": "<<PERSON_1>> P"}]}}),
    ]);
    assert_eq!(joined(&out, "response.reasoning_summary_text.delta"), "Anna Müller P");
    assert_eq!(out[3]["item"]["encrypted_content"], "<<PERSON_1>>");
    assert_eq!(out[3]["item"]["summary"][0]["text"], "Anna Müller P");
}

#[test]
fn objects_are_noted_even_where_nothing_is_restored() {
    let created =
        json!({"type": "response.created", "response": {"id": "resp_1", "conversation": {"id": "conv_1"}}});
    let raw = Bytes::from(stream(&[created, text("x")]));
    for pseudonyms in [pseudonyms(), super::super::super::tests::pseudonyms_of(&[])] {
        let mut restorer = StreamRestorer::new(Endpoint::Responses, Arc::new(pseudonyms));
        let mut out = Vec::new();
        for at in 0..raw.len() {
            restorer.push(raw.slice(at..=at), &mut out).unwrap();
        }
        assert_eq!(restorer.objects().response.as_deref(), Some("resp_1"));
        assert_eq!(restorer.objects().conversation.as_deref(), Some("conv_1"));
        restorer.finish(End::Clean, &mut out);
        assert_eq!(out.concat(), raw);
    }
}

#[test]
fn what_is_unsettled_when_a_stream_breaks_that_may_be_resumed_comes_again() {
    let created = |background: bool| json!({"type": "response.created", "sequence_number": 0, "response": {"id": "r", "background": background}});
    let numbered = |number: u64, text: &str| {
        json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": text,
            "sequence_number": number})
    };
    let broken = |background: bool, last: &str| {
        let stream = stream(&[created(background), numbered(1, "Hi "), numbered(2, last), numbered(3, "")]);
        let mut restorer = StreamRestorer::new(Endpoint::Responses, Arc::new(pseudonyms()));
        let mut out = Vec::new();
        restorer.push(stream.into(), &mut out).unwrap();
        let numbers = restorer.finish(End::Broken, &mut out);
        let out = events(&String::from_utf8(out.concat()).unwrap());
        (out.last().unwrap()["sequence_number"].as_u64().unwrap(), numbers)
    };
    assert_eq!(broken(true, "<<PERS"), (1, [1, 1]));
    assert_eq!(broken(true, "<<PERSON_1>>"), (3, [3, 3]));
    assert_eq!(broken(false, "<<PERS"), (3, [4, 5]));
}
