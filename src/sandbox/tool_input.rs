//! Inputs for tools: fills a JSON Schema with a text, and finds the harmless use of a shell.
//!
//! Required strings get the text, enums their first value, everything else the smallest value that
//! the schema allows. No schema is ever an error.

use serde_json::{Map, Value, json};

use super::prompt::{Tool, ToolKind};

/// How deep a schema is followed; deeper parts become null.
const DEPTH: usize = 12;

/// Names under which agents offer a shell.
const SHELLS: [&str; 9] = [
    "bash",
    "container.exec",
    "exec_command",
    "execute_command",
    "local_shell",
    "run_command",
    "shell",
    "shell_command",
    "terminal",
];

/// Whether the tool runs commands, judging by its name.
pub(super) fn is_shell(tool: &Tool) -> bool {
    let name = tool.name.to_ascii_lowercase();
    tool.kind == ToolKind::LocalShell || SHELLS.contains(&name.as_str())
}

/// A command that prints `text` and does nothing else (POSIX shell quoting).
pub(super) fn command(text: &str) -> String {
    format!("echo '{}'", text.replace('\'', r"'\''"))
}

/// The input of a call: JSON text for a function, free text for a custom tool.
pub(super) fn input(tool: &Tool, text: &str) -> String {
    match tool.kind {
        ToolKind::Custom => text.to_owned(),
        ToolKind::LocalShell => json!({"command": argv(text)}).to_string(),
        ToolKind::Function if is_shell(tool) => shell(&tool.schema, text).to_string(),
        ToolKind::Function => arguments(&tool.schema, text).to_string(),
    }
}

/// The command as an argument vector.
pub(super) fn argv(text: &str) -> Value {
    json!(["bash", "-lc", command(text)])
}

fn shell(schema: &Value, text: &str) -> Value {
    let mut input = arguments(schema, "");
    let key = ["command", "cmd"].into_iter().find(|key| schema["properties"].get(key).is_some());
    let key = key.unwrap_or("command");
    let list = schema["properties"][key]["type"] == "array";
    let value = if list { argv(text) } else { json!(command(text)) };
    if let Some(members) = input.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
    input
}

/// An object for a function: like [`fill`], but never without the text where a place for it exists.
fn arguments(schema: &Value, text: &str) -> Value {
    let filled = fill(schema, text);
    match (filled, schema["properties"].as_object()) {
        (Value::Object(members), Some(known)) if members.is_empty() => optional(schema, known, text),
        (Value::Object(members), None)
            if members.is_empty() && schema["additionalProperties"] != json!(false) =>
        {
            json!({"text": text})
        }
        (Value::Object(members), _) => Value::Object(members),
        _ => json!({"text": text}),
    }
}

/// Puts the text into the first property that takes one.
fn optional(schema: &Value, known: &Map<String, Value>, text: &str) -> Value {
    let filled = known.iter().map(|(name, inner)| (name, resolved(schema, inner, text, DEPTH)));
    let mut taking = filled.filter(|(_, value)| value.as_str() == Some(text));
    taking.next().map_or(json!({}), |(name, value)| json!({name.as_str(): value}))
}

/// A value that the schema allows, with `text` in its required strings.
pub(super) fn fill(schema: &Value, text: &str) -> Value {
    resolved(schema, schema, text, DEPTH)
}

fn resolved(root: &Value, schema: &Value, text: &str, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return Value::Null };
    if let Some(reference) = schema["$ref"].as_str() {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map_or(Value::Null, |target| resolved(root, target, text, depth));
    }
    if let Some(fixed) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return fixed.clone();
    }
    for union in ["anyOf", "oneOf", "allOf"] {
        let Some(choices) = schema[union].as_array() else { continue };
        let useful = choices.iter().find(|choice| choice["type"] != "null").or(choices.first());
        return useful.map_or(Value::Null, |choice| resolved(root, choice, text, depth));
    }
    typed(root, schema, text, depth)
}

fn typed(root: &Value, schema: &Value, text: &str, depth: usize) -> Value {
    match kind(schema) {
        "string" => string(schema, text),
        "boolean" => schema.get("default").cloned().unwrap_or(json!(false)),
        "integer" | "number" => number(schema),
        "null" => Value::Null,
        "array" => match schema.get("items") {
            Some(items) => json!([resolved(root, items, text, depth)]),
            None => json!([text]),
        },
        _ => object(root, schema, text, depth),
    }
}

fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).find(|k| *k != "null").unwrap_or("null")
        }
        _ if schema.get("items").is_some() => "array",
        _ if schema.get("properties").is_some() => "object",
        _ => "string",
    }
}

fn string(schema: &Value, text: &str) -> Value {
    let sample = match schema["format"].as_str() {
        Some("date") => "2026-01-31",
        Some("date-time") => "2026-01-31T12:00:00Z",
        Some("time") => "12:00:00Z",
        Some("uri" | "url") => "https://example.com/",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        _ => text,
    };
    let most = schema["maxLength"].as_u64().map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
    json!(sample.chars().take(most).collect::<String>())
}

fn number(schema: &Value) -> Value {
    let above = || schema["exclusiveMinimum"].as_i64().map(|least| json!(least.saturating_add(1)));
    let known = schema.get("default").or_else(|| schema.get("minimum")).filter(|value| value.is_number());
    known.cloned().or_else(above).unwrap_or(json!(1))
}

fn object(root: &Value, schema: &Value, text: &str, depth: usize) -> Value {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let known = schema["properties"].as_object().into_iter().flatten();
    let needed = known.filter(|(name, _)| required.contains(&name.as_str()));
    needed
        .map(|(name, inner)| (name.clone(), resolved(root, inner, text, depth)))
        .collect::<Map<_, _>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(name: &str, schema: Value) -> Tool {
        Tool { name: name.to_owned(), namespace: None, kind: ToolKind::Function, schema }
    }

    #[test]
    fn a_schema_is_filled() {
        let schema = json!({"type": "object", "required": ["to", "kind", "n", "ok", "tags", "when", "who", "maybe"],
        "$defs": {"Person": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
        "properties": {
            "to": {"type": "string"}, "skipped": {"type": "string"}, "kind": {"enum": ["a", "b"]},
            "n": {"type": "integer", "minimum": 7}, "ok": {"type": "boolean"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "when": {"type": "string", "format": "date"}, "who": {"$ref": "#/$defs/Person"},
            "maybe": {"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 2}]},
        }});
        let filled = fill(&schema, "text");
        let wanted = json!({"to": "text", "kind": "a", "n": 7, "ok": false, "tags": ["text"],
            "when": "2026-01-31", "who": {"name": "text"}, "maybe": "te"});
        assert_eq!(filled, wanted);
    }

    #[test]
    fn the_text_finds_a_place() {
        let place = |schema| input(&tool("f", schema), "hi");
        assert_eq!(
            place(
                json!({"type": "object", "properties": {"a": {"type": "integer"}, "q": {"type": "string"}}})
            ),
            r#"{"q":"hi"}"#
        );
        assert_eq!(place(json!({"type": "object", "properties": {}})), "{}");
        assert_eq!(place(json!({"type": "object"})), r#"{"text":"hi"}"#);
        assert_eq!(place(json!({"type": "object", "additionalProperties": false})), "{}");
        assert_eq!(place(Value::Null), r#"{"text":"hi"}"#);
    }

    #[test]
    fn a_shell_gets_a_harmless_command() {
        let schema = json!({"type": "object", "required": ["command"],
            "properties": {"command": {"type": "string"}, "timeout": {"type": "number"}}});
        assert_eq!(input(&tool("Bash", schema), "it's"), r#"{"command":"echo 'it'\\''s'"}"#);
        let schema = json!({"properties": {"cmd": {"type": "string"}}, "required": ["cmd"]});
        assert_eq!(input(&tool("exec_command", schema), "x"), r#"{"cmd":"echo 'x'"}"#);
        let schema = json!({"properties": {"command": {"type": "array", "items": {"type": "string"}}}});
        assert_eq!(input(&tool("shell", schema), "x"), r#"{"command":["bash","-lc","echo 'x'"]}"#);
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let schema = json!({"type": "object", "required": ["me"], "properties": {"me": {"$ref": "#"}}});
        assert!(fill(&schema, "x").to_string().len() < 200);
    }
}
