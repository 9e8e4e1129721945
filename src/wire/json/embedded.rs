//! [`Embedded`]: where in a text that people read a string of JSON is open: the text is a JSON document, or holds one in
//! the midst of its prose or in a code fence.
//!
//! Owns: the judgement, byte by byte, which both directions share: pseudonymizing notes how a value was written in such a
//! place, restoring escapes for one. Never: reads what a document says, or trusts a bracket alone: only one that a quote
//! follows begins a document, and whatever JSON does not allow ends it.

/// The state between two pieces of one text.
#[derive(Clone, Default)]
pub struct Embedded {
    state: State,
}

#[derive(Clone, Copy, Default)]
enum State {
    /// Ordinary text.
    #[default]
    Prose,
    /// Opening brackets so far, the last of which is `open`; what follows decides.
    Bracket { open: u8, depth: usize },
    /// Inside a document, between its strings.
    Between { depth: usize },
    /// Inside a string of a document; whether a backslash came last.
    String { depth: usize, escaped: bool },
}

impl Embedded {
    /// Moves on over text.
    pub fn pass(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if matches!(self.state, State::Prose) {
                let Some(next) = memchr::memchr2(b'{', b'[', &bytes[at..]) else { return };
                at += next;
            }
            self.state = self.state.after(bytes[at]);
            at += 1;
        }
    }

    /// Moves on over a value that stands, or will stand, here.
    pub fn pass_value(&mut self) {
        if matches!(self.state, State::Bracket { .. }) {
            self.state = State::Prose;
        }
    }

    /// Whether what comes next stands inside a JSON string.
    pub fn in_string(&self) -> bool {
        matches!(self.state, State::String { .. })
    }
}

impl State {
    fn after(self, byte: u8) -> Self {
        match self {
            Self::Prose => Self::opened(byte, 0),
            Self::Bracket { .. } if byte.is_ascii_whitespace() => self,
            Self::Bracket { depth, .. } if byte == b'"' => Self::String { depth, escaped: false },
            Self::Bracket { open, depth } => Self::opened(byte, if open == b'[' { depth } else { 0 }),
            Self::Between { depth } => Self::between(byte, depth),
            Self::String { depth, escaped: true } => Self::String { depth, escaped: false },
            Self::String { depth, .. } => match byte {
                b'"' => Self::Between { depth },
                b'\\' => Self::String { depth, escaped: true },
                // RFC 8259, section 7: no control character stands in a string as it is.
                0..0x20 => Self::Prose,
                _ => self,
            },
        }
    }

    fn opened(byte: u8, depth: usize) -> Self {
        match byte {
            b'{' | b'[' => Self::Bracket { open: byte, depth: depth + 1 },
            _ => Self::Prose,
        }
    }

    /// Between strings there are brackets, commas, colons, space, numbers and the three words.
    fn between(byte: u8, depth: usize) -> Self {
        match byte {
            b'"' => Self::String { depth, escaped: false },
            b'{' | b'[' => Self::Between { depth: depth + 1 },
            b'}' | b']' if depth == 1 => Self::Prose,
            b'}' | b']' => Self::Between { depth: depth - 1 },
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'0'..=b'9' | b'+' | b'-' | b'.' | b'E' => {
                Self::Between { depth }
            }
            letter if b"aeflnrstu".contains(&letter) => Self::Between { depth },
            _ => Self::Prose,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `|` taken out, and whether a string was open where it stood.
    fn open_at(text: &str) -> bool {
        let (before, _) = text.split_once('|').unwrap();
        let mut whole = Embedded::default();
        whole.pass(before);
        let mut pieces = Embedded::default();
        for at in 0..before.len() {
            pieces.pass(before.get(at..=at).unwrap_or_default());
        }
        if before.is_ascii() {
            assert_eq!(pieces.in_string(), whole.in_string(), "{text}");
        }
        whole.in_string()
    }

    #[test]
    fn strings_of_documents_wherever_they_stand() {
        for text in [
            r#"{"a": "|"#,
            r#" [{"a": "x \" |"#,
            r#"[["|"#,
            "Here it is:\n```json\n{\n  \"a\": [1e3, true, null, \"|",
            r#"so {"a": 1} and {"b": "|"#,
            r#"f({"|"#,
            r#"{{"|"#,
        ] {
            assert!(open_at(text), "{text}");
        }
    }

    #[test]
    fn everything_else_is_prose() {
        for text in [
            "he said \"|",
            r#"{"a": |"#,
            r#"{"a": "x"} he said "|"#,
            r#"{"a": "x\\"} "|"#,
            "[1] \"|",
            "{name} \"|",
            r#"{"never closed
next line |"#,
            r#"{"a" "b" – "|"#,
            "[see] \"|",
            "|",
        ] {
            assert!(!open_at(text), "{text}");
        }
    }

    #[test]
    fn a_value_right_after_a_bracket_begins_no_document() {
        let mut embedded = Embedded::default();
        embedded.pass("[");
        embedded.pass_value();
        embedded.pass("] \"");
        assert!(!embedded.in_string());
    }
}
