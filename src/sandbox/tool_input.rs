//! Inputs for tools: fills a JSON Schema with a text, and finds the harmless use of a shell.
//!
//! Required strings get the text, enums their first value, everything else the smallest value that
//! the schema allows. No schema is ever an error.

use std::cell::Cell;

use serde_json::{Map, Value, json};

use super::prompt::{Tool, ToolKind};

/// How deep a schema is followed; deeper parts become null.
const DEPTH: usize = 12;

/// Most values made for one schema; what is beyond becomes null.
const VALUES: usize = 1000;

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
    let mut input = fill(schema, "").as_object().cloned().unwrap_or_default();
    let key = ["command", "cmd"].into_iter().find(|key| schema["properties"].get(key).is_some());
    let key = key.unwrap_or("command");
    let list = schema["properties"][key]["type"] == "array";
    input.insert(key.to_owned(), if list { argv(text) } else { json!(command(text)) });
    input.into()
}

/// An object for a function: like [`fill`], but never without the text where a place for it exists.
fn arguments(schema: &Value, text: &str) -> Value {
    let empty = |value: &Value| value.as_object().is_none_or(Map::is_empty);
    let open = || schema["additionalProperties"] != json!(false);
    match (fill(schema, text), schema["properties"].as_object()) {
        (filled, _) if !empty(&filled) => filled,
        (_, Some(known)) => optional(schema, known, text),
        (Value::Object(_), None) if !open() => json!({}),
        _ => json!({"text": text}),
    }
}

/// Puts the text into the first property that takes one.
fn optional(schema: &Value, known: &Map<String, Value>, text: &str) -> Value {
    let filler = Filler { root: schema, text, left: Cell::new(VALUES) };
    let filled = known.iter().map(|(name, inner)| (name, filler.value(inner, DEPTH)));
    let mut taking = filled.filter(|(_, value)| value.as_str() == Some(text));
    taking.next().map_or(json!({}), |(name, value)| json!({name.as_str(): value}))
}

/// A value that the schema allows, with `text` in its required strings.
pub(super) fn fill(schema: &Value, text: &str) -> Value {
    Filler { root: schema, text, left: Cell::new(VALUES) }.value(schema, DEPTH)
}

struct Filler<'a> {
    /// The whole schema, for references into it.
    root: &'a Value,
    text: &'a str,
    /// Values that may still be made.
    left: Cell<usize>,
}

impl Filler<'_> {
    fn value(&self, schema: &Value, depth: usize) -> Value {
        let left = self.left.get().checked_sub(1);
        let (Some(left), Some(depth)) = (left, depth.checked_sub(1)) else { return Value::Null };
        self.left.set(left);
        if let Some(reference) = schema["$ref"].as_str() {
            let target = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
            return target.map_or(Value::Null, |target| self.value(target, depth));
        }
        if let Some(fixed) = schema.get("const").or_else(|| schema["enum"].get(0)) {
            return fixed.clone();
        }
        let unions = ["anyOf", "oneOf", "allOf"].iter().find_map(|union| schema[union].as_array());
        match unions {
            Some(choices) => {
                let useful = choices.iter().find(|choice| choice["type"] != "null").or(choices.first());
                useful.map_or(Value::Null, |choice| self.value(choice, depth))
            }
            None => self.typed(schema, depth),
        }
    }

    fn typed(&self, schema: &Value, depth: usize) -> Value {
        match kind(schema) {
            "string" => string(schema, self.text),
            "boolean" => schema.get("default").cloned().unwrap_or(json!(false)),
            "integer" | "number" => number(schema),
            "null" => Value::Null,
            "array" => match schema.get("items") {
                Some(items) => json!([self.value(items, depth)]),
                None => json!([self.text]),
            },
            _ => self.object(schema, depth),
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required: Vec<_> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let known = schema["properties"].as_object().into_iter().flatten();
        let needed = known.filter(|(name, _)| required.contains(&name.as_str()));
        needed.map(|(name, inner)| (name.clone(), self.value(inner, depth))).collect::<Map<_, _>>().into()
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
        let names: Vec<String> = (0..50).map(|n| n.to_string()).collect();
        let inner: Map<_, _> = names.iter().map(|name| (name.clone(), json!({"$ref": "#"}))).collect();
        let schema = json!({"type": "object", "required": names, "properties": inner});
        assert!(fill(&schema, "x").to_string().len() < 50_000);
    }
}
