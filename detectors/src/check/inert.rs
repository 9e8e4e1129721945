//! Values that only stand for a value: templates, references to the environment, masks, words like `changeme`.
//! They hold nothing to protect, and replacing them would break the text they explain.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};

use crate::detection::Span;

/// Words that stand for a value when they are all of it, or come with `your`, `my`, `example`.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "api_key", "apikey", "api-key", "bearer", "changeme", "change_me", "change-me", "default", "dummy", "empty",
    "example", "fake", "false", "foo", "foobar", "hidden", "key", "masked", "missing", "nil", "none", "null", "optional",
    "pass", "passwd", "password", "passphrase", "passwort", "user", "username", "user_name", "placeholder", "private", "public", "redacted", "replace_me",
    "replaceme", "required", "sample", "secret", "some_secret", "string", "str", "todo", "token", "true", "undefined",
    "unknown", "unset", "value", "xxx", "yes", "no", "on", "off",
];

/// Pieces that occur in references and templates only.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "${", "$(", "{{", "}}", "<%", "%>", "os.environ", "process.env", "getenv", "env.", "env[", "env(", "secrets.", "vault:",
    "your_", "your-", "yours", "<your", "_here", "-here", "placeholder", "changeme", "redacted", "...", "…", "xxxx",
    "****", "••", "insert", "example_",
];

/// The marks in any case: looked for in one go, since text made of labels asks this at every label.
static MARKED: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let builder = &mut AhoCorasick::builder();
    let marks = builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(MARKS);
    marks.expect("few marks")
});

/// Whether the value stands for another.
pub(super) fn is_inert(value: &str) -> bool {
    let value = value.trim_matches(is_around);
    is_form(value) || MARKED.is_match(value)
}

fn is_around(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | ',' | ';') || c.is_whitespace()
}

/// Whether the value as a whole has the form of one that stands for another.
fn is_form(value: &str) -> bool {
    is_wrapped(value) || is_uniform(value) || is_word(value)
}

/// The longest of the marks, and of the words, in bytes.
const LONGEST: usize = 11;

/// What is known of the marks of one text, which is asked of one overlapping part after another: no part is searched twice.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// No mark lies in this part.
    clean: Range<usize>,
    /// The last mark that was found.
    mark: Option<Span>,
}

impl Marks {
    /// As [`is_inert`] of the value at `span`. Always asked of the same text.
    pub(super) fn are_inert(&mut self, text: &str, span: Span) -> bool {
        let value = &text[span.range()];
        let start = span.start + value.len() - value.trim_start_matches(is_around).len();
        let value = value.trim_matches(is_around);
        is_form(value) || self.are_in(text, Span { start, end: start + value.len() })
    }

    fn are_in(&mut self, text: &str, span: Span) -> bool {
        if self.mark.is_some_and(|mark| span.start <= mark.start && mark.end <= span.end) {
            return true;
        }
        // A mark may begin shortly before the end of what is clean.
        let seen = self.clean.end.saturating_sub(LONGEST - 1);
        let inside = self.clean.start <= span.start && span.start < seen;
        if inside && span.end <= self.clean.end {
            return false;
        }
        let unseen = if inside { seen } else { span.start };
        let found = MARKED.find(Input::new(text).range(unseen..span.end));
        let clean_to = found.map_or(span.end, |found| found.end() - 1);
        self.clean = if inside { self.clean.start } else { span.start }..clean_to;
        self.mark = found.map(|found| Span { start: found.start(), end: found.end() }).or(self.mark.take());
        found.is_some()
    }
}

fn is_word(value: &str) -> bool {
    value.len() <= LONGEST && WORDS.iter().any(|word| word.eq_ignore_ascii_case(value))
}

/// `<TOKEN>`, `{token}`, `[token]`, `%TOKEN%`, `$TOKEN`, `!vault`, `:token`, `@token@`, `__TOKEN__`.
fn is_wrapped(value: &str) -> bool {
    const PAIRS: [(&str, &str); 8] = [
        ("<", ">"),
        ("{", "}"),
        ("[", "]"),
        ("(", ")"),
        ("%", "%"),
        ("@", "@"),
        ("__", "__"),
        ("&lt;", "&gt;"),
    ];
    let framed = |&(open, close): &(&str, &str)| {
        value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(is_name)
    };
    PAIRS.iter().any(framed) || value.strip_prefix(['$', '!']).is_some_and(is_name)
}

/// Words as variables and headings have them, with inner spaces and joints.
fn is_name(inner: &str) -> bool {
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | ':' | '|' | '"' | '\'');
    inner.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '"' | '\''))
        && inner.chars().all(named)
}

fn is_uniform(value: &str) -> bool {
    let mut chars = value.chars();
    let first = chars.next();
    chars.all(|c| Some(c) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_and_stand_ins() {
        for inert in [
            "<TOKEN>",
            "!vault",
            "${API_KEY}",
            "$API_KEY",
            "os.environ['KEY']",
            "process.env.KEY",
            "xxxxxxxx",
            "********",
            "{{ key }}",
            "your-api-key",
            "changeme",
            "password",
            "None",
            "%PASSWORD%",
            "sk-...",
            "[REDACTED]",
            "<your key here>",
            "",
        ] {
            assert!(is_inert(inert), "{inert}");
        }
    }

    #[test]
    fn marks_are_known_again() {
        assert_eq!(MARKS.iter().map(|mark| mark.len()).max(), Some(LONGEST));
        assert!(WORDS.iter().all(|word| word.len() <= LONGEST));
        let text = "pass=a1b2 'xxxx' , your_key ${A} pass=pass=q7w8 getenv changeme 'z9'".repeat(3);
        for (from, most) in [(0, 5), (0, 40), (7, 128)] {
            let mut marks = Marks::default();
            for start in (from..text.len()).chain([3, 90, 20]) {
                for length in [most, most / 2, 3 * most] {
                    let span = Span { start, end: text.len().min(start + length) };
                    assert_eq!(marks.are_inert(&text, span), is_inert(&text[span.range()]), "{span:?}");
                }
            }
        }
    }

    #[test]
    fn values() {
        for value in ["hunter2!", "Sommer2024", "$ecret!9", "p4ss<word>", "tr0ub4dor&3"] {
            assert!(!is_inert(value), "{value}");
        }
    }
}
