//! What is different about the rules: `detection.rule_folders`, and `[[rules]]`, a table for each change.
//!
//! Owns: these settings and the set they make. Never: reads a rule; `rule_folder.rs` brings the text, the detectors judge.

use std::path::PathBuf;
use std::sync::Arc;

use allonym_detectors::{Detectors, RuleChange, RuleSet};

use super::load::Reader;
use crate::policy::{Action, Policies};
use crate::rule_folder;

/// What a `[[rules]]` table says of the rules that `id` stands for.
struct Change {
    id: String,
    change: RuleChange,
    policy: Option<Action>,
}

/// The compiled rules; none where nothing differs from the built-in ones. Sets the policies of rules too.
pub(super) fn rules(reader: &mut Reader, policies: &mut Policies) -> Option<Arc<Detectors>> {
    let mut rules = RuleSet::builtin();
    let folders: Vec<PathBuf> = reader.read("detection.rule_folders", Vec::new());
    for folder in folders {
        let refused = rule_folder::add(&reader.located(&folder), &mut rules).err().unwrap_or_default();
        for reason in refused {
            reader.fault("detection.rule_folders", format!("{}: {reason}", folder.display()));
        }
    }
    for row in 0..reader.rows("rules") {
        let path = format!("rules[{row}]");
        let Change { id, change, policy } = change(reader, &path);
        if let Err(unknown) = rules.change(&id, change) {
            reader.fault(&format!("{path}.id"), unknown.to_string());
        }
        policies.set_of_rules(&id, policy);
    }
    if rules.is_builtin() {
        return None;
    }
    let built = rules.build().map_err(|error| reader.fault("detection.rule_folders", error.to_string()));
    built.ok().map(Arc::new)
}

fn change(reader: &mut Reader, path: &str) -> Change {
    let enabled = reader.read(&format!("{path}.enabled"), true);
    Change {
        id: reader.optional(&format!("{path}.id")).unwrap_or_default(),
        change: RuleChange {
            off: !enabled,
            score: reader.optional(&format!("{path}.score")),
            score_with_context: reader.optional(&format!("{path}.score_with_context")),
        },
        policy: reader.optional(&format!("{path}.policy")),
    }
}
