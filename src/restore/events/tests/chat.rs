use super::*;

fn chunk(choices: Value) -> Value {
    json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices})
}

fn delta(index: u64, delta: Value) -> Value {
    chunk(json!([{"index": index, "delta": delta, "finish_reason": null}]))
}

fn finish(index: u64) -> Value {
    chunk(json!([{"index": index, "delta": {}, "finish_reason": "stop"}]))
}

/// All strings of all deltas, joined by choice and path; what comes after a choice has finished is marked.
fn texts(events: &[Value]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut finished = Vec::new();
    for choice in events.iter().flat_map(|event| event["choices"].as_array().cloned().unwrap_or_default()) {
        let late = if finished.contains(&choice["index"]) { "late " } else { "" };
        let path = format!("{late}{}", choice["index"]);
        collect(&choice["delta"], path.clone(), &mut texts);
        collect(&choice["text"], path, &mut texts);
        if choice["finish_reason"].is_string() {
            finished.push(choice["index"].clone());
        }
    }
    texts.retain(|_, text: &mut String| !text.is_empty());
    texts
}

fn collect(value: &Value, path: String, texts: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) => texts.entry(path).or_default().push_str(text),
        Value::Array(items) => {
            for item in items {
                collect(item, format!("{path}[{}]", item["index"]), texts);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                collect(member, format!("{path}.{name}"), texts);
            }
        }
        _ => {}
    }
}

fn text_of(upstream: &[Value], path: &str) -> String {
    texts(&through(Endpoint::ChatCompletions, upstream)).remove(path).unwrap_or_default()
}

#[test]
fn case_03_split_over_two_deltas() {
    for pieces in cuts("Hi <<PERSON_1>>, bye.") {
        let mut upstream: Vec<Value> =
            pieces.iter().map(|piece| delta(0, json!({"content": piece}))).collect();
        upstream.push(finish(0));
        assert_eq!(text_of(&upstream, "0.content"), "Hi Anna Müller, bye.", "{pieces:?}");
    }
}

#[test]
fn case_04_delimiter_split() {
    let upstream = ["a <", "<", "PERSON_1>", ">", " b"].map(|piece| delta(0, json!({"content": piece})));
    assert_eq!(text_of(&upstream, "0.content"), "a Anna Müller b");
}

#[test]
fn untouched_events_are_the_very_bytes() {
    let chunk = Bytes::from(stream(&[delta(0, json!({"content": "plain wörds, if (a < b) {}"})), finish(0)]));
    let mut restorer = StreamRestorer::new(Endpoint::ChatCompletions, Arc::new(pseudonyms()));
    let mut out = Vec::new();
    restorer.push(chunk.clone(), &mut out).unwrap();
    assert_eq!((out.len(), out[0].as_ptr()), (1, chunk.as_ptr()), "copied");
    assert_eq!(out[0], chunk);
}

#[test]
fn untouched_events_round_a_touched_one_leave_in_one_piece_each() {
    let said = |text: &str| delta(0, json!({"content": text}));
    let chunk = Bytes::from(stream(&[said("a"), said("b"), said("<<PERSON_1>>"), said("c"), said("d")]));
    let mut restorer = StreamRestorer::new(Endpoint::ChatCompletions, Arc::new(pseudonyms()));
    let mut out = Vec::new();
    restorer.push(chunk.clone(), &mut out).unwrap();
    let expected = String::from_utf8(chunk.to_vec()).unwrap().replace("<<PERSON_1>>", "Anna Müller");
    assert_eq!((out.len(), out.concat()), (3, expected.into_bytes()));
}

#[test]
fn wire_29_lookalikes() {
    for (text, restored) in [
        ("<<PERSON_1>> <<PERSON_12>>", "Anna Müller Zoë"),
        ("ends in <<PERSON_1>>", "ends in Anna Müller"),
        ("ends in PERSON_1", "ends in Anna Müller"),
        ("PERSONAL_1", "PERSONAL_1"),
        ("PERSON\\_1's", "Anna Müller's"),
        ("<<person_1>>", "Anna Müller"),
        ("<<PERSON_3>>", "<<PERSON_3>>"),
        ("<<PERSON_1", "<<PERSON_1"),
        ("<<PERSON_12", "<<Zoë"),
        ("<<PERSON_", "<<PERSON_"),
    ] {
        let mut upstream: Vec<Value> = text.chars().map(|c| delta(0, json!({"content": c}))).collect();
        upstream.push(finish(0));
        assert_eq!(text_of(&upstream, "0.content"), restored, "{text}");
    }
}

