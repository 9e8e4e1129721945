//! [`Marks`]: where a client tells its provider what to keep of a prompt (`cache_control`).
//!
//! Owns: finding them in a conversation, and places in it as they would be without. They wander: a client marks its last turns, and
//! sends them without in the next request, though nothing that they say has changed. Never: takes for a mark what may hold text.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

const KEY: &str = "\"cache_control\"";

/// The beginning of what a mark says, without white space. What follows are its lifetime and scope.
const BEGINS: &str = "{\"type\":\"ephemeral\"";

/// A longer one is none, in bytes.
const LONGEST: usize = 128;

/// The marks of a conversation, in order.
#[derive(Clone, Default)]
pub struct Marks(Vec<Mark>);

/// One of them.
#[derive(Clone)]
struct Mark {
    /// The member of the object that it stands in, with its comma.
    range: Range<usize>,
    /// Bytes of those before it.
    before: usize,
}

impl Marks {
    /// Those in this part of a body of JSON. A quote within a string of JSON is escaped, so what reads like the key is a key or
    /// all that a string says.
    pub(super) fn of(body: &[u8], part: Range<usize>) -> Self {
        static SIGN: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(KEY));
        let found = SIGN.find_iter(&body[part.clone()]);
        let ranges = found.filter_map(|at| mark(body, &part, part.start + at));
        let marks = ranges.scan(0, |sum, range| {
            let before = std::mem::replace(sum, *sum + range.len());
            Some(Mark { range, before })
        });
        Self(marks.collect())
    }

    /// What is left of a part of the body.
    pub fn without(&self, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.0.partition_point(|mark| mark.range.start < part.start);
        let last = self.0.partition_point(|mark| mark.range.start < part.end);
        let marks = &self.0[first..last];
        let starts = [part.start].into_iter().chain(marks.iter().map(|mark| mark.range.end));
        let ends = marks.iter().map(|mark| mark.range.start).chain([part.end]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    /// Where a place of the body would be if nothing before it were marked.
    pub fn closed(&self, place: usize) -> usize {
        place - self.up_to(self.0.partition_point(|mark| mark.range.start < place))
    }

    /// Where a place is that would be there if nothing before it were marked.
    pub fn opened(&self, place: usize) -> usize {
        place + self.up_to(self.0.partition_point(|mark| mark.range.start - mark.before < place))
    }

    /// Bytes of so many marks.
    fn up_to(&self, marks: usize) -> usize {
        marks.checked_sub(1).map_or(0, |last| self.0[last].before + self.0[last].range.len())
    }
}

/// The mark whose key begins here, if it is one.
fn mark(body: &[u8], part: &Range<usize>, key: usize) -> Option<Range<usize>> {
    let is_space = u8::is_ascii_whitespace;
    let after = |at: usize| Some(at + body.get(at..part.end)?.iter().position(|byte| !is_space(byte))?);
    let before = part.start + body[part.start..key].iter().rposition(|byte| !is_space(byte))?;
    let colon = after(key + KEY.len()).filter(|at| body[*at] == b':')?;
    let value = after(colon + 1)?;
    let end = value + body[value..part.end].iter().take(LONGEST).position(|byte| *byte == b'}')? + 1;
    let said: Vec<u8> = body[value..end].iter().copied().filter(|byte| !is_space(byte)).collect();
    if !said.starts_with(BEGINS.as_bytes()) || said[1..].iter().any(|byte| matches!(byte, b'{' | b'\\')) {
        return None;
    }
    match (body[before], after(end).map(|at| (at, body[at]))) {
        (b',', _) => Some(before..end),
        (b'{', Some((at, b','))) => Some(key..at + 1),
        (b'{', Some((_, b'}'))) => Some(key..end),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(body: &str) -> String {
        let marks = Marks::of(body.as_bytes(), 0..body.len());
        marks.without(0..body.len()).map(|part| &body[part]).collect()
    }

    #[test]
    fn a_mark_goes_with_its_comma_wherever_it_stands() {
        for (body, left) in [
            (r#"{"text":"a","cache_control":{"type":"ephemeral"}}"#, r#"{"text":"a"}"#),
            (
                r#"{"text":"a" , "cache_control" : { "type": "ephemeral", "ttl": "1h" } }"#,
                r#"{"text":"a"  }"#,
            ),
            (r#"{"cache_control":{"type":"ephemeral"},"text":"a"}"#, r#"{"text":"a"}"#),
            (r#"{"cache_control":{"type":"ephemeral"}}"#, "{}"),
        ] {
            assert_eq!(without(body), left);
        }
    }

    #[test]
    fn what_may_hold_text_is_no_mark() {
        for body in [
            r#"{"text":"\"cache_control\":{\"type\":\"ephemeral\"}"}"#,
            r#"{"text":"cache_control"}"#,
            r#"["cache_control",{"type":"ephemeral"}]"#,
            r#"{"a":1,"cache_control":null}"#,
            r#"{"a":1,"cache_control":{"type":"Jane Roe"}}"#,
            r#"{"a":1,"cache_control":{"type":"ephemeral","x":{"name":"Jane Roe"}}}"#,
        ] {
            assert_eq!(without(body), body);
        }
    }

    #[test]
    fn places_are_told_with_and_without_marks() {
        let marked = r#"[{"a":1,"cache_control":{"type":"ephemeral"}},{"b":22,"cache_control":{"type":"ephemeral"},"c":3}]"#;
        let plain = r#"[{"a":1},{"b":22,"c":3}]"#;
        let marks = Marks::of(marked.as_bytes(), 0..marked.len());
        for sign in ["1", "22", "3", "\"b\"", "]"] {
            let (start, closed) = (marked.rfind(sign).unwrap(), plain.rfind(sign).unwrap());
            for more in [0, sign.len()] {
                assert_eq!(marks.closed(start + more), closed + more, "{sign}");
                assert_eq!(marks.opened(closed + more), start + more, "{sign}");
            }
        }
    }
}
