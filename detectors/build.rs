//! Finds `rules/**/*.rule.toml` in sorted order and writes one table of (id, text) for `registry.rs`.
//! A rule's id is its path: `rules/de/tax_id.rule.toml` is `de.tax_id`. It never reads a rule's content;
//! `src/rule.rs` does that, and refuses what it does not understand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const SUFFIX: &str = ".rule.toml";

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let rules = root.join("rules");
    println!("cargo::rerun-if-changed={}", rules.display());
    let mut files = Vec::new();
    collect(&rules, &mut files);
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let id = id_of(&rules, file);
        writeln!(table, "    ({id:?}, include_str!({:?})),", file.display().to_string()).expect("in memory");
    }
    table.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo")).join("rules.rs");
    fs::write(out, table).expect("the build folder is writable");
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

fn id_of(rules: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(rules).expect("found below the folder");
    let name = inside.to_string_lossy().replace(['/', '\\'], ".");
    name.strip_suffix(SUFFIX).expect("filtered by suffix").to_owned()
}
