//! What the models say: from a prompt and a model to an answer. No wire shape in here.

use serde_json::{Value, json};

use super::model::{Behaviour, Model};
use super::prompt::{Format, Prompt, Tool, ToolChoice, tokens};
use super::tool_input;

/// The text with which a user of a client with fixed model names asks for a tool call.
const USE_TOOL: &str = "[use-tool]";

/// An answer before it takes a dialect's shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    /// Reasoning before the answer.
    pub(super) thinking: Option<String>,
    /// The text; empty when tools are called instead.
    pub(super) text: String,
    pub(super) calls: Vec<Call>,
    /// The stop sequence that ended the text.
    pub(super) stop: Option<String>,
}

/// A tool call.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) tool: Tool,
    /// JSON text, or free text for a custom tool.
    pub(super) input: String,
}

impl Answer {
    /// Tokens of reasoning, estimated.
    pub(super) fn thinking_tokens(&self) -> usize {
        self.thinking.as_deref().map_or(0, tokens)
    }

    /// Tokens of everything said, estimated.
    pub(super) fn tokens(&self) -> usize {
        let calls: usize = self.calls.iter().map(|call| tokens(&call.input) + 5).sum();
        self.thinking_tokens() + tokens(&self.text) + calls + 1
    }
}

/// The model's answer.
pub(super) fn answer(model: &Model, prompt: &Prompt) -> Answer {
    let thinking =
        model.thinking.then(|| format!("The text to repeat is: {}. I will repeat it.", prompt.user));
    let calls = calls(model, prompt);
    if !calls.is_empty() {
        return Answer { thinking, calls, ..Answer::default() };
    }
    let (text, stop) = stopped(text(model, prompt), &prompt.stops);
    Answer { thinking, text, calls, stop }
}

fn calls(model: &Model, prompt: &Prompt) -> Vec<Call> {
    let most = if model.behaviour == Behaviour::Tools { 3 } else { 1 };
    let wanted = match &prompt.choice {
        ToolChoice::Never => false,
        _ if !prompt.results.is_empty() => false,
        ToolChoice::Any | ToolChoice::Named(_) => true,
        ToolChoice::Auto => calls_freely(model, prompt),
    };
    if !wanted {
        return Vec::new();
    }
    let chosen = chosen(prompt).into_iter().take(most);
    chosen.map(|tool| Call { tool: tool.clone(), input: tool_input::input(tool, &prompt.user) }).collect()
}

fn calls_freely(model: &Model, prompt: &Prompt) -> bool {
    match model.behaviour {
        Behaviour::Tool | Behaviour::Tools => true,
        Behaviour::Unknown => prompt.user.contains(USE_TOOL),
        _ => false,
    }
}

/// The tools in the order in which they are called: the one asked for, a shell, the rest.
fn chosen(prompt: &Prompt) -> Vec<&Tool> {
    if let ToolChoice::Named(name) = &prompt.choice {
        return prompt.tools.iter().filter(|tool| tool.name == *name).collect();
    }
    let shells = prompt.tools.iter().filter(|tool| tool_input::is_shell(tool)).take(1);
    let others = prompt.tools.iter().filter(|tool| !tool_input::is_shell(tool));
    shells.chain(others).collect()
}

fn text(model: &Model, prompt: &Prompt) -> String {
    let said = match model.behaviour {
        Behaviour::All => prompt.everything.join("\n"),
        Behaviour::Echo => prompt.user.clone(),
        Behaviour::History => prompt.history.join("\n"),
        Behaviour::Json => json!({"text": last(prompt)}).to_string(),
        Behaviour::Tool | Behaviour::Tools | Behaviour::Unknown => last(prompt),
    };
    match &prompt.format {
        Format::Text => said,
        Format::Json if model.behaviour == Behaviour::Json => said,
        Format::Json => json!({"text": said}).to_string(),
        Format::Schema(schema) => structured(schema, &last(prompt)).to_string(),
    }
}

fn structured(schema: &Value, text: &str) -> Value {
    tool_input::fill(schema, text)
}

/// What was said last: a tool's results, else the user's text.
fn last(prompt: &Prompt) -> String {
    if prompt.results.is_empty() { prompt.user.clone() } else { prompt.results.join("\n") }
}

fn stopped(text: String, stops: &[String]) -> (String, Option<String>) {
    let first = stops.iter().filter_map(|stop| text.find(stop.as_str()).map(|at| (at, stop))).min();
    match first {
        Some((at, stop)) => (text[..at].to_owned(), Some(stop.clone())),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::prompt::ToolKind;
    use crate::sandbox::shape::Shape;

    fn prompt(user: &str) -> Prompt {
        let tool = |name: &str| Tool {
            name: name.to_owned(),
            namespace: None,
            kind: ToolKind::Function,
            schema: json!({"type": "object", "required": ["q"], "properties": {"q": {"type": "string"}}}),
        };
        let mut prompt = Prompt { tools: vec![tool("one"), tool("two")], ..Prompt::default() };
        prompt.user(&[user.to_owned()]);
        prompt
    }

    fn ask(model: &str, prompt: &Prompt) -> Answer {
        answer(&Model::parse(model, &mut Shape::default()).unwrap(), prompt)
    }

    #[test]
    fn echo_ignores_tools_and_results() {
        let mut prompt = prompt("hello [use-tool]");
        assert_eq!(ask("echo", &prompt).text, "hello [use-tool]");
        prompt.result(&["42".to_owned()]);
        assert_eq!(ask("echo", &prompt).text, "hello [use-tool]");
    }

    #[test]
    fn a_tool_is_called_then_its_result_echoed() {
        let mut prompt = prompt("hello");
        let first = ask("echo-tool", &prompt);
        assert_eq!(
            (first.calls[0].tool.name.as_str(), first.calls[0].input.as_str()),
            ("one", r#"{"q":"hello"}"#)
        );
        assert_eq!(ask("echo-tools", &prompt).calls.len(), 2);
        prompt.assistant(&[]);
        prompt.result(&["42".to_owned()]);
        assert_eq!(ask("echo-tool", &prompt).text, "42");
        prompt.user(&["again".to_owned()]);
        assert_eq!(ask("echo-tool", &prompt).calls.len(), 1);
    }

    #[test]
    fn an_unknown_model_calls_when_asked() {
        assert!(ask("gpt-5", &prompt("hello")).calls.is_empty());
        assert_eq!(ask("gpt-5", &prompt("hello [use-tool]")).calls.len(), 1);
        let forced = Prompt { choice: ToolChoice::Named("two".to_owned()), ..prompt("x") };
        assert_eq!(ask("echo", &forced).calls[0].tool.name, "two");
        let never = Prompt { choice: ToolChoice::Never, ..prompt("x") };
        assert_eq!(ask("echo-tool", &never).text, "x");
    }

    #[test]
    fn formats_and_stops_are_kept() {
        let format =
            Format::Schema(json!({"properties": {"title": {"type": "string"}}, "required": ["title"]}));
        assert_eq!(ask("gpt-5", &Prompt { format, ..prompt("x") }).text, r#"{"title":"x"}"#);
        assert_eq!(ask("echo-json", &prompt("x")).text, r#"{"text":"x"}"#);
        let stopped = ask("echo", &Prompt { stops: vec!["zz".into(), "lo".into()], ..prompt("hello") });
        assert_eq!((stopped.text.as_str(), stopped.stop.as_deref()), ("hel", Some("lo")));
    }
}
