//! Organizations behind a noun that no list has: `die Sternwarte Hohenfels`, `in der Stoffscheune Bützow`.
//!
//! Owns: which nouns may be one all the same: a rare one behind an article or preposition, with a name right behind it. Never: takes
//! what somebody is (`die Nachbarin Roe`) or what a thing is called (`die Apfelsorte Boskop`) for one.

use std::sync::LazyLock;

use allonym_tagger::lexicon::class;

use super::{Around, OTHER, is_ours};
use crate::detection::Detection;
use crate::entity::Entity;
use crate::names::endings::Endings;

/// How many letters the noun has at least, in bytes.
const SHORTEST: u8 = 7;

/// How possible the tagger must think names of the noun and of the word behind it together, where nothing was found.
const POSSIBLE: f32 = 0.5;

/// What stands before it.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "die", "der", "das", "den", "dem", "Die", "Der", "Das", "im", "am", "beim", "vom", "zum", "zur", "ins", "bei", "von", "für", "durch", "an", "Im", "Bei", "zu",
    "mit", "gegen",
];

/// What nouns end in for people.
#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "er", "in", "mann", "frau", "ist", "ent", "ant", "eur", "or", "ar", "ier", "arzt", "anwalt", "wirt", "rat", "chef", "kind", "sohn", "vater", "mutter",
    "freund", "kollege", "kollegin", "familie", "leute", "paar", "witwe", "nichte", "neffe", "dame", "gast", "bote", "kunde", "zeuge", "azubi", "ling", "erbe",
    "tochter", "schwester", "enkel", "wart", "herr", "herrn", "steller", "genosse", "beamte", "angestellte", "gestellte", "sitzende", "geordnete", "klagte",
    "schuldigte", "schädigte", "sicherte", "verwandte", "bekannte", "ende", "onkel", "tante", "großmutter",
];

/// What nouns end in for places, things and papers that are called by a name.
#[rustfmt::skip]
const THINGS: &[&str] = &[
    "teil", "bezirk", "filiale", "stelle", "standort", "insel", "bahnhof", "raum", "region", "kreis", "stadt", "gemeinde", "dorf", "niederlassung", "werk",
    "straße", "platz", "weg", "kreuz", "dreieck", "ausfahrt", "sorte", "reihe", "modell", "typ", "marke", "serie", "spiel", "sprache", "system", "format",
    "protokoll", "roman", "film", "gedicht", "lied", "oper", "schrift", "farbe", "pflanze", "rasse", "planet", "mond", "stern", "schiff", "variante", "version",
    "eröffnung", "methode", "verfahren", "satz", "gesetz", "theorem", "effekt", "syndrom", "krankheit", "test", "skala", "index", "akte", "konto", "rechnung",
    "vertrag", "bescheid", "fall", "sache", "termin", "projekt", "programm", "software", "datei", "modul", "paket", "ordner", "gerät", "gericht", "urteil", "brief",
    "antrag", "tabelle", "spalte", "zeile", "funktion", "klasse", "anschrift", "adresse", "abteilung", "station", "zimmer", "nummer", "ung",
];

static CALLED: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(PEOPLE, ()), (THINGS, ())]));

impl Around<'_> {
    /// Past the name behind the noun at `at`, of which lists know nothing.
    pub(super) fn unlisted(&self, at: usize, found: &[Detection]) -> Option<usize> {
        let noun = &self.words()[at];
        let led = || at.checked_sub(1).is_some_and(|before| BEFORE.contains(&self.written(before)));
        let known = OTHER
            | class::COMMON
            | class::PERSONS
            | class::PLACES
            | class::COMPANY
            | class::FIELD_PERSON
            | class::FIELD_PLACE
            | class::FIELD_ORG;
        let written = self.written(at);
        let is_called = || CALLED.of_word(written).any(|(end, ())| ends(written, end));
        if noun.length < SHORTEST
            || self.has(at, known)
            || !self.is_near(at + 1)
            || self.reading.people() == 0
            || !led()
            || is_called()
        {
            return None;
        }
        let start = self.words()[at + 1].start as usize;
        let next = found.partition_point(|name| name.span.end <= start);
        match found.get(next).filter(|name| name.span.start == start && name.score >= super::WEAK) {
            Some(name) => {
                let is_place =
                    matches!(name.entity, Entity::Location | Entity::Organization) && is_ours(name);
                (is_place && self.is_part(name)).then(|| super::words_in(self.words(), name.span).end)
            }
            None => {
                let sum = |at: usize| self.likely(at..at + 1).iter().sum::<f32>();
                (self.is_named(at + 1) && sum(at) + sum(at + 1) >= POSSIBLE).then_some(at + 2)
            }
        }
    }

    /// Whether a word with a capital stands there, one space behind the one before.
    fn is_near(&self, at: usize) -> bool {
        let words = self.words();
        self.is_capital(at) && &self.text[words[at - 1].end as usize..words[at].start as usize] == " "
    }
}

fn ends(written: &str, end: &str) -> bool {
    written.len() >= end.len()
        && written.is_char_boundary(written.len() - end.len())
        && written[written.len() - end.len()..].eq_ignore_ascii_case(end)
}
