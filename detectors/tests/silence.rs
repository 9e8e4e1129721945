//! Program text and what programs write holds nothing personal: no rule finds anything there at the settings of a
//! proxied request. The texts are `fixtures/corpus/code`, and tables of hashes, versions and numbers made here.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use allonym_detectors::{Detectors, Settings, built_in_rules};

fn rules() -> Detectors {
    Detectors::from_rules(built_in_rules()).expect("the built-in rules")
}

/// What is found, with the line around it.
fn found(rules: &Detectors, name: &str, text: &str) -> Vec<String> {
    let line = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let shown = |start: usize, end: usize| text[line(start)..end].to_owned();
    let detections = rules.scan(text, &Settings::default());
    detections
        .iter()
        .map(|d| format!("{name}: {} {:.2} {}", d.rule, d.score, shown(d.span.start, d.span.end)))
        .collect()
}

#[test]
fn program_text_is_left_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/corpus/code");
    let (rules, mut alarms, mut bytes) = (rules(), Vec::new(), 0);
    for entry in fs::read_dir(folder).expect("the texts") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a readable text");
        bytes += text.len();
        alarms.extend(found(&rules, &path.file_name().unwrap_or_default().to_string_lossy(), &text));
    }
    assert!(bytes > 15_000, "{bytes} bytes");
    assert!(alarms.is_empty(), "{} alarms\n{}", alarms.len(), alarms.join("\n"));
}

/// A sequence of numbers that look random and are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn symbols(&mut self, alphabet: &[u8], len: usize) -> String {
        let symbol = |numbers: &mut Self| char::from(alphabet[numbers.next() as usize % alphabet.len()]);
        (0..len).map(|_| symbol(self)).collect()
    }
}

const HEX: &[u8] = b"0123456789abcdef";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// One line of what lock files, logs and tables are made of.
fn line(numbers: &mut Numbers, out: &mut String) {
    let n = numbers;
    let _ = match n.below(8) {
        0 => writeln!(out, "checksum = \"{}\"", n.symbols(HEX, 64)),
        1 => writeln!(out, "\"integrity\": \"sha512-{}==\",", n.symbols(BASE64, 86)),
        2 => writeln!(
            out,
            "{}-{}-4{}-a{}-{}",
            n.symbols(HEX, 8),
            n.symbols(HEX, 4),
            n.symbols(HEX, 3),
            n.symbols(HEX, 3),
            n.symbols(HEX, 12)
        ),
        3 => writeln!(out, "version = \"{}.{}.{}\"", n.below(40), n.below(100), n.below(300)),
        4 => writeln!(
            out,
            "x[{}] = {:.6}; // {:#010x}",
            n.below(4096),
            n.below(1 << 30) as f64 / 977.0,
            n.below(1 << 32)
        ),
        5 => writeln!(out, "{}", n.symbols(BASE64, 76)),
        6 => writeln!(
            out,
            "+{}\t{}\tsrc/module_{}.rs:{}:{}",
            n.below(500),
            n.below(500),
            n.below(90),
            n.below(900),
            n.below(90)
        ),
        _ => {
            writeln!(out, "commit {} index {}..{}", n.symbols(HEX, 40), n.symbols(HEX, 7), n.symbols(HEX, 7))
        }
    };
}

#[test]
fn hashes_versions_and_tables_are_left_alone() {
    let (mut numbers, mut text) = (Numbers(1), String::new());
    while text.len() < 400_000 {
        line(&mut numbers, &mut text);
    }
    let alarms = found(&rules(), "generated", &text);
    assert!(alarms.is_empty(), "{} alarms\n{}", alarms.len(), alarms.join("\n"));
}
