//! Values that no one types as a word or as program text: letters together with digits or signs, or letters of both cases at random.
//! Guards rules whose value is not quoted, so that `password: required` and `key = config.key()` stay.

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const SIGN: u8 = 4;
const OPENING: u8 = 8;
/// The second sign of a call or scope.
const CALL: u8 = 16;

/// What each byte is.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'!' | b'#' | b'$' | b'%' | b'&' | b'*' | b'+' | b'=' | b'?' | b'@' | b'^' | b'~' => SIGN,
            b'(' => OPENING | CALL,
            b'[' | b'{' => OPENING,
            b')' | b':' | b'>' => CALL,
            _ if byte.is_ascii_alphabetic() => LETTER,
            _ if byte.is_ascii_digit() => DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

/// Whether the value has a letter and a digit or sign, and reads as neither a path, a call nor a variable.
pub(super) fn is_mixed(value: &str) -> bool {
    let kinds = value.bytes().fold(0, |kinds, byte| kinds | KINDS[usize::from(byte)]);
    let holds = |kind: u8| kinds & kind != 0;
    holds(LETTER) && (holds(DIGIT) || holds(SIGN)) && !is_program_text(value, kinds)
        || kinds == LETTER && is_scattered(value)
}

/// Letters whose capitals no words explain, as chance sets them: `xKevYkiEUdDGPn`. Names in programs have fewer, and fewer rows of them.
fn is_scattered(value: &str) -> bool {
    const LEAST: usize = 10;
    const ROWS: usize = 4;
    let is_capital = |byte: &u8| byte.is_ascii_uppercase();
    let capitals = value.bytes().filter(is_capital).count();
    let begins_row = |pair: &[u8]| pair[0].is_ascii_lowercase() && is_capital(&pair[1]);
    let rows = value.as_bytes().windows(2).filter(|pair| begins_row(pair)).count();
    value.len() >= LEAST && rows + 1 >= ROWS && (3 * value.len()..=7 * value.len()).contains(&(10 * capitals))
}

/// YAML's types, dotted or scoped names, calls, subscripts, and names that merely end in a number.
fn is_program_text(value: &str, kinds: u8) -> bool {
    let (digits, signs) = (kinds & DIGIT != 0, kinds & SIGN != 0);
    value.starts_with("!!")
        || value.starts_with(['&', '*', '@', '%', '#', '/', '.', '-', '='])
        || kinds & OPENING != 0 && !signs
        || is_macro_call(value) && !digits
        || !signs && (is_path(value) || digits && is_numbered_name(value))
        || is_short_hex(value)
        || kinds & CALL != 0 && is_call(value)
}

fn is_call(value: &str) -> bool {
    let call = |pair: &[u8]| matches!(pair, b"()" | b"::" | b"->" | b"](");
    value.as_bytes().windows(2).any(call)
}

fn is_path(value: &str) -> bool {
    value.contains('.') && value.split('.').all(is_identifier) && !is_numbered_pair(value)
}

/// Two words with capitals, of which the second ends in a number: `Silver.Otter12`.
fn is_numbered_pair(value: &str) -> bool {
    let word = |part: &str| {
        let (first, rest) = part.as_bytes().split_first().unwrap_or((&b' ', &[]));
        first.is_ascii_uppercase() && rest.len() > 1 && rest.iter().all(u8::is_ascii_lowercase)
    };
    value.split_once('.').is_some_and(|(first, second)| {
        let name = second.trim_end_matches(|c: char| c.is_ascii_digit());
        word(first) && word(name) && second.len() > name.len() + 1
    })
}

fn is_numbered_name(value: &str) -> bool {
    let one_case = |other: fn(&u8) -> bool| !value.as_bytes().iter().any(other);
    value.contains('_')
        && is_identifier(value)
        && (one_case(u8::is_ascii_uppercase) || one_case(u8::is_ascii_lowercase))
}

fn is_short_hex(value: &str) -> bool {
    let hex = |rest: &str| rest.len() <= 8 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    value.strip_prefix("0x").is_some_and(hex)
}

fn is_macro_call(value: &str) -> bool {
    value.split_once('!').is_some_and(|(name, rest)| {
        is_identifier(name) && (rest.is_empty() || rest.starts_with(['(', '[', '{']))
    })
}

pub(super) fn is_identifier(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::is_mixed;

    #[test]
    fn passwords_and_program_text() {
        for value in ["hunter2", "Sommer2024!", "tr0ub4dor&3", "correct-horse-7", "Xy_9kQ", "xKevYkiEUdDGPn"]
        {
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
            "passwordFieldOfLoginForm",
            "parseHTTPURL",
            "DEFAULTPASSWORD",
        ] {
            assert!(!is_mixed(text), "{text}");
        }
    }
}
