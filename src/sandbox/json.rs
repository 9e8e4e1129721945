//! A lenient JSON reader: accepts what providers accept and a strict reader would refuse.
//!
//! Lone surrogates become U+FFFD, numbers beyond a double become null, the last of two equal keys
//! wins, and nesting may reach [`DEPTH`]. It never repairs broken structure: that is an error.
//! The proxy's own reader is elsewhere on purpose; a test upstream must not share its faults.

use serde_json::{Map, Number, Value};

/// Deepest nesting of arrays and objects that is read.
const DEPTH: usize = 512;

/// Reads one JSON document; `None` when `bytes` is not one.
pub(super) fn read(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(DEPTH)?;
    reader.space();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.space();
        match self.peek()? {
            b'{' => self.object(depth.checked_sub(1)?),
            b'[' => self.array(depth.checked_sub(1)?),
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.text[self.at..].starts_with(word).then(|| self.at += word.len())?;
        Some(value)
    }

    fn number(&mut self) -> Option<Value> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !"+-.0123456789eE".contains(c)).unwrap_or(rest.len());
        let raw = &rest[..end];
        self.at += end;
        match serde_json::from_str::<Number>(raw) {
            Ok(number) => Some(Value::Number(number)),
            Err(_) => raw.parse::<f64>().ok().filter(|n| n.is_infinite()).map(|_| Value::Null),
        }
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        self.take(b'[')?;
        let mut items = Vec::new();
        self.space();
        if self.take(b']').is_some() {
            return Some(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.space();
            if self.take(b']').is_some() {
                return Some(Value::Array(items));
            }
            self.take(b',')?;
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.take(b'{')?;
        let mut members = Map::new();
        self.space();
        if self.take(b'}').is_some() {
            return Some(Value::Object(members));
        }
        loop {
            self.space();
            let key = self.string()?;
            self.space();
            self.take(b':')?;
            members.insert(key, self.value(depth)?);
            self.space();
            if self.take(b'}').is_some() {
                return Some(Value::Object(members));
            }
            self.take(b',')?;
        }
    }

    fn string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
            out.push_str(&rest[..plain]);
            self.at += plain + 1;
            match rest.as_bytes()[plain] {
                b'"' => return Some(out),
                b'\\' => out.push(self.escape()?),
                _ => return None,
            }
        }
    }

    /// The character of an escape whose backslash has been read.
    fn escape(&mut self) -> Option<char> {
        let kind = self.peek()?;
        self.at += 1;
        Some(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return None,
        })
    }

    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return Some(char::from_u32(first).unwrap_or('\u{fffd}'));
        }
        let mark = self.at;
        if self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
        }
        self.at = mark;
        Some('\u{fffd}')
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_what_providers_accept() {
        let cases = [
            (r#" {"a":[1,-2.5,true,null,"x"]} "#, json!({"a": [1, -2.5, true, null, "x"]})),
            (r#""\ud83d""#, json!("\u{fffd}")),
            (r#""\ud83dx\ud83d\u0041""#, json!("\u{fffd}x\u{fffd}A")),
            (r#""\ud83d\ude00 \u00fc \/""#, json!("😀 ü /")),
            (r#"{"a":1,"a":2}"#, json!({"a": 2})),
            ("1e400", json!(null)),
            ("[]", json!([])),
        ];
        for (text, value) in cases {
            assert_eq!(read(text.as_bytes()), Some(value), "{text}");
        }
        let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
        assert!(read(deep.as_bytes()).is_some());
    }

    #[test]
    fn refuses_broken_documents() {
        let deep = "[".repeat(100_000);
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "\"\\u12\"",
            "\"a\nb\"",
            "1 2",
            "01x",
            "--1",
            "nul",
            "\"\\é\"",
            &deep,
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text:.20}");
        }
        assert_eq!(read(b"\"\xff\""), None);
    }
}
