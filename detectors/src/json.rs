//! Members of JSON that stands amid other text, whole or in part: `The API answers: {"patient": {"name": "Roe"}}`, a line of a log.
//!
//! Owns: finding each string and number with the keys that lead to it, and each key; what rules read of them, `json/labelled.rs`. Never:
//! judges what JSON is; braces that fit nothing and strings without an end tell less, and nothing else.

mod labelled;

use memchr::memmem;

pub(crate) use labelled::Labelled;

use crate::detection::Span;

/// The longest value that is read, in bytes.
const LONGEST: usize = 128;

/// Containers inside each other, at most; of what is deeper in, the outer ones are forgotten.
const DEEPEST: usize = 64;

/// A string or number, and what leads to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member<'t> {
    /// Its own key, or that of the array that it is in.
    pub(crate) key: &'t str,
    /// The key of the object that holds it.
    pub(crate) above: Option<&'t str>,
    /// What stands between its quotes, or the number.
    pub(crate) value: Span,
    /// The array that it is in, if it is in one.
    pub(crate) array: Option<usize>,
}

/// A key between its quotes, and the object that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) written: Span,
    pub(crate) object: Option<usize>,
}

/// What was read of a text.
#[derive(Debug, Default)]
pub(crate) struct Members<'t> {
    /// Every string with a key, in order of place.
    pub(crate) strings: Vec<Member<'t>>,
    /// Every number of digits alone with a key of its own, in order of place.
    pub(crate) numbers: Vec<Member<'t>>,
    /// Every key, in order of place.
    pub(crate) keys: Vec<Key>,
}

/// One open object or array, with the key that leads to it, through arrays.
struct Open<'t> {
    key: Option<&'t str>,
    is_array: bool,
    /// Where it begins, which tells it from others.
    at: usize,
}

/// Every key in `text`, and every string with one. One pass; none over a text in which nothing looks like a key.
pub(crate) fn members(text: &str) -> Members<'_> {
    let mut members = Members::default();
    if !["\":", "\" :"].iter().any(|end| memmem::find(text.as_bytes(), end.as_bytes()).is_some()) {
        return members;
    }
    let (mut walk, mut at) = (Walk { text, open: Vec::new(), key: None }, 0);
    while at < text.len() {
        at = walk.step(at, &mut members);
    }
    members
}

struct Walk<'t> {
    text: &'t str,
    open: Vec<Open<'t>>,
    /// The key whose value is to come.
    key: Option<&'t str>,
}

impl<'t> Walk<'t> {
    /// Takes what stands at `at`; where the next stands.
    fn step(&mut self, at: usize, members: &mut Members<'t>) -> usize {
        match self.text.as_bytes()[at] {
            byte @ (b'{' | b'[') => self.begin(byte == b'[', at),
            b'}' | b']' => (self.key, _) = (None, self.open.pop()),
            b'"' => return self.string(at + 1, members),
            b',' => self.key = None,
            byte if byte.is_ascii_digit() && self.key.is_some() => return self.number(at, members),
            byte if byte.is_ascii_alphabetic() => self.key = None,
            _ => {}
        }
        at + 1
    }

    fn begin(&mut self, is_array: bool, at: usize) {
        let around = self.open.last().filter(|around| around.is_array).and_then(|array| array.key);
        if self.open.len() == DEEPEST {
            self.open.remove(0);
        }
        self.open.push(Open { key: self.key.take().or(around), is_array, at });
    }

    /// A number of digits alone that begins at `from`, after its key.
    fn number(&mut self, from: usize, members: &mut Members<'t>) -> usize {
        let bytes = self.text.as_bytes();
        let length = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = from + length;
        let ends = bytes.get(end).is_none_or(|byte| b",}] \t\r\n".contains(byte));
        if let Some(key) = self.key.take().filter(|_| ends && length <= LONGEST) {
            let above = self.open.iter().rev().find(|open| !open.is_array).and_then(|object| object.key);
            members.numbers.push(Member { key, above, value: Span { start: from, end }, array: None });
        }
        end
    }

    /// A string whose text begins at `from`: a key, if a colon follows, or a value.
    fn string(&mut self, from: usize, members: &mut Members<'t>) -> usize {
        let bytes = self.text.as_bytes();
        let end = match end_of_string(&bytes[from..]) {
            Ok(length) => from + length,
            Err(looked) => return from + looked,
        };
        let rest = &self.text[end + 1..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if rest[blank..].starts_with(':') {
            self.key = Some(&self.text[from..end]);
            let object = self.open.last().filter(|open| !open.is_array).map(|object| object.at);
            members.keys.push(Key { written: Span { start: from, end }, object });
            return end + 1 + blank + 1;
        }
        let array = self.open.last().filter(|open| open.is_array);
        let (array, led) = (array.map(|array| array.at), array.and_then(|array| array.key));
        if let Some(key) = self.key.take().or(led).filter(|_| end - from <= LONGEST) {
            let object = self.open.iter().rev().find(|open| !open.is_array);
            let value = Span { start: from, end };
            let above = object.and_then(|object| object.key);
            members.strings.push(Member { key, above, value, array });
        }
        end + 1
    }
}

/// How long a string is, if it ends on its line, or how far that was looked for.
fn end_of_string(bytes: &[u8]) -> Result<usize, usize> {
    let mut at = 0;
    loop {
        match bytes.get(at) {
            Some(b'"') => return Ok(at),
            None | Some(b'\n') => return Err(at.min(bytes.len())),
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, &str, &str)> {
        let members = members(text).strings;
        members.iter().map(|it| (it.above.unwrap_or("-"), it.key, &text[it.value.range()])).collect()
    }

    #[test]
    fn strings_have_the_keys_that_lead_to_them() {
        let text = "It says:\n```json\n{\n  \"patient\": {\n    \"name\": [{\"family\": \"Roe\", \"given\": [\"Ada\", \"B\"]}],\n    \"age\": 7\n  },\n  \"by\" : \"Poe\"\n}\n```\n";
        assert_eq!(
            read(text),
            [("name", "family", "Roe"), ("name", "given", "Ada"), ("name", "given", "B"), ("-", "by", "Poe")]
        );
        assert_eq!(read("{\"by\" : \"Poe\",\n\"a\": 1}"), [("-", "by", "Poe")]);
        assert_eq!(read(r#"POST /x {"a":{"b":"c"}} 200 {"d":"e"}"#), [("a", "b", "c"), ("-", "d", "e")]);
    }

    #[test]
    fn other_text_has_none() {
        for text in [
            "",
            "\"",
            "\":",
            "\": \"",
            "say \"Roe\": never",
            "a = [\"Roe\", \"Poe\"]",
            "\"a\": {\"b",
            "{\"k\": 7, \"x\"}",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = format!("{}\"a\": \"b\"", "{\"k\":".repeat(1000));
        assert_eq!(read(&deep), [("k", "a", "b")]);
        assert_eq!(
            read(&format!("{{\"a\": \"{}\", \"b\": \"c\"}}", "x".repeat(LONGEST + 1))),
            [("-", "b", "c")]
        );
    }
}
