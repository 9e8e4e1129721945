//! [`Rank`]: the canonical order of a request's members.
//!
//! Owns: which members of a body come first when entities are numbered, whatever the order in which a client writes them.

use super::Endpoint;

/// Where a member of a request's body stands in canonical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// What the model may call.
    Tools,
    /// What the conversation begins with.
    System,
    /// Its turns, or the one text that there is.
    Conversation,
    /// Everything else.
    Rest,
}

impl Rank {
    /// The rank of the member `key` (decoded) of a request to `endpoint`.
    pub fn of(endpoint: Endpoint, key: &str) -> Self {
        match key {
            "tools" | "functions" => Self::Tools,
            "system" | "instructions" => Self::System,
            // That of responses names a stored prompt.
            "prompt" if endpoint == Endpoint::Responses => Self::Rest,
            "messages" | "input" | "prompt" => Self::Conversation,
            _ => Self::Rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Endpoint::{ChatCompletions, Completions, Embeddings, Messages, Responses};

    #[test]
    fn numbering_follows_meaning_not_spelling() {
        let ranks =
            |endpoint, keys: &[&str]| keys.iter().map(|key| Rank::of(endpoint, key)).collect::<Vec<_>>();
        let [tools, system, conversation, rest] = [Rank::Tools, Rank::System, Rank::Conversation, Rank::Rest];
        assert_eq!(
            ranks(Messages, &["tools", "system", "messages", "metadata", "model"]),
            [tools, system, conversation, rest, rest]
        );
        assert_eq!(
            ranks(Responses, &["tools", "instructions", "input", "prompt", "client_metadata"]),
            [tools, system, conversation, rest, rest]
        );
        assert_eq!(
            ranks(ChatCompletions, &["functions", "messages", "prediction"]),
            [tools, conversation, rest]
        );
        assert_eq!(ranks(Completions, &["prompt", "suffix"]), [conversation, rest]);
        assert_eq!(ranks(Embeddings, &["input"]), [conversation]);
    }
}
