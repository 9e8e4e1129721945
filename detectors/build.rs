//! Stores the crate's rules in the forms that a start takes least time for: `rules.bin` holds every rule without TOML,
//! `cues.bin` the cue lists that rules share, `spelled.bin` how cues are written, and `patterns.bin` the patterns compiled, which takes longer than a start may.
//! `rules.rs` is the table of all rules for `registry.rs`: id, text, place in `rules.bin`.
//!
//! A rule's id is its path: `rules/de/tax_id.rule.toml` is `de.tax_id`. Nothing is judged here: what does not read or compile
//! is left out of what is stored, so that the crate reads its text and says why it refuses it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{env, fs};

use boundary::Boundary;
use pattern::{Facts, Source};
use spelled::Spelled;
use written::{List, Written};

/// What the crate reads rules and compiles patterns with.
#[allow(dead_code, unreachable_pub, reason = "the crate walks and reads what is only built and written here")]
#[path = "src"]
mod shared {
    pub(crate) mod automaton;
    pub(crate) mod boundary;
    #[path = "rule/parts.rs"]
    pub(crate) mod parts;
    pub(crate) mod pattern;
    #[path = "context/spelled.rs"]
    pub(crate) mod spelled;
    #[path = "context/spelling.rs"]
    pub(crate) mod spelling;
    #[path = "context/word.rs"]
    pub(crate) mod word;
    #[path = "pattern/write.rs"]
    pub(crate) mod write;
    #[path = "context/write.rs"]
    pub(crate) mod write_spelled;
    #[path = "rule/written.rs"]
    pub(crate) mod written;
}

use shared::{automaton, boundary, pattern, spelled, write, write_spelled, written};

/// A rule as its file says it; which checks there are is not known here.
type Rule = Written<toml::Value>;

const SUFFIX: &str = ".rule.toml";

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let folder = root.join("rules");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let rules: Vec<Option<Rule>> = files.iter().map(|file| read(file)).collect();
    let (patterns, facts) = compiled(&rules);
    let (stored, places) = stored(&rules, &facts);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    let write =
        |name: &str, bytes: &[u8]| fs::write(out.join(name), bytes).expect("the build folder is writable");
    write("rules.rs", table(&folder, &files, &places).as_bytes());
    write("rules.bin", &stored);
    let lists = lists(&folder);
    write("cues.bin", &rmp_serde::to_vec(&lists).expect("in memory"));
    write("spelled.bin", &write_spelled::write(&spelled(&rules, &lists)));
    write("patterns.bin", &patterns);
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

fn table(rules: &Path, files: &[PathBuf], places: &[Range<usize>]) -> String {
    let mut table = String::from("&[\n");
    for (file, place) in files.iter().zip(places) {
        let (id, path) = (id_of(rules, file), file.display().to_string());
        writeln!(table, "    BuiltIn {{ id: {id:?}, toml: include_str!({path:?}), stored: {place:?} }},")
            .expect("in memory");
    }
    table.push(']');
    table
}

fn id_of(rules: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(rules).expect("found below the folder");
    let name = inside.to_string_lossy().replace(['/', '\\'], ".");
    name.strip_suffix(SUFFIX).expect("filtered by suffix").to_owned()
}

/// None when the file is no rule.
fn read(file: &Path) -> Option<Rule> {
    let rule: Rule = toml::from_str(&fs::read_to_string(file).ok()?).ok()?;
    rule.expanded().ok()
}

fn lists(rules: &Path) -> BTreeMap<String, List> {
    let text = fs::read_to_string(rules.join("cues.toml")).expect("a readable file");
    toml::from_str(&text).expect("rules/cues.toml is well formed")
}

/// The cues of all rules and lists, spelled.
fn spelled(rules: &[Option<Rule>], lists: &BTreeMap<String, List>) -> Spelled {
    let of_rules = rules.iter().flatten().flat_map(|rule| [&rule.context.raise, &rule.context.lower]);
    let of_lists = lists.values().flat_map(|list| [&list.raise, &list.lower]);
    let mut spelled = Spelled::default();
    for cue in of_rules.chain(of_lists).flat_map(BTreeMap::values).flatten() {
        spelled.of(cue.trim_end_matches('*'), cue.ends_with('*'));
    }
    spelled
}

/// The facts of all patterns, and by rule the number of each pattern's; none for a rule of which one does not compile.
fn compiled(rules: &[Option<Rule>]) -> (Vec<u8>, Vec<Option<Vec<u32>>>) {
    let facts: Vec<Option<Vec<(Source<'_>, Facts)>>> =
        rules.iter().map(|rule| rule.as_ref().and_then(facts)).collect();
    let counts: Vec<Option<usize>> = facts.iter().map(|facts| facts.as_ref().map(Vec::len)).collect();
    let known: Vec<(Source<'_>, Facts)> = facts.into_iter().flatten().flatten().collect();
    let (bytes, numbers) = write::write(&known);
    let mut numbers = numbers.into_iter();
    let numbers = counts.into_iter().map(|count| Some(numbers.by_ref().take(count?).collect()));
    (bytes, numbers.collect())
}

fn facts(rule: &Rule) -> Option<Vec<(Source<'_>, Facts)>> {
    let sources = rule.texts().map(|text| source(rule, text));
    sources.map(|source| Some((source, Facts::compute(source).ok()?))).collect()
}

fn source<'a>(rule: &'a Rule, text: &'a str) -> Source<'a> {
    let closed = rule.boundary != Boundary::None;
    Source { text, lead: rule.lead.as_deref(), keywords: &rule.keywords, closed }
}

/// All rules one behind the other, and where each stands: nowhere when it is not stored.
fn stored(rules: &[Option<Rule>], facts: &[Option<Vec<u32>>]) -> (Vec<u8>, Vec<Range<usize>>) {
    let mut bytes = Vec::new();
    let mut add = |(rule, facts): (&Option<Rule>, &Option<Vec<u32>>)| {
        let from = bytes.len();
        if let (Some(rule), Some(facts)) = (rule, facts) {
            bytes.extend(rmp_serde::to_vec(&(rule, facts)).expect("in memory"));
        }
        from..bytes.len()
    };
    let places = rules.iter().zip(facts).map(&mut add).collect();
    (bytes, places)
}
