//! Explanations in lines: place, kind, score, rule and verdict, below it the value, its checks and its cue word.

use std::fmt::Write;

use allonym_detectors::{CueFound, Detectors, Explanation, Settings, Verdict};

/// Two lines per match of the rules that `wanted` names. Without `all`, matches that come to nothing for the lack of
/// a cue word or of a boundary are only counted.
pub(super) fn lines(text: &str, settings: &Settings, wanted: impl Fn(&str) -> bool, all: bool) -> String {
    let explanations = Detectors::builtin().explain(text, settings);
    let explanations = explanations.iter().filter(|explanation| wanted(explanation.rule.as_str()));
    let plain = |verdict: &Verdict| matches!(verdict, Verdict::CueMissing | Verdict::NotSetOff);
    let (left_out, shown): (Vec<_>, Vec<_>) = explanations.partition(|found| !all && plain(&found.verdict));
    let mut out = String::new();
    for explanation in &shown {
        two_lines(&mut out, text, explanation);
    }
    if !left_out.is_empty() {
        let _ = writeln!(
            out,
            "{} more without a cue word or inside something longer: explain --all",
            left_out.len()
        );
    }
    if out.is_empty() {
        out.push_str("no rule's pattern matches anything here\n");
    }
    out
}

fn two_lines(out: &mut String, text: &str, explanation: &Explanation) {
    let Explanation { span, entity, rule, checks, cue, reasons, score, verdict } = explanation;
    let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[..span.start].matches('\n').count() + 1;
    let column = text[line_start..span.start].chars().count() + 1;
    let place = format!("{line}:{column}");
    let score = score.map_or_else(|| "  – ".to_owned(), |score| format!("{score:.2}"));
    let (entity, rule) = (entity.label(), rule.as_str());
    let _ = writeln!(out, "{place:<8} {entity:<20} {score}  {rule:<32} {verdict}");
    let _ = write!(out, "         {}", text[span.range()].escape_debug());
    for (name, passed) in checks {
        let _ = write!(out, "  {name}: {}", if *passed { "passed" } else { "failed" });
    }
    for reason in reasons {
        let _ = write!(out, "  {reason}");
    }
    if let Some(CueFound { span, raises }) = cue {
        let effect = if *raises { "raises" } else { "lowers" };
        let _ = write!(out, "  cue “{}” {effect}", text[span.range()].escape_debug());
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_says_where_what_and_why() {
        let text = "one\nmail jane.roe@mail.example";
        let out = lines(text, &Settings::default(), |id| id == "global.email", false);
        let mut lines = out.lines();
        let first: Vec<_> = lines.next().unwrap().split_whitespace().collect();
        assert_eq!((first[0], first[1], first[3], first[4]), ("2:6", "EMAIL", "global.email", "detected"));
        assert!(lines.next().unwrap().contains("jane.roe@mail.example  email: passed"));
    }

    #[test]
    fn silence_is_explained_too() {
        assert!(lines("nothing", &Settings::default(), |_| true, false).contains("no rule"));
    }
}