#[test]
fn wire_30_flush_before_finish_reason() {
    let upstream = [delta(0, json!({"role": "assistant", "content": "a <<PERS"})), finish(0)];
    let out = through(Endpoint::ChatCompletions, &upstream);
    assert_eq!(out.len(), 3);
    assert_eq!(
        texts(&out),
        BTreeMap::from([("0.content".into(), "a <<PERS".into()), ("0.role".into(), "assistant".into())])
    );
    assert_eq!(out[1]["id"], "chatcmpl-1");
    assert_eq!(
        out[1]["choices"],
        json!([{"index": 0, "delta": {"content": "<<PERS"}, "finish_reason": null}])
    );
}

#[test]
fn wire_30_content_beside_finish_reason_takes_the_rest() {
    let last = chunk(json!([{"index": 0, "delta": {"content": "SON_1"}, "finish_reason": "stop"}]));
    let out = through(Endpoint::ChatCompletions, &[delta(0, json!({"content": "a PER"})), last]);
    assert_eq!(out.len(), 2);
    assert_eq!(texts(&out)["0.content"], "a Anna Müller");
}

#[test]
fn wire_30_flush_before_usage_done_and_end() {
    let mut usage = chunk(json!([]));
    usage["usage"] = json!({"total_tokens": 7});
    let held = delta(0, json!({"content": "a <<PERSON_1>"}));
    let out = through(Endpoint::ChatCompletions, &[held.clone(), usage.clone()]);
    assert_eq!((texts(&out)["0.content"].as_str(), &out[2]), ("a Anna Müller", &usage));
    assert!(out[1]["usage"].is_null());

    let done = stream(std::slice::from_ref(&held)) + "data: [DONE]\n\n";
    let out = restored(Endpoint::ChatCompletions, &done);
    assert!(out.ends_with("data: [DONE]\n\n"), "{out}");
    assert_eq!(texts(&events(&out))["0.content"], "a Anna Müller");

    for end in [End::Clean, End::Broken] {
        let out =
            restored_in(Endpoint::ChatCompletions, stream(std::slice::from_ref(&held)).as_bytes(), 9, end);
        assert_eq!(texts(&events(&out))["0.content"], "a Anna Müller");
    }
}

#[test]
fn wire_30_flush_before_error_whose_text_is_restored() {
    let error = json!({"error": {"message": "failed_generation: <<PERSON_1>>", "code": 500}});
    let out = through(Endpoint::ChatCompletions, &[delta(0, json!({"content": "a <<"})), error]);
    assert_eq!(texts(&out)["0.content"], "a <<");
    assert_eq!(out[2]["error"]["message"], "failed_generation: Anna Müller");
}

#[test]
fn wire_31_choices_interleave() {
    let both = |a: &str, b: &str| {
        chunk(json!([
            {"index": 2, "delta": {"content": a}, "finish_reason": null},
            {"delta": {"content": b}, "index": 1, "finish_reason": null},
        ]))
    };
    let end = chunk(json!([
        {"index": 2, "delta": {}, "finish_reason": "stop"},
        {"index": 1, "delta": {"content": ">"}, "finish_reason": "length"},
    ]));
    let upstream = [
        both("x <<PER", "y <"),
        delta(0, json!({"content": "z PERSON"})),
        both("SON_1>>", "<PERSON_12"),
        both("", ""),
        end,
        delta(0, json!({"content": "_1"})),
        finish(0),
    ];
    let texts = texts(&through(Endpoint::ChatCompletions, &upstream));
    let expected = [("0.content", "z Anna Müller"), ("1.content", "y Zoë"), ("2.content", "x Anna Müller")];
    assert_eq!(texts, expected.map(|(path, text)| (path.to_string(), text.to_string())).into());
}

fn call(index: u64, id: Option<&str>, arguments: &str) -> Value {
    match id {
        Some(id) => {
            json!({"index": index, "id": id, "type": "function", "function": {"name": "f", "arguments": arguments}})
        }
        None => json!({"index": index, "function": {"arguments": arguments}}),
    }
}

fn calls(calls: &[Value]) -> Value {
    delta(0, json!({"tool_calls": calls}))
}

