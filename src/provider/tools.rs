//! [`Tools`]: which arguments of a request's tools are to be numbers, and which text, as the schemas that define them say; and which
//! are a shell's commands.
//!
//! Owns: what is known of a tool by its name, and of any tool where the name is not known. Never: keeps more of a definition than
//! the names of its properties, judges a value, or guesses: of a property that may be either, nothing is known. How definitions
//! are read is in `tools/reading.rs`, the shells are in `tools/shells.rs`.

mod reading;
mod shells;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::reading::Reader;
pub use self::shells::{is_command, runs_commands};

/// What a schema wants an argument to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// `integer` or `number`, and never `string`.
    Number,
    /// `string`, and never a number.
    Text,
}

/// What the schema of a tool says of its properties, however deep they stand. Elements of an array count as the property
/// that the array is.
#[derive(Clone, Default)]
pub struct Arguments {
    said: BTreeMap<Box<str>, Said>,
    /// Whether the tool is a shell.
    runs_commands: bool,
}

/// Which types have been named.
#[derive(Clone, Copy, Default)]
struct Said {
    number: bool,
    text: bool,
}

/// The tools that a request defines.
#[derive(Clone)]
pub struct Tools {
    named: BTreeMap<Box<str>, Arc<Arguments>>,
    /// All of them as one.
    any: Arc<Arguments>,
    /// A shell that none of them is: a provider's own, or one of an earlier request.
    shell: Arc<Arguments>,
}

impl Default for Tools {
    fn default() -> Self {
        let shell = Arc::new(Arguments { runs_commands: true, ..Arguments::default() });
        Self { named: BTreeMap::new(), any: Arc::default(), shell }
    }
}

impl Said {
    fn add(&mut self, other: Self) {
        self.number |= other.number;
        self.text |= other.text;
    }

    fn settled(self) -> Option<Wants> {
        match (self.number, self.text) {
            (true, false) => Some(Wants::Number),
            (false, true) => Some(Wants::Text),
            _ => None,
        }
    }
}

impl Arguments {
    /// What is wanted under the key `property`, or in an array there.
    pub fn wants(&self, property: &str) -> Option<Wants> {
        self.said.get(property)?.settled()
    }

    /// Whether what stands right under the key `property` is a command of a shell.
    pub fn is_command(&self, property: &str) -> bool {
        self.runs_commands && is_command(property)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty() && !self.runs_commands
    }

    fn add(&mut self, property: &str, said: Said) {
        match self.said.get_mut(property) {
            Some(known) => known.add(said),
            None => drop(self.said.insert(property.into(), said)),
        }
    }

    fn weight(&self) -> usize {
        self.said.keys().map(|name| name.len() + ENTRY).sum()
    }
}

/// What a name in a map costs besides its bytes, about.
const ENTRY: usize = 32;

impl Tools {
    /// Together with the tools, or lists of tools, that are defined at these offsets of `body`.
    #[must_use]
    pub fn with(self: &Arc<Self>, body: &str, offsets: impl IntoIterator<Item = usize>) -> Arc<Self> {
        let mut tools = Arc::clone(self);
        for offset in offsets {
            let all = Arc::make_mut(&mut tools);
            for (name, schema) in Reader::new(&body[offset..]).tools() {
                all.define(&name, schema.properties());
            }
        }
        tools
    }

