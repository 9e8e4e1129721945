//! One table of all groups: F1 of the names and of everything, then cover and noise.
//!
//! Owns: its columns. Figures of every entity and group are in the JSON form.

use std::fmt::Write;

use super::Group;
use super::text::percent;

/// The entities that have a column of their own.
const NAMES: [&str; 3] = ["PERSON", "LOCATION", "ORGANIZATION"];

/// A row per group; nothing when there is none.
pub(super) fn write(out: &mut String, groups: &[Group]) {
    if groups.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n{:<24} {:>8} {:>7} {:>7} {:>7} {:>7} {:>9} {:>7} {:>7} {:>7} {:>9} {:>9} {:>7}",
        "F1 by group",
        "labelled",
        "PERSON",
        "LOCAT.",
        "ORGAN.",
        "all",
        "precision",
        "recall",
        "exact",
        "cover",
        "per 1,000",
        "unlabeled",
        "silent"
    );
    for group in groups {
        row(out, group);
    }
}

fn row(out: &mut String, group: &Group) {
    let all = &group.overall;
    let _ = write!(out, "{:<24} {:>8}", group.name, all.labelled);
    for name in NAMES {
        let f1 = group.entities.iter().find(|row| row.name == name).and_then(|row| row.f1);
        let _ = write!(out, " {:>7}", percent(f1));
    }
    let _ = writeln!(
        out,
        " {:>7} {:>9} {:>7} {:>7} {:>7} {:>9.3} {:>9} {:>7}",
        percent(all.f1),
        percent(all.precision),
        percent(all.recall),
        percent(all.exact_f1),
        percent(all.cover),
        all.false_alarms_per_1000,
        group.unlabelled_texts,
        group.silent_texts
    );
}