#[test]
fn case_12_tool_calls_interleave() {
    let upstream = [
        calls(&[call(0, Some("a"), ""), call(1, Some("b"), "")]),
        calls(&[call(0, None, "{\"to\":\"<<PER"), call(1, None, "{\"to\":\"<<PERSON_")]),
        calls(&[call(1, None, "2>>\"}")]),
        calls(&[call(0, None, "SON_1>>\"}")]),
        finish(0),
    ];
    let texts = texts(&through(Endpoint::ChatCompletions, &upstream));
    assert_eq!(texts["0.tool_calls[0].function.arguments"], "{\"to\":\"Anna Müller\"}");
    let second: Value = serde_json::from_str(&texts["0.tool_calls[1].function.arguments"]).unwrap();
    assert_eq!(second["to"], "O\"Brien \\ Söhne\nGmbH 🙂");
}

#[test]
fn wire_31_all_calls_on_index_0() {
    let upstream = [
        calls(&[call(0, Some("a"), "{\"n\":\"PERSON")]),
        calls(&[call(0, Some("b"), "{\"n\":\"<<PERSON_1")]),
        calls(&[call(0, None, ">>\"}")]),
        finish(0),
    ];
    let out = through(Endpoint::ChatCompletions, &upstream);
    assert_eq!(
        out[1]["choices"][0]["delta"]["tool_calls"],
        json!([{"index": 0, "function": {"arguments": "PERSON"}}])
    );
    let texts = texts(&out);
    assert_eq!(texts["0.tool_calls[0].function.arguments"], "{\"n\":\"PERSON{\"n\":\"Anna Müller\"}");
    assert_eq!((&*texts["0.tool_calls[0].id"], &*texts["0.tool_calls[0].function.name"]), ("ab", "ff"));
}

#[test]
fn a_call_goes_on_after_the_next_has_begun() {
    let custom = |input: &str| json!({"index": 1, "id": "b", "type": "custom", "custom": {"name": "g", "input": input}});
    for cut in 1.."<<PERSON_12>>".len() {
        let (begun, rest) = "<<PERSON_12>>".split_at(cut);
        let upstream = [
            calls(&[call(0, Some("a"), &format!("{{\"n\":\"{begun}"))]),
            calls(&[custom("to PERSON")]),
            calls(&[call(2, Some("c"), "{}")]),
            calls(&[call(0, None, &format!("{rest}\"}}"))]),
            calls(&[json!({"index": 1, "custom": {"input": "_1"}})]),
            finish(0),
        ];
        let texts = texts(&through_once(Endpoint::ChatCompletions, &upstream));
        assert_eq!(texts["0.tool_calls[0].function.arguments"], "{\"n\":\"Zoë\"}", "{begun}");
        assert_eq!(texts["0.tool_calls[1].custom.input"], "to Anna Müller", "{begun}");
        assert_eq!(texts["0.tool_calls[2].function.arguments"], "{}", "{begun}");
    }
}

#[test]
fn wire_32_arguments_stay_json() {
    let arguments =
        "{\"a\":\"\\n<<PERSON_2>>\\\\\",\"b\":\"\\u003c\\u003cPERSON_12\\u003e\\u003e é\\ud83d\\ude42\"}";
    for pieces in cuts(arguments) {
        let mut upstream = vec![calls(&[call(0, Some("a"), "")])];
        upstream.extend(pieces.iter().map(|piece| calls(&[call(0, None, piece)])));
        upstream.push(finish(0));
        let out = through_once(Endpoint::ChatCompletions, &upstream);
        let text = texts(&out).remove("0.tool_calls[0].function.arguments").unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value, json!({"a": "\nO\"Brien \\ Söhne\nGmbH 🙂\\", "b": "Zoë é🙂"}), "{pieces:?}");
    }
}

#[test]
fn case_21_custom_input_is_plain_text() {
    let upstream = [
        calls(&[
            json!({"index": 0, "id": "a", "type": "custom", "custom": {"name": "f", "input": "to <<PERS"}}),
        ]),
        calls(&[json!({"index": 0, "custom": {"input": "ON_2>>"}})]),
        finish(0),
    ];
    assert_eq!(text_of(&upstream, "0.tool_calls[0].custom.input"), "to O\"Brien \\ Söhne\nGmbH 🙂");
}

