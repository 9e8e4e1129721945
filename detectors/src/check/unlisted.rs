//! Words that no dictionary holds, as logins made of names are: `bschaller`, `gijs_kt`, `leomarch`.

use crate::names::is_ordinary;

/// A shorter part of a value says nothing, in letters.
const SHORTEST: usize = 4;

/// Whether one part of the value is long enough and neither in a dictionary nor a public name.
pub(super) fn passes(value: &str) -> bool {
    let parts = value.split(|c: char| !c.is_alphabetic());
    parts.filter(|part| part.len() >= SHORTEST).any(|part| !is_ordinary(part))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn logins_and_words() {
        for login in ["bschaller", "gijs_kt", "leomarch", "lstrand2", "ext-vikram"] {
            assert!(passes(login), "{login}");
        }
        for words in ["settings", "main_window", "docker", "ab12", "reset-form", "postgres", "konto"] {
            assert!(!passes(words), "{words}");
        }
    }
}
