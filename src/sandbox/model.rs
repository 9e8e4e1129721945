//! Models named for what they do. Reads a model's name into a behaviour and the settings after `+`.
//!
//! A vendor prefix (`anthropic/echo`) and a variant suffix (`echo:free`) make no difference. A name
//! that is not ours behaves as `echo`, so clients with fixed names work.

use super::shape::Shape;

/// What the answer consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// Every string of the conversation.
    All,
    /// The last user text.
    Echo,
    /// The texts of the whole conversation, those kept on the server included.
    History,
    /// `{"text": …}`.
    Json,
    /// A call of the first tool.
    Tool,
    /// Calls of up to three tools at once.
    Tools,
    /// A name that is not ours: echo, or a tool call when the user text asks for one.
    Unknown,
}

/// A model's name, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Model {
    /// The name as the request has it.
    pub(super) name: String,
    pub(super) behaviour: Behaviour,
    /// Reasons before it answers.
    pub(super) thinking: bool,
    /// Puts citations on the answer.
    pub(super) annotate: bool,
}

impl Model {
    /// Understands `name` and applies its settings to `shape`.
    ///
    /// # Errors
    /// The setting that is not known, for models of ours only.
    pub(super) fn parse(name: &str, shape: &mut Shape) -> Result<Model, String> {
        let mut words = name.split('+');
        let base = words.next().unwrap_or_default();
        let (behaviour, thinking) = known(base);
        let mut model = Model { name: name.to_owned(), behaviour, thinking, annotate: false };
        for word in words {
            if model.set(word, shape).is_none() && behaviour != Behaviour::Unknown {
                return Err(word.to_owned());
            }
        }
        Ok(model)
    }

    fn set(&mut self, word: &str, shape: &mut Shape) -> Option<()> {
        match word {
            "annotate" => self.annotate = true,
            "thinking" => self.thinking = true,
            _ => shape.set(word.split_once('=')?.0, word.split_once('=')?.1)?,
        }
        Some(())
    }
}

fn known(base: &str) -> (Behaviour, bool) {
    let name = base.rsplit('/').next().unwrap_or(base);
    match name.split(':').next().unwrap_or(name) {
        "echo" => (Behaviour::Echo, false),
        "echo-all" => (Behaviour::All, false),
        "echo-history" => (Behaviour::History, false),
        "echo-json" => (Behaviour::Json, false),
        "echo-thinking" => (Behaviour::Echo, true),
        "echo-tool" => (Behaviour::Tool, false),
        "echo-tools" => (Behaviour::Tools, false),
        _ => (Behaviour::Unknown, false),
    }
}

/// The names that `GET /v1/models` lists.
pub(super) const LISTED: [&str; 7] =
    ["echo", "echo-tool", "echo-tools", "echo-thinking", "echo-json", "echo-all", "echo-history"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::pieces::Chunk;
    use crate::sandbox::shape::Fault;

    #[test]
    fn a_name_says_what_the_model_does() {
        let cases = [
            ("echo", Behaviour::Echo, false),
            ("anthropic/echo-thinking", Behaviour::Echo, true),
            ("openai/echo-tool:free", Behaviour::Tool, false),
            ("echo-tool+thinking", Behaviour::Tool, true),
            ("gpt-4o", Behaviour::Unknown, false),
            ("claude-sonnet-4-5", Behaviour::Unknown, false),
            ("command-r+", Behaviour::Unknown, false),
        ];
        for (name, behaviour, thinking) in cases {
            let model = Model::parse(name, &mut Shape::default()).unwrap();
            assert_eq!((model.behaviour, model.thinking), (behaviour, thinking), "{name}");
            assert_eq!(model.name, name);
        }
    }

    #[test]
    fn settings_follow_the_name() {
        let mut shape = Shape::default();
        let model = Model::parse("echo+chunk=1+delay=5+fault=cut+annotate", &mut shape).unwrap();
        assert!(model.annotate);
        assert_eq!((shape.chunk, shape.delay.as_millis()), (Chunk::Characters(1), 5));
        assert_eq!(shape.fault, Some(Fault::Cut));
        assert_eq!(Model::parse("echo+chunk=x", &mut shape), Err("chunk=x".to_owned()));
    }

    #[test]
    fn every_listed_model_is_ours() {
        for name in LISTED {
            assert_ne!(known(name).0, Behaviour::Unknown, "{name}");
        }
    }
}
