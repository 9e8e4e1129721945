//! Where to look: tries every pattern at every place where one of them can begin.
//!
//! The engine only proposes places and ends; [`crate::verify`] decides.

use crate::automaton::Automaton;
use crate::detection::Candidate;
use crate::rule::{Rule, RuleError};
use crate::settings::Settings;
use crate::verify::Verifier;

/// The compiled patterns of a set of rules.
pub(crate) struct Engine {
    automaton: Automaton,
    first: [bool; 256],
    verifiers: Vec<Verifier>,
    reach: usize,
}

impl Engine {
    /// # Errors
    /// The first rule whose pattern does not compile.
    pub(crate) fn new(rules: &[Rule]) -> Result<Self, RuleError> {
        let mut verifiers = Vec::new();
        let mut patterns = Vec::new();
        for (index, rule) in (0..).zip(rules) {
            for pattern in &rule.patterns {
                verifiers.push(Verifier::new(index, rule, pattern)?);
                patterns.push(pattern.text.as_str());
            }
        }
        let automaton = Automaton::forward(&patterns).map_err(|reason| refused(rules, reason))?;
        let reach = verifiers.iter().map(|verifier| verifier.reach).max().unwrap_or(0);
        Ok(Self { first: automaton.first_bytes(), automaton, verifiers, reach })
    }

    /// Adds every candidate, overlapping ones included, in order of where they were tried.
    pub(crate) fn find(&self, rules: &[Rule], text: &str, settings: &Settings, out: &mut Vec<Candidate>) {
        let bytes = text.as_bytes();
        let mut scratch = self.automaton.scratch();
        let mut matches: Vec<(usize, usize)> = Vec::new();
        for at in (0..bytes.len()).filter(|&at| self.first[usize::from(bytes[at])] && begins_run(bytes, at)) {
            let to = bytes.len().min(at + self.reach);
            matches.clear();
            self.automaton.walk(&mut scratch, bytes, at, to, |pattern, end| matches.push((pattern, end)));
            matches.sort_unstable();
            for group in matches.chunk_by(|a, b| a.0 == b.0) {
                let verifier = &self.verifiers[group[0].0];
                let ends: Vec<usize> =
                    group.iter().map(|&(_, end)| end).filter(|end| end - at <= verifier.reach).collect();
                let rule = &rules[verifier.rule as usize];
                out.extend(verifier.confirm(rule, text, at, &ends, settings));
            }
        }
    }
}

/// Whether a match may begin here at all: not inside a run of ASCII letters and digits.
fn begins_run(bytes: &[u8], at: usize) -> bool {
    !(bytes[at].is_ascii_alphanumeric() && at > 0 && bytes[at - 1].is_ascii_alphanumeric())
}

/// Names the rule that alone does not compile either.
fn refused(rules: &[Rule], reason: String) -> RuleError {
    let faulty =
        |rule: &&Rule| rule.patterns.iter().any(|pattern| Automaton::forward(&[&pattern.text]).is_err());
    let id = rules.iter().find(faulty).map_or("all", |rule| rule.id.as_str());
    RuleError::new(id, reason)
}
