//! Is a number with capitalised words a place, or does it count something?

/// What numbers of five digits count in German prose.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "euro", "dollar", "franken", "menschen", "personen", "einwohner", "einwohnern", "stück", "meter", "kilometer",
    "kilo", "gramm", "liter", "mal", "jahre", "jahren", "tage", "tagen", "stunden", "minuten", "sekunden", "uhr",
    "kunden", "nutzer", "mitarbeiter", "teilnehmer", "zuschauer", "mitglieder", "besucher", "zeichen", "wörter",
    "zeilen", "dateien", "bytes", "pixel", "punkte", "prozent", "schritte", "artikel", "seiten", "tonnen", "hektar",
    "wohnungen", "fälle", "soldaten", "arbeitsplätze", "exemplare", "exemplaren", "fans", "follower", "mark", "tests",
    "requests", "anfragen", "zeilen", "records", "items", "users", "people", "lines", "files", "tokens", "rows", "and", "or", "not", "und", "oder",
];

/// A postal code that exists in form, and a word after it that nothing is counted by.
pub(super) fn is_postal_town(value: &str) -> bool {
    let Some((code, town)) = value.split_once(' ') else { return false };
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let issued = match digits.len() {
        4 => !digits.starts_with('0'),
        _ => (1067..=99998).contains(&digits.parse::<u32>().unwrap_or_default()),
    };
    let first = town.split([' ', '/', '(']).next().unwrap_or_default().to_lowercase();
    issued && !COUNTED.contains(&first.as_str())
}

/// Words that are no street's name when they stand between a number and `Street`, `Way`, `Drive`, `Place`.
const NO_STREET: &[&str] =
    &["the", "a", "an", "of", "in", "factor", "hard", "test", "my", "this", "that", "usb", "flash", "disk"];

pub(super) fn is_street_en(value: &str) -> bool {
    let word = value.split(' ').nth(1).unwrap_or_default().to_lowercase();
    !NO_STREET.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_amounts() {
        assert!(
            is_postal_town("10115 Berlin")
                && is_postal_town("A-1010 Wien")
                && is_postal_town("D-01067 Dresden")
        );
        assert!(
            !is_postal_town("50000 Menschen")
                && !is_postal_town("00000 Berlin")
                && !is_postal_town("01000 Dresden")
        );
        assert!(is_street_en("12 Main Street") && !is_street_en("1 Hard Drive"));
    }
}
