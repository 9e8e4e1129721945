//! Features: what a word and its surroundings look like, as (template, hash) pairs.
//!
//! Owns: [`Reading`], a text cut and looked up once, and [`Reading::features`], the one list of templates that training and
//! tagging share; those of neighbours are in [`look`]. What several words of a text, or of many, can share is a function of
//! its own, for [`crate::sums`]. To add a feature, add a template here and train anew.

pub(crate) mod look;
pub mod template;
pub mod topic;

use crate::hash::{join, spread};
use crate::lexicon::{Classes, Lexicon, class};
use crate::lines::{self, FENCED, NONE, Place};
use crate::weights::Sums;
use crate::words::{self, Shape, Word};
use look::{
    EDGE, Look, NOTHING, after_two, before_two, between, counted, left_of, lists_after_two, lists_before_two,
    lists_between, lists_left_of, lists_right_of, right_of,
};
use template as t;
use topic::{Topic, Topics};

/// A text, ready for features. May be used for one text after another.
#[derive(Debug, Default)]
pub struct Reading {
    /// The words.
    pub words: Vec<Word>,
    /// Their classes.
    pub classes: Vec<Classes>,
    /// Their places.
    pub places: Vec<Place>,
    /// Which of them stand before the `@` of an address.
    in_address: Vec<bool>,
    /// What features see of them, with nothing on both sides.
    looks: Vec<Look>,
    /// Words that also stand in lower case, and words that a title or first name stands before somewhere.
    lower: Seen,
    named: Seen,
    /// What the text speaks of, and each of its sentences.
    topics: Topics,
    /// What the features of each word weigh together, as [`crate::sums`] lays them out, once a tagger has added them up.
    pub(crate) sums: Vec<Sums>,
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
        self.sums.clear();
        words::cut(text, &mut self.words);
        lexicon.classify(&self.words, &mut self.classes);
        alter(&mut self.words, &mut self.classes);
        self.in_address.clear();
        match text.contains('@') {
            true => self.in_address.extend((0..self.words.len()).map(|at| is_of_address(&self.words[at..]))),
            false => self.in_address.resize(self.words.len(), false),
        }
        for (classes, _) in self.classes.iter_mut().zip(&self.in_address).filter(|(_, is_in)| **is_in) {
            *classes = 0;
        }
        lines::places(&self.words, &mut self.places);
        self.look_around();
        let looks = self.words.iter().zip(&self.classes).zip(&self.in_address);
        let looks = looks.map(|((word, classes), is_in)| match *is_in && word.is_word() {
            true => Look::in_address(word),
            false => Look::at(word, *classes),
        });
        self.looks.clear();
        self.looks.reserve(self.words.len() + 2 * EDGE);
        self.looks.extend_from_slice(&[NOTHING; EDGE]);
        self.looks.extend(looks);
        self.looks.extend_from_slice(&[NOTHING; EDGE]);
    }

    /// Remembers what the whole text tells of its words.
    fn look_around(&mut self) {
        self.topics.read(&self.words, &self.classes);
        self.lower.clear(self.words.len());
        self.named.clear(self.words.len());
        for (at, word) in self.words.iter().enumerate() {
            if word.shape == Shape::Lower && !self.in_address[at] {
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
        self.topics.whole.is_technical()
    }

    /// How many titles, greetings and first names that are no other word the text has: none, one, or 2 for more.
    #[must_use]
    pub fn people(&self) -> usize {
        self.topics.whole.people()
    }

    /// What the sentence of the word at `at` speaks of.
    #[must_use]
    pub fn topic(&self, at: usize) -> Topic {
        self.topics.near[at]
    }

    /// Calls `emit` with the template and the hash of each feature of the word at `at`.
    pub fn features(&self, at: usize, mut emit: impl FnMut(u8, u64)) {
        let emit = &mut emit;
        let [left2, left, own, right, right2] = self.window(at);
        self.own(at, emit);
        left2.far_left(emit);
        right2.far_right(emit);
        right_of(left, own, emit);
        left_of(own, right, emit);
        lists_right_of(left, own, emit);
        lists_left_of(own, right, emit);
        before_two(own, right, right2, emit);
        between(left, own, right, emit);
        after_two(left2, left, own, emit);
        lists_before_two(own, right, right2, emit);
        lists_between(left, own, right, emit);
        lists_after_two(left2, left, own, emit);
        self.alone(at, emit);
    }

    /// What no other word of the text can share: what lies behind signs, what touches the word, and where it stands.
    fn alone(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        self.five(at, emit);
        self.behind_signs(at, emit);
        self.touching(at, emit);
        self.standing(at, emit);
        self.column(at, emit);
        self.labelled(at, emit);
    }

    /// What the word is by itself.
    #[inline]
    pub(crate) fn own(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let (own, word) = (&self.looks[EDGE + at], &self.words[at]);
        emit(t::WORD, own.word);
        emit(t::WORD_SHAPE, join(own.word, own.shape));
        for (template, affix) in (t::AFFIX..).zip(word.affixes) {
            emit(template, join(affix, own.shape));
        }
        emit(t::LENGTH, join(spread(counted(word).into()), own.shape));
        emit(t::ENDING_CLASSES, join(own.ending, own.listed));
        emit(t::CLASSES, own.listed);
        own.each_class(|class| emit(t::CLASS, class));
    }

    /// How five words are written.
    #[inline]
    pub(crate) fn five(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let [left2, left, own, right, right2] = self.window(at);
        let near = join(join(left.shape, own.shape), right.shape);
        emit(t::SHAPES5, join(join(near, left2.shape), right2.shape));
    }

    /// The nearest words that are no signs, where signs stand beside the word.
    #[inline]
    pub(crate) fn behind_signs(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let looks = &self.looks[at..at + 2 * EDGE + 1];
        let (own, left, right) = (&looks[EDGE], &looks[EDGE - 1], &looks[EDGE + 1]);
        if left.is_word && right.is_word {
            return;
        }
        let is_word = |look: &&Look| look.is_word;
        let before = looks[..EDGE].iter().rev().find(is_word).unwrap_or(&NOTHING);
        let after = looks[EDGE + 1..].iter().find(is_word).unwrap_or(&NOTHING);
        if !left.is_word {
            emit(t::WORD_BEFORE, join(before.word, own.shape));
        }
        if !right.is_word {
            emit(t::WORD_AFTER, join(after.word, own.shape));
        }
        emit(t::CLASSES_AROUND, join(join(before.classes, own.shape), after.classes));
    }

    /// What touches the word.
    #[inline]
    pub(crate) fn touching(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let (glue, own) = (self.glue(at), &self.looks[EDGE + at]);
        emit(t::GLUE, join(glue, own.shape));
        emit(t::GLUE_CLASSES, join(glue, own.listed));
    }

    /// The signs on both sides, as a hash.
    #[inline]
    pub(crate) fn glue(&self, at: usize) -> u64 {
        let [_, left, own, right, _] = self.window(at);
        let left = if own.spaced { 0 } else { left.sign };
        let right = if right.spaced { 0 } else { right.sign };
        spread(u64::from(left) << 8 | u64::from(right))
    }

    /// Its line, and what the rest of the text tells.
    #[inline]
    pub(crate) fn standing(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let place = &self.places[at];
        let [_, left, own, ..] = self.window(at);
        let (looks, position) = (u64::from(place.looks), spread(place.position.into()));
        emit(t::LINE, join(spread(looks << 2 | u64::from(place.position)), own.shape));
        emit(t::LINE_CLASSES, join(spread(looks & 0xc | u64::from(place.looks & FENCED)), own.listed));
        emit(t::POSITION, join(position, own.listed));
        let topic = spread(self.topic(at).number());
        emit(t::TOPIC, join(topic, own.listed));
        emit(t::TOPIC_SHAPE, join(join(topic, own.shape), left.shape));
        emit(t::ELSEWHERE, join(spread(self.elsewhere(own)), own.listed));
    }

    /// The column of a table.
    #[inline]
    pub(crate) fn column(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let column = self.places[at].column;
        if column != 0 {
            emit(t::COLUMN, join(column, self.looks[EDGE + at].shape));
        }
    }

    /// All that [`Reading::standing`] looks at but the word's own lists, as a number below 2^32.
    #[inline]
    pub(crate) fn stand(&self, at: usize) -> u64 {
        let (place, [_, left, own, ..]) = (&self.places[at], self.window(at));
        let line = u64::from(place.looks) << 2 | u64::from(place.position);
        (line << 8 | self.topic(at).number()) << 16 | self.elsewhere(own) << 8 | u64::from(left.kind)
    }

    /// Whether the word stands in lower case elsewhere, and whether something introduces it as a name.
    #[inline]
    fn elsewhere(&self, own: &Look) -> u64 {
        u64::from(self.lower.holds(own.word)) << 1 | u64::from(self.named.holds(own.word))
    }

    /// The label that it stands under.
    #[inline]
    fn labelled(&self, at: usize, emit: &mut impl FnMut(u8, u64)) {
        let label = self.places[at].label;
        if label != NONE {
            self.label(at, lines::label_hash(&self.words, label), emit);
        }
    }

    /// The label that it stands under, whose hash is known.
    #[inline]
    pub(crate) fn label(&self, at: usize, pair: u64, emit: &mut impl FnMut(u8, u64)) {
        let place = &self.places[at];
        let (own, label) = (&self.looks[EDGE + at], &self.looks[EDGE + place.label as usize]);
        let distance = join(spread(place.distance.into()), own.shape);
        emit(t::LABEL, join(label.word, distance));
        emit(t::LABEL_PAIR, join(pair, distance));
        emit(t::LABEL_CLASSES, join(label.classes, distance));
    }

    /// What features see of the words, with [`EDGE`] of [`NOTHING`] on both sides.
    pub(crate) fn looks(&self) -> &[Look] {
        &self.looks
    }

    /// The word at `at` amid two on each side.
    #[inline]
    pub(crate) fn window(&self, at: usize) -> &[Look; 5] {
        self.looks[at + EDGE - 2..].first_chunk().expect("there is an edge on both sides")
    }
}

/// Whether the first of the words stands before the `@` of an address. Whom that names says nothing of the words beside it: `Jane Roe
/// (jane84@…)` is no ordinary word in lower case, nor somebody of that name in brackets.
fn is_of_address(words: &[Word]) -> bool {
    /// The most words and signs that are read for it.
    const MOST: usize = 9;
    let rest = words.iter().take(MOST).skip(1);
    let mut joined =
        rest.take_while(|next| !next.spaced && (next.is_word() || b"._-+@".contains(&next.sign)));
    joined.any(|next| next.sign == b'@')
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
