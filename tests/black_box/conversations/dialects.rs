//! A turn of a conversation on the wire, for each dialect: what the client says and sends back, and how the provider calls.
//!
//! Owns: the shapes. Never: judges.

use std::future::Future;
use std::pin::Pin;

use serde_json::{Value, json};

use crate::support::{Answer, Call, Reply, joined};

pub(super) struct Dialect {
    pub(super) path: &'static str,
    /// A body with this history, which is the last thing in it but for [`Dialect::end`].
    pub(super) body: fn(streamed: bool, history: &str) -> String,
    pub(super) end: &'static str,
    /// What the client says in a turn: a question first, then the results of its tool.
    pub(super) said: fn(turn: usize, text: &str) -> String,
    /// The tool call of a turn, as the client sends it back.
    pub(super) call: fn(turn: usize, arguments: &str) -> String,
    /// What was said last, from the body that the provider was sent.
    pub(super) heard: fn(body: &Value, turn: usize) -> String,
    /// Calls the tool.
    pub(super) answer: AnswerWith,
    /// The arguments of the tool call that the client got.
    pub(super) called: fn(answer: &Answer, streamed: bool) -> String,
}

type AnswerWith = fn(Call, streamed: bool, arguments: &str) -> Pin<Box<dyn Future<Output = ()>>>;

/// Few enough characters that pseudonyms are cut.
const PIECE: usize = 5;

fn pieces(text: &str) -> Vec<String> {
    text.chars().collect::<Vec<_>>().chunks(PIECE).map(|piece| piece.iter().collect()).collect()
}

async fn stream(mut call: Call, before: Vec<Value>, pieces: impl Iterator<Item = Value>, after: Vec<Value>) {
    call.stream().await;
    for event in before.into_iter().chain(pieces).chain(after) {
        call.event(event).await;
    }
    call.end().await;
}

fn text_at(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no {path} in {value}")).to_owned()
}

fn last(body: &Value, list: &str) -> Value {
    body[list].as_array().and_then(|items| items.last()).expect("a history").clone()
}

pub(super) const CHAT: Dialect = Dialect {
    path: "/v1/chat/completions",
    body: |streamed, history| {
        format!(
            r#"{{"model":"m","stream":{streamed},"tools":[{{"type":"function","function":{{"name":"act"}}}}],"messages":[{history}]}}"#
        )
    },
    end: "]}",
    said: |turn, text| match turn.checked_sub(1) {
        None => json!({"role": "user", "content": text}).to_string(),
        Some(before) => {
            json!({"role": "tool", "tool_call_id": format!("call_{before}"), "content": text}).to_string()
        }
    },
    call: |turn, arguments| {
        let function = json!({"name": "act", "arguments": arguments});
        let call = json!({"id": format!("call_{turn}"), "type": "function", "function": function});
        json!({"role": "assistant", "content": null, "tool_calls": [call]}).to_string()
    },
    heard: |body, _| text_at(&last(body, "messages"), "/content"),
    answer: |call, streamed, arguments| {
        let choice = |part: &str, arguments: &str| {
            let call = json!({"index": 0, "id": "call", "type": "function", "function": {"name": "act", "arguments": arguments}});
            json!({"id": "x", "choices": [{"index": 0, part: {"role": "assistant", "tool_calls": [call]}}]})
        };
        let arguments = arguments.to_owned();
        Box::pin(async move {
            if streamed {
                let pieces = pieces(&arguments);
                stream(call, vec![], pieces.iter().map(|piece| choice("delta", piece)), vec![]).await;
            } else {
                call.reply(&Reply::json(200, choice("message", &arguments))).await;
            }
        })
    },
    called: |answer, streamed| {
        if streamed {
            joined(&answer.body, "/choices/0/delta/tool_calls/0/function/arguments")
        } else {
            text_at(&answer.json(), "/choices/0/message/tool_calls/0/function/arguments")
        }
    },
};

