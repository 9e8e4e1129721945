//! [`Seen`]: what an answer says of itself: how many tokens it took, and which model made it.
//!
//! Owns: the beginning and the end of an answer's bytes while it passes, which is where every dialect says so, and reading
//! both once it is over. Never: keeps what lies between, or takes anything out but two numbers and a model's name.

use memchr::memmem;
use serde::Deserialize;
use serde_json::Deserializer;

/// Bytes of an answer's beginning and of its end that are kept.
const KEPT: usize = 4 << 10;

/// The beginning and the end of what has passed.
#[derive(Default)]
pub(super) struct Seen {
    head: Vec<u8>,
    /// Up to twice as long as it must be, so that it is not moved for every piece.
    tail: Vec<u8>,
}

/// How many tokens an exchange took, as far as its answer tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Usage {
    #[serde(default, alias = "prompt_tokens", rename = "input_tokens")]
    pub(super) input: Option<u64>,
    #[serde(default, alias = "completion_tokens", rename = "output_tokens")]
    pub(super) output: Option<u64>,
}

impl Seen {
    /// A piece of the answer passes.
    pub(super) fn see(&mut self, piece: &[u8]) {
        let room = KEPT - self.head.len();
        self.head.extend_from_slice(&piece[..piece.len().min(room)]);
        let last = &piece[piece.len().saturating_sub(KEPT)..];
        if self.tail.len() + last.len() > 2 * KEPT {
            let over = (self.tail.len() + last.len()).saturating_sub(KEPT).min(self.tail.len());
            self.tail.drain(..over);
        }
        self.tail.extend_from_slice(last);
    }

    /// What the answer took. Streams of Anthropic say at their beginning what was read, and at their end what was written.
    pub(super) fn usage(&self) -> Usage {
        let first = values::<Usage>(&self.head, "\"usage\"").next().unwrap_or_default();
        let last = values::<Usage>(&self.tail, "\"usage\"").last().unwrap_or_default();
        Usage { input: last.input.or(first.input), output: last.output.or(first.output) }
    }

    /// The model that the answer names first.
    pub(super) fn model(&self) -> Option<String> {
        values::<String>(&self.head, "\"model\"").next()
    }
}

/// The values of the members with this name that read as `T`. Inside a string the name's own quotes are escaped, so it is
/// never taken for one there.
fn values<'b, T: Deserialize<'b>>(bytes: &'b [u8], name: &'static str) -> impl Iterator<Item = T> {
    memmem::find_iter(bytes, name).filter_map(move |at| {
        let rest = bytes[at + name.len()..].trim_ascii_start().strip_prefix(b":")?;
        Deserializer::from_slice(rest).into_iter().next()?.ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(answer: &str, size: usize) -> (Option<u64>, Option<u64>, Option<String>) {
        let mut seen = Seen::default();
        answer.as_bytes().chunks(size).for_each(|piece| seen.see(piece));
        (seen.usage().input, seen.usage().output, seen.model())
    }

    #[test]
    fn every_dialect_tells_what_it_took() {
        let long = "word ".repeat(5_000);
        for (answer, input, output) in [
            (
                r#"{"model":"m-1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":9,"total_tokens":16}}"#.to_owned(),
                Some(7),
                Some(9),
            ),
            (
                format!(
                    r#"{{"model":"m-1","content":[{{"text":"{long}"}}],"usage":{{"input_tokens":7,"cache":null,"output_tokens":9}}}}"#
                ),
                Some(7),
                Some(9),
            ),
            (
                format!(
                    "data: {{\"model\":\"m-1\",\"usage\":null}}\n\ndata: {long}\n\ndata: {{\"model\":\"m-1\",\"usage\": {{\"prompt_tokens\":7,\"completion_tokens\":9}}}}\n\ndata: [DONE]\n\n"
                ),
                Some(7),
                Some(9),
            ),
            (
                format!(
                    "data: {{\"message\":{{\"model\":\"m-1\",\"usage\":{{\"input_tokens\":7,\"output_tokens\":1}}}}}}\n\ndata: {long}\n\ndata: {{\"usage\":{{\"output_tokens\":9}}}}\n\n"
                ),
                Some(7),
                Some(9),
            ),
            (r#"{"model":"m-1","choices":[]}"#.to_owned(), None, None),
        ] {
            for size in [1, 7, 4_096, usize::MAX] {
                assert_eq!(seen(&answer, size), (input, output, Some("m-1".to_owned())), "{size}");
            }
        }
    }

    #[test]
    fn text_that_looks_alike_is_no_usage() {
        let text = r#"{"text":"\"usage\":{\"input_tokens\":5} \"model\":\"jane\""}"#;
        assert_eq!(seen(text, 3), (None, None, None));
        assert_eq!(seen(r#"{"usage":"much","model":7}"#, 3), (None, None, None));
    }

    #[test]
    fn no_more_is_kept_than_both_ends() {
        let mut seen = Seen::default();
        for size in [1, 100, 5_000, 100_000, 3] {
            for _ in 0..50 {
                seen.see(&vec![b'x'; size]);
                assert!(seen.head.len() <= KEPT && seen.tail.len() <= 2 * KEPT);
            }
        }
        seen.see(b"end");
        assert!(seen.tail.len() >= KEPT && seen.tail.ends_with(b"end"));
    }
}
