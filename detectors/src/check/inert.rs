//! Values that only stand for a value: templates, references to the environment, masks, words like `changeme`.
//! They hold nothing to protect, and replacing them would break the text they explain.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

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
    let value = value.trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | ',' | ';') || c.is_whitespace());
    is_wrapped(value) || is_uniform(value) || is_word(value) || MARKED.is_match(value)
}

fn is_word(value: &str) -> bool {
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(value))
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
    use super::is_inert;

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
    fn values() {
        for value in ["hunter2!", "Sommer2024", "$ecret!9", "p4ss<word>", "tr0ub4dor&3"] {
            assert!(!is_inert(value), "{value}");
        }
    }
}
