//! [`Outline`]: where a request's conversation stands in its body, turn by turn.
//!
//! Owns: the places, in bytes of the body, of what a conversation begins with (tools, system text) and of its turns. They are
//! gathered while [`Envelope`](super::Envelope) passes over the body anyway. Never: looks inside a turn, and never guesses:
//! of a body whose conversation is written in another way, or twice, there is no outline.

mod marks;

use std::ops::Range;

pub use self::marks::Marks;
use super::{Endpoint, Rank};
use crate::error::Reason;
use crate::wire::json::{Lexer, RawStr, Step};

/// Where a conversation stands in a body, turn by turn.
#[derive(Clone, Default)]
pub struct Outline {
    /// What comes before the conversation in [canonical order](Rank), in the order of the body.
    pub heads: Vec<Head>,
    /// Offset just past the bracket that opens the conversation.
    pub start: usize,
    /// Offset just past each turn.
    pub ends: Vec<usize>,
    /// What is marked in the turns.
    pub marks: Marks,
}

/// A member of the body that the conversation begins with.
#[derive(Clone)]
pub struct Head {
    /// Offset of its key.
    pub key: usize,
    /// Its value, from the colon on.
    pub value: Range<usize>,
}

/// An outline in the making.
#[derive(Default)]
pub(super) struct Sketch {
    outline: Outline,
    /// Keys of members that were met.
    met: Vec<(Rank, Box<str>)>,
    is_odd: bool,
}

impl Sketch {
    /// Passes over the value of the member whose `key` was read last, `written` at this place.
    pub(super) fn pass(&mut self, key: &str, written: RawStr, lexer: &mut Lexer<'_>) -> Result<(), Reason> {
        let rank = Rank::of(Endpoint::ChatCompletions, key);
        if rank == Rank::Rest {
            return lexer.skip_value().map(drop);
        }
        let is_conversation = rank == Rank::Conversation;
        let twice = |met: &(Rank, Box<str>)| (is_conversation && met.0 == rank) || *met.1 == *key;
        self.is_odd |= self.met.iter().any(twice);
        self.met.push((rank, key.into()));
        let from = lexer.offset();
        match lexer.next().transpose()? {
            Some(Step::ArrayStart) => {
                let start = lexer.offset();
                let ends = self.elements(lexer)?;
                if is_conversation {
                    (self.outline.start, self.outline.ends) = (start, ends);
                }
            }
            Some(Step::String(_)) if !is_conversation => {}
            Some(Step::ObjectStart) => {
                self.is_odd = true;
                lexer.skip_value()?;
            }
            _ => self.is_odd = true,
        }
        if !is_conversation {
            self.outline.heads.push(Head { key: written.start, value: from..lexer.offset() });
        }
        Ok(())
    }

    /// Where the elements of the array that was entered end. They must be objects: what stands in the array by itself may be
    /// told apart only by the members of the body.
    fn elements(&mut self, lexer: &mut Lexer<'_>) -> Result<Vec<usize>, Reason> {
        let mut ends = Vec::new();
        loop {
            match lexer.next().transpose()? {
                Some(Step::ObjectStart) => ends.push(lexer.skip_value()?),
                Some(Step::ArrayEnd) | None => return Ok(ends),
                Some(Step::ArrayStart) => {
                    self.is_odd = true;
                    lexer.skip_value()?;
                }
                Some(_) => self.is_odd = true,
            }
        }
    }

    /// What has become of it in `body`; none without a conversation.
    pub(super) fn done(mut self, body: &[u8]) -> Option<Outline> {
        let end = *self.outline.ends.last().filter(|_| !self.is_odd)?;
        self.outline.marks = Marks::of(body, self.outline.start..end);
        Some(self.outline)
    }
}

#[cfg(test)]
mod tests {
    use crate::provider::Envelope;
    use crate::wire::json::JsonLimits;

    fn outlined(body: &str) -> Option<(Vec<&str>, Vec<&str>)> {
        let outline = Envelope::read(body.as_bytes(), JsonLimits::default()).unwrap().outline?;
        let heads = outline.heads.iter().map(|head| &body[head.key..head.value.end]).collect();
        let starts = [outline.start].into_iter().chain(outline.ends.iter().copied());
        Some((heads, starts.zip(&outline.ends).map(|(start, end)| &body[start..*end]).collect()))
    }

    #[test]
    fn heads_and_turns_are_told_by_their_places() {
        let body = r#"{"model":"m","messages": [ {"a":[{}]} ,{"b":1}],"tools":[{"c":2}], "syst\u0065m" : "s","x":[]}"#;
        let expected =
            (vec![r#"tools":[{"c":2}]"#, r#"syst\u0065m" : "s""#], vec![r#" {"a":[{}]}"#, r#" ,{"b":1}"#]);
        assert_eq!(outlined(body), Some(expected));
        let body = r#"{"instructions":"s","input":[{"role":"user"}],"stream":true}"#;
        assert_eq!(outlined(body), Some((vec![r#"instructions":"s""#], vec![r#"{"role":"user"}"#])));
    }

    #[test]
    fn what_is_written_otherwise_has_no_outline() {
        for odd in [
            r#"{"model":"m"}"#,
            r#"{"messages":[]}"#,
            r#"{"messages":"x"}"#,
            r#"{"messages":[{}],"messages":[{}]}"#,
            r#"{"messages":[{}],"input":"x"}"#,
            r#"{"messages":[{}],"system":"a","system":"b"}"#,
            r#"{"messages":[{}],"system":7}"#,
            r#"{"messages":[{}],"tools":{"a":{}}}"#,
            r#"{"messages":[{}],"tools":["a"]}"#,
            r#"{"messages":[{},"x"]}"#,
            r#"{"messages":[{},[{}]]}"#,
            r#"{"messages":{"a":{}}}"#,
        ] {
            assert_eq!(outlined(odd), None, "{odd}");
        }
    }
}
