//! Values that no one types as a word or as program text: letters together with digits or signs.
//! Guards rules whose value is not quoted, so that `password: required` and `key = config.key()` stay.

/// Whether the value has a letter and a digit or sign, and reads as neither a path, a call nor a variable.
pub(super) fn is_mixed(value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.bytes().any(|byte| test(&byte));
    let letters = has(u8::is_ascii_alphabetic);
    let digits = has(u8::is_ascii_digit);
    let signs = has(|byte| b"!#$%&*+=?@^~".contains(byte));
    letters && (digits || signs) && !is_program_text(value, digits, signs)
}

/// Dotted or scoped names, calls, subscripts, and names that merely end in a number.
fn is_program_text(value: &str, digits: bool, signs: bool) -> bool {
    let bytes = value.as_bytes();
    let call = value.contains("()") || value.contains("::") || value.contains("->") || value.contains("](");
    let opened = bytes.iter().any(|byte| b"([{".contains(byte)) && !signs;
    let reference = value.starts_with(['&', '*', '@', '%', '#', '/', '.', '-', '=']);
    let path = !signs && value.contains('.') && value.split('.').all(is_identifier);
    let named = !signs
        && digits
        && value.contains('_')
        && is_identifier(value)
        && (value.to_ascii_lowercase() == value || value.to_ascii_uppercase() == value);
    let hex = value
        .strip_prefix("0x")
        .is_some_and(|rest| rest.len() <= 8 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
    let macro_call = value.split_once('!').is_some_and(|(name, rest)| {
        is_identifier(name) && (rest.is_empty() || rest.starts_with(['(', '[', '{']))
    });
    call || opened || reference || path || named || hex || macro_call && !digits
}

fn is_identifier(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::is_mixed;

    #[test]
    fn passwords_and_program_text() {
        for value in ["hunter2", "Sommer2024!", "tr0ub4dor&3", "correct-horse-7", "Xy_9kQ"] {
            assert!(is_mixed(value), "{value}");
        }
        for text in [
            "required",
            "config.key1",
            "get_key2()",
            "self.pass2.value",
            "&key1",
            "key_2",
            "WIN32_ERROR",
            "0x0f0",
            "parenthesized!(content",
            "args[1]",
            "12345",
        ] {
            assert!(!is_mixed(text), "{text}");
        }
    }
}
