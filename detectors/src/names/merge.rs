//! Merging layers: rules first, then what the neural tier may say, then the tagger.
//!
//! Owns: who wins where spans touch. The tagger reads capitals and word lists, the network neither, so neither is believed
//! alone: what the network says counts where the tagger thinks it possible, and where they disagree on the kind the surer
//! one wins. Spans of one kind that overlap become one, whoever found them: the longer one leaks less. The limits were
//! chosen on the corpus' `tune` halves, and on source code and documentation, in which every name is a false alarm.

use super::laid::Laid;
use super::{NameSpan, layer, tagger};
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// What the neural tier says, and what the tagger thinks of the same words.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// The neural tier's span, of the [kind](kind_of) that both make of it.
    pub(super) name: NameSpan,
    /// How likely the tagger takes its words for a person and for a place, 0 to 1.
    pub(super) likely: Likely,
}

/// The tagger's probabilities of the kinds that the neural tier knows too.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Likely {
    pub(super) person: f32,
    pub(super) place: f32,
}

/// Lays both layers over `found`.
pub(super) fn merge(
    text: &str,
    settings: &Settings,
    tagged: &[NameSpan],
    neural: &[Judged],
    found: &mut Vec<Detection>,
) {
    let wanted = |name: &NameSpan| settings.threshold(&name.entity).is_some_and(|least| name.score >= least);
    let counts = |judged: &&Judged| {
        wanted(&judged.name) && counts(text, judged) && !tagged.iter().any(|other| outdoes(other, judged))
    };
    let mut laid = Laid::new(found);
    for judged in neural.iter().filter(counts) {
        laid.lay_free(text, &judged.name, &layer::NEURAL);
    }
    for name in tagged.iter().filter(|name| wanted(name)) {
        laid.lay_free(text, name, &layer::TAGGER);
    }
}

/// A name of the network's has at least this score, and the tagger thinks it this possible: of what one of them does not
/// believe, hardly anything is a name. Of what the network is certain, less is enough.
const LEAST: f32 = 0.5;
const POSSIBLE: f32 = 0.1;
const CERTAIN: f32 = 0.95;
const HARDLY_POSSIBLE: f32 = 0.05;
/// The same of one word that dictionaries hold.
const WORD_POSSIBLE: f32 = 0.25;

/// How likely the tagger must take what the network found for the other kind of name, to make it one.
const OTHER_KIND: f32 = 0.3;

/// What is neither person nor place is better known by its rule; the network has to be certain.
const OTHER_ALONE: f32 = 0.98;

/// Whether the neural tier may say this at all.
fn counts(text: &str, judged: &Judged) -> bool {
    let Judged { name, likely } = judged;
    match name.entity {
        Entity::Person => {
            name.score >= LEAST
                && likely.person >= possible(text, name)
                && !tagger::is_assistant(text, name.span)
        }
        Entity::Location => {
            name.score >= LEAST && likely.place >= possible(text, name) && !is_ward(text, name.span)
        }
        _ => name.score >= OTHER_ALONE && is_value(text, name.span),
    }
}

/// `Ward 6B`: a number with a letter after what is numbered so inside a house.
fn is_ward(text: &str, span: Span) -> bool {
    const NUMBERED: [&str; 16] = [
        "station",
        "ward",
        "bay",
        "room",
        "bed",
        "unit",
        "zimmer",
        "bett",
        "kamer",
        "chambre",
        "lit",
        "letto",
        "stanza",
        "cama",
        "habitación",
        "gate",
    ];
    let before = text[..span.start].trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    let written = &text[span.range()];
    written.len() <= 4
        && written.starts_with(|c: char| c.is_ascii_digit())
        && NUMBERED.iter().any(|word| before.eq_ignore_ascii_case(word))
}

/// How possible the tagger must think what the network says.
fn possible(text: &str, name: &NameSpan) -> f32 {
    match name.score >= CERTAIN {
        _ if tagger::is_word(&text[name.span.range()]) => WORD_POSSIBLE,
        true => HARDLY_POSSIBLE,
        false => POSSIBLE,
    }
}

/// The kind of a name that both take for one, when the tagger is far surer of the other kind: the network knows no rare first
/// names from towns (`Oisín`).
pub(super) fn kind_of(name: &NameSpan, likely: Likely) -> Entity {
    match name.entity {
        Entity::Location if likely.place < POSSIBLE && likely.person >= OTHER_KIND => Entity::Person,
        Entity::Person if likely.person < POSSIBLE && likely.place >= OTHER_KIND => Entity::Location,
        _ => name.entity.clone(),
    }
}

