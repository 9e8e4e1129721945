//! Merging layers: rules first, then what the neural tier may say, then the tagger.
//!
//! Owns: who wins where spans touch. The tagger reads capitals and word lists, the network neither: what the tagger takes
//! for an organization or a place is no person for the network, and alone the network has to be surer. Spans of one kind
//! that overlap become one, whoever found them: the longer one leaks less. The limits were chosen on the corpus' `tune`
//! halves by F1 over six languages.

use super::{NameSpan, layer};
use crate::detection::{Detection, RuleId, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// Lays both layers over `found`.
pub(super) fn merge(
    text: &str,
    settings: &Settings,
    tagged: &[NameSpan],
    neural: &[NameSpan],
    found: &mut Vec<Detection>,
) {
    let wanted = |name: &&NameSpan| settings.threshold(&name.entity).is_some_and(|least| name.score >= least);
    let counts =
        |name: &NameSpan| counts(text, name, tagged) && !tagged.iter().any(|other| outdoes(other, name));
    for name in neural.iter().filter(wanted).filter(|name| counts(name)) {
        lay(name, &layer::NEURAL, found);
    }
    for name in tagged.iter().filter(wanted) {
        lay(name, &layer::TAGGER, found);
    }
}

/// A person whom only the network sees has at least this score.
const PERSON_ALONE: f32 = 0.56;

/// What is neither person nor place is better known by its rule; the network has to be all but certain.
const OTHER_ALONE: f32 = 0.93;

/// Whether the neural tier may say this: with the tagger, or surely enough; a place with a digit (an address), or with
/// the tagger.
fn counts(text: &str, name: &NameSpan, tagged: &[NameSpan]) -> bool {
    let seen = |entity| tagged.iter().any(|other| other.entity == entity && other.span.overlaps(name.span));
    let has_digit = || text[name.span.range()].bytes().any(|byte| byte.is_ascii_digit());
    match name.entity {
        Entity::Person => name.score >= PERSON_ALONE || seen(Entity::Person),
        Entity::Location => has_digit() || seen(Entity::Location),
        _ => name.score >= OTHER_ALONE,
    }
}

/// Whether the tagger's word stands against the neural tier's: an organization or place where that sees a person, or an
/// organization around a place.
fn outdoes(tagged: &NameSpan, neural: &NameSpan) -> bool {
    let around = tagged.span.start <= neural.span.start
        && neural.span.end <= tagged.span.end
        && tagged.span.len() > neural.span.len();
    let against = match (&tagged.entity, &neural.entity) {
        (Entity::Organization | Entity::Location, Entity::Person) => tagged.span.overlaps(neural.span),
        (Entity::Organization, Entity::Location) => around,
        _ => false,
    };
    tagged.score >= 0.5 && against
}

/// Adds a name where its place is free; joins it to what is there of the same kind.
fn lay(name: &NameSpan, rule: &RuleId, found: &mut Vec<Detection>) {
    let first = found.partition_point(|other| other.span.end <= name.span.start);
    let past = first + found[first..].partition_point(|other| other.span.start < name.span.end);
    let there = &found[first..past];
    if there.is_empty() {
        found.insert(first, detection(name.span, name, rule));
    } else if there.iter().all(|other| yields(other, name)) {
        let span = there.iter().fold(name.span, |span, other| around(span, other.span));
        let best = there.iter().filter(|other| other.entity == name.entity);
        let best = best.max_by(|a, b| a.score.total_cmp(&b.score)).filter(|best| best.score >= name.score);
        let joined = match best {
            Some(best) => Detection { span, ..best.clone() },
            None => detection(span, name, rule),
        };
        found.splice(first..past, [joined]);
    }
}

/// Whether what is there may become part of the name: of the same kind, a weak guess, or a postal code in an address.
fn yields(there: &Detection, name: &NameSpan) -> bool {
    let inside = name.span.start <= there.span.start && there.span.end <= name.span.end;
    there.entity == name.entity
        || (there.score < 0.5 && name.score > there.score && inside)
        || (there.entity == Entity::PostalCode && name.entity == Entity::Location)
}

fn around(a: Span, b: Span) -> Span {
    Span { start: a.start.min(b.start), end: a.end.max(b.end) }
}

fn detection(span: Span, name: &NameSpan, rule: &RuleId) -> Detection {
    Detection { span, entity: name.entity.clone(), score: name.score, rule: rule.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(start: usize, end: usize, entity: Entity, score: f32) -> NameSpan {
        NameSpan { span: Span { start, end }, entity, score }
    }

    fn merged(
        tagged: &[NameSpan],
        neural: &[NameSpan],
        rules: Vec<Detection>,
    ) -> Vec<(usize, usize, String)> {
        let mut found = rules;
        merge(&"x".repeat(100), &Settings::default(), tagged, neural, &mut found);
        found.iter().map(|d| (d.span.start, d.span.end, format!("{} {}", d.entity, d.rule))).collect()
    }

    fn by_rule(start: usize, end: usize, entity: Entity, score: f32) -> Detection {
        detection(Span { start, end }, &name(start, end, entity, score), &RuleId::new("a.rule"))
    }

    #[test]
    fn rules_win_over_other_kinds_and_grow_with_their_own() {
        let rules = vec![by_rule(0, 10, Entity::Email, 0.9), by_rule(20, 25, Entity::Person, 0.8)];
        let tagged = [name(5, 15, Entity::Person, 0.9), name(20, 32, Entity::Person, 0.7)];
        let expected = [(0, 10, "EMAIL a.rule".to_owned()), (20, 32, "PERSON a.rule".to_owned())];
        assert_eq!(merged(&tagged, &[], rules), expected);
    }

    #[test]
    fn an_organization_around_a_neural_person_wins() {
        let tagged = [name(0, 20, Entity::Organization, 0.9)];
        let neural = [name(9, 20, Entity::Person, 0.99)];
        assert_eq!(merged(&tagged, &neural, Vec::new()), [(0, 20, "ORGANIZATION names.tagger".to_owned())]);
    }

    #[test]
    fn what_the_tagger_takes_for_a_place_or_company_is_no_person() {
        let tagged = [
            name(0, 6, Entity::Location, 0.8),
            name(10, 16, Entity::Organization, 0.4),
            name(30, 36, Entity::Person, 0.3),
        ];
        let neural = [
            name(0, 6, Entity::Person, 0.99),
            name(10, 16, Entity::Person, 0.99),
            name(20, 26, Entity::Person, 0.52),
            name(30, 36, Entity::Person, 0.52),
            name(40, 46, Entity::Passport, 0.9),
            name(50, 56, Entity::Passport, 0.95),
        ];
        let found = merged(&tagged, &neural, Vec::new());
        let found: Vec<_> = found.iter().map(|(start, _, what)| (*start, what.as_str())).collect();
        assert_eq!(
            found,
            [
                (0, "LOCATION names.tagger"),
                (10, "PERSON names.neural"),
                (30, "PERSON names.neural"),
                (50, "PASSPORT names.neural"),
            ]
        );
    }

    #[test]
    fn a_neural_place_without_a_digit_needs_the_tagger() {
        let neural = [name(0, 5, Entity::Location, 0.9), name(10, 15, Entity::Location, 0.9)];
        let tagged = [name(10, 15, Entity::Location, 0.3)];
        assert_eq!(merged(&tagged, &neural, Vec::new()), [(10, 15, "LOCATION names.neural".to_owned())]);
    }

    #[test]
    fn what_scores_too_low_is_left() {
        assert_eq!(merged(&[name(0, 5, Entity::Person, 0.4)], &[], Vec::new()), []);
    }
}
