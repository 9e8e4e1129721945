//! Where training text comes from: labelled sets, and templates rendered.

use std::io;
use std::path::Path;

use allonym_tagger::words::{self, Word};

use crate::example::{self, Example, Label};
use crate::lists::{LANGUAGES, Lists};
use crate::render::Renderer;
use crate::rng::Rng;
use crate::templates::{Piece, Template, Templates};

/// A labelled set, how much it counts, and what its labels for other things mean.
const SETS: [(&str, f32); 11] = [
    ("train/wikiann_de.jsonl", 0.25),
    ("train/wikiann_en.jsonl", 0.25),
    ("train/wikiann_fr.jsonl", 0.25),
    ("train/wikiann_nl.jsonl", 0.25),
    ("wikiann_pt.jsonl", 0.25),
    ("germeval14_dev_de.jsonl", 1.0),
    ("train/wnut17_train.jsonl", 0.8),
    ("wikigold_en.jsonl", 1.0),
    ("train/mobie_train.jsonl", 0.4),
    ("train/legal_dev.jsonl", 0.6),
    ("legal_de.jsonl", 0.6),
];

/// The labelled sets of a folder.
pub(crate) fn labelled(folder: Option<&Path>) -> io::Result<Vec<Example>> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let mut examples = Vec::new();
    for (file, weight) in SETS {
        let set = example::read(&folder.join(file), weight, None)?;
        println!("{file}: {} texts, weight {weight}", set.len());
        examples.extend(set);
    }
    Ok(examples)
}

/// A language of fewer templates fills each of them more often.
const TEMPLATES: usize = 1_000;

/// A template whose texts have more bytes is filled less often, so that each says about as much.
const LONG: usize = 75;

/// Every template `copies` times; long ones, and negatives, which have little to vary, less often.
pub(crate) fn rendered(
    folder: &Path,
    lists: &Lists,
    copies: usize,
    rng: &mut Rng,
) -> io::Result<Vec<Example>> {
    let mut examples = Vec::new();
    for language in LANGUAGES {
        if !folder.join(language).exists() {
            continue;
        }
        let templates = Templates::read(&folder.join(language))?;
        let renderer = Renderer { lists, templates: &templates, language };
        let copies = copies * (TEMPLATES / templates.texts.len().max(1)).max(1);
        let from = examples.len();
        for template in &templates.texts {
            let varies = template.pieces.iter().any(|piece| matches!(piece, Piece::Slot(..)));
            let copies = if template.negative && !varies { copies.div_ceil(3) } else { copies };
            let copies = (copies * LONG).div_ceil(template.length().max(LONG));
            let texts = (0..copies).map(|_| renderer.render(template, rng));
            examples.extend(texts.filter(|example| example.spans.iter().all(|span| span.1 > span.0)));
        }
        examples[from..].iter_mut().for_each(|example| recase(example, rng));
        let own = examples.split_off(from);
        examples.extend(joined(own, rng));
    }
    Ok(examples)
}

/// How many of a hundred texts stay by themselves, and how many others the rest have behind them at most.
const ALONE: usize = 50;
const OTHERS: usize = 3;

/// Three of four behind others of their language, whatever those are about: people are spoken of in the middle of manuals, and what
/// the rest of a text is about must not decide alone.
fn joined(mut texts: Vec<Example>, rng: &mut Rng) -> Vec<Example> {
    for at in (1..texts.len()).rev() {
        texts.swap(at, rng.below(at + 1));
    }
    let mut joined: Vec<Example> = Vec::with_capacity(texts.len());
    let mut open = 0;
    for text in texts {
        match joined.last_mut().filter(|_| open > 0) {
            Some(last) => {
                last.append(&text);
                open -= 1;
            }
            None => {
                joined.push(text);
                open = if rng.chance(ALONE) { 0 } else { 1 + rng.below(OTHERS) };
            }
        }
    }
    joined
}

/// Texts of a word or two, as keys, cells and labels are: ordinary ones from the texts themselves, and names.
pub(crate) fn cells(
    folder: &Path,
    lists: &Lists,
    examples: &[Example],
    rng: &mut Rng,
) -> io::Result<Vec<Example>> {
    let mut cells = Vec::new();
    let mut words = Vec::new();
    for example in examples.iter().step_by(6) {
        words::cut(&example.text, &mut words);
        let outside = |word: &Word| {
            let (start, end) = (word.start as usize, word.end as usize);
            word.is_word() && !example.spans.iter().any(|span| span.0 < end && start < span.1)
        };
        let plain: Vec<&Word> = words.iter().filter(|word| outside(word)).collect();
        if let Some(word) = plain.get(rng.below(plain.len())) {
            let written = &example.text[word.start as usize..word.end as usize];
            let text = if rng.chance(70) {
                written.to_owned()
            } else {
                format!("{written}_{}", rng.pick(&["id", "name", "at"]))
            };
            cells.push(Example { text, spans: Vec::new(), weight: 0.5, public: Vec::new(), rendered: false });
        }
    }
    let piece = |slot: &str| Template { pieces: crate::templates::cut(slot), negative: false };
    let slots =
        ["{PERSON}", "{PERSON}", "{PERSON_LASTFIRST}", "{CITY}", "{ORG_LEGAL}", "{ADDRESS}", "{STREET}"]
            .map(piece);
    for language in LANGUAGES {
        let templates = Templates::read(&folder.join(language))?;
        let renderer = Renderer { lists, templates: &templates, language };
        cells.extend((0..400).map(|_| renderer.render(&slots[rng.below(slots.len())], rng)));
    }
    cells.retain(|cell| !cell.text.is_empty() && cell.spans.iter().all(|span| span.1 > span.0));
    Ok(cells)
}

/// Some texts in lower case, a few in capitals, as people type.
fn recase(example: &mut Example, rng: &mut Rng) {
    let chance = rng.below(100);
    let recased: String = match chance {
        0..7 => example.text.chars().map(|c| one(c, c.to_lowercase())).collect(),
        7..12 => example.text.chars().map(|c| one(c, c.to_uppercase())).collect(),
        _ => return,
    };
    let has_names = example.spans.iter().any(|span| span.2 != Label::Open);
    if has_names && recased.len() == example.text.len() {
        example.text = recased;
    }
}

/// The other case where it is one character of the same length.
fn one(c: char, mut other: impl Iterator<Item = char>) -> char {
    other.next().filter(|other| other.len_utf8() == c.len_utf8()).filter(|_| c != 'ß').unwrap_or(c)
}
