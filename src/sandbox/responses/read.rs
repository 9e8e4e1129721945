//! Reads a Responses request: its input as stored items, and all that was said as a prompt.

use serde_json::{Value, json};

use crate::sandbox::asked::{Asked, hex_id};
use crate::sandbox::prompt::{Format, Prompt, Tool, ToolChoice, ToolKind, gather, texts};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::seal;

/// The request's input as a list of items.
pub(super) fn input(asked: &Asked) -> Result<Vec<Value>, Refusal> {
    let continues =
        ["previous_response_id", "conversation", "prompt"].iter().any(|name| !asked.body[name].is_null());
    match &asked.body["input"] {
        Value::String(text) => Ok(vec![stored(&json!({"role": "user", "content": text}))]),
        Value::Array(items) => Ok(items.iter().map(stored).collect()),
        Value::Null if continues => Ok(Vec::new()),
        Value::Null => Err(Refusal::missing("input")),
        _ => Err(Refusal::invalid("Invalid type for 'input': expected a string or an array.").at("input")),
    }
}

/// An input item as the server keeps and lists it: with an id, a type, and parts for content.
pub(super) fn stored(item: &Value) -> Value {
    let mut item = item.clone();
    let Some(members) = item.as_object_mut() else { return item };
    let kind = members.entry("type").or_insert_with(|| json!("message")).clone();
    if members.get("id").is_none_or(Value::is_null) {
        members.insert("id".to_owned(), json!(hex_id(if kind == "message" { "msg_" } else { "item_" }, 48)));
    }
    if item["type"] == "message" && item["status"].is_null() {
        item["status"] = json!("completed");
    }
    let part = if item["role"] == "assistant" { "output_text" } else { "input_text" };
    if let Some(text) = item["content"].as_str().map(str::to_owned) {
        item["content"] = json!([{"type": part, "text": text}]);
    }
    item
}

/// All that was said: on the server, then in this request.
pub(super) fn prompt(asked: &Asked, history: &[Value], input: &[Value]) -> Result<Prompt, Refusal> {
    let body = &asked.body;
    let mut prompt = Prompt {
        tools: tools(&body["tools"], None),
        choice: choice(&body["tool_choice"]),
        format: format(&body["text"]["format"]),
        ..Prompt::default()
    };
    gather(&body["instructions"], &mut prompt.everything);
    for (at, item) in history.iter().chain(input).enumerate() {
        add(&mut prompt, at, item)?;
        gather(item, &mut prompt.everything);
    }
    Ok(prompt)
}

fn add(prompt: &mut Prompt, at: usize, item: &Value) -> Result<(), Refusal> {
    let kind = item["type"].as_str().unwrap_or_default();
    match (kind, item["role"].as_str()) {
        ("message", Some("user")) => prompt.user(&texts(&item["content"])),
        ("message", Some("assistant")) => prompt.assistant(&texts(&item["content"])),
        ("message", None) => return Err(Refusal::missing("input[].role")),
        ("reasoning" | "compaction", _) => sealed(prompt, at, item)?,
        (_, None) if kind.ends_with("_output") => prompt.result(&outputs(&item["output"])),
        (_, None) if kind.ends_with("_call") => prompt.assistant(&[]),
        _ => {}
    }
    Ok(())
}

/// The texts of a tool's output: a string, text parts, or what a shell printed.
fn outputs(output: &Value) -> Vec<String> {
    let shell = output.as_array().into_iter().flatten().filter_map(|part| part["stdout"].as_str());
    texts(output).into_iter().chain(shell.map(str::to_owned)).collect()
}

/// Refuses sealed content that is not byte for byte what was sent.
fn sealed(prompt: &mut Prompt, at: usize, item: &Value) -> Result<(), Refusal> {
    let Some(content) = item["encrypted_content"].as_str() else { return Ok(()) };
    let text = seal::open(content).ok_or_else(|| {
        let what = format!("The encrypted content of input[{at}] could not be verified.");
        Refusal::invalid(what).at("input").coded("invalid_encrypted_content")
    })?;
    if item["type"] == "compaction" {
        prompt.assistant(&[text]);
    }
    Ok(())
}

fn tools(tools: &Value, namespace: Option<&str>) -> Vec<Tool> {
    tools.as_array().into_iter().flatten().flat_map(|given| tool(given, namespace)).collect()
}

/// The tools the client runs; those the provider would run itself are left out.
fn tool(given: &Value, namespace: Option<&str>) -> Vec<Tool> {
    let name = given["name"].as_str();
    let made = |kind, name: &str, schema: &Value| {
        vec![Tool {
            name: name.to_owned(),
            namespace: namespace.map(str::to_owned),
            kind,
            schema: schema.clone(),
        }]
    };
    match (given["type"].as_str(), name) {
        (Some("function"), Some(name)) => made(ToolKind::Function, name, &given["parameters"]),
        (Some("custom"), Some(name)) => made(ToolKind::Custom, name, &Value::Null),
        (Some("local_shell"), _) => made(ToolKind::LocalShell, "local_shell", &Value::Null),
        (Some("namespace"), Some(name)) => tools(&given["tools"], Some(name)),
        _ => Vec::new(),
    }
}

fn choice(choice: &Value) -> ToolChoice {
    match (choice.as_str(), choice["name"].as_str()) {
        (Some("none"), _) => ToolChoice::Never,
        (Some("required"), _) => ToolChoice::Any,
        (_, Some(name)) => ToolChoice::Named(name.to_owned()),
        _ => ToolChoice::Auto,
    }
}

fn format(format: &Value) -> Format {
    match format["type"].as_str() {
        Some("json_schema") => Format::Schema(format["schema"].clone()),
        Some("json_object") => Format::Json,
        _ => Format::Text,
    }
}
