//! Which rules a command works with: the built-in ones, with a folder laid over them, without some.

use std::path::PathBuf;

use allonym_detectors::{Detectors, RuleChange, RuleSet};

use super::Failure;
use crate::rule_folder;

/// What the arguments change about the built-in rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rules {
    /// A folder of `*.rule.toml`; its rules are added, or replace those of the same id.
    pub(super) folder: Option<PathBuf>,
    /// Ids that are left out; `us.*` names a whole folder of rules.
    pub(super) without: Vec<String>,
}

impl Rules {
    /// Compiles the set.
    pub(super) fn detectors(&self) -> Result<Detectors, Failure> {
        let mut rules = RuleSet::builtin();
        if let Some(folder) = &self.folder {
            rule_folder::add(folder, &mut rules).map_err(|refused| {
                let reasons: Vec<_> = refused.iter().map(ToString::to_string).collect();
                wrong(format!("{}: {}", folder.display(), reasons.join("; ")))
            })?;
        }
        for name in &self.without {
            let off = RuleChange { off: true, ..RuleChange::default() };
            rules.change(name, off).map_err(|unknown| wrong(format!("{name}: {unknown}")))?;
        }
        rules.build().map_err(|error| wrong(error.to_string()))
    }
}

fn wrong(message: String) -> Failure {
    Failure { code: 2, message: Some(message) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const RULE: &str = "entity = \"CUSTOMER_ID\"\nabout = \"A number of our own.\"\nsource = \"made up here\"\n\
                        pattern = 'KD[0-9]{6}'\nkeywords = [\"kd\"]\nscore = 0.9\n";

    fn count(set: &Rules) -> usize {
        set.detectors().ok().expect("a good set").rules().count()
    }

    #[test]
    fn a_folder_is_laid_over_the_built_in_rules_and_ids_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("ours")).unwrap();
        fs::write(folder.path().join("ours/customer.rule.toml"), RULE).unwrap();
        let built_in = Detectors::builtin().rules().count();
        let mut set = Rules { folder: Some(folder.path().to_owned()), without: Vec::new() };
        assert_eq!(count(&set), built_in + 1);
        set.without = vec!["global.email".to_owned()];
        assert_eq!(count(&set), built_in);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let refused = |set: Rules| set.detectors().err().expect("refused").message.expect("a reason");
        let unknown = Rules { without: vec!["global.colour".to_owned()], ..Rules::default() };
        assert!(refused(unknown).contains("global.colour"));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bad.rule.toml"), format!("{RULE}colour = 1\n")).unwrap();
        let bad = Rules { folder: Some(folder.path().to_owned()), ..Rules::default() };
        assert!(refused(bad).contains("rule bad, line 7"));
    }
}
