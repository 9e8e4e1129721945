//! Explanations of names: which layer found one and what spoke for it.

use super::{Read, layer, tagger};
use crate::detection::Detection;
use crate::explain::{Explanation, Verdict};
use crate::settings::Settings;

/// How many features are named.
const REASONS: usize = 5;

/// Adds the names to the rules' explanations, and says where a name takes a rule's place.
pub(crate) fn explain(text: &str, settings: &Settings, read: &Read<'_>, explanations: &mut Vec<Explanation>) {
    let by_rules: Vec<Detection> = explanations.iter().filter_map(detection).collect();
    let mut found = by_rules.clone();
    super::add(text, settings, read, &[], &mut found);
    for explanation in explanations.iter_mut().filter(|explanation| explanation.verdict == Verdict::Detected)
    {
        let over = found.iter().find(|detection| detection.span.overlaps(explanation.span));
        match over {
            Some(over) if over.rule == explanation.rule => explanation.span = over.span,
            Some(over) => {
                explanation.verdict = Verdict::Outranked { by: over.rule.clone(), span: over.span };
            }
            None => {}
        }
    }
    explanations
        .extend(found.iter().filter(|name| layer::is_one(&name.rule)).map(|name| explanation(text, name)));
    explanations.sort_by_key(|explanation| explanation.span.start);
}

fn detection(explanation: &Explanation) -> Option<Detection> {
    let Explanation { span, entity, rule, score, verdict, .. } = explanation;
    let is_detected = *verdict == Verdict::Detected;
    is_detected.then_some(())?;
    Some(Detection { span: *span, entity: entity.clone(), score: (*score)?, rule: rule.clone() })
}

fn explanation(text: &str, name: &Detection) -> Explanation {
    let reasons = if name.rule == *layer::TAGGER { tagger::reasons(text, name, REASONS) } else { Vec::new() };
    Explanation {
        span: name.span,
        entity: name.entity.clone(),
        rule: name.rule.clone(),
        checks: Vec::new(),
        cue: None,
        reasons,
        score: Some(name.score),
        verdict: Verdict::Detected,
    }
}
