//! [`Envelope`]: the few top-level fields of a request that decide where it goes and how its answer comes.
//!
//! Owns: reading them in one pass over the body's top level, and with them where the conversation stands ([`Outline`]).
//! Never: looks inside a message; `seals.rs` does, where one may hold what is sealed.

use std::ops::ControlFlow;

use super::outline::{Outline, Sketch};
use super::seals::{self, Last, Seal};
use crate::error::Reason;
use crate::wire::json::{self, JsonLimits, Lexer, RawStr, Step};

/// What a request says of itself. The last of duplicate keys counts, as it does for the providers.
#[derive(Default)]
pub struct Envelope {
    /// `model`
    pub model: Option<String>,
    /// Whether the answer is to be a stream.
    pub stream: bool,
    /// Whether the provider was told not to keep the answer (`store: false`).
    pub unstored: bool,
    /// Whether the provider was told to keep the answer (`thread`).
    pub threaded: bool,
    /// `previous_response_id`, or the `previous_message_id` of a thread: earlier text rests at the provider.
    pub previous: Option<String>,
    /// `conversation`, or its `id`: the same.
    pub conversation: Option<String>,
    /// Whether a sealed summary of turns may stand in the request or its answer.
    pub sums_up: bool,
    /// The seals of the last one in the request, or of the last reference to what the provider has said.
    pub summary: Vec<Seal>,
    /// Whether sealed reasoning may stand in the request or its answer.
    pub reasons: bool,
    /// The seals of the last one in the request, unless a summary stands behind it.
    pub reasoning: Vec<Seal>,
    /// The container in which programs run at the provider.
    pub container: Option<String>,
    /// Where the conversation that the request itself holds stands, if it holds one.
    pub outline: Option<Outline>,
}

impl Envelope {
    /// Reads the top level of `body`.
    ///
    /// # Errors
    /// [`Reason::UnexpectedShape`] unless it is an object; the lexer's errors.
    pub fn read(body: &[u8], limits: JsonLimits) -> Result<Self, Reason> {
        let mut envelope = Self::default();
        let (text, mut lexer) = (json::check_utf8(body)?, Lexer::new(body, limits));
        if !matches!(lexer.next().transpose()?, Some(Step::ObjectStart)) {
            return Err(Reason::UnexpectedShape);
        }
        let mut sketch = Sketch::default();
        while let Some(step) = lexer.next() {
            let Step::Key(written) = step? else { continue };
            let key = json::decode(text, written).str;
            if envelope.member(&key, text, &mut lexer)?.is_continue() {
                sketch.pass(&key, written, &mut lexer)?;
            }
        }
        envelope.outline = sketch.done(body);
        (envelope.sums_up, envelope.reasons) = (seals::may_stand_in(body), seals::may_reason(body));
        let last = Last::of(text, limits, envelope.sums_up, envelope.reasons)?;
        (envelope.summary, envelope.reasoning) = (last.summary, last.reasoning);
        envelope.container = envelope.container.or(last.container);
        Ok(envelope)
    }

    /// Reads the value of one of the fields; `Continue` if `key` is none of them.
    fn member(&mut self, key: &str, body: &str, lexer: &mut Lexer<'_>) -> Result<ControlFlow<()>, Reason> {
        match key {
            "model" => self.model = string(body, lexer)?,
            "previous_response_id" => self.previous = string(body, lexer)?,
            "stream" => self.stream = is("true", body, lexer)?,
            "store" => self.unstored = is("false", body, lexer)?,
            "conversation" => self.conversation = named(body, lexer, "id")?,
            "container" => self.container = named(body, lexer, "id")?,
            "thread" => {
                self.threaded = true;
                self.previous = named(body, lexer, "previous_message_id")?.or(self.previous.take());
            }
            _ => return Ok(ControlFlow::Continue(())),
        }
        Ok(ControlFlow::Break(()))
    }
}

/// The next value, if it is a string; anything else is skipped.
fn string(body: &str, lexer: &mut Lexer<'_>) -> Result<Option<String>, Reason> {
    match lexer.next().transpose()? {
        Some(Step::String(raw)) => Ok(Some(text(body, raw))),
        Some(Step::ObjectStart | Step::ArrayStart) => lexer.skip_value().map(|_| None),
        _ => Ok(None),
    }
}

fn is(expected: &str, body: &str, lexer: &mut Lexer<'_>) -> Result<bool, Reason> {
    match lexer.next().transpose()? {
        Some(Step::Scalar(range)) => Ok(&body[range] == expected),
        Some(Step::ObjectStart | Step::ArrayStart) => lexer.skip_value().map(|_| false),
        _ => Ok(false),
    }
}

/// What is named by a string, or by a member `key` of an object.
fn named(body: &str, lexer: &mut Lexer<'_>, key: &str) -> Result<Option<String>, Reason> {
    match lexer.next().transpose()? {
        Some(Step::String(raw)) => return Ok(Some(text(body, raw))),
        Some(Step::ArrayStart) => return lexer.skip_value().map(|_| None),
        Some(Step::ObjectStart) => {}
        _ => return Ok(None),
    }
    let mut name = None;
    loop {
        match lexer.next().transpose()? {
            Some(Step::Key(member)) if json::decode(body, member).str == key => name = string(body, lexer)?,
            Some(Step::Key(_)) => drop(lexer.skip_value()?),
            _ => return Ok(name),
        }
    }
}

fn text(body: &str, raw: RawStr) -> String {
    json::decode(body, raw).str.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Envelope, Reason> {
        Envelope::read(body.as_bytes(), JsonLimits::default())
    }

    #[test]
    fn reads_the_top_level_only() {
        let envelope = read(
            r#"{"messages":[{"model":"inner","stream":true}],"model":"a","stream":false,"x":{"previous_response_id":"r"},
                "mod\u0065l":"b","conversation":{"x":[1],"id":"conv_1"},"previous_response_id":"resp_1"}"#,
        )
        .unwrap();
        assert_eq!(envelope.model.as_deref(), Some("b"));
        assert!(!envelope.stream);
        assert_eq!(envelope.previous.as_deref(), Some("resp_1"));
        assert_eq!(envelope.conversation.as_deref(), Some("conv_1"));
        assert_eq!(
            read(r#"{"conversation":"conv_2","stream":true}"#).unwrap().conversation.unwrap(),
            "conv_2"
        );
        assert!(read(r#"{"stream":true}"#).unwrap().stream);
        let threaded = |thread: &str| {
            let envelope = read(&format!(r#"{{"thread":{thread}}}"#)).unwrap();
            (envelope.threaded, envelope.previous)
        };
        assert_eq!(threaded(r#"{"type":"create"}"#), (true, None));
        let going_on = r#"{"previous_message_id":"msg_1","type":"continue"}"#;
        assert_eq!(threaded(going_on), (true, Some("msg_1".to_owned())));
    }

    #[test]
    fn odd_shapes_are_refused_or_skipped() {
        let odd = read(
            r#"{"model":["x"],"stream":"true","previous_response_id":null,"conversation":[{"id":"c"}]}"#,
        )
        .unwrap();
        assert!(odd.model.is_none() && !odd.stream && odd.previous.is_none() && odd.conversation.is_none());
        assert_eq!(read("[]").err(), Some(Reason::UnexpectedShape));
        assert_eq!(read("\"x\"").err(), Some(Reason::UnexpectedShape));
        assert!(matches!(read("").err(), Some(Reason::MalformedJson { .. })));
        assert!(matches!(read("{\"a\":1} x").err(), Some(Reason::MalformedJson { .. })));
    }
}
