//! One understood request and the two forms an answer has. Shared by all dialects.

use std::ops::Range;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::behave::Answer;
use super::frames::Frame;
use super::model::Model;
use super::prompt::Prompt;
use super::refusal::Refusal;
use super::route::Provider;
use super::shape::{Fault, Shape};

/// A request whose body, model and shape are known.
pub(super) struct Asked {
    pub(super) provider: Provider,
    pub(super) model: Model,
    pub(super) shape: Shape,
    pub(super) body: Value,
    /// Bytes of the body as sent.
    pub(super) size: usize,
}

impl Asked {
    pub(super) fn streams(&self) -> bool {
        self.body["stream"] == true
    }

    /// Whether the stream ends in the dialect's error event.
    pub(super) fn fails(&self) -> bool {
        self.shape.fault == Some(Fault::Error)
    }

    /// A member of the body as the answer repeats it: the given value, else `otherwise`.
    pub(super) fn given(&self, name: &str, otherwise: Value) -> Value {
        self.body.get(name).filter(|value| !value.is_null()).cloned().unwrap_or(otherwise)
    }

    /// A list member of the body.
    ///
    /// # Errors
    /// It is missing, or no list.
    pub(super) fn list(&self, name: &'static str) -> Result<&Vec<Value>, Refusal> {
        match &self.body[name] {
            Value::Array(items) => Ok(items),
            Value::Null => Err(Refusal::missing(name)),
            _ => Err(Refusal::invalid(format!("Invalid type for '{name}': expected an array.")).at(name)),
        }
    }
}

/// What an endpoint answers.
pub(super) enum Reply {
    Events(Vec<Frame>),
    Json(Value),
}

/// The text's last sentence, counted in characters: what a citation points at. Providers cite whole sentences.
pub(super) fn last_sentence(text: &str) -> Range<usize> {
    let before = text.rfind(". ").map_or(0, |at| at + 2);
    text[..before].chars().count()..text.chars().count()
}

/// Usage as OpenAI's chat and completions count it.
pub(super) fn chat_usage(prompt: &Prompt, answer: &Answer, times: usize) -> Value {
    let (asked, said) = (prompt.tokens(), answer.tokens() * times);
    json!({
        "prompt_tokens": asked,
        "completion_tokens": said,
        "total_tokens": asked + said,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": answer.thinking_tokens(), "audio_tokens": 0,
            "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
        },
    })
}

/// Unix time in seconds.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A fresh id: `prefix` and `length` letters and digits.
pub(super) fn id(prefix: &str, length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";
    let mut bytes = vec![0; length];
    // Without a random source ids repeat, which a sandbox survives.
    let _ = getrandom::fill(&mut bytes);
    let letters = bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]));
    prefix.chars().chain(letters).collect()
}

/// A fresh id of lower-case hexadecimal digits.
pub(super) fn hex_id(prefix: &str, length: usize) -> String {
    id(prefix, length)
        .chars()
        .enumerate()
        .map(|(at, c)| if at < prefix.len() { c } else { hex_digit(c) })
        .collect()
}

fn hex_digit(c: char) -> char {
    char::from_digit(u32::from(c) % 16, 16).unwrap_or('0')
}
