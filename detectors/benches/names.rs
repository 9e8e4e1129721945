//! What finding names costs: the tagger alone, and all that a scan adds for names, on prose of two languages, on code and on hostile texts.
//!
//! Owns: the measuring and its table. `cargo bench -p allonym-detectors --bench names`; `-- --times=N STEP TEXT` runs one
//! step so often, for instruction counts, over one of the texts or a file. The texts are those of `fixtures/corpus`, one scan
//! each, as messages are.

#![expect(clippy::print_stdout, reason = "a table is what a bench is for")]

#[path = "timing/rate.rs"]
mod rate;

use std::fs;
use std::hint::black_box;
use std::path::Path;

use allonym_detectors::{Detectors, Settings, built_in_rules};
use allonym_tagger::Tagger;
use allonym_tagger::lexicon::Lexicon;
use rate::rate;

/// How long a hostile text is, of which each word asks for a look at the words around, in bytes.
const HOSTILE: usize = 50_000;

/// Texts that are scanned one by one.
struct Corpus {
    name: &'static str,
    texts: Vec<String>,
}

/// Something to be measured, for one text.
type Step<'s> = (&'static str, Box<dyn Fn(&str) -> usize + 's>);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = |path: &str| fs::read(folder.join(path)).expect("a file of the crate");
    let (names, words) = (file("lexicon/names.bin"), file("lexicon/words.bin"));
    let weights = file("model/names.bin");
    let lexicon = Lexicon::new(&names, &words).expect("a lexicon of this version");
    let tagger = Tagger::new(lexicon, &weights).expect("a model of this version");
    let rules = Detectors::from_rules(built_in_rules()).expect("the rules that come with the crate");
    let settings = Settings::default();
    let steps: [Step<'_>; 3] = [
        ("tag", Box::new(|text| tagger.tag(text).len())),
        ("rules", Box::new(|text| rules.scan(text, &settings).len())),
        ("scan", Box::new(|text| Detectors::builtin().scan(text, &settings).len())),
    ];
    if let [times, step, name] = arguments.as_slice()
        && let Some(times) = times.strip_prefix("--times=")
    {
        let step = steps.iter().find(|(each, _)| each == step).expect("tag, rules or scan");
        let file = || fs::read_to_string(name).expect("a text of this name, or a file");
        let corpus = corpora().into_iter().find(|corpus| corpus.name == name);
        let corpus = corpus.unwrap_or_else(|| Corpus { name: "file", texts: vec![file()] });
        return (0..times.parse().expect("a number")).for_each(|_| corpus.run(&step.1));
    }
    println!("{:<8} {:>10} {:>7} {:>9} {:>9}", "text", "bytes", "step", "MB/s", "found");
    for corpus in corpora() {
        let bytes: usize = corpus.texts.iter().map(String::len).sum();
        for (name, step) in &steps {
            let found: usize = corpus.texts.iter().map(|text| step(text)).sum();
            println!(
                "{:<8} {bytes:>10} {name:>7} {:>9.2} {found:>9}",
                corpus.name,
                rate(bytes, || corpus.run(step))
            );
        }
    }
}

impl Corpus {
    fn run(&self, step: &dyn Fn(&str) -> usize) {
        self.texts.iter().for_each(|text| {
            black_box(step(black_box(text)));
        });
    }
}

fn corpora() -> Vec<Corpus> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/corpus");
    let texts_of = |name: &str| {
        let lines = fs::read_to_string(folder.join(name).join("test.jsonl")).expect("the corpus");
        let text = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            line["text"].as_str().expect("a text").to_owned()
        };
        lines.lines().map(text).collect::<Vec<_>>()
    };
    let mut code: Vec<_> = fs::read_dir(folder.join("code")).expect("the corpus").flatten().collect();
    code.sort_by_key(fs::DirEntry::path);
    let code = code.iter().map(|file| fs::read_to_string(file.path()).expect("text"));
    let again = |words: &str| vec![words.repeat(HOSTILE / words.len())];
    vec![
        Corpus { name: "en", texts: texts_of("en") },
        Corpus { name: "de", texts: texts_of("de") },
        Corpus { name: "code", texts: code.collect() },
        Corpus { name: "article", texts: again("com a Barbara veio, ") },
        Corpus { name: "trade", texts: again("Seeufer Lagerhaus ") },
        Corpus { name: "house", texts: again("Imkerei Bienenfleiß ") },
        Corpus { name: "thing", texts: again("server Kestrowin Barbara ") },
        Corpus { name: "title", texts: again("Mr Roe ") },
        Corpus { name: "bracket", texts: again("Jane (") },
        Corpus { name: "letters", texts: again("Roe GmbH (") },
        Corpus { name: "kin", texts: again("Sohn, ") },
        Corpus { name: "chat", texts: vec![format!("x: {}", "@Barbara ".repeat(HOSTILE / 9))] },
    ]
}
