//! The list of rules as text, JSON, and the reference page of the documentation.

use std::collections::BTreeMap;
use std::fmt::Write;

use allonym_detectors::RuleInfo;
use serde::Serialize;

#[derive(Serialize)]
struct Entry<'r> {
    id: &'r str,
    entity: &'r str,
    regions: &'r [String],
    score: f32,
    score_with_context: f32,
    needs_context: bool,
    checks: &'r [String],
    about: &'r str,
    source: &'r str,
}

/// One line per rule.
pub(super) fn listed(rules: &[RuleInfo<'_>]) -> String {
    let mut out = String::new();
    for rule in rules {
        let (id, entity, regions) = (rule.id.as_str(), rule.entity.label(), rule.regions.join(","));
        let _ = writeln!(out, "{id:<34} {entity:<21} {regions:<12} {:<11} {}", scores(rule), rule.about);
    }
    out
}

/// A JSON array.
pub(super) fn json(rules: &[RuleInfo<'_>]) -> String {
    let entry = |rule| -> Entry<'_> {
        let &RuleInfo { id, entity, about, source, regions, ref checks, .. } = rule;
        Entry {
            id: id.as_str(),
            entity: entity.label(),
            regions,
            score: rule.score,
            score_with_context: rule.score_with_context,
            needs_context: rule.needs_context,
            checks,
            about,
            source,
        }
    };
    let entries: Vec<Entry<'_>> = rules.iter().map(entry).collect();
    serde_json::to_string(&entries).unwrap_or_default() + "\n"
}

const PREFACE: &str = "\
# Rules

Generated from `detectors/rules/` by `allonym rules --format markdown`; a test fails when this page is stale.

*Score* is without and, after the arrow, with a raising cue word near; `cue` alone means that the rule is silent
without one. A proxied request replaces what scores at least 0.50 (dates: 0.70).
";

/// A table per region or family.
pub(super) fn markdown(rules: &[RuleInfo<'_>]) -> String {
    let mut folders: BTreeMap<&str, Vec<&RuleInfo<'_>>> = BTreeMap::new();
    for rule in rules {
        let id = rule.id.as_str();
        folders.entry(id.split('.').next().unwrap_or(id)).or_default().push(rule);
    }
    let mut out = format!("{PREFACE}\n{} rules.\n", rules.len());
    for (folder, rules) in folders {
        let _ = writeln!(out, "\n## {folder}\n\n| rule | finds | score | checks | what it is | source |");
        out.push_str("|---|---|---|---|---|---|\n");
        for rule in rules {
            let cells = [
                format!("`{}`", rule.id),
                rule.entity.label().to_owned(),
                scores(rule),
                rule.checks.join(", "),
                cell(rule.about),
                cell(rule.source),
            ];
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
    }
    out
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn scores(rule: &RuleInfo<'_>) -> String {
    let RuleInfo { score, score_with_context, needs_context, .. } = rule;
    if *needs_context {
        format!("cue {score_with_context:.2}")
    } else if (score - score_with_context).abs() < f32::EPSILON {
        format!("{score:.2}")
    } else {
        format!("{score:.2} → {score_with_context:.2}")
    }
}
