//! [`Reader`]: one setting after the other, environment over file over default.
//!
//! Owns: the order of precedence, the collecting of faults, and the list of everything that was asked for, from which
//! come both "unknown setting" and `allonym check`'s report. Never: stops at a fault; a faulty setting reads as its
//! default so that the rest is still looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use super::fault::{Fault, Faults};
use super::names::{closest, variables};
use super::raw::{self, Environment, Origin, Written};
use super::setting::{Count, Setting};
use crate::file_fault::in_words;

/// A setting as it is in effect, without its value where that is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The setting, `limits.body_bytes`.
    pub setting: String,
    /// The environment variables that set it, the strongest first.
    pub variables: Vec<String>,
    /// Its value as it would stand in a file; `(set)` for a secret, `(not set)` where there is none.
    pub shown: String,
    /// Where it comes from.
    pub origin: Origin,
}

impl Display for Effective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = format!("{} = {}", self.setting, self.shown);
        write!(f, "{written:<50} # {}", self.origin)?;
        match (&self.origin, self.variables.first()) {
            (Origin::Default | Origin::Line(_), Some(variable)) => write!(f, ", {variable}"),
            _ => Ok(()),
        }
    }
}

pub(super) struct Reader {
    file: BTreeMap<String, Written>,
    environment: Environment,
    directory: PathBuf,
    faults: Vec<Fault>,
    warnings: Vec<String>,
    effective: Vec<Effective>,
    known_variables: BTreeSet<String>,
    open_sections: BTreeSet<String>,
}

/// What a [`Reader`] has seen.
pub(super) struct Seen {
    pub(super) effective: Vec<Effective>,
    pub(super) warnings: Vec<String>,
}

impl Reader {
    /// Over a file's text. Paths in it count from `directory`.
    pub(super) fn new(text: &str, directory: &Path, environment: Environment) -> Result<Self, Faults> {
        Ok(Self {
            file: raw::parse(text)?,
            environment,
            directory: directory.to_owned(),
            faults: Vec::new(),
            warnings: Vec::new(),
            effective: Vec::new(),
            known_variables: BTreeSet::new(),
            open_sections: BTreeSet::new(),
        })
    }

    /// The setting at `path`, or `default` where nothing (or nothing readable) is written.
    pub(super) fn read<T: Setting>(&mut self, path: &str, default: T) -> T {
        let (value, origin) = self.look_up(path).unwrap_or((default, Origin::Default));
        self.note(path, value.show(), origin);
        value
    }

    /// The setting at `path`, which has no default.
    pub(super) fn optional<T: Setting>(&mut self, path: &str) -> Option<T> {
        let (value, origin) =
            self.look_up(path).map_or((None, Origin::Default), |(value, at)| (Some(value), at));
        self.note(path, value.as_ref().map_or("(not set)".to_owned(), T::show), origin);
        value
    }

    /// Like [`Reader::read`], for a number that must not be below `least`.
    pub(super) fn at_least<T: Setting + PartialOrd>(&mut self, path: &str, least: &T, default: T) -> T {
        let value = self.read(path, default);
        if value < *least {
            self.fault(path, format!("must be at least {}", least.show()));
        }
        value
    }

    /// Like [`Reader::at_least`], for a number that must not be above `most` either.
    pub(super) fn between<T: Setting + PartialOrd>(
        &mut self,
        path: &str,
        (least, most): (&T, &T),
        default: T,
    ) -> T {
        let value = self.at_least(path, least, default);
        if value > *most {
            self.fault(path, format!("must be at most {}", most.show()));
        }
        value
    }

    /// Like [`Reader::at_least`], for a count.
    pub(super) fn count(&mut self, path: &str, least: usize, default: usize) -> usize {
        self.at_least(path, &Count(least), Count(default)).0
    }

    fn look_up<T: Setting>(&mut self, path: &str) -> Option<(T, Origin)> {
        let names = variables(path);
        self.known_variables.extend(names.iter().cloned());
        let written = self.written(path, &names)?;
        let value = T::read(&written.value);
        if value.is_none() {
            self.fault(path, format!("expected {}", T::EXPECTED));
        }
        Some((value?, written.origin))
    }

    fn written(&self, path: &str, names: &[String]) -> Option<Written> {
        let variable = names.iter().find_map(|name| Some((name, self.environment.get(name)?)));
        match variable {
            Some((name, text)) => Some(Written {
                value: raw::Value::Text(text.to_owned()),
                origin: Origin::Variable(name.clone()),
            }),
            None => self.file.get(path).filter(|written| written.value != raw::Value::Nothing).cloned(),
        }
    }

    fn note(&mut self, path: &str, shown: String, origin: Origin) {
        let variables = variables(path);
        self.effective.push(Effective { setting: path.to_owned(), variables, shown, origin });
    }

    /// Where the setting at `path` is written.
    pub(super) fn origin(&self, path: &str) -> Origin {
        self.written(path, &variables(path)).map_or(Origin::Default, |written| written.origin)
    }

    /// Records that something is wrong with the setting at `path`.
    pub(super) fn fault(&mut self, path: &str, remedy: impl Into<String>) {
        let place = self.origin(path).place();
        self.faults.push(Fault { place, setting: path.to_owned(), remedy: remedy.into() });
    }

