//! German quarters, valleys and streets that no list knows, told by their last part and the words before them: `aus dem Schanzenviertel`, `im
//! Schächental`, `an der Rathausbrücke`.
//!
//! Owns: what such a place ends in, and behind which words it stands. Never: judges a word that a dictionary holds (`im Quartal`).

use std::sync::LazyLock;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::endings::Endings;
use crate::names::laid::Laid;
use crate::names::{NameSpan, span_of, tagger};
use crate::settings::Settings;

/// How sure both make.
const SCORE: f32 = 0.6;

/// What such places end in.
const ENDS: &[&str] = &[
    "viertel", "tal", "brücke", "siedlung", "allee", "ufer", "kiez", "stieg", "gasse", "straße", "chaussee",
];

/// Landscapes of the German-speaking countries, as far as lists of regions have only states and districts.
#[rustfmt::skip]
const LANDSCAPES: &[&str] = &[
    "Allgäu", "Altes Land", "Altmark", "Bergstraße", "Bodensee", "Breisgau", "Chiemgau", "Dithmarschen", "Eichsfeld", "Eiderstedt", "Eifel", "Emsland", "Erzgebirge",
    "Fichtelgebirge", "Fläming", "Havelland", "Hegau", "Hohenlohe", "Holledau", "Hallertau", "Hunsrück", "Kraichgau", "Lausitz", "Markgräflerland", "Mostviertel",
    "Münsterland", "Niederlausitz", "Oberlausitz", "Niederrhein", "Nordfriesland", "Oberbayern", "Niederbayern", "Oberfranken", "Mittelfranken", "Unterfranken",
    "Oberpfalz", "Oberschwaben", "Oderbruch", "Odenwald", "Ostfriesland", "Pinzgau", "Pongau", "Prignitz", "Rheingau", "Rheinhessen", "Rhön", "Ruhrgebiet",
    "Ruhrpott", "Salzkammergut", "Sauerland", "Schwarzwald", "Siegerland", "Spessart", "Spreewald", "Taunus", "Thurgau", "Uckermark", "Vogtland", "Waldviertel",
    "Weinviertel", "Innviertel", "Wendland", "Wesermarsch", "Westerwald", "Wetterau", "Zillertal", "Ötztal", "Engadin", "Emmental", "Berner Oberland", "Oberland",
    "Lungau", "Vinschgau", "Pustertal", "Südtirol", "Barnim", "Teltow", "Ries", "Bayerischer Wald",
];

static TOLD: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(ENDS, ())]));
static KNOWN: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(LANDSCAPES, ())]));

/// How much stands before that at least, in bytes.
const SHORTEST: usize = 4;

/// What the word may be known for.
const NAMES: u32 =
    class::PLACES | class::PERSONS | class::BEGINS_PHRASE | class::IN_PHRASE | class::STREET_WORD;

/// Lays such places where `found`, sorted and apart, has nothing.
pub(in crate::names) fn add(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Location).is_none_or(|least| SCORE < least) || reading.is_technical() {
        return;
    }
    let places = (1..reading.words.len()).filter(|at| is_place(text, reading, *at));
    let places = places.map(|at| span_of(std::slice::from_ref(&reading.words[at])));
    let name = |span: Span| NameSpan { span, entity: Entity::Location, score: SCORE };
    let names = places.filter(|span| !tagger::is_piece(text, *span)).map(name).collect();
    let names = tagger::believed(text, reading, names);
    let mut laid = Laid::new(found);
    names.iter().for_each(|name| laid.lay_told(name.span, &name.entity, SCORE));
}

fn is_place(text: &str, reading: &Reading, at: usize) -> bool {
    let word = &reading.words[at];
    let written = word.written(text);
    let ends = |(end, ()): (&str, ())| written.len() >= end.len() + SHORTEST && written.ends_with(end);
    word.shape == Shape::Capital
        && word.spaced
        && (KNOWN.hold(written) && is_where(text, &reading.words[..=at])
            || TOLD.of_word(written).any(ends) && is_unlisted(text, reading, at))
}

/// Whether nobody has heard the word, in a place where it is somewhere.
fn is_unlisted(text: &str, reading: &Reading, at: usize) -> bool {
    let written = reading.words[at].written(text);
    reading.classes[at] & !NAMES == 0
        && is_where(text, &reading.words[..=at])
        && !tagger::in_dictionary(written)
}

/// Whether the words before say that something is there.
fn is_where(text: &str, words: &[Word]) -> bool {
    let Some((here, before)) = words.split_last() else { return false };
    let here = here.written(text);
    let back = |back: usize| before.len().checked_sub(back).map_or("", |at| before[at].written(text));
    match back(1) {
        "in" | "aus" | "nach" => KNOWN.hold(here),
        "im" | "Im" | "ins" | "am" | "Am" | "vom" | "zum" | "zur" | "beim" => true,
        "der" | "dem" | "die" | "das" | "den" => {
            matches!(
                back(2),
                "in" | "In"
                    | "an"
                    | "An"
                    | "aus"
                    | "Aus"
                    | "auf"
                    | "Auf"
                    | "über"
                    | "durch"
                    | "bei"
                    | "vor"
                    | "hinter"
            )
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added(text: &str) -> Vec<&str> {
        told::read(text, add)
    }

    #[test]
    fn quarters_valleys_and_bridges_are_places() {
        assert_eq!(added("Sie kommt aus dem Schanzenviertel, Frau Roe auch"), ["Schanzenviertel"]);
        assert_eq!(added("Im Schächental liegt Schnee, sagt Frau Roe"), ["Schächental"]);
        assert_eq!(
            added("Frau Roe fährt in den Spreewald und nach Dithmarschen"),
            ["Spreewald", "Dithmarschen"]
        );
        assert_eq!(added("Frau Roe wartet an der Rathausbrücke."), ["Rathausbrücke"]);
    }

    #[test]
    fn ordinary_words_are_none() {
        for text in
            ["Frau Roe sagt es im Quartal", "Das Rehauviertel, sagt Frau Roe", "im Tal, sagt Frau Roe"]
        {
            assert_eq!(added(text), [""; 0], "{text}");
        }
    }
}