#[test]
fn wire_33_reasoning_then_content_then_tools() {
    let upstream = [
        delta(0, json!({"role": "assistant", "content": "", "reasoning": "think of <<PERS"})),
        delta(0, json!({"content": "", "reasoning": "ON_1>> and PERSON"})),
        delta(0, json!({"content": "Dear <<PERSON_"})),
        calls(&[call(0, Some("a"), "{\"n\":\"PERSON_12")]),
        finish(0),
    ];
    let out = through(Endpoint::ChatCompletions, &upstream);
    let texts = texts(&out);
    assert_eq!(texts["0.reasoning"], "think of Anna Müller and PERSON");
    assert_eq!(texts["0.content"], "Dear <<PERSON_");
    assert_eq!(texts["0.tool_calls[0].function.arguments"], "{\"n\":\"Zoë");
    let kinds: Vec<bool> =
        out.iter().map(|event| event["choices"][0]["delta"]["reasoning"].is_string()).collect();
    assert_eq!(kinds, [true, true, true, false, false, false, false, false]);
}

#[test]
fn kinds_of_text_that_alternate_are_held_each_by_itself() {
    let texts_of = |other: fn(&str) -> Value, path: &str| {
        for [a, b, c] in cuts("Hi <<PERSON_12>>!") {
            let upstream = ["-", a, b, c].map(|text| [delta(0, json!({"content": text})), other(text)]);
            let upstream: Vec<Value> = upstream.into_iter().flatten().chain([finish(0)]).collect();
            let texts = texts(&through_once(Endpoint::ChatCompletions, &upstream));
            assert_eq!((&*texts["0.content"], &*texts[path]), ("-Hi Zoë!", "-Hi Zoë!"), "{a}|{b}|{c}");
        }
    };
    texts_of(|text| delta(0, json!({"reasoning_content": text})), "0.reasoning_content");
    texts_of(|text| calls(&[call(0, None, text)]), "0.tool_calls[0].function.arguments");
}

#[test]
fn signed_reasoning_details_stay_sealed() {
    let detail = json!([{"type": "reasoning.text", "text": "<<PERSON_1>>", "index": 0, "format": "x"}]);
    let upstream = [delta(0, json!({"reasoning": "<<PERSON_1>>", "reasoning_details": detail})), finish(0)];
    let out = through(Endpoint::ChatCompletions, &upstream);
    assert_eq!(
        out[0]["choices"][0]["delta"],
        json!({"reasoning": "Anna Müller", "reasoning_details": detail})
    );
}

#[test]
fn parts_and_unknown_fields_of_a_delta_grow_too() {
    let thinking =
        |text: &str| json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": text}]}]});
    let upstream = [
        delta(0, thinking("so <<PERS")),
        delta(0, thinking("ON_1>> P")),
        delta(0, json!({"content": "Dear <<PERS"})),
        delta(0, json!({"content": "ON_1>>", "novel": {"words": "<<PER"}})),
        delta(0, json!({"novel": {"words": "SON_12>>"}})),
        finish(0),
    ];
    let out = through(Endpoint::ChatCompletions, &upstream);
    let texts = texts(&out);
    assert_eq!(texts["0.content[null].thinking[null].text"], "so Anna Müller P");
    assert_eq!(texts["0.content"], "Dear Anna Müller");
    assert_eq!(texts["0.novel.words"], "Zoë");
    let inserted = &out[2]["choices"][0]["delta"];
    assert_eq!(inserted, &thinking("P"));
}

#[test]
fn case_09_usage_chunks_without_choices() {
    let odd = [
        json!({"id": "", "object": "", "created": 0, "model": "", "choices": [], "prompt_filter_results": [{"prompt_index": 0}]}),
        json!({"id": "x", "choices": null, "usage": null}),
        json!({"id": "x", "choices": [{"index": 0}]}),
        json!({"id": "x", "choices": [{"index": 0, "delta": null}]}),
        json!({"id": "x"}),
        json!([1, 2]),
        json!("text"),
        json!({"choices": [{"finish_reason": null, "index": 0, "content_filter_offsets": {"check_offset": 44}}]}),
    ];
    assert_eq!(through(Endpoint::ChatCompletions, &odd), odd);
}

#[test]
fn wire_38_azure_frames_do_not_break_a_pseudonym() {
    let filter = json!({"id": "", "model": "", "choices": [], "prompt_filter_results": []});
    let offsets = chunk(json!([{"index": 0, "finish_reason": null, "content_filter_results": {}}]));
    let upstream = [
        filter.clone(),
        delta(0, json!({"content": "Hi <<PER"})),
        offsets,
        filter,
        delta(0, json!({"content": "SON_1>> P"})),
        finish(0),
    ];
    let out = through(Endpoint::ChatCompletions, &upstream);
    assert_eq!(texts(&out)["0.content"], "Hi Anna Müller P");
    assert_eq!(out[5]["id"], "chatcmpl-1");
}