pub(super) const RESPONSES: Dialect = Dialect {
    path: "/v1/responses",
    body: |streamed, history| {
        format!(
            r#"{{"model":"m","stream":{streamed},"tools":[{{"type":"function","name":"act"}}],"input":[{history}]}}"#
        )
    },
    end: "]}",
    said: |turn, text| match turn.checked_sub(1) {
        None => json!({"role": "user", "content": text}).to_string(),
        Some(before) => {
            json!({"type": "function_call_output", "call_id": format!("call_{before}"), "output": text})
                .to_string()
        }
    },
    call: |turn, arguments| {
        json!({"type": "function_call", "call_id": format!("call_{turn}"), "name": "act", "arguments": arguments}).to_string()
    },
    heard: |body, turn| text_at(&last(body, "input"), if turn == 0 { "/content" } else { "/output" }),
    answer: |call, streamed, arguments| {
        let item = |arguments: &str| json!({"id": "fc_1", "type": "function_call", "call_id": "call", "name": "act", "arguments": arguments});
        let arguments = arguments.to_owned();
        Box::pin(async move {
            if !streamed {
                let response = json!({"id": "resp_1", "object": "response", "output": [item(&arguments)]});
                return call.reply(&Reply::json(200, response)).await;
            }
            let added = json!({"type": "response.output_item.added", "output_index": 0, "item": item("")});
            let done = json!({"type": "response.function_call_arguments.done", "item_id": "fc_1", "output_index": 0, "arguments": arguments});
            let pieces = pieces(&arguments);
            let delta = |piece: &String| json!({"type": "response.function_call_arguments.delta", "item_id": "fc_1", "output_index": 0, "delta": piece});
            stream(call, vec![added], pieces.iter().map(delta), vec![done]).await;
        })
    },
    called: |answer, streamed| {
        if streamed { joined(&answer.body, "/delta") } else { text_at(&answer.json(), "/output/0/arguments") }
    },
};

pub(super) const MESSAGES: Dialect = Dialect {
    path: "/v1/messages",
    body: |streamed, history| {
        format!(
            r#"{{"model":"m","max_tokens":9,"stream":{streamed},"tools":[{{"name":"act","input_schema":{{"type":"object"}}}}],"messages":[{history}]}}"#
        )
    },
    end: "]}",
    said: |turn, text| match turn.checked_sub(1) {
        None => json!({"role": "user", "content": text}).to_string(),
        Some(before) => {
            let result =
                json!({"type": "tool_result", "tool_use_id": format!("call_{before}"), "content": text});
            json!({"role": "user", "content": [result]}).to_string()
        }
    },
    call: |turn, arguments| {
        let input: Value = serde_json::from_str(arguments).expect("a JSON object");
        let call = json!({"type": "tool_use", "id": format!("call_{turn}"), "name": "act", "input": input});
        json!({"role": "assistant", "content": [call]}).to_string()
    },
    heard: |body, turn| {
        text_at(&last(body, "messages"), if turn == 0 { "/content" } else { "/content/0/content" })
    },
    answer: |call, streamed, arguments| {
        let block = |input: Value| json!({"type": "tool_use", "id": "call", "name": "act", "input": input});
        let arguments = arguments.to_owned();
        Box::pin(async move {
            if !streamed {
                let input = serde_json::from_str(&arguments).expect("a JSON object");
                let message =
                    json!({"id": "msg_1", "type": "message", "role": "assistant", "content": [block(input)]});
                return call.reply(&Reply::json(200, message)).await;
            }
            let begun = json!({"type": "content_block_start", "index": 0, "content_block": block(json!({}))});
            let pieces = pieces(&arguments);
            let delta = |piece: &String| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": piece}});
            let after =
                vec![json!({"type": "content_block_stop", "index": 0}), json!({"type": "message_stop"})];
            stream(call, vec![begun], pieces.iter().map(delta), after).await;
        })
    },
    called: |answer, streamed| {
        if streamed {
            joined(&answer.body, "/delta/partial_json")
        } else {
            answer.json()["content"][0]["input"].to_string()
        }
    },
};
