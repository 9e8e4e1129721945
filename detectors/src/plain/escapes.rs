//! Escapes of strings inside strings, as JSON and most programs write them: `{\"pin\":\"9917\"}`, `J\u00fcrgen`, `12\/03\/1985`,
//! `Imke Roe\n34128 Kassel`, and lists of lines as notebooks keep them.
//!
//! Owns: which of these read as the character that they stand for. Never: reads a path of Windows (`C:\new`), a pattern, what ends a
//! string of a program (`"done\n"`), or a quote that is a part of a value (`"ab\"cd"`).

use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem, memrchr};

/// How far back a path is sought, in bytes.
const FARTHEST: usize = 128;

/// A place and the character that is read there.
type Read = (Range<usize>, char);

/// What the escapes of a text read as. Lists of lines come out of order.
pub(super) fn escapes(text: &str) -> Vec<Read> {
    let mut escapes =
        Escapes { text, found: Vec::new(), done: 0, passed: 0, begun: 0, in_quotes: false, members: None };
    for at in memchr_iter(b'\\', text.as_bytes()) {
        if at >= escapes.done {
            escapes.read(at);
        }
    }
    escapes.found
}

struct Escapes<'t> {
    text: &'t str,
    found: Vec<Read>,
    /// How far the text is read, and how far it was before the last escape.
    done: usize,
    passed: usize,
    /// Where the last line of the string began that has been read.
    begun: usize,
    /// Whether a quote stands in the line as far as it is read.
    in_quotes: bool,
    /// Whether the text holds the key of a member that is escaped: looked up when it is asked.
    members: Option<bool>,
}

impl Escapes<'_> {
    /// Reads the backslashes at `at` and what they escape.
    fn read(&mut self, at: usize) {
        self.look_at_line(at);
        let rest = &self.text[at..];
        let signs = rest.bytes().take_while(|byte| *byte == b'\\').count();
        (self.passed, self.done) = (self.done, at + signs);
        let escaped = &rest[signs..];
        match escaped.bytes().next() {
            Some(b'u') => self.letter(at, signs, escaped),
            Some(b'"') if signs == 1 && self.has_members() && is_structure(self.text, at) => {
                self.found.push((at..at + 2, '"'));
            }
            Some(b'/') if signs == 1 && is_between_digits(self.text, at) => {
                self.found.push((at..at + 2, '/'));
            }
            Some(b'n' | b'r' | b't') if signs == 1 || signs == 2 && self.has_members() => {
                self.line_end(at, signs, escaped);
            }
            _ => {}
        }
    }

    fn look_at_line(&mut self, at: usize) {
        let passed = &self.text.as_bytes()[self.done.min(at)..at];
        let line = memrchr(b'\n', passed).map_or(passed, |end| &passed[end + 1..]);
        let quoted = line.iter().any(|byte| matches!(byte, b'"' | b'\''));
        self.in_quotes = quoted || self.in_quotes && line.len() == passed.len();
    }

    fn has_members(&mut self) -> bool {
        *self.members.get_or_insert_with(|| memmem::find(self.text.as_bytes(), b"\\\":").is_some())
    }

    /// `\u00fc`: a letter that is not ASCII, or a sign that writers of JSON keep from browsers.
    fn letter(&mut self, at: usize, signs: usize, escaped: &str) {
        let digits = escaped.get(1..5).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let c = digits.and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
        if let Some(c) = c.filter(|c| *c > '\u{a0}' || "<>&'".contains(*c)) {
            self.done = at + signs + 5;
            self.found.push((at..self.done, c));
        }
    }

    /// `\n`, `\r\n` or `\t`: between lines of a string, or at the end of one line of a list of them.
    fn line_end(&mut self, at: usize, signs: usize, escaped: &str) {
        let (end, c) = match escaped.as_bytes() {
            [b'r', b'\\', b'n', ..] => (at + signs + 3, '\n'),
            [b't', ..] => (at + signs + 1, '\t'),
            [b'n', ..] => (at + signs + 1, '\n'),
            _ => return,
        };
        let after = &self.text[end..];
        if !self.in_quotes {
            if opens_value(self.run(at), after) {
                (self.done, self.begun) = (end, end);
                self.found.push((at..end, c));
            }
            return;
        }
        if after.starts_with('"') {
            if let Some(next) = next_of_list(after).filter(|_| c == '\n') {
                self.seam(at..end + next);
            }
        } else if goes_on(self.run(at), after, c) {
            (self.done, self.begun) = (end, end);
            self.found.push((at..end, c));
        }
    }

    /// What stands right before `at` without a space, as far back as a path may reach.
    fn run(&self, at: usize) -> &str {
        let from = self.begun.max(at.saturating_sub(FARTHEST)).min(at);
        let from = (from..=at).find(|from| self.text.is_char_boundary(*from)).unwrap_or(at);
        let ends = |c: char| c.is_whitespace() || "\"'".contains(c);
        self.text[from..at].rsplit(ends).next().unwrap_or("")
    }

    /// The end of a line of a list, and the beginning of the next one; also where the list begins and ends.
    fn seam(&mut self, place: Range<usize>) {
        let (text, end) = (self.text, place.end);
        let passed = self.passed.min(place.start);
        let opened = memrchr(b'"', &text.as_bytes()[passed..place.start]).map(|open| passed + open);
        if let Some(open) = opened.filter(|open| text[..*open].trim_end().ends_with('[')) {
            self.found.push((open..open + 1, '\n'));
        }
        self.found.push((place, '\n'));
        if let Some(close) = memchr(b'"', &text.as_bytes()[end..]).map(|close| end + close)
            && text[close + 1..].trim_start().starts_with(']')
        {
            let ends = &text[end..close];
            let from = close - if ends.ends_with("\\n") { 2 } else { 0 };
            if !ends.ends_with('\\') {
                self.found.push((from..close + 1, '\n'));
            }
        }
        self.done = end;
    }
}

