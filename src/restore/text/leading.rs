//! [`Leading`]: which property of a tool's arguments comes next, in the JSON that a model calls the tool with.
//!
//! Owns: the keys that lead there, read byte by byte, and with them what the tool's schema wants, and in which quotes a shell's
//! command stands (`command.rs`). Never: judges whether a value may stand there, which `wire/json/embedded.rs` does, or reads what
//! any other string says: arguments in a string are somebody else's. Of a key that is written with escapes, or with a pseudonym in
//! it, nothing is known.

use std::sync::Arc;

use super::command::Command;
use crate::provider::tools::{Arguments, Wants};
use crate::wire::shell::Shell;

/// Of brackets beyond so many in one another nothing is known.
const DEEPEST: usize = 64;

/// A longer key is no property, in bytes.
const LONGEST: usize = 256;

/// The state of one document.
pub(super) struct Leading {
    arguments: Arc<Arguments>,
    open: Vec<Container>,
    /// Containers that are open beyond [`DEEPEST`].
    deeper: usize,
    at: At,
    awaits_value: bool,
    /// Of the key that was read last.
    wants: Option<Wants>,
    /// Whether that key leads to a command of a shell.
    leads_to_command: bool,
    /// The one that is open.
    command: Option<Command>,
    key: Vec<u8>,
}

/// An open object or array.
struct Container {
    is_array: bool,
    /// What is wanted where it stands.
    wants: Option<Wants>,
}

#[derive(Clone, Copy)]
enum At {
    Between,
    Key { is_plain: bool, is_escaped: bool },
    Value { is_escaped: bool },
}

impl Leading {
    /// At the beginning of what a tool with such arguments is called with.
    pub(super) fn new(arguments: Arc<Arguments>) -> Self {
        Self {
            arguments,
            open: Vec::new(),
            deeper: 0,
            at: At::Between,
            awaits_value: true,
            wants: None,
            leads_to_command: false,
            command: None,
            key: Vec::new(),
        }
    }

    /// What the schema wants in place of a string that begins here.
    pub(super) fn wants(&self) -> Option<Wants> {
        self.wants.filter(|_| self.awaits_value && self.deeper == 0 && matches!(self.at, At::Between))
    }

    /// How the command is quoted that is open.
    pub(super) fn shell(&self) -> Option<&Shell> {
        self.command.as_ref().map(Command::shell)
    }

