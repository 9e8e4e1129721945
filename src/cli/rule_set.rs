//! Which rules a command works with: the built-in ones, with a folder laid over them, without some.
//!
//! Owns: reading rule files. Never: looks into them; the detectors refuse what is not right.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use allonym_detectors::{Detectors, built_in_rules};

use super::Failure;

const SUFFIX: &str = ".rule.toml";

/// What is changed about the built-in rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RuleSet {
    /// A folder of `*.rule.toml`; its rules are added, or replace those of the same id.
    pub(super) folder: Option<PathBuf>,
    /// Ids that are left out; `us.*` names a whole folder of rules.
    pub(super) without: Vec<String>,
}

impl RuleSet {
    /// Compiles the set.
    pub(super) fn detectors(&self) -> Result<Detectors, Failure> {
        let mut rules: BTreeMap<String, String> =
            built_in_rules().map(|(id, toml)| (id.to_owned(), toml.to_owned())).collect();
        if let Some(folder) = &self.folder {
            add(folder, folder, &mut rules).map_err(|error| unreadable(folder, &error))?;
        }
        for wanted in &self.without {
            let before = rules.len();
            rules.retain(|id, _| !names(wanted, id));
            if rules.len() == before {
                return Err(Failure { code: 2, message: Some(format!("no rule is called {wanted}")) });
            }
        }
        let pairs = rules.iter().map(|(id, toml)| (id.as_str(), toml.as_str()));
        let detectors = Detectors::from_rules(pairs).map(Detectors::with_names);
        detectors.map_err(|error| Failure { code: 2, message: Some(error.to_string()) })
    }
}

fn unreadable(folder: &Path, error: &io::Error) -> Failure {
    Failure { code: 2, message: Some(format!("{}: {}", folder.display(), error.kind())) }
}

/// Whether `wanted`, an id or `<folder>.*`, names this rule.
pub(super) fn names(wanted: &str, id: &str) -> bool {
    match wanted.strip_suffix(".*") {
        Some(folder) => id.strip_prefix(folder).is_some_and(|rest| rest.starts_with('.')),
        None => id == wanted,
    }
}

fn add(root: &Path, folder: &Path, rules: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            add(root, &path, rules)?;
        } else if let Some(id) = id_of(root, &path) {
            rules.insert(id, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// The id that a file's place gives it: `us/ssn.rule.toml` is `us.ssn`.
fn id_of(root: &Path, file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root).ok()?.to_str()?;
    Some(inside.strip_suffix(SUFFIX)?.replace(['/', '\\'], "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "entity = \"CUSTOMER_ID\"\nabout = \"A number of our own.\"\nsource = \"made up here\"\n\
                        pattern = 'KD[0-9]{6}'\nkeywords = [\"kd\"]\nscore = 0.9\n";

    fn count(set: &RuleSet) -> usize {
        set.detectors().ok().expect("a good set").rules().count()
    }

    #[test]
    fn a_folder_is_laid_over_the_built_in_rules_and_ids_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("ours")).unwrap();
        fs::write(folder.path().join("ours/customer.rule.toml"), RULE).unwrap();
        let built_in = Detectors::builtin().rules().count();
        let mut set = RuleSet { folder: Some(folder.path().to_owned()), without: Vec::new() };
        assert_eq!(count(&set), built_in + 1);
        set.without = vec!["global.email".to_owned()];
        assert_eq!(count(&set), built_in);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let refused = |set: RuleSet| set.detectors().err().expect("refused").message.expect("a reason");
        let unknown = RuleSet { without: vec!["global.colour".to_owned()], ..RuleSet::default() };
        assert!(refused(unknown).contains("global.colour"));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bad.rule.toml"), format!("{RULE}colour = 1\n")).unwrap();
        let bad = RuleSet { folder: Some(folder.path().to_owned()), ..RuleSet::default() };
        assert!(refused(bad).contains("rule bad, line 7"));
    }

    #[test]
    fn a_star_names_a_whole_folder() {
        assert!(names("us.*", "us.ssn") && !names("us.*", "usa.ssn") && !names("us", "us.ssn"));
    }
}