/// Whether the escaped quote at `at` opens or closes a key or a value of JSON.
fn is_structure(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| c.is_whitespace());
    let before = before.strip_suffix("\\n").map_or(before, str::trim_end);
    let after = text[at + 2..].trim_start();
    let after = after.strip_prefix("\\n").map_or(after, str::trim_start);
    before.is_empty()
        || after.is_empty()
        || before.ends_with(['{', '[', ':', ','])
        || after.starts_with([':', ',', '}', ']'])
}

fn is_between_digits(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    digit(at.checked_sub(1)) && digit(Some(at + 2))
}

/// How far it is from the end of one string of a list into the next one.
fn next_of_list(after: &str) -> Option<usize> {
    let rest = after.strip_prefix('"')?.trim_start();
    let rest = rest.strip_prefix(',')?.trim_start();
    let next = rest.strip_prefix('"')?;
    Some(after.len() - next.len())
}

/// Whether a value begins behind a line end that no quote stands before, as in a line of a log: a number, capitals or an address of mail
/// after a space, a line end or a sign.
fn opens_value(run: &str, after: &str) -> bool {
    let is_apart =
        run.is_empty() || run.ends_with(['.', ',', ';', '!', ')']) || run.ends_with(':') && !is_drive(run);
    let mut next = after.bytes();
    let is_code = matches!((next.next(), next.next()), (Some(b'0'..=b'9'), Some(b'0'..=b'9' | b'A'..=b'F' | b'a'..=b'f'))
        | (Some(b'A'..=b'Z'), Some(b'0'..=b'9' | b'A'..=b'Z')));
    is_apart && !run.contains(['\\', '/']) && (is_code || is_mail(after))
}

/// Whether an address of mail stands here.
fn is_mail(after: &str) -> bool {
    let local =
        after.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte)).count();
    let Some(host) = after[local..].strip_prefix('@') else { return false };
    let length = host.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b".-".contains(byte)).count();
    let is_ending = |ending: &str| ending.len() > 1 && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
    local > 0
        && host[..length].trim_end_matches('.').rsplit_once('.').is_some_and(|(_, ending)| is_ending(ending))
}

/// Whether this ends with the letter of a drive and its colon: `C:`, `path=c:`.
fn is_drive(run: &str) -> bool {
    let mut before = run.strip_suffix(':').unwrap_or_default().chars().rev();
    before.next().is_some_and(|c| c.is_ascii_alphabetic())
        && !before.next().is_some_and(char::is_alphanumeric)
}

