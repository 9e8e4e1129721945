//! What somebody found in a text: the detectors, or another tool whose findings lie in a file of the data's own form.
//!
//! Owns: the one shape in which both are judged. Never: judges; see [`super::tally`].

use std::path::Path;

use allonym_detectors::{Detection, Entity, Span};

use super::data::{self, Case, Fault, Gold};
use super::labels::Meaning;

/// One span that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// In bytes.
    pub span: Span,
    /// What it is said to be.
    pub entity: Entity,
    /// From 0 to 1; 1 where the tool does not say.
    pub score: f32,
    /// The rule, or the other tool's label.
    pub rule: String,
}

impl From<&Detection> for Found {
    fn from(detection: &Detection) -> Self {
        let Detection { span, entity, score, rule } = detection;
        Self { span: *span, entity: entity.clone(), score: *score, rule: rule.as_str().to_owned() }
    }
}

/// Reads what another tool found, and lays it beside the texts: line by line the same texts, each with the spans found.
///
/// # Errors
/// A line that is no labelled text, or another text than the data have there.
pub fn of_another_tool(path: &Path, cases: &[Case]) -> Result<Vec<Vec<Found>>, Fault> {
    let lines = data::labelled(path)?;
    let other = lines.iter().zip(cases).find(|(line, case)| line.text != case.text);
    let other = other.map(|(line, _)| line.origin.clone());
    let uneven = || (lines.len() != cases.len()).then(|| path.display().to_string());
    match other.or_else(uneven) {
        Some(origin) => Err(Fault { origin, reason: "not the texts of the data, in their order".to_owned() }),
        None => Ok(lines.iter().map(|line| line.golds.iter().filter_map(found).collect()).collect()),
    }
}

fn found(gold: &Gold) -> Option<Found> {
    let Meaning::Any(entities) = &gold.meaning else { return None };
    Some(Found { span: gold.span, entity: entities.first()?.clone(), score: 1.0, rule: gold.label.clone() })
}
