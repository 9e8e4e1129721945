use super::*;
use crate::sandbox::shape::Fault;
use crate::sandbox::tests::{TEXT, asked, document, events, joined};

fn request(model: &str, more: Value) -> Value {
    let mut body = json!({"model": model, "messages": [{"role": "system", "content": "be brief"}, {"role": "user", "content": TEXT}]});
    let Value::Object(more) = more else { panic!("not an object") };
    body.as_object_mut().unwrap().extend(more);
    body
}

fn told(provider: Provider, model: &str, more: Value) -> Vec<(String, Value)> {
    let mut body = request(model, more);
    body["stream"] = json!(true);
    events(reply(&asked(provider, body)).unwrap())
}

fn said(provider: Provider, model: &str, more: Value) -> Value {
    document(reply(&asked(provider, request(model, more))).unwrap())
}

#[test]
fn deltas_joined_are_the_text() {
    for provider in [Provider::OpenAi, Provider::Azure, Provider::OpenRouter] {
        assert_eq!(said(provider, "echo", json!({}))["choices"][0]["message"]["content"], TEXT);
        for chunk in ["1", "7b", "words", "whole"] {
            let events = told(provider, &format!("echo+chunk={chunk}"), json!({}));
            assert_eq!(joined(&events, "/choices/0/delta/content"), TEXT, "{chunk}");
            assert_eq!(events.last().unwrap().1, "[DONE]");
        }
    }
}

#[test]
fn a_stream_has_its_parts_in_order() {
    let events =
        told(Provider::OpenAi, "echo+chunk=whole", json!({"stream_options": {"include_usage": true}}));
    let shape = |(_, data): &(String, Value)| match data["choices"].as_array() {
        None => "done",
        Some(choices) if choices.is_empty() => "usage",
        Some(choices) if choices[0]["finish_reason"] == "stop" => "finish",
        Some(choices) if choices[0]["delta"]["role"] == "assistant" => "role",
        Some(_) => "delta",
    };
    assert_eq!(events.iter().map(shape).collect::<Vec<_>>(), ["role", "delta", "finish", "usage", "done"]);
    assert!(events[1].1["usage"].is_null() && events[1].1["obfuscation"].is_string());
}

#[test]
fn azure_opens_with_its_filter() {
    let events = told(Provider::Azure, "echo", json!({}));
    assert_eq!((&events[0].1["choices"], &events[0].1["id"]), (&json!([]), &json!("")));
    assert!(events[0].1["prompt_filter_results"].is_array());
    assert!(events[2].1["choices"][0]["content_filter_results"]["hate"].is_object());
    assert!(said(Provider::Azure, "echo", json!({}))["prompt_filter_results"].is_array());
}

#[test]
fn openrouter_reasons_in_details_and_always_counts() {
    let events = told(Provider::OpenRouter, "x/echo-thinking", json!({}));
    let thinking = joined(&events, "/choices/0/delta/reasoning_details/0/text");
    let signature = joined(&events, "/choices/0/delta/reasoning_details/0/signature");
    assert!(thinking.contains(TEXT) && seal::verify(&thinking, &signature));
    assert_eq!(joined(&events, "/choices/0/delta/reasoning"), thinking);
    assert!(events[events.len() - 2].1["usage"]["total_tokens"].is_number());
    let said = said(Provider::OpenRouter, "x/echo-thinking", json!({}));
    assert_eq!(said["choices"][0]["message"]["reasoning_details"][0]["signature"], signature);
}

#[test]
fn a_changed_signed_detail_is_refused() {
    let detail = json!({"type": "reasoning.text", "text": "changed", "signature": seal::sign("original")});
    let body = json!({"model": "echo", "messages": [{"role": "assistant", "content": "", "reasoning_details": [detail]}]});
    let refusal = reply(&asked(Provider::OpenRouter, body)).err().unwrap();
    assert!(refusal.message.contains("Invalid `signature`"));
}

