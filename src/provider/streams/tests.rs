//! Streams written as the providers write them, and what each event does to the texts that grow.

use super::*;

/// Feeds the steps of `json` (well-formed, ASCII, no escapes) to the reader.
fn read(reader: &mut Reader, json: &str) -> Outline {
    let (bytes, mut at, mut in_object) = (json.as_bytes(), 0, Vec::new());
    let mut key_next = false;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => {
                reader.open(bytes[at] == b'[');
                in_object.push(bytes[at] == b'{');
                key_next = bytes[at] == b'{';
            }
            b'}' | b']' => {
                reader.close();
                in_object.pop();
            }
            b',' => key_next = in_object.last() == Some(&true),
            b':' => key_next = false,
            b'"' => {
                let end = at + 1 + json[at + 1..].find('"').expect("a closing quote");
                let text = &json[at + 1..end];
                if key_next {
                    reader.key(text)
                } else {
                    reader.string(text)
                }
                at = end;
            }
            b' ' => {}
            _ => {
                let end = at + json[at..].find([',', '}', ']']).expect("an end");
                reader.scalar(&json[at..end]);
                at = end - 1;
            }
        }
        at += 1;
    }
    reader.finish().clone()
}

fn event(reader: &mut Reader, name: Option<&str>, json: &str) -> Outline {
    reader.begin(name);
    read(reader, json)
}

/// A stream of nameless events or of events whose JSON names them.
fn outlines(dialect: Dialect, events: &[&str]) -> Vec<Outline> {
    let mut reader = Reader::new(dialect);
    events.iter().map(|json| event(&mut reader, None, json)).collect()
}

/// The only delta's channel.
#[track_caller]
fn channel(outline: &Outline) -> Channel {
    assert_eq!(outline.deltas().len(), 1, "{outline:?}");
    outline.deltas()[0].channel
}

