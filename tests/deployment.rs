//! What `deploy/` says of Allonym holds: every variable there is a setting, and every path of health is one that answers.
//!
//! Owns: that the files for running it do not fall behind the code. Never: judges what belongs to systemd, Kubernetes or
//! nginx; `deploy/README.md` says how that was checked.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const HEALTH: [&str; 2] = ["/v1/health/live", "/v1/health/ready"];

/// Every file below `folder` but the example of the settings, which is what they are held to.
fn files(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if !path.ends_with("allonym.example.toml") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn deployed() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(Path::new("deploy"), &mut found);
    assert!(found.len() > 10, "the files below deploy");
    found
}

/// The words of `text` that begin with `start` and go on with these characters.
fn words<'t>(text: &'t str, start: &'t str, goes_on: fn(char) -> bool) -> impl Iterator<Item = &'t str> {
    text.match_indices(start).map(move |(at, _)| {
        let rest = &text[at + start.len()..];
        &text[at..at + start.len() + rest.find(|c| !goes_on(c)).unwrap_or(rest.len())]
    })
}

#[test]
fn every_variable_is_a_setting() {
    let example = fs::read_to_string("deploy/allonym.example.toml").unwrap();
    let part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let settings: BTreeSet<&str> = words(&example, "ALLONYM_", part).collect();
    let mut seen = 0;
    for (file, text) in deployed() {
        for variable in words(&text, "ALLONYM_", part) {
            assert!(settings.contains(variable), "{file}: {variable} is no setting");
            seen += 1;
        }
    }
    assert!(seen > 10, "variables were found");
}

#[test]
fn every_path_of_health_is_one_that_answers() {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_');
    let mut seen = 0;
    for (file, text) in deployed() {
        for path in words(&text, "/v1/health", part) {
            assert!(HEALTH.contains(&path), "{file}: {path}");
            seen += 1;
        }
    }
    assert!(seen > 5, "paths were found");
}
