//! Features: what a word and its surroundings look like, as (template, hash) pairs.
//!
//! Owns: [`Reading`], a text cut and looked up once, and [`Reading::features`], the one list of templates that training and
//! tagging share. To add a feature, add a template here and train anew.

pub mod template;

use crate::hash::pair;
use crate::lexicon::{Classes, Lexicon, class};
use crate::lines::{self, FENCED, NONE, Place};
use crate::words::{self, Shape, Word};
use template as t;

/// A text, ready for features. May be used for one text after another.
#[derive(Debug, Default)]
pub struct Reading {
    /// The words.
    pub words: Vec<Word>,
    /// Their classes.
    pub classes: Vec<Classes>,
    /// Their places.
    pub places: Vec<Place>,
    /// Words that also stand in lower case, and words that a title or first name stands before somewhere.
    lower: Seen,
    named: Seen,
    /// How much of the text's capitals are public names, and whether some are first names.
    topic: u64,
}

impl Reading {
    /// Reads a text.
    pub fn read(&mut self, text: &str, lexicon: &Lexicon<'_>) {
        self.read_with(text, lexicon, |_, _| {});
    }

    /// Reads a text; `alter` may change words and classes before anything is made of them, as training does.
    pub fn read_with(
        &mut self,
        text: &str,
        lexicon: &Lexicon<'_>,
        alter: impl FnOnce(&mut [Word], &mut [Classes]),
    ) {
        words::cut(text, &mut self.words);
        lexicon.classify(&self.words, &mut self.classes);
        alter(&mut self.words, &mut self.classes);
        lines::places(text, &self.words, &mut self.places);
        self.look_around(text);
    }

    /// What the text is about: technical things or people.
    fn topic(&self) -> u64 {
        let (mut capitals, mut public, mut people) = (0, 0, 0);
        for (word, classes) in self.words.iter().zip(&self.classes) {
            let is_capital = word.length > 1 && (word.is_capital() || word.shape == Shape::Mixed);
            capitals += usize::from(is_capital);
            public += usize::from(is_capital && classes & class::PUBLIC != 0);
            let name = classes & class::FIRST != 0 && classes & (class::COMMON | class::PUBLIC) == 0;
            people += usize::from((is_capital && name) || classes & (class::TITLE | class::GREETING) != 0);
        }
        let share =
            [(1, 10), (1, 4), (1, 2)].iter().filter(|(part, whole)| public * whole > capitals * part).count();
        (share as u64) << 2 | people.min(2) as u64
    }

    /// Remembers what the whole text tells of its words.
    fn look_around(&mut self, text: &str) {
        self.topic = self.topic();
        self.lower.clear(self.words.len());
        self.named.clear(self.words.len());
        for (at, word) in self.words.iter().enumerate() {
            if word.shape == Shape::Lower {
                self.lower.insert(word.hash);
            } else if word.is_capital() && word.length > 1 {
                let before = match at.checked_sub(1) {
                    Some(dot) if self.words[dot].sign(text) == b'.' && !self.words[dot].spaced => {
                        dot.checked_sub(1)
                    }
                    other => other,
                };
                let introduced = |before: usize| {
                    let first = self.words[before].is_capital() && self.classes[before] & class::COMMON == 0;
                    self.classes[before] & class::TITLE != 0
                        || (first && self.classes[before] & class::FIRST != 0)
                };
                if before.is_some_and(introduced) {
                    self.named.insert(word.hash);
                }
            }
        }
    }

    /// Whether more than a quarter of the text's capitals are public names.
    #[must_use]
    pub fn is_technical(&self) -> bool {
        self.topic >> 2 >= 2
    }

    /// Calls `emit` with the template and the hash of each feature of the word at `at`.
    #[inline]
    pub fn features(&self, text: &str, at: usize, mut emit: impl FnMut(u8, u64)) {
        let window = Window::around(self, at);
        window.identity(&mut emit);
        window.form(&mut emit);
        window.listed(&mut emit);
        self.surroundings(text, at, &window, &mut emit);
        self.standing(at, &window, &mut emit);
    }

