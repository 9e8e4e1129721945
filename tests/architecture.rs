//! The architecture as a table: who may import whom, what every file begins with, how long one may be, who may send.
//!
//! Owns: rules that no type and no lint can hold. To change one, change its row here and say why in the same change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module of the proxy and the modules it may import. `detectors` is the crate beside it.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    // know nothing of ours
    ("error", &[]),
    ("secret_file", &[]),
    ("secret_hash", &[]),
    ("seldom", &[]),
    ("sensitive", &[]),
    ("base_url", &[]),
    ("byte_class", &[]),
    ("descriptors", &[]),
    ("metrics", &["detectors"]),
    ("request_id", &[]),
    ("telemetry", &[]),
    ("trace_parent", &[]),
    // words for people
    ("file_fault", &[]),
    ("offsets", &[]),
    ("pem", &["file_fault"]),
    // a provider that shares no code with what it tests
    ("sandbox", &[]),
    // what bodies are made of
    ("overload", &["error"]),
    ("wire", &["byte_class", "error", "overload"]),
    // knows shapes and never detects
    ("provider", &["error", "wire"]),
    ("policy", &["detectors"]),
    // files that are pinned to the byte
    ("model", &["detectors", "file_fault"]),
    // reads text, and knows nothing of where it comes from
    ("neural", &["detectors", "model", "sensitive"]),
    // the one way of a request's text to the detectors
    ("scan", &["detectors", "error", "neural", "secret_hash"]),
    ("pseudonym", &["byte_class", "detectors", "sensitive"]),
    ("tenant", &["error", "provider", "sensitive"]),
    ("vault", &["error", "provider", "pseudonym", "tenant"]),
    // never sends
    (
        "pseudonymize",
        &[
            "byte_class",
            "detectors",
            "error",
            "policy",
            "provider",
            "pseudonym",
            "scan",
            "secret_hash",
            "wire",
        ],
    ),
    // never sees detectors
    ("restore", &["error", "provider", "pseudonym", "wire"]),
    ("session", &["error", "provider", "pseudonym", "pseudonymize", "restore", "tenant", "vault"]),
    // sends, and never parses: no `wire`
    ("upstream", &["base_url", "error", "pem", "provider", "pseudonymize", "seldom", "sensitive"]),
    // sees counts only
    (
        "audit",
        &[
            "base_url",
            "error",
            "metrics",
            "provider",
            "pseudonymize",
            "request_id",
            "spans",
            "tenant",
            "trace_parent",
        ],
    ),
    // the same, for a collector; sends nothing itself
    ("spans", &["base_url", "error", "metrics", "provider", "pseudonymize", "tenant", "trace_parent"]),
    ("respond", &["error", "provider", "request_id", "tenant"]),
    ("server", &["error", "file_fault", "pem", "request_id", "respond", "seldom"]),
    (
        "proxy",
        &[
            "audit",
            "base_url",
            "error",
            "metrics",
            "overload",
            "provider",
            "pseudonym",
            "pseudonymize",
            "request_id",
            "respond",
            "restore",
            "scan",
            "sensitive",
            "server",
            "session",
            "spans",
            "tenant",
            "trace_parent",
            "upstream",
            "vault",
            "wire",
        ],
    ),
    (
        "api",
        &[
            "detectors",
            "error",
            "offsets",
            "overload",
            "provider",
            "proxy",
            "pseudonym",
            "pseudonymize",
            "request_id",
            "respond",
            "restore",
            "scan",
            "tenant",
            "vault",
            "wire",
        ],
    ),
    // tells what is counted, and sees nothing else
    ("admin", &["descriptors", "metrics", "server"]),
    // measures detectors, and nothing else
    ("eval", &["detectors", "file_fault"]),
    // reads rule files for them
    ("rule_folder", &["detectors", "file_fault"]),
    (
        "config",
        &[
            "base_url",
            "detectors",
            "file_fault",
            "policy",
            "provider",
            "pseudonym",
            "pseudonymize",
            "rule_folder",
            "scan",
            "sensitive",
            "server",
            "spans",
            "telemetry",
            "tenant",
            "upstream",
            "vault",
        ],
    ),
];

