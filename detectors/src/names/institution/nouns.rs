//! What German nouns for organizations end in.
//!
//! Owns: the endings, by what may stand behind the noun. Never: looks at the words around; see `institution.rs`.

/// What kind of organization a noun is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    /// An authority, which is one for something.
    Office,
    /// A house that people go to, which stands at something.
    House,
    /// A trade, whose name stands before or behind it.
    Trade,
    /// A court, behind which stands its place.
    Court,
}

/// Authorities, and whatever is a body of its own.
#[rustfmt::skip]
const OFFICES: &[&str] = &[
    "amt", "behörde", "direktion", "inspektion", "präsidium", "landesbetrieb", "anstalt", "kammer", "ministerium", "verein", "verband",
    "stiftung", "genossenschaft", "institut", "werke", "sparkasse", "gewerkschaft", "feuerwehr", "akademie",
];

/// Houses that people go to.
#[rustfmt::skip]
const HOUSES: &[&str] = &[
    "klinik", "klinikum", "kliniken", "krankenhaus", "praxis", "apotheke", "radiologie", "hospiz", "schule", "gymnasium", "kita",
    "kindergarten", "pflegeheim", "seniorenheim", "altenheim", "gasthof", "gasthaus", "restaurant", "hotel", "brauhaus", "autohaus",
    "bäckerei", "metzgerei", "gärtnerei", "zentrum",
];

/// Trades.
#[rustfmt::skip]
const TRADES: &[&str] = &[
    "technik", "analytik", "assekuranz", "logistik", "immobilien", "bestattungen", "reinigung", "verarbeitung", "vermietung",
    "hausverwaltung", "transporte", "spedition", "reederei", "tischlerei", "schreinerei", "zimmerei", "druckerei", "brauerei", "molkerei",
    "fleischerei", "schlosserei", "dachdeckerei", "gebäudereinigung", "holzbau", "metallbau", "maschinenbau", "stahlbau", "gartenbau",
    "fahrzeugbau", "anlagenbau", "lagerhaus", "möbel", "reisen", "optik", "akustik", "treuhand", "automobile", "getränke", "textilien",
    "baustoffe", "elektronik", "pharma", "solar", "kapital", "netz", "verlag", "kanzlei", "physiotherapie", "fahrschule", "werft",
];

/// Courts, in lower case.
#[rustfmt::skip]
const COURTS: &[&str] = &[
    "amtsgericht", "landgericht", "oberlandesgericht", "arbeitsgericht", "landesarbeitsgericht", "sozialgericht", "landessozialgericht",
    "verwaltungsgericht", "oberverwaltungsgericht", "finanzgericht", "familiengericht", "betreuungsgericht", "insolvenzgericht",
];

/// Nouns that are hardly ever a part of a name as they stand, but often the end of one.
#[rustfmt::skip]
const ONLY_COMPOSED: &[&str] = &[
    "amt", "behörde", "direktion", "inspektion", "anstalt", "verein", "verband", "institut", "werke", "verarbeitung",
    "vermietung", "technik", "akademie", "schule", "praxis", "zentrum", "stiftung",
];

/// The kind of a noun as it is written.
pub(super) fn noun(written: &str) -> Option<Noun> {
    if written.len() >= COURTS[0].len() && COURTS.contains(&court(&written.to_lowercase())) {
        return Some(Noun::Court);
    }
    let kinds = [(HOUSES, Noun::House), (TRADES, Noun::Trade), (OFFICES, Noun::Office)];
    kinds
        .into_iter()
        .find_map(|(endings, noun)| endings.iter().any(|ending| ends(written, ending)).then_some(noun))
}

/// A court without the ending of its genitive.
fn court(lower: &str) -> &str {
    lower.strip_suffix('s').or_else(|| lower.strip_suffix("es")).unwrap_or(lower)
}

/// Whether the noun is that word, or composed with it at its end.
fn ends(written: &str, ending: &str) -> bool {
    const SHORTEST: usize = 3;
    let Some(stem) = written.len().checked_sub(ending.len()).filter(|at| written.is_char_boundary(*at))
    else {
        return false;
    };
    let same = || {
        let mut letters = written[stem..].chars().flat_map(char::to_lowercase);
        ending.chars().all(|letter| letters.next() == Some(letter))
    };
    match stem {
        0 => !ONLY_COMPOSED.contains(&ending) && same(),
        _ => stem >= SHORTEST && written[stem..] == *ending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_known_by_their_ends() {
        for (written, kind) in [
            ("Landesbehörde", Some(Noun::Office)),
            ("Tagesklinik", Some(Noun::House)),
            ("Radiologie", Some(Noun::House)),
            ("Fischverarbeitung", Some(Noun::Trade)),
            ("Bestattungen", Some(Noun::Trade)),
            ("Verwaltungsgerichts", Some(Noun::Court)),
            ("AMTSGERICHT", Some(Noun::Court)),
            ("Nudelgericht", None),
            ("Behörde", None),
            ("Technik", None),
            ("Netzwerk", None),
            ("Samt", None),
        ] {
            assert_eq!(noun(written), kind, "{written}");
        }
    }
}
