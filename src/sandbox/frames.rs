//! The events of a stream, rendered, in the dialect's framing: `event:` lines, numbering, padding,
//! `[DONE]`. Knows nothing of what the events say; `play` sends them.

use serde_json::{Value, json};

/// What a dialect's event stream looks like on the wire.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Framing {
    /// Each event has an `event:` line.
    pub(super) named: bool,
    /// Each event carries `sequence_number`.
    pub(super) numbered: bool,
    /// How the length of tokens is hidden.
    pub(super) padding: Padding,
    /// The stream ends in `data: [DONE]`.
    pub(super) done: bool,
    /// Comments before the first event.
    pub(super) comments: bool,
}

/// Padding that hides how long a delta is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Padding {
    #[default]
    None,
    /// A member `obfuscation` (OpenAI).
    Obfuscation,
    /// Spaces before the last brace (Anthropic).
    Spaces,
}

/// One rendered event.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) bytes: Vec<u8>,
    /// Carries a piece of the answer; pace and faults count these.
    pub(super) delta: bool,
}

/// The events of one stream, in order.
#[derive(Clone, Debug)]
pub(super) struct Frames {
    framing: Framing,
    frames: Vec<Frame>,
    number: usize,
}

impl Frames {
    pub(super) fn new(framing: Framing) -> Frames {
        let mut frames = Frames { framing, frames: Vec::new(), number: 0 };
        if framing.comments {
            frames.comment(": OPENROUTER PROCESSING");
            frames.comment(": OPENROUTER PROCESSING");
        }
        frames
    }

    /// Adds an event that carries no piece of the answer. `name` is used where events are named.
    pub(super) fn event(&mut self, name: &str, data: Value) {
        self.push(name, data, false);
    }

    /// Adds an event that carries a piece of the answer.
    pub(super) fn delta(&mut self, name: &str, data: Value) {
        self.push(name, data, true);
    }

    /// Adds an event without padding and number, such as a ping.
    pub(super) fn bare(&mut self, name: &str, data: &str) {
        self.write(name, data, false);
    }

    fn comment(&mut self, line: &str) {
        self.frames.push(Frame { bytes: format!("{line}\n\n").into_bytes(), delta: false });
    }

    fn push(&mut self, name: &str, mut data: Value, delta: bool) {
        if let Some(members) = data.as_object_mut().filter(|_| self.framing.numbered) {
            members.insert("sequence_number".to_owned(), json!(self.number));
            self.number += 1;
        }
        let length = self.frames.last().map_or(0, |frame| frame.bytes.len());
        if self.framing.padding == Padding::Obfuscation && delta {
            data["obfuscation"] = json!(&"kX3vQb7LmTz0WgYs"[..1 + length % 16]);
        }
        let mut text = data.to_string();
        if self.framing.padding == Padding::Spaces {
            text.insert_str(text.len() - 1, &"               "[..length % 16]);
        }
        self.write(name, &text, delta);
    }

    fn write(&mut self, name: &str, data: &str, delta: bool) {
        let line = if self.framing.named { format!("event: {name}\n") } else { String::new() };
        self.frames.push(Frame { bytes: format!("{line}data: {data}\n\n").into_bytes(), delta });
    }

    /// Drops everything after the `after`th delta, as where a fault strikes; returns what may follow.
    pub(super) fn broken_after(mut self, after: usize) -> Frames {
        let deltas = self.frames.iter().enumerate().filter(|(_, frame)| frame.delta);
        let last = deltas.map(|(at, _)| at + 1).take(after).last().unwrap_or(0);
        let head = self.frames.iter().position(|frame| frame.delta).unwrap_or(self.frames.len());
        let kept = last.max(head);
        self.number = self.number.saturating_sub(self.frames.len() - kept);
        self.frames.truncate(kept);
        self
    }

    /// The stream as it stands, without the dialect's end.
    pub(super) fn abandon(self) -> Vec<Frame> {
        self.frames
    }

    /// The finished stream.
    pub(super) fn finish(mut self) -> Vec<Frame> {
        if self.framing.done {
            self.frames.push(Frame { bytes: b"data: [DONE]\n\n".to_vec(), delta: false });
        }
        self.frames
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(frames: Vec<Frame>) -> String {
        String::from_utf8(frames.into_iter().flat_map(|f| f.bytes).collect()).unwrap()
    }

    #[test]
    fn framing_is_the_dialects() {
        let mut frames = Frames::new(Framing { named: true, numbered: true, ..Framing::default() });
        frames.event("a", json!({"type": "a"}));
        frames.delta("b", json!({"type": "b"}));
        let wanted = "event: a\ndata: {\"type\":\"a\",\"sequence_number\":0}\n\nevent: b\ndata: {\"type\":\"b\",\"sequence_number\":1}\n\n";
        assert_eq!(text(frames.finish()), wanted);
        let mut frames = Frames::new(Framing { done: true, comments: true, ..Framing::default() });
        frames.delta("", json!({}));
        assert!(text(frames.finish()).ends_with("PROCESSING\n\ndata: {}\n\ndata: [DONE]\n\n"));
    }

    #[test]
    fn padding_leaves_json() {
        for padding in [Padding::Obfuscation, Padding::Spaces] {
            let mut frames = Frames::new(Framing { padding, ..Framing::default() });
            for n in 0..40 {
                frames.delta("", json!({"text": "x".repeat(n)}));
            }
            for line in text(frames.finish()).lines().filter_map(|l| l.strip_prefix("data: ")) {
                assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
            }
        }
    }

    #[test]
    fn a_break_keeps_the_head_and_the_numbers() {
        let mut frames = Frames::new(Framing { numbered: true, ..Framing::default() });
        frames.event("", json!({"head": 1}));
        for n in 0..5 {
            frames.delta("", json!({"d": n}));
        }
        let mut broken = frames.clone().broken_after(2);
        broken.event("", json!({"error": 1}));
        assert!(text(broken.finish()).ends_with("{\"error\":1,\"sequence_number\":3}\n\n"));
        let broken = frames.broken_after(0).finish();
        assert_eq!(broken.len(), 1);
    }
}
