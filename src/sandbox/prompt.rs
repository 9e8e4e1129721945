//! What a request says, whatever dialect it said it in: the texts, the tools, the demands.
//!
//! Each dialect fills a [`Prompt`]; `behave` turns one into an answer. Nothing here knows a wire shape
//! beyond "content is a string or a list of parts with a `text`".

use serde_json::Value;

/// A conversation, understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Prompt {
    /// The last text part of the last user message.
    pub(super) user: String,
    /// The tool results the conversation ends with.
    pub(super) results: Vec<String>,
    /// Texts of users and assistants, in order.
    pub(super) history: Vec<String>,
    /// Every string of the conversation that is not protocol.
    pub(super) everything: Vec<String>,
    pub(super) tools: Vec<Tool>,
    pub(super) choice: ToolChoice,
    pub(super) format: Format,
    /// Stop sequences.
    pub(super) stops: Vec<String>,
    /// The first inline document, for citations.
    pub(super) document: Option<String>,
}

/// A tool that may be called.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tool {
    pub(super) name: String,
    /// The group it belongs to, in the Responses dialect.
    pub(super) namespace: Option<String>,
    pub(super) kind: ToolKind,
    /// JSON Schema of its input; null when there is none.
    pub(super) schema: Value,
}

/// How a tool takes its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToolKind {
    /// Free text.
    Custom,
    /// A JSON object.
    Function,
    /// The built-in shell of the Responses dialect.
    LocalShell,
}

/// Whether a tool must be called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum ToolChoice {
    #[default]
    Auto,
    Any,
    Named(String),
    Never,
}

/// What the text of the answer must look like.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Format {
    #[default]
    Text,
    /// Any JSON object.
    Json,
    /// JSON that follows this schema.
    Schema(Value),
}

impl Prompt {
    /// Takes in a user message.
    pub(super) fn user(&mut self, texts: &[String]) {
        let plain = |text: &&String| !text.trim_start().starts_with("<system-reminder>");
        let last = texts.iter().rfind(plain).or(texts.last());
        if let Some(last) = last {
            self.user.clone_from(last);
        }
        self.results.clear();
        self.history.extend_from_slice(texts);
    }

    /// Takes in an assistant message.
    pub(super) fn assistant(&mut self, texts: &[String]) {
        self.results.clear();
        self.history.extend_from_slice(texts);
    }

    /// Takes in the result of a tool call.
    pub(super) fn result(&mut self, texts: &[String]) {
        self.results.push(texts.concat());
    }

    /// Tokens of the conversation, estimated.
    pub(super) fn tokens(&self) -> usize {
        self.everything.iter().map(|text| tokens(text)).sum::<usize>() + 3
    }
}

/// Tokens of a text, estimated at four bytes each.
pub(super) fn tokens(text: &str) -> usize {
    text.len().div_ceil(4)
}

/// The texts of a content: itself when a string, the `text` of each part when a list.
pub(super) fn texts(content: &Value) -> Vec<String> {
    match content {
        Value::String(text) => vec![text.clone()],
        Value::Array(parts) => parts.iter().filter_map(text_of).collect(),
        _ => Vec::new(),
    }
}

fn text_of(part: &Value) -> Option<String> {
    part.as_str().or_else(|| part["text"].as_str()).map(str::to_owned)
}

/// Members whose strings are protocol, not conversation.
const PROTOCOL: [&str; 14] = [
    "cache_control",
    "call_id",
    "data",
    "detail",
    "encrypted_content",
    "file_data",
    "id",
    "image_url",
    "media_type",
    "role",
    "signature",
    "status",
    "tool_call_id",
    "type",
];

/// Gathers the strings of a conversation, keys of objects left out.
pub(super) fn gather(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, into)),
        Value::Object(members) => {
            let said = members.iter().filter(|(key, _)| !PROTOCOL.contains(&key.as_str()));
            said.for_each(|(_, value)| gather(value, into));
        }
        _ => {}
    }
}

/// Reads `stop` or `stop_sequences`: a string or a list of them.
pub(super) fn stops(value: &Value) -> Vec<String> {
    texts(value).into_iter().filter(|stop| !stop.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_last_text_that_is_not_a_reminder_counts() {
        let mut prompt = Prompt::default();
        let content =
            json!([{"type": "text", "text": "question"}, {"type": "text", "text": "<system-reminder>x"}]);
        prompt.user(&texts(&content));
        assert_eq!(prompt.user, "question");
        prompt.user(&[]);
        assert_eq!(prompt.user, "question");
        prompt.user(&["<system-reminder>y".to_owned()]);
        assert_eq!(prompt.user, "<system-reminder>y");
    }

    #[test]
    fn gathering_leaves_protocol_out() {
        let mut found = Vec::new();
        gather(
            &json!([{"role": "user", "content": [{"type": "text", "text": "a"}], "name": "b"}, "c", 1]),
            &mut found,
        );
        assert_eq!(found, ["a", "b", "c"]);
    }
}
