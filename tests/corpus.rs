//! `fixtures/corpus/*/*.jsonl` says what the marked-up texts beside it say. `ALLONYM_BLESS=1 cargo test --test corpus` rewrites them.
//!
//! Owns: the markup `[[LABEL:value]]`, and that tune and test stay apart. Never: what counts as personal data; see
//! `fixtures/corpus/README.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use allonym_detectors::Entity;
use serde_json::{Value, json};

/// Stands alone on the line between two texts of a file.
const BETWEEN: &str = "\n%%%\n";

struct Text {
    plain: String,
    /// Start, end in code points, label.
    spans: Vec<(usize, usize, String)>,
    language: String,
    set: String,
    genre: String,
}

impl Text {
    fn line(&self) -> String {
        let spans =
            self.spans.iter().map(|(start, end, label)| json!({"start": start, "end": end, "label": label}));
        let spans: Vec<Value> = spans.collect();
        let source = format!("corpus/{}/{}", self.language, self.set);
        let line = json!({"text": self.plain, "spans": spans, "lang": self.language, "source": source, "genre": self.genre});
        format!("{line}\n")
    }

    /// The values of one label.
    fn values<'a>(&'a self, label: &'a str) -> impl Iterator<Item = String> + 'a {
        let of_label = self.spans.iter().filter(move |(_, _, own)| own == label);
        of_label.map(|&(start, end, _)| self.plain.chars().skip(start).take(end - start).collect())
    }
}

/// Takes the marks out. `[[` without a label and a colon is text.
fn unmark(marked: &str) -> (String, Vec<(usize, usize, String)>) {
    let (mut plain, mut spans, mut rest) = (String::new(), Vec::new(), marked);
    while let Some(at) = rest.find("[[") {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 2..];
        let Some((label, value)) = mark(rest) else {
            plain.push_str("[[");
            continue;
        };
        let start = plain.chars().count();
        plain.push_str(value);
        spans.push((start, plain.chars().count(), label.to_owned()));
        rest = &rest[label.len() + 1 + value.len() + 2..];
    }
    plain.push_str(rest);
    (plain, spans)
}

/// Label and value of a mark, from behind its `[[`.
fn mark(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once(':')?;
    let is_label = !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_label.then_some((label, value.split_once("]]")?.0))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/corpus")
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.collect::<BTreeSet<_>>().into_iter().collect()
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Every folder `<language>/<set>` that holds marked-up texts.
fn sets() -> Vec<PathBuf> {
    let languages = sorted(&folder()).into_iter().filter(|path| path.is_dir());
    let sets = languages.flat_map(|language| ["tune", "test"].map(|set| language.join(set)));
    sets.filter(|set| set.is_dir()).collect()
}

fn texts(set: &Path) -> Vec<Text> {
    let genres = sorted(set).into_iter().map(|file| (name(&file), fs::read_to_string(&file).unwrap()));
    let text = |genre: &str, marked: &str| {
        let (plain, spans) = unmark(marked);
        let language = name(set.parent().unwrap());
        Text { plain, spans, language, set: name(set), genre: genre.to_owned() }
    };
    let of_file = |(genre, file): (String, String)| {
        file.trim_end().split(BETWEEN).map(|marked| text(&genre, marked)).collect::<Vec<_>>()
    };
    genres.flat_map(of_file).collect()
}

#[test]
fn the_lines_say_what_the_marked_up_texts_say() {
    for set in sets() {
        let lines: String = texts(&set).iter().map(Text::line).collect();
        let path = set.with_extension("jsonl");
        if env::var_os("ALLONYM_BLESS").is_some() {
            fs::write(&path, &lines).unwrap();
        }
        let fresh = fs::read_to_string(&path).is_ok_and(|written| written == lines);
        assert!(fresh, "{} is stale: ALLONYM_BLESS=1 cargo test --test corpus", path.display());
    }
}

#[test]
fn every_mark_has_a_known_label_and_a_trimmed_value() {
    for text in sets().iter().flat_map(|set| texts(set)) {
        let origin = format!("{}/{}/{}: {:.60}", text.language, text.set, text.genre, text.plain);
        assert!(!text.plain.contains("%%%"), "{origin}");
        for (_, _, label) in &text.spans {
            let known = label == "IGNORE" || Entity::ALL.iter().any(|entity| entity.label() == label);
            assert!(known, "{label} in {origin}");
            let trimmed = text.values(label).all(|value| !value.is_empty() && value.trim() == value);
            assert!(trimmed, "{label} in {origin}");
        }
    }
}

#[test]
fn tune_and_test_share_no_full_name_and_no_organization() {
    let all: Vec<Text> = sets().iter().flat_map(|set| texts(set)).collect();
    let names = |set: &'static str| {
        let own = all.iter().filter(move |text| text.set == set);
        let persons = own.clone().flat_map(|text| text.values("PERSON")).filter(|value| value.contains(' '));
        let both = persons.chain(own.flat_map(|text| text.values("ORGANIZATION")));
        both.map(|value| value.to_lowercase()).collect::<BTreeSet<_>>()
    };
    let (tune, test) = (names("tune"), names("test"));
    assert!(tune.len() > 100 && test.len() > 100);
    assert_eq!(tune.intersection(&test).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_mark_becomes_a_span_in_code_points_and_other_brackets_stay() {
    let (plain, spans) = unmark("é [[PERSON:Zoë]] and [[ -f x ]], a[[1]]");
    assert_eq!(plain, "é Zoë and [[ -f x ]], a[[1]]");
    assert_eq!(spans, [(2, 5, "PERSON".to_owned())]);
}
