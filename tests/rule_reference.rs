//! `docs/rules.md` says what the rule files say. `ALLONYM_BLESS=1 cargo test --test rule_reference` rewrites it.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

#[test]
fn the_reference_page_is_up_to_date() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_allonym")).args(["rules", "--format", "markdown"]).output().unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && page.contains("`global.email`"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    if env::var_os("ALLONYM_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &page).unwrap();
    }
    let stale = "docs/rules.md is stale: ALLONYM_BLESS=1 cargo test --test rule_reference";
    assert!(fs::read_to_string(&path).is_ok_and(|written| written == page), "{stale}");
}
