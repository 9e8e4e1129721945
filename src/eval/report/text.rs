//! A report as tables for people: one contender, or two side by side.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Report, Row, groups};
use crate::eval::example::Example;

/// The tables of one report.
#[must_use]
pub fn one(report: &Report) -> String {
    let mut out = heading(report);
    if report.overall.labelled > 0 {
        rows(&mut out, "entity", report.entities.iter().chain([&report.overall]));
    }
    groups::write(&mut out, &report.groups);
    rules(&mut out, report);
    examples(&mut out, "missed", &report.misses);
    examples(&mut out, "false alarms", &report.false_alarms);
    out
}

fn heading(report: &Report) -> String {
    let Report { name, texts, characters, bytes, ms_per_1000, unlabelled_texts, silent_texts, .. } = report;
    let mut out = format!("{name}: {texts} texts, {characters} characters, {bytes} bytes\n");
    let _ = writeln!(
        out,
        "without labels: {unlabelled_texts}, silent: {silent_texts}; {ms_per_1000:.3} ms per 1,000 characters"
    );
    out
}

fn rows<'r>(out: &mut String, first: &str, rows: impl Iterator<Item = &'r Row>) {
    let _ = writeln!(
        out,
        "\n{first:<22} {:>8} {:>9} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9}",
        "labelled", "precision", "recall", "F1", "exact", "cover", "false", "per 1,000"
    );
    for row in rows {
        let _ = writeln!(
            out,
            "{:<22} {:>8} {:>9} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9.3}",
            row.name,
            row.labelled,
            percent(row.precision),
            percent(row.recall),
            percent(row.f1),
            percent(row.exact_f1),
            percent(row.cover),
            row.false_alarms,
            row.false_alarms_per_1000
        );
    }
}

fn rules(out: &mut String, report: &Report) {
    let _ = writeln!(
        out,
        "\n{:<32} {:>6} {:>6} {:>6} {:>9} {:>10}",
        "false alarms by rule", "all", "false", "texts", "per 1,000", "per 100 KB"
    );
    for row in &report.rules {
        let _ = writeln!(
            out,
            "{:<32} {:>6} {:>6} {:>6} {:>9.3} {:>10.3}",
            row.rule, row.detections, row.false_alarms, row.texts, row.per_1000, row.per_100_kb
        );
    }
    if report.rules.is_empty() {
        out.push_str("none\n");
    }
}

fn examples(out: &mut String, title: &str, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}");
    for Example { origin, who, covered, score, context, .. } in examples {
        let note = if *covered { " (covered by another kind)" } else { "" };
        let score = if *score > 0.0 { format!(" {score:.2}") } else { String::new() };
        let _ = writeln!(out, "{origin}  {who}{score}{note}\n    {context}");
    }
}

pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}", share * 100.0))
}

/// Two reports on the same data: per entity and per rule what each has, and the difference.
#[must_use]
pub fn side_by_side(left: &Report, right: &Report) -> String {
    let mut out = format!("A  {}B  {}", heading(left), heading(right));
    let _ = writeln!(
        out,
        "\n{:<22} {:>8} {:>7} {:>7} {:>7} {:>9} {:>9} {:>8} {:>8}",
        "entity", "labelled", "F1 A", "F1 B", "B − A", "cover A", "cover B", "false A", "false B"
    );
    let names: BTreeSet<&str> =
        left.entities.iter().chain(&right.entities).map(|row| row.name.as_str()).collect();
    for name in names {
        let of = |report: &Report| report.entities.iter().find(|row| row.name == name).cloned();
        compared(&mut out, name, &of(left), &of(right));
    }
    compared(&mut out, "all", &Some(left.overall.clone()), &Some(right.overall.clone()));
    for (side, report) in
        [("A", left), ("B", right)].into_iter().filter(|(_, report)| !report.groups.is_empty())
    {
        let _ = write!(out, "\n{side}");
        groups::write(&mut out, &report.groups);
    }
    compared_rules(&mut out, left, right);
    out
}

fn compared(out: &mut String, name: &str, left: &Option<Row>, right: &Option<Row>) {
    let labelled = left.as_ref().or(right.as_ref()).map_or(0, |row| row.labelled);
    let f1 = |row: &Option<Row>| row.as_ref().and_then(|row| row.f1);
    let cover = |row: &Option<Row>| row.as_ref().and_then(|row| row.cover);
    let alarms = |row: &Option<Row>| row.as_ref().map_or(0, |row| row.false_alarms);
    let change = f1(left).zip(f1(right)).map(|(left, right)| format!("{:+.1}", (right - left) * 100.0));
    let _ = writeln!(
        out,
        "{name:<22} {labelled:>8} {:>7} {:>7} {:>7} {:>9} {:>9} {:>8} {:>8}",
        percent(f1(left)),
        percent(f1(right)),
        change.unwrap_or_else(|| "–".to_owned()),
        percent(cover(left)),
        percent(cover(right)),
        alarms(left),
        alarms(right)
    );
}

fn compared_rules(out: &mut String, left: &Report, right: &Report) {
    let of = |report: &Report, rule: &str| {
        report.rules.iter().find(|row| row.rule == rule).map_or(0, |row| row.false_alarms)
    };
    let names: BTreeSet<&str> = left.rules.iter().chain(&right.rules).map(|row| row.rule.as_str()).collect();
    let _ = writeln!(out, "\n{:<32} {:>8} {:>8}", "false alarms by rule", "A", "B");
    for rule in names {
        let _ = writeln!(out, "{rule:<32} {:>8} {:>8}", of(left, rule), of(right, rule));
    }
}
