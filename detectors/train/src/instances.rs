//! From examples to numbers: the features of every word by index, and the states that its label asks for.
//!
//! Owns: which features are kept (those seen often enough), and what is hidden from training so that it does not learn the
//! lists by heart: a share of words and classes, chosen by the text.

use std::collections::HashMap;

use allonym_tagger::features::{Reading, template};
use allonym_tagger::hash;
use allonym_tagger::lexicon::{Classes, Lexicon, class};
use allonym_tagger::tagger::line_end;
use allonym_tagger::tags::{Kind, first, further};
use allonym_tagger::words::{Shape, Word};

use crate::example::{Example, Label};
use crate::rng::{self, Rng, seed};

/// The state of a word that may have any.
pub(crate) const OPEN: u8 = 255;

/// A line: per word its features and its state.
#[derive(Debug, Default)]
pub(crate) struct Instance {
    pub(crate) features: Vec<u32>,
    /// Where each word's features end.
    pub(crate) ends: Vec<u32>,
    pub(crate) states: Vec<u8>,
    pub(crate) weight: f32,
}

impl Instance {
    /// Indices of the features of word `at`.
    pub(crate) fn of(&self, at: usize) -> &[u32] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.features[start..self.ends[at] as usize]
    }
}

/// Which features are kept, by key.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    pub(crate) index: HashMap<u64, u32>,
}

/// Features that a word loses in training, so that none is leant on alone: a template's words are the same in all its copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lost {
    Nothing,
    /// What the neighbours are.
    Neighbours,
    /// Each feature by chance.
    Any,
}

impl Lost {
    fn by_chance(rng: &mut Rng) -> Self {
        match rng.below(100) {
            0..40 => Self::Nothing,
            40..70 => Self::Neighbours,
            _ => Self::Any,
        }
    }

    fn takes(self, feature: u8, rng: &mut Rng) -> bool {
        match self {
            Self::Nothing => false,
            Self::Neighbours => template::NEIGHBOURS.contains(&feature) && rng.chance(75),
            Self::Any => rng.chance(35),
        }
    }
}

const SKETCH: usize = 1 << 27;

impl Vocabulary {
    /// The features that are seen at least `least` times.
    pub(crate) fn count(examples: &[Example], lexicon: &Lexicon<'_>, least: u8) -> Self {
        let mut sketch = vec![0_u8; SKETCH];
        let mut vocabulary = Self::default();
        each_feature(examples, lexicon, |key| {
            let slot = &mut sketch[slot(key)];
            *slot = slot.saturating_add(1);
            if *slot == least {
                let next = u32::try_from(vocabulary.index.len()).expect("fewer than 2^32");
                vocabulary.index.entry(key).or_insert(next);
            }
        });
        vocabulary
    }

    /// The instances of all examples; `salt` is another for each round, so that other things are hidden in each.
    pub(crate) fn instances(&self, examples: &[Example], lexicon: &Lexicon<'_>, salt: u64) -> Vec<Instance> {
        let mut reading = Reading::default();
        let mut instances = Vec::new();
        for example in examples {
            let seed = hash::pair(seed(&example.text), salt);
            read(&mut reading, example, lexicon, seed);
            let mut rng = Rng::new(seed);
            let states = states(example, &reading);
            let mut start = 0;
            while start < reading.words.len() {
                let end = line_end(&reading, start);
                let mut instance = Instance { weight: example.weight, ..Instance::default() };
                for (at, state) in (start..end).zip(&states[start..end]) {
                    if reading.words[at].shape != Shape::LineEnd {
                        let lost = Lost::by_chance(&mut rng);
                        for (template, seen) in in_order(&reading, at) {
                            if !lost.takes(template, &mut rng) {
                                instance.features.extend(self.index.get(&hash::feature(template, seen)));
                            }
                        }
                    }
                    instance.ends.push(u32::try_from(instance.features.len()).expect("a line"));
                    instance.states.push(*state);
                }
                instances.push(instance);
                start = end;
            }
        }
        instances
    }
}

