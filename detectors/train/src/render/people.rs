//! Invented people: names of many origins, and the ways to write them.

use super::Renderer;
use crate::lists::LANGUAGES;
use crate::rng::Rng;

/// A person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) first: String,
    pub(super) last: String,
}

impl Renderer<'_> {
    /// Somebody: mostly with names of the text's language, often of another.
    pub(super) fn person(&self, rng: &mut Rng) -> Person {
        let origin = |rng: &mut Rng| match rng.below(100) {
            0..62 => self.language.to_owned(),
            62..80 => (*rng.pick(&LANGUAGES)).to_owned(),
            _ => "other".to_owned(),
        };
        let from = origin(rng);
        let last_from = if rng.chance(85) { from.clone() } else { origin(rng) };
        let first = rng.pick(self.lists.list(&format!("first_{from}"))).clone();
        let last = match last_from.as_str() {
            "en" if rng.chance(50) => rng.pick(self.lists.list("last_census_common")),
            "other" if rng.chance(30) => rng.pick(self.lists.list("last_census")),
            _ => rng.pick(self.lists.list(&format!("last_{last_from}"))),
        };
        let mut person = Person { first, last: last.clone() };
        self.vary(&mut person, rng);
        person
    }

    /// Second names, double names, particles.
    fn vary(&self, person: &mut Person, rng: &mut Rng) {
        let another = |kind: &str, rng: &mut Rng| {
            rng.pick(self.lists.list(&format!("{kind}_{}", self.language))).clone()
        };
        match rng.below(100) {
            0..5 if !person.first.contains('-') => {
                person.first = format!("{}-{}", person.first, another("first", rng));
            }
            5..13 => person.last = format!("{}-{}", person.last, another("last", rng)),
            13..17 if matches!(self.language, "de" | "en" | "nl") || rng.chance(25) => {
                person.last = format!("{} {}", particle(self.language, rng), person.last);
            }
            17..23 => person.first = format!("{} {}", person.first, another("first", rng)),
            23..50 if matches!(self.language, "es" | "pt") => {
                person.last = format!("{} {}", person.last, another("last", rng));
            }
            _ => {}
        }
    }
}

fn particle(language: &str, rng: &mut Rng) -> &'static str {
    let particles: &[&str] = match language {
        "nl" => &["van", "van der", "van den", "de", "van de", "ten", "ter", "'t"],
        "fr" => &["de", "de la", "du", "Le"],
        "es" | "pt" => &["de", "de la", "del", "dos", "da"],
        "it" => &["De", "Di", "Della", "D'", "Lo"],
        "de" => &["von", "von der", "zu", "van", "von und zu"],
        _ => &["van", "de", "von", "al", "El", "St."],
    };
    particles[rng.below(particles.len())]
}

/// The person as the slot asks for.
pub(super) fn written(person: &Person, slot: &str, language: &str, rng: &mut Rng) -> String {
    let Person { first, last } = person;
    let given = first.split([' ', '-']).next().unwrap_or(first);
    match slot {
        "FIRST" => given.to_owned(),
        "LAST" => last.clone(),
        "PERSON_LASTFIRST" => format!("{last}, {first}"),
        "LASTFIRST_CAPS" => format!("{last}, {first}").to_uppercase(),
        "PERSON_CAPS" => format!("{first} {last}").to_uppercase(),
        "LAST_CAPS" => last.to_uppercase(),
        "FIRST_CAPS" => given.to_uppercase(),
        "person" => format!("{first} {last}").to_lowercase(),
        "first" => given.to_lowercase(),
        "last" => last.to_lowercase(),
        "FIRST_GEN" => genitive(given, language),
        "LAST_GEN" => genitive(last, language),
        "PERSON_GEN" => format!("{first} {}", genitive(last, language)),
        _ => full(person, given, rng),
    }
}

fn full(Person { first, last }: &Person, given: &str, rng: &mut Rng) -> String {
    let initial = given.chars().next().unwrap_or('A');
    let middle = char::from(b'A' + u8::try_from(rng.below(20)).unwrap_or(0));
    match rng.below(100) {
        0..5 => format!("{initial}. {last}"),
        5..7 => format!("{initial}.{middle}. {last}"),
        7..10 => format!("{given} {middle}. {last}"),
        10..12 => format!("{first} {}", last.to_uppercase()),
        _ => format!("{first} {last}"),
    }
}

fn genitive(name: &str, language: &str) -> String {
    let sibilant = name.ends_with(['s', 'x', 'z', 'ß', 'S', 'Z', 'X']);
    match language {
        "de" if sibilant => format!("{name}'"),
        "de" => format!("{name}s"),
        _ => format!("{name}'s"),
    }
}
