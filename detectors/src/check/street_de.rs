//! A German street with its number, judged by the words: not a sentence that counts or dates things
//! (`Im Jahr 2024`, `Marsberg 5 km`, `injuring 48 people`).

/// Words that are no street's name when they stand before a number.
#[rustfmt::skip]
const NO_STREET: &[&str] = &[
    "jahr", "jahre", "jahren", "monat", "quartal", "halbjahr", "januar", "februar", "märz", "april", "mai", "juni", "juli",
    "august", "september", "oktober", "november", "dezember", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
    "samstag", "sonntag", "sommer", "winter", "herbst", "frühjahr", "semester", "wintersemester", "sommersemester",
    "zeitraum", "zeile", "seite", "spalte", "version", "kapitel", "abschnitt", "absatz", "artikel", "anhang", "anlage",
    "band", "teil", "raum", "zimmer", "schritt", "fall", "punkt", "nummer", "telefonnummer", "klasse", "stufe", "phase",
    "runde", "gruppe", "tabelle", "abbildung", "bild", "beispiel", "aufgabe", "test", "release", "build", "sprint",
    "ticket", "issue", "port", "level", "block", "frage", "woche", "tag", "uhr", "alter", "schnitt", "durchschnitt",
    "mittel", "vorjahr", "geschäftsjahr", "schuljahr", "satz", "paragraph", "vers", "reihe", "saison", "staffel", "folge",
    "episode", "modul", "variante", "option", "fassung", "gesetz", "sinne", "rahmen", "urteil", "beschluss", "bereich",
    "wert", "preis", "summe", "höhe", "liste", "linie", "halle", "gleis", "etage", "arbeitsplatz", "parkplatz",
    "stellplatz", "sitzplatz", "speicherplatz", "startplatz", "tabellenplatz", "bundesstraße", "bundesstrasse", "ausweg",
    "rückweg", "umweg", "heimweg", "lösungsweg", "spring", "during", "abstieg", "aufstieg", "ausstieg", "einstieg",
    "anstieg", "umstieg", "bahnsteig", "bahnhof", "hauptbahnhof", "monitor", "motor", "faktor", "sektor", "vektor",
    "generator", "prozessor", "reaktor", "autor", "direktor", "eigentor", "tor", "platzierung",
];

/// Endings that are a street's beyond doubt, also in lower case.
const SURE: &[&str] = &["straße", "strasse", "str.", "allee", "gasse", "platz"];

/// Endings that towns, fields and many other words have too.
const WEAK: &[&str] = &["ring", "tor", "berg", "hof", "markt", "stieg", "steig", "graben"];

pub(super) fn passes(value: &str) -> bool {
    let at = value.find(|c: char| c.is_ascii_digit()).unwrap_or(value.len());
    let (street, number) = value.split_at(at);
    let last = street.split_whitespace().next_back().unwrap_or_default();
    let lower = last.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let single = street.split_whitespace().count() == 1;
    let upper = last.chars().next().is_some_and(char::is_uppercase);
    !NO_STREET.contains(&lower.as_str())
        && (upper || ends(SURE))
        && (has_town(number) || !(single && ends(WEAK)) && (ends(SURE) || !is_year(number)))
}

/// Whether a postal code follows the number.
fn has_town(number: &str) -> bool {
    number.split(|c: char| !c.is_ascii_digit()).skip(1).any(|digits| matches!(digits.len(), 4 | 5))
}

fn is_year(number: &str) -> bool {
    let digits = number.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.len() == 4 && digits < "2100" && digits > "1500"
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn streets() {
        for street in [
            "Lindenweg 4, 80331 München",
            "Am Alten Markt 5",
            "Berliner Platz 3",
            "goethestr. 14",
            "Schottenring 12, 1010 Wien",
            "Kurfürstendamm 21",
        ] {
            assert!(passes(street), "{street}");
        }
    }

    #[test]
    fn sentences() {
        for other in [
            "Im Jahr 2024",
            "In der Zeile 12",
            "Neue Version 3",
            "Marsberg 5",
            "injuring 48",
            "During 1996",
            "durchweg 20",
            "Please bring 3",
            "Auf der CeBIT 2010",
        ] {
            assert!(!passes(other), "{other}");
        }
    }
}
