//! What must not compile. A case marks each line at which the compiler has to object with `//~` and the error's code; a case without
//! a mark has to compile. Each goes to the compiler by itself, against the library that was built for this very test: a compiler
//! that does not run, or objects to something else, fails the test, and no wording of any of its versions is depended on.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Line, counted from 1, and the code of an error.
type Objection = (u64, String);

#[test]
fn the_wrong_thing_does_not_compile() {
    let library = library();
    let cases = cases();
    assert!(
        cases.iter().any(|case| marks(case).is_empty()),
        "without a case that compiles, nothing shows that the library is found"
    );
    for case in cases {
        assert_eq!(objections(&library, &case), marks(&case), "{}", case.display());
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile_fail");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn marks(case: &Path) -> Vec<Objection> {
    let text = fs::read_to_string(case).unwrap();
    let marked =
        |(line, text): (u64, &str)| text.split_once("//~ ").map(|(_, code)| (line, code.trim().to_owned()));
    (1..).zip(text.lines()).filter_map(marked).collect()
}

/// Where cargo put the library that this test is linked against.
fn library() -> PathBuf {
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo runs the tests"));
    cargo.args([
        "test",
        "--workspace",
        "--no-run",
        "--quiet",
        "--message-format=json",
        "--test",
        "compile_fail",
    ]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    // What cargo tells a test of its package is no part of a build's surroundings: a build script that reads it would run anew.
    for (name, _) in env::vars_os().filter(|(name, _)| is_of_the_package(&name.to_string_lossy())) {
        cargo.env_remove(name);
    }
    let built = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(built.status.success(), "cargo: {}", String::from_utf8_lossy(&built.stderr));
    let artifacts = json_lines(&built.stdout);
    let library = artifacts
        .iter()
        .find(|artifact| artifact["target"]["name"] == "allonym" && artifact["target"]["kind"][0] == "lib");
    let files = library.expect("the library is built for the test")["filenames"].as_array().unwrap();
    let rlib = files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".rlib"));
    PathBuf::from(rlib.expect("a library has an rlib"))
}

fn is_of_the_package(variable: &str) -> bool {
    variable.starts_with("CARGO_MANIFEST_") || variable.starts_with("CARGO_PKG_")
}

/// What the compiler objects to in `case`, by line.
fn objections(library: &Path, case: &Path) -> Vec<Objection> {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args([
        "--edition=2024",
        "--crate-type=bin",
        "--emit=metadata",
        "--error-format=json",
        "--out-dir",
        env!("CARGO_TARGET_TMPDIR"),
    ]);
    rustc.arg("--extern").arg(format!("allonym={}", library.display()));
    rustc.arg("-L").arg(format!("dependency={}", library.parent().unwrap().join("deps").display()));
    rustc.arg("-L").arg(format!("dependency={}", library.parent().unwrap().display()));
    let compiled = rustc.arg(case).output().unwrap();
    let errors = json_lines(&compiled.stderr).into_iter().filter(|message| message["level"] == "error");
    let mut objections: Vec<_> = errors.filter_map(|error| Some((line(&error)?, code(&error)))).collect();
    objections.sort();
    assert_eq!(
        compiled.status.success(),
        objections.is_empty(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
    objections
}

/// `None` for what is said of no place, such as how many errors there were.
fn line(error: &Value) -> Option<u64> {
    error["spans"].as_array()?.iter().find(|span| span["is_primary"] == true)?["line_start"].as_u64()
}

fn code(error: &Value) -> String {
    error["code"]["code"].as_str().unwrap_or("no code").to_owned()
}

fn json_lines(output: &[u8]) -> Vec<Value> {
    output.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}
