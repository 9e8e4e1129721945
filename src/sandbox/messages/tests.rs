use super::*;
use crate::sandbox::route::Provider;
use crate::sandbox::tests::{TEXT, asked, document, events, joined};

fn request(model: &str, more: Value) -> Value {
    let content = json!([{"type": "text", "text": "<system-reminder>no"}, {"type": "text", "text": TEXT}]);
    let mut body = json!({"model": model, "max_tokens": 9, "system": "be brief", "messages": [{"role": "user", "content": content}]});
    let Value::Object(more) = more else { panic!("not an object") };
    body.as_object_mut().unwrap().extend(more);
    body
}

fn told(model: &str, more: Value) -> Vec<(String, Value)> {
    let mut body = request(model, more);
    body["stream"] = json!(true);
    events(reply(&asked(Provider::Anthropic, body)).unwrap())
}

fn said(model: &str, more: Value) -> Value {
    document(reply(&asked(Provider::Anthropic, request(model, more))).unwrap())
}

#[test]
fn deltas_joined_are_the_text() {
    assert_eq!(said("echo", json!({}))["content"][0]["text"], TEXT);
    for chunk in ["1", "7b", "words", "whole"] {
        let events = told(&format!("echo+chunk={chunk}"), json!({}));
        assert_eq!(joined(&events, "/delta/text"), TEXT, "{chunk}");
        assert!(events.iter().all(|(name, data)| data["type"] == name.as_str()));
    }
}

#[test]
fn events_come_in_the_strict_order() {
    let events = told("echo-thinking+chunk=whole", json!({}));
    let names: Vec<_> =
        events.iter().map(|(name, _)| name.strip_prefix("content_block_").unwrap_or(name)).collect();
    let wanted = [
        "message_start",
        "start",
        "ping",
        "delta",
        "delta",
        "stop",
        "start",
        "delta",
        "stop",
        "message_delta",
        "message_stop",
    ];
    assert_eq!(names, wanted);
    let thinking = joined(&events, "/delta/thinking");
    assert!(seal::verify(&thinking, &joined(&events, "/delta/signature")));
    assert!(thinking.contains(TEXT));
}

#[test]
fn thinking_must_come_back_unchanged() {
    let answer = said("echo-thinking", json!({}));
    let replay = |content: &Value| {
        let messages = json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": content}, {"role": "user", "content": "b"}]);
        reply(&asked(Provider::Anthropic, request("echo", json!({"messages": messages}))))
    };
    assert!(replay(&answer["content"]).is_ok());
    let mut changed = answer["content"].clone();
    changed[0]["thinking"] = json!(TEXT);
    let refusal = replay(&changed).err().unwrap();
    assert_eq!(refusal.message, "messages.1.content.0: Invalid `signature` in `thinking` block");
}

fn tools() -> Value {
    let schema = json!({"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]});
    json!({"tools": [{"type": "web_search_20250305", "name": "web_search"}, {"name": "look", "input_schema": schema}]})
}

#[test]
fn a_tool_is_called_then_its_result_echoed() {
    let answer = said("echo-tool", tools());
    assert_eq!(
        (&answer["content"][0]["name"], &answer["content"][0]["input"]),
        (&json!("look"), &json!({"q": TEXT}))
    );
    assert_eq!(answer["stop_reason"], "tool_use");
    let events = told("echo-tool", tools());
    let input = joined(&events, "/delta/partial_json");
    assert_eq!(serde_json::from_str::<Value>(&input).unwrap(), json!({"q": TEXT}));
    let mut more = tools();
    let result = json!([{"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "42"}]},
        {"type": "text", "text": "<system-reminder>"}]);
    more["messages"] = json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": answer["content"]},
        {"role": "user", "content": result}]);
    assert_eq!(said("claude-sonnet-4-5", more)["content"][0]["text"], "42");
}

#[test]
fn stops_formats_and_documents() {
    let stopped = said("echo", json!({"stop_sequences": ["😀"]}));
    assert_eq!((&stopped["stop_reason"], &stopped["stop_sequence"]), (&json!("stop_sequence"), &json!("😀")));
    assert_eq!(stopped["content"][0]["text"], "Grüße, <<PERSON_1>> ");
    let schema =
        json!({"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]});
    let filled = said(
        "claude-haiku-4-5",
        json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}}),
    );
    assert_eq!(filled["content"][0]["text"], json!({"title": TEXT}).to_string());
    let source = json!({"type": "text", "media_type": "text/plain", "data": "Ünder the sea. Éla."});
    let content = json!([{"type": "document", "source": source, "citations": {"enabled": true}}, {"type": "text", "text": "q"}]);
    let cited = said("echo+annotate", json!({"messages": [{"role": "user", "content": content}]}));
    let citation = &cited["content"][0]["citations"][0];
    assert_eq!(
        (&citation["cited_text"], &citation["start_char_index"], &citation["end_char_index"]),
        (&json!("Éla."), &json!(15), &json!(19))
    );
}

#[test]
fn an_error_ends_the_stream_and_counting_counts() {
    let events = told("echo+fault=error+after=0", json!({}));
    assert_eq!(events.last().unwrap().1["error"]["type"], "overloaded_error");
    assert!(!events.iter().any(|(name, _)| name == "message_stop"));
    let count = document(count(&asked(Provider::Anthropic, request("echo", json!({})))).unwrap());
    assert_eq!(count["input_tokens"], said("echo", json!({}))["usage"]["input_tokens"]);
    assert_eq!(said("echo", json!({"max_tokens": 0}))["content"], json!([]));
}

#[test]
fn every_string_can_be_echoed() {
    assert_eq!(
        said("echo-all", json!({}))["content"][0]["text"],
        format!("be brief\n<system-reminder>no\n{TEXT}")
    );
}