#[test]
fn wire_36_logprobs_go_where_the_text_changed() {
    let token =
        |text: &str| json!({"content": [{"token": text, "bytes": [1], "logprob": -0.1, "top_logprobs": []}]});
    let with = |text: &str| {
        chunk(
            json!([{"index": 0, "delta": {"content": text}, "logprobs": token(text), "finish_reason": null}]),
        )
    };
    let out = through(Endpoint::ChatCompletions, &[with("a "), with("<<PERSON_1"), with(">>"), with(" b")]);
    let logprobs: Vec<&Value> = out.iter().map(|event| &event["choices"][0]["logprobs"]).collect();
    assert_eq!(logprobs, [&token("a "), &Value::Null, &Value::Null, &token(" b")]);
}

#[test]
fn wire_35_annotations_in_a_delta_follow_the_text() {
    let note = |start: u64, end: u64| {
        json!([{"type": "url_citation", "url_citation": {
        "start_index": start, "end_index": end, "url": "https://x.example", "title": "<<PERSON_1>>"}}])
    };
    let upstream = [
        delta(0, json!({"content": "🙂 <<PERSON_1>> says"})),
        delta(0, json!({"annotations": note(2, 14)})),
        delta(0, json!({"annotations": note(0, 0)})),
        chunk(json!([{"index": 0, "delta": {"annotations": note(15, 19)}, "finish_reason": "stop"}])),
    ];
    let out = through(Endpoint::ChatCompletions, &upstream);
    let at = |event: usize| out[event]["choices"][0]["delta"]["annotations"][0]["url_citation"].clone();
    assert_eq!((at(1)["start_index"].as_u64(), at(1)["end_index"].as_u64()), (Some(2), Some(13)));
    assert_eq!((at(2)["start_index"].as_u64(), at(2)["end_index"].as_u64()), (Some(0), Some(0)));
    assert_eq!((at(3)["start_index"].as_u64(), at(3)["end_index"].as_u64()), (Some(14), Some(18)));
    assert_eq!(at(1)["title"], "Anna Müller");
}

#[test]
fn completions_stream_text() {
    let text = |text: &str, reason: Value| json!({"id": "c", "choices": [{"text": text, "index": 0, "logprobs": null, "finish_reason": reason}]});
    let out = through(
        Endpoint::Completions,
        &[text("a <<PERSON", Value::Null), text("_1>> PERSON_1", Value::Null), text("", json!("stop"))],
    );
    assert_eq!(texts(&out)["0"], "a Anna Müller Anna Müller");
    assert_eq!(out.len(), 3);
}

#[test]
fn a_lone_surrogate_beside_a_pseudonym_keeps_its_spelling() {
    let raw = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ud83d <<PERSON_1>> \\u00fc\\ud83d\"}}]}\n\n";
    assert_eq!(restored(Endpoint::ChatCompletions, raw), raw.replace("<<PERSON_1>>", "Anna Müller"));
}

#[test]
fn choices_and_calls_without_an_index_count() {
    let two = |a: &str, b: &str| chunk(json!([{"delta": {"content": a}}, {"delta": {"content": b}}]));
    let out = through(Endpoint::ChatCompletions, &[two("<<PER", "<<PERSON_"), two("SON_1>>", "12>>")]);
    let said = |choice: usize| -> String {
        out.iter().map(|event| event["choices"][choice]["delta"]["content"].as_str().unwrap()).collect()
    };
    assert_eq!((said(0).as_str(), said(1).as_str()), ("Anna Müller", "Zoë"));
    let call = |a: &str, b: &str| {
        calls(&[json!({"function": {"arguments": a}}), json!({"function": {"arguments": b}})])
    };
    let out =
        through(Endpoint::ChatCompletions, &[call("<<PER", "<<PERSON_"), call("SON_1>>", "12>>"), finish(0)]);
    let said = |call: usize| -> String {
        let pieces = out
            .iter()
            .map(|event| &event["choices"][0]["delta"]["tool_calls"][call]["function"]["arguments"]);
        pieces.filter_map(Value::as_str).collect()
    };
    assert_eq!((said(0).as_str(), said(1).as_str()), ("Anna Müller", "Zoë"));
}

