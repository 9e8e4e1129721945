//! Persons under a key of JSON that stands amid other text: `{"doctor": {"name": "Sundquist"}}`. What surrounds it speaks of nobody, or of
//! a program, so each such string is read by itself, behind the label that its keys are.
//!
//! Owns: which strings may be somebody's name, and how sure the tagger must be of one. Never: finds the members; `json.rs` does.

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use hashbrown::HashMap;

use super::column::folded;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::json::{self, Member};
use crate::key::label_of;
use crate::names::laid::{Laid, is_taken};
use crate::names::tagger;
use crate::settings::Settings;

/// What the tagger must think of a string under a key that says that it is somebody's name, and under any other.
const NAMED: f32 = 0.5;
const OTHER: f32 = 0.9;

/// A name's words, at most, and its bytes.
const WORDS: usize = 5;
const BYTES: std::ops::RangeInclusive<usize> = 3..=64;

/// Keys that say that somebody's name follows, in lower case and without signs. `name` alone is not among them: most things have one.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "achternaam", "apellido", "apellidos", "cognome", "displayname", "familienname", "family", "familyname", "firstname", "forename", "fullname", "given",
    "givenname", "lastname", "maidenname", "middlename", "nachname", "nombre", "prenom", "prénom", "realname", "sobrenome", "surname", "voornaam", "vorname",
];

/// Adds to `found`, sorted and apart, the persons among the members of JSON in `text`.
pub(in crate::names) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    let Some(least) = settings.threshold(&Entity::Person) else { return };
    let (mut reading, mut judged) = (Reading::default(), HashMap::new());
    let mut persons = Vec::new();
    for member in json::members(text) {
        let written = &text[member.value.range()];
        if !may_be_name(written) || is_taken(found, member.value) {
            continue;
        }
        let label = label_of(member.key, member.above).into_owned();
        let score = *judged
            .entry((label, written))
            .or_insert_with_key(|(label, _)| score(label, written, &mut reading));
        if score >= least.max(asked(&member)) {
            persons.push((member.value, score));
        }
    }
    let mut laid = Laid::new(found);
    persons.into_iter().for_each(|(span, score)| laid.lay_told(span, &Entity::Person, score));
}

/// How likely the tagger thinks a person behind the label who has this name and no other.
fn score(label: &str, written: &str, reading: &mut Reading) -> f32 {
    let text = [label, ": ", written].concat();
    let own = Span { start: text.len() - written.len(), end: text.len() };
    let names = tagger::tag(&text, reading);
    let whole = names.iter().find(|name| name.span == own && name.entity == Entity::Person);
    whole.map_or(0.0, |name| name.score)
}

fn asked(member: &Member<'_>) -> f32 {
    if NAMES.contains(&&*folded(member.key)) { NAMED } else { OTHER }
}

/// Whether it reads like a name and nothing else: a few words with capitals, none of which a dictionary alone holds.
fn may_be_name(written: &str) -> bool {
    let is_small = |word: &str| tagger::listed(word) & class::PARTICLE != 0;
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
            && (tagger::listed(word) & class::PERSONS != 0 || !tagger::in_dictionary(word))
    };
    let mut words = written.split(' ');
    BYTES.contains(&written.len())
        && written.starts_with(char::is_uppercase)
        && words.clone().count() <= WORDS
        && words.all(|word| is_word(word) || is_small(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        add(text, &Settings::default(), &mut found);
        found.iter().map(|name| &text[name.span.range()]).collect()
    }

    #[test]
    fn whoever_stands_under_a_key_is_read_by_itself() {
        let text = "The API answers this:\n```json\n{\n  \"patient\": {\"name\": [{\"family\": \"Okwuosa\", \"given\": [\"Chimezie\"]}]},\n  \"status\": {\"name\": \"In Progress\"},\n  \"doctor\": {\n    \"name\": \"Sundquist\"\n  }\n}\n```\n";
        assert_eq!(added(text), ["Okwuosa", "Chimezie", "Sundquist"]);
    }

    #[test]
    fn what_things_are_called_is_nobody() {
        for text in [
            "{\"name\": \"Build and test\", \"on\": \"Push\"}",
            "{\"kind\": \"Deployment\", \"metadata\": {\"name\": \"web\"}}",
            "{\"tests\": [{\"name\": \"Hemoglobin\"}]}",
            "{\"title\": \"Operations\", \"type\": \"Patient\"}",
            "{\"status\": {\"name\": \"Wickramasinghe\"}, \"version\": \"Zwqrtel\"}",
        ] {
            assert_eq!(added(text), [""; 0], "{text}");
        }
    }
}
