//! How fast every rule of the crate scans each kind of text, on one core, and what building the set costs.
//!
//! Owns: the measuring and its table, with every rate beside that of `memchr` in the same process, which is what makes
//! figures of different machines comparable. `cargo bench -p allonym-detectors --bench scan [-- NAME | FILE…]`;
//! `-- --times=N NAME` scans the first 100 KB of one text so often, for instruction counts; `-- --worst` searches for what is
//! slowest; `-- --start` builds the set and stops. Next: `corpora.rs`, `worst.rs`.

#![expect(clippy::print_stdout, reason = "a table is what a bench is for")]

mod corpora;
#[path = "../timing/rate.rs"]
mod rate;
#[path = "../../../benches/workload.rs"]
mod workload;
mod worst;

use std::hint::black_box;
use std::time::Instant;

use allonym_detectors::{Detectors, RuleSet, Settings, built_in_rules};
use corpora::Corpus;
use rate::rate;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let started = Instant::now();
    black_box(RuleSet::builtin().build()).expect("the rules that come with the crate");
    let built = started.elapsed();
    if arguments == ["--start"] {
        return;
    }
    let detectors = &Detectors::from_rules(built_in_rules()).expect("the rules that come with the crate");
    if let [times, name] = arguments.as_slice()
        && let Some(times) = times.strip_prefix("--times=")
    {
        return scan_times(detectors, name, times.parse().expect("a number"));
    }
    if arguments == ["--worst"] {
        return worst::search(detectors);
    }
    println!("{} rules, built in {:.1} ms", detectors.rules().count(), built.as_secs_f64() * 1e3);
    if arguments.is_empty() {
        scaling();
    }
    table(detectors, &chosen(&arguments));
}

/// The texts with such a name, and the files named; all texts when nothing is asked for.
fn chosen(arguments: &[String]) -> Vec<Corpus> {
    let file = |path: &String| {
        let text = String::from_utf8_lossy(&std::fs::read(path).ok()?).into_owned();
        Some(Corpus { name: path.clone(), text, goal: 0.0 })
    };
    let mut chosen: Vec<Corpus> = arguments.iter().filter_map(file).collect();
    let asked = |corpus: &Corpus| arguments.is_empty() || arguments.contains(&corpus.name);
    chosen.extend(corpora::all().into_iter().filter(asked));
    chosen
}

fn scan_times(detectors: &Detectors, name: &str, times: usize) {
    let corpus = corpora::all().into_iter().find(|corpus| corpus.name == name).expect("a text of this name");
    let part =
        corpus.text.char_indices().map(|(at, _)| at).take_while(|&at| at <= 100_000).last().unwrap_or(0);
    for _ in 0..times {
        black_box(detectors.scan(&corpus.text[..part], &Settings::default()));
    }
}

fn table(detectors: &Detectors, corpora: &[Corpus]) {
    println!("{:<28} {:>9} {:>9} {:>10} {:>8}  goal", "text", "MB/s", "of memchr", "detections", "ns each");
    for corpus in corpora {
        let mut found = Vec::new();
        let rate = rate(corpus.text.len(), || {
            detectors.scan_into(&corpus.text, &Settings::default(), &mut found);
        });
        let yardstick = rate_of_memchr(&corpus.text);
        let each = corpus.text.len() as f64 / rate * 1e3 / found.len().max(1) as f64;
        let verdict = if rate >= corpus.goal { "ok" } else { "MISSED" };
        println!(
            "{:<28} {rate:>9.0} {:>9.4} {:>10} {each:>8.0}  {:.0} {verdict}",
            corpus.name,
            rate / yardstick,
            found.len(),
            corpus.goal,
        );
    }
}

/// How the rate follows the number of rules: every n-th rule of the set.
fn scaling() {
    let texts: Vec<Corpus> = corpora::all().into_iter().take(4).collect();
    let rules: Vec<(&str, &str)> = built_in_rules().collect();
    for count in [50, 100, 200, rules.len()] {
        let part = (0..count).map(|index| rules[index * rules.len() / count]);
        let started = Instant::now();
        let detectors = Detectors::from_rules(part).expect("the rules that come with the crate");
        let built = started.elapsed().as_secs_f64() * 1e3;
        print!("{count:>4} rules: built from TOML in {built:>6.1} ms;");
        for Corpus { name, text, .. } in &texts {
            let rate = rate(text.len(), || drop(black_box(detectors.scan(text, &Settings::default()))));
            print!(" {name} {rate:.0} MB/s");
        }
        println!();
    }
}

fn rate_of_memchr(text: &str) -> f64 {
    rate(text.len(), || {
        black_box(memchr::memchr(0xFF, black_box(text.as_bytes())));
    })
}
