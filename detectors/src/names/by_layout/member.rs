//! Persons under a key of JSON that stands amid other text: `{"doctor": {"name": "Sundquist"}}`. What surrounds it speaks of nobody, or of
//! a program, so each such string is read by itself, behind the label that its keys are.
//!
//! Owns: which strings may be somebody's name, how sure the tagger must be of one, and that words nobody speaks for are none. Never: finds
//! the members (`json.rs` does), or says what a key asks for (`keyed.rs`).

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use hashbrown::HashMap;

use super::document::{Document, Row};
use super::keyed::{Asks, Keyed, asks, is_name_key};
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::json::{Member, Members};
use crate::key::label_of;
use crate::names::laid::{Laid, is_taken};
use crate::names::{layer, tagger};
use crate::settings::Settings;

/// What the tagger must think of a string under a key that says that it is somebody's name, and under any other.
const NAMED: f32 = 0.5;
const OTHER: f32 = 0.9;

/// A name's words, at most, and its bytes.
const WORDS: usize = 5;
const BYTES: std::ops::RangeInclusive<usize> = 3..=64;

/// Adds to `found`, sorted and apart, the persons among the members of JSON in `text`, and takes away the words among them that are none.
pub(in crate::names) fn add(
    text: &str,
    members: &Members<'_>,
    settings: &Settings,
    found: &mut Vec<Detection>,
) {
    if members.strings.is_empty() {
        return;
    }
    let around = Around::of(text, members);
    around.doubt(members, found);
    let Some(least) = settings.threshold(&Entity::Person) else { return };
    let (mut reading, mut judged) = (Reading::default(), HashMap::new());
    let mut persons = Vec::new();
    for member in &members.strings {
        let written = &text[member.value.range()];
        if !may_be_name(written) || is_taken(found, member.value) {
            continue;
        }
        let span = Span { start: 0, end: written.len() };
        let label = label_of(member.key, member.above).into_owned();
        let score = *judged
            .entry((label, written))
            .or_insert_with_key(|(label, _)| score(label, written, &mut reading));
        let found = Detection { span, entity: Entity::Person, score, rule: layer::TAGGER.clone() };
        if score >= least.max(asked(member)) && !around.of_string(member).doubts(written, span, &found) {
            persons.push((member.value, score));
        }
    }
    lay(persons, found);
    lay(alike(text, members, found), found);
}

/// Adds persons, in order of place.
fn lay(persons: Vec<(Span, f32)>, found: &mut Vec<Detection>) {
    let mut laid = Laid::new(found);
    persons.into_iter().for_each(|(span, score)| laid.lay_told(span, &Entity::Person, score));
}

/// Whoever reads as a name under a key that has as many persons elsewhere, and nothing else: in order of place.
fn alike(text: &str, members: &Members<'_>, found: &[Detection]) -> Vec<(Span, f32)> {
    let mut columns = HashMap::<_, Column>::new();
    for member in members.strings.iter().filter(|member| member.array.is_none()) {
        let written = &text[member.value.range()];
        if asks(member.key, member.above, written) == Asks::Thing {
            continue;
        }
        let column = columns.entry((member.key, member.above)).or_default();
        match whole_person(found, member.value) {
            Some(score) => column.told(score),
            None if !may_be_name(written) || is_taken(found, member.value) => column.others += 1,
            None => column.open.push(member.value),
        }
    }
    let columns = columns.into_values().filter(Column::is_of_persons);
    let mut alike: Vec<_> = columns.flat_map(Column::into_open).collect();
    alike.sort_by_key(|(span, _)| span.start);
    alike
}

/// What stands under one key in several objects.
#[derive(Default)]
struct Column {
    /// How many are somebody's names, and how sure the surest of them is.
    persons: usize,
    score: f32,
    /// How many are nobody's.
    others: usize,
    /// Those that may be.
    open: Vec<Span>,
}

impl Column {
    fn told(&mut self, score: f32) {
        self.persons += 1;
        self.score = self.score.max(score);
    }

    fn is_of_persons(&self) -> bool {
        self.persons >= self.open.len() && self.others == 0
    }

    fn into_open(self) -> impl Iterator<Item = (Span, f32)> {
        self.open.into_iter().map(move |span| (span, self.score))
    }
}

/// How sure is that a string is somebody's name as a whole.
fn whole_person(found: &[Detection], value: Span) -> Option<f32> {
    let at = found.partition_point(|found| found.span.start < value.start);
    found
        .get(at)
        .filter(|found| found.span == value && found.entity == Entity::Person)
        .map(|found| found.score)
}

