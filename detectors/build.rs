//! Finds `rules/**/*.rule.toml` in sorted order, writes one table of (id, text) for `registry.rs`, and compiles the rules'
//! patterns, which takes longer than a start may, into `patterns.bin` for `stored.rs`.
//!
//! A rule's id is its path: `rules/de/tax_id.rule.toml` is `de.tax_id`. Nothing is judged here: `src/rule.rs` refuses what it
//! does not understand, and a pattern that does not compile is left out, so that the crate says why.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use pattern::{Facts, Source};
use serde::Deserialize;

/// What the crate compiles patterns with.
#[allow(dead_code, reason = "the crate walks and reads what is only built and written here")]
#[path = "src"]
mod shared {
    pub(crate) mod automaton;
    #[path = "rule/parts.rs"]
    pub(crate) mod parts;
    pub(crate) mod pattern;
    #[path = "pattern/write.rs"]
    pub(crate) mod write;
}

use shared::{automaton, parts, pattern, write};

const SUFFIX: &str = ".rule.toml";

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let rules = root.join("rules");
    println!("cargo::rerun-if-changed={}", rules.display());
    let mut files = Vec::new();
    collect(&rules, &mut files);
    files.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    fs::write(out.join("rules.rs"), table(&rules, &files)).expect("the build folder is writable");
    fs::write(out.join("patterns.bin"), compiled(&files)).expect("the build folder is writable");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).expect("the rules folder is readable") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.to_string_lossy().ends_with(SUFFIX) {
            files.push(path);
        }
    }
}

fn table(rules: &Path, files: &[PathBuf]) -> String {
    let mut table = String::from("&[\n");
    for file in files {
        let id = id_of(rules, file);
        writeln!(table, "    ({id:?}, include_str!({:?})),", file.display().to_string()).expect("in memory");
    }
    table.push(']');
    table
}

fn id_of(rules: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(rules).expect("found below the folder");
    let name = inside.to_string_lossy().replace(['/', '\\'], ".");
    name.strip_suffix(SUFFIX).expect("filtered by suffix").to_owned()
}

/// What of a rule its patterns' facts follow from.
#[derive(Deserialize)]
struct Patterns {
    pattern: Option<String>,
    #[serde(default)]
    patterns: Vec<String>,
    lead: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    boundary: String,
}

fn compiled(files: &[PathBuf]) -> Vec<u8> {
    let read = |file: &PathBuf| toml::from_str(&fs::read_to_string(file).ok()?).ok();
    let rules: Vec<Patterns> = files.iter().filter_map(read).map(expanded).collect();
    let sources = rules.iter().flat_map(|rule| rule.patterns.iter().map(|text| source(rule, text)));
    let facts = |source| Some((source, Facts::compute(source).ok()?));
    let known: Vec<(Source<'_>, Facts)> = sources.filter_map(facts).collect();
    let order = env::var("CARGO_CFG_TARGET_ENDIAN").expect("set by cargo");
    write::write(&known, order == "big")
}

/// With the pieces put in, as `src/rule/raw.rs` does it.
fn expanded(rule: Patterns) -> Patterns {
    let expand = |text: &String| parts::expand(text).ok();
    Patterns {
        patterns: rule.pattern.iter().chain(&rule.patterns).filter_map(expand).collect(),
        pattern: None,
        lead: rule.lead.as_ref().and_then(expand),
        keywords: rule.keywords.iter().map(|keyword| keyword.to_ascii_lowercase()).collect(),
        boundary: rule.boundary,
    }
}

fn source<'a>(rule: &'a Patterns, text: &'a str) -> Source<'a> {
    Source { text, lead: rule.lead.as_deref(), keywords: &rule.keywords, closed: rule.boundary != "none" }
}
