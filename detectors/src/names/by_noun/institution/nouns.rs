//! What German nouns for organizations end in.
//!
//! Owns: the endings, by what may stand behind the noun, with what the lists call organizations by. Never: looks at the words around; see `institution.rs`.

use std::sync::LazyLock;

use allonym_tagger::lexicon::class;

use super::tagger;
use crate::names::endings::Endings;

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
    "stiftung", "genossenschaft", "institut", "werke", "sparkasse", "gewerkschaft", "feuerwehr", "akademie", "verwaltungsgemeinschaft",
    "staatsanwaltschaft", "bauverein", "innung", "turnerschaft", "spielvereinigung", "ortsgruppe", "bürgerinitiative", "sportbund",
    "mieterbund", "kinderschutzbund", "naturschutzbund", "jugendring", "maschinenring", "kreisverwaltung", "stadtverwaltung", "forstrevier",
    "bundespolizei", "kriminalpolizei", "polizeirevier", "polizeiwache", "polizeistation", "rettungswache", "bergwacht", "wasserwacht",
    "kirchengemeinde", "pfarrgemeinde", "pfarrei", "dekanat", "bistum", "rettungsdienst", "hilfswerk", "bildungswerk", "studentenwerk",
    "studierendenwerk", "förderkreis", "freundeskreis", "löschzug", "verbraucherzentrale", "seniorenbeirat", "jugendbeirat", "elternbeirat", "vertriebszentrale",
];

/// Houses that people go to.
#[rustfmt::skip]
const HOUSES: &[&str] = &[
    "klinik", "klinikum", "kliniken", "krankenhaus", "praxis", "apotheke", "radiologie", "hospiz", "schule", "gymnasium", "kita",
    "kindergarten", "pflegeheim", "seniorenheim", "altenheim", "gasthof", "gasthaus", "restaurant", "hotel", "brauhaus", "autohaus",
    "bäckerei", "metzgerei", "gärtnerei", "zentrum", "hospital", "sanatorium", "seniorenstift", "wohnstift", "tierheim", "wohnheim", "kinderheim",
    "vereinsheim", "jugendherberge", "gaststätte", "wirtshaus", "weinstube", "café", "bistro", "pizzeria", "trattoria", "osteria", "taverne",
    "brasserie", "konditorei", "eisdiele", "shishabar", "cocktailbar", "tankstelle", "campingplatz", "internat", "tagesstätte", "kinderkrippe",
    "freibad", "hallenbad", "freizeitbad", "thermalbad", "tierpark", "museum", "galerie", "theater", "bibliothek", "kloster", "abtei",
    "sozialstation", "beratungsstelle", "begegnungsstätte", "fitnessstudio", "kosmetikstudio", "küchenstudio", "friseursalon",
    "fitnesspark", "schwimmbad", "kulturhof", "hofladen", "bioladen", "weltladen", "tanzstudio", "tonstudio", "yogastudio", "nagelstudio", "reisebüro", "baumarkt", "zeche",
];