/// The features of a word by template, so that training does not hang on the order in which the tagger has them. What a
/// class gives stays together.
fn in_order(reading: &Reading, at: usize) -> Vec<(u8, u64)> {
    let mut features = Vec::new();
    reading.features(at, |template, seen| features.push((template, seen)));
    features.sort_by_key(
        |(number, _)| if *number == template::CLASS_LEFT_SHAPE { template::CLASS } else { *number },
    );
    features
}

fn slot(key: u64) -> usize {
    (key >> 20) as usize & (SKETCH - 1)
}

fn each_feature(examples: &[Example], lexicon: &Lexicon<'_>, mut emit: impl FnMut(u64)) {
    let mut reading = Reading::default();
    for example in examples {
        read(&mut reading, example, lexicon, seed(&example.text));
        for at in 0..reading.words.len() {
            reading.features(at, |template, seen| emit(hash::feature(template, seen)));
        }
    }
}

/// Reads an example as training sees it.
fn read(reading: &mut Reading, example: &Example, lexicon: &Lexicon<'_>, seed: u64) {
    reading.read_with(&example.text, lexicon, |words, classes| hide(example, seed, words, classes));
}

/// Hides a share of words and classes: the same word alike within one text.
fn hide(example: &Example, seed: u64, words: &mut [Word], classes: &mut [Classes]) {
    for (word, set) in words.iter_mut().zip(classes) {
        let written = &example.text[word.start as usize..word.end as usize];
        let lower: String = written.chars().flat_map(char::to_lowercase).collect();
        let mut rng = Rng::new(hash::pair(seed, rng::seed(&lower)));
        let (names, common, unknown) = shares(example, word);
        let is_unknown = rng.chance(unknown);
        if rng.chance(names) {
            *set &= !(class::PERSONS | class::PLACES | class::COMPANY | class::PUBLIC);
        }
        if is_unknown || rng.chance(common) {
            *set &= !class::COMMON;
        }
        let telling = class::LEGAL_FORM | class::ORG_WORD | class::PARTICLE | class::TITLE;
        if is_unknown && *set & telling == 0 && word.is_word() {
            word.hash = hash::pair(word.hash, seed);
        }
    }
}

/// In how many of 100 cases a word loses what lists say of names, what they say of ordinary words, and who it is.
fn shares(example: &Example, word: &Word) -> (usize, usize, usize) {
    let (start, end) = (word.start as usize, word.end as usize);
    let is_public = example.public.iter().any(|public| public.0 < end && start < public.1);
    match (kind_at(example, word), example.rendered) {
        (Some(Label::Name(Kind::Organization)), true) => (25, 10, 50),
        (Some(Label::Name(_)), true) => (28, 10, 88),
        (Some(_), _) => (10, 5, 15),
        (None, _) if is_public => (40, 10, 70),
        (None, true) => (4, 12, 13),
        (None, false) => (4, 15, 6),
    }
}

fn kind_at(example: &Example, word: &Word) -> Option<Label> {
    let (start, end) = (word.start as usize, word.end as usize);
    example.spans.iter().find(|span| span.0 < end && start < span.1).map(|span| span.2)
}

fn states(example: &Example, reading: &Reading) -> Vec<u8> {
    let mut open = None;
    let state = |word: &Word| {
        let (start, end) = (word.start as usize, word.end as usize);
        let span = example.spans.iter().find(|span| span.0 < end && start < span.1);
        let is_first = open.replace(span.map(|span| span.0)) != Some(span.map(|span| span.0));
        match span.map(|span| span.2) {
            _ if word.shape == Shape::LineEnd => {
                open = None;
                0
            }
            None => 0,
            Some(Label::Open) => OPEN,
            Some(Label::Name(kind)) => {
                u8::try_from(if is_first { first(kind) } else { further(kind) }).expect("a state")
            }
        }
    };
    reading.words.iter().map(state).collect()
}