    /// Moves on over text.
    pub(super) fn pass(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.read(byte));
    }

    /// Moves on over a value that stands, or will stand, here.
    pub(super) fn pass_value(&mut self) {
        match self.at {
            At::Between => self.awaits_value = false,
            At::Key { .. } => self.at = At::Key { is_plain: false, is_escaped: false },
            At::Value { .. } => {
                self.at = At::Value { is_escaped: false };
                self.command.iter_mut().for_each(Command::pass_value);
            }
        }
    }

    fn read(&mut self, byte: u8) {
        self.at = match (self.at, byte) {
            (At::Between, _) => return self.between(byte),
            (At::Value { is_escaped: false }, b'"') => {
                self.command = None;
                At::Between
            }
            (At::Value { is_escaped }, _) => {
                self.command.iter_mut().for_each(|command| command.read(byte, is_escaped));
                At::Value { is_escaped: !is_escaped && byte == b'\\' }
            }
            (At::Key { is_plain, is_escaped: false }, b'"') => {
                let name = std::str::from_utf8(&self.key).ok().filter(|_| is_plain);
                self.wants = name.and_then(|name| self.arguments.wants(name));
                self.leads_to_command = name.is_some_and(|name| self.arguments.is_command(name));
                At::Between
            }
            (At::Key { is_escaped: true, .. }, _) => At::Key { is_plain: false, is_escaped: false },
            (At::Key { .. }, b'\\') => At::Key { is_plain: false, is_escaped: true },
            (At::Key { is_plain, .. }, _) => {
                let is_plain = is_plain && self.key.len() < LONGEST;
                self.key.extend(is_plain.then_some(byte));
                At::Key { is_plain, is_escaped: false }
            }
        }
    }

    fn between(&mut self, byte: u8) {
        match byte {
            b'"' if self.awaits_value => {
                self.awaits_value = false;
                self.at = At::Value { is_escaped: false };
                self.command = self.leads_to_command.then(Command::default);
            }
            b'"' => {
                self.key.clear();
                self.at = At::Key { is_plain: true, is_escaped: false };
            }
            b'{' | b'[' => self.enter(byte == b'['),
            b'}' | b']' => self.leave(),
            b':' => self.awaits_value = true,
            b',' => {
                let array = self.open.last().filter(|innermost| innermost.is_array && self.deeper == 0);
                self.awaits_value = array.is_some();
                self.wants = array.and_then(|array| array.wants);
                self.leads_to_command = false;
            }
            _ => {}
        }
    }

    fn enter(&mut self, is_array: bool) {
        self.leads_to_command = false;
        if self.open.len() < DEEPEST {
            self.open.push(Container { is_array, wants: self.wants });
        } else {
            self.deeper += 1;
        }
        self.awaits_value = is_array;
        self.wants = self.wants.filter(|_| is_array);
    }

    fn leave(&mut self) {
        self.awaits_value = false;
        match self.deeper.checked_sub(1) {
            Some(others) => self.deeper = others,
            None => self.wants = self.open.pop().and_then(|container| container.wants),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Tools;

    fn leading() -> Leading {
        let tools = r#"{"name":"f","input_schema":{"properties":{"n":{"type":"integer"},"größe":{"type":"number"},
            "ns":{"type":"array","items":{"type":"number"}},"t":{"type":"string"}}}}"#;
        Leading::new(Arc::clone(Arc::<Tools>::default().with(tools, [0]).any()))
    }

    #[test]
    fn the_key_that_leads_to_a_value_tells_what_is_wanted() {
        let (number, text) = (Some(Wants::Number), Some(Wants::Text));
        let deep = |depth: usize| format!("{{\"ns\":{}|", "[".repeat(depth));
        for (document, wants) in [
            (r#"{"n":|"#, number),
            (r#"{"größe" : |"#, number),
            (r#"{"t":"x","n":|"#, number),
            (r#"{"t":|"#, text),
            (r#"{"x":1,"y":{"n":|"#, number),
            (r#"{"n":1,"y":{"z":|"#, None),
            (r#"{"ns":[|"#, number),
            (r#"{"ns":[1, "a", [], [2], |"#, number),
            (r#"{"ns":[[|"#, number),
            (r#"{"ns":[{"t":"x"},|"#, number),
            (r#"{"ns":[{"t":|"#, text),
            (r#"{"ns":[1],"x":|"#, None),
            (r#"{"t":"\"n\":","n":|"#, number),
            (r#"{"t":"\\","n":|"#, number),
            (r#"{"x\"n":|"#, None),
            (r#"{"\u006e":|"#, None),
            ("{|", None),
            (r#"{"n"|"#, None),
            (r#"{"n":1|,"#, number),
            (r#"{"n":"|"#, None),
            (r#"{"n":"a"|"#, None),
            (r#"{"n":"a",|"#, None),
            (r#"{"y":{"n":1},|"#, None),
            (r#"{"t":"{\"n\":|"#, None),
            (r#"{"n":1}{"n":|"#, number),
            (r#"]}]]{"n":|"#, number),
            ("|", None),
            (&deep(DEEPEST - 1), number),
            (&deep(DEEPEST), None),
        ] {
            let mut leading = leading();
            leading.pass(document.split_once('|').unwrap().0);
            assert_eq!(leading.wants(), wants, "{document}");
        }
        let mut beyond = leading();
        beyond.pass(&(deep(100).replace('|', "") + &"]".repeat(40) + ","));
        assert_eq!(beyond.wants(), number);
    }

    #[test]
    fn of_a_key_with_a_pseudonym_nothing_is_known_and_a_value_is_passed() {
        let mut leading = leading();
        leading.pass(r#"{""#);
        leading.pass_value();
        leading.pass(r#"n":"#);
        assert_eq!(leading.wants(), None);
        leading.pass(r#"1,"n":"#);
        assert_eq!(leading.wants(), Some(Wants::Number));
        leading.pass_value();
        assert_eq!(leading.wants(), None);
        leading.pass(r#","t":""#);
        leading.pass_value();
        leading.pass(r#"","n":"#);
        assert_eq!(leading.wants(), Some(Wants::Number));
    }
}
