//! Reads a messages request into a prompt, and checks that signed thinking comes back unchanged.

use serde_json::Value;

use crate::sandbox::asked::Asked;
use crate::sandbox::prompt::{Format, Prompt, Tool, ToolChoice, ToolKind, gather, stops, texts};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::seal;

pub(super) fn prompt(asked: &Asked) -> Result<Prompt, Refusal> {
    let body = &asked.body;
    let messages = body["messages"].as_array().ok_or_else(|| Refusal::invalid("messages: Field required"))?;
    let mut prompt = Prompt {
        tools: body["tools"].as_array().into_iter().flatten().filter_map(tool).collect(),
        choice: choice(&body["tool_choice"]),
        format: format(body),
        stops: stops(&body["stop_sequences"]),
        ..Prompt::default()
    };
    for (at, message) in messages.iter().enumerate() {
        add(&mut prompt, at, message)?;
    }
    gather(&body["system"], &mut prompt.everything);
    gather(&body["messages"], &mut prompt.everything);
    Ok(prompt)
}

fn add(prompt: &mut Prompt, at: usize, message: &Value) -> Result<(), Refusal> {
    let content = &message["content"];
    if !content.is_string() && !content.is_array() {
        return Err(Refusal::invalid(format!("messages.{at}.content: Input should be a valid list")));
    }
    match message["role"].as_str() {
        Some("assistant") => {
            genuine(at, content)?;
            prompt.assistant(&texts(content));
        }
        Some("user") => user(prompt, content),
        Some("system") => {}
        _ => {
            let what = format!("messages.{at}.role: Input should be 'user' or 'assistant'");
            return Err(Refusal::invalid(what));
        }
    }
    Ok(())
}

/// A user message speaks, brings the results of tools, or both.
fn user(prompt: &mut Prompt, content: &Value) {
    let blocks = || content.as_array().into_iter().flatten();
    let results: Vec<_> = blocks().filter(|block| block["type"] == "tool_result").collect();
    if results.is_empty() {
        prompt.user(&texts(content));
    } else {
        results.iter().for_each(|block| prompt.result(&texts(&block["content"])));
    }
    let documents = blocks().filter(|block| block["type"] == "document");
    let text = documents
        .filter_map(|block| block["source"]["data"].as_str().filter(|_| block["source"]["type"] == "text"));
    prompt.document = prompt.document.take().or(text.map(str::to_owned).next());
}

fn genuine(at: usize, content: &Value) -> Result<(), Refusal> {
    for (index, block) in content.as_array().into_iter().flatten().enumerate() {
        let Some(signature) = block["signature"].as_str().filter(|_| block["type"] == "thinking") else {
            continue;
        };
        if !seal::verify(block["thinking"].as_str().unwrap_or_default(), signature) {
            let what = format!("messages.{at}.content.{index}: Invalid `signature` in `thinking` block");
            return Err(Refusal::invalid(what));
        }
    }
    Ok(())
}

/// A tool of the client; those the provider would run itself are left out.
fn tool(tool: &Value) -> Option<Tool> {
    let name = tool["name"].as_str()?.to_owned();
    let local = tool.get("input_schema").is_some() || name == "bash";
    local.then(|| Tool {
        name,
        namespace: None,
        kind: ToolKind::Function,
        schema: tool["input_schema"].clone(),
    })
}

fn choice(choice: &Value) -> ToolChoice {
    match (choice["type"].as_str(), choice["name"].as_str()) {
        (Some("none"), _) => ToolChoice::Never,
        (Some("any"), _) => ToolChoice::Any,
        (Some("tool"), Some(name)) => ToolChoice::Named(name.to_owned()),
        _ => ToolChoice::Auto,
    }
}

fn format(body: &Value) -> Format {
    let wanted = [&body["output_config"]["format"], &body["output_format"]];
    let schema = wanted.into_iter().find(|format| format["type"] == "json_schema");
    schema.map_or(Format::Text, |format| Format::Schema(format["schema"].clone()))
}
