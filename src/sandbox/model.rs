//! Models named for what they do. Reads a model's name into a behaviour and the settings after `+`.
//!
//! A vendor prefix (`anthropic/echo`) and a variant suffix (`echo:free`) make no difference. A name
//! that is not ours behaves as `echo`, so clients with fixed names work.

use super::shape::Shape;

/// What the answer consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
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
    pub(super) reply: Reply,
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
        let (reply, thinking) = behaviour(base);
        let mut model = Model { name: name.to_owned(), reply, thinking, annotate: false };
        for word in words {
            if model.set(word, shape).is_none() && reply != Reply::Unknown {
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

fn behaviour(base: &str) -> (Reply, bool) {
    let name = base.rsplit('/').next().unwrap_or(base);
    match name.split(':').next().unwrap_or(name) {
        "echo" => (Reply::Echo, false),
        "echo-all" => (Reply::All, false),
        "echo-history" => (Reply::History, false),
        "echo-json" => (Reply::Json, false),
        "echo-thinking" => (Reply::Echo, true),
        "echo-tool" => (Reply::Tool, false),
        "echo-tools" => (Reply::Tools, false),
        _ => (Reply::Unknown, false),
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
            ("echo", Reply::Echo, false),
            ("anthropic/echo-thinking", Reply::Echo, true),
            ("openai/echo-tool:free", Reply::Tool, false),
            ("echo-tool+thinking", Reply::Tool, true),
            ("gpt-4o", Reply::Unknown, false),
            ("claude-sonnet-4-5", Reply::Unknown, false),
            ("command-r+", Reply::Unknown, false),
        ];
        for (name, reply, thinking) in cases {
            let model = Model::parse(name, &mut Shape::default()).unwrap();
            assert_eq!((model.reply, model.thinking), (reply, thinking), "{name}");
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
            assert_ne!(behaviour(name).0, Reply::Unknown, "{name}");
        }
    }
}