/// Trades.
#[rustfmt::skip]
const TRADES: &[&str] = &[
    "technik", "analytik", "assekuranz", "logistik", "immobilien", "bestattungen", "reinigung", "verarbeitung", "vermietung",
    "hausverwaltung", "transporte", "spedition", "erei", "holzbau", "metallbau", "maschinenbau", "stahlbau", "gartenbau",
    "fahrzeugbau", "anlagenbau", "lagerhaus", "möbel", "reisen", "optik", "akustik", "treuhand", "automobile", "getränke", "textilien",
    "baustoffe", "elektronik", "pharma", "solar", "kapital", "netz", "verlag", "kanzlei", "physiotherapie", "fahrschule", "werft",
    "schmiede", "dachbau", "tiefbau", "hochbau", "trockenbau", "messebau", "landschaftsbau", "gerüstbau", "bootsbau", "brunnenbau", "fensterbau",
    "karosseriebau", "küchenbau", "ladenbau", "wohnbau", "holzwerk", "sägewerk", "ziegelwerk", "betonwerk", "stahlwerk", "kalkwerk", "fabrik",
    "manufaktur", "weingut", "obstgut", "gestüt", "fruchthof", "obsthof", "biohof", "reiterhof", "ferienhof", "baumschule", "imkerei", "ölmühle",
    "pflegedienst", "paketdienst", "kurierdienst", "lieferdienst", "fahrdienst", "abschleppdienst", "sicherheitsdienst", "wachdienst",
    "hausmeisterdienst", "partyservice", "bauunternehmen", "fuhrunternehmen", "busunternehmen", "umzüge", "kartonagen", "hörgeräte", "fliesen",
    "raumausstattung", "ergotherapie", "logopädie", "zahnlabor", "dentallabor", "sozietät", "notariat", "agentur", "hausverwaltung", "brauerei",
    "kelterei", "tanzschule", "musikschule", "assekuranzkontor", "volksbank", "raiffeisenbank", "kantonalbank", "landesbank", "privatbank",
    "hydraulik", "pneumatik", "galvanik", "mechanik", "mechatronik", "robotik", "sensorik", "sanitär", "floristik", "hausgeräte", "werkzeuge", "maschinen", "anlagenservice",
    "feinkost", "naturkost", "backwaren", "fleischwaren", "webwaren", "lederwaren", "eisenwaren", "schreibwaren", "heimtextilien", "bürobedarf", "dachtechnik", "autoteile",
    "landtechnik", "eilfracht", "fracht", "kurier", "bestattung", "malerbetrieb", "tischlerei", "versicherungen", "finanzberatung", "personalservice", "zeitarbeit",
];

/// What else is hardly ever composed to anything but a house, a company or a body.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "haus", "büro", "club", "klub", "betrieb", "betriebe", "handel", "großhandlung", "buchhandlung", "vertrieb", "beratung", "kontor", "gilde",
    "gemeinschaft", "regierung", "residenz", "laden", "kasse", "lebenshilfe", "versorger", "zucht", "werkstatt", "chor", "kolleg", "markt",
    "bau", "service", "hof", "bank", "stube", "center", "kiosk", "scheune", "treff", "bahnhofsmission", "nachbarschaftshilfe", "jugendhilfe", "flüchtlingshilfe",
    "fensterwelt", "möbelwelt", "küchenwelt", "gartenwelt", "bettenwelt", "grundbesitz", "verbund", "weinhandlung", "holzhandlung", "eisenhandlung",
    "tierhandlung", "kunsthandlung", "unternehmensgruppe", "theatergruppe", "selbsthilfegruppe", "musikkapelle", "blaskapelle", "orchester",
    "ensemble", "spielmannszug", "kolpingfamilie", "landjugend", "freizeitpark", "windpark", "solarpark", "wildpark", "gewerbepark", "kraftwerk",
    "wasserwerk", "klärwerk", "holding", "skihütte", "berghütte", "getreidemühle", "papiermühle", "bedachungen", "isolierungen", "vermögensverwaltung",
    "immobilienverwaltung", "grundstücksverwaltung", "liegenschaften", "druckhaus", "versand", "zeitung", "redaktion",
];

/// What ends like such a house and is none.
#[rustfmt::skip]
const NO_HOUSES: &[&str] = &[
    "Neubau", "Umbau", "Ausbau", "Anbau", "Abbau", "Aufbau", "Einbau", "Rückbau", "Vorbau", "Unterbau", "Überbau", "Altbau", "Plattenbau", "Rohbau",
    "Ackerbau", "Bergbau", "Körperbau", "Satzbau", "Stellenabbau", "Wiederaufbau", "Innenausbau", "Dachausbau", "Kundenservice", "Zimmerservice",
    "Webservice", "Bahnhof", "Hauptbahnhof", "Busbahnhof", "Güterbahnhof", "Friedhof", "Innenhof", "Hinterhof", "Schulhof", "Pausenhof", "Gerichtshof",
    "Bundesgerichtshof", "Vorhof", "Datenbank", "Parkbank", "Werkbank", "Sitzbank", "Eckbank", "Hausbank", "Festbank", "Sandbank", "Schulbank",
    "Anklagebank", "Reservebank", "Ersatzbank", "Rückbank", "Drehbank", "Gartenbank", "Powerbank", "Notenbank", "Zentralbank", "Callcenter", "Datacenter",
    "Sprachservice", "Datenverbund",
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
    "vermietung", "technik", "erei", "akademie", "schule", "praxis", "zentrum", "stiftung", "fabrik", "museum", "galerie", "theater", "bibliothek",
    "kloster", "agentur", "innung", "mechanik", "werkzeuge", "maschinen", "fracht", "kurier", "bestattung", "versicherungen", "feinkost", "naturkost", "backwaren", "hausgeräte", "hospital", "internat", "schmiede", "imkerei",
];

