//! Reads a chat request into a prompt, refusing what the provider refuses.

use serde_json::Value;

use crate::sandbox::asked::Asked;
use crate::sandbox::prompt::{Format, Prompt, Tool, ToolChoice, ToolKind, gather, stops, texts};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::seal;

pub(super) fn prompt(asked: &Asked) -> Result<Prompt, Refusal> {
    let body = &asked.body;
    let messages = asked.list("messages")?;
    let mut prompt = Prompt {
        tools: tools(body),
        choice: choice(body),
        format: format(&body["response_format"]),
        stops: stops(&body["stop"]),
        ..Prompt::default()
    };
    for (at, message) in messages.iter().enumerate() {
        add(&mut prompt, at, message)?;
    }
    gather(&body["messages"], &mut prompt.everything);
    Ok(prompt)
}

fn add(prompt: &mut Prompt, at: usize, message: &Value) -> Result<(), Refusal> {
    let said = texts(&message["content"]);
    match message["role"].as_str() {
        Some("user") => prompt.user(&said),
        Some("assistant") => {
            genuine(at, message)?;
            prompt.assistant(&said);
        }
        Some("tool" | "function") => prompt.result(&said),
        Some("system" | "developer") => {}
        Some(_) => {
            return Err(Refusal::invalid(format!("Invalid value for 'messages[{at}].role'.")).at("messages"));
        }
        None => return Err(Refusal::missing("messages[].role")),
    }
    Ok(())
}

/// Refuses signed reasoning that is not byte for byte what was sent.
fn genuine(at: usize, message: &Value) -> Result<(), Refusal> {
    for detail in message["reasoning_details"].as_array().into_iter().flatten() {
        let Some(signature) = detail["signature"].as_str() else { continue };
        let text = detail["text"].as_str().unwrap_or_default();
        if !seal::verify(text, signature) {
            let message = format!("messages.{at}: Invalid `signature` in `thinking` block");
            return Err(Refusal::invalid(message).at("messages"));
        }
    }
    Ok(())
}

fn tools(body: &Value) -> Vec<Tool> {
    let tools = body["tools"].as_array().into_iter().flatten().filter_map(tool);
    let functions = body["functions"].as_array().into_iter().flatten().filter_map(function);
    tools.chain(functions).collect()
}

fn tool(tool: &Value) -> Option<Tool> {
    match tool["type"].as_str()? {
        "custom" => Some(Tool { kind: ToolKind::Custom, ..function(&tool["custom"])? }),
        _ => function(&tool["function"]),
    }
}

fn function(function: &Value) -> Option<Tool> {
    let name = function["name"].as_str()?.to_owned();
    Some(Tool { name, namespace: None, kind: ToolKind::Function, schema: function["parameters"].clone() })
}

fn choice(body: &Value) -> ToolChoice {
    let choice = body.get("tool_choice").or_else(|| body.get("function_call")).unwrap_or(&Value::Null);
    let named = [&choice["function"]["name"], &choice["custom"]["name"], &choice["name"]];
    match (choice.as_str(), named.into_iter().find_map(Value::as_str)) {
        (Some("none"), _) => ToolChoice::Never,
        (Some("required"), _) => ToolChoice::Any,
        (_, Some(name)) => ToolChoice::Named(name.to_owned()),
        _ => ToolChoice::Auto,
    }
}

fn format(format: &Value) -> Format {
    match format["type"].as_str() {
        Some("json_schema") => Format::Schema(format["json_schema"]["schema"].clone()),
        Some("json_object") => Format::Json,
        _ => Format::Text,
    }
}