    /// The nearest words that are no signs, and what touches the word.
    fn surroundings(&self, text: &str, at: usize, window: &Window, emit: &mut impl FnMut(u8, u64)) {
        let shape = window.shape(0);
        let is_word = |i: &usize| self.words[*i].is_word();
        let before = (at.saturating_sub(3)..at).rev().find(is_word);
        let after = (at + 1..(at + 4).min(self.words.len())).find(is_word);
        let (hash_before, classes_before) = before.map_or((0, 0), |i| (self.words[i].hash, self.classes[i]));
        let (hash_after, classes_after) = after.map_or((0, 0), |i| (self.words[i].hash, self.classes[i]));
        emit(t::WORD_BEFORE, pair(hash_before, shape));
        emit(t::WORD_AFTER, pair(hash_after, shape));
        emit(t::CLASSES_AROUND, pair(pair(classes_before.into(), shape), classes_after.into()));
        let touches = |i: Option<usize>| i.and_then(|i| self.words.get(i)).map_or(0, |word| word.sign(text));
        let left = if self.words[at].spaced { 0 } else { touches(at.checked_sub(1)) };
        let is_glued = self.words.get(at + 1).is_some_and(|next| !next.spaced);
        let right = if is_glued { touches(Some(at + 1)) } else { 0 };
        let glue = pair(left.into(), right.into());
        emit(t::GLUE, pair(glue, shape));
        emit(t::GLUE_CLASSES, pair(glue, pair(window.class(0), shape)));
    }

    /// Line, label, column, and what the rest of the text tells.
    fn standing(&self, at: usize, window: &Window, emit: &mut impl FnMut(u8, u64)) {
        let (place, word) = (&self.places[at], &self.words[at]);
        let (shape, classes) = (window.shape(0), window.class(0));
        if place.label != NONE {
            let distance = u64::from(place.distance);
            let label = lines::label_hash(&self.words, place.label);
            let last = self.words[place.label as usize].hash;
            let meaning = u64::from(self.classes[place.label as usize]);
            emit(t::LABEL, pair(pair(last, distance), shape));
            emit(t::LABEL_PAIR, pair(pair(label, distance), shape));
            emit(t::LABEL_CLASSES, pair(pair(meaning, distance), shape));
        }
        if place.column != 0 {
            emit(t::COLUMN, pair(place.column, shape));
        }
        let looks = u64::from(place.looks);
        emit(t::LINE, pair(pair(looks, place.position.into()), shape));
        emit(t::LINE_CLASSES, pair(pair(looks & 0xc | u64::from(place.looks & FENCED), shape), classes));
        emit(t::POSITION, pair(pair(place.position.into(), shape), classes));
        emit(t::TOPIC, pair(pair(self.topic, shape), classes));
        emit(t::TOPIC_SHAPE, pair(pair(self.topic, shape), window.shape(-1)));
        let seen = u64::from(self.lower.holds(word.hash)) << 1 | u64::from(self.named.holds(word.hash));
        emit(t::ELSEWHERE, pair(pair(seen, shape), classes));
    }
}

/// Five words around one.
struct Window {
    hashes: [u64; 5],
    shapes: [u64; 5],
    classes: [u64; 5],
    affixes: [[u64; 5]; 3],
    length: u64,
}

impl Window {
    fn around(reading: &Reading, at: usize) -> Self {
        let index = |step: usize| (at + step).checked_sub(2).filter(|i| *i < reading.words.len());
        let of = |step: usize| index(step).map(|i| &reading.words[i]);
        let steps = [0, 1, 2, 3, 4];
        Self {
            hashes: steps.map(|step| of(step).map_or(0, |word| word.hash)),
            shapes: steps.map(|step| of(step).map_or(99, |word| word.shape as u64)),
            classes: steps.map(|step| index(step).map_or(0, |i| u64::from(reading.classes[i]))),
            affixes: [1, 2, 3].map(|step| of(step).map_or([0; 5], |word| word.affixes)),
            length: u64::from(reading.words[at].length.min(12)),
        }
    }

    /// Hash of the word `step` places on.
    fn word(&self, step: isize) -> u64 {
        self.hashes[(2 + step).cast_unsigned()]
    }

