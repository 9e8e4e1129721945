//! The tagger finds what its model says: the same names, at the same scores, as the plain way through every feature of every
//! word and the best sequence of every line, which is written down here.

use std::fs;
use std::path::Path;

use allonym_tagger::decode::Chain;
use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::Lexicon;
use allonym_tagger::tagger::{CAUTION, line_end};
use allonym_tagger::tags::{self, OUTSIDE};
use allonym_tagger::weights::{Logits, Sums, Weights};
use allonym_tagger::words::Shape;
use allonym_tagger::{Tagged, Tagger};

/// The plain way.
struct Plain<'b> {
    lexicon: Lexicon<'b>,
    weights: Weights<'b>,
    chain: Chain,
}

impl<'b> Plain<'b> {
    fn new(lexicon: Lexicon<'b>, weights: &'b [u8]) -> Self {
        let weights = Weights::new(weights).expect("a model of this version");
        let chain = Chain::new(&weights.start, &weights.transitions);
        Self { lexicon, weights, chain }
    }

    fn tag(&self, text: &str) -> Vec<Tagged> {
        let mut reading = Reading::default();
        reading.read(text, &self.lexicon);
        let (mut found, mut start) = (Vec::new(), 0);
        while start < reading.words.len() {
            let end = line_end(&reading, start);
            let logits: Vec<Logits> = (start..end).map(|at| self.logits(&reading, at)).collect();
            let (mut states, mut marginals) = (Vec::new(), Vec::new());
            self.chain.best(&logits, &mut states);
            self.chain.marginals(&logits, &mut marginals);
            for (at, state) in states.iter().enumerate().filter(|(_, state)| **state % 2 == 1) {
                found.push(name(&reading, start + at, &states[at..], &marginals[at..], usize::from(*state)));
            }
            start = end;
        }
        found
    }

    fn logits(&self, reading: &Reading, at: usize) -> Logits {
        let mut weights = [0.0; tags::STATES];
        if reading.words[at].shape != Shape::LineEnd {
            let mut sums = Sums::default();
            reading.features(at, |template, seen| self.weights.add(template, seen, &mut sums));
            weights = self.weights.scaled(sums);
        }
        let topic = reading.topic(at);
        weights[OUTSIDE] += CAUTION[if topic.is_technical() { 3 } else { 2 - topic.people() }];
        weights
    }
}

/// The name whose first word is the one at `at`, and whose states and their likelihoods are given from there on.
fn name(reading: &Reading, at: usize, states: &[u8], marginals: &[Logits], first: usize) -> Tagged {
    let length = 1 + states[1..].iter().take_while(|state| usize::from(**state) == first + 1).count();
    let likely: f32 = marginals[..length].iter().map(|row| row[first] + row[first + 1]).sum();
    Tagged {
        start: reading.words[at].start as usize,
        end: reading.words[at + length - 1].end as usize,
        kind: tags::kind(first).expect("a name"),
        score: (likely / u16::try_from(length).map(f32::from).expect("a line")).min(1.0),
    }
}

/// Every text of the corpus: labelled ones, and files of code as they are.
fn texts() -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/corpus");
    let folders = fs::read_dir(corpus).expect("the corpus").flatten().filter(|entry| entry.path().is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder.path()).expect("a folder")).flatten();
    let files = files.map(|file| file.path()).filter(|path| path.is_file());
    let text_of = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        line["text"].as_str().expect("a text").to_owned()
    };
    let mut texts = Vec::new();
    for path in files {
        let file = fs::read_to_string(&path).expect("text");
        if path.extension().is_some_and(|ending| ending == "jsonl") {
            texts.extend(file.lines().map(text_of));
        }
        texts.push(file);
    }
    texts
}

#[test]
fn what_is_asked_of_words_does_not_depend_on_the_order() {
    let file = |path: &str| fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file");
    let (names, words) = (file("lexicon/names.bin"), file("lexicon/words.bin"));
    let weights = file("model/names.bin");
    let lexicon = Lexicon::new(&names, &words).expect("a lexicon of this version");
    let tagger = Tagger::new(lexicon, &weights).expect("a model");
    // The first line is longer than what is decoded together.
    let text = "Jane Roe met Ada in Leeds ".repeat(200) + "\nDear Mr Roe,\n\nJane lives in York";
    let mut reading = Reading::default();
    tagger.tag_in(&text, &mut reading);
    let spans: Vec<_> = reading.words.iter().map(|word| (word.start as usize, word.end as usize)).collect();
    let mut in_order = tagger.likely(&reading);
    let expected: Vec<_> = spans.iter().map(|span| in_order.of(*span)).collect();
    let mut backwards = tagger.likely(&reading);
    let mut asked: Vec<_> = spans.iter().rev().map(|span| backwards.of(*span)).collect();
    asked.reverse();
    assert_eq!(asked, expected);
    assert!(spans.iter().zip(&expected).all(|(span, likely)| tagger.likely(&reading).of(*span) == *likely));
    let person = |at: usize| expected[at][0];
    assert!(person(0) > 0.5 && person(2) < 0.1, "{} {}", person(0), person(2));
}

#[test]
fn the_fast_way_and_the_plain_way_find_the_same() {
    let file = |path: &str| fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file");
    let (names, words) = (file("lexicon/names.bin"), file("lexicon/words.bin"));
    let weights = file("model/names.bin");
    let lexicon = Lexicon::new(&names, &words).expect("a lexicon of this version");
    let (fast, plain) = (Tagger::new(lexicon, &weights).expect("a model"), Plain::new(lexicon, &weights));
    let mut names = 0;
    for text in texts() {
        let expected = plain.tag(&text);
        names += expected.len();
        for memory in ["of other texts", "of this text"] {
            assert_eq!(fast.tag(&text), expected, "remembering words {memory}: {text:.60}");
        }
    }
    assert!(names > 2000, "{names}");
}
