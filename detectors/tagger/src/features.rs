//! Features: what a word and its surroundings look like, as (template, hash) pairs.
//!
//! Owns: [`Reading`], a text cut and looked up once, and [`Reading::features`], the one list of templates that training and
//! tagging share. To add a feature, add a template here and train anew.

pub mod template;

use crate::hash::{join, pair, spread};
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
    /// What features see of them, with nothing on both sides.
    looks: Vec<Look>,
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
        lines::places(&self.words, &mut self.places);
        self.look_around();
        let looks = self.words.iter().zip(&self.classes).map(|(word, classes)| Look::at(word, *classes));
        self.looks.clear();
        self.looks.extend([NOTHING; EDGE].into_iter().chain(looks).chain([NOTHING; EDGE]));
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
    fn look_around(&mut self) {
        self.topic = self.topic();
        self.lower.clear(self.words.len());
        self.named.clear(self.words.len());
        for (at, word) in self.words.iter().enumerate() {
            if word.shape == Shape::Lower {
                self.lower.insert(word.hash);
            } else if word.is_capital() && word.length > 1 {
                let before = match at.checked_sub(1) {
                    Some(dot) if self.words[dot].sign == b'.' && !self.words[dot].spaced => {
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

    /// Whether the text has a title, a greeting or a first name that is no other word.
    #[must_use]
    pub fn is_about_people(&self) -> bool {
        self.topic & 3 != 0
    }

    /// Calls `emit` with the template and the hash of each feature of the word at `at`.
    #[inline]
    pub fn features(&self, at: usize, mut emit: impl FnMut(u8, u64)) {
        self.own(at, &mut emit);
        self.around(at, &mut emit);
    }

    /// Hashes that are the same for two words of a text when their own features are: the word, and its shape and classes.
    #[inline]
    #[must_use]
    pub fn identity(&self, at: usize) -> (u64, u64) {
        let own = &self.looks[EDGE + at];
        (own.word, own.listed)
    }

    /// What the word is by itself. Only what [`Reading::identity`] tells apart may count here.
    #[inline]
    pub fn own(&self, at: usize, mut emit: impl FnMut(u8, u64)) {
        let (own, word) = (&self.looks[EDGE + at], &self.words[at]);
        emit(t::WORD, own.word);
        emit(t::WORD_SHAPE, join(own.word, own.shape));
        for (template, affix) in (t::AFFIX..).zip(word.affixes) {
            emit(template, join(affix, own.shape));
        }
        emit(t::LENGTH, join(spread(word.length.min(12).into()), own.shape));
        emit(t::ENDING_CLASSES, join(own.ending, own.listed));
        emit(t::CLASSES, own.listed);
    }

    /// What stands around the word, and where it stands.
    #[inline]
    pub fn around(&self, at: usize, mut emit: impl FnMut(u8, u64)) {
        self.neighbours(at, &mut emit);
        self.listed(at, &mut emit);
        self.nearest(at, &mut emit);
        self.standing(at, &mut emit);
        self.labelled(at, &mut emit);
    }

    /// Which words stand beside it, and how they are written.
    #[inline]
    fn neighbours(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let [left2, left, own, right, right2] = self.window(at);
        emit(t::LEFT, join(left.word, own.shape));
        emit(t::RIGHT, join(right.word, own.shape));
        emit(t::LEFT2, left2.word);
        emit(t::RIGHT2, right2.word);
        emit(t::LEFT_AND_WORD, join(left.word, own.word));
        emit(t::WORD_AND_RIGHT, join(own.word, right.word));
        emit(t::TWO_LEFT, join(join(left2.word, left.word), own.shape));
        emit(t::TWO_RIGHT, join(join(right.word, right2.word), own.shape));
        emit(t::LEFT_AND_RIGHT, join(join(left.word, right.word), own.shape));
        emit(t::LEFT_CLASSES, join(left.word, own.listed));
        emit(t::RIGHT_CLASSES, join(right.word, own.listed));
        emit(t::LEFT_ENDING, join(left.ending, own.shape));
        emit(t::RIGHT_ENDING, join(right.ending, own.shape));
        let near = join(join(left.shape, own.shape), right.shape);
        emit(t::SHAPES, near);
        emit(t::SHAPES5, join(join(near, left2.shape), right2.shape));
    }

    /// What lists say of it and of the words beside it.
    #[inline]
    fn listed(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let [left2, left, own, right, right2] = self.window(at);
        emit(t::CLASSES_LEFT, join(left.listed, own.listed));
        emit(t::CLASSES_RIGHT, join(own.listed, right.listed));
        emit(t::CLASSES3, join(join(left.classes, own.listed), right.classes));
        emit(t::CLASSES_TWO_LEFT, join(join(left2.classes, left.classes), own.listed));
        emit(t::CLASSES_TWO_RIGHT, join(join(right.classes, right2.classes), own.listed));
        let mut rest = self.classes[at];
        while rest != 0 {
            let class = join(spread(rest.trailing_zeros().into()), own.shape);
            emit(t::CLASS, class);
            emit(t::CLASS_LEFT_SHAPE, join(class, left.shape));
            rest &= rest - 1;
        }
    }

    /// The nearest words that are no signs, and what touches the word.
    #[inline]
    fn nearest(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let looks = &self.looks[at..at + 2 * EDGE + 1];
        let own = &looks[EDGE];
        let is_word = |look: &&Look| look.is_word;
        let before = looks[..EDGE].iter().rev().find(is_word).unwrap_or(&NOTHING);
        let after = looks[EDGE + 1..].iter().find(is_word).unwrap_or(&NOTHING);
        emit(t::WORD_BEFORE, join(before.word, own.shape));
        emit(t::WORD_AFTER, join(after.word, own.shape));
        emit(t::CLASSES_AROUND, join(join(before.classes, own.shape), after.classes));
        let left = if own.spaced { 0 } else { looks[EDGE - 1].sign };
        let right = if looks[EDGE + 1].spaced { 0 } else { looks[EDGE + 1].sign };
        let glue = spread(u64::from(left) << 8 | u64::from(right));
        emit(t::GLUE, join(glue, own.shape));
        emit(t::GLUE_CLASSES, join(glue, own.listed));
    }

    /// Line, column, and what the rest of the text tells.
    #[inline]
    fn standing(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let place = &self.places[at];
        let [_, left, own, ..] = self.window(at);
        if place.column != 0 {
            emit(t::COLUMN, join(place.column, own.shape));
        }
        let (looks, position) = (u64::from(place.looks), spread(place.position.into()));
        emit(t::LINE, join(spread(looks << 2 | u64::from(place.position)), own.shape));
        emit(t::LINE_CLASSES, join(spread(looks & 0xc | u64::from(place.looks & FENCED)), own.listed));
        emit(t::POSITION, join(position, own.listed));
        let topic = spread(self.topic);
        emit(t::TOPIC, join(topic, own.listed));
        emit(t::TOPIC_SHAPE, join(join(topic, own.shape), left.shape));
        let seen = u64::from(self.lower.holds(own.word)) << 1 | u64::from(self.named.holds(own.word));
        emit(t::ELSEWHERE, join(spread(seen), own.listed));
    }

    /// The label that it stands under.
    #[inline]
    fn labelled(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let place = &self.places[at];
        if place.label == NONE {
            return;
        }
        let (own, label) = (&self.looks[EDGE + at], &self.looks[EDGE + place.label as usize]);
        let distance = join(spread(place.distance.into()), own.shape);
        emit(t::LABEL, join(label.word, distance));
        emit(t::LABEL_PAIR, join(lines::label_hash(&self.words, place.label), distance));
        emit(t::LABEL_CLASSES, join(label.classes, distance));
    }

    /// The word at `at` amid two on each side.
    #[inline]
    fn window(&self, at: usize) -> &[Look; 5] {
        self.looks[at + EDGE - 2..].first_chunk().expect("there is an edge on both sides")
    }
}

/// What the features see of a word, as hashes.
#[derive(Debug, Clone, Copy)]
struct Look {
    word: u64,
    /// Its last three characters.
    ending: u64,
    shape: u64,
    classes: u64,
    /// Its shape and classes.
    listed: u64,
    spaced: bool,
    is_word: bool,
    /// The sign's first byte; 0 for words.
    sign: u8,
}

/// How many places beyond the text features may look.
const EDGE: usize = 3;

/// Where there is no word.
const NOTHING: Look = Look {
    word: 0,
    ending: 0,
    shape: spread(99),
    classes: spread(0),
    listed: spread(99),
    spaced: false,
    is_word: false,
    sign: 0,
};

impl Look {
    fn at(word: &Word, classes: Classes) -> Self {
        let shape = spread(word.shape as u64);
        Self {
            word: word.hash,
            ending: word.affixes[3],
            shape,
            classes: spread(classes.into()),
            listed: pair(classes.into(), shape),
            spaced: word.spaced,
            is_word: word.is_word(),
            sign: word.sign,
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
        let mixed = hash >> 8;
        ((mixed >> 6) as usize & (self.0.len() - 1), 1 << (mixed & 63))
    }
}