/// Assembly and command line import everything.
const IMPORT_ALL: &[&str] = &["app", "cli", "lib", "main"];

/// Only these may import the configuration.
const MAY_CONFIGURE: &[&str] = &["app", "cli", "main"];

const LONGEST: usize = 400;

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The module, which is the first folder or file below `src`.
    fn module(&self) -> String {
        let below = self.path.strip_prefix("src").expect("below src");
        let first = below.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        first.trim_end_matches(".rs").to_owned()
    }

    fn is_test(&self) -> bool {
        self.path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
    }

    /// The lines before the file's own tests, without comments.
    fn code(&self) -> String {
        let text = self.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.collect::<Vec<_>>().join("\n")
    }

    /// The modules of this crate that the code names.
    fn imports(&self) -> BTreeSet<String> {
        let code = self.code();
        let mut found: BTreeSet<String> = code.split("crate::").skip(1).flat_map(first_segments).collect();
        if code.contains("allonym_detectors") {
            found.insert("detectors".to_owned());
        }
        found
    }
}

/// `a::b` is `a`; `{a::{b, c}, d}` is `a` and `d`.
fn first_segments(path: &str) -> Vec<String> {
    let word =
        |text: &str| text.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
    let Some(list) = path.strip_prefix('{') else { return word(path).into_iter().collect() };
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.extend(word(&list[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.extend(word(&list[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(Path::new(folder), &mut found);
    assert!(found.len() > 5, "the sources below {folder}");
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(Source { text: std::fs::read_to_string(&path).unwrap(), path });
        }
    }
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut faults = BTreeSet::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        let module = source.module();
        if IMPORT_ALL.contains(&module.as_str()) {
            continue;
        }
        let Some(allowed) = allowed.get(module.as_str()) else {
            faults.insert(format!("{module} has no row in the table"));
            continue;
        };
        for import in source.imports() {
            if import != module && !allowed.contains(&import.as_str()) {
                faults.insert(format!("{module} imports {import} ({})", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_table_has_no_row_and_no_right_that_is_not_used() {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        used.entry(source.module()).or_default().extend(source.imports());
    }
    let mut faults = Vec::new();
    for (module, allowed) in MAY_IMPORT {
        let Some(imports) = used.get(*module) else {
            faults.push(format!("there is no module {module}"));
            continue;
        };
        let unused = allowed.iter().filter(|import| !imports.contains(**import));
        faults.extend(unused.map(|import| format!("{module} does not import {import} any more")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_table_is_read_as_it_is_meant() {
    for (path, expected) in [
        ("a::b;", vec!["a"]),
        ("{a, b_c::{d, e}, f::g};", vec!["a", "b_c", "f"]),
        ("{\n    a::{b, c},\n    d,\n};", vec!["a", "d"]),
    ] {
        assert_eq!(first_segments(path), expected, "{path}");
    }
    let configured = MAY_IMPORT.iter().filter(|(_, allowed)| allowed.contains(&"config"));
    assert_eq!(configured.count(), 0, "only {MAY_CONFIGURE:?} may import config");
}

#[test]
fn detectors_import_nothing_of_ours_and_do_no_io() {
    for source in sources("detectors/src").iter().filter(|source| !source.is_test()) {
        let code = source.code();
        for banned in ["allonym::", "std::net", "std::fs", "std::process", "std::time", "tokio", "hyper"] {
            assert!(!code.contains(banned), "{} uses {banned}", source.path.display());
        }
    }
}

#[test]
fn every_file_says_first_what_it_owns() {
    let (proxy, detectors, tests) = (sources("src"), sources("detectors/src"), sources("tests"));
    // A module's own tests are explained by the module; what must not compile says why in a comment.
    let explained = |source: &&Source| {
        let own_tests = source.is_test() && !source.path.starts_with("tests");
        !own_tests && !source.path.starts_with("tests/compile_fail")
    };
    for source in proxy.iter().chain(&detectors).chain(&tests).filter(explained) {
        let header = source.text.lines().take_while(|line| line.starts_with("//!")).count();
        let wanted =
            1..=if source.path.ends_with("lib.rs") || source.path.ends_with("sandbox.rs") { 200 } else { 30 };
        assert!(wanted.contains(&header), "{} opens with {header} lines of header", source.path.display());
    }
}

#[test]
fn no_file_is_longer_than_one_can_keep_in_mind() {
    let mut long = Vec::new();
    for source in sources("src").iter().chain(&sources("detectors/src")).filter(|source| !source.is_test()) {
        let text = source.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = text.lines().count();
        if lines > LONGEST {
            long.push(format!("{}: {lines} lines", source.path.display()));
        }
    }
    assert!(long.is_empty(), "longer than {LONGEST} lines without their tests:\n{}", long.join("\n"));
}

/// What reaches the network. The sandbox and the server accept connections; only `upstream` makes them. What connects to
/// a socket of this machine's own file system is `server/unix.rs`, to see whether somebody listens there.
#[test]
fn exactly_one_place_sends() {
    let senders: Vec<_> = sources("src")
        .iter()
        .filter(|source| !source.is_test())
        .filter(|source| {
            let code = source.code();
            [
                "client.request(",
                "TcpStream::connect",
                "send_request(",
                "UdpSocket",
                "UnixStream::connect",
                "Client::builder",
            ]
            .iter()
            .any(|sending| code.contains(sending))
        })
        .map(|source| source.path.display().to_string())
        .collect();
    assert_eq!(senders, ["src/server/unix.rs", "src/upstream.rs"]);
}

/// The clock on the wall may jump. What is waited for and what is measured goes by the one that does not; the other one is for
/// what people and providers read: ids, the time of a quota's reset, spans, the end of a certificate. Log lines have the library's.
#[test]
fn the_clock_on_the_wall_decides_nothing() {
    let reads = sources("src").into_iter().filter(|source| !source.is_test());
    let reads = reads.filter(|source| source.code().contains("SystemTime::now()"));
    let files: Vec<_> = reads.map(|source| source.path.display().to_string()).collect();
    assert_eq!(
        files,
        [
            "src/cli/doctor/files.rs",
            "src/request_id.rs",
            "src/sandbox/asked.rs",
            "src/spans/exchange.rs",
            "src/tenant/limits.rs",
            "src/upstream/probe.rs",
        ]
    );
}

/// A lint that is silenced where it would have helped helps nobody. Each exception is a row with its reason in the code.
#[test]
fn no_module_is_a_folder_file_and_no_lint_is_allowed_away() {
    for source in sources("src").iter().chain(&sources("detectors/src")) {
        assert!(!source.path.ends_with("mod.rs"), "{}: foo.rs beside foo/", source.path.display());
        for silenced in ["#[allow(", "#![allow(", "#[ignore", "todo!(", "unimplemented!(", "dbg!("] {
            assert!(!source.code().contains(silenced), "{} has {silenced}", source.path.display());
        }
    }
}

/// `tests/CASES.md` names a test for each case. A test that was renamed must not leave a promise behind.
#[test]
fn every_case_is_answered_and_every_test_that_is_named_exists() {
    let page = std::fs::read_to_string("tests/CASES.md").unwrap();
    let (reports, edges) = page.split_once("## Edges of the wire").unwrap();
    for (list, count) in [(reports, 60), (edges, 42)] {
        let rows = list
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" |").next()?.parse::<usize>().ok());
        assert_eq!(rows.collect::<Vec<_>>(), (1..=count).collect::<Vec<_>>());
    }
    let mut faults = Vec::new();
    for named in page.split('`').filter(|span| span.contains(".rs::")) {
        let (file, test) = named.split_once("::").expect("a file and a test");
        let text = std::fs::read_to_string(file).unwrap_or_default();
        if file != "file" && !text.contains(&format!("fn {test}(")) {
            faults.push(named.to_owned());
        }
    }
    let files = page.split('`').filter(|span| span.ends_with(".rs"));
    faults.extend(files.filter(|file| !Path::new(file).exists()).map(str::to_owned));
    assert!(faults.is_empty(), "no such test:\n{}", faults.join("\n"));
}
