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

/// The first number behind `name` in a file, in MiB.
fn mebibytes(text: &str, name: &str) -> Option<u64> {
    let (_, rest) = text.split_once(name)?;
    let rest = rest.trim_start_matches([' ', ':']);
    let (digits, unit) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
    Some(digits.parse::<u64>().ok()? << if unit.starts_with(['g', 'G']) { 10 } else { 0 })
}

/// What `allonym doctor` says that the limits allow, in MiB.
fn allowed(variables: &[(&str, &str)]) -> u64 {
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_allonym"))
        .args(["doctor", "--format", "json"])
        .env_clear()
        .envs([("ALLONYM_DETECTION_MODE", "fast"), ("ALLONYM_STATE_DIR", "/nowhere/allonym")])
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    mebibytes(&said, "limits allow").unwrap_or_else(|| panic!("{said}"))
}

/// What is beyond a limit of ours is refused; a process that is beyond its container's is killed, with all that it answers.
#[test]
fn a_container_s_memory_is_enough_for_what_the_limits_allow() {
    for (file, name) in [
        ("deploy/compose.yaml", "mem_limit"),
        ("deploy/two-nodes/compose.yaml", "mem_limit"),
        ("deploy/kubernetes/sidecar.yaml", "limits:\n              memory"),
        ("deploy/helm/allonym/values.yaml", "limits:\n    memory"),
    ] {
        let text = fs::read_to_string(file).unwrap();
        let limit = mebibytes(&text, name).unwrap_or_else(|| panic!("{file} has no limit"));
        let limits = text.split("- name: ").filter(|entry| entry.starts_with("ALLONYM_LIMITS_"));
        let pairs = limits.filter_map(|entry| entry.split_once('\n')).map(|(name, rest)| {
            let value = rest.trim_start().strip_prefix("value: ").and_then(|rest| rest.lines().next());
            (name, value.expect("a value").trim_matches('"'))
        });
        let allowed = allowed(&pairs.collect::<Vec<_>>());
        assert!(limit >= allowed, "{file}: {limit} MiB, and the limits allow {allowed}");
    }
}
