//! From a rule as written, in TOML or in the form that the build script stores, to a [`Rule`].
//!
//! Owns: what is refused, and where in the file it stands. Both forms go the same way from [`Written`] on. Next:
//! `written.rs`.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::written::{self, Cues, List, Written};
use super::{Pattern, Rule, RuleError, Scores};
use crate::check::Check;
use crate::context::{Context, Cue, CueList, Effect};
use crate::detection::RuleId;
use crate::settings::Language;

/// How many bytes a match may span unless the rule says otherwise.
const REACH: usize = 256;
/// The most a rule may ask for.
const REACH_LIMIT: usize = 16 * 1024;
const WINDOW_BEFORE: usize = 60;
const WINDOW_AFTER: usize = 40;
const WINDOW_LIMIT: usize = 400;

pub(super) fn parse(id: &str, text: &str) -> Result<Rule, RuleError> {
    let written: Written<Check> = toml::from_str(text).map_err(|error| RuleError {
        rule: id.to_owned(),
        line: error.span().map(|span| line_of(text, span.start)),
        reason: error.message().to_owned(),
    })?;
    let rule = written.expanded().and_then(|written| build(id, written, &[]));
    rule.map_err(|(field, reason)| RuleError {
        rule: id.to_owned(),
        line: line_of_field(text, field),
        reason: format!("{field}: {reason}"),
    })
}

