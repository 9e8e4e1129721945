//! A rule as written, and the one way from there to a [`Rule`].

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Pattern, Rule, RuleError, Scores, parts};
use crate::boundary::Boundary;
use crate::check::Check;
use crate::context::{Context, Cue, Effect};
use crate::detection::RuleId;
use crate::settings::Language;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    entity: String,
    about: String,
    source: String,
    regions: Option<Vec<String>>,
    pattern: Option<String>,
    #[serde(default)]
    patterns: Vec<String>,
    lead: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    reach: Option<usize>,
    check: Option<Check>,
    #[serde(default)]
    checks: Vec<Check>,
    #[serde(default)]
    boundary: Boundary,
    score: f32,
    score_with_context: Option<f32>,
    score_alone: Option<f32>,
    score_lowered: Option<f32>,
    score_without_check: Option<f32>,
    #[serde(default)]
    context: RawContext,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawContext {
    #[serde(default)]
    required: bool,
    before: Option<usize>,
    after: Option<usize>,
    #[serde(default)]
    raise: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    lower: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    lists: Vec<String>,
}

/// How many bytes a match may span unless the rule says otherwise.
const REACH: usize = 256;
/// The most a rule may ask for.
const REACH_LIMIT: usize = 16 * 1024;
const WINDOW_BEFORE: usize = 60;
const WINDOW_AFTER: usize = 40;
const WINDOW_LIMIT: usize = 400;

pub(super) fn parse(id: &str, text: &str) -> Result<Rule, RuleError> {
    let raw: RawRule = toml::from_str(text).map_err(|error| RuleError {
        rule: id.to_owned(),
        line: error.span().map(|span| line_of(text, span.start)),
        reason: error.message().to_owned(),
    })?;
    build(id, raw).map_err(|(field, reason)| RuleError {
        rule: id.to_owned(),
        line: line_of_field(text, field),
        reason: format!("{field}: {reason}"),
    })
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

fn line_of_field(text: &str, field: &str) -> Option<usize> {
    let named = |line: &str| line.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().position(|line| named(line) || line.starts_with(&format!("[{field}"))).map(|index| index + 1)
}

type Fault = (&'static str, String);

fn build(id: &str, raw: RawRule) -> Result<Rule, Fault> {
    let scores = scores(&raw)?;
    let patterns = patterns(&raw)?;
    let entity = raw.entity.parse().map_err(|e| ("entity", format!("{e}")))?;
    for (field, text) in [("about", &raw.about), ("source", &raw.source)] {
        if text.trim().len() < 4 {
            return Err((field, "say it in words".to_owned()));
        }
    }
    let context = context(&raw.context)?;
    if context.required && !context.cues.iter().any(|cue| cue.effect == Effect::Raises) {
        return Err(("context", "required, but no cue raises".to_owned()));
    }
    let folder = id.split('.').next().unwrap_or(id).to_owned();
    Ok(Rule {
        id: RuleId::new(id),
        entity,
        about: raw.about,
        source: raw.source,
        regions: raw.regions.unwrap_or_else(|| vec![folder]),
        patterns,
        checks: raw.check.into_iter().chain(raw.checks).collect(),
        boundary: raw.boundary,
        scores,
        context,
    })
}

fn patterns(raw: &RawRule) -> Result<Vec<Pattern>, Fault> {
    let reach = raw.reach.unwrap_or(REACH);
    if reach == 0 || reach > REACH_LIMIT {
        return Err(("reach", format!("must be 1 to {REACH_LIMIT} bytes")));
    }
    let texts: Vec<&String> = raw.pattern.iter().chain(&raw.patterns).collect();
    if texts.is_empty() {
        return Err(("pattern", "missing".to_owned()));
    }
    let keywords = keywords(&raw.keywords)?;
    let lead = raw.lead.as_deref().map(parts::expand).transpose().map_err(|e| ("lead", e))?;
    let one = |text: &String| {
        let text = parts::expand(text).map_err(|e| ("pattern", e))?;
        Ok(Pattern { text, lead: lead.clone(), keywords: keywords.clone(), reach })
    };
    texts.into_iter().map(one).collect()
}

fn keywords(raw: &[String]) -> Result<Vec<String>, Fault> {
    let fits =
        |word: &str| word.is_ascii() && word.starts_with(|c: char| !c.is_ascii_digit() && !c.is_whitespace());
    match raw.iter().find(|word| !fits(word)) {
        Some(word) => {
            Err(("keywords", format!("`{word}` is not an ASCII literal that begins with a letter or sign")))
        }
        None => Ok(raw.iter().map(|word| word.to_ascii_lowercase()).collect()),
    }
}

fn scores(raw: &RawRule) -> Result<Scores, Fault> {
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

fn context(raw: &RawContext) -> Result<Context, Fault> {
    let mut cues = Vec::new();
    add(&mut cues, &raw.raise, Effect::Raises)?;
    add(&mut cues, &raw.lower, Effect::Lowers)?;
    for list in &raw.lists {
        let shared =
            shared_list(list).ok_or_else(|| ("context", format!("no list `{list}` in rules/cues.toml")))?;
        add(&mut cues, &shared.raise, Effect::Raises)?;
        add(&mut cues, &shared.lower, Effect::Lowers)?;
    }
    let (before, after) = (raw.before.unwrap_or(WINDOW_BEFORE), raw.after.unwrap_or(WINDOW_AFTER));
    if before.max(after) > WINDOW_LIMIT {
        return Err(("context", format!("a window is at most {WINDOW_LIMIT} bytes")));
    }
    Ok(Context { required: raw.required, before, after, cues })
}

fn add(cues: &mut Vec<Cue>, words: &BTreeMap<String, Vec<String>>, effect: Effect) -> Result<(), Fault> {
    for (code, words) in words {
        let language: Language = code.parse().map_err(|e| ("context", format!("`{code}`: {e}")))?;
        for word in words {
            let text = word.trim_end_matches('*');
            if !(text.starts_with(char::is_alphabetic) && is_lower_case(text)) {
                return Err((
                    "context",
                    format!("`{word}`: cues are lower-case words that begin with a letter"),
                ));
            }
            cues.push(Cue { text: text.to_owned(), open: word.ends_with('*'), effect, language });
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedList {
    #[serde(default)]
    raise: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    lower: BTreeMap<String, Vec<String>>,
}

fn is_lower_case(text: &str) -> bool {
    text.chars().all(|c| c.to_lowercase().eq([c]))
}

/// The cue lists that rules share: `rules/cues.toml`.
fn shared_list(name: &str) -> Option<&'static SharedList> {
    static LISTS: std::sync::OnceLock<BTreeMap<String, SharedList>> = std::sync::OnceLock::new();
    let lists = LISTS.get_or_init(|| {
        toml::from_str(include_str!("../../rules/cues.toml")).expect("rules/cues.toml is well formed")
    });
    lists.get(name)
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