    fn define<'p>(&mut self, tool: &str, properties: impl Iterator<Item = (&'p str, Said)>) {
        let named = Arc::make_mut(self.named.entry(tool.into()).or_default());
        named.runs_commands = runs_commands(tool);
        let any = Arc::make_mut(&mut self.any);
        for (property, said) in properties {
            named.add(property, said);
            any.add(property, said);
        }
    }

    /// Whether a tool is called so.
    pub fn has(&self, name: &str) -> bool {
        self.named.contains_key(name)
    }

    /// The arguments of the tool called `name`; of any tool, if none is, but for a shell's.
    pub fn arguments(&self, name: &str) -> &Arc<Arguments> {
        let other = || if runs_commands(name) { &self.shell } else { &self.any };
        self.named.get(name).unwrap_or_else(other)
    }

    /// The arguments of a tool whose name is not known.
    pub fn any(&self) -> &Arc<Arguments> {
        &self.any
    }

    /// Whether nothing is known of any argument.
    pub fn is_empty(&self) -> bool {
        self.named.values().all(|arguments| arguments.is_empty())
    }

    /// Approximate heap size in bytes.
    pub fn weight(&self) -> usize {
        let named = self.named.iter().map(|(name, arguments)| name.len() + ENTRY + arguments.weight());
        named.sum::<usize>() + self.any.weight()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tools(definitions: &str) -> Arc<Tools> {
        let body = format!(r#"{{"tools":{definitions}}}"#);
        let tools = Arc::<Tools>::default().with(&body, [body.find(definitions).unwrap()]);
        assert!(tools.is_empty() || tools.weight() > 0);
        tools
    }

    /// What is known, as `tool.property` of a number and of text.
    fn known(definitions: &str) -> (String, String) {
        let tools = tools(definitions);
        let all = tools.named.iter().flat_map(|(name, arguments)| {
            arguments.said.iter().map(move |(property, said)| (format!("{name}.{property}"), said.settled()))
        });
        let all: Vec<_> = all.collect();
        let of = |wants| {
            let these = all.iter().filter(|(_, wanted)| *wanted == Some(wants));
            these.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ")
        };
        (of(Wants::Number), of(Wants::Text))
    }

    #[test]
    fn every_dialect_defines_tools() {
        let schema = r#"{"type":"object","properties":{"id":{"type":"integer"},"note":{"type":"string"}}}"#;
        for definitions in [
            format!(
                r#"[{{"type":"function","function":{{"name":"f","strict":true,"parameters":{schema}}}}}]"#
            ),
            format!(r#"[{{"name":"f","parameters":{schema}}}]"#),
            format!(r#"[{{"type":"web_search"}},{{"type":"function","parameters":{schema},"name":"f"}}]"#),
            format!(
                r#"[{{"description":"d","input_schema":{schema},"name":"f","input_examples":[{{"id":"1"}}]}}]"#
            ),
            format!(r#"[{{"type":"namespace","name":"n","tools":[{{"name":"f","parameters":{schema}}}]}}]"#),
            format!(
                r#"[{{"name":"f","input_schema":{schema},"output_schema":{{"properties":{{"n":{{"type":"number"}}}}}}}}]"#
            ),
            format!(r#"{{"name":"f","input_schema":{schema}}}"#),
        ] {
            assert_eq!(known(&definitions), ("f.id".into(), "f.note".into()), "{definitions}");
        }
    }

    #[test]
    fn a_property_is_a_number_however_its_schema_says_so() {
        for (schema, number, text) in [
            (r#"{"type":"number"}"#, true, false),
            (r#"{"type":["integer","null"]}"#, true, false),
            (r#"{"anyOf":[{"type":"integer","minimum":1},{"type":"null"}],"default":null}"#, true, false),
            (r#"{"oneOf":[{"type":"integer"},{"type":"number"}]}"#, true, false),
            (r#"{"type":"array","items":{"type":"integer"}}"#, true, false),
            (r#"{"type":"array","prefixItems":[{"type":"integer"},{"type":"number"}]}"#, true, false),
            (r#"{"type":"array","items":{"type":"array","items":{"type":"number"}}}"#, true, false),
            (r##"{"$ref":"#/$defs/Id"}"##, true, false),
            (r##"{"allOf":[{"$ref":"#/$defs/Same"}]}"##, true, false),
            (r#"{"type":"string","pattern":"^[0-9]+$"}"#, false, true),
            (r##"{"$ref":"#/$defs/Name"}"##, false, true),
            // Either, or neither.
            (r#"{"type":["integer","string"]}"#, false, false),
            (r##"{"anyOf":[{"$ref":"#/$defs/Id"},{"type":"string"}]}"##, false, false),
            (r#"{"type":"boolean"}"#, false, false),
            (r#"{"enum":["integer"],"description":"\"type\":\"integer\""}"#, false, false),
            (r##"{"$ref":"#/$defs/Absent"}"##, false, false),
            (r#"{"not":{"type":"integer"}}"#, false, false),
            (r#"{"type":"object","additionalProperties":{"type":"integer"}}"#, false, false),
            ("true", false, false),
        ] {
            let definitions = format!(
                r##"[{{"name":"f","parameters":{{"properties":{{"p":{schema}}},"$defs":{{"Id":{{"type":"integer"}},
                    "Same":{{"$ref":"#/$defs/Id"}},"Name":{{"type":"string"}}}}}}}}]"##
            );
            let expected = |is: bool| if is { "f.p" } else { "" };
            assert_eq!(known(&definitions), (expected(number).into(), expected(text).into()), "{schema}");
        }
    }

    #[test]
    fn properties_count_wherever_they_stand_and_are_nothing_where_they_differ() {
        let nested = r##"[{"name":"f","parameters":{"properties":{"type":{"type":"string"},
            "properties":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"number"}}},
            "list":{"type":"array","items":{"$ref":"#/$defs/D"}},"b":{"type":"string"}},
            "$defs":{"D":{"type":"object","properties":{"c\u0061":{"type":"integer"}}}}}}]"##;
        assert_eq!(known(nested), ("f.a f.ca".into(), "f.type".into()));
    }

    #[test]
    fn a_tool_that_is_not_known_wants_what_all_want() {
        let tools = tools(
            r#"[{"name":"f","parameters":{"properties":{"id":{"type":"integer"},"n":{"type":"integer"}}}},
                {"name":"g","parameters":{"properties":{"id":{"type":"string"},"m":{"type":"string"}}}}]"#,
        );
        let wants = |tool: &str| ["id", "n", "m"].map(|property| tools.arguments(tool).wants(property));
        assert_eq!(wants("f"), [Some(Wants::Number), Some(Wants::Number), None]);
        assert_eq!(wants("g"), [Some(Wants::Text), None, Some(Wants::Text)]);
        assert_eq!(wants("h"), [None, Some(Wants::Number), Some(Wants::Text)]);
        assert!(Arc::ptr_eq(tools.any(), tools.arguments("h")));
    }

    #[test]
    fn a_shell_is_one_by_its_name_and_its_command_by_the_property() {
        let tools = tools(r#"[{"name":"f","input_schema":{}},{"name":"Bash","input_schema":{}}]"#);
        for (tool, property, is_command) in [
            ("Bash", "command", true),
            ("exec_command", "cmd", true),
            ("mcp__box__run_command", "script", true),
            ("Bash", "description", false),
            ("f", "command", false),
            ("Edit", "command", false),
        ] {
            assert_eq!(tools.arguments(tool).is_command(property), is_command, "{tool}.{property}");
        }
        assert!(!tools.any().is_command("command"));
    }

    #[test]
    fn what_is_no_definition_says_nothing() {
        let deep = |levels: usize| {
            let (open, close) = (r#"{"items":"#.repeat(levels), "}".repeat(levels));
            format!(
                r#"[{{"name":"f","parameters":{{"properties":{{"p":{open}{{"type":"integer"}}{close}}}}}}}]"#
            )
        };
        assert_eq!(known(&deep(50)).0, "f.p");
        for odd in [
            "[]",
            "{}",
            r#"["f",7,[null]]"#,
            r#"[{"name":7,"parameters":{"properties":{"p":{"type":"integer"}}}}]"#,
            r#"[{"name":"f","parameters":[],"function":"x","tools":true}]"#,
            r#"[{"name":"f","parameters":{"properties":[{"type":"integer"}],"$defs":7,"type":{"a":"integer"}}}]"#,
            &deep(10_000),
        ] {
            assert!(tools(odd).is_empty(), "{odd:.80}");
        }
    }
}
