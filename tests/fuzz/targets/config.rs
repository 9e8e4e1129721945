//! Configurations of any content: a list of faults or settings, never a panic, and no secret in what is told of them.
//!
//! Owns: what an operator may write. Never: lets an input name a file or a folder: those are read.

#![no_main]

use std::path::Path;

use allonym::config::{Environment, Loaded};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "sk-a-secret-that-is-not-told";

fuzz_target!(|toml: &str| {
    if ["file", "folder", "dir"].iter().any(|name| toml.contains(name)) || toml.contains("\\u") {
        return;
    }
    let secrets = [("OPENAI_API_KEY".to_owned(), SECRET.to_owned())];
    let environment: Environment = secrets.into_iter().collect();
    match Loaded::parse(toml, Path::new("."), environment) {
        Ok(loaded) => assert!(loaded.effective.iter().all(|setting| !setting.shown.contains(SECRET))),
        Err(faults) => assert!(!faults.to_string().is_empty() && !faults.to_string().contains(SECRET)),
    }
});
