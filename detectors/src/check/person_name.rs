//! Capitalised words that can be a person's name: none of them a word that greetings, forms and headings have.
//! The list is `lexicon/not_a_name.txt`; it refuses, it never proposes. `Claude` alone is more often an assistant that is
//! greeted than a person; the tagger tells them apart.

use std::sync::OnceLock;

use hashbrown::HashSet;

/// What is no name, but begins many: `Le Goffic`, `DE LA TOUR`, `Van der Roe`.
const PARTICLES: [&str; 9] = ["le", "la", "de", "du", "des", "da", "der", "den", "el"];

/// What is short for a street, and nobody is called: `14 Dame St`.
const STREETS: [&str; 6] = ["St", "Rd", "Ave", "Ln", "Blvd", "Sq"];

pub(super) fn passes(value: &str) -> bool {
    let words = value.split(|c: char| c.is_whitespace() || c == '-');
    let capital = |word: &&str| {
        word.starts_with(char::is_uppercase) && word.chars().filter(|c| c.is_alphabetic()).count() > 1
    };
    let is_particle = |word: &&str| PARTICLES.iter().any(|particle| word.eq_ignore_ascii_case(particle));
    let mut named = words.filter(capital).skip_while(is_particle).peekable();
    value != "Claude"
        && !STREETS.contains(&value)
        && named.peek().is_some()
        && named.all(|word| !is_other(word))
}

fn is_other(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        include_str!("../../lexicon/not_a_name.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
            .collect()
    });
    words.contains(word.trim_end_matches(['.', ',', ':', '\'', '’']).to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn names_and_other_words() {
        for name in
            ["Anna Müller", "Jane", "Claude Roe", "J. R. Roe", "María-José García", "LE GOFFIC", "De La Tour"]
        {
            assert!(passes(name), "{name}");
        }
        for other in [
            "Sir",
            "Customer Service",
            "Damen und Herren",
            "Support Team",
            "J.",
            "Le",
            "LA DIRECTRICE",
            "Claude",
            "ChatGPT",
            "St",
            "",
        ] {
            assert!(!passes(other), "{other}");
        }
    }
}