fn chat(delta: &str) -> String {
    format!(r#"{{"id":"c","choices":[{{"index":0,"delta":{{{delta}}},"finish_reason":null}}],"usage":null}}"#)
}

#[test]
fn a_choices_text_grows_until_its_finish_reason() {
    let end = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;
    let [a, b, c] = &outlines(
        Dialect::Chat,
        &[&chat(r#""role":"assistant","content":"ab""#), &chat(r#""content":"c""#), end],
    )[..] else {
        panic!()
    };
    assert_eq!((a.deltas()[0].leaf, a.deltas()[0].kind, a.deltas()[0].last), (2, Kind::Text, false));
    assert_eq!(channel(a), channel(b));
    assert!(!b.ends(&channel(a)) && c.ends(&channel(a)));
}

#[test]
fn text_beside_a_finish_reason_is_the_last_of_its_channel() {
    // the index and the finish reason may follow the delta
    let both = r#"{"choices":[{"finish_reason":"stop","delta":{"content":"c"},"index":1}]}"#;
    let after = r#"{"choices":[{"delta":{"content":"c"},"finish_reason":"length","index":1}]}"#;
    for outline in outlines(Dialect::Chat, &[both, after]) {
        assert!(outline.deltas()[0].last);
        assert!(!outline.ends(&channel(&outline)));
        assert_eq!(channel(&outline).outer, 1);
    }
    let open = r#"{"choices":[{"index":0,"delta":{"content":"c"},"finish_reason":""}]}"#;
    assert!(!outlines(Dialect::Chat, &[open])[0].deltas()[0].last);
}

#[test]
fn another_field_of_the_choice_ends_the_texts_before_it() {
    let events = [
        chat(r#""reasoning":"r","content":"""#),
        chat(r#""content":"c""#),
        chat(r#""tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]"#),
    ];
    let [reasoning, content, call] = &outlines(Dialect::Chat, &events.each_ref().map(String::as_str))[..]
    else {
        panic!()
    };
    assert!(content.ends(&channel(reasoning)) && !content.ends(&channel(content)));
    assert!(call.deltas().is_empty() && call.ends(&channel(content)));
    let role_only = outlines(Dialect::Chat, &[&chat(r#""role":"assistant","content":"""#)]).remove(0);
    assert!(!role_only.ends(&channel(reasoning)));
}

#[test]
fn choices_do_not_end_each_other() {
    let two = r#"{"choices":[{"index":0,"delta":{"content":"a"}},{"index":2,"delta":{"reasoning_content":"b"},"finish_reason":"stop"}]}"#;
    let other = r#"{"choices":[{"index":1,"delta":{"content":"x"},"finish_reason":"stop"}]}"#;
    let [both, one] = &outlines(Dialect::Chat, &[two, other])[..] else { panic!() };
    let [a, b] = both.deltas() else { panic!() };
    assert_eq!((a.channel.outer, b.channel.outer, a.last, b.last), (0, 2, false, true));
    assert!(!one.ends(&a.channel) && !one.ends(&b.channel));
}

#[test]
fn parallel_calls_interleave() {
    let call = |index: u32, arguments: &str| {
        chat(&format!(r#""tool_calls":[{{"index":{index},"function":{{"arguments":"{arguments}"}}}}]"#))
    };
    let start = chat(
        r#""tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"x"}},{"index":1,"id":"b","function":{"name":"f","arguments":"y"}}]"#,
    );
    let events = [start, call(0, "1"), call(1, "2"), call(0, "3"), chat(r#""content":"t""#)];
    let [first, a, b, c, text] = &outlines(Dialect::Chat, &events.each_ref().map(String::as_str))[..] else {
        panic!()
    };
    let [x, y] = first.deltas() else { panic!() };
    assert_eq!((x.channel, y.channel, x.kind), (channel(a), channel(b), Kind::Json));
    assert_ne!(channel(a), channel(b));
    assert_eq!(channel(a), channel(c));
    for outline in [a, b, c, text] {
        assert!(!outline.ends(&channel(a)) && !outline.ends(&channel(b)));
    }
}

#[test]
fn a_new_id_under_the_same_index_is_a_new_call() {
    let call = |head: &str, arguments: &str| {
        chat(&format!(r#""tool_calls":[{{"index":0,{head}"function":{{"arguments":"{arguments}"}}}}]"#))
    };
    let events = [
        call(r#""id":"a","#, "1"),
        call("", "2"),
        call(r#""id":"a","#, "3"),
        call(r#""id":"b","#, "4"),
        call("", "5"),
    ];
    let [a, a2, a3, b, b2] = &outlines(Dialect::Chat, &events.each_ref().map(String::as_str))[..] else {
        panic!()
    };
    assert_eq!((channel(a), channel(a)), (channel(a2), channel(a3)));
    assert_ne!(channel(a), channel(b));
    assert_eq!(channel(b), channel(b2));
    assert!(b.ends(&channel(a)) && !b2.ends(&channel(b)));
    // without ids, another name tells
    let named =
        |name: &str| chat(&format!(r#""tool_calls":[{{"function":{{"name":"{name}","arguments":"1"}}}}]"#));
    let [f, f2, g] = &outlines(Dialect::Chat, &[&named("f"), &named("f"), &named("g")])[..] else { panic!() };
    assert_eq!(channel(f), channel(f2));
    assert!(channel(g) != channel(f) && g.ends(&channel(f)));
}

#[test]
fn usage_and_errors_end_everything() {
    let start = r#"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#;
    let azure = r#"{"choices":[],"id":"","prompt_filter_results":[{"prompt_index":0}],"usage":null}"#;
    let filter =
        r#"{"choices":[{"index":0,"content_filter_offsets":{"check_offset":1},"finish_reason":null}]}"#;
    let usage = r#"{"choices":[],"usage":{"total_tokens":3}}"#;
    let error = r#"{"error":{"message":"m"},"choices":[{"index":0,"delta":{"content":"b"}}]}"#;
    let bare = r#"{"error":{"message":"m"}}"#;
    let [a, b, c, d, e, f] = &outlines(Dialect::Chat, &[start, azure, filter, usage, error, bare])[..] else {
        panic!()
    };
    assert!(!b.ends(&channel(a)) && !c.ends(&channel(a)));
    assert!(d.ends(&channel(a)) && f.ends(&channel(a)));
    assert!(e.deltas()[0].last);
}

#[test]
fn every_streaming_field_of_chat_is_a_channel() {
    for (delta, kind) in [
        (r#""content":"x""#, Kind::Text),
        (r#""content":[{"type":"text","text":"x"}]"#, Kind::Text),
        (r#""refusal":"x""#, Kind::Text),
        (r#""reasoning":"x""#, Kind::Text),
        (r#""reasoning_content":"x""#, Kind::Text),
        (r#""audio":{"id":"i","transcript":"x","data":"AAAA"}"#, Kind::Text),
        (r#""function_call":{"name":"f","arguments":"x"}"#, Kind::Json),
        (r#""tool_calls":[{"index":0,"custom":{"name":"f","input":"x"}}]"#, Kind::Text),
        (r#""new_field":"x""#, Kind::Text),
    ] {
        let outline = outlines(Dialect::Chat, &[&chat(delta)]).remove(0);
        let found = outline.deltas().iter().filter(|found| found.kind == kind).count();
        assert_eq!(found, 1, "{delta} {outline:?}");
    }
    let details = r#""reasoning":"x","reasoning_details":[{"type":"reasoning.text","text":"x","index":0}]"#;
    let outline = outlines(Dialect::Chat, &[&chat(details)]).remove(0);
    assert_eq!(
        outline.deltas().iter().map(|delta| delta.kind).collect::<Vec<_>>(),
        [Kind::Text, Kind::Signed]
    );
    assert!(outlines(Dialect::Chat, &[&chat(r#""role":"assistant""#)])[0].deltas().is_empty());
    let [a, b] = &outlines(
        Dialect::Completions,
        &[
            r#"{"choices":[{"text":"a","index":1}]}"#,
            r#"{"choices":[{"text":"","index":1,"finish_reason":"stop"}]}"#,
        ],
    )[..] else {
        panic!()
    };
    assert!(b.ends(&channel(a)) && channel(a).outer == 1);
}

fn responses(kind: &str, rest: &str) -> String {
    format!(r#"{{"sequence_number":7,{rest},"type":"{kind}"}}"#)
}

#[test]
fn responses_families_grow_side_by_side() {
    let delta = |family: &str, place: &str| {
        responses(&format!("response.{family}.delta"), &format!(r#""item_id":"i",{place},"delta":"x""#))
    };
    let places = [
        ("output_text", r#""output_index":0,"content_index":0"#, Kind::Text),
        ("output_text", r#""output_index":0,"content_index":1"#, Kind::Text),
        ("output_text", r#""output_index":1,"content_index":0"#, Kind::Text),
        ("refusal", r#""output_index":0,"content_index":0"#, Kind::Text),
        ("reasoning_text", r#""output_index":2,"content_index":0"#, Kind::Text),
        ("reasoning_summary_text", r#""output_index":2,"summary_index":0"#, Kind::Text),
        ("function_call_arguments", r#""output_index":3"#, Kind::Json),
        ("mcp_call_arguments", r#""output_index":4"#, Kind::Json),
        ("custom_tool_call_input", r#""output_index":5"#, Kind::Text),
        ("code_interpreter_call_code", r#""output_index":6"#, Kind::Text),
        ("shell_call_command", r#""output_index":7,"command_index":1"#, Kind::Text),
        ("audio.transcript", r#""output_index":8"#, Kind::Text),
        ("output_text", r#""output_index":0,"content_index":0,"stream_id":"s""#, Kind::Text),
    ];
    let mut reader = Reader::new(Dialect::Responses);
    let mut seen = Vec::new();
    for (family, place, kind) in places {
        let outline = event(&mut reader, None, &delta(family, place));
        assert_eq!(outline.deltas()[0].kind, kind, "{family}");
        assert!(!seen.contains(&channel(&outline)), "{family} {place}");
        assert!(seen.iter().all(|earlier| !outline.ends(earlier)), "{family} {place}");
        seen.push(channel(&outline));
    }
    for (at, (family, place, _)) in places.into_iter().enumerate() {
        let done = event(
            &mut reader,
            None,
            &responses(&format!("response.{family}.done"), &format!(r#"{place},"text":"x""#)),
        );
        assert!(done.deltas().is_empty());
        let ended: Vec<_> = (0..seen.len()).filter(|&other| done.ends(&seen[other])).collect();
        assert_eq!(ended, [at], "{family} {place}");
    }
}

#[test]
fn responses_parts_items_and_ends_end_what_they_hold() {
    let mut reader = Reader::new(Dialect::Responses);
    let delta = responses("response.output_text.delta", r#""output_index":1,"content_index":2,"delta":"x""#);
    let grown = channel(&event(&mut reader, None, &delta));
    let mut ends = |kind: &str, rest: &str| event(&mut reader, None, &responses(kind, rest)).ends(&grown);
    assert!(ends("response.content_part.done", r#""output_index":1,"content_index":2"#));
    assert!(!ends("response.content_part.done", r#""output_index":1,"content_index":0"#));
    assert!(ends("response.output_item.done", r#""output_index":1"#));
    assert!(!ends("response.output_item.done", r#""output_index":0"#));
    for kind in ["response.completed", "response.incomplete", "response.failed", "error"] {
        assert!(ends(kind, r#""response":{"output":[{"type":"message"}]}"#), "{kind}");
    }
    for kind in [
        "response.in_progress",
        "response.output_text.annotation.added",
        "response.content_part.added",
        "keepalive",
    ] {
        assert!(!ends(kind, r#""output_index":1,"content_index":2,"annotation_index":0"#), "{kind}");
    }
}

#[test]
fn unknown_families_stream_and_end_at_the_next_event_of_their_item() {
    let new = responses("response.hologram_caption.delta", r#""output_index":1,"delta":"x""#);
    let text = responses("response.output_text.delta", r#""output_index":1,"content_index":0,"delta":"x""#);
    let elsewhere =
        responses("response.output_text.delta", r#""output_index":2,"content_index":0,"delta":"x""#);
    let done = responses("response.hologram_caption.done", r#""output_index":1"#);
    let [a, b, c, d, e] = &outlines(Dialect::Responses, &[&new, &new, &elsewhere, &text, &done])[..] else {
        panic!()
    };
    assert_eq!(channel(a), channel(b));
    assert!(!b.ends(&channel(a)) && !c.ends(&channel(a)) && d.ends(&channel(a)) && e.ends(&channel(a)));
    assert!(!e.ends(&channel(d)));
}

#[test]
fn responses_deltas_of_other_shapes() {
    let object = responses(
        "response.shell_call_output_content.delta",
        r#""output_index":1,"command_index":0,"delta":{"stdout":"o","stderr":"e"}"#,
    );
    let outline = outlines(Dialect::Responses, &[&object]).remove(0);
    let [out, err] = outline.deltas() else { panic!() };
    assert_ne!(out.channel, err.channel);
    let done = responses("response.shell_call_output_content.done", r#""output_index":1,"command_index":0"#);
    let done = outlines(Dialect::Responses, &[&done]).remove(0);
    assert!(done.ends(&out.channel) && done.ends(&err.channel));
    for opaque in ["response.audio.delta", "response.output_audio.delta"] {
        let outline = outlines(Dialect::Responses, &[&responses(opaque, r#""delta":"AAAA""#)]).remove(0);
        assert!(outline.deltas().is_empty(), "{opaque}");
    }
    // the name may stand in the `event:` line alone
    let mut reader = Reader::new(Dialect::Responses);
    let named = event(
        &mut reader,
        Some("response.output_text.delta"),
        r#"{"output_index":0,"content_index":0,"delta":"x"}"#,
    );
    assert_eq!(named.deltas().len(), 1);
}

fn block(index: u32, delta: &str) -> String {
    format!(r#"{{"type":"content_block_delta","index":{index},"delta":{{{delta}}}}}"#)
}

#[test]
fn anthropic_blocks_grow_by_index_and_kind() {
    let text = block(0, r#""type":"text_delta","text":"x""#);
    let json = block(1, r#""partial_json":"x","type":"input_json_delta""#);
    let cited = block(0, r#""type":"citations_delta","citation":{"cited_text":"x"}"#);
    let stop = |index: u32| format!(r#"{{"type":"content_block_stop","index":{index}}}"#);
    let [a, b, c, d, e] = &outlines(Dialect::Messages, &[&text, &json, &cited, &stop(0), &stop(1)])[..]
    else {
        panic!()
    };
    assert_eq!((a.deltas()[0].kind, b.deltas()[0].kind), (Kind::Text, Kind::Json));
    assert!(!b.ends(&channel(a)) && c.deltas().is_empty() && !c.ends(&channel(a)));
    assert!(d.ends(&channel(a)) && !d.ends(&channel(b)) && e.ends(&channel(b)));
}

#[test]
fn anthropic_reasoning_is_signed_and_another_kind_ends_a_text() {
    let thinking = block(0, r#""type":"thinking_delta","thinking":"x""#);
    let compaction = block(0, r#""type":"compaction_delta","content":"x","encrypted_content":"y""#);
    let signature = block(0, r#""type":"signature_delta","signature":"x""#);
    let new = block(0, r#""type":"new_delta","caption":"x""#);
    let text = block(0, r#""type":"text_delta","text":"x""#);
    let [a, b, c, d, e] =
        &outlines(Dialect::Messages, &[&thinking, &compaction, &signature, &new, &text])[..]
    else {
        panic!()
    };
    assert_eq!((a.deltas()[0].kind, b.deltas()[0].kind), (Kind::Signed, Kind::Signed));
    assert!(b.deltas().len() == 1 && c.deltas().is_empty());
    assert!(
        d.deltas()[0].kind == Kind::Text
            && e.ends(&channel(d))
            && !e.ends(&channel(e))
            && c.ends(&channel(d))
    );
}

#[test]
fn anthropic_ends_end_everything() {
    let start = r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"x"}}"#;
    let grown = block(0, r#""type":"text_delta","text":"x""#);
    let [a, b] = &outlines(Dialect::Messages, &[start, &grown])[..] else { panic!() };
    assert_eq!(channel(a), channel(b)); // a block may begin with text
    for end in [
        r#"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":1}}"#,
        r#"{"type":"message_stop"}"#,
        r#"{"type":"message_start","message":{"content":[],"usage":{}}}"#,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#,
    ] {
        assert!(outlines(Dialect::Messages, &[end])[0].ends(&channel(a)), "{end}");
    }
    assert!(!outlines(Dialect::Messages, &[r#"{"type":"ping"}"#])[0].ends(&channel(a)));
}

#[test]
fn the_first_completions_of_anthropic() {
    let [a, b] = &outlines(
        Dialect::Complete,
        &[
            r#"{"type":"completion","completion":"x","stop_reason":null}"#,
            r#"{"type":"completion","completion":"y","stop_reason":"stop_sequence"}"#,
        ],
    )[..] else {
        panic!()
    };
    assert!(channel(a) == channel(b) && !a.deltas()[0].last && b.deltas()[0].last);
}

#[test]
fn a_reader_keeps_nothing_of_an_event_that_broke_off() {
    let mut reader = Reader::new(Dialect::Chat);
    reader.begin(None);
    reader.open(false);
    reader.key("choices");
    reader.open(true);
    reader.open(false);
    reader.close();
    reader.close();
    reader.close();
    reader.close(); // one too many does no harm
    assert!(reader.finish().deltas().is_empty());
    assert_eq!(event(&mut reader, None, &chat(r#""content":"x""#)).deltas().len(), 1);
}

#[test]
fn done_is_recognised() {
    assert!(is_done(b"[DONE]") && is_done(b" [DONE] ") && !is_done(b"{}"));
}
