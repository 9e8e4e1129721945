//! How good the detectors are on labelled text, and how quiet on text that holds nothing.
//!
//! [`data`] reads texts with labelled spans, [`labels`] says which kinds fit a foreign label, [`tally`] counts one text
//! at a time, [`report`] turns counts into figures. Never prints and never decides what is good enough; the texts
//! themselves are only kept as [`example`]s, and only when asked for.

use allonym_detectors::{Detectors, Settings};

pub mod data;
pub mod example;
pub mod labels;
pub mod report;
pub mod tally;

use data::Case;
use example::Examples;
use report::Report;
use tally::Tally;

/// One set of rules under one setting.
pub struct Contender<'a> {
    /// What the report calls it.
    pub name: String,
    /// The rules.
    pub detectors: &'a Detectors,
    /// How they are asked.
    pub settings: Settings,
}

/// What a report goes into beyond the figures per entity.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    /// Also groups by this field of the data, such as `source`.
    pub by: Option<String>,
    /// How many misses, and how many false alarms, to show in their context.
    pub show: usize,
}

/// Scans every case and counts.
#[must_use]
pub fn evaluate(contender: &Contender<'_>, cases: &[Case], detail: &Detail) -> Report {
    let mut tally = Tally::default();
    let mut examples = Examples::default();
    let mut found = Vec::new();
    for case in cases {
        contender.detectors.scan_into(&case.text, &contender.settings, &mut found);
        let outcome = tally::judge(case, &found, &contender.settings.entities);
        tally.add(case, &outcome, detail.by.as_deref());
        if detail.show > 0 {
            examples.add(case, &outcome);
        }
    }
    Report::new(contender.name.clone(), &tally, examples.worst(detail.show))
}

#[cfg(test)]
mod tests;