/// Whether a span with a digit stands as a word among words, not as a piece of code, and is one value, not a list
/// (`I10.90, E11.9`).
fn is_value(text: &str, span: Span) -> bool {
    let opens = |c: char| c.is_whitespace() || "(\"':".contains(c);
    let closes = |c: char| c.is_whitespace() || ")\"',.;".contains(c);
    let value = text[span.range()].as_bytes();
    value.iter().any(u8::is_ascii_digit)
        && !value.contains(&b',')
        && !is_digest(value)
        && text[..span.start].chars().next_back().is_none_or(opens)
        && text[span.end..].chars().next().is_none_or(closes)
}

/// Whether this reads like the name of a commit or the hash of a file, which the network takes for documents of persons.
fn is_digest(value: &[u8]) -> bool {
    value.len() >= 16
        && value.iter().any(u8::is_ascii_alphabetic)
        && value.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A score at which the network's word stands against the tagger's.
const SURE: f32 = 0.9;

/// Whether the tagger's word stands against the neural tier's on what kind of name it is.
fn outdoes(tagged: &NameSpan, Judged { name, likely }: &Judged) -> bool {
    if tagged.score < 0.5 || !tagged.span.overlaps(name.span) {
        return false;
    }
    match (&tagged.entity, &name.entity) {
        (Entity::Organization, Entity::Person) => {
            tagged.score >= 0.7 || name.score < SURE || likely.person < 0.15
        }
        (Entity::Organization, Entity::Location) => {
            !(name.score >= CERTAIN && is_address_around(tagged.span, name))
        }
        (Entity::Location, Entity::Person) => true,
        (Entity::Person, Entity::Location) => tagged.score >= 0.75 || name.score < 0.8,
        _ => false,
    }
}

/// Whether the network's place reaches over the tagged words on both sides, as a whole address does over the name of its street.
fn is_address_around(tagged: Span, name: &NameSpan) -> bool {
    name.span.start < tagged.start && tagged.end < name.span.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detection::RuleId;

    fn name(start: usize, end: usize, entity: Entity, score: f32) -> NameSpan {
        NameSpan { span: Span { start, end }, entity, score }
    }

    fn merged(
        tagged: &[NameSpan],
        neural: &[(NameSpan, f32)],
        rules: Vec<Detection>,
    ) -> Vec<(usize, usize, String)> {
        let mut found = rules;
        let neural: Vec<Judged> = neural
            .iter()
            .map(|(name, likely)| Judged {
                name: name.clone(),
                likely: Likely { person: *likely, place: *likely },
            })
            .collect();
        let text = "xq".repeat(29) + " K123 a=K123" + &"x".repeat(30);
        merge(&text, &Settings::default(), tagged, &neural, &mut found);
        found.iter().map(|d| (d.span.start, d.span.end, format!("{} {}", d.entity, d.rule))).collect()
    }

    fn by_rule(start: usize, end: usize, entity: Entity, score: f32) -> Detection {
        Detection { span: Span { start, end }, entity, score, rule: RuleId::new("a.rule") }
    }

    #[test]
    fn rules_win_over_other_kinds_and_grow_with_their_own() {
        let rules = vec![by_rule(0, 10, Entity::Email, 0.9), by_rule(20, 25, Entity::Person, 0.8)];
        let tagged = [name(5, 15, Entity::Person, 0.9), name(20, 32, Entity::Person, 0.7)];
        let expected = [(0, 10, "EMAIL a.rule".to_owned()), (20, 32, "PERSON a.rule".to_owned())];
        assert_eq!(merged(&tagged, &[], rules), expected);
    }

    /// Where each span begins, and what it is.
    fn kinds(tagged: &[NameSpan], neural: &[(NameSpan, f32)]) -> Vec<(usize, String)> {
        let found = merged(tagged, neural, Vec::new());
        found.into_iter().map(|(start, _, what)| (start, what)).collect()
    }

    #[test]
    fn a_wards_number_is_no_address() {
        let is = |before: &str, written: &str| {
            let text = format!("{before}{written}, quiet");
            is_ward(&text, Span { start: before.len(), end: before.len() + written.len() })
        };
        assert!(is("Pat. Roe, Station ", "6B") && is("ward ", "12"));
        assert!(!is("Bahnhofstraße ", "6B") && !is("Station ", "Roe"));
    }

    #[test]
    fn an_organization_around_a_neural_person_wins() {
        let tagged = [name(0, 20, Entity::Organization, 0.9)];
        let neural = [(name(9, 20, Entity::Person, 0.99), 0.5)];
        assert_eq!(merged(&tagged, &neural, Vec::new()), [(0, 20, "ORGANIZATION names.tagger".to_owned())]);
    }

    #[test]
    fn the_network_counts_where_it_is_sure_and_the_tagger_thinks_it_possible() {
        let neural = [
            (name(0, 6, Entity::Person, 0.7), 0.2),
            (name(7, 9, Entity::Person, 0.99), 0.05),
            (name(10, 16, Entity::Person, 0.9), 0.05),
            (name(20, 26, Entity::Person, 0.45), 0.4),
            (name(30, 36, Entity::Location, 0.7), 0.2),
            (name(40, 46, Entity::Location, 0.99), 0.01),
        ];
        let expected =
            [(0, "PERSON names.neural"), (7, "PERSON names.neural"), (30, "LOCATION names.neural")]
                .map(|(at, what)| (at, what.to_owned()));
        assert_eq!(kinds(&[], &neural), expected);
    }

    #[test]
    fn of_a_word_that_dictionaries_hold_the_tagger_must_be_surer() {
        let text = "Kompressor oder Bouazizi";
        let mut found = Vec::new();
        let judged = |start, end| Judged {
            name: name(start, end, Entity::Person, 0.99),
            likely: Likely { person: 0.2, place: 0.0 },
        };
        merge(text, &Settings::default(), &[], &[judged(0, 10), judged(16, 24)], &mut found);
        let found: Vec<&str> = found.iter().map(|name| &text[name.span.range()]).collect();
        assert_eq!(found, ["Bouazizi"]);
    }

    #[test]
    fn the_tagger_names_the_kind_of_which_it_is_far_surer() {
        let place = name(0, 6, Entity::Location, 0.6);
        assert_eq!(kind_of(&place, Likely { person: 0.5, place: 0.05 }), Entity::Person);
        assert_eq!(kind_of(&place, Likely { person: 0.5, place: 0.2 }), Entity::Location);
        let person = name(0, 6, Entity::Person, 0.6);
        assert_eq!(kind_of(&person, Likely { person: 0.05, place: 0.4 }), Entity::Location);
    }

    #[test]
    fn an_address_keeps_the_name_of_its_street() {
        let tagged = [name(3, 9, Entity::Organization, 0.7)];
        let around = [(name(0, 20, Entity::Location, 0.99), 0.5)];
        assert_eq!(kinds(&tagged, &around), [(0, "LOCATION names.neural".to_owned())]);
    }

    #[test]
    fn of_two_kinds_the_surer_wins() {
        let tagged = [
            name(0, 6, Entity::Location, 0.8),
            name(10, 16, Entity::Organization, 0.6),
            name(20, 26, Entity::Organization, 0.8),
            name(30, 36, Entity::Person, 0.6),
            name(40, 46, Entity::Person, 0.9),
        ];
        let neural = [
            (name(0, 6, Entity::Person, 0.99), 0.3),
            (name(10, 16, Entity::Person, 0.95), 0.3),
            (name(20, 26, Entity::Person, 0.95), 0.3),
            (name(30, 36, Entity::Location, 0.9), 0.3),
            (name(40, 46, Entity::Location, 0.9), 0.3),
        ];
        let expected = [
            (0, "LOCATION names.tagger"),
            (10, "PERSON names.neural"),
            (20, "ORGANIZATION names.tagger"),
            (30, "LOCATION names.neural"),
            (40, "PERSON names.tagger"),
        ];
        assert_eq!(kinds(&tagged, &neural), expected.map(|(at, what)| (at, what.to_owned())));
    }

    #[test]
    fn what_is_no_name_must_be_certain_and_no_piece_of_code() {
        let at = |start: usize, score| (name(start, start + 4, Entity::Passport, score), 0.0);
        assert_eq!(kinds(&[], &[at(59, 0.99)]), [(59, "PASSPORT names.neural".to_owned())]);
        assert_eq!(kinds(&[], &[at(59, 0.9), at(66, 0.99), at(10, 0.99)]), []);
    }

    #[test]
    fn a_list_is_no_value() {
        let text = "Diagnosen: I10.90, E11.9.";
        assert!(is_value(text, Span { start: 11, end: 17 }));
        assert!(!is_value(text, Span { start: 11, end: 24 }));
    }

    #[test]
    fn a_commit_is_no_document_of_a_person() {
        let text = "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 K123";
        assert!(!is_value(text, Span { start: 7, end: 47 }));
        assert!(is_value(text, Span { start: 48, end: 52 }));
    }

    #[test]
    fn what_is_left_beside_a_rule_s_value_stays_a_name() {
        let text = "Jane Roe, DE44 and DE44, Dr. Poe";
        let mut found = vec![by_rule(10, 14, Entity::Iban, 0.9), by_rule(19, 23, Entity::Iban, 0.9)];
        let tagged = [name(0, 14, Entity::Person, 0.9), name(19, 32, Entity::Organization, 0.9)];
        merge(text, &Settings::default(), &tagged, &[], &mut found);
        let found: Vec<_> = found.iter().map(|found| &text[found.span.range()]).collect();
        assert_eq!(found, ["Jane Roe", "DE44", "DE44", "Dr. Poe"]);
    }

    #[test]
    fn what_scores_too_low_is_left() {
        assert_eq!(merged(&[name(0, 5, Entity::Person, 0.4)], &[], Vec::new()), []);
    }
}