/// Whether a string goes on behind its line end, and no path or pattern is read: before a small letter only where a line
/// was written.
fn goes_on(run: &str, after: &str, c: char) -> bool {
    let Some(next) = after.chars().next().filter(|next| !"'`".contains(*next)) else { return false };
    if !next.is_lowercase() {
        return true;
    }
    let is_path =
        run.contains('\\') || run.ends_with('/') || is_drive(run) || !run.contains(char::is_lowercase);
    c == '\n' && (!is_path || run.is_empty() && is_mail(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with its escapes read.
    fn read(text: &str) -> String {
        let mut found = escapes(text);
        found.sort_by_key(|(place, _)| place.start);
        let (mut out, mut done) = (String::new(), 0);
        for (place, c) in found {
            assert!(place.start >= done, "{text}: apart");
            out.push_str(&text[done..place.start]);
            out.push(c);
            done = place.end;
        }
        out + &text[done..]
    }

    #[test]
    fn quotes_of_json_inside_json_are_quotes() {
        for (text, reads) in [
            (r#"{"c":"{\"pin\":\"9917\"}"}"#, r#"{"c":"{"pin":"9917"}"}"#),
            (r#""{\"a\": [\"x\", \"y\"], \"b\" : {}}""#, r#""{"a": ["x", "y"], "b" : {}}""#),
            ("\"{\\n  \\\"a\\\": 1,\\n  \\\"b\\\": \\\"C\\\"\\n}\"", "\"{\n  \"a\": 1,\n  \"b\": \"C\"\n}\""),
            (r#"{\"p\":\"ab\\\"cd\"}"#, r#"{"p":"ab\\\"cd"}"#),
        ] {
            assert_eq!(read(text), reads);
        }
    }

    #[test]
    fn letters_and_slashes_are_read() {
        assert_eq!(
            read(r#"{"n": "J\u00fcrgen M\u00FCller \u003cj@x.example\u003e"}"#),
            r#"{"n": "Jürgen Müller <j@x.example>"}"#
        );
        assert_eq!(read(r#""born":"12\/03\/1985""#), r#""born":"12/03/1985""#);
        assert_eq!(read(r"name=J\u00f6rg"), "name=Jörg");
        assert_eq!(read(r#"\"n\": \"J\\u00f6rg\\nRoe\""#), "\"n\": \"Jörg\nRoe\"");
    }

    #[test]
    fn lines_of_a_string_are_lines() {
        for (text, reads) in [
            (r#""Jane Roe\n12 Elm Rd\r\n\tYork""#, "\"Jane Roe\n12 Elm Rd\n\tYork\""),
            (r#""name: Jane Roe\nphone: 5550142""#, "\"name: Jane Roe\nphone: 5550142\""),
            ("x\n\"a\"\\nB", "x\n\"a\"\nB"),
            (r#"{"text":"Kontakte:\njane@mail.example"}"#, "{\"text\":\"Kontakte:\njane@mail.example\"}"),
            (r#"{"text":"\njane@mail.example"}"#, "{\"text\":\"\njane@mail.example\"}"),
        ] {
            assert_eq!(read(text), reads);
        }
    }

    #[test]
    fn a_value_in_a_line_of_a_log_begins_behind_its_escape() {
        for (text, reads) in [
            (r"see \n219-45-6782\n and", "see \n219-45-6782\\n and"),
            (r"x: \nDE89\n", "x: \nDE89\\n"),
            (r"to:\njane@mail.example", "to:\njane@mail.example"),
        ] {
            assert_eq!(read(text), reads);
        }
        for text in [r"C:\n12", r"\noexpand@name \new@if.x", r"a/b:\nAB", r"x=\n", r"\nAbla"] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn a_list_of_lines_is_lines() {
        assert_eq!(
            read("\"text\": [\n  \"name  born\\n\",\n  \"Ada   1958\\n\", \"Bo    1960\"\n ]"),
            "\"text\": [\n  \nname  born\nAda   1958\nBo    1960\n\n ]"
        );
        assert_eq!(read(r#"["A\n", "B\n"]"#), "[\nA\nB\n]");
    }

    #[test]
    fn paths_patterns_and_program_text_stay() {
        for text in [
            r"C:\Users\nora\new",
            r#"path="C:\Users\nora\tom""#,
            r#"dir "C:\new""#,
            r#"user="CORP\nora""#,
            r#"printf("done\n");"#,
            r#"x = "\n";"#,
            r#"say("he said \"no\" again")"#,
            r#""password": "ab\"cd""#,
            r"\noindent \textbf{Roe} \name",
            r"a\nB without a quote",
            r#"/\d+\/\d+/"#,
            r"\u0041\u0022\u00 \ud83d\ude00 \uzzzz",
            r"\",
            "",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
