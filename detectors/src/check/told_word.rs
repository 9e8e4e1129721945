//! Plain words that somebody tells as a value: `the password is sunflower`. What a value may be said to be is none:
//! `the password is required`, `das Passwort ist geheim`.

use super::password;

/// What is said of a value besides [`password::WORDS`], in English, and in German where only small letters tell.
#[rustfmt::skip]
const SAID: &[&str] = &[
    "about", "absent", "again", "alphanumeric", "already", "always", "another", "anything", "asked", "back", "base64", "bcrypt", "below", "above", "best", "better", "blank",
    "both", "broken", "case", "cached", "chosen", "clear", "common", "dead", "default", "done", "down", "easy", "either", "enough", "equal", "even", "exposed", "false",
    "fine", "finally", "fixed", "fresh", "from", "given", "going", "gone", "good", "hard", "here", "hidden", "impossible", "insecure", "just", "kept", "known",
    "lost", "leaked", "legacy", "less", "like", "local", "long", "lower", "made", "masked", "more", "much", "near", "never", "next", "none", "null", "okay", "once",
    "open", "ours", "over", "part", "passed", "plain", "plaintext", "poor", "present", "private", "proper", "public", "pure", "ready", "really", "retained", "right",
    "safe", "salted", "secret", "seen", "sent", "shared", "short", "shorter", "longer", "shown", "similar", "simple", "simply", "single", "sound", "spelled", "still", "stale", "stolen",
    "such", "sure", "taken", "temporary", "there", "theirs", "then", "through", "trivial", "true", "typed", "unclear", "under", "unique", "unknown", "unset", "unsafe",
    "upper", "uppercase", "lowercase", "useless", "valid", "very", "void", "what", "whatever", "yours", "mine", "zero", "sensitive", "verified", "your", "their", "our",
    "alles", "alphanumerisch", "anders", "ausreichend", "bekannt", "danach", "dasselbe", "derselbe", "durch", "egal", "eigentlich", "einfach", "fest", "frei", "ganz", "geheim",
    "gleich", "gut", "immer", "jetzt", "kein", "korrekt", "kurz", "lang", "leer", "mindestens", "neu", "nicht", "noch", "nötig", "offen", "persönlich", "pflicht", "privat",
    "richtig", "schlecht", "schon", "schwach", "sehr", "sicher", "sichtbar", "stark", "standard", "teil", "unbekannt", "unsicher", "unter", "vorhanden", "weg", "wichtig", "wieder",
    "wieso", "warum", "wirklich", "zwingend", "identisch", "optional", "folgt", "folgendes",
    "niet", "geen", "goed", "fout", "leeg", "pas", "non", "vide", "faux", "faible", "perdu", "trop", "muy", "vacía", "mala", "buena", "vuota", "giusta", "sicura",
];

/// How words end that say what a value is like, or what has been done with it.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "ed", "ing", "able", "ible", "ive", "ous", "ful", "less", "ly", "ary", "ory", "ent", "ant", "ic", "rect", "al",
    "iert", "lich", "bar", "isch", "los", "haft", "igt", "ig", "ée", "oire", "aire", "ida", "ada", "ata", "ita", "oria", "aria",
];

pub(super) fn passes(value: &str) -> bool {
    let lower = value.trim_end_matches(['.', '!']).to_lowercase();
    lower.len() >= 4
        && lower.chars().all(char::is_alphabetic)
        && !SAID.contains(&lower.as_str())
        && !password::WORDS.contains(&lower.as_str())
        && !ENDINGS.iter().any(|ending| lower.ends_with(ending))
        && !is_participle(&lower)
}

/// German: `gesetzt`, `vergeben`, `zurückgestellt`.
fn is_participle(lower: &str) -> bool {
    let begins = ["ge", "ver", "be", "er", "ent", "zer", "ein", "auf", "ab", "zurückge", "über", "hinter"];
    (lower.ends_with("en") || lower.ends_with('t')) && begins.iter().any(|prefix| lower.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn words_told_and_what_is_said_of_them() {
        for word in ["sunflower", "Kornblume", "Tulpe", "swordfish", "mapleleaf"] {
            assert!(passes(word), "{word}");
        }
        for word in [
            "required", "salted", "invalid", "vergeben", "gesetzt", "sichtbar", "blank", "optional", "weak",
            "dog2",
        ] {
            assert!(!passes(word), "{word}");
        }
    }
}
