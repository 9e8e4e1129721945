//! Passwords behind a label: what is mixed counts, and a plain word only when nothing says that it is program text.

use super::mixed;

/// Types, words of forms and of prose that stand after `password:`.
#[rustfmt::skip]
pub(super) const WORDS: &[&str] = &[
    "string", "str", "text", "bytes", "integer", "number", "boolean", "varchar", "object", "required", "optional", "field",
    "input", "hidden", "visible", "incorrect", "invalid", "wrong", "correct", "expired", "reset", "forgotten", "stored",
    "hashed", "encrypted", "changed", "updated", "empty", "missing", "protected", "secure", "strong", "weak", "needed",
    "mandatory", "validators", "confirmation", "password", "self", "this", "readonly", "undefined", "falsch", "ungültig",
    "erforderlich", "abgelaufen", "vergessen", "requis", "obligatoire", "incorrecta", "errata", "verplicht", "onjuist",
    "available", "displayed", "provided", "printed", "written", "confidential", "different", "unchanged", "something", "somewhere",
    "attached", "included", "complicated", "generated", "automatically", "combination", "protection", "authentication", "management",
    "credentials", "disabled", "rotated", "bestätigt", "geändert", "verfügbar", "hinterlegt", "gespeichert", "disponible", "disponibile",
    "beschikbaar", "gewijzigd", "modifiée", "affichée", "cambiada", "esposta",
    "kennwort", "wachtwoord", "senha", "prompt", "ask", "pwd", "args", "config", "not", "too", "that", "when", "where", "which", "only", "also", "never", "always", "being", "used", "same",
];

/// Short plain words that are passwords more often than words beside one.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "letmein", "qwerty", "qwertz", "azerty", "iloveyou", "monkey", "dragon", "schatz", "passw", "princess",
    "sunshine", "football", "hunter", "trustno", "batman", "superman", "starwars", "geheim", "motdepasse",
];

/// Right after the user it belongs to, any word in lower case may be a password: `toor`, `tiger`.
pub(super) fn passes_paired(value: &str) -> bool {
    let word = value.len() >= 3 && value.bytes().all(|byte| byte.is_ascii_lowercase());
    word && !WORDS.contains(&value) || passes(value)
}

pub(super) fn passes(value: &str) -> bool {
    let shouted = value.ends_with('!') && !is_one_case(value);
    let value = value.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let plain = value.len() >= 4 && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    let digits = value.len() >= 4 && value.bytes().all(|byte| byte.is_ascii_digit());
    let word = plain
        && !WORDS.contains(&value.to_ascii_lowercase().as_str())
        && value.len() >= 8
        && is_one_case(value);
    let common = COMMON.contains(&value.to_ascii_lowercase().as_str());
    mixed::is_mixed(value)
        || word
        || common
        || plain && shouted
        || (digits && value.len() <= 12)
        || is_phrase(value)
}

/// Three words or more in one case, joined as phrases for passwords are: `correct-horse-battery`.
fn is_phrase(value: &str) -> bool {
    let is_word = |word: &str| {
        word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_one_case(word)
    };
    let words = value.split('-');
    let (all, of_forms) = (words.clone().count(), words.clone().filter(|word| WORDS.contains(word)).count());
    all >= 3 && words.clone().all(is_word) && 2 * of_forms < all
}

/// `correcthorse` may be a password, `passwordField` and `PasswordHash` are names in a program.
fn is_one_case(value: &str) -> bool {
    !value.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{passes, passes_paired};

    #[test]
    fn passwords_and_other_words() {
        assert!(passes("hunter2") && passes("correcthorse") && passes("Sommer2024!") && passes("482913"));
        assert!(passes("tacoTuesday!") && passes("letmein"));
        assert!(passes("correct-horse-battery") && passes("Kornblume-Wiese-Bach"));
        for other in [
            "required",
            "passwordField",
            "str",
            "get_password()",
            "self.pw",
            "incorrect.",
            "two-factor",
            "state-of-the-art",
            "hidden-input-field",
        ] {
            assert!(!passes(other), "{other}");
        }
    }

    #[test]
    fn words_beside_a_user() {
        assert!(passes_paired("toor") && passes_paired("hunter2") && !passes("toor"));
        for other in ["string", "Toor", "passwordField", "pw"] {
            assert!(!passes_paired(other), "{other}");
        }
    }
}
