//! Refuses rules that match ordinary text: a pattern such as `[a-z0-9]+` would turn every request into pseudonyms.
//!
//! Owns: the measure, and text of many kinds that holds nothing personal (`ordinary.txt`, written for this). Never: judges
//! a built-in rule; those have cases and a corpus of their own.

use crate::registry::Detectors;
use crate::rule::{Rule, RuleError};
use crate::settings::{Dates, Settings};

const ORDINARY: &str = include_str!("ordinary.txt");
/// So many matches in the text are chance; more are a habit.
const TOLERATED: usize = 3;

/// # Errors
/// The rule does not read or compile, can never match, or is too broad.
pub(super) fn refuse_broad(id: &str, toml: &str) -> Result<(), RuleError> {
    let rule = Rule::parse(id, toml)?;
    let alone = Detectors::of(vec![rule])?;
    let settings = Settings { min_score: 0.0, dates: Dates::All, ..Settings::default() };
    let found = alone.scan(ORDINARY, &settings);
    if found.len() <= TOLERATED {
        return anchored(id, toml);
    }
    let first = &ORDINARY[found[0].span.range()];
    let reason = format!(
        "pattern: matches ordinary text {} times in {} bytes, first `{first}`; make it narrower, or require a cue word",
        found.len(),
        ORDINARY.len()
    );
    Err(RuleError { line: line_of_pattern(toml), ..RuleError::new(id, reason) })
}

/// `^` and `$` mean the ends of the whole text, so such a pattern hardly ever matches.
fn anchored(id: &str, toml: &str) -> Result<(), RuleError> {
    let Some(line) = line_of_pattern(toml) else { return Ok(()) };
    let text = toml.lines().nth(line - 1).unwrap_or_default();
    let pattern = text.split_once('=').map_or("", |(_, pattern)| pattern.trim().trim_matches(['\'', '"']));
    if pattern.starts_with('^') || (pattern.ends_with('$') && !pattern.ends_with("\\$")) {
        let reason = "pattern: ^ and $ stand for the ends of the whole text; leave them out, `boundary` sees to the rest";
        return Err(RuleError { line: Some(line), ..RuleError::new(id, reason) });
    }
    Ok(())
}

fn line_of_pattern(toml: &str) -> Option<usize> {
    toml.lines().position(|line| line.starts_with("pattern")).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(pattern: &str, more: &str) -> Result<(), RuleError> {
        let toml = format!(
            "entity = \"CUSTOM:X\"\nabout = \"Some number.\"\nsource = \"ours\"\npattern = '{pattern}'\nscore = 0.9\n{more}"
        );
        refuse_broad("ours.x", &toml)
    }

    #[test]
    fn broad_patterns_are_refused_with_the_reason_and_the_line() {
        for pattern in ["[a-z0-9]+", "[0-9]{1,4}", "[0-9]+", "[A-Za-z]*[0-9]"] {
            let error = verdict(pattern, "").expect_err(pattern);
            assert_eq!(error.line, Some(4), "{pattern}");
            assert!(error.reason.contains("ordinary text"), "{error}");
        }
        assert!(verdict("^EX[0-9]{4}$", "").expect_err("anchored").reason.contains("whole text"));
    }

    #[test]
    fn narrow_patterns_and_those_that_need_a_cue_are_taken() {
        verdict("KD[0-9]{6}", "").expect("narrow");
        verdict("[0-9]{4,9}", "[context]\nrequired = true\nraise.en = [\"badge number\"]\n")
            .expect("needs a cue");
    }

    #[test]
    fn ordinary_text_holds_nothing_personal() {
        let found = crate::scan(ORDINARY, &Settings::default());
        let texts: Vec<_> = found.iter().map(|found| &ORDINARY[found.span.range()]).collect();
        assert!(texts.is_empty(), "{texts:?}");
    }
}