/// What becomes of a stream.
fn pushed(events: &[Value]) -> Result<(), Reason> {
    let mut restorer = StreamRestorer::new(Endpoint::ChatCompletions, Arc::new(pseudonyms()));
    events
        .iter()
        .try_for_each(|event| restorer.push(stream(std::slice::from_ref(event)).into(), &mut Vec::new()))
}

#[test]
fn a_stream_in_which_too_much_grows_at_a_time_is_broken_off() {
    let choice = |index: usize| json!({"index": index, "delta": {"content": "a"}});
    let call = |index: usize| {
        let call = json!({"index": index, "id": format!("call_{index}"), "function": {"name": "f", "arguments": "{"}});
        json!({"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]})
    };
    let chunks = |count: usize| (0..count).map(|at| json!({"choices": [choice(at)]})).collect::<Vec<_>>();
    let calls = |count: usize| (0..count).map(call).collect::<Vec<_>>();
    assert_eq!((pushed(&chunks(1_000)), pushed(&calls(1_000))), (Ok(()), Ok(())));
    let refused = Err(Reason::BadUpstreamAnswer);
    assert_eq!((pushed(&chunks(1_100)), pushed(&calls(1_100))), (refused, refused));
    let mut ended = chunks(1_000);
    ended.extend((0..1_000).map(|at| json!({"choices": [{"index": at, "finish_reason": "stop"}]})));
    ended.extend(chunks(1_000));
    assert_eq!(pushed(&ended), Ok(()), "what has ended does not count");
}

#[test]
fn one_event_in_which_too_much_grows_is_refused_at_once() {
    let choices: Vec<Value> = (0..50_000).map(|_| json!({"delta": {"content": "a"}})).collect();
    let began = std::time::Instant::now();
    assert_eq!(pushed(&[json!({"choices": choices})]), Err(Reason::BadUpstreamAnswer));
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

#[test]
fn an_answer_cut_off_inside_a_pseudonym_shows_nobody_else() {
    let text = "The winner is <<PERSON_1";
    for [a, b, c] in cuts(text) {
        let delta = |text: &str| json!({"choices": [{"index": 0, "delta": {"content": text}}]});
        let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]});
        let upstream = [delta(a), delta(b), delta(c), end];
        assert_eq!(content(&through_once(Endpoint::ChatCompletions, &upstream)), text, "{a}|{b}|{c}");
        let broken = stream(&upstream[..3]);
        let out = restored_in(Endpoint::ChatCompletions, broken.as_bytes(), usize::MAX, End::Broken);
        assert_eq!(content(&events(&out)), text, "{a}|{b}|{c}");
    }
}

fn content(events: &[Value]) -> String {
    events.iter().filter_map(|event| event["choices"][0]["delta"]["content"].as_str()).collect()
}

#[test]
fn offsets_of_tokens_behind_a_pseudonym_move_with_the_text() {
    let chunk = |token: &str, offset: usize| {
        let logprobs = json!({"tokens": [token], "text_offset": [offset], "token_logprobs": [-0.5]});
        json!({"choices": [{"index": 0, "text": token, "logprobs": logprobs, "finish_reason": null}]})
    };
    let upstream = [
        chunk("Hi ", 100),
        chunk("<<PERSON_12>>", 103),
        chunk(" and", 116),
        chunk(" <<EMAIL_1>>", 120),
        chunk("!", 132),
    ];
    let out = through(Endpoint::Completions, &upstream);
    let offsets: Vec<&Value> =
        out.iter().map(|event| &event["choices"][0]["logprobs"]["text_offset"][0]).collect();
    assert_eq!(offsets, [&json!(100), &Value::Null, &json!(106), &Value::Null, &json!(124)]);
}

#[test]
fn a_member_that_some_provider_adds_does_not_interrupt_the_text() {
    for [a, b, c] in cuts("Hi <<PERSON_12>>!") {
        let upstream = [a, b, c]
            .map(|text| [delta(0, json!({"content": text})), delta(0, json!({"provider_note": "on it"}))]);
        let upstream: Vec<Value> = upstream.into_iter().flatten().chain([finish(0)]).collect();
        assert_eq!(content(&through_once(Endpoint::ChatCompletions, &upstream)), "Hi Zoë!", "{a}|{b}|{c}");
    }
}