/// Reads a rule as the build script stored it; none when it does not read.
pub(super) fn read(id: &str, stored: &[u8]) -> Option<Rule> {
    let (written, facts): (Written<Check>, Vec<u32>) = rmp_serde::from_slice(stored).ok()?;
    build(id, written, &facts).ok()
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

fn line_of_field(text: &str, field: &str) -> Option<usize> {
    let named = |line: &str| line.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().position(|line| named(line) || line.starts_with(&format!("[{field}"))).map(|index| index + 1)
}

type Fault = (&'static str, String);

/// `facts`: of each pattern, the number of its facts among the stored ones, when they are.
fn build(id: &str, written: Written<Check>, facts: &[u32]) -> Result<Rule, Fault> {
    let scores = scores(&written)?;
    check_patterns(&written)?;
    let entity = written.entity.parse().map_err(|e| ("entity", format!("{e}")))?;
    for (field, text) in [("about", &written.about), ("source", &written.source)] {
        if text.trim().len() < 4 {
            return Err((field, "say it in words".to_owned()));
        }
    }
    let context = context(&written.context)?;
    if context.required && !context.all_cues().any(|cue| cue.effect == Effect::Raises) {
        return Err(("context", "required, but no cue raises".to_owned()));
    }
    let folder = id.split('.').next().unwrap_or(id).to_owned();
    let patterns = patterns(&written, facts);
    Ok(Rule {
        id: RuleId::new(id),
        entity,
        about: written.about,
        source: written.source,
        regions: written.regions.unwrap_or_else(|| vec![folder]),
        patterns,
        checks: written.check.into_iter().chain(written.checks).collect(),
        boundary: written.boundary,
        scores,
        context,
    })
}

fn check_patterns(written: &Written<Check>) -> Result<(), Fault> {
    if !(1..=REACH_LIMIT).contains(&written.reach.unwrap_or(REACH)) {
        return Err(("reach", format!("must be 1 to {REACH_LIMIT} bytes")));
    }
    if written.texts().next().is_none() {
        return Err(("pattern", "missing".to_owned()));
    }
    let fits =
        |word: &str| word.is_ascii() && word.starts_with(|c: char| !c.is_ascii_digit() && !c.is_whitespace());
    match written.keywords.iter().find(|word| !fits(word)) {
        Some(word) => {
            Err(("keywords", format!("`{word}` is not an ASCII literal that begins with a letter or sign")))
        }
        None => Ok(()),
    }
}

fn patterns(written: &Written<Check>, facts: &[u32]) -> Vec<Pattern> {
    let keywords: Arc<[String]> = written.keywords.as_slice().into();
    let facts = facts.iter().copied().map(Some).chain(std::iter::repeat(None));
    let one = |(text, stored): (&String, Option<u32>)| Pattern {
        text: text.clone(),
        lead: written.lead.clone(),
        keywords: Arc::clone(&keywords),
        reach: written.reach.unwrap_or(REACH),
        stored,
    };
    written.texts().zip(facts).map(one).collect()
}

fn scores(raw: &Written<Check>) -> Result<Scores, Fault> {
    let scores = Scores {
        plain: raw.score,
        raised: raw.score_with_context.unwrap_or(raw.score),
        lowered: raw.score_lowered.unwrap_or(raw.score * 0.4),
        alone: raw.score_alone.unwrap_or(raw.score),
        unchecked: raw.score_without_check,
    };
    let all = [scores.plain, scores.raised, scores.lowered, scores.alone, scores.unchecked.unwrap_or(0.0)];
    if all.iter().all(|score| (0.0..=1.0).contains(score)) {
        Ok(scores)
    } else {
        Err(("score", "scores are between 0 and 1".to_owned()))
    }
}

fn context(written: &written::Context) -> Result<Context, Fault> {
    let mut lists = Vec::new();
    for list in &written.lists {
        lists.push(shared(list).ok_or_else(|| ("context", format!("no list `{list}` in rules/cues.toml")))?);
    }
    let (before, after) = (written.before.unwrap_or(WINDOW_BEFORE), written.after.unwrap_or(WINDOW_AFTER));
    if before.max(after) > WINDOW_LIMIT {
        return Err(("context", format!("a window is at most {WINDOW_LIMIT} bytes")));
    }
    let cues = cues(&written.raise, &written.lower)?;
    Ok(Context { required: written.required, before, after, cues, lists })
}

fn cues(raise: &Cues, lower: &Cues) -> Result<Vec<Cue>, Fault> {
    let mut cues = Vec::new();
    for (effect, words) in [(Effect::Raises, raise), (Effect::Lowers, lower)] {
        for (code, words) in words {
            let language: Language = code.parse().map_err(|e| ("context", format!("`{code}`: {e}")))?;
            for word in words {
                cues.push(cue(word, effect, language)?);
            }
        }
    }
    Ok(cues)
}

fn cue(word: &str, effect: Effect, language: Language) -> Result<Cue, Fault> {
    let text = word.trim_end_matches('*');
    if text.starts_with(char::is_alphabetic) && is_lower_case(text) {
        return Ok(Cue { text: text.to_owned(), open: word.ends_with('*'), effect, language });
    }
    Err(("context", format!("`{word}`: cues are lower-case words that begin with a letter")))
}

fn is_lower_case(text: &str) -> bool {
    text.chars().all(|c| if c.is_ascii() { !c.is_ascii_uppercase() } else { c.to_lowercase().eq([c]) })
}

/// The cue lists that rules share: `rules/cues.toml`, as the build script stored it.
fn shared(name: &str) -> Option<&'static CueList> {
    static LISTS: OnceLock<BTreeMap<String, CueList>> = OnceLock::new();
    let read = || {
        let stored = include_bytes!(concat!(env!("OUT_DIR"), "/cues.bin"));
        let lists: BTreeMap<String, List> = rmp_serde::from_slice(stored).expect("the build script wrote it");
        let read =
            |list: &List| CueList(cues(&list.raise, &list.lower).expect("rules/cues.toml has cues alone"));
        lists.iter().map(|(name, list)| (name.clone(), read(list))).collect()
    };
    LISTS.get_or_init(read).get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "entity = \"EMAIL\"\nabout = \"an address\"\nsource = \"RFC 5321\"\npattern = '[a-z]+'\nscore = 0.5\n";

    fn fault(extra: &str) -> RuleError {
        parse("x.y", &format!("{GOOD}{extra}")).expect_err("refused")
    }

    #[test]
    fn a_minimal_rule_reads() {
        let rule = parse("x.y", GOOD).expect("a good rule");
        assert_eq!((rule.regions[0].as_str(), rule.patterns.len(), rule.scores.lowered), ("x", 1, 0.2));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line() {
        assert_eq!(fault("colour = 1\n").line, Some(6));
        assert_eq!(fault("score_with_context = 2.0\n").reason, "score: scores are between 0 and 1");
        assert_eq!(fault("check = \"moon\"\n").line, Some(6));
        assert!(fault("[context.raise]\nenglish = [\"x\"]\n").reason.contains("language"));
        assert!(fault("[context.raise]\nen = [\"Upper\"]\n").reason.contains("lower-case"));
        assert!(fault("[context]\nrequired = true\n").reason.contains("no cue"));
        assert_eq!(fault("reach = 99999\n").line, Some(6));
        assert_eq!(fault("keywords = [\"ü\"]\n").line, Some(6));
    }
}
