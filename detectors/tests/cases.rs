//! Runs every `rules/**/*.cases.toml`: the marked spans, and only they, are found by the rule beside it; and the
//! whole set covers them too. Marks are `«…»`; see `README.md`, "Add a detector".

use std::path::{Path, PathBuf};
use std::{env, fs};

use allonym_detectors::{Dates, Detectors, Settings};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    finds: Vec<Case>,
    ignores: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    /// The threshold of this case; what a proxied request uses unless said otherwise.
    min_score: Option<f32>,
    #[serde(rename = "why")]
    _why: Option<String>,
}

impl Case {
    fn settings(&self) -> Settings {
        let min_score = self.min_score.unwrap_or(Settings::default().min_score);
        Settings { min_score, dates: Dates::All, ..Settings::default() }
    }

    /// The text without marks, and the marked byte ranges.
    fn unmarked(&self) -> (String, Vec<(usize, usize)>) {
        let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
        for c in self.text.chars() {
            match c {
                '«' => start = text.len(),
                '»' => spans.push((start, text.len())),
                other => text.push(other),
            }
        }
        (text, spans)
    }
}

fn rule_files() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(stem) = path.to_string_lossy().strip_suffix(".rule.toml") {
                let id =
                    Path::new(stem).strip_prefix(&root).expect("inside").to_string_lossy().replace('/', ".");
                files.push((id, path.clone()));
            }
        }
    }
    files.sort();
    files
}

/// With `RULE=de.svnr` (or any prefix of ids) only those are run.
fn wanted(id: &str) -> bool {
    env::var("RULE").map_or(true, |prefix| id.starts_with(prefix.replace('/', ".").as_str()))
}

fn cases_of(path: &Path) -> Result<Cases, String> {
    let cases = PathBuf::from(path.to_string_lossy().replace(".rule.toml", ".cases.toml"));
    let text = fs::read_to_string(&cases).map_err(|e| format!("{}: {e}", cases.display()))?;
    toml::from_str(&text).map_err(|e| format!("{}: {e}", cases.display()))
}

fn found(detectors: &Detectors, text: &str, settings: &Settings) -> Vec<(usize, usize)> {
    detectors.scan(text, settings).iter().map(|d| (d.span.start, d.span.end)).collect()
}

fn slices(text: &str, spans: &[(usize, usize)]) -> Vec<String> {
    spans.iter().map(|&(start, end)| text[start..end].to_owned()).collect()
}

/// What is wrong with one rule's cases, a line each.
fn faults(id: &str, path: &Path) -> Vec<String> {
    let toml = fs::read_to_string(path).expect("a readable rule");
    let rule = match Detectors::from_rules([(id, toml.as_str())]) {
        Ok(rule) => rule,
        Err(error) => return vec![error.to_string()],
    };
    let cases = match cases_of(path) {
        Ok(cases) => cases,
        Err(error) => return vec![error],
    };
    let mut faults = Vec::new();
    if cases.finds.len() < 3 || cases.ignores.len() < 3 {
        faults.push(format!("{id}: needs at least three finds and three ignores"));
    }
    for case in cases.finds.iter().chain(&cases.ignores) {
        let (text, marked) = case.unmarked();
        let found = found(&rule, &text, &case.settings());
        if found != marked {
            faults.push(format!(
                "{id}: {text:?}\n    marked {:?}\n    found  {:?}",
                slices(&text, &marked),
                slices(&text, &found)
            ));
        }
    }
    faults.extend(
        cases
            .finds
            .iter()
            .filter(|case| !case.text.contains('«'))
            .map(|case| format!("{id}: no mark in {:?}", case.text)),
    );
    faults
}

#[test]
fn every_rule_finds_and_ignores_what_its_cases_say() {
    let faults: Vec<String> =
        rule_files().iter().filter(|(id, _)| wanted(id)).flat_map(|(id, path)| faults(id, path)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_whole_set_covers_what_each_rule_finds() {
    let mut faults = Vec::new();
    for (id, path) in rule_files().iter().filter(|(id, _)| wanted(id)) {
        for case in cases_of(path).map_or(Vec::new(), |cases| cases.finds) {
            let (text, marked) = case.unmarked();
            let found = found(Detectors::builtin(), &text, &case.settings());
            let covered = |&(start, end): &(usize, usize)| {
                (start..end).all(|at| {
                    !text.as_bytes()[at].is_ascii_alphanumeric()
                        || found.iter().any(|&(s, e)| s <= at && at < e)
                })
            };
            if !marked.iter().all(covered) {
                faults.push(format!("{id}: {text:?}\n    found  {:?}", slices(&text, &found)));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_file_is_a_rule_with_its_cases() {
    let ids: Vec<String> = rule_files().into_iter().map(|(id, _)| id).collect();
    let built: Vec<String> = Detectors::builtin().rules().map(|rule| rule.id.as_str().to_owned()).collect();
    assert_eq!(ids.len(), built.len());
    assert!(built.iter().all(|id| ids.contains(id)));
}
