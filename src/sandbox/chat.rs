//! Chat completions, in OpenAI's, Azure's and OpenRouter's forms. Reads the request and writes the
//! JSON answer; the stream is in `chat/stream.rs`.

mod read;
mod stream;

use serde_json::{Value, json};

use super::asked::{Asked, Reply, chat_usage, id, last_sentence, now};
use super::behave::{Answer, Call, answer};
use super::logprobs;
use super::prompt::{Prompt, ToolKind};
use super::refusal::Refusal;
use super::route::Provider;
use super::seal;

/// Most choices in one answer.
const CHOICES: u64 = 16;

/// Answers `POST …/chat/completions`.
pub(super) fn reply(asked: &Asked) -> Result<Reply, Refusal> {
    let prompt = read::prompt(asked)?;
    let chat = Chat {
        id: if asked.provider == Provider::OpenRouter { gen_id() } else { id("chatcmpl-", 29) },
        created: now(),
        choices: asked.body["n"].as_u64().unwrap_or(1).clamp(1, CHOICES),
        legacy_call: asked.body["tools"].is_null() && asked.body["functions"].is_array(),
        answer: answer(&asked.model, &prompt),
        asked,
        prompt,
    };
    Ok(if asked.streams() { Reply::Events(chat.frames()) } else { Reply::Json(chat.json()) })
}

/// An id as OpenRouter makes them.
pub(super) fn gen_id() -> String {
    id(&format!("gen-{}-", now()), 20)
}

struct Chat<'a> {
    asked: &'a Asked,
    prompt: Prompt,
    answer: Answer,
    id: String,
    created: u64,
    choices: u64,
    /// Calls take the form they had before tools.
    legacy_call: bool,
}

impl Chat<'_> {
    fn is(&self, provider: Provider) -> bool {
        self.asked.provider == provider
    }

    fn json(&self) -> Value {
        let mut body = json!({
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.asked.model.name,
            "choices": (0..self.choices).map(|index| self.choice(index)).collect::<Vec<_>>(),
            "usage": self.usage(),
            "service_tier": "default",
            "system_fingerprint": "fp_5a4db0c0de",
        });
        match self.asked.provider {
            Provider::Azure => body["prompt_filter_results"] = prompt_filter_results(),
            Provider::OpenRouter => body["provider"] = json!("Sandbox"),
            _ => {}
        }
        body
    }

    fn usage(&self) -> Value {
        chat_usage(&self.prompt, &self.answer, usize::try_from(self.choices).unwrap_or(1))
    }

    fn choice(&self, index: u64) -> Value {
        let mut choice = json!({
            "index": index,
            "message": self.message(),
            "logprobs": self.logprobs(&self.answer.text),
            "finish_reason": self.finish_reason(),
        });
        match self.asked.provider {
            Provider::Azure => choice["content_filter_results"] = filtered(),
            Provider::OpenRouter => choice["native_finish_reason"] = json!(self.finish_reason()),
            _ => {}
        }
        choice
    }

    fn message(&self) -> Value {
        let said = self.answer.calls.is_empty();
        let content = said.then_some(&self.answer.text);
        let mut message = json!({"role": "assistant", "content": content, "refusal": null});
        if self.asked.model.annotate && said {
            message["annotations"] = json!([annotation(&self.answer.text)]);
        } else if self.is(Provider::OpenAi) {
            message["annotations"] = json!([]);
        }
        if let Some(thinking) = &self.answer.thinking {
            self.reason(&mut message, thinking);
        }
        if self.legacy_call && !said {
            message["function_call"] = function(&self.answer.calls[0]);
        } else if !said {
            message["tool_calls"] = self.answer.calls.iter().map(tool_call).collect();
        }
        message
    }

    fn reason(&self, message: &mut Value, thinking: &str) {
        if self.is(Provider::OpenRouter) {
            message["reasoning"] = json!(thinking);
            message["reasoning_details"] = json!([detail(json!({
                "text": thinking, "signature": seal::sign(thinking),
            }))]);
        } else {
            message["reasoning_content"] = json!(thinking);
        }
    }

    fn finish_reason(&self) -> &'static str {
        match (self.answer.calls.is_empty(), self.legacy_call) {
            (true, _) => "stop",
            (false, true) => "function_call",
            (false, false) => "tool_calls",
        }
    }

    /// The logprobs of a piece of the text; null when not asked for.
    fn logprobs(&self, piece: &str) -> Value {
        if self.asked.body["logprobs"] != true {
            return Value::Null;
        }
        let alternatives = self.asked.body["top_logprobs"].as_u64().unwrap_or(0);
        json!({"content": logprobs::tokens(piece, alternatives), "refusal": null})
    }
}

/// A part of `reasoning_details`, OpenRouter's form of reasoning.
fn detail(mut members: Value) -> Value {
    members["type"] = json!("reasoning.text");
    members["format"] = json!("anthropic-claude-v1");
    members["index"] = json!(0);
    members
}

fn function(call: &Call) -> Value {
    json!({"name": call.tool.name, "arguments": call.input})
}

fn tool_call(call: &Call) -> Value {
    let id = id("call_", 24);
    match call.tool.kind {
        ToolKind::Custom => {
            json!({"id": id, "type": "custom", "custom": {"name": call.tool.name, "input": call.input}})
        }
        _ => json!({"id": id, "type": "function", "function": function(call)}),
    }
}

/// A citation of the first characters of the text; offsets count characters.
fn annotation(text: &str) -> Value {
    let cited = last_sentence(text);
    json!({"type": "url_citation", "url_citation": {
        "start_index": cited.start, "end_index": cited.end,
        "title": "A page of the sandbox", "url": "https://example.com/sandbox",
    }})
}

fn filtered() -> Value {
    let safe = json!({"filtered": false, "severity": "safe"});
    json!({"hate": safe, "self_harm": safe, "sexual": safe, "violence": safe})
}

fn prompt_filter_results() -> Value {
    let mut results = filtered();
    results["jailbreak"] = json!({"filtered": false, "detected": false});
    json!([{"prompt_index": 0, "content_filter_results": results}])
}

#[cfg(test)]
mod tests;
