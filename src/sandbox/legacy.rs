//! The two calls that predate chat: OpenAI's completions and Anthropic's complete.

use serde_json::{Value, json};

use super::asked::{Asked, Reply, chat_usage, id, now};
use super::behave::{Answer, answer};
use super::frames::{Frame, Frames, Framing, Padding};
use super::logprobs;
use super::prompt::{Prompt, stops, texts};
use super::refusal::Refusal;
use super::route::Provider;

/// Answers `POST …/completions`: the prompt again, once for each prompt and choice.
pub(super) fn completions(asked: &Asked) -> Result<Reply, Refusal> {
    let prompts = prompts(&asked.body["prompt"]);
    if prompts.is_empty() {
        return Err(Refusal::missing("prompt"));
    }
    let times = asked.body["n"].as_u64().unwrap_or(1).clamp(1, 16);
    let all = prompts.iter().flat_map(|text| (0..times).map(move |_| text));
    let completions = Completions {
        asked,
        id: id("cmpl-", 29),
        answers: all.map(|text| answer(&asked.model, &prompt(text, &asked.body["stop"]))).collect(),
        prompt: prompt(&prompts.join("\n"), &Value::Null),
    };
    Ok(if asked.streams() { Reply::Events(completions.frames()) } else { Reply::Json(completions.json()) })
}

/// The prompts as texts; tokens stand for themselves, as numbers.
fn prompts(prompt: &Value) -> Vec<String> {
    match prompt {
        Value::Array(tokens) if tokens.first().is_some_and(Value::is_number) => vec![prompt.to_string()],
        Value::Array(lists) if lists.first().is_some_and(Value::is_array) => {
            lists.iter().map(Value::to_string).collect()
        }
        _ => texts(prompt),
    }
}

fn prompt(text: &str, stop: &Value) -> Prompt {
    let mut prompt = Prompt { everything: vec![text.to_owned()], stops: stops(stop), ..Prompt::default() };
    prompt.user(&[text.to_owned()]);
    prompt
}

struct Completions<'a> {
    asked: &'a Asked,
    id: String,
    prompt: Prompt,
    answers: Vec<Answer>,
}

impl Completions<'_> {
    fn json(&self) -> Value {
        let choices = self.answers.iter().enumerate();
        let choices: Value =
            choices.map(|(n, answer)| self.choice(n, &answer.text, 0, Some("stop"))).collect();
        let mut body = self.envelope(&choices);
        body["usage"] = chat_usage(&self.prompt, &self.answers[0], self.answers.len());
        body
    }

    fn envelope(&self, choices: &Value) -> Value {
        json!({"id": self.id, "object": "text_completion", "created": now(), "model": self.asked.model.name,
            "choices": choices, "system_fingerprint": "fp_5a4db0c0de"})
    }

    fn choice(&self, index: usize, text: &str, start: usize, finish: Option<&str>) -> Value {
        let logprobs = self.asked.body["logprobs"].as_u64();
        let logprobs = logprobs.map_or(Value::Null, |most| logprobs::legacy(text, most, start));
        json!({"text": text, "index": index, "logprobs": logprobs, "finish_reason": finish})
    }

    fn frames(&self) -> Vec<Frame> {
        let comments = self.asked.provider == Provider::OpenRouter;
        let mut frames = Frames::new(Framing { done: true, comments, ..Framing::default() });
        for (index, answer) in self.answers.iter().enumerate() {
            let mut start = 0;
            for piece in self.asked.shape.chunk.split(&answer.text) {
                frames.delta("", self.envelope(&json!([self.choice(index, piece, start, None)])));
                start += piece.chars().count();
            }
            frames.event("", self.envelope(&json!([self.choice(index, "", start, Some("stop"))])));
        }
        if self.asked.fails() {
            let mut frames = frames.broken_after(self.asked.shape.after);
            frames.event(
                "",
                json!({"error": {"message": "The sandbox was asked to fail", "type": "server_error",
                "param": null, "code": "server_error"}}),
            );
            return frames.abandon();
        }
        if self.asked.body["stream_options"]["include_usage"] == true {
            let mut chunk = self.envelope(&json!([]));
            chunk["usage"] = chat_usage(&self.prompt, &self.answers[0], self.answers.len());
            frames.event("", chunk);
        }
        frames.finish()
    }
}

/// Answers `POST …/complete`: the last turn of the human again.
pub(super) fn complete(asked: &Asked) -> Result<Reply, Refusal> {
    let whole = asked.body["prompt"].as_str().ok_or_else(|| Refusal::invalid("prompt: Field required"))?;
    let turn = whole.rsplit("\n\nHuman:").next().unwrap_or(whole);
    let turn = turn.split("\n\nAssistant:").next().unwrap_or(turn).trim();
    let answer = answer(&asked.model, &prompt(turn, &asked.body["stop_sequences"]));
    let id = id("compl_01", 22);
    let part = |text: &str, stop: Option<&str>| {
        json!({"type": "completion", "id": id, "completion": text, "stop_reason": stop,
            "model": asked.model.name, "stop": stop.map(|_| "\n\nHuman:"), "log_id": id})
    };
    let text = format!(" {}", answer.text);
    if !asked.streams() {
        return Ok(Reply::Json(part(&text, Some("stop_sequence"))));
    }
    let mut frames = Frames::new(Framing { named: true, padding: Padding::Spaces, ..Framing::default() });
    for piece in asked.shape.chunk.split(&text) {
        frames.delta("completion", part(piece, None));
    }
    if asked.fails() {
        frames = frames.broken_after(asked.shape.after);
        frames.event(
            "error",
            json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}),
        );
        return Ok(Reply::Events(frames.abandon()));
    }
    frames.bare("ping", "{\"type\": \"ping\"}");
    frames.event("completion", part("", Some("stop_sequence")));
    Ok(Reply::Events(frames.finish()))
}

#[cfg(test)]
mod tests;
