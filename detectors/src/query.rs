//! Values of queries as rules read them: of `?nhs_number=943%20476%205919` the number behind `nhs_number: `, without its escapes.
//!
//! Owns: which values these are, what their escapes stand for, and the way back to the bytes as typed. Never: says what a key means, and
//! never reads a value that has no escape: rules read that one where it stands.

use std::ops::Range;

use memchr::memchr2_iter;

use crate::detection::Span;

/// The longest key and the longest value that are read, in bytes as typed.
const LONGEST_KEY: usize = 40;
const LONGEST_VALUE: usize = 128;
/// What parts a label from its value.
const LABEL_END: &str = ": ";
/// Two line ends, over which no cue is heard.
const VALUE_END: &str = "\n\n";
/// The place of what nobody typed.
const NOWHERE: usize = usize::MAX;

/// Such values, one below the other, each as `key: value`.
#[derive(Default)]
pub(crate) struct Queried {
    text: String,
    /// Where each byte of the text was typed; of what stands behind a value, where that ends.
    typed: Vec<usize>,
}

/// A key and its value, where they were typed.
struct Parameter {
    key: Range<usize>,
    value: Range<usize>,
}

impl Queried {
    /// Those of a text; none in nearly all, after one quick look.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let (mut queried, mut done) = (Self::default(), 0);
        for at in memchr2_iter(b'%', b'+', text.as_bytes()) {
            let parameter = if at < done { None } else { Parameter::around(text.as_bytes(), at) };
            if let Some(parameter) = parameter {
                done = parameter.value.end;
                queried.take(text, &parameter);
            }
        }
        (!queried.text.is_empty()).then_some(queried)
    }

    /// What rules are to read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes, as typed, of a span of the text; none when it is not inside one value.
    pub(crate) fn typed(&self, span: Span) -> Option<Span> {
        let typed = self.typed.get(span.start..=span.end)?;
        let is_inside = !typed.contains(&NOWHERE);
        is_inside.then(|| Span { start: typed[0], end: typed[typed.len() - 1] })
    }

    fn take(&mut self, text: &str, parameter: &Parameter) {
        let (value, typed) = decoded(text.as_bytes(), parameter.value.clone());
        let Ok(value) = String::from_utf8(value) else { return };
        self.text.extend([&text[parameter.key.clone()], LABEL_END]);
        self.typed.resize(self.text.len(), NOWHERE);
        self.text.extend([&value, VALUE_END]);
        self.typed.extend(typed);
        self.typed.resize(self.text.len(), parameter.value.end);
    }
}

impl Parameter {
    /// The one whose value has an escape at `at`. An escape that is a plus counts in what is a query for sure.
    fn around(text: &[u8], at: usize) -> Option<Self> {
        let start =
            at - text[..at].iter().rev().take(LONGEST_VALUE).take_while(|byte| in_value(**byte)).count();
        let named = text[..start].strip_suffix(b"=")?;
        let length = named.iter().rev().take(LONGEST_KEY).take_while(|byte| in_key(**byte)).count();
        let key = named.len() - length..named.len();
        let is_query = named[..key.start].ends_with(b"?") || named[..key.start].ends_with(b"&");
        let begins =
            named[..key.start].last().is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'".contains(byte));
        let is_escape =
            is_query && (text[at] == b'%' || at > start) || begins && escaped(&text[at..]).is_some();
        let end = at + text[at..].iter().take(LONGEST_VALUE).take_while(|byte| in_value(**byte)).count();
        (is_escape && !key.is_empty()).then_some(Self { key, value: start..end })
    }
}

/// The bytes that a value stands for, and where each of them was typed. A plus stands for a space, but not the one that a telephone number
/// begins with.
fn decoded(text: &[u8], value: Range<usize>) -> (Vec<u8>, Vec<usize>) {
    let (mut bytes, mut typed, mut at) = (Vec::new(), Vec::new(), value.start);
    while at < value.end {
        let escaped = escaped(&text[at..value.end]);
        typed.push(at);
        bytes.push(match text[at] {
            b'+' if at > value.start => b' ',
            byte => escaped.unwrap_or(byte),
        });
        at += if escaped.is_some() { 3 } else { 1 };
    }
    (bytes, typed)
}

/// The byte that an escape stands for: `%20`.
fn escaped(text: &[u8]) -> Option<u8> {
    let &[b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

fn in_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%+:,@/".contains(&byte)
}

fn in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Queried::of(text).map(|queried| queried.text.replace(VALUE_END, "|")).unwrap_or_default()
    }

    #[test]
    fn values_are_read_behind_their_keys() {
        assert_eq!(read("https://x.example/a?nhs=943%20476%205919&z=1"), "nhs: 943 476 5919|");
        assert_eq!(read("GET /a?x=1&card_no=4012+8888 HTTP/1.1"), "card_no: 4012 8888|");
        assert_eq!(read("city=K%C3%B6ln&tel=%2B49%2030"), "city: Köln|tel: +49 30|");
        assert_eq!(read("/a?tel=+49%2030"), "tel: +49 30|");
    }

    #[test]
    fn other_text_is_none() {
        for text in
            ["", "%", "a = b % c", "x=a+b", "+ let a = 1;", "100%20", "?a=1&b=2", "a?=%20", "?q=%FF", "x=%s"]
        {
            assert_eq!(read(text), "", "{text}");
        }
    }

    #[test]
    fn spans_lead_back_to_what_was_typed() {
        let text = "?a=%C3%BC%20b&c=d%20e";
        let queried = Queried::of(text).expect("a query");
        let typed = |part: &str| {
            let start = queried.text().find(part).expect("it is read");
            queried.typed(Span { start, end: start + part.len() }).map(|span| &text[span.range()])
        };
        assert_eq!(typed("ü b"), Some("%C3%BC%20b"));
        assert_eq!(typed("b"), Some("b"));
        assert_eq!(typed("d e"), Some("d%20e"));
        assert_eq!(typed("a"), None);
        assert_eq!(typed("b\n\nc: d"), None);
    }
}
