//! The texts that scanning is measured on, made from fixed seeds: the same bytes in every run.
//!
//! Owns: prose, program text, agent JSON, dense text, and the hostile bodies. Never: measures. All people, addresses
//! and accounts are invented.

mod words;

use super::workload;
use words::{CODE, ENGLISH, FIRST, GERMAN, LAST};

/// A text and what it stands for.
pub(crate) struct Corpus {
    pub(crate) name: String,
    pub(crate) text: String,
    /// The least MB/s that is wanted on one core.
    pub(crate) goal: f64,
}

/// Bytes of each text.
const SIZE: usize = 1_000_000;
/// What every hostile body must reach.
const FLOOR: f64 = 300.0;

/// Every text, the ordinary ones first.
pub(crate) fn all() -> Vec<Corpus> {
    let corpus = |name: &str, text, goal| Corpus { name: name.to_owned(), text, goal };
    let mut all = vec![
        corpus("prose", prose(), 1_000.0),
        corpus("code", code(), 1_000.0),
        corpus("agent-json", workload::agent800k().json, 800.0),
        corpus("dense", dense(), 400.0),
    ];
    all.extend(hostile().into_iter().map(|(name, piece)| corpus(&name, repeat(&piece), FLOOR)));
    all
}

fn repeat(piece: &str) -> String {
    piece.repeat(SIZE / piece.len())
}

/// English and German sentences; a number in every seventh, personal data in every sixtieth.
fn prose() -> String {
    let mut seeded = Seeded(11);
    let mut text = String::new();
    while text.len() < SIZE {
        let german = seeded.below(3) == 0;
        seeded.paragraph(&mut text, if german { GERMAN } else { ENGLISH });
    }
    text
}

/// Lines of program text in several languages, with their numbers, strings and comments.
fn code() -> String {
    let mut seeded = Seeded(12);
    let mut text = String::new();
    while text.len() < SIZE {
        let line = CODE[seeded.below(CODE.len())];
        let name = seeded.pick(ENGLISH);
        let filled = line.replace('$', name).replace('#', &seeded.below(5_000).to_string());
        text += &"    ".repeat(seeded.below(4));
        text += &filled;
        text.push('\n');
    }
    text
}

/// A value every 80 bytes.
fn dense() -> String {
    let mut seeded = Seeded(13);
    let mut text = String::new();
    while text.len() < SIZE {
        let line = text.len();
        text += &seeded.value();
        while text.len() < line + 79 {
            text.push(' ');
            text += seeded.pick(ENGLISH);
        }
        text.push('\n');
    }
    text
}

/// Beginnings of values, over and over: each wakes some rule at almost every byte.
fn hostile() -> Vec<(String, String)> {
    let pieces = [
        "1 ",
        "a@",
        "1.1.1.1.",
        "eyJ",
        "sk-",
        "fe80:",
        "4111111111111111 ",
        "eyJ-eyJ-",
        "-----BEGIN PRIVATE KEY-----",
        "password=",
        "-",
        "1-",
        "a1",
        "a.",
        "//",
        "A1 ",
        "DE89 ",
        "00",
        "https://a:",
        "Tel. 1 ",
        "ssn 1 ",
        "Dr. A ",
        "01.01.",
        "1,1",
        "::",
        "a@b.",
        "AKIA",
        "ghp_",
        "@",
        "é1",
        "Str. 1 ",
        "key: \"",
        "{\"id\": 1},",
        "\u{C0DD}1",
        "12:34:56:",
        "x@x.example ",
        "4",
        "A",
        "z_",
        "\n",
        "#",
        "+49 ",
        "(030) ",
        "passport A1 ",
        "account 12345678 ",
        "postgres://a:b@",
        "Bearer ",
        "Am Markt 1, ",
        "Anna Muster ",
        "<x:</>",
        "Born:\n",
        "Born - 1\n",
        "geboren am 1.1.",
    ];
    pieces.iter().map(|piece| (format!("{:.24}", format!("{piece:?}")), (*piece).to_owned())).collect()
}

/// A generator: linear congruential, so that no crate's next version changes the bytes.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    /// A word; the first ones of the list are the frequent ones.
    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        let (one, two) = (self.below(words.len()), self.below(words.len()));
        words[one * two / words.len()]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from_digit(u32::try_from(self.below(10)).expect("a digit"), 10).expect("a digit"))
            .collect()
    }

    fn paragraph(&mut self, text: &mut String, words: &[&'static str]) {
        for _ in 0..2 + self.below(6) {
            self.sentence(text, words);
        }
        text.push('\n');
        if self.below(3) == 0 {
            text.push('\n');
        }
    }

    fn sentence(&mut self, text: &mut String, words: &[&'static str]) {
        let first = self.pick(words);
        let mut letters = first.chars();
        text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        text.push_str(letters.as_str());
        for _ in 0..6 + self.below(14) {
            text.push_str(if self.below(12) == 0 { ", " } else { " " });
            text.push_str(self.pick(words));
        }
        if self.below(7) == 0 {
            *text += &format!(" {}", self.below(2_100));
        }
        if self.below(60) == 0 {
            text.push(' ');
            *text += &self.value();
        }
        text.push_str(". ");
    }

    /// One piece of personal data, mostly with a word that says what it is.
    fn value(&mut self) -> String {
        match self.below(8) {
            0 => format!("{}.{}@mail.example", self.pick(FIRST), self.pick(LAST)),
            1 => format!("Tel. +49 30 23125 {}", self.digits(3)),
            2 => format!("IBAN DE{}", self.digits(20)),
            3 => format!("card 4{} {} {} {}", self.digits(3), self.digits(4), self.digits(4), self.digits(4)),
            4 => format!("born 19{}-0{}-1{}", 50 + self.below(49), 1 + self.below(9), self.below(9)),
            5 => format!("host 192.0.2.{}", self.below(256)),
            6 => format!("SSN 123-{}-{}", self.digits(2), self.digits(4)),
            _ => format!("Musterstraße {}, {} Berlin", 1 + self.below(200), 10_115 + self.below(4_000)),
        }
    }
}
