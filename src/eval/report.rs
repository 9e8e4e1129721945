//! Figures from counts: precision, recall, F1, cover, and false alarms per amount of text.
//!
//! Serializes as it stands (`eval --format json`); `report/text.rs` is the form for people.

use serde::Serialize;

use super::example::Example;
use super::tally::{Counts, Tally};

mod groups;
mod text;

pub use text::{one, side_by_side};

/// Everything `eval` says of one contender.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Which rules under which setting.
    pub name: String,
    /// How many texts.
    pub texts: usize,
    /// Unicode code points in them.
    pub characters: usize,
    /// Bytes in them.
    pub bytes: usize,
    /// Milliseconds that finding took per 1,000 code points, on one thread; another tool's findings take next to none.
    pub ms_per_1000: f64,
    /// Texts without a label, and how many of them stayed silent.
    pub unlabelled_texts: usize,
    /// Texts without a label and without a detection.
    pub silent_texts: usize,
    /// All entities together.
    pub overall: Row,
    /// Per entity, sorted by label.
    pub entities: Vec<Row>,
    /// Per value of the field that was asked for.
    pub groups: Vec<Group>,
    /// Per rule that raised a false alarm, the loudest first.
    pub rules: Vec<RuleRow>,
    /// The worst misses, when asked for.
    pub misses: Vec<Example>,
    /// The worst false alarms, when asked for.
    pub false_alarms: Vec<Example>,
}

/// The texts that share a value of a field.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The value.
    pub name: String,
    /// How many texts.
    pub texts: usize,
    /// Unicode code points in them.
    pub characters: usize,
    /// Texts without a label.
    pub unlabelled_texts: usize,
    /// Those without a detection.
    pub silent_texts: usize,
    /// All entities together.
    pub overall: Row,
    /// Per entity, sorted by label.
    pub entities: Vec<Row>,
}

/// Figures of one entity, as shares from 0 to 1; none where there is nothing to take a share of.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Entity label.
    pub name: String,
    /// Labelled spans.
    pub labelled: usize,
    /// Of the detections, those that overlap a label they fit.
    pub precision: Option<f64>,
    /// Of the labels, those that a fitting detection overlaps.
    pub recall: Option<f64>,
    /// Harmonic mean of both.
    pub f1: Option<f64>,
    /// F1 where only equal spans count.
    pub exact_f1: Option<f64>,
    /// Recall where only equal spans count.
    pub exact_recall: Option<f64>,
    /// Of the labels, those with every letter and digit masked by anything.
    pub cover: Option<f64>,
    /// Detections that touch no label.
    pub false_alarms: usize,
    /// The same per 1,000 code points.
    pub false_alarms_per_1000: f64,
}

/// False alarms of one rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleRow {
    /// The rule's id.
    pub rule: String,
    /// All its detections.
    pub detections: usize,
    /// Those that touch no label.
    pub false_alarms: usize,
    /// In how many texts.
    pub texts: usize,
    /// Per 1,000 code points.
    pub per_1000: f64,
    /// Per 100,000 bytes.
    pub per_100_kb: f64,
}

impl Report {
    /// Works out the figures.
    #[must_use]
    pub fn new(name: String, tally: &Tally, (misses, false_alarms): (Vec<Example>, Vec<Example>)) -> Self {
        Self {
            name,
            texts: tally.texts,
            characters: tally.characters,
            bytes: tally.bytes,
            ms_per_1000: tally.time.as_secs_f64() * 1_000.0 * share(1_000, tally.characters).unwrap_or(0.0),
            unlabelled_texts: tally.silence.texts,
            silent_texts: tally.silence.silent,
            overall: Row::all(tally),
            entities: Row::entities(tally),
            groups: tally.groups.iter().map(|(name, tally)| Group::new(name, tally)).collect(),
            rules: rules(tally),
            misses,
            false_alarms,
        }
    }
}

impl Group {
    fn new(name: &str, tally: &Tally) -> Self {
        Self {
            name: name.to_owned(),
            texts: tally.texts,
            characters: tally.characters,
            unlabelled_texts: tally.silence.texts,
            silent_texts: tally.silence.silent,
            overall: Row::all(tally),
            entities: Row::entities(tally),
        }
    }
}

impl Row {
    fn all(tally: &Tally) -> Self {
        Self::new("all", &tally.total(), tally.characters)
    }

    fn entities(tally: &Tally) -> Vec<Self> {
        tally.entities.iter().map(|(name, counts)| Self::new(name, counts, tally.characters)).collect()
    }

    fn new(name: &str, counts: &Counts, characters: usize) -> Self {
        let detections = counts.right + counts.mistyped + counts.false_alarms;
        let (precision, recall) = (share(counts.right, detections), share(counts.found, counts.labelled));
        let (exactly, exact_recall) =
            (share(counts.right_exactly, detections), share(counts.exact, counts.labelled));
        Self {
            name: name.to_owned(),
            labelled: counts.labelled,
            precision,
            recall,
            f1: harmonic(precision, recall),
            exact_f1: harmonic(exactly, exact_recall),
            exact_recall,
            cover: share(counts.covered, counts.labelled),
            false_alarms: counts.false_alarms,
            false_alarms_per_1000: per(counts.false_alarms, characters, 1_000.0),
        }
    }
}

fn rules(tally: &Tally) -> Vec<RuleRow> {
    let loud = tally.rules.iter().filter(|(_, counts)| counts.false_alarms > 0);
    let mut rows: Vec<RuleRow> = loud
        .map(|(rule, counts)| RuleRow {
            rule: rule.clone(),
            detections: counts.detections,
            false_alarms: counts.false_alarms,
            texts: counts.texts,
            per_1000: per(counts.false_alarms, tally.characters, 1_000.0),
            per_100_kb: per(counts.false_alarms, tally.bytes, 100_000.0),
        })
        .collect();
    rows.sort_by(|a, b| b.false_alarms.cmp(&a.false_alarms).then_with(|| a.rule.cmp(&b.rule)));
    rows
}

#[expect(clippy::cast_precision_loss, reason = "counts of spans and bytes are far below 2^52")]
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn per(count: usize, amount: usize, unit: f64) -> f64 {
    share(count, amount).unwrap_or(0.0) * unit
}

fn harmonic(precision: Option<f64>, recall: Option<f64>) -> Option<f64> {
    match (precision, recall?) {
        (None, _) => Some(0.0),
        (Some(p), r) if p + r > 0.0 => Some(2.0 * p * r / (p + r)),
        _ => Some(0.0),
    }
}
