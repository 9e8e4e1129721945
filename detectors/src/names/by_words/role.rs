//! Surnames behind what somebody is, where the tagger thinks little of them: `Hausmeister Rolle`, `Revisor van der Roe`, `caseworker Roe`.
//!
//! Owns: which words say what somebody is, and how possible the tagger must think a person behind them. Never: takes what is behind a
//! word for a thing or place (`Teamleiter Einkauf`) for a name, and never judges amid program text; see `tagger.rs`.

use std::sync::LazyLock;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::{Classes, class};
use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::endings::{Endings, is_small_form};
use crate::names::laid::{Laid, is_taken};
use crate::names::{NameSpan, extent::surname, tagger, words_in};
use crate::settings::Settings;

/// How possible the tagger must think a person: a surname that is nothing else, a word that no list knows, a surname that is a word too.
const OF_SURNAME: f32 = 0.005;
const OF_UNHEARD: f32 = 0.05;
const OF_WORD: f32 = 0.15;

/// As the last, behind a German noun, which has no other noun behind it but a name or what somebody is in charge of ([`FIELDS`]).
const IN_GERMAN: f32 = 0.0005;

/// Surnames that are what somebody is in charge of, or when.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "Post", "Steuer", "Wasser", "Ton", "Kunst", "West", "Kreis", "Forst", "Feld", "Halle", "Holz", "Stahl", "Gold", "Sommer", "Winter", "Herbst", "Berg",
    "Wald", "Garten", "Markt", "Bau", "Haus",
];

/// How sure both make.
const SCORE: f32 = 0.6;

/// What German words for people end in that have a surname behind them, in small letters; alone too.
#[rustfmt::skip]
const GERMAN: &[&str] = &[
    "meister", "meisterin", "leiter", "leiterin", "archivar", "archivarin", "bearbeiter", "bearbeiterin", "revisor", "revisorin", "prokurist",
    "prokuristin", "führer", "führerin", "vorarbeiter", "vorarbeiterin", "gutachter", "gutachterin", "fahrer", "fahrerin", "techniker", "technikerin",
    "trainer", "trainerin", "lehrer", "lehrerin", "betreuer", "betreuerin", "verwalter", "verwalterin", "berater", "beraterin", "anwalt", "anwältin",
    "arzt", "ärztin", "pfleger", "pflegerin", "schwester", "richter", "richterin", "beamter", "beamtin", "freund", "kollege", "kollegin", "kollegen",
    "genosse", "genossin", "kassenwart", "gerätewart", "platzwart", "zeugwart", "zeuge", "zeugin", "zeugen", "sekretär", "sekretärin", "direktor",
    "direktorin", "rektor", "rektorin", "inspektor", "inspektorin", "kommissar", "kommissarin", "pater", "vikar", "vikarin", "kaplan", "diakon",
    "diakonin", "bischof", "pastor", "pastorin", "nachbar", "nachbarin", "mandant", "mandantin", "mandanten", "mieter", "mieterin", "vermieter",
    "vermieterin", "kurator", "kuratorin", "fotograf", "fotografin", "fotografen", "ingenieur", "ingenieurin", "architekt", "architektin", "architekten",
    "makler", "maklerin", "notar", "notarin", "wirt", "wirtin", "minister", "ministerin", "landrat", "landrätin", "stadtrat", "stadträtin", "dezernent",
    "dezernentin", "referent", "referentin", "assistent", "assistentin", "praktikant", "praktikantin", "azubi", "redakteur", "redakteurin", "reporter",
    "reporterin", "disponent", "disponentin", "monteur", "monteurin", "polier", "verteidiger", "verteidigerin", "kläger", "klägerin", "beklagte",
    "beklagter", "beklagten", "beschuldigte", "beschuldigter", "beschuldigten", "vorsitzende", "vorsitzender", "vorsitzenden", "geschädigte", "geschädigter",
    "geschädigten", "witwe", "eheleute", "eheleuten", "gebrüder", "geschwister",
];

/// How much stands before such an end where the word is composed, in bytes.
const SHORTEST: usize = 3;

/// The like in other languages.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "caseworker", "foreman", "forewoman", "dispatcher", "officer", "deputy", "adjuster", "counselor", "counsellor", "clerk", "bailiff", "custodian", "janitor",
    "superintendent", "auditor", "paralegal", "realtor", "pharmacist", "paramedic", "therapist", "gardienne", "gardien", "greffier", "greffière", "huissier",
    "syndic", "instituteur", "institutrice", "maire", "adjudant", "brigadier", "chauffeur", "kinésithérapeute", "aide-soignante", "perito", "perita",
    "conserje", "portera", "portero", "maestro", "maestra", "alcalde", "alcaldesa", "fontanero", "camionero", "gestora", "gestor", "geometra", "sindaco",
    "idraulico", "bidello", "bidella", "autista", "conciërge", "loodgieter", "schilder", "wethouder", "burgemeester", "griffier", "monteur", "juf", "meester", "tandarts", "fysiotherapeut",
];

static GERMAN_ROLES: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(GERMAN, ())]));
static OTHER_ROLES: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(OTHERS, ())]));

/// German titles of nobility, which have a place behind small words: `Freiherr von der Roe`.
const NOBLE: [&str; 13] = [
    "Freiherr",
    "Freiherrn",
    "Freifrau",
    "Baron",
    "Baronin",
    "Graf",
    "Grafen",
    "Gräfin",
    "Prinz",
    "Prinzessin",
    "Fürst",
    "Fürstin",
    "Ritter",
];