    /// Records that the setting at `path` does not do all that it seems to.
    pub(super) fn warn(&mut self, path: &str, what: impl Display) {
        self.warnings.push(format!("{path}: {what}"));
    }

    /// The keys that the file has below `path`, a section whose keys the user chooses.
    pub(super) fn keys(&mut self, path: &str) -> BTreeSet<String> {
        self.open_sections.insert(path.to_owned());
        let below = format!("{path}.");
        let written = self.file.keys().filter_map(|name| name.strip_prefix(&below));
        written.map(|key| key.trim_matches('"').to_owned()).collect()
    }

    /// The ends of all variables that begin with `prefix`.
    pub(super) fn variables_beginning(&self, prefix: &str) -> BTreeSet<String> {
        self.environment.beginning(prefix).map(|name| name[prefix.len()..].to_owned()).collect()
    }

    /// How many tables `[[path]]` there are.
    pub(super) fn rows(&self, path: &str) -> usize {
        let below = format!("{path}[");
        let row = |name: &String| name.strip_prefix(&below)?.split_once(']')?.0.parse::<usize>().ok();
        self.file.keys().filter_map(row).max().map_or(0, |last| last + 1)
    }

    /// A variable that another setting names.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        self.environment.get(name).map(str::to_owned)
    }

    /// Where a path that is written in the file leads.
    pub(super) fn located(&self, path: &Path) -> PathBuf {
        self.directory.join(path)
    }

    /// The text of a file that the setting at `path` names.
    pub(super) fn file(&mut self, path: &str, file: &Path) -> Option<String> {
        match std::fs::read_to_string(self.located(file)) {
            // Editors of some systems put a byte order mark before the first value, which is no part of it.
            Ok(text) => Some(text.trim_start_matches('\u{feff}').to_owned()),
            Err(error) => {
                let why = in_words(error.kind());
                self.fault(path, format!("the file {} cannot be read ({why})", file.display()));
                None
            }
        }
    }

    /// What is wrong so far, where nobody asks for everything that is written.
    pub(super) fn faults(self) -> Result<(), Faults> {
        if self.faults.is_empty() { Ok(()) } else { Err(Faults(self.faults)) }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Everything that is wrong, unknown settings included.
    pub(super) fn finish(mut self) -> Result<Seen, Faults> {
        let known: BTreeSet<String> = self.effective.iter().map(|setting| setting.setting.clone()).collect();
        self.unknown_settings(&known);
        let mut warnings = self.unknown_variables();
        warnings.append(&mut self.warnings);
        if self.faults.is_empty() {
            Ok(Seen { effective: self.effective, warnings })
        } else {
            Err(Faults(self.faults))
        }
    }

    fn unknown_settings(&mut self, known: &BTreeSet<String>) {
        let section = |path: &str| known.iter().any(|name| name.starts_with(&format!("{path}.")));
        let empty_section = |path: &String, written: &Written| {
            written.value == raw::Value::Nothing && (section(path) || self.open_sections.contains(path))
        };
        let unknown =
            self.file.iter().filter(|(path, at)| !known.contains(*path) && !empty_section(path, at));
        let unknown: Vec<_> = unknown.map(|(path, _)| path.clone()).collect();
        for path in unknown {
            let remedy = match closest(&path, known.iter().map(String::as_str)) {
                _ if section(&path) => format!("this is a section; write [{path}] and its settings below"),
                Some(name) => format!("there is no such setting; did you mean {name}?"),
                None => "there is no such setting; remove it (`allonym check` lists all settings)".to_owned(),
            };
            self.fault(&path, remedy);
        }
    }

    /// A misspelt variable of a known section is a fault. Others are only warned about: container platforms make
    /// variables from a service's name, and those are not meant for us.
    fn unknown_variables(&mut self) -> Vec<String> {
        let stray = |name: &&str| !self.known_variables.contains(*name) && !made_by_a_platform(name);
        let unknown: Vec<_> =
            self.environment.beginning("ALLONYM_").filter(stray).map(str::to_owned).collect();
        let mut warnings = Vec::new();
        for name in unknown {
            let hint = closest(&name, self.known_variables.iter().map(String::as_str));
            let hint = hint.map_or(String::new(), |close| format!("; did you mean {close}?"));
            let remedy = format!("there is no such setting{hint}");
            if self.known_variables.iter().any(|known| same_section(known, &name)) {
                self.faults.push(Fault { place: Some(name), setting: String::new(), remedy });
            } else {
                warnings.push(format!("{name} is not used: {remedy}"));
            }
        }
        warnings
    }
}

/// The variable names the configuration file itself, or stems from a service called `allonym` (Kubernetes, Docker).
fn made_by_a_platform(name: &str) -> bool {
    name == "ALLONYM_CONFIG" || name.starts_with("ALLONYM_PORT") || name.starts_with("ALLONYM_SERVICE_")
}

fn same_section(known: &str, name: &str) -> bool {
    let section = |name: &str| name.split('_').nth(1).map(str::to_owned);
    known.matches('_').count() >= 2 && section(known) == section(name)
}
