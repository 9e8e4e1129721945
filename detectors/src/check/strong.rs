//! Passwords as rules for passwords want them, whatever signs are in them.
//!
//! Owns: how many kinds of signs one has, and what reads as a format, a pattern or program text instead. Never: a password of letters and
//! digits alone is `mixed.rs`'s.

use super::mixed::is_identifier;
use super::password::WORDS;

/// Whether letters of both cases and a digit, or three of small letters, capitals, digits and signs, are in it. The joints of names
/// (`.`, `_`, `-`, `/`, `:`) are no signs; formats (`{name}`) and patterns (`^[A-Z]{8,}$`) are no passwords. For values that a program
/// quotes, where nothing is a call, a path or a subscript.
pub(super) fn is_strong(value: &str) -> bool {
    let holds = |of: fn(&u8) -> bool| u8::from(value.as_bytes().iter().any(of));
    let is_sign =
        |byte: &u8| byte.is_ascii_punctuation() && !matches!(byte, b'.' | b'_' | b'-' | b'/' | b':');
    let kinds = holds(u8::is_ascii_lowercase)
        + holds(u8::is_ascii_uppercase)
        + holds(u8::is_ascii_digit)
        + holds(is_sign);
    kinds >= 3 && !is_format(value) && !is_pattern(value) && !value.contains("://")
}

/// As [`is_strong`], for a value that nothing quotes: it must not read as a call, a path, a type or a list either.
pub(super) fn is_strong_bare(value: &str) -> bool {
    let bare = value.trim_end_matches([',', ';', ':']);
    let begins = bare
        .starts_with(['(', '[', '{', '<', '&', '*', '@', '%', '#', '/', '.', '-', '=', '$', '!', '|', '\\']);
    let ends = bare.ends_with(['(', '[', '{', '<', '=', '\\', '|', '&', ')', ']', '}', '>', '+']);
    is_strong(bare)
        && !is_type(bare)
        && !begins
        && !ends
        && !is_path(bare)
        && !is_call(bare)
        && !assigns(bare)
}

/// Whether a name stands in braces, as templates have it: `{user}`, `%{pw}`.
fn is_format(value: &str) -> bool {
    let is_named = |rest: &str| {
        let name = rest.split('}').next().unwrap_or_default();
        (2..rest.len()).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_.!:".contains(&byte))
    };
    value.match_indices('{').any(|(at, _)| is_named(&value[at + 1..]))
}

/// Whether it reads as a regular expression.
fn is_pattern(value: &str) -> bool {
    value.starts_with('^') || ["(?", "[^", "a-z", "A-Z"].iter().any(|piece| value.contains(piece))
}

/// A type that must be given: `String!`.
fn is_type(value: &str) -> bool {
    let word = value.trim_end_matches(['!', '?']).to_ascii_lowercase();
    word.len() < value.len() && WORDS.contains(&word.as_str())
}

/// Names joined by dots: `config.Pass1`.
fn is_path(value: &str) -> bool {
    value.contains('.') && value.split('.').all(is_identifier)
}

/// What only programs write, or brackets and quotes of which each has its other half.
fn is_call(value: &str) -> bool {
    let count = |of: char| value.matches(of).count();
    let are_pairs = |(open, close): (char, char)| count(open) > 0 && count(open) == count(close);
    ["::", "->", "=>", "()", "](", "&&", "||", "==", "</", "/>", "!=", "??"]
        .iter()
        .any(|sign| value.contains(sign))
        || [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>')].into_iter().any(are_pairs)
        || ['"', '\'', '`'].into_iter().any(|quote| count(quote) > 1)
}

/// Whether a separator, a name and what assigns to it stand inside: `aB3;Server=X1`, `a1,userName:x`.
fn assigns(value: &str) -> bool {
    value.match_indices([',', ';', '&', '?', '|']).any(|(at, _)| {
        let rest = &value[at + 1..];
        let name =
            rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.');
        name.len() < rest.len() && name.starts_with(['=', ':'])
    })
}

#[cfg(test)]
mod tests {
    use super::{is_strong, is_strong_bare};

    #[test]
    fn passwords_of_any_signs_and_what_only_looks_like_them() {
        for value in ["aB3(xY9", "Welcome.2024", "p4<ss!w", "Zr7[k{Qp", "b7`!cC", "x9{Q}w!2", "aB3.xY9"] {
            assert!(is_strong(value), "{value}");
        }
        for other in [
            "config.key1",
            "args.pass_2",
            "required!",
            "^[A-Z]{8,}$1a",
            "(?=.*[a-z])(?=.*A1)",
            "f{self.Pass}1",
            "{Pw!r}1a",
            "https://Roe.example/1",
            "12345",
            "",
        ] {
            assert!(!is_strong(other), "{other}");
        }
    }

    #[test]
    fn what_nothing_quotes_is_no_program_text_either() {
        for value in [
            "aB3(xY9",
            "Welcome.2024",
            "k<9Lm2Q",
            "Zr7[k{Qp",
            "b7`!cC",
            "aB3)xY9",
            "aB3,xY9",
            "aB3;xY9",
            "aB3\"xY9",
        ] {
            assert!(is_strong_bare(value), "{value}");
        }
        for other in [
            "Settings.dbPass1",
            "hashPassword2(x)",
            "getPass2(",
            "Option<Text1>,",
            "z.string().min(8).regex(/A1/),",
            "Abc1,x=2):",
            "aB3;Server=X1",
            "params[:Pass1]",
            "'Pass1'+'x'",
            "Foo1::Bar",
            "$Pass1(",
        ] {
            assert!(!is_strong_bare(other), "{other}");
        }
    }
}