/// The fewest letters of a noble name, in bytes.
const LETTERS: u8 = 3;

/// What is no name, whatever lists have it for besides.
const OTHER: u32 =
    class::PUBLIC | class::COMPANY | class::ORG_WORD | class::ROLE | class::TITLE | class::CALENDAR;

/// Lays such names where `found`, sorted and apart, has nothing.
pub(in crate::names) fn add(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) || reading.is_technical() {
        return;
    }
    let spans = (1..reading.words.len()).filter_map(|at| behind(text, reading, at));
    let spans: Vec<Span> = spans.filter(|span| !is_taken(found, *span)).collect();
    let likely = tagger::likely(reading, &spans);
    let possible =
        spans.into_iter().zip(likely).filter(|(span, [person, ..])| *person >= least(text, reading, *span));
    let name = |(span, _)| NameSpan { span, entity: Entity::Person, score: SCORE };
    let names = tagger::believed(text, reading, possible.map(name).collect());
    let mut laid = Laid::new(found);
    names.iter().for_each(|name| laid.lay_told(name.span, &name.entity, SCORE));
}

/// The surname that begins at the word at `at`, if the one before says what somebody is.
fn behind(text: &str, reading: &Reading, at: usize) -> Option<Span> {
    let words = &reading.words;
    let start = words[at].start as usize;
    let may_begin = surname::may_begin(&words[at], reading.classes[at]);
    let role = || {
        (may_begin && is_role(text, &words[at - 1], reading.classes[at - 1]))
            .then(|| surname::behind(text, words, at))
            .flatten()
    };
    let end = role().or_else(|| noble(text, reading, at))?;
    let own = words_in(words, Span { start, end });
    let is_other = own.clone().any(|at| words[at].is_capital() && reading.classes[at] & OTHER != 0);
    // `Leiter Vertrieb Nord`
    let goes_on = |next: &Word| next.spaced && next.is_capital() || next.sign == b'-' && !next.spaced;
    (!is_other && !words.get(own.end).is_some_and(goes_on)).then_some(Span { start, end })
}

/// Where the name ends that stands behind small words at `at` and a title of nobility before them.
fn noble(text: &str, reading: &Reading, at: usize) -> Option<usize> {
    let words = &reading.words;
    if words[at - 1].shape != Shape::Capital || words[at].shape != Shape::Lower {
        return None;
    }
    let is_small =
        |word: &&Word| matches!(word.written(text), "von" | "zu" | "und" | "der" | "dem" | "vom" | "zum");
    let small = words[at..].iter().take_while(is_small).count();
    let name = words
        .get(at + small)
        .filter(|name| name.shape == Shape::Capital && name.spaced && name.length > LETTERS)?;
    let is_land = reading.classes[at + small] & (class::COUNTRY | class::REGION) != 0;
    (NOBLE.contains(&words[at - 1].written(text)) && small > 0 && !is_land).then_some(name.end as usize)
}

/// Whether the word, which lists have in these classes, says what somebody is.
pub(in crate::names) fn is_role(text: &str, word: &Word, classes: Classes) -> bool {
    let written = word.written(text);
    match word.shape {
        _ if classes & class::ROLE != 0 => word.is_word(),
        Shape::Lower => OTHER_ROLES.hold(written),
        Shape::Capital => is_german(written) || OTHER_ROLES.hold_in_any_case(written),
        _ => false,
    }
}

fn is_german(written: &str) -> bool {
    let ends = |(end, ()): (&str, ())| match written.strip_suffix(end) {
        Some(stem) => stem.len() >= SHORTEST,
        None => written.len() == end.len() && is_small_form(written, end),
    };
    GERMAN_ROLES.of_word(written).any(ends)
}

/// How possible the tagger must think the surname.
fn least(text: &str, reading: &Reading, span: Span) -> f32 {
    let own = words_in(&reading.words, span);
    let Some(role) = own.start.checked_sub(1) else { return OF_WORD };
    let is_word = |word: &Word| word.is_capital() && tagger::in_dictionary(word.written(text));
    let listed = reading.classes[own.clone()].iter().fold(0, |all, classes| all | classes);
    let in_german = || reading.words[role].shape == Shape::Capital && !FIELDS.contains(&&text[span.range()]);
    match reading.words[own].iter().any(is_word) {
        true if in_german() => IN_GERMAN,
        true => OF_WORD,
        false if listed & class::PERSONS != 0 => OF_SURNAME,
        false => OF_UNHEARD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    #[test]
    fn a_surname_stands_behind_what_somebody_is() {
        for (text, name) in [
            ("Bitte fragen Sie Hausmeister Rolle, er hat den Schlüssel.", "Rolle"),
            ("Herr Roe sagt, Archivar Ohnesorge öffnet dienstags.", "Ohnesorge"),
            ("Der Hof gehört Freiherr von der Recke, sagt Frau Roe.", "von der Recke"),
        ] {
            assert!(told::read(text, add).contains(&name), "{text}: {:?}", told::read(text, add));
        }
    }

    #[test]
    fn what_somebody_does_and_where_is_no_name() {
        for text in [
            "Teamleiter Einkauf, Projektleiter Bau, Leiter Vertrieb Nord (m/w/d)",
            "Sachbearbeiterin Buchhaltung gesucht, Frau Roe hilft",
            "Der Hausmeister Service kommt, sagt Frau Roe",
            "the manager Excel file is for Jane Roe",
        ] {
            assert_eq!(told::read(text, add), [""; 0], "{text}");
        }
    }
}
