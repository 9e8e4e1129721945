//! Files of known values with any content: refused with a reason that tells no value, or taken; what is taken is found.
//!
//! Owns: lists, `.env` files and tables as an operator may write them. Never: reads a file that an input names.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use allonym::config::{Environment, Loaded};
use allonym::pseudonym::sought::can_be_sought;
use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("allonym-fuzz-lists-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    folder
});
const PLANTED: &str = "Planted Value";
const FORMS: [(&str, &str); 4] =
    [("v.txt", "v.txt"), ("v.env", "v.env"), ("v.csv", "v.csv#name"), ("v.tsv", "v.tsv#name")];

fuzz_target!(|input: &[u8]| {
    let Some((form, content)) = input.split_first() else { return };
    let (file, named) = FORMS[usize::from(*form) % FORMS.len()];
    fs::write(FOLDER.join(file), content).expect("room on the disk");
    let toml = format!("[lists]\ndeny_files = [\"{named}\"]\n");
    match Loaded::parse(&toml, &FOLDER, Environment::default()) {
        Err(faults) => {
            let said = faults.to_string();
            assert!(said.contains(file) && !said.contains(PLANTED), "{said}");
        }
        Ok(loaded) => {
            let values = &loaded.config.tenants[0].lists.deny.values;
            assert!(values.iter().all(|value| !value.expose().is_empty()));
            let short = values.iter().any(|value| !can_be_sought(value.expose().trim()));
            assert_eq!(short, !loaded.warnings.is_empty(), "{:?}", loaded.warnings);
        }
    }
});
