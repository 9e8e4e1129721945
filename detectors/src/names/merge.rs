//! Merging layers: rules first, then the neural tier's persons and addresses, then the tagger.
//!
//! Owns: who wins where spans touch, and the one exception to "first come": an organization of the tagger that strictly
//! contains a person or place of the neural tier (`Klinikum Anna Müller`). Spans of one kind that overlap become one,
//! whoever found them: the longer one leaks less.

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
    let placed = |name: &NameSpan| name.entity != Entity::Location || agreed(text, name, tagged);
    let swallowed = |name: &NameSpan| tagged.iter().any(|other| swallows(other, name));
    for name in neural.iter().filter(wanted).filter(|name| placed(name) && !swallowed(name)) {
        lay(name, &layer::NEURAL, found);
    }
    for name in tagged.iter().filter(wanted) {
        lay(name, &layer::TAGGER, found);
    }
}

/// Whether a place of the neural tier may count: with a digit (an address), or where the tagger sees a place too.
fn agreed(text: &str, place: &NameSpan, tagged: &[NameSpan]) -> bool {
    let has_digit = text[place.span.range()].bytes().any(|byte| byte.is_ascii_digit());
    let seen = |other: &NameSpan| other.entity == Entity::Location && other.span.overlaps(place.span);
    has_digit || tagged.iter().any(seen)
}

/// Whether the tagger's `outer` is an organization around the neural tier's `inner`.
fn swallows(outer: &NameSpan, inner: &NameSpan) -> bool {
    let around = outer.span.start <= inner.span.start
        && inner.span.end <= outer.span.end
        && outer.span.len() > inner.span.len();
    let part = matches!(inner.entity, Entity::Person | Entity::Location);
    outer.entity == Entity::Organization && outer.score >= 0.5 && part && around
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
