//! How good the detectors are on labelled text, and how quiet on text that holds nothing.
//!
//! [`data`] reads texts with labelled spans, [`labels`] says which kinds fit a foreign label, [`found`] is what the detectors
//! or another tool found, [`tally`] counts one text at a time, [`report`] turns counts into figures. Never prints and never decides what is good enough; the texts
//! themselves are only kept as [`example`]s, and only when asked for.

use std::time::Instant;

use allonym_detectors::{Detectors, Entities, Settings};

pub mod data;
pub mod example;
pub mod found;
pub mod labels;
pub mod report;
pub mod tally;

use data::Case;
use example::Examples;
use found::Found;
use report::Report;
use tally::Tally;

/// What is found in the text of this number, counted from 0.
pub type Find<'a> = Box<dyn FnMut(usize, &str) -> Vec<Found> + 'a>;

/// Whoever finds spans in the texts.
pub struct Contender<'a> {
    /// What the report calls it.
    pub name: String,
    /// The kinds that count, of labels and of detections.
    pub wanted: Entities,
    /// How it finds them.
    pub find: Find<'a>,
}

impl<'a> Contender<'a> {
    /// Detectors under a setting.
    #[must_use]
    pub fn detectors(name: String, detectors: &'a Detectors, settings: Settings) -> Self {
        let wanted = settings.entities.clone();
        let find = move |_, text: &str| detectors.scan(text, &settings).iter().map(Found::from).collect();
        Self { name, wanted, find: Box::new(find) }
    }

    /// Another tool, by what it found in each text.
    #[must_use]
    pub fn findings(name: String, found: Vec<Vec<Found>>, wanted: Entities) -> Self {
        let kinds = wanted.clone();
        let find = move |at: usize, _: &str| {
            let found = found.get(at).into_iter().flatten();
            found.filter(|found| kinds.contains(&found.entity)).cloned().collect()
        };
        Self { name, wanted, find: Box::new(find) }
    }
}

/// What a report goes into beyond the figures per entity.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    /// Also groups by this field of the data, such as `source`.
    pub by: Option<String>,
    /// How many misses, and how many false alarms, to show in their context.
    pub show: usize,
}

/// Has every text looked at, and counts.
#[must_use]
pub fn evaluate(mut contender: Contender<'_>, cases: &[Case], detail: &Detail) -> Report {
    let mut tally = Tally::default();
    let mut examples = Examples::default();
    for (at, case) in cases.iter().enumerate() {
        let began = Instant::now();
        let found = (contender.find)(at, &case.text);
        tally.time += began.elapsed();
        let outcome = tally::judge(case, &found, &contender.wanted);
        tally.add(case, &outcome, detail.by.as_deref());
        if detail.show > 0 {
            examples.add(case, &outcome);
        }
    }
    Report::new(contender.name, &tally, examples.worst(detail.show))
}

#[cfg(test)]
mod tests;
