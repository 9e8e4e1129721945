//! What a path names after its last dot: a file's kind, or the second part of somebody's name.
//!
//! Owns: the endings of files that stand in paths of programs and sites. Never: looks at the rest of the name.

/// Endings of two letters are never part of a name here; these are longer.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "asp", "aspx", "avif", "bak", "bin", "bmp", "cfg", "class", "conf", "config", "controller", "cpp", "css", "csv", "dart", "dat", "db", "doc", "docx", "env", "exe",
    "gif", "gradle", "graphql", "html", "htm", "ico", "ini", "ipynb", "jar", "java", "jpeg", "jpg", "json", "jsonl", "jsp", "jsx", "less",
    "lock", "log", "mdx", "mjs", "model", "module", "out", "parquet", "pdf", "php", "png", "properties", "proto", "rest", "router", "routes", "rst", "scss", "service", "sql",
    "sqlite", "spec", "svg", "swift", "tar", "test", "tests", "tmp", "toml", "tsv", "tsx", "txt", "vue", "wasm", "webp", "xls", "xlsx", "xml", "yaml",
    "yml", "zip",
];

pub(super) fn passes(value: &str) -> bool {
    let Some((_, ending)) = value.rsplit_once('.') else { return true };
    ending.len() > 2 && !ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_no_names() {
        for name in ["jane.roe", "jroe42", "max.muster7"] {
            assert!(passes(name), "{name}");
        }
        for file in ["index.html", "user.controller", "store.ts", "Data.CSV"] {
            assert!(!passes(file), "{file}");
        }
    }
}
