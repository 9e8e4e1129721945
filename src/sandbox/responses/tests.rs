use super::*;
use crate::sandbox::tests::{TEXT, asked, document, events, joined};

fn request(model: &str, more: Value) -> Asked {
    let mut body = json!({"model": model, "instructions": "be brief", "input": TEXT});
    let Value::Object(more) = more else { panic!("not an object") };
    body.as_object_mut().unwrap().extend(more);
    asked(Provider::OpenAi, body)
}

fn said(store: &Store, model: &str, more: Value) -> Value {
    document(create(&request(model, more), store).unwrap())
}

fn told(model: &str, mut more: Value) -> Vec<(String, Value)> {
    more["stream"] = json!(true);
    events(create(&request(model, more), &Store::default()).unwrap())
}

fn text(response: &Value) -> &str {
    let message =
        response["output"].as_array().unwrap().iter().find(|item| item["type"] == "message").unwrap();
    message["content"][0]["text"].as_str().unwrap()
}

#[test]
fn deltas_joined_are_the_text_and_so_is_every_repetition() {
    assert_eq!(text(&said(&Store::default(), "echo", json!({}))), TEXT);
    for chunk in ["1", "7b", "words", "whole"] {
        let events = told(&format!("echo+chunk={chunk}"), json!({}));
        let of = |name: &str| events.iter().filter(|(n, _)| n == name).cloned().collect::<Vec<_>>();
        assert_eq!(joined(&of("response.output_text.delta"), "/delta"), TEXT, "{chunk}");
        assert_eq!(of("response.output_text.done")[0].1["text"], TEXT);
        assert_eq!(of("response.content_part.done")[0].1["part"]["text"], TEXT);
        assert_eq!(of("response.output_item.done")[0].1["item"]["content"][0]["text"], TEXT);
        assert_eq!(text(&of("response.completed")[0].1["response"]), TEXT);
    }
}

#[test]
fn events_are_named_numbered_and_in_order() {
    let events =
        told("echo-thinking+chunk=whole+annotate", json!({"include": ["reasoning.encrypted_content"]}));
    let names: Vec<_> = events.iter().map(|(name, _)| name.strip_prefix("response.").unwrap()).collect();
    assert_eq!(
        names,
        [
            "created",
            "in_progress",
            "output_item.added",
            "reasoning_summary_part.added",
            "reasoning_summary_text.delta",
            "reasoning_summary_text.done",
            "reasoning_summary_part.done",
            "output_item.done",
            "output_item.added",
            "content_part.added",
            "output_text.delta",
            "output_text.annotation.added",
            "output_text.done",
            "content_part.done",
            "output_item.done",
            "completed",
        ]
    );
    for (number, (name, data)) in events.iter().enumerate() {
        assert_eq!((&data["sequence_number"], &data["type"]), (&json!(number), &json!(name)));
    }
    let sealed = events[7].1["item"]["encrypted_content"].as_str().unwrap();
    assert!(seal::open(sealed).unwrap().contains(TEXT));
    assert_eq!(events[11].1["annotation"]["end_index"], TEXT.chars().count());
}

#[test]
fn sealed_reasoning_must_come_back_unchanged() {
    let store = Store::default();
    let output = said(&store, "echo-thinking", json!({"store": false}))["output"].clone();
    assert!(create(&request("echo", json!({"input": output})), &store).is_ok());
    let mut changed = output.clone();
    let sealed = changed[0]["encrypted_content"].as_str().unwrap().replace('A', "B");
    changed[0]["encrypted_content"] = json!(sealed);
    let refusal = create(&request("echo", json!({"input": changed})), &store).err().unwrap();
    assert_eq!(refusal.code, Some("invalid_encrypted_content"));
}

fn tools() -> Value {
    let schema = json!({"type": "object", "properties": {"cmd": {"type": "string"}}, "required": ["cmd"]});
    json!({"tools": [
        {"type": "custom", "name": "patch"},
        {"type": "namespace", "name": "shells", "tools": [{"type": "function", "name": "exec_command", "parameters": schema}]},
        {"type": "web_search"},
        {"type": "local_shell"},
    ]})
}

#[test]
fn calls_stream_in_their_own_events() {
    for model in ["echo-tools", "echo-tools+calls=interleaved"] {
        let events = told(model, tools());
        let of = |name: &str| events.iter().filter(|(n, _)| n == name).cloned().collect::<Vec<_>>();
        assert_eq!(joined(&of("response.custom_tool_call_input.delta"), "/delta"), TEXT);
        let arguments = joined(&of("response.function_call_arguments.delta"), "/delta");
        assert_eq!(of("response.function_call_arguments.done")[0].1["arguments"], arguments);
        let output = of("response.completed")[0].1["response"]["output"].clone();
        assert_eq!((&output[0]["name"], &output[0]["namespace"]), (&json!("exec_command"), &json!("shells")));
        assert!(
            serde_json::from_str::<Value>(&arguments).unwrap()["cmd"]
                .as_str()
                .unwrap()
                .starts_with("echo 'Gr")
        );
        let order: Vec<_> = events.iter().filter_map(|(_, data)| data["output_index"].as_u64()).collect();
        assert_eq!(order.is_sorted(), model == "echo-tools");
    }
}

