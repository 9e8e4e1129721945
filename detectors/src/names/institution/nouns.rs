//! What German nouns for organizations end in.
//!
//! Owns: the endings, by what may stand behind the noun, with what the lists call organizations by. Never: looks at the words around; see `institution.rs`.

use allonym_tagger::lexicon::class;

use super::tagger;

/// How much stands before a noun's end where it is composed, in bytes.
const SHORTEST: usize = 3;

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
    /// Whatever else lists call organizations by, whose name stands behind it.
    Other,
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
    "hausverwaltung", "transporte", "spedition", "erei", "holzbau", "metallbau", "maschinenbau", "stahlbau", "gartenbau",
    "fahrzeugbau", "anlagenbau", "lagerhaus", "möbel", "reisen", "optik", "akustik", "treuhand", "automobile", "getränke", "textilien",
    "baustoffe", "elektronik", "pharma", "solar", "kapital", "netz", "verlag", "kanzlei", "physiotherapie", "fahrschule", "werft",
];

/// What else is hardly ever composed to anything but a house, a company or a body.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "haus", "büro", "club", "klub", "betrieb", "betriebe", "handel", "großhandlung", "buchhandlung", "vertrieb", "beratung", "kontor", "gilde",
    "gemeinschaft", "regierung", "residenz", "laden", "kasse", "lebenshilfe", "versorger", "zucht", "werkstatt", "chor", "kolleg", "markt",
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
    "vermietung", "technik", "erei", "akademie", "schule", "praxis", "zentrum", "stiftung",
];

/// The kind of a noun as it is written, or in the genitive.
pub(super) fn noun(written: &str) -> Option<Noun> {
    kind(written).or_else(|| written.strip_suffix('s').and_then(kind))
}

fn kind(written: &str) -> Option<Noun> {
    if written.len() >= COURTS[0].len() && COURTS.contains(&written.to_lowercase().as_str()) {
        return Some(Noun::Court);
    }
    let kinds = [(HOUSES, Noun::House), (TRADES, Noun::Trade), (OFFICES, Noun::Office)];
    kinds
        .into_iter()
        .find_map(|(endings, noun)| endings.iter().any(|ending| ends(written, ending)).then_some(noun))
        .or_else(|| is_other(written).then_some(Noun::Other))
}

/// Whether the noun is composed, is nobody's name and no place's (`Neuhaus`), and ends in such a word or one that lists call
/// organizations by. Of a court only its place is told.
fn is_other(written: &str) -> bool {
    const LEAST: usize = 5;
    const COURT: &str = "gericht";
    let stems = written.char_indices().map(|(at, _)| at).skip_while(|at| *at < SHORTEST);
    let mut ends = stems.map(|at| &written[at..]);
    let called = |end: &str| {
        OTHERS.contains(&end)
            || end.len() >= LEAST && end != COURT && tagger::listed(end) & class::ORG_WORD != 0
    };
    tagger::listed(written) & (class::PERSONS | class::PLACES) == 0 && ends.any(called)
}

/// Whether the noun is that word, or composed with it at its end.
fn ends(written: &str, ending: &str) -> bool {
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
            ("Klinikums", Some(Noun::House)),
            ("Rösterei", Some(Noun::Trade)),
            ("Verlagshaus", Some(Noun::Other)),
            ("Baugesellschaft", Some(Noun::Other)),
            ("Gesellschaft", None),
            ("Neuhaus", None),
            ("AMTSGERICHT", Some(Noun::Court)),
            ("Nudelgericht", None),
            ("Behörde", None),
            ("Technik", None),
            ("Partei", None),
            ("Verhandlung", None),
            ("Netzwerk", None),
            ("Samt", None),
        ] {
            assert_eq!(noun(written), kind, "{written}");
        }
    }
}