/// What the members of JSON in a text say of each other.
struct Around<'t> {
    text: &'t str,
    document: Document,
    /// Those of each array (or object): its strings (or keys).
    rows: HashMap<usize, Row>,
}

impl<'t> Around<'t> {
    fn of(text: &'t str, members: &Members<'_>) -> Self {
        let (document, mut rows) = (Document::default(), HashMap::<usize, Row>::new());
        let mut note = |place: Option<usize>, written: &str| {
            if let Some(place) = place {
                rows.entry(place).or_default().note(written);
            }
        };
        for key in &members.keys {
            let written = &text[key.written.range()];
            document.note_key(written);
            note(key.object, written);
        }
        for member in &members.strings {
            let written = &text[member.value.range()];
            document.note_string(asks(member.key, member.above, written), written);
            note(member.array, written);
        }
        Self { text, document, rows }
    }

    fn keyed(&self, asks: Asks, place: Option<usize>) -> Keyed {
        let row = place.and_then(|place| self.rows.get(&place));
        Keyed {
            asks,
            of_people: self.document.may_be_of_people(),
            among_names: row.is_some_and(Row::are_names),
        }
    }

    fn of_string(&self, member: &Member<'_>) -> Keyed {
        self.keyed(asks(member.key, member.above, &self.text[member.value.range()]), member.array)
    }

    /// Takes away what nothing but its look speaks for. Everything is in order of place.
    fn doubt(&self, members: &Members<'_>, found: &mut Vec<Detection>) {
        found.retain(|found| {
            let (start, end) = (found.span.start, found.span.end);
            let at = |written: Span| written.start <= start && end <= written.end;
            let member = members.strings.partition_point(|member| member.value.end < end);
            let member = members.strings.get(member).filter(|member| at(member.value));
            let key = members.keys.partition_point(|key| key.written.end < end);
            let key = members.keys.get(key).filter(|key| at(key.written));
            let (keyed, written) = match (member, key) {
                (Some(member), _) => (self.of_string(member), member.value),
                (None, Some(key)) => (self.keyed(Asks::Nothing, key.object), key.written),
                (None, None) => return true,
            };
            let own = Span { start: start - written.start, end: end - written.start };
            !keyed.doubts(&self.text[written.range()], own, found)
        });
    }
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
    if is_name_key(member.key, member.above) { NAMED } else { OTHER }
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
    use crate::json::members;

    fn added(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        add(text, &members(text), &Settings::default(), &mut found);
        found.iter().map(|name| &text[name.span.range()]).collect()
    }

    #[test]
    fn whoever_stands_under_a_key_is_read_by_itself() {
        let text = "The API answers this:\n```json\n{\n  \"patient\": {\"name\": [{\"family\": \"Okwuosa\", \"given\": [\"Chimezie\"]}]},\n  \"status\": {\"name\": \"In Progress\"},\n  \"doctor\": {\n    \"name\": \"Sundquist\"\n  }\n}\n```\n";
        assert_eq!(added(text), ["Okwuosa", "Chimezie", "Sundquist"]);
    }

    #[test]
    fn whoever_stands_where_others_do_is_one_of_them() {
        let row = |nick: &str| format!("{{\"nick\": \"{nick}\", \"msg\": \"fine\"}}");
        let rows = |nicks: &[&str]| {
            format!("Export:\n[{}]\n", nicks.iter().map(|nick| row(nick)).collect::<Vec<_>>().join(",\n"))
        };
        assert_eq!(added(&rows(&["Tanglewood", "Agnieszka"])), ["Tanglewood", "Agnieszka"]);
        assert_eq!(added(&rows(&["Tanglewood", "Agnieszka", "release-bot"])), ["Agnieszka"]);
    }

    #[test]
    fn what_things_are_called_is_nobody() {
        for text in [
            "{\"name\": \"Build and test\", \"on\": \"Push\"}",
            "{\"kind\": \"Deployment\", \"metadata\": {\"name\": \"web\"}}",
            "{\"tests\": [{\"name\": \"Hemoglobin\"}]}",
            "{\"title\": \"Operations\", \"type\": \"Patient\"}",
            "{\"status\": {\"name\": \"Wickramasinghe\"}, \"version\": \"Zwqrtel\"}",
            "{\"name\": \"Wickramasinghe\", \"engine\": {\"name\": \"Rust\"}, \"ports\": 2}",
        ] {
            assert_eq!(added(text), [""; 0], "{text}");
        }
    }
}