/// Houses that a first name stands before, in one word: `Josefskrankenhaus`.
#[rustfmt::skip]
const PATRONS: &[&str] = &["krankenhaus", "hospital", "stift", "klinik", "klinikum", "gymnasium", "schule", "hospiz", "pflegeheim", "kindergarten"];

/// What pharmacies are called that have no name: `Versandapotheke`.
#[rustfmt::skip]
const KINDS_OF_PHARMACY: &[&str] = &[
    "Versand", "Haus", "Reise", "Not", "Notdienst", "Stamm", "Internet", "Online", "Krankenhaus", "Klinik", "Tier", "Dorf", "Bord", "Taschen", "Land",
    "Filial", "Haupt", "Rats",
];

/// Whether a word alone is the name of a house: `Josefskrankenhaus`, after its patron, or `Rosenapotheke`.
pub(super) fn is_house_of_name(written: &str) -> bool {
    if let Some(stem) = written.strip_suffix("apotheke") {
        return stem.len() >= SHORTEST && !KINDS_OF_PHARMACY.contains(&stem);
    }
    let is_patron = |name: &str| {
        let listed = tagger::listed(name);
        name.len() > SHORTEST && listed & class::FIRST != 0 && listed & (class::COMMON | class::PUBLIC) == 0
    };
    let stems = PATRONS.iter().filter_map(|end| written.strip_suffix(end));
    stems
        .into_iter()
        .any(|stem| ["s", "n", "en", ""].iter().filter_map(|of| stem.strip_suffix(of)).any(is_patron))
}

/// The kind of a noun that hyphens join to what stands before it: `Schule` in `Roe-Schule`.
pub(super) fn joined_noun(written: &str) -> Option<Noun> {
    let is_body = |noun: &Noun| matches!(noun, Noun::Office | Noun::House);
    noun(written).filter(is_body).or_else(|| noun(&format!("Name{}", written.to_lowercase())).filter(is_body))
}

/// The kind of a noun as it is written, or in the genitive.
pub(super) fn noun(written: &str) -> Option<Noun> {
    kind(written).or_else(|| written.strip_suffix('s').and_then(kind))
}

fn kind(written: &str) -> Option<Noun> {
    if is_court(written) {
        return Some(Noun::Court);
    }
    NOUNS
        .of_word(written)
        .find_map(|(ending, noun)| ends(written, ending).then_some(noun))
        .or_else(|| is_other(written).then_some(Noun::Other))
}

fn is_court(written: &str) -> bool {
    let end = written.len().checked_sub(COURT.len()).map(|at| &written.as_bytes()[at..]);
    end.is_some_and(|end| end.eq_ignore_ascii_case(COURT.as_bytes()))
        && COURTS.contains(&written.to_lowercase().as_str())
}

/// What courts end in.
const COURT: &str = "gericht";

/// Whether the noun is composed, is nobody's name and no place's (`Neuhaus`), and ends in such a word or one that lists call
/// organizations by. Of a court only its place is told.
fn is_other(written: &str) -> bool {
    const LEAST: usize = 5;
    let is_composed = |ending: &str| written.len() >= ending.len() + SHORTEST && written.ends_with(ending);
    let stems = written.char_indices().map(|(at, _)| at).skip_while(|at| *at < SHORTEST);
    let mut ends = stems.map(|at| &written[at..]).take_while(|end| end.len() >= LEAST);
    let called = |end: &str| end != COURT && tagger::listed(end) & class::ORG_WORD != 0;
    (OTHER_NOUNS.of_word(written).any(|(ending, _)| is_composed(ending)) || ends.any(called))
        && tagger::listed(written) & (class::PERSONS | class::PLACES) == 0
        && !NO_HOUSES.contains(&written)
}

static NOUNS: LazyLock<Endings<Noun>> =
    LazyLock::new(|| Endings::of(&[(HOUSES, Noun::House), (TRADES, Noun::Trade), (OFFICES, Noun::Office)]));
static OTHER_NOUNS: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(OTHERS, ())]));

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
