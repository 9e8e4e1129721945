//! Any member of any request may be of any type: the answer is an answer or a refusal, never a panic.

use serde_json::{Value, json};

use super::asked;
use crate::sandbox::asked::{Asked, Reply};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::responses::store::Store;
use crate::sandbox::route::Provider;
use crate::sandbox::{catalogue, chat, legacy, messages, responses};

type Endpoint = fn(&Asked) -> Result<Reply, Refusal>;

fn requests() -> Vec<(Endpoint, Value)> {
    let schema = json!({"type": "object", "required": ["q", "l"], "properties": {
        "q": {"type": ["string", "null"], "maxLength": 3}, "l": {"type": "array", "items": {"anyOf": [{"const": 1}]}}}});
    vec![
        (
            chat::reply,
            json!({"model": "echo-tools+thinking+annotate", "n": 2, "logprobs": true, "top_logprobs": 2, "stop": ["x"],
            "stream_options": {"include_usage": true}, "response_format": {"type": "json_schema", "json_schema": {"schema": schema}},
            "tools": [{"type": "function", "function": {"name": "a", "parameters": schema}}, {"type": "custom", "custom": {"name": "b"}}],
            "tool_choice": {"type": "function", "function": {"name": "a"}}, "functions": [{"name": "c"}],
            "messages": [{"role": "user", "content": [{"type": "text", "text": "a"}]},
                {"role": "assistant", "content": "b", "reasoning_details": [{"text": "t"}]}, {"role": "tool", "content": "c"}]}),
        ),
        (
            messages::reply,
            json!({"model": "echo-tool+thinking+annotate", "max_tokens": 1, "stop_sequences": ["x"],
            "system": [{"type": "text", "text": "s"}], "tools": [{"name": "bash", "input_schema": schema}],
            "tool_choice": {"type": "tool", "name": "bash"}, "output_config": {"format": {"type": "json_schema", "schema": schema}},
            "messages": [{"role": "user", "content": [{"type": "document", "source": {"type": "text", "data": "d"}}]},
                {"role": "assistant", "content": [{"type": "thinking", "thinking": "t"}]},
                {"role": "user", "content": [{"type": "tool_result", "content": [{"type": "text", "text": "r"}]}]}]}),
        ),
        (
            respond,
            json!({"model": "echo-tools+thinking+annotate", "include": ["message.output_text.logprobs"], "top_logprobs": 1,
            "conversation": {"id": "c"}, "stream_options": {"include_obfuscation": true}, "background": true,
            "text": {"format": {"type": "json_schema", "schema": schema}}, "tool_choice": {"type": "function", "name": "a"},
            "tools": [{"type": "namespace", "name": "n", "tools": [{"type": "function", "name": "a", "parameters": schema}]}],
            "input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}]}, {"type": "reasoning", "encrypted_content": null},
                {"type": "shell_call_output", "output": [{"stdout": "o"}]}]}),
        ),
        (
            legacy::completions,
            json!({"model": "echo", "prompt": ["a", [1]], "n": 2, "logprobs": 1, "stop": "x"}),
        ),
        (legacy::complete, json!({"model": "echo", "prompt": "\n\nHuman: a", "stop_sequences": ["x"]})),
        (
            catalogue::embeddings,
            json!({"model": "echo", "input": ["a", "b"], "dimensions": 4, "encoding_format": "base64"}),
        ),
        (catalogue::moderations, json!({"model": "echo", "input": [{"type": "text", "text": "a"}]})),
    ]
}

fn respond(asked: &Asked) -> Result<Reply, Refusal> {
    let store = Store::default();
    responses::compact(asked, &store).and_then(|_| responses::create(asked, &store))
}

/// The pointers of all values inside.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        let place = format!("{at}/{name}");
        places(value, &place, into);
        into.push(place);
    }
}

#[test]
fn any_member_may_be_of_any_type() {
    let nonsense = [json!(null), json!(-1.5), json!("ü"), json!([]), json!([null, 1]), json!({"type": 1})];
    let mut answered = 0;
    for (endpoint, request) in requests() {
        assert!(endpoint(&asked(Provider::OpenAi, request.clone())).is_ok(), "{request}");
        let mut all = Vec::new();
        places(&request, "", &mut all);
        for place in all.iter().filter(|place| *place != "/model") {
            for (n, value) in nonsense.iter().enumerate() {
                let mut request = request.clone();
                *request.pointer_mut(place).unwrap() = value.clone();
                request["stream"] = json!(n % 2 == 0);
                let mut asked = asked(Provider::OpenAi, request);
                asked.shape.set("chunk", "whole").unwrap();
                answered += usize::from(endpoint(&asked).is_ok());
            }
        }
    }
    assert!(answered > 300, "{answered}");
}
