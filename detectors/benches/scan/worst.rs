//! A search for the text that scanning is slowest on: what every rule begins with, over and over.
//!
//! Owns: the pieces (keywords, cue words and beginnings of the cases of every rule, with what may stand behind them) and the list of
//! the slowest. Never: fails; figures are told, `main.rs` holds the goals of the known ones.

use std::collections::BTreeSet;
use std::time::Instant;

use allonym_detectors::{Detection, Detectors, Settings, built_in_rules};

/// Bytes of a text in the first round, which all pieces are in, and in the second.
const SHORT: usize = 4_000;
const LONG: usize = 200_000;
/// How many come into the second round, and how many are told.
const CHOSEN: usize = 160;
const TOLD: usize = 40;
/// What stands behind a piece before it comes again.
const JOINTS: [&str; 14] =
    ["", " ", "1", " 1 ", "=", "=1 ", ": ", ": a1", ":", "-", ".", "\n", "=a1b2", " A1 "];

/// Prints the slowest texts, in nanoseconds a byte by the clock, the best of several runs.
pub(crate) fn search(detectors: &Detectors) {
    let pieces = pieces();
    println!("{} texts", pieces.len());
    let mut slow = slowest(detectors, pieces, SHORT, 2);
    slow.truncate(CHOSEN);
    slow = slowest(detectors, slow.into_iter().map(|(_, piece)| piece), LONG, 3);
    for (nanoseconds, piece) in slow.iter().take(TOLD) {
        println!("{nanoseconds:>9.1} ns a byte  {piece:?}");
    }
}

/// The pieces with what a text of `size` bytes of each costs, the slowest first.
fn slowest(
    detectors: &Detectors,
    pieces: impl IntoIterator<Item = String>,
    size: usize,
    runs: usize,
) -> Vec<(f64, String)> {
    let mut found = Vec::new();
    let with_cost =
        |piece: String| (cost(detectors, &piece.repeat(size / piece.len()), runs, &mut found), piece);
    let mut all: Vec<(f64, String)> = pieces.into_iter().map(with_cost).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all
}

fn cost(detectors: &Detectors, text: &str, runs: usize, found: &mut Vec<Detection>) -> f64 {
    let run = |_| {
        let started = Instant::now();
        detectors.scan_into(text, &Settings::default(), found);
        started.elapsed().as_secs_f64() * 1e9 / text.len() as f64
    };
    (0..runs).map(run).fold(f64::INFINITY, f64::min)
}

/// Every beginning with every joint.
fn pieces() -> BTreeSet<String> {
    let mut beginnings = BTreeSet::new();
    for (_, toml) in built_in_rules() {
        let rule: toml::Table = toml::from_str(toml).expect("a rule of the crate");
        let listed = |value: &toml::Value| -> Vec<String> {
            let list = value.as_array().map_or(&[][..], Vec::as_slice);
            list.iter()
                .filter_map(toml::Value::as_str)
                .map(|word| word.trim_end_matches('*').to_owned())
                .collect()
        };
        beginnings.extend(rule.get("keywords").iter().flat_map(|words| listed(words)));
        let raise = rule.get("context").and_then(|context| context.get("raise")?.as_table());
        let cues = raise.iter().flat_map(|raise| raise.values());
        beginnings.extend(cues.flat_map(|words| listed(words).into_iter().take(2)));
    }
    beginnings.extend(values());
    let joined = |beginning: &String| JOINTS.map(|joint| format!("{beginning}{joint}"));
    beginnings.iter().filter(|beginning| !beginning.is_empty()).flat_map(joined).collect()
}

/// What the cases say must be found, and its first half.
fn values() -> BTreeSet<String> {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")];
    let mut values = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".cases.toml") {
                let cases = std::fs::read_to_string(&path).expect("readable cases");
                values.extend(
                    cases.split('«').skip(1).filter_map(|rest| rest.split('»').next()).map(str::to_owned),
                );
            }
        }
    }
    let half = |value: &String| value.chars().take(value.chars().count().div_ceil(2)).collect::<String>();
    values.iter().map(half).collect::<BTreeSet<_>>().into_iter().chain(values).collect()
}