#[test]
fn choices_take_turns() {
    let events = told(Provider::OpenAi, "echo", json!({"n": 2, "logprobs": true, "top_logprobs": 1}));
    let order: Vec<_> = events.iter().filter_map(|(_, data)| data["choices"][0]["index"].as_u64()).collect();
    assert_eq!(order[..6], [0, 1, 0, 1, 0, 1]);
    let of = |index: u64| {
        events
            .iter()
            .filter(move |(_, data)| data["choices"][0]["index"] == index)
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(joined(&of(1), "/choices/0/delta/content"), TEXT);
    assert_eq!(joined(&of(1), "/choices/0/logprobs/content/0/token"), TEXT);
    assert_eq!(said(Provider::OpenAi, "echo", json!({"n": 3}))["choices"].as_array().unwrap().len(), 3);
}

fn tools() -> Value {
    let schema = json!({"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]});
    json!({"tools": [
        {"type": "function", "function": {"name": "one", "parameters": schema}},
        {"type": "custom", "custom": {"name": "two"}},
    ]})
}

#[test]
fn calls_stream_one_by_one_or_interleaved() {
    for model in ["echo-tools", "echo-tools+calls=interleaved"] {
        let events = told(Provider::OpenAi, model, tools());
        let arguments = joined(&events, "/choices/0/delta/tool_calls/0/function/arguments");
        assert_eq!(serde_json::from_str::<Value>(&arguments).unwrap(), json!({"q": TEXT}));
        assert_eq!(joined(&events, "/choices/0/delta/tool_calls/0/custom/input"), TEXT);
        let index =
            |(_, data): &(String, Value)| data["choices"][0]["delta"]["tool_calls"][0]["index"].as_u64();
        let order: Vec<_> = events.iter().filter_map(index).collect();
        assert_eq!(!order.is_sorted(), model.contains("interleaved"));
        assert_eq!(events[events.len() - 2].1["choices"][0]["finish_reason"], "tool_calls");
    }
    let message = &said(Provider::OpenAi, "echo-tools", tools())["choices"][0]["message"];
    assert_eq!(message["tool_calls"][1]["custom"]["input"], TEXT);
    assert!(message["content"].is_null());
}

#[test]
fn functions_of_old_are_called_the_old_way() {
    let functions = json!({"functions": [{"name": "f", "parameters": {"type": "object"}}], "function_call": {"name": "f"}});
    let events = told(Provider::OpenAi, "gpt-3.5-turbo", functions.clone());
    assert_eq!(
        joined(&events, "/choices/0/delta/function_call/arguments"),
        json!({"text": TEXT}).to_string()
    );
    assert_eq!(
        said(Provider::OpenAi, "gpt-3.5-turbo", functions)["choices"][0]["finish_reason"],
        "function_call"
    );
}

#[test]
fn a_tools_result_is_echoed() {
    let mut body = request("echo-tool", tools());
    body["messages"].as_array_mut().unwrap().extend([
        json!({"role": "assistant", "content": null, "tool_calls": []}),
        json!({"role": "tool", "tool_call_id": "c", "content": [{"type": "text", "text": "42"}]}),
    ]);
    assert_eq!(
        document(reply(&asked(Provider::OpenAi, body)).unwrap())["choices"][0]["message"]["content"],
        "42"
    );
}

#[test]
fn an_error_ends_the_stream() {
    let events = told(Provider::OpenAi, "echo+fault=error+after=2", json!({}));
    assert_eq!(joined(&events, "/choices/0/delta/content").chars().count(), 2);
    assert_eq!(events.last().unwrap().1["error"]["type"], "server_error");
    let events = told(Provider::OpenRouter, "echo+fault=error", json!({}));
    assert!(events[events.len() - 2].1["error"]["code"].is_number());
    assert_eq!(asked(Provider::OpenAi, json!({"model": "echo+fault=cut"})).shape.fault, Some(Fault::Cut));
}

#[test]
fn every_string_can_be_echoed() {
    let content = &said(Provider::OpenAi, "echo-all", json!({}))["choices"][0]["message"]["content"];
    assert_eq!(content, &json!(format!("be brief\n{TEXT}")));
}
