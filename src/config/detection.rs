//! What counts as personal data and what happens to it: `[detection]`, `[policies]`, `[lists]`.
//!
//! Owns: these sections for everyone, and what a tenant adds to them. Never: matches anything; patterns are only read
//! far enough to refuse a bad one at start.

use std::path::{Path, PathBuf};

use allonym_detectors::{CustomName, Entities, Entity, Settings};
use regex_automata::util::syntax;

use super::load::Reader;
use super::raw::join;
use super::setting::Setting;
use super::value_file::ValueFile;
use crate::policy::{Action, Policies};
use crate::pseudonym::sought::{SHORTEST, can_be_sought};
use crate::sensitive::Sensitive;

/// Values and patterns that are known beforehand. The values are personal data themselves.
#[derive(Clone, PartialEq, Eq)]
pub struct Lists {
    /// Never replaced, whatever a detector says.
    pub allow: Known,
    /// Always replaced, as [`Lists::deny_entity`].
    pub deny: Known,
    /// The kind under which denied values are replaced.
    pub deny_entity: Entity,
}

impl Default for Lists {
    fn default() -> Self {
        let deny_entity = CustomName::new("LISTED").map_or(Entity::Secret, Entity::Custom);
        Self { allow: Known::default(), deny: Known::default(), deny_entity }
    }
}

/// One list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Exact values, from the settings and from files.
    pub values: Vec<Sensitive<String>>,
    /// Regular expressions that have been read once without a fault.
    pub patterns: Vec<Sensitive<String>>,
}

/// `[detection]`.
pub(super) fn settings(reader: &mut Reader) -> Settings {
    let plain = Settings::default();
    let entities: Vec<Entity> = reader.read("detection.entities", Vec::new());
    Settings {
        min_score: reader.read("detection.min_score", plain.min_score),
        entities: if entities.is_empty() { Entities::all() } else { Entities::only(entities) },
        dates: reader.read("detection.dates", plain.dates),
        ..plain
    }
}

/// `[policies]` at the top, with its variables.
pub(super) fn shared_policies(reader: &mut Reader) -> Policies {
    let mut policies = Policies::new(reader.read("policies.default", Action::default()));
    let mut labels = reader.keys("policies");
    labels.extend(reader.variables_beginning("ALLONYM_POLICIES_").iter().map(|name| label(name)));
    for key in labels {
        named_policy(reader, "policies", &key, &mut policies);
    }
    policies
}

/// A tenant's policies: the shared ones, changed by what is written at the tenant.
pub(super) fn policies_of_tenant(reader: &mut Reader, tenant: &str, shared: &Policies) -> Policies {
    let path = join(tenant, "policies");
    let mut policies = shared.clone();
    for key in reader.keys(&path) {
        named_policy(reader, &path, &key, &mut policies);
    }
    policies
}

/// The label in a variable's name: `EMAIL`, and `CUSTOM_BADGE` for `CUSTOM:BADGE`.
fn label(name: &str) -> String {
    match name.strip_prefix("CUSTOM_") {
        Some(custom) => format!("CUSTOM:{custom}"),
        None => name.to_owned(),
    }
}

fn named_policy(reader: &mut Reader, path: &str, key: &str, policies: &mut Policies) {
    let setting = join(path, key);
    if key.eq_ignore_ascii_case("default") {
        if path != "policies" {
            policies.set_default(reader.read(&setting, policies.default_action()));
        }
        return;
    }
    let action = reader.optional::<Action>(&setting);
    match (key.to_ascii_uppercase().parse(), action) {
        (Ok(entity), Some(action)) => policies.set(entity, action),
        (Ok(_), None) => {}
        (Err(_), _) => {
            reader.fault(&setting, format!("there is no such entity; expected {}", Entity::EXPECTED));
        }
    }
}

/// `[lists]` at the top (`section` is `lists`) or a tenant's; a tenant's are added to the shared ones.
pub(super) fn lists(reader: &mut Reader, section: &str, shared: &Lists) -> Lists {
    let mut lists = shared.clone();
    add(reader, &join(section, "allow"), &mut lists.allow);
    let deny = join(section, "deny");
    let (values, patterns) = (lists.deny.values.len(), lists.deny.patterns.len());
    add(reader, &deny, &mut lists.deny);
    warn_of_short(reader, &deny, &lists.deny.values[values..]);
    warn_of_held(reader, &format!("{deny}_patterns"), &lists.deny.patterns[patterns..]);
    lists.deny_entity = reader.read(&join(section, "deny_entity"), lists.deny_entity);
    lists
}

fn add(reader: &mut Reader, path: &str, known: &mut Known) {
    known.values.extend(reader.read(path, Vec::<Sensitive<String>>::new()));
    let files = format!("{path}_files");
    for file in reader.read(&files, Vec::<PathBuf>::new()) {
        known.values.extend(listed(reader, &files, &file));
    }
    let setting = format!("{path}_patterns");
    let patterns = reader.read(&setting, Vec::<Sensitive<String>>::new());
    for (at, pattern) in patterns.iter().enumerate() {
        if let Err(trouble) = check_pattern(pattern.expose()) {
            reader.fault(&setting, format!("pattern {} {trouble}", at + 1));
        }
    }
    known.patterns.extend(patterns);
}

/// Says how many of `values` are never looked for, because they would stand in any text by chance.
fn warn_of_short(reader: &mut Reader, path: &str, values: &[Sensitive<String>]) {
    let short = values.iter().filter(|value| !can_be_sought(value.expose().trim())).count();
    if short > 0 {
        let all = values.len();
        reader
            .warn(path, format_args!("{short} of {all} values are too short to be looked for ({SHORTEST})"));
    }
}

/// Says how many of `patterns` find nothing inside a text, because they are held to its ends.
fn warn_of_held(reader: &mut Reader, path: &str, patterns: &[Sensitive<String>]) {
    let is_held = |pattern: &&Sensitive<String>| {
        syntax::parse(pattern.expose()).is_ok_and(|parsed| {
            let properties = parsed.properties();
            properties.look_set_prefix().contains_anchor_haystack()
                || properties.look_set_suffix().contains_anchor_haystack()
        })
    };
    let held = patterns.iter().filter(is_held).count();
    if held > 0 {
        let all = patterns.len();
        let what = "match at the beginning or the end of a whole text alone (^, $)";
        reader.warn(
            path,
            format_args!("{held} of {all} patterns {what}; leave that out to find a value inside one"),
        );
    }
}

/// The values of a file that the setting at `path` names.
fn listed(reader: &mut Reader, path: &str, name: &Path) -> Vec<Sensitive<String>> {
    let values = ValueFile::named(name).and_then(|file| match reader.file(path, &file.path) {
        Some(text) => file.values(&text),
        None => Ok(Vec::new()),
    });
    values.unwrap_or_else(|trouble| {
        reader.fault(path, format!("{}: {trouble}", name.display()));
        Vec::new()
    })
}

fn check_pattern(pattern: &str) -> Result<(), &'static str> {
    let parsed = syntax::parse(pattern)
        .map_err(|_| "is not a regular expression (look-around and back-references do not exist here)")?;
    match parsed.properties().minimum_len() {
        Some(0) | None => {
            Err("matches the empty text, and so everything; make it match at least one character")
        }
        Some(_) => Ok(()),
    }
}