    fn shape(&self, step: isize) -> u64 {
        self.shapes[(2 + step).cast_unsigned()]
    }

    fn class(&self, step: isize) -> u64 {
        self.classes[(2 + step).cast_unsigned()]
    }

    /// Which words stand here.
    fn identity(&self, emit: &mut impl FnMut(u8, u64)) {
        let (word, shape) = (self.word(0), self.shape(0));
        emit(t::WORD, word);
        emit(t::WORD_SHAPE, pair(word, shape));
        emit(t::LEFT, pair(self.word(-1), shape));
        emit(t::RIGHT, pair(self.word(1), shape));
        emit(t::LEFT2, self.word(-2));
        emit(t::RIGHT2, self.word(2));
        emit(t::LEFT_AND_WORD, pair(self.word(-1), word));
        emit(t::WORD_AND_RIGHT, pair(word, self.word(1)));
        emit(t::TWO_LEFT, pair(pair(self.word(-2), self.word(-1)), shape));
        emit(t::TWO_RIGHT, pair(pair(self.word(1), self.word(2)), shape));
        emit(t::LEFT_AND_RIGHT, pair(pair(self.word(-1), self.word(1)), shape));
        emit(t::LEFT_CLASSES, pair(pair(self.word(-1), shape), self.class(0)));
        emit(t::RIGHT_CLASSES, pair(pair(self.word(1), shape), self.class(0)));
    }

    /// How they are written.
    fn form(&self, emit: &mut impl FnMut(u8, u64)) {
        let shape = self.shape(0);
        let [left, own, right] = &self.affixes;
        let near = pair(pair(self.shape(-1), shape), self.shape(1));
        emit(t::SHAPES, near);
        emit(t::SHAPES5, pair(pair(near, self.shape(-2)), self.shape(2)));
        for (template, affix) in (t::AFFIX..).zip(own) {
            emit(template, pair(*affix, shape));
        }
        emit(t::LEFT_ENDING, pair(left[3], shape));
        emit(t::RIGHT_ENDING, pair(right[3], shape));
        emit(t::LENGTH, pair(self.length, shape));
        emit(t::ENDING_CLASSES, pair(pair(own[3], shape), self.class(0)));
    }

    /// What lists say of them.
    fn listed(&self, emit: &mut impl FnMut(u8, u64)) {
        let (shape, own) = (self.shape(0), self.class(0));
        emit(t::CLASSES, pair(own, shape));
        emit(t::CLASSES_LEFT, pair(pair(self.class(-1), own), pair(self.shape(-1), shape)));
        emit(t::CLASSES_RIGHT, pair(pair(own, self.class(1)), pair(shape, self.shape(1))));
        emit(t::CLASSES3, pair(pair(pair(self.class(-1), own), self.class(1)), shape));
        emit(t::CLASSES_TWO_LEFT, pair(pair(self.class(-2), self.class(-1)), pair(own, shape)));
        emit(t::CLASSES_TWO_RIGHT, pair(pair(self.class(1), self.class(2)), pair(own, shape)));
        let mut rest = own;
        while rest != 0 {
            let bit = u64::from(rest.trailing_zeros());
            emit(t::CLASS, pair(bit, shape));
            emit(t::CLASS_LEFT_SHAPE, pair(pair(bit, shape), self.shape(-1)));
            rest &= rest - 1;
        }
    }
}

/// A set of hashes that may take a few strangers for members; sized for the text.
#[derive(Debug, Default)]
struct Seen(Vec<u64>);

impl Seen {
    fn clear(&mut self, words: usize) {
        self.0.clear();
        self.0.resize((words / 4).next_power_of_two().clamp(16, 1 << 16), 0);
    }

    fn insert(&mut self, hash: u64) {
        let (block, bit) = self.place(hash);
        self.0[block] |= bit;
    }

    fn holds(&self, hash: u64) -> bool {
        let (block, bit) = self.place(hash);
        self.0[block] & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let mixed = pair(hash, 0);
        ((mixed >> 6) as usize & (self.0.len() - 1), 1 << (mixed & 63))
    }
}
