//! The values, the sentence that holds them, and every spelling in which one could get out.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Deserialize;

pub(super) const EMAIL: &str = "zq@canary.example";

/// One value of each of a dozen kinds, as the sentence below spells it.
const VALUES: &[&str] = &[
    EMAIL,
    "Zebedia Quandermüller",
    "Quandermüller",
    "+49 30 7654321",
    "DE89 3704 0044 0532 0130 00",
    "4111 1111 1111 1111",
    "078-05-1123",
    "198.51.100.77",
    "2001:db8::ca:1",
    "0a:23:f5:67:89:ac",
    "ghp_q8Zr1vW0sKx2LmT9bYc4Nd7PfGhJ3aQe5R6t",
    "AKIAQ8ZR1VW0SKX2LMT9",
    "12345678903",
    "hunter2!canary",
];

const SENTENCE: &str = "My name is Zebedia Quandermüller, mail zq@canary.example, Tel. +49 30 7654321, \
IBAN DE89 3704 0044 0532 0130 00, card 4111 1111 1111 1111, SSN: 078-05-1123, from 198.51.100.77 and 2001:db8::ca:1, \
MAC 0a:23:f5:67:89:ac, ghp_q8Zr1vW0sKx2LmT9bYc4Nd7PfGhJ3aQe5R6t, AKIAQ8ZR1VW0SKX2LMT9, Steuer-ID: 12345678903, \
password: hunter2!canary";

/// A template with its marks filled in: `§` the sentence as the content of a JSON string, `§§` and `§§§` the same for JSON
/// in JSON (in JSON), `§u` with everything but ASCII escaped, `§64` the sentence in base64, `¤` the address, `µ` the
/// address percent-encoded.
pub(super) fn filled(template: &str) -> String {
    let escaped = |text: &str| {
        let quoted = serde_json::to_string(text).expect("a string");
        quoted[1..quoted.len() - 1].to_owned()
    };
    let one = escaped(SENTENCE);
    let two = escaped(&one.replace('"', "\\\"").replace("müller", "m\\u00fcller"));
    let three = escaped(&two);
    template
        .replace("§§§", &three)
        .replace("§§", &two)
        .replace("§64", &base64::engine::general_purpose::STANDARD.encode(SENTENCE))
        .replace("§u", &one.replace('ü', "\\u00fc").replace('@', "\\u0040"))
        .replace('§', &one)
        .replace('¤', EMAIL)
        .replace('µ', &EMAIL.replace('@', "%40"))
}

/// Every canary that stands in `text`, in any spelling.
pub(super) fn leaks(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let spellings = VALUES.iter().flat_map(|value| spellings(value));
    // Case tells base64 apart, but one that is missed for its case alone would still be a leak.
    spellings.filter(|spelling| text.contains(&spelling.to_lowercase())).collect()
}

fn spellings(value: &str) -> Vec<String> {
    let json = value.replace('ü', "\\u00fc");
    let percent =
        percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
    let mut all = vec![value.to_owned(), value.replace(' ', ""), json, value.replace('@', "\\u0040")];
    all.extend([percent.replace("%20", "+"), value.replace('@', "%40").replace(' ', "%20"), percent]);
    all.extend((0..3).map(|shift| in_base64(value, shift)));
    all
}

/// The part of the base64 of a longer text that depends on `value` alone, if it stands `shift` bytes after a boundary.
fn in_base64(value: &str, shift: usize) -> String {
    let encoded = STANDARD_NO_PAD.encode([vec![b' '; shift], value.as_bytes().to_vec()].concat());
    let (start, end) = ((shift * 8).div_ceil(6), (shift + value.len()) * 8 / 6);
    encoded[start..end].to_owned()
}

/// One text of a rule's cases and what the rule finds in it.
pub(super) struct Case {
    pub(super) text: String,
    pub(super) values: Vec<String>,
}

impl Case {
    /// Whether `value` stands in what was sent more often than the case itself has it beside what is found.
    pub(super) fn stands_in(&self, value: &str, sent: &str) -> bool {
        let beside =
            self.text.matches(value).count() - self.values.iter().filter(|v| v.contains(value)).count();
        sent.matches(value).count() > beside
    }
}

#[derive(Deserialize)]
struct CaseFile {
    #[serde(default)]
    finds: Vec<Find>,
}

#[derive(Deserialize)]
struct Find {
    text: String,
    /// Set where the rule is weaker than what is replaced.
    min_score: Option<f32>,
}

/// All texts in which a rule finds something that is replaced, from the files beside the rules.
pub(super) fn rule_cases(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the rules") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            cases.extend(rule_cases(&path));
        } else if path.to_string_lossy().ends_with(".cases.toml") {
            let file = std::fs::read_to_string(&path).expect("a readable file");
            let file: CaseFile = toml::from_str(&file).expect("a file of cases");
            cases.extend(
                file.finds.iter().filter(|find| find.min_score.is_none()).map(|find| marked(&find.text)),
            );
        }
    }
    cases
}

fn marked(text: &str) -> Case {
    let values =
        text.split('«').skip(1).filter_map(|rest| Some(rest.split_once('»')?.0.to_owned())).collect();
    Case { text: text.replace(['«', '»'], ""), values }
}
