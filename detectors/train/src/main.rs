//! Trains the name tagger: reads lists, templates and labelled text, writes the lexicon and the weights.
//!
//!     cargo run --release -p allonym-train -- --data ../shared/data
//!
//! The data folder is described in its own README; without it the program trains on the templates alone. Seeds are
//! fixed: the same input gives the same bytes. `--words` names a list of ordinary words to make the dictionary of first;
//! `--measure` only measures what is there; `--show` lists its mistakes.

#![expect(clippy::print_stdout, reason = "a program for people")]

mod common_words;
mod crf;
mod evaluate;
mod example;
mod export;
mod instances;
mod lexicon;
mod lists;
mod render;
mod rng;
mod sources;
mod templates;

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use allonym_tagger::Tagger;
use allonym_tagger::lexicon::Lexicon;

use crate::crf::{Course, Model};
use crate::example::Example;
use crate::instances::Vocabulary;
use crate::lexicon::Entries;
use crate::lists::Lists;
use crate::rng::Rng;

const SEED: u64 = 20_261_125;

/// Features must be seen this often.
const LEAST: u8 = 2;

/// Lines of the weights' table, of 64 bytes: 7.7 MB.
const LINES: usize = 120_000;

/// What the command line says.
struct Arguments {
    data: Option<PathBuf>,
    words: Option<PathBuf>,
    detectors: PathBuf,
    copies: usize,
    rounds: usize,
    bias: f32,
    decay: f32,
    measure: bool,
    show: bool,
    tag: bool,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::read();
    let folder = &arguments.detectors;
    let (lexicon_file, weights_file) = (folder.join("lexicon/names.bin"), folder.join("model/names.bin"));
    let words_file = folder.join("lexicon/words.bin");
    if let Some(list) = &arguments.words {
        std::fs::write(&words_file, lexicon::dictionary(&std::fs::read_to_string(list)?))?;
    }
    let words = std::fs::read(words_file)?;
    if !(arguments.measure || arguments.tag) {
        let (names, weights) = train(&arguments, &words)?;
        std::fs::create_dir_all(folder.join("model"))?;
        std::fs::write(&lexicon_file, names)?;
        std::fs::write(&weights_file, weights)?;
    }
    let (names, weights) = (std::fs::read(lexicon_file)?, std::fs::read(weights_file)?);
    let lexicon = Lexicon::new(&names, &words).expect("a lexicon of this version");
    let tagger = Tagger::new(lexicon, &weights).expect("a model of this version");
    if arguments.tag { tag(&tagger) } else { measure(&tagger, &arguments) }
}

impl Arguments {
    fn read() -> Self {
        let mut found = Self {
            data: None,
            words: None,
            detectors: Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
            copies: 20,
            rounds: 8,
            bias: -0.7,
            decay: 5e-4,
            measure: false,
            show: false,
            tag: false,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--words" => found.words = words.next().map(PathBuf::from),
                "--data" => found.data = words.next().map(PathBuf::from),
                "--copies" => found.copies = number(&word, words.next()),
                "--rounds" => found.rounds = number(&word, words.next()),
                "--decay" => found.decay = number(&word, words.next()),
                "--bias" => found.bias = number(&word, words.next()),
                "--measure" => found.measure = true,
                "--show" => found.show = true,
                "--tag" => found.tag = true,
                other => panic!("unknown argument {other}"),
            }
        }
        found
    }
}

/// The number behind an argument.
fn number<N: FromStr>(argument: &str, written: Option<String>) -> N {
    let number = written.and_then(|word| word.parse().ok());
    number.unwrap_or_else(|| panic!("{argument} wants a number"))
}

/// The bytes of the lexicon and of the weights.
fn train(arguments: &Arguments, words: &[u8]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut rng = Rng::new(SEED);
    let train = arguments.detectors.join("train");
    let lists = Lists::read(&train.join("lists"), &arguments.detectors.join("lexicon/public.txt"))?;
    let labelled = sources::labelled(arguments.data.as_deref())?;
    let texts = |rng: &mut Rng| -> io::Result<Vec<Example>> {
        let mut examples = labelled.clone();
        examples.extend(sources::rendered(&train.join("templates"), &lists, arguments.copies, rng)?);
        let cells = sources::cells(&train.join("templates"), &lists, &examples, rng)?;
        examples.extend(cells);
        Ok(examples)
    };
    let examples = texts(&mut rng)?;
    println!("{} texts", examples.len());
    let mut entries = Entries::of(&lists);
    entries.add_common(common_words::find(&examples));
    let table = entries.table();
    let lexicon = Lexicon::new(&table, words).expect("just made");
    let vocabulary = Vocabulary::count(&examples, &lexicon, LEAST);
    drop(examples);
    println!("{} features", vocabulary.index.len());
    let course = Course { rate: 0.12, decay: arguments.decay };
    let mut mean = Model::new(vocabulary.index.len());
    for round in 1..=arguments.rounds {
        let instances = vocabulary.instances(&texts(&mut rng)?, &lexicon, round as u64);
        let mut model = Model::new(vocabulary.index.len());
        let loss = model.learn(&instances, course, &mut rng);
        println!("round {round}: {} lines, negative log likelihood {loss:.0}", instances.len());
        mean.add(&model, 1.0 / arguments.rounds as f32);
    }
    let weights = export::bytes(&mean, &vocabulary.index, LINES, arguments.bias);
    Ok((table, weights))
}

/// Prints the names of each line of the standard input.
fn tag(tagger: &Tagger<'_>) -> io::Result<()> {
    for line in io::stdin().lines() {
        let line = line?;
        println!("{line}");
        for name in tagger.tag(&line) {
            println!("    {:?} {:.2} {}", name.kind, name.score, &line[name.start..name.end]);
        }
    }
    Ok(())
}

/// Prints what the tagger alone reaches on the tuning texts, which training never sees.
fn measure(tagger: &Tagger<'_>, arguments: &Arguments) -> io::Result<()> {
    let corpus = arguments.detectors.join("../fixtures/corpus");
    for language in lists::LANGUAGES.iter().chain(&["negatives"]) {
        let path = corpus.join(language).join("tune.jsonl");
        if path.exists() {
            evaluate::report(
                &path.display().to_string(),
                tagger,
                &example::read(&path, 1.0, None)?,
                arguments.show,
            );
        }
    }
    Ok(())
}