#[test]
fn a_tools_result_is_echoed() {
    let input = json!([{"role": "user", "content": [{"type": "input_text", "text": "a"}]},
        {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": "42"}]);
    let mut more = tools();
    more["input"] = input;
    assert_eq!(text(&said(&Store::default(), "gpt-5", more)), "42");
}

#[test]
fn the_server_holds_what_came_before() {
    let store = Store::default();
    let first = said(&store, "echo", json!({"input": "one"}));
    let second = said(&store, "echo-history", json!({"input": "two", "previous_response_id": first["id"]}));
    assert_eq!(text(&second), "one\none\ntwo");
    let id = second["id"].as_str().unwrap();
    let items = document(input_items(&store, id, "order=asc").unwrap());
    let texts: Vec<_> = items["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["content"][0]["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["one", "one", "two"]);
    for turn in ["a", "b"] {
        said(&store, "echo", json!({"input": turn, "conversation": "conv_1"}));
    }
    assert_eq!(
        text(&said(&store, "echo-history", json!({"input": "c", "conversation": {"id": "conv_1"}}))),
        "a\na\nb\nb\nc"
    );
    let lost = create(&request("echo", json!({"previous_response_id": "resp_none"})), &store).err().unwrap();
    assert_eq!(lost.code, Some("previous_response_not_found"));
}

#[test]
fn a_stored_response_is_told_again_from_any_number() {
    let store = Store::default();
    let mut first = request("echo", json!({"stream": true}));
    first.shape.set("chunk", "7").unwrap();
    let told = events(create(&first, &store).unwrap());
    let id = told[0].1["response"]["id"].as_str().unwrap();
    assert_eq!(events(retrieve(&store, id, "stream=true").unwrap()), told);
    assert_eq!(events(retrieve(&store, id, "stream=true&starting_after=4").unwrap()), told[5..]);
    assert_eq!(text(&document(retrieve(&store, id, "").unwrap())), TEXT);
    document(delete(&store, id).unwrap());
    assert_eq!(retrieve(&store, id, "").err().unwrap().status, StatusCode::NOT_FOUND);
}

#[test]
fn only_background_responses_can_be_cancelled() {
    let store = Store::default();
    let plain = said(&store, "echo", json!({}));
    assert!(cancel(&store, plain["id"].as_str().unwrap()).is_err());
    let queued = said(&store, "echo", json!({"background": true}));
    let id = queued["id"].as_str().unwrap();
    assert_eq!((&queued["status"], &queued["output"]), (&json!("queued"), &json!([])));
    assert_eq!(text(&document(retrieve(&store, id, "").unwrap())), TEXT);
    assert_eq!(document(cancel(&store, id).unwrap())["status"], "cancelled");
    let unkept = said(&store, "echo", json!({"store": false}));
    assert!(retrieve(&store, unkept["id"].as_str().unwrap(), "").is_err());
}

#[test]
fn a_compacted_conversation_goes_on() {
    let store = Store::default();
    let input = json!([{"role": "user", "content": "one"}, {"role": "assistant", "content": "two"}]);
    let mut output =
        document(compact(&request("echo", json!({"input": input})), &store).unwrap())["output"].clone();
    assert_eq!((&output[0]["role"], &output[1]["type"]), (&json!("user"), &json!("compaction")));
    output.as_array_mut().unwrap().push(json!({"role": "user", "content": "three"}));
    assert_eq!(text(&said(&store, "echo-history", json!({"input": output}))), "one\none\ntwo\nthree");
    let counted = document(count(&request("echo", json!({})), &store).unwrap());
    assert!(counted["input_tokens"].as_u64().unwrap() > 3);
}

#[test]
fn an_error_ends_the_stream_with_both_events() {
    let events = told("echo+fault=error+after=1", json!({}));
    let [.., (error, first), (failed, second)] = events.as_slice() else { panic!("too short") };
    assert_eq!((error.as_str(), failed.as_str()), ("error", "response.failed"));
    assert_eq!(second["sequence_number"].as_u64(), first["sequence_number"].as_u64().map(|n| n + 1));
    assert_eq!(
        (&first["error"]["code"], &second["response"]["status"]),
        (&json!("server_error"), &json!("failed"))
    );
}
