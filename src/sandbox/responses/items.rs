//! Output items of a response, finished: reasoning, a message, or calls.

use serde_json::{Value, json};

use crate::sandbox::asked::{Asked, hex_id, id, last_sentence};
use crate::sandbox::behave::{Answer, Call};
use crate::sandbox::logprobs;
use crate::sandbox::prompt::ToolKind;
use crate::sandbox::seal;
use crate::sandbox::tool_input;

pub(super) fn output(asked: &Asked, answer: &Answer) -> Vec<Value> {
    let thinking = answer.thinking.as_deref().map(|text| reasoning(asked, text));
    let message = answer.calls.is_empty().then(|| message(asked, &answer.text));
    thinking.into_iter().chain(message).chain(answer.calls.iter().map(call)).collect()
}

fn reasoning(asked: &Asked, text: &str) -> Value {
    let mut item = json!({"id": hex_id("rs_", 48), "type": "reasoning",
        "summary": [{"type": "summary_text", "text": text}]});
    if includes(asked, "reasoning.encrypted_content") || asked.body["store"] == false {
        item["encrypted_content"] = json!(seal::seal(text));
    }
    item
}

fn message(asked: &Asked, text: &str) -> Value {
    let annotations = if asked.model.annotate { json!([annotation(text)]) } else { json!([]) };
    let part = json!({"type": "output_text", "annotations": annotations, "logprobs": spelled(asked, text), "text": text});
    json!({"id": hex_id("msg_", 48), "type": "message", "status": "completed", "content": [part], "role": "assistant"})
}

fn spelled(asked: &Asked, text: &str) -> Value {
    if !includes(asked, "message.output_text.logprobs") {
        return json!([]);
    }
    logprobs::tokens(text, asked.body["top_logprobs"].as_u64().unwrap_or(0))
}

fn includes(asked: &Asked, what: &str) -> bool {
    asked.body["include"].as_array().is_some_and(|list| list.iter().any(|entry| entry == what))
}

/// A citation of the first characters of the text; offsets count characters.
fn annotation(text: &str) -> Value {
    let cited = last_sentence(text);
    json!({"type": "url_citation", "start_index": cited.start, "end_index": cited.end,
        "title": "A page of the sandbox", "url": "https://example.com/sandbox"})
}

fn call(call: &Call) -> Value {
    let call_id = id("call_", 24);
    let name = &call.tool.name;
    let mut item = match call.tool.kind {
        ToolKind::Function => json!({"id": hex_id("fc_", 48), "type": "function_call", "status": "completed",
            "arguments": call.input, "call_id": call_id, "name": name}),
        ToolKind::Custom => {
            json!({"id": hex_id("ctc_", 48), "type": "custom_tool_call", "status": "completed",
            "call_id": call_id, "input": call.input, "name": name})
        }
        ToolKind::LocalShell => {
            json!({"id": hex_id("lsh_", 48), "type": "local_shell_call", "status": "completed",
            "call_id": call_id, "action": action(&call.input)})
        }
    };
    if let Some(namespace) = &call.tool.namespace {
        item["namespace"] = json!(namespace);
    }
    item
}

fn action(input: &str) -> Value {
    let input: Value =
        serde_json::from_str(input).unwrap_or_else(|_| json!({"command": tool_input::argv("")}));
    json!({"type": "exec", "command": input["command"], "env": {}})
}
