//! [`RuleSet`]: the built-in rules with others added, left out or scored anew, on the way to [`Detectors`].
//!
//! Owns: what a user may change about the rules, and the refusal of added rules that would match nearly everything
//! (`rule_set/ordinary.rs`). Never: reads a file; callers bring the text.

mod ordinary;

use std::collections::{BTreeMap, BTreeSet};

use crate::registry::{BUILT_IN, BuiltIn, Detectors, built_in_rules};
use crate::rule::{Rule, RuleError};

/// A set of rules in the making.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// Id and TOML text of rules of one's own; one with the id of a built-in rule takes its place.
    added: BTreeMap<String, String>,
    changes: BTreeMap<String, RuleChange>,
}

/// What is different about one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RuleChange {
    /// The rule is left out.
    pub off: bool,
    /// Its score without a cue word, 0 to 1.
    pub score: Option<f32>,
    /// Its score with a raising cue word, 0 to 1.
    pub score_with_context: Option<f32>,
}

impl RuleSet {
    /// The built-in rules as they are.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }

    /// Whether nothing is different from the built-in rules.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        self.added.is_empty() && self.changes.is_empty()
    }

    /// Adds a rule, or puts it in the place of the one with this id. `toml` is the text of a rule file.
    ///
    /// # Errors
    /// The rule does not read or compile, or it is so broad that it would replace ordinary text.
    pub fn add(&mut self, id: &str, toml: &str) -> Result<(), RuleError> {
        ordinary::refuse_broad(id, toml)?;
        self.added.insert(id.to_owned(), toml.to_owned());
        Ok(())
    }

    /// Changes the rules that `names` stands for: an id, or `us.*` for a whole folder of rules.
    ///
    /// # Errors
    /// No rule has this name.
    pub fn change(&mut self, names: &str, change: RuleChange) -> Result<(), UnknownRule> {
        let ids: BTreeSet<&str> =
            built_in_rules().map(|(id, _)| id).chain(self.added.keys().map(String::as_str)).collect();
        let meant: Vec<String> =
            ids.into_iter().filter(|id| stands_for(names, id)).map(str::to_owned).collect();
        if meant.is_empty() {
            return Err(UnknownRule);
        }
        self.changes.extend(meant.into_iter().map(|id| (id, change)));
        Ok(())
    }

    /// Compiles the set; names are looked for too.
    ///
    /// # Errors
    /// The first rule that does not read or compile.
    pub fn build(&self) -> Result<Detectors, RuleError> {
        let built_in = BUILT_IN.iter().filter(|rule| !self.added.contains_key(rule.id));
        let mut rules: Vec<Result<Rule, RuleError>> =
            built_in.filter(|rule| !self.is_off(rule.id)).map(BuiltIn::rule).collect();
        let added = self.added.iter().filter(|(id, _)| !self.is_off(id));
        rules.extend(added.map(|(id, toml)| Rule::parse(id, toml)));
        let rules = rules.into_iter().map(|rule| Ok(self.changed(rule?)));
        Detectors::of(rules.collect::<Result<_, _>>()?).map(Detectors::with_names)
    }

    fn is_off(&self, id: &str) -> bool {
        self.changes.get(id).is_some_and(|change| change.off)
    }

    fn changed(&self, mut rule: Rule) -> Rule {
        let change = self.changes.get(rule.id.as_str()).copied().unwrap_or_default();
        let scores = &mut rule.scores;
        scores.plain = change.score.unwrap_or(scores.plain);
        scores.alone = change.score.unwrap_or(scores.alone);
        scores.raised = change.score_with_context.unwrap_or(scores.raised.max(scores.plain));
        rule
    }
}

/// No rule has the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownRule;

impl std::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no rule is called so; `allonym rules` lists them, `us.*` stands for a folder of them")
    }
}

impl std::error::Error for UnknownRule {}

/// Whether `name`, an id or `folder.*`, stands for this rule.
#[must_use]
pub fn stands_for(name: &str, id: &str) -> bool {
    match name.strip_suffix(".*") {
        Some(folder) => id.strip_prefix(folder).is_some_and(|rest| rest.starts_with('.')),
        None => id == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    const BADGE: &str = "entity = \"CUSTOM:BADGE\"\nabout = \"A badge.\"\nsource = \"made up here\"\n\
                         pattern = 'BDG-[0-9]{6}'\nkeywords = [\"bdg\"]\nscore = 0.9\n";

    fn rules_that_find(set: &RuleSet, text: &str) -> Vec<String> {
        let detectors = set.build().expect("a good set");
        detectors.scan(text, &Settings::report()).iter().map(|found| found.rule.to_string()).collect()
    }

    #[test]
    fn rules_are_added_replaced_left_out_and_scored_anew() {
        let text = "badge BDG-123456 of jane.roe@mail.example";
        let mut set = RuleSet::builtin();
        assert!(set.is_builtin());
        set.add("ours.badge", BADGE).expect("a good rule");
        assert_eq!(rules_that_find(&set, text), ["ours.badge", "global.email"]);
        set.change("global.email", RuleChange { off: true, ..RuleChange::default() }).expect("a rule");
        assert_eq!(rules_that_find(&set, text), ["ours.badge"]);
        set.change("ours.*", RuleChange { score: Some(0.1), ..RuleChange::default() }).expect("rules");
        assert!(
            set.build().unwrap().scan(text, &Settings { min_score: 0.95, ..Settings::report() }).is_empty()
        );
        assert_eq!(set.change("ours.bagde", RuleChange::default()), Err(UnknownRule));
        set.add("global.iban", BADGE).expect("a good rule");
        assert!(
            rules_that_find(&set, "IBAN DE02 1203 0000 0000 2020 51")
                .iter()
                .all(|rule| rule != "global.iban")
        );
    }

    #[test]
    fn a_star_stands_for_a_whole_folder() {
        assert!(
            stands_for("us.*", "us.ssn") && !stands_for("us.*", "usa.ssn") && !stands_for("us", "us.ssn")
        );
    }
}
