//! Anthropic's messages: builds the content blocks of an answer and its JSON form, and counts tokens.
//! The stream, which is made from the same blocks, is in `messages/stream.rs`.

mod read;
mod stream;

use serde_json::{Value, json};

use super::asked::{Asked, Reply, id, last_sentence};
use super::behave::{Answer, Call, answer};
use super::frames::Frame;
use super::prompt::Prompt;
use super::refusal::Refusal;
use super::seal;

/// Answers `POST …/messages`.
pub(super) fn reply(asked: &Asked) -> Result<Reply, Refusal> {
    let prompt = read::prompt(asked)?;
    let mut answer = answer(&asked.model, &prompt);
    if asked.body["max_tokens"] == 0 {
        // A request that only warms the cache has an answer without content.
        answer = Answer::default();
    }
    let message =
        Message { id: id("msg_01", 22), blocks: blocks(asked, &prompt, &answer), asked, prompt, answer };
    Ok(if asked.streams() { Reply::Events(message.frames()) } else { Reply::Json(message.json()) })
}

/// Answers `POST …/messages/count_tokens`.
pub(super) fn count(asked: &Asked) -> Result<Reply, Refusal> {
    Ok(Reply::Json(json!({"input_tokens": read::prompt(asked)?.tokens()})))
}

struct Message<'a> {
    asked: &'a Asked,
    prompt: Prompt,
    answer: Answer,
    id: String,
    /// The finished content blocks.
    blocks: Vec<Value>,
}

impl Message<'_> {
    fn json(&self) -> Value {
        let mut message = self.envelope();
        message["content"] = json!(self.blocks);
        message["stop_reason"] = json!(self.stop_reason());
        message["stop_sequence"] = json!(self.answer.stop);
        message["usage"]["output_tokens"] = json!(self.answer.tokens());
        message
    }

    /// The message before anything is said.
    fn envelope(&self) -> Value {
        json!({
            "model": self.asked.model.name,
            "id": self.id,
            "type": "message",
            "role": "assistant",
            "content": [],
            "stop_reason": null,
            "stop_sequence": null,
            "stop_details": null,
            "usage": {
                "input_tokens": self.prompt.tokens(),
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 0,
                "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
                "output_tokens": 1,
                "service_tier": "standard",
                "inference_geo": "not_available",
            },
        })
    }

    fn stop_reason(&self) -> &'static str {
        match () {
            () if !self.answer.calls.is_empty() => "tool_use",
            () if self.answer.stop.is_some() => "stop_sequence",
            () if self.asked.body["max_tokens"] == 0 => "max_tokens",
            () => "end_turn",
        }
    }

    fn frames(&self) -> Vec<Frame> {
        stream::frames(self)
    }
}

fn blocks(asked: &Asked, prompt: &Prompt, answer: &Answer) -> Vec<Value> {
    let thinking = answer.thinking.as_deref().map(thinking);
    let calls = answer.calls.iter().map(tool_use);
    let text = (!answer.text.is_empty()).then(|| text(asked, prompt, &answer.text));
    thinking.into_iter().chain(text).chain(calls).collect()
}

fn thinking(text: &str) -> Value {
    json!({"type": "thinking", "thinking": text, "signature": seal::sign(text)})
}

fn text(asked: &Asked, prompt: &Prompt, text: &str) -> Value {
    let mut block = json!({"type": "text", "text": text});
    if let Some(document) = prompt.document.as_deref().filter(|_| asked.model.annotate) {
        block["citations"] = json!([citation(document)]);
    }
    block
}

/// A citation of the client's document; offsets count characters.
fn citation(document: &str) -> Value {
    let cited = last_sentence(document);
    let text: String = document.chars().skip(cited.start).collect();
    json!({"type": "char_location", "cited_text": text, "document_index": 0, "document_title": null,
        "start_char_index": cited.start, "end_char_index": cited.end, "file_id": null})
}

fn tool_use(call: &Call) -> Value {
    let input = serde_json::from_str(&call.input).unwrap_or_else(|_| json!({"input": call.input}));
    json!({"type": "tool_use", "id": id("toolu_01", 22), "name": call.tool.name, "input": input, "caller": {"type": "direct"}})
}

#[cfg(test)]
mod tests;
