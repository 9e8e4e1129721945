//! Counting: which labelled spans were found, which detections were right, and which touch nothing at all.
//!
//! A labelled span is *found* when a detection of a fitting kind overlaps it, *exact* when one has the very same
//! span, *covered* when every letter and digit of it is inside some detection of any kind. A detection is *right*
//! when it overlaps a label it fits, *mistyped* when it only touches labels it does not fit, else a *false alarm*;
//! one that only touches an ignored label is not counted.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::time::Duration;

use allonym_detectors::{Entities, Span};

use super::data::{Case, Gold};
use super::found::Found;
use super::labels::Meaning;

/// Counts of one group of spans and detections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Labelled spans.
    pub labelled: usize,
    /// Labelled spans that a detection of a fitting kind overlaps.
    pub found: usize,
    /// Labelled spans that a detection of a fitting kind matches to the byte.
    pub exact: usize,
    /// Labelled spans with every letter and digit masked by any detection.
    pub covered: usize,
    /// Detections that overlap a label they fit.
    pub right: usize,
    /// Detections that match a label they fit to the byte.
    pub right_exactly: usize,
    /// Detections that touch only labels they do not fit.
    pub mistyped: usize,
    /// Detections that touch no label.
    pub false_alarms: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.labelled += more.labelled;
        self.found += more.found;
        self.exact += more.exact;
        self.covered += more.covered;
        self.right += more.right;
        self.right_exactly += more.right_exactly;
        self.mistyped += more.mistyped;
        self.false_alarms += more.false_alarms;
    }
}

/// Texts without a label, and those of them in which nothing was detected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Silence {
    /// Texts without a label.
    pub texts: usize,
    /// Those without a detection.
    pub silent: usize,
}

/// Counts of all texts together.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Texts.
    pub texts: usize,
    /// Unicode code points in them.
    pub characters: usize,
    /// Bytes in them.
    pub bytes: usize,
    /// Spent on finding, on one thread; of a group none.
    pub time: Duration,
    /// Texts without a label.
    pub silence: Silence,
    /// By entity label.
    pub entities: BTreeMap<String, Counts>,
    /// By the value of the field that was asked for; these have no groups of their own.
    pub groups: BTreeMap<String, Tally>,
    /// Detections by rule: those that touch no label, and all of them.
    pub rules: BTreeMap<String, RuleCounts>,
}

/// Detections of one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleCounts {
    /// All of them.
    pub detections: usize,
    /// Those that touch no label.
    pub false_alarms: usize,
    /// Texts with such false alarms.
    pub texts: usize,
}

/// How one text went.
pub struct Outcome<'a> {
    /// Each label that counts, and its counts.
    pub golds: Vec<(&'a Gold, Counts)>,
    /// Each detection that counts, the entity's row, and its counts.
    pub detections: Vec<(&'a Found, String, Counts)>,
}

/// Holds detections against labels. Only labels of which some fitting kind is wanted count.
#[must_use]
pub fn judge<'a>(case: &'a Case, found: &'a [Found], wanted: &Entities) -> Outcome<'a> {
    let counts = |gold: &&Gold| match &gold.meaning {
        Meaning::Any(entities) => entities.iter().any(|entity| wanted.contains(entity)),
        Meaning::Ignored => false,
    };
    let golds = case.golds.iter().filter(counts);
    let golds = golds.map(|gold| (gold, judge_gold(gold, &case.text, found))).collect();
    let detections = found.iter().filter_map(|detection| {
        let (row, counts) = judge_detection(detection, &case.golds)?;
        Some((detection, row, counts))
    });
    Outcome { golds, detections: detections.collect() }
}

fn judge_gold(gold: &Gold, text: &str, found: &[Found]) -> Counts {
    let fitting = || found.iter().filter(|detection| gold.meaning.fits(&detection.entity));
    Counts {
        labelled: 1,
        found: usize::from(fitting().any(|detection| detection.span.overlaps(gold.span))),
        exact: usize::from(fitting().any(|detection| detection.span == gold.span)),
        covered: usize::from(is_covered(text, gold.span, found)),
        ..Counts::default()
    }
}

/// Whether every letter and digit of the span is inside some detection.
fn is_covered(text: &str, span: Span, found: &[Found]) -> bool {
    let letters = text[span.range()].char_indices().filter(|(_, c)| c.is_alphanumeric());
    let masked = |at: usize| found.iter().any(|detection| detection.span.range().contains(&at));
    letters.map(|(at, _)| span.start + at).all(masked)
}

fn judge_detection(detection: &Found, golds: &[Gold]) -> Option<(String, Counts)> {
    let own = || detection.entity.label().to_owned();
    let touched = || golds.iter().filter(|gold| gold.span.overlaps(detection.span));
    let mut fitting = touched().filter(|gold| gold.meaning.fits(&detection.entity));
    if let Some(gold) = fitting.next() {
        let exact = gold.span == detection.span || fitting.any(|gold| gold.span == detection.span);
        return Some((
            row(gold),
            Counts { right: 1, right_exactly: usize::from(exact), ..Counts::default() },
        ));
    }
    let labels: Vec<_> = touched().map(|gold| gold.meaning != Meaning::Ignored).collect();
    match labels[..] {
        [] => Some((own(), Counts { false_alarms: 1, ..Counts::default() })),
        _ if labels.contains(&true) => Some((own(), Counts { mistyped: 1, ..Counts::default() })),
        _ => None,
    }
}

/// The entity in whose row a label is counted.
fn row(gold: &Gold) -> String {
    match &gold.meaning {
        Meaning::Any(entities) => entities[0].label().to_owned(),
        Meaning::Ignored => String::new(),
    }
}

impl Tally {
    /// Adds one text, grouping by a field of the data too when one is named.
    pub fn add(&mut self, case: &Case, outcome: &Outcome<'_>, by: Option<&str>) {
        self.texts += 1;
        self.characters += case.text.chars().count();
        self.bytes += case.text.len();
        self.silence.add(silence(case, outcome));
        for (gold, counts) in &outcome.golds {
            *self.entities.entry(row(gold)).or_default() += *counts;
        }
        for (_, row, counts) in &outcome.detections {
            *self.entities.entry(row.clone()).or_default() += *counts;
        }
        self.add_rules(outcome);
        if let Some(value) = by.map(|field| case.fields.get(field).map_or("", String::as_str)) {
            self.groups.entry(value.to_owned()).or_default().add(case, outcome, None);
        }
    }

    /// All entities together.
    #[must_use]
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.entities.values().for_each(|counts| total += *counts);
        total
    }

    fn add_rules(&mut self, outcome: &Outcome<'_>) {
        let mut noisy: Vec<&str> = Vec::new();
        for (detection, _, counts) in &outcome.detections {
            let rule = self.rules.entry(detection.rule.clone()).or_default();
            rule.detections += 1;
            rule.false_alarms += counts.false_alarms;
            if counts.false_alarms > 0 && !noisy.contains(&&*detection.rule) {
                noisy.push(&detection.rule);
                rule.texts += 1;
            }
        }
    }
}

fn silence(case: &Case, outcome: &Outcome<'_>) -> Silence {
    let unlabelled = case.golds.is_empty();
    Silence {
        texts: usize::from(unlabelled),
        silent: usize::from(unlabelled && outcome.detections.is_empty()),
    }
}

impl Silence {
    fn add(&mut self, more: Self) {
        self.texts += more.texts;
        self.silent += more.silent;
    }
}
