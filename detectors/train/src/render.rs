//! Rendering: templates filled with invented people, companies, places and values.
//!
//! Owns: who is who within one text, casing, and where spans fall. People, organizations, places and other values are made
//! in the files beside. Everything comes from one seed.

mod organizations;
mod people;
mod places;
mod values;

use std::collections::HashMap;

use allonym_tagger::Kind;

use crate::example::{Example, Label};
use crate::lists::Lists;
use crate::rng::Rng;
use crate::templates::{Piece, Template, Templates};
use people::Person;

/// Everything a language's texts are made of.
pub(crate) struct Renderer<'a> {
    pub(crate) lists: &'a Lists,
    pub(crate) templates: &'a Templates,
    pub(crate) language: &'a str,
}

/// Who and what a text has spoken of.
#[derive(Default)]
struct Cast {
    people: HashMap<u8, Person>,
    others: HashMap<(String, u8), String>,
}

impl Renderer<'_> {
    /// One text.
    pub(crate) fn render(&self, template: &Template, rng: &mut Rng) -> Example {
        let (mut text, mut spans, mut public) = (String::new(), Vec::new(), Vec::new());
        let mut cast = Cast::default();
        for piece in &template.pieces {
            let start = text.len();
            let label = match piece {
                Piece::Text(plain) => {
                    text.push_str(plain);
                    None
                }
                Piece::Marked(label, value) => {
                    text.push_str(value);
                    Some(*label)
                }
                Piece::Slot(name, number) => {
                    text.push_str(&self.fill(name, *number, &mut cast, rng));
                    if matches!(name.as_str(), "PUBLIC" | "PRODUCT" | "CITYNAME" | "NAMESAKE") {
                        public.push((start, text.len()));
                    }
                    kind_of(name).map(Label::Name)
                }
            };
            spans.extend(label.map(|label| (start, text.len(), label)));
        }
        Example { text, spans: joined(spans), weight: 1.0, public, rendered: true }
    }

    fn fill(&self, slot: &str, number: Option<u8>, cast: &mut Cast, rng: &mut Rng) -> String {
        if kind_of(slot) == Some(Kind::Person) {
            let new = |rng: &mut Rng| self.person(rng);
            let person = match number {
                Some(number) => cast.people.entry(number).or_insert_with(|| new(rng)).clone(),
                None => new(rng),
            };
            return people::written(&person, slot, self.language, rng);
        }
        let Some(number) = number else { return self.other(slot, rng) };
        let key = (slot.to_owned(), number);
        let known = cast.others.get(&key).cloned();
        known.unwrap_or_else(|| {
            let value = self.other(slot, rng);
            cast.others.insert(key, value.clone());
            value
        })
    }

    /// A value that is no person.
    fn other(&self, slot: &str, rng: &mut Rng) -> String {
        match slot {
            "ORG" | "ORG_LEGAL" | "ORG_SHORT" | "ORG_CAPS" | "HOSPITAL" | "SCHOOL" | "AUTHORITY" | "BANK"
            | "LAWFIRM" => self.organization(slot, rng),
            "CITY" | "CITY_CAPS" | "city" | "COUNTRY" | "REGION" | "STREET" | "STREETNAME" | "ZIP"
            | "ADDRESS" => self.place(slot, rng),
            "JOB" => self.word("jobs", rng),
            "DEPARTMENT" => self.word("departments", rng),
            "PRODUCT" => self.word("products", rng),
            "INDUSTRY" => self.word("industry", rng),
            "STEM" => self.word("stem", rng),
            "FORM" => self.word("form", rng),
            "PUBLIC" => self.public(rng),
            "NAMESAKE" => self.namesake(rng),
            "CITYNAME" => self.place("CITY", rng).replace(' ', "_"),
            _ => values::value(slot, self, rng),
        }
    }

    /// A public name: a listed one, or a word that elsewhere names a person or town, as code names do.
    fn public(&self, rng: &mut Rng) -> String {
        match rng.below(100) {
            0..9 => rng.pick(self.lists.list(&format!("first_{}", self.language))).clone(),
            9..18 => rng.pick(self.lists.list("last_census_common")).clone(),
            18..25 => self.place("CITY", rng),
            25..32 => self.word("stem", rng),
            _ => rng.pick(self.lists.list("public")).clone(),
        }
    }

    /// What a thing is called that is called like a person.
    fn namesake(&self, rng: &mut Rng) -> String {
        let slot = match rng.below(100) {
            0..45 => "FIRST",
            45..88 => "LAST",
            _ => "PERSON",
        };
        people::written(&self.person(rng), slot, self.language, rng)
    }

    /// A line of a word list, its own slots filled.
    fn word(&self, kind: &str, rng: &mut Rng) -> String {
        let words = self.templates.words(kind);
        if words.is_empty() { String::new() } else { self.pattern(&words[rng.below(words.len())], rng) }
    }

    fn pattern(&self, pattern: &str, rng: &mut Rng) -> String {
        let pieces = crate::templates::cut(pattern);
        let fill = |piece: &Piece| match piece {
            Piece::Text(text) | Piece::Marked(_, text) => text.clone(),
            Piece::Slot(name, _) => self.fill(name, None, &mut Cast::default(), rng),
        };
        pieces.iter().map(fill).collect()
    }
}

fn kind_of(slot: &str) -> Option<Kind> {
    match slot {
        "PERSON" | "FIRST" | "LAST" | "PERSON_LASTFIRST" | "PERSON_CAPS" | "LASTFIRST_CAPS" | "LAST_CAPS"
        | "FIRST_CAPS" | "person" | "first" | "last" | "PERSON_GEN" | "FIRST_GEN" | "LAST_GEN" => {
            Some(Kind::Person)
        }
        "ORG" | "ORG_LEGAL" | "ORG_SHORT" | "ORG_CAPS" | "HOSPITAL" | "SCHOOL" | "AUTHORITY" | "BANK"
        | "LAWFIRM" => Some(Kind::Organization),
        "CITY" | "CITY_CAPS" | "city" | "COUNTRY" | "REGION" | "STREET" | "STREETNAME" | "ZIP"
        | "ADDRESS" => Some(Kind::Location),
        _ => None,
    }
}

/// Spans of one kind with only a space between them are one name: `{FIRST} {LAST}`.
fn joined(spans: Vec<(usize, usize, Label)>) -> Vec<(usize, usize, Label)> {
    let mut out: Vec<(usize, usize, Label)> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if last.2 == span.2 && last.2 == Label::Name(Kind::Person) && span.0 == last.1 + 1 => {
                last.1 = span.1;
            }
            _ => out.push(span),
        }
    }
    out
}
